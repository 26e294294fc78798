//! `fullmakt order end`, `renew`, `figures` and `rules try`, by the real binary beside a world.

use std::process::{Command, Output};

use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::ids::Random;
use fullmakt::orders::{OrderKind, OrderState, store};
use fullmakt::server::{self, Services};
use serde_json::{Value, json};

use super::{approve, draft, reject, try_place};
use crate::support::database;

const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn env(name: &str) -> Option<String> {
    match name {
        "FULLMAKT_MASTER_KEY" => Some(MASTER_KEY.to_owned()),
        "FULLMAKT_ACCESS_LIFE_DAYS" => Some("90".to_owned()),
        _ => None,
    }
}

/// A world that a command of its own opens as well.
struct World {
    services: Services,
    settings: Settings,
    _directory: tempfile::TempDir,
    _postgres: Option<database::TestDatabase>,
}

impl World {
    async fn open() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let postgres = if database::server().is_some() { Some(database::fresh().await) } else { None };
        let settings = match postgres.as_ref().and_then(|database| database.url()) {
            Some(url) => Settings { database: Some(url.to_owned()), ..Settings::default() },
            None => Settings { data: Some(directory.path().to_owned()), ..Settings::default() },
        };
        let config = Config::from_lookup(settings.clone(), &env).expect("settings");
        let app = server::open(config, Clock::system(), Random::system()).await.expect("a world");
        let services = server::services(app).await.expect("services");
        Self { services, settings, _directory: directory, _postgres: postgres }
    }

    /// Runs `fullmakt order WHAT …` on it.
    async fn order(&self, what: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
        command.arg("order").args(what);
        match (&self.settings.data, &self.settings.database) {
            (Some(data), _) => command.arg("--data").arg(data),
            (_, database) => command.args(["--database", database.as_deref().expect("a URL")]),
        };
        command.env("FULLMAKT_MASTER_KEY", MASTER_KEY).env("FULLMAKT_ACCESS_LIFE_DAYS", "90");
        command.env_remove("FULLMAKT_RULES");
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("it runs")
    }
}

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_and_the_trial_of_rules_are_printed_for_programs_and_people() {
    let world = World::open().await;
    let app = &*world.services.app;
    let mut cases = Vec::new();
    for key in ["form:1", "form:2", "form:3"] {
        try_place(app, &draft(OrderKind::FictionalCustomer), key).await.expect("placed");
        let mut tx = app.db.read().await.expect("read");
        let (order, _) = store::find_by_once_key(&mut tx, key).await.expect("query").expect("an order");
        cases.push(order.case_number);
    }
    approve(app, &cases[0], None).await.expect("approved");
    reject(app, &cases[1], "Nei").await.expect("rejected");

    let figures = json_of(&world.order(&["figures", "--json"]).await);
    assert_eq!(figures["months"][11]["kinds"]["fictional_customer"], 3, "{figures}");
    assert_eq!(figures["to_decision"]["all"]["orders"], 2, "{figures}");
    assert_eq!(figures["waiting"]["received"]["orders"], 1, "{figures}");
    let printed = world.order(&["figures"]).await;
    assert!(printed.status.success() && !printed.stdout.is_empty(), "{printed:?}");

    let unnamed = world.order(&["rules", "try"]).await;
    assert!(!unnamed.status.success(), "{unnamed:?}");
    assert!(String::from_utf8_lossy(&unnamed.stderr).contains("--rules FILE"), "{unnamed:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rules.toml");
    let rule = "[[rule]]\nname = \"alle\"\nkind = \"fictional_customer\"\nchecks = \"nothing_against\"\n";
    std::fs::write(&file, rule).expect("written");
    let path = file.to_str().expect("a path");
    let trial = json_of(&world.order(&["rules", "try", "--json", "--rules", path]).await);
    assert_eq!(
        trial,
        json!({
            "looked_at": 2, "would_approve": 2,
            "rules": [{ "name": "alle", "active": false, "would_approve": 2 }],
            "held_back": [],
            "decided_otherwise": [
                { "case_number": cases[1], "state": "rejected", "rule": "alle", "scope": null, "rule_scope": null },
            ],
        })
    );
    let printed = world.order(&["rules", "try", "--rules", path]).await;
    let text = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(text.starts_with("would have approved 2 of 2\n  2 by the rule “alle” (only tried)\n"), "{text}");
    std::fs::write(&file, rule.replace("nothing_against", "everything")).expect("written");
    let wrong = world.order(&["rules", "try", "--rules", path]).await;
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("line 4: checks: expected"), "{wrong:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_renews_and_ends_an_access_by_command() {
    let world = World::open().await;
    let services = &world.services;
    let app = &*services.app;
    let command = async |what: &str, case: &str, more: &[&str]| {
        let mut words = vec![what, case];
        words.extend(more);
        world.order(&words).await
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
    app.queue.run_until_idle(services).await.expect("jobs");

    let renewed = command("renew", case, &["--json"]).await;
    let answer: Value = serde_json::from_slice(&renewed.stdout).expect("JSON");
    assert!(renewed.status.success() && answer["access_ends"].is_string(), "{renewed:?}");
    let unknown = command("renew", "2020-00001", &[]).await;
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no case 2020-00001"), "{unknown:?}");

    let ended = command("end", case, &["--json", "--reason", "Ryddet"]).await;
    let answer: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert!(ended.status.success() && answer["state"] == "ending", "{ended:?}");
    app.queue.run_until_idle(services).await.expect("jobs");
    let mut tx = app.db.read().await.expect("read");
    let order = store::find(&mut tx, &order.id).await.expect("query").expect("the order");
    assert_eq!((order.state, order.reason.as_deref()), (OrderState::Ended, Some("Ryddet")));
    drop(tx);
    assert!(!command("end", case, &[]).await.status.success(), "once");
}
