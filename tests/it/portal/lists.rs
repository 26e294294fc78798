//! The two lists: searched and read page by page alike, with those that gave nothing yet.

use axum::http::StatusCode;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;

use super::{OBLIGED, acting, contact, says};
use crate::delegation::World;
use crate::support::TestApp;

async fn add(test: &TestApp, consumer: OrgNumber, supplier: OrgNumber) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    delegation::add_supplier(&mut tx, &test.app, test.app.now(), consumer, supplier, "system")
        .await
        .expect("added");
    tx.commit().await.expect("commit");
}

/// How many organisations the page lists.
fn listed(body: &str) -> usize {
    body.matches("card-link").count()
}

#[tokio::test]
async fn a_customer_that_added_the_supplier_and_gave_nothing_stands_in_its_list() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    add(&test, world.customer, world.vendor).await;
    let mut vendors = contact(&test, world.vendor).await;
    let list = vendors.get("/fullmakt/konsumenter").await;
    says(&list, StatusCode::OK, "Oppdiktet Kunde AS");
    says(&list, StatusCode::OK, "Fullmakt til 0 API");
    let page = vendors.get(&format!("/fullmakt/konsumenter/{}", world.customer)).await;
    says(
        &page,
        StatusCode::OK,
        "Oppdiktet Kunde AS har lagt dere til som leverandør, men ikke gitt noen fullmakt",
    );
    let gone = vendors.post(&format!("/fullmakt/konsumenter/{}/slett", world.customer), &[]).await;
    let list = vendors.follow(gone.location()).await;
    says(&list, StatusCode::OK, "Oppdiktet Kunde AS er fjernet som konsument.");
    says(&list, StatusCode::OK, "Ingen konsumenter funnet.");
    assert!(!list.body.contains("name=\"sok\""), "there is nothing to search in");
}

#[tokio::test]
async fn both_lists_are_searched_by_name_and_number_and_come_page_by_page() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    for seed in 0..21 {
        let other = World::another(&test, 500 + seed, &format!("Lystig Elg {seed} AS")).await;
        add(&test, world.customer, other).await;
        add(&test, other, world.vendor).await;
    }
    let odd = World::another(&test, 900, "Idé_100% Høy AS").await;
    add(&test, world.customer, odd).await;
    add(&test, odd, world.vendor).await;
    let mut customers = acting(&test, &world).await;
    let mut vendors = contact(&test, world.vendor).await;
    for (browser, list) in
        [(&mut customers, "/fullmakt/leverandorer"), (&mut vendors, "/fullmakt/konsumenter")]
    {
        let first = browser.get(list).await;
        says(&first, StatusCode::OK, "22 virksomheter");
        assert_eq!(listed(&first.body), 20, "{list}");
        assert!(first.body.contains("rel=\"next\"") && !first.body.contains("rel=\"prev\""), "{list}");
        let last = browser.get(&format!("{list}?side=99")).await;
        assert_eq!(listed(&last.body), 2, "{list}: a page behind the last is the last");
        assert!(last.body.contains("rel=\"prev\"") && !last.body.contains("rel=\"next\""), "{list}");
        let digits = odd.to_string();
        let grouped = format!("{}+{}+{}", &digits[..3], &digits[3..6], &digits[6..]);
        for (search, found) in [
            ("elg", 20),
            ("LYSTIG+AS", 20),
            ("elg+20", 1),
            ("ide", 1),
            ("h%C3%B8y", 1),
            (&grouped, 1),
            ("%25", 0),
            ("_", 0),
            ("finnes+ikke", 0),
        ] {
            let page = browser.get(&format!("{list}?sok={search}")).await;
            assert_eq!(listed(&page.body), found, "{list} {search}: {}", page.text());
            assert_eq!(
                page.text().contains("Ingen virksomhet passer med søket"),
                found == 0,
                "{list} {search}"
            );
        }
        let second = browser.get(&format!("{list}?sok=elg&side=2")).await;
        assert_eq!(listed(&second.body), 1, "{list}");
        assert!(second.body.contains("?sok=elg&#38;side=1") || second.body.contains("?sok=elg&amp;side=1"));
    }
}

#[tokio::test]
async fn schemes_are_found_by_the_name_of_their_owner_and_signs_find_nothing() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let owner = World::another(&test, 78, "Oppdiktet Hjørnetann Tilsyn").await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    (scheme.id, scheme.owner, scheme.owner_code) = ("tenner-lese".to_owned(), owner, "oht".to_owned());
    scheme.title = delegation::Texts::of(["Tenner"; 3]);
    delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    tx.commit().await.expect("commit");
    add(&test, world.customer, world.vendor).await;
    let mut browser = acting(&test, &world).await;
    for (search, found) in [
        ("hj%C3%B8rnetann", "Ett API"),
        ("tilsyn+tenner", "Ett API"),
        ("Br%C3%B8nn%C3%B8ysundregistrene", "6 API"),
        ("%25", "0 API"),
        ("_", "0 API"),
        ("", "7 API"),
    ] {
        let page = browser.get(&format!("/fullmakt/leverandorer/{}/gi?sok={search}", world.vendor)).await;
        says(&page, StatusCode::OK, found);
    }
}
