//! Another vendor of a carried-out order's customer: whom it takes, once and no more, and when the customer has no access.

use axum::http::StatusCode;
use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::{Order, OrderError, OrderKind, OrderState, extend};

use super::afterwards::{MARI, contact, is_granted, letter, moved};
use super::{CUSTOMER, OTHER_VENDOR, SCOPE, carried_out, draft, found, kinds_to, on_node};
use crate::support::TestApp;
use crate::support::app::Browser;

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
    assert!(page.contains("Ola Oppdiktet (kontaktperson for LYDIG LAKS ASA)"), "{page}");
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
    assert!(page.contains("Kontaktperson for LYDIG LAKS ASA") && !page.contains("Ola Oppdiktet ("), "{page}");
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

/// An order as its vendor mails it, for the customer that it was added to.
const MAILED_AGAIN: &str = "From: <kari@annen.example>\r\nTo: bestilling@fullmakt.example\r\nSubject: Bestilling\r\n\
    Message-ID: <igjen@annen.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    Systemleverandørs organisasjonsnummer: 810414782\r\nSystemleverandørs navn: Varsom Due AS\r\n\
    Navn til testansvarlig hos systemleverandør: Kari Oppdiktet\r\n\
    Epost-adresse til testansvarlig hos systemleverandør: kari@annen.example\r\n\
    Telefonnummer til testansvarlig hos systemleverandør: 22334455\r\n\
    Kundens organisasjonsnummer: 810844612\r\nKundens navn: Lydig Laks ASA\r\n\
    Navn til testansvarlig hos kunde: Ola Oppdiktet\r\nEpost-adresse til testansvarlig hos kunde: ola@kunde.example\r\n\
    Telefonnummer til testansvarlig hos kunde: 22334455\r\n\r\nVi ønsker delegert tilgang fra kunden.\r\n";

#[tokio::test]
async fn a_vendor_that_mails_the_order_it_was_added_by_is_told_again_who_asked() {
    let test = TestApp::new().await;
    let (first, mut ola) = customer_with_vendor(&test).await;
    ola.post(&format!("/sak/{}/tiltak/leverandor", first.case_number), &VENDOR_FORM).await;
    test.run_jobs().await;
    let added = found(&test, "2026-00003").await;
    let said =
        serde_json::json!(["kari@annen.example", false, "existing_customer", [OTHER_VENDOR, CUSTOMER]]);
    let mark = test.app.keys.link_secret(&format!("mailed-order:{said}"));
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute(
        "INSERT INTO mailed_marks (mark, order_id, seen_at) VALUES ($1, $2, $3)",
        params![mark, &added.id, test.app.now().wall],
    )
    .await
    .expect("a mark");
    tx.commit().await.expect("commit");
    crate::desk::receive(&test, MAILED_AGAIN).await;
    assert_eq!(kinds_to(&test, "kari@annen.example").await, ["confirm-added", "confirm-added"]);
    let again = test.mailbox().await.pop().expect("a letter");
    let words = again.body.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Ola Oppdiktet hos Lydig Laks ASA har bedt om at Varsom Due AS", "sak 2026-00002"] {
        assert!(words.contains(said), "{said}: {words}");
    }
}
