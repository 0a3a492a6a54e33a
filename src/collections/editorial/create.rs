//! Making a collection.

use uuid::Uuid;

use super::super::collection::Collection;
use super::super::save;
use super::input::New;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::save::free_slugs;
use crate::kernel::error::{Code, Error, Result};
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::Tx;
use crate::store::change_log::{Change, Event};

/// Makes an empty collection. Refuses a slug that another one has or had.
pub(super) async fn create(tx: &mut Tx, by: &Actor, new: New) -> Result<Collection> {
    let New { name, slug, summary, status } = new;
    let id = Uuid::now_v7();
    let slug = match slug {
        Some(asked) => unique(tx, id, asked).await?,
        None => {
            let made = Slug::of_name(&name, id);
            free_slugs(tx, Kind::Collection, &[(id, made)]).await?.pop().unwrap_or_default()
        }
    };
    let now = tx.now().timestamp_millis();
    let collection = Collection { id, slug, name, summary, status, version: 1, created_at: now, updated_at: now };
    save::insert(tx, &collection).await?;
    if status.is_shown() {
        tx.append(Change::of(Kind::Collection, Event::Created, id, collection.slug.clone()));
    }
    record(tx, by, Entry::on("create_collection", "collection", id, collection.name.clone())).await?;
    Ok(collection)
}

/// The slug that was asked for, if no other collection has it or had it.
pub(super) async fn unique(tx: &Tx, id: Uuid, asked: Slug) -> Result<String> {
    let wanted = asked.as_str().to_owned();
    let free = free_slugs(tx, Kind::Collection, &[(id, asked)]).await?.pop().unwrap_or_default();
    if free == wanted {
        return Ok(free);
    }
    let detail = format!("Another collection has or had the slug `{wanted}`; `{free}` is free.");
    Err(Error::refused(Code::SlugTaken, detail))
}
