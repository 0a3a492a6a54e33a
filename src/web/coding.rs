//! Content codings (RFC 9110, section 8.4): which one a caller likes best, and making it.

use std::io::Write;

use crate::kernel::error::{Error, Result};

/// Bodies shorter than this stay as they are: coding them costs more than it saves.
const WORTH_CODING: usize = 860;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Coding {
    /// None.
    Identity,
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Brotli, Self::Zstd, Self::Gzip];
    /// The codings in the order in which the service prefers them.
    const PREFERRED: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The name in `Content-Encoding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The best coding for an `Accept-Encoding` header; identity where nothing else is acceptable.
    #[must_use]
    pub fn negotiate(accepted: &str) -> Self {
        if accepted.is_empty() {
            return Self::Identity;
        }
        let elements = || accepted.split(',').filter_map(weighted);
        let weight = |coding: Self| {
            let named = elements().find(|(name, _)| name.eq_ignore_ascii_case(coding.name()));
            named.or_else(|| elements().find(|(name, _)| *name == "*")).map_or(0.0, |(_, weight)| weight)
        };
        Self::PREFERRED
            .into_iter()
            .rev()
            .map(|coding| (weight(coding), coding))
            .filter(|(weight, _)| *weight > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(Self::Identity, |(_, coding)| coding)
    }

    /// The coding to use for a body of that many bytes.
    #[must_use]
    pub fn for_length(self, bytes: usize) -> Self {
        if bytes < WORTH_CODING { Self::Identity } else { self }
    }

    /// Codes a body.
    pub fn encode(self, body: &[u8]) -> Result<Vec<u8>> {
        let coded = match self {
            Self::Identity => Ok(body.to_vec()),
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 16_384, 4, 20);
                writer.write_all(body).and_then(|()| writer.flush()).map(|()| writer.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(body, 3),
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
                writer.write_all(body).and_then(|()| writer.finish())
            }
        };
        coded.map_err(Error::broken)
    }
}

/// One element of `Accept-Encoding` and its weight from 0 to 1.
fn weighted(element: &str) -> Option<(&str, f32)> {
    let (name, parameters) = element.split_once(';').unwrap_or((element, ""));
    let name = name.trim();
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.trim().parse().ok()?,
        None => 1.0,
    };
    (!name.is_empty()).then_some((name, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callers_weights_decide_and_then_our_preference() {
        for (accepted, chosen) in [
            ("", Coding::Identity),
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("br;q=0.1, gzip;q=0.8", Coding::Gzip),
            ("br;q=0, *", Coding::Zstd),
            ("identity", Coding::Identity),
            ("deflate;q=x,,;", Coding::Identity),
        ] {
            assert_eq!(Coding::negotiate(accepted), chosen, "{accepted}");
        }
    }
}
