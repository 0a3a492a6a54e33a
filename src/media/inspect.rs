//! Looking at a file that came in: what it is, whether it is whole, and what there is to know of it.

use image::DynamicImage;

use super::decode::{broken, decode};
use super::format::Format;
use super::resize::resize;
use super::strip::{Broken, Stripped, strip};
use crate::kernel::error::{Code, Error, Result};

/// How many pixels wide and high a picture is made to find its colour.
const SAMPLE: u32 = 48;

/// A picture that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// What it is.
    pub format: Format,
    /// Its bytes without what they told of their maker.
    pub bytes: Vec<u8>,
    /// Width in pixels, the right way up.
    pub width: u32,
    /// Height in pixels, the right way up.
    pub height: u32,
    /// Whether it has more than one frame.
    pub is_animated: bool,
    /// The colour that most of it has, as `#rrggbb`.
    pub dominant_color: String,
}

/// Looks at a file. It takes a while, and as much memory as the picture has pixels.
pub fn inspect(bytes: &[u8], max_megapixels: u32) -> Result<Inspected> {
    let Some(format) = Format::of(bytes) else {
        let detail = "By its content it is no JPEG, PNG, WebP or GIF.";
        return Err(Error::refused(Code::UnsupportedImage, detail));
    };
    let decoded = decode(format, bytes, max_megapixels)?;
    let Stripped { bytes, is_animated } =
        strip(format, bytes, decoded.way_up).map_err(|Broken| broken("it does not come to its end"))?;
    let (width, height) = (decoded.image.width(), decoded.image.height());
    let dominant_color = dominant_color(decoded.image)?;
    Ok(Inspected { format, bytes, width, height, is_animated, dominant_color })
}

/// The colour that most of a picture has: the mean of the fullest of 4,096 equal parts of the space of colours. What is
/// transparent does not count; white where all is.
fn dominant_color(image: DynamicImage) -> Result<String> {
    let (width, height) = (image.width().min(SAMPLE), image.height().min(SAMPLE));
    let sample = resize(image, width, height)?.into_rgba8();
    let mut parts: std::collections::BTreeMap<[u8; 3], (u32, [u32; 3])> = std::collections::BTreeMap::new();
    for pixel in sample.pixels() {
        let [red, green, blue, alpha] = pixel.0;
        if alpha < 128 {
            continue;
        }
        let (count, sums) = parts.entry([red >> 4, green >> 4, blue >> 4]).or_default();
        *count += 1;
        sums.iter_mut().zip([red, green, blue]).for_each(|(sum, value)| *sum += u32::from(value));
    }
    let fullest = parts.into_values().max_by_key(|(count, _)| *count);
    let [red, green, blue] = fullest.map_or([255; 3], |(count, sums)| sums.map(|sum| sum / count));
    Ok(format!("#{red:02x}{green:02x}{blue:02x}"))
}
