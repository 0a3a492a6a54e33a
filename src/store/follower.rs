//! Following the change log: wakes at once when it grows, and looks by itself besides.

use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{DatabaseBackend, sqlx};
use tokio::sync::Notify;

use super::connect::Database;
use super::outage::Outage;
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
    let follow = async {
        let mut outage = Outage::of("following the change log");
        loop {
            let mut told = std::pin::pin!(grown.notified());
            told.as_mut().enable();
            let done = catch_up().await;
            outage.note(&done);
            match done {
                Ok(()) => drop(tokio::time::timeout(POLL, told).await),
                Err(_) => tokio::time::sleep(AFTER_FAULT).await,
            }
        }
    };
    match db.primary.connection().get_database_backend() {
        DatabaseBackend::Postgres => {
            tokio::join!(follow, listen(db, &grown));
        }
        _ => follow.await,
    }
}

/// Passes on what `PostgreSQL` tells of the log's growth.
async fn listen(db: &Database, grown: &Notify) {
    loop {
        let heard: Result<(), sqlx::Error> = async {
            let mut listener = PgListener::connect_with(db.primary.connection().get_postgres_connection_pool()).await?;
            listener.listen(CHANNEL).await?;
            loop {
                listener.recv().await?;
                grown.notify_waiters();
            }
        }
        .await;
        if let Err(error) = heard {
            tracing::debug!(%error, "not listening; polling goes on");
        }
        tokio::time::sleep(AFTER_FAULT).await;
    }
}
