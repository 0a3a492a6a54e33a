//! Why an article is shown beside another, with what it is seen by.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::find::Found;
use super::rank::Subject;
use crate::catalog::Catalog;
use crate::search::analysis::{Naming, Words};

/// Most words that are given as reasons.
const WORDS: usize = 5;
/// The smallest part of the likeness that makes a word a reason.
const LEAST: f32 = 0.01;

/// What kind of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Editors chose it.
    Pinned,
    /// Both seem to tell of one event: they are much alike and were published within three and a half days.
    SameEvent,
    /// Both stand in one column.
    SameColumn,
    /// Both have a word that tells them from others.
    SharedTerm,
    /// Both name somebody, or somebody had a part in both.
    SharedPerson,
    /// Both name a place.
    SharedPlace,
    /// Both have a tag.
    SameTag,
}

/// Why an article is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Reason {
    /// What kind of reason.
    #[schema(example = "shared_term")]
    pub kind: ReasonKind,
    /// How much it weighs, from 0 to 1: 1 for an editors' choice, the score for an event, otherwise the part that it has in
    /// the likeness of both.
    #[schema(minimum = 0, maximum = 1, example = 0.2134)]
    pub weight: f64,
    /// What it is seen by: the word, or the name of the column, tag or person; for an event the time between both as an
    /// ISO 8601 duration in whole hours; null for an editors' choice.
    #[schema(example = "斜拉桥")]
    pub evidence: Option<String>,
}

/// The reasons for showing an article, names before words.
#[must_use]
pub fn reasons(
    found: &Found,
    subject: &Subject,
    by_mark: &HashMap<u32, String>,
    words: &Words,
    catalog: &Catalog,
) -> Vec<Reason> {
    let rating = &found.rating;
    let mut reasons = Vec::new();
    if found.is_pinned {
        reasons.push(Reason { kind: ReasonKind::Pinned, weight: 1.0, evidence: None });
    }
    if let Some(days) = rating.days.filter(|_| rating.is_same_event()) {
        let evidence = Some(format!("PT{:.0}H", days * 24.0));
        reasons.push(Reason { kind: ReasonKind::SameEvent, weight: rounded(rating.score), evidence });
    }
    for shared in found.other.shared.iter().filter(|shared| shared.adds > 0.0) {
        if let Some((kind, name)) = named(catalog, shared.id) {
            reasons.push(Reason { kind, weight: rounded(shared.adds), evidence: Some(name) });
        }
    }
    let shared = subject.words(&found.other);
    let telling = shared.iter().filter(|(_, part)| *part >= LEAST);
    let telling = telling.filter_map(|(mark, part)| Some((by_mark.get(&mark.hash)?, part)));
    reasons.extend(telling.filter(|(word, _)| word.chars().count() > 1).take(WORDS).map(|(word, part)| {
        let kind = match words.naming(word) {
            Naming::Person => ReasonKind::SharedPerson,
            Naming::Place => ReasonKind::SharedPlace,
            Naming::Organisation | Naming::Other => ReasonKind::SharedTerm,
        };
        Reason { kind, weight: rounded(*part), evidence: Some(word.clone()) }
    }));
    reasons
}

/// What a shared name is, and how it is called.
fn named(catalog: &Catalog, id: Uuid) -> Option<(ReasonKind, String)> {
    let column = catalog.columns.by_id(id).map(|column| (ReasonKind::SameColumn, &column.name));
    let tag = || catalog.tags.by_id(id).map(|tag| (ReasonKind::SameTag, &tag.name));
    let person = || catalog.people.by_id(id).map(|person| (ReasonKind::SharedPerson, &person.name));
    column.or_else(tag).or_else(person).map(|(kind, name)| (kind, name.name.clone()))
}

/// A weight to four places.
#[must_use]
pub fn rounded(weight: f32) -> f64 {
    (f64::from(weight.clamp(0.0, 1.0)) * 10_000.0).round() / 10_000.0
}
