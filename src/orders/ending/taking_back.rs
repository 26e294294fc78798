//! What each step takes back. Every function gives the step's receipt; a receipt is kept in the audit, and names a real
//! organisation by its number alone and a person by its made-up name alone.

use serde_json::{Value, json};

use super::super::provision::{Hindrance, Stop};
use super::super::store::StepRow;
use super::super::{Order, OrderKind, store};
use super::others;
use crate::access::{api_keys, links};
use crate::app::App;
use crate::clients::{self, GrantState};
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::delegation::{self, By};
use crate::numbers::OrgNumber;
use crate::parties;

/// The actor of what is done by the run itself.
const SYSTEM: &str = "system";

/// The organisations of the case: vendor, and customer.
fn parties_of(order: &Order) -> Vec<OrgNumber> {
    let vendor = order.vendor.as_ref().map(|party| party.number);
    vendor.into_iter().chain(order.customer_number()).collect()
}

/// Delegations from the case's customer. A customer that no other case needs gives none any more; of others, what was given
/// to the case's vendor ends, and after a direct order what carries its scopes, but for pairs that a case of their own has.
pub(super) async fn delegations(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<Value, Stop> {
    let Some(customer) = order.customer_number() else { return Ok(json!({ "withdrawn": [] })) };
    let is_free = !others::is_named_elsewhere(tx, order, customer).await?;
    let vendor = order.vendor.as_ref().map(|party| party.number);
    let scopes = given_scopes(tx, order).await?;
    let mut withdrawn = Vec::new();
    let by = By::environment(SYSTEM);
    for supplier in delegation::suppliers_of(tx, customer).await? {
        if others::pair_is_used_elsewhere(tx, order, customer, supplier.number).await? {
            continue;
        }
        let given = delegation::delegations_between(tx, customer, supplier.number).await?;
        let all = is_free || vendor == Some(supplier.number);
        for held in given.iter().filter(|held| held.is_active()) {
            let scheme = delegation::scheme(tx, &held.scheme_id).await?;
            let of_this_case = order.kind == OrderKind::Direct
                && scheme.is_some_and(|scheme| scheme.scopes.iter().any(|scope| scopes.contains(scope)));
            if !(all || of_this_case) {
                continue;
            }
            let ended = delegation::withdraw(tx, app, now, customer, supplier.number, &held.scheme_id, by)
                .await
                .map_err(delegation_stop)?;
            if ended {
                withdrawn.push(json!({ "supplier": supplier.number, "scheme": held.scheme_id }));
            }
        }
        if all {
            delegation::remove_supplier(tx, app, now, customer, supplier.number, true, by)
                .await
                .map_err(delegation_stop)?;
        }
    }
    Ok(json!({ "consumer": customer, "withdrawn": withdrawn }))
}

fn delegation_stop(error: delegation::Error) -> Stop {
    match error {
        delegation::Error::Database(error) => Stop::Database(error),
        other => Stop::Later(Hindrance::passing("other").because(&other.to_string())),
    }
}

/// Every scope that the case has given.
async fn given_scopes(tx: &mut Tx, order: &Order) -> Result<Vec<String>, Stop> {
    let steps = store::list_steps(tx, &order.id).await?;
    let added = steps.iter().filter_map(StepRow::added_scope);
    Ok(order.scope.iter().cloned().chain(added).collect())
}

/// The receipt of a grant that was withdrawn, or kept and why.
pub(super) fn grant_receipt(order: &Order, step: &StepRow, kept: Option<&str>) -> Value {
    json!({ "scope": step.added_scope(), "organisation": order.customer_number(), "kept": kept })
}

/// A grant in this world. It is kept when another case gives it too, and when no case ever gave it.
pub(super) async fn grant(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    step: &StepRow,
) -> Result<Value, Stop> {
    let told_to_keep = step.input.as_ref().and_then(|input| input.get("kept")).and_then(Value::as_bool);
    if told_to_keep == Some(true) {
        return Ok(grant_receipt(order, step, Some("needed")));
    }
    let (Some(scope), Some(customer)) = (step.added_scope(), order.customer_number()) else {
        return Ok(grant_receipt(order, step, Some("gone")));
    };
    // The grant's row first: a case that gives the same waits for us, or we see it.
    if !clients::lock_grant(tx, &scope, customer).await? {
        return Ok(grant_receipt(order, step, Some("gone")));
    }
    let held = clients::find_grant(tx, &scope, customer).await?;
    let Some(held) = held.filter(|grant| grant.state == GrantState::Approved) else {
        return Ok(grant_receipt(order, step, Some("gone")));
    };
    if held.case_number.is_none() || others::gives(tx, order, &scope, false).await? {
        return Ok(grant_receipt(order, step, Some("needed")));
    }
    clients::withdraw_scope(tx, app, now, &scope, customer, SYSTEM).await?;
    Ok(grant_receipt(order, step, None))
}

/// Clients of organisations that no other case names: out of use, with their keys and their history.
pub(super) async fn clients_of_parties(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
) -> Result<Value, Stop> {
    let mut taken = Vec::new();
    for organisation in parties_of(order) {
        if clients::owner_name(organisation).is_some()
            || others::is_named_elsewhere(tx, order, organisation).await?
        {
            continue;
        }
        for client in clients::clients_of(tx, organisation).await? {
            if client.active {
                clients::set_active(tx, app, now, &client.id, organisation, false, SYSTEM).await?;
                taken.push(json!({ "client": client.id, "organisation": organisation }));
            }
        }
    }
    Ok(json!({ "deactivated": taken }))
}

/// The fictional person, the fictional organisation, and production data that was read in.
pub(super) async fn parties_of_case(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<Value, Stop> {
    let (mut persons, mut organisations, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for number in parties_of(order) {
        // The organisation's row first: an order that is being carried out with it waits for us, or we see it.
        let Some(organisation) = parties::lock_organisation(tx, number).await? else { continue };
        if order.kind != OrderKind::Direct
            && order.customer_number() == Some(number)
            && !others::person_is_needed(tx, order, number).await?
            && let Some(person) = parties::remove_person_of_customer(tx, app, now, number).await?
        {
            persons.push(json!({ "name": person }));
        }
        let made_by_a_case = organisation.case_number.is_some() && organisation.origin != "world_file";
        let is_needed = !made_by_a_case || others::is_named_elsewhere(tx, order, number).await?;
        if !is_needed && parties::remove_organisation(tx, app, now, &organisation, &order.case_number).await?
        {
            let name = (!number.may_be_real()).then_some(organisation.name);
            let production_data = number.may_be_real();
            organisations.push(json!({ "number": number, "name": name, "production_data": production_data }));
        } else {
            kept.push(number);
        }
    }
    Ok(json!({ "persons": persons, "organisations": organisations, "kept": kept }))
}

/// The contacts' ways in: the case's signed links, wishes for another contact, and the API keys of organisations that no
/// other case names.
pub(super) async fn links_and_keys(tx: &mut Tx, now: Now, order: &Order) -> Result<Value, Stop> {
    let revoked = links::revoke_of_case(tx, &order.case_number, now).await?;
    tx.execute(
        "UPDATE contact_changes SET dropped_at = $2 WHERE order_id = $1 AND confirmed_at IS NULL AND dropped_at IS NULL",
        params![&order.id, now.wall],
    )
    .await?;
    let mut keys = 0;
    for organisation in parties_of(order) {
        if !others::is_named_elsewhere(tx, order, organisation).await? {
            keys += api_keys::revoke_of(tx, organisation, now).await?;
        }
    }
    Ok(json!({ "links": revoked, "api_keys": keys }))
}
