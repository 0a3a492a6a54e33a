//! Opening a database: one door for writes, another that can only read.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use dibao_migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::SelectStatement;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, FromQueryResult, QueryResult,
    RuntimeErr, sqlx,
};

use super::failure::Failure;
pub(crate) use super::failure::from_database;
use super::names;
use super::pool::outside_transactions;
use super::replica::Replica;
use super::sqlite_file::{SqliteFile, WriteAheadLog};
use super::transaction::{Primary, Tx, roll_back};
use crate::config::{DatabaseSettings, DatabaseUrl};
use crate::kernel::error::Result;

/// Memory for pages of a SQLite file, in KiB: for the writer, and for all who read together. What is read often is kept finished
/// elsewhere.
const PAGES_KIB: (u32, u32) = (65_536, 32_768);
/// The least of that for one connection.
const LEAST_KIB: u32 = 2_048;
/// How long a read waits for a connection to a replica before it goes to the primary.
const REPLICA_TIMEOUT: Duration = Duration::from_secs(1);
/// Maximum age of connections while the server is read-only.
const RENEWED_AFTER: Duration = Duration::from_secs(1);

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
        let (read, primary) = match &settings.url {
            DatabaseUrl::Sqlite(path) => {
                let failed = |error| DbErr::Custom(format!("{}: {error}", path.display()));
                SqliteFile::create(path).map_err(failed)?;
                let wal = WriteAheadLog::of(path);
                let write = sqlite(path, 1, settings, Some(&wal)).await?;
                let read = sqlite(path, settings.read_connections, settings, None).await?;
                let file = SqliteFile::opened(path, wal).map_err(failed)?;
                (ReadDb::new(read), Primary::new(write, Some(file), Arc::default()))
            }
            DatabaseUrl::Postgres(url) => {
                let is_read_only = Arc::default();
                check_postgres(url, settings).await?;
                let connections = settings.read_connections.max(4);
                let write = postgres(url, connections, settings.acquire_timeout(), &is_read_only).await?;
                (ReadDb::new(write.clone()), Primary::new(write, None, is_read_only))
            }
        };
        match &settings.read_url {
            Some(DatabaseUrl::Postgres(url)) => {
                let replica = replica(url, settings, primary.connection()).await?;
                Ok(Self { read: ReadDb::of_replica(replica), current: read, primary })
            }
            _ => Ok(Self { current: read.clone(), read, primary }),
        }
    }

    /// The same, but a SQLite file that is not there is not made.
    pub async fn open_existing(settings: &DatabaseSettings) -> Result<Self, DbErr> {
        match &settings.url {
            DatabaseUrl::Sqlite(path) if !path.exists() => Err(DbErr::Custom("there is no such file".to_owned())),
            _ => Self::open(settings).await,
        }
    }

    /// How far the schema is from this program's. Only reads, so that it works on a server that accepts no writes.
    pub async fn schema(&self) -> Result<Schema, DbErr> {
        let connection = self.primary.connection();
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let tables = sea_orm_migration_table(connection).await?;
        if !tables {
            return Ok(Schema::Empty);
        }
        let steps = "SELECT version FROM schema_migration ORDER BY version";
        let steps = sea_orm::Statement::from_string(connection.get_database_backend(), steps);
        let steps = connection.query_all_raw(steps).await?;
        let applied = steps.iter().map(|step| step.try_get("", "version")).collect::<Result<Vec<String>, _>>()?;
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
    /// the same time, one does it and the others find it done. Where no step is missing, nothing is written.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        if self.schema().await? == Schema::Current {
            return Ok(());
        }
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
    writes_to: Option<&Arc<WriteAheadLog>>,
) -> Result<DatabaseConnection, DbErr> {
    let (wal, read_only) = (writes_to.cloned(), writes_to.is_none());
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
        .map_sqlx_sqlite_pool_opts(move |pool| {
            let wal = wal.clone();
            outside_transactions(pool, |_| true).after_connect(move |_, _| {
                if let Some(wal) = &wal {
                    wal.note();
                }
                Box::pin(std::future::ready(Ok(())))
            })
        })
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

/// Checks by one connection that a `PostgreSQL` database can be used: a pool tries again until its time is up and then only says
/// so; one connection says at once what is wrong.
async fn check_postgres(url: &str, settings: &DatabaseSettings) -> Result<(), DbErr> {
    let first = tokio::time::timeout(settings.acquire_timeout(), sqlx::PgConnection::connect(url)).await;
    let refused = |cause| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause)));
    first.map_err(|_| refused(sqlx::Error::PoolTimedOut))?.map_err(refused)?.close().await.map_err(refused)
}

/// Makes a pool of connections to a `PostgreSQL` database, at most so many; they are opened when they are needed.
///
/// While a write has been refused because the server is read-only, connections are renewed, so that the one that accepts writes
/// again, or took over behind the same address, is found.
async fn postgres(
    url: &str,
    connections: u32,
    acquire_timeout: Duration,
    is_read_only: &Arc<AtomicBool>,
) -> Result<DatabaseConnection, DbErr> {
    let is_read_only = Arc::clone(is_read_only);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(acquire_timeout)
        .connect_lazy(true)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_pool_opts(move |pool| {
            let is_read_only = Arc::clone(&is_read_only);
            outside_transactions(pool, move |age| !is_read_only.load(Ordering::Relaxed) || age < RENEWED_AFTER)
        })
        .set_application_name("dibao");
    sea_orm::Database::connect(options).await
}

/// Opens a replica, which need not be up yet; refuses one that can never be used as it is configured.
async fn replica(url: &str, settings: &DatabaseSettings, primary: &DatabaseConnection) -> Result<Replica, DbErr> {
    let checked = check_postgres(url, settings).await;
    let acquire_timeout = settings.acquire_timeout().min(REPLICA_TIMEOUT);
    let connection = postgres(url, settings.read_connections, acquire_timeout, &Arc::default()).await?;
    let replica = Replica::new(connection, primary.clone());
    match checked {
        Ok(()) => Ok(replica),
        Err(error) if Failure::of(&error).is_worth_waiting() => {
            replica.suspend(Failure::of(&error));
            Ok(replica)
        }
        Err(error) => Err(error),
    }
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
    replica: Option<Replica>,
    statements: Arc<AtomicU64>,
}

impl ReadDb {
    /// A door over a connection.
    fn new(connection: DatabaseConnection) -> Self {
        Self { connection, replica: None, statements: Arc::default() }
    }

    /// A door over a replica, which falls back to its primary.
    fn of_replica(replica: Replica) -> Self {
        Self { connection: replica.connection().clone(), replica: Some(replica), statements: Arc::default() }
    }

    /// The same connections for background tasks, with a statement count of its own.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { statements: Arc::default(), ..self.clone() }
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
        match &self.replica {
            Some(replica) => models(&replica.rows(query).await.map_err(from_database)?),
            None => all(&self.connection, query).await,
        }
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
    models(&connection.query_all(query).await.map_err(from_database)?)
}

/// Reads rows as models.
fn models<M: FromQueryResult>(rows: &[QueryResult]) -> Result<Vec<M>> {
    rows.iter().map(|row| M::from_query_result(row, "")).collect::<Result<_, _>>().map_err(from_database)
}
