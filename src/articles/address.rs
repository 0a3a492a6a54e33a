//! Addresses: which are links, and those of articles on a former site in the one form in which they are kept and looked up.

use url::Url;

use crate::kernel::text::Class;

/// Longest address, in bytes.
pub const MAX_ADDRESS: usize = crate::kernel::limits::ADDRESS_BYTES;

/// Whether a text leads somewhere: an absolute http or https address, or one of mail or a telephone.
#[must_use]
pub fn is_link(address: &str) -> bool {
    if parse(address).is_some() {
        return true;
    }
    let other = ["mailto:", "tel:"].into_iter().find_map(|scheme| after(address, scheme));
    other.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && is_written_plainly(address)
        && Url::parse(address).is_ok()
}

/// Whether a text is an absolute http or https address, its scheme in lower case.
#[must_use]
pub fn is_web(address: &str) -> bool {
    address.starts_with("http") && parse(address).is_some()
}

/// Parses an absolute http or https address of at most 2,048 bytes, as it is written: with `//` and a host, whose characters are not
/// percent-encoded, without a user, a password, backslashes, white space and characters that no text keeps.
///
/// Parsers of browsers repair what is not of this form (WHATWG URL), and then it leads elsewhere than it seems to.
#[must_use]
pub fn parse(address: &str) -> Option<Url> {
    let authority = authority(address).filter(|authority| !authority.contains(['@', '%']))?;
    let host = match authority.strip_prefix('[') {
        Some(_) => authority,
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "-._".contains(c);
    let is_host = host.starts_with('[') || host.chars().all(is_of_host) && !host.is_empty();
    let url = Url::parse(address).ok().filter(|_| is_host && is_written_plainly(address))?;
    (is_host_of(host, url.host_str()?) && url.port() != Some(0)).then_some(url)
}

/// Whether a host is the one that a parser reads, in Punycode where it has other letters (RFC 5891): `0x7f.1` and `①.cn` are not.
fn is_host_of(written: &str, read: &str) -> bool {
    let (mut written, mut read) = (written.split('.'), read.split('.'));
    if written.clone().next().is_some_and(|first| first.starts_with('[')) {
        return true;
    }
    loop {
        match (written.next(), read.next()) {
            (None, None) => return true,
            (Some(own), Some(other)) if own.is_ascii() && own.eq_ignore_ascii_case(other) => {}
            (Some(own), Some(other)) if !own.is_ascii() && other.starts_with("xn--") => {}
            _ => return false,
        }
    }
}

/// User, host and port of an absolute http or https address; none without `//` or where they are empty.
fn authority(address: &str) -> Option<&str> {
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| after(address, scheme))?;
    rest.split(['/', '?', '#', '\\']).next().filter(|authority| !authority.is_empty())
}

/// Returns the rest of an address behind a scheme, which may be written in any case.
fn after<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = address.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Whether an address is not too long and has nothing that parsers leave out or change.
fn is_written_plainly(address: &str) -> bool {
    address.len() <= MAX_ADDRESS
        && !address.chars().any(|c| c.is_whitespace() || c == '\\' || Class::of(c) != Class::Plain)
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
    let address = address.trim();
    authority(address)?;
    let mut url = Url::parse(address).ok().filter(Url::has_host)?;
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
    use proptest::prelude::*;

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
        for other in [
            "javascript:x",
            "https:qinghe.example",
            "https:/qinghe.example",
            "http:///qinghe.example",
            "/a.html",
            "ftp://qinghe.example/a",
            "data:,x",
        ] {
            assert_eq!(normal(other), None, "{other}");
        }
        let long = format!("https://qinghe.example/{}", "a".repeat(300));
        assert_eq!(normal(&long).as_deref().and_then(id), None);
    }

    #[test]
    fn what_a_parser_would_repair_is_no_link() {
        for link in [
            "https://qinghe.example",
            "http://qinghe.example:8080/a?b=https:evil#c@d",
            "https://qinghe.example/@user/%E6%B0%B4",
            "HTTPS://Qinghe.example/",
            "https://xn--fsqu00a.example/",
            "https://水.example/",
            "https://[2001:db8::1]:8080/",
            "https://127.0.0.1/",
            "mailto:a@qinghe.example?subject=b",
            "TEL:+86-10-1234",
        ] {
            assert!(is_link(link), "{link}");
        }
        let long = format!("https://qinghe.example/{}", "a".repeat(MAX_ADDRESS));
        for other in [
            "",
            "https:evil",
            "https:/evil",
            "https:///evil",
            "https:\\\\evil",
            "https:/\\evil",
            "https://evil\\@qinghe.example/",
            "https://qinghe.example\\evil",
            "//evil",
            "/a",
            "https://",
            "https://?a",
            "https://:80/",
            "http://user@host/",
            "http://user:pass@host/",
            "http://@host/",
            "http://:@host/",
            "http://host:65536/",
            "http://host:0/",
            "http://host:-1/",
            "http://ho%73t/",
            "http://host%2F@evil/",
            "https://xn--a/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://2130706433/",
            "https://1/",
            "https://\u{2460}.example/",
            "https://qinghe\u{3002}example/",
            "https://[::1",
            "https://[evil]/",
            "https://1.2.3.4.5/",
            "https://a b/",
            "https://a.example/ b",
            " https://a.example/",
            "https://a.example/\n",
            "ht\ttps://a.example/",
            "https://a.exa\tmple/",
            "https://a.example/\u{202e}gnp",
            "https://a\u{200b}.example/",
            "https://a\u{ad}.example/",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,a",
            "vbscript:a",
            "file:///etc/passwd",
            "blob:https://a.example/1",
            "view-source:https://a.example/",
            "mailto:",
            "mailto://a:b@host/",
            "tel:",
            &long,
        ] {
            assert!(!is_link(other), "{other:?}");
            assert!(!is_web(other), "{other:?}");
        }
        assert!(!is_web("HTTPS://qinghe.example/") && !is_web("mailto:a@qinghe.example"));
    }

    proptest! {
        #[test]
        fn a_link_leads_to_the_host_that_is_written(address in "[hH]ttps?:?[/\\\\]{0,3}[a-z0-9.@:%\\\\\\[\\]\\-?#/ \t水]{0,16}") {
            if let Some(url) = parse(&address) {
                let rest = address.split_once("//").map_or("", |(_, rest)| rest).to_ascii_lowercase();
                prop_assert!(url.username().is_empty() && url.password().is_none(), "{address}");
                let host = url.host_str().unwrap_or_default();
                let is_number = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || host.starts_with('[');
                prop_assert!(rest.starts_with(host) || is_number || !address.is_ascii(), "{address} leads to {host}");
            }
        }
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
