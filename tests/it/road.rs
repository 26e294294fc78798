//! A case's page tells its reader what that reader does next: nothing that another has to do, and nothing that is done.

use axum::http::StatusCode;
use fullmakt::clients;
use fullmakt::delegation;
use fullmakt::jose::SigningKey;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::OrderKind;

use crate::orders::{approve, draft, found, placed, reject};
use crate::support::TestApp;
use crate::support::app::Browser;

async fn contact<'a>(test: &'a TestApp, address: &str) -> Browser<'a> {
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let mail = mails.iter().rfind(|mail| mail.to == address).expect("a letter");
    let link = mail.path_starting("/lenke/").expect("a link");
    let mut browser = test.browser();
    browser.follow(&link).await;
    browser
}

/// The page's text.
async fn text(browser: &mut Browser<'_>, case: &str) -> String {
    let page = browser.get(&format!("/sak/{case}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.text()
}

const DO_NOW: &str = "Gjør dette nå";

#[tokio::test]
async fn an_order_that_is_with_the_handler_or_refused_asks_nothing_of_its_reader() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut vendor = contact(&test, "mari@leverandor.example").await;
    let received = text(&mut vendor, &order.case_number).await;
    assert!(received.contains("Bestilling Hos saksbehandler"), "{received}");
    assert!(!received.contains(DO_NOW) && !received.contains("Scopet er tildelt"), "{received}");
    assert!(
        received.contains("Scopet blir tildelt") && received.contains("Brevene blir sendt"),
        "{received}"
    );

    reject(&test.app, &order.case_number, "Bestillingen gjelder et annet register.").await.expect("rejected");
    let rejected = text(&mut vendor, &order.case_number).await;
    assert!(rejected.contains("Bestilling Avslått"), "{rejected}");
    for bare in [DO_NOW, "Stegene i saken", "Scopet ", "Brevene ", "Senere"] {
        assert!(!rejected.contains(bare), "{bare}: {rejected}");
    }
}

#[tokio::test]
async fn a_vendor_that_waits_for_its_customer_is_told_whose_move_it_is() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    let mut vendor = contact(&test, "mari@leverandor.example").await;
    let waiting = text(&mut vendor, &order.case_number).await;
    assert!(waiting.contains("Bestilling Hos kunden") && !waiting.contains(DO_NOW), "{waiting}");
}

#[tokio::test]
async fn what_is_to_be_done_next_follows_what_is_in_place() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let scope = "brreg:reelle/media";
    approve(&test.app, &order.case_number, Some(scope)).await.expect("approved");
    let mut vendor = contact(&test, "mari@leverandor.example").await;
    let order = found(&test, &order.case_number).await;
    let begins = text(&mut vendor, &order.case_number).await;
    assert!(begins.contains("Logg inn som den fiktive personen og deleger"), "{begins}");

    let (app, now) = (&test.app, test.app.now());
    let customer = order.customer_number().expect("a customer");
    let supplier = OrgNumber::parse(crate::orders::VENDOR).expect("a number");
    let mut tx = app.db.begin_write().await.expect("write");
    delegation::add_supplier(&mut tx, app, now, customer, supplier, "operator").await.expect("added");
    delegation::give(&mut tx, app, now, customer, supplier, "brreg-reelle-media", "operator")
        .await
        .expect("given");
    tx.commit().await.expect("commit");
    let delegated = text(&mut vendor, &order.case_number).await;
    assert!(delegated.contains("Lag en klient med scopet og en nøkkel"), "{delegated}");
    assert!(!delegated.contains("og deleger fra kunden"), "{delegated}");

    let mut tx = app.db.begin_write().await.expect("write");
    let new = clients::NewClient::named(supplier, "prøve", vec![scope.to_owned()]);
    let client =
        clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
    let jwk = SigningKey::generate(2048).expect("a key").public_jwk();
    clients::replace_keys(&mut tx, app, now, &client.id, supplier, &[jwk], "operator").await.expect("a key");
    tx.commit().await.expect("commit");
    let ready = text(&mut vendor, &order.case_number).await;
    assert!(ready.contains("Alt er på plass. Hent et token"), "{ready}");

    let mut tx = app.db.begin_write().await.expect("write");
    let entry = fullmakt::ledger::Entry {
        trace_id: "0123456789abcdef0123456789abcdef".to_owned(),
        at: now.wall,
        world_at: now.world,
        client_id: Some(client.id),
        client_organisation: Some(supplier),
        consumer_organisation: Some(customer),
        scopes: scope.to_owned(),
        granted: true,
        code: None,
        error: None,
        description: None,
        http_status: 200,
        checks: Vec::new(),
        token_claims: None,
        delegation_id: None,
    };
    fullmakt::ledger::record(&mut tx, &[entry]).await.expect("noted");
    tx.commit().await.expect("commit");
    let works = text(&mut vendor, &order.case_number).await;
    assert!(works.contains("Alt virker, og et token er hentet") && !works.contains(DO_NOW), "{works}");
}
