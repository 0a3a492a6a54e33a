//! Addresses on the web: where this service is reached, where readers see an article.

use std::fmt;

use super::authority;
use super::error::Expected;

/// An absolute http or https URL without a slash at its end, so that a path can follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Takes such a URL; refuses user names, queries and fragments.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        let is_base = rest(text).is_some_and(|rest| !rest.contains(['?', '#']) && !rest.ends_with('/'));
        if is_base {
            return Ok(Self(text.to_owned()));
        }
        Err(Expected::new("an absolute http or https URL without a slash at its end, such as https://api.example.org"))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where readers see an article: a URL with gaps for its id, its slug or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleUrl(String);

impl ArticleUrl {
    /// Takes an http or https URL with `{id}`, `{slug}` or both after the host; refuses other braces.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        let filled = text.replace("{id}", "0").replace("{slug}", "0");
        let has_gap = rest(text).is_some_and(|rest| rest.contains("{id}") || rest.contains("{slug}"));
        if has_gap && !filled.contains(['{', '}']) {
            return Ok(Self(text.to_owned()));
        }
        Err(Expected::new(
            "an http or https URL with {id} or {slug} after the host, such as https://www.example.org/a/{slug}.html",
        ))
    }

    /// The address of one article.
    #[must_use]
    pub fn of(&self, id: impl fmt::Display, slug: impl fmt::Display) -> String {
        self.0.replace("{id}", &id.to_string()).replace("{slug}", &slug.to_string())
    }
}

/// What follows the host of an http or https URL, if it is one, in printable ASCII and without a user name.
fn rest(url: &str) -> Option<&str> {
    let after = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    authority::split(host)?;
    rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_absolute_and_has_no_slash_at_its_end() {
        for text in ["https://api.example.org", "http://127.0.0.1:8080", "https://example.org/news/api"] {
            assert_eq!(BaseUrl::parse(text).map(|url| url.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "api.example.org",
            "/api",
            "ftp://example.org",
            "https://",
            "https://example.org/",
            "https://example.org?a=b",
            "https://example.org#a",
            "https://user:password@example.org",
            "https://例.org",
            "https://example.org/a b",
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_article_s_address_is_filled_in() {
        let address = |template: &str| ArticleUrl::parse(template).map(|url| url.of(7, "tian-jin"));
        assert_eq!(address("https://example.org/a/{slug}.html"), Ok("https://example.org/a/tian-jin.html".to_owned()));
        assert_eq!(address("https://example.org/?id={id}#{slug}"), Ok("https://example.org/?id=7#tian-jin".to_owned()));
    }

    #[test]
    fn a_template_needs_a_gap_after_the_host_and_no_other() {
        for text in [
            "https://example.org/a",
            "https://{slug}.example.org/",
            "https://example.org/{title}/{slug}",
            "https://example.org/{slug",
            "/a/{slug}",
        ] {
            assert!(ArticleUrl::parse(text).is_err(), "{text}");
        }
    }
}
