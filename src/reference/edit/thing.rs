//! A named thing as its editors have it.

use uuid::Uuid;

use super::query::{Row, Values};
use crate::kernel::error::Code;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;

/// What every named thing has for those who edit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// How often it was changed, from 1.
    pub version: i64,
    /// The line of the change log that brought this state, 0 where none is known.
    pub seq: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When a reader could last notice a change of it, in milliseconds since 1970.
    pub updated_at: i64,
}

impl Head {
    /// That of a thing that is not yet there; it gets its slug when it is made.
    #[must_use]
    pub fn new(name: String) -> Self {
        Self { id: Uuid::now_v7(), slug: String::new(), name, version: 1, seq: 0, created_at: 0, updated_at: 0 }
    }
}

/// The operations that write things of a kind, as the audit names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actions {
    /// Making one.
    pub create: &'static str,
    /// Changing one.
    pub update: &'static str,
    /// Deleting one.
    pub delete: &'static str,
}

/// A named thing as its editors have it.
pub trait Edited: Clone + PartialEq {
    /// What kind of thing it is.
    const KIND: Kind;
    /// The refusal where there is none of a name.
    const MISSING: Code;
    /// The operations that write it.
    const ACTIONS: Actions;
    /// A row of its table.
    type Row: Row;

    /// The thing of a row.
    fn of_row(row: Self::Row) -> Self;
    /// What it has like all others.
    fn head(&self) -> &Head;
    /// The same, to be changed.
    fn head_mut(&mut self) -> &mut Head;
    /// What it has beside that, by the columns of its table.
    fn values(&self) -> Values;
    /// What it has beside its row, in a form that shows whether it differs; writing that is its own kind's.
    fn beside(&self) -> Values {
        Vec::new()
    }
    /// Within what its name is its own, by columns of its table; within its kind where there are none.
    fn within(&self) -> Values {
        Vec::new()
    }
    /// What its slug is made from.
    fn label(&self) -> &str {
        &self.head().name
    }
}

/// The slug that somebody wants for a thing.
pub type Wanted = Option<Slug>;
