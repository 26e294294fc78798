//! Of two that act on one order at once, with connections of their own, one does it and nothing is lost.

use fullmakt::app::App;
use fullmakt::jobs::Outcome;
use fullmakt::orders::awaiting::{self, Completion};
use fullmakt::orders::place::check_registry;
use fullmakt::orders::{OrderState, inbound, store};

use super::{
    CASE, MARI, awaiting, in_reply_to, kinds, last_letter, mail, order_without, receive, stored, the_order,
};
use crate::orders::on_node;
use crate::support::TestApp;

async fn read(app: &App, mail_id: &str) {
    let outcome = inbound::run_read(app, mail_id, app.now()).await;
    assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
}

/// Completes the order as its form does.
async fn by_form(app: &App) -> bool {
    let draft = crate::orders::draft(fullmakt::orders::OrderKind::FictionalCustomer);
    let checked = draft.check().expect("faultless");
    check_registry(app, &checked).await.expect("asked");
    let mut tx = app.db.begin_write().await.expect("write");
    let order = store::find_by_case(&mut tx, CASE).await.expect("query").expect("the order");
    let by = Completion { actor: "visitor", acknowledged: true, reply_to: None };
    let done = awaiting::complete(&mut tx, app, app.now(), &order, &checked, &[], by).await.expect("asked");
    tx.commit().await.expect("commit");
    done.is_some()
}

#[tokio::test]
async fn an_answer_and_the_form_at_once_complete_the_order_once() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        let letter = awaiting(&test).await;
        let id = stored(&test, &mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), "99 88 77 66")).await;
        let (formed, ()) = tokio::join!(by_form(&one), read(&two, &id));
        let order = the_order(&test).await;
        assert_eq!(order.state, OrderState::Received, "round {round}");
        let phone = order.vendor.expect("a vendor").contact.phone;
        assert_eq!(phone, if formed { "+4722334455" } else { "+4799887766" }, "round {round}");
        assert_eq!(kinds(&test).await, ["missing", "completed"], "round {round}");
        assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.completed'").await, 1);
    }
}

#[tokio::test]
async fn two_answers_at_once_lose_nothing_of_each_other() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&["phone", "number"]))).await;
        let letter = last_letter(&test).await;
        let extra = in_reply_to(&letter);
        let a = stored(&test, &mail(MARI, "a", "Sv: x", &extra, "22 33 44 55")).await;
        let b = stored(&test, &mail(MARI, "b", "Sv: x", &extra, "Org.nr. 910 049 356")).await;
        assert_ne!(a, b);
        tokio::join!(read(&one, &a), read(&two, &b));
        let order = the_order(&test).await;
        assert_eq!(order.state, OrderState::Received, "round {round}: both facts are there");
        // Both were written at the same moment, so that their ids tell no order.
        let mut kinds = kinds(&test).await;
        kinds.sort();
        assert_eq!(kinds, ["completed", "missing", "missing"], "round {round}");
    }
}

#[tokio::test]
async fn one_mail_that_two_nodes_read_at_once_is_settled_once() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        let left_out: &[&str] = if round % 2 == 0 { &["phone"] } else { &[] };
        let id = stored(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(left_out))).await;
        tokio::join!(read(&one, &id), read(&two, &id));
        the_order(&test).await;
        assert_eq!(kinds(&test).await.len(), 1, "round {round}");
        assert_eq!(test.count("SELECT count(*) AS n FROM case_numbers WHERE last = 1").await, 1, "{round}");
        assert_eq!(test.count("SELECT count(*) AS n FROM mailed_orders_an_hour WHERE placed = 1").await, 1);
    }
}

#[tokio::test]
async fn the_same_order_mailed_twice_at_once_is_one_order() {
    for round in 0..6 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        let left_out: &[&str] = if round % 2 == 0 { &["phone"] } else { &[] };
        let a = stored(&test, &mail(MARI, "a", "Bestilling", "", &order_without(left_out))).await;
        let b = stored(&test, &mail(MARI, "b", "Bestilling", "", &order_without(left_out))).await;
        tokio::join!(read(&one, &a), read(&two, &b));
        the_order(&test).await;
        let kind = if left_out.is_empty() { "receipt" } else { "missing" };
        assert_eq!(kinds(&test).await, [kind, kind], "round {round}");
        assert_eq!(test.count("SELECT count(*) AS n FROM case_numbers WHERE last = 1").await, 1, "{round}");
        let in_case =
            "SELECT count(*) AS n FROM inbound_mail WHERE state = 'order' AND case_number = '2026-00001'";
        assert_eq!(test.count(in_case).await, 2, "round {round}");
    }
}

#[tokio::test]
async fn of_an_order_decided_on_and_mailed_again_at_once_nothing_is_lost() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        receive(&test, &mail(MARI, "a", "Bestilling", "", &order_without(&[]))).await;
        let b = stored(&test, &mail(MARI, "b", "Bestilling", "", &order_without(&[]))).await;
        let deciding = crate::orders::approve(&two, CASE, None);
        let ((), decided) = tokio::join!(read(&one, &b), deciding);
        decided.expect("approved");
        let orders = test.count("SELECT count(*) AS n FROM orders").await;
        let again = test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.mailed_again'").await;
        assert_eq!(orders + again, 2, "round {round}: an order of its own, or the first one's");
    }
}

/// One sender's mails count orders and answers and take a case number; whichever comes first, none waits for one that waits
/// for it. A deadlock would end in an outcome that is tried again, which [`read`] refuses.
#[tokio::test]
async fn mails_of_one_sender_with_masked_numbers_never_wait_for_each_other_in_a_circle() {
    let number = "Fnr: 02013299997\n";
    for round in 0..6 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        let whole = format!("{}{number}", order_without(&[]));
        let incomplete = format!(
            "{}{number}",
            order_without(&["phone"])
                .replace("910049356", "810305002")
                .replace("Sprek Maur AS", "Klok Hare SA")
        );
        let a = stored(&test, &mail(MARI, "a", "Bestilling", "", &whole)).await;
        let b = stored(&test, &mail(MARI, "b", "Bestilling", "", &incomplete)).await;
        tokio::join!(read(&one, &a), read(&two, &b));
        assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 2, "round {round}");
        let mut kinds = kinds(&test).await;
        kinds.sort();
        assert_eq!(kinds, ["missing", "number-masked", "number-masked", "receipt"], "round {round}");
    }
}

#[tokio::test]
async fn of_two_mails_at_once_one_is_the_last_that_is_answered() {
    let test = TestApp::with_env(&[("FULLMAKT_ANSWERS_PER_DAY", "1")]).await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    let a = stored(&test, &mail(MARI, "a", "Bestilling", "", &order_without(&["phone"]))).await;
    let b = stored(&test, &mail(MARI, "b", "Bestilling", "", &order_without(&["phone"]))).await;
    tokio::join!(read(&one, &a), read(&two, &b));
    assert_eq!(kinds(&test).await, ["missing"]);
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 1);
    let waiting = "SELECT count(*) AS n FROM inbound_mail WHERE note = 'too-many-answers'";
    assert_eq!(test.count(waiting).await, 1);
}

#[tokio::test]
async fn an_answer_and_the_closing_at_once_end_the_wait_once() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        let letter = awaiting(&test).await;
        let order = the_order(&test).await;
        let id = stored(&test, &mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), "22 33 44 55")).await;
        let closing = awaiting::run_close(&two, &order.id, test.app.now());
        let ((), closed) = tokio::join!(read(&one, &id), closing);
        assert!(matches!(closed, Outcome::Done), "{closed:?}");
        let state = the_order(&test).await.state;
        let kinds = kinds(&test).await;
        match state {
            OrderState::Received => assert_eq!(kinds, ["missing", "completed"], "round {round}"),
            OrderState::Closed => assert_eq!(kinds, ["missing", "not-completed"], "round {round}"),
            other => panic!("round {round}: {other:?}"),
        }
    }
}
