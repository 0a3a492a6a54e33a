//! Site profiles: where on the pages of one site the fields of an article stand, as CSS selectors in TOML.
//!
//! ```toml
//! name = "清河在线"
//! title = "h1.title"
//! date = ["meta[name=pub]", ".info .time"]
//! source = ".info .source"
//! people = [".info .editor", ".zrbj"]
//! column = ".column-name"
//! breadcrumb = ".crumbs"
//! summary = ".summary"
//! content = "#content"
//! remove = [".video-box", ".vote"]
//! ```
//!
//! A value is one selector or a list of them, tried in order; what a `meta` element says is its `content`. What a selector
//! finds overrules all else that the page says of that field; where it finds nothing, the page is read as without it.

use std::path::Path;

use scraper::Selector;
use serde::Deserialize;
use toml::Table;

use crate::config::file;
use crate::kernel::error::nearest;

/// Largest profile, in bytes.
const MAX_PROFILE: u64 = 1 << 20;

/// The fields that a profile may name, in the order in which they are told.
const FIELDS: [&str; 13] = [
    "title",
    "kicker",
    "subtitle",
    "date",
    "source",
    "people",
    "column",
    "breadcrumb",
    "summary",
    "tags",
    "lang",
    "content",
    "remove",
];

/// Where the fields of an article stand on the pages of a site.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What the profile is called.
    pub name: Option<String>,
    selectors: Vec<(&'static str, Vec<Selector>)>,
}

/// One selector or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Selectors {
    /// One.
    One(String),
    /// Several, tried in order.
    Several(Vec<String>),
}

impl Profile {
    /// Reads a profile's file, or standard input for `-`; what is wrong with it, in one line, otherwise.
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let text = file::read_text(path, MAX_PROFILE);
        let text = text.map_err(|error| format!("the profile {name} cannot be read: {error}"))?;
        Self::parse(&text).map_err(|why| format!("the profile {name}: {why}"))
    }

    /// Reads a profile; refuses keys it does not know and selectors that are none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))?;
        let mut profile = Self::default();
        for (key, value) in table {
            if key == "name" {
                profile.name = Some(value.as_str().ok_or("`name` is not a text")?.to_owned());
                continue;
            }
            let Some(field) = FIELDS.into_iter().find(|field| *field == key) else {
                let known = FIELDS.into_iter().chain(["name"]);
                let hint = nearest(&key, known.clone()).map_or_else(
                    || format!("the keys are {}", known.collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(format!("unknown key `{key}`; {hint}"));
            };
            let selectors = Selectors::deserialize(value)
                .map_err(|_| format!("`{key}` is neither a selector nor a list of selectors"))?;
            let selectors = match selectors {
                Selectors::One(selector) => vec![selector],
                Selectors::Several(selectors) => selectors,
            };
            let selectors = selectors
                .iter()
                .map(|text| {
                    Selector::parse(text).map_err(|error| format!("`{key}`: `{text}` is no CSS selector: {error}"))
                })
                .collect::<Result<Vec<_>, _>>()?;
            profile.selectors.push((field, selectors));
        }
        Ok(profile)
    }

    /// The selectors of a field.
    pub(super) fn of(&self, field: &str) -> &[Selector] {
        self.selectors.iter().find(|(name, _)| *name == field).map_or(&[], |(_, selectors)| selectors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_says_where_fields_stand() {
        let profile = Profile::parse("title = 'h1'\ndate = ['.a', 'meta[name=pub]']").unwrap_or_default();
        assert_eq!(["title", "date", "source"].map(|field| profile.of(field).len()), [1, 2, 0]);
    }

    #[test]
    fn what_is_wrong_with_it_is_said_in_one_line() {
        for (text, why) in [
            ("titel = 'h1'", "unknown key `titel`; did you mean `title`?"),
            ("xyzzy = 'h1'", "the keys are title"),
            ("title = 'h1['", "`title`: `h1[` is no CSS selector"),
            ("title = 3", "`title` is neither"),
            ("title", "TOML"),
        ] {
            let error = Profile::parse(text).err().unwrap_or_default();
            assert!(error.contains(why) && !error.contains('\n'), "{error}");
        }
    }
}
