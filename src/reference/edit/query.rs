//! Finding a thing for its editors, and what has the names and slugs that they want.

use std::collections::HashMap;

use dibao_entity::{former_id, former_slug};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QueryTrait, Value};
use uuid::Uuid;

use super::thing::Edited;
use crate::catalog::save::{same, table};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::Reads;
use crate::web::Ask;
use crate::web::ask::parse_id;

/// How many ids one statement asks for.
const IDS: usize = 500;
/// How many ids one part of a statement looks for in revisions.
const NAMED_AT_ONCE: usize = 100;

/// Columns of a table and what stands in them.
pub type Values = Vec<(&'static str, Value)>;

/// What can be read from a table.
pub trait Row: FromQueryResult + Send + Sync {}

impl<T: FromQueryResult + Send + Sync> Row for T {}

/// The thing of a slug, a former slug or an id, or the one that the thing of that id has become part of; refused where there is
/// none.
pub async fn found<T: Edited>(db: &impl Reads, name: &str) -> Result<T> {
    find(db, name).await?.ok_or_else(|| Ask::missing(T::MISSING, name))
}

/// The same, or none.
pub async fn find<T: Edited>(db: &impl Reads, name: &str) -> Result<Option<T>> {
    let (present, former) = match parse_id(name) {
        Some(id) => {
            let former = former_id::Entity::find()
                .filter(former_id::Column::Kind.eq(T::KIND.word()))
                .filter(former_id::Column::Id.eq(id));
            let former: Option<former_id::Model> = db.one(&former.into_query()).await?;
            (Expr::col("id").eq(id), former.map(|former| former.subject_id))
        }
        None => {
            let former = former_slug::Entity::find()
                .filter(former_slug::Column::Kind.eq(T::KIND.word()))
                .filter(former_slug::Column::Slug.eq(name));
            let former: Option<former_slug::Model> = db.one(&former.into_query()).await?;
            (Expr::col("slug").eq(name), former.map(|former| former.subject_id))
        }
    };
    if let Some(thing) = one(db, present).await? {
        return Ok(Some(thing));
    }
    match former {
        Some(id) => one(db, Expr::col("id").eq(id)).await,
        None => Ok(None),
    }
}

/// The one thing for which a condition holds.
async fn one<T: Edited>(db: &impl Reads, condition: SimpleExpr) -> Result<Option<T>> {
    let query = Query::select().column(Asterisk).from(table(T::KIND)).and_where(condition).take();
    Ok(db.one::<T::Row>(&query).await?.map(T::of_row))
}

/// The slugs that a thing had before, in order.
pub(super) async fn former_slugs(db: &impl Reads, kind: Kind, id: Uuid, present: &str) -> Result<Vec<String>> {
    let query = former_slug::Entity::find()
        .filter(former_slug::Column::SubjectId.eq(id))
        .filter(former_slug::Column::Kind.eq(kind.word()))
        .filter(former_slug::Column::Slug.ne(present))
        .order_by_asc(former_slug::Column::Slug);
    let rows: Vec<former_slug::Model> = db.all(&query.into_query()).await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

/// The ids of what has become part of a thing.
async fn former_ids(db: &impl Reads, kind: Kind, id: Uuid) -> Result<Vec<Uuid>> {
    let query = former_id::Entity::find()
        .filter(former_id::Column::SubjectId.eq(id))
        .filter(former_id::Column::Kind.eq(kind.word()));
    let rows: Vec<former_id::Model> = db.all(&query.into_query()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What those of some ids lead to whose things have become part of others.
pub async fn led(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<(Kind, Uuid), Uuid>> {
    let mut led = HashMap::new();
    for part in ids.chunks(IDS) {
        let query = former_id::Entity::find().filter(former_id::Column::Id.is_in(part.iter().copied()));
        for row in db.all::<former_id::Model>(&query.into_query()).await? {
            led.extend(Kind::parse(&row.kind).map(|kind| ((kind, row.id), row.subject_id)));
        }
    }
    Ok(led)
}

/// Something that has a name or slug that is wanted.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Holder {
    /// Its id.
    pub(super) id: Uuid,
    /// Its slug.
    pub(super) slug: String,
    /// Its name.
    pub(super) name: String,
}

/// What a statement about holders begins with.
fn holders(kind: Kind) -> SelectStatement {
    Query::select().columns(["id", "slug", "name"]).from(table(kind)).take()
}

/// Another thing of the same name, however it is written, within what makes names distinct.
pub(super) async fn namesake<T: Edited>(db: &impl Reads, thing: &T) -> Result<Option<Holder>> {
    let head = thing.head();
    let mut query = holders(T::KIND);
    query
        .and_where(Expr::col("name_key").eq(name::key(T::KIND, &head.name)))
        .and_where(Expr::col("id").ne(head.id))
        .order_by("id", Order::Asc)
        .limit(1);
    thing.within().into_iter().map(same).for_each(|within| {
        query.and_where(within);
    });
    db.one(&query).await
}

/// Another thing that has or had a slug.
pub(super) async fn holder(db: &impl Reads, kind: Kind, slug: &str, except: Uuid) -> Result<Option<Holder>> {
    let mut present = holders(kind);
    present.and_where(Expr::col("slug").eq(slug)).and_where(Expr::col("id").ne(except));
    if let Some(holder) = db.one(&present).await? {
        return Ok(Some(holder));
    }
    let had = Query::select()
        .column(former_slug::Column::SubjectId)
        .from(former_slug::Entity)
        .and_where(former_slug::Column::Kind.eq(kind.word()))
        .and_where(former_slug::Column::Slug.eq(slug))
        .take();
    let mut former = holders(kind);
    former.and_where(Expr::col("id").in_subquery(had)).and_where(Expr::col("id").ne(except));
    db.one(&former).await
}

/// Most examples of what uses a thing.
const EXAMPLES: u64 = 5;

/// What uses a thing.
#[derive(Clone, Debug)]
pub(super) struct Used {
    /// Things of this kind do.
    pub(super) kind: Kind,
    /// How many.
    pub(super) count: i64,
    /// Some of them.
    pub(super) examples: Vec<Example>,
}

/// One that uses a thing.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Example {
    /// Its id.
    pub(super) id: Uuid,
    /// Its name or title.
    pub(super) name: String,
}

/// The tables and columns by which articles name things of a kind.
const fn links(kind: Kind) -> &'static [(&'static str, &'static str, &'static str)] {
    match kind {
        Kind::Channel => &[("article", "id", "channel_id"), ("draft", "article_id", "channel_id")],
        Kind::Column => &[("article", "id", "column_id"), ("draft", "article_id", "column_id")],
        Kind::Source => &[("article", "id", "source_id"), ("draft", "article_id", "source_id")],
        Kind::Person => &[("article_person", "article_id", "person_id")],
        Kind::Tag => &[("article_tag", "article_id", "tag_id")],
        Kind::Article | Kind::Collection | Kind::Media | Kind::Site => &[],
    }
}

/// What uses a thing: articles in whatever state, by what readers see or saw of them or by their latest revision, and what stands
/// below it.
pub(super) async fn uses(db: &impl Reads, kind: Kind, id: Uuid) -> Result<Vec<Used>> {
    let mut naming = links(kind).iter().map(|(table, article, column)| {
        Query::select().expr_as(Expr::col(*article), "id").from(*table).and_where(Expr::col(*column).eq(id)).take()
    });
    let mut articles = naming.next().unwrap_or_else(|| latest_naming(&[id]));
    naming.for_each(|other| {
        articles.union(UnionType::Distinct, other);
    });
    if matches!(kind, Kind::Person | Kind::Tag) {
        // A draft's people and tags stand in its revision alone, by the ids that they had when it was written.
        let mut ids = former_ids(db, kind, id).await?;
        ids.push(id);
        for ids in ids.chunks(NAMED_AT_ONCE) {
            articles.union(UnionType::Distinct, latest_naming(ids));
        }
    }
    let mut found = vec![used(db, Kind::Article, "title", Expr::col("id").in_subquery(articles)).await?];
    if matches!(kind, Kind::Channel | Kind::Source) {
        found.push(used(db, kind, "name", Expr::col("parent_id").eq(id)).await?);
    }
    found.retain(|used| used.count > 0);
    Ok(found)
}

/// The articles of the newsroom whose latest revision names one of some ids.
fn latest_naming(ids: &[Uuid]) -> SelectStatement {
    let naming = ids.iter().map(|id| Expr::col(("revision", "fields")).like(format!("%\"{id}\"%")));
    let naming = naming.reduce(ExprTrait::or).unwrap_or_else(|| Expr::value(false));
    let same = |of_draft: &'static str, of_revision: &'static str| {
        Expr::col(("draft", of_draft)).equals(("revision", of_revision))
    };
    Query::select()
        .expr_as(Expr::col(("draft", "article_id")), "id")
        .from("draft")
        .inner_join("revision", same("article_id", "article_id").and(same("revision", "number")))
        .and_where(naming)
        .take()
}

/// How many things of a kind there are for which a condition holds, and some of them.
async fn used(db: &impl Reads, kind: Kind, name: &'static str, condition: SimpleExpr) -> Result<Used> {
    #[derive(FromQueryResult)]
    struct Counted {
        count: i64,
    }
    let counted =
        Query::select().expr_as(Expr::cust("*").count(), "count").from(table(kind)).and_where(condition.clone()).take();
    let count = db.one::<Counted>(&counted).await?.map_or(0, |row| row.count);
    let examples = Query::select()
        .column("id")
        .expr_as(Expr::col(name), "name")
        .from(table(kind))
        .and_where(condition)
        .order_by("id", Order::Asc)
        .limit(EXAMPLES)
        .take();
    let examples = if count > 0 { db.all(&examples).await? } else { Vec::new() };
    Ok(Used { kind, count, examples })
}

/// Those of some things of a kind that are not there any more.
pub async fn absent(db: &impl Reads, kind: Kind, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Present {
        id: Uuid,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query =
        Query::select().column("id").from(table(kind)).and_where(Expr::col("id").is_in(ids.iter().copied())).take();
    let present: Vec<Uuid> = db.all::<Present>(&query).await?.into_iter().map(|row| row.id).collect();
    Ok(ids.iter().copied().filter(|id| !present.contains(id)).collect())
}
