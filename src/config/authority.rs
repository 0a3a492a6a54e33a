//! The part of an address that names host and port.

use std::net::Ipv6Addr;

/// Host and port as they are written, if it is a host with or without a port: a name, an IPv4 address, or an IPv6
/// address in brackets.
pub(super) fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (address, after) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        let host = authority.strip_suffix(after)?;
        return if after.is_empty() { Some((host, None)) } else { Some((host, Some(port(after.strip_prefix(':')?)?))) };
    }
    match authority.split_once(':') {
        Some((host, after)) => is_host(host).then_some((host, Some(port(after)?))),
        None => is_host(authority).then_some((authority, None)),
    }
}

/// Whether it is an IPv4 address or a name of ASCII labels; a name whose last label is a number is neither.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let ends_in_number = text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if ends_in_number { text.parse::<std::net::Ipv4Addr>().is_ok() } else { text.split('.').all(is_label) }
}

/// A port: digits only, up to 65535.
pub(super) fn port(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_addresses() {
        assert_eq!(split("news.example.org"), Some(("news.example.org", None)));
        assert_eq!(split("db_1:5432"), Some(("db_1", Some(5432))));
        assert_eq!(split("127.0.0.1:0"), Some(("127.0.0.1", Some(0))));
        assert_eq!(split("[::1]:8080"), Some(("[::1]", Some(8080))));
        assert_eq!(split("[::1]"), Some(("[::1]", None)));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in [
            "",
            ":80",
            "a:",
            "a:+80",
            "a:65536",
            "a:1:2",
            "127.0.0:80",
            "999.0.0.1",
            "a..b",
            "a b",
            "::1",
            "[x]",
            "[::1]80",
            "新闻",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
