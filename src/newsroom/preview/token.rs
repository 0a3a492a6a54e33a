//! What a preview link says, signed by HMAC-SHA-256 (RFC 2104, FIPS 180-4) with a key that is used for nothing else.
//!
//! There is one algorithm and one form of fixed length, so nothing in a token chooses how it is read; and what is signed begins
//! with what it is for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use uuid::Uuid;

/// How tokens of preview links begin, so that one found in the wrong place can be told.
const PREFIX: &str = "dibao_pv_";
/// What is signed begins with this.
const PURPOSE: &[u8] = b"dibao preview link 1\n";
/// Bytes of what a token says: article, revision, end.
const SAID: usize = 16 + 4 + 8;
/// Bytes of its signature.
const SIGNATURE: usize = 32;

/// What a preview link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claims {
    /// Which article.
    pub(super) article: Uuid,
    /// Which revision of it.
    pub(super) revision: i32,
    /// When it expires, in seconds since 1970.
    pub(super) expires_at_s: i64,
}

/// The key that signs.
#[derive(Clone)]
pub(super) struct SigningKey(hmac::Key);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningKey")
    }
}

impl SigningKey {
    /// The key of so many bytes; none of other than 32, the length of the signature (RFC 2104, section 3).
    pub(super) fn of(secret: &[u8]) -> Option<Self> {
        (secret.len() == SIGNATURE).then(|| Self(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    /// The token of a link: always the same for the same claims.
    pub(super) fn sign(&self, claims: &Claims) -> String {
        let said = claims.bytes();
        let signature = hmac::sign(&self.0, &signed(&said));
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([said.as_slice(), signature.as_ref()].concat()))
    }

    /// What a token says, if this key has signed it; whether it has expired is not looked at.
    pub(super) fn verify(&self, token: &str) -> Option<Claims> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        if bytes.len() != SAID + SIGNATURE {
            return None;
        }
        let (said, signature) = bytes.split_first_chunk::<SAID>()?;
        hmac::verify(&self.0, &signed(said), signature).ok()?;
        Claims::read(said)
    }
}

impl Claims {
    fn bytes(self) -> [u8; SAID] {
        let mut bytes = [0; SAID];
        let Self { article, revision, expires_at_s } = self;
        let parts = article.into_bytes().into_iter().chain(revision.to_be_bytes()).chain(expires_at_s.to_be_bytes());
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        bytes
    }

    fn read(said: &[u8; SAID]) -> Option<Self> {
        let (article, rest) = said.split_first_chunk::<16>()?;
        let (revision, rest) = rest.split_first_chunk::<4>()?;
        let (expires_at_s, _) = rest.split_first_chunk::<8>()?;
        Some(Self {
            article: Uuid::from_bytes(*article),
            revision: i32::from_be_bytes(*revision),
            expires_at_s: i64::from_be_bytes(*expires_at_s),
        })
    }
}

/// What is signed for a link that says this.
fn signed(said: &[u8; SAID]) -> Vec<u8> {
    [PURPOSE, said.as_slice()].concat()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_was_signed_and_an_altered_one_says_nothing() {
        let key = SigningKey::of(&[7; 32]).unwrap();
        let claims = Claims { article: Uuid::now_v7(), revision: i32::MAX, expires_at_s: 1_773_000_000 };
        let token = key.sign(&claims);
        assert_eq!(key.verify(&token), Some(claims));
        assert_eq!(key.sign(&claims), token);
        assert_eq!(SigningKey::of(&[8; 32]).unwrap().verify(&token), None);
        for at in 0..token.len() {
            for letter in [b'A', b'B', b'_', b'='] {
                let mut altered = token.clone().into_bytes();
                *altered.get_mut(at).unwrap() = letter;
                let altered = String::from_utf8(altered).unwrap();
                assert!(altered == token || key.verify(&altered).is_none(), "{altered}");
            }
        }
        for garbled in
            ["", "dibao_pv_", "dibao_pv_AAAA", "é", &format!("{token}A"), &token[1..], &token[..token.len() - 1]]
        {
            assert_eq!(key.verify(garbled), None, "{garbled}");
        }
        assert_eq!(format!("{key:?}"), "SigningKey");
        assert!(SigningKey::of(&[7; 31]).is_none());
    }
}
