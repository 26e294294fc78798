//! Logging in as a fictional person: its synthetic number alone, and the access code where one is set.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{Outcome, Stop, answer};
use crate::access::limits::LoginLimits;
use crate::access::{NewSession, Visit, end_session, safe_goto, start_session};
use crate::audit::{self, Event};
use crate::ids::equal_in_constant_time;
use crate::numbers::{PersonNumber, PersonNumberError, mask_real_numbers};
use crate::parties;
use crate::web::frame::without_real_numbers;
use crate::web::{Faults, Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/login.html")]
struct Login {
    frame: Frame,
    faults: Faults,
    typed: String,
    goto: String,
    needs_code: bool,
}

/// `GET /logg-inn`
pub async fn show_login(visit: Visit) -> Response {
    let goto = visit.query_value("goto").unwrap_or_default();
    let page = login_page(&visit, Faults::default(), String::new(), &goto);
    visit.page(&page)
}

fn login_page(visit: &Visit, faults: Faults, typed: String, goto: &str) -> Login {
    let needs_code = visit.app.config.access_code.is_some();
    let goto = without_real_numbers(goto).into_owned();
    Login { frame: visit.frame(), faults, typed, goto, needs_code }
}

/// `POST /logg-inn`
pub async fn log_in(visit: Visit, State(limits): State<Arc<LoginLimits>>, form: Submitted) -> Response {
    // Numbers and the access code could be guessed one after the other.
    if !limits.admit(visit.address) {
        return visit.fault(StatusCode::TOO_MANY_REQUESTS, "portal-too-many-logins", Some("/logg-inn"));
    }
    answer(&visit, try_log_in(&visit, &form).await)
}

async fn try_log_in(visit: &Visit, form: &Submitted) -> Outcome {
    let mut faults = Faults::default();
    let typed = form.get("nummer");
    let number = PersonNumber::parse_typed(typed);
    if let Err(error) = &number {
        faults.add("nummer", number_fault(visit, *error));
    }
    if let Some(code) = &visit.app.config.access_code
        && !equal_in_constant_time(code.as_bytes(), form.get("kode").as_bytes())
    {
        let key = if form.get("kode").is_empty() { "portal-code-missing" } else { "portal-code-wrong" };
        faults.add("kode", visit.t(key));
    }
    // Who exists is told to nobody who has not passed the code.
    let person = match (&number, faults.is_empty()) {
        (Ok(number), true) => {
            let mut tx = visit.app.db.read().await?;
            let found = parties::find_person_by_number(&mut tx, number).await?;
            if found.is_none() {
                faults.add("nummer", visit.t("portal-number-unknown"));
            }
            found
        }
        _ => None,
    };
    let Some(person) = person else {
        return Err(Stop::from(refuse(visit, faults, typed, number.err(), form.get("goto"))));
    };

    let mut tx = visit.app.db.begin_write().await?;
    // A session that was there before the login, perhaps planted by somebody else, does not live on.
    if let Some(former) = visit.session_secret() {
        end_session(&mut tx, former).await?;
    }
    let session = NewSession {
        kind: "person",
        subject: person.party_uuid.as_str(),
        display_name: &person.name,
        organisation: None,
        case_number: None,
    };
    let secret = start_session(&mut tx, &visit.app, visit.now, session).await?;
    let actor = format!("person:{}", person.party_uuid);
    let event = Event {
        actor: &actor,
        action: "person.logged_in",
        subject: person.party_uuid.as_str(),
        organisation: None,
        case_number: None,
        detail: json!({}),
    };
    audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
    tx.commit().await?;

    let goto = match safe_goto(form.get("goto")) {
        "/" => "/fullmakt",
        path => path,
    };
    Ok(visit.with_session(visit.go(goto), Some(&secret)))
}

/// The form again with what was typed, except a number that may belong to a real person.
fn refuse(
    visit: &Visit,
    faults: Faults,
    typed: &str,
    fault: Option<PersonNumberError>,
    goto: &str,
) -> Response {
    let kept = match fault {
        Some(PersonNumberError::RealPerson) => String::new(),
        _ => mask_real_numbers(typed).0.chars().take(40).collect(),
    };
    let page = login_page(visit, faults, kept, goto);
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn number_fault(visit: &Visit, error: PersonNumberError) -> String {
    let key = match error {
        PersonNumberError::Empty => "portal-number-missing",
        PersonNumberError::NotDigits => "portal-number-not-digits",
        PersonNumberError::WrongLength(length) => {
            return visit.lang.text_count(
                "portal-number-wrong-length",
                i64::try_from(length).unwrap_or(i64::MAX),
                &[],
            );
        }
        PersonNumberError::WrongDate => "portal-number-wrong-date",
        PersonNumberError::WrongCheckDigit => "portal-number-wrong-check-digit",
        PersonNumberError::RealPerson => "portal-number-real-person",
        PersonNumberError::OtherSyntheticSeries => "portal-number-other-series",
    };
    visit.t(key)
}
