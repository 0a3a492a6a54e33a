//! WebP: chunks in a RIFF container (RFC 9649).

use image::metadata::Orientation;

use super::{Broken, Reader, Stripped, orientation_block};

/// Bits of the extended header.
const ICC: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
const ANIMATION: u8 = 0x02;

/// Keeps the chunks that belong to the picture.
pub(super) fn strip(bytes: &[u8], way_up: Orientation) -> Result<Stripped, Broken> {
    let block = orientation_block(way_up);
    let mut chunks = Vec::new();
    let mut is_animated = false;
    for (kind, content) in read(bytes)? {
        match &kind {
            b"VP8X" => {
                let mut header = content.to_vec();
                let flags = header.first_mut().ok_or(Broken)?;
                *flags &= !(EXIF | XMP);
                if block.is_some() {
                    *flags |= EXIF;
                }
                is_animated = *flags & ANIMATION != 0;
                chunk(&mut chunks, *b"VP8X", &header);
            }
            b"ICCP" | b"ANIM" | b"ANMF" | b"ALPH" | b"VP8 " | b"VP8L" => chunk(&mut chunks, kind, content),
            _ => {}
        }
    }
    // Only the extended form can say which way up it is, and only there it was read.
    if let Some(block) = block {
        chunk(&mut chunks, *b"EXIF", &block);
    }
    Ok(Stripped { bytes: contained(&chunks)?, is_animated })
}

/// A file that was just made, with a colour profile. One that has an extended header already keeps it.
pub(in crate::media) fn with_profile(
    bytes: &[u8],
    profile: &[u8],
    (width, height): (u32, u32),
) -> Result<Vec<u8>, Broken> {
    let read = read(bytes)?;
    let has_alpha = read.iter().any(|(kind, content)| {
        kind == b"ALPH" || (kind == b"VP8L" && content.get(4).is_some_and(|byte| byte & ALPHA != 0))
    });
    let mut header = vec![if has_alpha { ICC | ALPHA } else { ICC }, 0, 0, 0];
    for side in [width, height] {
        header.extend(side.saturating_sub(1).to_le_bytes().into_iter().take(3));
    }
    let mut chunks = Vec::new();
    chunk(&mut chunks, *b"VP8X", &header);
    chunk(&mut chunks, *b"ICCP", profile);
    for (kind, content) in read.iter().filter(|(kind, _)| kind != b"VP8X") {
        chunk(&mut chunks, *kind, content);
    }
    contained(&chunks)
}

/// A chunk: what it is, and its content.
type Chunk<'a> = ([u8; 4], &'a [u8]);

/// The chunks of a file.
fn read(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, Broken> {
    let mut reader = Reader(bytes);
    if reader.take(4)? != b"RIFF" {
        return Err(Broken);
    }
    let size = usize::try_from(u32::from_le_bytes(reader.array()?)).map_err(|_| Broken)?;
    // What stands behind the container is none of it.
    let mut reader = Reader(reader.take(size)?);
    if reader.take(4)? != b"WEBP" {
        return Err(Broken);
    }
    let mut chunks = Vec::new();
    while !reader.0.is_empty() {
        let kind = reader.array::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(reader.array()?)).map_err(|_| Broken)?;
        chunks.push((kind, reader.take(length)?));
        if length % 2 == 1 && !reader.0.is_empty() {
            reader.byte()?;
        }
    }
    Ok(chunks)
}

/// Adds a chunk, padded to an even length.
fn chunk(chunks: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    chunks.extend(kind);
    chunks.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    chunks.extend(content);
    if content.len() % 2 == 1 {
        chunks.push(0);
    }
}

/// A file of these chunks.
fn contained(chunks: &[u8]) -> Result<Vec<u8>, Broken> {
    let size = u32::try_from(chunks.len() + 4).map_err(|_| Broken)?;
    let mut file = b"RIFF".to_vec();
    file.extend(size.to_le_bytes());
    file.extend(b"WEBP");
    file.extend(chunks);
    Ok(file)
}
