//! Which sites' scripts may read answers.

use super::authority;
use super::error::Expected;
use super::secret::is_scheme;
use super::value::{Noted, Values};

/// The settings of `[cors]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsSettings {
    /// Whose scripts may read answers.
    pub allowed_origins: AllowedOrigins,
    /// How long a browser may remember what it was allowed, in seconds.
    pub max_age_s: u32,
}

impl CorsSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let origins = values.list("cors.allowed_origins", parse_origin);
        let max_age_s = values.number("cors.max_age_s", 0..=86_400);
        let allowed_origins = match origins {
            Ok(origins) if !origins.iter().any(|origin| origin == ANY) => Ok(AllowedOrigins::Listed(origins)),
            Ok(origins) if origins.len() == 1 => Ok(AllowedOrigins::Any),
            Ok(_) => Err(values.refuse("cors.allowed_origins", Expected::new("\"*\" alone, or origins without it"))),
            Err(noted) => Err(noted),
        };
        Ok(Self { allowed_origins: allowed_origins?, max_age_s: max_age_s? })
    }
}

/// What stands for any origin.
const ANY: &str = "*";

/// Whose scripts may read answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// Everybody's.
    Any,
    /// Those of these origins, written as browsers send them; none when the list is empty.
    Listed(Vec<String>),
}

impl AllowedOrigins {
    /// Whether scripts of this origin may; it is compared with the header `Origin` as it came.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(origins) => origins.iter().any(|allowed| allowed == origin),
        }
    }
}

/// `*`, or an origin as browsers send it (RFC 6454, 6.2): scheme, host in lower case, and the port unless it is the
/// scheme's own.
fn parse_origin(text: &str) -> Result<String, Expected> {
    let is_origin = text.split_once("://").is_some_and(|(scheme, host)| {
        let usual = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        is_scheme(scheme)
            && !host.bytes().any(|byte| byte.is_ascii_uppercase())
            && authority::split(host).is_some_and(|(_, port)| port.is_none() || port != usual)
    });
    if text == ANY || is_origin {
        return Ok(text.to_owned());
    }
    Err(Expected::new(
        "* or an origin such as https://www.example.org, in lower case, without a path and without the usual port",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for text in ["*", "https://example.org", "http://localhost:3000", "http://[::1]:80800", "capacitor://localhost"]
        {
            assert_eq!(parse_origin(text).is_ok(), !text.contains("80800"), "{text}");
        }
        for text in [
            "",
            "null",
            "example.org",
            "https://example.org/",
            "https://Example.org",
            "https://example.org:443",
            "http://example.org:80",
            "https://*.example.org",
        ] {
            assert!(parse_origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_listed_origins_are_allowed() {
        let listed = AllowedOrigins::Listed(vec!["https://example.org".to_owned()]);
        assert!(listed.allows("https://example.org"));
        assert!(!listed.allows("https://example.org.evil.example"));
        assert!(AllowedOrigins::Any.allows("null"));
    }
}
