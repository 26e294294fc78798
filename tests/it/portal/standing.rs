//! What the portal says follows how things stand: whether a scope is open, granted, or to be ordered at all, whether the other
//! side is still there, and whether it is a subunit that is acted for.

use axum::http::StatusCode;
use fullmakt::clients::{self, NewClient};
use fullmakt::db::params;
use fullmakt::delegation::registry::State;
use fullmakt::delegation::{self, Policy, Texts};
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::{End, NewOrganisation, insert_organisation};
use fullmakt::world::Deed;
use serde_json::json;

use super::{OBLIGED, acting, contact, logged_in, says};
use crate::delegation::World;
use crate::support::TestApp;
use crate::support::app::Answer;
use crate::token::KEY;

const READ: &str = "skog:tre/les";
const WRITE: &str = "skog:tre/skriv";
const BRANCHES: &str = "skog:nuf/les";
const SUBUNIT: &str = "315000009";

/// A customer and a vendor that it has added, and another organisation that owns scopes and schemes.
struct Forest {
    test: TestApp,
    world: World,
}

impl Forest {
    async fn new() -> Self {
        let test = TestApp::new().await;
        let world = World::new(&test).await;
        world.add(&test).await;
        let owner = World::another(&test, 78, "Skog Eier AS").await;
        let mut tx = test.app.db.begin_write().await.expect("write");
        let model =
            clients::find_scope(&mut tx, "brreg:reelle/media").await.expect("read").expect("built in");
        for name in [READ, WRITE, BRANCHES] {
            let (prefix, subscope) = name.split_once(':').expect("a prefix");
            let scope = clients::Scope {
                name: name.to_owned(),
                prefix: prefix.to_owned(),
                subscope: subscope.to_owned(),
                owner,
                ..model.clone()
            };
            clients::save_scope(&mut tx, test.app.now(), &scope).await.expect("a scope");
        }
        let mut scheme = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
        (scheme.owner, scheme.owner_code) = (owner, "skog".to_owned());
        for (id, title, scopes) in [
            ("skog-les", "Skogregisteret - Lesing", &[READ][..]),
            ("skog-begge", "Skogregisteret - Lesing og skriving", &[READ, WRITE]),
            ("skog-nuf", "Skogregisteret - Utenlandske", &[BRANCHES]),
        ] {
            scheme.id = id.to_owned();
            scheme.title = Texts::of([title; 3]);
            scheme.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            assert!(delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted"));
        }
        (scheme.id, scheme.title, scheme.policy) =
            ("skog-ingens".to_owned(), Texts::of(["Ingens"; 3]), Policy::nobody());
        assert!(delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted"));
        tx.commit().await.expect("commit");
        Self { test, world }
    }

    async fn grant(&self, scope: &str) {
        self.world.grant(&self.test, scope).await;
    }

    async fn give(&self, scheme: &str) {
        self.world.give(&self.test, &self.test.app.db, scheme).await.expect("given");
    }

    /// A client of the vendor's, with a key.
    async fn client(&self, scopes: &[&str]) {
        let (app, now, vendor) = (&self.test.app, self.test.app.now(), self.world.vendor);
        let mut tx = app.db.begin_write().await.expect("write");
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let new = NewClient::named(vendor, "prøve", scopes);
        let client =
            clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
        clients::replace_keys(&mut tx, app, now, &client.id, vendor, &[KEY.public_jwk()], "operator")
            .await
            .expect("a key");
        tx.commit().await.expect("commit");
    }

    async fn happen(&self, deed: Deed) {
        let mut tx = self.test.app.db.begin_write().await.expect("write");
        deed.happen(&mut tx, &self.test.app, self.test.app.now()).await.expect("done");
        tx.commit().await.expect("commit");
    }

    async fn close(&self, scope: &str) {
        self.happen(Deed::Scope { scope: scope.to_owned(), active: false }).await;
    }

    async fn subunit(&self) -> OrgNumber {
        let number = OrgNumber::parse(SUBUNIT).expect("a number");
        let new = NewOrganisation {
            number,
            name: "Snill Underenhet",
            form: "BEDR",
            parent: Some(self.world.customer),
            origin: "world_file",
            case_number: None,
            entity: &json!({}),
        };
        let mut tx = self.test.app.db.begin_write().await.expect("write");
        insert_organisation(&mut tx, &self.test.app, self.test.app.now(), new).await.expect("made");
        tx.commit().await.expect("commit");
        number
    }

    fn supplier(&self) -> String {
        format!("/fullmakt/leverandorer/{}", self.world.vendor)
    }

    fn consumer(&self) -> String {
        format!("/fullmakt/konsumenter/{}", self.world.customer)
    }

    /// A page that the customer's person reads.
    async fn customers(&self, path: &str) -> Answer {
        acting(&self.test, &self.world).await.get(path).await
    }

    /// A page that the vendor's contact reads.
    async fn vendors(&self, path: &str) -> Answer {
        contact(&self.test, self.world.vendor).await.get(path).await
    }
}

#[track_caller]
fn is_silent(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(!answer.text().contains(text), "{text:?} is in: {}", answer.text());
    }
}

#[tokio::test]
async fn what_happens_now_names_scopes_that_are_open_granted_and_given_and_a_client_that_is_missing() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    forest.give("skog-begge").await;
    let page = forest.customers(&forest.supplier()).await;
    let customer = forest.world.customer;
    says(
        &page,
        StatusCode::OK,
        &format!(
            "Oppdiktet Leverandør AS kan hente token når de har en klient med scopet og en nøkkel. Tokenet bestilles med disse verdiene: consumer_org {customer} scope {READ} Veien"
        ),
    );
    is_silent(&page, &["kan nå hente token"]);

    forest.client(&[READ]).await;
    let page = forest.customers(&forest.supplier()).await;
    says(&page, StatusCode::OK, "Oppdiktet Leverandør AS kan nå hente token");
    is_silent(&page, &["når de har en klient"]);

    forest.close(READ).await;
    let page = forest.customers(&forest.supplier()).await;
    says(&page, StatusCode::OK, "Eieren har stengt skog:tre/les.");
    is_silent(&page, &["Hva skjer nå?", "kan nå hente token"]);
}

#[tokio::test]
async fn a_scope_that_is_closed_asks_nobody_to_give_or_to_order_it() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    forest.close(READ).await;
    let page = forest.customers(&forest.supplier()).await;
    let road = "skog:tre/les Bestilling På plass 2026-00001 Tildeling Stengt av eieren Delegering Senere Klient Senere";
    says(&page, StatusCode::OK, road);
    is_silent(&page, &["Gjør dette nå"]);
}

#[tokio::test]
async fn the_page_of_a_scheme_warns_of_a_closed_scope_and_of_a_scheme_that_is_out_of_use() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    let offer = format!("{}/gi/skog-les", forest.supplier());
    is_silent(&forest.customers(&offer).await, &["stengt", "utgått"]);
    forest.close(READ).await;
    let state = State { status: Some("Deprecated".to_owned()), ..State::default() };
    forest.happen(Deed::Scheme { scheme: "skog-les".to_owned(), state }).await;
    let page = forest.customers(&offer).await;
    says(&page, StatusCode::OK, "Eieren har stengt skog:tre/les. Ingen får token med det");
    says(&page, StatusCode::OK, "Eieren har sagt at skjemaet er utgått.");
}

#[tokio::test]
async fn a_supplier_that_is_deleted_has_no_road_and_is_marked_in_the_list() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    forest.give("skog-les").await;
    says(&forest.customers(&forest.supplier()).await, StatusCode::OK, "Veien til et token");
    forest.happen(Deed::OrganisationEnds { organisation: forest.world.vendor, end: End::Deleted }).await;
    let page = forest.customers(&forest.supplier()).await;
    says(&page, StatusCode::OK, "verken gir eller tar imot fullmakter");
    is_silent(&page, &["Veien til et token", "Gjør dette nå", "Hva skjer nå?"]);
    let list = forest.customers("/fullmakt/leverandorer").await;
    let marked = format!("Oppdiktet Leverandør AS Org.nr. {} Slettet", forest.world.vendor);
    says(&list, StatusCode::OK, &marked);
}

#[tokio::test]
async fn a_scope_that_cannot_be_ordered_is_asked_its_owner_for_on_both_sides() {
    let forest = Forest::new().await;
    forest.give("skog-nuf").await;
    forest.give(OBLIGED).await;
    let road = "skog:nuf/les Bestilling Ikke nødvendig Tildeling Gjør dette nå Be Skog Eier AS tildele scopet til Oppdiktet Kunde AS, hvis det ikke er gjort Delegering På plass";
    let orderable = "brreg:reelle/rapporteringspliktig Bestilling Gjør dette nå Bestill, hvis det ikke er gjort Tildeling Hos registeret";
    for page in [forest.customers(&forest.supplier()).await, forest.vendors(&forest.consumer()).await] {
        says(&page, StatusCode::OK, road);
        says(&page, StatusCode::OK, orderable);
    }
}

#[tokio::test]
async fn a_subunit_is_shown_as_one_and_led_to_its_main_unit_that_was_granted_the_scope() {
    let forest = Forest::new().await;
    let unit = forest.subunit().await;
    forest.grant(READ).await;
    let is_unit = "Underenhet av Oppdiktet Kunde AS";
    let found = forest.customers(&format!("/fullmakt/leverandorer/ny?orgnr={unit}")).await;
    says(&found, StatusCode::OK, is_unit);
    let mut browser = logged_in(&forest.test, &forest.world).await;
    says(&browser.get("/fullmakt").await, StatusCode::OK, &format!("Org.nr. {unit} {is_unit}"));
    browser.post("/fullmakt/velg", &[("virksomhet", &unit.to_string())]).await;

    let vendor = forest.world.vendor.to_string();
    let offer = browser.get(&format!("/fullmakt/gi?leverandor={vendor}&skjema=skog-les")).await;
    says(&offer, StatusCode::OK, &format!("Snill Underenhet ({unit}) {is_unit}"));
    let told = "Hovedenheten Oppdiktet Kunde AS er tildelt skog:tre/les. En tildeling gjelder bare for det nummeret den er gitt til. Opptre for Oppdiktet Kunde AS og gi fullmakten derfra";
    says(&offer, StatusCode::OK, told);
    let given =
        browser.post("/fullmakt/gi", &[("leverandor", vendor.as_str()), ("skjema", "skog-les")]).await;
    let page = browser.follow(given.location()).await;
    says(&page, StatusCode::OK, told);
    let road = "Bestilling Ikke nødvendig Tildeling Gjør dette nå Opptre for Oppdiktet Kunde AS, som er tildelt scopet Delegering På plass";
    says(&page, StatusCode::OK, road);
    // The way there: choosing the main unit, and from there the scheme for this vendor.
    let way = format!("/fullmakt?goto=%2Ffullmakt%2Fgi%3Fleverandor%3D{vendor}%26skjema%3Dskog-les");
    assert!(page.body.contains(&way), "{}", page.body);
    let choice = browser.get(&way).await;
    says(&choice, StatusCode::OK, "ber om fullmakt til Skogregisteret - Lesing");

    says(&forest.vendors("/fullmakt/konsumenter").await, StatusCode::OK, is_unit);
    let page = forest.vendors(&format!("/fullmakt/konsumenter/{unit}")).await;
    says(&page, StatusCode::OK, is_unit);
    says(
        &page,
        StatusCode::OK,
        "Tildeling Hos kunden Kunden må opptre for Oppdiktet Kunde AS, som er tildelt scopet",
    );
}

#[tokio::test]
async fn taking_back_says_of_each_scope_once_what_it_does_to_it() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    forest.client(&[READ, BRANCHES]).await;
    for scheme in ["skog-les", "skog-begge", "skog-nuf"] {
        forest.give(scheme).await;
    }
    let never = "Scopet skog:nuf/les virker ikke her nå heller: Oppdiktet Kunde AS er ikke tildelt det, og nye forespørsler får avslag (MP-250) både før og etter.";
    let own = forest.customers(&format!("{}/slett", forest.supplier())).await;
    let others = forest.vendors(&format!("{}/slett", forest.consumer())).await;
    for page in [&own, &others] {
        says(page, StatusCode::OK, "kan ikke lenger hente token på vegne av Oppdiktet Kunde AS");
        says(page, StatusCode::OK, never);
        let stops = "bruker scopet skog:tre/les og slutter å virke her.";
        assert_eq!(page.text().matches(stops).count(), 1, "{}", page.text());
        says(
            page,
            StatusCode::OK,
            "Ingen token er hentet med fullmaktene. Alle fullmaktene over blir også slettet.",
        );
        is_silent(page, &["Et token som allerede er hentet"]);
    }
    let one = forest.customers(&format!("{}/fjern/skog-nuf", forest.supplier())).await;
    says(&one, StatusCode::OK, never);
    is_silent(&one, &["MP-251", "kan ikke lenger hente token"]);
    forest.close(READ).await;
    let closed = forest.customers(&format!("{}/fjern/skog-les", forest.supplier())).await;
    says(&closed, StatusCode::OK, "Scopet skog:tre/les virker ikke her nå heller: Eieren har stengt det.");
    is_silent(&closed, &["MP-251", "kan ikke lenger hente token"]);
}

#[tokio::test]
async fn after_a_bankruptcy_nobody_is_told_to_wait_for_an_order_or_that_a_side_took_back() {
    let forest = Forest::new().await;
    let (customer, person) = (forest.world.customer, forest.world.person_uuid.as_str());
    let mut tx = forest.test.app.db.begin_write().await.expect("write");
    let sql = "UPDATE persons SET customer_number = $1 WHERE party_uuid = $2";
    tx.execute(sql, params![customer.to_string(), person]).await.expect("the customer's person");
    tx.commit().await.expect("commit");
    forest.give("skog-les").await;
    let mut browser = logged_in(&forest.test, &forest.world).await;
    forest.happen(Deed::OrganisationEnds { organisation: customer, end: End::Bankrupt }).await;
    let choices = browser.get("/fullmakt").await;
    says(&choices, StatusCode::OK, "Oppdiktet Kunde AS gikk konkurs");
    says(&choices, StatusCode::OK, "Denne personen har ingen rolle i noen virksomhet nå.");
    is_silent(&choices, &["når bestillingen er gjennomført"]);
    let page = forest.vendors(&forest.consumer()).await;
    says(
        &page,
        StatusCode::OK,
        "har ingen fullmakter her nå. Historikken sier når og hvorfor de ble slettet.",
    );
    says(&page, StatusCode::OK, "fordi Oppdiktet Kunde AS gikk konkurs");
    is_silent(&page, &["fjernet av dere eller av kunden"]);
}

#[tokio::test]
async fn a_form_about_a_supplier_that_was_removed_meanwhile_leads_to_the_list() {
    let forest = Forest::new().await;
    forest.give("skog-les").await;
    let mut browser = acting(&forest.test, &forest.world).await;
    browser.post(&format!("{}/slett", forest.supplier()), &[]).await;
    let stale = format!("{}/fjern/skog-les", forest.supplier());
    let answer = browser.post(&stale, &[]).await;
    assert!(answer.location().starts_with("/fullmakt/leverandorer?ok=slettet"), "{}", answer.location());
    let list = browser.follow(answer.location()).await;
    says(&list, StatusCode::OK, "Oppdiktet Leverandør AS er fjernet som leverandør.");
    let page = browser.get(&stale).await;
    says(&page, StatusCode::NOT_FOUND, "Denne fullmakten er ikke gitt");
    assert!(page.body.contains("href=\"/fullmakt/leverandorer\""), "{}", page.body);
}

#[tokio::test]
async fn a_scheme_is_suggested_where_it_is_of_the_same_register_and_adds_something() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    let page = |scheme: &str| format!("{}/gi/{scheme}", forest.supplier());
    let suggests = "Virksomheten er tildelt skog:tre/les. Skjemaet som passer, er Skogregisteret - Lesing";
    says(&forest.customers(&page("skog-begge")).await, StatusCode::OK, suggests);
    is_silent(&forest.customers(&page("skog-nuf")).await, &["Skjemaet som passer"]);
    forest.give("skog-les").await;
    is_silent(&forest.customers(&page("skog-begge")).await, &["Skjemaet som passer"]);
}

#[tokio::test]
async fn a_vendor_chooses_among_whole_titles_of_what_customers_can_give_and_reads_which_it_chose() {
    let forest = Forest::new().await;
    let page = forest.vendors("/fullmakt/konsumenter?skjema=skog-begge").await;
    for text in [
        "Rapporteringspliktig virksomhet - På vegne av brreg:reelle/rapporteringspliktig",
        "Rapporteringspliktig virksomhet begrenset - På vegne av brreg:reelle/rapporteringspliktig.begrenset",
        "Skogregisteret - Lesing og skriving skog:tre/les skog:tre/skriv",
        "Send denne lenken for å be om Skogregisteret - Lesing og skriving:",
    ] {
        says(&page, StatusCode::OK, text);
    }
    assert!(!page.body.contains("skog-ingens") && !page.body.contains("<select"), "{}", page.body);
    assert_eq!(page.body.matches(" checked").count(), 1, "{}", page.body);
    let nobodys = forest.vendors("/fullmakt/konsumenter?skjema=skog-ingens").await;
    is_silent(&nobodys, &["Send denne lenken", "/fullmakt/gi?"]);
    let none = forest.vendors("/fullmakt/konsumenter").await;
    assert!(!none.body.contains(" checked"), "nothing is chosen for the reader");
}

#[tokio::test]
async fn who_came_by_a_vendors_link_reads_who_asks_for_what_before_choosing() {
    let forest = Forest::new().await;
    let mut browser = logged_in(&forest.test, &forest.world).await;
    let vendor = forest.world.vendor;
    let choice = |supplier: &str, scheme: &str| {
        format!("/fullmakt?ok=velg&goto=%2Ffullmakt%2Fgi%3Fleverandor%3D{supplier}%26skjema%3D{scheme}")
    };
    let page = browser.get(&choice(&vendor.to_string(), "skog-les")).await;
    let told = format!("Oppdiktet Leverandør AS ({vendor}) ber om fullmakt til Skogregisteret - Lesing.");
    says(&page, StatusCode::OK, &told);
    let page = browser.get(&choice(&vendor.to_string(), "finnes-ikke")).await;
    says(&page, StatusCode::OK, &format!("Oppdiktet Leverandør AS ({vendor}) ber om fullmakt. Velg"));
    for supplier in ["810414782", "12", ""] {
        is_silent(&browser.get(&choice(supplier, "skog-les")).await, &["ber om fullmakt"]);
    }
}

#[tokio::test]
async fn numbers_that_are_nobodys_are_counted_where_a_link_leads_through_the_choice_too() {
    let test = TestApp::with_env(&[("FULLMAKT_UNKNOWN_LOOKUPS_PER_HOUR", "2")]).await;
    let world = World::new(&test).await;
    let mut browser = logged_in(&test, &world).await;
    let choice = |supplier: &str| format!("/fullmakt?goto=%2Ffullmakt%2Fgi%3Fleverandor%3D{supplier}");
    let vendor = world.vendor.to_string();
    says(&browser.get(&choice(&vendor)).await, StatusCode::OK, "ber om fullmakt");
    for _ in 0..2 {
        is_silent(&browser.get(&choice("810414782")).await, &["ber om fullmakt"]);
    }
    is_silent(&browser.get(&choice(&vendor)).await, &["ber om fullmakt"]);
}

#[tokio::test]
async fn a_step_that_is_the_readers_own_leads_on_or_says_who_of_its_own_takes_it() {
    let forest = Forest::new().await;
    forest.grant(READ).await;
    forest.give("skog-les").await;
    let page = forest.vendors(&forest.consumer()).await;
    says(&page, StatusCode::OK, "Klient Gjør dette nå Lag en klient");
    forest.client(&[BRANCHES]).await;
    let page = forest.vendors(&forest.consumer()).await;
    says(&page, StatusCode::OK, "Klient Gjør dette nå Legg scopet på en klient");
    assert!(page.body.contains("href=\"/klienter\""), "{}", page.body);

    // The vendor's fictional person has no page of clients.
    forest.world.give_role(&forest.test, forest.world.vendor, "DAGL").await;
    let mut browser = logged_in(&forest.test, &forest.world).await;
    browser.post("/fullmakt/velg", &[("virksomhet", &forest.world.vendor.to_string())]).await;
    let page = browser.get(&forest.consumer()).await;
    says(&page, StatusCode::OK, "Klient Gjør dette nå Kontaktpersonen deres gjør det");
    assert!(page.body.contains("<a class=\"ds-link\" href=\"/sak\">"), "{}", page.body);
}

#[tokio::test]
async fn no_heading_of_the_search_skips_a_level() {
    let forest = Forest::new().await;
    let page = forest.customers(&format!("{}/gi", forest.supplier())).await;
    let mut before = 0;
    for heading in page.body.split("<h").skip(1) {
        let Some(level) = heading.chars().next().and_then(|level| level.to_digit(10)) else { continue };
        let tag = heading.split('>').next().unwrap_or_default();
        assert!(!tag.contains("role="), "a heading is a heading: {tag}");
        assert!(level <= before + 1, "h{level} after h{before}: {tag}");
        before = level;
    }
    assert_eq!(before, 3, "the found schemes are below the heading that counts them");
}
