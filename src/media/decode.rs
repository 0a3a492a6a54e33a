//! Decoding pictures of strangers: only in the format that they were told to be, only so many pixels, only so much memory.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use super::format::Format;
use crate::kernel::error::{Code, Error, Result};

/// Most pixels in a row or a column.
pub const LONGEST_SIDE: u32 = 30_000;
/// Most bytes that a decoder takes for a pixel: four channels of 16 bits.
const BYTES_PER_PIXEL: u64 = 8;
/// What decoders take beside the pixels.
const WORKING_SPACE: u64 = 32 * 1_048_576;

/// A picture while it is worked on.
#[derive(Debug)]
pub struct Decoded {
    /// Its pixels, the right way up; of a picture with several frames, the first.
    pub image: DynamicImage,
    /// Which way up it lies in the file.
    pub way_up: Orientation,
    /// Its colour profile (ICC.1), where it has one for the colours that it was decoded to.
    pub profile: Option<Vec<u8>>,
}

/// Decodes a picture. Refuses one with more pixels, and one that is broken.
pub fn decode(format: Format, bytes: &[u8], max_megapixels: u32) -> Result<Decoded> {
    let most = u64::from(max_megapixels) * 1_000_000;
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(most * BYTES_PER_PIXEL + WORKING_SPACE);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.decoded_by());
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error, max_megapixels))?;
    let (width, height) = decoder.dimensions();
    if width > LONGEST_SIDE || height > LONGEST_SIDE || u64::from(width) * u64::from(height) > most {
        return Err(too_large(max_megapixels, Some((width, height))));
    }
    if width == 0 || height == 0 {
        return Err(broken("it has no pixels"));
    }
    decoder.set_limits(limits).map_err(|error| refused(&error, max_megapixels))?;
    let way_up = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error, max_megapixels))?;
    image.apply_orientation(way_up);
    let profile = profile.filter(|profile| describes(profile, &image));
    Ok(Decoded { image, way_up, profile })
}

/// Whether a profile is one for the colours of a picture as it was decoded: that of a CMYK file is not.
fn describes(profile: &[u8], image: &DynamicImage) -> bool {
    let space = if image.color().has_color() { b"RGB " } else { b"GRAY" };
    profile.get(16..20) == Some(space)
}

/// Why a picture could not be decoded.
fn refused(error: &ImageError, max_megapixels: u32) -> Error {
    match error {
        ImageError::Limits(_) => too_large(max_megapixels, None),
        _ => broken("it cannot be decoded"),
    }
}

/// The refusal of a picture that is cut off or damaged.
pub fn broken(why: &str) -> Error {
    Error::refused(Code::BrokenImage, format!("The file begins like a picture, but {why}."))
}

/// The refusal of a picture with too many pixels.
fn too_large(max_megapixels: u32, has: Option<(u32, u32)>) -> Error {
    let has = has.map(|(width, height)| format!("It has {width} × {height} pixels; ")).unwrap_or_default();
    let detail = format!("{has}{LONGEST_SIDE} in a row or column and {max_megapixels} million in all are taken.");
    Error::refused(Code::ImageTooLarge, detail)
}
