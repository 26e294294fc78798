//! Placing an order: stored with its case number, its receipt and the check that follows, before anybody is answered.

use serde_json::{Value, json};

use super::extend::Added;
use super::ordered::{self, NewRow, Ordered};
use super::store::{self, find_by_once_key};
use super::{
    Channel, Checked, FaultKind, Order, OrderError, OrderKind, OrderState, PartyInOrder, check, invitations,
    letters, rules, search, waiting,
};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{MINUTE, Millis, Now, norwegian_year};
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::orders::Fault;
use crate::orders::draft::{Draft, fields};
use crate::parties::{self, registry};

/// How a warning begins that says that Enhetsregisteret did not answer; behind it stands whose number it is.
pub(super) const NOT_CHECKED: &str = "not-checked:";

/// How a warning begins that says that Enhetsregisteret answered once and does not now, so that what is known is old.
pub(super) const NOT_RENEWED: &str = "not-renewed:";

/// When the register is asked again after it did not answer.
const CHECK_AGAIN: Millis = MINUTE;

/// What came of placing.
#[derive(Debug, Clone)]
pub enum Placed {
    /// It is a new order.
    New(Order),
    /// The same was ordered before under the same key; this is that order.
    Same(Order),
    /// Something else was ordered before under the same key.
    Conflict(Order),
}

/// How an order reached us.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// Form, API, mail or desk.
    pub channel: Channel,
    /// What makes a repetition recognisable: `form:…`, `api:…`, `mail:…`.
    pub once_key: &'a str,
    /// Who placed it, for the audit.
    pub actor: &'a str,
    /// Whether its contact must confirm it before it counts.
    pub unconfirmed: bool,
    /// The Message-ID that letters answer.
    pub reply_to: Option<&'a str>,
    /// Who asked for it, when it was not the one who orders by it.
    pub added: Option<&'a Added>,
}

/// What Enhetsregisteret said about the organisations of a draft.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Faults that refuse the order: unknown, deleted, removed.
    pub faults: Vec<Fault>,
    /// Warnings that a handler and the sender see: `name-unlike:vendor`, `not-checked:customer` …
    pub warnings: Vec<String>,
}

/// Looks the organisations up before the order is stored. What cannot be reached is a warning and never stops an order.
/// A contact with our own address is a fault: letters to it would come back to us.
pub async fn check_registry(app: &App, checked: &Checked) -> Result<Findings, Error> {
    let mut findings = check_parties(app, checked.vendor.as_ref(), checked.customer.as_ref()).await?;
    for (who, party) in [("vendor", &checked.vendor), ("customer", &checked.customer)] {
        let email = party.as_ref().map(|party| party.contact.email.as_str());
        if email.is_some_and(|email| email.eq_ignore_ascii_case(&app.config.mail_address)) {
            let field = format!("{who}.contact.email");
            findings.faults.push(Fault { field, kind: FaultKind::EmailOurs });
        }
    }
    Ok(findings)
}

/// A draft without faults, with the warnings that Enhetsregisteret gives; else its faults, or those of its numbers.
pub async fn check_whole(
    app: &App,
    draft: &Draft,
) -> Result<Result<(Checked, Vec<String>), Vec<Fault>>, Error> {
    let checked = match draft.check() {
        Ok(checked) => checked,
        Err(faults) => return Ok(Err(faults)),
    };
    let findings = check_registry(app, &checked).await?;
    if !findings.faults.is_empty() {
        return Ok(Err(findings.faults));
    }
    Ok(Ok((checked, findings.warnings)))
}

/// As [`check_registry`], for an order of which not all is known yet.
pub(super) async fn check_parties(
    app: &App,
    vendor: Option<&PartyInOrder>,
    customer: Option<&PartyInOrder>,
) -> Result<Findings, Error> {
    let mut findings = Findings::default();
    for (who, party) in [("vendor", vendor), ("customer", customer)] {
        let Some(party) = party else { continue };
        check_party(app, who, party.number, &party.name, &mut findings).await?;
    }
    Ok(findings)
}

/// To the faults of a draft those that Enhetsregisteret finds in its numbers, so that whoever typed it learns all at once. A
/// number that is faulty in itself is not asked about.
pub async fn add_registry_faults(app: &App, draft: &Draft, faults: &mut Vec<Fault>) -> Result<(), Error> {
    let known = fields(draft.kind);
    let mut findings = Findings::default();
    for who in ["vendor", "customer"] {
        let field = format!("{who}.number");
        if !known.contains(&field.as_str()) || faults.iter().any(|fault| fault.field == field) {
            continue;
        }
        if let Ok(number) = OrgNumber::parse_typed(draft.get(&field)) {
            check_party(app, who, number, draft.get(&format!("{who}.name")), &mut findings).await?;
        }
    }
    faults.extend(findings.faults);
    faults.sort_by_key(|fault| known.iter().position(|field| *field == fault.field));
    Ok(())
}

async fn check_party(
    app: &App,
    who: &str,
    number: OrgNumber,
    name: &str,
    findings: &mut Findings,
) -> Result<(), Error> {
    let field = format!("{who}.number");
    let official = match registry::known(app, number).await? {
        Some(known) if known.is_deleted => {
            findings.faults.push(Fault { field, kind: FaultKind::OrganisationDeleted });
            return Ok(());
        }
        Some(registry::Known { organisation, is_old, .. }) => {
            if is_old {
                findings.warnings.push(format!("{NOT_RENEWED}{who}"));
            }
            if let Some(trouble) = trouble_of(&organisation.entity, organisation.bankrupt_at.is_some()) {
                findings.warnings.push(format!("{trouble}:{who}"));
            }
            organisation.name
        }
        // A fictional number exists only as a party of this world; nobody can look it up elsewhere.
        None if !number.may_be_real() => {
            findings.faults.push(Fault { field, kind: FaultKind::FictionalUnknown });
            return Ok(());
        }
        None => match registry::look_up(app, number).await {
            registry::Lookup::Found(entity) => {
                if let Some(trouble) = trouble_of(&entity.raw, false) {
                    findings.warnings.push(format!("{trouble}:{who}"));
                }
                entity.name
            }
            registry::Lookup::Unknown => {
                findings.faults.push(Fault { field, kind: FaultKind::OrganisationUnknown });
                return Ok(());
            }
            registry::Lookup::Deleted | registry::Lookup::Removed => {
                findings.faults.push(Fault { field, kind: FaultKind::OrganisationDeleted });
                return Ok(());
            }
            registry::Lookup::Unreachable(reason) => {
                tracing::warn!(
                    reason,
                    "Enhetsregisteret could not be asked; the order is taken and the check stays open"
                );
                findings.warnings.push(format!("{NOT_CHECKED}{who}"));
                return Ok(());
            }
        },
    };
    if !parties::names_alike(&official, name) {
        findings.warnings.push(format!("name-unlike:{who}"));
    }
    Ok(())
}

/// What Enhetsregisteret says of an organisation that still exists and is about to be no more.
pub(super) const TROUBLES: [(&str, &[&str]); 3] = [
    ("bankrupt", &["konkurs"]),
    ("forced-winding-up", &["underTvangsavviklingEllerTvangsopplosning", "underTvangsavvikling"]),
    ("winding-up", &["underAvvikling"]),
];

fn trouble_of(entity: &Value, is_bankrupt: bool) -> Option<&'static str> {
    let says =
        |names: &[&str]| names.iter().any(|name| entity.get(name).and_then(Value::as_bool) == Some(true));
    let found = TROUBLES.into_iter().find(|(_, names)| says(names)).map(|(trouble, _)| trouble);
    if is_bankrupt { Some("bankrupt") } else { found }
}

/// Stores the order in the caller's transaction with its receipt letter. Of two that come under one key at the same
/// moment, the database takes one.
pub async fn place(
    tx: &mut Tx,
    app: &App,
    now: Now,
    checked: &Checked,
    warnings: &[String],
    arrival: Arrival<'_>,
) -> Result<Placed, OrderError> {
    let digest = checked.digest();
    // A form's and a program's own word, of which nobody has looked at what stands in it.
    let once_key = mask_real_numbers(arrival.once_key).0;
    if let Some(before) = find_by_once_key(tx, &once_key).await? {
        return Ok(repeated(before, &digest));
    }
    let id = app.random.new_id(now.wall);
    let case_number = next_case_number(tx, now).await?;
    let state = if arrival.unconfirmed { OrderState::Unconfirmed } else { OrderState::Received };
    // A mail's sender could acknowledge nothing: its receipt states the notice instead.
    let acknowledged = arrival.channel != Channel::Mail;
    let row = NewRow {
        id: &id,
        case_number: &case_number,
        kind: checked.kind,
        state,
        channel: arrival.channel,
        language: checked.language,
        once_key: &once_key,
        digest: &digest,
        placed_by: arrival.actor,
        reply_to: arrival.reply_to,
    };
    let stored = ordered::insert(tx, row, &Ordered::of(checked, acknowledged, warnings), now).await?;
    if !stored {
        // Another request with the same key was stored between our look and our write. The counter's row is still locked
        // by us, so that the number can be given back and none is missing in the series.
        give_back_case_number(tx, now).await?;
        return match find_by_once_key(tx, &once_key).await? {
            Some(before) => Ok(repeated(before, &digest)),
            None => Err(OrderError::NotFound),
        };
    }
    let order = store::find(tx, &id).await?.ok_or(OrderError::NotFound)?;
    search::index(tx, &order).await?;
    audit::record(
        tx,
        &app.random,
        now,
        Event {
            actor: arrival.actor,
            action: "order.placed",
            subject: &order.id,
            organisation: order.applicant().map(|party| party.number.to_string()).as_deref(),
            case_number: Some(&order.case_number),
            detail: json!({
                "kind": order.kind.key(),
                "channel": order.channel,
                "reads_real_data": order.reads_real_data(),
                "notice_acknowledged": acknowledged,
            }),
        },
    )
    .await?;
    letters::receipt(tx, app, now, &order, arrival.added).await?;
    follow_up(tx, app, now, &order, checked.invite_customer, arrival.actor).await?;
    app.fault_point("order:placed:before-commit");
    Ok(Placed::New(order))
}

/// What an order that was just placed, or completed, causes besides its receipt.
pub(super) async fn follow_up(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    invite_customer: bool,
    actor: &str,
) -> Result<(), OrderError> {
    tell_waiting_vendors(tx, app, now, order).await?;
    if order.state == OrderState::Unconfirmed {
        waiting::await_confirmation(tx, app, now, order).await?;
    }
    if invite_customer {
        invitations::wish(tx, app, now, order, actor).await?;
    }
    if order.warnings.iter().any(|warning| check::is_open(warning)) {
        let payload = json!({ "order_id": order.id });
        let again = Due::Wall(now.wall + CHECK_AGAIN);
        jobs::enqueue(tx, &app.random, now, "orders.check", &payload, again, None).await?;
    }
    rules::enqueue(tx, app, now, order).await?;
    Ok(())
}

fn repeated((order, digest_before): (Order, String), digest: &str) -> Placed {
    if digest_before == digest { Placed::Same(order) } else { Placed::Conflict(order) }
}

/// `YYYY-NNNNN`, without gaps but for transactions that were rolled back.
pub(super) async fn next_case_number(tx: &mut Tx, now: Now) -> Result<String, Error> {
    let year = norwegian_year(now.world);
    let row = tx
        .fetch_optional(
            "INSERT INTO case_numbers (year, last) VALUES ($1, 1) ON CONFLICT (year) DO UPDATE SET last = case_numbers.last + 1
             RETURNING last",
            params![year],
        )
        .await?
        .ok_or_else(|| Error::inconsistent("case_numbers", "last", year.to_string(), "counting gave no number"))?;
    Ok(format!("{year}-{:05}", row.int("last")?))
}

pub(super) async fn give_back_case_number(tx: &mut Tx, now: Now) -> Result<(), Error> {
    let year = norwegian_year(now.world);
    tx.execute("UPDATE case_numbers SET last = last - 1 WHERE year = $1", params![year]).await?;
    Ok(())
}

/// The contact of who orders says that an order in its name is its own. The other side of the order cannot say so for it.
pub async fn confirm(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    organisation: OrgNumber,
    actor: &str,
) -> Result<Order, OrderError> {
    let order = store::find_by_case(tx, case_number)
        .await?
        .filter(|order| order.is_applicant(organisation))
        .ok_or(OrderError::NotFound)?;
    if !store::change_state(tx, &order, OrderState::Received, now).await? {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    }
    audit::record(
        tx,
        &app.random,
        now,
        Event {
            actor,
            action: "order.confirmed",
            subject: &order.id,
            organisation: Some(&organisation.to_string()),
            case_number: Some(&order.case_number),
            detail: json!({}),
        },
    )
    .await?;
    let order = Order { state: OrderState::Received, ..order };
    tell_waiting_vendors(tx, app, now, &order).await?;
    rules::enqueue(tx, app, now, &order).await?;
    Ok(order)
}

/// A customer's own order, once it counts, is what vendors wait for.
async fn tell_waiting_vendors(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    match (&order.customer, order.kind, order.state) {
        (Some(customer), OrderKind::Direct, OrderState::Received) => {
            letters::customer_has_ordered(tx, app, now, customer.number).await
        }
        _ => Ok(()),
    }
}
