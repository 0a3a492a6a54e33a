//! The writers' door: one transaction at a time, which takes its lines of the change log with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Utc;
use dibao_entity::change;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, IsolationLevel, Iterable, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::Notify;

use super::change_log::{self, Change, Head};
use super::failure::{Failure, from_database};
use super::sqlite_file::SqliteFile;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Instant;

/// Name of the advisory lock that orders writers on `PostgreSQL`: the letters of `dibao`.
const WRITERS: i64 = 0x0064_6962_616f;
/// The channel on which `PostgreSQL` tells other instances that the log has grown.
pub(crate) const CHANNEL: &str = "dibao_change";
/// How many values one statement may bind: SQLite allows 32,766, `PostgreSQL` 65,535.
const BOUND_VALUES: usize = 32_000;

/// The writers' door.
#[derive(Clone, Debug)]
pub struct Primary {
    connection: DatabaseConnection,
    file: Option<SqliteFile>,
    grown: Arc<Notify>,
    /// Whether the last write was refused because the server is read-only.
    is_read_only: Arc<AtomicBool>,
}

/// An open transaction. Nothing else writes before it ends, so its place in the change log is its own.
#[derive(Debug)]
pub struct Tx {
    transaction: DatabaseTransaction,
    now: Instant,
    seq: i64,
    /// Time of the last line of the log, in milliseconds since 1970.
    logged_ms: i64,
    lines: Vec<change::ActiveModel>,
    has_failed: AtomicBool,
}

impl Primary {
    /// A door over a connection: to a SQLite file, or to a server of which the pool is told when it is read-only.
    pub(super) fn new(connection: DatabaseConnection, file: Option<SqliteFile>, is_read_only: Arc<AtomicBool>) -> Self {
        Self { connection, file, grown: Arc::default(), is_read_only }
    }

    /// The bare connection, for reading how far the schema is and for listening.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Whether several connections write, so that one that is in use keeps none waiting.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.connection.get_database_backend() != DatabaseBackend::Sqlite
    }

    /// Told whenever this process has added to the log.
    pub(crate) fn grown(&self) -> Arc<Notify> {
        Arc::clone(&self.grown)
    }

    /// Does the work in one transaction: all of it and its lines of the change log are kept, or nothing is.
    ///
    /// Writers wait for each other: on `PostgreSQL` by an advisory lock, on SQLite by its own write lock. So the log is in
    /// commit order and has no gaps, and what the work finds missing nobody else is making at the same time.
    ///
    /// `Ok` means committed. An error of COMMIT itself leaves it open on `PostgreSQL` whether it was: the connection may have been
    /// lost before the answer. Whoever repeats such a request does it under its `Idempotency-Key`, which is committed with the work.
    pub async fn transaction<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let done = self.attempt(work).await;
        let is_read_only = done.as_ref().is_err_and(|error| Failure::behind(error) == Some(Failure::ReadOnly));
        if is_read_only || done.is_ok() {
            self.is_read_only.store(is_read_only, Ordering::Relaxed);
        }
        done
    }

    /// Does the work in one transaction.
    async fn attempt<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = Tx::begin(self.begin().await.map_err(from_database)?).await?;
        match work(&mut tx).await {
            Ok(done) => {
                let grows = tx.commit().await?;
                if let Some(file) = &self.file {
                    file.check()?;
                }
                if grows {
                    self.grown.notify_waiters();
                }
                Ok(done)
            }
            Err(error) => {
                roll_back(tx.transaction).await;
                Err(error)
            }
        }
    }

    /// Begins a transaction with the writers' lock.
    pub(super) async fn begin(&self) -> std::result::Result<DatabaseTransaction, DbErr> {
        let backend = self.connection.get_database_backend();
        let options = match backend {
            // What was committed while this writer waited for the lock must be seen, whatever the server's default is.
            DatabaseBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::ReadCommitted),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            },
        };
        let connection = self.connection.clone();
        let begin = async move { connection.begin_with_options(options).await };
        let transaction = match backend {
            // On a task of its own, to its end: the driver forgets a BEGIN whose caller goes away before the server has answered,
            // and hands out a connection that is inside a transaction.
            DatabaseBackend::Postgres => {
                tokio::spawn(begin).await.map_err(|error| DbErr::Custom(error.to_string()))??
            }
            _ => begin.await?,
        };
        if backend == DatabaseBackend::Postgres {
            let lock = Statement::from_string(backend, format!("SELECT pg_advisory_xact_lock({WRITERS})"));
            transaction.execute_raw(lock).await?;
        }
        Ok(transaction)
    }
}

impl Tx {
    /// Finds the end of the log.
    async fn begin(transaction: DatabaseTransaction) -> Result<Self> {
        let end = change_log::head_statement();
        let row = transaction.query_one(&end).await.map_err(from_database)?;
        let head = row.map(|row| Head::from_query_result(&row, "")).transpose().map_err(from_database)?;
        let Head { seq, at } = head.unwrap_or_default();
        let has_failed = AtomicBool::default();
        Ok(Self { transaction, now: Utc::now(), seq, logged_ms: at, lines: Vec::new(), has_failed })
    }

    /// When the transaction began: the time of everything it writes.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The number that the next line of the log will have.
    #[must_use]
    pub fn next_seq(&self) -> i64 {
        self.seq + 1
    }

    /// Adds a line to the change log and returns its number. Its time is never before that of the line before it, even if the clock
    /// was set back.
    pub fn append(&mut self, change: Change) -> i64 {
        self.seq += 1;
        self.logged_ms = self.logged_ms.max(self.now.timestamp_millis());
        self.lines.push(change.into_line(self.seq, self.logged_ms));
        self.seq
    }

    /// Inserts rows, as many in one statement as the databases allow.
    pub async fn insert<A>(&self, rows: Vec<A>) -> Result<()>
    where
        A: ActiveModelTrait + Send,
        A::Entity: EntityTrait,
    {
        let columns = <A::Entity as EntityTrait>::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let part: Vec<A> = rows.by_ref().take(BOUND_VALUES / columns).collect();
            let inserted = A::Entity::insert_many(part).exec_without_returning(&self.transaction).await;
            self.noted(inserted.map_err(from_database))?;
        }
        Ok(())
    }

    /// Runs an update or a deletion.
    pub async fn execute(&self, statement: &impl sea_orm::StatementBuilder) -> Result<()> {
        self.noted(self.transaction.execute(statement).await.map_err(from_database))?;
        Ok(())
    }

    /// The connection inside the transaction.
    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Notes whether a statement has failed. The database may have ended the transaction then: SQLite lets the statements that follow
    /// count one by one, and `PostgreSQL` answers COMMIT with a rollback that the driver takes for success.
    pub(super) fn noted<T>(&self, outcome: Result<T>) -> Result<T> {
        if outcome.is_err() {
            self.has_failed.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Writes the lines and ends the transaction; whether the log has grown.
    ///
    /// Refuses to commit after a statement that failed, also where the work took that error for none.
    async fn commit(mut self) -> Result<bool> {
        if self.has_failed.load(Ordering::Relaxed) {
            roll_back(self.transaction).await;
            return Err(Error::broken("a statement of the transaction failed, and the work went on"));
        }
        let lines = std::mem::take(&mut self.lines);
        let grows = !lines.is_empty();
        self.insert(lines).await?;
        if grows && self.transaction.get_database_backend() == DatabaseBackend::Postgres {
            let tell = Statement::from_string(DatabaseBackend::Postgres, format!("SELECT pg_notify('{CHANNEL}', '')"));
            self.transaction.execute_raw(tell).await.map_err(from_database)?;
        }
        self.transaction.commit().await.map_err(from_database)?;
        Ok(grows)
    }
}

/// Rolls back; a rollback that fails is only logged. The pool closes the connection then, which ends the transaction too.
pub(super) async fn roll_back(transaction: DatabaseTransaction) {
    if let Err(error) = transaction.rollback().await {
        tracing::debug!(%error, "a rollback failed; its connection is closed");
    }
}
