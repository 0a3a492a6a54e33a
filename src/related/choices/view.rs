//! Editors' choices as the newsroom sees them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::query::Choices;
use crate::collections::query::Placed;

/// An article that editors chose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedChoice {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its title: the one that readers see, or that of the latest draft.
    #[schema(example = "清河新桥通车")]
    pub title: String,
    /// What it is to readers: `draft`, `published`, `unpublished`, `withdrawn`. Only what is `published` appears.
    #[schema(example = "published")]
    pub state: String,
}

/// What editors chose beside an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedChoices {
    /// The id of the article beside which it is shown or not.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// What comes first, in this order.
    #[schema(max_items = 20)]
    pub pinned: Vec<RelatedChoice>,
    /// What never appears.
    #[schema(max_items = 200)]
    pub banned: Vec<RelatedChoice>,
}

impl RelatedChoices {
    /// The choices for an article, with what is known of them.
    #[must_use]
    pub fn of(article: Uuid, choices: &Choices, placed: &HashMap<Uuid, Placed>) -> Self {
        let shown = |id: &Uuid| {
            let Placed { state, title } = placed.get(id)?.clone();
            Some(RelatedChoice { id: id.to_string(), title, state })
        };
        Self {
            id: article.to_string(),
            pinned: choices.pins.iter().filter_map(shown).collect(),
            banned: choices.bans.iter().filter_map(shown).collect(),
        }
    }
}
