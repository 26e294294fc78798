//! Public keys as JSON (RFC 7517), and ready for verifying.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::Algorithm;
use super::modulus::{Weakness, weakness};
use super::pem::{PemBlock, read_pem};

/// Members that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Object identifiers, in DER, of the key types that people paste instead of RSA: elliptic curves (RFC 5480), Ed25519 and
/// Ed448 (RFC 8410).
pub(super) const OTHER_KEY_TYPES: [&[u8]; 3] = [
    &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
    &[0x06, 0x03, 0x2b, 0x65, 0x70],
    &[0x06, 0x03, 0x2b, 0x65, 0x71],
];

/// Longest `kid` we take.
const KID_LIMIT: usize = 255;

/// Why a JSON value or PEM is not a key that a client may register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// It is not a JSON object.
    #[error("a key is a JSON object with kty, kid, use, alg, n and e")]
    NotAnObject,
    /// A member is missing.
    #[error("the member {0} is missing")]
    MissingMember(&'static str),
    /// A member has another type than the standard says.
    #[error("the member {0} must be a {1}")]
    WrongType(&'static str, &'static str),
    /// It contains a private member: the sender is about to give its secret away.
    #[error("this is a private key (it has the member {0}): keep it, and send only the public key")]
    PrivateMember(&'static str),
    /// Not an RSA key.
    #[error("kty must be RSA")]
    KeyTypeNotRsa,
    /// Not one of the three algorithms.
    #[error("alg must be RS256, RS384 or RS512")]
    AlgNotAllowed,
    /// Not for signatures.
    #[error("use must be sig")]
    UseNotSig,
    /// A member is not base64url.
    #[error("the member {0} is not base64url")]
    BadBase64(&'static str),
    /// The modulus is too short to be safe.
    #[error("the key has {0} bits; it must have at least 2048")]
    ModulusTooSmall(usize),
    /// The modulus is longer than any verifier takes.
    #[error("the key has {0} bits; it may have at most 8192")]
    ModulusTooLarge(usize),
    /// No product of two large primes is even.
    #[error("the modulus n is even, so this is not an RSA key")]
    EvenModulus,
    /// No product of two large primes has a small factor.
    #[error("the modulus n is divisible by {0}, so this is not an RSA key; make a new key pair")]
    SmallFactor(u32),
    /// No product of two different primes is a power.
    #[error(
        "the modulus n is a whole number to the power of {0}, so this is not an RSA key; make a new key pair"
    )]
    PerfectPower(u32),
    /// The exponent is even, 1 or far too large.
    #[error("the exponent e must be odd, greater than 1 and below 2^33; 65537 (AQAB) is usual")]
    BadExponent,
    /// The key has no name.
    #[error("kid is missing; choose a name of letters, digits and ._-")]
    KidMissing,
    /// The key's name has other characters than are allowed.
    #[error("kid may hold letters, digits and ._- and at most 255 of them, and is not . or ..")]
    KidNotAllowed,
    /// The expiry is not a number of seconds.
    #[error("exp must be a whole number of seconds since 1970")]
    BadExpiry,
    /// A private key in PEM.
    #[error("this is a private key: keep it, and paste the public key (BEGIN PUBLIC KEY)")]
    PrivateKeyPem,
    /// Not a PEM that we read.
    #[error("this is not a public key in PEM; it begins with -----BEGIN PUBLIC KEY-----")]
    NotPublicPem,
    /// A certificate in PEM that cannot be read.
    #[error("this is not a certificate that can be read; it begins with -----BEGIN CERTIFICATE-----")]
    NotACertificate,
    /// The library does not take it as a key.
    #[error("the numbers n and e do not make an RSA key")]
    NotAKey,
}

/// A public RSA key with its name and terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// The key's name, unique within its client.
    pub kid: String,
    /// The algorithm it is for, when it says.
    pub alg: Option<Algorithm>,
    /// The expiry it states, seconds since 1970.
    pub exp: Option<i64>,
    /// Certificates, kept as sent.
    pub x5c: Option<Value>,
    n: Vec<u8>,
    e: Vec<u8>,
}

impl Jwk {
    /// Reads a key as a client posts it: `kid` and `use` are required (`maskinporten.md` §6.5).
    pub fn parse(value: &Value) -> Result<Self, JwkError> {
        let object = value.as_object().ok_or(JwkError::NotAnObject)?;
        if let Some(member) = PRIVATE_MEMBERS.into_iter().find(|member| object.contains_key(*member)) {
            return Err(JwkError::PrivateMember(member));
        }
        if required_text(object, "kty")? != "RSA" {
            return Err(JwkError::KeyTypeNotRsa);
        }
        if required_text(object, "use")? != "sig" {
            return Err(JwkError::UseNotSig);
        }
        let alg = match object.get("alg") {
            None => None,
            Some(Value::String(name)) => Some(Algorithm::from_name(name).ok_or(JwkError::AlgNotAllowed)?),
            Some(_) => return Err(JwkError::WrongType("alg", "text")),
        };
        let kid = match object.get("kid") {
            None => return Err(JwkError::KidMissing),
            Some(Value::String(kid)) => check_kid(kid)?,
            Some(_) => return Err(JwkError::WrongType("kid", "text")),
        };
        let exp = match object.get("exp") {
            None | Some(Value::Null) => None,
            Some(number) => Some(number.as_i64().filter(|exp| *exp > 0).ok_or(JwkError::BadExpiry)?),
        };
        let (n, e) = (number_member(object, "n")?, number_member(object, "e")?);
        check_numbers(&n, &e)?;
        Ok(Self { kid, alg, exp, x5c: object.get("x5c").cloned(), n, e })
    }

    /// Reads a public key in PEM (`BEGIN PUBLIC KEY`, RFC 7468 §13) and names it `kid`.
    pub fn from_public_pem(pem: &str, kid: &str) -> Result<Self, JwkError> {
        // A file may hold the public key first and the private one after it: that secret is given away just the same.
        if pem.contains("PRIVATE KEY-----") {
            return Err(JwkError::PrivateKeyPem);
        }
        let der = match read_pem(pem) {
            Some(PemBlock::Public(der)) => der,
            Some(PemBlock::Private(_)) => return Err(JwkError::PrivateKeyPem),
            None => return Err(JwkError::NotPublicPem),
        };
        Self::from_spki(&der, kid)
    }

    /// Reads a public key in DER (`SubjectPublicKeyInfo`, RFC 5280 §4.1.2.7) and names it `kid`.
    pub fn from_spki(der: &[u8], kid: &str) -> Result<Self, JwkError> {
        let key = PublicKey::from_der(der).map_err(|_| {
            let names = |oid: &[u8]| der.windows(oid.len()).any(|window| window == oid);
            if OTHER_KEY_TYPES.into_iter().any(names) {
                JwkError::KeyTypeNotRsa
            } else {
                JwkError::NotPublicPem
            }
        })?;
        Self::from_numbers(
            key.modulus().big_endian_without_leading_zero(),
            key.exponent().big_endian_without_leading_zero(),
            kid,
        )
    }

    pub(super) fn from_numbers(n: &[u8], e: &[u8], kid: &str) -> Result<Self, JwkError> {
        check_numbers(n, e)?;
        let kid = if kid.is_empty() { thumbprint(n, e) } else { check_kid(kid)? };
        Ok(Self { kid, alg: Some(Algorithm::RS256), exp: None, x5c: None, n: n.to_vec(), e: e.to_vec() })
    }

    /// The key as JSON.
    pub fn to_value(&self) -> Value {
        let mut object = Map::new();
        object.insert("kty".to_owned(), json!("RSA"));
        object.insert("use".to_owned(), json!("sig"));
        object.insert("kid".to_owned(), json!(self.kid));
        if let Some(alg) = self.alg {
            object.insert("alg".to_owned(), json!(alg.name()));
        }
        object.insert("n".to_owned(), json!(URL_SAFE_NO_PAD.encode(&self.n)));
        object.insert("e".to_owned(), json!(URL_SAFE_NO_PAD.encode(&self.e)));
        if let Some(x5c) = &self.x5c {
            object.insert("x5c".to_owned(), x5c.clone());
        }
        if let Some(exp) = self.exp {
            object.insert("exp".to_owned(), json!(exp));
        }
        Value::Object(object)
    }

    /// The thumbprint (RFC 7638): a name that depends on the key alone.
    pub fn thumbprint(&self) -> String {
        thumbprint(&self.n, &self.e)
    }

    /// The key's length in bits.
    pub fn bits(&self) -> usize {
        bits(&self.n)
    }

    /// The key, ready for verifying.
    pub fn verifying_key(&self) -> Result<VerifyingKey, JwkError> {
        VerifyingKey::new(&self.n, &self.e)
    }
}

fn required_text<'a>(object: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, JwkError> {
    match object.get(name) {
        None | Some(Value::Null) => Err(JwkError::MissingMember(name)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(JwkError::WrongType(name, "text")),
    }
}

/// A big number in base64url. Padding and leading zero bytes, which some libraries write, are forgiven.
fn number_member(object: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    let text = required_text(object, name)?;
    let bytes = URL_SAFE_NO_PAD
        .decode(text)
        .or_else(|_| URL_SAFE.decode(text))
        .map_err(|_| JwkError::BadBase64(name))?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Ok(bytes.get(zeros..).unwrap_or_default().to_vec())
}

fn check_kid(kid: &str) -> Result<String, JwkError> {
    if kid.is_empty() {
        return Err(JwkError::KidMissing);
    }
    // An address's segment of one or two dots is a way and no name (RFC 3986 §3.3): such a key could not be asked for.
    let allowed = kid.len() <= KID_LIMIT
        && !matches!(kid, "." | "..")
        && kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if allowed { Ok(kid.to_owned()) } else { Err(JwkError::KidNotAllowed) }
}

fn check_numbers(n: &[u8], e: &[u8]) -> Result<(), JwkError> {
    match bits(n) {
        few if few < 2048 => return Err(JwkError::ModulusTooSmall(few)),
        many if many > 8192 => return Err(JwkError::ModulusTooLarge(many)),
        _ => {}
    }
    if n.last().is_none_or(|byte| byte % 2 == 0) {
        return Err(JwkError::EvenModulus);
    }
    match weakness(n) {
        Some(Weakness::Factor(factor)) => return Err(JwkError::SmallFactor(factor)),
        Some(Weakness::Power(exponent)) => return Err(JwkError::PerfectPower(exponent)),
        None => {}
    }
    let exponent = (e.len() <= 5).then(|| e.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)));
    match exponent {
        Some(e) if e % 2 == 1 && e > 1 && e < 1 << 33 => Ok(()),
        _ => Err(JwkError::BadExponent),
    }
}

fn bits(n: &[u8]) -> usize {
    n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize)
}

fn thumbprint(n: &[u8], e: &[u8]) -> String {
    let canonical =
        format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, URL_SAFE_NO_PAD.encode(e), URL_SAFE_NO_PAD.encode(n));
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
}

/// A public key. Cloning shares it.
///
/// It is kept as its two numbers, and the library reads them at each signature: that takes 3 µs where verifying takes 20
/// (RSA-2048, `docs/performance.md`), while the library's form of a key takes 2 kB, which ten thousand clients' would add up.
#[derive(Clone)]
pub struct VerifyingKey {
    inner: Arc<Numbers>,
}

struct Numbers {
    n: Box<[u8]>,
    e: Box<[u8]>,
    /// The library's form, of a key that was prepared for this algorithm.
    prepared: Option<Box<(Algorithm, ParsedPublicKey)>>,
}

impl Numbers {
    fn components(&self) -> RsaPublicKeyComponents<&[u8]> {
        RsaPublicKeyComponents { n: &*self.n, e: &*self.e }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", thumbprint(&self.inner.n, &self.inner.e))
    }
}

impl VerifyingKey {
    pub(super) fn new(n: &[u8], e: &[u8]) -> Result<Self, JwkError> {
        let numbers = Numbers { n: n.into(), e: e.into(), prepared: None };
        numbers
            .components()
            .to_parsed_public_key(parameters(Algorithm::RS256))
            .map_err(|_| JwkError::NotAKey)?;
        Ok(Self { inner: Arc::new(numbers) })
    }

    /// The key of a certificate: its `SubjectPublicKeyInfo` in DER.
    pub fn from_spki(der: &[u8]) -> Result<Self, JwkError> {
        Jwk::from_spki(der, "")?.verifying_key()
    }

    /// The same key in the library's form for one algorithm: for the few that verify much, such as our own.
    #[must_use]
    pub fn prepared(&self, algorithm: Algorithm) -> Self {
        let prepared = self.inner.components().to_parsed_public_key(parameters(algorithm)).ok();
        let (n, e) = (self.inner.n.clone(), self.inner.e.clone());
        Self { inner: Arc::new(Numbers { n, e, prepared: prepared.map(|key| Box::new((algorithm, key))) }) }
    }

    /// Whether `signature` over `signing_input` was made with the private half.
    pub fn verify(&self, algorithm: Algorithm, signing_input: &[u8], signature: &[u8]) -> bool {
        match self.inner.prepared.as_deref() {
            Some((prepared, key)) if *prepared == algorithm => {
                key.verify_sig(signing_input, signature).is_ok()
            }
            _ => self.inner.components().verify(parameters(algorithm), signing_input, signature).is_ok(),
        }
    }
}

fn parameters(algorithm: Algorithm) -> &'static RsaParameters {
    match algorithm {
        Algorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RS512 => &RSA_PKCS1_2048_8192_SHA512,
    }
}
