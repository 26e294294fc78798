//! What a page says was done, what is missing, and what there is nothing to be done about: each only when it is so.

use axum::http::StatusCode;
use fullmakt::clients;
use fullmakt::delegation::{self, Policy, Texts};

use super::{OBLIGED, OBLIGED_TITLE, acting, contact, logged_in, says};
use crate::delegation::World;
use crate::support::TestApp;
use crate::support::app::Answer;

fn notice(page: &Answer) -> bool {
    page.body.contains("ds-alert notice")
}

#[tokio::test]
async fn a_notice_is_shown_to_who_did_it_and_only_while_it_is_so() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let mut browser = acting(&test, &world).await;
    let added = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    says(&browser.get(added.location()).await, StatusCode::OK, "er lagt til som leverandør");

    // Nobody's words: an address that was written by hand, before and after it is so.
    let claims = [
        format!("{supplier}?ok=gitt&api={OBLIGED}"),
        format!("{supplier}?ok=fjernet&api={OBLIGED}"),
        format!("{supplier}?ok=lagt-til"),
        format!("/fullmakt/leverandorer?ok=slettet&leverandor={}", world.vendor),
        format!("/fullmakt/konsumenter?ok=slettet&konsument={}", world.vendor),
    ];
    for claim in &claims {
        assert!(!notice(&browser.get(claim).await), "{claim}");
    }
    let given = browser.post(&format!("{supplier}/gi/{OBLIGED}"), &[]).await;
    let told = given.location().to_owned();
    says(&browser.get(&told).await, StatusCode::OK, "har nå fått fullmakt til");
    assert!(
        notice(&browser.get(&format!("{told}&sprak=nb")).await),
        "it may be read again, in another language"
    );
    for claim in &claims {
        assert!(!notice(&browser.get(claim).await), "{claim}");
    }
    let other = told.replace("ok=gitt", "ok=fjernet");
    assert!(!notice(&browser.get(&other).await), "the seal is of another address");
    let mut elsewhere = acting(&test, &world).await;
    assert!(!notice(&elsewhere.get(&told).await), "the seal is another browser's");

    let taken = browser.post(&format!("{supplier}/fjern/{OBLIGED}"), &[]).await;
    says(&browser.get(taken.location()).await, StatusCode::OK, "er fjernet fra Oppdiktet Leverandør AS.");
    assert!(!notice(&browser.get(&told).await), "it is not given any more");
    browser.post(&format!("{supplier}/gi/{OBLIGED}"), &[]).await;
    assert!(!notice(&browser.get(taken.location()).await), "it is given again");

    let removed = browser.post(&format!("{supplier}/slett"), &[]).await;
    assert!(notice(&browser.get(removed.location()).await));
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    assert!(!notice(&browser.get(removed.location()).await), "it is added again");
}

#[tokio::test]
async fn taking_back_what_was_never_given_is_told_and_not_offered() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    let mut vendors = contact(&test, world.vendor).await;
    let own = format!("{supplier}/fjern/{OBLIGED}");
    let others = format!("/fullmakt/konsumenter/{}/fjern/{OBLIGED}", world.customer);
    for (reader, path) in [(&mut browser, &own), (&mut vendors, &others)] {
        let asked = reader.get(path).await;
        says(&asked, StatusCode::NOT_FOUND, "Denne fullmakten er ikke gitt");
        assert!(!asked.body.contains(&format!("action=\"{path}\"")), "{}", asked.body);
        says(&reader.post(path, &[]).await, StatusCode::NOT_FOUND, "Det er ingenting å fjerne");
    }
    browser.post(&format!("{supplier}/gi/{OBLIGED}"), &[]).await;
    says(&browser.get(&own).await, StatusCode::OK, OBLIGED_TITLE);
    says(&vendors.get(&others).await, StatusCode::OK, OBLIGED_TITLE);
    browser.post(&own, &[]).await;
    for (reader, path) in [(&mut browser, &own), (&mut vendors, &others)] {
        says(&reader.get(path).await, StatusCode::NOT_FOUND, "Fullmakten kan være fjernet allerede");
        // Sent twice, it is gone, which is what was asked for.
        assert_eq!(reader.post(path, &[]).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn the_path_begins_with_the_order_or_says_that_none_is_needed() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let consumer = format!("/fullmakt/konsumenter/{}", world.customer);
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    browser.post(&format!("{supplier}/gi/{OBLIGED}"), &[]).await;
    let page = browser.get(&supplier).await;
    says(
        &page,
        StatusCode::OK,
        "Bestilling Gjør dette nå Bestill, hvis det ikke er gjort Tildeling Hos registeret Delegering På plass",
    );

    // The contact's link was made for the case that the grant came of; the fictional person has no page of orders.
    world.grant(&test, "brreg:reelle/rapporteringspliktig").await;
    let page = browser.get(&supplier).await;
    says(&page, StatusCode::OK, "Bestilling På plass 2026-00001 Tildeling På plass");
    assert!(!page.body.contains("/sak/2026-00001"), "{}", page.body);
    let mut vendors = contact(&test, world.vendor).await;
    let page = vendors.get(&consumer).await;
    says(&page, StatusCode::OK, "Bestilling På plass 2026-00001 Tildeling På plass");
    assert!(page.body.contains("href=\"/sak/2026-00001\""), "{}", page.body);

    let mut tx = test.app.db.begin_write().await.expect("write");
    let (scope, customer, now) = ("brreg:reelle/rapporteringspliktig", world.customer, test.app.now());
    clients::withdraw_scope(&mut tx, &test.app, now, scope, customer, "system").await.expect("withdrawn");
    clients::grant_scope(&mut tx, &test.app, now, scope, customer, Some("2026-00009"), "system")
        .await
        .expect("granted");
    tx.commit().await.expect("commit");
    let page = vendors.get(&consumer).await;
    says(&page, StatusCode::OK, "Bestilling På plass Tildeling På plass");
    assert!(!page.text().contains("2026-00009"), "another organisation's case is its own: {}", page.text());

    let mut tx = test.app.db.begin_write().await.expect("write");
    let media = "brreg:reelle/media";
    clients::grant_scope(&mut tx, &test.app, now, media, customer, None, "system").await.expect("granted");
    tx.commit().await.expect("commit");
    says(
        &browser.get(&supplier).await,
        StatusCode::OK,
        "brreg:reelle/media Bestilling Ikke nødvendig Tildeling På plass Delegering Gjør dette nå",
    );
}

#[tokio::test]
async fn a_warning_names_the_scopes_that_are_missing_and_only_schemes_of_the_same_owner() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/media").await;
    let owner = World::another(&test, 78, "Oppdiktet Tilsyn").await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    scheme.id = "flere-scope".to_owned();
    scheme.title = Texts::of(["Flere scope"; 3]);
    scheme.scopes = ["brreg:reelle/media", "brreg:reelle/offentlig", "brreg:reelle/rapporteringspliktig"]
        .map(str::to_owned)
        .to_vec();
    delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    (scheme.id, scheme.owner, scheme.owner_code) = ("tilsyn-lese".to_owned(), owner, "ot".to_owned());
    scheme.title = Texts::of(["Tilsyn"; 3]);
    scheme.scopes = vec!["tilsyn:lese".to_owned()];
    delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    tx.commit().await.expect("commit");
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;

    let offer = browser.get(&format!("{supplier}/gi/flere-scope")).await;
    says(
        &offer,
        StatusCode::OK,
        "Oppdiktet Kunde AS er ikke tildelt disse 2 scopene brreg:reelle/offentlig brreg:reelle/rapporteringspliktig Du kan",
    );
    let offer = browser.get(&format!("{supplier}/gi/tilsyn-lese")).await;
    says(&offer, StatusCode::OK, "Oppdiktet Kunde AS er ikke tildelt dette scopet");
    assert!(
        !offer.text().contains("Skjemaet som passer"),
        "another owner's fits nothing here: {}",
        offer.text()
    );

    browser.post(&format!("{supplier}/gi/flere-scope"), &[]).await;
    let page = browser.get(&supplier).await;
    says(
        &page,
        StatusCode::OK,
        "er ikke tildelt brreg:reelle/offentlig, brreg:reelle/rapporteringspliktig. Leverandøren",
    );
    says(&page, StatusCode::OK, "scope brreg:reelle/media Veien");
}

#[tokio::test]
async fn who_has_a_role_without_the_package_is_told_which_package_it_takes() {
    let test = TestApp::new().await;
    let world = World::with_role(&test, "KNUF").await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &world.vendor.to_string())]).await;
    let page = browser.get(&supplier).await;
    says(
        &page,
        StatusCode::OK,
        "en tilgangspakke i området Integrasjoner, som Delegerbare Maskinporten scopes",
    );
    says(&page, StatusCode::OK, "Ingen fullmakter er lagt til ennå.");

    // With a scheme for branches there is something to give, and the others say why they are not.
    let mut tx = test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    (scheme.id, scheme.policy) = ("bare-filialer".to_owned(), Policy::of_branches());
    delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    (scheme.id, scheme.policy) = ("ingens".to_owned(), Policy::nobody());
    delegation::insert_scheme(&mut tx, &scheme, test.app.now().wall).await.expect("inserted");
    tx.commit().await.expect("commit");
    let denied = browser.get(&format!("{supplier}/gi/{OBLIGED}")).await;
    says(
        &denied,
        StatusCode::OK,
        "Det krever tilgangspakken Delegerbare Maskinporten scopes eller rollen Programmeringsgrensesnitt (API), og det følger ikke med rollene dine i Oppdiktet Kunde AS.",
    );
    let denied = browser.get(&format!("{supplier}/gi/ingens")).await;
    says(&denied, StatusCode::OK, "Eieren har ikke sagt ennå hvem som kan gi den.");

    let test = TestApp::new().await;
    let world = World::with_role(&test, "FFØR").await;
    let choices = logged_in(&test, &world).await.get("/fullmakt").await;
    says(&choices, StatusCode::OK, "Forretningsfører");
    says(&choices, StatusCode::OK, "Det krever tilgangspakken Maskinporten administrator.");
}

#[tokio::test]
async fn the_token_of_forms_from_before_a_login_opens_none_after_it() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = test.browser();
    browser.get("/logg-inn").await;
    let planted = browser.csrf();
    browser.post("/logg-inn", &[("nummer", &world.person.to_string())]).await;
    let customer = world.customer.to_string();
    let fields = [("csrf", planted.as_str()), ("virksomhet", &customer)];
    let refused = browser.post_raw("/fullmakt/velg", &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let page = browser.get("/fullmakt").await;
    assert!(page.body.contains(&browser.csrf()), "the page's forms carry the new one");
    let chosen = browser.post("/fullmakt/velg", &[("virksomhet", &customer)]).await;
    assert_eq!(chosen.location(), "/fullmakt/leverandorer");
    let inside = browser.csrf();
    browser.post("/logg-ut", &[]).await;
    assert_ne!(browser.csrf(), inside, "nor does one from before a logout");
}
