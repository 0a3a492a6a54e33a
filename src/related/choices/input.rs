//! What editors send of their choices.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::query::Choices;
use super::super::save::{MAX_BANS, MAX_PINS};
use crate::kernel::error::FieldCode;
use crate::web::ask::parse_id;
use crate::web::body::Object;
use crate::web::forms::{Form, Id};

/// What is to come first beside an article, and what never to appear there.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelatedChoicesInput {
    /// The ids of the articles that come first, in this order; none when absent or null.
    #[schema(value_type = Option<Vec<Id>>, max_items = 20, required = false, example = json!(["0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"]))]
    pub pinned: Vec<String>,
    /// The ids of the articles that never appear; none when absent or null.
    #[schema(value_type = Option<Vec<Id>>, max_items = 200, required = false, example = json!([]))]
    pub banned: Vec<String>,
}

/// Reads choices.
pub(super) fn choices(object: &Object) -> Choices {
    Choices { pins: ids(object, "pinned", MAX_PINS), bans: ids(object, "banned", MAX_BANS) }
}

/// The ids of a list.
fn ids(object: &Object, name: &'static str, most: usize) -> Vec<Uuid> {
    let texts = object.texts(name, most).into_iter().enumerate();
    let read = texts.map(|(at, text)| {
        let id = parse_id(&text);
        if id.is_none() {
            object.refuse_item(name, at, FieldCode::Malformed, Id::ASKED);
        }
        id
    });
    read.collect::<Vec<_>>().into_iter().flatten().collect()
}
