//! A column as its editors have it, and its row.

use dibao_entity::news_column;

use crate::kernel::error::Code;
use crate::kernel::kind::Kind;
use crate::reference::edit::{Actions, Edited, Head, Values};

/// When a note counts as brought that an editor wrote: before all articles, so that none takes its place.
pub(super) const BY_AN_EDITOR: i64 = 0;

/// A column as its editors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedColumn {
    /// What all named things have.
    pub head: Head,
    /// The name as printed in 【】 before titles, where it differs.
    pub short_name: Option<String>,
    /// Whether more articles are to come.
    pub is_open: bool,
    /// The note with which it was opened.
    pub opening_note: Option<String>,
    /// Publication of the article that brought the note, in milliseconds since 1970; 0 where an editor wrote it.
    pub opening_note_at: Option<i64>,
}

impl Edited for EditedColumn {
    const KIND: Kind = Kind::Column;
    const MISSING: Code = Code::ColumnNotFound;
    const ACTIONS: Actions = Actions { create: "create_column", update: "update_column", delete: "delete_column" };
    type Row = news_column::Model;

    fn of_row(row: Self::Row) -> Self {
        let news_column::Model {
            id,
            slug,
            name,
            name_key: _,
            article_count: _,
            created_at,
            updated_at,
            short_name,
            status,
            opening_note,
            opening_note_at,
            first_published_at: _,
            last_published_at: _,
            version,
            seq,
        } = row;
        Self {
            head: Head { id, slug, name, version, seq, created_at, updated_at },
            short_name,
            is_open: status == "open",
            opening_note,
            opening_note_at,
        }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        let Self { head: _, short_name, is_open, opening_note, opening_note_at } = self.clone();
        vec![
            ("short_name", short_name.into()),
            ("status", (if is_open { "open" } else { "closed" }).into()),
            ("opening_note", opening_note.into()),
            ("opening_note_at", opening_note_at.into()),
        ]
    }

    /// As it is printed before titles.
    fn label(&self) -> &str {
        self.short_name.as_deref().unwrap_or(&self.head.name)
    }
}
