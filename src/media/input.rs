//! What editors send of a picture.

use serde::Serialize;
use utoipa::ToSchema;

use super::picture::Said;
use super::upload::{ALT, CAPTION, CREDIT};
use super::view::FocalPoint;
use crate::kernel::error::FieldCode;
use crate::web::body::Object;

/// What is to change of what is said of a picture (RFC 7396): what is left out stays as it is, null takes it away.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadPatch {
    /// What it shows, for those who do not see it.
    #[schema(min_length = 1, max_length = 1_000, pattern = "one-line", example = "河岸上的志愿者")]
    pub alt: Option<String>,
    /// What is printed below it where an article says nothing else.
    #[schema(min_length = 1, max_length = 2_000, pattern = "one-line", example = "志愿者在河岸清理枯枝。")]
    pub caption: Option<String>,
    /// Who made it, as printed where an article says nothing else.
    #[schema(min_length = 1, max_length = 200, pattern = "one-line", example = "记者 周明 摄")]
    pub credit: Option<String>,
    /// Where in it what matters is.
    pub focal_point: Option<FocalPoint>,
}

/// A picture with what is said of it, as a form.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaForm {
    /// The file.
    #[schema(content_media_type = "application/octet-stream", example = "(the bytes of the picture)")]
    pub file: String,
    /// What it shows, for those who do not see it.
    #[schema(value_type = String, required = false, max_length = 1_000, pattern = "one-line-or-empty", example = "河岸上的志愿者")]
    pub alt: Option<String>,
    /// What is printed below it.
    #[schema(value_type = String, required = false, max_length = 2_000, pattern = "one-line-or-empty", example = "志愿者在河岸清理枯枝。")]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[schema(value_type = String, required = false, max_length = 200, pattern = "one-line-or-empty", example = "记者 周明 摄")]
    pub credit: Option<String>,
    /// How far from the left what matters is, from 0 to 1; together with `focal_y`.
    #[schema(value_type = f64, required = false, minimum = 0, maximum = 1, example = 0.5)]
    pub focal_x: Option<f64>,
    /// How far from the top what matters is, from 0 to 1; together with `focal_x`.
    #[schema(value_type = f64, required = false, minimum = 0, maximum = 1, example = 0.25)]
    pub focal_y: Option<f64>,
}

/// What is to change of one thing that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change<T> {
    /// It stays as it is.
    Stays,
    /// It becomes this, or nothing.
    Becomes(Option<T>),
}

impl<T> Change<T> {
    /// What it is afterwards.
    fn of(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Stays => before,
            Self::Becomes(after) => after,
        }
    }
}

/// What is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changes {
    alt: Change<String>,
    caption: Change<String>,
    credit: Change<String>,
    focal: Change<(i32, i32)>,
}

impl Changes {
    /// What is said after the changes.
    pub(super) fn apply(self, said: Said) -> Said {
        let Self { alt, caption, credit, focal } = self;
        Said {
            alt: alt.of(said.alt),
            caption: caption.of(said.caption),
            credit: credit.of(said.credit),
            focal: focal.of(said.focal),
        }
    }
}

/// Reads what is to change.
pub(super) fn changes(object: &Object) -> Changes {
    let text = |name, most| match object.gives(name) {
        true => Change::Becomes(object.line(name, 1..=most)),
        false => Change::Stays,
    };
    let (alt, caption, credit) = (text("alt", ALT), text("caption", CAPTION), text("credit", CREDIT));
    let focal = match object.gives("focal_point") {
        true => Change::Becomes(focal(object)),
        false => Change::Stays,
    };
    Changes { alt, caption, credit, focal }
}

/// Where what matters is, if that is given and not null.
fn focal(object: &Object) -> Option<(i32, i32)> {
    let point: FocalPoint = object.typed("focal_point", "an object with the numbers `x` and `y`")?;
    let focal = Said::focal_of(point.x, point.y);
    if focal.is_none() {
        object.refuse("focal_point", FieldCode::OutOfRange, "`x` and `y` are not both within 0 to 1.");
    }
    focal
}
