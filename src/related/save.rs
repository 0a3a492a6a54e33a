//! Keeping what editors choose beside an article.

use std::collections::HashSet;

use dibao_entity::{article, article_person, article_tag, related_choice};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Set};
use uuid::Uuid;

use super::query::{self, Choices};
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::kernel::limits;
use crate::store::change_log::{Change, Event, FilterValues};
use crate::store::{Primary, Reads, Tx};

/// The state of articles that readers may see.
const PUBLISHED: &str = "published";
/// Most articles that can be made to come first beside one.
pub const MAX_PINS: usize = limits::PINS;
/// Most articles that can be kept from appearing beside one.
pub const MAX_BANS: usize = limits::BANS;

/// Puts choices in the place of the former ones of an article when `admit` lets the tag of these through, and tells followers
/// of the log that the article has changed, where readers see it. What changes nothing leaves no trace.
///
/// Refuses an article that is not there, and all that is wrong with the choices at once: the article itself, one that is
/// named twice, one that is not there, too many. One that is not published yet, or was withdrawn, may be chosen: it does not
/// appear.
pub async fn choose(
    db: &Primary,
    by: &Actor,
    article: Uuid,
    admit: impl FnOnce(i64) -> Result<()>,
    choices: &Choices,
) -> Result<()> {
    db.transaction(async |tx| {
        let row: Option<article::Model> = tx.one(&article::Entity::find_by_id(article).into_query()).await?;
        let Some(row) = row else {
            return Err(Error::refused(Code::ArticleNotFound, format!("No article has the id `{article}`.")));
        };
        let before = query::choices(tx, article).await?;
        admit(before.tag())?;
        let errors = wrong(tx, article, choices).await?;
        if !errors.is_empty() {
            return Err(Error::content(errors));
        }
        if *choices == before {
            return Ok(());
        }
        let title = row.title.clone();
        replace(tx, row, choices).await?;
        let entry = Entry::on("replace_related_choices", "article", article, title);
        record(tx, by, entry.with("pinned", choices.pins.len()).with("banned", choices.bans.len())).await
    })
    .await
}

/// Choices for an article as they are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The article.
    pub article: Uuid,
    /// What was chosen.
    pub choices: Choices,
}

/// Puts choices in as an import gives them, each in place of the former ones; what is wrong with each. What is the same
/// already is left alone.
pub async fn put(db: &Primary, carried: &[Carried]) -> Result<Vec<Result<(), String>>> {
    if carried.is_empty() {
        return Ok(Vec::new());
    }
    db.transaction(async |tx| {
        let mut outcomes = Vec::with_capacity(carried.len());
        for Carried { article, choices } in carried {
            let row: Option<article::Model> = tx.one(&article::Entity::find_by_id(*article).into_query()).await?;
            let Some(row) = row else {
                outcomes.push(Err(format!("no article has the id `{article}`")));
                continue;
            };
            let errors = wrong(tx, *article, choices).await?;
            if !errors.is_empty() {
                let errors: Vec<String> =
                    errors.iter().map(|error| format!("{}: {}", error.place, error.detail)).collect();
                outcomes.push(Err(errors.join("; ")));
                continue;
            }
            if query::choices(tx, *article).await? != *choices {
                replace(tx, row, choices).await?;
            }
            outcomes.push(Ok(()));
        }
        Ok(outcomes)
    })
    .await
}

/// Puts choices in the place of the former ones.
async fn replace(tx: &mut Tx, row: article::Model, choices: &Choices) -> Result<()> {
    let mut delete = Query::delete();
    delete.from_table(related_choice::Entity).and_where(related_choice::Column::ArticleId.eq(row.id));
    tx.execute(&delete).await?;
    let choice = |related: &Uuid, position: Option<i32>| related_choice::ActiveModel {
        article_id: Set(row.id),
        related_id: Set(*related),
        position: Set(position),
    };
    let pins = choices.pins.iter().zip(0..).map(|(related, position)| choice(related, Some(position)));
    tx.insert(pins.chain(choices.bans.iter().map(|related| choice(related, None))).collect()).await?;
    if row.state == PUBLISHED {
        let values = filter_values(tx, &row).await?;
        tx.append(Change {
            event: Event::Updated,
            kind: Kind::Article,
            id: row.id,
            slug: row.slug,
            revision: Some(row.revision),
            before: Some(values.clone()),
            after: Some(values),
        });
    }
    Ok(())
}

/// All that is wrong with choices for an article.
async fn wrong(tx: &Tx, article: Uuid, choices: &Choices) -> Result<Vec<FieldError>> {
    let Choices { pins, bans } = choices;
    let mut errors = Vec::new();
    let mut refuse = |pointer: String, code: FieldCode, detail: String| {
        errors.push(FieldError { place: Place::Pointer(pointer), code, detail });
    };
    for (name, ids, most) in [("pinned", pins, MAX_PINS), ("banned", bans, MAX_BANS)] {
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
    for (name, ids) in [("pinned", pins), ("banned", bans)] {
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
