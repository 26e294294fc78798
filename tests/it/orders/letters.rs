//! Who gets which letter, once, and what stands in it.

use fullmakt::clock::DAY;
use fullmakt::language::Language;
use fullmakt::orders::{OrderKind, OrderState};

use super::{CUSTOMER, SCOPE, VENDOR, approve, carried_out, draft, found, kinds_to, placed, reject, with};
use crate::support::TestApp;

/// An item of a list that names what was made up breaks elsewhere with every name: its lines become one.
fn unbroken(lines: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(item) if item.contains('[') && line.starts_with("   ") => {
                item.push(' ');
                item.push_str(line.trim_start());
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// Every letter of every journey in one language, with what the world made up taken out.
async fn all_letters(language: Language) -> String {
    let test = TestApp::new().await;
    let in_language = |kind| {
        let mut draft = draft(kind);
        draft.language = language;
        draft
    };
    // The second vendor's order waits, is reminded of and closed; then a refusal; then all three kinds to their ends.
    carried_out(&test, &in_language(OrderKind::ExistingCustomer)).await;
    for days in [7, 30] {
        test.clock.set_offset(days * DAY);
        test.run_jobs().await;
    }
    carried_out(&test, &in_language(OrderKind::ExistingCustomer)).await;
    let refused = placed(&test, &in_language(OrderKind::Direct)).await;
    reject(&test.app, &refused.case_number, "Hjemmelen gjelder ikke for virksomheten.")
        .await
        .expect("rejected");
    test.run_jobs().await;
    carried_out(&test, &in_language(OrderKind::Direct)).await;
    carried_out(&test, &in_language(OrderKind::ExistingCustomer)).await;
    let mut unlike = in_language(OrderKind::FictionalCustomer);
    unlike.fields.insert("vendor.name".to_owned(), "Annet Navn AS".to_owned());
    let fictional = carried_out(&test, &unlike).await;
    let (number, name) = fictional.fictional_customer.expect("a customer");

    let mut made_up = vec![(number.to_string(), "[NUMMER]"), (name, "[KUNDE]")];
    {
        let mut tx = test.app.db.read().await.expect("read");
        for row in
            tx.fetch_all("SELECT number, name FROM persons", fullmakt::db::params![]).await.expect("persons")
        {
            made_up.push((row.text("number").expect("number"), "[FØDSELSNUMMER]"));
            made_up.push((row.text("name").expect("name"), "[PERSON]"));
        }
    }
    let mut letters = Vec::new();
    for mail in test.mailbox().await {
        let mut body = mail.body.clone();
        for (value, placeholder) in &made_up {
            body = body.replace(value, placeholder);
        }
        let body: Vec<String> = body
            .split('\n')
            .map(|line| match line.split_once("/lenke/") {
                Some((before, _)) => format!("{before}/lenke/[LENKE]"),
                None => line.to_owned(),
            })
            .collect();
        let body = unbroken(body).join("\n");
        letters.push(format!("=== {} | {}\n{body}\n", mail.to, mail.subject));
    }
    letters.sort();
    // One of each: but for case numbers the later ones say the same.
    let without_digits = |letter: &String| letter.replace(|c: char| c.is_ascii_digit(), "");
    let mut seen = std::collections::BTreeSet::new();
    letters.retain(|letter| seen.insert(without_digits(letter)));
    letters.join("\n")
}

#[tokio::test]
async fn a_waiting_vendor_is_told_once_when_its_customer_orders_and_when_it_delegates() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    test.run_jobs().await;
    let kinds = kinds_to(&test, "mari@leverandor.example").await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "customer-ordered").count(), 1, "{kinds:?}");
    let (consumer, supplier) = (CUSTOMER.parse().expect("number"), VENDOR.parse().expect("number"));
    for _ in 0..2 {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let scheme =
            fullmakt::delegation::scheme_of_scope(&mut tx, SCOPE).await.expect("query").expect("a scheme");
        fullmakt::delegation::add_supplier(
            &mut tx,
            &test.app,
            test.app.now(),
            consumer,
            supplier,
            "person:x",
        )
        .await
        .expect("added");
        fullmakt::delegation::give(
            &mut tx,
            &test.app,
            test.app.now(),
            consumer,
            supplier,
            &scheme.id,
            "person:x",
        )
        .await
        .expect("given");
        tx.commit().await.expect("commit");
        test.run_jobs().await;
    }
    let mails = test.mailbox().await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("har delegert til dere")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].to == "mari@leverandor.example" && told[0].body.contains(SCOPE), "{}", told[0].body);
}

#[tokio::test]
async fn the_letters_in_bokmal() {
    insta::assert_snapshot!(all_letters(Language::Nb).await);
}

#[tokio::test]
async fn the_letters_in_nynorsk() {
    insta::assert_snapshot!(all_letters(Language::Nn).await);
}

#[tokio::test]
async fn the_letters_in_english() {
    insta::assert_snapshot!(all_letters(Language::En).await);
}

#[tokio::test]
async fn the_vendor_of_an_existing_customer_gets_neither_person_nor_scope() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut tx = test.app.db.read().await.expect("read");
    let customer = CUSTOMER.parse().expect("a number");
    let person =
        fullmakt::parties::person_of_customer(&mut tx, customer).await.expect("query").expect("a person");
    drop(tx);
    let (number, mails) = (person.number.to_string(), test.mailbox().await);
    let to_vendor: Vec<_> = mails.iter().filter(|mail| mail.to == "mari@leverandor.example").collect();
    assert_eq!(to_vendor.len(), 2);
    assert!(to_vendor.iter().all(|mail| !mail.body.contains(&number) && !mail.body.contains("brreg:reelle")));
    let to_customer =
        |text: &str| mails.iter().any(|mail| mail.to == "ola@kunde.example" && mail.body.contains(text));
    assert!(to_customer(&number) && to_customer("brreg:reelle/rapporteringspliktig"));
}

#[tokio::test]
async fn every_letter_leaves_once_and_its_link_opens_the_case() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    test.run_jobs().await;
    assert_eq!(kinds_to(&test, "mari@leverandor.example").await, ["ready-fictional", "receipt"]);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE state <> 'sent'").await, 0);
    let mails = test.mailbox().await;
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        let path = mail.path_starting("/lenke/").expect("a link");
        let answer = test.browser().get(&path).await;
        assert!(answer.status.is_redirection(), "{}", answer.body);
        assert_eq!(answer.location(), format!("/sak/{}", order.case_number));
    }
}

#[tokio::test]
async fn a_letters_step_that_runs_again_writes_no_second_letter() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    test.run_jobs().await;
    let before = test.mailbox().await;
    // As if the tick had been lost while the letter had left.
    let mut tx = test.app.db.begin_write().await.expect("write");
    for sql in [
        "UPDATE orders SET state = 'provisioning'",
        "UPDATE order_steps SET state = 'pending' WHERE name = 'letters'",
    ] {
        tx.execute(sql, fullmakt::db::params![]).await.expect("undone");
    }
    tx.commit().await.expect("commit");
    fullmakt::orders::provision::run(&test.app, None, &order.id, 0, test.app.now()).await;
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    let after = test.mailbox().await;
    assert_eq!(after.len(), before.len());
}

/// An address that only the vendor has typed is nobody's proof: a link of the customer's organisation would let its reader
/// in to all the customer's cases and clients.
#[tokio::test]
async fn an_address_that_only_the_vendor_named_gets_no_link_of_the_customers_organisation() {
    let links = |organisation: &str| {
        format!("SELECT count(*) AS n FROM signed_links WHERE organisation = '{organisation}'")
    };
    // The vendor names an address of its own as its customer's.
    let address = "mari.privat@leverandor.example";
    let typed = with(OrderKind::ExistingCustomer, &[("customer.contact.email", address)]);
    let test = TestApp::with_env(&[("FULLMAKT_ACCESS_LIFE_DAYS", "365")]).await;
    let order = carried_out(&test, &typed).await;
    test.clock.set_offset(7 * DAY);
    test.run_jobs().await;
    let reminder = mail_about(&test, address, "venter på at dere bestiller").await;
    assert_eq!(reminder.path_starting("/lenke/"), None, "{}", reminder.body);
    assert_eq!(reminder.path_starting("/bestill"), Some("/bestill/direkte".to_owned()), "{}", reminder.body);
    let mut visitor = test.browser();
    assert_eq!(visitor.get("/bestill/direkte").await.status, axum::http::StatusCode::OK);
    assert_eq!(test.count(&links(CUSTOMER)).await, 0);

    // The customer orders with an address of its own; the other one is still only the vendor's word.
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let own_links = test.count(&links(CUSTOMER)).await;
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    let ready = mail_about(&test, address, "venter på delegering fra dere").await;
    assert_eq!(ready.path_starting("/lenke/"), None, "{}", ready.body);
    let entry = ready.path_starting("/sak").expect("the page that says how to come in");
    assert_eq!(visitor.get(&entry).await.status, axum::http::StatusCode::OK);
    let case = visitor.get(&format!("/sak/{}", order.case_number)).await;
    assert_eq!(case.status, axum::http::StatusCode::FORBIDDEN);
    assert_eq!(test.count(&links(CUSTOMER)).await, own_links);

    // The access runs out: its customer's own contact is warned with a link, and the vendor's word without one.
    test.clock.set_offset(7 * DAY + (365 - 30) * DAY);
    test.run_jobs().await;
    let warning = mail_about(&test, address, "går ut").await;
    assert_eq!(warning.path_starting("/lenke/"), None, "{}", warning.body);
    let own = mail_about(&test, "ola@kunde.example", "går ut").await;
    assert!(own.path_starting("/lenke/").is_some(), "{}", own.body);
}

/// The last mail to an address whose subject holds `words`.
async fn mail_about(test: &TestApp, address: &str, words: &str) -> crate::support::app::Mail {
    let mails = test.mailbox().await;
    let found = mails.iter().rev().find(|mail| mail.to == address && mail.subject.contains(words));
    found.cloned().unwrap_or_else(|| panic!("no mail to {address} about “{words}”"))
}
