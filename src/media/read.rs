//! Reading what is known of pictures.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::format::Format;
use super::query::{self, Filter};
use super::stock::missing;
use super::view::{MediaPage, MediaView};
use crate::auth::permission::grant;
use crate::auth::{Actor, Gate, May};
use crate::kernel::cursor::Binding;
use crate::kernel::error::{FieldCode, Result};
use crate::state::State;
use crate::web::ask::parse_id;
use crate::web::fields::Fields;
use crate::web::forms::Id;
use crate::web::page::{self, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask, Query};

/// Which picture.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct MediaPath {
    /// The picture's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
}

/// Which pictures.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct MediaQuery {
    /// Only what this account or token uploaded; `me` for one's own.
    #[param(
        min_length = 2,
        max_length = 36,
        pattern = "^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        example = "me"
    )]
    uploader: Option<String>,
    /// Only pictures of this format.
    #[param(pattern = "^(jpeg|png|webp|gif)$", max_length = 4, example = "jpeg")]
    format: Option<String>,
}

/// List the uploaded pictures
///
/// The newest first.
#[utoipa::path(tag = "media", params(MediaQuery, Paging), security(("account" = ["upload_media"])), responses(
    (status = 200, description = "A page of pictures.", body = MediaPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/media")]
pub async fn list_media(
    by: May<grant::UploadMedia>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let (filter, binding, keyset, wants_total) = ask.query(|query| {
        let filter = take(query, &by);
        let binding = Binding::of(&format!("media {filter:?}"));
        (filter, binding, page::keyset(query, binding), query.truth("total"))
    })?;
    let page = keyset.page(query::page(gate.db(), &filter, &keyset).await?, binding, |picture| picture.id);
    let links = page::links(&ask, &page);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db(), &filter, page::TOTAL_CAP).await?)),
        false => None,
    };
    let items = page.rows.iter().map(|picture| MediaView::of(&state, picture)).collect();
    Answer::json(&MediaPage::new(items, page.next, page.prev, total), &Fields::default())?.linked(links).send(&ask)
}

/// Get what is known of a picture
///
/// Its `ETag` is what a change of it takes in `If-Match`.
#[utoipa::path(tag = "media", params(MediaPath), security(("account" = ["upload_media"])), responses(
    (status = 200, description = "The picture.", body = MediaView),
    (status = 404, description = "`media_not_found`: no picture has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/media/{id}")]
pub async fn get_media(
    _by: May<grant::UploadMedia>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let picture = query::by_id(gate.db(), id).await?.ok_or_else(|| missing(id))?;
    Answer::json(&MediaView::of(&state, &picture), &Fields::default())?.version(picture.version).send(&ask)
}

/// Reads which pictures are asked for.
fn take(query: &Query, by: &Actor) -> Filter {
    let uploader = query.text("uploader").and_then(|text| match text {
        "me" => Some(by.id),
        text => {
            let id = parse_id(text);
            if id.is_none() {
                query.refuse("uploader", FieldCode::Malformed, "It is neither `me` nor an id.");
            }
            id
        }
    });
    let formats = [("jpeg", Format::Jpeg), ("png", Format::Png), ("webp", Format::WebP), ("gif", Format::Gif)];
    Filter { uploader, format: query.word("format", &formats) }
}
