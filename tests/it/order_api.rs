//! The order API by its front door: the document's examples against real answers, every refusal with its status, and what
//! an organisation sees of its orders.

mod told;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use fullmakt::access::api_keys;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::questions;
use serde_json::{Value, json};

use crate::orders::{CUSTOMER, HANDLER, VENDOR, approve};
use crate::support::TestApp;
use crate::support::app::Answer;

const ORDERS: &str = "/api/fullmakt/v1/orders";
const CHECKS: &str = "/api/fullmakt/v1/order-checks";
const COUNT: &str = "SELECT count(*) AS n FROM orders";

pub(crate) async fn key_of(test: &TestApp, organisation: &str) -> String {
    let organisation = OrgNumber::parse(organisation).expect("a number");
    let mut tx = test.app.db.begin_write().await.expect("write");
    let made = api_keys::create(&mut tx, &test.app, test.app.now(), organisation, "test", "operator").await;
    tx.commit().await.expect("commit");
    made.expect("a key").1
}

async fn document(test: &TestApp) -> Value {
    test.call(Method::GET, "/api/fullmakt/v1/openapi.json", &[], "").await.json()
}

/// The examples below `place`, by name.
fn examples(document: &Value, place: &str) -> Vec<(String, Value)> {
    let examples = document.pointer(&format!("{place}/examples")).and_then(Value::as_object);
    let examples = examples.unwrap_or_else(|| panic!("{place} has no examples"));
    examples.iter().map(|(name, example)| (name.clone(), example["value"].clone())).collect()
}

fn orders_of(document: &Value) -> Vec<(String, Value)> {
    let place = "/paths/~1api~1fullmakt~1v1~1orders/post/requestBody/content/application~1json";
    examples(document, place)
}

fn key_of_kind(kind: &str) -> &'static str {
    if kind == "direct" { CUSTOMER } else { VENDOR }
}

fn members(value: &Value) -> BTreeSet<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

#[tokio::test]
async fn every_request_and_every_answer_of_the_document_has_an_example() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let mut answers = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let here = format!("/paths/{}/{method}", path.replace('/', "~1"));
            assert_eq!(operation["tags"], json!(["orders"]), "{here}");
            if operation.get("requestBody").is_some() {
                let place = format!("{here}/requestBody/content/application~1json");
                let wanted = if path.contains("{case_number}") { 1 } else { 3 };
                assert_eq!(examples(&document, &place).len(), wanted, "{here}: one of each kind");
            }
            for (status, answer) in operation["responses"].as_object().expect("responses") {
                let kind =
                    if status.starts_with('2') { "application/json" } else { "application/problem+json" };
                assert_eq!(members(&answer["content"]), BTreeSet::from([kind.to_owned()]), "{here} {status}");
                let place = format!("{here}/responses/{status}/content/{}", kind.replace('/', "~1"));
                for (name, value) in examples(&document, &place) {
                    answers += 1;
                    if kind == "application/problem+json" {
                        assert_eq!(value["status"].to_string(), *status, "{here} {name}");
                    }
                }
            }
        }
    }
    assert!(answers > 20, "{answers}");
}

#[tokio::test]
async fn the_orders_of_the_document_are_taken_as_they_stand_and_answered_in_its_shapes() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let shape = |path: &str, method: &str, status: &str| {
        let place = format!(
            "/paths/{}/{method}/responses/{status}/content/application~1json",
            path.replace('/', "~1")
        );
        examples(&document, &place).remove(0).1
    };
    for (at, (name, order)) in orders_of(&document).into_iter().enumerate() {
        let key = key_of(&test, key_of_kind(&name)).await;
        let checked = test.json(Method::POST, CHECKS, Some(&key), &order).await;
        assert_eq!(checked.status, StatusCode::OK, "{name}: {}", checked.body);
        assert_eq!(members(&checked.json()), members(&shape(CHECKS, "post", "200")));
        assert_eq!(test.count(COUNT).await, i64::try_from(at).expect("few"), "a check stores nothing");

        let placed = test.json(Method::POST, ORDERS, Some(&key), &order).await;
        assert_eq!(placed.status, StatusCode::CREATED, "{name}: {}", placed.body);
        assert_eq!(members(&placed.json()), members(&shape(ORDERS, "post", "201")));
        let location = placed.header("location").expect("a location").to_owned();
        assert_eq!(
            location,
            format!("{ORDERS}/{}", placed.json()["case_number"].as_str().expect("a number"))
        );

        let shown = test.json(Method::GET, &location, Some(&key), &Value::Null).await.json();
        let example = shape("/api/fullmakt/v1/orders/{case_number}", "get", "200");
        assert_eq!(members(&shown), members(&example));
        for member in
            ["kind", "language", "vendor", "customer", "production_contact", "legal_basis", "message"]
        {
            assert_eq!(shown[member], order.get(member).cloned().unwrap_or(Value::Null), "{name}: {member}");
        }
        approve(&test.app, shown["case_number"].as_str().expect("a number"), None).await.expect("approved");
        test.run_jobs().await;
        let done = test.json(Method::GET, &location, Some(&key), &Value::Null).await.json();
        if name == "fictional_customer" {
            assert_eq!(done["state"], "done");
            assert_eq!(members(&done["result"]), members(&example["result"]));
            assert_eq!(members(&done["steps"][0]), members(&example["steps"][0]));
        }
    }
    // The vendor of an existing customer learns neither scope nor person: its customer tells it.
    let vendors = key_of(&test, VENDOR).await;
    let customers = key_of(&test, CUSTOMER).await;
    let path = format!("{ORDERS}/2026-00002");
    let of_vendor = test.json(Method::GET, &path, Some(&vendors), &Value::Null).await.json();
    let of_customer = test.json(Method::GET, &path, Some(&customers), &Value::Null).await.json();
    assert_eq!((&of_vendor["state"], &of_customer["state"]), (&json!("done"), &json!("done")));
    assert_eq!(of_vendor["result"]["person_number"], Value::Null);
    assert!(of_customer["result"]["person_number"].is_string() || of_customer["result"]["scope"].is_string());
}

#[tokio::test]
async fn an_organisation_lists_its_own_orders_page_by_page() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let (vendors, customers) = (key_of(&test, VENDOR).await, key_of(&test, CUSTOMER).await);
    for (name, mut order) in orders_of(&document) {
        for number in 0..3 {
            order["message"] = json!(format!("Bestilling {number}"));
            let key = if name == "direct" { &customers } else { &vendors };
            assert_eq!(test.json(Method::POST, ORDERS, Some(key), &order).await.status, StatusCode::CREATED);
        }
    }
    // Vendor: three fictional, three existing; customer: three existing, three direct.
    for (key, kinds) in [
        (&vendors, ["existing_customer", "fictional_customer"]),
        (&customers, ["direct", "existing_customer"]),
    ] {
        let (mut seen, mut before) = (Vec::new(), String::new());
        for _ in 0..10 {
            let list = test
                .json(Method::GET, &format!("{ORDERS}?limit=2{before}"), Some(key), &Value::Null)
                .await
                .json();
            seen.extend(list["orders"].as_array().expect("orders").clone());
            match list["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
        let numbers: Vec<&str> = seen.iter().filter_map(|order| order["case_number"].as_str()).collect();
        let distinct: BTreeSet<&str> = numbers.iter().copied().collect();
        assert_eq!((numbers.len(), distinct.len()), (6, 6), "{numbers:?}");
        assert!(seen.iter().all(|order| kinds.iter().any(|kind| order["kind"] == *kind)), "{seen:?}");
    }
    let problem = async |query: &str| {
        test.json(Method::GET, &format!("{ORDERS}?{query}"), Some(&vendors), &Value::Null).await.status
    };
    for query in ["limit=0", "limit=101", "limit=x", "before=x", "before=%00", "limit="] {
        assert_eq!(problem(query).await, StatusCode::BAD_REQUEST, "{query}");
    }
    // Somebody else's case number is as unknown as one that nobody has.
    for case in ["2026-00007", "2026-09999"] {
        assert_eq!(problem(&format!("before={case}")).await, StatusCode::NOT_FOUND, "{case}");
    }
}

/// What a refusal must be, whatever it is about.
fn is_problem(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    let problem = answer.json();
    assert_eq!(problem["status"], status.as_u16(), "{what}");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{what}: {problem}");
}

#[tokio::test]
async fn every_refusal_has_its_status_and_its_problem_document() {
    let test = TestApp::new().await;
    let order = orders_of(&document(&test).await).remove(0).1.to_string();
    let vendors = format!("Bearer {}", key_of(&test, VENDOR).await);
    let customers = format!("Bearer {}", key_of(&test, CUSTOMER).await);
    let large = format!("{{\"message\":\"{}\"}}", "a".repeat(70_000));
    let json = ("content-type", "application/json");
    let long = "k".repeat(256);
    for (path, headers, body, status) in [
        (ORDERS, vec![json], "{", StatusCode::BAD_REQUEST),
        (ORDERS, vec![json], "", StatusCode::BAD_REQUEST),
        (ORDERS, vec![json], "[1]", StatusCode::BAD_REQUEST),
        (ORDERS, vec![json], "{\"kind\":\"direct\"}}", StatusCode::BAD_REQUEST),
        (ORDERS, vec![], order.as_str(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (ORDERS, vec![("content-type", "text/json")], order.as_str(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (ORDERS, vec![json], large.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (ORDERS, vec![json], "{}", StatusCode::UNPROCESSABLE_ENTITY),
        (ORDERS, vec![json, ("idempotency-key", "")], order.as_str(), StatusCode::BAD_REQUEST),
        (ORDERS, vec![json, ("idempotency-key", &long)], order.as_str(), StatusCode::BAD_REQUEST),
        (ORDERS, vec![json, ("authorization", "Bearer fmk_wrong")], order.as_str(), StatusCode::UNAUTHORIZED),
        (ORDERS, vec![json, ("authorization", "Basic abc")], order.as_str(), StatusCode::UNAUTHORIZED),
        (ORDERS, vec![json, ("authorization", &customers)], order.as_str(), StatusCode::FORBIDDEN),
        (CHECKS, vec![json], order.as_str(), StatusCode::UNAUTHORIZED),
        (CHECKS, vec![json, ("authorization", &customers)], order.as_str(), StatusCode::FORBIDDEN),
        (CHECKS, vec![json, ("authorization", &vendors)], "{", StatusCode::BAD_REQUEST),
        (
            CHECKS,
            vec![("authorization", vendors.as_str())],
            order.as_str(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (CHECKS, vec![json, ("authorization", &vendors)], large.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (CHECKS, vec![json, ("authorization", &vendors)], "{}", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = test.call(Method::POST, path, &headers, body.to_owned()).await;
        let what = format!("{path} {headers:?} {}", body.chars().take(40).collect::<String>());
        is_problem(&answer, status, &what);
        if status == StatusCode::UNAUTHORIZED {
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{what}");
        }
    }
    for (path, status) in [
        (format!("{ORDERS}/2026-99999"), StatusCode::NOT_FOUND),
        (format!("{ORDERS}/noe"), StatusCode::NOT_FOUND),
        (format!("{ORDERS}/%00"), StatusCode::NOT_FOUND),
        (format!("{ORDERS}/%FF"), StatusCode::NOT_FOUND),
    ] {
        let answer = test.call(Method::GET, &path, &[("authorization", &vendors)], "").await;
        is_problem(&answer, status, &path);
    }
    for path in [ORDERS.to_owned(), format!("{ORDERS}/2026-00001")] {
        is_problem(&test.call(Method::GET, &path, &[], "").await, StatusCode::UNAUTHORIZED, &path);
    }
    for (method, path, allow) in [
        (Method::DELETE, ORDERS, "POST"),
        (Method::PUT, "/api/fullmakt/v1/orders/2026-00001", "GET"),
        (Method::GET, CHECKS, "POST"),
    ] {
        let answer = test.call(method, path, &[], "").await;
        is_problem(&answer, StatusCode::METHOD_NOT_ALLOWED, path);
        assert!(answer.header("allow").is_some_and(|methods| methods.contains(allow)), "{path}");
    }
    assert_eq!(test.count(COUNT).await, 0);
}

#[tokio::test]
async fn a_member_of_a_wrong_type_or_name_is_named_by_its_path() {
    let test = TestApp::new().await;
    for (order, member, value, field, detail) in [
        (0, "/vendor", json!(7), "vendor", "An object"),
        (0, "/vendor/number", json!(910_049_356), "vendor.number", "wrong type"),
        (0, "/vendor/contact/email", json!([]), "vendor.contact.email", "wrong type"),
        (0, "/notice", json!("ja"), "notice", "true or false"),
        (0, "/wants_fictional_customer", json!(1), "wants_fictional_customer", "true or false"),
        (0, "/language", json!("de"), "language", "nb, nn or en"),
        (0, "/surprise", json!(null), "surprise", "does not belong"),
        (0, "/customer", json!({}), "customer", "does not belong"),
        (0, "/vendor.name", json!("Sprek Maur"), "vendor.name", "does not belong"),
        (0, "/vendor/contact.name", json!("Kari"), "vendor.contact.name", "does not belong"),
        (1, "/legal_basis", json!("media"), "legal_basis", "does not belong"),
        (1, "/customer/number", json!("910049356"), "customer.number", "the same organisation"),
        (2, "/legal_basis", json!("magic"), "legal_basis", "not in the list"),
        (2, "/customer/contact/phone", json!("ring"), "customer.contact.phone", "telephone number"),
        (2, "/message", json!("a\u{0}b"), "message", "characters"),
    ] {
        let mut body = orders_of(&document(&test).await).remove(order).1;
        let (above, name) = member.rsplit_once('/').expect("a path");
        body.pointer_mut(above)
            .and_then(Value::as_object_mut)
            .expect("an object")
            .insert(name.to_owned(), value);
        let answer = test.json(Method::POST, ORDERS, None, &body).await;
        is_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, member);
        let errors = answer.json()["errors"].clone();
        assert_eq!(errors.as_array().map(Vec::len), Some(1), "{member}: {errors}");
        assert_eq!(errors[0]["field"], field, "{member}");
        let said = errors[0]["detail"].as_str().unwrap_or_default();
        assert!(said.contains(detail), "{member}: {said}");
    }
    assert_eq!(test.count(COUNT).await, 0);
}

#[tokio::test]
async fn who_ordered_answers_a_question_once_and_takes_its_order_back() {
    let test = TestApp::new().await;
    let orders = orders_of(&document(&test).await);
    let (vendors, customers) = (key_of(&test, VENDOR).await, key_of(&test, CUSTOMER).await);
    assert_eq!(
        test.json(Method::POST, ORDERS, Some(&vendors), &orders[1].1).await.status,
        StatusCode::CREATED
    );
    let path = format!("{ORDERS}/2026-00001");
    let post = async |what: &str, key: &str, body: Value| {
        test.json(Method::POST, &format!("{path}/{what}"), Some(key), &body).await
    };
    let question = async |key: &str| {
        test.json(Method::GET, &path, Some(key), &Value::Null).await.json()["question"].clone()
    };
    is_problem(
        &post("answer", &vendors, json!({ "answer": "Ja." })).await,
        StatusCode::CONFLICT,
        "not asked",
    );

    let mut tx = test.app.db.begin_write().await.expect("write");
    let ask = questions::ask(&mut tx, &test.app, test.app.now(), "2026-00001", "Hvem er kunden?", HANDLER);
    ask.await.expect("asked");
    tx.commit().await.expect("commit");
    assert_eq!(question(&vendors).await, "Hvem er kunden?");
    assert_eq!(question(&customers).await, Value::Null, "the customer was not asked");
    is_problem(
        &post("answer", &customers, json!({ "answer": "Oss." })).await,
        StatusCode::NOT_FOUND,
        "not theirs",
    );
    for (body, field) in [
        (json!({}), "answer"),
        (json!({ "answer": " " }), "answer"),
        (json!({ "answer": 7 }), "answer"),
        (json!({ "answer": "x".repeat(2_001) }), "answer"),
        (json!({ "answer": "a\u{0}b" }), "answer"),
        (json!({ "answer": "Ja.", "surprise": null }), "surprise"),
    ] {
        let answer = post("answer", &vendors, body.clone()).await;
        is_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, field);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    let answered = post("answer", &vendors, json!({ "answer": "Lydig Laks, org.nr. 810844612" })).await;
    assert_eq!(
        (answered.status, &answered.json()["question"]),
        (StatusCode::OK, &Value::Null),
        "{}",
        answered.body
    );
    // Whoever reads the history is told whose program it was, and no id.
    let mut handler = test.handler().await;
    for (language, told) in [
        ("nb", "API-nøkkelen til SPREK MAUR AS (910 049 356)"),
        ("nn", "API-nøkkelen til SPREK MAUR AS (910 049 356)"),
        ("en", "The API key of SPREK MAUR AS (910 049 356)"),
    ] {
        handler.language = language;
        let page = handler.get("/saksbord/2026-00001").await.text().replace('\u{a0}', " ");
        assert!(page.matches(told).count() >= 3, "placed, answered, and by whom: {page}");
        assert!(!page.contains("api_key"), "{page}");
    }
    is_problem(
        &post("answer", &vendors, json!({ "answer": "Nei." })).await,
        StatusCode::CONFLICT,
        "answered",
    );

    is_problem(&post("withdrawal", &customers, json!({})).await, StatusCode::NOT_FOUND, "not theirs");
    let withdrawn = post("withdrawal", &vendors, json!({ "reason": "Bestilt to ganger." })).await;
    assert_eq!(
        (withdrawn.status, &withdrawn.json()["state"]),
        (StatusCode::OK, &json!("withdrawn")),
        "{}",
        withdrawn.body
    );
    assert_eq!(withdrawn.json()["reason"], "Bestilt to ganger.");
    is_problem(&post("withdrawal", &vendors, json!({})).await, StatusCode::CONFLICT, "withdrawn already");
    for case in ["2026-00009", "x", "%00"] {
        for what in ["answer", "withdrawal"] {
            let path = format!("{ORDERS}/{case}/{what}");
            let answer = test.json(Method::POST, &path, Some(&vendors), &json!({ "answer": "a" })).await;
            let status =
                if what == "answer" { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
            is_problem(&answer, status, &path);
        }
    }
    for action in ["order.answered", "order.withdrawn"] {
        let rows =
            format!("SELECT count(*) AS n FROM audit WHERE action = '{action}' AND actor LIKE 'api_key:%'");
        assert_eq!(test.count(&rows).await, 1, "{action}");
    }
}

#[tokio::test]
async fn an_access_is_renewed_given_other_contacts_and_vendors_and_ended_as_on_the_pages() {
    let test = TestApp::with_env(&[("FULLMAKT_ACCESS_LIFE_DAYS", "90")]).await;
    let (vendors, customers) = (key_of(&test, VENDOR).await, key_of(&test, CUSTOMER).await);
    let order = &orders_of(&document(&test).await)[0].1;
    assert_eq!(test.json(Method::POST, ORDERS, Some(&vendors), order).await.status, StatusCode::CREATED);
    let path = format!("{ORDERS}/2026-00001");
    let post = async |what: &str, key: &str, body: Value| {
        test.json(Method::POST, &format!("{path}/{what}"), Some(key), &body).await
    };
    let contact = |email: &str| json!({ "name": "Ny Oppdiktet", "email": email, "phone": "22334466" });
    let vendor = |number: &str| json!({ "number": number, "name": "Klok Hare SA", "contact": contact("ny@klokhare.example") });
    // Nothing of it before there is an access, and nothing of it for another organisation.
    for (what, body) in
        [("renewal", json!({})), ("ending", json!({ "sure": true })), ("vendors", vendor("810305002"))]
    {
        is_problem(&post(what, &vendors, body).await, StatusCode::CONFLICT, what);
    }
    approve(&test.app, "2026-00001", None).await.expect("approved");
    test.run_jobs().await;
    for (what, body) in [
        ("renewal", json!({})),
        ("ending", json!({ "sure": true })),
        ("contact", contact("ny@leverandor.example")),
        ("vendors", vendor("810305002")),
    ] {
        is_problem(&post(what, &customers, body.clone()).await, StatusCode::NOT_FOUND, what);
        for case in ["2026-00009", "x", "%00"] {
            let path = format!("{ORDERS}/{case}/{what}");
            let answer = test.json(Method::POST, &path, Some(&vendors), &body).await;
            is_problem(&answer, StatusCode::NOT_FOUND, &path);
        }
    }
    for (what, body, field) in [
        ("renewal", json!({ "days": 3 }), "days"),
        ("ending", json!({}), "sure"),
        ("ending", json!({ "sure": false }), "sure"),
        ("ending", json!({ "sure": "ja" }), "sure"),
        ("ending", json!({ "sure": true, "reason": "x".repeat(1_001) }), "reason"),
        ("contact", contact("ny"), "email"),
        ("contact", json!({ "name": "Ny", "email": "ny@x.example" }), "phone"),
        (
            "contact",
            json!({ "name": "Ny", "email": "ny@x.example", "phone": "22334466", "side": "customer" }),
            "side",
        ),
        ("vendors", vendor("810305003"), "number"),
        (
            "vendors",
            json!({ "number": "810305002", "name": "Klok Hare SA", "contact": contact("ny") }),
            "contact.email",
        ),
        (
            "vendors",
            json!({ "number": 810_305_002, "name": "x", "contact": contact("ny@x.example") }),
            "number",
        ),
    ] {
        let answer = post(what, &vendors, body.clone()).await;
        is_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, what);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{what} {body}: {}", answer.body);
    }

    test.advance(fullmakt::clock::DAY);
    let renewed = post("renewal", &vendors, json!({})).await;
    assert_eq!(
        (renewed.status, &renewed.json()["state"]),
        (StatusCode::OK, &json!("done")),
        "{}",
        renewed.body
    );
    is_problem(&post("renewal", &vendors, json!({})).await, StatusCode::CONFLICT, "renewed already");

    // The contact stays who it was until the new one has confirmed.
    let asked = post("contact", &vendors, contact("ny@leverandor.example")).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.body);
    assert_eq!(asked.json()["vendor"]["contact"]["email"], "kari@sprekmaur.example");
    test.run_jobs().await;
    let mut letters = test.mailbox().await.into_iter();
    let letter = letters.find(|letter| letter.path_starting("/kontakt/").is_some());
    assert_eq!(letter.expect("the new contact is asked").to, "ny@leverandor.example");

    // Sent again under its key, another vendor is the same case; something else under that key is refused.
    let add = async |number: &str| {
        let authorization = format!("Bearer {vendors}");
        let headers = [
            ("content-type", "application/json"),
            ("authorization", &authorization),
            ("idempotency-key", "en"),
        ];
        test.call(Method::POST, &format!("{path}/vendors"), &headers, vendor(number).to_string()).await
    };
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let added = add("810305002").await;
        assert_eq!(
            (added.status, &added.json()["case_number"]),
            (status, &json!("2026-00002")),
            "{}",
            added.body
        );
        assert_eq!(added.header("location"), Some("/api/fullmakt/v1/orders/2026-00002"));
    }
    is_problem(&add("810414782").await, StatusCode::UNPROCESSABLE_ENTITY, "another order under the key");
    is_problem(&post("vendors", &vendors, vendor(VENDOR)).await, StatusCode::CONFLICT, "it is the first");

    let ending = post("ending", &vendors, json!({ "sure": true, "reason": "Testen er over." })).await;
    assert_eq!(
        (ending.status, &ending.json()["state"]),
        (StatusCode::OK, &json!("ending")),
        "{}",
        ending.body
    );
    is_problem(
        &post("ending", &vendors, json!({ "sure": true })).await,
        StatusCode::CONFLICT,
        "it is ending",
    );
    for action in ["order.renewed", "contact.change_asked", "order.vendor_added", "order.ending"] {
        let rows =
            format!("SELECT count(*) AS n FROM audit WHERE action = '{action}' AND actor LIKE 'api_key:%'");
        assert_eq!(test.count(&rows).await, 1, "{action}");
    }
}

#[tokio::test]
async fn the_page_of_the_api_shows_every_operation_and_example_in_three_languages() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    for language in ["nb", "nn", "en"] {
        let mut browser = test.browser();
        browser.language = language;
        let page = browser.get("/api/fullmakt/v1").await;
        assert_eq!(page.status, StatusCode::OK);
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                assert!(page.text().contains(&format!("{} {path}", method.to_uppercase())), "{path}");
                assert!(page.text().contains(operation["summary"].as_str().expect("a summary")), "{path}");
            }
        }
        assert!(page.text().contains("\"legal_basis\": \"reporting-entity\""));
        assert!(page.text().contains("The Idempotency-Key was used for another order"));
    }
}

#[tokio::test]
async fn an_order_that_is_sent_again_without_a_key_is_the_first_one_until_it_is_decided() {
    let test = TestApp::new().await;
    let (name, order) = orders_of(&document(&test).await).remove(0);
    let key = key_of(&test, key_of_kind(&name)).await;
    for (key, before) in [(Some(key.as_str()), 0), (None, 2)] {
        let send = async |order: &Value| test.json(Method::POST, ORDERS, key, order).await;
        let (one, two) = tokio::join!(send(&order), send(&order));
        let mut statuses = [one.status, two.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::CREATED], "{} {}", one.body, two.body);
        let again = send(&order).await;
        assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::OK, Some("true")));
        assert_eq!(again.json()["case_number"], one.json()["case_number"]);
        assert_eq!(two.json()["case_number"], one.json()["case_number"]);
        let mut other = order.clone();
        other["message"] = json!("Noe annet");
        let other = send(&other).await;
        assert_eq!((other.status, other.header("idempotency-replayed")), (StatusCode::CREATED, None));
        assert_eq!(test.count(COUNT).await, before + 2);
    }
    // With keys of their own they are as many as they are meant to be.
    let authorization = format!("Bearer {key}");
    for (once, status) in [("a", StatusCode::CREATED), ("b", StatusCode::CREATED), ("b", StatusCode::OK)] {
        let headers = [
            ("content-type", "application/json"),
            ("authorization", &authorization),
            ("idempotency-key", once),
        ];
        let answer = test.call(Method::POST, ORDERS, &headers, order.to_string()).await;
        assert_eq!(answer.status, status, "{once}");
        assert_eq!(answer.header("idempotency-replayed").is_some(), status == StatusCode::OK, "{once}");
    }
    // What is decided is no longer what is ordered now.
    approve(&test.app, "2026-00001", None).await.expect("approved");
    approve(&test.app, "2026-00002", None).await.expect("approved");
    let anew = test.json(Method::POST, ORDERS, Some(&key), &order).await;
    assert_eq!(anew.status, StatusCode::CREATED, "{}", anew.body);
}

#[tokio::test]
async fn why_no_vendor_can_be_added_is_told_truly() {
    let test = TestApp::new().await;
    let orders = orders_of(&document(&test).await);
    let vendor = json!({ "number": "810305002", "name": "Klok Hare SA",
        "contact": { "name": "Ny Oppdiktet", "email": "ny@klokhare.example", "phone": "22334466" } });
    for (name, case, said) in [
        ("fictional", "2026-00001", "The order stands as received."),
        ("direct", "2026-00002", "A direct order has no vendors"),
    ] {
        let (name, order) = orders.iter().find(|(known, _)| known.starts_with(name)).expect("an example");
        let key = key_of(&test, key_of_kind(name)).await;
        assert_eq!(test.json(Method::POST, ORDERS, Some(&key), order).await.status, StatusCode::CREATED);
        let refused = test.json(Method::POST, &format!("{ORDERS}/{case}/vendors"), Some(&key), &vendor).await;
        is_problem(&refused, StatusCode::CONFLICT, name);
        assert!(
            refused.json()["detail"].as_str().is_some_and(|detail| detail.contains(said)),
            "{}",
            refused.body
        );
    }
}

#[tokio::test]
async fn a_direct_orders_production_contact_is_changed_by_its_applicant_alone() {
    let test = TestApp::new().await;
    let (vendors, customers) = (key_of(&test, VENDOR).await, key_of(&test, CUSTOMER).await);
    for (name, order) in orders_of(&document(&test).await) {
        let key = if name == "direct" { &customers } else { &vendors };
        let placed = test.json(Method::POST, ORDERS, Some(key), &order).await.json();
        let path =
            format!("{ORDERS}/{}/production-contact", placed["case_number"].as_str().expect("a number"));
        let contact = json!({ "name": "Nina Oppdiktet", "email": "nina@kunde.example", "phone": "99887766" });
        let answer = test.json(Method::POST, &path, Some(key), &contact).await;
        if name != "direct" {
            is_problem(&answer, StatusCode::CONFLICT, &name);
            assert!(answer.body.contains("Only a direct order has a production contact"), "{}", answer.body);
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.json()["production_contact"]["email"], "nina@kunde.example");
        assert_eq!(answer.json()["customer"], order["customer"], "the applicant's own contact stays");
        is_problem(
            &test.json(Method::POST, &path, Some(&vendors), &contact).await,
            StatusCode::NOT_FOUND,
            "not theirs",
        );
        for (body, field) in [
            (json!({}), "name"),
            (json!({ "name": "Nina", "email": "nina", "phone": "99887766" }), "email"),
            (
                json!({ "name": "Nina", "email": "n@x.example", "phone": "99887766", "side": "vendor" }),
                "side",
            ),
        ] {
            let answer = test.json(Method::POST, &path, Some(key), &body).await;
            is_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, field);
            assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.body);
        }
    }
}
