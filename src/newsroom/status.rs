//! How far an article is, as the newsroom is told after each step.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::draft::Draft;
use super::publication::query::{self as schedule, Scheduled};
use super::{Stage, query};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::state::State;
use crate::store::Primary;

/// How far an article is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleStatus {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The main headline of the latest revision.
    #[schema(example = "清河大桥建成通车")]
    pub title: String,
    /// What it is to readers: `draft`, `published`, `unpublished` or `withdrawn`.
    #[schema(example = "published")]
    pub state: String,
    /// How far the latest revision is.
    #[schema(example = "published")]
    pub stage: Stage,
    /// How many levels of review have approved the latest revision.
    #[schema(minimum = 0, maximum = 3, example = 3)]
    pub level: i32,
    /// How many levels this site asks for.
    #[schema(minimum = 0, maximum = 3, example = 3)]
    pub levels: u32,
    /// The number of the latest revision.
    #[schema(minimum = 1, example = 2)]
    pub revision: i32,
    /// The number of the revision that readers see, or saw last; null before it is published.
    #[schema(minimum = 1, example = 2)]
    pub published_revision: Option<i32>,
    /// The slug that readers know; null before it is published.
    #[schema(example = "qing-he-da-qiao-jian-cheng-tong-che")]
    pub slug: Option<String>,
    /// When it is to be published; null where it is not scheduled.
    pub scheduled: Option<Due>,
    /// Goes up with every change; the `ETag` is made of it.
    #[schema(minimum = 1, example = 6)]
    pub version: i64,
    /// The line of the change log that brought what readers see, for `min_seq`; null before it is published.
    #[schema(minimum = 1, example = 42)]
    pub seq: Option<i64>,
}

/// When a revision is to be published.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ScheduledPublication)]
pub struct Due {
    /// When it is to be published.
    #[schema(format = "date-time", example = "2026-03-16T06:00:00+08:00")]
    pub at: String,
    /// The number of the revision.
    #[schema(minimum = 1, example = 2)]
    pub revision: i32,
    /// Who said so.
    #[schema(example = "李总编")]
    pub by: String,
    /// When they said so.
    #[schema(format = "date-time", example = "2026-03-15T20:00:00+08:00")]
    pub scheduled_at: String,
    /// When it fell due and could not be published; null otherwise. It is not tried again.
    #[schema(format = "date-time", example = json!(null))]
    pub failed_at: Option<String>,
    /// Why it could not be published: the code of a problem and its detail.
    #[schema(example = json!(null))]
    pub failure: Option<String>,
}

impl Due {
    /// As the newsroom sees it.
    #[must_use]
    pub fn of(state: &State, row: Scheduled) -> Self {
        let Scheduled {
            article_id: _,
            revision,
            due_at,
            account_id: _,
            account_name,
            created_at,
            failed_at,
            failure,
            slug: _,
            external_id: _,
        } = row;
        Self {
            at: state.time(due_at),
            revision,
            by: account_name,
            scheduled_at: state.time(created_at),
            failed_at: failed_at.map(|at| state.time(at)),
            failure,
        }
    }
}

impl ArticleStatus {
    /// How far an article is after a change by somebody; read from where writes go, so that it is never behind them.
    pub async fn after_change(state: &State, db: &Primary, id: Uuid, by: &Actor) -> Result<Self> {
        let read = db.transaction(async |tx| {
            let draft = query::draft(tx, id).await?.ok_or_else(|| Draft::missing(id))?.seen_by(by)?;
            let (row, seq) = (schedule::of_article(tx, id).await?, schedule::seq(tx, id).await?);
            Ok((draft, row, seq))
        });
        let (draft, row, seq) = read.await?;
        state.catch_up().await?;
        let Draft {
            article, state: standing, slug, published_revision, revision, version, stage, level, title, ..
        } = draft;
        Ok(Self {
            id: article.to_string(),
            title,
            state: standing,
            stage,
            level,
            levels: state.settings.review.levels,
            revision,
            published_revision: Some(published_revision).filter(|number| *number > 0),
            slug,
            scheduled: row.map(|row| Due::of(state, row)),
            version,
            seq: Some(seq).filter(|seq| *seq > 0),
        })
    }
}
