//! Finding what is related, in one state of the index: candidates, rated, in order, reprints collapsed.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::query::Query;
use uuid::Uuid;

use super::candidates::{self, Candidate, Sought};
use super::query::Choices;
use super::rank::{COLUMN, Other, PERSON, Rating, Subject, TAG};
use super::reprints::collapse;
use crate::articles::Stored;
use crate::articles::filter::Filter;
use crate::catalog::Catalog;
use crate::search::Snapshot;
use crate::search::query::filter::{all_but, conditions, under, with_all_below};
use crate::search::sketch::Sketch;

/// How many more are found than shown, in place of those that were withdrawn a moment ago.
const SPARE: usize = 5;
/// Most reprints that are shown behind the best of them.
const MAX_REPRINTS: usize = 20;

/// What related articles are looked for to.
#[derive(Clone, Debug)]
pub enum Origin {
    /// An article that the index may know.
    Article(Uuid),
    /// A text that it does not know, and when it was published, in milliseconds since 1970, where that is known.
    Text(Arc<Sketch>, Option<i64>),
}

/// Everything that related articles are looked for with.
#[derive(Clone, Debug)]
pub struct Job {
    /// The article or text.
    pub origin: Origin,
    /// What it stands under, each with what sharing it adds at most.
    pub names: Vec<(Uuid, f32)>,
    /// Which articles may be shown.
    pub filter: Filter,
    /// The source whose articles, with those of its medium and editions, are not shown.
    pub without_source: Option<Uuid>,
    /// What editors chose.
    pub choices: Choices,
    /// How much nearness in time counts; at 0 it is left out of every answer.
    pub nearness: f32,
    /// How many to show at most.
    pub limit: usize,
    /// The names as they are now.
    pub catalog: Arc<Catalog>,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The article.
    pub id: Uuid,
    /// How alike it is.
    pub rating: Rating,
    /// What it was compared by.
    pub other: Other,
    /// Whether editors chose it.
    pub is_pinned: bool,
    fingerprint: Option<u64>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// The best first, each with its reprints; a few more than are to be shown.
    pub groups: Vec<(Found, Vec<Found>)>,
    /// What they were compared with.
    pub subject: Subject,
    /// The words behind the marks.
    pub words: HashMap<u32, String>,
}

/// The names of an article that count when others share them, each with what it adds at most.
#[must_use]
pub fn names(article: &Stored) -> Vec<(Uuid, f32)> {
    let column = article.row.column_id.map(|id| (id, COLUMN));
    let tags = article.tags.iter().map(|id| (*id, TAG));
    let people = article.people.iter().map(|(_, id)| (*id, PERSON));
    let mut names: Vec<(Uuid, f32)> = column.into_iter().chain(tags).chain(people).collect();
    names.sort_by_key(|(id, _)| *id);
    names.dedup_by_key(|(id, _)| *id);
    names
}

/// The same for an article whose names of all kinds are known.
#[must_use]
pub fn names_among(catalog: &Catalog, names: &[Uuid]) -> Vec<(Uuid, f32)> {
    let adds = |id: &Uuid| {
        let column = catalog.columns.by_id(*id).map(|_| COLUMN);
        let tag = || catalog.tags.by_id(*id).map(|_| TAG);
        let person = || catalog.people.by_id(*id).map(|_| PERSON);
        Some((*id, column.or_else(tag).or_else(person)?))
    };
    let mut names: Vec<(Uuid, f32)> = names.iter().filter_map(adds).collect();
    names.sort_by_key(|(id, _)| *id);
    names
}

impl Job {
    /// Does it; none where the index does not know the article.
    pub fn run(&self, snapshot: &Snapshot) -> tantivy::Result<Option<Ranking>> {
        let (id, known) = match &self.origin {
            Origin::Article(id) => {
                let known = candidates::known(snapshot, *id)?;
                (Some(*id), known.map(|(sketch, published_at)| (Arc::new(sketch), published_at)))
            }
            Origin::Text(sketch, published_at) => (None, Some((Arc::clone(sketch), *published_at))),
        };
        let Some((sketch, published_at)) = known else { return Ok(None) };
        let published_at = published_at.filter(|_| self.nearness > 0.0);
        let sought = Sought::new(snapshot, &sketch, published_at, &self.names)?;
        let Choices { pins, bans } = &self.choices;
        let without: Vec<Uuid> = id.iter().chain(pins).chain(bans).copied().collect();
        let conditions = self.conditions(snapshot);
        let pinned = sought.these(snapshot, &conditions, pins)?;
        let most = self.limit + SPARE;
        let others = sought.candidates(snapshot, &conditions, &without, most)?;
        let mut ranked = self.rated(&sought, others);
        ranked.sort_by(in_order);
        let pinned = self.rated(&sought, pinned).into_iter().map(|found| Found { is_pinned: true, ..found });
        let mut groups = collapse(pinned.chain(ranked).collect(), |found| found.fingerprint);
        groups.truncate(most);
        groups.iter_mut().for_each(|(_, reprints)| reprints.truncate(MAX_REPRINTS));
        Ok(Some(Ranking { groups, subject: sought.subject, words: sought.words }))
    }

    /// The candidates with their ratings.
    fn rated(&self, sought: &Sought, candidates: Vec<Candidate>) -> Vec<Found> {
        let rate = |Candidate { id, other, fingerprint }: Candidate| Found {
            id,
            rating: sought.subject.rate(&other, self.nearness),
            other,
            is_pinned: false,
            fingerprint,
        };
        candidates.into_iter().map(rate).collect()
    }

    /// What every article that is shown must meet.
    fn conditions(&self, snapshot: &Snapshot) -> Vec<Box<dyn Query>> {
        let fields = &snapshot.fields;
        let mut all = conditions(fields, &self.catalog, &self.filter);
        if let Some(source) = self.without_source {
            let medium = self.catalog.sources.by_id(source).and_then(|source| source.parent).unwrap_or(source);
            let mut same = Vec::new();
            with_all_below(&self.catalog.sources, medium, &mut same);
            all.push(all_but(under(fields, same)));
        }
        all
    }
}

/// The better one first; of those as good, the newer one. Scores are compared to a millionth, so that the order does not
/// hang on how a machine rounds.
fn in_order(one: &Found, next: &Found) -> std::cmp::Ordering {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score lies between 0 and 1")]
    let millionths = |found: &Found| (found.rating.score * 1e6).round() as u32;
    millionths(next)
        .cmp(&millionths(one))
        .then_with(|| next.other.published_at.cmp(&one.other.published_at))
        .then_with(|| one.id.cmp(&next.id))
}
