//! Mail that could not be read as an order: its text beside a form that a handler completes.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::form::{FormPage, Way, draft_of, form_page, store as store_draft};
use crate::access::Visit;
use crate::audit;
use crate::db::{Tx, params};
use crate::mail::sender_check::SenderFindings;
use crate::orders::place::Placed;
use crate::orders::{Channel, OrderError, OrderKind, inbound};
use crate::web::{Frame, Submitted};

/// A mail's text beside a form.
pub(super) struct MailText {
    pub(super) id: String,
    pub(super) sender: String,
    pub(super) subject: String,
    pub(super) text: String,
    /// The names of what is attached.
    pub(super) attachments: String,
}

#[derive(Template)]
#[template(path = "orders/desk_mail.html")]
struct MailPage {
    frame: Frame,
    mail: MailText,
    note: String,
    sender_lines: Vec<String>,
    waiting: bool,
    cards: Vec<(String, String)>,
    /// The case that it belongs to.
    case: Option<String>,
    /// The words of the button that puts away all that wait from this sender; nothing when this is the only one.
    all_of_sender: Option<String>,
}

struct StoredMail {
    mail: MailText,
    note: String,
    sign: Option<String>,
    sender_lines: Vec<String>,
    waiting: bool,
    message_id: String,
    case: Option<String>,
}

async fn find_mail(visit: &Visit, id: &str) -> Result<Option<StoredMail>, OrderError> {
    let mut tx = visit.app.db.read().await?;
    let row = tx
        .fetch_optional(
            "SELECT message_id, sender, subject, sealed_text, sealed_raw, note, state, nature_sign, sender_check, case_number FROM inbound_mail WHERE id = $1 AND state <> 'stored'",
            params![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let text = match row.opt_bytes("sealed_text")? {
        Some(sealed) => visit
            .app
            .keys
            .open_text(&inbound::text_context(id), &sealed)
            .map_err(crate::mail::MailError::from)?,
        None => String::new(),
    };
    Ok(Some(StoredMail {
        mail: MailText {
            id: id.to_owned(),
            sender: row.opt_text("sender")?.unwrap_or_default(),
            subject: row.opt_text("subject")?.unwrap_or_default(),
            text,
            attachments: inbound::attachments(&visit.app.keys, id, row.opt_bytes("sealed_raw")?.as_deref())?
                .join(", "),
        },
        note: row.opt_text("note")?.unwrap_or_default(),
        sign: row.opt_text("nature_sign")?.filter(|sign| !sign.is_empty()),
        sender_lines: row
            .opt_text("sender_check")?
            .and_then(|text| SenderFindings::from_json(&text))
            .map(|found| found.lines(visit.lang))
            .unwrap_or_default(),
        waiting: row.text("state")? == "desk",
        message_id: row.text("message_id")?,
        case: row.opt_text("case_number")?,
    }))
}

/// `GET /saksbord/post/{id}`: a mail in another shape, and the three forms to choose among.
pub async fn show_mail(visit: Visit, Path(id): Path<String>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let found = async {
        let Some(stored) = find_mail(&visit, &id).await? else { return Ok(None) };
        let mut tx = visit.app.db.read().await?;
        let waiting = waiting_of_sender(&mut tx, &stored.mail.sender).await?.len();
        Ok::<_, OrderError>(Some((stored, waiting)))
    };
    match found.await {
        Ok(Some((stored, waiting_of_sender))) => {
            let cards = OrderKind::ALL
                .into_iter()
                .map(|kind| {
                    (
                        format!("/saksbord/post/{id}/{}", kind.slug()),
                        visit.t(&format!("start-{}-title", kind.slug())),
                    )
                })
                .collect();
            let mut note = match stored.note.as_str() {
                "" => String::new(),
                note => visit.t(&format!("desk-note-{note}")),
            };
            if let Some(sign) = &stored.sign {
                note = format!("{note} {}", visit.lang.text_with("desk-note-sign", &[("sign", sign)]));
            }
            visit.page(&MailPage {
                frame: visit.frame(),
                mail: stored.mail,
                note,
                sender_lines: stored.sender_lines,
                waiting: stored.waiting,
                cards,
                case: stored.case,
                all_of_sender: (waiting_of_sender > 1).then(|| {
                    let count = waiting_of_sender.to_string();
                    visit.lang.text_with("desk-mail-set-aside-all", &[("count", &count)])
                }),
            })
        }
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

fn desk_form(visit: &Visit, page: FormPage, id: &str, kind: OrderKind, mail: MailText) -> FormPage {
    FormPage {
        back: (format!("/saksbord/post/{id}"), visit.t("desk-mail-title")),
        action: format!("/saksbord/post/{id}/{}", kind.slug()),
        submit: visit.t("desk-mail-make-order"),
        mail: Some(mail),
        ..page
    }
}

/// `GET /saksbord/post/{id}/{slug}`: the mail's text beside a form.
pub async fn mail_form(visit: Visit, Path((id, slug)): Path<(String, String)>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    match find_mail(&visit, &id).await {
        Ok(Some(stored)) => {
            let draft = inbound::draft_for_desk(&stored.mail.text, kind);
            let page = form_page(&visit, &draft, &[], &id);
            visit.page(&desk_form(&visit, page, &id, kind, stored.mail))
        }
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /saksbord/post/{id}/{slug}`: the handler makes the order that the mail meant. One mail is one order, however
/// often the button is pressed.
pub async fn mail_order(visit: Visit, Path((id, slug)): Path<(String, String)>, form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let stored = match find_mail(&visit, &id).await {
        Ok(Some(stored)) => stored,
        Ok(None) => return visit.not_found(),
        Err(error) => return visit.internal(&error),
    };
    let draft = draft_of(kind, &visit, &form);
    let once_key = format!("mail:{}", stored.message_id);
    let way = Way { reply_to: Some(&stored.message_id), ..Way::new(Channel::Desk) };
    match store_draft(&visit, &draft, &once_key, way).await {
        Ok(Ok(Placed::New(order) | Placed::Same(order) | Placed::Conflict(order))) => {
            if let Err(error) =
                settle_mails(&visit, std::slice::from_ref(&id), "order", Some(&order.id)).await
            {
                return visit.internal(&error);
            }
            visit.app.queue.wake();
            visit.go(&format!("/saksbord/{}", order.case_number))
        }
        Ok(Err(faults)) => {
            let page = form_page(&visit, &draft, &faults, &id);
            visit
                .page_with(StatusCode::UNPROCESSABLE_ENTITY, &desk_form(&visit, page, &id, kind, stored.mail))
        }
        Err(error) => visit.internal(&error),
    }
}

/// `POST /saksbord/post/{id}/legg-bort`: it is no order, or with `alle` nothing is that waits from its sender.
pub async fn set_aside(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let settled = async {
        let ids = if form.has("alle") {
            let Some(stored) = find_mail(&visit, &id).await? else { return Ok(()) };
            waiting_of_sender(&mut visit.app.db.read().await?, &stored.mail.sender).await?
        } else {
            vec![id]
        };
        settle_mails(&visit, &ids, "set_aside", None).await
    };
    match settled.await {
        Ok(()) => visit.go("/saksbord/post"),
        Err(error) => visit.internal(&error),
    }
}

/// Most mails of one sender that are put away at once.
const TOGETHER: i64 = 1_000;

/// The mails that wait from a sender; none of one without an address, which says nothing of who wrote.
async fn waiting_of_sender(tx: &mut Tx, sender: &str) -> Result<Vec<String>, OrderError> {
    let rows = tx
        .fetch_all(
            "SELECT id FROM inbound_mail WHERE state = 'desk' AND sender = $1 AND sender <> '' ORDER BY id LIMIT $2",
            params![sender, TOGETHER],
        )
        .await?;
    Ok(rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?)
}

async fn settle_mails(
    visit: &Visit,
    ids: &[String],
    state: &str,
    order_id: Option<&str>,
) -> Result<(), OrderError> {
    let mut tx = visit.app.db.begin_write().await?;
    for id in ids {
        let changed = tx
            .execute(
                "UPDATE inbound_mail SET state = $2, order_id = $3 WHERE id = $1 AND state = 'desk'",
                params![id, state, order_id],
            )
            .await?;
        if changed == 1 {
            let actor = visit.principal.actor();
            let event = audit::Event {
                actor: &actor,
                action: if state == "order" { "mail.became_order" } else { "mail.set_aside" },
                subject: id,
                organisation: None,
                case_number: None,
                detail: serde_json::json!({ "order": order_id }),
            };
            audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
