//! Secrets that tokens are made of: random, told apart by how they begin, with a checksum, and kept as digests only.

use ring::hmac;
use sha2::{Digest, Sha256};

use crate::kernel::error::{Error, Result};

/// How many hexadecimal digits of randomness a token has: 256 bits.
const RANDOM: usize = 64;
/// How many hexadecimal digits its checksum has.
const CHECKSUM: usize = 8;
/// Separates successors of refresh tokens from other uses of HMAC.
const SUCCESSOR: &str = "dibao refresh token successor 1\n";
/// How many digits of the randomness people see: too few to guess the rest, enough to tell tokens apart.
const SHOWN: usize = 8;

/// What a token is for; it begins accordingly, so that one found in the wrong place can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Going on with a session.
    Refresh,
    /// A machine.
    Machine,
    /// A reader.
    Reader,
}

impl Purpose {
    /// Every purpose.
    const ALL: [Self; 3] = [Self::Refresh, Self::Machine, Self::Reader];

    /// How its tokens begin.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Refresh => "dibao_rt_",
            Self::Machine => "dibao_at_",
            Self::Reader => "dibao_rk_",
        }
    }
}

/// A token in the clear. It is shown to its owner once, and never printed otherwise.
#[derive(Clone)]
pub struct Secret {
    purpose: Purpose,
    text: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}…", self.purpose.prefix())
    }
}

impl Secret {
    /// A new one, from the system's randomness.
    pub fn random(purpose: Purpose) -> Result<Self> {
        Ok(Self::of(purpose, &random_digits()?))
    }

    /// Returns a random salt for [`Self::successor`].
    pub fn salt() -> Result<String> {
        random_digits()
    }

    /// Derives the token that follows this one: HMAC-SHA-256 of this token under a salt, as HKDF-Extract does (RFC 5869,
    /// section 2.2).
    ///
    /// The salt alone says nothing, and neither does the token without it. The salt is the key and the token is the message: a
    /// token is longer than a block of SHA-256, so as a key HMAC would replace it by its digest, which the database holds.
    #[must_use]
    pub fn successor(&self, salt: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes());
        let derived = hmac::sign(&key, format!("{SUCCESSOR}{}", self.text).as_bytes());
        Self::of(self.purpose, &hexadecimal(derived.as_ref()))
    }

    /// Builds a token from its random digits.
    fn of(purpose: Purpose, digits: &str) -> Self {
        let head = format!("{}{digits}", purpose.prefix());
        let text = format!("{head}{}", checksum(&head));
        Self { purpose, text }
    }

    /// Takes one back: what has another form or a wrong checksum is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let purpose = Purpose::ALL.into_iter().find(|purpose| text.starts_with(purpose.prefix()))?;
        let digits = text.strip_prefix(purpose.prefix())?;
        let is_form =
            digits.len() == RANDOM + CHECKSUM && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let (head, sum) = text.split_at_checked(text.len().checked_sub(CHECKSUM)?)?;
        (is_form && checksum(head) == sum).then(|| Self { purpose, text: text.to_owned() })
    }

    /// Whether a text is meant to be one of these tokens.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("dibao_")
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The whole token.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Its first characters, by which people tell tokens apart.
    #[must_use]
    pub fn shown(&self) -> String {
        self.text.chars().take(self.purpose.prefix().len() + SHOWN).collect()
    }

    /// Its SHA-256 in hexadecimal: what is kept of it. Its 256 random bits need no slow hash.
    #[must_use]
    pub fn digest(&self) -> String {
        hexadecimal(&Sha256::digest(self.text.as_bytes()))
    }
}

/// The checksum of a token's other characters: of use against typing errors and for those who look for leaked tokens.
fn checksum(head: &str) -> String {
    hexadecimal(&Sha256::digest(head.as_bytes())).chars().take(CHECKSUM).collect()
}

/// Returns random digits from the system's randomness.
fn random_digits() -> Result<String> {
    let mut random = [0; RANDOM / 2];
    getrandom::fill(&mut random).map_err(Error::broken)?;
    Ok(hexadecimal(&random))
}

/// Bytes in hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_successor_needs_the_token_and_the_salt() {
        let (token, salt) = (Secret::random(Purpose::Refresh).unwrap(), Secret::salt().unwrap());
        let successor = token.successor(&salt);
        assert_eq!(token.successor(&salt).reveal(), successor.reveal());
        assert!(Secret::parse(successor.reveal()).is_some());
        assert_ne!(token.successor(&Secret::salt().unwrap()).reveal(), successor.reveal());
        assert_ne!(Secret::random(Purpose::Refresh).unwrap().successor(&salt).reveal(), successor.reveal());
        // What the database holds, the digest and the salt, does not lead to it.
        let digest = Sha256::digest(token.reveal().as_bytes());
        let message = format!("{SUCCESSOR}{salt}");
        for derived in [
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &digest), message.as_bytes()),
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &digest), salt.as_bytes()),
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes()), &digest),
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes()), token.digest().as_bytes()),
        ] {
            assert!(!successor.reveal().contains(&hexadecimal(derived.as_ref())));
        }
    }

    #[test]
    fn a_token_comes_back_and_a_mistyped_one_does_not() {
        for purpose in Purpose::ALL {
            let secret = Secret::random(purpose).unwrap();
            let text = secret.reveal().to_owned();
            let again = Secret::parse(&text).unwrap();
            assert_eq!((again.purpose(), again.digest()), (purpose, secret.digest()));
            assert!(text.starts_with(&secret.shown()) && secret.shown().len() == 17);
            assert_ne!(Secret::random(purpose).unwrap().digest(), secret.digest());
            for at in 0..text.len() {
                let mut wrong = text.clone().into_bytes();
                let letter = wrong.get_mut(at).unwrap();
                *letter = if *letter == b'0' { b'1' } else { b'0' };
                assert!(Secret::parse(std::str::from_utf8(&wrong).unwrap()).is_none());
            }
            assert!(Secret::parse(&text[1..]).is_none() && Secret::parse(&format!("{text}0")).is_none());
            assert_eq!(format!("{secret:?}"), format!("{}…", purpose.prefix()));
        }
        for garbled in ["", "dibao_", "dibao_rt_", "dibao_rt_é", "é".repeat(81).as_str()] {
            assert!(Secret::parse(garbled).is_none());
        }
    }
}
