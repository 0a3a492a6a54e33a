//! Pool rules: a connection that comes back inside a transaction is closed, never handed out again.
//!
//! `SQLite` ends a transaction by itself when a COMMIT fails for lack of room or an I/O error. The driver does not notice: the
//! ROLLBACK that follows fails too, and each later transaction would be a savepoint that nobody commits.

use std::time::Duration;

use sea_orm::sqlx;
use sqlx::Connection;
use sqlx::pool::PoolOptions;

/// Adds the rules to the options of a pool. A connection of an age that `is_usable` refuses is closed, too.
pub(super) fn outside_transactions<DB>(
    options: PoolOptions<DB>,
    is_usable: impl Fn(Duration) -> bool + Send + Sync + 'static,
) -> PoolOptions<DB>
where
    DB: sqlx::Database,
{
    options
        .after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    // A rollback may be waiting, as after a request that was cancelled: this lets it happen.
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
        .before_acquire(move |connection, found| {
            let is_usable = is_usable(found.age);
            Box::pin(async move { Ok(is_usable && !connection.is_in_transaction()) })
        })
}
