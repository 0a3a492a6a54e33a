//! Names that are the same and were two before such names were refused.

use std::collections::HashMap;
use std::fmt;

use super::{Catalog, Name, Named, Shelf};
use crate::kernel::kind::Kind;
use crate::kernel::name;

/// Two things of one kind with the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// What they are.
    pub kind: Kind,
    /// The older one.
    pub first: Name,
    /// The other one.
    pub other: Name,
}

impl fmt::Display for Duplicate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, first, other } = self;
        let (word, into, slug) = (kind.word(), &first.slug, &other.slug);
        write!(out, "the {word}s “{}” (`{into}`) and “{}” (`{slug}`): ", first.name, other.name)?;
        match path(*kind) {
            Some(path) => write!(out, "POST /v1/editorial/{path}/{slug}/merge {{\"into\": \"{into}\"}}"),
            None => write!(out, "rename one of them"),
        }
    }
}

/// Where things of a kind are merged.
const fn path(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Source => Some("sources"),
        Kind::Person => Some("people"),
        Kind::Tag => Some("tags"),
        Kind::Article | Kind::Channel | Kind::Column | Kind::Collection | Kind::Media | Kind::Site => None,
    }
}

impl Catalog {
    /// All things that have the name of an older one.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let top = |parent: Option<uuid::Uuid>| parent.map(|id| id.to_string()).unwrap_or_default();
        let mut found = among(&self.channels, |channel| top(channel.parent));
        found.extend(among(&self.columns, |_| String::new()));
        found.extend(among(&self.sources, |source| top(source.parent)));
        found.extend(among(&self.people, |_| String::new()));
        found.extend(among(&self.tags, |tag| tag.scheme.clone()));
        found
    }
}

/// The things of a shelf that have the name of an older one within a scope.
fn among<T: Named>(shelf: &Shelf<T>, scope: impl Fn(&T) -> String) -> Vec<Duplicate> {
    let mut things: Vec<&T> = shelf.after(None).collect();
    things.sort_by_key(|thing| thing.names().id);
    let mut first: HashMap<(String, String), &Name> = HashMap::new();
    let mut found = Vec::new();
    for thing in things {
        let names = thing.names();
        let key = (scope(thing), name::key(T::KIND, &names.name));
        match first.get(&key) {
            Some(first) => {
                found.push(Duplicate { kind: T::KIND, first: (*first).clone(), other: names.clone() });
            }
            None => {
                first.insert(key, names);
            }
        }
    }
    found
}
