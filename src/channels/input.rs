//! What editors send of channels.

use utoipa::ToSchema;

use crate::kernel::slug::{MAX_LENGTH, Slug};
use crate::reference::edit;
use crate::web::body::Object;
use crate::web::forms::NameOrId;

/// A new channel.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct ChannelInput {
    /// Its name, unique among its siblings.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "文化")]
    name: String,
    /// Its slug, which no other channel has or had; the pinyin of its name when absent.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "wen-hua")]
    slug: Option<String>,
    /// The channel that it stands below, by slug or id; at the top when absent or null. At most 32 levels.
    #[schema(value_type = Option<NameOrId>, example = "xin-wen")]
    parent: Option<String>,
    /// Its place among its siblings, from 0; the last when absent.
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 2_147_483_647, example = 0)]
    position: Option<i32>,
}

/// What is to change of a channel (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct ChannelPatch {
    /// Its name, unique among its siblings.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 500,
        pattern = "trimmed-line",
        example = "文化"
    )]
    name: Option<String>,
    /// Its slug, which no other channel has or had; the one until now goes on leading to it.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "wen-hua")]
    slug: Option<String>,
    /// The channel that it stands below, by slug or id; null for the top. At most 32 levels.
    #[schema(value_type = Option<NameOrId>, example = "xin-wen")]
    parent: Option<String>,
    /// Its place among its siblings, from 0; beyond the last it is the last.
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 2_147_483_647, example = 0)]
    position: Option<i32>,
}

/// What a channel is to stand below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// Nothing.
    Top,
    /// The channel of this slug or id.
    Below(String),
}

/// What is to be of a channel; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<Slug>,
    /// What it stands below.
    pub above: Option<Above>,
    /// Its place among its siblings.
    pub position: Option<i32>,
}

/// Reads a new channel; its name first of all.
pub(super) fn new(object: &Object) -> Option<(String, Changes)> {
    let name = edit::name(object);
    let rest = rest(object);
    Some((name?, rest))
}

/// Reads what is to change.
pub(super) fn changes(object: &Object) -> Changes {
    let name = if object.gives("name") { edit::name(object) } else { None };
    Changes { name, ..rest(object) }
}

/// Reads all but the name.
fn rest(object: &Object) -> Changes {
    let above = object.gives("parent").then(|| match object.optional_text("parent", 1..=MAX_LENGTH) {
        Some(name) => Above::Below(name),
        None => Above::Top,
    });
    let position = match object.is_null("position") {
        true => object.text("position", 1..=1).and(None),
        false => object.number("position", 0..=i64::from(i32::MAX)),
    };
    Changes {
        name: None,
        slug: edit::slug(object),
        above,
        position: position.and_then(|position| i32::try_from(position).ok()),
    }
}
