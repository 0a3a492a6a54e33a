//! Keeping passwords out of what is printed.

/// Settings whose value may hold a password.
const HOLDS_PASSWORD: [&str; 3] = ["database.url", "database.read_url", "media.s3_secret_access_key"];

/// What stands in for what is not shown.
pub(super) const CONCEALED: &str = "***";

/// The text as it may be printed when nothing is known about its form.
///
/// All that follows the scheme is concealed where a password is expected or where the text looks as if it held one.
pub(super) fn concealed(key: &str, text: &str) -> String {
    let may_hold = HOLDS_PASSWORD.contains(&key) && (!text.starts_with("sqlite:") || text.contains(['?', '@']));
    let lower = text.to_lowercase();
    let looks_so =
        (text.contains("://") && text.contains('@')) || lower.contains("password=") || lower.contains("pwd=");
    if !may_hold && !looks_so {
        return text.to_owned();
    }
    match text.split_once("://") {
        Some((scheme, _)) if is_scheme(scheme) => format!("{scheme}://{CONCEALED}"),
        _ => CONCEALED.to_owned(),
    }
}

/// Whether it is the scheme of a URL (RFC 3986, 3.1) of a usual length.
pub(super) fn is_scheme(text: &str) -> bool {
    text.len() <= 20
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_scheme_of_a_database_url_is_shown() {
        assert_eq!(concealed("database.url", "mysql://user:hunter2@host/db"), "mysql://***");
        assert_eq!(concealed("database.url", "host=localhost password=hunter2"), "***");
        assert_eq!(concealed("database.read_url", "user:hunter2"), "***");
        assert_eq!(concealed("database.url", "hunter2 @://host"), "***");
    }

    #[test]
    fn a_sqlite_url_is_shown_unless_it_has_parameters() {
        assert_eq!(concealed("database.url", "sqlite::memory:"), "sqlite::memory:");
        assert_eq!(concealed("database.url", "sqlite://a.db?key=hunter2"), "sqlite://***");
    }

    #[test]
    fn a_password_in_the_wrong_setting_is_concealed_too() {
        assert_eq!(concealed("server.listen", "postgres://user:hunter2@host/db"), "postgres://***");
        assert_eq!(concealed("log.level", "host=x Password=hunter2"), "***");
        assert_eq!(concealed("server.listen", "127.0.0.1:80"), "127.0.0.1:80");
    }
}
