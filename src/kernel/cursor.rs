//! Cursors: where a list goes on, bound to the filter and the sort it was made for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Longest cursor that is looked at, in characters.
const MAX_LENGTH: usize = 400;
/// First byte of every cursor, raised when the form changes, so that an old one is refused instead of misread.
const FORM: u8 = 1;

/// Which way a page lies from the position of its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The items that follow.
    After,
    /// The items before.
    Before,
}

/// The filter and sort that a cursor belongs to, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding([u8; 8]);

impl Binding {
    /// The binding of a filter and sort written out in one canonical form.
    #[must_use]
    pub fn of(canonical: &str) -> Self {
        let digest = Sha256::digest(canonical.as_bytes());
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Self(bytes)
    }
}

/// A position in a list: what the list is sorted by, as text or as time and id.
pub trait Position: Sized {
    /// The position as bytes.
    fn write(&self) -> Vec<u8>;
    /// The position from those bytes; `None` when they are not one.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// A position in a list sorted by a time, newest or oldest first, and by id within the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeAndId {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// The article.
    pub id: Uuid,
}

impl Position for TimeAndId {
    fn write(&self) -> Vec<u8> {
        [&self.at_ms.to_be_bytes()[..], self.id.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_first_chunk::<8>()?;
        Some(Self { at_ms: i64::from_be_bytes(*at), id: Uuid::from_slice(id).ok()? })
    }
}

impl Position for i64 {
    fn write(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_be_bytes(bytes.try_into().ok()?))
    }
}

impl Position for Uuid {
    fn write(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

impl Position for String {
    fn write(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

/// A page's place in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor<P> {
    /// Which side of the position the page lies on.
    pub direction: Direction,
    /// The item next to the page, which is not in it.
    pub position: P,
}

/// Why a cursor is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorError {
    /// It is not a cursor of this service.
    Garbled,
    /// It belongs to another filter or sort.
    OtherList,
}

impl<P: Position> Cursor<P> {
    /// The cursor as readers carry it: URL-safe, opaque.
    #[must_use]
    pub fn encode(&self, binding: Binding) -> String {
        let direction = match self.direction {
            Direction::After => 0,
            Direction::Before => 1,
        };
        let bytes = [&[FORM, direction][..], &binding.0, &self.position.write()].concat();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Takes a cursor back.
    pub fn decode(text: &str, binding: Binding) -> Result<Self, CursorError> {
        if text.len() > MAX_LENGTH {
            return Err(CursorError::Garbled);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError::Garbled)?;
        let (head, rest) = bytes.split_first_chunk::<2>().ok_or(CursorError::Garbled)?;
        let (bound, position) = rest.split_first_chunk::<8>().ok_or(CursorError::Garbled)?;
        let direction = match head {
            [FORM, 0] => Direction::After,
            [FORM, 1] => Direction::Before,
            _ => return Err(CursorError::Garbled),
        };
        let position = P::read(position).ok_or(CursorError::Garbled)?;
        if *bound != binding.0 {
            return Err(CursorError::OtherList);
        }
        Ok(Self { direction, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_was(at_ms: i64, id: u128, before: bool) {
            let direction = if before { Direction::Before } else { Direction::After };
            let cursor = Cursor { direction, position: TimeAndId { at_ms, id: Uuid::from_u128(id) } };
            let binding = Binding::of("channel=x");
            prop_assert_eq!(Cursor::decode(&cursor.encode(binding), binding), Ok(cursor));
        }

        #[test]
        fn garbled_text_is_never_a_cursor(text in "\\PC{0,80}") {
            let decoded = Cursor::<TimeAndId>::decode(&text, Binding::of("x"));
            prop_assert!(decoded.is_err());
        }
    }

    #[test]
    fn a_cursor_of_another_filter_is_refused() {
        let cursor = Cursor { direction: Direction::After, position: "a".to_owned() };
        let encoded = cursor.encode(Binding::of("status=open"));
        assert_eq!(Cursor::<String>::decode(&encoded, Binding::of("status=closed")), Err(CursorError::OtherList));
    }
}
