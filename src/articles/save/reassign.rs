//! Putting one person, tag or source in the place of another wherever published articles name it.
//!
//! Links, listing and counts are moved by a fixed number of statements, whatever the number of articles; beside that each article
//! costs its line of the change log and its share of statements that number some hundred at once.

use std::collections::HashSet;

use dibao_entity::{article, article_person, article_tag, listing};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QueryTrait};
use uuid::Uuid;

use super::super::query::{PUBLISHED, Stored, With, complete};
use crate::catalog::save::{Tree, table};
use crate::kernel::error::{Code, Error, Result};
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event, FilterValues};
use crate::store::{Reads, Tx};

/// Most published articles that are moved at once.
pub const MOST: usize = 20_000;
/// How many articles one statement is about.
const PART: usize = 200;

/// Puts `to` where published articles name `from`, each with one line of the change log, and says how many did; one that named
/// both names `to` once, where the first of them stood, and a person once for each part. What an article says is the same, so its
/// revision and its time of change are too; its place in the log is new.
///
/// Refuses more than [`MOST`]. Of channels and columns it moves nothing.
pub async fn reassign(tx: &mut Tx, kind: Kind, from: Uuid, to: Uuid) -> Result<usize> {
    let naming = naming(tx, kind, from).await?;
    if naming.len() > MOST {
        let detail = format!("More than {MOST} published articles name it, which is more than are moved at once.");
        return Err(Error::refused(Code::MergeTooLarge, detail));
    }
    let mut lines = Vec::with_capacity(naming.len());
    for part in naming.chunks(PART) {
        for stored in articles(tx, part).await? {
            let (before, after) = (values(&stored, |id| id), values(&stored, |id| if id == from { to } else { id }));
            let article::Model { id, slug, revision, .. } = stored.row;
            let seq = tx.append(Change {
                event: Event::Updated,
                kind: Kind::Article,
                id,
                slug,
                revision: Some(revision),
                before: Some(before),
                after: Some(after),
            });
            lines.push((id, seq));
        }
    }
    match kind {
        Kind::Source => name_source(tx, from, to).await?,
        Kind::Person => link(tx, "article_person", "person_id", &["role"], (from, to)).await?,
        Kind::Tag => link(tx, "article_tag", "tag_id", &[], (from, to)).await?,
        Kind::Article | Kind::Channel | Kind::Collection | Kind::Column | Kind::Site => return Ok(0),
    }
    relist(tx, kind, from, to).await?;
    number(tx, &lines).await?;
    Ok(lines.len())
}

/// The published articles that name a thing themselves, one more than can be moved at most.
async fn naming(tx: &Tx, kind: Kind, id: Uuid) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Naming {
        id: Uuid,
    }
    let named: SimpleExpr = match kind {
        Kind::Source => article::Column::SourceId.eq(id),
        Kind::Person => article::Column::Id.in_subquery(
            Query::select()
                .column(article_person::Column::ArticleId)
                .from(article_person::Entity)
                .and_where(article_person::Column::PersonId.eq(id))
                .take(),
        ),
        Kind::Tag => article::Column::Id.in_subquery(
            Query::select()
                .column(article_tag::Column::ArticleId)
                .from(article_tag::Entity)
                .and_where(article_tag::Column::TagId.eq(id))
                .take(),
        ),
        Kind::Article | Kind::Channel | Kind::Collection | Kind::Column | Kind::Site => return Ok(Vec::new()),
    };
    let query = Query::select()
        .column(article::Column::Id)
        .from(article::Entity)
        .and_where(named)
        .and_where(article::Column::State.eq(PUBLISHED))
        .order_by(article::Column::Id, Order::Asc)
        .limit(MOST as u64 + 1)
        .take();
    Ok(tx.all::<Naming>(&query).await?.into_iter().map(|row| row.id).collect())
}

/// Some articles with what they refer to, in the order of their ids.
async fn articles(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Stored>> {
    let query = article::Entity::find()
        .filter(article::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(article::Column::Id);
    complete(tx, tx.all(&query.into_query()).await?, With::Summary).await
}

/// What filters see of an article when each id is put through `now`.
fn values(stored: &Stored, now: impl Fn(Uuid) -> Uuid) -> FilterValues {
    let once = |ids: &mut dyn Iterator<Item = Uuid>| {
        let mut seen = HashSet::new();
        ids.map(&now).filter(|id| seen.insert(*id)).collect()
    };
    FilterValues {
        channel: stored.row.channel_id,
        column: stored.row.column_id,
        source: stored.row.source_id.map(&now),
        people: once(&mut stored.people.iter().map(|(_, person)| *person)),
        tags: once(&mut stored.tags.iter().copied()),
    }
}

/// Puts a source in the place of another in the rows of articles, whatever their state: it is what readers saw last of one that is
/// out of their sight.
async fn name_source(tx: &Tx, from: Uuid, to: Uuid) -> Result<()> {
    let mut update = Query::update();
    update
        .table(article::Entity)
        .value(article::Column::SourceId, to)
        .and_where(Expr::col(article::Column::SourceId).eq(from));
    tx.execute(&update).await
}

/// Puts a thing in the place of another in a table of links. Of two links of an article that would be the same, `alike` included,
/// the later one goes.
async fn link(
    tx: &Tx,
    links: &'static str,
    column: &'static str,
    alike: &[&'static str],
    (from, to): (Uuid, Uuid),
) -> Result<()> {
    let earlier = Alias::new("earlier");
    let same = |name: &'static str| Expr::col((earlier.clone(), name)).equals((links, name));
    let mut first = Query::select()
        .expr(Expr::value(1))
        .from_as(links, earlier.clone())
        .and_where(same("article_id"))
        .and_where(Expr::col((earlier.clone(), column)).is_in([from, to]))
        .and_where(Expr::col((earlier.clone(), "position")).lt(Expr::col((links, "position"))))
        .take();
    for name in alike {
        first.and_where(same(name));
    }
    let mut twice = Query::delete();
    twice.from_table(links).and_where(Expr::col((links, column)).is_in([from, to])).and_where(Expr::exists(first));
    tx.execute(&twice).await?;
    let mut update = Query::update();
    update.table(links).value(column, to).and_where(Expr::col(column).eq(from));
    tx.execute(&update).await
}

/// Lists what is listed under one thing under another, and under all that this one stands below, and counts it so.
async fn relist(tx: &Tx, kind: Kind, from: Uuid, to: Uuid) -> Result<()> {
    let (before, after) = match kind {
        Kind::Source => {
            let tree = Tree::read(tx, kind).await?;
            (tree.path(from), tree.path(to))
        }
        _ => (vec![from], vec![to]),
    };
    let left: Vec<Uuid> = before.iter().filter(|key| !after.contains(key)).copied().collect();
    let entered: Vec<Uuid> = after.iter().filter(|key| !before.contains(key)).copied().collect();
    let own = || Query::select().from(listing::Entity).and_where(Expr::col(listing::Column::Key).eq(from)).take();
    let place = [listing::Column::PublishedAt, listing::Column::ArticleId];
    let rest = [
        listing::Column::PublishedAt,
        listing::Column::ArticleId,
        listing::Column::UpdatedAt,
        listing::Column::FirstPublishedAt,
    ];
    for key in &entered {
        let mut list = Query::insert();
        list.into_table(listing::Entity)
            .columns([listing::Column::Key].into_iter().chain(rest))
            .select_from(own().expr(Expr::value(*key)).columns(rest).take())
            .map_err(Error::broken)?
            // One that named both stands there already.
            .on_conflict(
                OnConflict::columns([listing::Column::Key, listing::Column::PublishedAt, listing::Column::ArticleId])
                    .do_nothing()
                    .to_owned(),
            );
        tx.execute(&list).await?;
    }
    for key in left.iter().filter(|key| **key != from) {
        let mut unlist = Query::delete();
        unlist
            .from_table(listing::Entity)
            .and_where(Expr::col(listing::Column::Key).eq(*key))
            .and_where(Expr::tuple(place.map(Expr::col)).in_subquery(own().columns(place).take()));
        tx.execute(&unlist).await?;
    }
    let mut emptied = Query::delete();
    emptied.from_table(listing::Entity).and_where(Expr::col(listing::Column::Key).eq(from));
    tx.execute(&emptied).await?;
    count(tx, kind, left.into_iter().chain(entered).collect()).await
}

/// Counts anew what stands under some things.
async fn count(tx: &Tx, kind: Kind, ids: Vec<Uuid>) -> Result<()> {
    let counted: SelectStatement = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(listing::Entity)
        .and_where(Expr::col((listing::Entity, listing::Column::Key)).equals((table(kind), "id")))
        .take();
    let mut update = Query::update();
    update
        .table(table(kind))
        .value("article_count", Expr::SubQuery(None, Box::new(counted.into())))
        .value("updated_at", tx.now().timestamp_millis())
        .and_where(Expr::col("id").is_in(ids));
    tx.execute(&update).await
}

/// Tells each article its line of the change log.
async fn number(tx: &Tx, lines: &[(Uuid, i64)]) -> Result<()> {
    for part in lines.chunks(PART) {
        let seq = part.iter().fold(CaseStatement::new(), |seq, (id, line)| {
            seq.case(Expr::col(article::Column::Id).eq(*id), Expr::value(*line))
        });
        let mut update = Query::update();
        update
            .table(article::Entity)
            .value(article::Column::Seq, seq.finally(Expr::col(article::Column::Seq)))
            .and_where(Expr::col(article::Column::Id).is_in(part.iter().map(|(id, _)| *id)));
        tx.execute(&update).await?;
    }
    Ok(())
}
