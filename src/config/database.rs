//! Where the content is kept, and how many connections go there.

use std::path::Path;
use std::time::Duration;

use super::database_url::DatabaseUrl;
use super::error::Expected;
use super::origin::Shown;
use super::value::{Noted, Values};

/// The name of the `SQLite` file in the data folder.
const FILE: &str = "dibao.db";

/// The settings of `[database]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// Where content is written, and read unless there is a `read_url`.
    pub url: DatabaseUrl,
    /// Where readers' queries go instead; always `PostgreSQL`, and only when `url` is.
    pub read_url: Option<DatabaseUrl>,
    /// Connections that readers share, 1 to 200.
    pub read_connections: u32,
    /// How long to wait for a free connection, in milliseconds.
    pub acquire_timeout_ms: u32,
    /// How long `serve` waits for a database that does not answer yet, in seconds.
    pub wait_s: u32,
}

impl DatabaseSettings {
    /// How long to wait for a free connection.
    #[must_use]
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_millis(self.acquire_timeout_ms.into())
    }

    /// How long `serve` waits for a database that does not answer yet.
    #[must_use]
    pub fn wait(&self) -> Duration {
        Duration::from_secs(self.wait_s.into())
    }

    /// Reads the section; the `SQLite` file is in `data_dir` when no database is named.
    pub(super) fn read(values: &mut Values, data_dir: &Path) -> Result<Self, Noted> {
        let url = values
            .optional_text("database.url", DatabaseUrl::parse)
            .map(|url| url.unwrap_or_else(|| DatabaseUrl::Sqlite(data_dir.join(FILE))));
        let read_url = read_url(values, url.as_ref().ok());
        let read_connections = values.number("database.read_connections", 1..=200);
        let acquire_timeout_ms = values.number("database.acquire_timeout_ms", 100..=600_000);
        let wait_s = values.number("database.wait_s", 0..=86_400);

        let (url, read_url) = (url?, read_url?);
        values.show("database.url", Shown::Text(url.to_string()));
        if let Some(read_url) = &read_url {
            values.show("database.read_url", Shown::Text(read_url.to_string()));
        }
        Ok(Self {
            url,
            read_url,
            read_connections: read_connections?,
            acquire_timeout_ms: acquire_timeout_ms?,
            wait_s: wait_s?,
        })
    }
}

/// The replica: a `PostgreSQL` database, beside another one.
fn read_url(values: &mut Values, url: Option<&DatabaseUrl>) -> Result<Option<DatabaseUrl>, Noted> {
    let expected = || Expected::new("a PostgreSQL database, postgres://USER:PASSWORD@HOST:PORT/NAME");
    let read_url = values.optional_text("database.read_url", |text| match DatabaseUrl::parse(text)? {
        DatabaseUrl::Sqlite(_) => Err(expected()),
        postgres @ DatabaseUrl::Postgres(_) => Ok(postgres),
    })?;
    match (&read_url, url) {
        (Some(_), Some(DatabaseUrl::Sqlite(_))) => {
            Err(values.refuse("database.read_url", Expected::new("none, as database.url is a SQLite file")))
        }
        _ => Ok(read_url),
    }
}
