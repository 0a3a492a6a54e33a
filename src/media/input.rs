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
pub struct MediaPatch {
    /// What it shows, for those who do not see it.
    #[schema(
        min_length = 1,
        max_length = 1_000,
        pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*[^\\s\\u0000-\\u001F\\u007F-\\u009F][^\\u0000-\\u001F\\u007F-\\u009F]*$",
        example = "河岸上的志愿者"
    )]
    pub alt: Option<String>,
    /// What is printed below it where an article says nothing else.
    #[schema(
        min_length = 1,
        max_length = 2_000,
        pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*[^\\s\\u0000-\\u001F\\u007F-\\u009F][^\\u0000-\\u001F\\u007F-\\u009F]*$",
        example = "志愿者在河岸清理枯枝。"
    )]
    pub caption: Option<String>,
    /// Who made it, as printed where an article says nothing else.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*[^\\s\\u0000-\\u001F\\u007F-\\u009F][^\\u0000-\\u001F\\u007F-\\u009F]*$",
        example = "记者 周明 摄"
    )]
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
    #[schema(value_type = String, required = false, max_length = 1_000, pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*$", example = "河岸上的志愿者")]
    pub alt: Option<String>,
    /// What is printed below it.
    #[schema(value_type = String, required = false, max_length = 2_000, pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*$", example = "志愿者在河岸清理枯枝。")]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[schema(value_type = String, required = false, max_length = 200, pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]*$", example = "记者 周明 摄")]
    pub credit: Option<String>,
    /// How far from the left what matters is, from 0 to 1; together with `focal_y`.
    #[schema(value_type = f64, required = false, minimum = 0, maximum = 1, example = 0.5)]
    pub focal_x: Option<f64>,
    /// How far from the top what matters is, from 0 to 1; together with `focal_x`.
    #[schema(value_type = f64, required = false, minimum = 0, maximum = 1, example = 0.25)]
    pub focal_y: Option<f64>,
}

/// What is to change; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    alt: Option<Option<String>>,
    caption: Option<Option<String>>,
    credit: Option<Option<String>>,
    focal: Option<Option<(i32, i32)>>,
}

impl Changes {
    /// What is said after the changes.
    pub(super) fn apply(self, said: Said) -> Said {
        let Self { alt, caption, credit, focal } = self;
        Said {
            alt: alt.unwrap_or(said.alt),
            caption: caption.unwrap_or(said.caption),
            credit: credit.unwrap_or(said.credit),
            focal: focal.unwrap_or(said.focal),
        }
    }
}

/// Reads what is to change.
pub(super) fn changes(object: &Object) -> Changes {
    let text = |name, most| object.gives(name).then(|| line(object, name, most));
    let (alt, caption, credit) = (text("alt", ALT), text("caption", CAPTION), text("credit", CREDIT));
    let focal = object.gives("focal_point").then(|| {
        let point: FocalPoint = object.typed("focal_point", "an object with the numbers `x` and `y`")?;
        let focal = Said::focal_of(point.x, point.y);
        if focal.is_none() {
            object.refuse("focal_point", FieldCode::OutOfRange, "`x` and `y` are not both within 0 to 1.");
        }
        focal
    });
    Changes { alt, caption, credit, focal }
}

/// A text in one line, if there is one that is not null.
fn line(object: &Object, name: &'static str, most: usize) -> Option<String> {
    let text = object.optional_text(name, 1..=most)?;
    if text.chars().any(char::is_control) {
        object.refuse(name, FieldCode::Malformed, "It is more than one line.");
        return None;
    }
    Some(text)
}
