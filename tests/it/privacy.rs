//! What is known about persons: how long it is kept, how it is told, and how it is forgotten.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use fullmakt::app::App;
use fullmakt::clock::DAY;
use fullmakt::db::migrate::MIGRATIONS;
use fullmakt::db::{Value, params};
use fullmakt::language::Language;
use fullmakt::orders::drafts::{self, Origin};
use fullmakt::orders::{OrderKind, draft::Draft};
use fullmakt::privacy::contact::{self, Holdings};
use fullmakt::privacy::erase::{EraseError, Erased, erase};
use fullmakt::privacy::export::export;
use fullmakt::privacy::{Ends, KINDS};
use fullmakt::world;

use crate::bulk::World;
use crate::orders::{carried_out, draft, found, on_node, placed, reject};
use crate::support::TestApp;

const MARI: &str = "mari@leverandor.example";

/// Moves the world's clock as the operator does, and runs what is due.
async fn forward(test: &TestApp, days: i64) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let offset = world::move_forward(&mut tx, &test.app, test.app.now(), days * DAY).await.expect("forward");
    tx.commit().await.expect("commit");
    test.clock.set_offset(offset);
    test.run_jobs().await;
}

async fn run(test: &TestApp, sql: &str, values: &[Value]) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute(sql, values).await.expect("the statement");
    tx.commit().await.expect("commit");
}

/// The columns of text in the schema, by table, as the migrations make them.
fn columns_of_text() -> BTreeMap<String, Vec<String>> {
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for migration in MIGRATIONS {
        let mut table = String::new();
        for line in migration.sql.lines() {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                rest.split([' ', '(']).next().unwrap().clone_into(&mut table);
            } else if let Some(rest) = line.strip_prefix("ALTER TABLE ") {
                let (name, change) = rest.split_once(' ').unwrap();
                if let Some(column) =
                    change.strip_prefix("ADD COLUMN ").filter(|column| column.contains(" TEXT"))
                {
                    columns
                        .entry(name.to_owned())
                        .or_default()
                        .push(column.split(' ').next().unwrap().to_owned());
                }
                continue;
            }
            let mut words = line.split_whitespace();
            if let (Some(name), Some("TEXT" | "TEXT,")) = (words.next(), words.next()) {
                columns.entry(table.clone()).or_default().push(name.to_owned());
            }
        }
    }
    columns.get_mut("orders").expect("orders").retain(|column| column != "state");
    columns
}

/// Where in the database a word can be read, whatever its case.
async fn where_is(test: &TestApp, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut tx = test.app.db.read().await.expect("read");
    for (table, columns) in columns_of_text() {
        for row in tx
            .fetch_all(&format!("SELECT {} FROM {table}", columns.join(", ")), params![])
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"))
        {
            for column in &columns {
                let value = row.opt_text(column).expect("text").unwrap_or_default();
                if value.to_lowercase().contains(&word.to_lowercase()) {
                    found.push(format!("{table}.{column}: {value}"));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn every_kind_of_data_ends_by_the_worlds_calendar_and_not_a_day_before() {
    let test = TestApp::new().await;
    let at = test.app.now().wall;
    let seal = |context: &str| test.app.keys.seal(&test.app.random, context, b"hemmelig").expect("sealed");
    let mail =
        "INSERT INTO inbound_mail (id, message_id, envelope_from, sealed_raw, received_at, state, sender)
                VALUES ($1, $1, 'x@y.example', $2, $3, $4, 'x@y.example')";
    for state in ["set_aside", "desk", "stored"] {
        run(&test, mail, params![format!("mail-{state}"), seal("x"), at, state]).await;
    }
    let letter = "INSERT INTO letters (id, message_id, kind, recipient, language, subject, sealed_body, state, attempts, created_at)
                  VALUES ($1, $1, 'draft', 'x@y.example', 'nb', 'x', $2, $3, 0, $4)";
    for state in ["sent", "waiting"] {
        run(&test, letter, params![format!("letter-{state}"), seal("x"), state, at]).await;
    }
    let mailbox =
        "INSERT INTO mailbox (message_id, letter_id, recipient, sender, subject, sealed_body, delivered_at)
                   VALUES ('m', 'm', 'x@y.example', 'z', 'x', $1, $2)";
    run(&test, mailbox, params![seal("x"), at]).await;
    let key = "INSERT INTO api_keys (id, secret_hash, organisation, note, created_by, created_at, revoked_at)
               VALUES ($1, $1, '910049356', 'x', 'contact:x', $2, $3)";
    run(&test, key, params!["key-revoked", at, at]).await;
    run(&test, key, params!["key-live", at, None::<i64>]).await;
    let ledger = "INSERT INTO ledger (trace_id, at, world_at, scopes, granted, http_status, checks)
                  VALUES ('t', $1, $1, 'x', FALSE, 400, '[]')";
    run(&test, ledger, params![at]).await;
    let job = "INSERT INTO jobs (id, kind, payload, on_world_clock, due_at, attempts, created_at, done_at, failed_at)
               VALUES ($1, 'x', '{}', FALSE, $2, 0, $2, $3, $4)";
    run(&test, job, params!["job-done", at, at, None::<i64>]).await;
    run(&test, job, params!["job-failed", at, None::<i64>, at]).await;
    run(&test, "INSERT INTO audit (id, at, world_at, actor, action, subject, detail) VALUES ('a', $1, $1, 'handler:X', 'x.y', 'x', '{}')", params![at]).await;
    let link = "INSERT INTO signed_links (id, organisation, case_number, contact_name, contact_email, created_at, expires_at)
                VALUES ('l', '910049356', '2020-00001', 'X', 'x@y.example', $1, $2)";
    run(&test, link, params![at, at + 30 * DAY]).await;
    {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let now = test.app.now();
        drafts::save(&mut tx, &test.app, now, &draft(OrderKind::Direct), &Origin::Form, "visitor")
            .await
            .expect("a draft");
        tx.commit().await.expect("commit");
    }

    // The day on which each is gone, and what counts it.
    let mut cases = [
        (30, "raw mail", "inbound_mail WHERE sealed_raw IS NOT NULL AND state <> 'stored'"),
        (30, "draft", "order_drafts"),
        (30, "link without a case", "signed_links"),
        (30, "job that was done", "jobs WHERE id = 'job-done'"),
        (30, "job that was given up", "jobs WHERE id = 'job-failed'"),
        (90, "mail set aside", "inbound_mail WHERE state = 'set_aside'"),
        (90, "letter", "letters WHERE state = 'sent'"),
        (90, "mailbox", "mailbox"),
        (90, "revoked key", "api_keys WHERE revoked_at IS NOT NULL"),
        (90, "ledger", "ledger"),
        (1095, "audit", "audit WHERE id = 'a'"),
    ];
    cases.sort_by_key(|(days, _, _)| *days);
    let mut today = 0;
    for life in [30, 90, 1095] {
        forward(&test, life - 1 - today).await;
        for (days, what, from) in &cases {
            let there = test.count(&format!("SELECT count(*) AS n FROM {from}")).await;
            assert_eq!(there > 0, *days >= life, "{what} on day {}", life - 1);
        }
        forward(&test, 1).await;
        for (days, what, from) in &cases {
            let there = test.count(&format!("SELECT count(*) AS n FROM {from}")).await;
            assert_eq!(there > 0, *days > life, "{what} on day {life}");
        }
        today = life;
        if life == 90 {
            each_is_noted(&test).await;
        }
    }
    // What nobody has read or decided yet is no matter of time, nor is what still has to leave or is in use.
    for left in [
        "inbound_mail WHERE state = 'stored' AND sealed_raw IS NOT NULL",
        "inbound_mail WHERE state = 'desk' AND sealed_raw IS NULL",
        "letters WHERE state = 'waiting'",
        "api_keys WHERE revoked_at IS NULL",
    ] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {left}")).await, 1, "{left}");
    }
}

/// Of what has ended by now, the audit tells.
async fn each_is_noted(test: &TestApp) {
    let by_itself = ["sessions", "answers", "look-ups", "audit"];
    let noted_kinds = KINDS.iter().filter(|kind| matches!(kind.ends, Ends::By(..)));
    for kind in noted_kinds.filter(|kind| !by_itself.contains(&kind.key)) {
        let noted = format!(
            "SELECT count(*) AS n FROM audit WHERE action = 'privacy.ended' AND subject = '{}'",
            kind.key
        );
        assert!(test.count(&noted).await > 0, "{} is noted", kind.key);
    }
}

#[tokio::test]
async fn what_carries_its_own_end_by_the_wall_ends_by_the_wall() {
    let test = TestApp::new().await;
    test.handler().await;
    let at = test.app.now().wall;
    let kept = "INSERT INTO entity_answers (number, answer, asked_at, keep_until) VALUES ('910049356', 'unknown', $1, $2)";
    run(&test, kept, params![at, at + DAY]).await;
    let counted = "INSERT INTO answers_a_day (recipient, day, answered) VALUES ('x@y.example', $1, 1)";
    run(&test, counted, params![at.div_euclid(DAY)]).await;
    let all = "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM answers_a_day) + (SELECT count(*) FROM one_time_links) + (SELECT count(*) FROM entity_answers) AS n";
    forward(&test, 400).await;
    assert_eq!(test.count(all).await, 4, "a jump of the calendar ends no session");
    test.advance(DAY);
    forward(&test, 1).await;
    assert_eq!(test.count(all).await, 0);
}

#[tokio::test]
async fn a_jump_of_the_calendar_ages_what_was_there_before_and_nothing_that_comes_after() {
    let test = TestApp::new().await;
    let ledger = "INSERT INTO ledger (trace_id, at, world_at, scopes, granted, http_status, checks)
                  VALUES ($1, $2, $3, 'x', FALSE, 400, '[]')";
    let write =
        async |id: &str| run(&test, ledger, params![id, test.app.now().wall, test.app.now().world]).await;
    write("before").await;
    forward(&test, 60).await;
    test.advance(1_000);
    write("between").await;
    test.advance(1_000);
    forward(&test, 60).await;
    let left = async || {
        let mut tx = test.app.db.read().await.expect("read");
        let rows =
            tx.fetch_all("SELECT trace_id FROM ledger ORDER BY trace_id", params![]).await.expect("rows");
        rows.iter().map(|row| row.text("trace_id").expect("id")).collect::<Vec<_>>()
    };
    assert_eq!(left().await, ["between"]);
    test.advance(29 * DAY);
    test.run_jobs().await;
    assert_eq!(left().await, ["between"]);
    test.advance(2 * DAY);
    test.run_jobs().await;
    assert_eq!(left().await, [""; 0]);
}

#[tokio::test]
async fn a_closed_case_forgets_its_persons_after_two_years_and_a_living_one_does_not() {
    let test = TestApp::new().await;
    let closed = placed(&test, &draft(OrderKind::Direct)).await;
    reject(&test.app, &closed.case_number, "Dette er ikke nok, Ola Oppdiktet.").await.expect("rejected");
    let living = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    test.run_jobs().await;
    forward(&test, 729).await;
    assert_eq!(
        found(&test, &closed.case_number).await.customer.expect("a customer").contact.name,
        "Ola Oppdiktet"
    );
    forward(&test, 1).await;
    let after = found(&test, &closed.case_number).await;
    let customer = after.customer.expect("the organisation stays, by its number");
    assert_eq!((customer.number.to_string().as_str(), customer.name.as_str()), ("810844612", "810844612"));
    assert_eq!(after.state.key(), "rejected");
    for word in ["Ola Oppdiktet", "ola@kunde", "Per Oppdiktet", "per@kunde", "Lydig Laks"] {
        assert_eq!(where_is(&test, word).await, [""; 0], "{word}");
    }
    let of_case = |table: &str| {
        format!("SELECT count(*) AS n FROM {table} WHERE case_number = '{}'", closed.case_number)
    };
    for table in ["letters", "signed_links"] {
        assert_eq!(test.count(&of_case(table)).await, 0, "{table}");
    }
    assert!(test.count(&of_case("audit")).await > 0, "what was done stays, without persons");

    let living = found(&test, &living.case_number).await;
    assert_eq!(living.vendor.expect("a vendor").contact.email, MARI);
    assert!(!where_is(&test, "Mari Oppdiktet").await.is_empty());
    // The desk and the forgotten case's page can still be drawn.
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{}", closed.case_number)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Oppdiktet"));
}

/// A world in which Mari stands in a closed case, wrote a mail and left a draft.
async fn with_mari() -> TestApp {
    let test = TestApp::new().await;
    let mut order = draft(OrderKind::FictionalCustomer);
    order.fields.insert("vendor.contact.email".to_owned(), "Mari@Leverandor.example".to_owned());
    order.fields.insert("message".to_owned(), "Hilsen MARI OPPDIKTET, mari@leverandor.example".to_owned());
    let order = placed(&test, &order).await;
    reject(&test.app, &order.case_number, "Mari Oppdiktet må skrive mer.").await.expect("rejected");
    let other = placed(&test, &draft(OrderKind::Direct)).await;
    reject(&test.app, &other.case_number, "Nei.").await.expect("rejected");
    test.run_jobs().await;
    let sealed = test
        .app
        .keys
        .seal(&test.app.random, &fullmakt::orders::inbound::text_context("mail"), b"Hei fra Mari")
        .expect("sealed");
    let mail = "INSERT INTO inbound_mail (id, message_id, envelope_from, received_at, state, sender, subject, sealed_text)
                VALUES ('mail', 'mail@leverandor.example', 'mari@leverandor.example', $1, 'desk', 'Mari@leverandor.example', 'Fra Mari Oppdiktet', $2)";
    run(&test, mail, params![test.app.now().wall, sealed]).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let typed = Draft {
        fields: [("vendor.contact.email".to_owned(), MARI.to_owned())].into(),
        ..Draft::new(OrderKind::FictionalCustomer, Language::Nb)
    };
    drafts::save(&mut tx, &test.app, test.app.now(), &typed, &Origin::Form, "visitor")
        .await
        .expect("a draft");
    tx.commit().await.expect("commit");
    test
}

async fn held(app: &App, address: &str) -> Holdings {
    let mut tx = app.db.read().await.expect("read");
    contact::find(&mut tx, app, address).await.expect("found")
}

async fn erase_now(app: &App, address: &str, force: bool) -> Result<Erased, EraseError> {
    let mut tx = app.db.begin_write().await.expect("write");
    let erased = erase(&mut tx, app, app.now(), address, force).await?;
    tx.commit().await?;
    Ok(erased)
}

#[tokio::test]
async fn everything_that_is_held_about_a_contact_is_written_out_and_nothing_of_another() {
    let test = with_mari().await;
    let mut tx = test.app.db.read().await.expect("read");
    let found = contact::find(&mut tx, &test.app, MARI).await.expect("found");
    let document = export(&mut tx, &test.app, test.app.now(), MARI, &found).await.expect("written");
    drop(tx);
    assert_eq!(document["cases"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["cases"][0]["as"]["vendor_contact"]["vendor_contact_name"], "Mari Oppdiktet");
    assert!(document["cases"][0]["reason"].as_str().expect("a reason").contains("skrive mer"));
    assert_eq!(document["mails"][0]["text"], "Hei fra Mari");
    assert_eq!(document["drafts"][0]["fields"]["vendor.contact.email"], MARI);
    let letters = document["letters"].as_array().expect("letters");
    assert!(
        letters.len() >= 2
            && letters.iter().all(|letter| letter["text"].as_str().is_some_and(|text| !text.is_empty()))
    );
    assert_eq!(document["links"].as_array().map(Vec::len), Some(letters.len()));
    assert!(!document.to_string().contains("ola@kunde"), "nothing of another contact");
    assert!(held(&test.app, "nobody@leverandor.example").await.is_empty());
}

#[tokio::test]
async fn an_erased_contact_stands_nowhere_any_more_and_the_others_stand_as_before() {
    let test = with_mari().await;
    let before = held(&test.app, "ola@kunde.example").await;
    {
        // A rehearsal changes nothing.
        let mut tx = test.app.db.begin_write().await.expect("write");
        erase(&mut tx, &test.app, test.app.now(), MARI, false).await.expect("a rehearsal");
    }
    assert!(!held(&test.app, MARI).await.is_empty());
    let erased = erase_now(&test.app, MARI, false).await.expect("erased");
    assert_eq!((erased.cases.len(), erased.mails, erased.drafts), (1, 1, 1));
    assert!(erased.letters >= 2 && erased.links >= 2 && !erased.kept.is_empty());
    for word in ["Mari Oppdiktet", "mari@leverandor.example"] {
        assert_eq!(where_is(&test, word).await, [""; 0], "{word}");
    }
    assert!(held(&test.app, MARI).await.is_empty());
    assert_eq!(held(&test.app, "ola@kunde.example").await, before);
    let order = found(&test, &erased.cases[0]).await;
    assert_eq!(order.state.key(), "rejected", "the case stays");
    assert!(order.reason.expect("a reason").contains("må skrive mer"));
    assert!(matches!(erase_now(&test.app, MARI, false).await, Err(EraseError::NothingHeld)));
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'privacy.erased'").await, 1);
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{}", order.case_number)).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn a_contact_is_not_erased_from_a_case_under_way_unless_it_is_forced() {
    for kind in [OrderKind::Direct, OrderKind::FictionalCustomer] {
        let test = TestApp::new().await;
        let address = if kind == OrderKind::Direct { "ola@kunde.example" } else { MARI };
        let received = placed(&test, &draft(kind)).await;
        let Err(EraseError::UnderWay { cases }) = erase_now(&test.app, address, false).await else {
            panic!()
        };
        assert_eq!(cases.join(" "), received.case_number);
        crate::orders::approve(&test.app, &received.case_number, None).await.expect("approved");
        test.run_jobs().await;
        let refused = erase_now(&test.app, address, false).await.expect_err("the access is in use");
        assert!(refused.to_string().contains("--force"), "{refused}");
        erase_now(&test.app, address, true).await.expect("forced");
        assert_eq!(where_is(&test, address).await, [""; 0]);
        test.run_jobs().await;
        assert_eq!(found(&test, &received.case_number).await.state.key(), "done");
        assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE recipient LIKE 'slettet@%'").await, 0);
    }
}

#[tokio::test]
async fn of_two_that_erase_at_once_one_does_and_the_other_finds_nothing_more() {
    let test = with_mari().await;
    let node = on_node(&test, test.database.another_node().await);
    let (one, other) = tokio::join!(erase_now(&test.app, MARI, false), erase_now(&node, MARI, false));
    let erased = [&one, &other].into_iter().filter(|outcome| outcome.is_ok()).count();
    assert!(erased >= 1, "{one:?} {other:?}");
    for outcome in [&one, &other] {
        let fine = matches!(outcome, Ok(_) | Err(EraseError::NothingHeld | EraseError::Changed(_)));
        assert!(fine, "{outcome:?}");
    }
    assert_eq!(where_is(&test, MARI).await, [""; 0]);
    assert!(held(&test.app, MARI).await.is_empty());
}

#[tokio::test]
async fn two_nodes_that_end_at_once_forget_a_case_once() {
    let test = TestApp::new().await;
    let closed = placed(&test, &draft(OrderKind::Direct)).await;
    reject(&test.app, &closed.case_number, "Nei.").await.expect("rejected");
    test.run_jobs().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let offset = world::move_forward(&mut tx, &test.app, test.app.now(), 800 * DAY).await.expect("forward");
    tx.commit().await.expect("commit");
    test.clock.set_offset(offset);
    let node = on_node(&test, test.database.another_node().await);
    let now = test.app.now();
    let (one, other) = tokio::join!(
        fullmakt::privacy::ending::run(&test.app, now),
        fullmakt::privacy::ending::run(&node, now)
    );
    assert!(matches!(one, fullmakt::jobs::Outcome::Done), "{one:?}");
    assert!(matches!(other, fullmakt::jobs::Outcome::Done), "{other:?}");
    let noted = "SELECT count(*) AS n FROM audit WHERE action = 'privacy.ended' AND subject = 'orders'";
    assert_eq!(test.count(noted).await, 1);
    assert_eq!(where_is(&test, "ola@kunde").await, [""; 0]);
}

#[tokio::test]
async fn an_erasure_that_is_killed_has_erased_nothing_and_the_next_one_all() {
    let world = World::new().await;
    let order = ["order", "login-link"];
    assert!(world.run(&order, None, None).0, "the world is made");
    let app = world.open().await;
    let mut tx = app.db.begin_write().await.expect("write");
    let typed = Draft {
        fields: [("vendor.contact.email".to_owned(), MARI.to_owned())].into(),
        ..Draft::new(OrderKind::FictionalCustomer, Language::Nb)
    };
    drafts::save(&mut tx, &app, app.now(), &typed, &Origin::Form, "visitor").await.expect("a draft");
    tx.commit().await.expect("commit");
    let erase = ["privacy", "erase", "--email", MARI, "--json"];
    let erase_yes = ["privacy", "erase", "--email", MARI, "--json", "--yes"];
    let (ended, printed, told) = world.run(&erase, None, None);
    assert!(ended && printed.contains("\"applied\":false"), "{printed} {told}");
    assert!(!world.run(&erase_yes, None, Some("privacy:erased-before-commit")).0);
    assert_eq!(held(&app, MARI).await.drafts.len(), 1);
    let (ended, printed, _) = world.run(&erase_yes, None, None);
    assert!(ended && printed.contains("\"drafts\":1"), "{printed}");
    let (ended, printed, _) = world.run(&["privacy", "export", "--email", MARI, "--json"], None, None);
    assert!(ended && printed.contains("\"drafts\": []"), "{printed}");
    let (ended, _, told) = world.run(&erase_yes, None, None);
    assert!(!ended && told.contains("nothing is held"), "{told}");
    assert!(!world.run(&["privacy", "erase", "--email", "not an address"], None, None).0);
}

#[tokio::test]
async fn the_privacy_page_tells_the_lifetimes_that_the_job_ends_by_in_three_languages() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_KEEP_RAW_MAIL_DAYS", "17"),
        ("FULLMAKT_MAIL_ADDRESS", "post@miljo.example"),
    ])
    .await;
    for (language, raw, closed) in
        [("nb", "17 dager", "24 måneder"), ("nn", "17 dagar", "24 månader"), ("en", "17 days", "24 months")]
    {
        let mut browser = test.browser();
        browser.language = language;
        let page = browser.get("/personvern").await;
        assert_eq!(page.status, StatusCode::OK);
        for expected in [raw, closed, "post@miljo.example"] {
            assert!(page.text().contains(expected), "{language}: {expected}");
        }
        for kind in KINDS {
            assert!(page.body.contains(&format!("<tr id=\"{}\">", kind.key)), "{language}: {}", kind.key);
        }
        assert!(!page.text().contains("privacy-"), "a text is missing: {}", page.text());
        let page = browser.get("/tilgjengelighet").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("WCAG 2.1") && page.text().contains("post@miljo.example"), "{language}");
        let front = browser.get("/").await;
        for link in ["/personvern", "/tilgjengelighet"] {
            assert!(
                front.body.contains(&format!("href=\"{link}\"")),
                "{language}: the footer leads to {link}"
            );
        }
    }
}

/// What the program logs, kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_holds_a_query_string_even_when_a_page_fails() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let test = TestApp::new().await;
    let paths = [
        "/", "/personvern", "/saksbord", "/forklar", "/finnes/ikke", "/logg-inn", "/bestill/navn/910049356",
        "/token",
    ];
    for path in paths {
        for method in [Method::GET, Method::POST] {
            test.call(method, &format!("{path}?sok=hemmelig-i-adressen"), &[], String::new()).await;
        }
    }
    let mut browser = test.browser();
    run(&test, "ALTER TABLE ledger RENAME TO ledger_gone", params![]).await;
    let failed = browser.get("/forklar/0123456789abcdef0123456789abcdef?sok=hemmelig-i-adressen").await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    let logged = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(
        logged.contains("a page failed") && logged.contains("/forklar/"),
        "the fault is logged: {logged}"
    );
    assert!(!logged.contains("hemmelig-i-adressen"), "{logged}");
}
