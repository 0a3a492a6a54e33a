//! Passwords: which are taken, and argon2id over them with bounded memory.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::config::PasswordCost;
use crate::kernel::error::{Code, Error, Result};
use crate::web::problem::RETRY_AFTER_S;

/// How many characters a new password has.
pub const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;
/// How many may wait for each place at which a password is tried.
const WAITING: usize = 32;

/// A password in the clear, in one form for all keyboards (NFC). It is never printed.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl Password {
    /// A password that somebody tries; what is longer than any that is taken fits none.
    #[must_use]
    pub fn tried(text: &str) -> Self {
        Self(text.chars().take(LENGTH.end() + 1).nfc().collect())
    }

    /// A new password: 12 to 200 characters, any but control characters; which ones is left to its owner (NIST SP 800-63B).
    pub fn new(text: &str) -> Result<Self, String> {
        let length = text.chars().count();
        if !LENGTH.contains(&length) {
            return Err(format!("It has {length} characters; from {} to {} are taken.", LENGTH.start(), LENGTH.end()));
        }
        if text.chars().any(char::is_control) {
            return Err("It holds control characters.".to_owned());
        }
        let mut letters = text.chars();
        let first = letters.next();
        if letters.all(|letter| Some(letter) == first) {
            return Err("It is one character over and over.".to_owned());
        }
        Ok(Self(text.nfc().collect()))
    }
}

/// Tries passwords, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    argon2: Argon2<'static>,
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Passwords {
    /// With what it costs by the settings.
    pub fn new(cost: &PasswordCost) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(Error::broken)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let at_once = usize::try_from(cost.at_once).unwrap_or(1);
        Ok(Self {
            argon2,
            places: Arc::new(Semaphore::new(at_once)),
            waiting: Arc::new(Semaphore::new(at_once * WAITING)),
        })
    }

    /// What is kept of a password: a PHC string with its own salt.
    pub async fn hash(&self, password: Password) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.work(move || Ok(argon2.hash_password(password.0.as_bytes()).map_err(Error::broken)?.to_string())).await
    }

    /// Whether a password is the one that is kept. Without one to compare with it takes as long, and is not.
    pub async fn fits(&self, password: Password, kept: Option<&str>) -> Result<bool> {
        let (argon2, kept) = (self.argon2.clone(), kept.map(str::to_owned));
        self.work(move || {
            let tried = password.0.as_bytes();
            match kept {
                Some(kept) => {
                    let hash = PasswordHash::new(&kept).map_err(Error::broken)?;
                    Ok(argon2.verify_password(tried, &hash).is_ok())
                }
                None => argon2.hash_password(tried).map(|_| false).map_err(Error::broken),
            }
        })
        .await
    }

    /// Whether a kept password was made at another cost than that of the settings, and should be made anew.
    #[must_use]
    pub fn is_outdated(&self, kept: &str) -> bool {
        let made = PasswordHash::new(kept).ok().and_then(|hash| Params::try_from(&hash).ok());
        let own = self.argon2.params();
        made.is_none_or(|made| {
            (made.m_cost(), made.t_cost(), made.p_cost()) != (own.m_cost(), own.t_cost(), own.p_cost())
        })
    }

    /// Does slow work on a thread of its own when there is a place; refuses when too many wait already.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let Ok(_waiting) = self.waiting.try_acquire() else {
            let mut extra = serde_json::Map::new();
            extra.insert(RETRY_AFTER_S.to_owned(), 1.into());
            let detail = "Too many sign-ins are waiting at the moment.".into();
            return Err(Error::Refused { code: Code::RateLimited, detail, errors: Vec::new(), extra });
        };
        // The place goes along, so that a caller who leaves does not make room before the work is done.
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(Error::broken)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(Error::broken)?
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn passwords(memory_kib: u32) -> Passwords {
        Passwords::new(&PasswordCost { memory_kib, passes: 1, at_once: 1 }).unwrap()
    }

    #[tokio::test]
    async fn a_password_fits_what_is_kept_of_it() {
        let passwords = passwords(1_024);
        let kept = passwords.hash(Password::new("清河的桥在下雨天也开着").err().map_or_else(
            || Password::tried("清河的桥在下雨天也开着呢!"),
            |_| Password::tried("清河的桥在下雨天也开着呢!"),
        ));
        let kept = kept.await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=1024,t=1,p=1$"));
        assert!(passwords.fits(Password::tried("清河的桥在下雨天也开着呢!"), Some(&kept)).await.unwrap());
        assert!(!passwords.fits(Password::tried("清河的桥在下雨天也开着呢"), Some(&kept)).await.unwrap());
        assert!(!passwords.fits(Password::tried("nobody's"), None).await.unwrap());
        assert!(!passwords.is_outdated(&kept) && super::tests::passwords(2_048).is_outdated(&kept));
    }

    #[tokio::test]
    async fn two_ways_to_type_a_letter_are_one_password() {
        let passwords = passwords(1_024);
        let kept = passwords.hash(Password::new("caf\u{e9} on the river").unwrap()).await.unwrap();
        assert!(passwords.fits(Password::tried("cafe\u{301} on the river"), Some(&kept)).await.unwrap());
    }

    #[test]
    fn a_new_password_is_long_enough_and_not_without_end() {
        for (text, is_taken) in [
            ("short", false),
            ("eleven char", false),
            ("twelve chars", true),
            ("aaaaaaaaaaaa", false),
            ("twelve\0chars", false),
            ("x1".repeat(100).as_str(), true),
            ("x1".repeat(101).as_str(), false),
        ] {
            assert_eq!(Password::new(text).is_ok(), is_taken, "{text}");
        }
        assert_eq!(format!("{:?}", Password::tried("secret")), "Password(…)");
    }
}
