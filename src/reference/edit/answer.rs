//! What is answered to those who edit.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::thing::Edited;
use crate::kernel::error::{Code, Error, Result};
use crate::web::Answer;
use crate::web::fields::Fields;

/// What is left of a thing that was deleted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Deleted {
    /// The id that it had.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The line of the change log that tells of it, for `min_seq`.
    #[schema(minimum = 1, example = 142)]
    pub seq: i64,
}

impl Deleted {
    /// The thing of an id, deleted in a line of the log.
    #[must_use]
    pub fn of(id: Uuid, seq: i64) -> Self {
        Self { id: id.to_string(), seq }
    }
}

/// A view of a thing with the entity tag that changes of it take.
pub fn versioned<T: Edited>(thing: &T, view: &impl Serialize) -> Result<Answer> {
    Ok(Answer::json(view, &Fields::default())?.version(thing.head().version))
}

/// What cannot be: a body without errors from which nothing was read.
#[must_use]
pub fn unread() -> Error {
    Error::refused(Code::InvalidContent, "The body cannot be read.")
}
