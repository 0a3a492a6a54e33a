//! A person as editors have one, and the row.

use dibao_entity::person;

use crate::kernel::error::Code;
use crate::kernel::kind::Kind;
use crate::reference::edit::{Actions, Edited, Head, Values};

/// A person as editors have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedPerson {
    /// What all named things have.
    pub head: Head,
}

impl Edited for EditedPerson {
    const KIND: Kind = Kind::Person;
    const MISSING: Code = Code::PersonNotFound;
    const ACTIONS: Actions = Actions { create: "create_person", update: "update_person", delete: "delete_person" };
    type Row = person::Model;

    fn of_row(row: Self::Row) -> Self {
        let person::Model { id, slug, name, name_key: _, article_count: _, created_at, updated_at, version, seq } = row;
        Self { head: Head { id, slug, name, version, seq, created_at, updated_at } }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        Vec::new()
    }
}
