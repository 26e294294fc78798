//! A vendor with many fictional customers: what is made, what a second time makes, and what is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Output, Stdio};

use axum::http::StatusCode;
use fullmakt::app::App;
use fullmakt::clients;
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::OrderKind;
use fullmakt::parties::{self, NewOrganisation};
use fullmakt::world::rehearse::{Listed, Rehearsal, RehearsalError, Rehearsed, list, rehearse};
use serde_json::{Value, json};

use crate::delegation::World as Parties;
use crate::kill::{Place, World as Processes};
use crate::orders::{draft, on_node, placed};
use crate::support::TestApp;
use crate::token::{CUSTOMER, SUPPLIER, World};

const SCHEME: &str = "brreg-reelle-rapporteringspliktig";

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

fn of(vendor: OrgNumber, customers: usize, seed: u64) -> Rehearsal {
    Rehearsal { vendor, customers, seed }
}

async fn run(app: &App, wanted: Rehearsal) -> Rehearsed {
    rehearse(app, wanted, false, &mut |_| ()).await.expect("a rehearsal")
}

async fn listed(app: &App, wanted: Rehearsal) -> Vec<Listed> {
    let mut all = Vec::new();
    list(app, wanted, &mut |one| {
        all.push(one.clone());
        Ok(())
    })
    .await
    .expect("a list")
    .expect("nothing is written");
    all
}

/// The rows of every table that a rehearsal writes to, and of the jobs.
async fn rows(test: &TestApp) -> BTreeMap<&'static str, i64> {
    let mut counted = BTreeMap::new();
    for table in
        ["organisations", "persons", "roles", "scope_access", "suppliers", "delegations", "audit", "jobs"]
    {
        counted.insert(table, test.count(&format!("SELECT count(*) AS n FROM {table}")).await);
    }
    counted
}

#[tokio::test]
async fn every_customer_has_its_person_role_grants_and_delegations_and_gets_a_token() {
    let world = World::new().await;
    let (test, vendor) = (&world.test, number(SUPPLIER));
    let before = rows(test).await;
    let mut told = Vec::new();
    let done =
        rehearse(&test.app, of(vendor, 450, 7), false, &mut |there| told.push(there)).await.expect("done");
    assert_eq!(told, [0, 200, 400, 450], "bounded transactions, each told");
    assert_eq!((done.customers, done.there, done.passed_over), (450, 0, 0));
    assert_eq!(done.by_scheme.values().sum::<usize>(), done.delegations);
    assert_eq!(done.by_scheme.len(), 6, "every scheme is given by somebody: {:?}", done.by_scheme);
    assert!(done.delegations > 480 && done.delegations < 580, "{}", done.delegations);
    assert_eq!(done.grants, done.delegations, "each of these schemes has one scope");

    let after = rows(test).await;
    let more = |table: &str| usize::try_from(after[table] - before[table]).expect("more");
    let given = done.delegations;
    for (table, expected) in [
        ("organisations", 450),
        ("persons", 450),
        ("roles", 450),
        ("suppliers", 450),
        ("scope_access", given),
        ("delegations", given),
        ("audit", 3 * 450 + 2 * given),
        // Orders may be about any of them: the desk looks, a bounded number at a time.
        ("jobs", 3),
    ] {
        assert_eq!(more(table), expected, "{table}");
    }

    let all = listed(&test.app, of(vendor, 450, 7)).await;
    assert_eq!(all.len(), 450);
    let mut forms = BTreeSet::new();
    let mut tx = test.app.db.read().await.expect("read");
    for one in &all {
        let organisation =
            parties::find_organisation(&mut tx, one.number).await.expect("read").expect("a party");
        assert!(one.number.to_string().starts_with('3'), "{}", one.number);
        assert!(one.name.contains(" og "), "{}: plainly made up", one.name);
        assert_eq!((organisation.origin.as_str(), &organisation.case_number), ("fictional", &None));
        assert_eq!(organisation.entity["organisasjonsform"]["kode"], json!(organisation.form));
        assert_eq!(organisation.entity["organisasjonsnummer"], json!(one.number));
        let person =
            parties::find_person_by_number(&mut tx, &one.person).await.expect("read").expect("a person");
        let authority =
            delegation::authority(&mut tx, &person.party_uuid, one.number).await.expect("it administers");
        assert!(!one.schemes.is_empty() && one.schemes.len() <= 2, "{one:?}");
        for (scheme, scope) in one.schemes.iter().zip(&one.scopes) {
            let scheme = delegation::scheme(&mut tx, scheme).await.expect("read").expect("a scheme");
            authority.to_give_scheme(&scheme).expect("the person could give it by hand");
            assert!(clients::is_granted(&mut tx, scope, one.number).await.expect("read"), "{scope}");
        }
        let history = delegation::delegations_between(&mut tx, one.number, vendor).await.expect("read");
        let actor = format!("person:{}", person.party_uuid);
        assert!(history.iter().all(|given| given.given_by == actor), "its own person gave: {history:?}");
        forms.insert(organisation.form);
    }
    assert_eq!(forms.into_iter().collect::<Vec<_>>(), ["AS", "ASA", "ENK", "SA", "STI"]);
    drop(tx);

    // The vendor gets a token for one of them, and the person sees the vendor in the portal.
    let obliged = all.iter().find(|one| one.schemes == [SCHEME]).expect("most have this one");
    let mut claims = world.claims();
    claims["consumer_org"] = json!(obliged.number);
    let answer = world.ask(&claims).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let mut browser = test.browser();
    let number = obliged.person.to_string();
    browser.post("/logg-inn", &[("nummer", &number), ("goto", "")]).await;
    let page = browser.follow("/fullmakt").await;
    assert!(page.text().contains(&obliged.name), "{}", page.text());
}

#[tokio::test]
async fn again_is_nothing_new_and_more_is_only_the_rest() {
    let test = TestApp::new().await;
    let vendor = Parties::another(&test, 5, "Oppdiktet Leverandør AS").await;
    let first = run(&test.app, of(vendor, 130, 3)).await;
    let kept = listed(&test.app, of(vendor, 130, 3)).await;
    // What became of a customer since is left as it is.
    let (gone, scheme) = (kept[0].number, kept[0].schemes[0].clone());
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute(
        "UPDATE delegations SET withdrawn_at = 1, withdrawn_by = 'operator' WHERE consumer_number = $1 AND scheme_id = $2",
        params![gone.to_string(), scheme.as_str()],
    )
    .await
    .expect("taken back");
    tx.commit().await.expect("commit");

    let before = rows(&test).await;
    let again = run(&test.app, of(vendor, 130, 3)).await;
    assert_eq!(again, Rehearsed { there: 130, ..Rehearsed::default() });
    let dry = rehearse(&test.app, of(vendor, 250, 3), true, &mut |_| ()).await.expect("counted");
    assert_eq!(rows(&test).await, before, "nothing new");

    let more = run(&test.app, of(vendor, 250, 3)).await;
    assert_eq!((more.customers, more.there), (120, 130));
    assert_eq!(dry, more, "a dry run says what comes");
    let all = listed(&test.app, of(vendor, 250, 3)).await;
    assert_eq!(all.len(), 250);
    assert!(!all[0].schemes.contains(&scheme), "it was taken back");
    let whole = of(vendor, 250, 3);

    // The same in another world in one go, with the same numbers, names, persons and schemes.
    let other = TestApp::new().await;
    assert_eq!(Parties::another(&other, 5, "Oppdiktet Leverandør AS").await, vendor);
    let once = run(&other.app, whole).await;
    assert_eq!(once.delegations, first.delegations + more.delegations);
    let told = |all: &[Listed]| -> Vec<String> {
        all.iter().skip(1).map(|one| serde_json::to_string(one).expect("JSON")).collect()
    };
    assert_eq!(told(&listed(&other.app, whole).await), told(&all));
    let elsewhere = listed(&other.app, of(vendor, 250, 4)).await;
    assert!(elsewhere.is_empty(), "another seed's customers are not there");
}

/// The history of a customer made in bulk is that of one made by hand: the same deeds with the same details.
#[tokio::test]
async fn the_history_is_the_same_as_by_hand() {
    let test = TestApp::new().await;
    let app = &test.app;
    let vendor = Parties::another(&test, 5, "Oppdiktet Leverandør AS").await;
    run(app, of(vendor, 1, 1)).await;
    let bulk = listed(app, of(vendor, 1, 1)).await.remove(0);
    let now = app.now();
    let mut tx = app.db.begin_write().await.expect("write");
    let made =
        parties::create_fictional_organisation(&mut tx, app, now, "2026-00001").await.expect("a customer");
    let (person, _) = parties::ensure_person_with_role(&mut tx, app, now, made.number, "2026-00001")
        .await
        .expect("a person");
    let actor = format!("person:{}", person.party_uuid);
    delegation::add_supplier(&mut tx, app, now, made.number, vendor, &actor).await.expect("added");
    for (scheme, scope) in bulk.schemes.iter().zip(&bulk.scopes) {
        clients::grant_scope(&mut tx, app, now, scope, made.number, None, "operator").await.expect("granted");
        delegation::give(&mut tx, app, now, made.number, vendor, scheme, &actor).await.expect("given");
    }
    tx.commit().await.expect("commit");

    let mut histories = Vec::new();
    let mut tx = app.db.read().await.expect("read");
    for (organisation, person) in [
        (
            bulk.number,
            parties::find_person_by_number(&mut tx, &bulk.person).await.expect("read").expect("there"),
        ),
        (made.number, person),
    ] {
        let rows = tx
            .fetch_all(
                "SELECT actor, action, detail FROM audit WHERE organisation = $1",
                params![organisation.to_string()],
            )
            .await
            .expect("history");
        let mut history: Vec<(String, String, Vec<String>)> = rows
            .iter()
            .map(|row| {
                let detail: Value = serde_json::from_str(&row.text("detail").expect("detail")).expect("JSON");
                let actor =
                    row.text("actor").expect("actor").replace(person.party_uuid.as_str(), "ITS-PERSON");
                // An order's steps are the system's, a rehearsal is the operator's.
                let actor = if actor == "system" { "operator".to_owned() } else { actor };
                let members = detail.as_object().expect("an object").keys().cloned().collect();
                (row.text("action").expect("action"), actor, members)
            })
            .collect();
        history.sort();
        histories.push(history);
    }
    assert_eq!(histories[0], histories[1]);
    assert!(
        histories[0]
            .iter()
            .any(|(action, actor, _)| action == "delegation.given" && actor == "person:ITS-PERSON")
    );
}

#[tokio::test]
async fn a_number_that_is_somebody_elses_is_passed_over_and_left_alone() {
    let model = TestApp::new().await;
    let vendor = Parties::another(&model, 5, "Oppdiktet Leverandør AS").await;
    run(&model.app, of(vendor, 12, 9)).await;
    let series: Vec<OrgNumber> =
        listed(&model.app, of(vendor, 12, 9)).await.iter().map(|one| one.number).collect();

    let test = TestApp::new().await;
    Parties::another(&test, 5, "Oppdiktet Leverandør AS").await;
    let (taken, ordered) = (series[0], series[3]);
    let mut tx = test.app.db.begin_write().await.expect("write");
    let new = NewOrganisation {
        number: taken,
        name: "En annens AS",
        form: "AS",
        parent: None,
        origin: "world_file",
        case_number: None,
        entity: &json!({}),
    };
    parties::insert_organisation(&mut tx, &test.app, test.app.now(), new).await.expect("a party");
    tx.commit().await.expect("commit");
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute(
        "UPDATE orders SET customer_number = $2 WHERE id = $1",
        params![order.id.as_str(), ordered.to_string()],
    )
    .await
    .expect("an order that waits for this customer");
    tx.commit().await.expect("commit");

    let done = run(&test.app, of(vendor, 10, 9)).await;
    assert_eq!((done.customers, done.passed_over), (10, 2));
    let made: Vec<OrgNumber> =
        listed(&test.app, of(vendor, 10, 9)).await.iter().map(|one| one.number).collect();
    let expected: Vec<OrgNumber> =
        series.iter().copied().filter(|number| *number != taken && *number != ordered).collect();
    assert_eq!(made, expected, "the next of the series came in their place");
    let theirs =
        format!("SELECT count(*) AS n FROM delegations WHERE consumer_number IN ('{taken}', '{ordered}')");
    assert_eq!(test.count(&theirs).await, 0);
    let again = run(&test.app, of(vendor, 10, 9)).await;
    assert_eq!((again.customers, again.there, again.passed_over), (0, 10, 2));
}

#[tokio::test]
async fn two_that_rehearse_at_once_make_every_customer_once() {
    let test = TestApp::new().await;
    let vendor = Parties::another(&test, 5, "Oppdiktet Leverandør AS").await;
    let other = on_node(&test, test.database.another_node().await);
    let (a, b) = tokio::join!(run(&test.app, of(vendor, 420, 2)), run(&other, of(vendor, 420, 2)));
    for done in [&a, &b] {
        assert_eq!(done.customers + done.there, 420, "{done:?}");
    }
    assert_eq!(a.customers + b.customers, 420);
    let all = listed(&test.app, of(vendor, 420, 2)).await;
    assert_eq!(all.len(), 420);
    assert!(all.iter().all(|one| !one.schemes.is_empty()));
    let counted = rows(&test).await;
    assert_eq!((counted["persons"], counted["roles"], counted["suppliers"]), (420, 420, 420));
    assert_eq!(usize::try_from(counted["delegations"]).expect("few"), a.delegations + b.delegations);
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_and_nothing_half_is_left() {
    let test = TestApp::new().await;
    let unknown = number(CUSTOMER);
    let refused = |wanted| {
        let app = std::sync::Arc::clone(&test.app);
        async move { rehearse(&app, wanted, false, &mut |_| ()).await.expect_err("refused") }
    };
    assert!(matches!(refused(of(unknown, 10, 1)).await, RehearsalError::NoVendor(at) if at == unknown));
    let real = number("910049356");
    let error = refused(of(real, 10, 1)).await;
    assert!(matches!(error, RehearsalError::RealVendor(at) if at == real));
    assert!(error.to_string().contains("approved order"), "{error}");

    let vendor = Parties::another(&test, 5, "Oppdiktet Leverandør AS").await;
    let before = rows(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    // A scheme whose scope is nowhere: somebody in the first two hundred would be granted it.
    tx.execute(
        "UPDATE scheme_scopes SET scope = 'brreg:reelle/borte' WHERE scope = 'brreg:reelle/media'",
        params![],
    )
    .await
    .expect("renamed");
    tx.commit().await.expect("commit");
    let error = refused(of(vendor, 200, 1)).await;
    assert!(error.to_string().contains("brreg:reelle/borte"), "{error}");
    assert_eq!(rows(&test).await, before, "the transaction left nothing");

    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE schemes SET delegable = $1", params![false]).await.expect("closed");
    tx.commit().await.expect("commit");
    assert!(matches!(refused(of(vendor, 10, 1)).await, RehearsalError::NothingToGive));

    // One scheme that is open is what everybody gives.
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE schemes SET delegable = $1 WHERE id = $2", params![true, SCHEME])
        .await
        .expect("opened");
    tx.commit().await.expect("commit");
    let done = run(&test.app, of(vendor, 10, 1)).await;
    assert_eq!(done.by_scheme, BTreeMap::from([(SCHEME.to_owned(), 10)]));
}

/// A command beside a server of the same world.
fn command(world: &Processes, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
    command.args(["world", "rehearse"]).args(arguments).envs(world.env()).stdin(Stdio::null());
    let settings = world.settings();
    if let Some(data) = &settings.data {
        command.arg("--data").arg(data);
    }
    if let Some(url) = &settings.database {
        command.args(["--database", url]);
    }
    command.output().expect("it runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_works_beside_a_running_server_and_refuses_what_it_cannot_do() {
    let world = Processes::new().await;
    let app = world.open().await;
    let mut tx = app.db.begin_write().await.expect("write");
    for (org, name) in [(SUPPLIER, "Rolig Måke AS"), (CUSTOMER, "Lystig Elg AS")] {
        let new = NewOrganisation {
            number: number(org),
            name,
            form: "AS",
            parent: None,
            origin: "world_file",
            case_number: None,
            entity: &json!({}),
        };
        parties::insert_organisation(&mut tx, &app, app.now(), new).await.expect("a party");
    }
    tx.commit().await.expect("commit");
    let node = world.start(None).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("kunder.jsonl").display().to_string();
    let output = command(
        &world,
        &["--vendor", "314 208 641", "--customers", "30", "--seed", "5", "--json", "--list", &file],
    );
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    assert_eq!(
        (&told["ok"], &told["applied"], &told["made"]["customers"]),
        (&json!(true), &json!(true), &json!(30))
    );
    let list = std::fs::read_to_string(&file).expect("the list");
    assert_eq!(list.lines().count(), 30);
    let one: Value = serde_json::from_str(list.lines().next().expect("a line")).expect("JSON");
    // The server that ran all the while knows the customer.
    let path = format!(
        "{}/api/GetPersonalToken?env=tt02&pid={}",
        node.http,
        one["person"].as_str().expect("a number")
    );
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let answer = reqwest::Client::new().get(path).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);

    let plain = command(&world, &["--vendor", SUPPLIER, "--customers", "40", "--seed", "5", "--dry-run"]);
    let text = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert!(text.contains("customers that were there already          30"), "{text}");
    assert!(text.contains("Nothing was changed, because of --dry-run."), "{text}");

    for (arguments, code, said) in [
        (&["--customers", "10"][..], 2, "--vendor"),
        (&["--vendor", "31420864"], 2, "nine digits, and this has 8"),
        (&["--vendor", "314208642"], 2, "its last digit does not fit"),
        (&["--vendor", SUPPLIER, "--customers", "0"], 2, "expected a whole number from 1 to 1000000"),
        (&["--vendor", SUPPLIER, "--customers", "1000001"], 2, "expected a whole number from 1 to 1000000"),
        (&["--vendor", SUPPLIER, "--customers", "many"], 2, "expected a whole number from 1 to 1000000"),
        (&["--vendor", SUPPLIER, "--seed", "seven"], 2, "expected a whole number from 0 to"),
        (&["--vendor", SUPPLIER, "--seed=-1"], 2, "expected a whole number from 0 to"),
        (&["--vendor", "312246538"], 1, "is no organisation of this world; bring it in by a world file"),
        (&["--vendor", "910049356"], 1, "may be a real one"),
        (&["--vendor", SUPPLIER, "--customers", "30", "--list", &file], 1, "choose a name that is free"),
    ] {
        let output = command(&world, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(
        std::fs::read_to_string(&file).expect("the list"),
        list,
        "a file that was there is left alone"
    );
    if let Place::Directory(directory) = &world.place {
        assert!(directory.path().join("fullmakt.db").exists());
    }
    node.stop().await;
}
