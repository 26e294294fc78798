//! Everything that is held about a contact, written out and erased.

use axum::http::StatusCode;
use fullmakt::app::App;
use fullmakt::clock::DAY;
use fullmakt::db::params;
use fullmakt::language::Language;
use fullmakt::mail::{Letter, send_letter, write};
use fullmakt::orders::drafts::{self, Origin};
use fullmakt::orders::{OrderKind, draft::Draft};
use fullmakt::privacy::contact::{self, Holdings};
use fullmakt::privacy::erase::{EraseError, Erased, erase};
use fullmakt::privacy::export::export;

use super::{MARI, forward, run, where_is};
use crate::bulk::World;
use crate::orders::{approve, draft, found, on_node, placed, reject};
use crate::support::TestApp;

/// A world in which Mari stands in a closed case, wrote a mail and left a draft.
async fn with_mari() -> TestApp {
    let test = TestApp::new().await;
    let mut order = draft(OrderKind::FictionalCustomer);
    order.fields.insert("vendor.contact.email".to_owned(), "Mari@Leverandor.example".to_owned());
    order.fields.insert("message".to_owned(), "Hilsen MARI OPPDIKTET, mari@leverandor.example".to_owned());
    let order = placed(&test, &order).await;
    reject(&test.app, &order.case_number, "Mari Oppdiktet må skrive mer.").await.expect("rejected");
    let other = placed(&test, &draft(OrderKind::Direct)).await;
    reject(&test.app, &other.case_number, "Nei.").await.expect("rejected");
    test.run_jobs().await;
    let sealed = test
        .app
        .keys
        .seal(&test.app.random, &fullmakt::orders::inbound::text_context("mail"), b"Hei fra Mari")
        .expect("sealed");
    let mail = "INSERT INTO inbound_mail (id, message_id, envelope_from, received_at, state, sender, subject, sealed_text)
                VALUES ('mail', 'mail@leverandor.example', 'mari@leverandor.example', $1, 'desk', 'Mari@leverandor.example', 'Fra Mari Oppdiktet', $2)";
    run(&test, mail, params![test.app.now().wall, sealed]).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let typed = Draft {
        fields: [("vendor.contact.email".to_owned(), MARI.to_owned())].into(),
        ..Draft::new(OrderKind::FictionalCustomer, Language::Nb)
    };
    drafts::save(&mut tx, &test.app, test.app.now(), &typed, &Origin::Form, "visitor")
        .await
        .expect("a draft");
    tx.commit().await.expect("commit");
    test
}

async fn held(app: &App, address: &str) -> Holdings {
    let mut tx = app.db.read().await.expect("read");
    contact::find(&mut tx, app, address).await.expect("found")
}

async fn erase_now(app: &App, address: &str, force: bool) -> Result<Erased, EraseError> {
    let mut tx = app.db.begin_write().await.expect("write");
    let erased = erase(&mut tx, app, app.now(), address, force).await?;
    tx.commit().await?;
    Ok(erased)
}

#[tokio::test]
async fn everything_that_is_held_about_a_contact_is_written_out_and_nothing_of_another() {
    let test = with_mari().await;
    let mut tx = test.app.db.read().await.expect("read");
    let found = contact::find(&mut tx, &test.app, MARI).await.expect("found");
    let document = export(&mut tx, &test.app, test.app.now(), MARI, &found).await.expect("written");
    drop(tx);
    assert_eq!(document["cases"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["cases"][0]["as"]["vendor_contact"]["vendor_contact_name"], "Mari Oppdiktet");
    assert!(document["cases"][0]["reason"].as_str().expect("a reason").contains("skrive mer"));
    assert_eq!(document["mails"][0]["text"], "Hei fra Mari");
    assert_eq!(document["drafts"][0]["fields"]["vendor.contact.email"], MARI);
    let letters = document["letters"].as_array().expect("letters");
    assert!(
        letters.len() >= 2
            && letters.iter().all(|letter| letter["text"].as_str().is_some_and(|text| !text.is_empty()))
    );
    assert_eq!(document["links"].as_array().map(Vec::len), Some(letters.len()));
    assert!(!document.to_string().contains("ola@kunde"), "nothing of another contact");
    assert!(held(&test.app, "nobody@leverandor.example").await.is_empty());
}

#[tokio::test]
async fn an_erased_contact_stands_nowhere_any_more_and_the_others_stand_as_before() {
    let test = with_mari().await;
    let before = held(&test.app, "ola@kunde.example").await;
    {
        // A rehearsal changes nothing.
        let mut tx = test.app.db.begin_write().await.expect("write");
        erase(&mut tx, &test.app, test.app.now(), MARI, false).await.expect("a rehearsal");
    }
    assert!(!held(&test.app, MARI).await.is_empty());
    let erased = erase_now(&test.app, MARI, false).await.expect("erased");
    assert_eq!((erased.cases.len(), erased.mails, erased.drafts), (1, 1, 1));
    assert!(erased.letters >= 2 && erased.links >= 2 && !erased.kept.is_empty());
    for word in ["Mari Oppdiktet", "mari@leverandor.example"] {
        assert_eq!(where_is(&test, word).await, [""; 0], "{word}");
    }
    assert!(held(&test.app, MARI).await.is_empty());
    assert_eq!(held(&test.app, "ola@kunde.example").await, before);
    let order = found(&test, &erased.cases[0]).await;
    assert_eq!(order.state.key(), "rejected", "the case stays");
    assert!(order.reason.expect("a reason").contains("må skrive mer"));
    assert!(matches!(erase_now(&test.app, MARI, false).await, Err(EraseError::NothingHeld)));
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'privacy.erased'").await, 1);
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{}", order.case_number)).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn a_contact_is_not_erased_from_a_case_under_way_unless_it_is_forced() {
    for kind in [OrderKind::Direct, OrderKind::FictionalCustomer] {
        let test = TestApp::new().await;
        let address = if kind == OrderKind::Direct { "ola@kunde.example" } else { MARI };
        let received = placed(&test, &draft(kind)).await;
        let Err(EraseError::UnderWay { cases }) = erase_now(&test.app, address, false).await else {
            panic!()
        };
        assert_eq!(cases.join(" "), received.case_number);
        crate::orders::approve(&test.app, &received.case_number, None).await.expect("approved");
        test.run_jobs().await;
        let refused = erase_now(&test.app, address, false).await.expect_err("the access is in use");
        assert!(refused.to_string().contains("--force"), "{refused}");
        erase_now(&test.app, address, true).await.expect("forced");
        assert_eq!(where_is(&test, address).await, [""; 0]);
        test.run_jobs().await;
        assert_eq!(found(&test, &received.case_number).await.state.key(), "done");
        assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE recipient LIKE 'slettet@%'").await, 0);
    }
}

#[tokio::test]
async fn of_two_that_erase_at_once_one_does_and_the_other_finds_nothing_more() {
    let test = with_mari().await;
    let node = on_node(&test, test.database.another_node().await);
    let (one, other) = tokio::join!(erase_now(&test.app, MARI, false), erase_now(&node, MARI, false));
    let erased = [&one, &other].into_iter().filter(|outcome| outcome.is_ok()).count();
    assert!(erased >= 1, "{one:?} {other:?}");
    for outcome in [&one, &other] {
        let fine = matches!(outcome, Ok(_) | Err(EraseError::NothingHeld | EraseError::Changed(_)));
        assert!(fine, "{outcome:?}");
    }
    assert_eq!(where_is(&test, MARI).await, [""; 0]);
    assert!(held(&test.app, MARI).await.is_empty());
}

#[tokio::test]
async fn an_erasure_that_is_killed_has_erased_nothing_and_the_next_one_all() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.json");
    std::fs::write(&empty, "{}").expect("written");
    let empty = empty.display().to_string();
    assert!(world.run(&["world", "load", &empty], None, None).0, "the world is made");
    let app = world.open().await;
    let mut tx = app.db.begin_write().await.expect("write");
    let typed = Draft {
        fields: [("vendor.contact.email".to_owned(), MARI.to_owned())].into(),
        ..Draft::new(OrderKind::FictionalCustomer, Language::Nb)
    };
    drafts::save(&mut tx, &app, app.now(), &typed, &Origin::Form, "visitor").await.expect("a draft");
    tx.commit().await.expect("commit");
    let erase = ["privacy", "erase", "--email", MARI, "--json"];
    let erase_yes = ["privacy", "erase", "--email", MARI, "--json", "--yes"];
    let (ended, printed, told) = world.run(&erase, None, None);
    assert!(ended && printed.contains("\"applied\":false"), "{printed} {told}");
    assert!(!world.run(&erase_yes, None, Some("privacy:erased-before-commit")).0);
    assert_eq!(held(&app, MARI).await.drafts.len(), 1);
    let (ended, printed, _) = world.run(&erase_yes, None, None);
    assert!(ended && printed.contains("\"drafts\":1"), "{printed}");
    let (ended, printed, _) = world.run(&["privacy", "export", "--email", MARI, "--json"], None, None);
    assert!(ended && printed.contains("\"drafts\": []"), "{printed}");
    let (ended, _, told) = world.run(&erase_yes, None, None);
    assert!(!ended && told.contains("nothing is held"), "{told}");
    assert!(!world.run(&["privacy", "erase", "--email", "not an address"], None, None).0);
}

#[tokio::test]
async fn what_others_were_sent_and_wrote_in_a_case_names_an_erased_contact_no_more() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    reject(&test.app, &order.case_number, "Nei.").await.expect("rejected");
    test.run_jobs().await;
    let (app, now) = (&test.app, test.app.now());
    let values = [("link", "http://x.example"), ("until", "1.1.2027"), ("what", "Mari Oppdiktet og Per")];
    let letter = Letter {
        kind: "draft-saved",
        case_number: Some(&order.case_number),
        recipient: "kollega@leverandor.example",
        language: Language::Nb,
        written: write(Language::Nb, "draft-letter", &values, &app.config.public_url),
        in_reply_to: None,
    };
    let mut tx = app.db.begin_write().await.expect("write");
    send_letter(&mut tx, &app.outbox, now, letter).await.expect("a letter");
    let context = fullmakt::orders::inbound::text_context("m");
    let sealed = app
        .keys
        .seal(&app.random, &context, "Spør Mari\r\nOppdiktet, 22 33 44 55".as_bytes())
        .expect("sealed");
    tx.execute(
        "INSERT INTO inbound_mail (id, message_id, envelope_from, received_at, state, sender, subject, sealed_text, case_number)
         VALUES ('m', 'm', '', $1, 'order', 'kollega@leverandor.example', 'Om Mari Oppdiktet', $2, $3)",
        params![now.wall, sealed, order.case_number.as_str()],
    )
    .await
    .expect("a mail");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
    assert!(where_is(&test, "Mari Oppdiktet").await.len() > 4, "they tell of her before");
    erase_now(&test.app, MARI, false).await.expect("erased");
    for word in ["Oppdiktet", "22 33 44 55", "22334455", MARI] {
        assert_eq!(where_is(&test, word).await, [""; 0], "{word}");
    }
    assert_eq!(where_is(&test, "slettet og Per").await.len(), 6, "subject, text and HTML of letter and copy");
    assert_eq!(where_is(&test, "Spør slettet").await.len(), 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE recipient LIKE 'kollega@%'").await, 1);
}

#[tokio::test]
async fn nothing_is_written_to_a_contact_that_was_erased_from_a_case_under_way() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state.key(), "waiting_for_customer");
    erase_now(&test.app, MARI, true).await.expect("forced");
    let before = test.count("SELECT count(*) AS n FROM letters").await;
    // The reminder, and the end.
    forward(&test, 8).await;
    forward(&test, 30).await;
    assert_eq!(found(&test, &order.case_number).await.state.key(), "closed");
    assert!(
        test.count("SELECT count(*) AS n FROM letters").await > before,
        "the customer is still written to"
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE recipient LIKE '%invalid'").await, 0);
    assert_eq!(where_is(&test, MARI).await, [""; 0]);
}

#[tokio::test]
async fn whoever_was_asked_for_missing_facts_is_found_and_erased() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::Direct)).await;
    run(&test, "UPDATE orders SET state = 'awaiting_sender' WHERE id = $1", params![order.id.as_str()]).await;
    let asked = "INSERT INTO awaited_orders (order_id, sender, draft_id, asked, asked_at) VALUES ($1, 'Mari@leverandor.example', 'x', '[]', 0)";
    run(&test, asked, params![order.id.as_str()]).await;
    let day = test.app.now().wall.div_euclid(DAY);
    run(&test, "INSERT INTO answers_a_day (recipient, day, answered) VALUES ($2, $1, 1)", params![day, MARI])
        .await;
    let mut tx = test.app.db.read().await.expect("read");
    let found = contact::find(&mut tx, &test.app, MARI).await.expect("found");
    let document = export(&mut tx, &test.app, test.app.now(), MARI, &found).await.expect("written");
    drop(tx);
    assert_eq!(document["cases"][0]["was_asked_for_what_is_missing"], true);
    assert_eq!(document["letters_counted_on"].as_array().map(Vec::len), Some(1));
    assert!(!document.to_string().contains("ola@kunde"), "the order names somebody else");
    assert!(matches!(erase_now(&test.app, MARI, false).await, Err(EraseError::UnderWay { .. })));
    erase_now(&test.app, MARI, true).await.expect("forced");
    assert_eq!(where_is(&test, MARI).await, [""; 0]);
    assert!(!where_is(&test, "ola@kunde").await.is_empty(), "the others stay");
}
