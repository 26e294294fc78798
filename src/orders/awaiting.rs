//! An order that facts are missing in: it has its case number and waits for its sender, who was told once what is missing.
//!
//! What was read so far is a kept draft of the case. The sender completes the same order by answering or by the draft's
//! form; of two ways at once one does it, by the order's state. Nobody is told more than a number of times a day, so that
//! no two programs answer each other for ever.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::decide::event;
use super::draft::{Draft, Fault, FaultKind, fields};
use super::drafts::{self, Origin};
use super::ordered::{self, NewRow, Ordered};
use super::place::{self, next_case_number};
use super::reading::{Certainty, Fact};
use super::waiting::outcome;
use super::{
    Channel, Checked, Order, OrderError, OrderKind, OrderState, legal_basis, letters, search, store,
};
use crate::app::App;
use crate::audit;
use crate::clock::{DAY, Millis, Now};
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due, Outcome};

/// What stands in a masked number's place: a value that holds one is none.
const MASK: char = '•';

/// Something that the sender is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The field's path.
    pub field: String,
    /// What is wrong with it; `None` when it was read and a careful person would ask.
    pub fault: Option<FaultKind>,
}

/// What is missing, wrong or doubtful in `draft`, in the order of the form. `more` is what Enhetsregisteret found.
pub fn gaps(draft: &Draft, doubts: &[String], more: &[Fault]) -> Vec<Gap> {
    let faults = draft.check().err().unwrap_or_default();
    let mut gaps: Vec<Gap> = Vec::new();
    for fault in faults.iter().chain(more) {
        if !gaps.iter().any(|gap| gap.field == fault.field) {
            gaps.push(Gap { field: fault.field.clone(), fault: Some(fault.kind) });
        }
    }
    for field in doubts {
        if !gaps.iter().any(|gap| gap.field == *field) && !draft.get(field).is_empty() {
            gaps.push(Gap { field: field.clone(), fault: None });
        }
    }
    let order = fields(draft.kind);
    gaps.sort_by_key(|gap| order.iter().position(|path| *path == gap.field));
    gaps
}

/// Puts what was read into the draft; gives the fields that a careful person would ask about. What was read before is
/// replaced: the newest statement counts.
pub fn put_facts(
    draft: &mut Draft,
    facts: &BTreeMap<&'static str, Fact>,
    unread: &BTreeMap<&'static str, String>,
) -> Vec<String> {
    let mut doubts = Vec::new();
    // What could not be read is told with what is wrong with it, as what is typed in a form is.
    for (path, value) in unread.iter().filter(|(_, value)| !value.contains(MASK)) {
        draft.fields.entry((*path).to_owned()).or_insert_with(|| value.clone());
    }
    for (path, fact) in facts {
        if fact.value.contains(MASK) {
            continue;
        }
        let path = if *path == "legal_basis" { "legal_basis_text" } else { path };
        if path == "legal_basis_text" {
            let key = legal_basis::of_text(&fact.value).key;
            draft.fields.insert("legal_basis".to_owned(), key.to_owned());
        }
        draft.fields.insert(path.to_owned(), fact.value.clone());
        if fact.certainty == Certainty::Doubtful {
            doubts.push(path.to_owned());
        }
    }
    // A mail can acknowledge nothing; its receipt states the notice instead.
    draft.fields.insert("notice".to_owned(), "ja".to_owned());
    if draft.kind == OrderKind::FictionalCustomer {
        draft.fields.insert("wants_fictional_customer".to_owned(), "ja".to_owned());
    }
    doubts
}

/// The draft as it is kept for the form: whoever sends the form acknowledges the notice there.
fn for_form(draft: &Draft) -> Draft {
    let mut kept = draft.clone();
    kept.fields.remove("notice");
    kept
}

/// Who sent the mail that is answered.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// Its address.
    pub email: &'a str,
    /// The mail's Message-ID.
    pub message_id: &'a str,
}

/// An order that waits for its sender, with what was read so far.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The order.
    pub order: Order,
    /// The address that was asked.
    pub sender: String,
    /// The kept draft's id.
    pub draft_id: String,
    /// What was read so far.
    pub draft: Draft,
    /// When draft and order end, on the world clock.
    pub expires_at: Millis,
    /// What was asked for: fields, and those of them that were read and doubted.
    pub asked: Vec<String>,
    /// See `asked`.
    pub doubts: Vec<String>,
    /// The draft's row as it was read, by which a change in between is noticed.
    sealed: Vec<u8>,
}

/// The address that an order's missing facts were asked of.
pub async fn find_sender(tx: &mut Tx, order_id: &str) -> Result<Option<String>, Error> {
    let row =
        tx.fetch_optional("SELECT sender FROM awaited_orders WHERE order_id = $1", params![order_id]).await?;
    row.map(|row| row.text("sender")).transpose()
}

/// The order with its draft; `None` when it waits no more or its draft is gone.
pub async fn find(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<Option<Awaited>, OrderError> {
    let row = tx
        .fetch_optional(
            "SELECT sender, draft_id, asked FROM awaited_orders WHERE order_id = $1",
            params![&order.id],
        )
        .await?;
    let Some(row) = row.filter(|_| order.state == OrderState::AwaitingSender) else { return Ok(None) };
    let draft_id = row.text("draft_id")?;
    let Some((stored, sealed)) = drafts::find_kept(tx, app, now, &draft_id).await? else { return Ok(None) };
    let asked: Value = serde_json::from_str(&row.text("asked")?).unwrap_or_default();
    let lines = asked.as_array().cloned().unwrap_or_default();
    let field = |line: &Value| line["field"].as_str().map(str::to_owned);
    Ok(Some(Awaited {
        order: order.clone(),
        sender: row.text("sender")?,
        draft: stored.draft,
        expires_at: stored.expires_at,
        asked: lines.iter().filter_map(field).collect(),
        doubts: lines.iter().filter(|line| line["fault"].is_null()).filter_map(field).collect(),
        draft_id,
        sealed,
    }))
}

fn asked_json(gaps: &[Gap]) -> String {
    let line = |gap: &Gap| json!({ "field": gap.field, "fault": gap.fault.map(FaultKind::key) });
    Value::Array(gaps.iter().map(line).collect()).to_string()
}

/// One more letter to `recipient` today that its own mails cause, if it may have it: of two at once, the row's lock lets
/// one count first.
pub(super) async fn may_answer(tx: &mut Tx, app: &App, now: Now, recipient: &str) -> Result<bool, Error> {
    let counted = tx
        .execute(
            "INSERT INTO answers_a_day (recipient, day, answered) VALUES ($1, $2, 1)
             ON CONFLICT (recipient, day) DO UPDATE SET answered = answers_a_day.answered + 1
             WHERE answers_a_day.answered < $3",
            params![recipient.to_lowercase(), now.wall.div_euclid(DAY), app.config.answers_per_day],
        )
        .await?;
    Ok(counted == 1)
}

/// Stores the order with what is known of it, and asks its sender for the rest. `None` when this mail is an order already.
pub(super) async fn begin(
    tx: &mut Tx,
    app: &App,
    now: Now,
    draft: &Draft,
    gaps: &[Gap],
    asker: Asker<'_>,
) -> Result<Option<Order>, OrderError> {
    let id = app.random.new_id(now.wall);
    let case_number = next_case_number(tx, now).await?;
    let whole = |who| draft.whole_party(who);
    let (vendor, customer) = match draft.kind {
        OrderKind::FictionalCustomer => (whole("vendor"), None),
        OrderKind::ExistingCustomer => (whole("vendor"), whole("customer")),
        OrderKind::Direct => (None, whole("customer")),
    };
    let ordered = Ordered {
        vendor: vendor.as_ref(),
        customer: customer.as_ref(),
        // Whose order it is can be said as soon as the name is given, whatever else is missing.
        names: ["vendor", "customer"].map(|who| draft.given_name(who)),
        ..Ordered::default()
    };
    let once_key = format!("mail:{}", asker.message_id);
    let row = NewRow {
        id: &id,
        case_number: &case_number,
        kind: draft.kind,
        state: OrderState::AwaitingSender,
        channel: Channel::Mail,
        language: draft.language,
        once_key: &once_key,
        digest: "",
        placed_by: "mail",
        reply_to: Some(asker.message_id),
    };
    let stored = ordered::insert(tx, row, &ordered, now).await?;
    if !stored {
        place::give_back_case_number(tx, now).await?;
        return Ok(None);
    }
    let order = store::find(tx, &id).await?.ok_or(OrderError::NotFound)?;
    search::index(tx, &order).await?;
    let origin = Origin::Case(case_number);
    let saved = drafts::save(tx, app, now, &for_form(draft), &origin, "mail").await?;
    tx.execute(
        "INSERT INTO awaited_orders (order_id, sender, draft_id, asked, asked_at) VALUES ($1, $2, $3, $4, $5)",
        params![&order.id, asker.email, &saved.id, asked_json(gaps), now.wall],
    )
    .await?;
    let detail = json!({ "kind": order.kind.key(), "channel": order.channel, "awaits_sender": gaps.len() });
    audit::record(tx, &app.random, now, event(&order, "mail", "order.placed", detail)).await?;
    let close = json!({ "order_id": order.id });
    jobs::enqueue(tx, &app.random, now, "orders.close_awaiting", &close, Due::World(saved.expires_at), None)
        .await?;
    letters::missing(tx, app, now, &order, asker, draft, gaps, &saved).await?;
    app.fault_point("order:placed:before-commit");
    Ok(Some(order))
}

/// Keeps what an answer added to the draft; false when somebody changed it since it was read, or it waits no more.
pub(super) async fn keep(
    tx: &mut Tx,
    app: &App,
    now: Now,
    awaited: &Awaited,
    draft: &Draft,
    gaps: &[Gap],
) -> Result<bool, OrderError> {
    let waits = tx
        .execute(
            "UPDATE orders SET version = version + 1, state_since = $2, vendor_name = COALESCE($3, vendor_name),
                customer_name = COALESCE($4, customer_name) WHERE id = $1 AND state = 'awaiting_sender'",
            params![
                &awaited.order.id,
                now.wall,
                draft.given_name("vendor"),
                draft.given_name("customer")
            ],
        )
        .await?;
    if waits == 0
        || !drafts::is_unchanged(tx, &awaited.draft_id, &awaited.sealed).await?
        || !drafts::update(tx, app, now, &awaited.draft_id, &for_form(draft), "mail").await?
    {
        return Ok(false);
    }
    search::index_anew(tx, &awaited.order.id).await?;
    tx.execute(
        "UPDATE awaited_orders SET asked = $2, asked_at = $3 WHERE order_id = $1",
        params![&awaited.order.id, asked_json(gaps), now.wall],
    )
    .await?;
    Ok(true)
}

/// Asks once more, in the same thread, for what is still missing.
pub(super) async fn ask_again(
    tx: &mut Tx,
    app: &App,
    now: Now,
    awaited: &Awaited,
    (draft, gaps): (&Draft, &[Gap]),
    asker: Asker<'_>,
) -> Result<(), OrderError> {
    let order = &awaited.order;
    audit::record(tx, &app.random, now, event(order, "mail", "order.sender_asked", json!({}))).await?;
    let saved = drafts::Saved {
        link: app.url(&drafts::path(app, &awaited.draft_id)),
        id: awaited.draft_id.clone(),
        expires_at: awaited.expires_at,
    };
    letters::missing(tx, app, now, order, asker, draft, gaps, &saved).await
}

/// How an order that waited is completed.
#[derive(Debug, Clone, Copy)]
pub struct Completion<'a> {
    /// Who completes it, as the audit names it.
    pub actor: &'a str,
    /// Whether the notice was acknowledged, which a mail cannot.
    pub acknowledged: bool,
    /// The Message-ID that letters answer from now on.
    pub reply_to: Option<&'a str>,
}

/// Completes the order that waited: it is the same order, with its case number. `None` when it waits no more.
pub async fn complete(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    checked: &Checked,
    warnings: &[String],
    by: Completion<'_>,
) -> Result<Option<Order>, OrderError> {
    let Some(sender) = find_sender(tx, &order.id).await? else { return Ok(None) };
    let own_name = checked.applicant().is_some_and(|party| speaks_for(&sender, &party.contact.email));
    let state = if own_name { OrderState::Received } else { OrderState::Unconfirmed };
    let ordered = Ordered::of(checked, by.acknowledged, warnings);
    let completed = ordered::complete(tx, &order.id, state, checked, &ordered, by.reply_to, now).await?;
    if !completed {
        return Ok(None);
    }
    tx.execute("DELETE FROM awaited_orders WHERE order_id = $1", params![&order.id]).await?;
    search::index_anew(tx, &order.id).await?;
    let order = store::find(tx, &order.id).await?.ok_or(OrderError::NotFound)?;
    let detail =
        json!({ "notice_acknowledged": by.acknowledged, "reads_real_data": order.reads_real_data() });
    audit::record(tx, &app.random, now, event(&order, by.actor, "order.completed", detail)).await?;
    letters::completed(tx, app, now, &order).await?;
    place::follow_up(tx, app, now, &order, checked.invite_customer, by.actor).await?;
    app.fault_point("order:placed:before-commit");
    Ok(Some(order))
}

/// As [`complete`], by an answer: the draft is used up by it. False when somebody was faster.
pub(super) async fn complete_by_mail(
    tx: &mut Tx,
    app: &App,
    now: Now,
    awaited: &Awaited,
    (checked, warnings): (&Checked, &[String]),
    message_id: &str,
) -> Result<bool, OrderError> {
    let by = Completion { actor: "mail", acknowledged: false, reply_to: Some(message_id) };
    let Some(order) = complete(tx, app, now, &awaited.order, checked, warnings, by).await? else {
        return Ok(false);
    };
    Ok(drafts::is_unchanged(tx, &awaited.draft_id, &awaited.sealed).await?
        && drafts::consume(tx, now, &awaited.draft_id, &order.id).await?)
}

/// The order waits no more, and is not completed either: its draft is wiped. Gives the address that was asked.
pub(super) async fn give_up(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    actor: &str,
) -> Result<Option<String>, OrderError> {
    let row = tx
        .fetch_optional(
            "DELETE FROM awaited_orders WHERE order_id = $1 RETURNING sender, draft_id",
            params![&order.id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    drafts::revoke(tx, app, now, &row.text("draft_id")?, actor).await?;
    Ok(Some(row.text("sender")?))
}

/// The function of jobs of kind `orders.close_awaiting`: the sender never answered.
pub async fn run_close(app: &App, order_id: &str, now: Now) -> Outcome {
    let closed = async {
        let mut tx = app.db.begin_write().await?;
        let order = store::find(&mut tx, order_id).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::AwaitingSender) else {
            return Ok(());
        };
        if !super::waiting::close(&mut tx, app, now, &order, "never-completed").await? {
            return Ok(());
        }
        if let Some(sender) = give_up(&mut tx, app, now, &order, "system").await? {
            letters::not_completed(&mut tx, app, now, &order, &sender).await?;
        }
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    outcome(closed.await)
}

/// Mailboxes that anybody can have: the same domain says nothing about who somebody is there.
const PUBLIC_MAILBOXES: [&str; 16] = [
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "live.no", "hotmail.no",
    "msn.com", "yahoo.com", "yahoo.no", "icloud.com", "me.com", "proton.me", "protonmail.com", "online.no",
    "getmail.no",
];

/// Whether a mail from `sender` may order with `contact` as the contact, without the contact's own word: it is the same
/// address, or a colleague's.
pub fn speaks_for(sender: &str, contact: &str) -> bool {
    let (sender, contact) = (sender.to_lowercase(), contact.to_lowercase());
    if sender == contact {
        return !sender.is_empty();
    }
    match (sender.rsplit_once('@'), contact.rsplit_once('@')) {
        (Some((_, one)), Some((_, other))) => one == other && !PUBLIC_MAILBOXES.contains(&one),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_may_order_for_a_contact_and_a_stranger_may_not() {
        for (sender, contact, expected) in [
            ("mari@leverandor.example", "mari@leverandor.example", true),
            ("Mari@Leverandor.example", "mari@leverandor.example", true),
            ("per@leverandor.example", "mari@leverandor.example", true),
            ("per@annen.example", "mari@leverandor.example", false),
            ("per@post.leverandor.example", "mari@leverandor.example", false),
            ("per@gmail.com", "mari@gmail.com", false),
            ("", "", false),
        ] {
            assert_eq!(speaks_for(sender, contact), expected, "{sender} {contact}");
        }
    }
}
