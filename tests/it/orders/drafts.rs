//! Drafts that are kept: opened by their secret alone, used up once, over on the world's clock, and sealed at rest.

use fullmakt::clock::DAY;
use fullmakt::db::params;
use fullmakt::orders::drafts::{self, Opened, Origin, Saved};
use fullmakt::orders::{Draft, OrderKind};

use super::{draft, on_node, with};
use crate::support::TestApp;

async fn saved(test: &TestApp, draft: &Draft, origin: &Origin) -> Saved {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let saved =
        drafts::save(&mut tx, &test.app, test.app.now(), draft, origin, "visitor").await.expect("saved");
    tx.commit().await.expect("commit");
    saved
}

fn secret_of(saved: &Saved) -> String {
    saved.link.rsplit('/').next().expect("a secret").to_owned()
}

async fn opened(test: &TestApp, id: &str, secret: &str) -> Opened {
    let mut tx = test.app.db.read().await.expect("read");
    drafts::open(&mut tx, &test.app, test.app.now(), id, secret).await.expect("opened")
}

#[tokio::test]
async fn a_draft_comes_back_as_it_was_typed_by_its_secret_alone() {
    let test = TestApp::new().await;
    for origin in [
        Origin::Form,
        Origin::Mail("01MAIL".to_owned()),
        Origin::Case("2026-00007".to_owned()),
        Origin::Invitation("01INVITATION".to_owned()),
    ] {
        let typed = with(OrderKind::Direct, &[("customer.number", "91004935"), ("ukjent", "felt")]);
        let saved = saved(&test, &typed, &origin).await;
        assert_eq!(saved.link, test.app.url(&drafts::path(&test.app, &saved.id)));
        let Opened::Draft(stored) = opened(&test, &saved.id, &secret_of(&saved)).await else {
            panic!("a draft was expected")
        };
        assert_eq!(stored.origin, origin);
        assert_eq!(stored.draft.kind, OrderKind::Direct);
        assert_eq!(stored.draft.get("customer.number"), "91004935", "what is wrong is kept too");
        assert_eq!(stored.draft.get("ukjent"), "", "what is no field of the kind is not");

        let signed = test.app.keys.link_secret(&saved.id);
        for wrong in ["", "x", signed.as_str()] {
            assert!(matches!(opened(&test, &saved.id, wrong).await, Opened::Unknown), "{wrong}");
        }
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'draft.saved'").await, 4);
}

#[tokio::test]
async fn the_database_alone_tells_nothing_and_no_real_persons_number_is_stored() {
    let test = TestApp::new().await;
    let typed = with(OrderKind::Direct, &[("message", "Ring 02013299997, hun vet hvor")]);
    let saved = saved(&test, &typed, &Origin::Form).await;
    let Opened::Draft(stored) = opened(&test, &saved.id, &secret_of(&saved)).await else {
        panic!("a draft was expected")
    };
    let message = stored.draft.get("message");
    assert!(!message.contains("02013299997") && message.contains("hun vet hvor"), "{message}");

    let mut tx = test.app.db.read().await.expect("read");
    let row = tx
        .fetch_optional("SELECT sealed_fields FROM order_drafts WHERE id = $1", params![&saved.id])
        .await
        .expect("query")
        .expect("a row");
    let bytes = row.bytes("sealed_fields").expect("bytes");
    assert!(!String::from_utf8_lossy(&bytes).contains("kunde.example"));
}

#[tokio::test]
async fn a_draft_that_is_used_up_or_revoked_is_wiped_and_changed_no_more() {
    let test = TestApp::new().await;
    let typed = draft(OrderKind::FictionalCustomer);
    for how in ["used", "revoked"] {
        let saved = saved(&test, &typed, &Origin::Form).await;
        let mut tx = test.app.db.begin_write().await.expect("write");
        let now = test.app.now();
        let first = match how {
            "used" => drafts::consume(&mut tx, now, &saved.id, "01ORDER").await,
            _ => drafts::revoke(&mut tx, &test.app, now, &saved.id, "visitor").await,
        };
        assert!(first.expect("changed"), "{how}");
        assert!(!drafts::consume(&mut tx, now, &saved.id, "01OTHER").await.expect("asked"), "{how}");
        assert!(
            !drafts::revoke(&mut tx, &test.app, now, &saved.id, "visitor").await.expect("asked"),
            "{how}"
        );
        let changed = drafts::update(&mut tx, &test.app, now, &saved.id, &typed, "visitor").await;
        assert!(!changed.expect("asked"), "{how}");
        tx.commit().await.expect("commit");
        let outcome = opened(&test, &saved.id, &secret_of(&saved)).await;
        match how {
            "used" => assert!(matches!(&outcome, Opened::Used(id) if id == "01ORDER"), "{outcome:?}"),
            _ => assert!(matches!(outcome, Opened::Gone), "{outcome:?}"),
        }
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM order_drafts WHERE sealed_fields IS NULL").await, 2);
}

#[tokio::test]
async fn a_changed_draft_keeps_its_link_and_its_end() {
    let test = TestApp::new().await;
    let saved = saved(&test, &draft(OrderKind::Direct), &Origin::Form).await;
    test.clock.set_offset(10 * DAY);
    let mut tx = test.app.db.begin_write().await.expect("write");
    let other = with(OrderKind::Direct, &[("customer.name", "Lydig Laks AS")]);
    assert!(
        drafts::update(&mut tx, &test.app, test.app.now(), &saved.id, &other, "visitor")
            .await
            .expect("asked")
    );
    // Another kind of order is another draft.
    let kind = draft(OrderKind::ExistingCustomer);
    assert!(
        !drafts::update(&mut tx, &test.app, test.app.now(), &saved.id, &kind, "visitor")
            .await
            .expect("asked")
    );
    tx.commit().await.expect("commit");
    let Opened::Draft(stored) = opened(&test, &saved.id, &secret_of(&saved)).await else {
        panic!("a draft was expected")
    };
    assert_eq!((stored.draft.get("customer.name"), stored.expires_at), ("Lydig Laks AS", saved.expires_at));
}

#[tokio::test]
async fn a_draft_ends_on_the_worlds_clock_and_a_job_deletes_it() {
    let test = TestApp::with_env(&[("FULLMAKT_DRAFT_LIFE_DAYS", "3")]).await;
    let saved = saved(&test, &draft(OrderKind::Direct), &Origin::Form).await;
    let secret = secret_of(&saved);
    test.clock.set_offset(3 * DAY - 1);
    test.run_jobs().await;
    assert!(matches!(opened(&test, &saved.id, &secret).await, Opened::Draft(_)));
    test.clock.set_offset(3 * DAY);
    assert!(matches!(opened(&test, &saved.id, &secret).await, Opened::Gone));
    let mut tx = test.app.db.begin_write().await.expect("write");
    assert!(!drafts::consume(&mut tx, test.app.now(), &saved.id, "01ORDER").await.expect("asked"));
    drop(tx);
    test.clock.set_offset(4 * DAY);
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM order_drafts").await, 0);
    assert!(matches!(opened(&test, &saved.id, &secret).await, Opened::Gone));
}

#[tokio::test]
async fn two_nodes_that_use_one_draft_up_at_once_do_it_once() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    let consume = |app: fullmakt::app::App, id: String, order: &'static str| async move {
        let mut tx = app.db.begin_write().await.expect("write");
        let won = drafts::consume(&mut tx, app.now(), &id, order).await.expect("asked");
        tx.commit().await.expect("commit");
        won
    };
    for _ in 0..6 {
        let saved = saved(&test, &draft(OrderKind::Direct), &Origin::Form).await;
        let (a, b) = tokio::join!(
            consume(one.clone(), saved.id.clone(), "01A"),
            consume(two.clone(), saved.id.clone(), "01B")
        );
        assert!(a ^ b, "exactly one");
    }
}
