//! Channels as readers see them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Catalog, Channel};
use crate::reference::{Reference, references};

/// The whole tree of channels.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelTree {
    /// The channels at the top, in the site's order.
    pub items: Vec<ChannelNode>,
}

/// A channel with all that is below it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelNode {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "xin-wen")]
    pub slug: String,
    /// Its name.
    #[schema(example = "新闻")]
    pub name: String,
    /// How many published articles stand in it and below.
    #[schema(minimum = 0, example = 40)]
    pub article_count: i64,
    /// The channels below it, in the site's order.
    #[schema(no_recursion)]
    pub children: Vec<Self>,
}

/// One channel and where it is in the tree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelView {
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
    /// The channels directly below it, in the site's order.
    pub children: Vec<Reference>,
    /// How many published articles stand in it and below.
    #[schema(minimum = 0, example = 12)]
    pub article_count: i64,
}

impl ChannelTree {
    /// The tree as it is.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        Self { items: nodes(catalog, None, 0) }
    }
}

/// The channels below one, or at the top; deeper than 32 levels nothing is shown.
fn nodes(catalog: &Catalog, parent: Option<uuid::Uuid>, depth: u8) -> Vec<ChannelNode> {
    if depth >= 32 {
        return Vec::new();
    }
    let below = catalog.channels.children(parent);
    below
        .map(|Channel { name, parent: _, position: _ }| ChannelNode {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            article_count: name.article_count,
            children: nodes(catalog, Some(name.id), depth + 1),
        })
        .collect()
}

impl ChannelView {
    /// What readers see of a channel.
    #[must_use]
    pub fn of(catalog: &Catalog, channel: &Channel) -> Self {
        let Channel { name, parent: _, position: _ } = channel;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            path: references(catalog.channels.path(name.id)),
            children: references(catalog.channels.children(Some(name.id))),
            article_count: name.article_count,
        }
    }
}
