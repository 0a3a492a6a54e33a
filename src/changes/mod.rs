//! The change log as readers follow it.

use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use dibao_entity::change;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::state::State;
use crate::store::change_log::{self, FilterValues, Lines};
use crate::web::fields::Fields;
use crate::web::params::MAX_SEQ;
use crate::web::{Answer, Ask};

/// Most lines at once.
const MAX_LIMIT: i64 = 1_000;
/// Longest wait for a line, in seconds.
const MAX_WAIT_S: i64 = 30;

/// Which lines.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ChangesAfter {
    /// Only lines after this one: `next_after` of the answer before, or 0 to begin with the first.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64, default = 0, example = 0)]
    after: Option<i64>,
    /// How many lines at most.
    #[param(minimum = 1, maximum = 1000, default = 100, example = 100)]
    limit: Option<i64>,
    /// How many seconds to wait for a line where there is none yet.
    #[param(minimum = 0, maximum = 30, default = 0, example = 0)]
    wait: Option<i64>,
    /// Only lines about these kinds, separated by commas.
    #[param(value_type = Option<Vec<Kind>>, example = "article")]
    kind: Option<String>,
}

/// Some lines of the change log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeList {
    /// The lines, oldest first.
    pub items: Vec<ChangeView>,
    /// What to give as `after` next: the last line looked at, whether or not its kind was asked for.
    #[schema(minimum = 0, example = 142)]
    pub next_after: i64,
    /// Whether there are more lines right now.
    #[schema(example = false)]
    pub has_more: bool,
}

/// One line of the change log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// Its number: from 1, rising, without gaps over all kinds.
    #[schema(minimum = 1, example = 42)]
    pub seq: i64,
    /// When it was written.
    #[schema(format = "date-time", example = "2026-03-15T09:30:00.125+08:00")]
    pub at: String,
    /// What happened to what, such as `article.published`, `article.updated`, `article.corrected`, `article.unpublished` (it may come
    /// back), `article.withdrawn` (for good), `column.created`, `column.updated`, `column.deleted`.
    #[serde(rename = "type")]
    #[schema(example = "article.published")]
    pub event: String,
    /// What it happened to.
    pub subject: ChangeSubject,
    /// The revision that the article has now; null for other subjects.
    #[schema(example = 1)]
    pub revision: Option<i32>,
    /// What filters saw before; null where there was nothing to see.
    pub before: Option<ChangeValues>,
    /// What filters see afterwards; null where there is nothing to see.
    pub after: Option<ChangeValues>,
}

/// What a change happened to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeSubject {
    /// What kind of thing it is.
    #[schema(example = "article")]
    pub kind: Kind,
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug at the time.
    #[schema(example = "qing-he-xin-qiao-tong-che")]
    pub slug: String,
}

/// The values that list filters look at, as ids.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeValues {
    /// The channel.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub channel: Option<String>,
    /// The column.
    #[schema(format = "uuid", example = json!(null))]
    pub column: Option<String>,
    /// The edition, or the medium.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub source: Option<String>,
    /// The people.
    #[schema(example = json!(["0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"]))]
    pub people: Vec<String>,
    /// The tags.
    #[schema(example = json!(["0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"]))]
    pub tags: Vec<String>,
}

/// List changes
///
/// Everything that readers can notice, in the order in which it happened. Who has read up to a line has missed none before
/// it. With `wait` the answer comes as soon as there is a line, or empty when the time is over. Answers 503 `state_behind` where
/// the log does not reach `after`: this instance is behind, or its database was restored from an older copy.
#[utoipa::path(tag = "changes", params(ChangesAfter), responses(
    (status = 200, description = "The lines after `after`.", body = ChangeList),
    (status = 503, description = "`state_behind`: the log does not reach `after`. `unavailable`: the database cannot be reached."),
))]
#[get("/changes")]
pub async fn list_changes(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let kinds = Kind::ALL.map(|kind| (kind.word(), kind));
    let (after, limit, wait_s, kinds) = ask.query(|query| {
        (
            query.number("after", 0..=MAX_SEQ).unwrap_or(0),
            query.number("limit", 1..=MAX_LIMIT).unwrap_or(100),
            query.number("wait", 0..=MAX_WAIT_S).unwrap_or(0),
            query.words("kind", &kinds),
        )
    })?;
    state.at_least(Some(after)).await?;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(wait_s.unsigned_abs());
    let limit = usize::try_from(limit).unwrap_or(1);
    let mut looked_at = after;
    loop {
        let Lines { lines, next_after, has_more } = change_log::page(&state.read, looked_at, &kinds, limit).await?;
        let remaining = deadline.saturating_duration_since(tokio::time::Instant::now());
        if lines.is_empty() && !remaining.is_zero() && !state.is_closing() {
            looked_at = next_after;
            state.reached(looked_at.saturating_add(1), remaining).await;
            continue;
        }
        let items = lines.into_iter().map(|line| view(&state, line)).collect::<Result<Vec<_>>>()?;
        let list = ChangeList { items, next_after, has_more };
        return Answer::json(&list, &Fields::default())?.cached("no-cache").send(&ask);
    }
}

/// A line as readers see it.
fn view(state: &State, line: change::Model) -> Result<ChangeView> {
    let change::Model { seq, at, r#type, kind, subject_id, slug, revision, before, after } = line;
    let ids = |ids: Vec<Uuid>| ids.into_iter().map(|id| id.to_string()).collect();
    let values = |stored: Option<String>| {
        Ok::<_, crate::kernel::error::Error>(change_log::filter_values(stored.as_deref())?.map(
            |FilterValues { channel, column, source, people, tags }| ChangeValues {
                channel: channel.map(|id| id.to_string()),
                column: column.map(|id| id.to_string()),
                source: source.map(|id| id.to_string()),
                people: ids(people),
                tags: ids(tags),
            },
        ))
    };
    let kind = Kind::parse(&kind)
        .ok_or_else(|| crate::kernel::error::Error::broken(format!("unknown kind {kind} in the change log")))?;
    Ok(ChangeView {
        seq,
        at: state.time(at),
        event: r#type,
        subject: ChangeSubject { kind, id: subject_id.to_string(), slug },
        revision,
        before: values(before)?,
        after: values(after)?,
    })
}
