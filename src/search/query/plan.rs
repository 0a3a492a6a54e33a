//! What was asked, said to the index.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use uuid::Uuid;

use super::super::analysis::{Units, Words};
use super::super::document::{Fields, TextFields};
use super::bag::{Bag, Tuning};
use super::filter::{all_but, under, with_all_below};
use super::grammar::{NameKind, Node, Scope};
use crate::catalog::{Catalog, Named, Shelf};

/// What a single character or word that must stand as it is written counts.
const SINGLE: f32 = 1.0;

/// What is needed to say it.
#[derive(Clone, Copy, Debug)]
pub struct Planner<'a> {
    /// The fields of the index.
    pub fields: &'a Fields,
    /// What cuts texts into words.
    pub words: &'a Words,
    /// The names as they are now.
    pub catalog: &'a Catalog,
    /// The numbers of the ranking.
    pub tuning: Tuning,
}

impl Planner<'_> {
    /// A query as the index takes it. What has nothing in it to look for finds nothing, and beside other things it does not
    /// count.
    #[must_use]
    pub fn query(&self, node: &Node) -> Box<dyn Query> {
        self.plan(node).unwrap_or_else(|| Box::new(EmptyQuery))
    }

    /// A query; none where there is nothing in it to look for.
    fn plan(&self, node: &Node) -> Option<Box<dyn Query>> {
        match node {
            Node::Words(scope, text) => {
                let places = self.places(*scope);
                Bag::of(text, places, self.words, self.tuning).map(|bag| Box::new(bag) as Box<dyn Query>)
            }
            Node::Exact(scope, text) => self.exact(*scope, text),
            Node::Named(kind, name) => {
                // Whom the words of a query name says nothing of how well it fits.
                let query = under(self.fields, self.named(*kind, name));
                Some(Box::new(ConstScoreQuery::new(query, 0.0)))
            }
            Node::All(parts) => self.joined(parts, Occur::Must),
            Node::Any(parts) => self.joined(parts, Occur::Should),
            Node::Not(part) => {
                let without = all_but(self.plan(part)?);
                Some(Box::new(ConstScoreQuery::new(without, 0.0)))
            }
        }
    }

    /// Parts that all hold, or of which one holds.
    fn joined(&self, parts: &[Node], occur: Occur) -> Option<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for part in parts {
            match part {
                // Taken away from the others at once, instead of looked for among everything.
                Node::Not(inner) if occur == Occur::Must => {
                    clauses.extend(self.plan(inner).map(|query| (Occur::MustNot, query)));
                }
                part => clauses.extend(self.plan(part).map(|query| (occur, query))),
            }
        }
        if clauses.is_empty() {
            return None;
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        Some(Box::new(BooleanQuery::new(clauses)))
    }

    /// A text that must stand as it is written, inside one block; punctuation, width, case and script do not matter.
    fn exact(&self, scope: Scope, text: &str) -> Option<Box<dyn Query>> {
        let units = Units::of(text);
        let clauses: Vec<(Occur, Box<dyn Query>)> = self
            .places(scope)
            .into_iter()
            .filter_map(|(fields, weight)| {
                let query = chain(&fields, &units)?;
                Some((Occur::Should, Box::new(BoostQuery::new(query, weight)) as Box<dyn Query>))
            })
            .collect();
        (!clauses.is_empty()).then(|| Box::new(BooleanQuery::new(clauses)) as Box<dyn Query>)
    }

    /// The fields of a scope, and what a hit in each counts.
    fn places(&self, scope: Scope) -> Vec<(TextFields, f32)> {
        let (title, body) = ((self.fields.title, self.tuning.title), (self.fields.body, 1.0));
        match scope {
            Scope::Anywhere => vec![title, body],
            Scope::Title => vec![title],
            Scope::Body => vec![body],
        }
    }

    /// The things of this name: by slug, id or full name, otherwise all in whose name it stands.
    fn named(&self, kind: NameKind, name: &str) -> Vec<Uuid> {
        match kind {
            NameKind::Source => {
                let mut all = Vec::new();
                for id in called(&self.catalog.sources, name) {
                    with_all_below(&self.catalog.sources, id, &mut all);
                }
                all
            }
            NameKind::Person => called(&self.catalog.people, name),
        }
    }
}

/// A phrase in one place: every second pair, and the last one, hold all its units together. None where it has no units.
#[must_use]
pub fn chain(fields: &TextFields, units: &Units) -> Option<Box<dyn Query>> {
    let last = units.len().checked_sub(2);
    let Some(last) = last else {
        let single = Term::from_field_text(fields.chars, units.single(0)?);
        let query = TermQuery::new(single, IndexRecordOption::Basic);
        return Some(Box::new(ConstScoreQuery::new(Box::new(query), SINGLE)));
    };
    let mut terms: Vec<(usize, Term)> = (0..=last)
        .filter(|at| at % 2 == 0 || *at == last)
        .filter_map(|at| Some((at, Term::from_field_text(fields.pairs, units.pair(at)?))))
        .collect();
    if terms.len() > 1 {
        return Some(Box::new(PhraseQuery::new_with_offset(terms)));
    }
    let (_, only) = terms.pop()?;
    Some(Box::new(TermQuery::new(only, IndexRecordOption::WithFreqs)))
}

/// The things on a shelf that are called so.
fn called<T: Named>(shelf: &Shelf<T>, name: &str) -> Vec<Uuid> {
    if let Some(thing) = shelf.find(name.trim()) {
        return vec![thing.names().id];
    }
    let folded = |text: &str| Units::of(text).singles().collect::<Vec<_>>().join("\u{1}");
    let wanted = folded(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let (mut equal, mut containing) = (Vec::new(), Vec::new());
    for thing in shelf.after(None) {
        let names = folded(&thing.names().name);
        if names == wanted {
            equal.push(thing.names().id);
        } else if names.contains(&wanted) {
            containing.push(thing.names().id);
        }
    }
    if equal.is_empty() { containing } else { equal }
}
