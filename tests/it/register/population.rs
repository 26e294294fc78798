//! The population as a user meets it: made twice it is the same, it is gone on with, found, and changes by the clock.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use fullmakt::clock::{DAY, iso8601};
use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::find_entity;
use fullmakt::register::population::changes::make_now;
use fullmakt::register::population::examples::built_in;
use fullmakt::register::population::make::{MakeError, Report, make};
use fullmakt::register::population::{Population, find_state};
use fullmakt::register::rules::faults;
use fullmakt::register::{Event, changes_after, figures, find_company};
use serde_json::{Value, json};

use super::token;
use crate::support::TestApp;

/// Every row of the register and of Enhetsregisteret's population, written out.
async fn rows(test: &TestApp) -> Vec<String> {
    let mut tx = test.app.db.read().await.expect("read");
    let mut all = Vec::new();
    for (columns, table, order) in [
        ("number, document", "register_companies", "number"),
        ("person, number", "register_owners", "person, number"),
        ("number, kind", "register_events", "sequence"),
        ("number, name, description, roles", "synthetic_entities", "number"),
    ] {
        let sql = format!("SELECT {columns} FROM {table} ORDER BY {order}");
        for row in tx.fetch_all(&sql, params![]).await.expect("rows") {
            let texts: Vec<String> =
                columns.split(", ").map(|column| row.text(column).expect("a text")).collect();
            all.push(texts.join(" | "));
        }
    }
    all
}

async fn log(test: &TestApp) -> Vec<Event> {
    let mut tx = test.app.db.read().await.expect("read");
    changes_after(&mut tx, 0, 100_000).await.expect("the log")
}

async fn made(test: &TestApp, seed: u64, size: u64) -> Report {
    make(&test.app, Population::new(seed, size), &mut |_| ()).await.expect("a population")
}

#[tokio::test]
async fn a_population_is_the_same_in_every_world_and_its_log_tells_of_each_company_once() {
    let (one, other) = (TestApp::new().await, TestApp::new().await);
    other.advance(40 * DAY);
    assert_eq!(made(&one, 7, 1_200).await, Report { made: 1_200, there: 0, passed_over: 0 });
    made(&other, 7, 1_200).await;
    assert_eq!(rows(&one).await, rows(&other).await);

    let log = log(&one).await;
    assert_eq!(log.len(), 1_200 + built_in().len());
    assert!(log.is_sorted_by_key(|event| (event.at, event.sequence)));
    let mut numbers: Vec<OrgNumber> = log.iter().map(|event| event.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), log.len());
    let mut tx = one.app.db.read().await.expect("read");
    let figures = figures(&mut tx).await.expect("figures");
    assert_eq!(figures.companies, i64::try_from(log.len()).expect("a count"));
    assert_eq!(Some(figures.changed_at), log.last().map(|event| Some(event.at)));
}

#[tokio::test]
async fn one_that_was_stopped_is_gone_on_with_and_another_one_is_refused() {
    let (stopped, whole) = (TestApp::new().await, TestApp::new().await);
    let wanted = Population::new(3, 1_100);
    // Whoever counts the steps is dropped with the work after the first.
    let (sender, mut steps) = tokio::sync::mpsc::unbounded_channel();
    let mut tell = |done| sender.send(done).expect("a listener");
    tokio::select! {
        _ = make(&stopped.app, wanted, &mut tell) => {}
        () = async { while steps.recv().await.is_some_and(|done| done == 0) {} } => {}
    }
    let again = made(&stopped, 3, 1_100).await;
    assert!(again.there > 0 && again.there + again.made == 1_100, "{again:?}");
    made(&whole, 3, 1_100).await;
    assert_eq!(rows(&stopped).await, rows(&whole).await);
    assert_eq!(made(&whole, 3, 1_100).await, Report { made: 0, there: 1_100, passed_over: 0 });

    for (seed, size) in [(4, 1_100), (3, 1_200)] {
        let refused = make(&whole.app, Population::new(seed, size), &mut |_| ()).await;
        let Err(MakeError::Another { seed: 3, size: 1_100 }) = refused else { panic!("{refused:?}") };
    }
}

#[tokio::test]
async fn a_company_is_found_by_its_number_by_its_owners_and_in_enhetsregisteret() {
    let test = TestApp::new().await;
    made(&test, 7, 300).await;
    let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    let mut by_owner = 0;
    for place in 0..40 {
        let made = Population::new(7, 300).company(place);
        let path = format!("/api/oppslag/v1/virksomheter/{}", made.company.number);
        let answer = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let path = format!("/enhetsregisteret/api/enheter/{}", made.company.number);
        let told = test.call(Method::GET, &path, &[], "").await.json();
        assert_eq!(
            (&told["navn"], &told["organisasjonsform"]["kode"]),
            (&made.entity.name.into(), &made.form.into())
        );
        for owner in made.company.owners_by_number().into_iter().take(1) {
            let path = format!("/api/oppslag/v1/virksomheter?foedselsnummer={owner}");
            let found = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
            assert!(found.body.contains(&made.company.number.to_string()), "{}", found.body);
            by_owner += found.json().as_array().map_or(0, Vec::len);
        }
    }
    assert!(by_owner > 60, "a person owns several companies: {by_owner}");
}

#[tokio::test]
async fn changes_go_on_with_the_clock_and_a_jump_is_caught_up_with() {
    let (walked, jumped) = (TestApp::new().await, TestApp::new().await);
    for test in [&walked, &jumped] {
        made(test, 5, 400).await;
    }
    let before = log(&walked).await.len();
    for _ in 0..30 {
        walked.advance(DAY);
        walked.run_jobs().await;
    }
    jumped.advance(30 * DAY);
    jumped.run_jobs().await;
    let after = log(&walked).await;
    assert!(after.len() > before + 25, "one a day: {} {before}", after.len());
    assert!(after.is_sorted_by_key(|event| event.at));
    assert!(after.last().expect("a change").at < walked.app.now().world);
    assert_eq!(rows(&walked).await, rows(&jumped).await);

    jumped.advance(900 * DAY);
    jumped.run_jobs().await;
    let mut tx = jumped.app.db.read().await.expect("read");
    let state = find_state(&mut tx).await.expect("a state").expect("a population");
    assert_eq!(state.changed_until, Some(jumped.app.now().world.div_euclid(DAY)));
    assert!(state.newcomers > 10, "{state:?}");
}

#[tokio::test]
async fn a_reader_of_the_change_log_sees_what_the_clock_brought_and_finds_it_in_the_answers() {
    let test = TestApp::new().await;
    made(&test, 5, 400).await;
    let ask = async |path: &str| {
        // The token is made anew, as one runs out while days go by.
        let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
        let path = format!("/api/oppslag/v1/{path}");
        let answer = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()
    };
    let began = iso8601(test.app.now().world);
    let last = ask(&format!("sekvensnummer?tidspunkt={began}")).await["sekvensnummer"].clone();
    let read = format!("endringslogg?sekvensnummer={last}");
    assert_eq!(ask(&read).await, json!([]), "a population ends before the clock begins");

    let mut before = std::collections::BTreeMap::new();
    for place in 0..400 {
        let number = Population::new(5, 400).company(place).company.number.to_string();
        let answer = ask(&format!("virksomheter/{number}")).await;
        before.insert(number, answer);
    }
    test.advance(25 * DAY);
    test.run_jobs().await;
    let events = ask(&read).await;
    let events = events.as_array().expect("a list");
    assert!(events.len() > 20, "one a day: {events:#?}");
    let ended = iso8601(test.app.now().world);
    let mut others = 0;
    for event in events {
        let time = event["time"].as_str().expect("a time");
        let day = began.get(..10).expect("a day");
        assert!(day <= time && time <= ended.as_str(), "{event:#}");
        let number = event["subject"].as_str().expect("a number");
        let now = ask(&format!("virksomheter/{number}")).await;
        // A discrepancy is not shown in its first three weeks, so that some look as they did.
        others += usize::from(before.get(number) != Some(&now));
    }
    assert!(others * 2 > events.len(), "{others} of {}", events.len());
}

#[tokio::test]
async fn changes_that_are_asked_for_stand_in_the_log_at_once_and_obey_the_rules() {
    let test = TestApp::new().await;
    assert_eq!(make_now(&test.app, 5, &mut |_| ()).await.expect("asked"), 0, "there is no population");
    made(&test, 5, 300).await;
    let before = log(&test).await.len();
    let mut told = Vec::new();
    assert_eq!(make_now(&test.app, 450, &mut |done| told.push(done)).await.expect("asked"), 450);
    assert!(told.is_sorted() && told.len() > 1 && told.last() == Some(&450), "{told:?}");

    let changed = log(&test).await.split_off(before);
    assert_eq!(changed.len(), 450);
    let now = test.app.now().world;
    assert!(changed.iter().all(|event| event.at == now), "each is of now");
    let kinds: BTreeSet<&str> = changed.iter().map(|event| event.change.event_type()).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");
    let mut tx = test.app.db.read().await.expect("read");
    for event in changed {
        let company = find_company(&mut tx, event.number).await.expect("read").expect("a company");
        let entity = find_entity(&mut tx, event.number).await.expect("read").expect("an entity");
        assert!(faults(&company, &entity.form).is_empty(), "{company:?}");
    }
}

#[tokio::test]
async fn without_a_population_nothing_changes_and_the_examples_stand_in_both_registers() {
    let test = TestApp::new().await;
    let before = log(&test).await;
    test.advance(50 * DAY);
    test.run_jobs().await;
    assert_eq!(log(&test).await, before);
    for example in built_in() {
        let path = format!("/enhetsregisteret/api/enheter/{}", example.company.number);
        let told = test.call(Method::GET, &path, &[], "").await.json();
        assert_eq!(told["navn"], example.name, "{}", example.shows);
        assert_eq!(told["organisasjonsform"]["kode"], example.form);
        assert_eq!(told["respons_klasse"] == "SlettetEnhet", example.company.deleted.is_some());
    }
}
