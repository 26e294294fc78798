//! Timelines: what is refused by line and field, what happens and when, twice, and when the process dies in the middle; and
//! the commands that let one thing happen.

mod commands;

use crate::support::TestApp;
use crate::support::app::START;
use fullmakt::clock::{DAY, iso8601};
use fullmakt::world::{self, Error, Fault, Format, Happened, Timeline};

const PAGE: &str = include_str!("../../docs/scenarios.md");
const WORLD_PAGE: &str = include_str!("../../docs/world-file.md");

/// A published example of the scheme of 2032; nobody has it.
const REAL: &str = "02013299997";

fn example(page: &str) -> &str {
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    rest.split_once("```").expect("its end").0
}

/// A world in which the example of the world file's page is loaded.
async fn loaded() -> TestApp {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    world::load(&mut tx, &test.app, test.app.now(), example(WORLD_PAGE), Format::Toml).await.expect("loaded");
    tx.commit().await.expect("commit");
    test
}

async fn rehearse(test: &TestApp, toml: &str) -> Result<Vec<Happened>, Error> {
    let mut timeline = Timeline::read(toml, Format::Toml)?;
    let mut tx = test.app.db.begin_write().await?;
    timeline.rehearse(&mut tx, &test.app, test.app.now()).await
}

async fn play(test: &TestApp, toml: &str) -> Result<Vec<Happened>, Error> {
    rehearse(test, toml).await?;
    let timeline = Timeline::read(toml, Format::Toml)?;
    let begin = test.app.now().wall + offset(test).await;
    let mut all = Vec::new();
    for index in 0..timeline.len() {
        let mut tx = test.app.db.begin_write().await?;
        all.push(timeline.happen(&mut tx, &test.app, test.app.now(), begin, index).await?);
        tx.commit().await?;
    }
    test.clock.set_offset(offset(test).await);
    Ok(all)
}

async fn offset(test: &TestApp) -> i64 {
    let mut tx = test.app.db.read().await.expect("read");
    world::clock_offset(&mut tx).await.expect("offset")
}

async fn faults(test: &TestApp, toml: &str) -> Vec<Fault> {
    match rehearse(test, toml).await {
        Err(Error::Faults(faults)) => faults,
        other => panic!("faults were expected, not {other:?}, of\n{toml}"),
    }
}

const EVERYTHING: &str =
    "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM jobs) + (SELECT count(*) FROM roles) AS n";

#[tokio::test]
async fn the_pages_whole_example_is_played_and_refused_as_a_whole_the_second_time() {
    let test = loaded().await;
    let before = (test.count(EVERYTHING).await, offset(&test).await);
    let would = rehearse(&test, example(PAGE)).await.expect("the page's example is a good file");
    assert_eq!(
        (test.count(EVERYTHING).await, offset(&test).await),
        before,
        "a rehearsal leaves nothing behind"
    );
    let played = play(&test, example(PAGE)).await.expect("it is played");
    assert_eq!(played, would, "what would happen has happened");
    let begin = START + 12 * DAY;
    let told: Vec<(&str, bool, String)> =
        played.iter().map(|one| (one.kind, one.changed, one.at.clone())).collect();
    let at = |days: i64| iso8601(begin + days * DAY);
    assert_eq!(
        told,
        [
            ("delegation_given", false, at(7)),
            ("role_taken", true, at(14)),
            ("scope_changed", true, at(21)),
            ("scope_changed", true, at(22)),
            ("organisation_deleted", true, at(30)),
        ]
    );
    for happened in &played[..2] {
        let same = if happened.changed { "" } else { " (it was so already)" };
        assert!(PAGE.contains(&format!("{}{same}\n", happened.told)), "the page shows: {}", happened.told);
    }
    assert_eq!(offset(&test).await, 42 * DAY);
    let before = (test.count(EVERYTHING).await, offset(&test).await);
    let again = faults(&test, example(PAGE)).await;
    let [fault] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!((fault.line, fault.field.as_str()), (4, "event[0].delegation_given"));
    assert!(fault.problem.contains("313513408 was deleted on 26.02.2026, 10:00"), "{fault}");
    assert_eq!((test.count(EVERYTHING).await, offset(&test).await), before);
}

#[tokio::test]
async fn a_timeline_without_an_end_is_played_twice_and_only_the_clock_moves() {
    let test = loaded().await;
    let toml = r#"
[[event]]
at = "+1d"
scope_changed = { scope = "brreg:reelle/media", active = false }
[[event]]
at = "+2d"
delegation_withdrawn = { consumer = "313513408", supplier = "314208641", scheme = "brreg-reelle-media", by = "supplier" }
[[event]]
at = "+2d"
supplier_removed = { consumer = "313513408", supplier = "314208641" }
[[event]]
at = "+3d"
clock = true
"#;
    let first = play(&test, toml).await.expect("played");
    assert!(first.iter().all(|one| one.changed), "{first:?}");
    let before = test.count("SELECT count(*) AS n FROM delegations").await;
    let second = play(&test, toml).await.expect("played again");
    assert_eq!(second.iter().map(|one| one.changed).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(test.count("SELECT count(*) AS n FROM delegations").await, before);
    assert_eq!(offset(&test).await, 18 * DAY);
}

#[tokio::test]
async fn an_event_is_judged_after_those_above_it_and_by_the_person_that_acts() {
    let test = loaded().await;
    // The person gives, loses its role, and could not take back; another takes over by a role of its own.
    let toml = r#"
[[event]]
at = "+1d"
supplier_removed = { consumer = "313513408", supplier = "314208641", cascade = true, person = "05910298382" }
[[event]]
at = "+1d"
delegation_given = { consumer = "313513408", supplier = "314208641", scheme = "brreg-reelle-media", person = "05910298382" }
[[event]]
at = "2026-01-30"
organisation_bankrupt = { organisation = "313513408" }
[[event]]
at = "2026-01-30T12:00"
role_given = { person = "05910298382", organisation = "313513408", role = "BOBE" }
[[event]]
at = "2026-01-31T11:00:00+01:00"
delegation_given = { consumer = "313513408", supplier = "314208641", scheme = "brreg-reelle-media", person = "05910298382" }
"#;
    let played = play(&test, toml).await.expect("played");
    assert!(played.iter().all(|one| one.changed), "{played:?}");
    assert_eq!(played[2].at, "2026-01-29T23:00:00.000Z", "a day begins at midnight in Norway");
    assert_eq!(played[4].at, "2026-01-31T10:00:00.000Z");
    let without = toml.replace("role_given", "role_taken");
    let test = loaded().await;
    let told = faults(&test, &without).await;
    let [fault] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((fault.line, fault.field.as_str()), (16, "event[4].delegation_given.person"));
    assert!(fault.problem.contains("no role that may administer"), "{fault}");
}

#[tokio::test]
async fn every_wrong_event_is_named_by_line_and_field_and_nothing_happens() {
    let test = loaded().await;
    let pair = "consumer = \"313513408\", supplier = \"314208641\"";
    let event = |at: &str, what: &str| format!("[[event]]\nat = \"{at}\"\n{what}\n");
    let media = "scheme = \"brreg-reelle-media\"";
    let before = (test.count(EVERYTHING).await, offset(&test).await);
    for (toml, line, field, problem) in [
        (String::new(), 1, "", "there is no event"),
        ("[[event]\n".to_owned(), 1, "", "this is not TOML"),
        ("event = 1\n".to_owned(), 1, "event", "expected [[event]] entries"),
        ("[[events]]\n".to_owned(), 1, "events", "known are event"),
        ("[[event]]\nclock = true\n".to_owned(), 1, "event[0].at", "this is required"),
        (event("3d", "clock = true"), 2, "event[0].at", "how long after the beginning"),
        (event("+3 days", "clock = true"), 2, "event[0].at", "how long after the beginning"),
        (event("+40000d", "clock = true"), 2, "event[0].at", "at most 36500 days"),
        (event("2027-02-30", "clock = true"), 2, "event[0].at", "in Norway"),
        (event("2025-01-01", "clock = true"), 2, "event[0].at", "the world's clock shows 27.01.2026, 10:00"),
        (event("2199-01-01", "clock = true"), 2, "event[0].at", "at most 36500 days"),
        (
            event("+2d", "clock = true") + &event("+1d", "clock = true"),
            5,
            "event[1].at",
            "before the event above it",
        ),
        (event("+1d", "clock = false"), 3, "event[0].clock", "expected true"),
        (event("+1d", ""), 1, "event[0]", "expected one of clock, role_given"),
        (event("+1d", "exploded = true"), 3, "event[0].exploded", "this is not known here"),
        (
            event("+1d", "clock = true\norganisation_deleted = { organisation = \"313513408\" }"),
            4,
            "event[0].organisation_deleted",
            "one thing that happens",
        ),
        (
            event("+1d", "organisation_deleted = \"313513408\""),
            3,
            "event[0].organisation_deleted",
            "expected a table",
        ),
        (
            event("+1d", "organisation_deleted = {}"),
            3,
            "event[0].organisation_deleted.organisation",
            "this is required",
        ),
        (
            event("+1d", "organisation_deleted = { organisation = \"313513409\" }"),
            3,
            "event[0].organisation_deleted.organisation",
            "last digit does not fit",
        ),
        (
            event("+1d", "organisation_deleted = { organisation = \"312246538\" }"),
            3,
            "event[0].organisation_deleted.organisation",
            "is not a party",
        ),
        (
            event("+1d", "organisation_deleted = { organisation = \"999999999\" }"),
            3,
            "event[0].organisation_deleted.organisation",
            "may be a real organisation",
        ),
        (
            event("+1d", "organisation_merged = { organisation = \"313513408\" }"),
            3,
            "event[0].organisation_merged.into",
            "this is required",
        ),
        (
            event("+1d", "organisation_merged = { organisation = \"313513408\", into = \"313513408\" }"),
            3,
            "event[0].organisation_merged.into",
            "into itself",
        ),
        (
            event("+1d", "organisation_merged = { organisation = \"313513408\", into = \"312246538\" }"),
            3,
            "event[0].organisation_merged.into",
            "is not a party",
        ),
        (
            event("+1d", &format!("delegation_given = {{ {pair} }}")),
            3,
            "event[0].delegation_given.scheme",
            "this is required",
        ),
        (
            event("+1d", &format!("delegation_given = {{ {pair}, scheme = \"finnes-ikke\" }}")),
            3,
            "event[0].delegation_given.scheme",
            "no delegation scheme",
        ),
        (
            event("+1d", &format!("delegation_withdrawn = {{ {pair}, {media}, by = \"owner\" }}")),
            3,
            "event[0].delegation_withdrawn.by",
            "“consumer”, who takes back",
        ),
        (
            event(
                "+1d",
                &format!(
                    "delegation_given = {{ consumer = \"313513408\", supplier = \"313513408\", {media} }}"
                ),
            ),
            3,
            "event[0].delegation_given.supplier",
            "cannot delegate to itself",
        ),
        (
            event("+1d", &format!("supplier_removed = {{ {pair} }}")),
            3,
            "event[0].supplier_removed.cascade",
            "still holds 1 delegation;",
        ),
        (
            event("+1d", &format!("supplier_removed = {{ {pair}, cascade = 1 }}")),
            3,
            "event[0].supplier_removed.cascade",
            "expected true or false",
        ),
        (
            event("+1d", "role_taken = { person = \"1\", organisation = \"313513408\" }"),
            3,
            "event[0].role_taken.person",
            "",
        ),
        (
            event("+1d", &format!("role_taken = {{ person = \"{REAL}\", organisation = \"313513408\" }}")),
            3,
            "event[0].role_taken.person",
            "real person's number",
        ),
        (
            event(
                "+1d",
                "role_given = { person = \"05910298382\", organisation = \"313513408\", role = \"SJEF\" }",
            ),
            3,
            "event[0].role_given.role",
            "this is no role",
        ),
        (
            event("+1d", "scheme_changed = { scheme = \"brreg-reelle-media\" }"),
            3,
            "event[0].scheme_changed",
            "expected what changes",
        ),
        (
            event("+1d", "scheme_changed = { scheme = \"brreg-reelle-media\", status = \"Closed\" }"),
            3,
            "event[0].scheme_changed.status",
            "expected one of Active",
        ),
        (
            event("+1d", "scheme_changed = { scheme = \"finnes-ikke\", visible = false }"),
            3,
            "event[0].scheme_changed.scheme",
            "no resource",
        ),
        (
            event("+1d", "scope_changed = { scope = \"brreg:reelle/media\" }"),
            3,
            "event[0].scope_changed.active",
            "this is required",
        ),
        (
            event("+1d", "scope_changed = { scope = \"brreg:ingen\", active = true }"),
            3,
            "event[0].scope_changed.scope",
            "no scope",
        ),
        (
            event(
                "+1d",
                "scope_withdrawn = { scope = \"brreg:reelle/offentlig\", organisation = \"313513408\" }",
            ),
            3,
            "event[0].scope_withdrawn.organisation",
            "",
        ),
        (
            event("+1d", &format!("note = \"{REAL}\"\nclock = true")),
            3,
            "event[0].note",
            "real person's number",
        ),
        // What an event above it did stands in the way.
        (
            event("+1d", "scheme_changed = { scheme = \"brreg-reelle-media\", delegable = false }")
                + &event("+2d", &format!("delegation_withdrawn = {{ {pair}, {media} }}"))
                + &event("+3d", &format!("delegation_given = {{ {pair}, {media} }}")),
            9,
            "event[2].delegation_given.scheme",
            "does not let it be delegated",
        ),
    ] {
        let told = faults(&test, &toml).await;
        let found = told.iter().find(|fault| fault.line == line && fault.field == field);
        let fault = found.unwrap_or_else(|| panic!("line {line}: {field}: not in {told:?} of\n{toml}"));
        assert!(fault.problem.contains(problem), "{fault}, not {problem:?}");
        assert!(!told.iter().any(|fault| fault.to_string().contains(REAL)), "{told:?}");
    }
    assert_eq!((test.count(EVERYTHING).await, offset(&test).await), before, "nothing has happened");
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    let test = loaded().await;
    let toml =
        "[[event]]\nat = \"soon\"\nclock = 1\n[[event]]\nat = \"+1d\"\nscope_changed = { scope = 5 }\n";
    let told = faults(&test, toml).await;
    let places: Vec<(usize, &str)> = told.iter().map(|fault| (fault.line, fault.field.as_str())).collect();
    let expected = [
        (2, "event[0].at"),
        (3, "event[0].clock"),
        (6, "event[1].scope_changed.active"),
        (6, "event[1].scope_changed.scope"),
    ];
    assert_eq!(places, expected);
}

#[tokio::test]
async fn the_page_names_every_event_with_its_fields_and_no_other() {
    let test = TestApp::new().await;
    let told = faults(&test, "[[event]]\nat = \"+1d\"\n").await;
    let kinds = told[0].problem.split("one of ").nth(1).expect("the kinds");
    let mut known: Vec<&str> = kinds.split(", ").collect();
    let (_, table) = PAGE.split_once("| what happens | its fields |").expect("a table");
    let rows = table
        .lines()
        .take_while(|line| line.starts_with('|') || line.is_empty() || line.contains("what follows"));
    let mut named = Vec::new();
    for row in rows.filter(|row| row.starts_with("| `")) {
        let mut cells = row.trim_matches('|').split(" | ");
        let words = |cell: &str| -> Vec<String> {
            cell.split('`')
                .skip(1)
                .step_by(2)
                .map(|word| word.split(' ').next().unwrap_or_default().to_owned())
                .collect()
        };
        let (kinds, mut fields) = (words(cells.next().expect("kinds")), words(cells.next().expect("fields")));
        fields.sort();
        for kind in kinds {
            if kind != "clock" {
                let told =
                    faults(&test, &format!("[[event]]\nat = \"+1d\"\n{kind} = {{ nothing = 1 }}\n")).await;
                let known = told.iter().find_map(|fault| fault.problem.split("known are ").nth(1));
                let mut known: Vec<&str> = known.expect("the fields").split(", ").collect();
                known.sort_unstable();
                assert_eq!(fields, known, "docs/scenarios.md, {kind}");
            }
            named.push(kind);
        }
    }
    named.sort();
    known.sort_unstable();
    assert_eq!(named, known);
}

#[tokio::test]
async fn a_world_whose_organisations_ended_is_dumped_and_loaded_alike() {
    let one = loaded().await;
    let toml = r#"
[[event]]
at = "+1d"
organisation_bankrupt = { organisation = "313513408" }
[[event]]
at = "+2d"
organisation_merged = { organisation = "313513408", into = "314208641" }
"#;
    play(&one, toml).await.expect("played");
    let mut tx = one.app.db.read().await.expect("read");
    let dump = world::dump(&mut tx, one.app.now(), Format::Toml, false).await.expect("a dump");
    drop(tx);
    for said in [
        "deleted = \"2026-01-29T09:00:00.000Z\"",
        "merged_into = \"314208641\"",
        "bankrupt = \"2026-01-28T09:00:00.000Z\"",
    ] {
        assert!(dump.contains(said), "{said} is not in\n{dump}");
    }
    let other = TestApp::new().await;
    let load = async |test: &TestApp, toml: &str| {
        let mut tx = test.app.db.begin_write().await?;
        let report = world::load(&mut tx, &test.app, test.app.now(), toml, Format::Toml).await?;
        tx.commit().await?;
        test.clock.set_offset(offset(test).await);
        Ok::<_, Error>(report)
    };
    load(&other, &dump).await.unwrap_or_else(|error| panic!("{error}\n{dump}"));
    assert!(load(&other, &dump).await.expect("again").changed_nothing());
    let mut tx = other.app.db.read().await.expect("read");
    assert_eq!(world::dump(&mut tx, other.app.now(), Format::Toml, false).await.expect("a dump"), dump);
    drop(tx);
    // What is deleted has no role and no delegation, and nothing is deleted tomorrow.
    let deleted =
        "[[organisation]]\nnumber = \"312246538\"\nname = \"Slettet Sel AS\"\ndeleted = \"2026-01-10\"\n";
    for (more, line, field, problem) in [
        (
            "[[person]]\nnumber = \"05910298382\"\nname = \"Modig Murstein\"\nroles = [{ organisation = \"312246538\", role = \"DAGL\" }]\n",
            8,
            "person[0].roles[0].organisation",
            "was deleted on 10.01.2026",
        ),
        (
            "[[delegation]]\nconsumer = \"312246538\"\nsupplier = \"314208641\"\n",
            6,
            "delegation[0].consumer",
            "was deleted on",
        ),
        (
            "[[organisation]]\nnumber = \"315000009\"\nname = \"Snart AS\"\ndeleted = \"2036-01-10\"\n",
            8,
            "organisation[1].deleted",
            "lies ahead of the world's clock",
        ),
        (
            "[[organisation]]\nnumber = \"315000009\"\nname = \"Snart AS\"\nmerged_into = \"312246538\"\n",
            8,
            "organisation[1].merged_into",
            "deleted as well",
        ),
        (
            "[[organisation]]\nnumber = \"315000009\"\nname = \"Snart AS\"\nbankrupt = \"i går\"\n",
            8,
            "organisation[1].bankrupt",
            "expected a time",
        ),
    ] {
        match load(&other, &format!("{deleted}{more}")).await {
            Err(Error::Faults(faults)) => {
                let found = faults.iter().find(|fault| fault.line == line && fault.field == field);
                let fault = found.unwrap_or_else(|| panic!("{field} at {line} is not in {faults:?}"));
                assert!(fault.problem.contains(problem), "{fault}");
            }
            loaded => panic!("{loaded:?} of {more}"),
        }
    }
}
