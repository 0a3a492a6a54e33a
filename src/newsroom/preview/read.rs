//! Showing what a preview link leads to.

use actix_web::http::header::{HeaderName, HeaderValue, REFERRER_POLICY};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::Utc;
use utoipa::IntoParams;
use uuid::Uuid;

use super::key;
use super::token::Claims;
use crate::articles::{self, ArticleView, BodyFormat, Included, Stored, params};
use crate::auth::Gate;
use crate::kernel::error::{Code, Error, Result};
use crate::newsroom::query;
use crate::state::State;
use crate::store::ReadDb;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask};

/// What search engines are told.
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Which link.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct PreviewPath {
    /// The link's token.
    #[param(
        min_length = 1,
        max_length = 200,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "dibao_pv_AZWitHoQfMOfXh8LLTxOXwAAAAEAAAAAabi5SIJ0m4xZ5Qy3nVw0r3c2yq8u1t6k9b7e4a5d2f1c0w"
    )]
    token: String,
}

/// In which form it comes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct PreviewForm {
    /// The form of the body.
    #[param(value_type = Option<BodyFormat>, default = "blocks", example = "blocks")]
    body: Option<String>,
    /// References to fill with more than names: `channel`, `column`, `source`, separated by commas.
    #[param(value_type = Option<Vec<Included>>, example = "column")]
    include: Option<String>,
    /// Which fields to send, separated by commas, inner ones behind a dot; `id` always stays. All when left out. An answer to a
    /// request with `fields` has these alone: of what its schema requires, the others are left out.
    #[param(value_type = Option<Vec<String>>, example = "title")]
    fields: Option<String>,
}

/// Get what a preview link shows
///
/// A revision as `get_article` would answer it if it were published now; the token is the permission, and no other is asked
/// for. `seq` is 0, and `updated_at` the time of this answer, unless it is what readers see already. No cache keeps it.
#[utoipa::path(tag = "newsroom", params(PreviewPath, PreviewForm), responses(
    (status = 200, description = "The article as readers would see it.", body = ArticleView, headers(
        ("X-Robots-Tag" = String, description = "`noindex, nofollow`: it is not for search engines."),
        ("Referrer-Policy" = String, description = "`no-referrer`: its address, which is a secret, is told to nobody."),
    )),
    (status = 404, description = "`preview_not_found`: there is no such link, or it was ended."),
    (status = 410, description = "`preview_expired`: the link has expired. `article_withdrawn`: the article was taken back for good."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/preview/{token}")]
pub async fn get_preview(state: Data<State>, gate: Data<Gate>, ask: Ask) -> Result<HttpResponse> {
    let (body, include, fields) = ask.query(|query| {
        let fields = Fields::take(query, &state.document, "ArticleView");
        (params::body(query, BodyFormat::Blocks), params::include(query), fields)
    })?;
    // What cannot be decoded is no token either.
    let Claims { article, revision, expires_at_s } =
        claims(gate.db(), &ask.segment("token").unwrap_or_default()).await?;
    if expires_at_s <= Utc::now().timestamp() {
        let detail = format!("It was good until {}.", state.time(expires_at_s.saturating_mul(1_000)));
        return Err(Error::refused(Code::PreviewExpired, detail));
    }
    let answer = state.consistent(async |catalog| {
        let stored = previewed(gate.db(), article, revision).await?;
        if stored.row.state == articles::WITHDRAWN {
            return Err(articles::gone(&state, stored.row.withdrawn_at, article).await);
        }
        Answer::json(&ArticleView::of(&state, catalog, stored, body, include)?, &fields)
    });
    let mut response = answer.await?.send(&ask)?;
    let headers = response.headers_mut();
    headers.insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex, nofollow"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// What a token says.
async fn claims(db: &ReadDb, token: &str) -> Result<Claims> {
    let key = key::current(db).await?;
    key.and_then(|key| key.verify(token)).ok_or_else(not_found)
}

/// The revision as readers would see it now.
async fn previewed(db: &ReadDb, article: Uuid, number: i32) -> Result<Stored> {
    let revision = query::revision(db, article, number).await?.ok_or_else(not_found)?;
    let stored = articles::save::preview(db, article, number, revision.manuscript, Utc::now()).await?;
    stored.ok_or_else(not_found)
}

/// There is no such link; why is not said.
fn not_found() -> Error {
    Error::refused(Code::PreviewNotFound, "There is no such preview, or it was ended.")
}
