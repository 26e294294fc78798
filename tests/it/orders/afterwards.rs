//! What follows a carried-out order: renewal and its end, other contacts, another scope, another vendor.

use axum::http::StatusCode;
use fullmakt::clients;
use fullmakt::clock::DAY;
use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::contacts::{self, Side};
use fullmakt::orders::{Contact, Order, OrderError, OrderKind, OrderState, extend, renewal};

use super::{CUSTOMER, HANDLER, OTHER_VENDOR, SCOPE, carried_out, draft, found, kinds_to, on_node};
use crate::support::TestApp;
use crate::support::app::{Browser, Mail};

const MEDIA: &str = "brreg:reelle/media";
const MARI: &str = "mari@leverandor.example";

async fn letters_of(test: &TestApp, kind: &str) -> i64 {
    test.count(&format!("SELECT count(*) AS n FROM letters WHERE kind = '{kind}'")).await
}

async fn letter(test: &TestApp, to: &str, subject: &str) -> Mail {
    let letters = test.mailbox().await;
    let found = letters.iter().rev().find(|letter| letter.to == to && letter.subject.contains(subject));
    found.unwrap_or_else(|| panic!("no letter “{subject}” to {to}: {letters:#?}")).clone()
}

/// The contact of a case, come in by the link of its receipt.
async fn contact<'a>(test: &'a TestApp, address: &str) -> Browser<'a> {
    let mut browser = test.browser();
    let link = letter(test, address, "Vi har fått").await.path_starting("/lenke/").expect("a link");
    browser.follow(&link).await;
    browser
}

async fn moved(test: &TestApp, days: i64) {
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

async fn is_granted(test: &TestApp, scope: &str, consumer: OrgNumber) -> bool {
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

const VENDOR_FORM: [(&str, &str); 6] = [
    ("vendor.number", OTHER_VENDOR),
    ("vendor.name", "Varsom Due AS"),
    ("vendor.contact.name", "Kari Oppdiktet"),
    ("vendor.contact.email", "kari@annen.example"),
    ("vendor.contact.phone", "22 33 44 55"),
    ("once", "en"),
];

#[tokio::test]
async fn a_second_vendor_gets_a_case_of_its_own_with_the_same_fictional_customer() {
    let test = TestApp::new().await;
    let first = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak", first.case_number);
    let page = handler.post(&format!("{path}/leverandor"), &[("vendor.number", "910049357")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("id=\"vendor-vendor-number-feil\""), "{}", page.body);
    for _ in 0..2 {
        let added = handler.post(&format!("{path}/leverandor"), &VENDOR_FORM).await;
        assert_eq!(added.location(), format!("{path}?gjort=leverandor"), "{}", added.text());
    }
    let mut once_more = VENDOR_FORM;
    once_more[5] = ("once", "to");
    assert_eq!(handler.post(&format!("{path}/leverandor"), &once_more).await.status, StatusCode::CONFLICT);
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 2);
    let second = found(&test, "2026-00002").await;
    assert_eq!(second.state, OrderState::Done);
    assert_eq!(second.fictional_customer, first.fictional_customer);
    for (what, number) in
        [("organisations WHERE origin = 'fictional'", 1), ("persons", 1), ("scope_access", 1)]
    {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {what}")).await, number, "{what}");
    }
    let receipt = letter(&test, "kari@annen.example", "er lagt til som leverandør").await;
    assert!(
        receipt.body.contains("En saksbehandler i Brønnøysundregistrene har lagt til"),
        "{}",
        receipt.body
    );
    let told = letter(&test, "kari@annen.example", "fiktive kunden er klar").await;
    assert!(told.body.contains(&first.fictional_customer.as_ref().unwrap().1), "{}", told.body);
    let page = handler.get(&path).await;
    assert!(page.body.contains("href=\"/saksbord/2026-00002\""), "the cases are linked");

    // The first case ends alone; with the second the customer goes as well.
    handler.post(&format!("{path}/avslutt"), &[("sure", "ja")]).await;
    test.run_jobs().await;
    let customer = first.customer_number().unwrap();
    assert!(is_granted(&test, SCOPE, customer).await);
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 1);
    handler.post("/saksbord/2026-00002/tiltak/avslutt", &[("sure", "ja")]).await;
    test.run_jobs().await;
    assert!(!is_granted(&test, SCOPE, customer).await);
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0);
}

/// A customer with access and a vendor, and the customer's contact, come in.
async fn customer_with_vendor(test: &TestApp) -> (Order, Browser<'_>) {
    carried_out(test, &draft(OrderKind::Direct)).await;
    let first = carried_out(test, &draft(OrderKind::ExistingCustomer)).await;
    let mut ola = test.browser();
    let link = letter(test, "ola@kunde.example", &first.case_number).await.path_starting("/lenke/").unwrap();
    ola.follow(&link).await;
    (first, ola)
}

#[tokio::test]
async fn a_vendor_that_a_customer_adds_confirms_first_and_then_a_handler_decides() {
    let test = TestApp::new().await;
    let (first, mut ola) = customer_with_vendor(&test).await;
    let path = format!("/sak/{}/tiltak/leverandor", first.case_number);
    let mut mari = contact(&test, MARI).await;
    assert_eq!(mari.post(&path, &VENDOR_FORM).await.status, StatusCode::NOT_FOUND, "not the vendor");
    let added = ola.post(&path, &VENDOR_FORM).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    test.run_jobs().await;
    let second = found(&test, "2026-00003").await;
    assert_eq!(
        (second.state, second.customer_number()),
        (OrderState::Unconfirmed, Some(OrgNumber::parse(CUSTOMER).unwrap()))
    );
    // The vendor's contact is told who asked, for what, and that nothing happens before it has said yes.
    assert_eq!(kinds_to(&test, "kari@annen.example").await, ["confirm-added"]);
    let asked = letter(&test, "kari@annen.example", "Bekreft at Varsom Due AS").await;
    let words = asked.body.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Ola Oppdiktet hos Lydig Laks ASA har bedt om at Varsom Due AS",
        "delegert fra Lydig Laks ASA",
        "sak 2026-00002",
        "saksnummeret 2026-00003",
        "Ingenting skjer før du har bekreftet",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // Nothing can be decided, no check calls the sender in order, and the history says who it was.
    assert!(super::approve(&test.app, "2026-00003", None).await.is_err());
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/2026-00003").await.text();
    assert!(page.contains("Ola Oppdiktet (kontaktperson for Lydig Laks ASA)"), "{page}");
    assert!(
        page.contains("Kontaktpersonen har ikke bekreftet at bestillingen er virksomhetens egen."),
        "{page}"
    );
    assert!(!page.contains("Saken er godkjent") && !page.contains("/saksbord/2026-00003/godkjenn"), "{page}");

    // Who asked cannot confirm for the vendor.
    let page = ola.get("/sak/2026-00003").await.text();
    assert!(!page.contains("/bekreft") && page.contains("leverandørens kontaktperson bekrefter"), "{page}");
    assert_eq!(ola.post("/sak/2026-00003/bekreft", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(found(&test, "2026-00003").await.state, OrderState::Unconfirmed);

    let mut kari = test.browser();
    kari.follow(&asked.path_starting("/lenke/").unwrap()).await;
    let page = kari.get("/sak/2026-00003").await.text();
    assert!(page.contains("Noen andre har bedt om dette for dere"), "{page}");
    assert!(page.contains("Kontaktperson for Lydig Laks ASA") && !page.contains("Ola Oppdiktet ("), "{page}");
    kari.post("/sak/2026-00003/bekreft", &[]).await;
    assert_eq!(found(&test, "2026-00003").await.state, OrderState::Received);
    super::approve(&test.app, "2026-00003", None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(found(&test, "2026-00003").await.state, OrderState::Done);
    assert!(kinds_to(&test, "kari@annen.example").await.contains(&"ready-vendor".to_owned()));
}

#[tokio::test]
async fn a_vendor_that_never_confirms_is_closed_and_given_nothing() {
    let test = TestApp::new().await;
    let (first, mut ola) = customer_with_vendor(&test).await;
    ola.post(&format!("/sak/{}/tiltak/leverandor", first.case_number), &VENDOR_FORM).await;
    moved(&test, 60).await;
    let second = found(&test, "2026-00003").await;
    assert_eq!((second.state, second.reason.as_deref()), (OrderState::Closed, Some("never-confirmed")));
    let page = test.handler().await.get("/saksbord/2026-00003").await.text();
    assert!(page.contains("Kontaktpersonen har ikke bekreftet"), "{page}");
}

#[tokio::test]
async fn the_same_vendor_is_added_once_as_long_as_its_case_is_open_or_carried_out() {
    let test = TestApp::new().await;
    let (first, mut ola) = customer_with_vendor(&test).await;
    let path = format!("/sak/{}/tiltak/leverandor", first.case_number);
    let again = async |ola: &mut Browser<'_>, once: &str| {
        let mut form = VENDOR_FORM;
        form[5] = ("once", once);
        ola.post(&path, &form).await
    };
    assert_eq!(again(&mut ola, "en").await.status, StatusCode::SEE_OTHER);
    for state in ["unconfirmed", "received", "waiting_for_customer", "provisioning", "done"] {
        let mut tx = test.app.db.begin_write().await.unwrap();
        tx.execute("UPDATE orders SET state = $1 WHERE case_number = '2026-00003'", params![state])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let refused = again(&mut ola, state).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{state}");
        assert!(refused.text().contains("i sak 2026-00003"), "{state}: {}", refused.text());
    }
    let mut handler = test.handler().await;
    let mut form = VENDOR_FORM;
    form[5] = ("once", "saksbehandler");
    let at_desk = format!("/saksbord/{}/tiltak/leverandor", first.case_number);
    assert_eq!(handler.post(&at_desk, &form).await.status, StatusCode::CONFLICT);
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 3);

    // One that came to nothing stands in nobody's way.
    let mut tx = test.app.db.begin_write().await.unwrap();
    tx.execute("UPDATE orders SET state = 'rejected' WHERE case_number = '2026-00003'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(again(&mut ola, "ny").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn of_two_that_add_the_same_vendor_at_once_one_does_and_of_two_cases_one_is_carried_out() {
    let test = TestApp::new().await;
    let other = on_node(&test, test.database.another_node().await);
    let (first, _) = customer_with_vendor(&test).await;
    let vendor = draft(OrderKind::FictionalCustomer).check().unwrap().vendor.unwrap();
    let vendor = fullmakt::orders::PartyInOrder {
        number: OrgNumber::parse(OTHER_VENDOR).unwrap(),
        name: "Varsom Due AS".to_owned(),
        ..vendor
    };
    let by = extend::AddedBy::Contact(OrgNumber::parse(CUSTOMER).unwrap());
    let add = async |app: &fullmakt::app::App, once: &str| {
        let checked = extend::order_for(&first, vendor.clone());
        let mut tx = app.db.begin_write().await?;
        let case = &first.case_number;
        let added = extend::add_vendor(&mut tx, app, app.now(), case, &checked, &[], once, by, "contact:x");
        added.await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let (one, two) = tokio::join!(add(&test.app, "en"), add(&other, "to"));
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{one:?} {two:?}");
    let refused = [one, two].into_iter().find_map(Result::err);
    assert!(matches!(&refused, Some(OrderError::VendorHasCase(case)) if case == "2026-00003"), "{refused:?}");

    // Two cases of one pair, as an older program left them: the second is refused when it is approved, with a reference.
    let mut tx = test.app.db.begin_write().await.unwrap();
    tx.execute("UPDATE orders SET state = 'rejected' WHERE case_number = '2026-00003'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    add(&test.app, "tre").await.expect("another");
    let mut tx = test.app.db.begin_write().await.unwrap();
    tx.execute("UPDATE orders SET state = 'received' WHERE linked_case IS NOT NULL", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let (one, two) = tokio::join!(
        super::approve(&test.app, "2026-00003", None),
        super::approve(&other, "2026-00004", None)
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{one:?} {two:?}");
    test.run_jobs().await;
    let waiting = if one.is_ok() { "2026-00004" } else { "2026-00003" };
    let mut handler = test.handler().await;
    let refused = handler.post(&format!("/saksbord/{waiting}/godkjenn"), &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("allerede fått denne kunden i sak 2026-0000"), "{}", refused.text());
    assert_eq!(found(&test, waiting).await.state, OrderState::Received);
}

#[tokio::test]
async fn a_direct_order_has_no_vendors_and_says_so() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::Direct)).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{}/tiltak/leverandor", order.case_number);
    let refused = handler.post(&path, &VENDOR_FORM).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("En direkte bestilling har ingen leverandører"), "{}", refused.text());
}

#[tokio::test]
async fn a_case_whose_customer_lost_its_access_says_so_and_what_to_do_until_it_has_it_again() {
    let test = TestApp::new().await;
    let (first, mut ola) = customer_with_vendor(&test).await;
    let mut mari = contact(&test, MARI).await;
    let mut handler = test.handler().await;
    let case = format!("/sak/{}", first.case_number);
    let before = mari.get(&case).await.text();
    assert!(before.contains("Alt er klart") && !before.contains("er avsluttet"), "{before}");
    handler.post("/saksbord/2026-00001/tiltak/avslutt", &[("sure", "ja")]).await;
    test.run_jobs().await;
    for (page, said) in [
        (mari.get(&case).await.text(), "Kundens tilgang er avsluttet (15.01.2026)"),
        (ola.get(&case).await.text(), "Tilgangen deres er avsluttet (15.01.2026)"),
        (
            handler.get("/saksbord/2026-00002").await.text(),
            "kunden har ikke tilgangen lenger (15.01.2026): tildelingen er tatt tilbake",
        ),
    ] {
        assert!(page.contains(said) && page.contains("Tilgangen er avsluttet"), "{said}: {page}");
        assert!(!page.contains("Alt er klart") && !page.contains(">Ferdig<"), "{said}: {page}");
        assert!(
            page.contains("bestille direkte tilgang igjen")
                || page.contains("Bestill direkte")
                || page.contains("Tiltak i saken")
        );
    }
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let again = mari.get(&case).await.text();
    assert!(!again.contains("Kundens tilgang er avsluttet"), "{again}");
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
