//! The frame every page stands in, and the page that explains a fault.

use std::borrow::Cow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::forms::{percent_decode, percent_encode};
use crate::language::Language;
use crate::numbers::mask_real_numbers;

/// What `templates/frame.html` needs. Every page template has a field `frame`.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The page's language.
    pub lang: Language,
    /// The page's own path, without its query.
    pub path: String,
    /// The anti-forgery token for forms on the page.
    pub csrf: String,
    /// Who is logged in, as shown in the header.
    pub who: Option<String>,
    /// The main navigation.
    pub nav: Vec<NavLink>,
    /// A sentence about what just happened.
    pub notice: Option<String>,
    /// The same page in the three languages.
    pub languages: Vec<LanguageLink>,
}

/// One entry of the main navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub label: String,
    /// Whether the page lies below it.
    pub current: bool,
}

/// One entry of the language switcher.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    /// `nb`, `nn` or `en`.
    pub tag: &'static str,
    /// The language's own name for itself.
    pub label: &'static str,
    /// The same page in that language.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
}

/// What everybody may open; `lead_to` adds what only some may.
const NAVIGATION: [(&str, &str); 5] = [
    ("/bestill", "nav-order"),
    ("/sak", "nav-case"),
    ("/fullmakt", "nav-delegation"),
    ("/forklar", "nav-explain"),
    ("/post", "nav-post"),
];

impl NavLink {
    fn new(lang: Language, path: &str, href: &'static str, key: &str) -> Self {
        let below = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        Self { href, label: lang.text(key), current: below }
    }
}

impl Frame {
    /// Puts a link first in the navigation: to what the reader came for, where that is not for everybody.
    pub fn lead_to(&mut self, href: &'static str, key: &str) {
        self.nav.insert(0, NavLink::new(self.lang, &self.path, href, key));
    }

    /// The frame of the page at `path`, with `query` kept through a change of language.
    pub fn new(lang: Language, path: &str, query: &str, csrf: String, who: Option<String>) -> Self {
        let nav = NAVIGATION.into_iter().map(|(href, key)| NavLink::new(lang, path, href, key)).collect();
        let path = without_real_numbers(path).into_owned();
        let path = path.as_str();
        let mut kept = String::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("sprak=")) {
            kept.push_str(&without_real_numbers(pair));
            kept.push('&');
        }
        let languages = [(Language::Nb, "Bokmål"), (Language::Nn, "Nynorsk"), (Language::En, "English")]
            .into_iter()
            .map(|(language, label)| LanguageLink {
                tag: language.tag(),
                label,
                href: format!("{path}?{kept}sprak={}", language.tag()),
                current: language == lang,
            })
            .collect();
        Self { lang, path: path.to_owned(), csrf, who, nav, notice: None, languages }
    }

    /// The catalogue's text of `key` in the page's language.
    pub fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }

    /// The catalogue's text of `key` with one named value put in.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.lang.text_with(key, &[(name, value)])
    }

    /// The catalogue's text of `key` with two named values put in.
    pub fn t2(&self, key: &str, name: &str, value: &str, name2: &str, value2: &str) -> String {
        self.lang.text_with(key, &[(name, value), (name2, value2)])
    }

    /// The catalogue's text of `key` with a count, singular or plural.
    pub fn count(&self, key: &str, count: &usize) -> String {
        self.lang.text_count(key, i64::try_from(*count).unwrap_or(i64::MAX), &[])
    }

    /// As [`Self::count`], with one named value put in.
    pub fn count1(&self, key: &str, count: &usize, name: &str, value: &str) -> String {
        self.lang.text_count(key, i64::try_from(*count).unwrap_or(i64::MAX), &[(name, value)])
    }
}

/// A part of an address that may be shown again: the numbers of real persons are masked in it, also those that only decoding
/// shows.
pub fn without_real_numbers(part: &str) -> Cow<'_, str> {
    if !part.bytes().any(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(part);
    }
    let (masked, found) = mask_real_numbers(&percent_decode(part.as_bytes()));
    if found == 0 {
        return Cow::Borrowed(part);
    }
    // What divides an address goes on dividing it.
    let kept = |c: char| matches!(c, '/' | '=' | '?' | '&');
    let mut out = String::with_capacity(masked.len());
    for piece in masked.split_inclusive(kept) {
        let text = piece.trim_end_matches(kept);
        out.push_str(&percent_encode(text));
        out.push_str(piece.strip_prefix(text).unwrap_or_default());
    }
    Cow::Owned(out)
}

/// Draws a page. A template that cannot be drawn is our fault; the reader gets a plain sentence.
pub fn draw(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            (StatusCode::INTERNAL_SERVER_ERROR, "Siden kunne ikke vises. / The page could not be shown.")
                .into_response()
        }
    }
}

/// The page that says what was wrong, what was expected and what to do next.
#[derive(Template)]
#[template(path = "fault.html")]
pub struct FaultPage {
    /// The frame.
    pub frame: Frame,
    /// The heading: what was wrong.
    pub heading: String,
    /// What was expected.
    pub explanation: String,
    /// What to do next: a link's address and text.
    pub next: Option<(String, String)>,
}

impl FaultPage {
    /// A fault page whose texts are `KEY-heading`, `KEY-text` and `KEY-next` of the catalogue.
    pub fn of(frame: Frame, key: &str, next_href: Option<&str>) -> Self {
        let heading = frame.t(&format!("{key}-heading"));
        let explanation = frame.t(&format!("{key}-text"));
        let next = next_href.map(|href| (href.to_owned(), frame.t(&format!("{key}-next"))));
        Self { frame, heading, explanation, next }
    }

    /// The page with its status.
    pub fn respond(&self, status: StatusCode) -> Response {
        draw(status, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_again_without_the_numbers_of_real_persons() {
        for (part, expected) in [
            ("fnr=02013299997", "fnr=%E2%80%A2"),
            ("fnr=020132+99997", "fnr=%E2%80%A2"),
            ("fnr=020132%2099997", "fnr=%E2%80%A2"),
            ("/finnes/02013299997/ikke", "/finnes/%E2%80%A2"),
        ] {
            let shown = without_real_numbers(part);
            assert!(shown.starts_with(expected), "{part}: {shown}");
            assert!(!shown.contains("99997") && !shown.contains("020132"), "{part}: {shown}");
        }
        // Synthetic numbers, case numbers and everything else stay as they were written.
        for part in ["fnr=02813299997", "/sak/2026-00001", "sok=a%20b+c%2F2026", "orgnr=910049356"] {
            assert_eq!(without_real_numbers(part), part);
        }
    }
}
