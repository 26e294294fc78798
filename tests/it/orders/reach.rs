//! How far a contact's link reaches: anybody can order in the name of any organisation, so that nothing but the case
//! itself is open until somebody has approved the order.

use axum::http::StatusCode;
use fullmakt::orders::{Order, OrderKind};

use super::{approve, carried_out, draft, placed, reject, with};
use crate::support::TestApp;
use crate::support::app::Browser;

/// Comes in by the newest link that was sent to `address`.
async fn enter<'a>(test: &'a TestApp, address: &str, subject: &str) -> Browser<'a> {
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let mail = mails
        .iter()
        .find(|mail| mail.to == address && mail.subject.contains(subject))
        .unwrap_or_else(|| panic!("no letter about {subject} to {address}"));
    let link = mail.path_starting("/lenke/").expect("the letter has a link");
    let mut browser = test.browser();
    browser.follow(&link).await;
    browser
}

/// An order of the same vendor by somebody nobody knows.
async fn placed_by_a_stranger(test: &TestApp) -> Order {
    let changes =
        [("vendor.contact.name", "Ukjent Avsender"), ("vendor.contact.email", "ukjent@annensted.example")];
    placed(test, &with(OrderKind::FictionalCustomer, &changes)).await
}

#[tokio::test]
async fn until_an_order_is_approved_its_link_opens_its_own_case_and_nothing_else() {
    let test = TestApp::new().await;
    let first = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut owner = enter(&test, "mari@leverandor.example", "klar").await;
    let made = owner.post("/klienter/ny", &[("name", "Kassesystem"), ("scopes", super::SCOPE)]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let client = made.location().split('?').next().unwrap_or_default().to_owned();
    let second = placed_by_a_stranger(&test).await;
    let mut stranger = enter(&test, "ukjent@annensted.example", "fått bestillingen").await;

    let own = stranger.get(&format!("/sak/{}", second.case_number)).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.text().contains("Kassesystem") && !own.text().contains("api-nokkel"), "{}", own.text());
    let listed = stranger.get("/sak").await.text();
    assert!(listed.contains(&second.case_number) && !listed.contains(&first.case_number), "{listed}");
    let case = &first.case_number;
    for path in [
        format!("/sak/{case}"),
        format!("/sak/{case}/trekk"),
        format!("/sak/{case}/tiltak"),
        format!("/sak/{case}/veiledning"),
    ] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/klienter", "/klienter/ny", &client, "/fullmakt/konsumenter"] {
        let refused = stranger.get(path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.text().contains("må godkjennes først"), "{path}: {}", refused.text());
    }
    for path in [
        format!("/sak/{case}/svar"),
        format!("/sak/{case}/trekk"),
        format!("/sak/{case}/inviter"),
        format!("/sak/{case}/bekreft"),
        format!("/sak/{case}/tiltak/avslutt"),
        format!("/sak/{case}/tiltak/kontakt"),
        format!("/sak/{case}/api-nokkel"),
        format!("/sak/{}/api-nokkel", second.case_number),
        format!("{client}/nokler"),
        format!("{client}/aktiv"),
    ] {
        let refused = stranger.post(&path, &[("answer", "ja"), ("sure", "ja")]).await;
        assert!(
            matches!(refused.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{path}: {} {}",
            refused.status,
            refused.text()
        );
    }
    // Whoever speaks for the organisation goes on as before, and sees what was ordered in its name.
    assert_eq!(owner.get(&client).await.status, StatusCode::OK);
    assert_eq!(owner.get(&format!("/sak/{}", second.case_number)).await.status, StatusCode::OK);

    reject(&test.app, &second.case_number, "Vi kjenner ikke avsenderen.").await.expect("rejected");
    assert_eq!(
        stranger.get("/klienter").await.status,
        StatusCode::FORBIDDEN,
        "a rejected order opens nothing"
    );
    assert_eq!(stranger.get(&format!("/sak/{}", second.case_number)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_approval_widens_the_links_that_were_sent_before_it_and_a_renewed_one_stays_as_it_was() {
    let test = TestApp::new().await;
    let order = placed_by_a_stranger(&test).await;
    let mut contact = enter(&test, "ukjent@annensted.example", "fått bestillingen").await;
    assert_eq!(contact.get("/klienter").await.status, StatusCode::FORBIDDEN);
    approve(&test.app, &order.case_number, None).await.expect("approved");
    assert_eq!(contact.get("/klienter").await.status, StatusCode::OK, "the same session reaches further now");

    let other = placed_by_a_stranger(&test).await;
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let receipt = mails
        .iter()
        .find(|mail| mail.subject.contains("fått bestillingen") && mail.subject.contains(&other.case_number))
        .expect("a receipt");
    let link = receipt.path_starting("/lenke/").expect("a link");
    test.advance(test.app.config.link_life + 1);
    let mut browser = test.browser();
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    browser.post(&format!("{link}/ny"), &[]).await;
    let mut renewed =
        enter(&test, "ukjent@annensted.example", &format!("Ny lenke til sak {}", other.case_number)).await;
    assert_eq!(renewed.get(&format!("/sak/{}", other.case_number)).await.status, StatusCode::OK);
    assert_eq!(renewed.get("/klienter").await.status, StatusCode::FORBIDDEN);
}
