//! Guessing passwords takes longer and longer, by name and by address, while who knows the password is let in.
//!
//! An attempt counts as failed before it is looked at, so that many at once do not slip through; one that succeeds is taken
//! back. What is forgiven with time keeps a newsroom behind one address from being shut out by its own typing errors. An
//! owner is not shut out by others' guesses: where they have signed in before, their address is counted by itself.

use std::net::IpAddr;
use std::time::Duration;

use moka::ops::compute::{CompResult, Op};
use moka::sync::Cache;
use serde_json::Map;

use crate::kernel::error::{Code, Error, Result};
use crate::web::client;
use crate::web::problem::RETRY_AFTER_S;

/// How many names and addresses are counted; those least in use are forgotten first.
const MOST: u64 = 200_000;
/// The longest that attempts are not looked at, in milliseconds.
const LONGEST_MS: i64 = 15 * 60 * 1_000;
/// After which time without attempts a count is forgotten.
const FORGOTTEN: Duration = Duration::from_hours(24);

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    /// Attempts from an address, whatever the name.
    Address(IpAddr),
    /// Attempts with a name, from where it has not signed in lately.
    Name(String),
    /// Attempts with a name from where it has signed in lately.
    Known(String, IpAddr),
}

impl Whose {
    /// How many attempts may fail before they are held up.
    const fn free(&self) -> i64 {
        match self {
            Self::Address(_) => 20,
            Self::Name(_) | Self::Known(..) => 5,
        }
    }

    /// After how many milliseconds one failure is forgiven.
    const fn forgiven_ms(&self) -> i64 {
        match self {
            Self::Address(_) => 60_000,
            Self::Name(_) | Self::Known(..) => 600_000,
        }
    }
}

/// How many have failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    failed: i64,
    /// When the last one was counted or forgiven.
    at: i64,
    locked_until: i64,
}

impl Count {
    /// The count with what time has forgiven.
    fn at(self, now: i64, whose: &Whose) -> Self {
        let forgiven = ((now - self.at) / whose.forgiven_ms()).clamp(0, self.failed);
        let at = if forgiven == self.failed { now } else { self.at.min(now) + forgiven * whose.forgiven_ms() };
        Self { failed: self.failed - forgiven, at, ..self }
    }

    /// The count with one more failure: beyond the free ones each doubles the time until the next attempt.
    fn failed(self, now: i64, whose: &Whose) -> Self {
        let failed = self.failed + 1;
        let beyond = failed - whose.free();
        let wait =
            u32::try_from(beyond - 1).ok().map(|steps| 1_000_i64.checked_shl(steps.min(30)).unwrap_or(LONGEST_MS));
        let locked_until = wait.map_or(0, |wait| now + wait.min(LONGEST_MS));
        Self { failed, at: now, locked_until }
    }
}

/// Counts attempts to sign in. All clones share the counts.
#[derive(Clone, Debug)]
pub struct Attempts {
    counts: Cache<Whose, Count>,
}

/// An attempt that is let through, counted as failed until it turns out otherwise.
#[derive(Debug)]
pub struct Attempt {
    attempts: Attempts,
    counted: Vec<Whose>,
    /// Until when the name is held up from now on, if it is, and after how many failures.
    pub name_locked: Option<(i64, i64)>,
    /// The same of the address.
    pub address_locked: Option<(i64, i64)>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { counts: Cache::builder().max_capacity(MOST).time_to_idle(FORGOTTEN).build() }
    }
}

impl Attempts {
    /// Lets an attempt with a name through, or refuses it unseen while its name or its address is held up.
    pub fn admit(&self, name: &str, address: Option<IpAddr>, is_known: Known, now: i64) -> Result<Attempt> {
        let network = address.map(client::network);
        let of_name = match (is_known, network) {
            (Known::Yes, Some(network)) => Whose::Known(name.to_owned(), network),
            _ => Whose::Name(name.to_owned()),
        };
        let mut attempt =
            Attempt { attempts: self.clone(), counted: Vec::new(), name_locked: None, address_locked: None };
        for whose in network.map(Whose::Address).into_iter().chain([of_name]) {
            match self.count(&whose, now) {
                Ok(count) => {
                    let locked = (count.locked_until > now).then_some((count.locked_until, count.failed));
                    match whose {
                        Whose::Address(_) => attempt.address_locked = locked,
                        _ => attempt.name_locked = locked,
                    }
                    attempt.counted.push(whose);
                }
                Err(until) => {
                    attempt.take_back();
                    return Err(locked(until - now));
                }
            }
        }
        Ok(attempt)
    }

    /// Counts one more failure, unless attempts are held up at the moment: then until when.
    fn count(&self, whose: &Whose, now: i64) -> Result<Count, i64> {
        let counted = self.counts.entry(whose.clone()).and_compute_with(|entry| {
            let count = entry.map(moka::Entry::into_value).unwrap_or_default();
            if is_locked(count.locked_until, now) { Op::Nop } else { Op::Put(count.at(now, whose).failed(now, whose)) }
        });
        match counted {
            CompResult::Inserted(entry) | CompResult::ReplacedWith(entry) => Ok(entry.into_value()),
            CompResult::Unchanged(entry) | CompResult::Removed(entry) => Err(entry.into_value().locked_until),
            CompResult::StillNone(_) => Err(now),
        }
    }
}

impl Attempt {
    /// The attempt has succeeded: the name starts anew, the address is as before it.
    pub fn succeeded(self) {
        for whose in &self.counted {
            match whose {
                Whose::Address(_) => self.take_back_one(whose),
                named => self.attempts.counts.invalidate(named),
            }
        }
    }

    /// Takes back what was counted of an attempt that was not looked at.
    pub fn take_back(&self) {
        self.counted.iter().for_each(|whose| self.take_back_one(whose));
    }

    /// Takes back one failure and the time it would have cost.
    fn take_back_one(&self, whose: &Whose) {
        self.attempts.counts.entry(whose.clone()).and_compute_with(|entry| match entry.map(moka::Entry::into_value) {
            Some(count) => Op::Put(Count { failed: (count.failed - 1).max(0), locked_until: 0, ..count }),
            None => Op::Nop,
        });
    }
}

/// Whether somebody has signed in lately from where they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// They have.
    Yes,
    /// They have not.
    No,
}

/// Whether a lock until a time holds now. One that would hold for longer than any does is from before the clock was set back.
#[must_use]
pub const fn is_locked(until: i64, now: i64) -> bool {
    until > now && until - now <= LONGEST_MS
}

/// The refusal of an attempt that is not looked at, for so many milliseconds more.
#[must_use]
pub fn locked(wait_ms: i64) -> Error {
    let seconds = (wait_ms.max(1) + 999) / 1_000;
    let mut extra = Map::new();
    extra.insert(RETRY_AFTER_S.to_owned(), seconds.into());
    let detail = format!("It was not looked at. Try again in {seconds} s.").into();
    Error::Refused { code: Code::SignInLocked, detail, errors: Vec::new(), extra }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));
    const THERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2)));

    /// How long an attempt is held up, in seconds; nothing where it is let through, and fails.
    fn wait(attempts: &Attempts, name: &str, address: Option<IpAddr>, is_known: Known, now: i64) -> Option<u64> {
        match attempts.admit(name, address, is_known, now) {
            Ok(_) => None,
            Err(Error::Refused { extra, .. }) => extra.get(RETRY_AFTER_S).and_then(serde_json::Value::as_u64),
            Err(_) => Some(u64::MAX),
        }
    }

    #[test]
    fn guessing_takes_longer_and_longer_and_not_for_ever() {
        let attempts = Attempts::default();
        let mut now = 1_000_000;
        let mut waits = Vec::new();
        for _ in 0..5 {
            assert_eq!(wait(&attempts, "wang", HERE, Known::No, now), None);
        }
        for _ in 0..12 {
            assert_eq!(wait(&attempts, "wang", HERE, Known::No, now), None);
            let held_up = wait(&attempts, "wang", HERE, Known::No, now).unwrap();
            waits.push(held_up);
            now += i64::try_from(held_up).unwrap() * 1_000;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        now += 24 * 3_600_000;
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, now), None);
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, now), None, "a day later it is forgiven");
    }

    #[test]
    fn an_owner_comes_in_from_where_they_have_been_while_others_guess() {
        let attempts = Attempts::default();
        for _ in 0..6 {
            assert_eq!(wait(&attempts, "wang", THERE, Known::No, 0), None);
        }
        assert!(wait(&attempts, "wang", THERE, Known::No, 0).is_some(), "the guesser waits");
        assert_eq!(wait(&attempts, "wang", HERE, Known::Yes, 0), None, "the owner does not");
        attempts.admit("wang", HERE, Known::Yes, 0).unwrap().succeeded();
        assert!(wait(&attempts, "wang", THERE, Known::No, 0).is_some(), "and the guesser gains nothing by it");
    }

    #[test]
    fn who_tries_many_names_is_held_up_by_address_and_success_forgives_nothing_of_it() {
        let attempts = Attempts::default();
        for round in 0..21 {
            assert_eq!(wait(&attempts, &format!("name{round}"), HERE, Known::No, 0), None);
            if round < 20 {
                attempts.admit("own", HERE, Known::No, 0).unwrap().succeeded();
            }
        }
        assert_eq!(wait(&attempts, "another", HERE, Known::No, 0), Some(1));
        assert_eq!(wait(&attempts, "another", THERE, Known::No, 0), None);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let attempts = Attempts::default();
        let then = 100 * 24 * 3_600_000;
        for _ in 0..6 {
            assert_eq!(wait(&attempts, "wang", HERE, Known::No, then), None);
        }
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, then), Some(1));
        let back = then - 24 * 3_600_000;
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, back), None);
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, back), Some(2), "what failed counts all the same");
        assert_eq!(wait(&attempts, "wang", HERE, Known::No, back + 3_600_000), None, "and is forgiven");
    }

    #[test]
    fn many_at_once_do_not_slip_through() {
        let attempts = Attempts::default();
        let admitted: Vec<_> = (0..100).filter_map(|_| attempts.admit("wang", None, Known::No, 0).ok()).collect();
        assert_eq!(admitted.len(), 6);
    }
}
