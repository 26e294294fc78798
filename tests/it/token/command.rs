//! `fullmakt token` against a running server: a token is kept until shortly before it runs out.

use std::process::{Command, Output};

use fullmakt::jose::pem_of_private_key;
use serde_json::Value;

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
