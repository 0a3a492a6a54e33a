//! JPEG: segments up to the first scan, then scans up to the end of the image.

use image::metadata::Orientation;

use super::{Broken, Reader, Stripped, orientation_block};

const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// Keeps what decoders need (tables, frames, scans), JFIF, Adobe's word on colours and ICC profiles.
pub(super) fn strip(bytes: &[u8], way_up: Orientation) -> Result<Stripped, Broken> {
    let mut reader = Reader(bytes);
    let mut kept = reader.take(2)?.to_vec();
    if let Some(block) = orientation_block(way_up) {
        kept.extend([0xff, 0xe1, 0, 34]);
        kept.extend(b"Exif\0\0");
        kept.extend(block);
    }
    loop {
        if reader.byte()? != 0xff {
            return Err(Broken);
        }
        let mut marker = reader.byte()?;
        while marker == 0xff {
            marker = reader.byte()?;
        }
        match marker {
            END => {
                kept.extend([0xff, END]);
                return Ok(Stripped { bytes: kept, is_animated: false });
            }
            // Markers that stand alone.
            0x01 | 0xd0..=0xd7 => continue,
            0x00 | 0xd8 => return Err(Broken),
            _ => {}
        }
        let length = reader.array::<2>()?;
        let content = reader.take(usize::from(u16::from_be_bytes(length)).checked_sub(2).ok_or(Broken)?)?;
        if is_kept(marker, content) {
            kept.extend([0xff, marker]);
            kept.extend(length);
            kept.extend(content);
        }
        if marker == SCAN {
            kept.extend(reader.take(entropy(reader.0))?);
        }
    }
}

/// Whether a segment belongs to the picture.
fn is_kept(marker: u8, content: &[u8]) -> bool {
    match marker {
        // The thumbnail of JFXX goes, and so do lists of further images.
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// How many bytes of coded data come before the next marker.
fn entropy(rest: &[u8]) -> usize {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, next] if !matches!(*next, 0x00 | 0xd0..=0xd7 | 0xff));
    rest.windows(2).position(is_marker).unwrap_or(rest.len())
}
