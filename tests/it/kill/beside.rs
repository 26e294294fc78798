//! What runs beside a server that serves: the command that moves the clock, and a second server.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Place, Process, Relay, World};
use crate::token::{KEY, SCOPE};

/// What the token server says to a grant of its own making.
async fn ask(process: &Process, client: &str, jti: &str) -> Value {
    let now = fullmakt::clock::Clock::system().now().wall_seconds();
    let claims = json!({
        "aud": "http://fullmakt.test/", "iss": client, "scope": SCOPE, "iat": now, "exp": now + 120, "jti": jti
    });
    let grant = KEY.sign_with_header(&json!({ "alg": "RS256", "kid": KEY.kid() }), &claims).expect("a grant");
    let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &grant)];
    let url = format!("http://{}/token", process.listen);
    let response = reqwest::Client::new().post(url).form(&form).send().await.expect("an answer");
    response.json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_command_that_moves_the_clock_has_returned_every_server_lives_in_the_new_time() {
    let mut world = World::new().await;
    world.more.insert("FULLMAKT_PUBLIC_URL", "http://fullmakt.test".to_owned());
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = super::tokens::client(&world.open().await).await;
    let nodes = if matches!(world.place, Place::Postgres(_)) { 2 } else { 1 };
    let mut processes = Vec::new();
    for _ in 0..nodes {
        processes.push(world.start(None).await);
    }
    for (node, process) in processes.iter().enumerate() {
        let answer = ask(process, &client, &format!("before-{node}")).await;
        assert!(answer["access_token"].is_string(), "{answer}");
    }

    let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
    command.args(["world", "clock", "--forward", "366d"]).envs(world.env()).stdin(Stdio::null());
    let settings = world.settings();
    if let Some(data) = &settings.data {
        command.arg("--data").arg(data);
    }
    if let Some(url) = &settings.database {
        command.args(["--database", url]);
    }
    let moved =
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("it runs");
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));

    // The key's year is over, in the first answer that anybody gets from here on.
    for (node, process) in processes.iter().enumerate() {
        let answer = ask(process, &client, &format!("after-{node}")).await;
        let said = answer["error_description"].as_str().expect("a refusal");
        assert!(said.contains("Expired key."), "{said}");
    }
    for process in processes {
        process.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_directory_is_served_by_one_process_at_a_time_and_by_the_next_when_that_has_ended() {
    let place = Place::Directory(tempfile::tempdir().expect("a directory"));
    let world = World { place, relay: Relay::start().await, more: std::collections::BTreeMap::new() };
    let first = world.start(None).await;
    let mut second = world.launcher(Path::new(env!("CARGO_BIN_EXE_fullmakt")))();
    second.args(["--public-url", "http://annet.test"]).stderr(Stdio::piped());
    let second =
        tokio::task::spawn_blocking(move || second.output()).await.expect("a thread").expect("it runs");
    assert_eq!(second.status.code(), Some(1));
    let told = String::from_utf8_lossy(&second.stderr);
    assert!(told.contains("is served already") && told.contains(&first.http), "{told}");
    assert!(told.contains("--data DIR") && told.contains("--database URL"), "{told}");
    let source = async || {
        let url = format!("http://{}/delegationsources", first.listen);
        reqwest::get(url).await.expect("an answer").json::<Value>().await.expect("JSON")[0]["issuer"].clone()
    };
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    assert_eq!(source().await, format!("{}/", first.http), "the second has changed nothing");

    let app = world.open().await;
    let mut tx = app.db.read().await.expect("a command opens the world beside the server");
    let kept = fullmakt::clients::own_portal(&mut tx).await.expect("read");
    assert_eq!(kept, Some(format!("{}/", first.http)));
    drop((tx, app));
    first.stop().await;
    world.start(None).await.stop().await;
}
