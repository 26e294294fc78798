//! Enhetsregisteret over HTTP: answers are kept for a while, and one that fails is left alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use fullmakt::clock::{HOUR, MINUTE, SECOND};
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::OrderKind;
use fullmakt::parties;
use fullmakt::parties::registry::{AT_ONCE, Lookup, RegistryEntity, look_up};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::orders::{approve, carried_out, draft, on_node, placed};
use crate::support::TestApp;

const KNOWN: &str = "910049356";
const OTHER: &str = "810414782";

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

/// What the stub answers next; when nothing is left it says that it knows the organisation that is asked for.
#[derive(Clone)]
enum Next {
    Status(u16),
    /// A status with Retry-After.
    Later(u16, String),
    Body(u16, String),
    /// Nothing, ever.
    Silence,
}

#[derive(Default)]
struct Told {
    script: VecDeque<Next>,
    asked: Vec<String>,
    now_asking: usize,
    most_at_once: usize,
}

/// A register of the test's own, which counts what it is asked.
#[derive(Clone)]
struct Stub {
    base: String,
    state: Arc<Mutex<Told>>,
    /// Requests wait for a place here, so that a test decides when they are answered.
    gate: Arc<Semaphore>,
}

impl Stub {
    async fn start(script: impl IntoIterator<Item = Next>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let stub = Self {
            base: format!("http://{}", listener.local_addr().expect("an address")),
            state: Arc::new(Mutex::new(Told { script: script.into_iter().collect(), ..Told::default() })),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        };
        let router = axum::Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    fn asked(&self) -> usize {
        self.state.lock().expect("the stub").asked.len()
    }

    fn will(&self, next: Next) {
        self.state.lock().expect("the stub").script.push_back(next);
    }

    async fn app(&self) -> TestApp {
        TestApp::with_env(&[
            ("FULLMAKT_ENHETSREGISTERET", &self.base),
            ("FULLMAKT_ENHETSREGISTERET_PATIENCE_SECONDS", "1"),
        ])
        .await
    }
}

async fn answer(State(stub): State<Stub>, uri: Uri) -> Response {
    let next = {
        let mut state = stub.state.lock().expect("the stub");
        state.asked.push(uri.path().to_owned());
        state.now_asking += 1;
        state.most_at_once = state.most_at_once.max(state.now_asking);
        state.script.pop_front()
    };
    let _ = stub.gate.acquire().await.map(tokio::sync::SemaphorePermit::forget);
    stub.state.lock().expect("the stub").now_asking -= 1;
    let status = |code: u16| StatusCode::from_u16(code).expect("a status");
    match next {
        None => {
            let asked = uri.path().rsplit('/').next().unwrap_or_default();
            live(asked).into_response()
        }
        Some(Next::Status(code)) => status(code).into_response(),
        Some(Next::Later(code, when)) => (status(code), [("retry-after", when)]).into_response(),
        Some(Next::Body(code, body)) => (status(code), body).into_response(),
        Some(Next::Silence) => std::future::pending().await,
    }
}

fn live(number: &str) -> String {
    json!({ "organisasjonsnummer": number, "navn": "SPREK MAUR AS", "organisasjonsform": { "kode": "AS" } })
        .to_string()
}

fn word(lookup: &Lookup) -> &'static str {
    match lookup {
        Lookup::Found(_) => "found",
        Lookup::Deleted => "deleted",
        Lookup::Removed => "removed",
        Lookup::Unknown => "unknown",
        Lookup::Unreachable(_) => "unreachable",
    }
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day_and_that_a_number_is_unknown_for_ten_minutes() {
    let unknown = [Next::Status(404), Next::Status(404)];
    let deleted = Next::Body(
        200,
        json!({ "organisasjonsnummer": KNOWN, "navn": "X", "slettedato": "2024-02-01" }).to_string(),
    );
    let removed = Next::Body(410, json!({ "organisasjonsnummer": KNOWN }).to_string());
    for (script, expected, requests, kept_for) in [
        (vec![], "found", 1, 24 * HOUR),
        (vec![deleted], "deleted", 1, 24 * HOUR),
        (vec![removed], "removed", 1, 24 * HOUR),
        (unknown.to_vec(), "unknown", 2, 10 * MINUTE),
    ] {
        let stub = Stub::start(script).await;
        let test = stub.app().await;
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), expected);
        assert_eq!(stub.asked(), requests, "{expected}");
        test.advance(kept_for - SECOND);
        // Another node gives the same answer: it is kept in the database.
        let node = on_node(&test, test.database.another_node().await);
        assert_eq!(word(&look_up(&node, number(KNOWN)).await), expected);
        assert_eq!(stub.asked(), requests, "{expected} was kept");
        test.advance(SECOND);
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "found", "asked anew after its time");
        assert_eq!(stub.asked(), requests + 1, "{expected}");
    }
}

#[tokio::test]
async fn a_kept_answer_says_what_the_first_one_said() {
    let stub = Stub::start([]).await;
    let test = stub.app().await;
    let first = look_up(&test.app, number(KNOWN)).await;
    assert_eq!(look_up(&test.app, number(KNOWN)).await, first);
    assert!(matches!(first, Lookup::Found(RegistryEntity { name, .. }) if name == "SPREK MAUR AS"));
}

#[tokio::test]
async fn after_three_failures_it_is_left_alone_for_growing_pauses() {
    let stub =
        Stub::start([Next::Status(500), Next::Status(502), Next::Body(200, "<html>".to_owned())]).await;
    let test = stub.app().await;
    let ask = async || word(&look_up(&test.app, number(KNOWN)).await);
    for failures in 1..=3 {
        assert_eq!(ask().await, "unreachable");
        assert_eq!(stub.asked(), failures, "the first three are asked at once");
    }
    let mut asked = 3;
    for pause in [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 30 * MINUTE] {
        assert_eq!(ask().await, "unreachable");
        test.advance(pause - 1);
        assert_eq!(ask().await, "unreachable");
        assert_eq!(stub.asked(), asked, "it rests for {pause} ms");
        test.advance(1);
        stub.will(Next::Status(503));
        assert_eq!(ask().await, "unreachable");
        asked += 1;
        assert_eq!(stub.asked(), asked, "and is tried once");
    }
    test.advance(30 * MINUTE);
    assert_eq!(ask().await, "found");
    // All is forgiven: the next failure is the first of its row.
    stub.will(Next::Status(500));
    assert_eq!(word(&look_up(&test.app, number(OTHER)).await), "unreachable");
    assert_eq!(word(&look_up(&test.app, number(OTHER)).await), "found");
}

#[tokio::test]
async fn a_refused_question_is_no_failure_of_the_register() {
    let stub = Stub::start(vec![Next::Body(400, "{}".to_owned()); 5]).await;
    let test = stub.app().await;
    for _ in 0..5 {
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "unreachable");
    }
    assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "found");
}

#[tokio::test]
async fn it_is_left_alone_for_as_long_as_it_asks_and_no_longer_than_a_day() {
    // The frozen clock stands at 2026-01-15T09:00:00Z.
    for (retry_after, rest) in [
        ("120".to_owned(), 120 * SECOND),
        ("Thu, 15 Jan 2026 09:05:00 GMT".to_owned(), 5 * MINUTE),
        ("99999999".to_owned(), 24 * HOUR),
    ] {
        let stub = Stub::start([Next::Later(429, retry_after.clone())]).await;
        let test = stub.app().await;
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "unreachable");
        test.advance(rest - 1);
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "unreachable");
        assert_eq!(stub.asked(), 1, "{retry_after}");
        test.advance(1);
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "found", "{retry_after}");
    }
    for nonsense in ["soon", "-5", "0", "Thu, 15 Jan 1970 09:05:00 GMT"] {
        let stub = Stub::start([Next::Later(503, nonsense.to_owned())]).await;
        let test = stub.app().await;
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "unreachable");
        assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "found", "{nonsense}");
    }
}

#[tokio::test]
async fn a_register_that_stays_silent_is_unreachable() {
    let stub = Stub::start([Next::Silence]).await;
    let test = stub.app().await;
    let Lookup::Unreachable(reason) = look_up(&test.app, number(KNOWN)).await else { panic!() };
    assert!(!reason.contains(KNOWN) && !reason.contains("http"), "addresses are not told: {reason}");
    assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "found");
}

#[tokio::test]
async fn after_a_rest_one_look_up_tries_and_the_others_wait_for_it() {
    let stub = Stub::start(vec![Next::Status(500); 3]).await;
    let test = stub.app().await;
    for _ in 0..3 {
        look_up(&test.app, number(KNOWN)).await;
    }
    test.advance(10 * SECOND);
    let node = on_node(&test, test.database.another_node().await);
    stub.will(Next::Status(500));
    let (one, other) = tokio::join!(look_up(&test.app, number(KNOWN)), look_up(&node, number(OTHER)));
    assert_eq!((word(&one), word(&other)), ("unreachable", "unreachable"));
    assert_eq!(stub.asked(), 4, "one of the two tried");
}

#[tokio::test]
async fn only_a_few_requests_are_made_at_once() {
    let stub = Stub::start([]).await;
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &stub.base)]).await;
    stub.gate.forget_permits(Semaphore::MAX_PERMITS);
    let random = fullmakt::ids::Random::seeded(3);
    let mut look_ups = tokio::task::JoinSet::new();
    for _ in 0..3 * AT_ONCE {
        let wanted = OrgNumber::make(9, &mut |bound| random.below(bound));
        let app = Arc::clone(&test.app);
        look_ups.spawn(async move { look_up(&app, wanted).await });
    }
    // Each answer that is let through makes room for one more request.
    let mut found = 0;
    while found < 3 * AT_ONCE {
        stub.gate.add_permits(1);
        let answer = look_ups.join_next().await.expect("a look-up").expect("it ends");
        assert_eq!(word(&answer), "found");
        found += 1;
    }
    let state = stub.state.lock().expect("the stub");
    assert!(state.most_at_once <= AT_ONCE, "{} at once", state.most_at_once);
    assert_eq!(state.asked.len(), 3 * AT_ONCE);
}

/// What the stub says of an organisation with a member more.
fn with(number: &str, member: &str, value: &serde_json::Value) -> Next {
    let mut body: serde_json::Value = serde_json::from_str(&live(number)).expect("JSON");
    body[member] = value.clone();
    Next::Body(200, body.to_string())
}

#[tokio::test]
async fn an_organisation_that_was_read_in_is_asked_about_again_when_its_answer_is_old() {
    let stub = Stub::start([]).await;
    let test = stub.app().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    test.run_jobs().await;
    let (done, open) = ("/saksbord/2026-00001", "/saksbord/2026-00002");
    let asked = stub.asked();
    test.advance(24 * HOUR - MINUTE);
    let mut handler = test.handler().await;
    assert!(handler.get(open).await.text().contains("Virksomheten er ikke slettet."));
    assert_eq!(stub.asked(), asked, "an answer of today is not asked for again");

    // By the world's clock it is a day old now.
    test.clock.set_offset(2 * HOUR);
    test.run_jobs().await;
    stub.will(with(KNOWN, "konkurs", &json!(true)));
    let page = handler.get(open).await.text();
    assert!(page.contains("Virksomheten er konkurs."), "{page}");
    assert_eq!(stub.asked(), asked + 1);
    let page = handler.get(done).await.text();
    assert!(page.contains("Virksomheten er konkurs."), "a case that is carried out tells it too: {page}");
    assert!(page.contains("Enhetsregisteret sier noe nytt om en virksomhet"), "and its history: {page}");
    handler.get(open).await;
    assert_eq!(stub.asked(), asked + 1, "what is new is not asked for again");
    let mut tx = test.app.db.read().await.expect("read");
    let party = parties::find_organisation(&mut tx, number(KNOWN)).await.expect("query").expect("the party");
    drop(tx);
    assert_eq!(party.entity["konkurs"], true, "and the world's own answers tell it");

    // It is down: what was known stays, and the check says from when it is.
    test.advance(25 * HOUR);
    let mut handler = test.handler().await;
    for _ in 0..3 {
        stub.will(Next::Status(500));
        let page = handler.get(open).await.text();
        assert!(page.contains("Virksomheten er konkurs."), "{page}");
        assert!(page.contains("Enhetsregisteret svarer ikke. Det vi vet, er fra 16.01.2026."), "{page}");
    }
    handler.get(open).await;
    assert_eq!(stub.asked(), asked + 4, "after three failures it is left alone");

    // It is back: the organisation lives, and then it is deleted.
    test.advance(MINUTE);
    let page = handler.get(open).await.text();
    assert!(page.contains("Virksomheten er ikke slettet.") && !page.contains("konkurs."), "{page}");
    assert!(!page.contains("svarer ikke"), "{page}");
    test.advance(25 * HOUR);
    stub.will(with(KNOWN, "slettedato", &json!("2026-01-17")));
    approve(&test.app, "2026-00002", None).await.expect("approved");
    test.run_jobs().await;
    let mut handler = test.handler().await;
    let page = handler.get(open).await.text();
    assert!(page.contains("Virksomheten er slettet i Enhetsregisteret."), "{page}");
    let steps = test.count("SELECT count(*) AS n FROM order_steps WHERE state = 'failed'").await;
    assert_eq!(steps, 1, "nothing is carried out for an organisation that is deleted");
}

#[tokio::test]
async fn what_this_world_made_itself_is_not_asked_about() {
    let stub = Stub::start([]).await;
    let test = stub.app().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let customer = order.customer_number().expect("a customer");
    test.advance(48 * HOUR);
    let asked = stub.asked();
    let known = parties::registry::known(&test.app, customer).await.expect("asked").expect("known");
    assert!(!known.is_deleted && !known.is_old);
    assert_eq!(stub.asked(), asked);
    // What an operator let become of one that was read in is this world's word.
    let mut tx = test.app.db.begin_write().await.expect("write");
    parties::end_organisation(
        &mut tx,
        &test.app,
        test.app.now(),
        number(KNOWN),
        parties::End::Bankrupt,
        "operator",
    )
    .await
    .expect("bankrupt");
    tx.commit().await.expect("commit");
    let known = parties::registry::known(&test.app, number(KNOWN)).await.expect("asked").expect("known");
    assert!(known.organisation.bankrupt_at.is_some());
    assert_eq!(stub.asked(), asked);
}

#[tokio::test]
async fn what_was_removed_on_legal_grounds_is_purged_everywhere_but_not_on_the_word_of_another() {
    let stub = Stub::start([]).await;
    let test = stub.app().await;
    let Lookup::Found(entity) = look_up(&test.app, number(KNOWN)).await else { panic!() };
    let mut tx = test.app.db.begin_write().await.expect("write");
    parties::import_organisation(&mut tx, &test.app, test.app.now(), &entity, "2026-00001")
        .await
        .expect("a party");
    tx.commit().await.expect("commit");
    let path = format!("/enhetsregisteret/api/enheter/{KNOWN}");
    assert_eq!(test.call(Method::GET, &path, &[], String::new()).await.status, StatusCode::OK);

    test.advance(24 * HOUR);
    stub.will(Next::Body(410, json!({ "organisasjonsnummer": OTHER }).to_string()));
    assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "unreachable");
    assert_eq!(test.call(Method::GET, &path, &[], String::new()).await.status, StatusCode::OK);

    stub.will(Next::Body(
        410,
        json!({ "organisasjonsnummer": KNOWN, "slettedato": "2026-01-01" }).to_string(),
    ));
    assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "removed");
    let gone = test.call(Method::GET, &path, &[], String::new()).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(!gone.body.contains("MAUR"), "{}", gone.body);
    for table in ["organisations", "entity_answers"] {
        let column =
            if table == "organisations" { "entity || name || name_key" } else { "COALESCE(entity, '')" };
        let left = format!(
            "SELECT count(*) AS n FROM {table} WHERE {column} LIKE '%MAUR%' OR {column} LIKE '%maur%'"
        );
        assert_eq!(test.count(&left).await, 0, "{table}");
    }
    let purged = "SELECT count(*) AS n FROM audit WHERE action = 'organisation.purged'";
    assert_eq!(test.count(purged).await, 1);
    assert_eq!(word(&look_up(&test.app, number(KNOWN)).await), "removed", "that it is removed is remembered");
}
