//! What editors say of a merge.

use utoipa::ToSchema;

use crate::kernel::error::FieldCode;
use crate::web::body::Object;
use crate::web::forms::{Form, NameOrId};

/// What a thing is to become part of.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct MergeInput {
    /// Its slug or id.
    #[schema(value_type = NameOrId, example = "fang-xun")]
    into: String,
}

/// Reads it.
pub(super) fn into(object: &Object) -> Option<String> {
    let into = object.text("into", 1..=NameOrId::MAX_LENGTH)?;
    if !NameOrId::takes(&into) {
        object.refuse("into", FieldCode::Malformed, NameOrId::ASKED);
        return None;
    }
    Some(into)
}
