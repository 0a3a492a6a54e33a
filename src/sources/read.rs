//! Reading sources.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::editorial::EditorialSource;
use super::place;
use super::view::{SourcePage, SourceView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::catalog::Source;
use crate::kernel::error::{Code, FieldCode, Result};
use crate::reference::{self, Listed, edit};
use crate::state::State;
use crate::web::Ask;
use crate::web::forms::NameOrId;
use crate::web::params::{Paging, Shaping};
use crate::web::query::shown;

/// Which source.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct SourcePath {
    /// The source's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "yun-xi-ri-bao")]
    source: String,
}

/// Which sources.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct SourceFilter {
    /// Only the editions of this medium, named by slug or id; `none` for media only.
    #[param(value_type = Option<NameOrId>, example = "yun-xi-ri-bao")]
    parent: Option<String>,
}

/// List sources
///
/// All media and their editions, in the order of their slugs, each with the number of its articles.
#[utoipa::path(tag = "sources", params(SourceFilter, Paging, Shaping), responses(
    (status = 200, description = "A page of sources.", body = SourcePage),
))]
#[get("/sources")]
pub async fn list_sources(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let asked = state.consistent(async |catalog| {
        ask.query(|query| {
            let parent = query.text("parent").and_then(|name| match name {
                "none" => Some(None),
                name => {
                    let found = catalog.sources.find(name).map(|source| Some(source.name.id));
                    if found.is_none() {
                        query.refuse(
                            "parent",
                            FieldCode::NotFound,
                            format!("No source has the slug or id `{}`.", shown(name)),
                        );
                    }
                    found
                }
            });
            Listed::take(query, &state, "SourceView", parent, &format!("sources;parent={parent:?}"))
        })
    });
    let asked = asked.await?;
    let keep = |source: &Source| asked.filter.is_none_or(|parent| source.parent == parent);
    reference::list(
        &state,
        &ask,
        &asked,
        |catalog| &catalog.sources,
        keep,
        |catalog, page, total| {
            let items = page.rows.into_iter().map(|source| SourceView::of(catalog, source)).collect();
            SourcePage::new(items, page.next, page.prev, total)
        },
    )
    .await
}

/// Get one source
///
/// A medium or an edition by its slug or id. A slug that it had before goes on answering.
#[utoipa::path(tag = "sources", params(SourcePath, Shaping), responses(
    (status = 200, description = "The source.", body = SourceView),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
))]
#[get("/sources/{source}")]
pub async fn get_source(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let which = ("source", "SourceView", Code::SourceNotFound);
    reference::get(&state, &ask, which, |catalog| &catalog.sources, SourceView::of).await
}

/// Get one source as its editors have it
///
/// By slug or id, with the slugs that it had before, its other names and what lists say of it. Its `ETag` is what changes take in
/// `If-Match`.
#[utoipa::path(tag = "reference", params(SourcePath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "The source.", body = EditorialSource),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/sources/{source}")]
pub async fn get_editorial_source(
    _by: May<grant::EditReference>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let kept = place::get(gate.db(), &ask.segment("source")?).await?;
    edit::versioned(&kept.thing, &EditorialSource::of(&state, &kept))?.send(&ask)
}
