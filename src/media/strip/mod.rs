//! Pictures without what they tell of their makers: camera, place and time (EXIF), captions and rights in fields of their own
//! (XMP, IPTC), comments, thumbnails, and whatever stands behind the end of the picture. What is seen stays byte for byte: no
//! picture is coded again. Colour profiles stay, and so does which way up it is, in an EXIF block that says nothing else.

mod gif;
mod jpeg;
mod png;
mod webp;

use image::metadata::Orientation;

pub(super) use webp::with_profile;

use super::format::Format;

/// A file is not what its beginning promises, or is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// What is left of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether it has more than one frame.
    pub is_animated: bool,
}

/// Takes out of a file all that is not the picture.
pub fn strip(format: Format, bytes: &[u8], way_up: Orientation) -> Result<Stripped, Broken> {
    match format {
        Format::Jpeg => jpeg::strip(bytes, way_up),
        Format::Png => png::strip(bytes, way_up),
        Format::WebP => webp::strip(bytes, way_up),
        Format::Gif => gif::strip(bytes),
    }
}

/// An EXIF block (TIFF 6.0) that says which way up a picture is and nothing else; none for one that stands upright.
fn orientation_block(way_up: Orientation) -> Option<[u8; 26]> {
    if way_up == Orientation::NoTransforms {
        return None;
    }
    let mut block = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = block.get_mut(19) {
        *value = way_up.to_exif();
    }
    Some(block)
}

/// Reads a file from its beginning to its end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The next so many bytes.
    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next byte.
    fn byte(&mut self) -> Result<u8, Broken> {
        self.take(1)?.first().copied().ok_or(Broken)
    }

    /// The next bytes as an array.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        self.take(N)?.try_into().map_err(|_| Broken)
    }
}
