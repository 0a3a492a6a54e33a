//! Changing what is said of a picture, and deleting it.

use uuid::Uuid;

use super::input::Changes;
use super::picture::Picture;
use super::stock::{Stock, missing};
use super::storage::Name;
use super::{query, save};
use crate::audit::{Entry, record};
use crate::auth::{Actor, Permission};
use crate::kernel::error::{Code, Error, Result};
use crate::kernel::kind::Kind;
use crate::store::Primary;
use crate::store::change_log::{Change, Event};
use crate::web::IfMatch;

/// Changes what is said of a picture; where readers see it, the log tells them. What changes nothing leaves no trace.
pub(super) async fn say(db: &Primary, by: &Actor, (id, seen): (Uuid, &IfMatch), changes: Changes) -> Result<Picture> {
    db.transaction(async |tx| {
        let before = query::by_id(tx, id).await?.ok_or_else(|| missing(id))?;
        let is_own = before.uploaded_by.is_some() && before.uploaded_by == by.known_id();
        if !is_own && !by.has(Permission::EditMedia) {
            let detail = "Only who uploaded it, and who may `edit_media`, say what it shows.";
            return Err(Error::refused(Code::Forbidden, detail));
        }
        seen.admit(before.version)?;
        let after = Picture { said: changes.apply(before.said.clone()), ..before.clone() };
        if after == before {
            return Ok(before);
        }
        save::say(tx, &after).await?;
        let mut entry = Entry::on("update_media", "media", id, after.file_name.clone().unwrap_or_default());
        if query::is_before_readers(tx, id).await? {
            let seq = tx.append(Change::of(Kind::Media, Event::Updated, id, id.to_string()));
            entry = entry.with("seq", seq);
        }
        record(tx, by, entry).await?;
        query::by_id(tx, id).await?.ok_or_else(|| missing(id))
    })
    .await
}

/// Deletes a picture that no article and no collection shows, with its bytes and its renditions.
pub(super) async fn delete(db: &Primary, stock: &Stock, by: &Actor, (id, seen): (Uuid, &IfMatch)) -> Result<()> {
    let digest = db.transaction(async |tx| {
        let picture = query::by_id(tx, id).await?.ok_or_else(|| missing(id))?;
        seen.admit(picture.version)?;
        let showing = query::showing(tx, id).await?;
        let arranging = query::arranging(tx, id).await?;
        let articles = showing.iter().map(|article| (&article.title, article.id));
        let collections = arranging.iter().map(|collection| (&collection.name, collection.id));
        let named: Vec<String> = articles.chain(collections).map(|(name, id)| format!("「{name}」 ({id})")).collect();
        if !named.is_empty() {
            let detail = format!("It is shown by {}.", named.join(", "));
            return Err(Error::refused(Code::MediaInUse, detail));
        }
        stock.storage().check()?;
        save::delete(tx, id).await?;
        let entry = Entry::on("delete_media", "media", id, picture.file_name.clone().unwrap_or_default());
        record(tx, by, entry.with("digest", picture.digest.clone())).await?;
        Ok(picture.digest)
    });
    let digest = digest.await?;
    stock.forget(id);
    // After the row is gone for good: a COMMIT that fails leaves a picture with its bytes. And while nobody else writes: an upload of
    // the same picture finds the bytes gone and keeps them again.
    let removed = db.transaction(async |tx| match query::by_digest(tx, &digest).await? {
        Some(_) => Ok(()),
        None => stock.storage().delete(&Name::original(&digest)).await,
    });
    if let Err(error) = removed.await {
        tracing::warn!(%error, "the bytes of a deleted picture are left in the storage");
    }
    // What is left of them can be made of nothing any more, and is found under no address.
    if let Err(error) = stock.storage().delete_renditions(&digest).await {
        tracing::warn!(%error, "renditions of a deleted picture are left in the storage");
    }
    Ok(())
}
