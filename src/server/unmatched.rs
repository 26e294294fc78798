//! Requests that no route takes: each surface says so in its own shape, so that a program is never answered with a page.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Services;
use crate::access::Visit;
use crate::web::forms::percent_decode;
use crate::web::{Problem, Unmatched};
use crate::{clients, delegation, orders, parties, register, token};

/// Whose shape a path is answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    Register,
    Orders,
    SelfService,
    Altinn,
    Enhetsregisteret,
    /// The token endpoint, whose clients parse every answer as OAuth's (RFC 6749 §5.2).
    Token,
    /// Programs' addresses of no room: well-known documents, metrics.
    Other,
    Pages,
}

/// Longer prefixes stand before those they begin with.
const SURFACES: [(&str, Surface); 22] = [
    ("/api/oppslag", Surface::Register),
    ("/api/fullmakt", Surface::Orders),
    ("/api/v1", Surface::SelfService),
    ("/api/v2", Surface::SelfService),
    ("/prefix", Surface::SelfService),
    ("/organizations", Surface::SelfService),
    ("/clients", Surface::SelfService),
    ("/scopes", Surface::SelfService),
    ("/delegationsources", Surface::SelfService),
    ("/accessmanagement", Surface::Altinn),
    ("/resourceregistry", Surface::Altinn),
    ("/authentication", Surface::Altinn),
    ("/enhetsregisteret", Surface::Enhetsregisteret),
    ("/api/GetPersonalToken", Surface::Altinn),
    ("/api/GetEnterpriseToken", Surface::Altinn),
    ("/api", Surface::Other),
    ("/token", Surface::Token),
    ("/jwk", Surface::Other),
    ("/jwks", Surface::Other),
    ("/.well-known", Surface::Other),
    ("/health", Surface::Other),
    ("/metrics", Surface::Other),
];

impl Surface {
    pub(super) fn of(path: &str) -> Self {
        SURFACES
            .iter()
            .find(|(prefix, _)| {
                path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .map_or(Self::Pages, |(_, surface)| *surface)
    }
}

/// A path that nothing stands behind.
pub(super) async fn no_such_path(
    State(services): State<Services>,
    headers: HeaderMap,
    visit: Visit,
) -> Response {
    answer(&services, &headers, &visit, Unmatched::NoSuchPath).await
}

/// Middleware: a path whose percent-signs make no text (RFC 3986 §2.5) stands for nothing, on every surface.
pub(super) async fn unreadable_path(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    if is_text(request.uri().path()) {
        return next.run(request).await;
    }
    let (mut parts, _) = request.into_parts();
    let headers = parts.headers.clone();
    match Visit::from_request_parts(&mut parts, &services).await {
        Ok(visit) => answer(&services, &headers, &visit, Unmatched::NoSuchPath).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Whether a path is UTF-8 when its percent-signs are read. One that says the sign for what is no text is none either.
fn is_text(path: &str) -> bool {
    !path.contains('%') || !percent_decode(path.as_bytes()).contains(char::REPLACEMENT_CHARACTER)
}

/// A path that takes other methods.
pub(super) async fn wrong_method(
    State(services): State<Services>,
    headers: HeaderMap,
    visit: Visit,
) -> Response {
    answer(&services, &headers, &visit, Unmatched::WrongMethod).await
}

async fn answer(services: &Services, headers: &HeaderMap, visit: &Visit, why: Unmatched) -> Response {
    match Surface::of(&visit.path) {
        Surface::Register => register::http::unmatched(&visit.app, &visit.path, headers, why),
        Surface::Orders => orders::http::unmatched(why),
        Surface::SelfService => clients::http::unmatched(&visit.app, visit.now, why),
        Surface::Altinn => delegation::http::unmatched(why),
        Surface::Enhetsregisteret => parties::http::unmatched(visit.now, &visit.path, why),
        Surface::Token => token::http::unmatched(&services.token, why).await,
        Surface::Other => {
            let (title, detail) = match why {
                Unmatched::NoSuchPath => {
                    ("There is no such path", "Look at the address again: nothing stands behind it.")
                }
                Unmatched::WrongMethod => {
                    ("The method is not allowed here", "The header Allow lists those that are.")
                }
            };
            Problem::new(why.status(), title, detail).into_response()
        }
        Surface::Pages => match why {
            Unmatched::NoSuchPath => visit.not_found(),
            Unmatched::WrongMethod => visit.fault(why.status(), "wrong-method", Some("/")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_text_or_not() {
        for (path, text) in [
            ("/a/b", true),
            ("/%C3%A6", true),
            ("/%ff", false),
            ("/%C3", false),
            ("/%zz", true),
            ("/%", true),
        ] {
            assert_eq!(is_text(path), text, "{path}");
        }
    }

    #[test]
    fn a_path_belongs_to_the_surface_whose_prefix_it_has_whole() {
        for (path, expected) in [
            ("/api/oppslag/v1/x", Surface::Register),
            ("/api/v1", Surface::SelfService),
            ("/api/v10", Surface::Other),
            ("/api/GetPersonalToken", Surface::Altinn),
            ("/scopes/x", Surface::SelfService),
            ("/scopesx", Surface::Pages),
            ("/jwks/x", Surface::Other),
            ("/token/", Surface::Token),
            ("/tokens", Surface::Pages),
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
