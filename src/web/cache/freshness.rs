//! How far the change log has been followed, and what it says of single articles: whether a kept answer is still right.
//!
//! Why no kept answer is older than a write which this instance has answered:
//!
//! 1. A request notes the moment of its arrival, and all that its answer is made from is read after that. So an answer says
//!    at least what was true at its moment; it may say more.
//! 2. The log's lines are taken in here under the lock of the catalog that advances over them: first what they touch, then
//!    the catalog, then the number of the last line. Whoever sees the catalog at a line therefore finds that line here, and
//!    whoever reads the number here finds the catalog at least there.
//! 3. A writer waits for the catalog to stand at its line before it answers. A request that arrives after that answer finds
//!    the line here, and takes no kept answer that the line touches unless that was begun at this line or later.
//!
//! Articles share `SLOTS` places by a hash of their ids. Two in one place make each other's answers be rendered once more,
//! never less, and the memory does not grow with the articles.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use uuid::Uuid;

/// How many places articles share: half a MiB.
const SLOTS: usize = 65_536;

/// What an answer is made from, and so what makes it old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The program and its settings alone; it takes no `min_seq`.
    Program,
    /// One article and the names in it, but no counts.
    Article(Uuid),
    /// Anything that the change log tells of.
    Log,
    /// The same, and the search index.
    Index,
}

/// A state that an answer was begun at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The last line of the change log that was known.
    pub log: i64,
    /// The line that the search index was at, -1 while it could not be searched.
    pub index: i64,
}

/// What a line of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An article.
    Article(Uuid),
    /// Anything that articles name.
    Name,
}

/// What is known of the log. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Freshness(Arc<Known>);

#[derive(Debug)]
struct Known {
    head: AtomicI64,
    names: AtomicI64,
    articles: Box<[AtomicI64]>,
    hasher: RandomState,
}

impl Freshness {
    /// Knows the log up to a line, and takes all for changed there.
    #[must_use]
    pub fn at(seq: i64) -> Self {
        Self(Arc::new(Known {
            head: AtomicI64::new(seq),
            names: AtomicI64::new(seq),
            articles: (0..SLOTS).map(|_| AtomicI64::new(seq)).collect(),
            hasher: RandomState::new(),
        }))
    }

    /// Takes in what a line touches. The number of the last line is told with [`Self::reach`], once all follows it.
    pub fn touch(&self, seq: i64, subject: Subject) {
        let touched = match subject {
            Subject::Article(id) => self.slot(id),
            Subject::Name => Some(&self.0.names),
        };
        touched.map(|place| place.fetch_max(seq, Ordering::AcqRel));
    }

    /// Says that everything up to a line has been taken in.
    pub fn reach(&self, seq: i64) {
        self.0.head.fetch_max(seq, Ordering::AcqRel);
    }

    /// The last line that is known.
    #[must_use]
    pub fn head(&self) -> i64 {
        self.0.head.load(Ordering::Acquire)
    }

    /// Whether nothing has happened since a moment to an article or to what it names.
    #[must_use]
    pub fn stands(&self, article: Uuid, since: Moment) -> bool {
        let changed = |place: &AtomicI64| place.load(Ordering::Acquire) > since.log;
        !changed(&self.0.names) && self.slot(article).is_some_and(|place| !changed(place))
    }

    /// The place of an article.
    fn slot(&self, id: Uuid) -> Option<&AtomicI64> {
        let hash = usize::try_from(self.0.hasher.hash_one(id) % SLOTS as u64).unwrap_or_default();
        self.0.articles.get(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_stands_until_it_or_a_name_changes() {
        let freshness = Freshness::at(10);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let then = Moment { log: 10, index: 10 };
        assert!(freshness.stands(one, then));
        freshness.touch(11, Subject::Article(one));
        assert!(!freshness.stands(one, then) && freshness.stands(other, then));
        assert_eq!(freshness.head(), 10, "the line is known only when all follows it");
        freshness.reach(11);
        assert!(freshness.stands(one, Moment { log: freshness.head(), index: 0 }));
        freshness.touch(12, Subject::Name);
        assert!(!freshness.stands(other, then));
    }

    #[test]
    fn nothing_goes_back() {
        let freshness = Freshness::at(0);
        freshness.touch(9, Subject::Name);
        freshness.touch(3, Subject::Name);
        freshness.reach(9);
        freshness.reach(3);
        assert_eq!(freshness.head(), 9);
        assert!(!freshness.stands(Uuid::from_u128(1), Moment { log: 8, index: 0 }));
    }
}
