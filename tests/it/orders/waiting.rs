//! An order that waits for its customer, on the world's clock.

use fullmakt::app::App;
use fullmakt::clock::DAY;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::place::{Arrival, Placed, confirm, place};
use fullmakt::orders::waiting::run_close_unconfirmed;
use fullmakt::orders::{Channel, Order, OrderError, OrderKind, OrderState};

use super::{VENDOR, approve, carried_out, draft, found, kinds_to, on_node, placed, reject};
use crate::support::TestApp;

const VENDORS_ADDRESS: &str = "mari@leverandor.example";
const CUSTOMERS_ADDRESS: &str = "ola@kunde.example";

#[tokio::test]
async fn both_are_reminded_after_a_week_and_the_order_closes_after_a_month() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    test.clock.set_offset(7 * DAY - 1);
    test.run_jobs().await;
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["receipt"]);
    // The world's clock alone moves: no wall time has passed.
    test.clock.set_offset(7 * DAY);
    test.run_jobs().await;
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["receipt", "reminder-vendor"]);
    assert_eq!(kinds_to(&test, CUSTOMERS_ADDRESS).await, ["reminder-customer"]);
    test.clock.set_offset(30 * DAY - 1);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::WaitingForCustomer);
    test.clock.set_offset(30 * DAY);
    test.run_jobs().await;
    let closed = found(&test, &order.case_number).await;
    assert_eq!((closed.state, closed.reason.as_deref()), (OrderState::Closed, Some("customer-never-came")));
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["closed", "receipt", "reminder-vendor"]);
    assert_eq!(kinds_to(&test, CUSTOMERS_ADDRESS).await, ["reminder-customer"]);
    // A customer that comes too late gets its own access, and the closed order stays closed.
    carried_out(&test, &draft(OrderKind::Direct)).await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Closed);
}

#[tokio::test]
async fn an_order_that_went_on_is_neither_reminded_of_nor_closed() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    test.clock.set_offset(60 * DAY);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["customer-ordered", "ready-vendor", "receipt"]);
    assert_eq!(kinds_to(&test, CUSTOMERS_ADDRESS).await, ["ready-customer", "ready-direct", "receipt"]);
}

#[tokio::test]
async fn while_the_customers_own_order_is_with_a_handler_nobody_is_reminded_and_nothing_closes() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let direct = placed(&test, &draft(OrderKind::Direct)).await;
    for day in 1..=60 {
        test.clock.set_offset(day * DAY);
        test.run_jobs().await;
    }
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::WaitingForCustomer);
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["customer-ordered", "receipt"]);
    approve(&test.app, &direct.case_number, None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
}

#[tokio::test]
async fn when_the_customer_is_refused_the_vendor_is_told_and_its_order_ends() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let direct = placed(&test, &draft(OrderKind::Direct)).await;
    reject(&test.app, &direct.case_number, "Dere har ikke hjemmel.").await.expect("rejected");
    let closed = found(&test, &order.case_number).await;
    assert_eq!((closed.state, closed.reason.as_deref()), (OrderState::Closed, Some("customer-refused")));
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["customer-ordered", "customer-refused", "receipt"]);
    assert_eq!(kinds_to(&test, CUSTOMERS_ADDRESS).await, ["receipt", "rejected"]);
    test.run_jobs().await;
    let to_vendor: Vec<_> =
        test.mailbox().await.into_iter().filter(|mail| mail.to == VENDORS_ADDRESS).collect();
    assert!(
        to_vendor.iter().all(|mail| !mail.body.contains("Dere har ikke hjemmel.")),
        "the reason is the customer's own affair"
    );
}

#[tokio::test]
async fn a_customer_that_has_access_already_may_be_refused_a_second_order_without_harm_to_the_vendor() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let second = placed(&test, &draft(OrderKind::Direct)).await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    // The vendor's order has not been looked at yet when the second order is refused.
    reject(&test.app, &second.case_number, "Dere har tilgang fra før.").await.expect("rejected");
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::WaitingForCustomer);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
}

/// An order that somebody unknown placed over the API.
async fn unconfirmed(test: &TestApp, once_key: &str) -> Order {
    let checked = draft(OrderKind::FictionalCustomer).check().expect("faultless");
    let arrival = Arrival {
        channel: Channel::Api,
        once_key,
        actor: "visitor",
        unconfirmed: true,
        reply_to: None,
        added: None,
    };
    let mut tx = test.app.db.begin_write().await.expect("write");
    let placed = place(&mut tx, &test.app, test.app.now(), &checked, &[], arrival).await.expect("placed");
    tx.commit().await.expect("commit");
    let Placed::New(order) = placed else { panic!("a new order was expected: {placed:?}") };
    order
}

async fn confirmed(app: &App, case: &str) -> Result<(), OrderError> {
    let vendor = OrgNumber::parse(VENDOR).expect("a number");
    let mut tx = app.db.begin_write().await?;
    confirm(&mut tx, app, app.now(), case, vendor, "contact:x").await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn an_order_that_nobody_confirms_closes_by_the_worlds_clock_without_a_letter() {
    let test = TestApp::with_env(&[("FULLMAKT_CONFIRM_WITHIN_DAYS", "5")]).await;
    let (silent, heard) = (unconfirmed(&test, "api:1").await, unconfirmed(&test, "api:2").await);
    confirmed(&test.app, &heard.case_number).await.expect("confirmed");
    test.clock.set_offset(5 * DAY - 1);
    test.run_jobs().await;
    assert_eq!(found(&test, &silent.case_number).await.state, OrderState::Unconfirmed);
    test.clock.set_offset(5 * DAY);
    test.run_jobs().await;
    let closed = found(&test, &silent.case_number).await;
    assert_eq!((closed.state, closed.reason.as_deref()), (OrderState::Closed, Some("never-confirmed")));
    assert_eq!(found(&test, &heard.case_number).await.state, OrderState::Received);
    assert_eq!(kinds_to(&test, VENDORS_ADDRESS).await, ["confirm", "confirm"]);
    let closing = "SELECT count(*) AS n FROM audit WHERE action = 'order.closed' AND actor = 'system'";
    assert_eq!(test.count(closing).await, 1);

    // Who comes too late reads why, and may order again.
    let link = test.mailbox().await.into_iter().find(|mail| mail.body.contains(&silent.case_number));
    let link = link.and_then(|mail| mail.path_starting("/lenke/")).expect("a link");
    let mut contact = test.browser();
    let page = contact.follow(&link).await;
    assert!(page.text().contains("Ingen bekreftet bestillingen i tide"), "{}", page.text());
    contact.post(&format!("/sak/{}/bekreft", silent.case_number), &[]).await;
    assert_eq!(found(&test, &silent.case_number).await.state, OrderState::Closed);
}

#[tokio::test]
async fn of_confirming_and_closing_at_once_one_happens() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for round in 0..8 {
        let order = unconfirmed(&test, &format!("api:{round}")).await;
        let now = test.app.now();
        let (said, _) =
            tokio::join!(confirmed(&one, &order.case_number), run_close_unconfirmed(&two, &order.id, now));
        let after = found(&test, &order.case_number).await.state;
        let expected = if said.is_ok() { OrderState::Received } else { OrderState::Closed };
        assert_eq!(after, expected, "round {round}: {said:?}");
        let written = format!(
            "SELECT count(*) AS n FROM audit WHERE subject = '{}' AND action IN ('order.closed', 'order.confirmed')",
            order.id
        );
        assert_eq!(test.count(&written).await, 1, "round {round}");
    }
}
