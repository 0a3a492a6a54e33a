//! Reading articles: single ones, some by their ids, by their names; lists are `list_query`'s.

use std::collections::HashMap;

use dibao_entity::{
    article, article_person, article_tag, correction, former_slug, listing, revision, source_override, withdrawal,
};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::article::{Content, SourceOverride};
use super::listing::WHOLE_SITE;
use super::pictures;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::media::Picture;
use crate::people::Role;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads};

/// The state of articles that readers may see.
pub const PUBLISHED: &str = "published";
/// The state of articles that were never published.
pub const DRAFT: &str = "draft";
/// The state of articles that were taken out of readers' sight and may come back.
pub const UNPUBLISHED: &str = "unpublished";
/// The state of articles that were taken back for good.
pub const WITHDRAWN: &str = "withdrawn";
/// How many alternatives one statement has at most: SQLite takes expressions that are 1,000 deep.
const ALTERNATIVES: usize = 500;
/// The row of an article.
pub type Row = article::Model;

/// An article as it is stored, with what it refers to.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The article itself.
    pub row: article::Model,
    /// Who had which part.
    pub people: Vec<(Role, Uuid)>,
    /// Its tags.
    pub tags: Vec<Uuid>,
    /// Notes, body and media, where they were asked for.
    pub content: Option<Content>,
    /// The uploaded pictures that it shows, as far as they are there.
    pub pictures: HashMap<Uuid, Picture>,
}

/// Whether the contents are read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Only what lists show.
    Summary,
    /// Notes, body and media too.
    Content,
}

/// The article with this id, withdrawn ones included: the caller tells them apart by `state`.
pub async fn by_id(db: &ReadDb, id: Uuid, with: With) -> Result<Option<Stored>> {
    let Some(row) = row_by_id(db, id).await? else { return Ok(None) };
    Ok(complete(db, vec![row], with).await?.pop())
}

/// The article with this id in whatever state it is, without its content.
pub async fn stored(db: &impl Reads, id: Uuid) -> Result<Option<Stored>> {
    let row: Option<Row> = db.one(&article::Entity::find_by_id(id).into_query()).await?;
    Ok(complete(db, row.into_iter().collect(), With::Summary).await?.pop())
}

/// The same without what it refers to.
pub async fn row_by_id(db: &ReadDb, id: Uuid) -> Result<Option<Row>> {
    db.one(&article::Entity::find_by_id(id).into_query()).await
}

/// Why an article was taken back for good, where somebody said so.
pub async fn withdrawal(db: &ReadDb, id: Uuid) -> Result<Option<withdrawal::Model>> {
    db.one(&withdrawal::Entity::find_by_id(id).into_query()).await
}

/// A page of the corrections of an article, newest first, in reading order.
pub async fn corrections(db: &ReadDb, id: Uuid, keyset: &Keyset<i64>) -> Result<Vec<correction::Model>> {
    let order = keyset.reading_order(Order::Desc);
    let mut query = correction::Entity::find().filter(correction::Column::ArticleId.eq(id));
    if let Some(position) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(correction::Column::Number.gt(*position)),
            _ => query.filter(correction::Column::Number.lt(*position)),
        };
    }
    let query = query.order_by(correction::Column::Number, order).limit(keyset.rows());
    db.all(&query.into_query()).await
}

/// The number of an article's last correction, which is how many it has; 0 where there is none.
pub async fn last_correction(db: &ReadDb, id: Uuid) -> Result<i64> {
    let query = correction::Entity::find()
        .filter(correction::Column::ArticleId.eq(id))
        .order_by(correction::Column::Number, Order::Desc)
        .limit(1);
    Ok(db.one::<correction::Model>(&query.into_query()).await?.map_or(0, |row| i64::from(row.number)))
}

/// The published articles with these ids, in the order of the ids; those that are not published are left out.
pub async fn by_ids(db: &ReadDb, ids: &[Uuid], with: With) -> Result<Vec<Stored>> {
    let query = article::Entity::find()
        .filter(article::Column::Id.is_in(ids.iter().copied()))
        .filter(article::Column::State.eq(PUBLISHED));
    let rows: Vec<article::Model> = db.all(&query.into_query()).await?;
    let mut found: HashMap<Uuid, Stored> =
        complete(db, rows, with).await?.into_iter().map(|stored| (stored.row.id, stored)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The statement that reads the articles with these ids, or these ids in the system they come from, whatever their state.
#[must_use]
pub fn named_statement(ids: Vec<Uuid>, external_ids: Vec<&str>) -> SelectStatement {
    // An empty list is left away: what is always false beside what has an index makes SQLite look at every article.
    let named = Cond::any()
        .add_option((!ids.is_empty()).then(|| article::Column::Id.is_in(ids)))
        .add_option((!external_ids.is_empty()).then(|| article::Column::ExternalId.is_in(external_ids)));
    article::Entity::find().filter(named).into_query()
}

/// The ids of the articles with these ids in the system they come from, whatever their state.
pub async fn ids_by_external_ids(db: &impl Reads, external_ids: &[String]) -> Result<HashMap<String, Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        external_id: String,
    }
    if external_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Query::select()
        .columns([article::Column::Id, article::Column::ExternalId])
        .from(article::Entity)
        .and_where(article::Column::ExternalId.is_in(external_ids.iter().cloned()))
        .take();
    Ok(db.all::<Row>(&query).await?.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// What is shortest to say of an article.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Headline {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its main headline.
    pub title: String,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
}

/// The headlines of those of these articles that are published, in no order.
pub async fn headlines(db: &ReadDb, ids: &[Uuid]) -> Result<Vec<Headline>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = Query::select()
        .columns([article::Column::Id, article::Column::Slug, article::Column::Title, article::Column::PublishedAt])
        .from(article::Entity)
        .and_where(article::Column::Id.is_in(ids.iter().copied()))
        .and_where(article::Column::State.eq(PUBLISHED))
        .take();
    db.all(&query).await
}

/// How many articles are published.
pub async fn published_count(db: &ReadDb) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Counted {
        counted: i64,
    }
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("counted"))
        .from(listing::Entity)
        .and_where(Expr::col(listing::Column::Key).eq(WHOLE_SITE))
        .take();
    Ok(db.one::<Counted>(&query).await?.map_or(0, |row| row.counted.unsigned_abs()))
}

/// Reads what articles refer to, for all of them at once.
pub(super) async fn complete(db: &impl Reads, rows: Vec<article::Model>, with: With) -> Result<Vec<Stored>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let people = article_person::Entity::find()
        .filter(article_person::Column::ArticleId.is_in(ids.iter().copied()))
        .order_by_asc(article_person::Column::ArticleId)
        .order_by_asc(article_person::Column::Position);
    let tags = article_tag::Entity::find()
        .filter(article_tag::Column::ArticleId.is_in(ids.iter().copied()))
        .order_by_asc(article_tag::Column::ArticleId)
        .order_by_asc(article_tag::Column::Position);
    let mut people_of: HashMap<Uuid, Vec<(Role, Uuid)>> = HashMap::new();
    for link in db.all::<article_person::Model>(&people.into_query()).await? {
        let role = Role::parse(&link.role).ok_or_else(|| Error::broken(format!("unknown role {}", link.role)))?;
        people_of.entry(link.article_id).or_default().push((role, link.person_id));
    }
    let mut tags_of: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for link in db.all::<article_tag::Model>(&tags.into_query()).await? {
        tags_of.entry(link.article_id).or_default().push(link.tag_id);
    }
    let mut contents: HashMap<Uuid, Content> = HashMap::new();
    if with == With::Content {
        for some in rows.chunks(ALTERNATIVES) {
            let current = some.iter().map(|row| {
                Cond::all().add(revision::Column::ArticleId.eq(row.id)).add(revision::Column::Number.eq(row.revision))
            });
            let query = revision::Entity::find().filter(current.fold(Cond::any(), Cond::add));
            for revision in db.all::<revision::Model>(&query.into_query()).await? {
                contents.insert(revision.article_id, serde_json::from_str(&revision.content).map_err(Error::broken)?);
            }
        }
    }
    let mut stored = Vec::with_capacity(rows.len());
    for row in rows {
        stored.push(Stored {
            people: people_of.remove(&row.id).unwrap_or_default(),
            tags: tags_of.remove(&row.id).unwrap_or_default(),
            content: contents.remove(&row.id),
            pictures: HashMap::new(),
            row,
        });
    }
    pictures::find(db, &mut stored).await?;
    Ok(stored)
}

/// The published articles after an id, in the order of ids, for going through all of them.
pub async fn export_page(db: &ReadDb, after: Option<Uuid>, limit: u64) -> Result<Vec<Stored>> {
    let mut query = article::Entity::find().filter(article::Column::State.eq(PUBLISHED));
    if let Some(after) = after {
        query = query.filter(article::Column::Id.gt(after));
    }
    let rows = db.all(&query.order_by_asc(article::Column::Id).limit(limit).into_query()).await?;
    complete(db, rows, With::Content).await
}

/// An article found by one of its names, and whether it is published.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Found {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its state.
    pub state: String,
    /// When it was withdrawn, in milliseconds since 1970.
    pub withdrawn_at: Option<i64>,
}

/// The article with this slug.
pub async fn by_slug(db: &ReadDb, slug: &str) -> Result<Option<Found>> {
    db.one(&found(article::Column::Slug.eq(slug))).await
}

/// The article that had this slug before.
pub async fn by_former_slug(db: &ReadDb, slug: &str) -> Result<Option<Found>> {
    let subject = Query::select()
        .column(former_slug::Column::SubjectId)
        .from(former_slug::Entity)
        .and_where(former_slug::Column::Kind.eq(Kind::Article.word()))
        .and_where(former_slug::Column::Slug.eq(slug))
        .take();
    db.one(&found(article::Column::Id.in_subquery(subject))).await
}

/// The slugs that articles had before, in order; a slug that is in use again is not one of them.
pub async fn former_slugs(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    let in_use = Query::select().column(article::Column::Slug).from(article::Entity).take();
    let query = former_slug::Entity::find()
        .filter(former_slug::Column::Kind.eq(Kind::Article.word()))
        .filter(former_slug::Column::SubjectId.is_in(ids.iter().copied()))
        .filter(former_slug::Column::Slug.not_in_subquery(in_use))
        .order_by_asc(former_slug::Column::Slug);
    let mut former: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in db.all::<former_slug::Model>(&query.into_query()).await? {
        former.entry(row.subject_id).or_default().push(row.slug);
    }
    Ok(former)
}

/// Why articles were published although their source was not listed, for those that were.
pub async fn source_overrides(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<Uuid, SourceOverride>> {
    let query = source_override::Entity::find().filter(source_override::Column::ArticleId.is_in(ids.iter().copied()));
    let rows: Vec<source_override::Model> = db.all(&query.into_query()).await?;
    let said = rows.into_iter().map(|row| {
        let source_override::Model { article_id, reason, account_id: _, account_name, at } = row;
        (article_id, SourceOverride { reason, by: account_name, at_ms: at })
    });
    Ok(said.collect())
}

/// The numbers of the last revisions of articles, published or not.
pub async fn last_revisions(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    #[derive(FromQueryResult)]
    struct Last {
        article_id: Uuid,
        number: i32,
    }
    let query = Query::select()
        .column(revision::Column::ArticleId)
        .expr_as(Expr::col(revision::Column::Number).max(), Alias::new("number"))
        .from(revision::Entity)
        .and_where(revision::Column::ArticleId.is_in(ids.iter().copied()))
        .group_by_col(revision::Column::ArticleId)
        .take();
    Ok(db.all::<Last>(&query).await?.into_iter().map(|last| (last.article_id, last.number)).collect())
}

/// The article that stood at one of these addresses, the newest of several.
pub async fn by_original_url(db: &ReadDb, addresses: &[String]) -> Result<Option<Found>> {
    let mut query = found(article::Column::OriginalUrl.is_in(addresses.iter().cloned()));
    query.order_by(article::Column::PublishedAt, Order::Desc);
    db.one(&query).await
}

/// Names and state of the articles that meet a condition.
fn found(condition: impl Into<SimpleExpr>) -> SelectStatement {
    Query::select()
        .columns([article::Column::Id, article::Column::Slug, article::Column::State, article::Column::WithdrawnAt])
        .from(article::Entity)
        .and_where(condition.into())
        .take()
}

/// The things whose count of articles is not what the listing says, each by its table and slug, or its key.
pub async fn wrong_counts(db: &ReadDb) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Slug {
        slug: String,
    }
    #[derive(FromQueryResult)]
    struct Key {
        key: Uuid,
    }
    let miscounted = |table: &'static str, key: &'static str, shown: &'static str| {
        let counted = Query::select()
            .expr(Expr::cust("COUNT(*)"))
            .from(listing::Entity)
            .and_where(Expr::col((listing::Entity, listing::Column::Key)).equals((table, key)))
            .take();
        Query::select()
            .column(shown)
            .from(table)
            .and_where(Expr::col((table, "article_count")).ne(Expr::SubQuery(None, Box::new(counted.into()))))
            .take()
    };
    let mut wrong = Vec::new();
    for table in ["channel", "news_column", "source", "person", "tag"] {
        let rows: Vec<Slug> = db.all(&miscounted(table, "id", "slug")).await?;
        wrong.extend(rows.into_iter().map(|row| format!("{table} {}", row.slug)));
    }
    let rows: Vec<Key> = db.all(&miscounted("listing_count", "key", "key")).await?;
    wrong.extend(rows.into_iter().map(|row| format!("listing_count {}", row.key)));
    Ok(wrong)
}
