//! Reading what every named thing has from a body.

use crate::kernel::error::FieldCode;
use crate::kernel::limits;
use crate::kernel::slug::{MAX_LENGTH, Slug};
use crate::web::body::Object;

/// Most characters of a name.
pub const MAX_NAME: usize = limits::LINE;

/// What a member says that is given and may be null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said<T> {
    /// That there is none.
    Nothing,
    /// That it is this.
    This(T),
}

impl<T> From<Option<T>> for Said<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::This)
    }
}

impl<T> From<Said<T>> for Option<T> {
    fn from(said: Said<T>) -> Self {
        match said {
            Said::Nothing => None,
            Said::This(value) => Some(value),
        }
    }
}

/// The name, which must be there.
pub fn name(object: &Object) -> Option<String> {
    object.text("name", 1..=MAX_NAME)?;
    object.line("name", 1..=MAX_NAME)
}

/// A text in one line, if there is one that is not null.
pub fn line(object: &Object, member: &'static str) -> Option<String> {
    object.line(member, 1..=MAX_NAME)
}

/// The slug that is wanted, if one is; null is none that a thing could have.
pub fn slug(object: &Object) -> Option<Slug> {
    if !object.gives("slug") {
        return None;
    }
    let text = object.text("slug", 1..=MAX_LENGTH)?;
    let slug = Slug::parse(&text);
    if slug.is_none() {
        object.refuse(
            "slug",
            FieldCode::Malformed,
            "It is not a slug: a-z, 0-9 and single inner hyphens, and not an id.",
        );
    }
    slug
}
