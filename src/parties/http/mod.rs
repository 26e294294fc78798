//! `/enhetsregisteret/api`: Enhetsregisteret's open API for the parties of this world and its population (`register.md`
//! §7). It asks for no token, only reads, and may be called from any page in a browser.

mod asked;
mod bulk;
mod codes;
mod csv;
mod document;
mod listing;
mod one;
mod operations;
mod updates;

use axum::Json;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub use bulk::{
    all_roles, download_csv_of_entities, download_csv_of_subunits, download_entities, download_subunits,
    no_spreadsheet,
};
pub use codes::{form, forms};
pub use document::{documentation, openapi};
pub use listing::{search_entities, search_subunits};
pub use one::{entity, roles, subunit};
pub use updates::{updates_of_entities, updates_of_roles, updates_of_subunits};

use self::asked::Fault;
use crate::clock::{Now, iso8601};
use crate::db::Error;
use crate::numbers::mask_real_numbers;
use crate::web::Unmatched;

/// Where the API is.
const BASE: &str = "/enhetsregisteret/api";

/// What a resource is called in versioned content types (`application/vnd.brreg.enhetsregisteret.KIND+json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entity,
    Subunit,
    Roles,
    /// What has no content type of its own.
    Other,
}

impl Kind {
    const fn versioned(self) -> Option<&'static str> {
        match self {
            Self::Entity => Some("application/vnd.brreg.enhetsregisteret.enhet.v2+json"),
            Self::Subunit => Some("application/vnd.brreg.enhetsregisteret.underenhet.v2+json"),
            Self::Roles => Some("application/vnd.brreg.enhetsregisteret.rolle.v1+json"),
            Self::Other => None,
        }
    }

    /// The content type to answer in, by the header `Accept`; none when it asks for another version alone. Whoever asks
    /// for a page is answered in JSON as well, since there is nothing else.
    fn accepted(self, headers: &HeaderMap) -> Option<String> {
        const PLAIN: &str = "application/json";
        let asked = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut other_version = false;
        for one in asked.flat_map(|value| value.split(',')) {
            let name = one.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            match name.as_str() {
                "application/hal+json" => return Some(name),
                _ if self.versioned() == Some(name.as_str()) => return Some(format!("{name};charset=UTF-8")),
                _ if name.starts_with("application/vnd.brreg.") => other_version = true,
                _ => return Some(PLAIN.to_owned()),
            }
        }
        (!other_version).then(|| PLAIN.to_owned())
    }
}

/// Answers with JSON that was put together already.
fn answer(now: Now, headers: &HeaderMap, uri: &Uri, kind: Kind, body: String) -> Response {
    let Some(content_type) = kind.accepted(headers) else {
        return spring(now, StatusCode::NOT_ACCEPTABLE, uri.path(), &not_acceptable(kind));
    };
    let content_type =
        HeaderValue::from_str(&content_type).unwrap_or(HeaderValue::from_static("application/json"));
    ([(CONTENT_TYPE, content_type)], body).into_response()
}

/// Why there is no answer in another version.
fn not_acceptable(kind: Kind) -> String {
    let own = kind.versioned().map(|own| format!(" eller {own}")).unwrap_or_default();
    format!("Hodet Accept ber om noe som ikke finnes her. Be om application/json{own}.")
}

/// An error in Spring's shape.
fn spring(now: Now, status: StatusCode, path: &str, message: &str) -> Response {
    (status, Json(spring_body(now, status, path, message))).into_response()
}

fn spring_body(now: Now, status: StatusCode, path: &str, message: &str) -> Value {
    json!({
        "timestamp": iso8601(now.wall),
        "status": status.as_u16(),
        "error": status.canonical_reason(),
        "message": message,
        "path": mask_real_numbers(path).0,
    })
}

/// 400 with everything that is wrong.
fn malformed(now: Now, uri: &Uri, faults: &[Fault]) -> Response {
    (StatusCode::BAD_REQUEST, Json(malformed_body(now, uri.path(), faults))).into_response()
}

fn malformed_body(now: Now, path: &str, faults: &[Fault]) -> Value {
    let faults: Vec<Value> = faults.iter().map(Fault::told).collect();
    json!({
        "tidsstempel": now.wall,
        "status": 400,
        "feilmelding": "Feilaktig forespørsel",
        "sti": mask_real_numbers(path).0,
        "antallFeil": faults.len(),
        "valideringsfeil": faults
    })
}

/// What is said when the database does not answer.
const UNAVAILABLE: &str = "Tjenesten får ikke lest akkurat nå. Prøv igjen om litt.";

/// 503: the cause is logged, without what was asked for.
fn unavailable(now: Now, uri: &Uri, error: &Error) -> Response {
    tracing::error!(%error, "Enhetsregisteret's open API could not read");
    spring(now, StatusCode::SERVICE_UNAVAILABLE, uri.path(), UNAVAILABLE)
}

/// Any path of the API that is none of its paths (404), or that takes another method (405), in Spring's shape as there.
pub fn unmatched(now: Now, path: &str, why: Unmatched) -> Response {
    let message = match why {
        Unmatched::NoSuchPath => {
            "Adressen finnes ikke her. Det som finnes, er enheter, underenheter, oppdateringer, organisasjonsformer og \
             roller/totalbestand under /enhetsregisteret/api."
        }
        Unmatched::WrongMethod => "Adressen tar imot en annen metode; hodet Allow sier hvilke.",
    };
    open_to_all(spring(now, why.status(), path, message))
}

/// Open data: a page of any origin may read an answer, and what a client needs of its headers.
pub fn open_to_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Content-Disposition"));
    response
}
