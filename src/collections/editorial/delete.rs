//! Deleting a collection.

use super::super::save;
use super::update::open;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::reference::edit::Deleted;
use crate::store::Primary;
use crate::web::IfMatch;

/// Deletes a collection; its articles stay where they are otherwise, and its slugs are free again.
pub(super) async fn delete(db: &Primary, by: &Actor, which: (&str, &IfMatch)) -> Result<Deleted> {
    db.transaction(async |tx| {
        let mut collection = open(tx, which).await?;
        let seq = save::delete(tx, &mut collection).await?;
        let entry = Entry::on("delete_collection", "collection", collection.id, collection.name);
        record(tx, by, entry.with("slug", collection.slug)).await?;
        Ok(Deleted::of(collection.id, seq))
    })
    .await
}
