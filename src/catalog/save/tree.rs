//! Trees of channels and of sources: what stands below what, and moving a thing with its articles.

use std::collections::HashMap;

use dibao_entity::listing;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::table;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::limits;
use crate::store::{Reads, Tx};

/// How many levels a tree has at most.
pub const MAX_DEPTH: usize = limits::CHANNEL_LEVELS;

/// What stands below what, of one kind.
#[derive(Clone, Debug)]
pub struct Tree {
    kind: Kind,
    parents: HashMap<Uuid, Option<Uuid>>,
}

impl Tree {
    /// Reads it whole: of what stands in trees there is little.
    pub async fn read(tx: &Tx, kind: Kind) -> Result<Self> {
        #[derive(FromQueryResult)]
        struct Node {
            id: Uuid,
            parent_id: Option<Uuid>,
        }
        let query = Query::select().columns(["id", "parent_id"]).from(table(kind)).take();
        let nodes: Vec<Node> = tx.all(&query).await?;
        Ok(Self { kind, parents: nodes.into_iter().map(|node| (node.id, node.parent_id)).collect() })
    }

    /// A thing and what it stands below, the outermost last.
    #[must_use]
    pub fn path(&self, id: Uuid) -> Vec<Uuid> {
        let mut path = Vec::new();
        let mut at = Some(id);
        while let Some(id) = at.filter(|id| !path.contains(id)) {
            path.push(id);
            at = self.parents.get(&id).copied().flatten();
        }
        path
    }

    /// How many levels a thing has with what stands below it; 1 where nothing does.
    #[must_use]
    pub fn height(&self, id: Uuid) -> usize {
        let heights = self.parents.keys().filter_map(|below| self.path(*below).iter().position(|above| *above == id));
        heights.max().unwrap_or(0) + 1
    }

    /// What a thing stands below.
    fn above(&self, id: Option<Uuid>) -> Vec<Uuid> {
        id.map(|id| self.path(id)).unwrap_or_default()
    }
}

/// Lists the articles of a thing, and of all below it, under what it is to stand below and no more under what it stands below,
/// and counts them so. That is some statements for each level, whatever the number of articles. The thing's own row is the
/// caller's to change.
pub async fn relist(tx: &Tx, tree: &Tree, id: Uuid, to: Option<Uuid>) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Counted {
        article_count: i64,
    }
    let from = tree.parents.get(&id).copied().flatten();
    if from == to {
        return Ok(());
    }
    let (before, after) = (tree.above(from), tree.above(to));
    let counted =
        Query::select().column("article_count").from(table(tree.kind)).and_where(Expr::col("id").eq(id)).take();
    let articles = tx.one::<Counted>(&counted).await?.map_or(0, |row| row.article_count);
    let place = [listing::Column::PublishedAt, listing::Column::ArticleId];
    let own = || Query::select().from(listing::Entity).and_where(Expr::col(listing::Column::Key).eq(id)).take();
    for key in before.iter().filter(|key| !after.contains(key)) {
        let mut unlist = Query::delete();
        unlist
            .from_table(listing::Entity)
            .and_where(Expr::col(listing::Column::Key).eq(*key))
            .and_where(Expr::tuple(place.map(Expr::col)).in_subquery(own().columns(place).take()));
        tx.execute(&unlist).await?;
        count(tx, tree.kind, *key, -articles).await?;
    }
    for key in after.iter().filter(|key| !before.contains(key)) {
        let rest = [
            listing::Column::PublishedAt,
            listing::Column::ArticleId,
            listing::Column::UpdatedAt,
            listing::Column::FirstPublishedAt,
        ];
        let mut list = Query::insert();
        list.into_table(listing::Entity)
            .columns([listing::Column::Key].into_iter().chain(rest))
            .select_from(own().expr(Expr::value(*key)).columns(rest).take())
            .map_err(crate::kernel::error::Error::broken)?;
        tx.execute(&list).await?;
        count(tx, tree.kind, *key, articles).await?;
    }
    Ok(())
}

/// Counts articles in or out of a thing; what stands below it is another now in any case.
async fn count(tx: &Tx, kind: Kind, id: Uuid, by: i64) -> Result<()> {
    let mut update = Query::update();
    update
        .table(table(kind))
        .value("article_count", Expr::col("article_count").add(by))
        .value("updated_at", tx.now().timestamp_millis())
        .and_where(Expr::col("id").eq(id));
    tx.execute(&update).await
}
