//! Going through a segment, two thousand documents at a time: the lists that lead to documents are gone through, the others
//! only looked up for what is found that way.

use tantivy::{DocId, Score, TERMINATED};

use super::lists::List;
use super::rate::Bar;
use super::ready::ReadyBag;

/// Documents that are gone through at once.
const WINDOW: usize = 2_048;

/// A segment that is gone through.
pub(super) struct Windows<'a> {
    bag: &'a ReadyBag,
    lists: &'a mut Lists,
}

/// The lists of a segment, and room for the documents of a window.
pub(super) struct Lists {
    /// The longest first.
    all: Vec<List>,
    /// What each document of the window has so far, and which features, a bit each.
    sums: Vec<(u64, u64)>,
    /// Which documents of the window any of the leading lists has, a bit each.
    touched: [u64; WINDOW / 64],
    leading: Vec<usize>,
    /// The threshold that lists were parted for.
    parted_for: Option<Score>,
    /// What a document must have, by that threshold.
    bar: Bar,
    /// The lists that are only looked up, what decides most first, words last.
    looked_up: Vec<LookedUp>,
}

/// A list that is only looked up.
struct LookedUp {
    /// Which one.
    list: usize,
    /// What it and those behind it add at most.
    most: u64,
    /// Their features.
    features: u64,
    /// The document it is at, so that it is only touched for those from there on; 0 until it was looked at.
    doc: DocId,
}

impl Lists {
    /// These lists, the longest first, at their beginning.
    pub(super) fn new(lists: Vec<List>) -> Self {
        Self {
            all: lists,
            sums: vec![(0, 0); WINDOW],
            touched: [0; WINDOW / 64],
            leading: Vec::new(),
            parted_for: None,
            bar: Bar::default(),
            looked_up: Vec::new(),
        }
    }

    /// How many documents there are at most that have any of the features; of all terms, where there are no features.
    pub(super) fn size(&self) -> u32 {
        let has_features = self.all.iter().any(|list| list.feature != 0);
        let leading = self.all.iter().filter(|list| list.feature != 0 || !has_features);
        leading.map(List::size).fold(0, u32::saturating_add)
    }
}

impl<'a> Windows<'a> {
    /// A segment with its lists.
    pub(super) const fn new(bag: &'a ReadyBag, lists: &'a mut Lists) -> Self {
        Self { bag, lists }
    }

    /// Goes through the next window that has any documents, from one on. Calls back for every document that has enough and a
    /// score above the threshold, in order, and takes the new threshold from it. Where to go on; none at the end.
    pub(super) fn next(
        &mut self,
        from: DocId,
        threshold: &mut Score,
        found: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> Option<DocId> {
        self.part(*threshold);
        let Lists { all: lists, leading, .. } = &mut *self.lists;
        let starts = leading.iter().filter_map(|at| lists.get_mut(*at).map(|list| list.forward(from)));
        let base = starts.min().filter(|base| *base != TERMINATED)?;
        self.mark(base);
        for slot in 0..WINDOW / 64 {
            let Some(touched) = self.lists.touched.get_mut(slot) else { break };
            let mut touched = std::mem::take(touched);
            while touched != 0 {
                let slot = slot * 64 + touched.trailing_zeros() as usize;
                touched &= touched - 1;
                let Some((sum, features)) = self.lists.sums.get_mut(slot).map(std::mem::take) else { continue };
                #[expect(clippy::cast_possible_truncation, reason = "a window is small")]
                let doc = base + slot as DocId;
                if let Some(score) = self.judge(doc, sum, features, *threshold) {
                    *threshold = found(doc, score);
                }
            }
        }
        Some(end(base))
    }

    /// Says which lists lead to documents. The others together lead to none: what has no more than those has too few
    /// features, or too low a score.
    fn part(&mut self, threshold: Score) {
        let Lists { all: lists, leading, looked_up, parted_for, bar, .. } = &mut *self.lists;
        if parted_for.replace(threshold) == Some(threshold) {
            return;
        }
        bar.set(&self.bag.rate, self.bag.needed, threshold);
        leading.clear();
        looked_up.clear();
        let (mut sum, mut features) = (0, 0u64);
        for (at, list) in lists.iter().enumerate() {
            let (more, with) = (sum + list.most, features | list.feature);
            if bar.may_pass(&self.bag.rate, more, with) {
                leading.push(at);
            } else {
                (sum, features) = (more, with);
                looked_up.push(LookedUp { list: at, most: list.most, features: list.feature, doc: 0 });
            }
        }
        looked_up.sort_by_key(|one| (one.features == 0, std::cmp::Reverse(one.most)));
        let (mut sum, mut features) = (0, 0);
        for one in looked_up.iter_mut().rev() {
            sum += one.most;
            features |= one.features;
            (one.most, one.features) = (sum, features);
        }
    }

    /// Adds up what the leading lists have for the documents of a window.
    fn mark(&mut self, base: DocId) {
        let Lists { all: lists, sums, touched, leading, .. } = &mut *self.lists;
        let end = end(base);
        for list in leading.iter() {
            let Some(list) = lists.get_mut(*list) else { continue };
            let feature = list.feature;
            list.go_on(end, |doc, points| {
                let slot = (doc - base) as usize;
                let (Some((sum, features)), Some(touched)) = (sums.get_mut(slot), touched.get_mut(slot / 64)) else {
                    return;
                };
                *touched |= 1 << (slot % 64);
                *features |= feature;
                *sum += points;
            });
        }
    }

    /// Looks up the other lists for a document, for as long as it may have enough; its score, if it has.
    fn judge(&mut self, doc: DocId, mut sum: u64, mut features: u64, threshold: Score) -> Option<Score> {
        let Lists { all: lists, looked_up, bar, .. } = &mut *self.lists;
        for LookedUp { list, most, features: others, doc: at } in looked_up {
            if !self.bag.is_scoring && features.count_ones() >= self.bag.needed {
                break;
            }
            if !bar.may_pass(&self.bag.rate, sum + *most, features | *others) {
                return None;
            }
            if *at > doc {
                continue;
            }
            let Some(list) = lists.get_mut(*list) else { continue };
            *at = list.forward(doc);
            if *at == doc {
                features |= list.feature;
                sum += list.points();
            }
        }
        if !bar.may_pass(&self.bag.rate, sum, features) {
            return None;
        }
        let score = if self.bag.is_scoring { self.bag.rate.of(sum, features) } else { 0.0 };
        (score > threshold).then_some(score)
    }
}

/// Where the window that begins there ends.
#[expect(clippy::cast_possible_truncation, reason = "a window is small")]
fn end(base: DocId) -> DocId {
    base.saturating_add(WINDOW as u32).min(TERMINATED)
}
