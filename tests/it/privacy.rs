//! What is known about persons: how long it is kept, how it is told, and how it is forgotten.

mod erasing;
mod schema;

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use fullmakt::clock::DAY;
use fullmakt::db::{Value, params};
use fullmakt::orders::OrderKind;
use fullmakt::orders::drafts::{self, Origin};
use fullmakt::privacy::{Ends, KINDS};
use fullmakt::world;

use crate::orders::{carried_out, draft, found, on_node, placed, reject};
use crate::support::TestApp;

pub(crate) use self::schema::where_is;

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
        (730, "mail that waits at the desk", "inbound_mail WHERE state = 'desk'"),
        (1095, "audit", "audit WHERE id = 'a'"),
    ];
    cases.sort_by_key(|(days, _, _)| *days);
    let mut today = 0;
    for life in [30, 90, 730, 1095] {
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
        "letters WHERE state = 'waiting'",
        "api_keys WHERE revoked_at IS NULL",
    ] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {left}")).await, 1, "{left}");
    }
}

/// Of what has ended by now, the audit tells.
async fn each_is_noted(test: &TestApp) {
    let by_itself = ["sessions", "answers", "look-ups", "waiting-mail", "audit"];
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
    let counted = "INSERT INTO answers_a_day (recipient, day, answered) VALUES ('x@y.example', $1, 1)";
    run(&test, counted, params![at.div_euclid(DAY)]).await;
    let all = "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM answers_a_day) + (SELECT count(*) FROM one_time_links) AS n";
    forward(&test, 400).await;
    assert_eq!(test.count(all).await, 3, "a jump of the calendar ends no session");
    test.advance(DAY);
    forward(&test, 1).await;
    assert_eq!(test.count(all).await, 0);
}

#[tokio::test]
async fn an_answer_of_enhetsregisteret_ends_by_the_calendar() {
    let test = TestApp::new().await;
    let now = test.app.now().world;
    let kept =
        "INSERT INTO entity_answers (number, answer, asked_at, keep_until) VALUES ($1, 'unknown', $2, $3)";
    run(&test, kept, params!["910049356", now, now + DAY]).await;
    run(&test, kept, params!["810414782", now, now + 9 * DAY]).await;
    forward(&test, 2).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM entity_answers").await, 1);
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
    let terms = "SELECT count(*) AS n FROM order_terms WHERE term LIKE 'lyd%'";
    assert!(test.count(terms).await > 0, "it is found by a name");
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
    assert_eq!(test.count(terms).await, 0, "it is found by a name no more");
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
            assert!(
                page.body.contains(&format!("<tr role=\"row\" id=\"{}\">", kind.key)),
                "{language}: {}",
                kind.key
            );
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
