//! Reading the site.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::params::Shaping;
use crate::web::{Answer, Ask};

/// The site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SiteView {
    /// Its name.
    #[schema(example = "清河在线")]
    pub name: String,
    /// The zone that times are written in and that days begin in, by its name in the IANA database.
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    /// BCP 47 tag of the language of articles that name none.
    #[schema(example = "zh-Hans")]
    pub lang: String,
    /// The end of the change log in this answer.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
    /// Where to go from here.
    pub links: SiteLinks,
}

/// Where to go from the site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SiteLinks {
    /// The articles, newest first.
    #[schema(format = "uri-reference", example = "/v1/articles")]
    pub articles: &'static str,
    /// The tree of channels.
    #[schema(format = "uri-reference", example = "/v1/channels")]
    pub channels: &'static str,
    /// The columns.
    #[schema(format = "uri-reference", example = "/v1/columns")]
    pub columns: &'static str,
    /// The sources.
    #[schema(format = "uri-reference", example = "/v1/sources")]
    pub sources: &'static str,
    /// The change log.
    #[schema(format = "uri-reference", example = "/v1/changes")]
    pub changes: &'static str,
    /// The document that describes this service.
    #[schema(format = "uri-reference", example = "/openapi.json")]
    pub openapi: &'static str,
    /// The same to read and try.
    #[schema(format = "uri-reference", example = "/docs/")]
    pub docs: &'static str,
}

/// Get the site
///
/// Its name, zone and language, and where to go from here.
#[utoipa::path(tag = "site", params(Shaping), responses((status = 200, description = "The site.", body = SiteView)))]
#[get("/site")]
pub async fn get_site(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let shaping = ask.query(|query| Shaping::take(query, &state.document, "SiteView"))?;
    state.at_least(shaping.min_seq).await?;
    let answer = async { site(&state, &shaping) };
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// The site as it is now.
fn site(state: &State, shaping: &Shaping) -> Result<Answer> {
    let catalog = state.catalog();
    let site = &state.settings.site;
    let view = SiteView {
        name: catalog.site_name.clone().unwrap_or_else(|| site.name.clone()),
        time_zone: site.time_zone.name().to_owned(),
        lang: site.lang.clone(),
        seq: catalog.head.seq,
        links: SiteLinks {
            articles: "/v1/articles",
            channels: "/v1/channels",
            columns: "/v1/columns",
            sources: "/v1/sources",
            changes: "/v1/changes",
            openapi: "/openapi.json",
            docs: "/docs/",
        },
    };
    Ok(Answer::json(&view, &shaping.fields)?.modified(Some(stored(catalog.head.at))))
}
