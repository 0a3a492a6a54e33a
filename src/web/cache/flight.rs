//! One rendering for all who ask the same at once: the first renders, the others wait for what comes of it.
//!
//! Only handlers whose answers are kept take part, so nobody waits behind a long poll. Whoever leads may go away at any time
//! (their connection ends): then one of those who wait leads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::kept::Entry;

/// What became of a rendering.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// An answer for all.
    Landed(Arc<Entry>),
    /// A refusal or fault, which is the leader's own: it names their request.
    Failed,
    /// The leader went away.
    Gone,
}

/// The renderings that are under way.
#[derive(Debug, Default)]
pub struct Flights(Mutex<HashMap<Arc<str>, watch::Receiver<Option<Outcome>>>>);

/// A place in a rendering.
#[derive(Debug)]
pub enum Place {
    /// It is for this request to render.
    Lead(Lead),
    /// Another request renders.
    Wait(Wait),
}

impl Flights {
    /// Takes a place for a key: the first one leads.
    pub fn join(self: &Arc<Self>, key: &Arc<str>) -> Place {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = under_way.get(key) {
            return Place::Wait(Wait(outcome.clone()));
        }
        let (outcome, watched) = watch::channel(None);
        under_way.insert(Arc::clone(key), watched);
        Place::Lead(Lead { flights: Arc::clone(self), key: Arc::clone(key), outcome })
    }
}

/// The place of whoever renders. Dropped without an outcome, another one leads.
#[derive(Debug)]
pub struct Lead {
    flights: Arc<Flights>,
    key: Arc<str>,
    outcome: watch::Sender<Option<Outcome>>,
}

impl Lead {
    /// Tells those who wait.
    pub fn tell(self, outcome: Outcome) {
        self.outcome.send_replace(Some(outcome));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.flights.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// The place of whoever waits.
#[derive(Debug)]
pub struct Wait(watch::Receiver<Option<Outcome>>);

impl Wait {
    /// What became of the rendering, once that is known.
    pub async fn outcome(mut self) -> Outcome {
        let known = self.0.wait_for(Option::is_some).await;
        known.ok().and_then(|outcome| outcome.clone()).unwrap_or(Outcome::Gone)
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_leads_when_the_leader_goes_away() {
        let (flights, key) = (Arc::new(Flights::default()), Arc::from("/a"));
        let Place::Lead(lead) = flights.join(&key) else { panic!("the first one leads") };
        let Place::Wait(wait) = flights.join(&key) else { panic!("the second one waits") };
        let Place::Wait(other) = flights.join(&key) else { panic!("the third one waits") };
        drop(lead);
        assert!(matches!(wait.outcome().await, Outcome::Gone));
        let Place::Lead(lead) = flights.join(&key) else { panic!("somebody leads again") };
        lead.tell(Outcome::Failed);
        assert!(matches!(other.outcome().await, Outcome::Gone));
        assert!(matches!(flights.join(&key), Place::Lead(_)), "what has ended is forgotten");
    }
}
