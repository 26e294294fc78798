//! Many consumers that give at once: the same rows and the same history as when each gives for itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Error, check_pair, store};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{self, Tx, Value};
use crate::numbers::OrgNumber;
use crate::parties;

/// A scheme that a consumer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    /// Who gives.
    pub consumer: OrgNumber,
    /// What.
    pub scheme_id: String,
    /// The audit name of who does it, whose authority the caller has asked for.
    pub actor: String,
}

/// Adds `supplier` for all these consumers and gives it their schemes; gives how many were not given already. What a consumer
/// gives stands together in `gifts`. No order may wait for any of it: nobody is told, as [`super::give`] does.
pub async fn give_many(
    tx: &mut Tx,
    app: &App,
    now: Now,
    supplier: OrgNumber,
    gifts: &[Gift],
) -> Result<usize, Error> {
    let mut consumers: Vec<&Gift> = gifts.iter().collect();
    consumers.dedup_by_key(|gift| gift.consumer);
    // The pair's rules, asked once for the supplier and at once for all consumers. Whatever ends the supplier waits for its
    // row, and then finds all that was given.
    let Some(first) = consumers.first() else { return Ok(0) };
    parties::lock_organisation(tx, supplier).await?;
    check_pair(tx, first.consumer, supplier).await?;
    let numbers: Vec<OrgNumber> = consumers.iter().map(|gift| gift.consumer).collect();
    let known = parties::known_among(tx, &numbers).await?;
    if numbers.contains(&supplier) {
        return Err(Error::SupplierIsSelf);
    }
    for number in numbers {
        let known = known.get(&number).ok_or(Error::ConsumerUnknown(number))?;
        if let Some(at) = known.deleted_at {
            return Err(Error::Gone { number, at });
        }
    }
    let schemes: BTreeSet<&str> = gifts.iter().map(|gift| gift.scheme_id.as_str()).collect();
    for id in schemes {
        let scheme = store::scheme(tx, id).await?.ok_or_else(|| Error::SchemeUnknown(id.to_owned()))?;
        if !scheme.delegable {
            return Err(Error::SchemeNotDelegable(scheme.id));
        }
    }
    // Each row that is new is locked by this transaction until it ends; one that was there is locked as when one gives.
    let added = insert_suppliers(tx, now, supplier, &consumers).await?;
    for gift in consumers.iter().filter(|gift| !added.contains(&gift.consumer.to_string())) {
        if !store::lock_supplier(tx, gift.consumer, supplier).await? {
            return Err(Error::SupplierNotAdded { consumer: gift.consumer, supplier });
        }
    }
    let ids: Vec<String> = gifts.iter().map(|_| app.random.new_id(now.wall)).collect();
    let given = insert_delegations(tx, now, supplier, gifts, &ids).await?;

    let receiver = supplier.to_string();
    let organisations: Vec<String> = gifts.iter().map(|gift| gift.consumer.to_string()).collect();
    let mut events = Vec::new();
    let mut last = None;
    for ((gift, organisation), id) in gifts.iter().zip(&organisations).zip(&ids) {
        let mut note = |action, subject, detail| {
            let (actor, organisation) = (gift.actor.as_str(), Some(organisation.as_str()));
            events.push(Event { actor, action, subject, organisation, case_number: None, detail });
        };
        if last != Some(gift.consumer) && added.contains(organisation) {
            note("supplier.added", receiver.as_str(), json!({ "supplier": receiver }));
        }
        if given.contains(id) {
            note("delegation.given", id, json!({ "supplier": receiver, "scheme": gift.scheme_id }));
        }
        last = Some(gift.consumer);
    }
    audit::record_all(tx, &app.random, now, &events).await?;
    Ok(given.len())
}

/// The schemes that `supplier` holds from these consumers, by consumer; those of one in the order of their identifiers.
pub async fn schemes_from(
    tx: &mut Tx,
    supplier: OrgNumber,
    consumers: &[OrgNumber],
) -> Result<BTreeMap<String, BTreeSet<String>>, db::Error> {
    let keys: Vec<Value> = consumers.iter().map(|number| number.to_string().into()).collect();
    let sql = "SELECT consumer_number, supplier_number, scheme_id FROM delegations
               WHERE withdrawn_at IS NULL AND consumer_number IN";
    let supplier = supplier.to_string();
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in tx.fetch_among(sql, &keys).await? {
        if row.text("supplier_number")? == supplier {
            held.entry(row.text("consumer_number")?).or_default().insert(row.text("scheme_id")?);
        }
    }
    Ok(held)
}

/// Gives the numbers of the consumers that had not added the supplier.
async fn insert_suppliers(
    tx: &mut Tx,
    now: Now,
    supplier: OrgNumber,
    consumers: &[&Gift],
) -> Result<BTreeSet<String>, db::Error> {
    let rows: Vec<Value> = consumers
        .iter()
        .flat_map(|gift| {
            [
                gift.consumer.to_string().into(),
                supplier.to_string().into(),
                gift.actor.as_str().into(),
                now.wall.into(),
            ]
        })
        .collect();
    let into = "INSERT INTO suppliers (consumer_number, supplier_number, added_by, created_at)";
    let tail = "ON CONFLICT (consumer_number, supplier_number) DO NOTHING RETURNING consumer_number";
    tx.insert_all(into, 4, &rows, tail).await?.iter().map(|row| row.text("consumer_number")).collect()
}

/// Gives the ids of the delegations that are new.
async fn insert_delegations(
    tx: &mut Tx,
    now: Now,
    supplier: OrgNumber,
    gifts: &[Gift],
    ids: &[String],
) -> Result<BTreeSet<String>, db::Error> {
    let rows: Vec<Value> = gifts
        .iter()
        .zip(ids)
        .flat_map(|(gift, id)| {
            [
                id.into(),
                gift.consumer.to_string().into(),
                supplier.to_string().into(),
                gift.scheme_id.as_str().into(),
                gift.actor.as_str().into(),
                now.world.into(),
            ]
        })
        .collect();
    let into =
        "INSERT INTO delegations (id, consumer_number, supplier_number, scheme_id, given_by, given_at)";
    let tail = "ON CONFLICT (consumer_number, supplier_number, scheme_id) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id";
    tx.insert_all(into, 6, &rows, tail).await?.iter().map(|row| row.text("id")).collect()
}
