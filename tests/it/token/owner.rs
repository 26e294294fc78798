//! `/tilganger`: an owner of scopes sees who has access, who has delegated, and what was refused; nobody else does.

use axum::http::StatusCode;
use fullmakt::access::Reach;
use fullmakt::access::links::{self, NewLink};
use fullmakt::clients;
use fullmakt::clock::{DAY, HOUR};
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::ledger::{self, Entry, LOOKED_THROUGH};
use fullmakt::parties;
use fullmakt::web::forms::percent_encode;
use serde_json::json;

use super::{CUSTOMER, SCHEME, SCOPE, STRANGER, SUPPLIER, World, number, trace_id};
use crate::support::app::{Browser, PUBLIC_URL, START};

/// A scope of a fictional owner, whose name begins another's, and that other.
const OWNED: &str = "oppdiktet:data/les.v1";
const LONGER: &str = "oppdiktet:data/les.v1.begrenset";
const BUNDLE: &str = "oppdiktet-data";

fn page_of(scope: &str) -> String {
    format!("/tilganger/{}", percent_encode(scope))
}

/// A world in which the stranger owns scopes, and the supplier's client has them; nobody has access yet.
async fn world() -> World {
    let world = World::new().await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    let model = clients::find_scope(&mut tx, SCOPE).await.expect("read").expect("built in");
    for name in [OWNED, LONGER] {
        let (prefix, subscope) = name.split_once(':').expect("a prefix");
        let scope = clients::Scope {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            subscope: subscope.to_owned(),
            owner: number(STRANGER),
            description: "Oppdiktede data".to_owned(),
            at_max_age: 90,
            ..model.clone()
        };
        clients::save_scope(&mut tx, now, &scope).await.expect("a scope");
    }
    let mut bundle = delegation::scheme(&mut tx, SCHEME).await.expect("read").expect("built in");
    BUNDLE.clone_into(&mut bundle.id);
    bundle.title = delegation::Texts::of(["Oppdiktede data"; 3]);
    bundle.scopes = vec![OWNED.to_owned()];
    assert!(delegation::insert_scheme(&mut tx, &bundle, 0).await.expect("inserted"));
    let scopes = vec![SCOPE.to_owned(), OWNED.to_owned()];
    clients::set_scopes(&mut tx, app, now, &world.client, number(SUPPLIER), scopes, "operator")
        .await
        .expect("on the client");
    tx.commit().await.expect("commit");
    world
}

async fn grant(world: &World, consumer: &str) {
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::grant_scope(&mut tx, app, now, OWNED, number(consumer), Some("2026-00007"), "operator")
        .await
        .expect("a grant");
    tx.commit().await.expect("commit");
}

/// Asks for a token with the owned scope, and gives the trace id of the refusal.
async fn refused(world: &World, jti: &str) -> String {
    let mut claims = world.claims();
    claims["scope"] = json!(OWNED);
    claims["jti"] = json!(jti);
    let answer = world.ask(&claims).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    trace_id(&answer)
}

async fn contact<'a>(world: &'a World, organisation: &str, reach: Reach) -> Browser<'a> {
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    let link = NewLink {
        organisation: number(organisation),
        case_number: "2026-00001",
        contact_name: "Oppdiktet Kontakt",
        contact_email: "kontakt@eier.example",
        reach,
    };
    let link = links::create(&mut tx, &world.test.app, world.test.app.now(), link).await.expect("a link");
    tx.commit().await.expect("commit");
    let mut browser = world.test.browser();
    browser.follow(link.strip_prefix(PUBLIC_URL).expect("ours")).await;
    browser
}

/// The cells of the row that has `name` in it, without tags.
fn row(body: &str, name: &str) -> Vec<String> {
    let row = body
        .split("<tr>")
        .find(|row| row.contains(&format!(">{name}</a>")))
        .unwrap_or_else(|| panic!("no row of {name}: {body}"));
    let row = row.split("</tr>").next().unwrap_or_default();
    let cells = row.split("<td").skip(1).map(|cell| {
        let mut text = String::new();
        let mut inside = true;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    cells.collect()
}

#[tokio::test]
async fn since_when_somebody_has_access_is_told_on_the_worlds_clock() {
    let world = world().await;
    let app = &world.test.app;
    app.clock.set_offset(100 * DAY);
    grant(&world, CUSTOMER).await;
    grant(&world, SUPPLIER).await;
    let given = fullmakt::clock::norwegian(app.now().world);
    app.clock.set_offset(200 * DAY);
    let now = app.now();
    let mut tx = app.db.begin_write().await.expect("write");
    clients::withdraw_scope(&mut tx, app, now, OWNED, number(SUPPLIER), "operator").await.expect("taken");
    tx.commit().await.expect("commit");
    let taken = fullmakt::clock::norwegian(now.world);
    let text = contact(&world, STRANGER, Reach::Organisation).await.get(&page_of(OWNED)).await.text();
    assert!(text.contains(&format!("Har tilgang {given}")), "{given}: {text}");
    assert!(text.contains(&format!("Trukket tilbake {taken}")), "{taken}: {text}");
}

#[tokio::test]
async fn an_owner_sees_who_has_access_who_has_delegated_and_what_was_refused() {
    let world = world().await;
    let first = refused(&world, "jti-1").await;
    grant(&world, CUSTOMER).await;
    grant(&world, SUPPLIER).await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::withdraw_scope(&mut tx, app, now, OWNED, number(SUPPLIER), "operator").await.expect("taken");
    tx.commit().await.expect("commit");
    let second = refused(&world, "jti-2").await;
    world.give(BUNDLE).await;

    let mut owner = contact(&world, STRANGER, Reach::Organisation).await;
    let page = owner.get("/tilganger").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.text().contains(&format!("Prøve {STRANGER} AS ({STRANGER})")), "{}", page.text());
    assert_eq!(row(&page.body, OWNED)[1..], ["I bruk", "1", "1", "2"]);
    // A name that another begins with is another's.
    assert_eq!(row(&page.body, LONGER)[1..], ["I bruk", "0", "0", "0"]);
    assert!(!page.body.contains(SCOPE), "somebody else's is not listed");
    assert!(page.body.contains(&format!("href=\"{}\"", page_of(OWNED))));

    let page = owner.get(&page_of(OWNED)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let text = page.text();
    for said in [
        "Offentlig: alle ser scopet",
        "90 sekunder",
        &format!("Prøve {CUSTOMER} AS ({CUSTOMER}) Har tilgang"),
        &format!("Prøve {SUPPLIER} AS ({SUPPLIER}) Trukket tilbake"),
        "2026-00007",
        &format!("Prøve {CUSTOMER} AS ({CUSTOMER}) Prøve {SUPPLIER} AS ({SUPPLIER}) Oppdiktede data"),
    ] {
        assert!(text.contains(said), "{said:?} is not in: {text}");
    }
    for trace in [&first, &second] {
        assert!(page.body.contains(&format!("/forklar/{trace}")), "{}", page.body);
    }
    for code in ["MP-250", "MP-251"] {
        assert!(page.body.contains(&format!("href=\"/errors/{code}\"")), "{code}: {text}");
    }
    assert!(!page.body.contains("/saksbord/"), "the desk is not the owner's");

    let page = owner.get(&page_of(LONGER)).await.text();
    for said in ["Ingen har fått tilgang.", "Ingen har delegert scopet.", "Ingen forespørsler er avvist."] {
        assert!(page.contains(said), "{said:?} is not in: {page}");
    }
    assert!(owner.get("/klienter").await.body.contains("href=\"/tilganger\""), "and is led there");
}

#[tokio::test]
async fn nobody_else_sees_a_scope_and_each_is_told_what_to_do() {
    let world = world().await;
    let not_there = page_of("oppdiktet:finnes/ikke");
    // Somebody else's, and one that is not there, are answered alike.
    let mut other = contact(&world, CUSTOMER, Reach::Organisation).await;
    let (theirs, none) = (other.get(&page_of(OWNED)).await, other.get(&not_there).await);
    assert_eq!((theirs.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(theirs.text(), none.text());
    let page = other.get("/tilganger").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Virksomheten eier ingen scope."), "{}", page.text());
    assert!(page.text().contains("fullmakt prefix give"), "{}", page.text());
    assert!(!other.get("/klienter").await.body.contains("href=\"/tilganger\""));
    // A prefix without a scope is told of in other words.
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::give_prefix(&mut tx, app, now, "eventyr", number(CUSTOMER), "operator").await.expect("a prefix");
    tx.commit().await.expect("commit");
    let page = other.get("/tilganger").await.text();
    assert!(
        page.contains("Den som har fått et prefiks, lager scope") && !page.contains("prefix give"),
        "{page}"
    );
    // A contact whose order is not approved speaks for nobody.
    let mut unknown = contact(&world, STRANGER, Reach::Case).await;
    for path in ["/tilganger", &page_of(OWNED)] {
        assert_eq!(unknown.get(path).await.status, StatusCode::FORBIDDEN);
        let visitor = world.test.browser().get(path).await;
        assert_eq!(visitor.status, StatusCode::SEE_OTHER);
        assert_eq!(visitor.location(), format!("/logg-inn?goto={}", percent_encode(path)));
    }
}

#[tokio::test]
async fn a_person_sees_the_scopes_of_whom_it_acts_for_as_long_as_it_has_the_role() {
    let world = world().await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    let (person, _) = parties::ensure_person_with_role(&mut tx, app, now, number(STRANGER), "2026-00001")
        .await
        .expect("a person");
    tx.commit().await.expect("commit");
    let mut browser = world.test.browser();
    browser.get("/logg-inn").await;
    browser.post("/logg-inn", &[("nummer", &person.number.to_string()), ("goto", "")]).await;
    // It chooses whom to act for first, and comes back.
    let sent = browser.get("/tilganger").await;
    assert_eq!(sent.location(), "/fullmakt?ok=velg&goto=%2Ftilganger");
    let chosen = browser.post("/fullmakt/velg", &[("virksomhet", STRANGER), ("goto", "/tilganger")]).await;
    assert_eq!(chosen.location(), "/tilganger");
    assert_eq!(row(&browser.get("/tilganger").await.body, OWNED)[1], "I bruk");
    assert!(browser.get("/fullmakt/leverandorer").await.body.contains("href=\"/tilganger\""));
    assert_eq!(browser.get(&page_of(OWNED)).await.status, StatusCode::OK);

    let mut tx = app.db.begin_write().await.expect("write");
    tx.execute("DELETE FROM roles WHERE person_uuid = $1", params![person.party_uuid.as_str()])
        .await
        .expect("no role");
    tx.commit().await.expect("commit");
    assert_eq!(browser.get("/tilganger").await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&page_of(OWNED)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_handler_sees_the_scopes_of_all_owners_and_opens_their_cases() {
    let world = world().await;
    grant(&world, CUSTOMER).await;
    let mut handler = world.test.handler().await;
    let page = handler.get("/tilganger").await;
    assert_eq!(
        row(&page.body, OWNED)[1..],
        [&*format!("Prøve {STRANGER} AS ({STRANGER})"), "I bruk", "1", "0", "0"]
    );
    assert_eq!(row(&page.body, SCOPE)[2..4], ["I bruk", "1"]);
    assert!(page.body.contains("href=\"/tilganger\" aria-current=\"page\""), "the menu leads here");
    let page = handler.get(&page_of(OWNED)).await;
    assert!(page.body.contains("href=\"/saksbord/2026-00007\""), "{}", page.body);
    assert_eq!(handler.get(&page_of("oppdiktet:finnes/ikke")).await.status, StatusCode::NOT_FOUND);
    for (language, title) in [("nn", "Kven har delegert"), ("en", "Who has delegated")] {
        handler.language = language;
        assert!(handler.get(&page_of(SCOPE)).await.text().contains(title), "{language}");
    }
}

/// A refused request for these scopes.
fn entry(n: usize, at: i64, scopes: &str) -> Entry {
    Entry {
        trace_id: format!("{n:032x}"),
        at,
        world_at: at,
        client_id: None,
        client_organisation: Some(number(SUPPLIER)),
        consumer_organisation: None,
        scopes: scopes.to_owned(),
        granted: false,
        code: Some("unknown-kid".to_owned()),
        error: None,
        description: None,
        http_status: 400,
        checks: Vec::new(),
        token_claims: None,
        delegation_id: None,
    }
}

async fn note(world: &World, rows: &[Entry]) {
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    ledger::record(&mut tx, rows).await.expect("noted");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn refusals_are_those_of_the_last_days_for_the_whole_name_and_the_list_says_when_there_are_more() {
    let world = world().await;
    let both = format!("{SCOPE} {OWNED}");
    let rows = [
        entry(1, START - 8 * DAY, OWNED),
        entry(2, START - 31 * DAY, OWNED),
        entry(3, START - HOUR, LONGER),
        entry(4, START - HOUR, &both),
        entry(5, START - HOUR, ""),
        Entry { granted: true, code: None, ..entry(6, START - HOUR, OWNED) },
    ];
    note(&world, &rows).await;
    let mut owner = contact(&world, STRANGER, Reach::Organisation).await;
    let listed = owner.get("/tilganger").await.body;
    assert_eq!(row(&listed, OWNED)[4], "1", "seven days");
    assert_eq!(row(&listed, LONGER)[4], "1");
    let page = owner.get(&page_of(OWNED)).await;
    let shown = |n: usize| page.body.contains(&format!("/forklar/{n:032x}"));
    assert_eq!([1, 2, 3, 4, 5, 6].map(shown), [true, false, false, true, false, false]);
    assert!(page.text().contains("Ukjent kid"), "{}", page.text());
    assert!(!page.body.contains("/errors/unknown-kid"), "what has no help page is not linked");
    assert!(!page.text().contains("Det er flere."));

    let many: Vec<Entry> = (100..125).map(|n| entry(n, START, OWNED)).collect();
    note(&world, &many).await;
    let page = owner.get(&page_of(OWNED)).await;
    assert!(page.text().contains("De 20 nyeste vises. Det er flere."), "{}", page.text());
    assert_eq!(page.body.matches("href=\"/forklar/").count(), 20);
    assert!(page.body.contains(&format!("/forklar/{:032x}", 124)));
    assert!(!page.body.contains(&format!("/forklar/{:032x}", 104)));
}

#[tokio::test]
async fn no_more_refusals_are_gone_through_than_the_bound_and_tokens_that_were_issued_cost_nothing() {
    let world = world().await;
    let read = async || {
        let mut tx = world.test.app.db.read().await.expect("read");
        let before = world.test.app.db.effort();
        let found = ledger::refused_with(&mut tx, OWNED, 0, 20).await.expect("read");
        (found, world.test.app.db.effort().steps - before.steps)
    };
    note(&world, &(0..100).map(|n| entry(n, START, OWNED)).collect::<Vec<_>>()).await;
    let (_, before) = read().await;
    let granted = |n| Entry { granted: true, code: None, ..entry(n, START, OWNED) };
    note(&world, &(1_000..4_000).map(granted).collect::<Vec<_>>()).await;
    let (found, after) = read().await;
    assert!(found.more && !found.cut && found.rows.len() == 20);
    assert!(after <= before + before / 10, "{after} steps beside 3 000 tokens, {before} before");

    // Newer ones of another scope fill the look: what lies behind them is not found, and the pages say so.
    let first = 10_000;
    let others: Vec<Entry> =
        (first..=first + LOOKED_THROUGH).map(|n| entry(n, START + HOUR, LONGER)).collect();
    note(&world, &others).await;
    world.test.advance(2 * HOUR);
    let (found, _) = read().await;
    assert!(found.cut && found.rows.is_empty() && !found.more);
    let mut owner = contact(&world, STRANGER, Reach::Organisation).await;
    let page = owner.get("/tilganger").await;
    let said = format!("Bare de {LOOKED_THROUGH} nyeste avvisningene");
    assert!(page.text().contains(&said), "{}", page.text());
    assert_eq!(row(&page.body, LONGER)[4], LOOKED_THROUGH.to_string());
    assert!(owner.get(&page_of(OWNED)).await.text().contains(&said));
}

#[tokio::test]
async fn grants_delegations_and_scopes_are_bounded_and_say_how_many_there_are() {
    let world = world().await;
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    // The numbers of fictional organisations, which need be no parties for this.
    let random = fullmakt::ids::Random::seeded(5);
    let mut numbers = std::collections::BTreeSet::new();
    while numbers.len() < 210 {
        numbers.insert(fullmakt::numbers::OrgNumber::make(3, &mut |bound| random.below(bound)));
    }
    for (n, consumer) in (0_i64..).zip(&numbers) {
        tx.execute(
            "INSERT INTO scope_access (scope, consumer_number, state, created_at, updated_at)
             VALUES ($1, $2, 'APPROVED', 0, $3)",
            params![OWNED, consumer.to_string(), START + n],
        )
        .await
        .expect("a grant");
        tx.execute(
            "INSERT INTO delegations (id, consumer_number, supplier_number, scheme_id, given_by, given_at)
             VALUES ($1, $2, $3, $4, 'operator', $5)",
            params![format!("d{n:04}"), consumer.to_string(), SUPPLIER, BUNDLE, START + n],
        )
        .await
        .expect("a delegation");
    }
    let model = clients::find_scope(&mut tx, OWNED).await.expect("read").expect("there");
    for n in 0..120 {
        let name = format!("oppdiktet:mange/{n:03}");
        let scope = clients::Scope { subscope: format!("mange/{n:03}"), name, ..model.clone() };
        clients::save_scope(&mut tx, world.test.app.now(), &scope).await.expect("a scope");
    }
    tx.commit().await.expect("commit");
    let mut owner = contact(&world, STRANGER, Reach::Organisation).await;
    let page = owner.get(&page_of(OWNED)).await;
    for said in ["200 av 210 vises.", "50 av 210 vises."] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert_eq!(page.body.matches("<tr>").count(), 2 + 200 + 50, "a head each, and the rows");

    let first = owner.get("/tilganger").await.body;
    let next = first.split("href=\"").find(|part| part.contains("etter=")).expect("a link to the next");
    let second = owner.get(next.split('"').next().expect("an address")).await.body;
    let rows = |body: &str| body.matches("href=\"/tilganger/").count();
    assert_eq!((rows(&first), rows(&second)), (100, 22));
    assert_eq!(row(&first, OWNED)[2..4], ["210", "210"]);
    assert!(first.contains(">Neste scope<") && !second.contains(">Neste scope<"));
}
