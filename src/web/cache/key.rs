//! One form for requests that ask the same: parameters decoded and in the order of their names, without `min_seq`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::kernel::error::Result;
use crate::web::params::MAX_SEQ;
use crate::web::query::{MAX_LENGTH, decode};

/// What is written as `%XX` in a query: all but what is unreserved, or reserved and without meaning there (RFC 3986).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b':')
    .remove(b'/')
    .remove(b'(')
    .remove(b')');

/// What a request asks, in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Path and query.
    pub key: Cow<'a, str>,
    /// The state that is asked for.
    pub min_seq: Option<i64>,
}

/// Reads a path with its query; none where something is malformed, which is for the handler to say.
#[must_use]
pub fn asked(target: &str) -> Option<Asked<'_>> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if query.is_empty() {
        return Some(Asked { key: Cow::Borrowed(path), min_seq: None });
    }
    if query.len() > MAX_LENGTH {
        return None;
    }
    if is_in_form(query) {
        return Some(Asked { key: Cow::Borrowed(target), min_seq: None });
    }
    let mut min_seq = None;
    let mut pairs = pairs(query).ok()?;
    if let Some(at) = pairs.iter().position(|(name, _)| name == "min_seq") {
        let (_, value) = pairs.remove(at);
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        min_seq = Some(value.parse().ok().filter(|seq| is_number && *seq <= MAX_SEQ)?);
        if pairs.iter().any(|(name, _)| name == "min_seq") {
            return None;
        }
    }
    let mut key = String::with_capacity(path.len() + 1 + query.len());
    key.push_str(path);
    write(&mut key, '?', &pairs);
    Some(Asked { key: Cow::Owned(key), min_seq })
}

/// Whether a query stands in the one form as it is: nothing in it is encoded or to be, and its parameters are in order. So
/// most do that programs ask for, and need not be taken apart.
fn is_in_form(query: &str) -> bool {
    let is_plain = |byte: u8| {
        matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9')
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/' | b'(' | b')' | b'=' | b'&')
    };
    let mut last = "";
    query.bytes().all(is_plain)
        && query.split('&').all(|pair| {
            pair.split_once('=').is_some_and(|(name, value)| {
                let is_next = last <= name && name != "min_seq" && !value.contains('=');
                last = name;
                is_next
            })
        })
}

/// The query of a request in one form and without the state it asks for, for links that lead on from its answer.
pub fn canonical(query: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = pairs(query)?;
    pairs.retain(|(name, _)| name != "min_seq");
    Ok(pairs)
}

/// Writes parameters behind a path, the first after `before`.
pub fn write(to: &mut String, before: char, pairs: &[(String, String)]) {
    let mut before = before;
    for (name, value) in pairs {
        to.push(before);
        to.extend(utf8_percent_encode(name, QUERY));
        to.push('=');
        to.extend(utf8_percent_encode(value, QUERY));
        before = '&';
    }
}

/// The parameters in the order of their names; those of one name in the order given.
fn pairs(query: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decode(name)?, decode(value)?));
    }
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_asks_the_same_has_one_key() {
        for (query, key, min_seq) in [
            ("", "/v1/a", None),
            ("&&", "/v1/a", None),
            ("b=2&a=1", "/v1/a?a=1&b=2", None),
            ("a=1&b=2", "/v1/a?a=1&b=2", None),
            ("%61=%31&&b=2", "/v1/a?a=1&b=2", None),
            ("q=a+b", "/v1/a?q=a%20b", None),
            ("q=%e6%96%B0", "/v1/a?q=%E6%96%B0", None),
            ("q=a%26b%3D1", "/v1/a?q=a%26b%3D1", None),
            ("q=a=b", "/v1/a?q=a%3Db", None),
            ("a&b=1", "/v1/a?a=&b=1", None),
            ("=1&a=", "/v1/a?=1&a=", None),
            ("a=2&a=1", "/v1/a?a=2&a=1", None),
            ("min_seq=7&a=1", "/v1/a?a=1", Some(7)),
            ("min_seq=0", "/v1/a", Some(0)),
        ] {
            let target = format!("/v1/a?{query}");
            assert_eq!(asked(&target), Some(Asked { key: key.into(), min_seq }), "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_stands_in_the_form_is_what_it_would_be_written_as(query in "[a-c~,=&?%+*( ]{0,12}|([ab]{0,2}=[ab]?&?){0,4}") {
            let mut written = String::new();
            write(&mut written, '?', &pairs(&query).unwrap_or_default());
            prop_assert_eq!(is_in_form(&query), !query.is_empty() && written == format!("?{query}"));
        }
    }

    #[test]
    fn what_is_malformed_is_left_to_the_handler() {
        let long = "a=".to_owned() + &"x".repeat(MAX_LENGTH);
        for query in [
            "a=%zz",
            "a=%ff",
            "a=%00",
            "min_seq=",
            "min_seq=-1",
            "min_seq=%2B1",
            "min_seq=x",
            "min_seq=9007199254740992",
            "min_seq=1&min_seq=1",
            long.as_str(),
        ] {
            assert_eq!(asked(&format!("/v1/a?{query}")), None, "{query}");
        }
    }
}
