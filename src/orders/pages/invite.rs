//! A vendor's contact invites its customer from its case, and the customer says that it wants no more of them.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::access::Visit;
use crate::db::Tx;
use crate::language::Language;
use crate::numbers::OrgNumber;
use crate::orders::invitations::{self, InvitationError};
use crate::orders::{Order, OrderError, OrderKind};
use crate::web::{Frame, Submitted};

/// What the vendor's case says of its invitation.
pub(super) struct InvitationView {
    /// What has happened, each with its time.
    pub(super) lines: Vec<String>,
    /// The button's text, where it can be pressed.
    pub(super) button: Option<String>,
}

/// The invitation of a vendor's case, where its customer can be or was invited.
pub(super) async fn view(
    tx: &mut Tx,
    order: &Order,
    organisation: OrgNumber,
    language: Language,
) -> Result<Option<InvitationView>, OrderError> {
    let is_vendor = order.vendor.as_ref().is_some_and(|vendor| vendor.number == organisation);
    if order.kind != OrderKind::ExistingCustomer || !is_vendor {
        return Ok(None);
    }
    let last = invitations::find_last(tx, &order.case_number).await?;
    let ordered = invitations::has_ordered(tx, order).await?;
    let is_time = invitations::is_time(order.state);
    if last.is_none() && !is_time {
        return Ok(None);
    }
    let when = |key: &str, at: i64| language.text_with(key, &[("when", &language.instant(at))]);
    let mut lines = Vec::new();
    match last.map(|last| last.sent_at) {
        None => {}
        Some(None) => lines.push(language.text("invitation-wished")),
        Some(Some(at)) => lines.push(when("invitation-sent", at)),
    }
    if let Some(last) = &last {
        lines.extend(last.opened_at.map(|at| when("invitation-opened", at)));
        match last.ordered_at {
            Some(at) => lines.push(when("invitation-ordered", at)),
            None if ordered => lines.push(language.text("invitation-ordered-otherwise")),
            None => {}
        }
        lines.extend(last.declined_at.map(|at| when("invitation-declined", at)));
    } else if ordered {
        lines.push(language.text("invitation-ordered-otherwise"));
    }
    let declined = last.is_some_and(|last| last.declined_at.is_some());
    let button = (is_time && !ordered && !declined).then(|| {
        let again = last.is_some_and(|last| last.sent_at.is_some());
        language.text(if again { "invitation-send-again" } else { "invitation-send" })
    });
    Ok(Some(InvitationView { lines, button }))
}

/// `POST /sak/{case_number}/inviter`
pub async fn invite(visit: Visit, Path(case_number): Path<String>, _form: Submitted) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let back = format!("/sak/{case_number}");
    let invited = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        invitations::invite(&mut tx, &visit.app, visit.now, &case_number, organisation, &actor).await?;
        tx.commit().await?;
        Ok::<_, InvitationError>(())
    };
    let refuse = |status: StatusCode, key: &str| visit.fault(status, key, Some(&back));
    match invited.await {
        Ok(()) => {
            visit.app.queue.wake();
            visit.go(&back)
        }
        Err(InvitationError::NotFound) => visit.not_found(),
        Err(InvitationError::NotPossibleNow(_)) => refuse(StatusCode::CONFLICT, "invitation-not-now"),
        Err(InvitationError::AlreadyOrdered) => refuse(StatusCode::CONFLICT, "invitation-has-ordered"),
        Err(InvitationError::Declined) => refuse(StatusCode::CONFLICT, "invitation-refused"),
        Err(InvitationError::TooMany) => refuse(StatusCode::TOO_MANY_REQUESTS, "invitation-too-many"),
        Err(InvitationError::Order(error)) => visit.internal(&error),
    }
}

#[derive(Template)]
#[template(path = "orders/no_thanks.html")]
struct NoThanksPage {
    frame: Frame,
    action: String,
}

/// `GET /bestill/nei-takk/{id}/{secret}`: a page with a button, since mail programs visit links by themselves.
pub async fn no_thanks(visit: Visit, Path((id, secret)): Path<(String, String)>) -> Response {
    if !invitations::decline_link_fits(&visit.app, &id, &secret) {
        return visit.fault(StatusCode::NOT_FOUND, "draft-unknown", Some("/bestill"));
    }
    let action = invitations::decline_path(&visit.app, &id);
    visit.page(&NoThanksPage { frame: visit.frame(), action })
}

/// `POST /bestill/nei-takk/{id}/{secret}`
pub async fn decline(visit: Visit, Path((id, secret)): Path<(String, String)>, _form: Submitted) -> Response {
    if !invitations::decline_link_fits(&visit.app, &id, &secret) {
        return visit.fault(StatusCode::NOT_FOUND, "draft-unknown", Some("/bestill"));
    }
    let declined = async {
        let mut tx = visit.app.db.begin_write().await?;
        let known = invitations::decline(&mut tx, &visit.app, visit.now, &id).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(known)
    };
    match declined.await {
        Ok(true) => visit.fault(StatusCode::OK, "invitation-no-more", Some("/")),
        Ok(false) => visit.fault(StatusCode::GONE, "draft-gone", Some("/bestill")),
        Err(error) => visit.internal(&error),
    }
}
