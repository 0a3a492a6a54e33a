//! Addresses of articles on a former site, in the one form in which they are kept and looked up.

use url::Url;

/// Longest address, in bytes.
pub const MAX_ADDRESS: usize = crate::kernel::limits::ADDRESS_BYTES;

/// Whether a text is an absolute http or https address of at most 2,048 bytes, without white space or control characters.
#[must_use]
pub fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && url.len() <= MAX_ADDRESS
        && !url.chars().any(|character| character.is_whitespace() || character.is_control())
}

/// An address in the characters of a URI (RFC 3986): all others are percent-encoded, what is encoded stays as it is.
#[must_use]
pub fn uri(address: &str) -> String {
    let brackets_from = after_host(address);
    let mut uri = String::with_capacity(address.len());
    for (at, byte) in address.bytes().enumerate() {
        if fits_uri(address, at, byte, brackets_from) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// Whether an address has only the characters of a URI.
#[must_use]
pub fn is_uri(address: &str) -> bool {
    let brackets_from = after_host(address);
    address.bytes().enumerate().all(|(at, byte)| fits_uri(address, at, byte, brackets_from))
}

/// Where the host of an address ends, in which alone brackets may stand.
fn after_host(address: &str) -> usize {
    let host = address.find("://").map_or(0, |at| at + 3);
    let rest = address.get(host..).unwrap_or_default();
    rest.find(['/', '?', '#']).map_or(address.len(), |at| host + at)
}

/// Whether a byte of an address may stand in a URI where it stands.
fn fits_uri(address: &str, at: usize, byte: u8, brackets_from: usize) -> bool {
    let is_hex = |at: usize| address.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    match byte {
        b'%' => is_hex(at + 1) && is_hex(at + 2),
        b'[' | b']' => at < brackets_from,
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
        _ => byte.is_ascii_graphic(),
    }
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
    fn what_no_uri_has_is_encoded_and_nothing_twice() {
        for (written, encoded) in [
            ("https://qinghe.example/新?a=%E6|b#100%", "https://qinghe.example/%E6%96%B0?a=%E6%7Cb#100%25"),
            ("https://[::1]/[1]<\"{`}\\^>", "https://[::1]/%5B1%5D%3C%22%7B%60%7D%5C%5E%3E"),
            ("mailto:a@qinghe.example?subject=水 位", "mailto:a@qinghe.example?subject=%E6%B0%B4%20%E4%BD%8D"),
        ] {
            assert_eq!(uri(written), encoded);
            assert!(!is_uri(written) && is_uri(encoded) && uri(encoded) == encoded);
        }
    }

    #[test]
    fn a_front_page_is_no_article() {
        let is_of_a_page = |address: &str| Url::parse(address).is_ok_and(|url| is_of_a_page(&url));
        assert!(!is_of_a_page("https://qinghe.example/") && !is_of_a_page("https://qinghe.example/index.html"));
        assert!(is_of_a_page("https://qinghe.example/1.html") && is_of_a_page("https://qinghe.example/?id=1"));
    }
}
