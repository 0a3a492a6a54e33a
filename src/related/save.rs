//! Keeping what editors choose beside an article.

use std::collections::HashSet;

use dibao_entity::{article, article_person, article_tag, related_choice};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Set};
use uuid::Uuid;

use super::query::Choices;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event, FilterValues};
use crate::store::{Primary, Reads, Tx};

/// Most articles that can be made to come first beside one.
pub const MAX_PINS: usize = 20;
/// Most articles that can be kept from appearing beside one.
pub const MAX_BANS: usize = 200;

/// Puts choices in the place of the former ones of an article, and tells followers that the article has changed; the number
/// of that line of the change log.
///
/// Refuses an article that is not there, and all that is wrong with the choices at once: the article itself, one that is
/// named twice, one that is not there, too many. One that is not published yet, or was withdrawn, may be chosen: it does not
/// appear.
pub async fn choose(db: &Primary, article: Uuid, choices: &Choices) -> Result<i64> {
    db.transaction(async |tx| {
        let row: Option<article::Model> = tx.one(&article::Entity::find_by_id(article).into_query()).await?;
        let Some(row) = row else {
            return Err(Error::refused(Code::ArticleNotFound, format!("No article has the id `{article}`.")));
        };
        let errors = wrong(tx, article, choices).await?;
        if !errors.is_empty() {
            return Err(Error::content(errors));
        }
        let mut delete = Query::delete();
        delete.from_table(related_choice::Entity).and_where(related_choice::Column::ArticleId.eq(article));
        tx.execute(&delete).await?;
        let choice = |related: &Uuid, position: Option<i32>| related_choice::ActiveModel {
            article_id: Set(article),
            related_id: Set(*related),
            position: Set(position),
        };
        let pins = choices.pins.iter().zip(0..).map(|(related, position)| choice(related, Some(position)));
        tx.insert(pins.chain(choices.bans.iter().map(|related| choice(related, None))).collect()).await?;
        let values = filter_values(tx, &row).await?;
        Ok(tx.append(Change {
            event: Event::Updated,
            kind: Kind::Article,
            id: row.id,
            slug: row.slug,
            revision: Some(row.revision),
            before: Some(values.clone()),
            after: Some(values),
        }))
    })
    .await
}

/// All that is wrong with choices for an article.
async fn wrong(tx: &Tx, article: Uuid, choices: &Choices) -> Result<Vec<FieldError>> {
    let Choices { pins, bans } = choices;
    let mut errors = Vec::new();
    let mut refuse = |pointer: String, code: FieldCode, detail: String| {
        errors.push(FieldError { place: Place::Pointer(pointer), code, detail });
    };
    for (name, ids, most) in [("pins", pins, MAX_PINS), ("bans", bans, MAX_BANS)] {
        if ids.len() > most {
            refuse(
                format!("/{name}"),
                FieldCode::OutOfRange,
                format!("It names {}; at most {most} are kept.", ids.len()),
            );
            return Ok(errors);
        }
    }
    let wanted: HashSet<Uuid> = pins.iter().chain(bans).copied().collect();
    let query = article::Entity::find().filter(article::Column::Id.is_in(wanted.iter().copied()));
    let there: Vec<article::Model> = if wanted.is_empty() { Vec::new() } else { tx.all(&query.into_query()).await? };
    let there: HashSet<Uuid> = there.into_iter().map(|row| row.id).collect();
    let mut seen = HashSet::new();
    for (name, ids) in [("pins", pins), ("bans", bans)] {
        for (at, id) in ids.iter().enumerate() {
            let pointer = format!("/{name}/{at}");
            if *id == article {
                refuse(pointer, FieldCode::NotAllowed, "An article is not related to itself.".to_owned());
            } else if !seen.insert(*id) {
                refuse(pointer, FieldCode::Repeated, format!("`{id}` is named before."));
            } else if !there.contains(id) {
                refuse(pointer, FieldCode::NotFound, format!("No article has the id `{id}`."));
            }
        }
    }
    Ok(errors)
}

/// What filters see of an article: the same before and after.
async fn filter_values(tx: &Tx, row: &article::Model) -> Result<FilterValues> {
    let people = article_person::Entity::find()
        .filter(article_person::Column::ArticleId.eq(row.id))
        .order_by_asc(article_person::Column::Position);
    let tags = article_tag::Entity::find()
        .filter(article_tag::Column::ArticleId.eq(row.id))
        .order_by_asc(article_tag::Column::Position);
    let mut values = FilterValues {
        channel: row.channel_id,
        column: row.column_id,
        source: row.source_id,
        people: Vec::new(),
        tags: tx.all::<article_tag::Model>(&tags.into_query()).await?.into_iter().map(|link| link.tag_id).collect(),
    };
    for link in tx.all::<article_person::Model>(&people.into_query()).await? {
        if !values.people.contains(&link.person_id) {
            values.people.push(link.person_id);
        }
    }
    Ok(values)
}
