//! PNG: a signature and chunks, the last of which is `IEND`.

use image::metadata::Orientation;

use super::{Broken, Reader, Stripped, orientation_block};

/// What belongs to the picture: its data, its colours, its frames.
const KEPT: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    b"sBIT", b"bKGD", b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT",
];

/// Keeps the chunks that belong to the picture.
pub(super) fn strip(bytes: &[u8], way_up: Orientation) -> Result<Stripped, Broken> {
    let mut reader = Reader(bytes);
    let mut kept = reader.take(8)?.to_vec();
    let mut is_animated = false;
    loop {
        let length = u32::from_be_bytes(reader.array::<4>()?);
        let kind = reader.array::<4>()?;
        let content = reader.take(usize::try_from(length).map_err(|_| Broken)?)?;
        let sum = reader.array::<4>()?;
        if KEPT.contains(&&kind) {
            is_animated |= &kind == b"acTL";
            kept.extend(length.to_be_bytes());
            kept.extend(kind);
            kept.extend(content);
            kept.extend(sum);
        }
        match &kind {
            b"IEND" => return Ok(Stripped { bytes: kept, is_animated }),
            b"IHDR" => {
                if let Some(block) = orientation_block(way_up) {
                    kept.extend(26_u32.to_be_bytes());
                    kept.extend(b"eXIf");
                    kept.extend(block);
                    let mut sum = flate2::Crc::new();
                    sum.update(b"eXIf");
                    sum.update(&block);
                    kept.extend(sum.sum().to_be_bytes());
                }
            }
            _ => {}
        }
    }
}
