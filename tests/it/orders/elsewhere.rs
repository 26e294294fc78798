//! Grants through another environment's self-service API: a second instance of our own server, over HTTP, and a stand-in
//! that is ill when the test says so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use fullmakt::app::App;
use fullmakt::clients::{self, NewClient, REGISTER};
use fullmakt::clock::{HOUR, MINUTE, SECOND};
use fullmakt::config::{Config, Settings, StepMode};
use fullmakt::jobs::Outcome;
use fullmakt::jose::pem_of_private_key;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::provision::external::SelfService;
use fullmakt::orders::store::{StepRow, list_steps};
use fullmakt::orders::{Order, OrderKind, OrderState, ending, provision};
use serde_json::{Value, json};

use super::{CUSTOMER, HANDLER, SCOPE, approve, carried_out, draft, found, kinds_to, on_node, placed};
use crate::clients::KEY;
use crate::support::TestApp;

/// A second instance, its client for us, and ours that grants through it.
struct Two {
    other: TestApp,
    ours: TestApp,
    client: String,
    _key: tempfile::NamedTempFile,
}

fn key_file() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let pem = pem_of_private_key(&KEY.to_pkcs8().expect("a key"));
    std::fs::write(file.path(), pem).expect("written");
    file
}

async fn two() -> Two {
    let other = TestApp::listening().await;
    let register = OrgNumber::parse(REGISTER).unwrap();
    let mut tx = other.app.db.begin_write().await.unwrap();
    let (app, now) = (&*other.app, other.app.now());
    let scopes = vec!["idporten:scopes.write".to_owned()];
    clients::grant_scope(&mut tx, app, now, &scopes[0], register, None, "operator").await.unwrap();
    let new = NewClient::named(register, "Bestillingsbordet", scopes);
    let client = clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.unwrap().id;
    let jwk = crate::clients::key("bordet");
    clients::save_key(&mut tx, app, now, &client, register, None, &jwk, "operator").await.unwrap();
    tx.commit().await.unwrap();
    let key = key_file();
    let url = other.app.config.public_url.clone();
    let ours = TestApp::with_env(&[
        ("FULLMAKT_STEPS", "grant_scope=external"),
        ("FULLMAKT_SELF_SERVICE_URL", &format!("{url}/api/v1")),
        ("FULLMAKT_SELF_SERVICE_ISSUER", &format!("{url}/")),
        ("FULLMAKT_SELF_SERVICE_CLIENT_ID", &client),
        ("FULLMAKT_SELF_SERVICE_KID", "bordet"),
        ("FULLMAKT_SELF_SERVICE_KEY_FILE", key.path().to_str().unwrap()),
    ])
    .await;
    Two { other, ours, client, _key: key }
}

async fn grant_step(app: &App, order: &Order) -> StepRow {
    let mut tx = app.db.read().await.unwrap();
    let steps = list_steps(&mut tx, &order.id).await.unwrap();
    steps.into_iter().find(|step| step.step.key() == "grant_scope").expect("it grants")
}

const GRANTED: &str =
    "SELECT count(*) AS n FROM audit WHERE action = 'scope.granted' AND subject LIKE 'brreg:%'";

#[tokio::test]
async fn a_grant_is_given_over_there_once_and_the_vendor_that_waited_goes_on() {
    let two = two().await;
    let vendors = carried_out(&two.ours, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(vendors.state, OrderState::WaitingForCustomer);
    let order = carried_out(&two.ours, &draft(OrderKind::Direct)).await;
    assert_eq!(order.state, OrderState::Done);
    let step = grant_step(&two.ours.app, &order).await;
    assert_eq!((step.mode, step.state.as_str()), (StepMode::External, "done"));
    let receipt = step.receipt.expect("a receipt");
    assert_eq!(receipt["was_there"], false, "{receipt}");
    assert_eq!(receipt["through"], format!("{}/api/v1", two.other.app.config.public_url));

    let mut tx = two.other.app.db.read().await.unwrap();
    let customer = OrgNumber::parse(CUSTOMER).unwrap();
    assert!(clients::is_granted(&mut tx, SCOPE, customer).await.unwrap(), "it is granted over there");
    drop(tx);
    assert_eq!(two.other.count(GRANTED).await, 1);
    assert_eq!(two.ours.count(GRANTED).await, 0, "and not here");
    assert_eq!(found(&two.ours, &vendors.case_number).await.state, OrderState::Done);
    assert_eq!(kinds_to(&two.ours, "ola@kunde.example").await, ["ready-customer", "ready-direct", "receipt"]);
    // The path of the case ends where this world's knowledge ends.
    let link = two.ours.mailbox().await.into_iter().find(|letter| letter.to == "ola@kunde.example");
    let mut contact = two.ours.browser();
    let page = contact.follow(&link.unwrap().path_starting("/lenke/").unwrap()).await;
    assert!(page.body.contains(SCOPE) && !page.body.contains("href=\"/klienter/ny\""), "{}", page.text());
}

#[tokio::test]
async fn a_grant_that_is_there_already_is_noted_as_such_and_nothing_is_doubled() {
    let two = two().await;
    crate::clients::grant(&two.other, SCOPE, OrgNumber::parse(CUSTOMER).unwrap()).await;
    let order = carried_out(&two.ours, &draft(OrderKind::Direct)).await;
    let receipt = grant_step(&two.ours.app, &order).await.receipt.expect("a receipt");
    assert_eq!(receipt["was_there"], true);
    assert_eq!(two.other.count(GRANTED).await, 1);
}

/// A process that dies between the answer and its tick leaves the other side's grant and what we saw before it.
#[tokio::test]
async fn a_grant_repeated_after_a_crash_is_still_ours() {
    let two = two().await;
    let order = placed(&two.ours, &draft(OrderKind::Direct)).await;
    approve(&two.ours.app, &order.case_number, None).await.expect("approved");
    let (app, service) = (&two.ours.app, two.ours.services.self_service.as_deref());
    provision::run(app, service, &order.id, 0, app.now()).await;
    // Two workers at once, each on its own connections: both ask, one ticks.
    let node = on_node(&two.ours, two.ours.database.another_node().await);
    let now = app.now();
    let (first, second) = tokio::join!(
        provision::run(app, service, &order.id, 0, now),
        provision::run(&node, service, &order.id, 0, now)
    );
    assert!(
        [&first, &second].into_iter().all(|outcome| matches!(outcome, Outcome::Done | Outcome::Retry(_))),
        "{first:?} {second:?}"
    );
    two.ours.advance(MINUTE);
    two.ours.run_jobs().await;
    let step = grant_step(app, &order).await;
    assert_eq!(step.receipt.expect("a receipt")["was_there"], false);
    assert_eq!(two.other.count(GRANTED).await, 1);
    let ticks =
        "SELECT count(*) AS n FROM audit WHERE action = 'order.step_done' AND detail LIKE '%grant_scope%'";
    assert_eq!(two.ours.count(ticks).await, 1);
    assert_eq!(found(&two.ours, &order.case_number).await.state, OrderState::Done);
}

#[tokio::test]
async fn what_the_other_side_refuses_stands_at_the_desk_in_its_words_and_goes_on_when_tried_again() {
    let two = two().await;
    let register = OrgNumber::parse(REGISTER).unwrap();
    let switch = async |active: bool| {
        let mut tx = two.other.app.db.begin_write().await.unwrap();
        let (app, now) = (&*two.other.app, two.other.app.now());
        clients::set_active(&mut tx, app, now, &two.client, register, active, "operator").await.unwrap();
        tx.commit().await.unwrap();
    };
    switch(false).await;
    let order = carried_out(&two.ours, &draft(OrderKind::Direct)).await;
    assert_eq!(order.state, OrderState::Provisioning);
    let step = grant_step(&two.ours.app, &order).await;
    assert_eq!(step.state, "failed");
    let mut handler = two.ours.handler().await;
    let page = handler.get(&format!("/saksbord/{}", order.case_number)).await.text();
    assert!(
        page.contains("Det andre miljøet sier nei: the token server answered 4")
            && page.contains("Prøv igjen"),
        "{page}"
    );
    switch(true).await;
    handler.post(&format!("/saksbord/{}/igjen", order.case_number), &[]).await;
    two.ours.run_jobs().await;
    assert_eq!(found(&two.ours, &order.case_number).await.state, OrderState::Done);
}

/// What the stand-in answers to a grant, one after the other; then 200.
type Script = Arc<Mutex<VecDeque<(u16, Value)>>>;

async fn stand_in(script: Script) -> String {
    let granted = |State(script): State<Script>| async move {
        let next = script.lock().unwrap().pop_front().unwrap_or((200, json!({})));
        (StatusCode::from_u16(next.0).unwrap(), Json(next.1))
    };
    let router = Router::new()
        .route("/token", post(|| async { Json(json!({ "access_token": "made-up", "expires_in": 120 })) }))
        .route("/scopes/access", get(|| async { Json(json!([])) }))
        .route("/scopes/access/{consumer}", put(granted).delete(granted))
        .with_state(script);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn over(url: &str, key: &tempfile::NamedTempFile) -> TestApp {
    TestApp::with_env(&[
        ("FULLMAKT_STEPS", "grant_scope=external"),
        ("FULLMAKT_SELF_SERVICE_URL", url),
        ("FULLMAKT_SELF_SERVICE_ISSUER", url),
        ("FULLMAKT_SELF_SERVICE_CLIENT_ID", "klient"),
        ("FULLMAKT_SELF_SERVICE_KEY_FILE", key.path().to_str().unwrap()),
    ])
    .await
}

#[tokio::test]
async fn an_ill_other_side_is_asked_again_and_one_that_refuses_is_not() {
    let key = key_file();
    let errors = json!({ "errors": [{ "errorMessage": "unknown organisation 02013299997" }] });
    for (answers, first, told) in [
        (vec![(409, json!({}))], "done", ""),
        (
            vec![(500, json!("oops")), (503, json!(null))],
            "pending",
            "the self-service API answered 500: oops",
        ),
        (vec![(429, json!({ "error": "slow" }))], "pending", "the self-service API answered 429: slow"),
        (
            vec![(400, errors)],
            "failed",
            "the self-service API answered 400: unknown organisation •••••••••••",
        ),
    ] {
        let script = Arc::new(Mutex::new(VecDeque::from(answers)));
        let test = over(&stand_in(Arc::clone(&script)).await, &key).await;
        let order = carried_out(&test, &draft(OrderKind::Direct)).await;
        let step = grant_step(&test.app, &order).await;
        assert_eq!(
            (step.state.as_str(), step.hindrance.as_ref().map_or("", provision::Hindrance::detail)),
            (first, told)
        );
        for _ in 0..3 {
            test.advance(30 * SECOND);
            test.run_jobs().await;
        }
        let ends = if first == "failed" { OrderState::Provisioning } else { OrderState::Done };
        assert_eq!(found(&test, &order.case_number).await.state, ends, "{told}");
        assert!(script.lock().unwrap().is_empty(), "every answer was asked for");
    }
}

#[tokio::test]
async fn nobody_listening_is_no_refusal() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let test = over(&url, &key_file()).await;
    let order = carried_out(&test, &draft(OrderKind::Direct)).await;
    let step = grant_step(&test.app, &order).await;
    assert_eq!(step.state, "pending");
    let told = step.hindrance.expect("a reason").detail().to_owned();
    assert!(told.starts_with("the token server could not be reached") && !told.contains(&url), "{told}");
    test.advance(HOUR);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Provisioning);
}

#[tokio::test]
async fn an_order_keeps_the_ways_it_was_approved_with_whatever_the_settings_say_later() {
    let key = key_file();
    let url = stand_in(Script::default()).await;
    let test = TestApp::new().await;
    let env = |name: &str| match name {
        "FULLMAKT_STEPS" => Some("grant_scope=external".to_owned()),
        "FULLMAKT_SELF_SERVICE_URL" | "FULLMAKT_SELF_SERVICE_ISSUER" => Some(url.clone()),
        "FULLMAKT_SELF_SERVICE_CLIENT_ID" => Some("klient".to_owned()),
        "FULLMAKT_SELF_SERVICE_KEY_FILE" => key.path().to_str().map(str::to_owned),
        _ => None,
    };
    let before = Config::from_lookup(Settings::default(), &env).expect("settings");
    let service = SelfService::open(&before).expect("a key").expect("an API");
    let as_before = App { config: Arc::new(before), ..App::clone(&test.app) };
    let order = placed(&test, &draft(OrderKind::Direct)).await;
    approve(&as_before, &order.case_number, None).await.expect("approved");

    // The process was started anew without the setting: the step is not quietly done here instead.
    test.run_jobs().await;
    let step = grant_step(&test.app, &order).await;
    assert_eq!((step.mode, step.state.as_str()), (StepMode::External, "failed"));
    assert!(step.hindrance.is_some_and(|told| told.to_string().contains("FULLMAKT_SELF_SERVICE_URL")));
    assert_eq!(test.count(GRANTED).await, 0);
    provision::run(&as_before, Some(&service), &order.id, 0, test.app.now()).await;
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);

    let embedded = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    approve(&test.app, &embedded.case_number, None).await.expect("approved");
    provision::run(&as_before, Some(&service), &embedded.id, 0, test.app.now()).await;
    assert_eq!(grant_step(&test.app, &embedded).await.mode, StepMode::Embedded);
}

#[tokio::test]
async fn an_ended_access_is_withdrawn_over_there_too_unless_it_was_there_before() {
    let two = two().await;
    let customer = OrgNumber::parse(CUSTOMER).unwrap();
    let end = async |order: &Order| {
        let (app, mut tx) = (&two.ours.app, two.ours.app.db.begin_write().await.unwrap());
        ending::begin(&mut tx, app, app.now(), &order.case_number, "", HANDLER).await.expect("it begins");
        tx.commit().await.unwrap();
        two.ours.run_jobs().await;
        assert_eq!(found(&two.ours, &order.case_number).await.state, OrderState::Ended);
    };
    let held = async || {
        let mut tx = two.other.app.db.read().await.unwrap();
        clients::is_granted(&mut tx, SCOPE, customer).await.unwrap()
    };
    let (first, second) = (
        carried_out(&two.ours, &draft(OrderKind::Direct)).await,
        carried_out(&two.ours, &draft(OrderKind::Direct)).await,
    );
    end(&second).await;
    assert!(held().await, "the first case gives it");
    end(&first).await;
    assert!(!held().await);

    crate::clients::grant(&two.other, SCOPE, customer).await;
    let third = carried_out(&two.ours, &draft(OrderKind::Direct)).await;
    end(&third).await;
    assert!(held().await, "somebody else gave it before our case");
}
