//! Bad input by mail, each with its stated answer: strangers, two orders in one, somebody else's name, a real identity
//! number, a flood, and a sender whose domain does not stand behind it.

use axum::http::StatusCode;
use fullmakt::db::params;
use fullmakt::mail::inbox::{Envelope, Way};
use fullmakt::mail::receiver;
use fullmakt::orders::OrderState;

use super::{
    CASE, MARI, awaiting, in_reply_to, kinds, last_letter, letters, mail, order_without, receive, settled,
    the_order,
};
use crate::support::TestApp;
use crate::support::dns::NameServer;

const REAL_NUMBER: &str = "02013299997";

#[tokio::test]
async fn a_stranger_with_the_case_number_gets_nothing_and_changes_nothing() {
    let test = TestApp::new().await;
    let letter = awaiting(&test).await;
    let before = letters(&test).await;
    for (id, from) in [("fremmed", "per@annet.example"), ("kollega", "per@leverandor.example")] {
        let subject = format!("Re: sak {CASE}");
        receive(&test, &mail(from, id, &subject, &in_reply_to(&letter), "22 33 44 55")).await;
        assert_eq!(settled(&test, id).await, ("desk".into(), "stranger".into(), Some(CASE.into())), "{id}");
        // A whole order of its own that names another's case is a stranger's mail too.
        let id = format!("{id}-bestilling");
        receive(&test, &mail(from, &id, &subject, "", &format!("{} {REAL_NUMBER}", order_without(&[]))))
            .await;
        assert_eq!(settled(&test, &id).await.1, "stranger", "{id}");
    }
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    assert_eq!(letters(&test).await, before, "not even of the masked number is a stranger told");
    // A handler sees on the case's page that they wait, and opens them from there.
    let mut handler = test.handler().await;
    let desk = handler.get(&format!("/saksbord/{CASE}")).await;
    assert!(desk.text().contains("avsenderen er ikke kontaktperson"), "{}", desk.text());
    let href = desk.body.split("href=\"/saksbord/post/").nth(1).and_then(|rest| rest.split('"').next());
    let page = handler.get(&format!("/saksbord/post/{}", href.expect("a mail"))).await;
    assert!(page.body.contains(&format!("href=\"/saksbord/{CASE}\"")), "{}", page.text());
}

#[tokio::test]
async fn two_orders_in_one_mail_wait_at_the_desk() {
    let test = TestApp::new().await;
    let raw = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/one/a47-to-bestillinger.eml"),
    )
    .expect("the mail");
    receive(&test, &raw).await;
    let ambiguous = "SELECT count(*) AS n FROM inbound_mail WHERE state = 'desk' AND note = 'ambiguous'";
    assert_eq!(test.count(ambiguous).await, 1);
    for table in ["orders", "letters"] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {table}")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn an_order_in_somebody_elses_name_counts_when_its_contact_confirms_it() {
    let test = TestApp::new().await;
    receive(&test, &mail("per@annet.example", "hel", "Bestilling", "", &order_without(&[]))).await;
    assert_eq!(the_order(&test).await.state, OrderState::Unconfirmed);
    assert_eq!(letters(&test).await, [("confirm".to_owned(), MARI.to_owned())], "the stranger gets nothing");

    // Nor does it help to leave something out and complete it.
    let test = TestApp::new().await;
    receive(&test, &mail("per@annet.example", "del", "Bestilling", "", &order_without(&["phone"]))).await;
    let letter = last_letter(&test).await;
    assert_eq!(letter.to, "per@annet.example");
    receive(&test, &mail("per@annet.example", "svar", "Sv: x", &in_reply_to(&letter), "22 33 44 55")).await;
    assert_eq!(the_order(&test).await.state, OrderState::Unconfirmed);
    assert_eq!(letters(&test).await.pop(), Some(("confirm".to_owned(), MARI.to_owned())));
    let link = last_letter(&test).await.path_starting("/lenke/").expect("a link");
    let mut contact = test.browser();
    contact.follow(&link).await;
    contact.post(&format!("/sak/{CASE}/bekreft"), &[]).await;
    assert_eq!(the_order(&test).await.state, OrderState::Received);
}

#[tokio::test]
async fn a_real_identity_number_is_masked_everywhere_and_its_sender_is_told() {
    for (what, subject, body, state) in [
        ("in the text", "Bestilling", format!("{}\nFnr: {REAL_NUMBER}\n", order_without(&[])), "received"),
        ("in the subject", REAL_NUMBER, order_without(&[]), "received"),
        (
            "in a fact",
            "Bestilling",
            order_without(&["contact"]) + &format!("\nNavn til testansvarlig: {REAL_NUMBER}\n"),
            "awaiting_sender",
        ),
    ] {
        let test = TestApp::new().await;
        receive(&test, &mail(MARI, "nummer", subject, "", &body)).await;
        assert_eq!(the_order(&test).await.state.key(), state, "{what}");
        let kinds = kinds(&test).await;
        assert!(kinds.contains(&"number-masked".to_owned()) && kinds.len() == 2, "{what}: {kinds:?}");
        for letter in test.mailbox().await {
            assert!(!letter.body.contains(REAL_NUMBER) && !letter.subject.contains(REAL_NUMBER), "{what}");
        }
        let mut tx = test.app.db.read().await.expect("read");
        let row = tx.fetch_optional("SELECT id FROM inbound_mail", params![]).await.expect("query");
        let id = row.expect("the mail").text("id").expect("id");
        drop(tx);
        let raw = receiver::open_raw(&test.app.db, &test.app.keys, &id).await.expect("opens").expect("kept");
        assert!(!String::from_utf8_lossy(&raw).contains(REAL_NUMBER), "{what}");
        let mut handler = test.handler().await;
        for path in [format!("/saksbord/{CASE}"), format!("/saksbord/post/{id}")] {
            let page = handler.get(&path).await;
            assert!(page.status == StatusCode::OK && !page.body.contains(REAL_NUMBER), "{what}: {path}");
        }
    }
}

#[tokio::test]
async fn a_flood_from_one_sender_ends_at_the_desk_unanswered() {
    let test =
        TestApp::with_env(&[("FULLMAKT_ORDERS_PER_HOUR", "3"), ("FULLMAKT_ANSWERS_PER_DAY", "2")]).await;
    for number in 0..5 {
        receive(&test, &mail(MARI, &format!("hel{number}"), "Bestilling", "", &order_of(number))).await;
    }
    let counted = |what: &str| format!("SELECT count(*) AS n FROM {what}");
    assert_eq!(test.count(&counted("orders")).await, 3);
    assert_eq!(test.count(&counted("inbound_mail WHERE state = 'desk' AND note = 'too-many'")).await, 2);
    assert_eq!(test.count(&counted("letters")).await, 3, "a receipt each, and no more");
    // Another sender is another sender; and of what is incomplete, as many are asked about as letters may go in a day.
    for number in 0..4 {
        let body = order_of(number).replace("Telefonnummer til testansvarlig: 22334455", "");
        receive(&test, &mail("per@leverandor.example", &format!("del{number}"), "Bestilling", "", &body))
            .await;
    }
    assert_eq!(test.count(&counted("orders WHERE state = 'awaiting_sender'")).await, 2);
    assert_eq!(test.count(&counted("inbound_mail WHERE note = 'too-many-answers'")).await, 2);
    assert_eq!(test.count(&counted("letters WHERE recipient = 'per@leverandor.example'")).await, 2);
    // Tomorrow is another day.
    test.advance(fullmakt::clock::DAY);
    receive(&test, &mail(MARI, "ny", "Bestilling", "", &order_of(3))).await;
    assert_eq!(test.count(&counted("orders")).await, 6);
}

/// An order of another vendor for each number.
fn order_of(number: usize) -> String {
    let vendors = [
        ("910049356", "Sprek Maur AS"),
        ("810414782", "Varsom Due AS"),
        ("810305002", "Klok Hare SA"),
        ("810844612", "Lydig Laks ASA"),
    ];
    match vendors.get(number) {
        Some((number, name)) => {
            order_without(&[]).replace("910049356", number).replace("Sprek Maur AS", name)
        }
        None => crate::bad_input::existing_customer_by_mail(),
    }
}

#[tokio::test]
async fn the_same_order_mailed_again_is_the_first_one_with_its_receipt_once_more() {
    let test = TestApp::with_env(&[("FULLMAKT_ANSWERS_PER_DAY", "2")]).await;
    receive(&test, &mail(MARI, "en", "Bestilling", "", &order_without(&[]))).await;
    receive(&test, &mail("Mari@Leverandor.example", "to", "Purring", "", &order_without(&[]))).await;
    assert_eq!(the_order(&test).await.state, OrderState::Received);
    assert_eq!(settled(&test, "to").await, ("order".into(), String::new(), Some(CASE.into())));
    assert_eq!(kinds(&test).await, ["receipt", "receipt"]);
    assert!(last_letter(&test).await.path_starting("/lenke/").is_some(), "it has a link of its own");
    let again = "SELECT count(*) AS n FROM audit WHERE action = 'order.mailed_again'";
    assert_eq!(test.count(again).await, 1);

    // What it says otherwise is not lost: a handler reads it in the case.
    let other = order_without(&[]).replace("22334455", "99887766");
    receive(&test, &mail(MARI, "tre", "Bestilling", "", &other)).await;
    let expected = ("desk".into(), "repeated-otherwise".into(), Some(CASE.into()));
    assert_eq!(settled(&test, "tre").await, expected);
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{CASE}")).await.text();
    assert!(page.contains("Avsenderen har bestilt det samme igjen med andre opplysninger"), "{page}");
    assert!(page.contains("Avsenderen sendte den samme bestillingen igjen"), "{page}");
    // Whoever has had as many answers as a day has gets none for the next, which is no order either.
    receive(&test, &mail(MARI, "fire", "Bestilling", "", &order_without(&[]))).await;
    assert_eq!(kinds(&test).await.len(), 3);

    // Another sender, another number, and the same once the first is decided on, are orders of their own.
    receive(&test, &mail("per@leverandor.example", "fem", "Bestilling", "", &order_without(&[]))).await;
    receive(&test, &mail(MARI, "seks", "Bestilling", "", &order_of(1))).await;
    crate::orders::approve(&test.app, CASE, None).await.expect("approved");
    receive(&test, &mail(MARI, "sju", "Bestilling", "", &order_without(&[]))).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 4);
}

#[tokio::test]
async fn an_order_that_waits_for_its_sender_is_completed_by_the_same_order_mailed_again() {
    let test = TestApp::new().await;
    awaiting(&test).await;
    receive(&test, &mail(MARI, "igjen", "Bestilling", "", &order_without(&["phone"]))).await;
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    receive(&test, &mail(MARI, "hel", "Bestilling", "", &order_without(&[]))).await;
    assert_eq!(the_order(&test).await.state, OrderState::Received);
    assert_eq!(settled(&test, "hel").await, ("order".into(), String::new(), Some(CASE.into())));
    assert_eq!(kinds(&test).await, ["missing", "missing", "completed"]);
}

#[tokio::test]
async fn who_only_claims_to_be_the_sender_repeats_nothing_of_the_senders() {
    let server = NameServer::start(&[("_dmarc.leverandor.example", "v=DMARC1; p=reject")]).await;
    let address = server.address.to_string();
    let env = [("FULLMAKT_RESOLVER", address.as_str()), ("FULLMAKT_SENDER_CHECK", "confirm")];
    let test = TestApp::with_env(&env).await;
    // A mailbox has no envelope that could be checked: here it stands for the sender itself.
    receive(&test, &mail(MARI, "ekte", "Bestilling", "", &order_without(&[]))).await;
    let envelope = Envelope {
        from: "x@ondsinnet.example".to_owned(),
        way: Way::Smtp,
        peer: Some("192.0.2.25".parse().expect("an address")),
        helo: Some("mx.ondsinnet.example".to_owned()),
        tls: None,
    };
    for id in ["falsk", "falsk2"] {
        let raw = mail(MARI, id, "Bestilling", "", &order_without(&[]));
        test.services.reception.take(&envelope, raw.as_bytes()).await.expect("stored");
        test.run_jobs().await;
    }
    let states = "SELECT count(*) AS n FROM orders WHERE state";
    assert_eq!(test.count(&format!("{states} = 'received'")).await, 1);
    assert_eq!(
        test.count(&format!("{states} = 'unconfirmed'")).await,
        1,
        "one, which its contact may confirm"
    );
    assert_eq!(kinds(&test).await, ["receipt", "confirm", "confirm"]);
}

#[tokio::test]
async fn a_sender_whose_domain_denies_it_completes_its_order_by_the_link_and_not_by_mail() {
    let server = NameServer::start(&[("_dmarc.leverandor.example", "v=DMARC1; p=reject")]).await;
    let address = server.address.to_string();
    let env = [("FULLMAKT_RESOLVER", address.as_str()), ("FULLMAKT_SENDER_CHECK", "confirm")];
    let test = TestApp::with_env(&env).await;
    let envelope = Envelope {
        from: "x@ondsinnet.example".to_owned(),
        way: Way::Smtp,
        peer: Some("192.0.2.25".parse().expect("an address")),
        helo: Some("mx.ondsinnet.example".to_owned()),
        tls: None,
    };
    let take = async |raw: &str| {
        test.services.reception.take(&envelope, raw.as_bytes()).await.expect("stored");
        test.run_jobs().await;
    };
    take(&mail(MARI, "forst", "Bestilling", "", &order_without(&["phone"]))).await;
    let letter = last_letter(&test).await;
    take(&mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), "22 33 44 55")).await;
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    assert_eq!(settled(&test, "svar").await.1, "sender-doubted");
    assert_eq!(kinds(&test).await, ["missing"]);
    let form = letter.path_starting("/bestill/fortsett/").expect("the form");
    let path = form.split('?').next().expect("a path").to_owned();
    let fields = [
        ("vendor.number", "910049356"),
        ("vendor.name", "Sprek Maur AS"),
        ("vendor.contact.name", "Mari Oppdiktet"),
        ("vendor.contact.email", MARI),
        ("vendor.contact.phone", "22334455"),
        ("wants_fictional_customer", "ja"),
        ("notice", "ja"),
    ];
    let mut sender = test.browser();
    sender.get(&path).await;
    sender.post(&path, &fields).await;
    assert_eq!(the_order(&test).await.state, OrderState::Received);
}
