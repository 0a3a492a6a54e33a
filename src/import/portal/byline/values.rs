//! What stands behind the label of a byline: a date in it, a source, names, and what else is there.

use super::super::names::{self, Named};
use super::super::parts::trim_between;
use super::super::{Published, dates, furniture};
use crate::articles::body::text::trim;

/// A value without the date in it, with a line break in the date's place.
pub(super) fn without_date(value: &str) -> (Option<Published>, String) {
    match dates::find(value) {
        Some((published, place)) => {
            let [before, behind] = [value.get(..place.start), value.get(place.end..)].map(Option::unwrap_or_default);
            (Some(published), format!("{before}\n{behind}"))
        }
        None => (None, value.to_owned()),
    }
}

/// The source in a value, without the page's words behind it, and what else stands there.
pub(super) fn source_and_rest(value: &str) -> (String, String) {
    let (first, behind) = match trim(value).split_once(['\n', '\u{3000}', '\t']) {
        Some((first, behind)) => (trim(first), behind),
        None => (trim(value), ""),
    };
    let (first, wide) = first.split_once("  ").unwrap_or((first, ""));
    let mut name = trim_between(first);
    while let Some((before, word)) = name.rsplit_once(char::is_whitespace) {
        if !furniture::says_nothing(word) {
            break;
        }
        name = trim_between(before);
    }
    (name.to_owned(), format!("{wide}\n{behind}"))
}

/// The names in a value, and what stands behind the place of the date.
pub(super) fn named(value: &str) -> (Named, String) {
    let (first, behind) = value.split_once('\n').unwrap_or((value, ""));
    let mut named = names::after_colon(first);
    named.names.retain(|word| !furniture::says_nothing(word));
    named.rest.retain(|word| !furniture::says_nothing(word));
    (named, behind.to_owned())
}
