//! The API's `OpenAPI` document, with an example of every request and answer, and the page that shows it to people.
//!
//! The examples of refusals are made by the code that refuses; those of requests and answers are held against real ones by
//! the tests.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::{Modify, OpenApi};

use super::refusal::Refusal;
use super::{ORDERS, bodies};
use crate::access::Visit;
use crate::orders::OrderKind;
use crate::web::{ApiPage, ApiText, Problem};

#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Fullmakt: orders",
        description = "Order test access to a register API, and follow the order."
    ),
    paths(
        super::create,
        super::list,
        super::show,
        super::deeds::answer,
        super::deeds::withdraw,
        super::afterwards::renew,
        super::afterwards::end,
        super::afterwards::change_contact,
        super::afterwards::change_production_contact,
        super::afterwards::add_vendor,
        super::check
    ),
    components(schemas(
        bodies::OrderBody,
        bodies::OrderAnswer,
        bodies::OrderDetail,
        bodies::OrderList,
        bodies::CheckAnswer,
        Problem
    )),
    modifiers(&Keys)
)]
struct Document;

/// What all operations are sorted under.
const TAG: &str = "orders";

struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.description =
            Some("An organisation's API key. A contact makes one on its case's page; so does `fullmakt order api-key`.".to_owned());
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("api_key", SecurityScheme::Http(http));
        // Without a tag of their own, operations are sorted under the names of our modules.
        openapi.tags =
            Some(vec![TagBuilder::new().name(TAG).description(Some("Orders of test access")).build()]);
        for item in openapi.paths.paths.values_mut() {
            let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
            for operation in all.into_iter().flatten() {
                operation.tags = Some(vec![TAG.to_owned()]);
            }
        }
    }
}

/// The document, made once.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    for operation in OPERATIONS {
        add_examples(&mut document, operation);
    }
    must_be_true(&mut document);
    document
});

/// `GET /api/fullmakt/v1/openapi.json`
pub async fn openapi() -> Response {
    Json(&*DOCUMENT).into_response()
}

/// What the examples of an operation are.
struct Operation {
    path: &'static str,
    method: &'static str,
    /// What it is sent: an order of each kind, a text, or nothing.
    takes: Takes,
    /// Name of the answer's example and its status.
    answers: &'static [(&'static str, &'static str)],
    /// The refusals it knows, by the names of [`Refusal::examples`].
    refusals: &'static [&'static str],
}

enum Takes {
    Nothing,
    Order,
    Text(&'static str, &'static str),
    Json(&'static str, &'static str),
}

const ONE: &str = "/api/fullmakt/v1/orders/{case_number}";
const CHECKS: &str = "/api/fullmakt/v1/order-checks";

/// What anything that is done with an access may be refused with.
const DEED_REFUSALS: &[&str] = &[
    "unreadable", "key-refused", "not-found", "not-with-access", "too-large", "not-json", "faults",
    "internal",
];

const OPERATIONS: &[Operation] = &[
    Operation {
        path: ORDERS,
        method: "post",
        takes: Takes::Order,
        answers: &[("200", "order"), ("201", "order")],
        refusals: &[
            "unreadable", "idempotency-key-malformed", "key-refused", "key-of-another", "too-large",
            "not-json", "kind-unknown", "faults", "idempotency-key-used", "too-many", "internal",
        ],
    },
    Operation {
        path: ORDERS,
        method: "get",
        takes: Takes::Nothing,
        answers: &[("200", "list")],
        refusals: &["page-malformed", "key-refused", "not-found", "internal"],
    },
    Operation {
        path: ONE,
        method: "get",
        takes: Takes::Nothing,
        answers: &[("200", "detail")],
        refusals: &["key-refused", "not-found", "internal"],
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/answer",
        method: "post",
        takes: Takes::Text("answer", "Vi er en bank, og hjemmelen er hvitvaskingsloven § 4 (1) a."),
        answers: &[("200", "detail")],
        refusals: &[
            "unreadable", "key-refused", "not-found", "nothing-asked", "too-large", "not-json", "faults",
            "internal",
        ],
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/withdrawal",
        method: "post",
        takes: Takes::Text("reason", "Bestilt to ganger."),
        answers: &[("200", "detail")],
        refusals: &[
            "unreadable", "key-refused", "not-found", "not-possible-now", "too-large", "not-json", "faults",
            "internal",
        ],
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/renewal",
        method: "post",
        takes: Takes::Json("renewal", "{}"),
        answers: &[("200", "detail")],
        refusals: DEED_REFUSALS,
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/ending",
        method: "post",
        takes: Takes::Json("ending", r#"{"sure": true, "reason": "Testen er over."}"#),
        answers: &[("200", "detail")],
        refusals: DEED_REFUSALS,
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/contact",
        method: "post",
        takes: Takes::Json(
            "contact",
            r#"{"name": "Ny Oppdiktet", "email": "ny@sprekmaur.example", "phone": "+4722334466"}"#,
        ),
        answers: &[("202", "detail")],
        refusals: DEED_REFUSALS,
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/production-contact",
        method: "post",
        takes: Takes::Json(
            "contact",
            r#"{"name": "Ny Oppdiktet", "email": "ny@lydiglaks.example", "phone": "+4722334466"}"#,
        ),
        answers: &[("200", "detail")],
        refusals: DEED_REFUSALS,
    },
    Operation {
        path: "/api/fullmakt/v1/orders/{case_number}/vendors",
        method: "post",
        takes: Takes::Json(
            "vendor",
            r#"{"number": "810305002", "name": "Klok Hare SA",
                "contact": {"name": "Eli Eksempel", "email": "eli@klokhare.example", "phone": "+4755667788"}}"#,
        ),
        answers: &[("200", "order"), ("201", "order")],
        refusals: &[
            "unreadable", "idempotency-key-malformed", "key-refused", "not-found", "not-with-access",
            "vendor-has-case", "too-large", "not-json", "faults", "idempotency-key-used", "internal",
        ],
    },
    Operation {
        path: CHECKS,
        method: "post",
        takes: Takes::Order,
        answers: &[("200", "check")],
        refusals: &[
            "unreadable", "key-refused", "key-of-another", "too-large", "not-json", "kind-unknown", "faults",
            "internal",
        ],
    },
];

/// An order of each kind, ready to be sent in a world that knows the fictitious numbers.
fn orders() -> Vec<(&'static str, Value)> {
    let vendor = json!({
        "number": "910049356", "name": "Sprek Maur AS",
        "contact": { "name": "Kari Eksempel", "email": "kari@sprekmaur.example", "phone": "+4722334455" }
    });
    let customer = json!({
        "number": "810844612", "name": "Lydig Laks ASA",
        "contact": { "name": "Ola Prøve", "email": "ola@lydiglaks.example", "phone": "+4799887766" }
    });
    vec![
        (
            "fictional_customer",
            json!({ "kind": "fictional_customer", "language": "nb", "vendor": vendor,
                    "wants_fictional_customer": true, "notice": true }),
        ),
        (
            "existing_customer",
            json!({ "kind": "existing_customer", "language": "nb", "vendor": vendor, "customer": customer,
                    "message": "Kunden bestiller selv denne uken.", "notice": true }),
        ),
        (
            "direct",
            json!({
                "kind": "direct", "language": "nn", "customer": customer,
                "production_contact": { "name": "Per Prøve", "email": "per@lydiglaks.example", "phone": "+4741234567" },
                "legal_basis": "reporting-entity", "notice": true
            }),
        ),
    ]
}

/// The example of an answer.
fn answer(name: &str) -> Value {
    let short = |case_number: &str, kind: &str, state: &str, ended_at: Option<&str>| {
        let access = (state == "done").then_some(if ended_at.is_some() { "ended" } else { "active" });
        json!({ "case_number": case_number, "kind": kind, "state": state,
                "access": access, "access_ended_at": ended_at,
                "received_at": "2026-01-15T09:00:00.000Z", "warnings": ["name-unlike:vendor"] })
    };
    match name {
        "order" => short("2026-00001", "fictional_customer", "received", None),
        "list" => json!({
            "orders": [short("2026-00004", "existing_customer", "waiting_for_customer", None),
                       short("2026-00003", "fictional_customer", "done", None),
                       short("2026-00002", "direct", "done", Some("2026-02-14T09:00:00.000Z"))],
            "next": "2026-00002"
        }),
        "check" => json!({ "kind": "direct", "warnings": [], "scope": "brreg:reelle/rapporteringspliktig" }),
        _ => {
            let order = orders().into_iter().next().map(|(_, order)| order).unwrap_or_default();
            let step =
                |name: &str| json!({ "name": name, "state": "done", "done_at": "2026-01-15T09:05:00.000Z" });
            let steps = OrderKind::FictionalCustomer.steps().iter().map(|name| step(name.key()));
            let steps: Vec<Value> = steps.collect();
            json!({
                "case_number": "2026-00001", "kind": "fictional_customer", "state": "done",
                "access": "active", "access_ended_at": null,
                "received_at": "2026-01-15T09:00:00.000Z", "channel": "api", "language": "nb",
                "vendor": order.get("vendor"), "customer": null, "production_contact": null,
                "legal_basis": null, "legal_basis_text": null, "message": null, "warnings": [], "question": null,
                "reason": null,
                "steps": steps,
                "result": {
                    "fictional_customer_number": "310000019", "fictional_customer_name": "Diskré Snegl AS",
                    "scope": "brreg:reelle/rapporteringspliktig",
                    "person_name": "Lykkelig Oppdiktet", "person_number": "02813299997"
                }
            })
        }
    }
}

/// A name as a JSON Pointer writes it (RFC 6901 §3).
fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Puts examples below the content at `place`, each under its name.
fn put(document: &mut Value, place: &str, kind: &str, examples: Vec<(String, Value)>) {
    let content = document.pointer_mut(&format!("{place}/content/{}", pointer(kind)));
    if let Some(Value::Object(content)) = content {
        let examples: Map<String, Value> =
            examples.into_iter().map(|(name, value)| (name, json!({ "value": value }))).collect();
        content.insert("examples".to_owned(), Value::Object(examples));
    }
}

fn add_examples(document: &mut Value, operation: &Operation) {
    let here = format!("/paths/{}/{}", pointer(operation.path), operation.method);
    let requests = match operation.takes {
        Takes::Nothing => Vec::new(),
        Takes::Order => orders().into_iter().map(|(name, order)| (name.to_owned(), order)).collect(),
        Takes::Json(name, text) => {
            vec![(name.to_owned(), serde_json::from_str(text).unwrap_or_default())]
        }
        Takes::Text(member, text) => vec![(member.to_owned(), json!({ member: text }))],
    };
    if !requests.is_empty() {
        put(document, &format!("{here}/requestBody"), "application/json", requests);
    }
    for (status, name) in operation.answers {
        let examples = vec![((*name).to_owned(), answer(name))];
        put(document, &format!("{here}/responses/{status}"), "application/json", examples);
    }
    let mut by_status: BTreeMap<u16, Vec<(String, Value)>> = BTreeMap::new();
    for (name, refusal) in Refusal::examples() {
        if operation.refusals.contains(&name) {
            let problem = refusal.problem();
            let value = serde_json::to_value(&problem).unwrap_or_default();
            by_status.entry(problem.status).or_default().push((name.to_owned(), value));
        }
    }
    for (status, examples) in by_status {
        put(document, &format!("{here}/responses/{status}"), "application/problem+json", examples);
    }
}

/// What must be said to be true is no free choice.
fn must_be_true(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten() {
        for name in ["notice", "wants_fictional_customer", "sure"] {
            let flag = schema.pointer_mut(&format!("/properties/{name}")).and_then(Value::as_object_mut);
            if let Some(flag) = flag {
                flag.insert("const".to_owned(), Value::Bool(true));
            }
        }
    }
}

/// `GET /api/fullmakt/v1`: the document for people.
pub async fn page(visit: Visit) -> Response {
    let lang = visit.lang;
    let text = ApiText {
        title: lang.text("order-api-title"),
        lead: lang.text_with("order-api-lead", &[("address", "/api/fullmakt/v1")]),
        access: lang.text("order-api-key"),
        document: "/api/fullmakt/v1/openapi.json",
    };
    visit.page(&ApiPage::of(visit.frame(), text, &DOCUMENT))
}
