//! The portal, step by step of the table of `altinn.md` §3.2: what a person sees and does at each, and the rules beside it.

use axum::http::StatusCode;
use fullmakt::db::params;
use fullmakt::delegation;

use super::{OBLIGED, acting, contact, logged_in};
use crate::delegation::World;
use crate::support::TestApp;

/// How far the person, or the vendor's contact, has come.
enum At {
    /// Logged in with this role, and has not chosen whom to act for.
    Choosing(&'static str),
    /// Acts for the customer, with this role.
    Acting(&'static str),
    /// And has added the vendor.
    Added(&'static str),
    /// As daglig leder, and has given the scheme.
    Given,
    /// It is the vendor's contact, after the scheme was given.
    Contact,
}

/// What is sent.
enum Sent {
    Page(&'static str),
    /// A form; what comes of it is followed to the page that it leads to.
    Form(&'static str, &'static [(&'static str, &'static str)]),
}

use Sent::{Form, Page};

/// The vendor is a subunit, to see that it is shown as one; `VENDOR`, `CUSTOMER` and `SCHEME` stand for what they are. What is
/// seen is looked for in the page's text, what is not seen also in its addresses.
async fn check(at: At, sent: Sent, status: u16, sees: &[&str], not: &[&str]) {
    let test = TestApp::new().await;
    let (role, added) = match &at {
        At::Choosing(role) | At::Acting(role) => (*role, false),
        At::Added(role) => (*role, true),
        At::Given | At::Contact => ("DAGL", true),
    };
    let world = World::with_role(&test, role).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let vendor = world.vendor.to_string();
    tx.execute("UPDATE organisations SET form = 'BEDR' WHERE number = $1", params![vendor.as_str()])
        .await
        .expect("a subunit");
    // One that its owner lets nobody give, and one that is not to be found.
    for (id, delegable, visible) in [("lukket-skjema", false, true), ("skjult-skjema", true, false)] {
        let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
        scheme.id = id.to_owned();
        scheme.title = delegation::Texts::of([id; 3]);
        (scheme.delegable, scheme.visible) = (delegable, visible);
        assert!(delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted"));
    }
    tx.commit().await.expect("commit");
    if added {
        world.add(&test).await;
    }
    if matches!(at, At::Given | At::Contact) {
        world.give(&test, &test.app.db, OBLIGED).await.expect("given");
    }
    let mut browser = match at {
        At::Choosing(_) => logged_in(&test, &world).await,
        At::Contact => contact(&test, world.vendor).await,
        _ => acting(&test, &world).await,
    };
    let filled = |text: &str| {
        text.replace("VENDOR", &vendor)
            .replace("CUSTOMER", &world.customer.to_string())
            .replace("SCHEME", OBLIGED)
    };
    let page = match sent {
        Page(path) => browser.follow(&filled(path)).await,
        Form(path, fields) => {
            let fields: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (*name, filled(value))).collect();
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = browser.post(&filled(path), &fields).await;
            if answer.status == StatusCode::SEE_OTHER {
                let next = answer.location().to_owned();
                browser.follow(&next).await
            } else {
                answer
            }
        }
    };
    // Soft hyphens are not read.
    let shown = page.text().replace('\u{ad}', "");
    assert_eq!(page.status.as_u16(), status, "{shown}");
    for expected in sees {
        assert!(shown.contains(&filled(expected)), "{expected:?} is not in: {shown}");
    }
    for unexpected in not {
        let unexpected = filled(unexpected);
        assert!(!shown.contains(&unexpected) && !page.body.contains(&unexpected), "{unexpected:?}: {shown}");
    }
}

macro_rules! steps {
    ($($test:ident: $at:expr, $sent:expr => $status:literal [$($seen:expr),*] not [$($unseen:literal),*];)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                check($at, $sent, $status, &[$($seen),*], &[$($unseen),*]).await;
            }
        )*
    };
}

const TITLE: &str = super::OBLIGED_TITLE;

steps! {
    step_0_who_administers_is_led_in: At::Choosing("DAGL"), Page("/fullmakt")
        => 200 ["Oppdiktet Kunde AS", "Daglig leder", "Velg"] not ["gir ikke rett til å administrere"];
    step_0_who_does_not_administer_is_not: At::Choosing("ADMAI"), Page("/fullmakt")
        => 200 ["Rollen din gir ikke rett til å administrere fullmakter"] not ["action=\"/fullmakt/velg\""];
    step_0_the_address_alone_leads_to_the_choice: At::Choosing("ADMAI"), Page("/fullmakt/leverandorer")
        => 200 ["Velg en virksomhet først."] not ["Legg til leverandør"];
    step_0_a_choice_by_hand_is_refused: At::Choosing("ADMAI"), Form("/fullmakt/velg", &[("virksomhet", "CUSTOMER")])
        => 403 ["Du kan ikke administrere fullmakter for denne virksomheten"] not ["Legg til leverandør"];
    step_1_no_suppliers_yet: At::Acting("DAGL"), Page("/fullmakt/leverandorer")
        => 200 [
            "Maskinportenadministrasjon for Oppdiktet Kunde AS",
            "Leverandører",
            "Konsumenter",
            "Virksomheter som har mottatt fullmakt fra Oppdiktet Kunde AS.",
            "Ingen leverandører funnet.",
            "Virksomheten må selv være tildelt tilgangen",
            "tilgangspakken Maskinporten administrator og en pakke i området Integrasjoner",
            "Legg til leverandør"
        ] not [];
    step_1_the_suppliers: At::Given, Page("/fullmakt/leverandorer")
        => 200 ["Oppdiktet Leverandør AS Org.nr. VENDOR", "Fullmakt til 1 API"] not ["Ingen leverandører funnet."];
    step_2_the_field: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny")
        => 200 ["Legg til leverandør", "Organisasjonsnummer"] not ["Legg til virksomhet"];
    step_2_name_and_number_of_a_subunit: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=VENDOR")
        => 200 ["Oppdiktet Leverandør AS", "Organisasjonsnummer VENDOR", "Organisasjonsform BEDR Underenhet", "Legg til virksomhet"] not [];
    step_2_blanks_are_stripped: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=+VENDOR++")
        => 200 ["Oppdiktet Leverandør AS", "Legg til virksomhet"] not [];
    step_2_ones_own_number: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=CUSTOMER")
        => 422 ["Dette er nummeret til virksomheten du opptrer for."] not ["Legg til virksomhet"];
    step_2_a_number_that_is_not_found: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=810414782")
        => 422 ["Ingen virksomhet i dette miljøet har dette nummeret."] not ["Legg til virksomhet"];
    step_2_fewer_than_nine_digits: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=12345")
        => 422 ["men dette har 5."] not ["Legg til virksomhet"];
    step_2_the_number_of_a_person: At::Acting("DAGL"), Page("/fullmakt/leverandorer/ny?orgnr=020132+99997")
        => 422 ["Dette kan være fødselsnummeret til en person"] not ["99997"];
    step_2_the_number_of_a_person_that_is_sent: At::Acting("DAGL"), Form("/fullmakt/leverandorer/ny", &[("orgnr", "02013299997")])
        => 422 ["Dette kan være fødselsnummeret til en person"] not ["99997"];
    step_2_it_is_added: At::Acting("DAGL"), Form("/fullmakt/leverandorer/ny", &[("orgnr", "VENDOR")])
        => 200 ["Oppdiktet Leverandør AS er lagt til som leverandør."] not [];
    step_3_a_supplier_without_anything: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR")
        => 200 ["Fullmakt til 0 API", "Ingen fullmakter er lagt til ennå.", "Gi fullmakt", "Slett leverandør"] not [];
    step_3_a_supplier_with_a_scheme: At::Given, Page("/fullmakt/leverandorer/VENDOR")
        => 200 ["Fullmakt til 1 API", TITLE, "Gi fullmakt", "Slett fullmakt", "Slett leverandør"] not [];
    step_4_the_question: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi")
        => 200 [
            "Hvilke API vil du gi Oppdiktet Leverandør AS fullmakt til?", "Søk etter API", "7 API", "ett scope"
        ] not ["skjult-skjema"];
    step_4_a_search_by_the_scope: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi?sok=brreg:reelle/media")
        => 200 ["Ett API", "Media"] not ["Offentlig myndighet"];
    step_4_a_search_by_the_identifier: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi?sok=lukket-skjema")
        => 200 ["Ett API", "lukket-skjema"] not ["Media"];
    step_4_a_search_by_the_owner: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi?sok=registrene")
        => 200 ["7 API", "Brønnøysundregistrene"] not [];
    step_4_what_is_not_visible_is_not_found: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi?sok=skjult")
        => 200 ["Ingen API passer med søket."] not ["skjult-skjema"];
    step_5_the_scheme: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi/SCHEME")
        => 200 [TITLE, "Brønnøysundregistrene", "brreg:reelle/rapporteringspliktig", "Gi fullmakt"] not [];
    step_5_the_owner_lets_nobody_give_it: At::Added("DAGL"), Page("/fullmakt/leverandorer/VENDOR/gi/lukket-skjema")
        => 200 ["Du kan ikke gi fullmakt til denne tjenesten. Eieren har bestemt at tilgangen ikke kan gis videre."]
        not ["<button class=\"ds-button\" type=\"submit\">Gi fullmakt"];
    step_5_the_person_lacks_it: At::Added("KNUF"), Page("/fullmakt/leverandorer/VENDOR/gi/SCHEME")
        => 403 ["Rollen din gir ikke rett til å gi denne fullmakten"] not ["method=\"post\" action=\"/fullmakt/leverandorer"];
    step_6_it_is_given_at_once: At::Added("DAGL"), Form("/fullmakt/leverandorer/VENDOR/gi/SCHEME", &[])
        => 200 [
            &format!("Oppdiktet Leverandør AS har nå fått fullmakt til {TITLE}."), "Fullmakt til 1 API"
        ] not [];
    step_6_what_cannot_be_given: At::Added("DAGL"), Form("/fullmakt/leverandorer/VENDOR/gi/lukket-skjema", &[])
        => 409 ["Du kan ikke gi fullmakt til denne tjenesten", "Ingenting er endret."] not ["har nå fått fullmakt"];
    step_7_it_is_taken_back: At::Given, Form("/fullmakt/leverandorer/VENDOR/fjern/SCHEME", &[])
        => 200 [
            &format!("Fullmakten til {TITLE} er fjernet fra Oppdiktet Leverandør AS."), "Fullmakt til 0 API"
        ] not [];
    step_7_what_was_not_given: At::Added("DAGL"), Form("/fullmakt/leverandorer/VENDOR/fjern/SCHEME", &[])
        => 404 ["Denne fullmakten er ikke gitt", "Ingenting er endret."] not ["er fjernet fra"];
    step_8_the_question_says_that_all_goes: At::Given, Page("/fullmakt/leverandorer/VENDOR/slett")
        => 200 [
            "Slette Oppdiktet Leverandør AS som leverandør?", TITLE, "Alle fullmaktene over blir også slettet.", "Slett leverandør"
        ] not [];
    step_8_it_is_removed_with_what_it_holds: At::Given, Form("/fullmakt/leverandorer/VENDOR/slett", &[])
        => 200 ["Oppdiktet Leverandør AS er fjernet som leverandør.", "Ingen leverandører funnet."] not [];
    step_9_the_consumers: At::Contact, Page("/fullmakt/konsumenter")
        => 200 ["Virksomheter som har gitt fullmakt til Oppdiktet Leverandør AS.", "Oppdiktet Kunde AS Org.nr. CUSTOMER"]
        not ["Legg til"];
    step_9_a_consumer: At::Contact, Page("/fullmakt/konsumenter/CUSTOMER")
        => 200 [TITLE, "Gi tilbake fullmakt", "Slett konsument"] not ["konsumenter/CUSTOMER/gi"];
    step_9_one_is_given_back: At::Contact, Form("/fullmakt/konsumenter/CUSTOMER/fjern/SCHEME", &[])
        => 200 [&format!("Fullmakten til {TITLE} er gitt tilbake til Oppdiktet Kunde AS.")] not [];
    step_9_the_consumer_is_removed: At::Contact, Form("/fullmakt/konsumenter/CUSTOMER/slett", &[])
        => 200 ["Oppdiktet Kunde AS er fjernet som konsument.", "Ingen konsumenter funnet."] not [];
}
