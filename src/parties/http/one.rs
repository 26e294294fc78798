//! One company by its number, and its roles.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::asked::{Fault, NOT_A_NUMBER};
use super::{BASE, Kind, answer, malformed, unavailable};
use crate::app::App;
use crate::clock::Now;
use crate::db::Error;
use crate::numbers::OrgNumber;
use crate::parties::entities::{self, Shown, Status};

/// `GET /enhetsregisteret/api/enheter/{organisasjonsnummer}`
pub async fn entity(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    show(&app, &number, &uri, &headers, Kind::Entity).await
}

/// `GET /enhetsregisteret/api/underenheter/{organisasjonsnummer}`
pub async fn subunit(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    show(&app, &number, &uri, &headers, Kind::Subunit).await
}

/// The company, or what is answered where there is none to show.
fn refused(
    now: Now,
    uri: &Uri,
    number: &str,
    found: Result<Option<Shown>, Error>,
) -> Result<Shown, Box<Response>> {
    if OrgNumber::parse(number).is_err() {
        let fault = Fault::new("organisasjonsnummer", number, NOT_A_NUMBER);
        return Err(Box::new(malformed(now, uri, &[fault])));
    }
    match found {
        Ok(Some(shown)) if shown.status == Status::Removed => {
            Err(Box::new((StatusCode::GONE, Json(shown.body)).into_response()))
        }
        Ok(Some(shown)) => Ok(shown),
        Ok(None) => Err(Box::new(StatusCode::NOT_FOUND.into_response())),
        Err(error) => Err(Box::new(unavailable(now, uri, &error))),
    }
}

async fn find(app: &App, number: &str, subunit: bool) -> Result<Option<Shown>, Error> {
    let Ok(number) = OrgNumber::parse(number) else { return Ok(None) };
    let mut tx = app.db.read().await?;
    let found = entities::find(&mut tx, number).await?;
    Ok(found.filter(|shown| shown.subunit == subunit))
}

async fn show(app: &App, number: &str, uri: &Uri, headers: &HeaderMap, kind: Kind) -> Response {
    let now = app.now();
    let found = find(app, number, kind == Kind::Subunit).await;
    match refused(now, uri, number, found) {
        Ok(shown) => answer(now, headers, uri, kind, linked(app, shown).to_string()),
        Err(refusal) => *refusal,
    }
}

/// A company with links to itself and to what is above it.
pub(super) fn linked(app: &App, shown: Shown) -> Value {
    with_links(app, shown.subunit, shown.number, shown.body)
}

pub(super) fn with_links(app: &App, subunit: bool, number: OrgNumber, body: Value) -> Value {
    let place = if subunit { "underenheter" } else { "enheter" };
    let mut links = json!({ "self": { "href": app.url(&format!("{BASE}/{place}/{number}")) } });
    let mut body = entities::members(body);
    if let (Some(parent), Value::Object(links)) =
        (body.get("overordnetEnhet").and_then(Value::as_str), &mut links)
    {
        let href = app.url(&format!("{BASE}/enheter/{parent}"));
        links.insert("overordnetEnhet".to_owned(), json!({ "href": href }));
    }
    body.insert("_links".to_owned(), links);
    Value::Object(body)
}

/// `GET /enhetsregisteret/api/enheter/{organisasjonsnummer}/roller`
pub async fn roles(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let now = app.now();
    let shown = match refused(now, &uri, &number, find(&app, &number, false).await) {
        Ok(shown) => shown,
        Err(refusal) => return *refusal,
    };
    let number = shown.number;
    let groups = async {
        let mut tx = app.db.read().await?;
        entities::role_groups(&mut tx, std::slice::from_ref(&shown)).await
    };
    match groups.await {
        Ok(mut groups) => {
            let groups = groups.remove(&number).unwrap_or_else(|| json!([]));
            let body = roles_body(&app, &number.to_string(), &groups);
            answer(now, &headers, &uri, Kind::Roles, body.to_string())
        }
        Err(error) => unavailable(now, &uri, &error),
    }
}

/// A company's role groups as they are answered.
pub(super) fn roles_body(app: &App, number: &str, groups: &Value) -> Value {
    let company = app.url(&format!("{BASE}/enheter/{number}"));
    json!({
        "rollegrupper": groups,
        "_links": { "self": { "href": format!("{company}/roller") }, "enhet": { "href": company } }
    })
}
