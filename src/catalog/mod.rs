//! The names of things in memory: channels, columns, sources, people, tags and collections, small and hot, following the change log.
//!
//! A catalog is one state of the log and never changes; the next state is a new one that shares what stayed the same.

pub mod duplicates;
pub mod languages;
pub mod query;
pub mod save;
pub mod sourcing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::kernel::kind::Kind;
use crate::store::change_log::Head;
use crate::web::ask::parse_id;

pub use languages::Languages;
pub use sourcing::{Authorisation, SourceKind, Sourcing};

/// What every named thing has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// How many published articles stand under it.
    pub article_count: i64,
    /// When a reader could last notice a change of it, in milliseconds since 1970.
    pub updated_at: i64,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its names.
    pub name: Name,
    /// The channel above it.
    pub parent: Option<Uuid>,
    /// Its place among its siblings.
    pub position: i32,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its names.
    pub name: Name,
    /// The name as printed before titles, where it differs.
    pub short_name: Option<String>,
    /// Whether more articles are to come.
    pub is_open: bool,
    /// The note with which it was opened.
    pub opening_note: Option<String>,
    /// Publication of the article that the note comes from, in milliseconds since 1970.
    pub opening_note_at: Option<i64>,
    /// Publication of its earliest article, in milliseconds since 1970.
    pub first_published_at: Option<i64>,
    /// Publication of its latest article, in milliseconds since 1970.
    pub last_published_at: Option<i64>,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its names.
    pub name: Name,
    /// The medium, for an edition.
    pub parent: Option<Uuid>,
    /// What kind of medium it is, where that is said.
    pub kind: Option<SourceKind>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their names.
    pub name: Name,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its names.
    pub name: Name,
    /// The vocabulary.
    pub scheme: String,
    /// Its code there.
    pub code: Option<String>,
}

/// A collection that readers may see. Its names keep no count of articles: that is taken when somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its names.
    pub name: Name,
    /// What it is about.
    pub summary: Option<String>,
    /// Whether it goes on.
    pub is_open: bool,
}

/// Something that has a name and stands on a shelf.
pub trait Named {
    /// What kind of thing it is.
    const KIND: Kind;
    /// Its names.
    fn names(&self) -> &Name;
    /// What it stands below.
    fn parent(&self) -> Option<Uuid> {
        None
    }
}

/// Implements [`Named`] for things of one kind.
macro_rules! named {
    ($($type:ident $kind:ident $($parent:ident)?),*) => {$(
        impl Named for $type {
            const KIND: Kind = Kind::$kind;
            fn names(&self) -> &Name { &self.name }
            $(fn parent(&self) -> Option<Uuid> { self.$parent })?
        }
    )*};
}

named!(Channel Channel parent, Column Column, Source Source parent, Person Person, Tag Tag, Collection Collection);

/// All things of one kind.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    by_id: HashMap<Uuid, Arc<T>>,
    by_slug: BTreeMap<String, Uuid>,
    former: Former,
    children: HashMap<Option<Uuid>, Vec<Uuid>>,
}

/// What goes on leading to things of one kind beside their slugs and ids.
#[derive(Clone, Debug, Default)]
struct Former {
    /// Slugs that they had before.
    slugs: HashMap<String, Uuid>,
    /// Ids of what has become part of them.
    ids: HashMap<Uuid, Uuid>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { by_id: HashMap::new(), by_slug: BTreeMap::new(), former: Former::default(), children: HashMap::new() }
    }
}

impl<T: Named> Shelf<T> {
    /// The thing with this id.
    #[must_use]
    pub fn by_id(&self, id: Uuid) -> Option<&T> {
        self.by_id.get(&id).map(Arc::as_ref)
    }

    /// The thing with this slug, former slug or id, or the one that the thing with this id has become part of.
    #[must_use]
    pub fn find(&self, slug_or_id: &str) -> Option<&T> {
        let id = match parse_id(slug_or_id) {
            Some(id) => self.former.ids.get(&id).copied().unwrap_or(id),
            None => *self.by_slug.get(slug_or_id).or_else(|| self.former.slugs.get(slug_or_id))?,
        };
        self.by_id(id)
    }

    /// The thing with this id, or the one that it has become part of.
    #[must_use]
    pub fn follow(&self, id: Uuid) -> Option<&T> {
        self.by_id(id).or_else(|| self.former.ids.get(&id).and_then(|id| self.by_id(*id)))
    }

    /// The ids of what has become part of a thing, in order.
    #[must_use]
    pub fn former_ids(&self, id: Uuid) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> =
            self.former.ids.iter().filter(|(_, of)| **of == id).map(|(former, _)| *former).collect();
        ids.sort_unstable();
        ids
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The things in the order of their slugs, from the one after `slug` on.
    pub fn after<'a>(&'a self, slug: Option<&'a str>) -> impl Iterator<Item = &'a T> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = slug.map_or(Unbounded, Excluded);
        self.by_slug.range::<str, _>((from, Unbounded)).filter_map(|(_, id)| self.by_id(*id))
    }

    /// The things in the reverse order of their slugs, from the one before `slug` on.
    pub fn before<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = &'a T> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.by_slug.range::<str, _>((Unbounded, Excluded(slug))).rev().filter_map(|(_, id)| self.by_id(*id))
    }

    /// The slugs that a thing had before, in order.
    #[must_use]
    pub fn former_slugs(&self, id: Uuid) -> Vec<String> {
        let former = self.former.slugs.iter().filter(|(slug, of)| **of == id && !self.by_slug.contains_key(*slug));
        let mut slugs: Vec<String> = former.map(|(slug, _)| slug.clone()).collect();
        slugs.sort_unstable();
        slugs
    }

    /// The slugs that are in use.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.by_slug.keys().map(String::as_str)
    }

    /// What stands directly below a thing, or at the top.
    pub fn children(&self, parent: Option<Uuid>) -> impl Iterator<Item = &T> {
        self.children.get(&parent).into_iter().flatten().filter_map(|id| self.by_id(*id))
    }

    /// A thing and what it stands below, the outermost first.
    #[must_use]
    pub fn path(&self, id: Uuid) -> Vec<&T> {
        let mut path = Vec::new();
        let mut at = self.by_id(id);
        while let Some(thing) = at.filter(|_| path.len() < 32) {
            path.push(thing);
            at = thing.parent().and_then(|parent| self.by_id(parent));
        }
        path.reverse();
        path
    }

    /// The shelf with what there is now of some things in place of their former states, and all of them listed below their
    /// parents anew.
    #[must_use]
    fn with(&self, renewed: &[Uuid], things: Vec<T>, former: Former, order: impl Fn(&T) -> (i32, String)) -> Self {
        let mut by_id = self.by_id.clone();
        let mut by_slug = self.by_slug.clone();
        // All that is replaced goes first: two things may have changed their slugs for each other's.
        for replaced in renewed.iter().filter_map(|id| by_id.remove(id)) {
            by_slug.remove(&replaced.names().slug);
        }
        for thing in things {
            let Name { id, slug, .. } = thing.names().clone();
            by_slug.insert(slug, id);
            by_id.insert(id, Arc::new(thing));
        }
        let mut children: HashMap<Option<Uuid>, Vec<Uuid>> = HashMap::new();
        if by_id.values().any(|thing| thing.parent().is_some()) || T::KIND == Kind::Channel || T::KIND == Kind::Source {
            let mut ordered: Vec<&T> = by_id.values().map(Arc::as_ref).collect();
            ordered.sort_by_cached_key(|thing| order(thing));
            for thing in ordered {
                children.entry(thing.parent()).or_default().push(thing.names().id);
            }
        }
        Self { by_id, by_slug, former, children }
    }
}

/// One state of all names.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The line of the log that this is the state of.
    pub head: Head,
    /// The site's name, once something has given it one.
    pub site_name: Option<String>,
    /// The channels.
    pub channels: Arc<Shelf<Channel>>,
    /// The columns.
    pub columns: Arc<Shelf<Column>>,
    /// The sources.
    pub sources: Arc<Shelf<Source>>,
    /// What else is said of sources.
    pub sourcing: Arc<Sourcing>,
    /// The people.
    pub people: Arc<Shelf<Person>>,
    /// The tags.
    pub tags: Arc<Shelf<Tag>>,
    /// The titles of their vocabularies.
    pub tag_titles: Arc<BTreeMap<String, String>>,
    /// The collections that readers may see.
    pub collections: Arc<Shelf<Collection>>,
    /// How many articles stand under the listing's keys that are not those of a thing.
    pub listing_counts: HashMap<Uuid, i64>,
    /// The languages among those keys.
    pub languages: Arc<Languages>,
}

/// Which things to read anew.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// By kind.
    ids: HashMap<Kind, HashSet<Uuid>>,
}

impl Touched {
    /// Notes that a thing may have changed.
    pub fn add(&mut self, kind: Kind, id: Uuid) {
        self.ids.entry(kind).or_default().insert(id);
    }

    /// The things of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Vec<Uuid> {
        self.ids.get(&kind).map(|ids| ids.iter().copied().collect()).unwrap_or_default()
    }
}
