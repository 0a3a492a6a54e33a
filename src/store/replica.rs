//! Reads from a replica, and from the primary while the replica is away or its connection fails.
//!
//! The replica is used again only when it has everything that could be read from the primary meanwhile: readers' answers never
//! go back in time, and kept answers are never older than the state they are kept for.

use std::sync::{Arc, Weak};
use std::time::Duration;

use dibao_entity::change;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult};
use tokio::sync::{RwLock, watch};

use super::failure::Failure;

/// How often a replica that is away is tried.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// How long a replica that is tried may take to answer.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// A replica with its primary. Clones share what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Replica(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    replica: DatabaseConnection,
    primary: DatabaseConnection,
    is_away: watch::Sender<bool>,
    /// Shared by reads from the primary, held alone while the replica is taken back: nothing newer is read meanwhile.
    switching: RwLock<()>,
}

impl Replica {
    /// Reads go to `replica`.
    pub(super) fn new(replica: DatabaseConnection, primary: DatabaseConnection) -> Self {
        let (is_away, _) = watch::channel(false);
        Self(Arc::new(Parts { replica, primary, is_away, switching: RwLock::default() }))
    }

    /// The connection to the replica itself.
    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.0.replica
    }

    /// The rows of a query, from the replica where it answers.
    pub(super) async fn rows(&self, query: &SelectStatement) -> Result<Vec<QueryResult>, DbErr> {
        let mut is_away = self.0.is_away.subscribe();
        if !*is_away.borrow_and_update() {
            let answer = tokio::select! {
                biased;
                rows = self.0.replica.query_all(query) => Some(rows),
                // Whoever waits for a connection is not left waiting once it is known that there is none.
                _ = is_away.wait_for(|is_away| *is_away) => None,
            };
            match answer {
                Some(Err(error)) if Failure::of(&error).is_passing() => match Failure::of(&error) {
                    Failure::Busy => {}
                    failure => self.suspend(failure),
                },
                Some(answer) => return answer,
                None => {}
            }
        }
        let _reading = self.0.switching.read().await;
        self.0.primary.query_all(query).await
    }

    /// Reads from the primary until the replica answers and has caught up.
    pub(super) fn suspend(&self, failure: Failure) {
        if !self.0.is_away.send_replace(true) {
            tracing::warn!(reason = failure.reason(), "database.read_url does not answer; reading from database.url");
            tokio::spawn(take_back(Arc::downgrade(&self.0)));
        }
    }
}

/// Waits for the replica and reads from it again. Ends with the last reader.
async fn take_back(parts: Weak<Parts>) {
    loop {
        tokio::time::sleep(CHECK_INTERVAL).await;
        let Some(parts) = parts.upgrade() else { return };
        if !parts.has_caught_up().await {
            continue;
        }
        let _alone = parts.switching.write().await;
        // What was read from the primary since the first look counts, too.
        if parts.has_caught_up().await {
            parts.is_away.send_replace(false);
            tracing::info!("database.read_url answers again; reading from it");
            return;
        }
    }
}

impl Parts {
    /// Whether the replica has what the primary has. Where the primary cannot be asked, a replica that answers is enough.
    async fn has_caught_up(&self) -> bool {
        let primary = tokio::time::timeout(CHECK_TIMEOUT, head(&self.primary)).await;
        match tokio::time::timeout(CHECK_TIMEOUT, head(&self.replica)).await {
            Ok(Ok(replica)) => primary.ok().and_then(Result::ok).is_none_or(|primary| replica >= primary),
            _ => false,
        }
    }
}

/// The last line of the change log that a database has.
async fn head(connection: &DatabaseConnection) -> Result<i64, DbErr> {
    let end = Query::select().expr_as(Expr::col("seq").max(), "seq").from(change::Entity).take();
    let row = connection.query_one(&end).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get::<Option<i64>>("", "seq")?.unwrap_or(0)))
}
