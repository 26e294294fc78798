//! Choosing whom to act for. A person who has not chosen acts for nobody, as in the real portal.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::pair::what_became;
use super::{Named, Outcome, SUPPLIERS, Stop, answer, link};
use crate::access::limits::LookupLimits;
use crate::access::{Principal, Visit, safe_goto, set_acting_for};
use crate::audit::{self, Event};
use crate::delegation;
use crate::numbers::OrgNumber;
use crate::parties::{self, roles::Rights};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/choose.html")]
struct Choose {
    frame: Frame,
    /// The person came from a page that needs a choice.
    sent_here: bool,
    /// Who asks for what, when a vendor's link led here.
    asked: Option<String>,
    /// What became of the organisation that the person was made for, when it has no role anywhere.
    ended: Option<String>,
    /// Where the choice leads: the page that needed it.
    goto: String,
    choices: Vec<Choice>,
}

/// One organisation that the person has a role in.
struct Choice {
    organisation: Named,
    roles: String,
    /// Whether a role lets the person administer delegations.
    may: bool,
    current: bool,
}

/// `GET /fullmakt`
pub async fn choose(visit: Visit, State(limits): State<Arc<LookupLimits>>) -> Response {
    answer(&visit, show_choices(&visit, &limits).await)
}

async fn show_choices(visit: &Visit, limits: &LookupLimits) -> Outcome {
    if matches!(visit.principal, Principal::Contact(_)) {
        return Ok(visit.go(super::CONSUMERS));
    }
    let person = visit.person()?;
    let mut tx = visit.app.db.read().await?;
    let mut choices: Vec<Choice> = Vec::new();
    for organisation in parties::reachable(&mut tx, &person.party_uuid).await? {
        let roles = parties::roles_over(&mut tx, &person.party_uuid, &organisation).await?;
        let labels: Vec<String> = roles.iter().map(|role| role_name(visit, role)).collect();
        choices.push(Choice {
            current: person.acting_for == Some(organisation.number),
            organisation: Named::of(&mut tx, &organisation).await?,
            roles: labels.join(", "),
            may: Rights::of(roles.iter().map(String::as_str)).administers(),
        });
    }
    let sent_here = visit.query_value("ok").as_deref() == Some("velg") && person.acting_for.is_none();
    let goto = visit.query_value("goto").unwrap_or_default();
    let asked = link::asked_by(visit, &mut tx, limits, &goto).await?;
    let mut ended = None;
    if choices.is_empty()
        && let Some(customer) = parties::customer_of_person(&mut tx, &person.party_uuid).await?
    {
        ended = what_became(visit, &mut tx, customer).await?;
    }
    Ok(visit.page(&Choose { frame: visit.frame(), sent_here, asked, ended, goto, choices }))
}

fn role_key(role: &str) -> String {
    format!("portal-role-{}", delegation::fold(role).replace(' ', "-"))
}

/// A role's name, or that of a package that was given by itself; one that the catalogue does not know is named by its code.
pub(super) fn role_name(visit: &Visit, role: &str) -> String {
    let key = role_key(role);
    if visit.lang.has(&key) { visit.t(&key) } else { role.to_owned() }
}

/// `POST /fullmakt/velg`
pub async fn chosen(visit: Visit, form: Submitted) -> Response {
    answer(&visit, act_for(&visit, &form).await)
}

async fn act_for(visit: &Visit, form: &Submitted) -> Outcome {
    let person = visit.person()?;
    let secret = visit.session_secret().ok_or_else(|| Stop::from(visit.not_found()))?;
    let number = OrgNumber::parse(form.get("virksomhet")).map_err(|_| Stop::from(visit.not_found()))?;
    let mut tx = visit.app.db.begin_write().await?;
    // Somebody else's organisation is refused here, and again at every page, since roles end.
    delegation::authority(&mut tx, &person.party_uuid, number).await?;
    set_acting_for(&mut tx, secret, number).await?;
    let organisation = number.to_string();
    let event = Event {
        actor: &visit.principal.actor(),
        action: "person.acts_for",
        subject: person.party_uuid.as_str(),
        organisation: Some(&organisation),
        case_number: None,
        detail: json!({}),
    };
    audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
    tx.commit().await?;
    Ok(visit.go(match safe_goto(form.get("goto")) {
        "/" => SUPPLIERS,
        path => path,
    }))
}

#[cfg(test)]
mod tests {
    use super::role_key;
    use crate::language::Language;
    use crate::parties::roles::ROLES;

    #[test]
    fn every_role_has_a_name_in_the_three_languages() {
        for language in Language::ALL {
            for role in ROLES {
                assert!(language.has(&role_key(role.code)), "{} in {language:?}", role.code);
            }
        }
    }
}
