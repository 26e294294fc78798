//! The room's tests: another library as oracle both ways, and tables of everything malformed.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(2048).unwrap());

fn encode(value: &str) -> String {
    URL_SAFE_NO_PAD.encode(value)
}

#[test]
fn another_library_accepts_what_we_sign() {
    let token = KEY.sign_compact(&json!({ "iss": "a", "exp": 4_000_000_000_u64 })).unwrap();
    let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(KEY.public_jwk()).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&jwk).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_issuer(&["a"]);
    let decoded = jsonwebtoken::decode::<Value>(&token, &key, &rules).unwrap();
    assert_eq!(decoded.claims["iss"], "a");
    assert_eq!(decoded.header.kid.as_deref(), Some(KEY.kid()));
    assert_eq!(decoded.header.typ, None);
}

#[test]
fn we_accept_what_another_library_signs_with_each_algorithm() {
    let pem = pem_of_private_key(&KEY.to_pkcs8().unwrap());
    let key = jsonwebtoken::EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    for (theirs, ours) in [
        (jsonwebtoken::Algorithm::RS256, Algorithm::RS256),
        (jsonwebtoken::Algorithm::RS384, Algorithm::RS384),
        (jsonwebtoken::Algorithm::RS512, Algorithm::RS512),
    ] {
        let token =
            jsonwebtoken::encode(&jsonwebtoken::Header::new(theirs), &json!({ "a": 1 }), &key).unwrap();
        let jws = CompactJws::parse(&token).unwrap();
        assert_eq!(jws.alg(), ours);
        let verifying = KEY.verifying_key().unwrap();
        assert!(verifying.verify(jws.alg(), jws.signing_input(), &jws.signature));
        let other = Algorithm::ALL.into_iter().find(|algorithm| *algorithm != ours).unwrap();
        assert!(!verifying.verify(other, jws.signing_input(), &jws.signature));
    }
}

#[test]
fn a_private_key_survives_pkcs8_and_pem() {
    let pem = pem_of_private_key(&KEY.to_pkcs8().unwrap());
    let again = SigningKey::from_pkcs8(&private_key_from_pem(&pem).unwrap()).unwrap();
    assert_eq!(again.kid(), KEY.kid());
    assert!(private_key_from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----").is_none());
    assert_eq!(Jwk::from_public_pem(&pem, "k"), Err(JwkError::PrivateKeyPem));
    assert_eq!(
        Jwk::from_public_pem("-----BEGIN RSA PRIVATE KEY-----\nxx\n-----END RSA PRIVATE KEY-----", "k"),
        Err(JwkError::PrivateKeyPem)
    );
    assert_eq!(Jwk::from_public_pem("hei", "k"), Err(JwkError::NotPublicPem));
    assert!(!format!("{:?}", *KEY).contains("PRIVATE"));
}

#[test]
fn a_public_key_in_pem_is_the_key_it_was() {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::signature::KeyPair as _;
    let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(&KEY.to_pkcs8().unwrap()).unwrap();
    let der: aws_lc_rs::encoding::PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let body = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let jwk = Jwk::from_public_pem(&pem, "min-nokkel").unwrap();
    assert_eq!(jwk.kid, "min-nokkel");
    assert_eq!(jwk.thumbprint(), KEY.kid());
    assert_eq!(Jwk::parse(&jwk.to_value()), Ok(jwk));
}

#[test]
fn a_pasted_pem_is_refused_for_the_reason_that_helps() {
    use aws_lc_rs::encoding::AsDer as _;
    let pem = |der: &[u8]| {
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    };
    let short = aws_lc_rs::signature::RsaPublicKeyComponents { n: vec![0xff_u8; 128], e: vec![1, 0, 1] };
    let short: aws_lc_rs::encoding::PublicKeyX509Der<'_> = short.as_der().unwrap();
    let curve = [
        &[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01][..],
        &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04],
        &[7; 64],
    ]
    .concat();
    let private = pem_of_private_key(&KEY.to_pkcs8().unwrap());
    for (text, expected) in [
        (pem(short.as_ref()), JwkError::ModulusTooSmall(1024)),
        (pem(&curve), JwkError::KeyTypeNotRsa),
        (pem(&[0x30, 0x03, 0x02, 0x01, 0x00]), JwkError::NotPublicPem),
        (format!("{}{private}", pem(short.as_ref())), JwkError::PrivateKeyPem),
    ] {
        assert_eq!(Jwk::from_public_pem(&text, "k"), Err(expected), "{text}");
    }
}

#[test]
fn a_header_of_ones_own_is_signed_with_the_algorithm_it_names() {
    for algorithm in Algorithm::ALL {
        let header = json!({ "kid": KEY.kid(), "alg": algorithm.name(), "typ": "JWT" });
        let token = KEY.sign_with_header(&header, &json!({ "a": 1 })).unwrap();
        let jws = CompactJws::parse(&token).unwrap();
        assert_eq!((jws.alg(), jws.kid()), (algorithm, Some(KEY.kid())));
        assert!(KEY.verifying_key().unwrap().verify(algorithm, jws.signing_input(), &jws.signature));
    }
}

#[test]
fn the_thumbprint_is_that_of_the_standard() {
    // RFC 7638 §3.1 gives this key and this thumbprint.
    let jwk = json!({
        "kty": "RSA", "use": "sig", "kid": "2011-04-29", "alg": "RS256", "e": "AQAB",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    });
    assert_eq!(Jwk::parse(&jwk).unwrap().thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn keys_are_refused_for_the_reason_that_helps() {
    let good = KEY.public_jwk();
    let with = |name: &str, value: Value| {
        let mut jwk = good.clone();
        if value.is_null() {
            jwk.as_object_mut().unwrap().remove(name);
        } else {
            jwk[name] = value;
        }
        jwk
    };
    let number = |bytes: &[u8]| json!(URL_SAFE_NO_PAD.encode(bytes));
    let mut even = vec![0xff; 256];
    even[255] = 0xfe;
    for (jwk, expected) in [
        (json!("x"), JwkError::NotAnObject),
        (with("kty", Value::Null), JwkError::MissingMember("kty")),
        (with("kty", json!("EC")), JwkError::KeyTypeNotRsa),
        (with("kty", json!(1)), JwkError::WrongType("kty", "text")),
        (with("use", Value::Null), JwkError::MissingMember("use")),
        (with("use", json!("enc")), JwkError::UseNotSig),
        (with("alg", json!("PS256")), JwkError::AlgNotAllowed),
        (with("alg", json!("none")), JwkError::AlgNotAllowed),
        (with("kid", Value::Null), JwkError::KidMissing),
        (with("kid", json!("")), JwkError::KidMissing),
        (with("kid", json!("a b")), JwkError::KidNotAllowed),
        (with("kid", json!("..")), JwkError::KidNotAllowed),
        (with("kid", json!("a".repeat(256))), JwkError::KidNotAllowed),
        (with("kid", json!(7)), JwkError::WrongType("kid", "text")),
        (with("exp", json!("soon")), JwkError::BadExpiry),
        (with("exp", json!(-1)), JwkError::BadExpiry),
        (with("n", json!("***")), JwkError::BadBase64("n")),
        (with("n", number(&[0xff; 128])), JwkError::ModulusTooSmall(1024)),
        (with("n", number(&[0xff; 1025])), JwkError::ModulusTooLarge(8200)),
        (with("n", number(&even)), JwkError::EvenModulus),
        (with("e", number(&[1])), JwkError::BadExponent),
        (with("e", number(&[4])), JwkError::BadExponent),
        (with("e", number(&[])), JwkError::BadExponent),
        (with("e", number(&[1, 0, 0, 0, 0, 1])), JwkError::BadExponent),
        (with("d", json!("AA")), JwkError::PrivateMember("d")),
        (with("k", json!("AA")), JwkError::PrivateMember("k")),
    ] {
        assert_eq!(Jwk::parse(&jwk), Err(expected), "{jwk}");
    }
    assert!(Jwk::parse(&good).is_ok());
}

#[test]
fn tokens_are_refused_for_the_reason_that_helps() {
    let good = |header: &str| format!("{}.{}.{}", encode(header), encode("{}"), encode("s"));
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    for (token, expected) in [
        (String::new(), JwsError::NotThreeParts(1)),
        ("a.b".to_owned(), JwsError::NotThreeParts(2)),
        ("a.b.c.d".to_owned(), JwsError::NotThreeParts(4)),
        ("a".repeat(70_000), JwsError::TooLarge),
        ("*.e30.c".to_owned(), JwsError::BadBase64("header")),
        (good("[]"), JwsError::NotAnObject("header")),
        (good("{\"alg\":\"RS256\"} x"), JwsError::NotAnObject("header")),
        (good("{}"), JwsError::AlgMissing),
        (good("{\"alg\":1}"), JwsError::AlgMissing),
        (good("{\"alg\":\"none\"}"), JwsError::AlgNotAllowed("none".to_owned())),
        (good("{\"alg\":\"HS256\"}"), JwsError::AlgNotAllowed("HS256".to_owned())),
        (good("{\"alg\":\"ES256\"}"), JwsError::AlgNotAllowed("ES256".to_owned())),
        (good("{\"alg\":\"rs256\"}"), JwsError::AlgNotAllowed("rs256".to_owned())),
        (good("{\"alg\":\"RS256\",\"alg\":\"none\"}"), JwsError::DuplicateMember("header", "alg".to_owned())),
        (good("{\"alg\":\"RS256\",\"crit\":[\"b64\"]}"), JwsError::CritNotUnderstood),
        (good("{\"alg\":\"RS256\",\"kid\":1}"), JwsError::KidNotText),
        (good(&format!("{{\"alg\":\"RS256\",\"x\":{deep}}}")), JwsError::TooDeep("header")),
        (
            format!("{}.{}.c2ln", encode("{\"alg\":\"RS256\"}"), encode("{\"a\":1,\"a\":2}")),
            JwsError::DuplicateMember("payload", "a".to_owned()),
        ),
        (
            format!("{}.{}.c2ln=", encode("{\"alg\":\"RS256\"}"), encode("{}")),
            JwsError::BadBase64("signature"),
        ),
        (format!("{}.{}.c2ln", encode("{\"alg\":\"RS256\"}"), encode("7")), JwsError::NotAnObject("payload")),
    ] {
        assert_eq!(
            CompactJws::parse(&token).map(|_| ()),
            Err(expected),
            "{}",
            token.chars().take(60).collect::<String>()
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_answered_without_a_panic(text in "[A-Za-z0-9_.\\-=]{0,200}|\\PC{0,50}") {
        let _ = CompactJws::parse(&text);
        let _ = Jwk::parse(&json!({ "kty": "RSA", "use": "sig", "kid": "a", "n": text, "e": "AQAB" }));
        let _ = Jwk::from_public_pem(&text, "a");
    }

    #[test]
    fn no_changed_token_verifies(place in 0_usize..400, by in 1_u8..64) {
        let token = KEY.sign_compact(&json!({ "scope": "brreg:reelle/offentlig", "exp": 1 })).unwrap();
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut bytes = token.clone().into_bytes();
        let place = place % bytes.len();
        prop_assume!(bytes[place] != b'.');
        let now = alphabet.iter().position(|c| *c == bytes[place]).unwrap();
        bytes[place] = alphabet[(now + usize::from(by)) % 64];
        let changed = String::from_utf8(bytes).unwrap();
        if let Ok(jws) = CompactJws::parse(&changed) {
            let verifying = KEY.verifying_key().unwrap();
            prop_assert!(!verifying.verify(jws.alg(), jws.signing_input(), &jws.signature));
        }
    }
}

#[test]
fn a_private_jwk_is_the_key_that_it_was_made_from() {
    // Made once with OpenSSL for this test alone; nothing is protected by it.
    let jwk: Value = serde_json::from_str(include_str!("../../tests/fixtures/private_jwk.json")).unwrap();
    let key = SigningKey::from_private_jwk(&jwk).unwrap();
    assert_eq!(key.public_jwk()["n"], jwk["n"]);
    let token = key.sign_compact(&json!({ "a": 1 })).unwrap();
    let jws = CompactJws::parse(&token).unwrap();
    assert!(key.verifying_key().unwrap().verify(jws.alg(), jws.signing_input(), &jws.signature));
    for member in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let mut without = jwk.clone();
        without.as_object_mut().unwrap().remove(member);
        assert!(SigningKey::from_private_jwk(&without).is_err(), "{member}");
    }
}
