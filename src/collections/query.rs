//! Reading collections and what stands in them.

use std::collections::HashMap;

use dibao_entity::{article, collection, collection_item, collection_section, draft, former_slug};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::arrangement::{Arrangement, Item, Section};
use super::collection::{Collection, Status};
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads};
use crate::web::ask::parse_id;

/// The state of articles that readers may see.
const PUBLISHED: &str = "published";
/// The state of articles that were taken back for good.
const WITHDRAWN: &str = "withdrawn";

/// The collection of a row.
fn of_row(row: collection::Model) -> Result<Collection> {
    let collection::Model { id, slug, name, summary, status, version, seq, created_at, updated_at } = row;
    let status = Status::parse(&status).ok_or_else(|| Error::broken(format!("unknown status {status}")))?;
    Ok(Collection { id, slug, name, summary, status, version, seq, created_at, updated_at })
}

/// The collection with this id.
pub async fn by_id(db: &impl Reads, id: Uuid) -> Result<Option<Collection>> {
    db.one(&collection::Entity::find_by_id(id).into_query()).await?.map(of_row).transpose()
}

/// The collection with this slug, former slug or id, whoever sees it.
pub async fn find(db: &impl Reads, slug_or_id: &str) -> Result<Option<Collection>> {
    if let Some(id) = parse_id(slug_or_id) {
        return by_id(db, id).await;
    }
    let by_slug = collection::Entity::find().filter(collection::Column::Slug.eq(slug_or_id));
    if let Some(row) = db.one(&by_slug.into_query()).await? {
        return of_row(row).map(Some);
    }
    let former = former_slug::Entity::find_by_id((Kind::Collection.word().to_owned(), slug_or_id.to_owned()));
    match db.one::<former_slug::Model>(&former.into_query()).await? {
        Some(row) => by_id(db, row.subject_id).await,
        None => Ok(None),
    }
}

/// A page of collections in the order of their slugs, those of one status or all, in reading order.
pub async fn page(db: &ReadDb, status: Option<Status>, keyset: &Keyset<String>) -> Result<Vec<Collection>> {
    let order = keyset.reading_order(Order::Asc);
    let mut query = collection::Entity::find();
    if let Some(status) = status {
        query = query.filter(collection::Column::Status.eq(status.word()));
    }
    if let Some(slug) = keyset.position() {
        query = query.filter(match order {
            Order::Asc => collection::Column::Slug.gt(slug.as_str()),
            _ => collection::Column::Slug.lt(slug.as_str()),
        });
    }
    let query = query.order_by(collection::Column::Slug, order).limit(keyset.rows());
    db.all(&query.into_query()).await?.into_iter().map(of_row).collect()
}

/// How many collections there are, of one status or in all.
pub async fn count(db: &ReadDb, status: Option<Status>) -> Result<i64> {
    let mut query = Query::select();
    query.expr_as(Expr::cust("COUNT(*)"), "counted").from(collection::Entity);
    if let Some(status) = status {
        query.and_where(collection::Column::Status.eq(status.word()));
    }
    Ok(db.one::<Counted>(&query).await?.map_or(0, |row| row.counted))
}

/// What stands in a collection, in order; without articles that were withdrawn for good.
pub async fn arrangement(db: &impl Reads, id: Uuid) -> Result<Arrangement> {
    let query = item_rows(id, article::Column::State.ne(WITHDRAWN));
    let rows: Vec<collection_item::Model> = db.all(&query).await?;
    let items = rows.into_iter().map(|row| of_item(row).map(|(_, item)| item)).collect::<Result<_>>()?;
    Ok(Arrangement { sections: sections(db, id).await?, items })
}

/// The sections of a collection, in order.
pub async fn sections(db: &impl Reads, id: Uuid) -> Result<Vec<Section>> {
    let query = collection_section::Entity::find()
        .filter(collection_section::Column::CollectionId.eq(id))
        .order_by_asc(collection_section::Column::Position);
    let rows: Vec<collection_section::Model> = db.all(&query.into_query()).await?;
    let section = |collection_section::Model { collection_id: _, position: _, id, title }| Section { id, title };
    Ok(rows.into_iter().map(section).collect())
}

/// A page of what readers see in a collection, each with its place, in reading order.
pub async fn shown(db: &ReadDb, id: Uuid, keyset: &Keyset<i64>) -> Result<Vec<(i64, Item)>> {
    db.all(&shown_statement(id, keyset)).await?.into_iter().map(of_item).collect()
}

/// The statement that reads such a page.
#[must_use]
pub fn shown_statement(id: Uuid, keyset: &Keyset<i64>) -> SelectStatement {
    let order = keyset.reading_order(Order::Asc);
    let place = Expr::col((collection_item::Entity, collection_item::Column::Position));
    let mut query = item_rows(id, article::Column::State.eq(PUBLISHED));
    query.clear_order_by();
    if let Some(position) = keyset.position() {
        query.and_where(match order {
            Order::Asc => place.clone().gt(*position),
            _ => place.clone().lt(*position),
        });
    }
    query.order_by_expr(place, order).limit(keyset.rows());
    query
}

/// The rows of a collection's items whose articles are of a state, in order. The collection's rows lead, however many articles
/// there are.
fn item_rows(id: Uuid, state: SimpleExpr) -> SelectStatement {
    let mut query = collection_item::Entity::find().filter(collection_item::Column::CollectionId.eq(id)).into_query();
    let same = Expr::col((article::Entity, article::Column::Id))
        .equals((collection_item::Entity, collection_item::Column::ArticleId));
    let is_so = Query::select().expr(Expr::value(1)).from(article::Entity).and_where(same).and_where(state).take();
    query.and_where(Expr::exists(is_so));
    query.order_by((collection_item::Entity, collection_item::Column::Position), Order::Asc);
    query
}

/// The item of a row, with its place.
fn of_item(row: collection_item::Model) -> Result<(i64, Item)> {
    let collection_item::Model { collection_id: _, position, article_id, section, title, summary, cover } = row;
    let cover = cover.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::broken)?;
    Ok((i64::from(position), Item { article: article_id, section, title, summary, cover }))
}

/// How many articles readers see in each of these collections; those without any are left out.
pub async fn counts(db: &ReadDb, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
    #[derive(FromQueryResult)]
    struct Of {
        collection_id: Uuid,
        counted: i64,
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = of_articles_in(ids)
        .column((collection_item::Entity, collection_item::Column::CollectionId))
        .expr_as(Expr::cust("COUNT(*)"), "counted")
        .and_where(article::Column::State.eq(PUBLISHED))
        .group_by_col((collection_item::Entity, collection_item::Column::CollectionId))
        .take();
    Ok(db.all::<Of>(&query).await?.into_iter().map(|row| (row.collection_id, row.counted)).collect())
}

/// The published articles that stand in any of these collections that readers see, each once.
pub async fn members(db: &ReadDb, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Member {
        article_id: Uuid,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let same = Expr::col((collection::Entity, collection::Column::Id))
        .equals((collection_item::Entity, collection_item::Column::CollectionId));
    let query = of_articles_in(ids)
        .distinct()
        .column((collection_item::Entity, collection_item::Column::ArticleId))
        .join(JoinType::InnerJoin, collection::Entity, same)
        .and_where(collection::Column::Status.ne(Status::Hidden.word()))
        .and_where(article::Column::State.eq(PUBLISHED))
        .take();
    Ok(db.all::<Member>(&query).await?.into_iter().map(|row| row.article_id).collect())
}

/// Items of these collections with their articles.
fn of_articles_in(ids: &[Uuid]) -> SelectStatement {
    let same = Expr::col((article::Entity, article::Column::Id))
        .equals((collection_item::Entity, collection_item::Column::ArticleId));
    Query::select()
        .from(collection_item::Entity)
        .join(JoinType::InnerJoin, article::Entity, same)
        .and_where(collection_item::Column::CollectionId.is_in(ids.iter().copied()))
        .take()
}

/// What the newsroom sees of an article that is put somewhere by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// `draft`, `published`, `unpublished` or `withdrawn`.
    pub state: String,
    /// Its title: the one that readers see, or that of the latest draft.
    pub title: String,
}

/// The articles with these ids, in whatever state they are.
pub async fn placed(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<Uuid, Placed>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        state: String,
        title: String,
        draft_title: Option<String>,
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let same = Expr::col((draft::Entity, draft::Column::ArticleId)).equals((article::Entity, article::Column::Id));
    let query = Query::select()
        .columns(
            [article::Column::Id, article::Column::State, article::Column::Title]
                .map(|column| (article::Entity, column)),
        )
        .expr_as(Expr::col((draft::Entity, draft::Column::Title)), "draft_title")
        .from(article::Entity)
        .join(JoinType::LeftJoin, draft::Entity, same)
        .and_where(article::Column::Id.is_in(ids.iter().copied()))
        .take();
    let placed = |Row { id, state, title, draft_title }| {
        let title = draft_title.filter(|_| state != PUBLISHED).unwrap_or(title);
        (id, Placed { state, title })
    };
    Ok(db.all::<Row>(&query).await?.into_iter().map(placed).collect())
}

/// The slugs that a collection had before, in order.
pub async fn former_slugs(db: &impl Reads, id: Uuid) -> Result<Vec<String>> {
    let query = former_slug::Entity::find()
        .filter(former_slug::Column::Kind.eq(Kind::Collection.word()))
        .filter(former_slug::Column::SubjectId.eq(id))
        .order_by_asc(former_slug::Column::Slug);
    let rows: Vec<former_slug::Model> = db.all(&query.into_query()).await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

/// A count.
#[derive(FromQueryResult)]
struct Counted {
    counted: i64,
}
