//! Reading tags.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::editorial::EditorialTag;
use super::query::EditedTag;
use super::view::{TagPage, TagView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::catalog::Tag;
use crate::kernel::error::{Code, Result};
use crate::reference::{self, Listed, edit};
use crate::state::State;
use crate::web::Ask;
use crate::web::forms::{NameOrId, SchemeName};
use crate::web::params::{Paging, Shaping};

/// Which tag.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct TagPath {
    /// The tag's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "fang-xun")]
    tag: String,
}

/// Which tags.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct TagFilter {
    /// Only tags of this vocabulary, such as `keyword` or `medtop`.
    #[param(value_type = Option<SchemeName>, example = "keyword")]
    scheme: Option<String>,
}

/// List tags
///
/// Keywords and coded subjects, in the order of their slugs.
#[utoipa::path(tag = "tags", params(TagFilter, Paging, Shaping), responses(
    (status = 200, description = "A page of tags.", body = TagPage),
))]
#[get("/tags")]
pub async fn list_tags(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let asked = ask.query(|query| {
        let scheme = query.of::<SchemeName>("scheme").map(str::to_owned);
        let canonical = format!("tags;scheme={scheme:?}");
        Listed::take(query, &state, "TagView", scheme, &canonical)
    })?;
    let keep = |tag: &Tag| asked.filter.as_ref().is_none_or(|scheme| tag.scheme == *scheme);
    reference::list(
        &state,
        &ask,
        &asked,
        |catalog| &catalog.tags,
        keep,
        |catalog, page, total| {
            let items = page.rows.into_iter().map(|tag| TagView::of(catalog, tag)).collect();
            TagPage::new(items, page.next, page.prev, total)
        },
    )
    .await
}

/// Get one tag
///
/// A tag by slug or id.
#[utoipa::path(tag = "tags", params(TagPath, Shaping), responses(
    (status = 200, description = "The tag.", body = TagView),
    (status = 404, description = "`tag_not_found`: nothing has this slug or id."),
))]
#[get("/tags/{tag}")]
pub async fn get_tag(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let which = ("tag", "TagView", Code::TagNotFound);
    reference::get(&state, &ask, which, |catalog| &catalog.tags, TagView::of).await
}

/// Get one tag as its editors have it
///
/// By slug or id, with the slugs that it had before. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "reference", params(TagPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "The tag.", body = EditorialTag),
    (status = 404, description = "`tag_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/tags/{tag}")]
pub async fn get_editorial_tag(
    _by: May<grant::EditReference>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let kept = edit::get::<EditedTag>(gate.db(), &ask.segment("tag")?).await?;
    edit::versioned(&kept.thing, &EditorialTag::of(&state, &kept))?.send(&ask)
}
