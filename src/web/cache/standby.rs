//! Answers that stand ready outside of memory, such as in a file: looked for where the cache has none, before anything is
//! rendered.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use uuid::Uuid;

use super::finished::{About, Hash};
use crate::web::coding::Coding;

/// How many bytes a kept answer takes, about.
pub(super) const ANSWER: u64 = 8_192;

/// Where answers stand ready. It is asked on a thread that has other requests to see to.
pub trait Standby: Send + Sync {
    /// The answer to a path and query, if one stands ready that says all that was true when the change log was at `head`: in
    /// that coding where it has been made in it, in plain otherwise.
    fn find(&self, key: &str, coding: Coding, head: i64) -> Option<Ready>;
}

/// An answer about one article and the names in it, in one coding.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The article.
    pub article: Uuid,
    /// The hash of the plain body.
    pub hash: Hash,
    /// How many bytes the plain body has.
    pub length: usize,
    /// When it last changed, as a header.
    pub last_modified: HeaderValue,
    /// How caches may keep it.
    pub cache_control: HeaderValue,
    /// The coding of the bytes.
    pub coding: Coding,
    /// The body in that coding.
    pub bytes: Bytes,
}

impl Ready {
    /// Its headers that are the same in every coding.
    pub(super) fn about(&self) -> About {
        About {
            media_type: HeaderValue::from_static("application/json"),
            cache_control: self.cache_control.clone(),
            last_modified: Some(self.last_modified.clone()),
            link: None,
        }
    }
}

/// What was asked lately, by a hash: about as many questions as there is room for answers in memory. What is asked for again
/// among so many is worth a place there; what is asked less often would be gone before that, and can be found again.
#[derive(Debug)]
pub(super) struct Lately {
    asked: Box<[AtomicU32]>,
    hasher: RandomState,
}

impl Lately {
    /// Remembers as much as fits a memory of so many bytes.
    pub(super) fn beside(bytes: u64) -> Self {
        let places = (bytes / ANSWER).clamp(64, 1 << 20);
        Self { asked: (0..places).map(|_| AtomicU32::new(0)).collect(), hasher: RandomState::new() }
    }

    /// Whether a key was asked for lately; from now on it was. It may be wrong, seldom and to no harm.
    pub(super) fn knows(&self, key: &str) -> bool {
        let hash = self.hasher.hash_one(key);
        let place = usize::try_from(hash % self.asked.len() as u64).unwrap_or_default();
        // The upper half is independent of the place.
        let mark = u32::try_from(hash >> 32).unwrap_or_default() | 1;
        self.asked.get(place).is_some_and(|known| known.swap(mark, Ordering::Relaxed) == mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_again_is_known() {
        let lately = Lately::beside(64 << 20);
        assert!(!lately.knows("/v1/articles/a") && lately.knows("/v1/articles/a"));
        assert!(!lately.knows("/v1/articles/b") && lately.knows("/v1/articles/b"));
    }
}
