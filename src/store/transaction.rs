//! The writers' door: one transaction at a time, which takes its lines of the change log with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Utc;
use dibao_entity::change;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    IsolationLevel, Iterable, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::Notify;

use super::change_log::Change;
use super::failure::{Failure, from_database};
use crate::kernel::error::Result;
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
    lines: Vec<change::ActiveModel>,
}

impl Primary {
    /// A door over a connection.
    pub(super) fn new(connection: DatabaseConnection) -> Self {
        Self::over(connection, Arc::default())
    }

    /// The same; the pool behind the connection is told when the server is read-only.
    pub(super) fn over(connection: DatabaseConnection, is_read_only: Arc<AtomicBool>) -> Self {
        Self { connection, grown: Arc::default(), is_read_only }
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
                if grows {
                    self.grown.notify_waiters();
                }
                Ok(done)
            }
            Err(error) => {
                tx.transaction.rollback().await.map_err(from_database)?;
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
        let transaction = self.connection.begin_with_options(options).await?;
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
        let end = Query::select().expr_as(Expr::col("seq").max(), "seq").from(change::Entity).take();
        let row = transaction.query_one(&end).await.map_err(from_database)?;
        let seq = match row {
            Some(row) => row.try_get::<Option<i64>>("", "seq").map_err(from_database)?.unwrap_or(0),
            None => 0,
        };
        Ok(Self { transaction, now: Utc::now(), seq, lines: Vec::new() })
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

    /// Adds a line to the change log and returns its number.
    pub fn append(&mut self, change: Change) -> i64 {
        self.seq += 1;
        self.lines.push(change.into_line(self.seq, self.now));
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
            A::Entity::insert_many(part).exec_without_returning(&self.transaction).await.map_err(from_database)?;
        }
        Ok(())
    }

    /// Runs an update or a deletion.
    pub async fn execute(&self, statement: &impl sea_orm::StatementBuilder) -> Result<()> {
        self.transaction.execute(statement).await.map_err(from_database)?;
        Ok(())
    }

    /// The connection inside the transaction.
    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Writes the lines and ends the transaction; whether the log has grown.
    async fn commit(mut self) -> Result<bool> {
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
