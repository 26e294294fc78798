//! `fullmakt token` against a running server: a token is kept until shortly before it runs out.

use std::process::{Command, Output};

use fullmakt::jose::pem_of_private_key;
use serde_json::{Value, json};

use super::{KEY, OTHER_KEY, SCOPE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_fetched_is_given_again_to_who_has_the_same_key() {
    let world = crate::kill::World::new().await;
    let app = world.open().await;
    let client = crate::kill::tokens::client(&app).await;

    let place = tempfile::tempdir().expect("a directory");
    let file = |name: &str, key: &fullmakt::jose::SigningKey| {
        let path = place.path().join(name);
        std::fs::write(&path, pem_of_private_key(&key.to_pkcs8().expect("PKCS #8"))).expect("written");
        path
    };
    let (own, other) = (file("own.pem", &KEY), file("other.pem", &OTHER_KEY));
    let process = world.start(None).await;
    let ask = |key: &std::path::Path, cache: &str, more: &[&str]| -> Output {
        Command::new(env!("CARGO_BIN_EXE_fullmakt"))
            .args([
                "token",
                "--client-id",
                &client,
                "--kid",
                KEY.kid(),
                "--scope",
                SCOPE,
                "--issuer",
                &process.http,
            ])
            .arg("--key")
            .arg(key)
            .args(more)
            .env("FULLMAKT_TOKEN_CACHE", cache)
            .output()
            .expect("the command runs")
    };
    let cache = place.path().join("tokens");
    let cache = cache.to_str().expect("a path");
    let said = |output: &Output| {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout.clone()).expect("text").trim().to_owned()
    };
    let first = said(&ask(&own, cache, &[]));
    let again = ask(&own, cache, &[]);
    assert_eq!(said(&again), first);
    assert!(String::from_utf8_lossy(&again.stderr).contains("--fresh asks anew"));
    let answer: Value = serde_json::from_str(&said(&ask(&own, cache, &["--json"]))).expect("JSON");
    assert_eq!(answer["access_token"], first);
    assert!(answer["expires_in"].as_i64().is_some_and(|left| left <= 120), "{answer}");

    assert_ne!(said(&ask(&own, cache, &["--fresh"])), first);
    let (one, two) = (said(&ask(&own, "off", &[])), said(&ask(&own, "off", &[])));
    assert_ne!(one, two);
    let stranger = ask(&other, cache, &[]);
    assert!(!stranger.status.success());
    assert!(String::from_utf8_lossy(&stranger.stderr).contains("Invalid JWT signature"));
    process.stop().await;
}

/// An issuer that is not ours: it answers every token request with `status` and `body`.
async fn issuer(status: u16, body: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("an address"));
    let metadata = json!({ "issuer": issuer, "token_endpoint": format!("{issuer}/token") }).to_string();
    let status = axum::http::StatusCode::from_u16(status).expect("a status");
    let routes = axum::Router::new()
        .route("/.well-known/oauth-authorization-server", axum::routing::get(move || async move { metadata }))
        .route("/token", axum::routing::post(move || async move { (status, body) }));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    issuer
}

/// What the command says on standard error, and whether it succeeded.
fn asked(issuer: &str) -> (bool, String) {
    let place = tempfile::tempdir().expect("a directory");
    let key = place.path().join("key.pem");
    std::fs::write(&key, pem_of_private_key(&KEY.to_pkcs8().expect("PKCS #8"))).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_fullmakt"))
        .args(["token", "--client-id", "en", "--scope", SCOPE, "--issuer", issuer, "--key"])
        .arg(&key)
        .env("FULLMAKT_TOKEN_CACHE", "off")
        .output()
        .expect("the command runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_issuers_refusal_is_explained_and_its_odd_answers_are_told() {
    let denied = r#"{"error":"invalid_scope","error_description":"Consumer has not been granted access to the scope x:y (trace_id: 0)"}"#;
    for (status, body, expected) in [
        (400, denied, "MP-250: The organisation that the token is about has not been granted the scope."),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client. (trace_id: 0)"}"#,
            "\n\nThe client has no key with the kid in the grant's header.\n→ Send the kid of a key",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid assertion. Client authentication failed. Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided"}"#,
            "The client has registered keys, and the grant's header has no kid.",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Issue time is after now"}"#,
            "iat in the grant is ahead of the issuer's clock.",
        ),
        (
            400,
            r#"{"error":"invalid_request","error_description":"Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid"}"#,
            "consumer_org and the scope do not go together",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Expired","error_uri":"https://maskinporten.no/errors/MP-121"}"#,
            "MP-121: ",
        ),
        (
            400,
            "{\"error\":\"invalid_grant\\u001b[31m\",\"error_description\":\"no\"}",
            "refused: invalid_grant[31m (400)",
        ),
        (200, "{}", "with neither a token nor an error"),
        (200, "hello", "not JSON"),
        (200, r#"{"access_token":"a b"}"#, "an access_token that is none"),
    ] {
        let (succeeded, said) = asked(&issuer(status, body).await);
        assert!(!succeeded && said.contains(expected), "{expected}: {said}");
    }
    let (succeeded, said) = asked(&issuer(200, r#"{"access_token":"abc","expires_in":"120"}"#).await);
    assert!(succeeded && said.contains(&format!("{SCOPE}, valid for 120 s")), "{said}");
    let (_, said) = asked(&issuer(200, r#"{"access_token":"abc","expires_in":-5}"#).await);
    assert!(said.contains("does not say how long it is valid"), "{said}");
    let (_, said) = asked("foo");
    assert!(said.contains("is no address that can be asked"), "{said}");
    let (_, said) = asked("http://127.0.0.1:1");
    assert!(said.contains("cannot be reached: Connection refused"), "{said}");
}

/// What is said of a key in a file.
fn key_fault(content: &[u8]) -> String {
    let place = tempfile::tempdir().expect("a directory");
    let key = place.path().join("key.pem");
    std::fs::write(&key, content).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_fullmakt"))
        .args(["token", "--client-id", "en", "--scope", SCOPE, "--key"])
        .arg(&key)
        .env("FULLMAKT_TOKEN_CACHE", "off")
        .output()
        .expect("the command runs");
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An RSA private key with a modulus of 1024 bits in PKCS #8. Its numbers are made up: the length is what is looked at.
fn short_key() -> Vec<u8> {
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }
    let number = |length: usize| der(2, &[vec![0], vec![0xc1; length]].concat());
    let (long, short) = (number(128), number(64));
    let exponent = der(2, &[1, 0, 1]);
    let pkcs1 = [
        der(2, &[0]),
        long.clone(),
        exponent,
        long,
        short.clone(),
        short.clone(),
        short.clone(),
        short.clone(),
        short,
    ];
    let algorithm = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    der(0x30, &[vec![2, 1, 0], algorithm.to_vec(), der(4, &der(0x30, &pkcs1.concat()))].concat())
}

#[test]
fn a_key_that_cannot_sign_is_told_with_what_to_do() {
    let locked = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let old =
        b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIB\n-----END RSA PRIVATE KEY-----\n";
    let curve = b"-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n";
    let curve_of_oid = pem_of_private_key(&[0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
    let short = pem_of_private_key(&short_key());
    for (content, told) in [
        (&locked[..], "locked with a password; write one without"),
        (old, "locked with a password"),
        (curve, "it must be an RSA key"),
        (curve_of_oid.as_bytes(), "it must be an RSA key"),
        (short.as_bytes(), "the key has 1024 bits; it must have at least 2048"),
        (&[0x30, 0x82, 0xff, 0xfe], "this is no text; turn a key in PKCS #12 into PEM with: openssl pkcs12"),
    ] {
        let said = key_fault(content);
        assert!(said.contains("--key ") && said.contains(told), "{told}: {said}");
    }
}
