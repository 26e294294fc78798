//! Private keys: made, kept as PKCS #8, and signing.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};

use super::jwk::OTHER_KEY_TYPES;
use super::{Algorithm, Jwk, JwkError, VerifyingKey};

/// Why a private key cannot be made, read or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// Only 2048, 3072, 4096 and 8192 bits can be made.
    #[error("a key of {0} bits cannot be made; choose 2048, 3072, 4096 or 8192")]
    SizeNotOffered(usize),
    /// The bytes are not an RSA key in PKCS #8, or the JWK is none or lacks a private member.
    #[error("this is not an RSA private key in PKCS #8 or as a JWK")]
    NotAKey,
    /// A key of an elliptic curve.
    #[error("this is a key of an elliptic curve; it must be an RSA key")]
    NotRsa,
    /// The public half is not one that we take.
    #[error(transparent)]
    Public(#[from] JwkError),
    /// The library failed.
    #[error("the cryptographic library could not sign")]
    Library,
    /// The claims are no JSON.
    #[error("the claims cannot be written as JSON")]
    Claims,
}

/// Why the library took no key of `der`: in PKCS #8 or PKCS #1, it may be another kind of key, or one too short.
fn why_not(der: &[u8]) -> SigningError {
    let names = |oid: &[u8]| der.windows(oid.len()).any(|window| window == oid);
    if OTHER_KEY_TYPES.into_iter().any(names) {
        return SigningError::NotRsa;
    }
    match modulus_bits(der) {
        Some(bits) if bits < 2048 => JwkError::ModulusTooSmall(bits).into(),
        Some(bits) if bits > 8192 => JwkError::ModulusTooLarge(bits).into(),
        _ => SigningError::NotAKey,
    }
}

/// The length of the modulus of an RSA private key. PKCS #1 (RFC 8017 A.1.2) begins with a version and the modulus; PKCS #8
/// (RFC 5208 §5) has a version, the algorithm, and PKCS #1 within.
fn modulus_bits(der: &[u8]) -> Option<usize> {
    let (0x30, key, _) = element(der)? else { return None };
    let (0x02, _, rest) = element(key)? else { return None };
    match element(rest)? {
        (0x02, modulus, _) => {
            let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            let digits = modulus.get(zeros..)?;
            Some(digits.len() * 8 - digits.first()?.leading_zeros() as usize)
        }
        (0x30, _, rest) => match element(rest)? {
            (0x04, inner, _) => modulus_bits(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Tag and content of the first element (X.690 §8.1), and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(*short), rest),
        long => {
            let (bytes, rest) =
                rest.split_at_checked(usize::from(long & 0x7f)).filter(|(b, _)| b.len() <= 4)?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// A private RSA key, parsed once. Cloning shares it.
#[derive(Clone)]
pub struct SigningKey {
    inner: Arc<Inner>,
}

struct Inner {
    pair: KeyPair,
    public: Jwk,
    /// The header of every access token, encoded: `kid` and `alg` and nothing else (`maskinporten.md` §1.3).
    header: String,
}

/// The private key must never be printed.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.inner.public.kid)
    }
}

impl SigningKey {
    /// Makes a key of `size` bits.
    pub fn generate(size: usize) -> Result<Self, SigningError> {
        let size = match size {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            8192 => KeySize::Rsa8192,
            other => return Err(SigningError::SizeNotOffered(other)),
        };
        Self::new(KeyPair::generate(size).map_err(|_| SigningError::Library)?)
    }

    /// Reads a key from PKCS #8 (RFC 5958).
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, SigningError> {
        Self::new(KeyPair::from_pkcs8(der).map_err(|_| why_not(der))?)
    }

    /// Reads a key from a JWK with its private members, all eight of them (RFC 7518 §6.3.2).
    pub fn from_private_jwk(jwk: &Value) -> Result<Self, SigningError> {
        let der = super::private_jwk::pkcs1_of_jwk(jwk).ok_or(SigningError::NotAKey)?;
        Self::new(KeyPair::from_der(&der).map_err(|_| why_not(&der))?)
    }

    fn new(pair: KeyPair) -> Result<Self, SigningError> {
        let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
        let public =
            Jwk::from_numbers(n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero(), "")?;
        let header = URL_SAFE_NO_PAD.encode(json!({ "kid": public.kid, "alg": "RS256" }).to_string());
        Ok(Self { inner: Arc::new(Inner { pair, public, header }) })
    }

    /// The key as PKCS #8, to be sealed or handed to its owner.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, SigningError> {
        let der = self.inner.pair.as_der().map_err(|_| SigningError::Library)?;
        Ok(der.as_ref().to_vec())
    }

    /// Its name: the RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.inner.public.kid
    }

    /// The public half.
    pub fn public_key(&self) -> &Jwk {
        &self.inner.public
    }

    /// The public half as JSON.
    pub fn public_jwk(&self) -> Value {
        self.inner.public.to_value()
    }

    /// The public half, ready for verifying.
    pub fn verifying_key(&self) -> Result<VerifyingKey, SigningError> {
        Ok(self.inner.public.verifying_key()?)
    }

    /// Signs an access token: RS256, with the header that all access tokens have.
    pub fn sign_compact(&self, claims: &impl Serialize) -> Result<String, SigningError> {
        self.sign_json(&serde_json::to_string(claims).map_err(|_| SigningError::Claims)?)
    }

    /// Signs an access token whose claims are JSON already.
    pub fn sign_json(&self, claims: &str) -> Result<String, SigningError> {
        self.sign_encoded(Algorithm::RS256, &self.inner.header, claims)
    }

    /// Signs with a header of the caller's own and the algorithm that its `alg` names: grants, and what tests need. Any
    /// other name is signed as RS256, so that a test can send what a verifier must refuse.
    pub fn sign_with_header(&self, header: &Value, claims: &impl Serialize) -> Result<String, SigningError> {
        let named = header.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
        self.sign_encoded(
            named.unwrap_or(Algorithm::RS256),
            &URL_SAFE_NO_PAD.encode(header.to_string()),
            &serde_json::to_string(claims).map_err(|_| SigningError::Claims)?,
        )
    }

    fn sign_encoded(&self, algorithm: Algorithm, header: &str, claims: &str) -> Result<String, SigningError> {
        let padding = match algorithm {
            Algorithm::RS256 => &RSA_PKCS1_SHA256,
            Algorithm::RS384 => &RSA_PKCS1_SHA384,
            Algorithm::RS512 => &RSA_PKCS1_SHA512,
        };
        let mut token = String::with_capacity(
            header.len() + claims.len() * 4 / 3 + self.inner.pair.public_modulus_len() * 4 / 3 + 8,
        );
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; self.inner.pair.public_modulus_len()];
        // PKCS #1 v1.5 needs no randomness; the parameter is there for PSS.
        let unused = aws_lc_rs::rand::SystemRandom::new();
        self.inner
            .pair
            .sign(padding, &unused, token.as_bytes(), &mut signature)
            .map_err(|_| SigningError::Library)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&signature, &mut token);
        Ok(token)
    }
}
