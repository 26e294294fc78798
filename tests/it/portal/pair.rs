//! The link a vendor sends, the path that both sides see, the history, and what stops when something is taken back.

use axum::http::StatusCode;
use fullmakt::numbers::OrgNumber;

use super::{OBLIGED, acting, contact, says};
use crate::delegation::World;
use crate::support::TestApp;
use crate::token::{CUSTOMER, SUPPLIER, World as TokenWorld};

const LIMITED: &str = "brreg-reelle-rapporteringspliktig-begrenset";

#[tokio::test]
async fn a_vendors_link_leads_its_customer_through_login_and_choice_to_the_scheme_and_gives_it_at_once() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/rapporteringspliktig").await;
    let vendor = world.vendor.to_string();

    let mut vendors = contact(&test, world.vendor).await;
    let page = vendors.get(&format!("/fullmakt/konsumenter?skjema={OBLIGED}")).await;
    let link = format!("/fullmakt/gi?leverandor={vendor}&skjema={OBLIGED}");
    says(&page, StatusCode::OK, &link);
    assert!(!vendors.get("/fullmakt/konsumenter?skjema=finnes-ikke").await.body.contains("/fullmakt/gi?"));

    let mut browser = test.browser();
    let login = browser.get(&link).await;
    assert!(login.location().starts_with("/logg-inn?goto=%2Ffullmakt%2Fgi"), "{}", login.location());
    browser.get(login.location()).await;
    let number = world.person.to_string();
    let logged_in = browser.post("/logg-inn", &[("nummer", &number), ("goto", &link)]).await;
    assert_eq!(logged_in.location(), link);
    let choose = browser.get(&link).await;
    assert!(
        choose.location().starts_with("/fullmakt?ok=velg&goto=%2Ffullmakt%2Fgi"),
        "{}",
        choose.location()
    );
    let choices = browser.get(choose.location()).await;
    assert!(choices.body.contains("name=\"goto\" value=\"/fullmakt/gi?leverandor="), "{}", choices.body);
    let customer = world.customer.to_string();
    let chosen = browser.post("/fullmakt/velg", &[("virksomhet", &customer), ("goto", &link)]).await;
    assert_eq!(chosen.location(), link);
    let offer = browser.get(&link).await;
    says(&offer, StatusCode::OK, "Oppdiktet Leverandør AS blir samtidig lagt til som leverandør.");
    says(&offer, StatusCode::OK, "Bland ikke sammen med disse, som heter nesten det samme");
    says(&offer, StatusCode::OK, "brreg:reelle/rapporteringspliktig.begrenset");
    let fields = [("leverandor", vendor.as_str()), ("skjema", OBLIGED)];
    let given = browser.post("/fullmakt/gi", &fields).await;
    says(&browser.follow(given.location()).await, StatusCode::OK, "har nå fått fullmakt til");
    let again = browser.post("/fullmakt/gi", &fields).await;
    says(&browser.follow(again.location()).await, StatusCode::OK, "hadde allerede fullmakt");
    says(&browser.get(&link).await, StatusCode::OK, "har allerede fullmakt til dette");
    assert_eq!(test.count("SELECT count(*) AS n FROM delegations").await, 1);
}

#[tokio::test]
async fn a_link_that_names_nothing_says_so_and_changes_nothing() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let (vendor, customer) = (world.vendor.to_string(), world.customer.to_string());
    let mut browser = acting(&test, &world).await;
    for (supplier, scheme, status, told) in [
        ("", OBLIGED, StatusCode::NOT_FOUND, "Lenken er ikke hel"),
        ("123", OBLIGED, StatusCode::NOT_FOUND, "Lenken er ikke hel"),
        (customer.as_str(), OBLIGED, StatusCode::CONFLICT, "gi fullmakt til seg selv"),
        ("312246538", OBLIGED, StatusCode::NOT_FOUND, "finnes ikke i dette miljøet"),
        (vendor.as_str(), "finnes-ikke", StatusCode::NOT_FOUND, "finnes ikke"),
    ] {
        let read = browser.get(&format!("/fullmakt/gi?leverandor={supplier}&skjema={scheme}")).await;
        assert_eq!(read.status, status, "{supplier} {scheme}: {}", read.text());
        says(&read, status, told);
        let sent = browser.post("/fullmakt/gi", &[("leverandor", supplier), ("skjema", scheme)]).await;
        says(&sent, status, told);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM suppliers").await, 0, "not half of it either");
    let without = browser.get(&format!("/fullmakt/gi?leverandor={vendor}")).await;
    assert_eq!(without.location(), format!("/fullmakt/leverandorer/ny?orgnr={vendor}"));
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let without = browser.get(&format!("/fullmakt/gi?leverandor={vendor}")).await;
    assert_eq!(without.location(), format!("/fullmakt/leverandorer/{vendor}/gi"));
}

#[tokio::test]
async fn one_of_two_schemes_with_almost_the_same_title_that_does_not_fit_is_named_with_the_one_that_was_meant()
 {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/rapporteringspliktig").await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/gi", &[("leverandor", &vendor), ("skjema", LIMITED)]).await;
    let page = browser.get(&format!("/fullmakt/leverandorer/{vendor}")).await;
    says(&page, StatusCode::OK, "Titlene er nesten like. Det var trolig denne dere mente:");
    assert!(page.body.contains(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}")));
    let road = "brreg:reelle/rapporteringspliktig Bestilling På plass 2026-00001 Tildeling På plass Delegering Gjør dette nå Velg API og gi fullmakt Klient Senere";
    says(&page, StatusCode::OK, road);
}

#[tokio::test]
async fn each_side_sees_the_path_with_its_own_next_step_and_the_tokens_that_were_fetched() {
    let world = TokenWorld::delegated().await;
    let test = &world.test;
    let (customer, supplier) =
        (OrgNumber::parse(CUSTOMER).expect("a number"), OrgNumber::parse(SUPPLIER).expect("a number"));
    let mut vendors = contact(test, supplier).await;
    let page = vendors.get(&format!("/fullmakt/konsumenter/{customer}")).await;
    says(&page, StatusCode::OK, "Tildeling På plass Delegering På plass Klient På plass");
    says(&page, StatusCode::OK, "Nøkkel På plass Token Gjør dette nå Hent et token");
    says(&page, StatusCode::OK, "av den som drifter miljøet");
    says(&page, StatusCode::OK, "Ingen token er hentet med fullmakten.");

    assert_eq!(world.ask(&world.claims()).await.status, StatusCode::OK);
    let page = vendors.get(&format!("/fullmakt/konsumenter/{customer}")).await;
    says(&page, StatusCode::OK, "Token På plass");
    says(&page, StatusCode::OK, "Ett token er hentet med fullmakten, 15.01.2026 kl. 10.00.");

    let ask = vendors.get(&format!("/fullmakt/konsumenter/{customer}/slett")).await;
    says(&ask, StatusCode::OK, "Én klient hos");
    says(
        &ask,
        StatusCode::OK,
        "Ett token som allerede er hentet, virker til det går ut 15.01.2026 kl. 10.02.",
    );
    test.advance(3 * fullmakt::clock::MINUTE);
    let ask = vendors.get(&format!("/fullmakt/konsumenter/{customer}/slett")).await;
    says(&ask, StatusCode::OK, "Ett token er hentet med fullmakten, 15.01.2026 kl. 10.00.");

    let removed = vendors.post(&format!("/fullmakt/konsumenter/{customer}/slett"), &[]).await;
    says(&vendors.follow(removed.location()).await, StatusCode::OK, "er fjernet som konsument.");
    let mut claims = world.claims();
    claims["jti"] = "jti-2".into();
    let refused = world.ask(&claims).await;
    assert!(refused.body.contains("MP-251"), "{}", refused.body);
}

#[tokio::test]
async fn a_scope_that_another_scheme_holds_too_goes_on_working_and_the_page_says_so() {
    let world = TokenWorld::delegated().await;
    let test = &world.test;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let mut twin = fullmakt::delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    twin.id = "en-annen-ordning".to_owned();
    twin.title = fullmakt::delegation::Texts::of(["En annen ordning"; 3]);
    fullmakt::delegation::insert_scheme(&mut tx, &twin, test.app.now().wall).await.expect("inserted");
    tx.commit().await.expect("commit");
    world.give("en-annen-ordning").await;
    let mut vendors = contact(test, OrgNumber::parse(SUPPLIER).expect("a number")).await;
    let ask = vendors.get(&format!("/fullmakt/konsumenter/{CUSTOMER}/fjern/{OBLIGED}")).await;
    says(&ask, StatusCode::OK, "virker fortsatt, for det er også med i En annen ordning.");
    assert!(!ask.text().contains("MP-251"), "nothing stops: {}", ask.text());
}

#[tokio::test]
async fn many_schemes_come_seven_to_a_page_and_are_filtered_by_owner() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let template = fullmakt::delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    for position in 0..9 {
        let mut scheme = template.clone();
        scheme.id = format!("elg-{position}");
        (scheme.owner, scheme.owner_code) = (world.customer, "elg".to_owned());
        scheme.title =
            fullmakt::delegation::Texts::of([&format!("Elger nummer {position}"); 3].map(String::as_str));
        fullmakt::delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    }
    tx.commit().await.expect("commit");
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let cards = |body: &str| body.matches("card-link").count();
    let first = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi")).await;
    says(&first, StatusCode::OK, "15 API");
    assert_eq!(cards(&first.body), 7, "{}", first.text());
    assert!(first.body.contains("rel=\"next\"") && !first.body.contains("rel=\"prev\""));
    let last = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi?side=99")).await;
    assert_eq!(cards(&last.body), 1, "a page behind the last is the last: {}", last.text());
    assert!(last.body.contains("rel=\"prev\"") && !last.body.contains("rel=\"next\""));
    let owned = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi?eier=elg&side=2")).await;
    says(&owned, StatusCode::OK, "9 API");
    assert_eq!(cards(&owned.body), 2, "{}", owned.text());
    let unknown = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi?eier=ukjent&side=x")).await;
    says(&unknown, StatusCode::OK, "15 API");
}
