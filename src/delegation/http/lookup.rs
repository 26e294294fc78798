//! `GET /accessmanagement/api/v1/maskinporten/delegations`: what Maskinporten and the owners of scopes ask (`altinn.md`
//! §1.1). Only direct, active delegations are told; the order of the checks is the real one's.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::access::altinn::{self, owns_prefix_of};
use crate::access::bearer::{self, BearerFault};
use crate::app::App;
use crate::clock::{Now, iso8601};
use crate::db;
use crate::delegation::{self, Found};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties;
use crate::web::Query;

const SCOPE: &str = "altinn:maskinporten/delegations";
const ADMIN_SCOPE: &str = "altinn:maskinporten/delegations.admin";

const FORBIDDEN: &str = "https://tools.ietf.org/html/rfc7231#section-6.5.3";
const BAD_REQUEST: &str = "https://tools.ietf.org/html/rfc7231#section-6.5.1";

/// `GET …/maskinporten/delegations?supplierOrg=&consumerOrg=&scope=`
pub async fn delegations(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    match answer(&app, &headers, &Query::new(query)).await {
        Ok(response) => response,
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Database(error)) => {
            tracing::error!(%error, "delegations could not be looked up");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

enum Refusal {
    Answer(Box<Response>),
    Database(db::Error),
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}

/// What the caller may ask about.
struct Caller {
    admin: bool,
    /// Whether it owns the prefix of the scope that it asks about.
    owns: bool,
}

async fn answer(app: &App, headers: &HeaderMap, query: &Query) -> Result<Response, Refusal> {
    let (supplier, consumer, scope) =
        (query.get("supplierOrg"), query.get("consumerOrg"), query.get("scope"));
    let caller = caller(app, headers, app.now(), scope.as_deref().unwrap_or_default()).await?;
    match &scope {
        None if !caller.admin => {
            let title = "Not authorized for lookup of delegations without specifying parameter: scope";
            return Err(problem(StatusCode::FORBIDDEN, FORBIDDEN, title));
        }
        Some(scope) if !caller.admin && !caller.owns => {
            let shown = mask_real_numbers(scope).0;
            let title = format!("Not authorized for lookup of delegations for the scope: {shown}");
            return Err(problem(StatusCode::FORBIDDEN, FORBIDDEN, &title));
        }
        None if supplier.is_none() && consumer.is_none() => {
            let title = "Missing query parameters; provide at least one of: scope, supplierOrg, consumerOrg";
            return Err(problem(StatusCode::BAD_REQUEST, BAD_REQUEST, title));
        }
        _ => {}
    }
    let supplier = number("supplierOrg", supplier)?;
    let consumer = number("consumerOrg", consumer)?;
    let mut tx = app.db.read().await?;
    for (name, number) in [("consumerOrg", consumer), ("supplierOrg", supplier)] {
        if let Some(number) = number
            && parties::find_organisation(&mut tx, number).await?.is_none()
        {
            let said = format!(
                "The specified {name}: {number}, is not a valid organization number (Parameter '{name}')"
            );
            return Err(invalid(name, &said));
        }
    }
    let found = delegation::look_up(&mut tx, consumer, supplier, scope.as_deref()).await?;
    Ok(Json(Value::Array(found.iter().map(item).collect())).into_response())
}

fn item(found: &Found) -> Value {
    json!({
        "consumer_org": found.consumer,
        "supplier_org": found.supplier,
        // No scheme here came from Altinn 2, which is where these ids are from.
        "delegation_scheme_Id": null,
        "scopes": found.scopes,
        "created": iso8601(found.given_at),
        "resourceid": found.scheme_id,
    })
}

/// An exchanged token, or with the setting one of the token server's as it is.
async fn caller(app: &App, headers: &HeaderMap, now: Now, scope: &str) -> Result<Caller, Refusal> {
    let (admin, plain, owns) = match altinn::verify(app, headers, now).await {
        // It is asked by organisations, and never by a person (`altinn.md` §1.1).
        Ok(token) if token.person().is_some() => {
            return Err(Refusal::Answer(Box::new(StatusCode::FORBIDDEN.into_response())));
        }
        Ok(token) => (token.has_scope(ADMIN_SCOPE), token.has_scope(SCOPE), token.owns_prefix_of(scope)),
        Err(BearerFault::WrongIssuer) if app.config.lookup_takes_bare_tokens => {
            let machine = bearer::verify(app, headers, now).await.map_err(unauthorised)?;
            let owns = owns_prefix_of(&machine.claims, scope);
            (machine.has_scope(ADMIN_SCOPE), machine.has_scope(SCOPE), owns)
        }
        Err(fault) => return Err(unauthorised(fault)),
    };
    if admin || plain {
        Ok(Caller { admin, owns })
    } else {
        Err(Refusal::Answer(Box::new(StatusCode::FORBIDDEN.into_response())))
    }
}

fn unauthorised(fault: BearerFault) -> Refusal {
    let response = match fault {
        BearerFault::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))])
            .into_response(),
    };
    Refusal::Answer(Box::new(response))
}

fn number(name: &str, written: Option<String>) -> Result<Option<OrgNumber>, Refusal> {
    let Some(written) = written else { return Ok(None) };
    // Nine digits and nothing else: blanks are not forgiven here.
    let plain = written.len() == 9 && written.bytes().all(|byte| byte.is_ascii_digit());
    match OrgNumber::parse(&written) {
        Ok(number) if plain => Ok(Some(number)),
        _ => Err(invalid(name, &format!("{name} is not a valid organization number"))),
    }
}

fn document(status: StatusCode, body: &Value) -> Refusal {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    Refusal::Answer(Box::new((status, headers, body.to_string()).into_response()))
}

fn problem(status: StatusCode, kind: &str, title: &str) -> Refusal {
    document(status, &json!({ "type": kind, "title": title, "status": status.as_u16() }))
}

fn invalid(name: &str, said: &str) -> Refusal {
    let body = json!({
        "type": BAD_REQUEST,
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": { name: [said] },
    });
    document(StatusCode::BAD_REQUEST, &body)
}
