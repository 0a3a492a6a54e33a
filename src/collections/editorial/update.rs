//! Changing what a collection says of itself.

use super::super::collection::Collection;
use super::super::{query, save};
use super::input::Changes;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::save::remember;
use crate::kernel::error::{Code, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::slug_of;
use crate::store::{Primary, Tx};
use crate::web::{Ask, IfMatch};

/// The collection of this name, for a change by somebody who must have seen its present state.
pub(super) async fn open(tx: &Tx, (name, seen): (&str, &IfMatch)) -> Result<Collection> {
    let collection = query::find(tx, name).await?.ok_or_else(|| Ask::missing(Code::CollectionNotFound, name))?;
    seen.admit(collection.version)?;
    Ok(collection)
}

/// Changes a collection and returns it as it is then. What changes nothing leaves no trace; what readers do not see leaves none
/// in the change log.
pub(super) async fn update(db: &Primary, by: &Actor, which: (&str, &IfMatch), changes: Changes) -> Result<Collection> {
    let Changes { name, slug, summary, status } = changes;
    db.transaction(async |tx| {
        let before = open(tx, which).await?;
        let mut after = before.clone();
        after.name = name.unwrap_or(after.name);
        after.summary = summary.map_or(after.summary, Into::into);
        after.status = status.unwrap_or(after.status);
        if let Some(asked) = slug.filter(|asked| asked.as_str() != before.slug) {
            let of = (Kind::Collection, before.id);
            after.slug = slug_of(tx, of, Some(asked.clone()), || asked).await?;
            remember(tx, Kind::Collection, before.id, std::slice::from_ref(&before.slug)).await?;
        }
        if after == before {
            return Ok(after);
        }
        let event = before.status.change_to(after.status);
        save::change(tx, &mut after, event).await?;
        let mut entry = Entry::on("update_collection", "collection", after.id, after.name.clone());
        if after.slug != before.slug {
            entry = entry.with("slug", after.slug.clone()).with("slug_before", before.slug);
        }
        if after.status != before.status {
            entry = entry.with("status", after.status.word()).with("status_before", before.status.word());
        }
        record(tx, by, entry).await?;
        Ok(after)
    })
    .await
}
