//! `fullmakt order end` and `renew`, by the real binary beside a world.

use std::process::Command;

use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::ids::Random;
use fullmakt::orders::{OrderKind, OrderState, store};
use fullmakt::server;
use serde_json::Value;

use super::{approve, draft, try_place};
use crate::support::database;

const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn env(name: &str) -> Option<String> {
    match name {
        "FULLMAKT_MASTER_KEY" => Some(MASTER_KEY.to_owned()),
        "FULLMAKT_ACCESS_LIFE_DAYS" => Some("90".to_owned()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_renews_and_ends_an_access_by_command() {
    let directory = tempfile::tempdir().expect("a directory");
    let postgres = if database::server().is_some() { Some(database::fresh().await) } else { None };
    let settings = match postgres.as_ref().and_then(|database| database.url()) {
        Some(url) => Settings { database: Some(url.to_owned()), ..Settings::default() },
        None => Settings { data: Some(directory.path().to_owned()), ..Settings::default() },
    };
    let config = Config::from_lookup(settings.clone(), &env).expect("settings");
    let app = server::open(config, Clock::system(), Random::system()).await.expect("a world");
    let services = server::services(app).await.expect("services");
    let app = &*services.app;
    let command = async |what: &str, case: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
        command.args(["order", what, case]).args(more);
        match (&settings.data, &settings.database) {
            (Some(data), _) => command.arg("--data").arg(data),
            (_, database) => command.args(["--database", database.as_deref().expect("a URL")]),
        };
        command.env("FULLMAKT_MASTER_KEY", MASTER_KEY).env("FULLMAKT_ACCESS_LIFE_DAYS", "90");
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("it runs")
    };
    try_place(app, &draft(OrderKind::FictionalCustomer), "form:en").await.expect("placed");
    let (mut tx, key) = (app.db.read().await.expect("read"), "form:en");
    let (order, _) = store::find_by_once_key(&mut tx, key).await.expect("query").expect("an order");
    drop(tx);
    let case = order.case_number.as_str();

    let early = command("end", case, &["--json"]).await;
    assert!(!early.status.success(), "it is not carried out yet");
    assert!(String::from_utf8_lossy(&early.stderr).contains("is received; only an access"), "{early:?}");
    approve(app, case, None).await.expect("approved");
    app.queue.run_until_idle(&services).await.expect("jobs");

    let renewed = command("renew", case, &["--json"]).await;
    let answer: Value = serde_json::from_slice(&renewed.stdout).expect("JSON");
    assert!(renewed.status.success() && answer["access_ends"].is_string(), "{renewed:?}");
    let unknown = command("renew", "2020-00001", &[]).await;
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no case 2020-00001"), "{unknown:?}");

    let ended = command("end", case, &["--json", "--reason", "Ryddet"]).await;
    let answer: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert!(ended.status.success() && answer["state"] == "ending", "{ended:?}");
    app.queue.run_until_idle(&services).await.expect("jobs");
    let mut tx = app.db.read().await.expect("read");
    let order = store::find(&mut tx, &order.id).await.expect("query").expect("the order");
    assert_eq!((order.state, order.reason.as_deref()), (OrderState::Ended, Some("Ryddet")));
    drop(tx);
    assert!(!command("end", case, &[]).await.status.success(), "once");
}
