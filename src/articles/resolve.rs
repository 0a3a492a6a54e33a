//! From an old path or address to what it is now.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::address;
use super::query::{self, Found};
use super::read::{published_row, visible};
use crate::catalog::{Catalog, Name, Named, Shelf};
use crate::kernel::error::{Code, Error, FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::state::{State, stored};
use crate::web::ask::parse_id;
use crate::web::cache::Basis;
use crate::web::forms::Address;
use crate::web::params::Shaping;
use crate::web::query::shown;
use crate::web::{Answer, Ask};

/// What to resolve.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct Resolving {
    /// A path on the site: its last part, without an ending such as `.html`, is a slug, a former slug or an id; a part before
    /// it may name the kind, as in `/columns/zou-du-qing-he`. Give this or `url`.
    #[param(value_type = Option<Address>, example = "/columns/zou-du-qing-he")]
    path: Option<String>,
    /// An address at which an article stood before it came here. Give this or `path`.
    #[param(value_type = Option<Address>, example = "https://www.qinghe.example/xinwen/2025-10/0012.html")]
    url: Option<String>,
}

/// What a path or address is now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Resolved {
    /// What kind of thing it is.
    #[schema(example = "column")]
    pub kind: Kind,
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug now.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// Where this service answers it.
    #[schema(format = "uri-reference", example = "/v1/columns/zou-du-qing-he")]
    pub href: String,
    /// Whether it has another slug now than the one in the path.
    #[schema(example = false)]
    pub is_moved: bool,
}

/// Resolve a path or address
///
/// Tells what stands at a path of the site now, or what became of an address of the former site. Answers 410 when that was
/// withdrawn.
#[utoipa::path(tag = "articles", params(Resolving, Shaping), responses(
    (status = 200, description = "What it is now.", body = Resolved),
    (status = 404, description = "`path_not_found`: nothing is known by it."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
))]
#[get("/resolve")]
pub async fn resolve_path(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let (path, url, shaping) = ask.query(|query| {
        let path = query.of::<Address>("path").map(str::to_owned);
        let url = query.of::<Address>("url").map(str::to_owned);
        match (&path, &url) {
            (None, None) => query.refuse("path", FieldCode::Missing, "Either `path` or `url` must be given."),
            (Some(_), Some(_)) => query.refuse("url", FieldCode::Conflict, "It cannot go together with `path`."),
            _ => {}
        }
        (path, url, Shaping::take(query, &state.document, "Resolved"))
    })?;
    state.at_least(shaping.min_seq).await?;
    let answer = state.consistent(async |catalog| {
        let resolved = match (&path, &url) {
            (Some(path), _) => by_path(&state, catalog, path).await?,
            (None, Some(url)) => by_url(&state, url).await?,
            (None, None) => None,
        };
        let asked = path.as_deref().or(url.as_deref()).unwrap_or_default();
        let resolved = resolved
            .ok_or_else(|| Error::refused(Code::PathNotFound, format!("Nothing is known by `{}`.", shown(asked))))?;
        Ok(Answer::json(&resolved, &shaping.fields)?.modified(Some(stored(catalog.head.at))))
    });
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// What stands at a path of the site.
async fn by_path(state: &State, catalog: &Catalog, path: &str) -> Result<Option<Resolved>> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return Ok(None) };
    let name = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
    match before.last().copied() {
        Some("channels") => Ok(named(&catalog.channels, "channels", name)),
        Some("columns") => Ok(named(&catalog.columns, "columns", name)),
        Some("sources") => Ok(named(&catalog.sources, "sources", name)),
        Some("people") => Ok(named(&catalog.people, "people", name)),
        Some("tags") => Ok(named(&catalog.tags, "tags", name)),
        _ => {
            let found = article_by_name(state, name).await?;
            let elsewhere =
                || named(&catalog.channels, "channels", name).or_else(|| named(&catalog.columns, "columns", name));
            Ok(found.map(|found| article(&found, name)).or_else(elsewhere))
        }
    }
}

/// The article with this id, slug or former slug.
async fn article_by_name(state: &State, name: &str) -> Result<Option<Found>> {
    if let Some(id) = parse_id(name) {
        return match published_row(state, id).await {
            Ok(row) => Ok(Some(Found { id: row.id, slug: row.slug, state: row.state, withdrawn_at: row.withdrawn_at })),
            Err(error) if error.code() == Code::ArticleNotFound => Ok(None),
            Err(error) => Err(error),
        };
    }
    let found = match query::by_slug(&state.read, name).await? {
        Some(found) => Some(found),
        None => query::by_former_slug(&state.read, name).await?,
    };
    match found {
        Some(found) => visible(state, found).await.map(Some),
        None => Ok(None),
    }
}

/// What became of an address of the former site: with http or https, with or without a slash at its end.
async fn by_url(state: &State, url: &str) -> Result<Option<Resolved>> {
    let mut variants: Vec<String> = Vec::new();
    let normal = address::normal(url);
    for url in [Some(url), normal.as_deref()].into_iter().flatten() {
        let url = url.split('#').next().unwrap_or_default();
        let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { continue };
        let rest = rest.trim_end_matches('/');
        for scheme in ["https://", "http://"] {
            variants.extend(["", "/"].map(|end| format!("{scheme}{rest}{end}")));
        }
    }
    variants.sort();
    variants.dedup();
    if variants.is_empty() {
        return Ok(None);
    }
    let found = query::by_original_url(&state.read, &variants).await?;
    let found = match found {
        Some(found) => Some(visible(state, found).await?),
        None => None,
    };
    Ok(found.map(|found| Resolved { is_moved: false, ..article(&found, "") }))
}

/// An article that was found.
fn article(found: &Found, name: &str) -> Resolved {
    let is_id = name == found.id.to_string();
    Resolved {
        kind: Kind::Article,
        id: found.id.to_string(),
        slug: found.slug.clone(),
        href: format!("/v1/articles/{}", found.id),
        is_moved: !is_id && name != found.slug,
    }
}

/// A named thing by its slug, a former slug or its id.
fn named<T: Named>(shelf: &Shelf<T>, path: &str, name: &str) -> Option<Resolved> {
    let Name { id, slug, .. } = shelf.find(name)?.names();
    let moved = *slug != name && Uuid::parse_str(name).is_err();
    Some(Resolved {
        kind: T::KIND,
        id: id.to_string(),
        slug: slug.clone(),
        href: format!("/v1/{path}/{slug}"),
        is_moved: moved,
    })
}
