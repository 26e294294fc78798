//! A form that is saved and gone on with by its link. Who has the link can read, change, send and delete the draft; the
//! page says so.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::fields::{FormPage, SavedNote, form_page};
use super::form::{
    Way, Wish, admit, after_placing, all_faults, draft_of, fill_in_name, must_confirm, store as store_draft,
};
use crate::access::Visit;
use crate::clock::norwegian_day;
use crate::orders::awaiting::{self, Completion};
use crate::orders::draft::{Draft, Fault};
use crate::orders::drafts::{self, Opened, Origin, StoredDraft};
use crate::orders::invitations;
use crate::orders::limits::OrderLimits;
use crate::orders::place::{Placed, check_whole};
use crate::orders::rules::Rules;
use crate::orders::{Channel, OrderError, store, withdraw};
use crate::web::Submitted;

/// Keeps the draft of a form for the first time, mails its link to the contact in it, and leads to it.
pub(super) async fn save_new(
    visit: &Visit,
    limits: &OrderLimits,
    draft: &Draft,
) -> Result<Response, OrderError> {
    if !limits.admit_draft(visit.address) {
        return Ok(visit.fault(StatusCode::TOO_MANY_REQUESTS, "order-too-many", Some("/bestill")));
    }
    let actor = visit.principal.actor();
    let mut tx = visit.app.db.begin_write().await?;
    let saved = drafts::save(&mut tx, &visit.app, visit.now, draft, &Origin::Form, &actor).await?;
    let recipient = draft.get(draft.kind.applicant_email());
    let mailed = crate::orders::draft::is_email(recipient) && limits.admit_draft_letter(recipient);
    if mailed {
        drafts::send_link(&mut tx, &visit.app, visit.now, draft, &saved, recipient).await?;
    }
    tx.commit().await?;
    visit.app.queue.wake();
    let what = if mailed { "sendt" } else { "ja" };
    Ok(visit.go(&format!("{}?lagret={what}", drafts::path(&visit.app, &saved.id))))
}

/// The draft of a link, or the page that says what became of it.
async fn opened(visit: &Visit, id: &str, secret: &str) -> Result<Result<StoredDraft, Response>, OrderError> {
    let opened = {
        let mut tx = visit.app.db.read().await?;
        drafts::open(&mut tx, &visit.app, visit.now, id, secret).await?
    };
    Ok(match opened {
        Opened::Draft(stored) => Ok(*stored),
        Opened::Used(_) => Err(visit.fault(StatusCode::GONE, "draft-used", Some("/sak"))),
        Opened::Gone => Err(visit.fault(StatusCode::GONE, "draft-gone", Some("/bestill"))),
        Opened::Unknown => Err(visit.fault(StatusCode::NOT_FOUND, "draft-unknown", Some("/bestill"))),
    })
}

/// The form of a draft that is kept.
fn kept_page(visit: &Visit, stored: &StoredDraft, draft: &Draft, faults: &[Fault]) -> FormPage {
    let page = form_page(visit, draft, faults, &stored.id).with_tools();
    FormPage { action: drafts::path(&visit.app, &stored.id), kept: true, ..page }
}

/// `GET /bestill/fortsett/{id}/{secret}`
pub async fn show(visit: Visit, Path((id, secret)): Path<(String, String)>) -> Response {
    let page = async {
        let stored = match opened(&visit, &id, &secret).await? {
            Ok(stored) => stored,
            Err(refusal) => return Ok(refusal),
        };
        let saved = visit.query_value("lagret").map(|how| SavedNote {
            link: visit.app.url(&drafts::path(&visit.app, &id)),
            until: norwegian_day(stored.expires_at),
            mailed_to: (how == "sendt")
                .then(|| stored.draft.get(stored.draft.kind.applicant_email()).to_owned())
                .filter(|address| !address.is_empty()),
        });
        let invited_by = match &stored.origin {
            Origin::Invitation(invitation) => {
                let mut tx = visit.app.db.begin_write().await?;
                let vendor = invitations::opened(&mut tx, visit.now, invitation).await?;
                tx.commit().await?;
                vendor
            }
            _ => None,
        };
        // Who is asked for something sees at once what it is. The notice is for whoever sends the form, and no fault yet.
        let asked = matches!(stored.origin, Origin::Case(_)) && saved.is_none();
        let mut faults = stored.draft.check().err().filter(|_| asked).unwrap_or_default();
        faults.retain(|fault| fault.field != "notice");
        let page = kept_page(&visit, &stored, &stored.draft, &faults);
        Ok::<_, OrderError>(visit.page(&FormPage { saved, invited_by, ..page }))
    };
    match page.await {
        Ok(response) => response,
        Err(error) => visit.internal(&error),
    }
}

/// `POST /bestill/fortsett/{id}/{secret}`: what is typed is kept, sent or deleted.
pub async fn submit(
    visit: Visit,
    State(limits): State<Arc<OrderLimits>>,
    State(rules): State<Arc<Rules>>,
    Path((id, secret)): Path<(String, String)>,
    form: Submitted,
) -> Response {
    let answer = async {
        let stored = match opened(&visit, &id, &secret).await? {
            Ok(stored) => stored,
            Err(refusal) => return Ok(refusal),
        };
        let mut draft = draft_of(stored.draft.kind, &visit, &form);
        match Wish::of(&form) {
            Wish::Name(path) => Ok(match fill_in_name(&visit, &limits, &mut draft, path).await? {
                Ok(answer) => visit.page(&kept_page(&visit, &stored, &draft, &[]).with_answer(&answer)),
                Err(fault) => visit.page_with(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &kept_page(&visit, &stored, &draft, &[fault]),
                ),
            }),
            Wish::Save => change(&visit, &stored, &draft).await,
            Wish::Delete => delete(&visit, &stored).await,
            Wish::Send => send(&visit, &limits, &rules, &stored, &draft).await,
        }
    };
    match answer.await {
        Ok(response) => response,
        // Somebody with the same link was faster: it was sent or deleted between our look and our write.
        Err(OrderError::NotPossibleNow(_)) => visit.fault(StatusCode::GONE, "draft-gone", Some("/bestill")),
        Err(error) => visit.internal(&error),
    }
}

async fn change(visit: &Visit, stored: &StoredDraft, draft: &Draft) -> Result<Response, OrderError> {
    let mut tx = visit.app.db.begin_write().await?;
    let actor = visit.principal.actor();
    if !drafts::update(&mut tx, &visit.app, visit.now, &stored.id, draft, &actor).await? {
        return Err(OrderError::NotPossibleNow("gone"));
    }
    tx.commit().await?;
    Ok(visit.go(&format!("{}?lagret=ja", drafts::path(&visit.app, &stored.id))))
}

async fn delete(visit: &Visit, stored: &StoredDraft) -> Result<Response, OrderError> {
    let mut tx = visit.app.db.begin_write().await?;
    let actor = visit.principal.actor();
    if let Origin::Case(case_number) = &stored.origin {
        if !withdraw::by_sender(&mut tx, &visit.app, visit.now, case_number, &actor).await? {
            return Err(OrderError::NotPossibleNow("gone"));
        }
        tx.commit().await?;
        return Ok(visit.fault(StatusCode::OK, "draft-deleted", Some("/bestill")));
    }
    if !drafts::revoke(&mut tx, &visit.app, visit.now, &stored.id, &actor).await? {
        return Err(OrderError::NotPossibleNow("gone"));
    }
    tx.commit().await?;
    Ok(visit.fault(StatusCode::OK, "draft-deleted", Some("/bestill")))
}

async fn send(
    visit: &Visit,
    limits: &OrderLimits,
    rules: &Rules,
    stored: &StoredDraft,
    draft: &Draft,
) -> Result<Response, OrderError> {
    if let Err(refusal) = admit(visit, limits, draft) {
        return Ok(refusal);
    }
    if let Origin::Case(case_number) = &stored.origin {
        return Ok(match complete(visit, stored, case_number, draft).await? {
            Ok(placed) => after_placing(visit, placed),
            Err(faults) => {
                let faults = all_faults(visit, limits, draft, faults).await?;
                visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &kept_page(visit, stored, draft, &faults))
            }
        });
    }
    let reply_to = match &stored.origin {
        Origin::Mail(mail_id) => {
            let mut tx = visit.app.db.read().await?;
            drafts::message_id_of(&mut tx, mail_id).await?
        }
        _ => None,
    };
    // A mail is one order, whether its sender completes it here, by another mail, or a handler at the desk does.
    let once_key = reply_to
        .as_ref()
        .map_or_else(|| format!("draft:{}", stored.id), |message_id| format!("mail:{message_id}"));
    let way = Way {
        reply_to: reply_to.as_deref(),
        kept: Some((stored.id.as_str(), &stored.origin)),
        // Whoever came by an invitation had the letter.
        unconfirmed: !matches!(stored.origin, Origin::Invitation(_)) && must_confirm(visit, rules, draft),
        ..Way::new(Channel::Form)
    };
    Ok(match store_draft(visit, draft, &once_key, way).await? {
        Ok(placed) => after_placing(visit, placed),
        Err(faults) => {
            let faults = all_faults(visit, limits, draft, faults).await?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &kept_page(visit, stored, draft, &faults))
        }
    })
}

/// Completes the order that the draft is of: the same order, whose sender was asked.
async fn complete(
    visit: &Visit,
    stored: &StoredDraft,
    case_number: &str,
    draft: &Draft,
) -> Result<Result<Placed, Vec<Fault>>, OrderError> {
    let (checked, warnings) = match check_whole(&visit.app, draft).await? {
        Ok(whole) => whole,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut tx = visit.app.db.begin_write().await?;
    let order = store::find_by_case(&mut tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let by = Completion { actor: &visit.principal.actor(), acknowledged: true, reply_to: None };
    let completed =
        awaiting::complete(&mut tx, &visit.app, visit.now, &order, &checked, &warnings, by).await?;
    let Some(order) = completed else { return Err(OrderError::NotPossibleNow("gone")) };
    drafts::became(&mut tx, visit.now, &stored.id, &stored.origin, &order).await?;
    tx.commit().await?;
    Ok(Ok(Placed::New(order)))
}
