//! Publishing what falls due: in every instance, once. What fell due while no instance ran is caught up with at the start.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::{Terms, order, query};
use crate::kernel::error::{Error, Result};
use crate::state::State;
use crate::store::{Outage, Primary};

/// How often the schedule is looked at without being told: this is how what other instances schedule is noticed.
const POLL: Duration = Duration::from_secs(1);
/// How many are published before the schedule is looked at again.
const AT_ONCE: u64 = 50;
/// Longest text of a failure that is kept, in characters.
const MAX_FAILURE: usize = 500;

/// Wakes the scheduler of this instance.
#[derive(Clone, Debug, Default)]
pub struct Schedule(Arc<Notify>);

impl Schedule {
    /// Says that something new is scheduled.
    pub fn changed(&self) {
        self.0.notify_one();
    }

    /// Begins to publish what falls due, until the returned task is aborted.
    #[must_use]
    pub fn follow(&self, state: &State, db: &Primary) -> JoinHandle<()> {
        let (told, state, db) = (Arc::clone(&self.0), state.clone(), db.clone());
        tokio::spawn(async move {
            let mut outage = Outage::of("publishing what falls due");
            loop {
                let done = pass(&state, &db).await;
                outage.note(&done);
                let wait = done.map_or(POLL, |wait| wait.min(POLL));
                let _ = tokio::time::timeout(wait, told.notified()).await;
            }
        })
    }
}

/// Publishes what is due; how long nothing will be.
async fn pass(state: &State, db: &Primary) -> Result<Duration> {
    let mut has_published = false;
    let rows = query::first(&state.read, AT_ONCE).await?;
    let mut wait = POLL;
    for row in rows {
        let now = chrono::Utc::now().timestamp_millis();
        if row.due_at > now {
            wait = Duration::from_millis(row.due_at.abs_diff(now));
            break;
        }
        has_published |= one(state, db, row.article_id).await?;
        // The replica that was asked may be behind: whatever was done is not done again, and not asked for in a hot loop.
        wait = Duration::from_millis(100);
    }
    if has_published {
        state.catch_up().await?;
    }
    Ok(wait)
}

/// Publishes one article that is due, or marks that it could not be; whether it was published.
async fn one(state: &State, db: &Primary, id: uuid::Uuid) -> Result<bool> {
    let failure = match order::fall_due(db, id, Terms::from(state.settings.as_ref())).await {
        Ok(done) => return Ok(done),
        // What passes is tried again; only what another try would meet again is the article's failure.
        Err(error) if error.is_passing() => return Err(error),
        Err(Error::Refused { code, detail, .. }) => format!("{}: {detail}", code.word()),
        Err(Error::Broken(source) | Error::Unreachable(source)) => {
            tracing::error!(error = %source, article = %id, "what was due could not be published");
            "internal_error: The service could not publish it; its log says why.".to_owned()
        }
    };
    let failure: String = failure.chars().take(MAX_FAILURE).collect();
    tracing::warn!(article = %id, failure, "what was due could not be published");
    order::fail(db, id, &failure).await?;
    Ok(false)
}
