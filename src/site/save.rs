//! Giving the site its name.

use dibao_entity::site;
use sea_orm::{EntityTrait, QueryTrait, Set};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event};
use crate::store::{Primary, Reads};

/// Gives the site a name where nothing has given it one; whether it did.
pub async fn name_once(db: &Primary, name: &str) -> Result<bool> {
    db.transaction(async |tx| {
        let known: Option<site::Model> = tx.one(&site::Entity::find().into_query()).await?;
        if known.is_some() {
            return Ok(false);
        }
        let now = tx.now().timestamp_millis();
        tx.insert(vec![site::ActiveModel { id: Set(1), name: Set(name.to_owned()), updated_at: Set(now) }]).await?;
        tx.append(Change::of(Kind::Site, Event::Updated, Uuid::nil(), "site"));
        Ok(true)
    })
    .await
}
