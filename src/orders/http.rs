//! The order API: `/api/fullmakt/v1/orders`. Ours, so an answer says what was wrong, what was expected and what to do.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{OpenApi, ToSchema};

use super::draft::{Draft, Fault, FaultKind, fields};
use super::limits::OrderLimits;
use super::place::{Arrival, Placed, check_registry, place};
use super::{Channel, Order, OrderError, OrderKind, store};
use crate::access::api_keys;
use crate::app::App;
use crate::language::Language;
use crate::numbers::OrgNumber;
use crate::web::Problem;
use crate::web::problem::FieldProblem;

/// Largest order, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// Longest `Idempotency-Key`.
const KEY_LIMIT: usize = 255;

/// A contact.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "it describes the request in the OpenAPI document; the request is read field by field"
)]
struct ContactBody {
    /// Name.
    #[schema(example = "Kari Eksempel", max_length = 200)]
    name: String,
    /// E-mail address.
    #[schema(example = "kari@sprekmaur.example", max_length = 254)]
    email: String,
    /// Telephone number: eight Norwegian digits, or with a country code.
    #[schema(example = "+4722334455", max_length = 30)]
    phone: String,
}

/// An organisation and its test contact.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "it describes the request in the OpenAPI document; the request is read field by field"
)]
struct PartyBody {
    /// Organisation number, nine digits.
    #[schema(example = "910049356")]
    number: String,
    /// Name of the organisation.
    #[schema(example = "Sprek Maur AS", max_length = 200)]
    name: String,
    /// Test contact (*testansvarlig*).
    contact: ContactBody,
}

/// An order. Which members are needed depends on `kind`.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "it describes the request in the OpenAPI document; the request is read field by field"
)]
struct OrderBody {
    /// `fictional_customer`, `existing_customer` or `direct`.
    #[schema(example = "fictional_customer")]
    kind: String,
    /// Language of the letters: `nb`, `nn` or `en`.
    #[schema(example = "nb")]
    language: Option<String>,
    /// The system vendor; not in a direct order.
    vendor: Option<PartyBody>,
    /// The customer; in a direct order the applicant itself.
    customer: Option<PartyBody>,
    /// Production contact of a direct order; optional in this test environment.
    production_contact: Option<ContactBody>,
    /// Legal basis of a direct order: `public-authority`, `reporting-entity`, `reporting-entity-limited`,
    /// `reporting-profession`, `media`, `civil-society`, `higher-education` or `other`.
    legal_basis: Option<String>,
    /// More about the legal basis; needed when it is `other`.
    legal_basis_text: Option<String>,
    /// The wish to delegate from a fictional organisation; must be true for that kind.
    #[schema(example = true)]
    wants_fictional_customer: Option<bool>,
    /// A message to the case handler.
    message: Option<String>,
    /// That production data about the organisations is imported into a test environment; must be true.
    #[schema(example = true)]
    notice: bool,
}

/// A placed order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderAnswer {
    /// Case number.
    #[schema(example = "2026-00001")]
    case_number: String,
    /// `fictional_customer`, `existing_customer` or `direct`.
    kind: &'static str,
    /// `unconfirmed`, `received`, `waiting_for_customer`, `provisioning`, `done`, `rejected` or `closed`.
    state: &'static str,
    /// What a case handler will look at.
    warnings: Vec<String>,
    /// The reason of a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl OrderAnswer {
    fn of(order: &Order) -> Self {
        Self {
            case_number: order.case_number.clone(),
            kind: order.kind.key(),
            state: order.state.key(),
            warnings: order.warnings.clone(),
            reason: order.reason.clone(),
        }
    }
}

/// The `OpenAPI` document of the order API.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Fullmakt: orders",
        description = "Order test access to a register API, and follow the order."
    ),
    paths(create, show),
    components(schemas(OrderBody, PartyBody, ContactBody, OrderAnswer, Problem))
)]
struct Document;

/// `GET /api/fullmakt/v1/openapi.json`
pub async fn openapi() -> Response {
    Json(Document::openapi()).into_response()
}

/// Place an order
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders",
    request_body = OrderBody,
    params(
        ("Authorization" = Option<String>, Header, description = "Bearer and the organisation's API key. Without one, the contact confirms the order by the link in its mail."),
        ("Idempotency-Key" = Option<String>, Header, description = "A request that is sent again with the same key is one order.")
    ),
    responses(
        (status = 201, description = "The order is placed", body = OrderAnswer),
        (status = 200, description = "The same order was placed before under this Idempotency-Key", body = OrderAnswer),
        (status = 400, description = "The body is not JSON", body = Problem),
        (status = 401, description = "The API key is not valid", body = Problem),
        (status = 403, description = "The API key belongs to another organisation", body = Problem),
        (status = 413, description = "The body is too large", body = Problem),
        (status = 415, description = "The body is not application/json", body = Problem),
        (status = 422, description = "The order has faults, all of them listed; or the Idempotency-Key was used for another order", body = Problem),
        (status = 429, description = "Too many orders", body = Problem)
    )
)]
pub async fn create(
    State(app): State<Arc<App>>,
    State(limits): State<Arc<OrderLimits>>,
    request: Request,
) -> Response {
    match place_order(&app, &limits, request).await {
        Ok((status, order)) => (status, Json(OrderAnswer::of(&order))).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn place_order(
    app: &App,
    limits: &OrderLimits,
    request: Request,
) -> Result<(StatusCode, Order), Problem> {
    let now = app.now();
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let headers = request.headers().clone();
    let key = api_key(app, &headers).await?;
    let idempotency = idempotency_key(&headers)?;
    let body = read_json(request).await?;
    let mut faults = Vec::new();
    let draft = draft_of(&body, &mut faults)?;
    let checked = match draft.check() {
        Ok(checked) if faults.is_empty() => checked,
        Ok(_) => return Err(faulty(&faults)),
        Err(found) => {
            // A member of a wrong type is not missing as well.
            let more = found
                .into_iter()
                .filter(|fault| !faults.iter().any(|known| fault.field.starts_with(&known.field)));
            let all: Vec<Fault> = faults.iter().cloned().chain(more).collect();
            return Err(faulty(&all));
        }
    };
    let applicant = match checked.kind {
        OrderKind::Direct => checked.customer.as_ref(),
        _ => checked.vendor.as_ref(),
    };
    let Some(applicant) = applicant else { return Err(Problem::internal()) };
    if key.as_ref().is_some_and(|(_, organisation)| *organisation != applicant.number) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "The API key belongs to another organisation",
            "An organisation orders for itself. Use the key of the organisation that stands as vendor, or as customer in a direct order.",
        ));
    }
    if !limits.admit(address, &applicant.contact.email) {
        return Err(Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many orders",
            "There were more orders from here in the last hour than are taken. Wait a while and send it again.",
        ));
    }
    let actor = key.as_ref().map_or_else(|| "visitor".to_owned(), |(id, _)| format!("api_key:{id}"));
    let once_key = match &idempotency {
        // A stranger's key is bound to the organisation it speaks for: two strangers may choose the same word.
        Some(key) => format!("api:{actor}:{}:{key}", applicant.number),
        None => format!("api:once:{}", app.random.new_id(now.wall)),
    };
    let findings = check_registry(app, &checked).await.map_err(|error| internal(&error))?;
    if !findings.faults.is_empty() {
        return Err(faulty(&findings.faults));
    }
    let arrival = Arrival {
        channel: Channel::Api,
        once_key: &once_key,
        actor: &actor,
        unconfirmed: key.is_none(),
        reply_to: None,
    };
    let placed = async {
        let mut tx = app.db.begin_write().await?;
        let placed = place(&mut tx, app, now, &checked, &findings.warnings, arrival).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(placed)
    };
    let placed = placed.await.map_err(|error| internal(&error))?;
    app.fault_point("order:placed:after-commit");
    app.queue.wake();
    match placed {
        Placed::New(order) => Ok((StatusCode::CREATED, order)),
        Placed::Same(order) => Ok((StatusCode::OK, order)),
        Placed::Conflict(_) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The Idempotency-Key was used for another order",
            "A key stands for one order. Send this order with a new key.",
        )),
    }
}

/// Follow an order
#[utoipa::path(
    get,
    path = "/api/fullmakt/v1/orders/{case_number}",
    params(
        ("case_number" = String, Path, description = "The case number"),
        ("Authorization" = String, Header, description = "Bearer and the organisation's API key")
    ),
    responses(
        (status = 200, description = "The order", body = OrderAnswer),
        (status = 401, description = "The API key is missing or not valid", body = Problem),
        (status = 404, description = "There is no such order of this organisation", body = Problem)
    )
)]
pub async fn show(
    State(app): State<Arc<App>>,
    Path(case_number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let Some((_, organisation)) = api_key(&app, &headers).await? else { return Err(key_refused()) };
        let found = async {
            let mut tx = app.db.read().await?;
            store::find_by_case(&mut tx, &case_number).await
        };
        let order = found.await.map_err(|error| internal(&error))?;
        order.filter(|order| order.concerns(organisation)).ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_FOUND,
                "No such order",
                "No order of this organisation has that case number. Check the number.",
            )
        })
    };
    match found.await {
        Ok(order) => Json(OrderAnswer::of(&order)).into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn internal(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "the order API failed");
    Problem::internal()
}

fn key_refused() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "The API key is missing or not valid",
        "Send it in the header Authorization: Bearer KEY. A contact makes one on its case's page.",
    )
}

/// The key's id and organisation; `None` when none was sent.
async fn api_key(app: &App, headers: &HeaderMap) -> Result<Option<(String, OrgNumber)>, Problem> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let secret = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, secret)) = secret else { return Err(key_refused()) };
    let found = async {
        let mut tx = app.db.read().await?;
        api_keys::find(&mut tx, secret.trim()).await
    };
    match found.await {
        Ok(Some(found)) => Ok(Some(found)),
        Ok(None) => Err(key_refused()),
        Err(error) => Err(internal(&error)),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().map(str::trim).filter(|text| !text.is_empty() && text.len() <= KEY_LIMIT);
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "The Idempotency-Key is malformed",
            "It is 1 to 255 visible characters; a UUID is usual. Send the order again with such a key.",
        )
    })
}

async fn read_json(request: Request) -> Result<Map<String, Value>, Problem> {
    let is_json =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
            kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        });
    if !is_json {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body is not JSON",
            "Send the order as application/json.",
        ));
    }
    let body = to_bytes(request.into_body(), BODY_LIMIT).await.map_err(|_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is too large",
            "An order is at most 65536 bytes. Make the message shorter.",
        )
    })?;
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_an_object("it is JSON, but not an object")),
        Err(error) => Err(not_an_object(&format!("line {}, column {}", error.line(), error.column()))),
    }
}

fn not_an_object(where_: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "The body cannot be read",
        format!("It must be a JSON object ({where_}). See the OpenAPI document for its members."),
    )
}

/// The draft of a body. A kind that is missing leaves nothing to check the rest by.
fn draft_of(body: &Map<String, Value>, faults: &mut Vec<Fault>) -> Result<Draft, Problem> {
    let kind = body.get("kind").and_then(Value::as_str).and_then(OrderKind::from_key).ok_or_else(|| {
        let mut problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The order has faults",
            "Say what you order; the other members depend on it.",
        );
        problem.errors = vec![FieldProblem {
            field: "kind".to_owned(),
            detail: "kind must be fictional_customer, existing_customer or direct.".to_owned(),
        }];
        problem
    })?;
    let language = match body.get("language") {
        None | Some(Value::Null) => Language::Nb,
        Some(value) => value.as_str().and_then(Language::from_tag).unwrap_or_else(|| {
            faults.push(Fault { field: "language".to_owned(), kind: FaultKind::WrongType });
            Language::Nb
        }),
    };
    let mut draft = Draft::new(kind, language);
    let known = fields(kind);
    for (name, value) in body {
        if !matches!(name.as_str(), "kind" | "language") {
            collect(name, value, known, &mut draft, faults);
        }
    }
    Ok(draft)
}

/// Puts the values below `path` into the draft by their dotted paths.
fn collect(path: &str, value: &Value, known: &[&'static str], draft: &mut Draft, faults: &mut Vec<Fault>) {
    let is_field = known.contains(&path);
    let is_group =
        known.iter().any(|field| field.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')));
    let is_flag = matches!(path, "notice" | "wants_fictional_customer");
    let mut fault = |kind: FaultKind| faults.push(Fault { field: path.chars().take(100).collect(), kind });
    match value {
        Value::Null => {}
        Value::Object(members) if is_group => {
            for (name, value) in members {
                collect(&format!("{path}.{name}"), value, known, draft, faults);
            }
        }
        Value::String(text) if is_field && !is_flag => {
            draft.fields.insert(path.to_owned(), text.clone());
        }
        Value::Bool(said) if is_field && is_flag => {
            draft.fields.insert(path.to_owned(), if *said { "ja" } else { "nei" }.to_owned());
        }
        _ if is_field || is_group => fault(FaultKind::WrongType),
        _ => fault(FaultKind::UnknownField),
    }
}

fn faulty(faults: &[Fault]) -> Problem {
    let mut problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "The order has faults",
        "Nothing was stored. Mend every fault below and send the order again.",
    );
    problem.errors = faults
        .iter()
        .map(|fault| FieldProblem { field: fault.field.clone(), detail: fault.kind.text(Language::En) })
        .collect();
    problem
}
