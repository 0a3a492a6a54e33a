//! What an article refers to, as its readers see it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::Include;
use crate::articles::article::Authorisation;
use crate::catalog::{Catalog, Named, Shelf};
use crate::columns::ColumnStatus;
use crate::kernel::error::{Error, Result};
use crate::people::Role;
use crate::reference::{Reference, references};
use crate::state::Missing;

/// The channel of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleChannel {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zong-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "综合")]
    pub name: String,
    /// The breadcrumb: the channels from the top down to this one, which is the last.
    pub path: Vec<Reference>,
    /// How many published articles stand in it and below; null unless `include=channel`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// The column of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleColumn {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "走读清河:一条河与一座城")]
    pub name: String,
    /// The name as printed before titles; null unless `include=column`.
    #[schema(example = json!(null))]
    pub short_name: Option<String>,
    /// Whether it goes on; null unless `include=column`.
    #[schema(example = json!(null))]
    pub status: Option<ColumnStatus>,
    /// The note with which it was opened; null unless `include=column`.
    #[schema(example = json!(null))]
    pub opening_note: Option<String>,
    /// How many published articles it has; null unless `include=column`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// The source of an article: the medium, and the edition where one is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleSource {
    /// The medium's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The medium's slug.
    #[schema(example = "yun-xi-ri-bao")]
    pub slug: String,
    /// The medium's name.
    #[schema(example = "云溪日报")]
    pub name: String,
    /// The edition; null where none is named.
    pub edition: Option<Reference>,
    /// The source as printed.
    #[schema(example = "云溪日报▪清河新闻")]
    pub label: String,
    /// What the source's authorisation was on the day of publication.
    #[schema(example = "unknown")]
    pub authorised_at_publication: Authorisation,
    /// How many published articles came from the medium; null unless `include=source`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// Somebody who had a part in an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticlePerson {
    /// Their id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Their slug.
    #[schema(example = "luo-ping-ling")]
    pub slug: String,
    /// Their name.
    #[schema(example = "李明")]
    pub name: String,
    /// The part they had.
    #[schema(example = "editor")]
    pub role: Role,
}

/// A tag of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleTag {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "fang-xun")]
    pub slug: String,
    /// Its name.
    #[schema(example = "防汛")]
    pub name: String,
    /// The vocabulary.
    #[schema(example = "keyword")]
    pub scheme: String,
}

/// A thing that the catalog must know.
fn known<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Result<&T> {
    shelf.by_id(id).ok_or_else(|| Error::broken(Missing(id)))
}

/// The channel of an article.
pub(super) fn channel(catalog: &Catalog, id: Uuid, include: Include) -> Result<ArticleChannel> {
    let name = &known(&catalog.channels, id)?.name;
    Ok(ArticleChannel {
        id: name.id.to_string(),
        slug: name.slug.clone(),
        name: name.name.clone(),
        path: references(catalog.channels.path(id)),
        article_count: include.channel.then_some(name.article_count),
    })
}

/// The column of an article.
pub(super) fn column(catalog: &Catalog, id: Uuid, include: Include) -> Result<ArticleColumn> {
    let column = known(&catalog.columns, id)?;
    let full = include.column.then_some(column);
    Ok(ArticleColumn {
        id: column.name.id.to_string(),
        slug: column.name.slug.clone(),
        name: column.name.name.clone(),
        short_name: full.and_then(|column| column.short_name.clone()),
        status: full.map(|column| ColumnStatus::of(column.is_open)),
        opening_note: full.and_then(|column| column.opening_note.clone()),
        article_count: full.map(|column| column.name.article_count),
    })
}

/// The source of an article.
pub(super) fn source(
    catalog: &Catalog,
    id: Uuid,
    label: Option<String>,
    authorisation: &str,
    include: Include,
) -> Result<ArticleSource> {
    let named = known(&catalog.sources, id)?;
    let medium = named.parent.map(|parent| known(&catalog.sources, parent)).transpose()?;
    let edition = medium.map(|_| Reference::from(&named.name));
    let name = &medium.unwrap_or(named).name;
    Ok(ArticleSource {
        id: name.id.to_string(),
        slug: name.slug.clone(),
        name: name.name.clone(),
        label: label.unwrap_or_else(|| match &edition {
            Some(edition) => format!("{}▪{}", name.name, edition.name),
            None => name.name.clone(),
        }),
        edition,
        authorised_at_publication: Authorisation::of_word(authorisation),
        article_count: include.source.then_some(name.article_count),
    })
}

/// Somebody who had a part in an article.
pub(super) fn person(catalog: &Catalog, role: Role, id: Uuid) -> Result<ArticlePerson> {
    let Reference { id, slug, name } = Reference::from(&known(&catalog.people, id)?.name);
    Ok(ArticlePerson { id, slug, name, role })
}

/// A tag of an article.
pub(super) fn tag(catalog: &Catalog, id: Uuid) -> Result<ArticleTag> {
    let tag = known(&catalog.tags, id)?;
    let Reference { id, slug, name } = Reference::from(&tag.name);
    Ok(ArticleTag { id, slug, name, scheme: tag.scheme.clone() })
}
