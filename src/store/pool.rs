//! Pool rules: a connection that comes back inside a transaction is closed, never handed out again.
//!
//! `SQLite` ends a transaction by itself when a COMMIT fails for lack of room or an I/O error. The driver does not notice: the
//! ROLLBACK that follows fails too, and each later transaction would be a savepoint that nobody commits.

use sea_orm::sqlx;
use sqlx::Connection;
use sqlx::pool::PoolOptions;

/// Adds the rules to the options of a pool.
pub(super) fn outside_transactions<DB>(options: PoolOptions<DB>) -> PoolOptions<DB>
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
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}
