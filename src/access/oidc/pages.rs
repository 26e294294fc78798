//! The addresses of a login with OIDC: where it begins, where the issuer sends the browser back to, and what is said after
//! the log-out here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Begun, Entrant, LOGIN_LIFE, Oidc, OidcError};
use crate::access::pages::enter;
use crate::access::{NewSession, Visit, safe_goto};
use crate::audit::{self, Event};
use crate::clock::SECOND;
use crate::db::Error;
use crate::ids::sha256_hex;
use crate::ledger;
use crate::web::cookies::{cookie, cookie_name, set_cookie};

/// The cookie of a login that has begun.
const COOKIE: &str = "fullmakt_innlogging";

/// Under this name a used state is remembered; no client is called so.
const USED: &str = "oidc-state";

/// Where a login begins again.
const AGAIN: &str = "/logg-inn/oidc";

/// `GET /logg-inn/oidc`: sends the browser to the issuer.
pub async fn begin(visit: Visit, State(oidc): State<Option<Arc<Oidc>>>) -> Response {
    let Some(oidc) = oidc else { return visit.not_found() };
    let goto = visit.query_value("goto").unwrap_or_default();
    let begun = Begun::new(&visit.app, visit.now, safe_goto(&goto));
    let url = match oidc.authorization_url(&begun, visit.now).await {
        Ok(url) => url,
        Err(error) => return issuer_fault(&visit, &error),
    };
    let Ok(location) = HeaderValue::from_str(&url) else { return visit.not_found() };
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    if let Some(line) = set_cookie(&visit.app, COOKIE, &begun.cookie, Some(LOGIN_LIFE / SECOND)) {
        response.headers_mut().append(SET_COOKIE, line);
    }
    response
}

fn issuer_fault(visit: &Visit, error: &OidcError) -> Response {
    tracing::warn!(%error, "a login with OpenID Connect failed");
    match error {
        OidcError::Issuer(_) => visit.fault(StatusCode::BAD_GATEWAY, "oidc-unavailable", Some(AGAIN)),
        OidcError::Code => visit.fault(StatusCode::FORBIDDEN, "oidc-stale", Some(AGAIN)),
        OidcError::Token(_) => visit.fault(StatusCode::FORBIDDEN, "oidc-refused", Some(AGAIN)),
    }
}

/// `GET /logg-inn/oidc/ut`: after the log-out here, the way to the issuer's own.
///
/// Who leaves a shared machine would otherwise be logged in again by the next one's click. It is a link and no
/// redirect: the page's policy keeps forms on this service, and an issuer that is down must not hide that the session here is over.
pub async fn logged_out(visit: Visit, State(oidc): State<Option<Arc<Oidc>>>) -> Response {
    let Some(oidc) = oidc else { return visit.not_found() };
    match oidc.end_session_url(visit.now).await {
        Ok(Some(url)) => visit.fault(StatusCode::OK, "oidc-logged-out", Some(&url)),
        Ok(None) => visit.go("/"),
        Err(error) => {
            tracing::warn!(%error, "the login service was not asked where to log out");
            visit.go("/")
        }
    }
}

/// `GET /logg-inn/oidc/svar`: the issuer's answer.
pub async fn answer(visit: Visit, headers: HeaderMap, State(oidc): State<Option<Arc<Oidc>>>) -> Response {
    let Some(oidc) = oidc else { return visit.not_found() };
    let begun = cookie(&headers, &cookie_name(&visit.app, COOKIE))
        .and_then(|value| Begun::of_cookie(&visit.app, value));
    let mut response = match begun {
        Some(begun) => finish(&visit, &oidc, &begun).await,
        None => visit.fault(StatusCode::FORBIDDEN, "oidc-stale", Some(AGAIN)),
    };
    if let Some(line) = set_cookie(&visit.app, COOKIE, "", Some(0)) {
        response.headers_mut().append(SET_COOKIE, line);
    }
    response
}

async fn finish(visit: &Visit, oidc: &Oidc, begun: &Begun) -> Response {
    let stale = || visit.fault(StatusCode::FORBIDDEN, "oidc-stale", Some(AGAIN));
    // The state is this browser's, or somebody else's login would end here.
    if visit.query_value("state").as_deref() != Some(begun.state.as_str()) || begun.ends_at <= visit.now.wall
    {
        return stale();
    }
    // RFC 9207 §2.4: an answer that names its issuer must name ours.
    if visit.query_value("iss").is_some_and(|issuer| issuer != oidc.issuer()) {
        return stale();
    }
    match use_up(visit, begun).await {
        Ok(true) => {}
        Ok(false) => return stale(),
        Err(error) => return visit.internal(&error),
    }
    let Some(code) = visit.query_value("code").filter(|_| visit.query_value("error").is_none()) else {
        return visit.fault(StatusCode::FORBIDDEN, "oidc-broken-off", Some(AGAIN));
    };
    let skew = visit.app.config.clock_skew_seconds;
    let entrant = match oidc.enter(begun, &code, skew, visit.now).await {
        Ok(entrant) => entrant,
        Err(error) => return issuer_fault(visit, &error),
    };
    let kind = entrant.kind(&begun.goto);
    match start(visit, &entrant, kind).await {
        Ok(Some(secret)) => {
            // A page that is not for this role says so, and who gives the role.
            let next = match (safe_goto(&begun.goto), kind) {
                ("/", Some(kind)) => visit.home_of_staff(kind),
                (path, _) => path,
            };
            visit.with_session(visit.go(next), Some(&secret))
        }
        Ok(None) => visit.fault(StatusCode::FORBIDDEN, "oidc-no-role", Some("/")),
        Err(error) => visit.internal(&error),
    }
}

/// Uses up the state: of two answers with the same one the database lets one through.
async fn use_up(visit: &Visit, begun: &Begun) -> Result<bool, Error> {
    let mut tx = visit.app.db.begin_write().await?;
    let first =
        ledger::use_jti(&mut tx, USED, &sha256_hex(begun.state.as_bytes()), begun.ends_at + LOGIN_LIFE)
            .await?;
    tx.commit().await?;
    Ok(first)
}

/// Starts a session for somebody with a role, or notes that somebody without one came.
async fn start(
    visit: &Visit,
    entrant: &Entrant,
    kind: Option<&'static str>,
) -> Result<Option<String>, Error> {
    let mut tx = visit.app.db.begin_write().await?;
    let secret = if let Some(kind) = kind {
        let session = NewSession {
            kind,
            subject: &entrant.name,
            display_name: &entrant.name,
            organisation: None,
            case_number: None,
        };
        Some(enter(&mut tx, visit, session).await?)
    } else {
        let event = Event {
            actor: "visitor",
            action: "session.refused",
            subject: &entrant.name,
            organisation: None,
            case_number: None,
            detail: json!({ "by": "oidc" }),
        };
        audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        None
    };
    tx.commit().await?;
    Ok(secret)
}
