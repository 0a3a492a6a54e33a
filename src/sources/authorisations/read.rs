//! Reading what lists say of a source.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::super::query;
use super::super::read::SourcePath;
use super::view::SourceAuthorisations;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::Result;
use crate::reference::edit;
use crate::web::Ask;

/// Get what lists say of a source
///
/// By slug or id: all periods of all lists. The `ETag` is that of the source, which changes take in `If-Match`.
#[utoipa::path(tag = "reference", params(SourcePath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "What lists say of it.", body = SourceAuthorisations),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/sources/{source}/authorisations")]
pub async fn get_source_authorisations(
    _by: May<grant::EditReference>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let source = query::found(gate.db(), &ask.segment("source")?).await?;
    edit::versioned(&source, &SourceAuthorisations::from(&source))?.send(&ask)
}
