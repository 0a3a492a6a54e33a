//! Titles that meet what is typed, looked up in the index: by pairs of characters, by syllables, by pairs of initials.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use uuid::Uuid;

use super::super::analysis::{Units, completions, syllables};
use super::super::document::Fields;
use super::super::index::Snapshot;
use super::super::query::collect::{Extent, Order, Wanted};
use super::super::query::plan::chain;
use super::matching::Typed;

/// How many of the newest articles are looked at.
const CANDIDATES: usize = 40;
/// Most endings of a begun syllable that are looked at.
const ENDINGS: u32 = 60;

/// The newest articles whose titles may meet what is typed.
pub fn titles_meeting(snapshot: &Snapshot, typed: &Typed) -> tantivy::Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for query in queries(&snapshot.fields, typed) {
        let wanted = Wanted {
            fields: snapshot.fields,
            columns: snapshot.columns()?,
            order: Order::NewestFirst,
            is_backwards: false,
            behind: None,
            limit: CANDIDATES,
            extent: Extent::Best,
            facets: Vec::new(),
            years: Vec::new(),
        };
        for hit in wanted.collect(&snapshot.searcher, query.as_ref())?.hits {
            if !ids.contains(&hit.rank.id) {
                ids.push(hit.rank.id);
            }
        }
    }
    Ok(ids)
}

/// What to look up, the best first.
fn queries(fields: &Fields, typed: &Typed) -> Vec<Box<dyn Query>> {
    let mut queries: Vec<Box<dyn Query>> = Vec::new();
    queries.extend(chain(&fields.title, &Units::of(&typed.characters())));
    let Some(letters) = typed.letters().filter(|letters| letters.len() > 1) else { return queries };
    queries.extend(chain(&fields.title, &Units::of(&letters)));
    let ways: Vec<(Occur, Box<dyn Query>)> =
        syllables(&letters).into_iter().filter_map(|way| Some((Occur::Should, sounds(fields, &way)?))).collect();
    if !ways.is_empty() {
        queries.push(Box::new(BooleanQuery::new(ways)));
    }
    queries.extend(initials(fields, &letters));
    queries
}

/// Syllables in a row, the last one perhaps only begun.
fn sounds(fields: &Fields, way: &[&str]) -> Option<Box<dyn Query>> {
    let term = |syllable: &str| Term::from_field_text(fields.title_pinyin, syllable);
    match way {
        [] => None,
        [only] => Some(Box::new(TermSetQuery::new(completions(only).map(term)))),
        many => {
            let mut query = PhrasePrefixQuery::new(many.iter().map(|syllable| term(syllable)).collect());
            query.set_max_expansions(ENDINGS);
            Some(Box::new(query))
        }
    }
}

/// Initials in a row.
fn initials(fields: &Fields, letters: &str) -> Option<Box<dyn Query>> {
    let letters: Vec<char> = letters.chars().collect();
    let mut terms: Vec<Term> = letters
        .windows(2)
        .map(|pair| Term::from_field_text(fields.title_initials, &pair.iter().collect::<String>()))
        .collect();
    if terms.len() > 1 {
        return Some(Box::new(PhraseQuery::new(terms)));
    }
    Some(Box::new(TermQuery::new(terms.pop()?, IndexRecordOption::Basic)))
}
