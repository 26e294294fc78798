//! Keys that could carry no good signature, or a forged one, are refused where they are registered.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::clients::{admin, key, make, number};
use crate::support::TestApp;

/// A member of a key as the standard writes big numbers.
fn big(bytes: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

#[tokio::test]
async fn a_key_that_is_too_short_even_or_has_a_silly_exponent_is_not_registered() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let path = format!("/clients/{}/jwks", make(&test, &bearer).await);
    let modulus = URL_SAFE_NO_PAD.decode(key("k1")["n"].as_str().expect("n")).expect("base64");
    assert_eq!(modulus.len(), 256);
    let (mut even, mut shorter) = (modulus.clone(), modulus.clone());
    even[255] &= 0xfe;
    shorter[0] = 0x7f;
    let longer = [&[1][..], &[0xff; 1024]].concat();
    let small = |bits: usize| format!("the key has {bits} bits; it must have at least 2048");
    let exponent = "the exponent e must be odd, greater than 1 and below 2^33; 65537 (AQAB) is usual";
    let not_base64 = |member: &str| format!("the member {member} is not base64url");
    for (name, member, value, told) in [
        ("512 bits", "n", big(&[0xff; 64]), small(512)),
        ("1024 bits", "n", big(&[0xff; 128]), small(1024)),
        ("1024 bits with zeros before", "n", big(&[&[0; 128][..], &[0xff; 128]].concat()), small(1024)),
        ("2047 bits", "n", big(&shorter), small(2047)),
        ("8193 bits", "n", big(&longer), "the key has 8193 bits; it may have at most 8192".to_owned()),
        ("no bits", "n", json!(""), small(0)),
        ("zeros", "n", big(&[0; 256]), small(0)),
        ("an even modulus", "n", big(&even), "the modulus n is even, so this is not an RSA key".to_owned()),
        ("a modulus in the other alphabet", "n", json!(STANDARD.encode([0xfb; 256])), not_base64("n")),
        ("a modulus with blanks", "n", json!("AQAB AQAB"), not_base64("n")),
        ("a modulus in hexadecimal with its prefix", "n", json!("0x:ff"), not_base64("n")),
        ("a modulus that is a number", "n", json!(65_537), "the member n must be a text".to_owned()),
        ("no modulus", "n", Value::Null, "the member n is missing".to_owned()),
        ("exponent 0", "e", big(&[0]), exponent.to_owned()),
        ("no exponent's bits", "e", json!(""), exponent.to_owned()),
        ("exponent 1", "e", big(&[1]), exponent.to_owned()),
        ("exponent 2", "e", big(&[2]), exponent.to_owned()),
        ("exponent 65536", "e", big(&[1, 0, 0]), exponent.to_owned()),
        ("exponent 2^33 + 1", "e", big(&[2, 0, 0, 0, 1]), exponent.to_owned()),
        ("exponent 2^40 + 1", "e", big(&[1, 0, 0, 0, 0, 1]), exponent.to_owned()),
        ("an exponent as large as the modulus", "e", big(&modulus), exponent.to_owned()),
        ("an exponent that is a number", "e", json!(65_537), "the member e must be a text".to_owned()),
        ("no exponent", "e", Value::Null, "the member e is missing".to_owned()),
    ] {
        let mut jwk = key("k1");
        jwk[member] = value;
        let answer = test.json(Method::POST, &path, Some(&bearer), &json!({ "keys": [jwk] })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}: {}", answer.body);
        let error = &answer.json()["errors"][0];
        assert_eq!(error["fieldIdentifier"], format!("keys[0].{member}"), "{name}");
        let message = error["errorMessage"].as_str().expect("a message");
        assert!(message.to_lowercase().contains(&told.to_lowercase()), "{name}: {message}");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 0);
    // What some libraries write, and the smallest exponent that is one.
    for (name, member, value) in [
        ("padding", "n", json!(URL_SAFE.encode(&modulus))),
        ("a zero byte before the modulus", "n", big(&[&[0][..], &modulus].concat())),
        ("exponent 3", "e", big(&[3])),
        ("the largest exponent that is taken", "e", big(&[1, 0xff, 0xff, 0xff, 0xff])),
    ] {
        let mut jwk = key("k1");
        jwk[member] = value;
        let answer = test.json(Method::POST, &path, Some(&bearer), &json!({ "keys": [jwk] })).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.body);
    }
}
