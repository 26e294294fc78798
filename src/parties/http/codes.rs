//! Forms of organisation.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{BASE, Kind, answer};
use crate::app::App;
use crate::parties::entities::FORMS;
use crate::web::forms::percent_encode;

/// A form as it is told.
pub(super) fn told(app: &App, code: &str, name: &str) -> Value {
    let href = app.url(&format!("{BASE}/organisasjonsformer/{}", percent_encode(code)));
    json!({ "kode": code, "beskrivelse": name, "_links": { "self": { "href": href } } })
}

/// `GET /enhetsregisteret/api/organisasjonsformer`
pub async fn forms(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    answer(app.now(), &headers, &uri, Kind::Other, all(&app).to_string())
}

/// All of them, as they are answered.
pub(super) fn all(app: &App) -> Value {
    let all: Value = FORMS.iter().map(|form| told(app, form.code, form.name)).collect();
    json!({
        "_embedded": { "organisasjonsformer": all },
        "_links": { "self": { "href": app.url(&format!("{BASE}/organisasjonsformer")) } }
    })
}

/// `GET /enhetsregisteret/api/organisasjonsformer/{kode}`
pub async fn form(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    match FORMS.iter().find(|form| form.code == code) {
        Some(form) => {
            let body = told(&app, form.code, form.name);
            answer(app.now(), &headers, &uri, Kind::Other, body.to_string())
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
