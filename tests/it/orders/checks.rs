//! The checks of an order, by what is stored when they are made, and as the handler reads them.

use fullmakt::db::params;
use fullmakt::language::Language;
use fullmakt::orders::checks::{self, About, Verdict};
use fullmakt::orders::{Order, OrderKind};

use super::{OTHER_VENDOR, approve, carried_out, draft, found, placed, reject, with};
use crate::support::TestApp;

/// The verdicts of one kind of check as they stand now.
async fn verdicts(test: &TestApp, order: &Order, about: About) -> Vec<Verdict> {
    let mut tx = test.app.db.read().await.expect("read");
    let checks = checks::of_order(&mut tx, order, test.app.now().wall).await.expect("checks");
    checks.iter().filter(|check| check.about == about).map(|check| check.verdict).collect()
}

#[tokio::test]
async fn only_orders_that_were_carried_out_or_rejected_speak_for_the_applicant() {
    use Verdict::{Doubtful, Green, Open};
    let test = TestApp::new().await;
    let kind = OrderKind::FictionalCustomer;
    let first = placed(&test, &draft(kind)).await;
    assert_eq!(verdicts(&test, &first, About::Earlier).await, [Open]);
    assert_eq!(verdicts(&test, &first, About::MailDomain).await, [Open]);

    // An order that only waits says nothing: anybody can place one.
    let second = placed(&test, &draft(kind)).await;
    assert_eq!(verdicts(&test, &second, About::Earlier).await, [Open]);

    reject(&test.app, &first.case_number, "Nei").await.expect("rejected");
    assert_eq!(verdicts(&test, &second, About::Earlier).await, [Doubtful]);
    assert_eq!(verdicts(&test, &second, About::MailDomain).await, [Open]);

    carried_out(&test, &draft(kind)).await;
    assert_eq!(verdicts(&test, &second, About::Earlier).await, [Green]);
    assert_eq!(verdicts(&test, &second, About::MailDomain).await, [Green]);

    let elsewhere = placed(&test, &with(kind, &[("vendor.contact.email", "mari@annen.example")])).await;
    assert_eq!(verdicts(&test, &elsewhere, About::MailDomain).await, [Doubtful]);
    let other =
        placed(&test, &with(kind, &[("vendor.number", OTHER_VENDOR), ("vendor.name", "Annen AS")])).await;
    assert_eq!(verdicts(&test, &other, About::Earlier).await, [Open], "another vendor's orders do not count");

    // As of a moment before, nothing of this had happened.
    let mut tx = test.app.db.read().await.expect("read");
    let before = checks::of_order(&mut tx, &second, test.app.now().wall - 1).await.expect("checks");
    let earlier = before.iter().find(|check| check.about == About::Earlier).expect("a check");
    assert_eq!(earlier.verdict, Open);
}

#[tokio::test]
async fn a_customers_access_is_there_once_it_has_ordered_or_been_granted() {
    use Verdict::{Green, Open};
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(verdicts(&test, &order, About::Access).await, [Open]);
    let direct = placed(&test, &draft(OrderKind::Direct)).await;
    assert_eq!(verdicts(&test, &order, About::Access).await, [Green]);
    reject(&test.app, &direct.case_number, "Nei").await.expect("rejected");
    assert_eq!(verdicts(&test, &order, About::Access).await, [Open]);
    let direct = placed(&test, &with(OrderKind::Direct, &[("message", "Vi prøver igjen")])).await;
    approve(&test.app, &direct.case_number, None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(verdicts(&test, &order, About::Access).await, [Green]);
}

#[tokio::test]
async fn a_mails_sender_is_judged_by_what_was_found_on_arrival() {
    use Verdict::{Doubtful, Green, Open, Red};
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    assert_eq!(
        verdicts(&test, &order, About::Sender).await,
        [],
        "an order by form has no sender to ask about"
    );
    for (found, sender, expected, domain) in [
        (Some(r#"{"verdict":"pass"}"#), "mari@leverandor.example", vec![Green], Green),
        (Some(r#"{"verdict":"fail"}"#), "mari@leverandor.example", vec![Red], Green),
        (Some(r#"{"verdict":"none"}"#), "mari@annen.example", vec![Doubtful], Doubtful),
        (Some(r#"{"verdict":"unchecked"}"#), "mari@leverandor.example", vec![Open], Green),
        (None, "mari@leverandor.example", vec![], Green),
        (Some("not JSON"), "mari@leverandor.example", vec![], Green),
    ] {
        let mut tx = test.app.db.begin_write().await.expect("write");
        tx.execute("DELETE FROM inbound_mail", params![]).await.expect("emptied");
        tx.execute(
            "INSERT INTO inbound_mail (id, message_id, envelope_from, sealed_raw, received_at, state, sender, sender_check, order_id)
             VALUES ('mail', 'm@leverandor.example', $1, $2, 0, 'order', $1, $3, $4)",
            params![sender, vec![0_u8], found, &order.id],
        )
        .await
        .expect("a mail");
        tx.commit().await.expect("commit");
        assert_eq!(verdicts(&test, &order, About::Sender).await, expected, "{found:?}");
        assert_eq!(verdicts(&test, &order, About::MailDomain).await, [domain], "{sender}");
    }
}

#[tokio::test]
async fn the_desk_shows_each_check_with_its_verdict_in_words() {
    let test = TestApp::new().await;
    let unlike = [("vendor.name", "Helt Annet Navn AS"), ("vendor.contact.email", "mari@gmail.com")];
    let order = placed(&test, &with(OrderKind::FictionalCustomer, &unlike)).await;
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{}", order.case_number)).await.text();
    for expected in [
        "Leverandøren: organisasjonsnummer I orden Organisasjonsnummeret er gyldig.",
        "Leverandøren: navn Se nærmere Navnet er et annet",
        "E-postadresse Se nærmere gmail.com er en adresse som alle kan skaffe seg.",
        "Tidligere bestillinger Uten svar Dette er den første bestillingen.",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let direct = placed(&test, &draft(OrderKind::Direct)).await;
    handler.language = "en";
    let page = handler.get(&format!("/saksbord/{}?sprak=en", direct.case_number)).await.text();
    assert!(
        page.contains(
            "Legal basis In order The legal basis gives the scope brreg:reelle/rapporteringspliktig."
        ),
        "{page}"
    );
    assert_eq!(found(&test, &direct.case_number).await.warnings, Vec::<String>::new());
}

#[tokio::test]
async fn an_organisation_that_is_bankrupt_or_wound_up_is_taken_and_warned_of() {
    let entity = |number: &str, name: &str, member: &str| {
        let mut entity = serde_json::json!({ "organisasjonsnummer": number, "navn": name, "organisasjonsform": { "kode": "AS" } });
        entity[member] = serde_json::json!(true);
        entity
    };
    for (member, said) in [
        ("konkurs", "Virksomheten er konkurs."),
        ("underAvvikling", "Virksomheten er under avvikling."),
        ("underTvangsavviklingEllerTvangsopplosning", "Virksomheten er under tvangsavvikling"),
    ] {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("enheter.json");
        let entities = serde_json::json!([entity(super::VENDOR, "SPREK MAUR AS", member)]);
        std::fs::write(&file, entities.to_string()).expect("written");
        let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", file.to_str().expect("a path"))]).await;
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let mut tx = test.app.db.read().await.expect("read");
        let checks = checks::of_order(&mut tx, &order, test.app.now().wall).await.expect("checks");
        drop(tx);
        let live = checks.iter().find(|check| check.about == About::Live).expect("a check");
        assert_eq!(live.verdict, Verdict::Doubtful, "{member}");
        assert!(live.sentence(Language::Nb).starts_with(said), "{}", live.sentence(Language::Nb));
        let page = test.handler().await.get(&format!("/saksbord/{}", order.case_number)).await.text();
        assert!(page.contains(said), "{page}");
    }
}
