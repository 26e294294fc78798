//! Forms that come back from a browser.
//!
//! [`Submitted`] is the only way to a form's fields, and it exists only for a form that our own page sent: the
//! synchroniser token must belong to the browser's cookie, and the browser's own word on where the request comes from
//! (`Sec-Fetch-Site`, `Origin`) must not speak against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::cookies::Browser;
use super::frame::{FaultPage, Frame};
use crate::app::App;
use crate::ids::Random;
use crate::language::Language;
use crate::numbers::mask_real_numbers;

/// The largest form we take, in bytes: the longest text field is 10 000 characters.
pub const FORM_LIMIT: usize = 128 * 1024;

/// The longest `once` of a form, in bytes.
const ONCE_LIMIT: usize = 100;

/// A form's fields, first value of each name, line ends as `\n`.
#[derive(Debug, Clone, Default)]
pub struct Submitted {
    fields: BTreeMap<String, String>,
}

impl Submitted {
    /// The field as typed, without blanks around it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    /// The field as it may be shown again: the number of a real person goes into no page.
    pub fn shown(&self, name: &str) -> String {
        mask_real_numbers(self.get(name)).0
    }

    /// The word that makes a form one form however often it is sent. Where it was not sent, or is longer than a page of ours
    /// makes it (43 characters), a new one: without a word of its own a form would be the same as every other such form.
    pub fn once(&self, random: &Random) -> String {
        let once = Some(self.get("once")).filter(|once| (1..=ONCE_LIMIT).contains(&once.len()));
        once.map_or_else(|| random.secret(), str::to_owned)
    }

    /// Whether a checkbox or button of this name was sent.
    pub fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// All fields, for a form that is shown again with what was typed.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.fields
    }

    /// Reads an `application/x-www-form-urlencoded` body.
    pub fn parse(body: &[u8]) -> Self {
        let mut fields = BTreeMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(500) {
            let (name, value) = pair.iter().position(|byte| *byte == b'=').map_or((pair, &[][..]), |at| {
                let (name, rest) = pair.split_at(at);
                (name, rest.get(1..).unwrap_or_default())
            });
            let value = percent_decode(value).replace("\r\n", "\n");
            fields.entry(percent_decode(name)).or_insert(value);
        }
        Self { fields }
    }
}

/// Decodes `%XX` and `+`; bytes that are not UTF-8 become the replacement character.
pub fn percent_decode(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let decoded = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                match decoded.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => {
                        bytes.push(byte);
                        rest = tail.get(2..).unwrap_or_default();
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes text for a query or a path segment (RFC 3986 §2.1).
pub fn percent_encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

impl<S> FromRequest<S> for Submitted
where
    S: Send + Sync,
    Arc<App>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let app = Arc::<App>::from_ref(state);
        let language = request.extensions().get::<Language>().copied().unwrap_or(Language::Nb);
        let browser = request.extensions().get::<Browser>().cloned();
        let path = request.uri().path().to_owned();
        #[expect(
            clippy::result_large_err,
            reason = "the refusal is the answer itself, made once per request"
        )]
        let refuse = |status: StatusCode, key: &str| {
            let token = browser.as_ref().map(|browser| app.keys.form_token(&browser.0)).unwrap_or_default();
            Err(FaultPage::of(Frame::new(language, &path, "", token, None), key, Some(&path)).respond(status))
        };
        let is_form =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value
                    .split(';')
                    .next()
                    .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
            });
        if !is_form {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "form-not-a-form");
        }
        if comes_from_elsewhere(request.headers(), &app) {
            return refuse(StatusCode::FORBIDDEN, "form-from-elsewhere");
        }
        let Ok(body) = to_bytes(request.into_body(), FORM_LIMIT).await else {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "form-too-large");
        };
        let form = Self::parse(&body);
        match &browser {
            Some(browser) if app.keys.form_token_fits(&browser.0, form.get("csrf")) => Ok(form),
            _ => refuse(StatusCode::FORBIDDEN, "form-expired"),
        }
    }
}

/// Whether the browser itself says that another site sent this.
fn comes_from_elsewhere(headers: &HeaderMap, app: &App) -> bool {
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return !matches!(site, "same-origin" | "none");
    }
    // Older browsers send no Sec-Fetch-Site. `null` is what a page of our own sends under some privacy settings, and the
    // token decides there.
    headers.get(ORIGIN).and_then(|value| value.to_str().ok()).is_some_and(|origin| {
        origin != "null" && origin != app.config.public_url && !is_own_host(origin, headers)
    })
}

fn is_own_host(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(axum::http::header::HOST).and_then(|value| value.to_str().ok());
    origin.split_once("://").map(|(_, host)| host) == host
}

/// The faults of a form: catalogue texts beside their fields, in the order they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    faults: Vec<(String, String)>,
}

impl Faults {
    /// Adds a fault; a field keeps its first one.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_none() {
            self.faults.push((field, text.into()));
        }
    }

    /// The fault of `field`.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// All, for the summary at the top of the form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.faults.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded_and_its_first_value_counts() {
        let form = Submitted::parse(b"navn=Bl%C3%A5b%C3%A6r+AS&navn=andre&tom=&halv=%4&linje=a%0D%0Ab");
        assert_eq!(form.get("navn"), "Blåbær AS");
        assert_eq!(form.get("halv"), "%4");
        assert_eq!(form.get("linje"), "a\nb");
        assert!(form.has("tom") && !form.has("mangler"));
    }

    #[test]
    fn encoding_and_decoding_are_inverse() {
        let text = "æ ø/å?&=+%";
        assert_eq!(percent_decode(percent_encode(text).as_bytes()), text);
    }
}
