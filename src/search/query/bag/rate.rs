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

/// What a document must have to be found, by the features that it has. What is below it is not found; what is not may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Bar {
    needed: u32,
    threshold: Score,
    /// The least of points for each choice of features, where those are known beforehand.
    known: Vec<u64>,
}

impl Bar {
    /// Where so many features are needed, and a score above a threshold; below 0 there is none.
    pub(super) fn set(&mut self, rate: &Rate, needed: u32, threshold: Score) {
        let mut known = std::mem::take(&mut self.known);
        known.clear();
        (self.needed, self.threshold) = (needed, threshold);
        known.extend((0..).zip(&rate.factors).map(|(features, factor)| self.least(features, || *factor)));
        self.known = known;
    }

    /// Whether so many points and these features may be enough.
    #[inline]
    pub(super) fn may_pass(&self, rate: &Rate, sum: u64, features: u64) -> bool {
        let known = usize::try_from(features).ok().and_then(|features| self.known.get(features).copied());
        sum >= known.unwrap_or_else(|| self.least(features, || rate.factor(features)))
    }

    /// The least of points that some features, which multiply them so, may be enough with.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is too much for a number is out of reach"
    )]
    fn least(&self, features: u64, factor: impl FnOnce() -> f64) -> u64 {
        if features.count_ones() < self.needed {
            return u64::MAX;
        }
        if self.threshold < 0.0 {
            return 0;
        }
        // A little less, for the rounding.
        let too_few = f64::from(self.threshold) * f64::from(UNIT) / factor() * (1.0 - 1e-9);
        (too_few as u64).saturating_add(1)
    }
}

/// A weight in points, at least one.
#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
pub(super) fn points(weight: f32) -> u64 {
    ((weight * UNIT) as i64).max(1).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_is_found_is_below_the_bar(
            base in 0.0f32..1.0,
            shares in proptest::collection::vec(1u64..1 << 28, 0..12),
            more in 0u64..1 << 30,
            needed in 0u32..12,
            (threshold, sum, features) in (-1.0f32..60.0, 0u64..1 << 36, any::<u64>()),
            is_near in any::<bool>(),
        ) {
            let features = features & ((1 << shares.len()) - 1);
            let whole = shares.iter().sum::<u64>() + more;
            let rate = Rate::new(base, shares, whole);
            let mut bar = Bar::default();
            let score = rate.of(sum, features);
            let threshold = if is_near { score.next_down() } else { threshold };
            bar.set(&rate, needed, threshold);
            let is_found = features.count_ones() >= needed && score > threshold;
            prop_assert!(!is_found || bar.may_pass(&rate, sum, features));
            // Nor is the bar lower than it must be, but for the rounding.
            let may_pass = bar.may_pass(&rate, sum, features);
            prop_assert!(!may_pass || features.count_ones() >= needed && score >= threshold * 0.999_999);
        }
    }
}
