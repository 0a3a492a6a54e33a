//! Deleting a collection.

use super::super::save;
use super::update::open;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::Primary;
use crate::store::change_log::{Change, Event};
use crate::web::IfMatch;

/// Deletes a collection; its articles stay where they are otherwise, and its slugs are free again.
pub(super) async fn delete(db: &Primary, by: &Actor, which: (&str, &IfMatch)) -> Result<()> {
    db.transaction(async |tx| {
        let collection = open(tx, which).await?;
        save::delete(tx, collection.id).await?;
        if collection.status.is_shown() {
            tx.append(Change::of(Kind::Collection, Event::Deleted, collection.id, collection.slug));
        }
        record(tx, by, Entry::on("delete_collection", "collection", collection.id, collection.name)).await
    })
    .await
}
