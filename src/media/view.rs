//! What is seen of uploaded pictures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::picture::{Picture, Said};
use crate::page_view;
use crate::state::State;

/// A picture in a width and a format, made when it is asked for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rendition)]
pub struct RenditionView {
    /// Its width in pixels: never more than the picture itself has.
    #[schema(minimum = 1, maximum = 30_000, example = 640)]
    pub width: u32,
    /// Its height in pixels.
    #[schema(minimum = 1, maximum = 30_000, example = 360)]
    pub height: u32,
    /// `webp` or `jpeg`.
    #[schema(max_length = 4, pattern = "^(webp|jpeg)$", example = "webp")]
    pub format: String,
    /// Where it is: below the service's `public_url`, or a path of this service where that is not set. What is there never changes.
    #[schema(
        format = "uri-reference",
        max_length = 2_048,
        pattern = "^(https?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?([/?#]([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?|/media/([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)$",
        example = "/media/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/w640.webp"
    )]
    pub url: String,
}

impl RenditionView {
    /// Whether it could have been answered.
    #[must_use]
    pub fn is_in_form(&self) -> bool {
        let sides = 1..=30_000;
        let url = self.url.bytes().all(|byte| byte.is_ascii_graphic());
        let format = matches!(&*self.format, "webp" | "jpeg");
        sides.contains(&self.width)
            && sides.contains(&self.height)
            && format
            && url
            && (1..=2_048).contains(&self.url.len())
    }
}

/// Where in a picture what matters is, so that it stays in sight when the picture is cut.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FocalPoint {
    /// How far from the left, from 0 to 1, of the width.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub x: f64,
    /// How far from the top, from 0 to 1, of the height.
    #[schema(minimum = 0, maximum = 1, example = 0.25)]
    pub y: f64,
}

impl FocalPoint {
    /// Whether it is a place in the picture.
    #[must_use]
    pub fn is_within(&self) -> bool {
        (0.0..=1.0).contains(&self.x) && (0.0..=1.0).contains(&self.y)
    }
}

/// An uploaded picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MediaView {
    /// Its id, by which articles name it.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// What the uploader called it; null where it came without a name.
    #[schema(example = "bridge.jpg")]
    pub file_name: Option<String>,
    /// What it is by its content: `image/jpeg`, `image/png`, `image/webp` or `image/gif`.
    #[schema(example = "image/jpeg")]
    pub mime_type: String,
    /// How many bytes it has as it is served.
    #[schema(minimum = 1, example = 483_212)]
    pub byte_size: i64,
    /// SHA-256 of these bytes, in hexadecimal.
    #[schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub digest: String,
    /// Width in pixels, the right way up.
    #[schema(minimum = 1, example = 1600)]
    pub width: u32,
    /// Height in pixels, the right way up.
    #[schema(minimum = 1, example = 900)]
    pub height: u32,
    /// Whether it moves; its renditions show the first frame.
    #[schema(example = false)]
    pub is_animated: bool,
    /// The colour that most of it has, to show before it is there.
    #[schema(example = "#3a5f7d")]
    pub dominant_color: String,
    /// Where what matters is; null where nobody said.
    pub focal_point: Option<FocalPoint>,
    /// What it shows, for those who do not see it.
    #[schema(example = "河岸上的志愿者")]
    pub alt: Option<String>,
    /// What is printed below it where an article says nothing else (图说).
    #[schema(example = "志愿者在河岸清理枯枝。")]
    pub caption: Option<String>,
    /// Who made it, as printed where an article says nothing else (摄影).
    #[schema(example = "记者 周明 摄")]
    pub credit: Option<String>,
    /// Where it is as it was uploaded, without what it told of its maker.
    #[schema(format = "uri-reference", example = "/media/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/original.jpg")]
    pub url: String,
    /// What it can be had in.
    pub renditions: Vec<RenditionView>,
    /// Who uploaded it.
    #[schema(example = "王曦")]
    pub uploaded_by: String,
    /// Goes up with every change: the number in its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was uploaded.
    #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")]
    pub created_at: String,
    /// When what is said of it last changed.
    #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")]
    pub updated_at: String,
}

page_view! {
    /// A page of uploaded pictures.
    MediaPage of MediaView
}

impl MediaView {
    /// What is seen of it.
    #[must_use]
    pub fn of(state: &State, picture: &Picture) -> Self {
        let url = picture.address(&state.settings, &picture.original_file());
        let renditions = picture.renditions(&state.settings);
        let focal_point = picture.focal_point();
        let Picture {
            id,
            digest,
            upload_digest: _,
            format,
            byte_size,
            width,
            height,
            is_animated,
            dominant_color,
            file_name,
            said: Said { alt, caption, credit, focal: _ },
            uploaded_by: _,
            uploaded_by_name,
            version,
            created_at,
            updated_at,
        } = picture.clone();
        Self {
            id: id.to_string(),
            file_name,
            mime_type: format.mime_type().to_owned(),
            byte_size,
            digest,
            width,
            height,
            is_animated,
            dominant_color,
            focal_point,
            alt,
            caption,
            credit,
            url,
            renditions,
            uploaded_by: uploaded_by_name,
            version,
            created_at: state.time(created_at),
            updated_at: state.time(updated_at),
        }
    }
}
