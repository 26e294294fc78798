//! Ways in and out: a contact's signed link, staff's one-time link, and log-out. A fictional person's login by number
//! stands in `delegation/`, since persons are not known here.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::links::{self, NewLink, Opened};
use super::sessions::{NewSession, end_session, start_session};
use super::{Principal, Visit, safe_goto};
use crate::audit::{self, Event};
use crate::clock::DAY;
use crate::db::Error;
use crate::language::Language;
use crate::mail::{Letter, MailError, send_letter, write};
use crate::numbers::OrgNumber;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "access/one_time.html")]
struct OneTimePage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "access/expired.html")]
struct ExpiredPage {
    frame: Frame,
    renew: String,
}

/// `GET /logg-inn/engang/{secret}`: a page with a button. The link is used up by the button and not by the visit, since
/// mail programs and chat previews visit links by themselves.
pub async fn one_time(visit: Visit, Path(_secret): Path<String>) -> Response {
    visit.page(&OneTimePage { frame: visit.frame() })
}

/// `POST /logg-inn/engang/{secret}`
pub async fn use_one_time(visit: Visit, Path(secret): Path<String>, _form: Submitted) -> Response {
    let used = async {
        let mut tx = visit.app.db.begin_write().await?;
        let Some((kind, name)) = links::use_one_time(&mut tx, visit.now, &secret).await? else {
            return Ok(None);
        };
        let session = NewSession {
            kind: &kind,
            subject: &name,
            display_name: &name,
            organisation: None,
            case_number: None,
        };
        let secret = enter(&mut tx, &visit, session).await?;
        tx.commit().await?;
        Ok::<_, Error>(Some((kind, secret)))
    };
    match used.await {
        Ok(Some((kind, secret))) => visit.with_session(visit.go(visit.home_of_staff(&kind)), Some(&secret)),
        Ok(None) => visit.fault(StatusCode::FORBIDDEN, "access-one-time-used", None),
        Err(error) => visit.internal(&error),
    }
}

/// `GET /lenke/{id}/{secret}`: a contact comes in and is sent to its case, or to the page that `goto` names.
pub async fn signed_link(visit: Visit, Path((id, secret)): Path<(String, String)>) -> Response {
    let opened = async {
        let mut tx = visit.app.db.begin_write().await?;
        let opened = links::open(&mut tx, &visit.app, visit.now, &id, &secret).await?;
        let Opened::Contact(contact) = &opened else { return Ok((opened, None)) };
        let session = NewSession {
            kind: "contact",
            subject: &contact.link_id,
            display_name: &contact.name,
            organisation: Some(contact.organisation),
            case_number: Some(&contact.case_number),
        };
        let secret = enter(&mut tx, &visit, session).await?;
        tx.commit().await?;
        Ok::<_, Error>((opened, Some(secret)))
    };
    match opened.await {
        Ok((Opened::Contact(contact), Some(secret))) => {
            let case = format!("/sak/{}", contact.case_number);
            let goto = visit.query_value("goto");
            let next = goto.as_deref().map(safe_goto).filter(|goto| *goto != "/").unwrap_or(&case);
            visit.with_session(visit.go(next), Some(&secret))
        }
        Ok((Opened::Expired { id }, _)) => {
            let renew = format!("/lenke/{id}/{secret}/ny");
            visit.page_with(StatusCode::GONE, &ExpiredPage { frame: visit.frame(), renew })
        }
        Ok(_) => visit.fault(StatusCode::FORBIDDEN, "access-link-unknown", Some("/sak")),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /lenke/{id}/{secret}/ny`: a new link by mail to the address that the old one was made for.
pub async fn renew_link(
    visit: Visit,
    Path((id, secret)): Path<(String, String)>,
    _form: Submitted,
) -> Response {
    match renew(&visit, &id, &secret).await {
        Ok(true) => {
            visit.app.queue.wake();
            visit.fault(StatusCode::OK, "access-link-sent", Some("/"))
        }
        Ok(false) => visit.fault(StatusCode::FORBIDDEN, "access-link-unknown", Some("/sak")),
        Err(error) => visit.internal(&error),
    }
}

async fn renew(visit: &Visit, id: &str, secret: &str) -> Result<bool, MailError> {
    let mut tx = visit.app.db.begin_write().await?;
    let Opened::Expired { .. } = links::open(&mut tx, &visit.app, visit.now, id, secret).await? else {
        return Ok(false);
    };
    let Some(row) = links::find(&mut tx, id).await? else { return Ok(false) };
    let Ok(organisation) = OrgNumber::parse(&row.text("organisation")?) else { return Ok(false) };
    let (case_number, name, email) =
        (row.text("case_number")?, row.text("contact_name")?, row.text("contact_email")?);
    let link = NewLink {
        organisation,
        case_number: &case_number,
        contact_name: &name,
        contact_email: &email,
        reach: links::reach(&row)?,
    };
    let url = links::create(&mut tx, &visit.app, visit.now, link).await?;
    // Renewing ends the old link, so that one expired link gives one letter and not one for every press of the button.
    links::revoke(&mut tx, id, visit.now).await?;
    let language: Language = visit.lang;
    let days = (visit.app.config.link_life / DAY).to_string();
    let letter = Letter {
        kind: "new-link",
        case_number: Some(&case_number),
        recipient: &email,
        language,
        written: write(
            language,
            "letter-new-link",
            &[("name", &name), ("case", &case_number), ("link", &url), ("link_days", &days)],
            &visit.app.config.public_url,
        ),
        in_reply_to: None,
    };
    send_letter(&mut tx, &visit.app.outbox, visit.now, letter).await?;
    audit::record(
        &mut tx,
        &visit.app.random,
        visit.now,
        Event {
            actor: "system",
            action: "link.renewed",
            subject: id,
            organisation: Some(&organisation.to_string()),
            case_number: Some(&case_number),
            detail: json!({}),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends the browser's former session and starts the new one.
pub(super) async fn enter(
    tx: &mut crate::db::Tx,
    visit: &Visit,
    session: NewSession<'_>,
) -> Result<String, Error> {
    if let Some(old) = visit.session_secret() {
        end_session(tx, old).await?;
    }
    let actor = format!("{}:{}", session.kind, session.subject);
    audit::record(
        tx,
        &visit.app.random,
        visit.now,
        Event {
            actor: &actor,
            action: "session.started",
            subject: session.subject,
            organisation: session.organisation.map(|number| number.to_string()).as_deref(),
            case_number: session.case_number,
            detail: json!({ "kind": session.kind }),
        },
    )
    .await?;
    start_session(tx, &visit.app, visit.now, session).await
}

/// `POST /logg-ut`
pub async fn log_out(visit: Visit, _form: Submitted) -> Response {
    let ended = async {
        let mut tx = visit.app.db.begin_write().await?;
        if let Some(secret) = visit.session_secret() {
            end_session(&mut tx, secret).await?;
        }
        if visit.principal != Principal::Visitor {
            let actor = visit.principal.actor();
            let event = Event {
                actor: &actor,
                action: "session.ended",
                subject: &actor,
                organisation: None,
                case_number: None,
                detail: json!({}),
            };
            audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        }
        tx.commit().await
    };
    // Staff may be logged in at the login service still.
    let staff = matches!(visit.principal, Principal::Handler(_) | Principal::Operator(_));
    let next = if staff && visit.app.config.oidc.is_some() { "/logg-inn/oidc/ut" } else { "/" };
    match ended.await {
        Ok(()) => visit.with_session(visit.go(next), None),
        Err(error) => visit.internal(&error),
    }
}
