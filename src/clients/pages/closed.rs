//! Who is no contact of an organisation is told who is, how to come in, and what does the same without the pages: an
//! organisation of a world file has no contact before somebody orders for it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::is_client_id;
use crate::access::{Contact, Principal, Visit};
use crate::web::Frame;
use crate::web::forms::percent_encode;

#[derive(Template)]
#[template(path = "clients/closed.html")]
struct ClosedPage {
    frame: Frame,
    /// Whether a fictional person asks.
    person: bool,
    /// Whether it is the page of one client, which a case handler may read.
    one: bool,
    /// Where a case handler logs in and comes back to this page, where there is such a place.
    login: Option<String>,
    commands: Vec<String>,
}

/// The contact who asks; everybody else is told how to come in.
#[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
pub(super) fn contact(visit: &Visit) -> Result<&Contact, Response> {
    match &visit.principal {
        Principal::Contact(_) => visit.contact(),
        _ => Err(closed(visit)),
    }
}

fn closed(visit: &Visit) -> Response {
    let id = visit.path.split('/').nth(2).filter(|id| is_client_id(id));
    let goto = Some(visit.wanted()).filter(|goto| !goto.is_empty());
    let login = goto.filter(|_| id.is_some() && visit.app.config.oidc.is_some());
    let commands = match id {
        Some(id) => {
            vec![
                format!("fullmakt client key {id} --make-key KEY.pem"),
                format!("fullmakt client scope {id} SCOPE"),
            ]
        }
        None => {
            vec!["fullmakt client new --org NUMBER --name NAME --scope SCOPE --make-key KEY.pem".to_owned()]
        }
    };
    visit.page_with(
        StatusCode::FORBIDDEN,
        &ClosedPage {
            frame: visit.frame(),
            person: matches!(visit.principal, Principal::Person(_)),
            one: id.is_some(),
            login: login.map(|goto| format!("/logg-inn/oidc?goto={}", percent_encode(&goto))),
            commands,
        },
    )
}
