//! The record of what was done with an article on its way to readers: lines that are only added, each bound to the one before
//! it by a hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::kernel::error::{Error, Result};

/// What stands for the hash of the line before the first.
pub const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewAction)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The revision was handed in for review.
    Submitted,
    /// A level of review approved it.
    Approved,
    /// A reviewer gave it back.
    Returned,
    /// It was changed, and what had been signed holds no more.
    Voided,
    /// It is to be published at a time.
    Scheduled,
    /// It is not to be published at that time any more.
    Unscheduled,
    /// It came before readers.
    Published,
    /// It came before readers as a correction.
    Corrected,
    /// It was taken out of readers' sight.
    Unpublished,
    /// It was taken back for good.
    Withdrawn,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 10] = [
        Self::Submitted,
        Self::Approved,
        Self::Returned,
        Self::Voided,
        Self::Scheduled,
        Self::Unscheduled,
        Self::Published,
        Self::Corrected,
        Self::Unpublished,
        Self::Withdrawn,
    ];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Voided => "voided",
            Self::Scheduled => "scheduled",
            Self::Unscheduled => "unscheduled",
            Self::Published => "published",
            Self::Corrected => "corrected",
            Self::Unpublished => "unpublished",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The action of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// Who did something, or wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewAccount)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The account or token; null for the service itself and for what was imported.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: Option<String>,
    /// Its name at that time.
    #[schema(example = "王编审")]
    pub name: String,
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewLine)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Which article.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub article: String,
    /// Its place in the record, from 1, without gaps.
    #[schema(minimum = 1, example = 1)]
    pub position: i32,
    /// The number of the revision.
    #[schema(minimum = 1, example = 2)]
    pub revision: i32,
    /// The level of review, from 1; 0 where it is about none.
    #[schema(minimum = 0, maximum = 3, example = 1)]
    pub level: i32,
    /// What was done.
    #[schema(example = "approved")]
    pub action: Action,
    /// Who did it.
    pub account: Signer,
    /// When, in UTC with milliseconds.
    #[schema(format = "date-time", example = "2026-03-15T01:30:00.125Z")]
    pub at: String,
    /// What they said.
    #[schema(example = json!(null))]
    pub comment: Option<String>,
    /// SHA-256 of the canonical text of the revision, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    /// The `hash` of the line before; 64 zeros in the first.
    #[schema(example = "0000000000000000000000000000000000000000000000000000000000000000")]
    pub previous: String,
    /// SHA-256 of this line without `hash`, in hexadecimal.
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub hash: String,
}

impl Line {
    /// The hash that the line should have: SHA-256 of its JSON without `hash` and without white space, members in the order
    /// of their names (RFC 8785), in hexadecimal.
    pub fn reckoned(&self) -> Result<String> {
        let mut line = serde_json::to_value(self).map_err(Error::broken)?;
        if let Some(members) = line.as_object_mut() {
            members.shift_remove("hash");
        }
        line.sort_all_objects();
        Ok(digest(line.to_string().as_bytes()))
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A revision, as far as the record is about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewedRevision)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Its number.
    #[schema(minimum = 1, example = 2)]
    pub number: i32,
    /// SHA-256 of its canonical text, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    /// Who wrote it.
    pub author: Signer,
    /// The canonical text, with `texts=true`; null otherwise, and beyond the latest 16 MB.
    #[schema(example = json!(null))]
    pub text: Option<String>,
}

/// The record of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewRecordView)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Which article.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub article: String,
    /// The `hash` of the last line; 64 zeros while there is none. Who keeps it can tell later whether lines were taken away.
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub head: String,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// The revisions of the article, oldest first.
    pub revisions: Vec<Text>,
}
