//! The desk's rows.

use std::collections::BTreeSet;

use super::lost::Ended;
use super::provision::Hindrance;
use super::{Contact, GivenNames, Order, OrderError, OrderKind, OrderState, PartyInOrder, Step};
use crate::clock::Now;
use crate::config::{StepMode, StepModes};
use crate::db::{Error, Row, Tx, Value, params};
use crate::language::Language;
use crate::numbers::OrgNumber;

pub(super) const COLUMNS: &str = "id, case_number, kind, state, channel, language, once_key, body_hash, vendor_number, vendor_name,
    vendor_contact_name, vendor_contact_email, vendor_contact_phone, customer_number, customer_name, customer_contact_name,
    customer_contact_email, customer_contact_phone, production_contact_name, production_contact_email,
    production_contact_phone, legal_basis, legal_basis_text, message, scope, decided_by, decided_at, reason, warnings,
    reply_to_message_id, received_at, assigned_to, asked_at, state_since, linked_case,
    access_lost, access_lost_since, checked_at, world_received_at";

pub(super) fn order(row: &Row) -> Result<Order, Error> {
    let id = row.text("id")?;
    let wrong = |column: &str| {
        Error::inconsistent("orders", column, &id, "it holds a word that the program does not know")
    };
    let kind = OrderKind::from_key(&row.text("kind")?).ok_or_else(|| wrong("kind"))?;
    let state = OrderState::from_key(&row.text("state")?).ok_or_else(|| wrong("state"))?;
    let (vendor, customer) = (party(row, "vendor")?, party(row, "customer")?);
    let fictional = kind == OrderKind::FictionalCustomer;
    let fictional_customer =
        match (fictional, number(row, "customer_number")?, row.opt_text("customer_name")?) {
            (true, Some(number), Some(name)) => Some((number, name)),
            _ => None,
        };
    let given_names = GivenNames {
        vendor: row.opt_text("vendor_name")?.filter(|_| vendor.is_none()),
        customer: row.opt_text("customer_name")?.filter(|_| customer.is_none() && !fictional),
    };
    Ok(Order {
        case_number: row.text("case_number")?,
        kind,
        state,
        channel: row.text("channel")?,
        language: Language::from_tag(&row.text("language")?).unwrap_or(Language::Nb),
        vendor,
        given_names,
        customer: customer.filter(|_| !fictional),
        fictional_customer,
        production_contact: contact(row, "production_contact")?,
        legal_basis: row.opt_text("legal_basis")?,
        legal_basis_text: row.opt_text("legal_basis_text")?,
        message: row.opt_text("message")?,
        scope: row.opt_text("scope")?,
        decided_by: row.opt_text("decided_by")?,
        decided_at: row.opt_int("decided_at")?,
        reason: row.opt_text("reason")?,
        warnings: serde_json::from_str(&row.text("warnings")?).unwrap_or_default(),
        reply_to: row.opt_text("reply_to_message_id")?,
        received_at: row.int("received_at")?,
        assigned_to: row.opt_text("assigned_to")?,
        asked_at: row.opt_int("asked_at")?,
        state_since: row.opt_int("state_since")?,
        linked_case: row.opt_text("linked_case")?,
        access_ended: access_ended(row, state)?,
        checked_at: match row.opt_int("checked_at")? {
            Some(at) => at,
            None => row.int("world_received_at")?,
        },
        id,
    })
}

fn access_ended(row: &Row, state: OrderState) -> Result<Option<Ended>, Error> {
    let is_gone = match state {
        OrderState::Done => row.bool("access_lost")?,
        state => matches!(state, OrderState::Ending | OrderState::Ended),
    };
    Ok(if is_gone { Some(Ended { since: row.opt_int("access_lost_since")? }) } else { None })
}

fn number(row: &Row, column: &str) -> Result<Option<OrgNumber>, Error> {
    Ok(row.opt_text(column)?.and_then(|number| OrgNumber::parse(&number).ok()))
}

fn contact(row: &Row, prefix: &str) -> Result<Option<Contact>, Error> {
    let part = |name: &str| row.opt_text(&format!("{prefix}_{name}"));
    Ok(match (part("name")?, part("email")?, part("phone")?) {
        (Some(name), Some(email), Some(phone)) => Some(Contact { name, email, phone }),
        _ => None,
    })
}

fn party(row: &Row, who: &str) -> Result<Option<PartyInOrder>, Error> {
    let found = (
        number(row, &format!("{who}_number"))?,
        row.opt_text(&format!("{who}_name"))?,
        contact(row, &format!("{who}_contact"))?,
    );
    Ok(match found {
        (Some(number), Some(name), Some(contact)) => Some(PartyInOrder { number, name, contact }),
        _ => None,
    })
}

/// The order with this case number.
pub async fn find_by_case(tx: &mut Tx, case_number: &str) -> Result<Option<Order>, Error> {
    let row = tx
        .fetch_optional(&format!("SELECT {COLUMNS} FROM orders WHERE case_number = $1"), params![case_number])
        .await?;
    row.as_ref().map(order).transpose()
}

/// The order with this id.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Order>, Error> {
    let row = tx.fetch_optional(&format!("SELECT {COLUMNS} FROM orders WHERE id = $1"), params![id]).await?;
    row.as_ref().map(order).transpose()
}

/// The refusal for a change that came after another's: it names the state that the order has by now.
pub(super) async fn overtaken(tx: &mut Tx, order: &Order) -> Result<OrderError, Error> {
    let state = find(tx, &order.id).await?.map_or("gone", |order| order.state.key());
    Ok(OrderError::NotPossibleNow(state))
}

/// The order placed under this key, with the digest of what it ordered.
pub async fn find_by_once_key(tx: &mut Tx, once_key: &str) -> Result<Option<(Order, String)>, Error> {
    let row = tx
        .fetch_optional(&format!("SELECT {COLUMNS} FROM orders WHERE once_key = $1"), params![once_key])
        .await?;
    row.map(|row| Ok((order(&row)?, row.text("body_hash")?))).transpose()
}

/// The orders in one of `states`, newest first.
pub async fn list_by_state(tx: &mut Tx, state: OrderState, limit: i64) -> Result<Vec<Order>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM orders WHERE state = $1 ORDER BY received_at DESC, id DESC LIMIT $2");
    tx.fetch_all(&sql, params![state.key(), limit]).await?.iter().map(order).collect()
}

/// The orders that `organisation` placed or is the customer of, newest first.
pub async fn list_for_organisation(
    tx: &mut Tx,
    organisation: OrgNumber,
    limit: i64,
) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE vendor_number = $1 OR (customer_number = $1 AND kind <> 'fictional_customer')
         ORDER BY received_at DESC, id DESC LIMIT $2"
    );
    tx.fetch_all(&sql, params![organisation.to_string(), limit]).await?.iter().map(order).collect()
}

/// As [`list_for_organisation`], only what comes after `after` in that order.
pub async fn list_for_organisation_after(
    tx: &mut Tx,
    organisation: OrgNumber,
    after: Option<&Order>,
    limit: i64,
) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE (vendor_number = $1 OR (customer_number = $1 AND kind <> 'fictional_customer'))
           AND (received_at < $2 OR (received_at = $2 AND id < $3))
         ORDER BY received_at DESC, id DESC LIMIT $4"
    );
    let (at, id) = after.map_or((i64::MAX, ""), |order| (order.received_at, order.id.as_str()));
    tx.fetch_all(&sql, params![organisation.to_string(), at, id, limit]).await?.iter().map(order).collect()
}

/// Which of the numbers some order names as its customer.
pub async fn customers_among(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<BTreeSet<OrgNumber>, Error> {
    let keys: Vec<Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let rows = tx.fetch_among("SELECT customer_number FROM orders WHERE customer_number IN", &keys).await?;
    let numbers: Vec<Option<OrgNumber>> =
        rows.iter().map(|row| number(row, "customer_number")).collect::<Result<_, _>>()?;
    Ok(numbers.into_iter().flatten().collect())
}

/// The vendors' orders that wait for `customer`, oldest first.
pub async fn list_waiting_for(tx: &mut Tx, customer: OrgNumber) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE customer_number = $1 AND kind = 'existing_customer' AND state = 'waiting_for_customer'
         ORDER BY received_at, id"
    );
    tx.fetch_all(&sql, params![customer.to_string()]).await?.iter().map(order).collect()
}

/// Whether `customer` has a direct order that is not ended yet.
pub async fn has_open_direct_order(tx: &mut Tx, customer: OrgNumber) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id FROM orders WHERE customer_number = $1 AND kind = 'direct'
               AND state IN ('unconfirmed', 'received', 'provisioning') LIMIT 1",
            params![customer.to_string()],
        )
        .await?;
    Ok(row.is_some())
}

/// Changes an order's state if it still stands in `from`; false when somebody was faster.
pub async fn change_state(tx: &mut Tx, order: &Order, to: OrderState, now: Now) -> Result<bool, Error> {
    if order.state.to(to).is_err() {
        return Ok(false);
    }
    let finished_at = to.is_final().then_some(now.wall);
    let changed = tx
        .execute(
            "UPDATE orders SET state = $3, finished_at = $4, state_since = $5, asked_at = NULL, access_lost = FALSE,
                    version = version + 1
             WHERE id = $1 AND state = $2",
            params![&order.id, order.state.key(), to.key(), finished_at, now.wall],
        )
        .await?;
    Ok(changed == 1)
}

/// A step as it is stored.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// Its place, from 0.
    pub position: i64,
    /// What it does.
    pub step: Step,
    /// How it is carried out, as it was when the order was approved.
    pub mode: StepMode,
    /// What this step is about where the order does not say it.
    pub input: Option<serde_json::Value>,
    /// `pending`, `done` or `failed`.
    pub state: String,
    /// What was done, as JSON.
    pub receipt: Option<serde_json::Value>,
    /// What stopped it, for the desk.
    pub hindrance: Option<Hindrance>,
    /// Wall time of its end.
    pub done_at: Option<i64>,
}

impl StepRow {
    /// The scope that this step is about, where the order does not say it.
    pub fn added_scope(&self) -> Option<String> {
        self.input.as_ref()?.get("scope")?.as_str().map(str::to_owned)
    }
}

/// The steps of an order, in their order.
pub async fn list_steps(tx: &mut Tx, order_id: &str) -> Result<Vec<StepRow>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT position, name, mode, input, state, receipt, last_error, done_at FROM order_steps
             WHERE order_id = $1 ORDER BY position",
            params![order_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let name = row.text("name")?;
            Ok(StepRow {
                position: row.int("position")?,
                step: Step::from_key(&name).ok_or_else(|| {
                    Error::inconsistent("order_steps", "name", order_id, "no step has this name")
                })?,
                mode: StepMode::from_key(&row.text("mode")?).ok_or_else(|| {
                    Error::inconsistent("order_steps", "mode", order_id, "no step is carried out so")
                })?,
                input: row.opt_text("input")?.and_then(|text| serde_json::from_str(&text).ok()),
                state: row.text("state")?,
                receipt: row.opt_text("receipt")?.and_then(|text| serde_json::from_str(&text).ok()),
                hindrance: row.opt_text("last_error")?.as_deref().map(Hindrance::read),
                done_at: row.opt_int("done_at")?,
            })
        })
        .collect()
}

/// Writes the steps of an approved order with the modes they have now; a second time changes nothing.
pub async fn insert_steps(tx: &mut Tx, order: &Order, modes: &StepModes) -> Result<(), Error> {
    for (position, step) in order.kind.steps().iter().enumerate() {
        tx.execute(
            "INSERT INTO order_steps (order_id, position, name, mode, state, attempts) VALUES ($1, $2, $3, $4, 'pending', 0)
             ON CONFLICT DO NOTHING",
            params![
                &order.id,
                i64::try_from(position).unwrap_or(i64::MAX),
                step.key(),
                modes.of(step.key()).key()
            ],
        )
        .await?;
    }
    Ok(())
}

/// Keeps whether the other side had a grant before our first attempt, unless that is kept already; gives what is kept.
pub async fn keep_was_there(
    tx: &mut Tx,
    order_id: &str,
    position: i64,
    was_there: bool,
) -> Result<bool, Error> {
    // The step's row is the lock of what is read and written here.
    let key = params![order_id, position];
    tx.execute("UPDATE order_steps SET attempts = attempts WHERE order_id = $1 AND position = $2", key)
        .await?;
    let row =
        tx.fetch_optional("SELECT input FROM order_steps WHERE order_id = $1 AND position = $2", key).await?;
    let text = row.map(|row| row.opt_text("input")).transpose()?.flatten();
    let mut input: serde_json::Map<String, serde_json::Value> =
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if let Some(kept) = input.get("was_there").and_then(serde_json::Value::as_bool) {
        return Ok(kept);
    }
    input.insert("was_there".to_owned(), serde_json::Value::Bool(was_there));
    tx.execute(
        "UPDATE order_steps SET input = $3 WHERE order_id = $1 AND position = $2",
        params![order_id, position, serde_json::Value::Object(input).to_string()],
    )
    .await?;
    Ok(was_there)
}

/// The scopes that living cases have granted to `customer` in another environment.
pub async fn list_scopes_granted_elsewhere(tx: &mut Tx, customer: OrgNumber) -> Result<Vec<String>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT DISTINCT o.scope FROM orders o JOIN order_steps s ON s.order_id = o.id
             WHERE o.customer_number = $1 AND o.state IN ('provisioning', 'done') AND o.scope IS NOT NULL
               AND o.kind <> 'existing_customer' AND s.name = 'grant_scope' AND s.state = 'done' AND s.mode <> 'embedded'",
            params![customer.to_string()],
        )
        .await?;
    rows.iter().map(|row| row.text("scope")).collect()
}

/// Ticks a step off with its receipt; false when it was ticked off already.
pub async fn tick_step(
    tx: &mut Tx,
    order_id: &str,
    position: i64,
    receipt: &serde_json::Value,
    now: Now,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE order_steps SET state = 'done', receipt = $3, last_error = NULL, done_at = $4
             WHERE order_id = $1 AND position = $2 AND state <> 'done'",
            params![order_id, position, receipt.to_string(), now.wall],
        )
        .await?;
    Ok(changed == 1)
}

/// Keeps what stopped a step, for the desk.
pub async fn note_step_error(
    tx: &mut Tx,
    order_id: &str,
    position: i64,
    hindrance: &Hindrance,
    failed: bool,
) -> Result<(), Error> {
    let state = if failed { "failed" } else { "pending" };
    tx.execute(
        "UPDATE order_steps SET attempts = attempts + 1, last_error = $3, state = $4
         WHERE order_id = $1 AND position = $2 AND state <> 'done'",
        params![order_id, position, hindrance.stored(), state],
    )
    .await?;
    Ok(())
}

/// A letter of a case, as the desk lists it.
#[derive(Debug, Clone)]
pub struct LetterRow {
    /// What it is about.
    pub subject: String,
    /// To whom.
    pub recipient: String,
    /// `waiting`, `sent` or `failed`.
    pub state: String,
}

/// The letters of a case, oldest first.
pub async fn list_letters(tx: &mut Tx, case_number: &str) -> Result<Vec<LetterRow>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT subject, recipient, state FROM letters WHERE case_number = $1 ORDER BY id",
            params![case_number],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LetterRow {
                subject: row.text("subject")?,
                recipient: row.text("recipient")?,
                state: row.text("state")?,
            })
        })
        .collect()
}

/// Whether a letter of this kind went to this address in this case already.
pub async fn letter_exists(
    tx: &mut Tx,
    case_number: &str,
    kind: &str,
    recipient: &str,
) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id FROM letters WHERE case_number = $1 AND kind = $2 AND recipient = $3 LIMIT 1",
            params![case_number, kind, recipient],
        )
        .await?;
    Ok(row.is_some())
}

/// Whether `organisation`, which did not place this order, has named the address itself: in an order of its own that was
/// approved, or as its new contact in this case, who has a link already.
pub(super) async fn is_own_contact(
    tx: &mut Tx,
    order: &Order,
    organisation: OrgNumber,
    email: &str,
) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id FROM orders WHERE customer_number = $1 AND kind = 'direct' AND customer_contact_email = $2
               AND state IN ('provisioning', 'done')
             UNION
             SELECT id FROM signed_links WHERE case_number = $3 AND organisation = $1 AND contact_email = $2
               AND revoked_at IS NULL
             LIMIT 1",
            params![organisation.to_string(), email, &order.case_number],
        )
        .await?;
    Ok(row.is_some())
}

/// The newest case that `organisation` ordered itself and that is carried out.
pub(super) async fn find_last_done_of(tx: &mut Tx, organisation: OrgNumber) -> Result<Option<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE state = 'done'
           AND ((vendor_number = $1 AND kind <> 'direct') OR (customer_number = $1 AND kind = 'direct'))
         ORDER BY received_at DESC, id DESC LIMIT 1"
    );
    tx.fetch_optional(&sql, params![organisation.to_string()]).await?.as_ref().map(order).transpose()
}

/// The vendors' cases that stand on the access of `customer`, oldest first.
pub async fn list_vendors_cases(tx: &mut Tx, customer: OrgNumber) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE customer_number = $1 AND kind = 'existing_customer' AND state IN ('provisioning', 'done')
         ORDER BY received_at, id"
    );
    tx.fetch_all(&sql, params![customer.to_string()]).await?.iter().map(order).collect()
}

/// The cases that belong together with this one: the one it was added to, those added to it, and its siblings.
pub async fn list_linked(tx: &mut Tx, order_in: &Order) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders
         WHERE id <> $1 AND (linked_case = $2
            OR case_number = (SELECT o.linked_case FROM orders o WHERE o.id = $1)
            OR linked_case = (SELECT o.linked_case FROM orders o WHERE o.id = $1))
         ORDER BY received_at, id LIMIT 100"
    );
    tx.fetch_all(&sql, params![&order_in.id, &order_in.case_number]).await?.iter().map(order).collect()
}

/// The orders of vendors that were decided upon, newest first.
pub async fn list_decided(tx: &mut Tx, limit: i64) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE decided_at IS NOT NULL AND kind <> 'direct' ORDER BY received_at DESC, id DESC LIMIT $1"
    );
    tx.fetch_all(&sql, params![limit]).await?.iter().map(order).collect()
}
