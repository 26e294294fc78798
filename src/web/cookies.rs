//! Cookies, and the two facts about a browser that every page needs: which browser it is, and its language.

use axum::extract::Request;
use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

use crate::app::App;
use crate::language::Language;

/// A browser, by the random value of its cookie. Anti-forgery tokens are bound to it.
#[derive(Debug, Clone)]
pub struct Browser(pub String);

/// The value of the cookie `name`.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The name under which a cookie is kept: with the `__Host-` prefix (RFC 6265bis §4.1.3) where connections are encrypted,
/// so that no neighbouring host can set it.
pub fn cookie_name(app: &App, name: &str) -> String {
    if app.config.is_https() { format!("__Host-{name}") } else { name.to_owned() }
}

/// A `Set-Cookie` line. Without `max_age_seconds` it lasts as long as the browser is open; zero removes it.
pub fn set_cookie(app: &App, name: &str, value: &str, max_age_seconds: Option<i64>) -> Option<HeaderValue> {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    let age = max_age_seconds.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(app, name));
    HeaderValue::from_str(&line).ok()
}

const BROWSER: &str = "fullmakt_browser";
const LANGUAGE: &str = "fullmakt_sprak";
const YEAR_SECONDS: i64 = 365 * 24 * 3600;

/// A `Set-Cookie` line that makes the browser another one, with other form tokens.
pub fn renew_browser(app: &App) -> Option<HeaderValue> {
    set_cookie(app, BROWSER, &app.random.secret(), None)
}

/// Middleware: puts [`Browser`] and [`Language`] into the request's extensions, and remembers both in cookies.
///
/// The language is what `?sprak=` says, else the cookie, else `Accept-Language`.
pub async fn know_the_browser(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let known =
        cookie(headers, &cookie_name(&app, BROWSER)).filter(|value| value.len() == 43).map(str::to_owned);
    let chosen = request.uri().query().and_then(|query| {
        query.split('&').find_map(|pair| pair.strip_prefix("sprak=")).and_then(Language::from_tag)
    });
    let language = chosen
        .or_else(|| cookie(headers, &cookie_name(&app, LANGUAGE)).and_then(Language::from_tag))
        .or_else(|| {
            headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Language::negotiate)
        })
        .unwrap_or(Language::Nb);
    let (browser, is_new) = known.map_or_else(|| (app.random.secret(), true), |value| (value, false));
    request.extensions_mut().insert(Browser(browser.clone()));
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    // Programs have no use for cookies, and a cache could hand one caller's to another.
    if is_page {
        let mut lines = Vec::new();
        let is_renewed = response.headers().get_all(SET_COOKIE).iter().any(|line| {
            line.to_str().is_ok_and(|line| line.starts_with(&format!("{}=", cookie_name(&app, BROWSER))))
        });
        if is_new && !is_renewed {
            lines.extend(set_cookie(&app, BROWSER, &browser, None));
        }
        if let Some(chosen) = chosen {
            lines.extend(set_cookie(&app, LANGUAGE, chosen.tag(), Some(YEAR_SECONDS)));
        }
        for line in lines {
            response.headers_mut().append(SET_COOKIE, line);
        }
    }
    response
}
