//! Compact JWS (RFC 7515 §3.1), read with the suspicion that anything from outside deserves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::Algorithm;
use super::json::{JsonError, read_json};

/// Largest token we read, in bytes: a grant with a certificate chain has about 10 000.
const SIZE_LIMIT: usize = 64 * 1024;

/// Deepest nesting of a header or payload.
const DEPTH_LIMIT: usize = 16;

/// Why a text is not a token that we check further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// More than the limit of 64 KiB.
    #[error("the token is larger than 65536 bytes")]
    TooLarge,
    /// Not three parts between dots.
    #[error("a token has three parts with dots between, and this has {0}")]
    NotThreeParts(usize),
    /// A part is not base64url without padding.
    #[error("the {0} is not base64url without padding")]
    BadBase64(&'static str),
    /// A part is not a JSON object.
    #[error("the {0} is not a JSON object")]
    NotAnObject(&'static str),
    /// A member stands twice: two readers could then see different tokens (RFC 7515 §4).
    #[error("the member {1} stands twice in the {0}")]
    DuplicateMember(&'static str, String),
    /// Nested deeper than any real token.
    #[error("the {0} is nested too deeply")]
    TooDeep(&'static str),
    /// `alg` is missing or no text.
    #[error("the header has no alg")]
    AlgMissing,
    /// Another algorithm than RS256, RS384 and RS512.
    #[error("alg is {0}; it must be RS256, RS384 or RS512")]
    AlgNotAllowed(String),
    /// The header demands an extension (RFC 7515 §4.1.11).
    #[error("the header has crit, and no extension is understood here")]
    CritNotUnderstood,
    /// `kid` is no text.
    #[error("kid in the header must be text")]
    KidNotText,
}

/// A token taken apart. Nothing of it is to be believed before its signature is verified.
#[derive(Debug, Clone)]
pub struct CompactJws<'a> {
    /// All members of the header.
    pub header: Map<String, Value>,
    /// All claims.
    pub payload: Map<String, Value>,
    /// The signature's bytes.
    pub signature: Vec<u8>,
    alg: Algorithm,
    signing_input: &'a str,
}

impl<'a> CompactJws<'a> {
    /// Takes `token` apart.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        let Parts { header, payload, signature, alg, signing_input } =
            take_apart(token, Algorithm::from_name)?;
        Ok(Self { header, payload, signature, alg, signing_input })
    }

    /// The algorithm in the header.
    pub fn alg(&self) -> Algorithm {
        self.alg
    }

    /// The key's name in the header.
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// What was signed.
    pub fn signing_input(&self) -> &'a [u8] {
        self.signing_input.as_bytes()
    }
}

/// A token's parts, with the algorithm as whoever asked knows algorithms.
pub(super) struct Parts<'a, A> {
    pub(super) header: Map<String, Value>,
    pub(super) payload: Map<String, Value>,
    pub(super) signature: Vec<u8>,
    pub(super) alg: A,
    pub(super) signing_input: &'a str,
}

/// Takes `token` apart. An algorithm that `known` does not know is refused before anything else is read.
pub(super) fn take_apart<A>(
    token: &str,
    known: impl FnOnce(&str) -> Option<A>,
) -> Result<Parts<'_, A>, JwsError> {
    if token.len() > SIZE_LIMIT {
        return Err(JwsError::TooLarge);
    }
    let parts = token.split('.').count();
    let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsError::NotThreeParts(parts))?;
    let (header, payload) = signing_input.split_once('.').ok_or(JwsError::NotThreeParts(parts))?;
    if parts != 3 {
        return Err(JwsError::NotThreeParts(parts));
    }
    let header = object(header, "header")?;
    if header.contains_key("crit") {
        return Err(JwsError::CritNotUnderstood);
    }
    let alg = match header.get("alg") {
        Some(Value::String(name)) => {
            known(name).ok_or_else(|| JwsError::AlgNotAllowed(name.chars().take(32).collect()))?
        }
        _ => return Err(JwsError::AlgMissing),
    };
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err(JwsError::KidNotText);
    }
    let payload = object(payload, "payload")?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| JwsError::BadBase64("signature"))?;
    Ok(Parts { header, payload, signature, alg, signing_input })
}

fn object(part: &str, name: &'static str) -> Result<Map<String, Value>, JwsError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::BadBase64(name))?;
    match read_json(&bytes, DEPTH_LIMIT) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) | Err(JsonError::Broken { .. }) => Err(JwsError::NotAnObject(name)),
        Err(JsonError::Duplicate(member)) => Err(JwsError::DuplicateMember(name, member)),
        Err(JsonError::TooDeep) => Err(JwsError::TooDeep(name)),
    }
}
