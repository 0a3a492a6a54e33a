//! Names of articles that others may have a claim to: slugs and external ids, present, former or reserved by a schedule.

use std::collections::HashMap;

use dibao_entity::{article, schedule};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::super::manuscript::Fields;
use super::super::query;
use super::standing::refused;
use crate::catalog::save::{SlugClaim, SlugHolder, free_slugs, slug_holders};
use crate::kernel::error::{Code, Error, FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::{Reads, Tx};
use crate::web::problem::HOLDER;

/// The names that an article is to have when it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The slug.
    pub slug: String,
    /// The external id, if it has one.
    pub external_id: Option<String>,
}

/// Finds the names that an article would be published with now.
///
/// Rejects names to which another article has a claim with `slug_taken` or `external_id_taken`.
pub async fn names(tx: &Tx, id: Uuid, fields: &Fields) -> Result<Reservation> {
    let missing = || Error::refused(Code::ArticleNotFound, format!("No article has the id `{id}`."));
    let stored = query::stored(tx, id).await?.ok_or_else(missing)?;
    let slug = slug(tx, &stored.row, fields).await?;
    external_id(tx, id, fields.external_id.as_deref()).await?;
    Ok(Reservation { slug, external_id: fields.external_id.clone() })
}

/// The slug an article gets: the one it asks for, the one readers know, the one it has reserved, or one made from its title.
pub(super) async fn slug(tx: &Tx, row: &article::Model, fields: &Fields) -> Result<String> {
    let Some(asked) = fields.slug.as_deref() else {
        if row.revision > 0 {
            return Ok(row.slug.clone());
        }
        if let Some(reserved) = reserved_slug(tx, row.id).await? {
            return Ok(reserved);
        }
        return free(tx, row.id, Slug::of_name(&fields.title, row.id)).await;
    };
    if asked == row.slug {
        return Ok(asked.to_owned());
    }
    let malformed = || refused("slug", FieldCode::Malformed, "It is not a slug: a-z, 0-9 and hyphens.");
    let wanted = Slug::parse(asked).ok_or_else(malformed)?;
    let holder = slug_holders(tx, Kind::Article, &[asked]).await?.remove(asked);
    match holder.filter(|holder| holder.id != row.id) {
        None => Ok(asked.to_owned()),
        Some(holder) => Err(slug_taken(tx, holder, asked, &free(tx, row.id, wanted).await?).await?),
    }
}

/// Refuses an `external_id` that another article has or has reserved.
pub(super) async fn external_id(tx: &Tx, id: Uuid, external_id: Option<&str>) -> Result<()> {
    let Some(external_id) = external_id else { return Ok(()) };
    let query = article::Entity::find()
        .filter(article::Column::ExternalId.eq(external_id))
        .filter(article::Column::Id.ne(id))
        .into_query();
    if let Some(other) = tx.one::<article::Model>(&query).await? {
        let detail = format!("The article {} has this `external_id`.", other.id);
        return Err(taken(Code::ExternalIdTaken, detail, &other, &other.slug));
    }
    let Some(other) = reserved_external_ids(tx, &[external_id]).await?.remove(external_id).filter(|other| *other != id)
    else {
        return Ok(());
    };
    let detail = format!("The article {other} is scheduled with this `external_id`.");
    let row: Option<article::Model> = tx.one(&article::Entity::find_by_id(other).into_query()).await?;
    Err(match row {
        Some(row) => taken(Code::ExternalIdTaken, detail, &row, &row.slug),
        None => Error::refused(Code::ExternalIdTaken, detail),
    })
}

/// Finds which of some external ids are reserved by scheduled articles.
pub(super) async fn reserved_external_ids(tx: &Tx, external_ids: &[&str]) -> Result<HashMap<String, Uuid>> {
    let query =
        schedule::Entity::find().filter(schedule::Column::ExternalId.is_in(external_ids.iter().copied())).into_query();
    let rows: Vec<schedule::Model> = tx.all(&query).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.external_id?, row.article_id))).collect())
}

/// The slug that an article has reserved, if it is scheduled.
async fn reserved_slug(tx: &Tx, id: Uuid) -> Result<Option<String>> {
    let row: Option<schedule::Model> = tx.one(&schedule::Entity::find_by_id(id).into_query()).await?;
    Ok(row.and_then(|row| row.slug))
}

/// A slug, made distinct where another article has a claim to it.
async fn free(tx: &Tx, id: Uuid, wanted: Slug) -> Result<String> {
    Ok(free_slugs(tx, Kind::Article, &[(id, wanted)]).await?.pop().unwrap_or_default())
}

/// The refusal of a slug to which another article has a claim.
async fn slug_taken(tx: &Tx, holder: SlugHolder, asked: &str, free: &str) -> Result<Error> {
    let verb = match holder.claim {
        SlugClaim::Current => "has",
        SlugClaim::Former => "had",
        SlugClaim::Reserved => "is scheduled with",
    };
    let row: Option<article::Model> = tx.one(&article::Entity::find_by_id(holder.id).into_query()).await?;
    let Some(row) = row else {
        let detail = format!("Another article {verb} the slug `{asked}`; `{free}` is free.");
        return Ok(Error::refused(Code::SlugTaken, detail));
    };
    let detail = format!("The article “{}” {verb} the slug `{asked}`; `{free}` is free.", row.title);
    let slug = if holder.claim == SlugClaim::Former { &row.slug } else { asked };
    Ok(taken(Code::SlugTaken, detail, &row, slug))
}

/// A refusal that names the article that has what is wanted.
fn taken(code: Code, detail: String, holder: &article::Model, slug: &str) -> Error {
    let article::Model { id, title, .. } = holder;
    let held = serde_json::json!({"kind": Kind::Article.word(), "id": id.to_string(), "slug": slug, "name": title});
    let extra = [(HOLDER.to_owned(), held)].into_iter().collect();
    Error::Refused { code, detail: detail.into(), errors: Vec::new(), extra }
}
