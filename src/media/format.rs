//! The formats of pictures that are taken, told by content.

use image::ImageFormat;

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG (ISO/IEC 10918-1).
    Jpeg,
    /// PNG, animated ones too (W3C PNG, third edition).
    Png,
    /// WebP, animated ones too (RFC 9649).
    WebP,
    /// GIF, animated ones too (`GIF89a`).
    Gif,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Gif];

    /// The format of a file by how it begins; none where it is no picture that is taken.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match image::guess_format(bytes).ok()? {
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::WebP => Some(Self::WebP),
            ImageFormat::Gif => Some(Self::Gif),
            _ => None,
        }
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// The format of that media type.
    #[must_use]
    pub fn of_mime_type(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.mime_type() == word)
    }

    /// What names of such files end with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
        }
    }

    /// The format of names with that ending.
    #[must_use]
    pub fn of_extension(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == ending)
    }

    /// The same for the library that decodes it.
    pub(super) const fn decoded_by(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::WebP => ImageFormat::WebP,
            Self::Gif => ImageFormat::Gif,
        }
    }
}
