//! The analysis as the index engine asks for it: a stream of tokens for each kind of field.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::sounds::Sounds;
use super::units::Units;
use super::words::Words;

/// Name of the analysis into words.
pub const WORDS: &str = "words";
/// Name of the analysis into pairs of neighbours.
pub const PAIRS: &str = "pairs";
/// Name of the analysis into single characters and words of letters.
pub const CHARS: &str = "chars";
/// Name of the analysis into syllables.
pub const PINYIN: &str = "pinyin";
/// Name of the analysis into pairs of initials.
pub const INITIALS: &str = "initials";

/// Makes the analyses known to an index.
pub fn register(tokenizers: &TokenizerManager, words: &Words) {
    tokenizers.register(WORDS, Analysis::Words(words.clone()));
    tokenizers.register(PAIRS, Analysis::Pairs);
    tokenizers.register(CHARS, Analysis::Chars);
    tokenizers.register(PINYIN, Analysis::Pinyin);
    tokenizers.register(INITIALS, Analysis::Initials);
}

/// One of the analyses.
#[derive(Clone, Debug)]
enum Analysis {
    Words(Words),
    Pairs,
    Chars,
    Pinyin,
    Initials,
}

impl Tokenizer for Analysis {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Tokens::default();
        match self {
            Self::Words(words) => {
                let mut position = 0;
                words.each(text, |word| {
                    tokens.add(position, word);
                    position += 1;
                });
            }
            // A place is left free before each block: the last pair of one reaches over it, so that no chain of every second
            // pair leads from one block into the next.
            Self::Pairs => {
                Units::of(text).pairs().enumerate().for_each(|(position, pair)| tokens.add(position + 1, pair));
            }
            Self::Chars => {
                Units::of(text).singles().enumerate().for_each(|(position, unit)| tokens.add(position, unit));
            }
            Self::Pinyin => {
                for (position, readings) in Sounds::of(text).readings().iter().enumerate() {
                    readings.iter().for_each(|reading| tokens.add(position, reading));
                }
            }
            Self::Initials => {
                let initials = Sounds::of(text).initials();
                for (position, (firsts, seconds)) in initials.iter().zip(initials.iter().skip(1)).enumerate() {
                    for first in firsts {
                        seconds.iter().for_each(|second| tokens.add(position, &format!("{first}{second}")));
                    }
                }
            }
        }
        tokens
    }
}

/// Tokens of one text, one after another.
#[derive(Debug, Default)]
struct Tokens {
    /// The texts of all tokens.
    texts: String,
    /// The position of each token, and where its text ends.
    ends: Vec<(usize, usize)>,
    next: usize,
    token: Token,
}

impl Tokens {
    /// Adds a token.
    fn add(&mut self, position: usize, text: &str) {
        self.texts.push_str(text);
        self.ends.push((position, self.texts.len()));
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some((position, end)) = self.ends.get(self.next).copied() else { return false };
        let start = self.next.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(_, end)| *end);
        self.token.text.clear();
        self.token.text.push_str(self.texts.get(start..end).unwrap_or_default());
        self.token.position = position;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
