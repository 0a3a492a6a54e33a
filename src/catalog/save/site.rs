//! What is the site's as a whole: its name, and the titles of vocabularies.

use dibao_entity::{site, tag_scheme};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryTrait, Set};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event};
use crate::store::{Reads, Tx};

/// Gives the site this name; whether that is another one than it had.
pub(super) async fn name_site(tx: &mut Tx, name: &str) -> Result<bool> {
    let known: Option<site::Model> = tx.one(&site::Entity::find().into_query()).await?;
    if known.as_ref().is_some_and(|site| site.name == name) {
        return Ok(false);
    }
    let row =
        site::ActiveModel { id: Set(1), name: Set(name.to_owned()), updated_at: Set(tx.now().timestamp_millis()) };
    let insert = site::Entity::insert(row)
        .on_conflict(
            OnConflict::column(site::Column::Id)
                .update_columns([site::Column::Name, site::Column::UpdatedAt])
                .to_owned(),
        )
        .into_query();
    tx.execute(&insert).await?;
    tx.append(Change::of(Kind::Site, Event::Updated, Uuid::nil(), "site"));
    Ok(true)
}

/// Gives a vocabulary its title; whether that is another one than it had.
pub async fn entitle(tx: &mut Tx, scheme: &str, title: &str) -> Result<bool> {
    let had: Option<tag_scheme::Model> =
        tx.one(&tag_scheme::Entity::find_by_id(scheme.to_owned()).into_query()).await?;
    if had.is_some_and(|had| had.title == title) {
        return Ok(false);
    }
    let row = tag_scheme::ActiveModel {
        scheme: Set(scheme.to_owned()),
        title: Set(title.to_owned()),
        updated_at: Set(tx.now().timestamp_millis()),
    };
    let put = tag_scheme::Entity::insert(row).on_conflict(
        OnConflict::column(tag_scheme::Column::Scheme)
            .update_columns([tag_scheme::Column::Title, tag_scheme::Column::UpdatedAt])
            .to_owned(),
    );
    tx.execute(&put.into_query()).await?;
    // Titles are the site's: they have no line of their own.
    tx.append(Change::of(Kind::Site, Event::Updated, Uuid::nil(), "site"));
    Ok(true)
}
