//! Requests that no route takes: each surface says so in its own shape, so that a program is never answered with a page.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::access::Visit;
use crate::web::Problem;
use crate::{clients, delegation, orders, parties, register};

/// Whose shape a path is answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surface {
    Register,
    Orders,
    SelfService,
    Altinn,
    Enhetsregisteret,
    /// Programs' addresses of no room: well-known documents, metrics, the token generator.
    Other,
    Pages,
}

/// Longer prefixes stand before those they begin with.
const SURFACES: [(&str, Surface); 16] = [
    ("/api/oppslag", Surface::Register),
    ("/api/fullmakt", Surface::Orders),
    ("/api/v1", Surface::SelfService),
    ("/clients", Surface::SelfService),
    ("/scopes", Surface::SelfService),
    ("/delegationsources", Surface::SelfService),
    ("/accessmanagement", Surface::Altinn),
    ("/resourceregistry", Surface::Altinn),
    ("/authentication", Surface::Altinn),
    ("/enhetsregisteret", Surface::Enhetsregisteret),
    ("/api", Surface::Other),
    ("/token", Surface::Other),
    ("/jwk", Surface::Other),
    ("/jwks", Surface::Other),
    ("/.well-known", Surface::Other),
    ("/health", Surface::Other),
];

impl Surface {
    fn of(path: &str) -> Self {
        SURFACES
            .iter()
            .find(|(prefix, _)| {
                path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .map_or(Self::Pages, |(_, surface)| *surface)
    }
}

/// A path that nothing stands behind (404).
pub(super) async fn no_such_path(headers: HeaderMap, visit: Visit) -> Response {
    answer(&headers, &visit, StatusCode::NOT_FOUND)
}

/// A path that takes other methods (405); the router adds the header `Allow`.
pub(super) async fn wrong_method(headers: HeaderMap, visit: Visit) -> Response {
    answer(&headers, &visit, StatusCode::METHOD_NOT_ALLOWED)
}

fn answer(headers: &HeaderMap, visit: &Visit, status: StatusCode) -> Response {
    match Surface::of(&visit.path) {
        Surface::Register => register::http::unmatched(visit.now, &visit.path, headers, status),
        Surface::Orders => orders::http::unmatched(status),
        Surface::SelfService => clients::http::unmatched(&visit.app, visit.now, status),
        Surface::Altinn => delegation::http::unmatched(status),
        Surface::Enhetsregisteret => parties::http::unmatched(visit.now, &visit.path, status),
        Surface::Other if status == StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(status, "The method is not allowed here", "The header Allow lists those that are.")
                .into_response()
        }
        Surface::Other => Problem::new(
            status,
            "There is no such path",
            "Look at the address again: nothing stands behind it.",
        )
        .into_response(),
        Surface::Pages if status == StatusCode::METHOD_NOT_ALLOWED => {
            visit.fault(status, "wrong-method", Some("/"))
        }
        Surface::Pages => visit.not_found(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_the_surface_whose_prefix_it_has_whole() {
        for (path, expected) in [
            ("/api/oppslag/v1/x", Surface::Register),
            ("/api/v1", Surface::SelfService),
            ("/api/v10", Surface::Other),
            ("/scopes/x", Surface::SelfService),
            ("/scopesx", Surface::Pages),
            ("/jwks/x", Surface::Other),
            ("/", Surface::Pages),
        ] {
            assert_eq!(Surface::of(path), expected, "{path}");
        }
    }

    #[test]
    fn no_prefix_hides_a_longer_one() {
        for (at, (prefix, _)) in SURFACES.iter().enumerate() {
            assert!(
                SURFACES.iter().take(at).all(|(earlier, _)| !prefix.starts_with(&format!("{earlier}/"))),
                "{prefix}"
            );
        }
    }
}
