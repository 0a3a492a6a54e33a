//! A channel as its editors have it, its row, and what stands beside it.

use dibao_entity::channel;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::{Code, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{Actions, Edited, Head, Values};
use crate::store::Reads;

/// A channel as its editors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedChannel {
    /// What all named things have.
    pub head: Head,
    /// The channel above it, none at the top.
    pub parent: Option<Uuid>,
    /// Its place among its siblings, from 0.
    pub position: i32,
}

impl Edited for EditedChannel {
    const KIND: Kind = Kind::Channel;
    const MISSING: Code = Code::ChannelNotFound;
    const ACTIONS: Actions = Actions { create: "create_channel", update: "update_channel", delete: "delete_channel" };
    type Row = channel::Model;

    fn of_row(row: Self::Row) -> Self {
        let channel::Model {
            id,
            slug,
            name,
            name_key: _,
            article_count: _,
            created_at,
            updated_at,
            parent_id,
            position,
            version,
            seq,
        } = row;
        Self { head: Head { id, slug, name, version, seq, created_at, updated_at }, parent: parent_id, position }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        vec![("parent_id", self.parent.into()), ("position", self.position.into())]
    }

    /// Names are distinct below one channel.
    fn within(&self) -> Values {
        vec![("parent_id", self.parent.into())]
    }
}

/// The channels below one, or at the top, in the site's order.
pub(super) async fn below(db: &impl Reads, parent: Option<Uuid>) -> Result<Vec<EditedChannel>> {
    let query = channel::Entity::find();
    let query = match parent {
        Some(parent) => query.filter(channel::Column::ParentId.eq(parent)),
        None => query.filter(channel::Column::ParentId.is_null()),
    };
    let query = query.order_by_asc(channel::Column::Position).order_by_asc(channel::Column::Slug);
    let rows: Vec<channel::Model> = db.all(&query.into_query()).await?;
    Ok(rows.into_iter().map(EditedChannel::of_row).collect())
}
