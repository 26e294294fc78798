//! The portal as a browser without script sees it: log in, choose, add, search, give, see, take back; and what each of the
//! refusals says.

mod former;
mod link;
mod lists;
mod pair;
mod sister;
mod standing;
mod steps;
mod told;

use axum::http::StatusCode;
use fullmakt::access::Reach;
use fullmakt::access::links::{self, NewLink};
use fullmakt::language::Language;
use fullmakt::numbers::OrgNumber;

use crate::delegation::World;
use crate::support::TestApp;
use crate::support::app::{Answer, Browser, PUBLIC_URL};

const OBLIGED: &str = "brreg-reelle-rapporteringspliktig";
const OBLIGED_TITLE: &str =
    "Register over reelle rettighetshavere - Rapporteringspliktig virksomhet - På vegne av";

/// A browser in which the world's person is logged in and acts for its organisation.
async fn acting<'a>(test: &'a TestApp, world: &World) -> Browser<'a> {
    let mut browser = logged_in(test, world).await;
    let chosen = browser.post("/fullmakt/velg", &[("virksomhet", &world.customer.to_string())]).await;
    assert_eq!(chosen.location(), "/fullmakt/leverandorer", "{}", chosen.text());
    browser
}

async fn logged_in<'a>(test: &'a TestApp, world: &World) -> Browser<'a> {
    let mut browser = test.browser();
    browser.get("/logg-inn").await;
    let answer = browser.post("/logg-inn", &[("nummer", &world.person.to_string()), ("goto", "")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/fullmakt"), "{}", answer.text());
    browser
}

/// A browser in which a contact of `organisation` came in by its signed link.
async fn contact(test: &TestApp, organisation: OrgNumber) -> Browser<'_> {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let link = links::create(
        &mut tx,
        &test.app,
        test.app.now(),
        NewLink {
            organisation,
            case_number: "2026-00001",
            contact_name: "Oppdiktet Kontakt",
            contact_email: "kontakt@leverandor.example",
            reach: Reach::Organisation,
        },
    )
    .await
    .expect("link");
    tx.commit().await.expect("commit");
    let mut browser = test.browser();
    browser.get(link.strip_prefix(PUBLIC_URL).unwrap_or(&link)).await;
    browser
}

#[track_caller]
fn says(answer: &Answer, status: StatusCode, text: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(answer.text().contains(text), "{text:?} is not in: {}", answer.text());
}

#[tokio::test]
async fn a_person_delegates_sees_it_and_takes_it_back_and_the_vendors_contact_sees_both() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/rapporteringspliktig").await;
    let vendor = world.vendor.to_string();

    let mut browser = test.browser();
    let away = browser.get("/fullmakt").await;
    assert_eq!(away.location(), "/logg-inn?goto=%2Ffullmakt");
    let mut browser = logged_in(&test, &world).await;
    let unchosen = browser.follow("/fullmakt/leverandorer").await;
    says(&unchosen, StatusCode::OK, "Velg en virksomhet først.");
    says(&unchosen, StatusCode::OK, "Oppdiktet Kunde AS");
    says(&unchosen, StatusCode::OK, "Daglig leder");
    browser.post("/fullmakt/velg", &[("virksomhet", &world.customer.to_string())]).await;

    let empty = browser.get("/fullmakt/leverandorer").await;
    says(&empty, StatusCode::OK, "Ingen leverandører funnet.");
    let spaced = format!("{} {} {}", &vendor[..3], &vendor[3..6], &vendor[6..]);
    let found = browser.get(&format!("/fullmakt/leverandorer/ny?orgnr={}", spaced.replace(' ', "+"))).await;
    says(&found, StatusCode::OK, "Oppdiktet Leverandør AS");
    let added = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let page = browser.follow(added.location()).await;
    says(&page, StatusCode::OK, "Oppdiktet Leverandør AS er lagt til som leverandør.");
    says(&page, StatusCode::OK, "Fullmakt til 0 API");
    says(&page, StatusCode::OK, "Ingen fullmakter er lagt til ennå.");

    let search = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi?sok=rapporteringspliktig")).await;
    says(&search, StatusCode::OK, "2 API");
    says(&search, StatusCode::OK, "Passer med det virksomheten er tildelt");
    let none = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi?sok=%3Cb%3Efinnesikke")).await;
    says(&none, StatusCode::OK, "Ingen API passer med søket.");
    assert!(!none.body.contains("<b>finnesikke"), "what was typed is shown as text");
    let detail = browser.get(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}")).await;
    for text in [OBLIGED_TITLE, "Brønnøysundregistrene", "brreg:reelle/rapporteringspliktig", "Gi fullmakt"]
    {
        says(&detail, StatusCode::OK, text);
    }
    assert!(!detail.text().contains("MP-250"), "the scope is granted, so there is nothing to warn of");

    let give = format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}");
    let given = browser.post(&give, &[]).await;
    let page = browser.follow(given.location()).await;
    says(
        &page,
        StatusCode::OK,
        &format!("Oppdiktet Leverandør AS har nå fått fullmakt til {OBLIGED_TITLE}."),
    );
    says(&page, StatusCode::OK, "Fullmakt til 1 API");
    says(&page, StatusCode::OK, "consumer_org");
    let again = browser.post(&give, &[]).await;
    says(&browser.follow(again.location()).await, StatusCode::OK, "hadde allerede fullmakt");

    let mut vendors = contact(&test, world.vendor).await;
    let consumers = vendors.follow("/fullmakt").await;
    says(&consumers, StatusCode::OK, "Virksomheter som har gitt fullmakt til Oppdiktet Leverandør AS.");
    says(&consumers, StatusCode::OK, "Oppdiktet Kunde AS");
    let consumer = vendors.get(&format!("/fullmakt/konsumenter/{}", world.customer)).await;
    says(&consumer, StatusCode::OK, OBLIGED_TITLE);
    says(&consumer, StatusCode::OK, "15.01.2026 kl. 10.00");

    let withdraw = format!("/fullmakt/leverandorer/{vendor}/fjern/{OBLIGED}");
    says(
        &browser.get(&withdraw).await,
        StatusCode::OK,
        "kan ikke lenger hente token på vegne av Oppdiktet Kunde AS",
    );
    let taken = browser.post(&withdraw, &[]).await;
    let page = browser.follow(taken.location()).await;
    says(&page, StatusCode::OK, "er fjernet fra Oppdiktet Leverandør AS.");
    says(&page, StatusCode::OK, "Slettet 15.01.2026 kl. 10.00 av Oppdiktet Testesen");
    says(&page, StatusCode::OK, "Ingen fullmakter nå.");
    let list = vendors.get("/fullmakt/konsumenter").await;
    says(&list, StatusCode::OK, "Oppdiktet Kunde AS Org.nr.");
    says(&list, StatusCode::OK, "Fullmakt til 0 API");
}

#[tokio::test]
async fn logins_from_one_address_are_counted_good_or_not() {
    let test = TestApp::with_env(&[("FULLMAKT_LOGINS_PER_MINUTE", "3")]).await;
    let world = World::new(&test).await;
    let mut browser = test.browser();
    for guess in ["", "1", "22"] {
        let answer = browser.post("/logg-inn", &[("nummer", guess)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{guess}");
    }
    for (language, sentence) in [
        ("nb", "Vent ett minutt og logg inn på nytt"),
        ("nn", "Vent eitt minutt og logg inn på nytt"),
        ("en", "Wait a minute and log in again"),
    ] {
        browser.language = language;
        let answer = browser.post("/logg-inn", &[("nummer", &world.person.to_string())]).await;
        says(&answer, StatusCode::TOO_MANY_REQUESTS, sentence);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM sessions").await, 0);
}

#[tokio::test]
async fn a_contact_gives_back_what_its_organisation_received_and_can_give_nothing() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let (vendor, customer) = (world.vendor.to_string(), world.customer.to_string());
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"), &[]).await;

    let outsider = World::another(&test, 9, "Uvedkommende AS").await;
    let back = format!("/fullmakt/konsumenter/{customer}/fjern/{OBLIGED}");
    let mut stranger = contact(&test, outsider).await;
    assert_eq!(
        stranger.get(&format!("/fullmakt/konsumenter/{customer}")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(stranger.get(&back).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.post(&back, &[]).await.status, StatusCode::NOT_FOUND);
    let active = "SELECT count(*) AS n FROM delegations WHERE withdrawn_at IS NULL";
    assert_eq!(test.count(active).await, 1, "somebody else's delegation is out of reach");

    let mut contact = contact(&test, world.vendor).await;
    for path in ["/fullmakt/leverandorer", "/fullmakt/leverandorer/ny"] {
        assert!(contact.get(path).await.location().starts_with("/logg-inn?goto="), "{path}");
    }
    let refused = contact.post(&format!("/fullmakt/leverandorer/{customer}/gi/{OBLIGED}"), &[]).await;
    assert!(refused.location().starts_with("/logg-inn?goto="));
    says(&contact.get(&back).await, StatusCode::OK, "Bare Oppdiktet Kunde AS kan gi fullmakten på nytt.");
    let given_back = contact.post(&back, &[]).await;
    let page = contact.follow(given_back.location()).await;
    says(&page, StatusCode::OK, "er gitt tilbake til Oppdiktet Kunde AS.");
    says(&page, StatusCode::OK, "har ingen fullmakter her nå.");
    assert_eq!(test.count(active).await, 0);
    let by_contact = "SELECT count(*) AS n FROM delegations WHERE withdrawn_by LIKE 'contact:%'";
    assert_eq!(test.count(by_contact).await, 1, "history says who gave it back");
}

#[tokio::test]
async fn a_supplier_is_removed_with_all_it_holds_after_a_page_that_says_so() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let remove = format!("/fullmakt/leverandorer/{vendor}/slett");
    says(&browser.get(&remove).await, StatusCode::OK, "har ingen fullmakter fra virksomheten nå.");
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"), &[]).await;
    let ask = browser.get(&remove).await;
    says(&ask, StatusCode::OK, "Alle fullmaktene over blir også slettet.");
    says(&ask, StatusCode::OK, OBLIGED_TITLE);
    let removed = browser.post(&remove, &[]).await;
    let page = browser.follow(removed.location()).await;
    says(&page, StatusCode::OK, "Oppdiktet Leverandør AS er fjernet som leverandør.");
    says(&page, StatusCode::OK, "Ingen leverandører funnet.");
    let gone = browser.get(&format!("/fullmakt/leverandorer/{vendor}")).await;
    says(&gone, StatusCode::OK, "Oppdiktet Leverandør AS er ikke lenger leverandør for Oppdiktet Kunde AS");
    assert_eq!(browser.post(&remove, &[]).await.status, StatusCode::SEE_OTHER, "twice is once");
}

#[tokio::test]
async fn a_scheme_that_does_not_fit_the_grant_is_warned_of_with_the_right_one_named_and_not_refused() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/media").await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let give = format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}");
    let detail = browser.get(&give).await;
    says(&detail, StatusCode::OK, "Oppdiktet Kunde AS er ikke tildelt dette scopet");
    says(&detail, StatusCode::OK, "Virksomheten er tildelt brreg:reelle/media.");
    assert!(detail.body.contains(&format!("/fullmakt/leverandorer/{vendor}/gi/brreg-reelle-media")));
    let given = browser.post(&give, &[]).await;
    let page = browser.follow(given.location()).await;
    says(&page, StatusCode::OK, "har nå fått fullmakt til");
    says(&page, StatusCode::OK, "er ikke tildelt brreg:reelle/rapporteringspliktig.");
}

#[tokio::test]
async fn each_fault_of_the_login_says_what_to_do_and_a_real_number_is_not_shown_again() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let good = world.person.to_string();
    let last = good.chars().last().and_then(|c| c.to_digit(10)).expect("a digit");
    let mistyped = format!("{}{}", &good[..10], (last + 1) % 10);
    let real = real_looking().expect("some number with a real month fits");
    for (typed, expected) in [
        ("", "Skriv det fiktive fødselsnummeret."),
        ("abc", "elleve sifre og ingen andre tegn"),
        ("123", "men dette har 3."),
        ("99999999999", "ikke en dato"),
        (mistyped.as_str(), "De to siste sifrene passer ikke"),
        (real.as_str(), "Dette kan være nummeret til en virkelig person."),
    ] {
        let mut browser = test.browser();
        let answer = browser.post("/logg-inn", &[("nummer", typed), ("goto", "/fullmakt")]).await;
        says(&answer, StatusCode::UNPROCESSABLE_ENTITY, expected);
        assert!(answer.body.contains("aria-invalid=\"true\""), "{typed}");
        assert!(!browser.cookies.contains_key("fullmakt_okt"), "{typed}");
        let kept = !typed.is_empty() && answer.body.contains(&format!("value=\"{typed}\""));
        assert_eq!(kept, !typed.is_empty() && typed != real, "{typed}");
    }
    let unknown = {
        let random = fullmakt::ids::Random::seeded(4242);
        fullmakt::numbers::PersonNumber::make(
            fullmakt::numbers::BirthDate { year: 1990, month: 2, day: 3 },
            fullmakt::numbers::Kind::Identity,
            fullmakt::numbers::Scheme::Of1964,
            &mut |bound| random.below(bound),
        )
    };
    let mut browser = test.browser();
    let answer = browser.post("/logg-inn", &[("nummer", &unknown.to_string())]).await;
    says(
        &answer,
        StatusCode::UNPROCESSABLE_ENTITY,
        "Ingen fiktiv person i dette miljøet har dette nummeret.",
    );
}

/// A number with a real-looking month whose check digits fit, found by trying; it belongs to nobody we know of and is
/// never stored.
fn real_looking() -> Option<String> {
    use fullmakt::numbers::{PersonNumber, PersonNumberError};
    (0..100_000u32)
        .map(|rest| format!("010180{rest:05}"))
        .find(|text| PersonNumber::parse_synthetic(text) == Err(PersonNumberError::RealPerson))
}

#[tokio::test]
async fn where_an_access_code_is_set_nobody_learns_without_it_which_numbers_exist() {
    let test = TestApp::with_env(&[("FULLMAKT_ACCESS_CODE", "riktig-hest-batteri")]).await;
    let world = World::new(&test).await;
    let number = world.person.to_string();
    let mut browser = test.browser();
    says(&browser.get("/logg-inn").await, StatusCode::OK, "Tilgangskode");
    for (code, expected) in [("", "Skriv tilgangskoden"), ("feil", "Tilgangskoden er ikke riktig.")] {
        let answer = browser.post("/logg-inn", &[("nummer", &number), ("kode", code)]).await;
        says(&answer, StatusCode::UNPROCESSABLE_ENTITY, expected);
        assert!(!answer.text().contains("Ingen fiktiv person"));
        assert!(!answer.body.contains("value=\"feil\""), "the code is not shown again");
    }
    let both = browser.post("/logg-inn", &[("nummer", "12"), ("kode", "feil")]).await;
    says(&both, StatusCode::UNPROCESSABLE_ENTITY, "men dette har 2.");
    says(&both, StatusCode::UNPROCESSABLE_ENTITY, "Tilgangskoden er ikke riktig.");
    let good = browser.post("/logg-inn", &[("nummer", &number), ("kode", "riktig-hest-batteri")]).await;
    assert_eq!(good.location(), "/fullmakt");
}

#[tokio::test]
async fn a_login_ends_the_session_that_was_there_before_and_leads_only_to_our_own_pages() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = contact(&test, world.vendor).await;
    let planted = browser.cookies.get("fullmakt_okt").expect("a session").clone();
    browser.post("/logg-inn", &[("nummer", &world.person.to_string())]).await;
    let fresh = browser.cookies.get("fullmakt_okt").expect("a session").clone();
    assert_ne!(planted, fresh);
    let mut thief = test.browser();
    thief.cookies.insert("fullmakt_okt".to_owned(), planted);
    assert!(
        thief.get("/fullmakt").await.location().starts_with("/logg-inn"),
        "the old session opens nothing"
    );

    for (goto, expected) in [
        ("/fullmakt/leverandorer?x=1", "/fullmakt/leverandorer?x=1"),
        ("https://evil.example/", "/fullmakt"),
        ("//evil.example", "/fullmakt"),
        ("/\\evil.example", "/fullmakt"),
        ("javascript:alert(1)", "/fullmakt"),
        ("", "/fullmakt"),
    ] {
        let mut browser = test.browser();
        let answer =
            browser.post("/logg-inn", &[("nummer", &world.person.to_string()), ("goto", goto)]).await;
        assert_eq!(answer.location(), expected, "{goto}");
    }
}

#[tokio::test]
async fn no_form_of_the_portal_is_taken_without_its_own_token() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let mut other = test.browser();
    other.get("/logg-inn").await;
    let foreign = other.csrf();
    for path in [
        "/logg-inn".to_owned(),
        "/fullmakt/velg".to_owned(),
        "/fullmakt/leverandorer/ny".to_owned(),
        format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"),
        format!("/fullmakt/leverandorer/{vendor}/fjern/{OBLIGED}"),
        format!("/fullmakt/leverandorer/{vendor}/slett"),
        format!("/fullmakt/konsumenter/{vendor}/fjern/{OBLIGED}"),
    ] {
        for fields in [vec![], vec![("csrf", "")], vec![("csrf", foreign.as_str())]] {
            let answer = browser.post_raw(&path, &fields).await;
            says(&answer, StatusCode::FORBIDDEN, "Skjemaet er for gammelt");
        }
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM delegations").await, 0);
    assert_eq!(test.count("SELECT count(*) AS n FROM suppliers").await, 1);
}

#[tokio::test]
async fn nobody_acts_for_an_organisation_without_a_role_there_and_a_role_that_ended_is_noticed_at_once() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let other = World::another(&test, 11, "Uvedkommende AS").await;
    let mut browser = logged_in(&test, &world).await;
    let refused = browser.post("/fullmakt/velg", &[("virksomhet", &other.to_string())]).await;
    says(&refused, StatusCode::FORBIDDEN, "Du kan ikke administrere fullmakter for denne virksomheten");
    for odd in ["", "12", "abc", "999999998"] {
        let answer = browser.post("/fullmakt/velg", &[("virksomhet", odd)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{odd:?}");
    }
    let mut browser = acting(&test, &world).await;
    assert_eq!(browser.get("/fullmakt/leverandorer").await.status, StatusCode::OK);
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("DELETE FROM roles", fullmakt::db::params![]).await.expect("the role ends");
    tx.commit().await.expect("commit");
    for path in ["/fullmakt/leverandorer", "/fullmakt/leverandorer/ny", "/fullmakt/konsumenter"] {
        let answer = browser.get(path).await;
        says(&answer, StatusCode::FORBIDDEN, "Du kan ikke administrere fullmakter");
    }
    says(&browser.get("/fullmakt").await, StatusCode::OK, "ingen rolle i noen virksomhet nå");
}

#[tokio::test]
async fn a_role_that_only_administers_takes_back_and_does_not_give() {
    let test = TestApp::new().await;
    let world = World::with_role(&test, "KNUF").await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let page = browser.get(&format!("/fullmakt/leverandorer/{vendor}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/gi\""), "what may not be done is not offered");
    for path in [
        format!("/fullmakt/leverandorer/{vendor}/gi"),
        format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"),
    ] {
        let refused = browser.get(&path).await;
        says(&refused, StatusCode::FORBIDDEN, "Rollen din gir ikke rett til å gi denne fullmakten");
    }
    let refused = browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    world.give_role(&test, world.customer, "DAGL").await;
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"), &[]).await;
    world.take_role(&test, world.customer, "DAGL").await;
    let taken = browser.post(&format!("/fullmakt/leverandorer/{vendor}/fjern/{OBLIGED}"), &[]).await;
    says(&browser.follow(taken.location()).await, StatusCode::OK, "er fjernet fra Oppdiktet Leverandør AS.");

    let test = TestApp::new().await;
    let world = World::with_role(&test, "ADMAI").await;
    let mut browser = logged_in(&test, &world).await;
    says(&browser.get("/fullmakt").await, StatusCode::OK, "Rollen din gir ikke rett til å administrere");
}

#[tokio::test]
async fn each_fault_of_the_suppliers_number_stands_beside_its_field_with_what_was_typed() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = acting(&test, &world).await;
    let own = world.customer.to_string();
    let last = own.chars().last().and_then(|c| c.to_digit(10)).expect("a digit");
    let mistyped = format!("{}{}", &own[..8], (last + 1) % 10);
    for (typed, expected) in [
        ("", "Skriv organisasjonsnummeret til leverandøren."),
        ("abc", "har bare sifre"),
        ("12345", "men dette har 5."),
        (mistyped.as_str(), "Det siste sifferet passer ikke"),
        (own.as_str(), "nummeret til virksomheten du opptrer for"),
        ("810414782", "Ingen virksomhet i dette miljøet har dette nummeret."),
    ] {
        let looked_up = browser.get(&format!("/fullmakt/leverandorer/ny?orgnr={typed}")).await;
        says(&looked_up, StatusCode::UNPROCESSABLE_ENTITY, expected);
        let posted = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", typed)]).await;
        says(&posted, StatusCode::UNPROCESSABLE_ENTITY, expected);
        assert!(posted.body.contains("id=\"orgnr-feil\""), "{typed}");
        assert!(posted.body.contains(&format!("value=\"{typed}\"")), "{typed}");
    }
    let missing = browser.get("/fullmakt/leverandorer/ny?orgnr=810414782").await;
    assert!(missing.body.contains("href=\"/bestill\""), "the way to an import is shown");
    assert_eq!(test.count("SELECT count(*) AS n FROM suppliers").await, 0);
}

#[tokio::test]
async fn a_form_of_a_page_about_another_organisation_does_nothing() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = acting(&test, &world).await;
    let (vendor, own, other) = (world.vendor.to_string(), world.customer.to_string(), "310000027");
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let scheme = format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}");
    let withdrawal = format!("/fullmakt/leverandorer/{vendor}/fjern/{OBLIGED}");
    let removal = format!("/fullmakt/leverandorer/{vendor}/slett");
    let link = [("leverandor", vendor.as_str()), ("skjema", OBLIGED)];
    for page in [&scheme, &removal] {
        let field = format!("name=\"virksomhet\" value=\"{own}\"");
        assert!(browser.get(page).await.body.contains(&field), "{page}");
    }
    let changed = "Ingenting er endret.";
    // What the other tab's page was about is not who is acted for now.
    says(&browser.post(&scheme, &[("virksomhet", other)]).await, StatusCode::CONFLICT, changed);
    let by_link = [link.as_slice(), &[("virksomhet", other)]].concat();
    says(&browser.post("/fullmakt/gi", &by_link).await, StatusCode::CONFLICT, changed);
    assert_eq!(test.count("SELECT count(*) AS n FROM delegations").await, 0);
    assert_eq!(browser.post(&scheme, &[("virksomhet", &own)]).await.status, StatusCode::SEE_OTHER);
    says(&browser.post(&withdrawal, &[("virksomhet", other)]).await, StatusCode::CONFLICT, changed);
    says(&browser.post(&removal, &[("virksomhet", other)]).await, StatusCode::CONFLICT, changed);
    let active = "SELECT count(*) AS n FROM delegations WHERE withdrawn_at IS NULL";
    assert_eq!(test.count(active).await, 1);
}

#[tokio::test]
async fn a_scheme_with_a_character_that_cannot_be_stored_is_unknown() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut browser = acting(&test, &world).await;
    let vendor = world.vendor.to_string();
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let opened = browser.get(&format!("/fullmakt/gi?leverandor={vendor}&skjema=%00")).await;
    assert_eq!(opened.status, StatusCode::NOT_FOUND, "{}", opened.text());
    let sent = browser.post("/fullmakt/gi", &[("leverandor", &vendor), ("skjema", "\0")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.text());
    let noticed = browser.get(&format!("/fullmakt/leverandorer/{vendor}?ok=gitt&api=%00")).await;
    assert_eq!(noticed.status, StatusCode::OK, "{}", noticed.text());
}

#[tokio::test]
async fn who_looks_up_too_many_unknown_numbers_waits_an_hour() {
    let test = TestApp::with_env(&[("FULLMAKT_UNKNOWN_LOOKUPS_PER_HOUR", "3")]).await;
    let world = World::new(&test).await;
    let mut browser = acting(&test, &world).await;
    let vendor = world.vendor.to_string();
    let unknown = "/fullmakt/leverandorer/ny?orgnr=810414782";
    for _ in 0..2 {
        assert_eq!(browser.get(unknown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // What is mistyped, and what is found, is no miss.
    assert_eq!(
        browser.get("/fullmakt/leverandorer/ny?orgnr=12345").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        browser.get(&format!("/fullmakt/leverandorer/ny?orgnr={vendor}")).await.status,
        StatusCode::OK
    );
    let third = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", "810414782")]).await;
    assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY);

    let shut = browser.get(&format!("/fullmakt/leverandorer/ny?orgnr={vendor}")).await;
    says(&shut, StatusCode::TOO_MANY_REQUESTS, "stengt for deg i en time");
    assert_eq!(shut.headers["retry-after"], "3600");
    let posted = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    says(&posted, StatusCode::TOO_MANY_REQUESTS, "stengt for deg i en time");
    assert_eq!(
        browser.get("/fullmakt/leverandorer/ny").await.status,
        StatusCode::OK,
        "the empty form is there"
    );

    test.advance(3_600_000);
    let added = browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
}

#[tokio::test]
async fn an_address_that_names_nothing_says_so() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let vendor = world.vendor.to_string();
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    for (path, status, text) in [
        ("/fullmakt/leverandorer/12".to_owned(), StatusCode::NOT_FOUND, "Siden finnes ikke"),
        ("/fullmakt/leverandorer/810414782".to_owned(), StatusCode::CONFLICT, "ikke lagt til"),
        (
            format!("/fullmakt/leverandorer/{vendor}/gi/finnes-ikke"),
            StatusCode::NOT_FOUND,
            "API-et finnes ikke",
        ),
        (
            format!("/fullmakt/leverandorer/{vendor}/fjern/finnes-ikke"),
            StatusCode::NOT_FOUND,
            "API-et finnes ikke",
        ),
        ("/fullmakt/konsumenter/810414782".to_owned(), StatusCode::NOT_FOUND, "Siden finnes ikke"),
        (
            format!("/fullmakt/konsumenter/{vendor}/fjern/{OBLIGED}"),
            StatusCode::NOT_FOUND,
            "Denne fullmakten er ikke gitt",
        ),
    ] {
        says(&browser.get(&path).await, status, text);
    }
    // A notice is chosen by a code; what else stands in the address is not shown.
    let page =
        browser.get(&format!("/fullmakt/leverandorer/{vendor}?ok=gitt&api=%3Cscript%3E&ok=Ring+oss")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("role=\"status\"") && !page.text().contains("Ring oss"));
}

#[tokio::test]
async fn every_page_is_drawn_in_three_languages_without_a_missing_text() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.grant(&test, "brreg:reelle/media").await;
    let (vendor, customer) = (world.vendor.to_string(), world.customer.to_string());
    let mut browser = acting(&test, &world).await;
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"), &[]).await;
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/gi/brreg-reelle-media"), &[]).await;
    browser.post(&format!("/fullmakt/leverandorer/{vendor}/fjern/brreg-reelle-media"), &[]).await;
    let mut contact = contact(&test, world.vendor).await;
    let own = [
        "/logg-inn".to_owned(),
        "/fullmakt?ok=velg".to_owned(),
        "/fullmakt/leverandorer".to_owned(),
        "/fullmakt/leverandorer/ny".to_owned(),
        format!("/fullmakt/leverandorer/ny?orgnr={vendor}"),
        "/fullmakt/leverandorer/ny?orgnr=810414782".to_owned(),
        format!("/fullmakt/leverandorer/{vendor}?ok=gitt&api={OBLIGED}"),
        format!("/fullmakt/leverandorer/{vendor}/slett"),
        format!("/fullmakt/leverandorer/{vendor}/gi?sok=reelle"),
        format!("/fullmakt/leverandorer/{vendor}/gi/{OBLIGED}"),
        format!("/fullmakt/leverandorer/{vendor}/gi/brreg-reelle-offentlig"),
        format!("/fullmakt/leverandorer/{vendor}/fjern/{OBLIGED}"),
        "/fullmakt/konsumenter".to_owned(),
    ];
    let contacts = [
        "/fullmakt/konsumenter".to_owned(),
        format!("/fullmakt/konsumenter/{customer}"),
        format!("/fullmakt/konsumenter/{customer}/fjern/{OBLIGED}"),
    ];
    for language in Language::ALL {
        for (paths, visitor) in [(&own[..], &mut browser), (&contacts[..], &mut contact)] {
            for path in paths {
                let mark = if path.contains('?') { '&' } else { '?' };
                let page = visitor.get(&format!("{path}{mark}sprak={}", language.tag())).await;
                assert!(
                    matches!(page.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY),
                    "{path}: {}",
                    page.text()
                );
                assert!(page.body.contains(&format!("<html lang=\"{}\"", language.tag())), "{path}");
                assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
                let shown = page.text();
                for leak in ["portal-", "frame-", "nav-", "{ $", "{$"] {
                    assert!(!shown.contains(leak), "{path} in {}: {leak} in {shown}", language.tag());
                }
            }
        }
    }
}
