//! Those who are partners no more: the history of every delegation stays readable on both sides, and leads back to each other.

use axum::http::StatusCode;
use fullmakt::delegation::{self, By};
use fullmakt::numbers::OrgNumber;

use super::{OBLIGED, OBLIGED_TITLE, acting, contact, says};
use crate::delegation::World;
use crate::support::TestApp;

/// The supplier is added, given something, and removed with it.
async fn parted(test: &TestApp, consumer: OrgNumber, supplier: OrgNumber) {
    let (app, now) = (&test.app, test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    delegation::add_supplier(&mut tx, app, now, consumer, supplier, "system").await.expect("added");
    delegation::give(&mut tx, app, now, consumer, supplier, OBLIGED, "system").await.expect("given");
    let ended =
        delegation::remove_supplier(&mut tx, app, now, consumer, supplier, true, By::consumer("operator"));
    assert_eq!(ended.await.expect("removed"), 1);
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn the_history_stays_readable_on_both_sides_when_a_supplier_was_removed_and_leads_to_adding_it_again() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let (vendor, customer) = (world.vendor.to_string(), world.customer.to_string());
    let (supplier, consumer) =
        (format!("/fullmakt/leverandorer/{vendor}"), format!("/fullmakt/konsumenter/{customer}"));
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    browser.post(&format!("{supplier}/gi/{OBLIGED}"), &[]).await;
    assert!(!browser.get("/fullmakt/leverandorer").await.body.contains("id=\"tidligere\""));
    test.advance(86_400_000);
    let mut browser = acting(&test, &world).await;
    let removed = browser.post(&format!("{supplier}/slett"), &[]).await;

    let list = browser.follow(removed.location()).await;
    says(&list, StatusCode::OK, "Oppdiktet Leverandør AS er fjernet som leverandør.");
    says(&list, StatusCode::OK, "Ingen leverandører funnet.");
    says(&list, StatusCode::OK, "Tidligere leverandører (1)");
    says(&list, StatusCode::OK, "Siste fullmakt ble slettet 16.01.2026 kl. 10.00");
    assert!(list.body.contains(&format!("href=\"{supplier}\"")), "{}", list.body);
    let page = browser.get(&supplier).await;
    says(&page, StatusCode::OK, "Oppdiktet Leverandør AS er ikke lenger leverandør for Oppdiktet Kunde AS");
    let history = format!(
        "{OBLIGED_TITLE} Gitt 15.01.2026 kl. 10.00 av Oppdiktet Testesen Slettet 16.01.2026 kl. 10.00 av Oppdiktet Testesen Token Ingen token er hentet"
    );
    says(&page, StatusCode::OK, &history);
    for gone in [format!("{supplier}/gi"), format!("{supplier}/slett")] {
        assert!(!page.body.contains(&gone), "{gone} would be refused");
    }

    let mut vendors = contact(&test, world.vendor).await;
    let list = vendors.get("/fullmakt/konsumenter").await;
    says(&list, StatusCode::OK, "Tidligere konsumenter (1)");
    assert!(list.body.contains(&format!("href=\"{consumer}\"")), "{}", list.body);
    let page = vendors.get(&consumer).await;
    says(&page, StatusCode::OK, "Oppdiktet Kunde AS har ikke lenger Oppdiktet Leverandør AS som leverandør.");
    says(&page, StatusCode::OK, &format!("{OBLIGED_TITLE} Gitt 15.01.2026 kl. 10.00 av Oppdiktet Kunde AS"));
    assert!(!page.body.contains(&format!("{consumer}/slett")), "there is nothing left to remove");
    for (language, former) in [("nn", "Tidlegare konsumentar (1)"), ("en", "Former consumers (1)")] {
        vendors.language = language;
        says(&vendors.get("/fullmakt/konsumenter").await, StatusCode::OK, former);
    }

    // As the page's own button does it.
    let added =
        browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor), ("virksomhet", &customer)]).await;
    let page = browser.follow(added.location()).await;
    says(&page, StatusCode::OK, "Fullmakt til 0 API");
    says(&page, StatusCode::OK, "Slettet 16.01.2026 kl. 10.00");
    assert!(!page.text().contains("ikke lenger leverandør"), "{}", page.text());
    assert!(!browser.get("/fullmakt/leverandorer").await.body.contains("id=\"tidligere\""));
}

#[tokio::test]
async fn one_that_was_never_given_anything_and_one_that_is_deleted_are_not_offered_again() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = acting(&test, &world).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    browser.post(&format!("{supplier}/slett"), &[]).await;
    assert!(!browser.get("/fullmakt/leverandorer").await.body.contains("id=\"tidligere\""));
    says(&browser.get(&supplier).await, StatusCode::CONFLICT, "Leverandøren er ikke lagt til");

    let gone = World::another(&test, 5, "Borte Vekk AS").await;
    parted(&test, world.customer, gone).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let now = test.app.now();
    delegation::organisation_ends(&mut tx, &test.app, now, gone, fullmakt::parties::End::Deleted, "operator")
        .await
        .expect("deleted");
    tx.commit().await.expect("commit");
    let page = browser.get(&format!("/fullmakt/leverandorer/{gone}")).await;
    says(&page, StatusCode::OK, "Borte Vekk AS ble slettet 15.01.2026");
    says(&page, StatusCode::OK, OBLIGED_TITLE);
    assert!(!page.text().contains("Legg til igjen"), "{}", page.text());
}

#[tokio::test]
async fn former_partners_are_searched_with_the_others_and_come_page_by_page() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    for seed in 0..21 {
        let other = World::another(&test, 500 + seed, &format!("Lystig Elg {seed} AS")).await;
        parted(&test, world.customer, other).await;
        parted(&test, other, world.vendor).await;
    }
    let mut customers = acting(&test, &world).await;
    let mut vendors = contact(&test, world.vendor).await;
    for (browser, list, heading) in [
        (&mut customers, "/fullmakt/leverandorer", "Tidligere leverandører (21)"),
        (&mut vendors, "/fullmakt/konsumenter", "Tidligere konsumenter (21)"),
    ] {
        let first = browser.get(list).await;
        says(&first, StatusCode::OK, heading);
        assert_eq!(first.body.matches("card-link").count(), 20, "{list}");
        assert!(first.body.contains("tidligere=2#tidligere\""), "{}", first.body);
        let second = browser.get(&format!("{list}?sok=&tidligere=2")).await;
        assert_eq!(second.body.matches("card-link").count(), 1, "{list}");
        assert!(second.body.contains("id=\"tidligere\" open"), "who turns over sees what was turned to");
        let found = browser.get(&format!("{list}?sok=elg+13")).await;
        assert_eq!(found.body.matches("card-link").count(), 1, "{list}");
        assert!(found.body.contains("id=\"tidligere\" open"), "who searches sees what was found");
        says(&found, StatusCode::OK, "Lystig Elg 13 AS");
    }
}
