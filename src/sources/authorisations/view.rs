//! What is answered of what lists say.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::query::EditedSource;
use super::super::view::AuthorisationPeriod;
use super::apply::Imported;
use crate::reference::Reference;

/// Most names that are told of.
const MAX_TOLD: usize = 1_000;

/// What lists say of one source itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceAuthorisations {
    /// The source.
    pub source: Reference,
    /// What lists say of it, oldest first. Where they say nothing of an edition, what they say of its medium counts.
    pub authorisations: Vec<AuthorisationPeriod>,
    /// The version of the source; the `ETag` says the same.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// The line of the change log that brought this state, for `min_seq`; 0 where none is known.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
}

impl From<&EditedSource> for SourceAuthorisations {
    fn from(source: &EditedSource) -> Self {
        let head = &source.head;
        Self {
            source: Reference { id: head.id.to_string(), slug: head.slug.clone(), name: head.name.clone() },
            authorisations: source.periods.iter().map(Into::into).collect(),
            version: head.version,
            seq: head.seq,
        }
    }
}

/// What became of a list that was imported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportedAuthorisations {
    /// The list.
    #[schema(example = "互联网新闻信息稿源单位名单(2021)")]
    pub list: String,
    /// How many sources were made.
    #[schema(minimum = 0, example = 0)]
    pub created: usize,
    /// Of how many sources the list says something else than before, those that were made and those dropped included.
    #[schema(minimum = 0, example = 2)]
    pub changed: usize,
    /// Of how many sources it says what it said before.
    #[schema(minimum = 0, example = 0)]
    pub unchanged: usize,
    /// Of how many sources it said something before and says nothing now.
    #[schema(minimum = 0, example = 0)]
    pub dropped: usize,
    /// How many lines name no source.
    #[schema(minimum = 0, example = 1)]
    pub unmatched_count: usize,
    /// The lines that name no source, at most the first 1,000.
    pub unmatched: Vec<UnmatchedSource>,
    /// The last line of the change log that this brought, for `min_seq`; null where nothing changed.
    #[schema(minimum = 1, example = 144)]
    pub seq: Option<i64>,
}

/// A line of a list that names no source.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnmatchedSource {
    /// The line of the table, from 1.
    #[schema(minimum = 1, example = 4)]
    pub line: u64,
    /// The name.
    #[schema(example = "无人知晓报")]
    pub name: String,
}

impl ImportedAuthorisations {
    /// What became of the list of that name.
    #[must_use]
    pub fn of(list: &str, imported: Imported) -> Self {
        let Imported { created, changed, unchanged, dropped, unmatched, seq } = imported;
        Self {
            list: list.to_owned(),
            created,
            changed,
            unchanged,
            dropped,
            unmatched_count: unmatched.len(),
            unmatched: unmatched
                .into_iter()
                .take(MAX_TOLD)
                .map(|(line, name)| UnmatchedSource { line, name })
                .collect(),
            seq,
        }
    }
}
