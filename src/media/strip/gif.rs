//! GIF: a header, then extensions and frames up to the trailer.

use super::{Broken, Reader, Stripped};

/// Keeps the frames, how long each is shown, and how often all are.
pub(super) fn strip(bytes: &[u8]) -> Result<Stripped, Broken> {
    let mut reader = Reader(bytes);
    let header = reader.take(13)?;
    let mut kept = header.to_vec();
    kept.extend(reader.take(table(header.get(10)))?);
    let mut frames = 0;
    loop {
        match reader.byte()? {
            0x21 => {
                let label = reader.byte()?;
                let blocks = blocks(&mut reader)?;
                let repeats = blocks.starts_with(b"\x0bNETSCAPE2.0") || blocks.starts_with(b"\x0bANIMEXTS1.0");
                if label == 0xf9 || (label == 0xff && repeats) {
                    kept.extend([0x21, label]);
                    kept.extend(blocks);
                }
            }
            0x2c => {
                frames += 1;
                let descriptor = reader.take(9)?;
                kept.push(0x2c);
                kept.extend(descriptor);
                kept.extend(reader.take(table(descriptor.get(8)))?);
                kept.push(reader.byte()?);
                kept.extend(blocks(&mut reader)?);
            }
            0x3b if frames > 0 => {
                kept.push(0x3b);
                return Ok(Stripped { bytes: kept, is_animated: frames > 1 });
            }
            _ => return Err(Broken),
        }
    }
}

/// How many bytes the colour table has that a byte of flags announces.
fn table(flags: Option<&u8>) -> usize {
    match flags.copied().unwrap_or(0) {
        flags if flags & 0x80 != 0 => 3 << ((flags & 0x07) + 1),
        _ => 0,
    }
}

/// Blocks of data with their lengths, the empty one at their end included.
fn blocks<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Broken> {
    let all = reader.0;
    let mut length = 0;
    loop {
        let size = usize::from(reader.byte()?);
        reader.take(size)?;
        length += size + 1;
        if size == 0 {
            return all.get(..length).ok_or(Broken);
        }
    }
}
