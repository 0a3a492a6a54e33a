//! The address of a database, and how it is printed without its password.

use std::fmt;
use std::path::PathBuf;

use super::authority;
use super::error::Expected;
use super::secret::CONCEALED;

/// A database: which kind, and where. Printed, its password is concealed.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A `SQLite` file.
    Sqlite(PathBuf),
    /// A `PostgreSQL` database, the whole URL with its password.
    Postgres(String),
}

impl DatabaseUrl {
    /// Takes `sqlite://PATH` or `sqlite:PATH`, where the rest is the path letter by letter, or `postgres://…` or
    /// `postgresql://…`.
    ///
    /// Refuses databases in memory, parameters of `SQLite`, and passwords that are not percent-encoded.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        if let Some(rest) = text.strip_prefix("sqlite:") {
            return parse_sqlite(rest.strip_prefix("//").unwrap_or(rest));
        }
        if is_postgres(text) {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let expected = if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            "postgres://USER:PASSWORD@HOST:PORT/NAME, with @ / ? # and spaces in the password percent-encoded"
        } else {
            "sqlite://PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
        };
        Err(Expected::new(expected))
    }

    /// The URL with the password, and every parameter that is not known to be harmless, concealed; what `Display` and
    /// `Debug` print.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
            Self::Postgres(url) => masked_postgres(url),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({})", self.masked())
    }
}

/// The `SQLite` file of this path.
fn parse_sqlite(path: &str) -> Result<DatabaseUrl, Expected> {
    if path.is_empty()
        || path.contains(":memory:")
        || path.contains(|character: char| character == '?' || character.is_control())
    {
        return Err(Expected::new("a file, sqlite://PATH, without parameters and not in memory"));
    }
    Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
}

/// The parts of a `PostgreSQL` URL: scheme, user and password, host and port, the rest from the first `/` or `?` on.
fn postgres_parts(url: &str) -> Option<(&str, Option<&str>, &str, &str)> {
    let (scheme, after) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "postgres" | "postgresql"))?;
    let (authority, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    Some(match authority.rsplit_once('@') {
        Some((user, host)) => (scheme, Some(user), host, rest),
        None => (scheme, None, authority, rest),
    })
}

/// Whether it is a `PostgreSQL` URL whose parts can be told apart. The host may be missing, as for a socket, or
/// percent-encoded, as a socket's folder.
fn is_postgres(url: &str) -> bool {
    let is_clean = |character: char| !character.is_whitespace() && !character.is_control();
    url.chars().all(is_clean)
        && postgres_parts(url).is_some_and(|(_, user, host, rest)| {
            let is_host = host.is_empty() || host.contains('%') || authority::split(host).is_some();
            let is_user = user.is_none_or(|user| !user.contains('@'));
            is_host && is_user && !rest.contains(['@', '#'])
        })
}

/// Parameters of a `PostgreSQL` URL that hold no secret.
const HARMLESS: [&str; 10] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "port",
    "sslcert",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// A `PostgreSQL` URL without its password.
fn masked_postgres(url: &str) -> String {
    let Some((scheme, user, host, rest)) = postgres_parts(url) else { return CONCEALED.to_owned() };
    let user = user.map_or_else(String::new, |user| match user.split_once(':') {
        Some((name, _)) => format!("{name}:{CONCEALED}@"),
        None => format!("{user}@"),
    });
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let query = query.map_or_else(String::new, |query| {
        let parameters: Vec<String> = query.split('&').map(masked_parameter).collect();
        format!("?{}", parameters.join("&"))
    });
    format!("{scheme}://{user}{host}{path}{query}")
}

/// A parameter, its value concealed unless it is known to be harmless.
fn masked_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if HARMLESS.contains(&name) => parameter.to_owned(),
        Some((name, _)) => format!("{name}={CONCEALED}"),
        None => CONCEALED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Option<String> {
        DatabaseUrl::parse(text).ok().map(|url| url.to_string())
    }

    #[test]
    fn sqlite_takes_one_two_or_three_slashes() {
        let sqlite = |path: &str| Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        assert_eq!(DatabaseUrl::parse("sqlite:a/b.db"), sqlite("a/b.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:/var/b.db"), sqlite("/var/b.db"));
        assert_eq!(DatabaseUrl::parse("sqlite://a/b.db"), sqlite("a/b.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:///var/新闻 b.db"), sqlite("/var/新闻 b.db"));
    }

    #[test]
    fn postgres_is_taken_as_it_is() {
        for text in [
            "postgres://localhost",
            "postgresql://user@[::1]:5432/news",
            "postgres:///news?host=/run/postgresql",
            "postgres://user:p%40ss@db.example.org:5432/news?sslmode=require",
            "postgres://user:p:ss@host/news",
            "postgres://user@%2Frun%2Fpostgresql/news",
        ] {
            assert_eq!(DatabaseUrl::parse(text), Ok(DatabaseUrl::Postgres(text.to_owned())));
        }
    }

    #[test]
    fn what_is_not_a_database_is_refused() {
        for text in [
            "",
            "dibao.db",
            "mysql://localhost/news",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:a.db?mode=rwc",
            "postgres:localhost",
            "postgres://user:p/ss@host/news",
            "postgres://user:p?ss@host/news",
            "postgres://user:p#ss@host/news",
            "postgres://user:p@ss@host/news",
            "postgres://user:p ss@host/news",
            "postgres://user:secret",
            "postgres://host:port/news",
        ] {
            assert!(DatabaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_password_is_never_printed() {
        let url = DatabaseUrl::Postgres("postgres://user:hunter2@host:5432/news?sslmode=require".to_owned());
        assert_eq!(url.to_string(), "postgres://user:***@host:5432/news?sslmode=require");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(postgres://user:***@host:5432/news?sslmode=require)");
        assert_eq!(
            masked("postgres://host/news?user=a&password=hunter2").as_deref(),
            Some("postgres://host/news?user=a&password=***")
        );
        assert_eq!(masked("postgres://host/news?hunter2").as_deref(), Some("postgres://host/news?***"));
        assert_eq!(masked("postgres://user@host/news").as_deref(), Some("postgres://user@host/news"));
        assert_eq!(masked("postgres://user:p:ss@host").as_deref(), Some("postgres://user:***@host"));
    }

    #[test]
    fn a_printed_sqlite_url_is_read_as_the_same_file() {
        for path in ["./data/dibao.db", "/var/lib/dibao.db"] {
            let url = DatabaseUrl::Sqlite(PathBuf::from(path));
            assert_eq!(DatabaseUrl::parse(&url.to_string()), Ok(url));
        }
    }
}
