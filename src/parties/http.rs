//! `/enhetsregisteret/api/enheter/{n}`: Enhetsregisteret's open look-up for the parties of this world (`register.md` §7).
//! Searching, subunits and bulk files come with the register's own issue.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{REMOVED, find_organisation};
use crate::app::App;
use crate::clock::{Now, iso8601};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::web::Unmatched;

/// Any path of the API that is none of its paths (404), or that takes another method (405), in Spring's shape as there.
pub fn unmatched(now: Now, path: &str, why: Unmatched) -> Response {
    let status = why.status();
    let message = match why {
        Unmatched::NoSuchPath => {
            "Adressen finnes ikke her. Det som finnes, er /enhetsregisteret/api/enheter/{organisasjonsnummer}."
        }
        Unmatched::WrongMethod => "Adressen tar imot en annen metode; hodet Allow sier hvilke.",
    };
    let body = json!({
        "timestamp": iso8601(now.wall),
        "status": status.as_u16(),
        "error": status.canonical_reason(),
        "message": message,
        "path": mask_real_numbers(path).0,
    });
    (status, Json(body)).into_response()
}

/// `GET /enhetsregisteret/api/enheter/{organisasjonsnummer}`
pub async fn entity(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let now = app.now();
    let Ok(parsed) = OrgNumber::parse(&number) else {
        let fault = json!({
            "feilmelding": "Feil i organisasjonsnummer: det må være ni sifre, og siste siffer må stemme.",
            "parametere": ["organisasjonsnummer"],
            "feilaktigVerdi": mask_real_numbers(&number).0.chars().take(40).collect::<String>()
        });
        let body = json!({
            "tidsstempel": now.wall,
            "status": 400,
            "feilmelding": "Feilaktig forespørsel",
            "sti": mask_real_numbers(uri.path()).0,
            "antallFeil": 1,
            "valideringsfeil": [fault]
        });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    };
    let found = async {
        let mut tx = app.db.read().await?;
        find_organisation(&mut tx, parsed).await
    };
    match found.await {
        Ok(Some(organisation)) if organisation.entity.get(REMOVED).is_some() => {
            (StatusCode::GONE, Json(json!({ "organisasjonsnummer": parsed }))).into_response()
        }
        Ok(Some(organisation)) => {
            let mut entity = organisation.entity;
            if let Value::Object(members) = &mut entity {
                members.entry("organisasjonsnummer").or_insert_with(|| json!(parsed));
                members.entry("navn").or_insert_with(|| json!(organisation.name));
                let href = app.url(&format!("/enhetsregisteret/api/enheter/{parsed}"));
                members.insert("_links".to_owned(), json!({ "self": { "href": href } }));
            }
            Json(entity).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "an organisation could not be looked up");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
