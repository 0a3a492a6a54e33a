//! The query language. Nothing that can be typed is an error: what cannot be read as said is read as words.
//!
//! ```text
//! any    = all *( "OR" all )
//! all    = 1*( [ "AND" ] one )
//! one    = *"NOT" ( [ field ":" ] ( phrase / word / "(" any ")" ) )
//! field  = "title" / "body" / "source" / "person"
//! phrase = text in quotes: "…" “…” ＂…＂ 「…」 『…』
//! ```
//!
//! Words that follow each other belong together: articles that have some of their pairs of characters are found, those that
//! fit best first. A phrase, and a word beside an operator or behind a field, must stand as it is written. Operators
//! are written in capitals.

/// How deep parentheses are read; deeper ones are passed over.
const MAX_DEPTH: usize = 8;

/// Where a text is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// In title and body.
    #[default]
    Anywhere,
    /// In the headline's parts.
    Title,
    /// In everything else.
    Body,
}

/// What kind of name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A source or an edition.
    Source,
    /// A person.
    Person,
}

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Words that belong together, separated by spaces.
    Words(Scope, String),
    /// A text that must stand as it is written.
    Exact(Scope, String),
    /// Comes from, or is by, somebody of this name.
    Named(NameKind, String),
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
}

/// Reads a query; none where it says nothing.
#[must_use]
pub fn parse(text: &str) -> Option<Node> {
    let tokens = tokens(text);
    let mut reader = Reader { rest: &tokens };
    let mut parts = Vec::new();
    // A parenthesis too many ends nothing.
    while !reader.rest.is_empty() {
        parts.extend(reader.any(Scope::Anywhere, 0));
        reader.takes(|token| *token == Token::Close);
    }
    joined(parts, Node::All).or_else(|| {
        let words = text.trim();
        (!words.is_empty()).then(|| Node::Words(Scope::Anywhere, words.to_owned()))
    })
}

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Phrase(String),
    Field(Field),
    Open,
    Close,
    And,
    Or,
    Not,
}

/// What stands before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    In(Scope),
    Of(NameKind),
}

/// The field of that name.
fn field(name: &str) -> Option<Field> {
    let fields = [
        ("title", Field::In(Scope::Title)),
        ("body", Field::In(Scope::Body)),
        ("source", Field::Of(NameKind::Source)),
        ("person", Field::Of(NameKind::Person)),
    ];
    fields.into_iter().find(|(word, _)| name.eq_ignore_ascii_case(word)).map(|(_, field)| field)
}

/// The mark that ends what this one begins.
fn closing(open: char) -> Option<char> {
    let pairs = [('"', '"'), ('“', '”'), ('”', '“'), ('„', '“'), ('＂', '＂'), ('「', '」'), ('『', '』')];
    pairs.into_iter().find(|(first, _)| *first == open).map(|(_, last)| last)
}

/// Takes a query apart.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        if let Some(close) = closing(first) {
            let end = after.find(|c| c == close || (is_double(c) && is_double(first)));
            rest = match end {
                Some(end) => {
                    tokens.push(Token::Phrase(after.get(..end).unwrap_or_default().to_owned()));
                    let closed = after.get(end..).unwrap_or_default();
                    closed.get(closed.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default()
                }
                None => after,
            };
            continue;
        }
        match first {
            '(' | '（' => tokens.push(Token::Open),
            ')' | '）' => tokens.push(Token::Close),
            c if c.is_whitespace() => {}
            _ => {
                let end = rest.find(ends_word).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                rest = after;
                if let Some((field, begun)) = field_of(word) {
                    tokens.push(Token::Field(field));
                    if begun.is_empty() {
                        continue;
                    }
                    tokens.push(Token::Word(begun.to_owned()));
                } else {
                    tokens.push(match word {
                        "AND" => Token::And,
                        "OR" => Token::Or,
                        "NOT" => Token::Not,
                        word => Token::Word(word.to_owned()),
                    });
                }
                continue;
            }
        }
        rest = after;
    }
    tokens
}

/// The field that a word begins with, and the rest of the word.
fn field_of(word: &str) -> Option<(Field, &str)> {
    let (name, begun) = word.split_once([':', '：'])?;
    Some((field(name)?, begun))
}

/// Whether a mark is one of those that both begin and end.
fn is_double(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

/// Whether a character cannot be part of a word.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）') || closing(c).is_some()
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a [Token],
}

impl<'a> Reader<'a> {
    /// Takes the next piece if it is one of those wanted.
    fn takes(&mut self, wanted: impl Fn(&Token) -> bool) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        wanted(first).then(|| self.rest = rest)?;
        Some(first)
    }

    /// Reads alternatives.
    fn any(&mut self, scope: Scope, depth: usize) -> Option<Node> {
        let mut parts = Vec::new();
        let mut alternatives = 0;
        loop {
            parts.extend(self.all(scope, depth));
            alternatives += 1;
            if self.takes(|token| *token == Token::Or).is_none() {
                break;
            }
        }
        if alternatives > 1 {
            parts = parts.into_iter().map(as_written).collect();
        }
        joined(parts, Node::Any)
    }

    /// Reads what belongs together.
    fn all(&mut self, scope: Scope, depth: usize) -> Option<Node> {
        let mut words: Vec<&str> = Vec::new();
        let mut parts = Vec::new();
        let mut beside_and = false;
        loop {
            if self.takes(|token| *token == Token::And).is_some() {
                parts.extend(words.pop().map(|word| Node::Exact(scope, word.to_owned())));
                beside_and = true;
                continue;
            }
            let mut negated = false;
            while self.takes(|token| *token == Token::Not).is_some() {
                negated = !negated;
            }
            if !negated
                && !beside_and
                && let Some(Token::Word(word)) = self.takes(|token| matches!(token, Token::Word(_)))
            {
                words.push(word);
                continue;
            }
            let Some(first) = self.takes(begins_one) else { break };
            let one = self.one(first, scope, depth);
            parts.extend(one.map(|one| if negated { Node::Not(Box::new(as_written(one))) } else { one }));
            beside_and = false;
        }
        if !words.is_empty() {
            parts.insert(0, Node::Words(scope, words.join(" ")));
        }
        joined(parts, Node::All)
    }

    /// Reads one thing that begins with a piece; none where it says nothing.
    fn one(&mut self, first: &Token, scope: Scope, depth: usize) -> Option<Node> {
        match first {
            Token::Word(text) | Token::Phrase(text) => {
                (!text.trim().is_empty()).then(|| Node::Exact(scope, text.clone()))
            }
            Token::Open if depth >= MAX_DEPTH => None,
            Token::Open => {
                let inner = self.any(scope, depth + 1);
                self.takes(|token| *token == Token::Close);
                inner
            }
            Token::Field(Field::In(scope)) => {
                let first = self.takes(begins_one)?;
                self.one(first, *scope, depth)
            }
            Token::Field(Field::Of(kind)) => {
                let name = self.takes(|token| matches!(token, Token::Word(_) | Token::Phrase(_)));
                name.and_then(|token| match token {
                    Token::Word(name) | Token::Phrase(name) => Some(Node::Named(*kind, name.clone())),
                    _ => None,
                })
            }
            Token::Close | Token::And | Token::Or | Token::Not => None,
        }
    }
}

/// Whether one thing may begin with a piece.
fn begins_one(token: &Token) -> bool {
    !matches!(token, Token::Close | Token::Or | Token::And | Token::Not)
}

/// A single word that stands beside an operator must be there as it is written.
fn as_written(node: Node) -> Node {
    match node {
        Node::Words(scope, words) if !words.contains(' ') => Node::Exact(scope, words),
        other => other,
    }
}

/// The only part, or all parts joined; none when there are none.
fn joined(mut parts: Vec<Node>, join: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Node::{All, Any, Exact, Named, Not, Words};
    use super::Scope::{Anywhere, Body, Title};
    use super::*;

    fn words(text: &str) -> Node {
        Words(Anywhere, text.to_owned())
    }

    fn exact(text: &str) -> Node {
        Exact(Anywhere, text.to_owned())
    }

    #[test]
    fn words_phrases_operators_and_fields_are_read() {
        for (text, expected) in [
            ("防汛 演练", words("防汛 演练")),
            ("\"防汛演练\"", exact("防汛演练")),
            ("“防汛” ｘ", All(vec![words("ｘ"), exact("防汛")])),
            ("甲 AND 乙", All(vec![exact("甲"), exact("乙")])),
            ("甲 乙 AND 丙 丁", All(vec![words("甲 丁"), exact("乙"), exact("丙")])),
            ("甲 OR 乙 丙", Any(vec![exact("甲"), words("乙 丙")])),
            ("甲 NOT 乙", All(vec![words("甲"), Not(Box::new(exact("乙")))])),
            ("NOT NOT 甲", words("甲")),
            ("(甲 OR 乙) AND 丙", All(vec![Any(vec![exact("甲"), exact("乙")]), exact("丙")])),
            ("title:防汛", Exact(Title, "防汛".into())),
            ("TITLE：「防汛」", Exact(Title, "防汛".into())),
            ("body:(甲 乙)", Words(Body, "甲 乙".into())),
            ("source:云溪日报 桥", All(vec![words("桥"), Named(NameKind::Source, "云溪日报".into())])),
            ("person:\"李 明\"", Named(NameKind::Person, "李 明".into())),
            ("比例3:2", words("比例3:2")),
            ("and or not", words("and or not")),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_malformed_is_read_as_far_as_it_goes() {
        for (text, expected) in [
            ("\"防汛", words("防汛")),
            ("防汛\"", words("防汛")),
            ("(((防汛", words("防汛")),
            ("防汛)))", words("防汛")),
            ("甲) 乙", All(vec![words("甲"), words("乙")])),
            ("AND", words("AND")),
            ("OR OR", words("OR OR")),
            ("NOT", words("NOT")),
            ("甲 AND", exact("甲")),
            ("title:", words("title:")),
            ("\"\"", words("\"\"")),
            ("()", words("()")),
            ("'; DROP TABLE article; --", words("'; DROP TABLE article; --")),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert_eq!(parse(" \u{3000}"), None);
        assert!(parse(&"(".repeat(100_000)).is_some());
        assert!(parse(&"NOT (".repeat(10_000)).is_some());
    }

    proptest! {
        #[test]
        fn nothing_that_can_be_typed_is_an_error(text in "\\PC{0,80}|([甲乙()\"“”「」: ]|AND|OR|NOT|title:|source:){0,40}") {
            let read = parse(&text);
            prop_assert_eq!(read.is_none(), text.trim().is_empty());
        }
    }
}
