//! The pure readers: a compact JWS, keys as JSON and PEM, certificates.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fullmakt::clients;
use fullmakt::jose::{Algorithm, CompactJws, IssuerJws, IssuerKeys, Jwk, SigningKey, read_json};
use fullmakt::keys::{Enterprise, Trust};
use fullmakt::numbers::OrgNumber;
use serde_json::{Map, Value, json};

use super::{ENTERPRISES, NOW};

/// Made once with OpenSSL for the tests alone; nothing is protected by it.
static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    let jwk = serde_json::from_str(include_str!("../../tests/fixtures/private_jwk.json")).expect("JSON");
    SigningKey::from_private_jwk(&jwk).expect("a key")
});

/// What is taken as a token can be written in one way only, and any other reader reads the same in it.
pub(super) fn compact_jws(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let as_issuers = IssuerJws::parse(text);
    let Ok(jws) = CompactJws::parse(text) else { return false };
    let as_issuers = as_issuers.expect("an issuer may send what a client may");
    assert_eq!(as_issuers.payload, jws.payload);
    assert_eq!(as_issuers.kid(), jws.kid());

    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, _] = parts.as_slice() else { panic!("{} parts", parts.len()) };
    assert_eq!(jws.signing_input(), format!("{header}.{payload}").as_bytes());
    assert_eq!(format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(&jws.signature)), text);
    for (part, read) in [(header, &jws.header), (payload, &jws.payload)] {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("it was read");
        assert_eq!(&URL_SAFE_NO_PAD.encode(&bytes), part);
        let by_another: Map<String, Value> = serde_json::from_slice(&bytes).expect("another reads it");
        assert_eq!(&by_another, read);
        let object = Value::Object(read.clone());
        let again = read_json(object.to_string().as_bytes(), 16).expect("what we write, we read");
        assert_eq!(without_fractions(again), without_fractions(object));
    }
    let alg = jws.header.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
    assert_eq!(alg, Some(jws.alg()));
    assert!(!jws.header.contains_key("crit"));
    assert!(jws.header.get("kid").is_none_or(Value::is_string));
    let key = KEY.verifying_key().expect("a key");
    if jws.signature.len() != 256 {
        assert!(!key.verify(jws.alg(), jws.signing_input(), &jws.signature));
    }
    true
}

/// Fractions may come back a hair's breadth off, which no claim is read by.
fn without_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::Null,
        Value::Array(items) => items.into_iter().map(without_fractions).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, without_fractions(value))).collect())
        }
        other => other,
    }
}

/// A text that is a key, or a set of them: what is taken is written again and read again as the same key.
pub(super) fn jwk_set(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let mut taken = false;
    if let Ok(jwk) = Jwk::from_public_pem(text, "a") {
        is_a_key(&jwk);
        taken = true;
    }
    if let Ok(value) = clients::read_pasted(text) {
        is_a_key(&Jwk::parse(&value).expect("what is made of a pasted text is a key"));
        taken = true;
    }
    let Ok(set) = read_json(data, 32) else { return taken };
    let keys = IssuerKeys::of_set(&set);
    let signed = KEY.sign_compact(&json!({})).expect("signed");
    let jws = IssuerJws::parse(&signed).expect("a token");
    let _ = (keys.signed(&jws), keys.has("a"));
    match set.get("keys").and_then(Value::as_array) {
        Some(keys) => keys.iter().filter(|key| is_perhaps_a_key(key)).count() > 0 || taken,
        None => is_perhaps_a_key(&set) || taken,
    }
}

fn is_perhaps_a_key(value: &Value) -> bool {
    let Ok(jwk) = Jwk::parse(value) else { return false };
    assert_eq!(value.get("kid").and_then(Value::as_str), Some(&*jwk.kid));
    is_a_key(&jwk);
    true
}

fn is_a_key(jwk: &Jwk) {
    let value = jwk.to_value();
    assert_eq!(Jwk::parse(&value).as_ref(), Ok(jwk));
    assert!((2048..=8192).contains(&jwk.bits()));
    assert!((1..=255).contains(&jwk.kid.len()) && jwk.kid.is_ascii());
    assert_eq!(jwk.thumbprint().len(), 43);
    for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        assert!(value.get(private).is_none(), "{private}");
    }
    if let Ok(key) = jwk.verifying_key() {
        let nothing = vec![0; jwk.bits().div_ceil(8)];
        assert!(!key.verify(Algorithm::RS256, b"x", &nothing) && !key.verify(Algorithm::RS512, b"x", &[]));
    }
}

/// The authority whose certificates the corpus holds.
static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let mut trust = Trust::default();
    let count = trust.add_pem(include_bytes!("../authority.pem")).expect("certificates");
    assert!(count > 0);
    trust
});

/// A chain as the header has it, or the bytes of one certificate: nobody is believed whom the authority did not name.
pub(super) fn x5c(data: &[u8]) -> bool {
    let header = read_json(data, 4).unwrap_or_else(|_| json!([STANDARD.encode(data)]));
    let Ok(found) = Enterprise::of_header(&header) else { return false };
    assert_eq!(OrgNumber::parse(&found.organisation.to_string()), Ok(found.organisation));
    assert!(found.subject.chars().count() <= 200 && !found.subject.contains(char::is_control));
    assert!(found.verify(&Trust::default(), NOW * 1000).is_err(), "believed without a reason");
    for now in [i64::MIN, 0, i64::MAX] {
        let _ = found.verify(&TRUST, now);
    }
    let believed = found.verify(&TRUST, NOW * 1000).is_ok();
    if believed {
        assert!(ENTERPRISES.contains(&&*found.organisation.to_string()), "whom the authority did not name");
        assert!(found.valid_from <= NOW * 1000 && NOW * 1000 <= found.expires_at);
    }
    believed
}
