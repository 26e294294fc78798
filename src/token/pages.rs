//! `/forklar/TRACE-ID` and `/errors/MP-nnn`: refusals explained to people.
//!
//! Who may read a row: handlers and operators all; a contact or person those of its organisation; and whoever has the
//! trace id of 128 random bits, since it stood in an error text that only its caller got. The caller's own answer names
//! everything that the page shows but the client's keys and its other scopes, which are left out for a visitor.

pub mod list;
pub mod owner;

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header::ACCEPT};
use axum::response::{IntoResponse, Response};

use super::explain::{Explanation, State, Way, check_key, explain};
use crate::access::{Principal, Visit};
use crate::ledger::{self, Entry, Fact};
use crate::web::{Frame, PathNode};
use list::organisation;

#[derive(Template)]
#[template(path = "token/explanation.html")]
struct ExplanationPage {
    frame: Frame,
    heading: String,
    at: String,
    error: Option<String>,
    meaning: String,
    repair: String,
    repair_href: Option<String>,
    /// The same link whole, with what is said of it, where it is for somebody else.
    repair_by: Option<(String, String)>,
    /// Who can open the page, unless the reader is one of them.
    opened_by: Option<String>,
    ways: Vec<Way>,
    path: Vec<PathNode>,
    checks: Vec<CheckLine>,
    claims: Option<String>,
}

struct CheckLine {
    name: String,
    passed: bool,
    seen: String,
    required: String,
}

#[derive(Template)]
#[template(path = "token/help.html")]
struct HelpPage {
    frame: Frame,
    code: String,
    meaning: String,
    see: String,
    repair: String,
}

/// Whether the asker is a party of the entry, or staff.
fn is_party(visit: &Visit, entry: &Entry) -> bool {
    match &visit.principal {
        Principal::Handler(_) | Principal::Operator(_) => true,
        _ => organisation(visit).is_some_and(|number| {
            entry.client_organisation == Some(number) || entry.consumer_organisation == Some(number)
        }),
    }
}

/// `GET /forklar/{trace_id}`; with `Accept: application/json` for `fullmakt explain --server`.
pub async fn show(visit: Visit, Path(trace_id): Path<String>, headers: HeaderMap) -> Response {
    let found = async {
        let mut tx = visit.app.db.read().await?;
        ledger::find(&mut tx, &trace_id).await
    };
    let entry = match found.await {
        Ok(Some(entry)) => entry,
        Ok(None) => return visit.fault(StatusCode::NOT_FOUND, "explain-unknown", Some("/forklar")),
        Err(error) => return visit.internal(&error),
    };
    let party = is_party(&visit, &entry);
    let explanation = explanation(&visit, &entry, party);
    let wants_json = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    if wants_json {
        return Json(explanation).into_response();
    }
    visit.page(&page(&visit, &entry, explanation, party))
}

/// The explanation, without what only the organisation itself should read when a visitor asks.
fn explanation(visit: &Visit, entry: &Entry, party: bool) -> Explanation {
    if party {
        return explain(entry, visit.lang);
    }
    let mut shown = entry.clone();
    for check in &mut shown.checks {
        // That a scope be open says nothing of the client.
        let is_own =
            check.required.as_ref().is_some_and(|required| required.key() != Some("fact-open-scope"));
        if matches!(check.name.as_str(), "key" | "scope") && is_own {
            check.required = Some(Fact::said("fact-for-those-logged-in", []));
        }
    }
    explain(&shown, visit.lang)
}

fn page(visit: &Visit, entry: &Entry, explanation: Explanation, party: bool) -> ExplanationPage {
    let path = explanation
        .path
        .iter()
        .map(|node| PathNode {
            state: match node.state {
                State::Ok => "ok",
                State::Broken => "broken",
                State::Waiting => "waiting",
            },
            name: visit.t(&format!("explain-node-{}", node.name)),
            state_text: visit.t(match node.state {
                State::Ok => "explain-state-ok",
                State::Broken => "explain-state-broken",
                State::Waiting => "explain-state-waiting",
            }),
            text: node
                .checks
                .iter()
                .rfind(|check| check.seen.is_some())
                .and_then(|check| check.seen.clone())
                .unwrap_or_default(),
            href: None,
        })
        .collect();
    let checks = explanation
        .path
        .iter()
        .flat_map(|node| &node.checks)
        .map(|check| CheckLine {
            name: visit.t(&check_key(&check.name)),
            passed: check.passed,
            seen: check.seen.clone().unwrap_or_default(),
            required: check.required.clone().unwrap_or_default(),
        })
        .collect();
    let heading = match &explanation.code {
        Some(code) if code.starts_with("MP-") => {
            visit.lang.text_with("explain-heading-code", &[("code", code)])
        }
        Some(_) => visit.t("explain-heading-refused"),
        None => visit.t("explain-heading-granted"),
    };
    let claims = entry.token_claims.as_ref().filter(|_| party);
    ExplanationPage {
        frame: visit.frame(),
        heading,
        at: visit.lang.instant(entry.at),
        error: explanation.error_description,
        meaning: explanation.meaning,
        repair: explanation.repair,
        repair_by: explanation
            .repair_by
            .zip(explanation.repair_href.as_ref())
            .map(|(said, href)| (said, format!("{}{href}", visit.app.config.public_url))),
        repair_href: explanation.repair_href,
        // The contact of the client's own organisation is who it is for.
        opened_by: explanation
            .opened_by
            .filter(|_| !matches!(visit.principal, Principal::Contact(_)) || !party),
        ways: explanation.ways,
        path,
        checks,
        claims: claims.and_then(|claims| {
            let claims: serde_json::Value = serde_json::from_str(claims).ok()?;
            serde_json::to_string_pretty(&claims).ok()
        }),
    }
}

/// The codes that have a help page.
pub const HELP: [&str; 14] = [
    "MP-011", "MP-012", "MP-100", "MP-110", "MP-120", "MP-121", "MP-122", "MP-123", "MP-124", "MP-130",
    "MP-200", "MP-201", "MP-250", "MP-251",
];

/// `GET /errors/{code}`: where `error_uri` leads. With `?trace_id=` it leads on to what happened in that very request.
pub async fn help(visit: Visit, Path(code): Path<String>) -> Response {
    let Some(code) = HELP.into_iter().find(|known| *known == code) else { return visit.not_found() };
    if let Some(trace_id) = visit.query_value("trace_id").as_deref().and_then(list::trace_id_in) {
        // The language that the address asked for goes along.
        let language = if visit.query_value("sprak").is_some() {
            format!("?sprak={}", visit.lang.tag())
        } else {
            String::new()
        };
        return visit.go(&format!("/forklar/{trace_id}{language}"));
    }
    let key = code.to_lowercase();
    visit.page(&HelpPage {
        frame: visit.frame(),
        code: code.to_owned(),
        meaning: visit.t(&format!("help-{key}-meaning")),
        see: visit.t("help-see"),
        repair: visit.t(&format!("help-{key}-repair")),
    })
}
