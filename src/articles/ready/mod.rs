//! Published articles for answers that show many of them: as they stand finished in a file, where they do, and as the database has
//! them otherwise. The file is handed in at the start, so that articles know nothing of it.

pub mod texts;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use self::texts::{Lines, ShownTexts};
use super::query::{Stored, With, by_ids};
use super::view::{ArticleSummary, BodyFormat, Include};
use crate::catalog::Catalog;
use crate::kernel::error::{Error, Result};
use crate::state::State;

/// What comes before the value of the first field that only a whole article has.
const ONLY_WHOLE: &str = ",\"notes\":";

/// Where, in the JSON of a whole article, what its list item has otherwise begins and ends: the body, the media, and from where on there
/// is what list items do not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub [u32; 5]);

impl Parts {
    /// The parts of the JSON of an [`super::ArticleView`]; none where it is not one.
    #[must_use]
    pub fn of(article: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Written<'a> {
            #[serde(borrow)]
            body: &'a RawValue,
            #[serde(borrow)]
            media: &'a RawValue,
            #[serde(borrow)]
            notes: &'a RawValue,
        }
        let Written { body, media, notes } = serde_json::from_slice(article).ok()?;
        let begins = |value: &RawValue| value.get().as_ptr().addr().checked_sub(article.as_ptr().addr());
        let ends = |value: &RawValue| begins(value)?.checked_add(value.get().len());
        let whole = begins(notes)?.checked_sub(ONLY_WHOLE.len())?;
        let places = [begins(body)?, ends(body)?, begins(media)?, ends(media)?, whole];
        let mut parts = Self::default();
        for (part, place) in parts.0.iter_mut().zip(places) {
            *part = u32::try_from(place).ok()?;
        }
        Some(parts)
    }

    /// Where the body begins.
    #[must_use]
    pub const fn body(self) -> usize {
        let [body, ..] = self.0;
        body as usize
    }

    /// The JSON of the article's list item.
    fn summary(self, article: &str) -> Option<Box<RawValue>> {
        let [body, behind_body, media, behind_media, whole] = self.0.map(|place| place as usize);
        let shown = [
            article.get(..body)?,
            "null",
            article.get(behind_body..media)?,
            "[]",
            article.get(behind_media..whole)?,
            "}",
        ];
        RawValue::from_string(shown.concat()).ok()
    }
}

/// A published article that stands ready.
#[derive(Clone, Debug)]
pub struct ReadyArticle {
    /// The JSON of the whole article, as who asks for nothing besides gets it.
    pub json: Bytes,
    /// Where it has what list items have otherwise.
    pub parts: Parts,
    /// Where its texts stand in it.
    pub lines: Lines,
    /// The things whose names or words stand in it, each once.
    pub names: Vec<Uuid>,
    /// Whether editors chose what stands beside it.
    pub has_choices: bool,
}

impl ReadyArticle {
    /// Its JSON as a text.
    fn written(&self) -> Result<&str> {
        simdutf8::basic::from_utf8(&self.json).map_err(Error::broken)
    }
}

/// Knows which articles stand ready.
pub trait ReadyArticles: Send + Sync {
    /// The article, if it stands ready and says at least what was true at a line of the change log.
    fn ready(&self, article: Uuid, head: i64) -> Option<ReadyArticle>;
}

/// Published articles, wherever they are read. Cheap to clone.
#[derive(Clone)]
pub struct Articles(Option<Arc<dyn ReadyArticles>>);

impl fmt::Debug for Articles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Articles").finish_non_exhaustive()
    }
}

impl Articles {
    /// With what stands ready, if anything does.
    #[must_use]
    pub fn new(ready: Option<Arc<dyn ReadyArticles>>) -> Self {
        Self(ready)
    }

    /// An article, if it stands ready as it is now.
    #[must_use]
    pub fn ready(&self, state: &State, article: Uuid) -> Option<ReadyArticle> {
        self.0.as_ref()?.ready(article, state.freshness.head())
    }

    /// Those of some articles that stand ready as they are now, in the form that is asked for.
    #[must_use]
    pub fn all_ready(&self, state: &State, ids: &[Uuid], form: Form) -> HashMap<Uuid, Shown> {
        // Only what is asked for in no other form stands ready.
        let plain = if form == Form::default() { ids } else { &[] };
        plain.iter().filter_map(|id| Some((*id, Shown::Ready(self.ready(state, *id)?)))).collect()
    }
}

/// The published ones of some articles, as the database has them.
pub async fn in_database(state: &State, ids: &[Uuid], with: With) -> Result<HashMap<Uuid, Shown>> {
    let stored = by_ids(&state.read, ids, with).await?;
    Ok(stored.into_iter().map(|stored| (stored.row.id, Shown::Stored(Box::new(stored)))).collect())
}

/// What a list item shows of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The form of its body.
    pub body: BodyFormat,
    /// The references that are filled with more than names.
    pub include: Include,
}

impl Default for Form {
    fn default() -> Self {
        Self { body: BodyFormat::None, include: Include::default() }
    }
}

/// A published article, as it was found.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Ready.
    Ready(ReadyArticle),
    /// In the database.
    Stored(Box<Stored>),
}

impl Shown {
    /// Its list item.
    pub fn summary(self, state: &State, catalog: &Catalog, form: Form) -> Result<ListedArticle> {
        match self {
            Self::Ready(ready) => {
                let summary = ready.parts.summary(ready.written()?);
                Ok(ListedArticle::Ready(summary.ok_or_else(|| Error::broken("an article that is ready is not whole"))?))
            }
            Self::Stored(mut stored) => {
                if form.body == BodyFormat::None {
                    stored.content = None;
                }
                let made = ArticleSummary::of(state, catalog, *stored, form.body, form.include)?;
                Ok(ListedArticle::Made(Box::new(made)))
            }
        }
    }

    /// Its texts, where it was read with its content.
    pub fn texts(&self) -> Result<ShownTexts<'_>> {
        match self {
            Self::Ready(ready) => {
                let texts = ready.lines.texts(ready.written()?);
                texts.ok_or_else(|| Error::broken("the texts of an article that is ready are not where they should be"))
            }
            Self::Stored(stored) => Ok(ShownTexts::of(stored)),
        }
    }
}

/// The list item of an article.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum ListedArticle {
    /// As it stood ready.
    Ready(Box<RawValue>),
    /// Made from what the database has.
    Made(Box<ArticleSummary>),
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_list_item_is_cut_out_of_the_whole_article() {
        let whole = r#"{"id":"a","summary":"\"notes\":1,\"media\":[]","body":{"format":"blocks","blocks":[{"body":1}]},"people":[{"media":2}],"media":[{"url":"x"}],"revision":1,"notes":[{"label":"开栏语"}],"outline":[],"related":null}"#;
        let parts = Parts::of(whole.as_bytes()).unwrap();
        let item = r#"{"id":"a","summary":"\"notes\":1,\"media\":[]","body":null,"people":[{"media":2}],"media":[],"revision":1}"#;
        assert_eq!(parts.summary(whole).unwrap().get(), item);
        assert!(Parts::of(item.as_bytes()).is_none() && Parts::of(b"[]").is_none());
        assert!(Parts([0, 9_000, 1, 2, 3]).summary(whole).is_none());
        assert!(Parts::default().summary(whole).is_none(), "it is no JSON");
    }
}
