//! Following the change log: wakes at once when it grows, and looks by itself besides.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::DatabaseBackend;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::connect::Database;
use super::transaction::CHANNEL;
use crate::kernel::error::Result;

/// How often the log is looked at without being told: this is how writes of other processes are noticed on SQLite.
const POLL: Duration = Duration::from_millis(200);
/// How long to wait after a fault before looking again.
const AFTER_FAULT: Duration = Duration::from_secs(1);

/// Calls `catch_up` now and whenever the log may have grown, for as long as the future is polled.
///
/// What `catch_up` reads is its own affair: it begins where it ended the last time, and is called again after a fault.
pub async fn follow<'a>(db: &Database, mut catch_up: impl FnMut() -> BoxFuture<'a, Result<()>> + Send) {
    let grown = db.primary.grown();
    if db.primary.connection().get_database_backend() == DatabaseBackend::Postgres {
        tokio::spawn(listen(db.clone(), Arc::downgrade(&grown)));
    }
    loop {
        let mut told = std::pin::pin!(grown.notified());
        told.as_mut().enable();
        match catch_up().await {
            Ok(()) => {
                let _ = tokio::time::timeout(POLL, told).await;
            }
            Err(error) => {
                tracing::warn!(%error, "the change log cannot be followed; trying again");
                tokio::time::sleep(AFTER_FAULT).await;
            }
        }
    }
}

/// Passes on what `PostgreSQL` tells of the log's growth, until nobody follows any more.
async fn listen(db: Database, grown: std::sync::Weak<Notify>) {
    while grown.strong_count() > 1 {
        let heard = async {
            let mut listener = PgListener::connect_with(db.primary.connection().get_postgres_connection_pool()).await?;
            listener.listen(CHANNEL).await?;
            loop {
                listener.recv().await?;
                let Some(grown) = grown.upgrade() else { return Ok::<(), sea_orm::sqlx::Error>(()) };
                grown.notify_waiters();
            }
        };
        if let Err(error) = heard.await {
            tracing::debug!(%error, "not listening; polling goes on");
            tokio::time::sleep(AFTER_FAULT).await;
        }
    }
}
