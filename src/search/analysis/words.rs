//! A text as words, for ranking: simplified, then cut by the dictionary the way searches want it, long words with the
//! shorter ones inside them.

use std::io::{BufReader, Cursor};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use jieba_rs::Jieba;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::fold::{Class, class, fold};
use crate::config::file;

/// Largest dictionary file in bytes.
const MAX_DICTIONARY: u64 = 64 * 1024 * 1024;

/// How many words the dictionary's counts were taken from.
const COUNTED: f64 = 60_101_967.0;

/// What cuts texts into words. Cheap to clone; the dictionary takes some 30 MB and is there once.
#[derive(Clone)]
pub struct Words {
    jieba: Arc<Jieba>,
    simplify: Arc<OpenCC>,
    /// Tells one dictionary from another.
    stamp: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

/// What a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Somebody.
    Person,
    /// A place.
    Place,
    /// A body of people.
    Organisation,
    /// Anything else.
    Other,
}

/// Why the words cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// The file cannot be read.
    #[error("the dictionary {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why it was done.
        source: std::io::Error,
    },
    /// A line of the file is not one of a dictionary.
    #[error(
        "the dictionary {path} is not right: {reason}; a line is a word, then perhaps its frequency and part of speech, separated by spaces"
    )]
    Malformed {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The tables of scripts cannot be loaded.
    #[error("the tables of simplified and traditional characters cannot be loaded: {0}")]
    Scripts(String),
}

impl Words {
    /// The dictionary that is built in, with the words of a file where one is named.
    ///
    /// The first call in a process takes some tenths of a second; later ones without a file share what it loaded.
    pub fn load(dictionary: Option<&Path>) -> Result<Self, DictionaryError> {
        let simplify = simplify()?;
        let Some(path) = dictionary else {
            return Ok(Self { jieba: built_in(), simplify, stamp: "built-in".to_owned() });
        };
        let shown = path.display().to_string();
        let unreadable = |source| DictionaryError::Unreadable { path: shown.clone(), source };
        let bytes = file::read_regular(path, MAX_DICTIONARY).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|error| unreadable(std::io::Error::other(error)))?;
        let malformed = |reason: String| DictionaryError::Malformed { path: shown.clone(), reason };
        let lines = dictionary_lines(&text, &simplify).map_err(malformed)?;
        let mut jieba = Jieba::new();
        jieba
            .load_dict(&mut BufReader::new(Cursor::new(lines)))
            .map_err(|error| DictionaryError::Malformed { path: shown.clone(), reason: error.to_string() })?;
        let digest = Sha256::digest(text.as_bytes());
        let stamp = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { jieba: Arc::new(jieba), simplify, stamp })
    }

    /// Begins to load what is built in, on a thread of its own, so that it is there when it is asked for.
    pub fn load_soon() {
        std::thread::spawn(built_in);
    }

    /// Tells one dictionary from another: an index made with one does not fit another.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Calls `take` with each word of a text, in lower case and simplified.
    pub fn each(&self, text: &str, mut take: impl FnMut(&str)) {
        let text = plain(text, &self.simplify);
        for token in self.jieba.cut_for_search(&text, true) {
            if token.word.chars().any(|c| matches!(class(c), Class::Single | Class::Letter)) {
                take(token.word);
            }
        }
    }

    /// Calls `take` with each word of a text as it is read, none inside another.
    pub fn each_once(&self, text: &str, mut take: impl FnMut(&str)) {
        let text = plain(text, &self.simplify);
        for token in self.jieba.cut(&text, true) {
            if token.word.chars().any(|c| matches!(class(c), Class::Single | Class::Letter)) {
                take(token.word);
            }
        }
    }

    /// How rare a word is in the language at large by the dictionary's counts: the natural logarithm of one in so many words,
    /// from 0 to 16.
    #[must_use]
    pub fn rarity(&self, word: &str) -> f32 {
        let count = u32::try_from(self.jieba.suggest_freq(word)).unwrap_or(u32::MAX).max(1);
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm is small")]
        let rarity = (COUNTED / f64::from(count)).ln() as f32;
        rarity.clamp(0.0, 16.0)
    }

    /// What a word names, as far as the dictionary knows.
    #[must_use]
    pub fn naming(&self, word: &str) -> Naming {
        match self.jieba.tag(word, true).as_slice() {
            [only] => match only.tag {
                "nr" | "nrt" | "nrfg" => Naming::Person,
                "ns" | "nsf" => Naming::Place,
                "nt" | "ntu" | "nto" | "nth" => Naming::Organisation,
                _ => Naming::Other,
            },
            _ => Naming::Other,
        }
    }

    /// The words of a text.
    #[must_use]
    pub fn of(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        self.each(text, |word| words.push(word.to_owned()));
        words
    }
}

/// A text in lower case and half width, with its traditional characters simplified in their context.
fn plain(text: &str, simplify: &OpenCC) -> String {
    let mut foreign = false;
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\u{4e00}'..='\u{9fff}') {
            foreign = foreign || {
                let mut other = false;
                fold(character, |c| other = c != character);
                other
            };
            plain.push(character);
        } else if character.is_ascii() {
            plain.push(character.to_ascii_lowercase());
        } else {
            plain.extend(std::iter::once(character).nfkc().flat_map(char::to_lowercase));
        }
    }
    if foreign { simplify.convert(&plain) } else { plain }
}

/// The lines of a dictionary with their words as texts are searched for.
fn dictionary_lines(text: &str, simplify: &OpenCC) -> Result<String, String> {
    let mut lines = String::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split_whitespace();
        let word = plain(parts.next().unwrap_or_default(), simplify);
        let rest: Vec<&str> = parts.collect();
        if rest.len() > 2 || rest.first().is_some_and(|first| rest.len() == 2 && first.parse::<u32>().is_err()) {
            return Err(format!("line {}: `{}`", number + 1, line.chars().take(60).collect::<String>()));
        }
        lines.push_str(&word);
        for part in rest {
            lines.push(' ');
            lines.push_str(part);
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// The dictionary that is built in, loaded once.
fn built_in() -> Arc<Jieba> {
    static BUILT_IN: OnceLock<Arc<Jieba>> = OnceLock::new();
    Arc::clone(BUILT_IN.get_or_init(|| Arc::new(Jieba::new())))
}

/// The tables that simplify, loaded once.
fn simplify() -> Result<Arc<OpenCC>, DictionaryError> {
    static TABLES: OnceLock<Arc<OpenCC>> = OnceLock::new();
    if let Some(tables) = TABLES.get() {
        return Ok(Arc::clone(tables));
    }
    let tables =
        OpenCC::from_config(BuiltinConfig::T2s).map_err(|error| DictionaryError::Scripts(error.to_string()))?;
    Ok(Arc::clone(TABLES.get_or_init(|| Arc::new(tables))))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn words_come_with_the_shorter_ones_inside_them_in_either_script() {
        let words = Words::load(None).unwrap();
        for text in ["中华人民共和国", "中華人民共和國"] {
            let found = words.of(text);
            assert!(found.contains(&"中华人民共和国".to_owned()) && found.contains(&"人民".to_owned()), "{found:?}");
        }
        assert_eq!(words.of("，！🙂 \u{0}"), Vec::<String>::new());
        assert_eq!(words.of("ＣＥＯ Musk"), ["ceo", "musk"]);
    }

    #[test]
    fn words_are_read_once_weighed_and_known_for_what_they_name() {
        let words = Words::load(None).unwrap();
        let mut read = Vec::new();
        words.each_once("中华人民共和国成立，CEO", |word| read.push(word.to_owned()));
        assert_eq!(read, ["中华人民共和国", "成立", "ceo"]);
        assert!(words.rarity("的") < words.rarity("经济") && words.rarity("经济") < words.rarity("斜拉桥"));
        assert!((0.0..=16.0).contains(&words.rarity("")) && (0.0..=16.0).contains(&words.rarity("🙂")));
        assert_eq!(words.naming("北京"), Naming::Place);
        assert_eq!(words.naming("经济"), Naming::Other);
    }

    #[test]
    fn a_dictionary_of_ones_own_adds_names() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "\u{feff}# places\n雲溪河口鎮 100 ns\n\n清河融媒").unwrap();
        let words = Words::load(Some(file.path())).unwrap();
        assert!(words.of("今日云溪河口镇开会").contains(&"云溪河口镇".to_owned()));
        assert_ne!(words.stamp(), Words::load(None).unwrap().stamp());
        writeln!(file, "甲 乙 丙 丁").unwrap();
        assert!(matches!(Words::load(Some(file.path())), Err(DictionaryError::Malformed { .. })));
        assert!(matches!(Words::load(Some(Path::new("/nowhere/x"))), Err(DictionaryError::Unreadable { .. })));
    }
}
