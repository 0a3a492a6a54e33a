//! What can be written in several ways, for the document: the members are read one by one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::OneOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::articles::body::Block;
use crate::people::Role;
use crate::web::forms::Id;

/// A thing by its slug or id, or as it was answered.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ThingInput;

impl PartialSchema for ThingInput {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some("A thing by its slug or id, or as it was answered."))
            .item(Ref::from_schema_name("NameOrId"))
            .item(Ref::from_schema_name("ThingAnswered"))
            .examples([Value::from("zong-he")])
            .into()
    }
}

impl ToSchema for ThingInput {}

/// A thing as it was answered: its id says which it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThingAnswered {
    /// Its id.
    #[schema(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub(super) id: String,
    /// Its slug, which is not looked at.
    #[schema(min_length = 0, example = "zong-he")]
    slug: Option<String>,
    /// Its name, which is not looked at.
    #[schema(min_length = 0, example = "综合")]
    name: Option<String>,
    /// The vocabulary of a tag, which is not looked at.
    #[schema(min_length = 0, example = json!(null))]
    scheme: Option<String>,
}

/// Somebody, and the part that they had.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartInput {
    /// The person, by slug or id.
    #[schema(example = "luo-ping-ling")]
    person: ThingInput,
    /// Their part.
    #[schema(example = "editor")]
    role: Role,
}

/// A body: as blocks, as HTML, or as a text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "format", rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents a member")]
pub enum BodyInput {
    /// As blocks, as `get_article` gives them.
    Blocks(BlocksInput),
    /// As HTML, which is cleaned.
    Html(WrittenInput),
    /// As a text, one paragraph a line.
    Text(WrittenInput),
}

/// A body as blocks. Those that say nothing are left out.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlocksInput {
    /// The blocks, from first to last.
    #[schema(max_items = 5_000)]
    blocks: Vec<Block>,
}

/// A body as one text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenInput {
    /// The text; what shows nothing in it is left out.
    #[schema(min_length = 0, max_length = 1_000_000, example = "清河新桥昨日通车。")]
    value: String,
}
