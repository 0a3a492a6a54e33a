//! Logs an outage of a background task once: when it begins, and when it is over.

use std::time::Instant;

use crate::kernel::error::Result;

/// The outages of one background task.
#[derive(Debug)]
pub struct Outage {
    task: &'static str,
    began: Option<Instant>,
}

impl Outage {
    /// Watches a task, named for the log.
    #[must_use]
    pub const fn of(task: &'static str) -> Self {
        Self { task, began: None }
    }

    /// Notes how a try ended; returns whether it was the first one that failed.
    pub fn note<T>(&mut self, done: &Result<T>) -> bool {
        match (done, self.began) {
            (Ok(_), None) | (Err(_), Some(_)) => false,
            (Ok(_), Some(began)) => {
                tracing::info!(task = self.task, after_s = began.elapsed().as_secs(), "a background task works again");
                self.began = None;
                false
            }
            (Err(error), None) => {
                tracing::warn!(task = self.task, %error, "a background task fails; it is tried again");
                self.began = Some(Instant::now());
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::error::Error;

    #[test]
    fn an_outage_is_noted_once_however_often_it_is_tried() {
        let mut outage = Outage::of("a test");
        let failed = || Err::<(), _>(Error::broken("none"));
        let tries = [Ok(()), failed(), failed(), failed(), Ok(()), Ok(()), failed()];
        assert_eq!(tries.map(|done| outage.note(&done)), [false, true, false, false, false, false, true]);
    }
}
