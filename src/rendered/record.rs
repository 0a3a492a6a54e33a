//! A finished article as it stands in the file: its body in one coding, what the headers need, and the names in it.
//!
//! What a record says is believed only if its checksum fits: nobody else checks what is read.

use uuid::Uuid;

use crate::articles::Parts;
use crate::web::cache::finished::Hash;
use crate::web::coding::Coding;

/// How records are written; raised when they are written otherwise.
pub(super) const FORMAT: u32 = 5;
/// Most names in one record.
const NAMES: usize = u16::MAX as usize;

/// A record. Numbers are little-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line of the change log at which its making began: it says at least what was true there.
    pub made: i64,
    /// The hash of the plain body.
    pub hash: Hash,
    /// How many bytes the plain body has.
    pub length: u32,
    /// Where the plain body has what list items have otherwise.
    pub parts: Parts,
    /// Where the plain body has its texts; nothing beside a coded body.
    pub lines: &'a [u8],
    /// Whether editors chose what stands beside it.
    pub has_choices: bool,
    /// When the article last changed, as `Last-Modified` has it.
    pub last_modified: &'a [u8],
    /// The names in it, 16 bytes each: what it says changes with each of them.
    pub names: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Record<'a> {
    /// The bytes of the record of an article in a coding; none where it has more of anything than can be written.
    #[must_use]
    pub fn encode(&self, article: Uuid, coding: Coding) -> Option<Vec<u8>> {
        let names = u16::try_from(self.names.len() / 16).ok().filter(|count| usize::from(*count) <= NAMES)?;
        let modified = u8::try_from(self.last_modified.len()).ok()?;
        let lines = u32::try_from(self.lines.len()).ok()?;
        let mut bytes = Vec::with_capacity(96 + self.lines.len() + self.names.len() + self.body.len());
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&self.made.to_le_bytes());
        bytes.extend_from_slice(&self.hash);
        bytes.extend_from_slice(&self.length.to_le_bytes());
        self.parts.0.iter().for_each(|place| bytes.extend_from_slice(&place.to_le_bytes()));
        bytes.extend_from_slice(&lines.to_le_bytes());
        bytes.extend_from_slice(self.lines);
        bytes.push(self.has_choices.into());
        bytes.push(modified);
        bytes.extend_from_slice(self.last_modified);
        bytes.extend_from_slice(&names.to_le_bytes());
        bytes.extend_from_slice(self.names);
        bytes.extend_from_slice(self.body);
        let (sum, rest) = bytes.split_first_chunk_mut::<4>()?;
        *sum = checksum(article, coding, rest);
        Some(bytes)
    }

    /// Reads what [`Self::encode`] wrote for this article and coding; none where it is anything else.
    #[must_use]
    pub fn decode(bytes: &'a [u8], article: Uuid, coding: Coding) -> Option<Self> {
        let (sum, rest) = bytes.split_first_chunk::<4>()?;
        if *sum != checksum(article, coding, rest) {
            return None;
        }
        let (made, rest) = rest.split_first_chunk()?;
        let (hash, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (parts, rest) = rest.split_first_chunk::<{ 5 * 4 }>()?;
        let (lines, rest) = rest.split_first_chunk()?;
        let (lines, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*lines)).ok()?)?;
        let (has_choices, rest) = rest.split_first()?;
        let (modified, rest) = rest.split_first()?;
        let (last_modified, rest) = rest.split_at_checked(usize::from(*modified))?;
        let (names, rest) = rest.split_first_chunk()?;
        let (names, body) = rest.split_at_checked(usize::from(u16::from_le_bytes(*names)) * 16)?;
        let (made, length) = (i64::from_le_bytes(*made), u32::from_le_bytes(*length));
        let mut places = Parts::default();
        places.0.iter_mut().zip(parts.as_chunks().0).for_each(|(place, bytes)| *place = u32::from_le_bytes(*bytes));
        let has_choices = *has_choices != 0;
        Some(Self { made, hash: *hash, length, parts: places, lines, has_choices, last_modified, names, body })
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = Uuid> {
        self.names.as_chunks().0.iter().map(|id| Uuid::from_bytes(*id))
    }
}

/// The checksum of a record, with what it is the record of.
fn checksum(article: Uuid, coding: Coding, rest: &[u8]) -> [u8; 4] {
    let mut sum = crc32fast::Hasher::new();
    sum.update(article.as_bytes());
    sum.update(coding.name().as_bytes());
    sum.update(rest);
    sum.finalize().to_le_bytes()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_and_nothing_else(
            (made, length, parts, has_choices) in any::<(i64, u32, [u32; 5], bool)>(),
            hash in any::<[u8; 16]>(),
            lines in proptest::collection::vec(any::<u8>(), 0..60),
            last_modified in proptest::collection::vec(any::<u8>(), 0..40),
            names in proptest::collection::vec(any::<[u8; 16]>(), 0..20),
            body in proptest::collection::vec(any::<u8>(), 0..2_000),
            (at, bit) in (any::<proptest::sample::Index>(), 0..8_u8),
        ) {
            let article = Uuid::from_u128(7);
            let names = names.concat();
            let record = Record {
                made, hash, length, parts: Parts(parts), lines: &lines, has_choices, last_modified: &last_modified,
                names: &names, body: &body,
            };
            let bytes = record.encode(article, Coding::Brotli).unwrap();
            let read = Record::decode(&bytes, article, Coding::Brotli);
            prop_assert_eq!(read.as_ref(), Some(&record));
            prop_assert_eq!(Record::decode(&bytes, article, Coding::Identity), None);
            prop_assert_eq!(Record::decode(&bytes, Uuid::from_u128(8), Coding::Brotli), None);
            let cut = at.index(bytes.len());
            prop_assert_eq!(Record::decode(bytes.get(..cut).unwrap(), article, Coding::Brotli), None);
            let mut turned = bytes;
            *turned.get_mut(cut).unwrap() ^= 1 << bit;
            prop_assert_eq!(Record::decode(&turned, article, Coding::Brotli), None);
        }
    }

    #[test]
    fn names_are_read_one_by_one() {
        let names = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let bytes: Vec<u8> = names.iter().flat_map(Uuid::as_bytes).copied().collect();
        let record = Record {
            made: 0,
            hash: [0; 16],
            length: 0,
            parts: Parts::default(),
            lines: &[],
            has_choices: false,
            last_modified: &[],
            names: &bytes,
            body: &[],
        };
        assert_eq!(record.names().collect::<Vec<_>>(), names);
    }
}
