//! Reading what is scheduled, and how articles stand before readers.

use std::collections::HashMap;

use dibao_entity::{article, correction, draft, schedule};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::kernel::cursor::TimeAndId;
use crate::kernel::error::Result;
use crate::store::Reads;
use crate::store::keyset::Keyset;

/// What is to be published at a time.
pub type Scheduled = schedule::Model;

/// When an article is to be published, if it is.
pub async fn of_article(db: &impl Reads, id: Uuid) -> Result<Option<Scheduled>> {
    db.one(&schedule::Entity::find_by_id(id).into_query()).await
}

/// What is due first and has not failed, at most so many.
pub async fn first(db: &impl Reads, limit: u64) -> Result<Vec<Scheduled>> {
    let query = schedule::Entity::find()
        .filter(schedule::Column::FailedAt.is_null())
        .order_by(schedule::Column::DueAt, Order::Asc)
        .order_by(schedule::Column::ArticleId, Order::Asc)
        .limit(limit)
        .into_query();
    db.all(&query).await
}

/// A page of what is scheduled, earliest first, in reading order; each with the title of its draft.
pub async fn page(db: &impl Reads, keyset: &Keyset<TimeAndId>) -> Result<Vec<Scheduled>> {
    let order = keyset.reading_order(Order::Asc);
    let mut query = schedule::Entity::find();
    if let Some(position) = keyset.position() {
        let key = Expr::tuple([Expr::col(schedule::Column::DueAt), Expr::col(schedule::Column::ArticleId)]);
        let bound = Expr::tuple([Expr::value(position.at_ms), Expr::value(position.id)]);
        query = query.filter(if order == Order::Asc { key.gt(bound) } else { key.lt(bound) });
    }
    let query = query
        .order_by(schedule::Column::DueAt, order.clone())
        .order_by(schedule::Column::ArticleId, order)
        .limit(keyset.rows());
    db.all(&query.into_query()).await
}

/// How many are scheduled, counted up to one beyond the cap.
pub async fn count(db: &impl Reads, cap: u64) -> Result<i64> {
    let rows: Vec<Scheduled> = db.all(&schedule::Entity::find().limit(cap + 1).into_query()).await?;
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// The line of the change log that brought what readers see of an article, or saw last; 0 before it is published.
pub async fn seq(db: &impl Reads, id: Uuid) -> Result<i64> {
    Ok(article(db, id).await?.map_or(0, |row| row.seq))
}

/// The row of an article, in whatever state it is.
pub async fn article(db: &impl Reads, id: Uuid) -> Result<Option<article::Model>> {
    db.one(&article::Entity::find_by_id(id).into_query()).await
}

/// The number of an article's last correction; 0 where there is none.
pub async fn last_correction(db: &impl Reads, id: Uuid) -> Result<i32> {
    let query = correction::Entity::find()
        .filter(correction::Column::ArticleId.eq(id))
        .order_by(correction::Column::Number, Order::Desc)
        .limit(1)
        .into_query();
    Ok(db.one::<correction::Model>(&query).await?.map_or(0, |row| row.number))
}

/// The titles of the drafts that are scheduled.
pub async fn titles(db: &impl Reads, rows: &[Scheduled]) -> Result<HashMap<Uuid, String>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Titled {
        article_id: Uuid,
        title: String,
    }
    let query = Query::select()
        .columns([draft::Column::ArticleId, draft::Column::Title])
        .from(draft::Entity)
        .and_where(draft::Column::ArticleId.is_in(rows.iter().map(|row| row.article_id)))
        .take();
    Ok(db.all::<Titled>(&query).await?.into_iter().map(|row| (row.article_id, row.title)).collect())
}
