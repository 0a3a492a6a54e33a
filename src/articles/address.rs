//! Addresses of articles on a former site, in the one form in which they are kept and looked up.

use url::Url;

/// Longest address, in bytes.
const MAX_ADDRESS: usize = 2_048;

/// Whether a text is an absolute http or https address of at most 2,048 bytes, without white space or control characters.
#[must_use]
pub fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && url.len() <= MAX_ADDRESS
        && !url.chars().any(|character| character.is_whitespace() || character.is_control())
}

/// An address in its normal form: http or https, host in lower case, characters encoded, without fragment and without a name
/// or password. None for other addresses and for longer ones than 2,048 bytes.
#[must_use]
pub fn normal(address: &str) -> Option<String> {
    let mut url =
        Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let normal = String::from(url);
    (normal.len() <= MAX_ADDRESS).then_some(normal)
}

/// Whether an address can be that of one article: that of a site's front page is not.
#[must_use]
pub fn is_of_a_page(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/');
    let is_front =
        path.is_empty() || ["/index.html", "/index.htm", "/index.shtml", "/index.php", "/index.jsp"].contains(&path);
    matches!(url.scheme(), "http" | "https") && url.has_host() && !(is_front && url.query().is_none())
}

/// The id by which an article with that normal address is known again: the address without its scheme and the slash at its
/// end, so that a site's move to https makes no second article. None where it is longer than an id may be.
#[must_use]
pub fn id(normal: &str) -> Option<String> {
    let rest = normal.split_once("://").map(|(_, rest)| rest.trim_end_matches('/'))?;
    let id = rest.replace(',', "%2C");
    (id.chars().count() <= 255 && !id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address_and_one_id() {
        for (written, address, known_by) in [
            (
                "HTTP://WWW.Qinghe.example:80/xw/1.html#top",
                "http://www.qinghe.example/xw/1.html",
                "www.qinghe.example/xw/1.html",
            ),
            (
                "https://qinghe.example/新闻/1,2/",
                "https://qinghe.example/%E6%96%B0%E9%97%BB/1,2/",
                "qinghe.example/%E6%96%B0%E9%97%BB/1%2C2",
            ),
            ("https://a:b@qinghe.example/?id=1", "https://qinghe.example/?id=1", "qinghe.example/?id=1"),
        ] {
            let normal = normal(written);
            assert_eq!(normal.as_deref(), Some(address), "{written}");
            assert_eq!(normal.as_deref().and_then(id).as_deref(), Some(known_by), "{written}");
        }
        for other in ["javascript:x", "/a.html", "ftp://qinghe.example/a", "data:,x"] {
            assert_eq!(normal(other), None, "{other}");
        }
        let long = format!("https://qinghe.example/{}", "a".repeat(300));
        assert_eq!(normal(&long).as_deref().and_then(id), None);
    }

    #[test]
    fn a_front_page_is_no_article() {
        let is_of_a_page = |address: &str| Url::parse(address).is_ok_and(|url| is_of_a_page(&url));
        assert!(!is_of_a_page("https://qinghe.example/") && !is_of_a_page("https://qinghe.example/index.html"));
        assert!(is_of_a_page("https://qinghe.example/1.html") && is_of_a_page("https://qinghe.example/?id=1"));
    }
}
