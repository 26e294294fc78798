//! The supplier's warning, when a customer has given another scheme than the one that its clients need.

use axum::http::StatusCode;
use fullmakt::clients;
use fullmakt::delegation::{self, Texts};
use fullmakt::language::Language;

use super::{OBLIGED, contact, says};
use crate::support::app::Answer;
use crate::token::{CUSTOMER, SUPPLIER, World, number};

const LIMITED: &str = "brreg-reelle-rapporteringspliktig-begrenset";
const MEDIA: &str = "brreg-reelle-media";
const UNUSED: &str = "Ingen av klientene deres kan bruke denne fullmakten. De ber om";

/// The supplier's page of the customer. Its one client has `brreg:reelle/rapporteringspliktig`, which the customer was granted.
async fn page(world: &World, language: Language) -> Answer {
    let mut vendors = contact(&world.test, number(SUPPLIER)).await;
    vendors.get(&format!("/fullmakt/konsumenter/{CUSTOMER}?sprak={}", language.tag())).await
}

async fn given(schemes: &[&str]) -> World {
    let world = World::new().await;
    for scheme in schemes {
        world.give(scheme).await;
    }
    world
}

fn warns(page: &Answer) -> bool {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.body.contains("data-color=\"warning\"")
}

async fn set_client(world: &World, scopes: &[&str], active: bool) {
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    let (app, now) = (&world.test.app, world.test.app.now());
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    clients::set_scopes(&mut tx, app, now, &world.client, number(SUPPLIER), scopes, "operator")
        .await
        .expect("scopes");
    clients::set_active(&mut tx, app, now, &world.client, number(SUPPLIER), active, "operator")
        .await
        .expect("switched");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn the_scheme_of_almost_the_same_title_is_named_as_the_one_that_was_meant_with_its_path() {
    let world = given(&[LIMITED]).await;
    let shown = page(&world, Language::Nb).await;
    says(
        &shown,
        StatusCode::OK,
        &format!("{UNUSED} brreg:reelle/rapporteringspliktig, og får avslag (MP-251)"),
    );
    says(&shown, StatusCode::OK, "Titlene er nesten like. Kunden mente trolig denne.");
    assert!(
        shown.body.contains(&format!("href=\"/fullmakt/konsumenter?skjema={OBLIGED}#be\"")),
        "{}",
        shown.body
    );
    let road = "brreg:reelle/rapporteringspliktig Bestilling Ikke nødvendig Tildeling På plass Delegering Hos kunden Klient På plass";
    says(&shown, StatusCode::OK, road);

    // The link of the warning leads to the one that is sent to the customer.
    let mut vendors = contact(&world.test, number(SUPPLIER)).await;
    let ask = vendors.get(&format!("/fullmakt/konsumenter?skjema={OBLIGED}")).await;
    says(&ask, StatusCode::OK, &format!("/fullmakt/gi?leverandor={SUPPLIER}&skjema={OBLIGED}"));
}

#[tokio::test]
async fn another_scheme_of_the_same_register_is_warned_of_too() {
    let world = given(&[MEDIA]).await;
    let shown = page(&world, Language::Nb).await;
    says(
        &shown,
        StatusCode::OK,
        &format!("{UNUSED} brreg:reelle/rapporteringspliktig, og får avslag (MP-251)"),
    );
    says(
        &shown,
        StatusCode::OK,
        "Lag en lenke som kunden kan følge til skjemaet for brreg:reelle/rapporteringspliktig:",
    );
    assert!(!shown.text().contains("nesten like"), "{}", shown.text());
}

#[tokio::test]
async fn a_scheme_of_another_owner_is_warned_of_when_its_title_is_almost_the_same_and_else_not() {
    for (title, warned) in [
        ("Register over reelle rettighetshavere - Rapporteringspliktig virksomhet - På vegne av andre", true),
        ("Noe ganske annet", false),
    ] {
        let world = World::new().await;
        let mut tx = world.test.app.db.begin_write().await.expect("write");
        let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
        (scheme.id, scheme.owner) = ("en-annen-eier".to_owned(), number(CUSTOMER));
        scheme.title = Texts::of([title; 3]);
        scheme.scopes = vec!["elg:lese".to_owned()];
        assert!(delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted"));
        tx.commit().await.expect("commit");
        world.give("en-annen-eier").await;
        assert_eq!(warns(&page(&world, Language::Nb).await), warned, "{title}");
    }
}

#[tokio::test]
async fn a_supplier_that_has_what_its_clients_need_or_needs_nothing_is_not_warned() {
    let world = given(&[OBLIGED, LIMITED, MEDIA]).await;
    assert!(!warns(&page(&world, Language::Nb).await), "what is needed was given as well");

    let world = given(&[MEDIA]).await;
    assert!(warns(&page(&world, Language::Nb).await));
    set_client(&world, &["brreg:reelle/rapporteringspliktig"], false).await;
    assert!(!warns(&page(&world, Language::Nb).await), "no client that is in use needs anything");
    set_client(&world, &["brreg:reelle/media"], true).await;
    assert!(!warns(&page(&world, Language::Nb).await), "what was given is what the client needs");
}

#[tokio::test]
async fn of_two_that_the_clients_could_use_the_one_that_the_customer_was_granted_was_meant() {
    let world = given(&[LIMITED]).await;
    let both = ["brreg:reelle/rapporteringspliktig", "brreg:reelle/rapporteringspliktig.begrenset"];
    set_client(&world, &both, true).await;
    let shown = page(&world, Language::Nb).await;
    says(
        &shown,
        StatusCode::OK,
        "er ikke tildelt brreg:reelle/rapporteringspliktig.begrenset. Dere får avslag (MP-250) når tokenet hentes. Titlene er nesten like.",
    );
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    let (app, now) = (&world.test.app, world.test.app.now());
    clients::grant_scope(&mut tx, app, now, both[1], number(CUSTOMER), None, "operator")
        .await
        .expect("granted");
    tx.commit().await.expect("commit");
    assert!(!warns(&page(&world, Language::Nb).await), "it was granted, and a client has it");
}

#[tokio::test]
async fn where_the_customer_gave_what_it_was_granted_the_client_lacks_the_scope_and_no_link_helps() {
    let world = given(&[OBLIGED]).await;
    set_client(&world, &["brreg:reelle/offentlig"], true).await;
    let shown = page(&world, Language::Nb).await;
    let lacks = format!(
        "Ingen av klientene deres har brreg:reelle/rapporteringspliktig, som Prøve {CUSTOMER} AS er tildelt og har gitt fullmakt til. Legg scopet på en klient"
    );
    says(&shown, StatusCode::OK, &lacks);
    says(&shown, StatusCode::OK, "Delegering På plass Klient Gjør dette nå Legg scopet på en klient");
    for wrong in ["MP-251", "Lag en lenke", "brreg:reelle/offentlig"] {
        assert!(!shown.text().contains(wrong), "{wrong}: {}", shown.text());
    }
}

#[tokio::test]
async fn where_what_the_clients_ask_for_is_not_granted_the_refusal_for_want_of_a_grant_is_told() {
    let world = given(&[MEDIA]).await;
    set_client(&world, &["brreg:reelle/offentlig"], true).await;
    let shown = page(&world, Language::Nb).await;
    let told = format!(
        "{UNUSED} brreg:reelle/offentlig, og får avslag (MP-250) så lenge Prøve {CUSTOMER} AS ikke er tildelt det."
    );
    says(&shown, StatusCode::OK, &told);
    assert!(!shown.text().contains("MP-251"), "{}", shown.text());
}

#[tokio::test]
async fn the_warning_is_drawn_in_three_languages() {
    for (scheme, language, texts) in [
        (
            LIMITED,
            Language::Nn,
            ["Ingen av klientane dykkar kan bruke denne fullmakta.", "Kunden meinte truleg denne."],
        ),
        (
            LIMITED,
            Language::En,
            ["None of your clients can use this delegation.", "The customer probably meant this one."],
        ),
        (MEDIA, Language::Nn, ["(MP-251)", "Lag ei lenkje som kunden kan følgje til skjemaet for"]),
        (MEDIA, Language::En, ["(MP-251)", "Make a link for the customer to follow to the scheme for"]),
    ] {
        let world = given(&[scheme]).await;
        let shown = page(&world, language).await;
        for text in texts {
            says(&shown, StatusCode::OK, text);
        }
        assert!(!shown.text().contains("portal-"), "{}", shown.text());
    }
}
