//! What changes the resource registry.
//!
//! The order of the checks is the real one's: token, scope, the fields, that the caller owns the resource, that it owns
//! the prefix of every scope. A resource that is there must be its own as well, which the real one does not ask.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::fields::{self, Faults};
use crate::access::altinn::{self, AltinnToken};
use crate::access::bearer::BearerFault;
use crate::app::App;
use crate::clock::Now;
use crate::db;
use crate::delegation::registry::{self, RegistryError, Resource, Sent, xacml};
use crate::numbers::OrgNumber;
use crate::web::BODY_LIMIT;

const WRITE: &str = "altinn:resourceregistry/resource.write";
const ADMIN: &str = "altinn:resourceregistry/resource.admin";

const BAD_REQUEST: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.1";
const UNAUTHORISED: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.2";

/// The largest policy, in bytes.
const POLICY_LIMIT: usize = 200_000;

/// Why nothing was written.
enum Refusal {
    Answer(Box<Response>),
    Registry(RegistryError),
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self::Answer(Box::new(response))
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error)
    }
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Registry(RegistryError::Database(error))
    }
}

type Outcome = Result<Response, Refusal>;

fn respond(outcome: Outcome) -> Response {
    match outcome {
        Ok(response) => response,
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Registry(error)) => refuse(&error),
    }
}

fn refuse(error: &RegistryError) -> Response {
    match error {
        RegistryError::Taken(id) => said(StatusCode::CONFLICT, &format!("The Resource already exist: {id}")),
        RegistryError::Unknown(_) => StatusCode::NOT_FOUND.into_response(),
        RegistryError::OtherType(_) => said(StatusCode::BAD_REQUEST, &error.to_string()),
        RegistryError::Delegated => said(StatusCode::CONFLICT, &error.to_string()),
        RegistryError::Database(error) => {
            tracing::error!(%error, "the resource registry could not be written");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// One sentence, which the real one sends as a JSON string.
fn said(status: StatusCode, text: &str) -> Response {
    (status, Json(text)).into_response()
}

fn problem(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (status, headers, body.to_string()).into_response()
}

fn invalid(faults: &Faults) -> Response {
    problem(
        StatusCode::BAD_REQUEST,
        &json!({
            "type": BAD_REQUEST, "title": "One or more validation errors occurred.", "status": 400,
            "errors": faults,
        }),
    )
}

/// Who writes.
struct Writer {
    token: AltinnToken,
    now: Now,
}

impl Writer {
    async fn admit(app: &App, headers: &HeaderMap) -> Result<Self, Refusal> {
        let now = app.now();
        let token = altinn::verify(app, headers, now).await.map_err(|fault| match fault {
            BearerFault::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            _ => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))])
                .into_response(),
        })?;
        if !token.has_scope(WRITE) && !token.has_scope(ADMIN) {
            return Err(StatusCode::FORBIDDEN.into_response().into());
        }
        Ok(Self { token, now })
    }

    fn is_admin(&self) -> bool {
        self.token.has_scope(ADMIN)
    }

    /// That it owns a resource of this owner's.
    fn owns(&self, owner: Option<OrgNumber>) -> Result<(), Refusal> {
        if self.is_admin() || (owner.is_some() && self.token.organisation() == owner) {
            return Ok(());
        }
        Err(StatusCode::FORBIDDEN.into_response().into())
    }

    /// That it owns the prefix of every scope that the resource refers to, of whatever type that is. The registry's administrator
    /// writes for all, as in the real one.
    fn owns_prefixes(&self, sent: &Sent) -> Result<(), Refusal> {
        let foreign: Vec<&String> = sent
            .scopes
            .iter()
            .filter(|scope| !self.is_admin() && !self.token.owns_prefix_of(scope))
            .collect();
        if foreign.is_empty() {
            return Ok(());
        }
        let body = json!({
            "type": UNAUTHORISED, "title": "Unauthorized", "status": 401,
            "detail": "Not authorized for creating resource with the listed scopes",
            "errors": { "InvalidPrefix": foreign },
        });
        Err(problem(StatusCode::UNAUTHORIZED, &body).into())
    }
}

/// The body was larger than is taken.
fn too_large(limit: usize) -> Response {
    let detail = format!("The body is larger than {limit} bytes");
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        &json!({
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.14", "title": "Payload Too Large",
            "status": 413, "detail": detail,
        }),
    )
}

/// A body as it came, or why it did not come whole.
type Body = Result<Bytes, BytesRejection>;

/// The fields of the body.
fn read(headers: &HeaderMap, body: Body, is_new: bool) -> Result<Sent, Refusal> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(BODY_LIMIT),
        status => problem(
            status,
            &json!({
                "type": BAD_REQUEST, "title": "Bad Request", "status": status.as_u16(),
                "detail": "The body broke off; send it anew",
            }),
        ),
    })?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("application/json") {
        return Err(said(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body is JSON; send it with Content-Type: application/json",
        )
        .into());
    }
    let parsed: Value = serde_json::from_slice(&body).map_err(|error| {
        let mut faults = Faults::new();
        faults.insert("$".to_owned(), vec![format!("The body is not JSON: {error}")]);
        Refusal::from(invalid(&faults))
    })?;
    fields::read(&parsed, is_new).map_err(|faults| invalid(&faults).into())
}

/// `POST …/resource`
pub async fn create(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let outcome = async {
        let writer = Writer::admit(&app, &headers).await?;
        let sent = read(&headers, body, true)?;
        writer.owns(Some(sent.owner))?;
        writer.owns_prefixes(&sent)?;
        let place = format!("/resourceregistry/api/v1/resource/{}", sent.id);
        let mut tx = app.db.begin_write().await?;
        registry::register(&mut tx, &app, writer.now, sent, &writer.token.actor()).await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, [(LOCATION, place)]).into_response())
    };
    respond(outcome.await)
}

/// `PUT …/resource/{id}`
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = async {
        let writer = Writer::admit(&app, &headers).await?;
        let there = existing(&app, &id).await?.ok_or(RegistryError::Unknown(id.clone()))?;
        let sent = read(&headers, body, false)?;
        if sent.id != id {
            return Ok(said(StatusCode::BAD_REQUEST, "Id in path does not match ID in resource"));
        }
        writer.owns(Some(sent.owner))?;
        writer.owns(there.owner())?;
        writer.owns_prefixes(&sent)?;
        let mut tx = app.db.begin_write().await?;
        registry::change(&mut tx, &app, writer.now, sent, &writer.token.actor()).await?;
        tx.commit().await?;
        Ok(StatusCode::OK.into_response())
    };
    respond(outcome.await)
}

async fn existing(app: &App, id: &str) -> Result<Option<Resource>, db::Error> {
    super::find(app, id).await
}

/// `DELETE …/resource/{id}`
pub async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let outcome = async {
        let writer = Writer::admit(&app, &headers).await?;
        let there = existing(&app, &id).await?.ok_or(RegistryError::Unknown(id))?;
        writer.owns(there.owner())?;
        let mut tx = app.db.begin_write().await?;
        registry::remove(&mut tx, &app, writer.now, &there, &writer.token.actor()).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    respond(outcome.await)
}

/// `POST` and `PUT …/resource/{id}/policy`: XACML in the field `policyFile` of a form with parts.
pub async fn save_policy(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let outcome = async {
        let writer = Writer::admit(&app, &headers).await?;
        let bad = |text: &str| Refusal::from(said(StatusCode::BAD_REQUEST, text));
        let Ok(form) = form else {
            return Err(bad("The policy is sent as multipart/form-data, in the field policyFile"));
        };
        let text = policy_file(form).await?;
        let there = existing(&app, &id).await?.ok_or_else(|| bad("Unknown resource"))?;
        writer.owns(there.owner())?;
        let policy =
            xacml::parse(&text, &id).map_err(|error| bad(&format!("Policy not accepted: {error}")))?;
        let mut tx = app.db.begin_write().await?;
        registry::set_policy(&mut tx, &app, writer.now, &there, (policy, &text), &writer.token.actor())
            .await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, [(LOCATION, format!("{id}/policy"))]).into_response())
    };
    respond(outcome.await)
}

async fn policy_file(mut form: Multipart) -> Result<String, Refusal> {
    let bad = |text: &str| Refusal::from(said(StatusCode::BAD_REQUEST, text));
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::from(too_large(BODY_LIMIT)),
        _ => bad("The form is broken off or not well-formed; send it anew"),
    };
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("policyFile") {
            continue;
        }
        let mut held = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            if held.len() + chunk.len() > POLICY_LIMIT {
                return Err(too_large(POLICY_LIMIT).into());
            }
            held.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(held).map_err(|_| bad("The policy is not UTF-8"))?;
        return Ok(text.trim_start_matches('\u{feff}').replace('\0', "\u{fffd}"));
    }
    Err(bad("The policy file can not be null"))
}
