//! What a document's points come to, by the share of the features that it has.

use tantivy::Score;

/// Points of one unit of score.
pub(super) const UNIT: f32 = 16_777_216.0;

/// Up to so many features, what each choice of them comes to is known beforehand.
const KNOWN: usize = 8;

/// How the share of the features bears on a score.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    base: f64,
    /// What each feature is of the whole, in points.
    shares: Vec<u64>,
    /// What the shares of all features come to, those that no article has included.
    whole: f64,
    /// What points are multiplied with for each choice of features, by its bits; none where there are too many features.
    factors: Vec<f64>,
}

impl Rate {
    /// The rate of features of these shares, in points.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    pub(super) fn new(base: f32, shares: Vec<u64>, whole: u64) -> Self {
        let choices: u64 = if shares.len() <= KNOWN { 1 << shares.len() } else { 0 };
        let mut rate = Self { base: f64::from(base), shares, whole: whole.max(1) as f64, factors: Vec::new() };
        rate.factors = (0..choices).map(|features| rate.factor(features)).collect();
        rate
    }

    /// What a sum of points comes to with some of the features, a bit each. More points or more features never come to less.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a score needs no more digits")]
    pub(super) fn of(&self, sum: u64, features: u64) -> Score {
        let known = usize::try_from(features).ok().and_then(|features| self.factors.get(features).copied());
        (sum as f64 / f64::from(UNIT) * known.unwrap_or_else(|| self.factor(features))) as Score
    }

    /// What points are multiplied with for some of the features.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    fn factor(&self, features: u64) -> f64 {
        let (mut left, mut having) = (features, 0);
        while left != 0 {
            having += self.shares.get(left.trailing_zeros() as usize).copied().unwrap_or(0);
            left &= left - 1;
        }
        let share = having as f64 / self.whole;
        self.base + share * share
    }
}

/// A weight in points, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "weights are small and not negative")]
pub(super) fn points(weight: f32) -> u64 {
    ((weight * UNIT) as u64).max(1)
}
