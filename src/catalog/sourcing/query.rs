//! Reading what is said of sources beside their names.

use dibao_entity::{source_alias, source_authorisation};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use super::{Period, Sourcing, Status};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::Reads;

/// What is said of all sources.
pub async fn whole(db: &impl Reads) -> Result<Sourcing> {
    read(db, source_alias::Entity::find(), source_authorisation::Entity::find()).await
}

/// The other names of one source, and what lists say of it.
pub async fn of_source(db: &impl Reads, id: Uuid) -> Result<(Vec<String>, Vec<Period>)> {
    let aliases = source_alias::Entity::find().filter(source_alias::Column::SourceId.eq(id));
    let periods = source_authorisation::Entity::find().filter(source_authorisation::Column::SourceId.eq(id));
    let mut read = read(db, aliases, periods).await?;
    Ok((read.aliases.remove(&id).unwrap_or_default(), read.periods.remove(&id).unwrap_or_default()))
}

/// Reads some of it.
async fn read(
    db: &impl Reads,
    aliases: Select<source_alias::Entity>,
    periods: Select<source_authorisation::Entity>,
) -> Result<Sourcing> {
    let mut sourcing = Sourcing::default();
    for source_alias::Model { name, name_key: _, source_id } in db.all(&aliases.into_query()).await? {
        sourcing.aliases.entry(source_id).or_default().push(name);
    }
    let rows: Vec<source_authorisation::Model> = db.all(&periods.into_query()).await?;
    for row in rows {
        sourcing.periods.entry(row.source_id).or_default().push(period(row));
    }
    sourcing.aliases.values_mut().for_each(|names| names.sort_unstable());
    sourcing.periods.values_mut().for_each(|periods| periods.sort_unstable());
    Ok(sourcing)
}

/// The period of a row. A word that nobody knows allows nothing.
fn period(row: source_authorisation::Model) -> Period {
    let source_authorisation::Model {
        id: _,
        source_id: _,
        list,
        category,
        status,
        valid_from,
        valid_to,
        created_at: _,
    } = row;
    let status = Status::WORDS.iter().find(|(word, _)| *word == status).map_or(Status::Removed, |(_, status)| *status);
    let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Period { valid_from: day(valid_from), status, list, category, valid_to: day(valid_to) }
}

/// A source that has a name that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Holder {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// Another source that has the same name as an alias.
pub async fn alias_holder(db: &impl Reads, name: &str, except: Uuid) -> Result<Option<Holder>> {
    let of_alias = Query::select()
        .column(source_alias::Column::SourceId)
        .from(source_alias::Entity)
        .and_where(source_alias::Column::NameKey.eq(name::key(Kind::Source, name)))
        .take();
    let holder = Query::select()
        .columns(["id", "slug", "name"])
        .from("source")
        .and_where(Expr::col("id").in_subquery(of_alias))
        .and_where(Expr::col("id").ne(except))
        .take();
    db.one(&holder).await
}

/// Another source that has the same name as its own or as an alias.
pub async fn holder(db: &impl Reads, name: &str, except: Uuid) -> Result<Option<Holder>> {
    let named = Query::select()
        .columns(["id", "slug", "name"])
        .from("source")
        .and_where(Expr::col("name_key").eq(name::key(Kind::Source, name)))
        .and_where(Expr::col("id").ne(except))
        .order_by("id", Order::Asc)
        .limit(1)
        .take();
    match db.one(&named).await? {
        Some(holder) => Ok(Some(holder)),
        None => alias_holder(db, name, except).await,
    }
}
