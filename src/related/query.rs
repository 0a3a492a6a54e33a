//! What editors chose beside an article.

use std::collections::HashSet;

use dibao_entity::{article, related_choice};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryTrait};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::articles::headlines;
use crate::kernel::error::Result;
use crate::store::{ReadDb, Reads};

/// What editors chose beside an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What comes first, in this order.
    pub pins: Vec<Uuid>,
    /// What never appears.
    pub bans: Vec<Uuid>,
}

impl Choices {
    /// A number that other choices do not have: their entity tag.
    #[must_use]
    pub fn tag(&self) -> i64 {
        let mut hash = Sha256::new();
        for ids in [&self.pins, &self.bans] {
            ids.iter().for_each(|id| hash.update(id.as_bytes()));
            // No id: the nil UUID is nobody's, and parts the two lists.
            hash.update(Uuid::nil().as_bytes());
        }
        // 53 bits, so that it is the same number wherever JSON is read.
        hash.finalize().iter().take(7).fold(0, |tag, byte| tag << 8 | i64::from(*byte)) >> 3
    }
}

/// All choices of which both articles are published, by the article beside which they are shown: those after one, of so
/// many articles at most.
pub async fn carried(db: &ReadDb, after: Option<Uuid>, limit: u64) -> Result<Vec<(Uuid, Choices)>> {
    #[derive(FromQueryResult)]
    struct Beside {
        article_id: Uuid,
    }
    let published = || {
        let state = article::Column::State.eq("published");
        Query::select().column(article::Column::Id).from(article::Entity).and_where(state).take()
    };
    let mut beside = Query::select()
        .distinct()
        .column(related_choice::Column::ArticleId)
        .from(related_choice::Entity)
        .and_where(related_choice::Column::ArticleId.in_subquery(published()))
        .and_where(related_choice::Column::RelatedId.in_subquery(published()))
        .order_by(related_choice::Column::ArticleId, Order::Asc)
        .limit(limit)
        .take();
    if let Some(after) = after {
        beside.and_where(related_choice::Column::ArticleId.gt(after));
    }
    let mut found = Vec::new();
    for Beside { article_id } in db.all::<Beside>(&beside).await? {
        let mut choices = choices(db, article_id).await?;
        let ids: Vec<Uuid> = choices.pins.iter().chain(&choices.bans).copied().collect();
        let shown: HashSet<Uuid> = headlines(db, &ids).await?.into_iter().map(|one| one.id).collect();
        choices.pins.retain(|id| shown.contains(id));
        choices.bans.retain(|id| shown.contains(id));
        found.push((article_id, choices));
    }
    Ok(found)
}

/// Those of some articles beside which editors chose something.
pub async fn with_choices(db: &impl Reads, articles: &[Uuid]) -> Result<HashSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Beside {
        article_id: Uuid,
    }
    let mut beside = Query::select();
    beside.distinct().column(related_choice::Column::ArticleId).from(related_choice::Entity);
    beside.and_where(related_choice::Column::ArticleId.is_in(articles.iter().copied()));
    Ok(db.all::<Beside>(&beside).await?.into_iter().map(|beside| beside.article_id).collect())
}

/// The choices for an article.
pub async fn choices(db: &impl Reads, article: Uuid) -> Result<Choices> {
    let query = related_choice::Entity::find().filter(related_choice::Column::ArticleId.eq(article));
    let mut rows: Vec<related_choice::Model> = db.all(&query.into_query()).await?;
    rows.sort_unstable_by_key(|row| (row.position, row.related_id));
    let mut choices = Choices::default();
    for related_choice::Model { article_id: _, related_id, position } in rows {
        match position {
            Some(_) => choices.pins.push(related_id),
            None => choices.bans.push(related_id),
        }
    }
    Ok(choices)
}
