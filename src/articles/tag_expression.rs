//! The grammar of the parameter `tags`: `a,b` is OR, `a;b` is AND, `-a` is NOT, parentheses group.
//!
//! ```text
//! all  = any *( ";" any )
//! any  = one *( "," one )
//! one  = [ "-" ] ( name / "(" all ")" )
//! name = slug or id of a tag
//! ```
//!
//! Spaces may stand around each of these.

/// How deep parentheses may be nested.
const MAX_DEPTH: usize = 8;
/// How many tags an expression may name.
const MAX_TAGS: usize = 50;

/// A tag expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagExpression {
    /// Has the tag with this slug or id.
    Tag(String),
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
}

impl TagExpression {
    /// Reads an expression; what is wrong with it, otherwise.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text, tags: 0 };
        let expression = reader.all(0)?;
        if reader.rest.is_empty() { Ok(expression) } else { Err(format!("`{}` is left over at its end.", reader.rest)) }
    }
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
    tags: usize,
}

impl Reader<'_> {
    /// Takes a character if it comes next.
    fn takes(&mut self, wanted: char) -> bool {
        let rest = self.rest.trim_start_matches(' ');
        let taken = rest.strip_prefix(wanted);
        self.rest = taken.unwrap_or(rest);
        taken.is_some()
    }

    /// Reads what is joined by semicolons.
    fn all(&mut self, depth: usize) -> Result<TagExpression, String> {
        let mut parts = vec![self.any(depth)?];
        while self.takes(';') {
            parts.push(self.any(depth)?);
        }
        Ok(single(parts, TagExpression::All))
    }

    /// Reads what is joined by commas.
    fn any(&mut self, depth: usize) -> Result<TagExpression, String> {
        let mut parts = vec![self.one(depth)?];
        while self.takes(',') {
            parts.push(self.one(depth)?);
        }
        Ok(single(parts, TagExpression::Any))
    }

    /// Reads one tag or group, perhaps negated.
    fn one(&mut self, depth: usize) -> Result<TagExpression, String> {
        if self.takes('-') {
            return Ok(TagExpression::Not(Box::new(self.positive(depth)?)));
        }
        self.positive(depth)
    }

    /// Reads one tag or group.
    fn positive(&mut self, depth: usize) -> Result<TagExpression, String> {
        if self.takes('(') {
            if depth >= MAX_DEPTH {
                return Err(format!("Parentheses are nested deeper than {MAX_DEPTH}."));
            }
            let inner = self.all(depth + 1)?;
            return if self.takes(')') { Ok(inner) } else { Err("A parenthesis is not closed.".to_owned()) };
        }
        let end = self.rest.find([',', ';', '(', ')']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let name = name.trim_matches(' ');
        if name.is_empty() || name.starts_with('-') {
            return Err("A tag is missing; tags are joined by `,` for OR and `;` for AND.".to_owned());
        }
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return Err(format!("It names more than {MAX_TAGS} tags."));
        }
        let tag = TagExpression::Tag(name.to_owned());
        self.rest = rest;
        Ok(tag)
    }
}

/// The only part, or all parts joined.
fn single(mut parts: Vec<TagExpression>, join: impl FnOnce(Vec<TagExpression>) -> TagExpression) -> TagExpression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::TagExpression::{All, Any, Not, Tag};
    use super::*;

    fn tag(name: &str) -> TagExpression {
        Tag(name.to_owned())
    }

    #[test]
    fn a_comma_binds_closer_than_a_semicolon() {
        assert_eq!(TagExpression::parse("a,b;c"), Ok(All(vec![Any(vec![tag("a"), tag("b")]), tag("c")])));
        assert_eq!(
            TagExpression::parse("-(a;b) , c"),
            Ok(Any(vec![Not(Box::new(All(vec![tag("a"), tag("b")]))), tag("c")]))
        );
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in ["", ",", "a;", "(a", "a)", "--a", "()", &"(".repeat(100_000), &"a,".repeat(60)] {
            assert!(TagExpression::parse(text).is_err(), "{}", text.chars().take(20).collect::<String>());
        }
    }
}
