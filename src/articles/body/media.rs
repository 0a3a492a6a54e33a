//! A picture, film or recording and where it is: anywhere on the web, or uploaded here and named by its id.
//!
//! It is stored without what the library of pictures says of it, so that this never goes stale; what is answered has that too.

use serde::de::{Deserializer, Error as _};
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::Block;
use crate::articles::address::{MAX_ADDRESS, is_uri, is_web};
use crate::media::{FocalPoint, RenditionView};

/// A picture, film or recording and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// The uploaded picture that it is; none where it is elsewhere.
    pub id: Option<Uuid>,
    /// Where the file is: an absolute http or https address; of an uploaded picture, a path of this service.
    pub url: String,
    /// Type of the file, when it is known.
    pub mime_type: Option<String>,
    /// Width in pixels, when it is known.
    pub width: Option<u32>,
    /// Height in pixels, when it is known.
    pub height: Option<u32>,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// What is answered besides; none where it is to be stored.
    pub shown: Option<Box<Shown>>,
}

/// What is answered of a file besides what is stored: of one that was not uploaded, that there is nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The colour that most of it has.
    pub dominant_color: Option<String>,
    /// Where what matters is.
    pub focal_point: Option<FocalPoint>,
    /// What it can be had in.
    pub renditions: Vec<RenditionView>,
}

impl Eq for Shown {}

/// A picture, film or recording and where it is. Who sends one gives the `id` of an uploaded picture or the `url` of a file elsewhere;
/// of an uploaded picture only `alt` is looked at besides.
#[derive(ToSchema)]
#[schema(as = Media)]
#[expect(dead_code, reason = "it documents what is written and read by hand")]
struct Described {
    /// The uploaded picture that it is; null where it is elsewhere.
    #[schema(value_type = Option<String>, required = false, format = "uuid", max_length = 36, pattern = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", example = json!(null))]
    id: Option<String>,
    /// Where the file is: an absolute http or https address; of an uploaded picture, below the service's `public_url`, or a path of this
    /// service where that is not set.
    #[schema(
        required = false,
        max_length = 2_048,
        format = "uri-reference",
        pattern = "^(https?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?([/?#]([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?|/media/([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)$",
        example = "https://img.example.org/2026/bridge.jpg"
    )]
    url: String,
    /// Type of the file by RFC 6838, when it is known.
    #[schema(max_length = 500, pattern = "prose", example = "image/jpeg")]
    mime_type: Option<String>,
    /// Width in pixels, when it is known; of an uploaded picture it always is.
    #[schema(maximum = 2_147_483_647, example = 1600)]
    width: Option<u32>,
    /// Height in pixels, when it is known; of an uploaded picture it always is.
    #[schema(maximum = 2_147_483_647, example = 900)]
    height: Option<u32>,
    /// What the picture shows, for those who do not see it; of an uploaded picture what is said there, unless the article says it.
    #[schema(max_length = 20_000, pattern = "prose", example = "河岸上的志愿者")]
    alt: Option<String>,
    /// The colour that most of an uploaded picture has, to show before it is there; null for others.
    #[schema(value_type = Option<String>, required = false, max_length = 7, pattern = "^#[0-9a-f]{6}$", example = json!(null))]
    dominant_color: Option<String>,
    /// Where in an uploaded picture what matters is; null for others, and where nobody said.
    #[schema(required = false)]
    focal_point: Option<FocalPoint>,
    /// What an uploaded picture can be had in, rising; empty for others.
    #[schema(value_type = Vec<RenditionView>, required = false, max_items = 100)]
    renditions: Vec<RenditionView>,
}

impl PartialSchema for Media {
    fn schema() -> RefOr<Schema> {
        Described::schema()
    }
}

impl ToSchema for Media {
    fn name() -> std::borrow::Cow<'static, str> {
        "Media".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Described::schemas(schemas);
    }
}

impl Serialize for Media {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, url, mime_type, width, height, alt, shown } = self;
        let mut written = serializer.serialize_struct("Media", 9)?;
        // What was stored before there were uploads goes on having the same digest.
        if id.is_some() || shown.is_some() {
            written.serialize_field("id", id)?;
        }
        written.serialize_field("url", url)?;
        written.serialize_field("mime_type", mime_type)?;
        written.serialize_field("width", width)?;
        written.serialize_field("height", height)?;
        written.serialize_field("alt", alt)?;
        if let Some(shown) = shown {
            let Shown { dominant_color, focal_point, renditions } = &**shown;
            written.serialize_field("dominant_color", dominant_color)?;
            written.serialize_field("focal_point", focal_point)?;
            written.serialize_field("renditions", renditions)?;
        }
        written.end()
    }
}

impl<'de> Deserialize<'de> for Media {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            id: Option<Uuid>,
            url: Option<String>,
            mime_type: Option<String>,
            width: Option<u32>,
            height: Option<u32>,
            alt: Option<String>,
            // As it was answered: what the library says is not the article's to say, so it is only held against its form.
            dominant_color: Option<String>,
            focal_point: Option<FocalPoint>,
            #[serde(default)]
            renditions: Vec<RenditionView>,
        }
        let Written { id, url, mime_type, width, height, alt, dominant_color, focal_point, renditions } =
            Written::deserialize(deserializer)?;
        if dominant_color.is_some_and(|color| !is_color(&color)) {
            return Err(D::Error::custom("`dominant_color` is no colour as it is answered, such as `#5a7d9a`"));
        }
        if focal_point.is_some_and(|point| !point.is_within()) {
            return Err(D::Error::custom("`focal_point` is not within the picture: `x` and `y` are from 0 to 1"));
        }
        if renditions.len() > MAX_RENDITIONS || !renditions.iter().all(is_as_answered) {
            return Err(D::Error::custom("`renditions` are not as they are answered"));
        }
        let url = match (id, url) {
            (Some(_), url) => url.unwrap_or_default(),
            (None, Some(url)) => url,
            (None, None) => return Err(D::Error::missing_field("url")),
        };
        Ok(Self { id, url, mime_type, width, height, alt, shown: None })
    }
}

/// The most renditions that a picture has.
const MAX_RENDITIONS: usize = 100;

/// Whether a rendition could have been answered.
fn is_as_answered(rendition: &RenditionView) -> bool {
    let url = &*rendition.url;
    let is_somewhere = url.starts_with("/media/") || is_web(url);
    rendition.is_in_form() && is_somewhere && is_uri(url) && url.len() <= MAX_ADDRESS
}

/// Whether a text is a colour as it is answered.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Goes through all files of a body.
pub fn each<'a>(blocks: &'a mut [Block], mut change: impl FnMut(&'a mut Media)) {
    for block in blocks {
        match block {
            Block::Image(image) => change(&mut image.media),
            Block::Video(video) => {
                change(&mut video.media);
                video.poster.iter_mut().for_each(&mut change);
            }
            Block::Audio(audio) => change(&mut audio.media),
            _ => {}
        }
    }
}

/// The uploaded pictures that a body names.
pub fn ids(blocks: &[Block]) -> impl Iterator<Item = Uuid> {
    blocks.iter().filter_map(|block| match block {
        Block::Image(image) => image.media.id,
        Block::Video(video) => video.poster.as_ref().and_then(|poster| poster.id),
        _ => None,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(more: &Value) -> Result<Media, serde_json::Error> {
        let mut sent = json!({"url": "https://img.example.org/bridge.jpg"});
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(sent)
    }

    #[test]
    fn what_was_answered_is_held_against_its_form_and_left_out() {
        let rendition = json!({"width": 640, "height": 360, "format": "webp", "url": "/media/a/w640.webp"});
        let answered = json!({"dominant_color": "#5a7d9a", "focal_point": {"x": 0, "y": 1}, "renditions": [rendition]});
        assert_eq!(read(&answered).unwrap(), read(&json!({})).unwrap());
        for wrong in [
            json!({"dominant_color": "blue"}),
            json!({"focal_point": {"x": 0, "y": 1.5}}),
            json!({"focal_point": {"x": 0}}),
            json!({"renditions": [0]}),
            json!({"renditions": [{"width": 0, "height": 360, "format": "webp", "url": "/media/a/w640.webp"}]}),
            json!({"renditions": [{"width": 640, "height": 360, "format": "gif", "url": "/media/a/w640.webp"}]}),
            json!({"renditions": [{"width": 640, "height": 360, "format": "webp", "url": "/media/%_V"}]}),
            json!({"renditions": [{"width": 640, "height": 360, "format": "webp", "url": "javascript:alert(1)"}]}),
            json!({"renditions": vec![rendition.clone(); MAX_RENDITIONS + 1]}),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
