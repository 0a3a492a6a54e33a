//! Reading what is to be published.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::cursor::{Binding, TimeAndId};
use crate::kernel::error::Result;
use crate::newsroom::status::Due;
use crate::page_view;
use crate::state::State;
use crate::store::keyset::Page;
use crate::web::page::{self, TOTAL_CAP, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask, fields::Fields};

/// An article that is to be published.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScheduledArticle {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The main headline of its latest revision.
    #[schema(example = "清河大桥建成通车")]
    pub title: String,
    /// When it is to be published.
    pub scheduled: Due,
}

page_view! {
    /// A page of what is to be published.
    SchedulePage of ScheduledArticle
}

/// List what is scheduled
///
/// What is to be published, earliest first. What fell due and could not be published stays here with the reason, until it is
/// scheduled anew, published, changed or cancelled.
#[utoipa::path(tag = "newsroom", security(("account" = ["read_drafts"])), params(Paging), responses(
    (status = 200, description = "A page of what is scheduled.", body = SchedulePage),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/schedule")]
pub async fn list_schedule(
    _by: May<grant::ReadDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let binding = Binding::of("schedule");
    let (keyset, wants_total) = ask.query(|query| (page::keyset(query, binding), query.truth("total")))?;
    let rows = query::page(gate.db(), &keyset).await?;
    let page = keyset.page(rows, binding, |row| TimeAndId { at_ms: row.due_at, id: row.article_id });
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db(), TOTAL_CAP.unsigned_abs()).await?)),
        false => None,
    };
    let links = page::links(&ask, &page);
    let Page { rows, next, prev } = page;
    let titles = query::titles(gate.db(), &rows).await?;
    let items = rows
        .into_iter()
        .map(|row| ScheduledArticle {
            id: row.article_id.to_string(),
            title: titles.get(&row.article_id).cloned().unwrap_or_default(),
            scheduled: Due::of(&state, row),
        })
        .collect();
    let view = SchedulePage::new(items, next, prev, total);
    Answer::json(&view, &Fields::default())?.cached("private, no-cache").linked(links).send(&ask)
}
