//! Names in memory, ready to be met by what is typed. They follow the catalog: what it renames is heard anew, all else stays.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::matching::{Heard, Met, Typed};
use crate::catalog::{Catalog, Column, Named, Person, Shelf, Source, Tag};
use crate::kernel::kind::Kind;

/// A name and how it sounds.
#[derive(Debug)]
struct Name {
    id: Uuid,
    text: String,
    heard: Heard,
}

/// The names of one kind, and the shelf they were taken from.
#[derive(Debug)]
struct Taken<T> {
    shelf: Arc<Shelf<T>>,
    names: Arc<Vec<Arc<Name>>>,
}

impl<T> Default for Taken<T> {
    fn default() -> Self {
        Self { shelf: Arc::default(), names: Arc::default() }
    }
}

/// All names, as they were when last asked for.
#[derive(Debug, Default)]
pub struct Names(Mutex<Kinds>);

/// The names by kind.
#[derive(Debug, Default)]
struct Kinds {
    columns: Taken<Column>,
    sources: Taken<Source>,
    people: Taken<Person>,
    tags: Taken<Tag>,
}

/// A name that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetName {
    /// Of what kind of thing.
    pub kind: Kind,
    /// Which thing.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub text: String,
    /// How it was met.
    pub met: Met,
    /// How many published articles stand under it.
    pub article_count: i64,
}

impl Names {
    /// The names of these kinds that meet what is typed, as they are in the catalog; those that no article stands under are
    /// left out. The best first, then those with the most articles.
    #[must_use]
    pub fn meeting(&self, catalog: &Catalog, typed: &Typed, kinds: &[Kind]) -> Vec<MetName> {
        let (columns, sources, people, tags) = {
            let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let Kinds { columns, sources, people, tags } = &mut *taken;
            (
                columns.now(&catalog.columns),
                sources.now(&catalog.sources),
                people.now(&catalog.people),
                tags.now(&catalog.tags),
            )
        };
        let mut found = Vec::new();
        if kinds.contains(&Kind::Column) {
            meet(&columns, &catalog.columns, typed, &mut found);
        }
        if kinds.contains(&Kind::Source) {
            meet(&sources, &catalog.sources, typed, &mut found);
        }
        if kinds.contains(&Kind::Person) {
            meet(&people, &catalog.people, typed, &mut found);
        }
        if kinds.contains(&Kind::Tag) {
            meet(&tags, &catalog.tags, typed, &mut found);
        }
        found.sort_by(|a, b| {
            let rank = |name: &MetName| (name.met.manner, name.met.inside, -name.article_count);
            rank(a).cmp(&rank(b)).then_with(|| (&a.text, a.id).cmp(&(&b.text, b.id)))
        });
        found
    }
}

impl<T: Named> Taken<T> {
    /// The names of a shelf; those that have not changed since the last time are not heard again.
    fn now(&mut self, present: &Arc<Shelf<T>>) -> Arc<Vec<Arc<Name>>> {
        if !Arc::ptr_eq(&self.shelf, present) {
            let known: HashMap<Uuid, &Arc<Name>> = self.names.iter().map(|name| (name.id, name)).collect();
            let names = present.after(None).map(|thing| {
                let names = thing.names();
                match known.get(&names.id).filter(|known| known.text == names.name) {
                    Some(known) => Arc::clone(known),
                    None => Arc::new(Name { id: names.id, text: names.name.clone(), heard: Heard::of(&names.name) }),
                }
            });
            self.names = Arc::new(names.collect());
            self.shelf = Arc::clone(present);
        }
        Arc::clone(&self.names)
    }
}

/// Adds the names that meet what is typed.
fn meet<T: Named>(names: &[Arc<Name>], shelf: &Shelf<T>, typed: &Typed, found: &mut Vec<MetName>) {
    for name in names {
        let Some(met) = typed.met_in(&name.heard) else { continue };
        let Some(thing) = shelf.by_id(name.id).map(Named::names).filter(|thing| thing.article_count > 0) else {
            continue;
        };
        found.push(MetName {
            kind: T::KIND,
            id: name.id,
            slug: thing.slug.clone(),
            text: name.text.clone(),
            met,
            article_count: thing.article_count,
        });
    }
}
