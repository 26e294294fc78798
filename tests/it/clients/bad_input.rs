//! Bad input to the self-service API: whatever is sent, the answer is a refusal in Digdir's shape, and nothing half-written
//! stays.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fullmakt::clock::DAY;
use fullmakt::jose::{pem_of_certificate, pem_of_private_key};
use fullmakt::keys::test_authority::{self, Profile};
use serde_json::{Value, json};

use super::{KEY, admin, give_prefix, key, make, number, refusal};
use crate::support::TestApp;

/// Bodies that are wrong wherever a JSON object is taken, with what is said of them.
fn broken_bodies() -> Vec<(&'static str, Vec<u8>, StatusCode, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let bad = StatusCode::BAD_REQUEST;
    vec![
        ("nothing", Vec::new(), bad, "not a JSON object"),
        ("blanks", text("  \n"), bad, "not a JSON object"),
        ("null", text("null"), bad, "another kind"),
        ("a list", text("[{}]"), bad, "another kind"),
        ("a text", text("\"klient\""), bad, "another kind"),
        ("a number", text("7"), bad, "another kind"),
        ("cut short", text("{\"client_name\":\"x\""), bad, "line 1, column"),
        ("two objects", text("{}{}"), bad, "line 1, column"),
        ("single quotation marks", text("{'client_name':'x'}"), bad, "line 1, column"),
        ("a comment", text("{/* x */}"), bad, "line 1, column"),
        ("a comma too many", text("{\"a\":1,}"), bad, "line 1, column"),
        ("no number", text("{\"a\":NaN}"), bad, "line 1, column"),
        ("half a surrogate", text("{\"a\":\"\\ud800\"}"), bad, "line 1, column"),
        ("a raw control character", text("{\"a\":\"\u{1}\"}"), bad, "line 1, column"),
        ("a byte order mark", text("\u{feff}{}"), bad, "line 1, column"),
        ("Latin-1", b"{\"client_name\":\"\xe6\"}".to_vec(), bad, "line 1, column"),
        ("UTF-16", "{}".encode_utf16().flat_map(u16::to_be_bytes).collect(), bad, "line 1, column"),
        ("a form", text("client_name=x"), bad, "line 1, column"),
        (
            "a member twice",
            text("{\"client_name\":\"a\",\"client_name\":\"b\"}"),
            bad,
            "'client_name' stands twice",
        ),
        (
            "a member twice below",
            text("{\"a\":[{\"use\":\"sig\",\"use\":\"enc\"}]}"),
            bad,
            "'use' stands twice",
        ),
        ("the same member escaped", text("{\"kid\":1,\"\\u006bid\":2}"), bad, "'kid' stands twice"),
        ("a person's number as a member", text("{\"02013299997\":1,\"02013299997\":2}"), bad, "stands twice"),
        (
            "seventeen lists",
            text(&format!("{{\"a\":{}{}}}", "[".repeat(17), "]".repeat(17))),
            bad,
            "more than 16",
        ),
        ("lists without end", text(&format!("{{\"a\":{}", "[".repeat(60_000))), bad, "more than 16"),
        ("objects without end", text(&"{\"a\":".repeat(12_000)), bad, "more than 16"),
        (
            "too large",
            text(&format!("{{\"a\":\"{}\"}}", "x".repeat(70_000))),
            StatusCode::PAYLOAD_TOO_LARGE,
            "at most 65536",
        ),
        ("far too large", vec![b' '; 3_000_000], StatusCode::PAYLOAD_TOO_LARGE, "at most 65536"),
    ]
}

#[tokio::test]
async fn bodies_that_are_no_object_are_refused_wherever_one_is_taken() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let bearer = admin(&test, owner).await;
    let id = make(&test, &bearer).await;
    let scope = json!({ "prefix": "oppdiktet", "subscope": "x", "description": "Til prøve" });
    test.json(Method::POST, "/scopes", Some(&bearer), &scope).await;
    let authorization = format!("Bearer {bearer}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let audited = test.count("SELECT count(*) AS n FROM audit").await;
    for (method, path) in [
        (Method::POST, "/clients".to_owned()),
        (Method::PUT, format!("/api/v1/clients/{id}")),
        (Method::POST, format!("/clients/{id}/jwks")),
        (Method::PUT, format!("/clients/{id}/jwks/k1")),
        (Method::POST, "/scopes".to_owned()),
        (Method::PUT, "/scopes?scope=oppdiktet:x".to_owned()),
    ] {
        for (what, body, status, part) in broken_bodies() {
            let answer = test.call(method.clone(), &path, &headers, body).await;
            assert_eq!(answer.status, status, "{method} {path}, {what}: {}", answer.body);
            assert!(refusal(&answer)[0].contains(part), "{method} {path}, {what}: {}", answer.body);
            assert!(!answer.body.contains("02013299997"), "{what}");
        }
        for kind in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonx",
        ] {
            let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
            let answer = test.call(method.clone(), &path, &headers, "{}".to_owned()).await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {path} {kind}");
            refusal(&answer);
        }
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM audit").await, audited, "nothing was changed");
}

/// `base` to the power `exponent`, big-endian.
fn raised(base: u64, exponent: u32) -> Vec<u8> {
    let mut number = vec![1_u8];
    for _ in 0..exponent {
        let mut carry = 0;
        for byte in &mut number {
            carry += u64::from(*byte) * base;
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        while carry > 0 {
            number.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
    }
    number.reverse();
    number
}

/// Keys that no client may have: what is wrong, the member that is told, and a part of the sentence.
fn wrong_keys() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let with = |member: &str, value: Value| {
        let mut jwk = key("k1");
        jwk[member] = value;
        jwk
    };
    let number = |bytes: &[u8]| json!(URL_SAFE_NO_PAD.encode(bytes));
    let own = URL_SAFE_NO_PAD.decode(key("k1")["n"].as_str().unwrap()).unwrap();
    let mut even = own.clone();
    *even.last_mut().unwrap() &= 0xfe;
    let certificate = STANDARD.encode(b"no certificate");
    vec![
        (
            "an elliptic curve",
            json!({ "kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ", "kid": "k1", "use": "sig" }),
            "kty",
            "RSA",
        ),
        (
            "Ed25519",
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "AQ", "kid": "k1", "use": "sig" }),
            "kty",
            "RSA",
        ),
        (
            "a shared secret",
            json!({ "kty": "oct", "k": "AQ", "kid": "k1", "use": "sig" }),
            "k",
            "private key",
        ),
        (
            "a private key of a curve",
            json!({ "kty": "EC", "d": "AQ", "kid": "k1", "use": "sig" }),
            "d",
            "private key",
        ),
        ("kty in small letters", with("kty", json!("rsa")), "kty", "RSA"),
        ("kty no text", with("kty", json!(["RSA"])), "kty", "must be a text"),
        ("a private exponent", with("d", json!("AQ")), "d", "private key"),
        ("a private exponent that is null", with("d", Value::Null), "d", "private key"),
        ("other primes", with("oth", json!([])), "oth", "private key"),
        ("1024 bits", with("n", number(&[0xc1; 128])), "n", "has 1024 bits"),
        ("2047 bits", with("n", number(&[0x7f; 256])), "n", "has 2047 bits"),
        (
            "1024 bits behind zeros",
            with("n", number(&[vec![0; 128], vec![0xc1; 128]].concat())),
            "n",
            "has 1024 bits",
        ),
        ("16 384 bits", with("n", number(&[0xc1; 2048])), "n", "has 16384 bits"),
        ("an even modulus", with("n", number(&even)), "n", "even"),
        ("a power of three", with("n", number(&raised(3, 1295))), "n", "divisible by 3"),
        ("a power of a prime", with("n", number(&raised(1_000_003, 135))), "n", "to the power of 3"),
        ("no modulus", with("n", json!("")), "n", "has 0 bits"),
        ("a modulus that is null", with("n", Value::Null), "n", "missing"),
        ("a modulus that is a number", with("n", json!(7)), "n", "must be a text"),
        ("a modulus in ordinary base64", with("n", json!(STANDARD.encode([0xfb; 256]))), "n", "base64url"),
        ("exponent 0", with("e", json!("AA")), "e", "exponent"),
        ("exponent 1", with("e", json!("AQ")), "e", "exponent"),
        ("exponent 2", with("e", json!("Ag")), "e", "exponent"),
        ("an even exponent", with("e", number(&[1, 0, 0])), "e", "exponent"),
        ("an exponent above 2^33", with("e", number(&[0xff; 8])), "e", "exponent"),
        ("use for encryption", with("use", json!("enc")), "use", "must be sig"),
        ("use twice over", with("use", json!(["sig"])), "use", "must be a text"),
        ("a PSS algorithm", with("alg", json!("PS256")), "alg", "RS256"),
        ("no algorithm at all", with("alg", json!("none")), "alg", "RS256"),
        ("a name with blanks", with("kid", json!("k 1")), "kid", "letters, digits"),
        ("an empty name", with("kid", json!("")), "kid", "missing"),
        ("a name without end", with("kid", json!("k".repeat(256))), "kid", "at most 255"),
        ("a name with a zero", with("kid", json!("k\u{0}1")), "kid", "letters, digits"),
        ("a name that is a number", with("kid", json!(1)), "kid", "must be a text"),
        ("an end in the past", with("exp", json!(1)), "exp", "in the past"),
        ("an end before time", with("exp", json!(-1)), "exp", "whole number"),
        ("an end in fractions", with("exp", json!(1.5)), "exp", "whole number"),
        ("an end beyond numbers", with("exp", json!(1e30)), "exp", "whole number"),
        ("an end as text", with("exp", json!("2099-01-01")), "exp", "whole number"),
        ("a certificate that is none", with("x5c", json!([certificate])), "x5c", "same key"),
        ("certificates that are no list", with("x5c", json!(certificate)), "x5c", "at most 10"),
        ("no certificate in the list", with("x5c", json!([])), "x5c", "same key"),
        ("certificates without end", with("x5c", json!(vec!["AA"; 11])), "x5c", "at most 10"),
        ("no object", json!("nøkkel"), "", "JSON object"),
        ("a list", json!([key("k1")]), "", "JSON object"),
        ("nothing", json!(null), "", "JSON object"),
    ]
}

#[tokio::test]
async fn keys_of_the_wrong_kind_are_refused_in_a_set_alone_and_as_text() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let jwks = format!("/api/v1/clients/{id}/jwks");
    let good = json!({ "keys": [key("k0")] });
    assert_eq!(test.json(Method::POST, &jwks, Some(&bearer), &good).await.status, StatusCode::CREATED);
    for (what, wrong, member, part) in wrong_keys() {
        let set = json!({ "keys": [key("k0"), wrong] });
        let answer = test.json(Method::POST, &jwks, Some(&bearer), &set).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}: {}", answer.body);
        let messages = refusal(&answer);
        assert_eq!(messages.len(), 1, "{what}: {messages:?}");
        assert!(messages[0].contains(part), "{what}: {messages:?}");
        let field = if member.is_empty() { "keys[1]".to_owned() } else { format!("keys[1].{member}") };
        assert_eq!(answer.json()["errors"][0]["fieldIdentifier"], field, "{what}");

        if wrong.is_object() && member != "kid" {
            let answer = test.json(Method::PUT, &format!("{jwks}/k1"), Some(&bearer), &wrong).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}: {}", answer.body);
            assert_eq!(answer.json()["errors"][0]["fieldIdentifier"], member, "{what}");
        }
        let posted = as_text(&test, &bearer, &id, &wrong.to_string()).await;
        assert_eq!(posted.status, StatusCode::BAD_REQUEST, "{what}: {}", posted.body);
        refusal(&posted);
    }
    let left = test.json(Method::GET, &jwks, Some(&bearer), &Value::Null).await.json();
    assert_eq!(left["keys"].as_array().unwrap().len(), 1, "the set that was there still stands");
    assert_eq!(left["keys"][0]["kid"], "k0");
    // A small exponent is old-fashioned, and as good as the usual one for these signatures.
    let mut three = key("k3");
    three["e"] = json!("Aw");
    let three = test.json(Method::PUT, &format!("{jwks}/k3"), Some(&bearer), &three).await;
    assert_eq!(three.status, StatusCode::OK, "{}", three.body);
}

async fn as_text(test: &TestApp, bearer: &str, id: &str, body: &str) -> crate::support::app::Answer {
    let authorization = format!("Bearer {bearer}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "text/plain;charset=UTF-8")];
    test.call(Method::POST, &format!("/api/v2/clients/{id}/key"), &headers, body.to_owned()).await
}

#[tokio::test]
async fn a_key_is_added_as_text_in_each_of_its_forms_and_never_a_private_one() {
    let test = TestApp::new().await;
    let owner = number(1);
    let bearer = admin(&test, owner).await;
    let id = make(&test, &bearer).await;
    let (pem, pkcs8) = (public_pem(), KEY.to_pkcs8().expect("a private key"));
    let mut added = Vec::new();
    for (what, text) in [
        ("PEM", pem.clone()),
        ("JWK", key("jwk").to_string()),
        ("a set of one", json!({ "keys": [key("set")] }).to_string()),
    ] {
        let answer = as_text(&test, &bearer, &id, &text).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{what}: {}", answer.body);
        let shown = answer.json();
        assert_eq!(
            (&shown["kty"], &shown["use"], &shown["n"]),
            (&json!("RSA"), &json!("sig"), &key("x")["n"])
        );
        added.push(shown["kid"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        added[0],
        KEY.public_jwk()["kid"].as_str().unwrap(),
        "a key without a name has its thumbprint"
    );
    assert_eq!(added[1..], ["jwk", "set"]);
    // The same text again renews the key, and does not add one.
    assert_eq!(as_text(&test, &bearer, &id, &pem).await.status, StatusCode::CREATED);
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 3);

    let private = pem_of_private_key(&pkcs8);
    for (what, text, part) in [
        ("a private key", private.clone(), "private key"),
        ("both keys", format!("{pem}{private}"), "private key"),
        ("an old private key", private.replace("PRIVATE KEY", "RSA PRIVATE KEY"), "private key"),
        ("an encrypted private key", private.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "private key"),
        ("half a private JWK", "{\"kty\":\"RSA\",\"d\":\"AQ".to_owned(), "private key"),
        ("a broken certificate", pem_of_certificate(b"no certificate"), "not a certificate"),
        ("a cut certificate", "-----BEGIN CERTIFICATE-----\nAAAA".to_owned(), "not a certificate"),
        ("any text", "ssh-rsa AAAA".to_owned(), "BEGIN PUBLIC KEY"),
        ("nothing", String::new(), "BEGIN PUBLIC KEY"),
    ] {
        let answer = as_text(&test, &bearer, &id, &text).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}: {}", answer.body);
        assert!(refusal(&answer)[0].contains(part), "{what}: {}", answer.body);
    }
    let authorization = format!("Bearer {bearer}");
    for (kind, body, status) in [
        ("text/plain", b"\xff\xfe".to_vec(), StatusCode::BAD_REQUEST),
        ("text/plain", vec![b'x'; 70_000], StatusCode::PAYLOAD_TOO_LARGE),
        ("text/html", pem.clone().into_bytes(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
        let answer = test.call(Method::POST, &format!("/api/v2/clients/{id}/key"), &headers, body).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.body);
        refusal(&answer);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 3);
}

fn public_pem() -> String {
    let pair = KeyPair::from_pkcs8(&KEY.to_pkcs8().expect("a private key")).expect("a key pair");
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("a public key");
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der.as_ref()))
}

#[tokio::test]
async fn a_certificate_stays_with_its_own_key() {
    let test = TestApp::new().await;
    let owner = number(1);
    let bearer = admin(&test, owner).await;
    let id = make(&test, &bearer).await;
    let app = &test.app;
    let issued = test_authority::issue(
        &app.db,
        &app.keys,
        &app.random,
        app.now(),
        (owner, "Oppdiktet AS"),
        Profile::Seid2,
        DAY,
    )
    .await
    .expect("issued");
    let pem: String = issued.chain.iter().map(|der| pem_of_certificate(der)).collect();
    let answer = as_text(&test, &bearer, &id, &pem).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let shown = answer.json();
    assert_eq!(shown["x5c"].as_array().unwrap().len(), issued.chain.len());
    assert_eq!(shown["x5c"][0], STANDARD.encode(&issued.chain[0]));
    // What was shown can be posted again; with another key beside it, it is refused.
    let path = format!("/clients/{id}/jwks/{}", shown["kid"].as_str().unwrap());
    assert_eq!(test.json(Method::PUT, &path, Some(&bearer), &shown).await.status, StatusCode::OK);
    let mut other = key("annen");
    other["x5c"] = shown["x5c"].clone();
    let other = test.json(Method::PUT, &format!("/clients/{id}/jwks/annen"), Some(&bearer), &other).await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert!(refusal(&other)[0].contains("same key"), "{}", other.body);
}

#[tokio::test]
async fn a_client_has_no_secret() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let answer = test.json(Method::POST, &format!("/clients/{id}/secret"), Some(&bearer), &Value::Null).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(refusal(&answer)[0].contains("has no secret"), "{}", answer.body);
    let unknown = test.json(Method::POST, "/clients/ukjent/secret", Some(&bearer), &Value::Null).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
