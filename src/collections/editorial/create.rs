//! Making a collection.

use uuid::Uuid;

use super::super::collection::Collection;
use super::super::save;
use super::input::New;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::reference::edit::slug_of;
use crate::store::Tx;

/// Makes an empty collection. Refuses a slug that another one has or had.
pub(super) async fn create(tx: &mut Tx, by: &Actor, new: New) -> Result<Collection> {
    let New { name, slug, summary, status } = new;
    let id = Uuid::now_v7();
    let slug = slug_of(tx, (Kind::Collection, id), slug, || Slug::of_name(&name, id)).await?;
    let now = tx.now().timestamp_millis();
    let mut collection =
        Collection { id, slug, name, summary, status, version: 1, seq: 0, created_at: now, updated_at: now };
    save::insert(tx, &mut collection).await?;
    record(tx, by, Entry::on("create_collection", "collection", id, collection.name.clone())).await?;
    Ok(collection)
}
