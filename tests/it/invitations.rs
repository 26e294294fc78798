//! A vendor invites its customer to order: who is written to and how often, what the vendor learns, and what it does not.

use axum::http::StatusCode;
use fullmakt::clock::DAY;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::invitations::{self, InvitationError};
use fullmakt::orders::{OrderKind, OrderState};

use crate::orders::{
    CUSTOMER, HANDLER, OTHER_VENDOR, VENDOR, approve, draft, found, kinds_to, on_node, placed, reject, with,
};
use crate::support::TestApp;
use crate::support::app::Browser;

const VENDORS_ADDRESS: &str = "mari@leverandor.example";
const CUSTOMERS_ADDRESS: &str = "ola@kunde.example";
const LETTERS: &str = "SELECT count(*) AS n FROM letters WHERE kind = 'invitation'";

/// The vendor's contact, come in by the link of its receipt for `case`.
async fn vendors_contact<'a>(test: &'a TestApp, case: &str) -> Browser<'a> {
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let receipt = mails.iter().find(|mail| mail.to == VENDORS_ADDRESS && mail.subject.contains(case));
    let link = receipt.expect("a receipt").path_starting("/lenke/").expect("a link");
    let mut contact = test.browser();
    contact.follow(&link).await;
    contact
}

/// The path in the last invitation that begins with `prefix`, without the language that is asked for.
async fn path_in_letter(test: &TestApp, prefix: &str) -> String {
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let letter = mails.iter().rev().find(|mail| mail.path_starting("/bestill/nei-takk/").is_some());
    let path = letter.expect("an invitation").path_starting(prefix).expect("a path");
    path.split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_customer_gets_a_form_that_is_filled_in_and_the_vendor_learns_when_and_not_what() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let case = format!("/sak/{}", order.case_number);
    let mut vendor = vendors_contact(&test, &order.case_number).await;
    assert!(vendor.get(&case).await.text().contains("Send invitasjonen"));
    assert_eq!(vendor.post(&format!("{case}/inviter"), &[]).await.location(), case);
    assert_eq!(kinds_to(&test, CUSTOMERS_ADDRESS).await, ["invitation"]);
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let letter = mails.iter().find(|mail| mail.to == CUSTOMERS_ADDRESS).expect("a letter");
    for said in
        ["Mari Oppdiktet", "Sprek Maur AS", "910049356", VENDORS_ADDRESS, "Vil du ikke ha flere invitasjoner"]
    {
        assert!(letter.body.contains(said), "{said}: {}", letter.body);
    }
    assert!(letter.path_starting("/lenke/").is_none(), "no way into the vendor's case");
    let page = vendor.get(&case).await.text();
    assert!(page.contains("Sendt 15.01.2026") && !page.contains("Åpnet 15."), "{page}");

    let path = path_in_letter(&test, "/bestill/fortsett/").await;
    let mut customer = test.browser();
    let form = customer.get(&path).await;
    assert!(form.text().contains("Sprek Maur AS har invitert deg"), "{}", form.text());
    assert!(form.body.contains("value=\"810844612\"") && form.body.contains("value=\"ola@kunde.example\""));
    let page = vendor.get(&case).await.text();
    assert!(page.contains("Åpnet 15.01.2026") && !page.contains("Kunden bestilte"), "{page}");

    let fields: Vec<(String, String)> =
        with(OrderKind::Direct, &[("message", "Hemmelig for leverandøren")]).fields.into_iter().collect();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(customer.post(&path, &fields).await.location(), "/bestill/takk?sak=2026-00002");
    let page = vendor.get(&case).await;
    assert!(page.text().contains("Kunden bestilte 15.01.2026"), "{}", page.text());
    assert!(!page.body.contains("Hemmelig") && !page.body.contains("2026-00002"), "never what it wrote");
    assert_eq!(vendor.get("/sak/2026-00002").await.status, StatusCode::NOT_FOUND);
    let again = vendor.post(&format!("{case}/inviter"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "who has ordered is not invited");
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'invitation.sent'").await, 1);
}

#[tokio::test]
async fn what_is_wished_in_the_form_is_sent_when_a_handler_has_approved() {
    let test = TestApp::new().await;
    let wish = [("invite_customer", "ja")];
    let order = placed(&test, &with(OrderKind::ExistingCustomer, &wish)).await;
    test.run_jobs().await;
    assert_eq!(test.count(LETTERS).await, 0, "anybody can fill in a form");
    let mut vendor = vendors_contact(&test, &order.case_number).await;
    let case = format!("/sak/{}", order.case_number);
    assert!(vendor.get(&case).await.text().contains("blir sendt når bestillingen er godkjent"));
    approve(&test.app, &order.case_number, None).await.expect("approved");
    assert_eq!(test.count(LETTERS).await, 1);
    assert_eq!(
        test.count("SELECT count(*) AS n FROM order_invitations").await,
        1,
        "the wish became the invitation"
    );

    // A customer that has access needs none, and a rejected order sends none.
    let rejected = placed(&test, &with(OrderKind::ExistingCustomer, &wish)).await;
    reject(&test.app, &rejected.case_number, "Nei").await.expect("rejected");
    crate::orders::carried_out(&test, &draft(OrderKind::Direct)).await;
    let third = placed(&test, &with(OrderKind::ExistingCustomer, &wish)).await;
    approve(&test.app, &third.case_number, None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(test.count(LETTERS).await, 1);
    assert_eq!(found(&test, &third.case_number).await.state, OrderState::Done);
}

#[tokio::test]
async fn an_invitation_sent_again_leads_to_the_same_form_with_what_was_typed() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut vendor = vendors_contact(&test, &order.case_number).await;
    let invite = format!("/sak/{}/inviter", order.case_number);
    vendor.post(&invite, &[]).await;
    let path = path_in_letter(&test, "/bestill/fortsett/").await;
    let mut customer = test.browser();
    customer.post(&path, &[("customer.name", "Eget navn"), ("gjor", "lagre")]).await;
    vendor.post(&invite, &[]).await;
    assert_eq!(path_in_letter(&test, "/bestill/fortsett/").await, path);
    assert!(customer.get(&path).await.body.contains("Eget navn"));
    // Deleted by the customer, there is nothing to go on with: the next letter has a new form.
    customer.post(&path, &[("gjor", "slett")]).await;
    test.advance(1_000);
    vendor.post(&invite, &[]).await;
    assert_ne!(path_in_letter(&test, "/bestill/fortsett/").await, path);
}

#[tokio::test]
async fn a_vendor_sends_no_more_than_a_few_in_a_day() {
    let test = TestApp::with_env(&[("FULLMAKT_INVITATIONS_PER_DAY", "2")]).await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut vendor = vendors_contact(&test, &order.case_number).await;
    let invite = format!("/sak/{}/inviter", order.case_number);
    for status in [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS] {
        assert_eq!(vendor.post(&invite, &[]).await.status, status);
    }
    // Another case of the same vendor counts with it; another day does not.
    let other = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let vendors = OrgNumber::parse(VENDOR).expect("a number");
    let mut tx = test.app.db.begin_write().await.expect("write");
    let now = test.app.now();
    let refused = invitations::invite(&mut tx, &test.app, now, &other.case_number, vendors, HANDLER).await;
    assert!(matches!(refused, Err(InvitationError::TooMany)), "{refused:?}");
    drop(tx);
    assert_eq!(test.count(LETTERS).await, 2);
    test.advance(DAY);
    let mut tx = test.app.db.begin_write().await.expect("write");
    let now = test.app.now();
    invitations::invite(&mut tx, &test.app, now, &other.case_number, vendors, HANDLER)
        .await
        .expect("invited");
    tx.commit().await.expect("commit");
    assert_eq!(test.count(LETTERS).await, 3);
}

#[tokio::test]
async fn two_nodes_that_invite_at_once_stay_within_the_days_number() {
    let test = TestApp::with_env(&[("FULLMAKT_INVITATIONS_PER_DAY", "1")]).await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    let case = placed(&test, &draft(OrderKind::ExistingCustomer)).await.case_number;
    let invite = |app: fullmakt::app::App, case: String| async move {
        let vendor = OrgNumber::parse(VENDOR).expect("a number");
        let mut tx = app.db.begin_write().await.expect("write");
        let invited = invitations::invite(&mut tx, &app, app.now(), &case, vendor, "contact:x").await;
        if invited.is_ok() {
            tx.commit().await.expect("commit");
        }
        invited
    };
    for day in 1..=5 {
        let (a, b) = tokio::join!(invite(one.clone(), case.clone()), invite(two.clone(), case.clone()));
        let outcomes = [a, b];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(
            outcomes.iter().any(|outcome| matches!(outcome, Err(InvitationError::TooMany))),
            "{outcomes:?}"
        );
        assert_eq!(test.count(LETTERS).await, day);
        test.advance(DAY);
    }
}

#[tokio::test]
async fn who_says_no_thanks_is_written_to_by_no_vendor_any_more() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut vendor = vendors_contact(&test, &order.case_number).await;
    let case = format!("/sak/{}", order.case_number);
    vendor.post(&format!("{case}/inviter"), &[]).await;
    let path = path_in_letter(&test, "/bestill/nei-takk/").await;
    let mut customer = test.browser();
    assert_eq!(customer.get(&path).await.status, StatusCode::OK);
    assert_eq!(
        test.count("SELECT count(*) AS n FROM invitation_refusals").await,
        0,
        "mail programs visit links"
    );
    let wrong = format!("{}/x", path.rsplit_once('/').expect("a secret").0);
    assert_eq!(customer.post(&wrong, &[]).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let answer = customer.post(&path, &[]).await;
        assert!(answer.text().contains("Du får ingen flere invitasjoner"), "{}", answer.text());
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'invitation.declined'").await, 1);
    let page = vendor.get(&case).await.text();
    assert!(page.contains("takket nei") && !page.contains("på nytt"), "{page}");
    assert_eq!(vendor.post(&format!("{case}/inviter"), &[]).await.status, StatusCode::CONFLICT);

    let changes = [
        ("vendor.number", OTHER_VENDOR),
        ("vendor.name", "Varsom Due AS"),
        ("vendor.contact.email", "an@annen.example"),
        ("customer.contact.email", "OLA@kunde.example"),
        ("invite_customer", "ja"),
    ];
    let other = placed(&test, &with(OrderKind::ExistingCustomer, &changes)).await;
    approve(&test.app, &other.case_number, None).await.expect("approved");
    assert_eq!(test.count(LETTERS).await, 1);
    let marks = "SELECT count(*) AS n FROM invitation_refusals WHERE address_mark LIKE '%kunde%'";
    assert_eq!(test.count(marks).await, 0, "the address is not kept");
}

#[tokio::test]
async fn nobody_but_the_vendor_of_a_case_that_waits_invites() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let fictional = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let invite = async |case: &str, organisation: &str| {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let organisation = OrgNumber::parse(organisation).expect("a number");
        let now = test.app.now();
        invitations::invite(&mut tx, &test.app, now, case, organisation, "contact:x").await
    };
    for (case, organisation) in [
        (order.case_number.as_str(), CUSTOMER),
        (order.case_number.as_str(), OTHER_VENDOR),
        (fictional.case_number.as_str(), VENDOR),
        ("2026-00099", VENDOR),
    ] {
        let refused = invite(case, organisation).await;
        assert!(matches!(refused, Err(InvitationError::NotFound)), "{case} {organisation}: {refused:?}");
    }
    reject(&test.app, &order.case_number, "Nei").await.expect("rejected");
    let refused = invite(&order.case_number, VENDOR).await;
    assert!(matches!(refused, Err(InvitationError::NotPossibleNow("rejected"))), "{refused:?}");
    let mut stranger = test.browser();
    let path = format!("/sak/{}/inviter", order.case_number);
    assert_eq!(stranger.post(&path, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.post_raw(&path, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(test.count(LETTERS).await, 0);
}
