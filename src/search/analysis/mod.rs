//! How texts and queries become what the index knows: words for ranking, characters and pairs of neighbours for recall,
//! the sounds of titles for suggestions. The same for both sides, always.

mod fold;
mod sounds;
mod stream;
mod units;
mod words;

pub use fold::{Class, Written, class, fold, known};
pub use sounds::{Sounds, completions, syllables};
pub use stream::{CHARS, INITIALS, PAIRS, PINYIN, WORDS, register};
pub use units::{Unit, Units};
pub use words::{DictionaryError, Naming, Words};
