//! Finds out whether writes are committed: a background task commits one row every 5 seconds while somebody asks.
//!
//! The row takes the way of every write, with the writers' lock, so its result is that of the API's writes. While nobody asks for
//! readiness nothing is written: an idle database stays as it is. A probe that waits behind another transaction, such as a long
//! import, is no failure until it has waited for a minute.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::ready::{AbilityState, WriteAbility};
use super::save;
use crate::store::{Failure, Primary};

/// Pause between two probes.
const INTERVAL: Duration = Duration::from_secs(5);
/// How long probing continues after readiness was asked for.
const ASKED_WITHIN: Duration = Duration::from_secs(30);
/// How long an answer waits for a probe where the last result is older than two intervals.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);
/// From when on a probe that waits is told of, and from when on it counts as a failure.
const WAITING: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

/// The probe of writes. Clones share what it knows.
#[derive(Clone, Debug)]
pub struct WriteProbe(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    asked: watch::Sender<Option<Instant>>,
    known: watch::Sender<Known>,
}

/// What the probes have found out.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The last probe that was committed or failed.
    last: Option<(Instant, Result<(), Failure>)>,
    /// Since when probes have been waiting for other transactions.
    waiting_since: Option<Instant>,
}

impl WriteProbe {
    /// Begins to probe when asked, until the returned task is aborted.
    #[must_use]
    pub fn start(db: &Primary) -> (Self, JoinHandle<()>) {
        let (asked, _) = watch::channel(None);
        let (known, _) = watch::channel(Known::default());
        let probe = Self(Arc::new(Parts { asked, known }));
        let (of_task, db) = (probe.clone(), db.clone());
        let task = tokio::spawn(async move {
            loop {
                of_task.asked().await;
                of_task.probe(&db).await;
                tokio::time::sleep(INTERVAL).await;
            }
        });
        (probe, task)
    }

    /// Tells whether writes are committed; where nothing is known that is fresh enough, waits for a probe a little while.
    pub async fn ability(&self) -> WriteAbility {
        self.0.asked.send_replace(Some(Instant::now()));
        let mut known = self.0.known.subscribe();
        let is_fresh = |known: &Known| known.last.is_some_and(|(at, _)| at.elapsed() < INTERVAL * 2);
        // Where it does not come in time, what is known is told.
        let _ = tokio::time::timeout(ANSWER_TIMEOUT, known.wait_for(is_fresh)).await;
        let known = *self.0.known.borrow();
        known.ability()
    }

    /// Waits until somebody wants to know.
    async fn asked(&self) {
        let mut asked = self.0.asked.subscribe();
        let _ = asked.wait_for(|at| at.is_some_and(|at| at.elapsed() < ASKED_WITHIN)).await;
    }

    /// Commits one row and notes how that went.
    async fn probe(&self, db: &Primary) {
        self.0.known.send_modify(|known| {
            known.waiting_since.get_or_insert_with(Instant::now);
        });
        let done = db.transaction(async |tx| save::probe(tx).await).await;
        let result = done.as_ref().copied().map_err(|error| Failure::behind(error).unwrap_or(Failure::Fault));
        let is_waiting = match result {
            Err(Failure::Busy) => true,
            // The one connection that writes to a SQLite file is in use.
            Err(Failure::NoConnection) => !db.is_shared(),
            _ => false,
        };
        if is_waiting {
            // It goes on waiting: nothing has been found out.
            self.0.known.send_modify(|_| ());
            return;
        }
        let had = self.0.known.borrow().last.map(|(_, result)| result);
        match (&done, had) {
            (Err(error), None | Some(Ok(()))) => tracing::warn!(%error, "the database accepts no writes"),
            (Ok(()), Some(Err(_))) => tracing::info!("the database accepts writes again"),
            _ => {}
        }
        self.0.known.send_replace(Known { last: Some((Instant::now(), result)), waiting_since: None });
    }
}

impl Known {
    /// What it means for writes.
    fn ability(self) -> WriteAbility {
        let waited = self.waiting_since.map_or(Duration::ZERO, |since| since.elapsed());
        let waits = format!("Writes have been waiting for another transaction for {} s.", waited.as_secs());
        let (status, reason) = match self.last {
            None => (AbilityState::Failing, Some("No write has been committed since the start.".to_owned())),
            Some((_, Err(failure))) => (AbilityState::Failing, Some(failure.reason().to_owned())),
            Some((_, Ok(()))) if waited >= WAITING.1 => (AbilityState::Failing, Some(waits)),
            Some((_, Ok(()))) if waited >= WAITING.0 => (AbilityState::Degraded, Some(waits)),
            Some((_, Ok(()))) => (AbilityState::Ok, None),
        };
        let age_ms = self.last.map(|(at, _)| u64::try_from(at.elapsed().as_millis()).unwrap_or(u64::MAX));
        WriteAbility { status, reason, age_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(last: Option<Result<(), Failure>>, waited: Duration) -> AbilityState {
        let waiting_since = Instant::now().checked_sub(waited).filter(|_| waited > Duration::ZERO);
        Known { last: last.map(|result| (Instant::now(), result)), waiting_since }.ability().status
    }

    #[test]
    fn a_probe_that_waits_is_no_failure_until_it_has_waited_for_long() {
        let second = Duration::from_secs(1);
        assert_eq!(state(None, Duration::ZERO), AbilityState::Failing);
        assert_eq!(state(Some(Ok(())), Duration::ZERO), AbilityState::Ok);
        assert_eq!(state(Some(Ok(())), second * 2), AbilityState::Ok);
        assert_eq!(state(Some(Ok(())), second * 20), AbilityState::Degraded);
        assert_eq!(state(Some(Ok(())), second * 61), AbilityState::Failing);
        assert_eq!(state(Some(Err(Failure::Full)), Duration::ZERO), AbilityState::Failing);
    }
}
