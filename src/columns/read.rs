//! Reading columns.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::editorial::EditorialColumn;
use super::query::EditedColumn;
use super::view::{ColumnPage, ColumnView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::catalog::Column;
use crate::kernel::error::{Code, Result};
use crate::reference::{self, Listed, edit};
use crate::state::State;
use crate::web::Ask;
use crate::web::forms::NameOrId;
use crate::web::params::{Paging, Shaping};

/// Which column.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct ColumnPath {
    /// The column's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "zou-du-qing-he")]
    column: String,
}

/// Which columns.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ColumnFilter {
    /// Only columns that go on (`open`) or that have ended (`closed`).
    #[param(value_type = Option<super::view::ColumnStatus>, example = "open")]
    status: Option<String>,
}

/// List columns
///
/// The running series of the site, in the order of their slugs, each with its opening note and the span of its articles.
#[utoipa::path(tag = "columns", params(ColumnFilter, Paging, Shaping), responses(
    (status = 200, description = "A page of columns.", body = ColumnPage),
))]
#[get("/columns")]
pub async fn list_columns(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let asked = ask.query(|query| {
        let is_open = query.word("status", &[("open", true), ("closed", false)]);
        Listed::take(query, &state, "ColumnView", is_open, &format!("columns;open={is_open:?}"))
    })?;
    let keep = |column: &Column| asked.filter.is_none_or(|is_open| column.is_open == is_open);
    reference::list(
        &state,
        &ask,
        &asked,
        |catalog| &catalog.columns,
        keep,
        |_, page, total| {
            let items = page.rows.into_iter().map(|column| ColumnView::of(&state, column)).collect();
            ColumnPage::new(items, page.next, page.prev, total)
        },
    )
    .await
}

/// Get one column
///
/// A column with its opening note, by slug or id.
#[utoipa::path(tag = "columns", params(ColumnPath, Shaping), responses(
    (status = 200, description = "The column.", body = ColumnView),
    (status = 404, description = "`column_not_found`: nothing has this slug or id."),
))]
#[get("/columns/{column}")]
pub async fn get_column(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let which = ("column", "ColumnView", Code::ColumnNotFound);
    reference::get(&state, &ask, which, |catalog| &catalog.columns, |_, column| ColumnView::of(&state, column)).await
}

/// Get one column as its editors have it
///
/// By slug or id, with the slugs that it had before. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "reference", params(ColumnPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "The column.", body = EditorialColumn),
    (status = 404, description = "`column_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/columns/{column}")]
pub async fn get_editorial_column(
    _by: May<grant::EditReference>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let kept = edit::get::<EditedColumn>(gate.db(), &ask.segment("column")?).await?;
    edit::versioned(&kept.thing, &EditorialColumn::of(&state, &kept))?.send(&ask)
}
