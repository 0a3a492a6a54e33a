//! Answers that are kept while nothing changes.
//!
//! An answer is kept under the lines of the change log that the index and the names were at when it was made, so a change of
//! anything makes another one, and none is ever served for another state. Writes are few beside reads, which is why no
//! finer rule is needed.

use moka::sync::Cache;
use uuid::Uuid;

use crate::config::RelatedSettings;
use crate::web::Answer;

/// What an answer is kept under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The article.
    pub article: Uuid,
    /// What was asked, in one form.
    pub asked: String,
    /// The line that the index was at.
    pub index_seq: i64,
    /// The line that the names were at.
    pub names_seq: i64,
}

/// The answers that are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Kept {
    answers: Cache<Key, Answer>,
}

impl Kept {
    /// Room for as many bytes as the settings say.
    #[must_use]
    pub fn new(settings: &RelatedSettings) -> Self {
        let answers = Cache::builder()
            .name("related")
            .max_capacity(u64::from(settings.cache_mb) * 1_048_576)
            .weigher(|key: &Key, answer: &Answer| {
                u32::try_from(answer.size() + key.asked.len() + size_of::<Key>() + size_of::<Answer>())
                    .unwrap_or(u32::MAX)
            })
            .build();
        Self { answers }
    }

    /// The answer for a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Answer> {
        self.answers.get(key)
    }

    /// Keeps an answer.
    pub fn put(&self, key: Key, answer: Answer) {
        self.answers.insert(key, answer);
    }
}
