//! Letters about an access that exists already: it runs out, is renewed, is ended, has other contacts.
//!
//! Each is written in the transaction of what it tells. Texts are `after-KIND-subject` and `after-KIND-body`.

use serde_json::Value;

use super::store::StepRow;
use super::{Order, OrderError, OrderKind, PartyInOrder, Step, letters, store};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::language::Language;
use crate::mail::{Letter, send_letter, write as compose};

/// Writes one letter to a contact of the case.
pub(super) async fn write(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    kind: &'static str,
    to: &PartyInOrder,
    values: &[(&str, &str)],
) -> Result<(), OrderError> {
    let again = app.url("/bestill");
    let mut all = vec![
        ("name", to.contact.name.as_str()),
        ("case", &order.case_number),
        ("organisation", &to.name),
        ("again", &again),
    ];
    all.extend_from_slice(values);
    let letter = Letter {
        kind,
        case_number: Some(&order.case_number),
        recipient: &to.contact.email,
        language: order.language,
        written: compose(order.language, &format!("after-{kind}"), &all, &app.config.public_url),
        in_reply_to: None,
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}

/// The contacts of a case: the one who ordered, and of an existing customer's case the customer.
fn readers(order: &Order) -> Vec<&PartyInOrder> {
    match order.kind {
        OrderKind::Direct => order.customer.iter().collect(),
        OrderKind::FictionalCustomer => order.vendor.iter().collect(),
        OrderKind::ExistingCustomer => order.vendor.iter().chain(&order.customer).collect(),
    }
}

/// The receipt of an ended access: what was taken back, and what stays since others need it.
pub(super) async fn ended(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    steps: &[StepRow],
) -> Result<Vec<String>, OrderError> {
    let list = taken_back(steps, order.language).join("\n");
    let reason =
        order.reason.as_ref().map(|reason| order.language.text_with("after-reason", &[("reason", reason)]));
    let reason = reason.unwrap_or_else(|| order.language.text("after-no-reason"));
    let mut written = Vec::new();
    for to in readers(order) {
        write(tx, app, now, order, "ended", to, &[("items", &list), ("reason", &reason)]).await?;
        written.push("ended".to_owned());
    }
    Ok(written)
}

/// Vendors whose cases stand on this customer's access learn that it has ended.
pub(super) async fn customers_access_ended(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
) -> Result<Vec<String>, OrderError> {
    let Some(customer) = &order.customer else { return Ok(Vec::new()) };
    let mut written = Vec::new();
    for case in store::list_vendors_cases(tx, customer.number).await? {
        let Some(vendor) = case.vendor.clone() else { continue };
        let number = customer.number.to_string();
        let values = [("customer", customer.name.as_str()), ("customer_number", &number)];
        write(tx, app, now, &case, "customer-ended", &vendor, &values).await?;
        written.push("customer-ended".to_owned());
    }
    Ok(written)
}

/// What the receipts of an ending say, a line for each thing.
pub(super) fn taken_back(steps: &[StepRow], language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |key: &str, values: &[(&str, &str)]| {
        lines.push(language.text_with(&format!("taken-back-{key}"), values));
    };
    for step in steps {
        let Some(receipt) = step.receipt.as_ref() else { continue };
        let text = |value: &Value, name: &str| match value.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let list = |name: &str| receipt.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        match step.step {
            Step::WithdrawDelegations => {
                for held in list("withdrawn") {
                    let (scheme, supplier) = (text(&held, "scheme"), text(&held, "supplier"));
                    let consumer = text(receipt, "consumer");
                    add(
                        "delegation",
                        &[("scheme", &scheme), ("supplier", &supplier), ("consumer", &consumer)],
                    );
                }
            }
            Step::WithdrawGrant => {
                let (scope, organisation) = (text(receipt, "scope"), text(receipt, "organisation"));
                let key = match receipt.get("kept").and_then(Value::as_str) {
                    None => "grant",
                    Some("needed") => "grant-kept",
                    Some(_) => "grant-gone",
                };
                add(key, &[("scope", &scope), ("organisation", &organisation)]);
            }
            Step::DeactivateClients => {
                for client in list("deactivated") {
                    let (id, organisation) = (text(&client, "client"), text(&client, "organisation"));
                    add("client", &[("client", &id), ("organisation", &organisation)]);
                }
            }
            Step::RemoveParties => {
                for person in list("persons") {
                    add("person", &[("name", &text(&person, "name"))]);
                }
                for organisation in list("organisations") {
                    let (number, name) = (text(&organisation, "number"), text(&organisation, "name"));
                    let real = organisation.get("production_data").and_then(Value::as_bool) == Some(true);
                    let key = if real { "production-data" } else { "organisation" };
                    add(key, &[("number", &number), ("name", &name)]);
                }
                for number in list("kept") {
                    add("organisation-kept", &[("number", number.as_str().unwrap_or_default())]);
                }
            }
            Step::RemoveElsewhere => add("elsewhere", &[]),
            Step::RevokeLinks => {
                add("links", &[]);
                if receipt.get("api_keys").and_then(Value::as_u64).unwrap_or_default() > 0 {
                    add("api-keys", &[]);
                }
            }
            _ => {}
        }
    }
    lines
}

/// The access ends soon, and how it is renewed.
pub(super) async fn expires_soon(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    date: &str,
    days: i64,
) -> Result<(), OrderError> {
    for to in readers(order) {
        let link = letters::way_in(tx, app, now, order, to).await?;
        let days = days.to_string();
        let values = [("date", date), ("days", &days), ("link", &link)];
        write(tx, app, now, order, "expires-soon", to, &values).await?;
    }
    Ok(())
}

/// The access is renewed, and until when.
pub(super) async fn renewed(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    end: Option<crate::clock::Millis>,
) -> Result<(), OrderError> {
    let kind = if end.is_some() { "renewed" } else { "renewed-for-good" };
    let date = end.map(crate::clock::norwegian_day).unwrap_or_default();
    for to in readers(order) {
        write(tx, app, now, order, kind, to, &[("date", &date)]).await?;
    }
    Ok(())
}

/// One more scope is granted under the case.
pub(super) async fn scope_added(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    scope: &str,
) -> Result<(), OrderError> {
    let opens = order.language.text(&letters::scope_key(scope));
    for to in readers(order) {
        let link = letters::way_in(tx, app, now, order, to).await?;
        let values = [("scope", scope), ("opens", &opens), ("link", &link)];
        write(tx, app, now, order, "scope-added", to, &values).await?;
    }
    Ok(())
}
