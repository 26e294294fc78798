//! Signed tokens: JWK, compact JWS and the keys behind them, over aws-lc-rs. Pure: no clock, no database.
//!
//! Only what Maskinporten uses exists here: RSA with PKCS #1 v1.5 signatures over SHA-256, 384 and 512. Anything else
//! that a token could ask for (`none`, HMAC, elliptic curves, `crit`) is refused by name before a signature is looked at.
//! The one exception is the service where staff logs in, which may sign with elliptic curves as well (`issuer.rs`).
//!
//! Time as a leak: private operations run blinded inside the library. What is compared here (names, public numbers,
//! signatures under a public key) is no secret, so these comparisons need not take constant time.

mod issuer;
mod json;
mod jwk;
mod jws;
mod modulus;
mod pem;
mod private_jwk;
mod sign;

#[cfg(test)]
mod tests;

pub use issuer::{IssuerJws, IssuerKeys};
pub use json::{JsonError, read_json};
pub use jwk::{Jwk, JwkError, VerifyingKey};
pub use jws::{CompactJws, JwsError};
pub use pem::{pem_of_certificate, pem_of_private_key, private_key_from_pem};
pub use sign::{SigningError, SigningKey};

/// The signature algorithms (RFC 7518 §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 using SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 using SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 using SHA-512.
    RS512,
}

impl Algorithm {
    /// All, in the order of the metadata document.
    pub const ALL: [Self; 3] = [Self::RS256, Self::RS384, Self::RS512];

    /// The name in `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
        }
    }

    /// The algorithm of an `alg` value. Names are compared exactly.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}
