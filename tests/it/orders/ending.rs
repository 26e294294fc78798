//! Ending an access: all that the case made and no other case needs is taken back, once, with receipts.

use axum::http::{Method, StatusCode};
use fullmakt::app::App;
use fullmakt::clients::{self, GrantState, NewClient};
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::store::list_steps;
use fullmakt::orders::{Order, OrderError, OrderKind, OrderState, ending};
use fullmakt::parties;
use fullmakt::web::forms::percent_encode;
use serde_json::json;

use super::{
    CUSTOMER, HANDLER, OTHER_VENDOR, SCOPE, VENDOR, carried_out, draft, found, kinds_to, on_node, with,
};
use crate::clients::KEY;
use crate::support::TestApp;
use crate::support::app::{Mail, PUBLIC_URL};

const SCHEME: &str = "brreg-reelle-rapporteringspliktig";

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).unwrap()
}

async fn end(app: &App, case: &str) -> Result<Order, OrderError> {
    let mut tx = app.db.begin_write().await?;
    let order = ending::begin(&mut tx, app, app.now(), case, "Testen er over", HANDLER).await?;
    tx.commit().await?;
    Ok(order)
}

async fn ended(test: &TestApp, case: &str) -> Order {
    end(&test.app, case).await.expect("it begins to end");
    test.run_jobs().await;
    let order = found(test, case).await;
    assert_eq!(order.state, OrderState::Ended);
    order
}

/// What a contact does after its order: delegation, client, key.
async fn use_it(test: &TestApp, consumer: OrgNumber, supplier: OrgNumber) -> String {
    let (app, now) = (&*test.app, test.app.now());
    let mut tx = app.db.begin_write().await.unwrap();
    if consumer != supplier {
        delegation::add_supplier(&mut tx, app, now, consumer, supplier, "person:x").await.unwrap();
        delegation::give(&mut tx, app, now, consumer, supplier, SCHEME, "person:x").await.unwrap();
    }
    let new = NewClient::named(supplier, "klient", vec![SCOPE.to_owned()]);
    let client = clients::create_client(&mut tx, app, now, new, Vec::new(), "contact:x").await.unwrap();
    let jwk = crate::clients::key("k");
    clients::save_key(&mut tx, app, now, &client.id, supplier, None, &jwk, "contact:x").await.unwrap();
    tx.commit().await.unwrap();
    client.id
}

async fn token(test: &TestApp, client: &str, consumer: Option<OrgNumber>) -> StatusCode {
    let now = test.app.now().wall_seconds();
    let mut claims = json!({
        "aud": format!("{PUBLIC_URL}/"), "iss": client, "scope": SCOPE, "iat": now, "exp": now + 60,
        "jti": test.app.random.uuid()
    });
    if let Some(consumer) = consumer {
        claims["consumer_org"] = json!(consumer);
    }
    let assertion = KEY.sign_with_header(&json!({ "alg": "RS256", "kid": "k" }), &claims).unwrap();
    let grant = percent_encode("urn:ietf:params:oauth:grant-type:jwt-bearer");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    test.call(Method::POST, "/token", &headers, format!("grant_type={grant}&assertion={assertion}"))
        .await
        .status
}

async fn grant_state(test: &TestApp, scope: &str, consumer: OrgNumber) -> Option<GrantState> {
    let mut tx = test.app.db.read().await.unwrap();
    clients::grant_state(&mut tx, scope, consumer).await.unwrap()
}

async fn is_party(test: &TestApp, organisation: OrgNumber) -> bool {
    let mut tx = test.app.db.read().await.unwrap();
    parties::find_organisation(&mut tx, organisation).await.unwrap().is_some()
}

/// The receipt of an ended access; on a frozen clock no letter is the last.
async fn receipt(test: &TestApp) -> Mail {
    let letters = test.mailbox().await;
    letters
        .into_iter()
        .find(|letter| letter.subject.starts_with("Tilgangen er avsluttet"))
        .expect("the receipt")
}

#[tokio::test]
async fn everything_that_a_fictional_customers_case_made_is_taken_back_with_a_receipt() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let (customer, name) = order.fictional_customer.clone().expect("a customer");
    let vendor = number(VENDOR);
    let client = use_it(&test, customer, vendor).await;
    assert_eq!(token(&test, &client, Some(customer)).await, StatusCode::OK);
    let link = test.mailbox().await[0].path_starting("/lenke/").unwrap();
    let mut contact = test.browser();
    contact.follow(&link).await;
    contact.post(&format!("/sak/{}/api-nokkel", order.case_number), &[]).await;
    let person = {
        let mut tx = test.app.db.read().await.unwrap();
        parties::person_of_customer(&mut tx, customer).await.unwrap().expect("a person")
    };

    ended(&test, &order.case_number).await;
    assert_eq!(grant_state(&test, SCOPE, customer).await, Some(GrantState::Denied));
    assert!(!is_party(&test, customer).await && !is_party(&test, vendor).await);
    for (what, left) in [
        ("persons", 0),
        ("roles", 0),
        ("organisations", 0),
        ("delegations WHERE withdrawn_at IS NULL", 0),
        ("suppliers", 0),
        ("clients WHERE active = TRUE", 0),
        ("signed_links WHERE revoked_at IS NULL", 0),
        ("api_keys WHERE revoked_at IS NULL", 0),
        // What is history stays.
        ("delegations", 1),
        ("clients", 1),
        ("client_keys", 1),
        ("ledger", 1),
    ] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {what}")).await, left, "{what}");
    }
    assert_eq!(
        token(&test, &client, Some(customer)).await,
        StatusCode::BAD_REQUEST,
        "new tokens are refused"
    );
    assert_eq!(
        contact.get(&format!("/sak/{}", order.case_number)).await.status,
        StatusCode::FORBIDDEN,
        "its session ended with its link"
    );

    let letter = receipt(&test).await;
    assert_eq!(letter.to, "mari@leverandor.example");
    for part in [name.as_str(), SCOPE, SCHEME, &client, VENDOR, &person.name, "Testen er over"] {
        assert!(letter.body.contains(part), "{part}: {}", letter.body);
    }
    let mut tx = test.app.db.read().await.unwrap();
    let steps = list_steps(&mut tx, &order.id).await.unwrap();
    assert!(steps.iter().all(|step| step.state == "done" && step.receipt.is_some()));
    for row in tx.fetch_all("SELECT detail FROM audit", params![]).await.unwrap() {
        let detail = row.text("detail").unwrap();
        assert!(!detail.contains(&person.number.to_string()) && !detail.contains("Sprek Maur"), "{detail}");
    }
    drop(tx);
    insta::assert_snapshot!("receipt_of_an_ended_access", letter.body.replace(&client, "KLIENT"));
    assert!(matches!(end(&test.app, &order.case_number).await, Err(OrderError::NotPossibleNow("ended"))));
}

#[tokio::test]
async fn what_another_case_needs_stays_and_goes_with_the_last_one() {
    let test = TestApp::new().await;
    let customer = number(CUSTOMER);
    let direct = carried_out(&test, &draft(OrderKind::Direct)).await;
    let first = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let changes = [
        ("vendor.number", OTHER_VENDOR),
        ("vendor.name", "Varsom Due AS"),
        ("vendor.contact.email", "kari@annen.example"),
    ];
    let second = carried_out(&test, &with(OrderKind::ExistingCustomer, &changes)).await;
    assert_eq!((first.state, second.state), (OrderState::Done, OrderState::Done));
    let (one, two) = (number(VENDOR), number(OTHER_VENDOR));
    let (client_one, client_two) = (use_it(&test, customer, one).await, use_it(&test, customer, two).await);

    ended(&test, &first.case_number).await;
    assert!(!is_party(&test, one).await, "the vendor had no other case");
    assert!(is_party(&test, customer).await && is_party(&test, two).await);
    assert_eq!(
        grant_state(&test, SCOPE, customer).await,
        Some(GrantState::Approved),
        "the customer's own case gave it"
    );
    assert_eq!(token(&test, &client_one, Some(customer)).await, StatusCode::BAD_REQUEST);
    assert_eq!(token(&test, &client_two, Some(customer)).await, StatusCode::OK, "the other vendor goes on");
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 1, "the second case uses the person");

    ended(&test, &direct.case_number).await;
    assert_eq!(grant_state(&test, SCOPE, customer).await, Some(GrantState::Denied));
    assert!(is_party(&test, customer).await, "the second vendor's case names it");
    assert_eq!(token(&test, &client_two, Some(customer)).await, StatusCode::BAD_REQUEST);
    assert!(
        kinds_to(&test, "kari@annen.example").await.contains(&"customer-ended".to_owned()),
        "the vendor is told why"
    );
    assert_eq!(
        kinds_to(&test, "mari@leverandor.example")
            .await
            .iter()
            .filter(|kind| *kind == "customer-ended")
            .count(),
        0
    );

    ended(&test, &second.case_number).await;
    for (what, left) in [("organisations", 0), ("persons", 0), ("clients WHERE active = TRUE", 0)] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {what}")).await, left, "{what}");
    }
}

#[tokio::test]
async fn a_grant_that_two_cases_give_or_that_no_case_gave_is_kept() {
    let test = TestApp::new().await;
    let customer = number(CUSTOMER);
    let first = carried_out(&test, &draft(OrderKind::Direct)).await;
    let second = carried_out(&test, &draft(OrderKind::Direct)).await;
    ended(&test, &first.case_number).await;
    assert_eq!(grant_state(&test, SCOPE, customer).await, Some(GrantState::Approved));
    let letter = receipt(&test).await;
    let words = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("står, siden den også er gitt på annet grunnlag"), "{}", letter.body);
    ended(&test, &second.case_number).await;
    assert_eq!(grant_state(&test, SCOPE, customer).await, Some(GrantState::Denied));

    let third = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let fictional = third.customer_number().unwrap();
    let mut tx = test.app.db.begin_write().await.unwrap();
    tx.execute("UPDATE scope_access SET case_number = NULL", params![]).await.unwrap();
    tx.commit().await.unwrap();
    ended(&test, &third.case_number).await;
    assert_eq!(grant_state(&test, SCOPE, fictional).await, Some(GrantState::Approved), "an operator gave it");
}

#[tokio::test]
async fn of_two_that_end_a_case_at_once_one_does_and_two_workers_take_everything_back_once() {
    let test = TestApp::new().await;
    let (one, two) = (
        on_node(&test, test.database.another_node().await),
        on_node(&test, test.database.another_node().await),
    );
    for round in 1..=3 {
        let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        let customer = order.customer_number().unwrap();
        use_it(&test, customer, number(VENDOR)).await;
        let (first, second) = tokio::join!(end(&one, &order.case_number), end(&two, &order.case_number));
        assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1, "{first:?} {second:?}");
        let now = test.app.now();
        for _ in 0..16 {
            let _ = tokio::join!(
                fullmakt::orders::provision::run(&one, None, &order.id, 0, now),
                fullmakt::orders::provision::run(&two, None, &order.id, 0, now)
            );
        }
        assert_eq!(found(&test, &order.case_number).await.state, OrderState::Ended, "round {round}");
        for (action, times) in [
            ("order.ending", round),
            ("order.ended", round),
            ("scope.withdrawn", round),
            ("delegation.withdrawn", round),
            ("organisation.removed", 2 * round),
            ("person.removed", round),
        ] {
            let sql = format!("SELECT count(*) AS n FROM audit WHERE action = '{action}'");
            assert_eq!(test.count(&sql).await, times, "{action} in round {round}");
        }
        let receipts = "SELECT count(*) AS n FROM letters WHERE kind = 'ended'";
        assert_eq!(test.count(receipts).await, round);
    }
}

/// While one case ends, another is carried out with the same organisation: whoever is first, nothing that the other needs
/// is missing at the end.
#[tokio::test]
async fn a_case_that_begins_while_another_ends_finds_or_reads_in_what_it_needs() {
    let test = TestApp::new().await;
    let other = on_node(&test, test.database.another_node().await);
    for _ in 0..4 {
        let old = carried_out(&test, &draft(OrderKind::Direct)).await;
        let new = super::placed(&test, &draft(OrderKind::Direct)).await;
        end(&test.app, &old.case_number).await.expect("it begins to end");
        super::approve(&other, &new.case_number, None).await.expect("approved");
        let now = test.app.now();
        for _ in 0..16 {
            let _ = tokio::join!(
                fullmakt::orders::provision::run(&test.app, None, &old.id, 0, now),
                fullmakt::orders::provision::run(&other, None, &new.id, 0, now)
            );
        }
        assert_eq!(found(&test, &old.case_number).await.state, OrderState::Ended);
        assert_eq!(found(&test, &new.case_number).await.state, OrderState::Done);
        assert!(is_party(&test, number(CUSTOMER)).await);
        assert_eq!(grant_state(&test, SCOPE, number(CUSTOMER)).await, Some(GrantState::Approved));
        ended(&test, &new.case_number).await;
        test.run_jobs().await;
    }
}

#[tokio::test]
async fn the_desk_and_whoever_ordered_may_end_a_case_and_nobody_else() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let case = &order.case_number;
    let letters = test.mailbox().await;
    let link_to = |address: &str| {
        let mut of_case =
            letters.iter().filter(|letter| letter.to == address && letter.subject.contains(case.as_str()));
        of_case.next_back().expect("a letter").path_starting("/lenke/").expect("a link")
    };
    let path = format!("/sak/{case}/tiltak/avslutt");
    let mut customer = test.browser();
    customer.follow(&link_to("ola@kunde.example")).await;
    assert_eq!(
        customer.post(&path, &[("sure", "ja")]).await.status,
        StatusCode::NOT_FOUND,
        "the vendor ordered"
    );
    assert_eq!(test.browser().post(&path, &[("sure", "ja")]).await.status, StatusCode::FORBIDDEN);
    let desk = format!("/saksbord/{case}/tiltak/avslutt");
    assert_eq!(customer.post(&desk, &[("sure", "ja")]).await.status, StatusCode::FORBIDDEN);

    let mut vendor = test.browser();
    vendor.follow(&link_to("mari@leverandor.example")).await;
    let page = vendor.get(&format!("/sak/{case}/tiltak")).await;
    assert!(page.body.contains(&format!("action=\"{path}\"")), "{}", page.text());
    let unsure = vendor.post(&path, &[("reason", "Vi er ferdige")]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.body.contains("id=\"sikker-feil\"") && unsure.body.contains("Vi er ferdige"));
    assert_eq!(found(&test, case).await.state, OrderState::Done);
    let sure = vendor.post(&path, &[("reason", "Vi er ferdige"), ("sure", "ja")]).await;
    assert_eq!(sure.location(), format!("/sak/{case}"));
    test.run_jobs().await;
    assert_eq!(found(&test, case).await.state, OrderState::Ended);
    let noted = "SELECT count(*) AS n FROM audit WHERE action = 'order.ending' AND actor LIKE 'contact:%'";
    assert_eq!(test.count(noted).await, 1);
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{case}")).await.text();
    assert!(page.contains("Tilgangen er avsluttet") && page.contains("Vi er ferdige"), "{page}");
    let again = handler.post(&desk, &[("sure", "ja")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}
