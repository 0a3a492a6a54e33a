//! Signatures of access tokens: Ed25519 (RFC 8032, RFC 8037) by `ring`, which TLS brings anyway, as the only algorithm that
//! `jsonwebtoken` has here. No other can be talked into, and neither an RSA library nor a second C library is needed.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use signature::{Signer, Verifier};

use crate::kernel::error::{Error as Broken, Result};

/// What signs and verifies.
static PROVIDER: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Tells `jsonwebtoken` what to sign and verify with, once a process; again does nothing.
pub fn install() {
    let _ = PROVIDER.install_default();
}

/// A new pair of keys: the private half by PKCS #8, version 2 (RFC 5958), in DER, and the 32 bytes of the public half.
pub fn generate() -> Result<(Vec<u8>, Vec<u8>)> {
    let unmade = |_| Broken::broken("no signing key could be made");
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(unmade)?;
    let pair =
        Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|rejected| Broken::broken(rejected.to_string()))?;
    Ok((document.as_ref().to_vec(), pair.public_key().as_ref().to_vec()))
}

/// Signs with one key.
struct Signs(Ed25519KeyPair);

/// Verifies with one key.
struct Verifies(Vec<u8>);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is called with what the provider has")]
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    if *algorithm != Algorithm::EdDSA || key.family() != AlgorithmFamily::Ed {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let pair = Ed25519KeyPair::from_pkcs8(key.as_bytes()).map_err(|_| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Signs(pair)))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is called with what the provider has")]
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    if *algorithm != Algorithm::EdDSA || key.family() != AlgorithmFamily::Ed {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    Ok(Box::new(Verifies(key.try_get_as_bytes()?.to_vec())))
}

impl Signer<Vec<u8>> for Signs {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

impl JwtSigner for Signs {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

impl Verifier<Vec<u8>> for Verifies {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Verifies {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
