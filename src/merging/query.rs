//! A source as far as merging is concerned, and the editions of one.

use dibao_entity::source;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::{Code, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{Actions, Edited, Head, Values};
use crate::store::Reads;

/// A medium, or an edition of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Medium {
    /// What all named things have.
    pub(super) head: Head,
    /// The medium, for an edition.
    pub(super) parent: Option<Uuid>,
}

impl Edited for Medium {
    const KIND: Kind = Kind::Source;
    const MISSING: Code = Code::SourceNotFound;
    const ACTIONS: Actions = Actions { create: "create_source", update: "update_source", delete: "delete_source" };
    type Row = source::Model;

    fn of_row(row: Self::Row) -> Self {
        let source::Model {
            id,
            slug,
            name,
            name_key: _,
            article_count: _,
            created_at,
            updated_at,
            parent_id,
            version,
            seq,
            kind: _,
        } = row;
        Self { head: Head { id, slug, name, version, seq, created_at, updated_at }, parent: parent_id }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        vec![("parent_id", self.parent.into())]
    }

    /// The medium.
    fn within(&self) -> Values {
        vec![("parent_id", self.parent.into())]
    }
}

/// The editions of a medium, in the order of their slugs.
pub(super) async fn editions(db: &impl Reads, id: Uuid) -> Result<Vec<Medium>> {
    let query = source::Entity::find().filter(source::Column::ParentId.eq(id)).order_by_asc(source::Column::Slug);
    Ok(db.all::<source::Model>(&query.into_query()).await?.into_iter().map(Medium::of_row).collect())
}
