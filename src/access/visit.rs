//! A visit: everything a page's handler needs to know about its request, read once.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::sessions::{COOKIE, find_principal};
use super::{Contact, Person, Principal, Staff};
use crate::app::App;
use crate::clock::Now;
use crate::language::Language;
use crate::web::cookies::{Browser, cookie, cookie_name, renew_browser, set_cookie};
use crate::web::forms::percent_encode;
use crate::web::frame::{FaultPage, Frame, draw, without_real_numbers};

/// A request for a page.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The program's shared parts.
    pub app: Arc<App>,
    /// Both clocks, read once.
    pub now: Now,
    /// The language of the answer.
    pub lang: Language,
    /// Who asks.
    pub principal: Principal,
    /// The path without its query.
    pub path: String,
    /// The query as it came.
    pub query: String,
    /// The address the request comes from, when it came over the network.
    pub address: Option<IpAddr>,
    /// Whether a page is asked for, and nothing sent.
    reads: bool,
    browser: String,
    session: Option<String>,
}

impl Visit {
    /// The page's frame.
    pub fn frame(&self) -> Frame {
        let csrf = self.app.keys.form_token(&self.browser);
        let mut frame = Frame::new(self.lang, &self.path, &self.query, csrf, self.principal.shown_as());
        match &self.principal {
            Principal::Handler(_) => {
                frame.lead_to("/tilganger", "nav-owner");
                frame.lead_to("/saksbord", "nav-desk");
            }
            // To anybody else the page would only say that it is not for them.
            Principal::Contact(contact) if contact.speaks_for().is_some() => {
                frame.lead_to("/klienter", "nav-clients");
            }
            _ => {}
        }
        frame
    }

    /// The catalogue's text.
    pub fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }

    /// Draws a page with status 200.
    pub fn page(&self, template: &impl Template) -> Response {
        draw(StatusCode::OK, template)
    }

    /// Draws a page with another status.
    pub fn page_with(&self, status: StatusCode, template: &impl Template) -> Response {
        draw(status, template)
    }

    /// A fault page with the catalogue's texts `KEY-heading`, `KEY-text` and, with a link, `KEY-next`.
    pub fn fault(&self, status: StatusCode, key: &str, next_href: Option<&str>) -> Response {
        FaultPage::of(self.frame(), key, next_href).respond(status)
    }

    /// The page for something that is not there.
    pub fn not_found(&self) -> Response {
        self.fault(StatusCode::NOT_FOUND, "not-found", Some("/"))
    }

    /// The page for a fault of ours. The cause is logged here, once.
    pub fn internal(&self, error: &dyn std::error::Error) -> Response {
        tracing::error!(%error, path = self.path, "a page failed");
        self.fault(StatusCode::SERVICE_UNAVAILABLE, "internal", Some(&without_real_numbers(&self.path)))
    }

    /// Sends the browser to `path` with GET (303), the end of every form that succeeded.
    pub fn go(&self, path: &str) -> Response {
        redirect(path)
    }

    /// As [`Self::go`], to an address whose query says what was done: it is sealed, so that the page can tell it from one that
    /// somebody else wrote.
    pub fn go_and_tell(&self, address: &str) -> Response {
        let seal = self.app.keys.deed_seal(&self.browser, address);
        redirect(&format!("{address}&{SEAL}={seal}"))
    }

    /// Whether this is an address of [`Self::go_and_tell`] of this very browser. Only then may the page say that what the
    /// query names was done, and only while it is still so.
    pub fn follows_a_deed(&self) -> bool {
        let Some(seal) = self.query_value(SEAL) else { return false };
        let said = self.query.split('&').filter(|pair| {
            // The language may be changed on the page, which says it last.
            pair.split_once('=').is_none_or(|(name, _)| name != SEAL && name != "sprak")
        });
        let address = format!("{}?{}", self.path, said.collect::<Vec<_>>().join("&"));
        self.app.keys.deed_seal_fits(&self.browser, &address, &seal)
    }

    /// The query parameter `name`, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.query.split('&').filter_map(|pair| pair.split_once('=')).find_map(|(key, value)| {
            (key == name).then(|| crate::web::forms::percent_decode(value.as_bytes()))
        })
    }

    /// The fictional person who asks; others are sent to log in and come back here.
    #[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
    pub fn person(&self) -> Result<&Person, Response> {
        match &self.principal {
            Principal::Person(person) => Ok(person),
            _ => Err(redirect(&format!("/logg-inn?goto={}", percent_encode(&self.path_and_query())))),
        }
    }

    /// The contact who asks, where it speaks for its organisation: an order with it as contact is approved.
    #[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
    pub fn contact(&self) -> Result<&Contact, Response> {
        match &self.principal {
            Principal::Contact(contact) if contact.speaks_for().is_some() => Ok(contact),
            Principal::Contact(contact) => {
                let case = format!("/sak/{}", contact.case_number);
                Err(self.fault(StatusCode::FORBIDDEN, "needs-approval", Some(&case)))
            }
            _ => Err(self.fault(StatusCode::FORBIDDEN, "needs-contact", Some("/sak"))),
        }
    }

    /// The contact who asks, where its link opens this case. Another case of the same organisation is not there for it
    /// until it speaks for the organisation.
    #[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
    pub fn contact_in(&self, case_number: &str) -> Result<&Contact, Response> {
        match &self.principal {
            Principal::Contact(contact) if contact.opens(case_number) => Ok(contact),
            Principal::Contact(_) => Err(self.not_found()),
            _ => Err(self.fault(StatusCode::FORBIDDEN, "needs-contact", Some("/sak"))),
        }
    }

    /// The handler who asks. An operator is told that the role of a handler is another, and who gives it.
    #[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
    pub fn handler(&self) -> Result<&Staff, Response> {
        let key = match &self.principal {
            Principal::Handler(staff) => return Ok(staff),
            _ if self.app.config.oidc.is_none() => {
                return Err(self.fault(StatusCode::FORBIDDEN, "needs-handler", None));
            }
            Principal::Operator(_) => "needs-handler-role",
            _ => "needs-handler-login",
        };
        // What was sent is not sent again after the login; the desk is where it is found.
        let goto = if self.reads { self.path_and_query() } else { "/saksbord".to_owned() };
        Err(self.fault(StatusCode::FORBIDDEN, key, Some(&login_for(&goto))))
    }

    /// Where a handler or an operator begins who asked for no page.
    pub fn home_of_staff(&self, kind: &str) -> &'static str {
        match kind {
            "handler" => "/saksbord",
            _ if self.app.config.mail_out.is_mailbox() => "/post",
            // Where letters leave by a relay, the built-in mailbox is empty.
            _ => "/forklar",
        }
    }

    /// Test aids (`/post`): anybody on a laptop, the operator alone where the service can be reached from outside.
    #[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
    pub fn test_aid(&self) -> Result<(), Response> {
        if self.may_use_test_aids() {
            return Ok(());
        }
        let by_login = self.app.config.oidc.as_ref().is_some_and(|oidc| oidc.operator.is_some());
        if !by_login {
            return Err(self.fault(StatusCode::FORBIDDEN, "needs-operator", None));
        }
        Err(self.fault(
            StatusCode::FORBIDDEN,
            "needs-operator-login",
            Some(&login_for(&self.path_and_query())),
        ))
    }

    /// Whether test aids are for the one who asks: as [`Self::test_aid`], where a program is to be answered in its own shape.
    pub fn may_use_test_aids(&self) -> bool {
        matches!(self.principal, Principal::Operator(_)) || self.app.config.access_code.is_none()
    }

    /// The page that was asked for, for coming back to it; empty when something was sent, since that is not sent again.
    pub fn wanted(&self) -> String {
        if self.reads { self.path_and_query() } else { String::new() }
    }

    /// The path with its query, for coming back after a login. A real person's number does not come back.
    pub fn path_and_query(&self) -> String {
        let path = without_real_numbers(&self.path);
        if self.query.is_empty() {
            path.into_owned()
        } else {
            format!("{path}?{}", without_real_numbers(&self.query))
        }
    }

    /// The secret of the session this browser has, for ending it.
    pub fn session_secret(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// `response` with the cookie of a new session, or with `None` the cookie's removal. The browser becomes another with it:
    /// what was known of its forms before the login, or the logout, opens none after it.
    pub fn with_session(&self, mut response: Response, secret: Option<&str>) -> Response {
        let line = secret.map_or_else(
            || set_cookie(&self.app, COOKIE, "", Some(0)),
            |secret| set_cookie(&self.app, COOKIE, secret, None),
        );
        for line in line.into_iter().chain(renew_browser(&self.app)) {
            response.headers_mut().append(SET_COOKIE, line);
        }
        response
    }
}

/// Whether the page at `path` is a test aid ([`Visit::test_aid`]).
pub(super) fn is_test_aid(path: &str) -> bool {
    path.strip_prefix("/post").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Where staff log in to come back to `goto`.
fn login_for(goto: &str) -> String {
    format!("/logg-inn/oidc?goto={}", percent_encode(goto))
}

/// The query parameter that holds the seal of an address.
const SEAL: &str = "segl";

/// Where a `goto` may lead: a path on this service. Anything else leads to the start page (open redirects).
pub fn safe_goto(goto: &str) -> &str {
    let plain = goto.starts_with('/')
        && !goto.starts_with("//")
        && !goto.contains(['\\', '\r', '\n', '\t'])
        && goto.chars().all(|c| !c.is_control());
    if plain { goto } else { "/" }
}

fn redirect(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    Arc<App>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = Arc::<App>::from_ref(state);
        let now = app.now();
        let session = cookie(&parts.headers, &cookie_name(&app, COOKIE))
            .filter(|value| value.len() == 43)
            .map(str::to_owned);
        let mut visit = Self {
            now,
            lang: parts.extensions.get::<Language>().copied().unwrap_or(Language::Nb),
            principal: Principal::Visitor,
            reads: parts.method == Method::GET,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            browser: parts.extensions.get::<Browser>().map(|browser| browser.0.clone()).unwrap_or_default(),
            session: None,
            address: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip()),
            app,
        };
        if visit.path.contains("%00") {
            // No id holds a zero character, and neither database takes one.
            return Err(visit.not_found());
        }
        if let Some(secret) = session {
            let found = async {
                let mut tx = visit.app.db.read().await?;
                find_principal(&mut tx, &secret, now).await
            };
            match found.await {
                Ok(principal) => visit.principal = principal,
                Err(error) => return Err(visit.internal(&error)),
            }
            visit.session = Some(secret);
        }
        Ok(visit)
    }
}

#[cfg(test)]
mod tests {
    use super::safe_goto;

    #[test]
    fn a_goto_stays_on_this_service() {
        for (goto, expected) in [
            ("/fullmakt?x=1", "/fullmakt?x=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
            ("/a\r\nSet-Cookie: x=1", "/"),
        ] {
            assert_eq!(safe_goto(goto), expected, "{goto:?}");
        }
    }
}
