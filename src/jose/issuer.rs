//! Tokens of an issuer that is not ours: who may log in at the desk is said by another service, with keys of its choosing.
//!
//! Beside RSA it may sign with ECDSA on P-256 and P-384 (RFC 7518 §3.4), which many do. Clients and our own tokens stay with
//! RSA, as Maskinporten has it. A key's type decides which algorithms it verifies, so that a token cannot choose
//! (RFC 8725 §3.1); `none`, HMAC and PSS are unknown here.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::jws::{Parts, take_apart};
use super::{Algorithm, Jwk, JwsError, VerifyingKey};

/// Most keys that are read of a set.
const KEYS_LIMIT: usize = 50;

/// What an issuer may sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IssuerAlgorithm {
    Rsa(Algorithm),
    Es256,
    Es384,
}

impl IssuerAlgorithm {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            _ => Algorithm::from_name(name).map(Self::Rsa),
        }
    }
}

/// A token taken apart. Nothing of it is to be believed before [`IssuerKeys::signed`] says so.
#[derive(Debug, Clone)]
pub struct IssuerJws<'a> {
    /// All claims.
    pub payload: Map<String, Value>,
    kid: Option<String>,
    signature: Vec<u8>,
    alg: IssuerAlgorithm,
    signing_input: &'a str,
}

impl<'a> IssuerJws<'a> {
    /// Takes `token` apart.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        let Parts { header, payload, signature, alg, signing_input } =
            take_apart(token, IssuerAlgorithm::from_name)?;
        let kid = header.get("kid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { payload, kid, signature, alg, signing_input })
    }

    /// The key's name in the header.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }
}

#[derive(Clone)]
enum Key {
    Rsa(VerifyingKey),
    /// An uncompressed point (SEC 1 §2.3.3).
    P256(Vec<u8>),
    P384(Vec<u8>),
}

#[derive(Clone)]
struct IssuerKey {
    kid: Option<String>,
    /// The one algorithm it is for, when it says.
    alg: Option<IssuerAlgorithm>,
    key: Key,
}

/// The keys that an issuer publishes.
#[derive(Clone, Default)]
pub struct IssuerKeys(Vec<IssuerKey>);

impl std::fmt::Debug for IssuerKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IssuerKeys({})", self.0.len())
    }
}

impl IssuerKeys {
    /// The keys of a set (RFC 7517 §5) that we can use; a set may hold others, for other uses and of other kinds.
    pub fn of_set(set: &Value) -> Self {
        let keys = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self(keys.iter().filter_map(issuer_key).take(KEYS_LIMIT).collect())
    }

    /// Whether a key has this name.
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// Whether one of the keys signed the token. One that names no key is tried only where there is no choice
    /// (OIDC Core 1.0 §10.1).
    pub fn signed(&self, jws: &IssuerJws<'_>) -> bool {
        let one = self.0.len() == 1;
        self.0
            .iter()
            .filter(|key| match jws.kid() {
                Some(kid) => key.kid.as_deref() == Some(kid),
                None => one,
            })
            .filter(|key| key.alg.is_none_or(|alg| alg == jws.alg))
            .any(|key| key.signed(jws))
    }
}

impl IssuerKey {
    fn signed(&self, jws: &IssuerJws<'_>) -> bool {
        let input = jws.signing_input.as_bytes();
        match (&self.key, jws.alg) {
            (Key::Rsa(key), IssuerAlgorithm::Rsa(algorithm)) => key.verify(algorithm, input, &jws.signature),
            (Key::P256(point), IssuerAlgorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(input, &jws.signature).is_ok()
            }
            (Key::P384(point), IssuerAlgorithm::Es384) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(input, &jws.signature).is_ok()
            }
            _ => false,
        }
    }
}

fn issuer_key(value: &Value) -> Option<IssuerKey> {
    let object = value.as_object()?;
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let alg = match object.get("alg") {
        None | Some(Value::Null) => None,
        Some(name) => Some(IssuerAlgorithm::from_name(name.as_str()?)?),
    };
    let key = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            // Its name is the issuer's own affair and may hold what a client's may not.
            let plain = json!({ "kty": "RSA", "use": "sig", "kid": "key", "n": text("n")?, "e": text("e")? });
            Key::Rsa(Jwk::parse(&plain).ok()?.verifying_key().ok()?)
        }
        ("EC", Some("P-256")) => Key::P256(point(text("x")?, text("y")?, 32)?),
        ("EC", Some("P-384")) => Key::P384(point(text("x")?, text("y")?, 48)?),
        _ => return None,
    };
    Some(IssuerKey { kid: text("kid").map(str::to_owned), alg, key })
}

/// The coordinates have the curve's length, leading zeros included (RFC 7518 §6.2.1.2).
fn point(x: &str, y: &str, length: usize) -> Option<Vec<u8>> {
    let mut point = vec![4];
    for coordinate in [x, y] {
        let bytes = URL_SAFE_NO_PAD.decode(coordinate).ok().filter(|bytes| bytes.len() == length)?;
        point.extend(bytes);
    }
    Some(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key and the token of RFC 7515 appendix A.3.
    const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn set(change: impl FnOnce(&mut Value)) -> IssuerKeys {
        let mut key: Value = serde_json::from_str(KEY).unwrap();
        change(&mut key);
        IssuerKeys::of_set(&json!({ "keys": [key] }))
    }

    #[test]
    fn the_standards_own_example_verifies_and_nothing_like_it() {
        let jws = IssuerJws::parse(TOKEN).unwrap();
        let keys = set(|_| ());
        assert!(keys.signed(&jws) && keys.has("a") && !keys.has("b"));
        let changed = TOKEN.replace(".DtEh", ".DtEi");
        assert!(!keys.signed(&IssuerJws::parse(&changed).unwrap()), "another signature");
        let shorter = &TOKEN[..TOKEN.len() - 2];
        assert!(!keys.signed(&IssuerJws::parse(shorter).unwrap()), "a signature cut short");
        for (name, change) in [
            ("for another algorithm", ("alg", json!("ES384"))),
            ("for an algorithm nobody knows", ("alg", json!("none"))),
            ("for encryption", ("use", json!("enc"))),
            ("on another curve", ("crv", json!("P-384"))),
            ("a point that is not on the curve", ("x", json!("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))),
            ("a coordinate cut short", ("y", json!("x_FE"))),
            ("of another type", ("kty", json!("oct"))),
        ] {
            assert!(!set(|key| key[change.0] = change.1).signed(&jws), "{name}");
        }
    }

    #[test]
    fn a_token_that_names_no_key_is_not_tried_on_several() {
        let key: Value = serde_json::from_str(KEY).unwrap();
        let keys = IssuerKeys::of_set(&json!({ "keys": [key, key] }));
        assert!(!keys.signed(&IssuerJws::parse(TOKEN).unwrap()));
    }

    #[test]
    fn algorithms_without_a_public_key_are_refused_by_name() {
        for header in ["{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"PS256\"}", "{}"] {
            let token = format!("{}.e30.", URL_SAFE_NO_PAD.encode(header));
            assert!(IssuerJws::parse(&token).is_err(), "{header}");
        }
    }
}
