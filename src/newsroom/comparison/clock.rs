//! How long comparing may take.

use std::time::{Duration, Instant};

/// How long finding differences may take; what is left then is told coarser.
const TIME: Duration = Duration::from_millis(400);

/// When the time for finding differences is up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// That moment.
    pub(super) until: Instant,
}

impl Clock {
    /// Begins to run now.
    pub(super) fn start() -> Self {
        Self { until: Instant::now() + TIME }
    }

    /// Whether the time is up.
    pub(super) fn is_up(self) -> bool {
        Instant::now() >= self.until
    }
}
