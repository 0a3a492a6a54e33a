//! An uploaded picture as it is kept, and what editors say of it.

use uuid::Uuid;

use super::format::Format;
use super::rendition::{FORMATS, Rendition, offered};
use super::view::{FocalPoint, RenditionView};
use crate::config::Settings;

/// Ten-thousandths, in which focal points are kept.
const WHOLE: f64 = 10_000.0;

/// An uploaded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the bytes that are kept, in hexadecimal.
    pub digest: String,
    /// SHA-256 of the bytes that were uploaded, in hexadecimal.
    pub upload_digest: String,
    /// What it is.
    pub format: Format,
    /// How many bytes are kept.
    pub byte_size: i64,
    /// Width in pixels, the right way up.
    pub width: u32,
    /// Height in pixels, the right way up.
    pub height: u32,
    /// Whether it has more than one frame.
    pub is_animated: bool,
    /// The colour that most of it has, as `#rrggbb`.
    pub dominant_color: String,
    /// What the uploader called it.
    pub file_name: Option<String>,
    /// What editors say of it.
    pub said: Said,
    /// The account or token that uploaded it.
    pub uploaded_by: Option<Uuid>,
    /// The name of that account at that time.
    pub uploaded_by_name: String,
    /// Goes up with every change.
    pub version: i64,
    /// When it was uploaded, in milliseconds since 1970.
    pub created_at: i64,
    /// When what is said of it last changed.
    pub updated_at: i64,
}

/// What editors say of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// What is printed below it.
    pub caption: Option<String>,
    /// Who made it, as printed.
    pub credit: Option<String>,
    /// Where what matters is: from the left and from the top, in ten-thousandths.
    pub focal: Option<(i32, i32)>,
}

impl Said {
    /// A focal point as it is kept; none where it does not lie within the picture.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "it is within 0 to 10,000")]
    pub fn focal_of(x: f64, y: f64) -> Option<(i32, i32)> {
        let within = |number: f64| (0.0..=1.0).contains(&number).then(|| (number * WHOLE).round() as i32);
        within(x).zip(within(y))
    }
}

impl Picture {
    /// The name of the file that was uploaded, as it is served.
    #[must_use]
    pub fn original_file(&self) -> String {
        format!("original.{}", self.format.extension())
    }

    /// The path of one of its files.
    #[must_use]
    pub fn path(&self, file: &str) -> String {
        format!("/media/{}/{file}", self.id)
    }

    /// The address of one of its files: below the service's `public_url`, or a path of this service where that is not set.
    #[must_use]
    pub fn address(&self, settings: &Settings, file: &str) -> String {
        let base = settings.server.public_url.as_ref().map_or("", |url| url.as_str());
        format!("{base}{}", self.path(file))
    }

    /// What it can be had in, each width in each format, rising.
    #[must_use]
    pub fn renditions(&self, settings: &Settings) -> Vec<RenditionView> {
        let widths = offered(&settings.media.widths, self.width);
        let all = widths.into_iter().flat_map(|width| FORMATS.map(|format| Rendition { width, format }));
        let view = |rendition: Rendition| {
            let (width, height) = rendition.size((self.width, self.height));
            RenditionView {
                width,
                height,
                format: rendition.format.mime_type().trim_start_matches("image/").to_owned(),
                url: self.address(settings, &rendition.file()),
            }
        };
        all.map(view).collect()
    }

    /// Where what matters is.
    #[must_use]
    pub fn focal_point(&self) -> Option<FocalPoint> {
        self.said.focal.map(|(x, y)| FocalPoint { x: f64::from(x) / WHOLE, y: f64::from(y) / WHOLE })
    }
}
