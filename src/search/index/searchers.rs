//! The threads that searches run on: so many for each core, each of which goes on with the next search at once. Whoever asks waits
//! without one.

use std::sync::Arc;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinSet;

use crate::kernel::error::{Error, Result};

/// How many searches run at once for each core: one more than it can do, for when one waits for the disk. More would only share
/// it, each with memory of its own.
const FOR_EACH_CORE: usize = 2;

/// Threads for searches. Cheap to clone; they end when the last clone is dropped.
#[derive(Clone, Debug)]
pub(super) struct Searchers {
    threads: Handle,
    _owned: Arc<Threads>,
}

/// A runtime that may be dropped anywhere.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Searchers {
    /// Begins them.
    pub(super) fn start() -> Result<Self> {
        let threads = Builder::new_multi_thread().worker_threads(turns()).thread_name("search").build();
        let threads = threads.map_err(Error::broken)?;
        Ok(Self { threads: threads.handle().clone(), _owned: Arc::new(Threads(Some(threads))) })
    }

    /// Does something on one of them, in its turn; not at all, if nobody waits for it any more by then.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        // What is left in the set when that is dropped is called off.
        let mut set = JoinSet::new();
        set.spawn_on(async move { work() }, &self.threads);
        match set.join_next().await {
            Some(done) => done.map_err(Error::broken),
            None => Err(Error::broken("a search got lost")),
        }
    }
}

/// How many searches run at once.
fn turns() -> usize {
    FOR_EACH_CORE * std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
mod tests {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_panics_is_an_error_and_what_nobody_waits_for_is_not_begun() {
        let searchers = Searchers::start().unwrap();
        assert!(searchers.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(searchers.run(|| 7).await.unwrap(), 7);
        let (begun, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(OnceLock::new()));
        let waiting = || {
            let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
            move || {
                begun.fetch_add(1, Ordering::SeqCst);
                gate.wait();
            }
        };
        // As many as there are turns are begun; the others wait, and are called off with those who asked.
        let asked: Vec<_> = (0..500).map(|_| searchers.run(waiting())).collect();
        let gone = tokio::time::timeout(Duration::from_millis(50), futures_util::future::join_all(asked)).await;
        assert!(gone.is_err());
        gate.set(()).unwrap();
        assert_eq!(searchers.run(|| 8).await.unwrap(), 8);
        assert!((1..=turns()).contains(&begun.load(Ordering::SeqCst)));
    }
}
