//! What follows a carried-out order: renewal and its end, other contacts, another scope. Other vendors are in `vendors.rs`.

use axum::http::StatusCode;
use fullmakt::clients;
use fullmakt::clock::DAY;
use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::contacts::{self, Side};
use fullmakt::orders::{Contact, Order, OrderError, OrderKind, OrderState, extend, renewal};

use super::{HANDLER, SCOPE, carried_out, draft, found, kinds_to, on_node};
use crate::support::TestApp;
use crate::support::app::{Browser, Mail};

const MEDIA: &str = "brreg:reelle/media";
pub(super) const MARI: &str = "mari@leverandor.example";

async fn letters_of(test: &TestApp, kind: &str) -> i64 {
    test.count(&format!("SELECT count(*) AS n FROM letters WHERE kind = '{kind}'")).await
}

pub(super) async fn letter(test: &TestApp, to: &str, subject: &str) -> Mail {
    let letters = test.mailbox().await;
    let found = letters.iter().rev().find(|letter| letter.to == to && letter.subject.contains(subject));
    found.unwrap_or_else(|| panic!("no letter “{subject}” to {to}: {letters:#?}")).clone()
}

/// The contact of a case, come in by the link of its receipt.
pub(super) async fn contact<'a>(test: &'a TestApp, address: &str) -> Browser<'a> {
    let mut browser = test.browser();
    let link = letter(test, address, "Vi har fått").await.path_starting("/lenke/").expect("a link");
    browser.follow(&link).await;
    browser
}

pub(super) async fn moved(test: &TestApp, days: i64) {
    test.advance(days * DAY);
    test.run_jobs().await;
}

async fn one_year() -> TestApp {
    TestApp::with_env(&[("FULLMAKT_ACCESS_LIFE_DAYS", "365"), ("FULLMAKT_LINK_LIFE_DAYS", "365")]).await
}

#[tokio::test]
async fn an_access_with_an_end_is_warned_of_twice_and_then_ended() {
    let test = one_year().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    for (days, warnings, state) in [
        (334, 0, OrderState::Done),
        (1, 1, OrderState::Done),
        (22, 1, OrderState::Done),
        (1, 2, OrderState::Done),
        (6, 2, OrderState::Done),
        (1, 2, OrderState::Ended),
    ] {
        moved(&test, days).await;
        assert_eq!(letters_of(&test, "expires-soon").await, warnings, "after {days} more days");
        assert_eq!(found(&test, &order.case_number).await.state, state);
    }
    let warning = letter(&test, MARI, "går ut").await;
    assert!(
        warning.body.contains("15.01.2027") && warning.path_starting("/lenke/").is_some(),
        "{}",
        warning.body
    );
    let last = letter(&test, MARI, "avsluttet").await;
    assert!(last.body.contains("ble ikke fornyet"), "{}", last.body);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.expiry_warned'").await, 2);
}

#[tokio::test]
async fn a_renewal_prolongs_and_the_warnings_begin_anew() {
    let test = one_year().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let path = format!("/sak/{}/tiltak", order.case_number);
    let mut mari = contact(&test, MARI).await;
    assert!(mari.get(&path).await.text().contains("15.01.2027"));
    moved(&test, 340).await;
    assert_eq!(letters_of(&test, "expires-soon").await, 1);
    // Her session lasts hours; the letter brought a fresh link.
    let link = letter(&test, MARI, "går ut").await.path_starting("/lenke/").expect("a link");
    let mut mari = test.browser();
    mari.follow(&link).await;
    assert_eq!(mari.post(&format!("{path}/forny"), &[]).await.location(), format!("{path}?gjort=forny"));
    let page = mari.get(&format!("{path}?gjort=forny")).await.text();
    assert!(page.contains("Tilgangen er fornyet") && page.contains("21.12.2027"), "{page}");
    let again = mari.post(&format!("{path}/forny"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    moved(&test, 30).await;
    assert_eq!(
        found(&test, &order.case_number).await.state,
        OrderState::Done,
        "the old end is about nothing"
    );
    assert_eq!(letters_of(&test, "expires-soon").await, 1);
    moved(&test, 306).await;
    assert_eq!(letters_of(&test, "expires-soon").await, 2, "thirty days before the new end");
    moved(&test, 30).await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Ended);
    let noted = "SELECT count(*) AS n FROM audit WHERE action = 'order.renewed' AND actor LIKE 'contact:%'";
    assert_eq!((test.count(noted).await, letters_of(&test, "renewed").await), (1, 1));
}

#[tokio::test]
async fn renewing_and_expiring_at_once_leaves_either_a_longer_access_or_an_ended_one() {
    let test = one_year().await;
    let other = on_node(&test, test.database.another_node().await);
    for _ in 0..4 {
        let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        let end = {
            let mut tx = test.app.db.read().await.unwrap();
            renewal::end_of(&mut tx, &order.id).await.unwrap().expect("an end")
        };
        test.advance(365 * DAY);
        let now = test.app.now();
        let renew = async || {
            let mut tx = other.db.begin_write().await?;
            let renewed = renewal::renew(&mut tx, &other, now, &order.case_number, HANDLER).await?;
            tx.commit().await?;
            Ok::<_, OrderError>(renewed)
        };
        let (renewed, _) = tokio::join!(renew(), renewal::run_expire(&test.app, &order.id, end, now));
        test.run_jobs().await;
        let state = found(&test, &order.case_number).await.state;
        assert_eq!(state, if renewed.is_ok() { OrderState::Done } else { OrderState::Ended }, "{renewed:?}");
    }
}

#[tokio::test]
async fn without_the_setting_an_access_has_no_end_and_nothing_to_renew() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    moved(&test, 4_000).await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak", order.case_number);
    assert!(!handler.get(&path).await.body.contains("/tiltak/forny"));
    assert_eq!(handler.post(&format!("{path}/forny"), &[]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_contact_names_its_successor_who_confirms_by_a_link_to_the_new_address() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let (case, path) = (&order.case_number, format!("/sak/{}/tiltak", order.case_number));
    let mut mari = contact(&test, MARI).await;
    let bad = [("side", "vendor"), ("name", ""), ("email", "ny@"), ("phone", "22334455")];
    let page = mari.post(&format!("{path}/kontakt"), &bad).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, faulty) in [("name", true), ("email", true), ("phone", false)] {
        assert_eq!(page.body.contains(&format!("id=\"contact-vendor-{field}-feil\"")), faulty, "{field}");
    }
    let good = [
        ("side", "vendor"),
        ("name", "Nina Oppdiktet"),
        ("email", "nina@leverandor.example"),
        ("phone", "99 88 77 66"),
    ];
    for side in ["customer", "", "x"] {
        let other: Vec<_> = good.iter().map(|(k, v)| (*k, if *k == "side" { side } else { *v })).collect();
        assert_eq!(
            mari.post(&format!("{path}/kontakt"), &other).await.status,
            StatusCode::NOT_FOUND,
            "{side}"
        );
    }
    mari.post(&format!("{path}/kontakt"), &good).await;
    test.run_jobs().await;
    let order = found(&test, case).await;
    assert_eq!(order.vendor.as_ref().unwrap().contact.email, MARI, "nothing changes before it is confirmed");
    let link =
        letter(&test, "nina@leverandor.example", "Bekreft").await.path_starting("/kontakt/").expect("a link");
    let mut nina = test.browser();
    assert!(nina.get(&link).await.text().contains("Nina Oppdiktet"));
    assert_eq!(mari.get(&format!("/sak/{case}")).await.status, StatusCode::OK, "a visit confirms nothing");
    assert_eq!(nina.post(&link, &[]).await.status, StatusCode::OK);
    assert_eq!(nina.post(&link, &[]).await.status, StatusCode::GONE, "once");
    assert_eq!(nina.get("/kontakt/x/y").await.status, StatusCode::GONE);
    test.run_jobs().await;
    let contact = found(&test, case).await.vendor.unwrap().contact;
    assert_eq!((contact.email.as_str(), contact.phone.as_str()), ("nina@leverandor.example", "+4799887766"));
    assert_eq!(mari.get(&format!("/sak/{case}")).await.status, StatusCode::FORBIDDEN, "her links have ended");
    assert!(letter(&test, MARI, "Ny kontaktperson").await.body.contains("Nina Oppdiktet"));
    let own = letter(&test, "nina@leverandor.example", "Du er kontaktperson")
        .await
        .path_starting("/lenke/")
        .unwrap();
    assert!(nina.follow(&own).await.text().contains(case.as_str()));
    let mut tx = test.app.db.read().await.unwrap();
    for row in tx.fetch_all("SELECT detail FROM audit", params![]).await.unwrap() {
        assert!(!row.text("detail").unwrap().contains("nina@"), "addresses stand in no audit row");
    }
    drop(tx);
    let mut handler = test.handler().await;
    assert!(
        handler.get("/saksbord?tilstand=alle&sok=nina").await.body.contains(case.as_str()),
        "the desk finds the new contact"
    );
}

#[tokio::test]
async fn a_later_wish_takes_the_earlier_ones_place_they_run_out_and_there_are_five_a_day() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let ask = async |app: &fullmakt::app::App, name: &str| {
        let mut tx = app.db.begin_write().await?;
        let order = fullmakt::orders::store::find_by_case(&mut tx, &order.case_number).await?.unwrap();
        let contact = Contact {
            name: name.to_owned(),
            email: format!("{name}@leverandor.example"),
            phone: "+4722334455".to_owned(),
        };
        contacts::ask(&mut tx, app, app.now(), &order, Side::Vendor, &contact, "contact:x").await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    ask(&test.app, "en").await.unwrap();
    ask(&test.app, "to").await.unwrap();
    test.run_jobs().await;
    let mut browser = test.browser();
    let first = letter(&test, "en@leverandor.example", "Bekreft").await.path_starting("/kontakt/").unwrap();
    assert_eq!(browser.post(&first, &[]).await.status, StatusCode::GONE);
    let second = letter(&test, "to@leverandor.example", "Bekreft").await.path_starting("/kontakt/").unwrap();
    moved(&test, 8).await;
    assert_eq!(browser.post(&second, &[]).await.status, StatusCode::GONE, "seven days");

    // At most five a day, also from two connections at once.
    let other = on_node(&test, test.database.another_node().await);
    let mut asked = 0;
    for _ in 0..4 {
        let (one, two) = tokio::join!(ask(&test.app, "tre"), ask(&other, "fire"));
        asked += i64::from(one.is_ok()) + i64::from(two.is_ok());
    }
    assert_eq!(asked, 5);
    let open = "SELECT count(*) AS n FROM contact_changes WHERE confirmed_at IS NULL AND dropped_at IS NULL";
    assert_eq!(test.count(open).await, 1);
}

#[tokio::test]
async fn of_two_that_confirm_a_contact_at_once_one_does() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut mari = contact(&test, MARI).await;
    let fields =
        [("side", "vendor"), ("name", "Nina"), ("email", "nina@leverandor.example"), ("phone", "22334455")];
    mari.post(&format!("/sak/{}/tiltak/kontakt", order.case_number), &fields).await;
    test.run_jobs().await;
    let link = letter(&test, "nina@leverandor.example", "Bekreft").await.path_starting("/kontakt/").unwrap();
    let mut parts = link.trim_start_matches("/kontakt/").split('/');
    let (id, secret) = (parts.next().unwrap(), parts.next().unwrap());
    let other = on_node(&test, test.database.another_node().await);
    let confirm = async |app: &fullmakt::app::App| {
        let mut tx = app.db.begin_write().await?;
        let done = contacts::confirm(&mut tx, app, app.now(), id, secret).await?.is_some();
        tx.commit().await?;
        Ok::<_, OrderError>(done)
    };
    let (one, two) = tokio::join!(confirm(&test.app), confirm(&other));
    let done = [one, two].into_iter().filter(|outcome| matches!(outcome, Ok(true))).count();
    assert_eq!(done, 1);
    assert_eq!(letters_of(&test, "contact-new").await, 1);
}

#[tokio::test]
async fn a_handler_changes_a_contact_at_once() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak", order.case_number);
    let page = handler.get(&path).await;
    for side in ["vendor", "customer"] {
        assert!(page.body.contains(&format!("name=\"side\" value=\"{side}\"")), "{side}");
    }
    let fields =
        [("side", "customer"), ("name", "Per"), ("email", "per@kunde.example"), ("phone", "22334455")];
    let done = handler.post(&format!("{path}/kontakt"), &fields).await;
    assert_eq!(done.location(), format!("{path}?gjort=kontakt"));
    test.run_jobs().await;
    let order = found(&test, &order.case_number).await;
    assert_eq!(order.customer.unwrap().contact.email, "per@kunde.example");
    assert_eq!(kinds_to(&test, "per@kunde.example").await, ["contact-new"]);
    let noted =
        format!("SELECT count(*) AS n FROM audit WHERE action = 'contact.changed' AND actor = '{HANDLER}'");
    assert_eq!(test.count(&noted).await, 1);
}

pub(super) async fn is_granted(test: &TestApp, scope: &str, consumer: OrgNumber) -> bool {
    let mut tx = test.app.db.read().await.unwrap();
    clients::is_granted(&mut tx, scope, consumer).await.unwrap()
}

#[tokio::test]
async fn a_second_scope_is_granted_under_the_same_case_once_and_goes_with_it() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let customer = order.customer_number().unwrap();
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak", order.case_number);
    for (scope, status) in [
        ("brreg:andre", StatusCode::UNPROCESSABLE_ENTITY),
        (SCOPE, StatusCode::CONFLICT),
        (MEDIA, StatusCode::SEE_OTHER),
        (MEDIA, StatusCode::CONFLICT),
    ] {
        let answer = handler.post(&format!("{path}/scope"), &[("scope", scope)]).await;
        assert_eq!(answer.status, status, "{scope}");
    }
    test.run_jobs().await;
    assert!(is_granted(&test, MEDIA, customer).await);
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    assert!(letter(&test, MARI, "Enda et scope").await.body.contains(MEDIA));
    let page = handler.get(&format!("/saksbord/{}", order.case_number)).await.text();
    assert!(page.contains("Enda et scope er tildelt"), "{page}");

    handler.post(&format!("{path}/avslutt"), &[("sure", "ja")]).await;
    test.run_jobs().await;
    assert!(!is_granted(&test, MEDIA, customer).await && !is_granted(&test, SCOPE, customer).await);
    assert_eq!(
        handler.post(&format!("{path}/scope"), &[("scope", MEDIA)]).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn of_two_that_add_the_same_scope_at_once_one_does_and_none_is_added_to_a_case_that_ends() {
    let test = TestApp::new().await;
    let other = on_node(&test, test.database.another_node().await);
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let add = async |app: &fullmakt::app::App, order: &Order, scope: &str| {
        let mut tx = app.db.begin_write().await?;
        extend::add_scope(&mut tx, app, app.now(), &order.case_number, scope, HANDLER).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let (one, two) = tokio::join!(add(&test.app, &order, MEDIA), add(&other, &order, MEDIA));
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{one:?} {two:?}");
    test.run_jobs().await;

    for _ in 0..4 {
        let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        let end = async {
            let mut tx = test.app.db.begin_write().await?;
            fullmakt::orders::ending::begin(
                &mut tx,
                &test.app,
                test.app.now(),
                &order.case_number,
                "",
                HANDLER,
            )
            .await?;
            tx.commit().await?;
            Ok::<_, OrderError>(())
        };
        let _ = tokio::join!(end, add(&other, &order, MEDIA));
        test.run_jobs().await;
        assert_eq!(found(&test, &order.case_number).await.state, OrderState::Ended);
        assert!(!is_granted(&test, MEDIA, order.customer_number().unwrap()).await, "whoever was first");
    }
}

#[tokio::test]
async fn a_direct_orders_production_contact_is_changed_at_once_and_both_are_told() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::Direct)).await;
    let mut ola = contact(&test, "ola@kunde.example").await;
    let path = format!("/sak/{}/tiltak", order.case_number);
    let page = ola.get(&path).await;
    assert!(
        page.body.contains("per@kunde.example") && page.body.contains("value=\"production\""),
        "{}",
        page.body
    );
    let form = |email: &'static str| {
        [("side", "production"), ("name", "Nina Oppdiktet"), ("email", email), ("phone", "99 88 77 66")]
    };
    let faulty = ola.post(&format!("{path}/kontakt"), &form("nina")).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.body.contains("id=\"contact-production-email-feil\""), "{}", faulty.body);
    let empty = ola.post(&format!("{path}/kontakt"), &[("side", "production")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = ola.post(&format!("{path}/kontakt"), &form("nina@kunde.example")).await;
    assert_eq!(done.location(), format!("{path}?gjort=produksjonskontakt"));
    assert!(ola.get(done.location()).await.text().contains("Kontaktpersonen for produksjon er byttet."));
    test.run_jobs().await;
    let changed = found(&test, &order.case_number).await;
    let contact = changed.production_contact.expect("a production contact");
    assert_eq!((contact.email.as_str(), contact.phone.as_str()), ("nina@kunde.example", "+4799887766"));
    assert_eq!(changed.customer, order.customer, "the applicant's own contact stays");
    assert_eq!(kinds_to(&test, "nina@kunde.example").await, ["production-contact-new"]);
    assert_eq!(kinds_to(&test, "per@kunde.example").await, ["production-contact-replaced"]);
    let page = test.handler().await.get(&format!("/saksbord/{}", order.case_number)).await.text();
    assert!(
        page.contains("nina@kunde.example") && page.contains("Kontaktpersonen for produksjon ble byttet")
    );
    for number in 0..4 {
        let other = format!("n{number}@kunde.example");
        let fields = [("side", "production"), ("name", "Nina"), ("email", &other), ("phone", "99887766")];
        assert_eq!(ola.post(&format!("{path}/kontakt"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let too_many = ola.post(&format!("{path}/kontakt"), &form("enda@kunde.example")).await;
    assert_eq!(too_many.status, StatusCode::CONFLICT);
    // An order of a vendor has none.
    let vendors = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak/kontakt", vendors.case_number);
    assert_eq!(handler.post(&path, &form("nina@kunde.example")).await.status, StatusCode::CONFLICT);
}
