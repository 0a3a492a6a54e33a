//! Renditions: a picture in one of the widths of the settings, as WebP or JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, Rgb, RgbImage};

use super::decode::{Decoded, decode};
use super::format::Format;
use super::resize::resize;
use super::strip::with_profile;
use crate::kernel::error::{Error, Result};

/// How renditions are made; raised when the same picture would come out otherwise, so that no kept one is taken for a new one.
pub const RECIPE: u32 = 1;
/// Quality of JPEG, of 100.
const JPEG_QUALITY: u8 = 80;
/// Quality of WebP, of 100.
const WEBP_QUALITY: f32 = 78.0;
/// Longest colour profile that is given on, in bytes.
const MAX_PROFILE: usize = 65_536;

/// The formats of renditions.
pub const FORMATS: [Format; 2] = [Format::WebP, Format::Jpeg];

/// A picture in a width and a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rendition {
    /// The width that is asked for; a narrower picture has its own.
    pub width: u32,
    /// The format.
    pub format: Format,
}

impl Rendition {
    /// The rendition of a file name, such as `w640.webp`, where pictures can be had in that width and format.
    #[must_use]
    pub fn of_file(name: &str, widths: &[u32]) -> Option<Self> {
        let (width, ending) = name.strip_prefix('w')?.split_once('.')?;
        let format = Format::of_extension(ending).filter(|format| FORMATS.contains(format))?;
        let known = widths.iter().find(|known| known.to_string() == width)?;
        Some(Self { width: *known, format })
    }

    /// The name of its file.
    #[must_use]
    pub fn file(self) -> String {
        format!("w{}.{}", self.width, self.format.extension())
    }

    /// Width and height that it has of a picture of that size: never more than that.
    #[must_use]
    pub fn size(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.width >= width {
            return (width, height);
        }
        let scaled = (u64::from(height) * u64::from(self.width) + u64::from(width) / 2) / u64::from(width.max(1));
        (self.width, u32::try_from(scaled).unwrap_or(height).max(1))
    }

    /// Makes it of a picture. It takes a while, and as much memory as the picture has pixels.
    pub fn make(self, from: Format, bytes: &[u8], max_megapixels: u32) -> Result<Vec<u8>> {
        let Decoded { image, way_up: _, profile } = decode(from, bytes, max_megapixels)?;
        let (width, height) = self.size((image.width(), image.height()));
        // A picture in colours has a profile for colours, and is coded in them.
        let profile = profile.filter(|profile| profile.len() <= MAX_PROFILE && profile.get(16..20) == Some(b"RGB "));
        let made = resize(image, width, height)?;
        match self.format {
            Format::Jpeg => as_jpeg(made, profile),
            _ => as_webp(&made, profile.as_deref()),
        }
    }
}

/// The widths in which a picture is offered: all below its own, and the first that it has no more pixels for, which shows it in
/// its own.
#[must_use]
pub fn offered(widths: &[u32], own: u32) -> Vec<u32> {
    let below = widths.iter().take_while(|width| **width < own);
    let enough = widths.iter().find(|width| **width >= own);
    below.chain(enough).copied().collect()
}

/// As JPEG, on white where it is transparent.
fn as_jpeg(image: DynamicImage, profile: Option<Vec<u8>>) -> Result<Vec<u8>> {
    let image = match image {
        DynamicImage::ImageRgba8(image) => {
            let on_white = |pixel: &image::Rgba<u8>| {
                let [red, green, blue, alpha] = pixel.0.map(u32::from);
                let over = |value: u32| u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255);
                Rgb([over(red), over(green), over(blue)])
            };
            let mut opaque = RgbImage::new(image.width(), image.height());
            opaque.pixels_mut().zip(image.pixels()).for_each(|(to, from)| *to = on_white(from));
            opaque
        }
        other => other.into_rgb8(),
    };
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(Error::broken)?;
    }
    encoder
        .write_image(&image, image.width(), image.height(), image::ExtendedColorType::Rgb8)
        .map_err(Error::broken)?;
    Ok(bytes)
}

/// As WebP with losses.
fn as_webp(image: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(image) => webp::Encoder::from_rgba(image, width, height),
        DynamicImage::ImageRgb8(image) => webp::Encoder::from_rgb(image, width, height),
        _ => return Err(Error::broken("a rendition has neither RGB nor RGBA pixels")),
    };
    let coded = encoder.encode_simple(false, WEBP_QUALITY);
    let coded = coded.map_err(|error| Error::broken(format!("a rendition cannot be coded as WebP: {error:?}")))?;
    match profile {
        None => Ok(coded.to_vec()),
        Some(profile) => with_profile(&coded, profile, (width, height))
            .map_err(|_| Error::broken("a rendition was coded as something that is not WebP")),
    }
}
