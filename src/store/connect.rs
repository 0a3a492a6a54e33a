//! Opening a database: one door for writes, another that can only read.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dibao_migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::SelectStatement;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, FromQueryResult, RuntimeErr, sqlx,
};

use super::fault::is_passing;
use super::names;
use super::pool::outside_transactions;
use super::sqlite_file::SqliteFile;
use super::transaction::{Primary, Tx, roll_back};
use crate::config::{DatabaseSettings, DatabaseUrl};
use crate::kernel::error::{Error, Result};

/// Memory for pages of a SQLite file, in KiB: for the writer, and for all who read together. What is read often is kept finished
/// elsewhere.
const PAGES_KIB: (u32, u32) = (65_536, 32_768);
/// The least of that for one connection.
const LEAST_KIB: u32 = 2_048;

/// A database, open for reading and for writing.
#[derive(Clone, Debug)]
pub struct Database {
    /// For readers.
    pub read: ReadDb,
    /// For reads that must see what was committed last, where readers' queries go to a replica: who may do what.
    pub current: ReadDb,
    /// For writers.
    pub primary: Primary,
}

/// How far the database's schema is from this program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There is none yet.
    Empty,
    /// It is the one this program was built for.
    Current,
    /// Steps are missing, this many.
    Behind(usize),
    /// A later version of this program has changed it.
    Newer(String),
}

impl Database {
    /// The same database for background tasks, whose statements are counted apart from those of requests.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { read: self.read.in_background(), current: self.current.in_background(), primary: self.primary.clone() }
    }

    /// Opens the database; a SQLite file is made when it is not there.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, DbErr> {
        let mut file = None;
        let (read, write) = match &settings.url {
            DatabaseUrl::Sqlite(path) => {
                let failed = |error| DbErr::Custom(format!("{}: {error}", path.display()));
                SqliteFile::create(path).map_err(failed)?;
                let write = sqlite(path, 1, settings, false).await?;
                let read = sqlite(path, settings.read_connections, settings, true).await?;
                file = Some(SqliteFile::opened(path).map_err(failed)?);
                (read, write)
            }
            DatabaseUrl::Postgres(url) => {
                let write = postgres(url, settings.read_connections.max(4), settings).await?;
                let read = match &settings.read_url {
                    Some(DatabaseUrl::Postgres(replica)) => {
                        postgres(replica, settings.read_connections, settings).await?
                    }
                    _ => write.clone(),
                };
                (read, write)
            }
        };
        let current = match (&settings.url, &settings.read_url) {
            (DatabaseUrl::Postgres(_), Some(DatabaseUrl::Postgres(_))) => write.clone(),
            _ => read.clone(),
        };
        Ok(Self { read: ReadDb::new(read), current: ReadDb::new(current), primary: Primary::new(write, file) })
    }

    /// The same, but a SQLite file that is not there is not made.
    pub async fn open_existing(settings: &DatabaseSettings) -> Result<Self, DbErr> {
        match &settings.url {
            DatabaseUrl::Sqlite(path) if !path.exists() => Err(DbErr::Custom("there is no such file".to_owned())),
            _ => Self::open(settings).await,
        }
    }

    /// How far the schema is from this program's.
    pub async fn schema(&self) -> Result<Schema, DbErr> {
        let connection = self.primary.connection();
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let tables = sea_orm_migration_table(connection).await?;
        if !tables {
            return Ok(Schema::Empty);
        }
        let applied: Vec<String> =
            Migrator::get_migration_models(connection).await?.into_iter().map(|step| step.version).collect();
        if let Some(unknown) = applied.iter().find(|step| !known.contains(step)) {
            return Ok(Schema::Newer(unknown.clone()));
        }
        Ok(match known.len() - applied.len() {
            0 => Schema::Current,
            _ if applied.is_empty() => Schema::Empty,
            missing => Schema::Behind(missing),
        })
    }

    /// Brings the schema up to this program's: with all steps that are missing, or with none. Of several programs that do so at
    /// the same time, one does it and the others find it done.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        let transaction = self.primary.begin().await?;
        let done = match Migrator::up(&transaction, None).await {
            Ok(()) => names::fill(&transaction).await,
            refused => refused,
        };
        match done {
            Ok(()) => transaction.commit().await,
            Err(error) => {
                roll_back(transaction).await;
                Err(error)
            }
        }
    }
}

/// Whether the table that records the steps is there.
async fn sea_orm_migration_table(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    let sql = match connection.get_database_backend() {
        DatabaseBackend::Sqlite => "SELECT 1 AS found FROM sqlite_master WHERE name = 'schema_migration'",
        _ => "SELECT 1 AS found WHERE to_regclass('schema_migration') IS NOT NULL",
    };
    Ok(connection
        .query_one_raw(sea_orm::Statement::from_string(connection.get_database_backend(), sql))
        .await?
        .is_some())
}

/// Opens a SQLite file with the given number of connections.
async fn sqlite(
    path: &Path,
    connections: u32,
    settings: &DatabaseSettings,
    read_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    let path = path.to_owned();
    let (writers, readers) = PAGES_KIB;
    let pages = if read_only { readers } else { writers };
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(settings.acquire_timeout())
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_pool_opts(outside_transactions)
        .map_sqlx_sqlite_opts(move |_| {
            SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(30))
                .statement_cache_capacity(200)
                // In KiB. What is not kept here the operating system keeps, mostly.
                .pragma("cache_size", format!("-{}", (pages / connections.max(1)).max(LEAST_KIB)))
                .pragma("mmap_size", "1073741824")
                .pragma("temp_store", "memory")
                // A checkpoint writes each page that has changed since the last one once: fewer of them write less in an import.
                .pragma("wal_autocheckpoint", "16000")
                .pragma("query_only", if read_only { "on" } else { "off" })
        });
    sea_orm::Database::connect(options).await
}

/// Opens a PostgreSQL database with the given number of connections at most.
async fn postgres(url: &str, connections: u32, settings: &DatabaseSettings) -> Result<DatabaseConnection, DbErr> {
    // A pool tries again until its time is up and then only says so; one connection says at once what is wrong.
    let first = tokio::time::timeout(settings.acquire_timeout(), sqlx::PgConnection::connect(url)).await;
    let refused = |cause| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause)));
    first.map_err(|_| refused(sqlx::Error::PoolTimedOut))?.map_err(refused)?.close().await.map_err(refused)?;
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(settings.acquire_timeout())
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_pool_opts(outside_transactions)
        .set_application_name("dibao");
    sea_orm::Database::connect(options).await
}

/// Something that can be read from: the readers' door or an open transaction.
pub trait Reads {
    /// All rows of a query.
    fn all<M: FromQueryResult>(&self, query: &SelectStatement) -> impl Future<Output = Result<Vec<M>>>;

    /// The first row of a query, if there is one.
    fn one<M: FromQueryResult>(&self, query: &SelectStatement) -> impl Future<Output = Result<Option<M>>>;
}

/// The readers' door: nothing can be written through it.
#[derive(Clone, Debug)]
pub struct ReadDb {
    connection: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl ReadDb {
    /// A door over a connection.
    fn new(connection: DatabaseConnection) -> Self {
        Self { connection, statements: Arc::default() }
    }

    /// The same connections for background tasks, with a statement count of its own.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self::new(self.connection.clone())
    }

    /// Number of statements that this handle and its clones have executed.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DatabaseBackend {
        self.connection.get_database_backend()
    }

    /// How the database would go about a query, one step a line.
    pub async fn plan(&self, query: &SelectStatement) -> Result<String> {
        let statement = self.backend().build(query);
        let (prefix, column) = match self.backend() {
            DatabaseBackend::Sqlite => ("EXPLAIN QUERY PLAN ", "detail"),
            _ => ("EXPLAIN ", "QUERY PLAN"),
        };
        let explain = sea_orm::Statement { sql: format!("{prefix}{}", statement.sql), ..statement };
        let rows = self.connection.query_all_raw(explain).await.map_err(from_database)?;
        let lines: Result<Vec<String>, DbErr> = rows.iter().map(|row| row.try_get("", column)).collect();
        Ok(lines.map_err(from_database)?.join("\n"))
    }
}

impl Reads for ReadDb {
    async fn all<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Vec<M>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        all(&self.connection, query).await
    }

    async fn one<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Option<M>> {
        Ok(self.all(query).await?.into_iter().next())
    }
}

impl Reads for Tx {
    async fn all<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Vec<M>> {
        self.noted(all(self.connection(), query).await)
    }

    async fn one<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Option<M>> {
        Ok(self.all(query).await?.into_iter().next())
    }
}

/// Runs a query.
async fn all<M: FromQueryResult>(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<M>> {
    let rows = connection.query_all(query).await.map_err(from_database)?;
    rows.iter().map(|row| M::from_query_result(row, "")).collect::<Result<_, _>>().map_err(from_database)
}

/// A database error as ours: unreachable where the connection, the server or the machine does not do its part, broken otherwise.
pub(crate) fn from_database(error: DbErr) -> Error {
    let is_lost = match &error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Query(RuntimeErr::SqlxError(cause)) | DbErr::Exec(RuntimeErr::SqlxError(cause)) => is_passing(cause),
        _ => false,
    };
    if is_lost { Error::Unreachable(Box::new(error)) } else { Error::Broken(Box::new(error)) }
}
