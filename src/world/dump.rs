//! Writing the world down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::companies::companies;
use super::entries::OWN_PORTAL;
use super::load::default_entity;
use super::{Format, clock_offset, text, write_duration};
use crate::clients::{self, Client, ClientKey, DEFAULT_TOKEN_LIFETIME, MASKINPORTEN, Scope};
use crate::clock::{Now, iso8601};
use crate::db::{Error, Tx};
use crate::delegation::{self, Policy, Scheme, Texts};
use crate::numbers::OrgNumber;
use crate::parties;

/// The world as a file. Without `with_real`, organisations whose number may be a real one are left out, with their roles,
/// grants, delegations and clients, and with the persons that were made for them alone.
pub async fn dump(tx: &mut Tx, now: Now, format: Format, with_real: bool) -> Result<String, Error> {
    let shown = |number: OrgNumber| with_real || !number.may_be_real();
    let mut world = Map::new();
    let offset = clock_offset(tx).await?;
    if offset > 0 {
        world.insert("clock".to_owned(), json!({ "ahead": write_duration(offset) }));
    }
    let all = parties::all_organisations(tx).await?;
    // What holds a grant or a client without being a party could not be loaded again.
    let known: BTreeSet<OrgNumber> = all.iter().map(|organisation| organisation.number).collect();
    let holds = |number: OrgNumber| {
        shown(number) && (known.contains(&number) || clients::owner_name(number).is_some())
    };
    let organisations: Vec<Value> = all
        .into_iter()
        .filter(|organisation| shown(organisation.number))
        .map(|organisation| organisation_entry(&organisation))
        .collect();
    let persons = persons(tx, &shown).await?;
    let scopes = scopes(tx, now).await?;
    let schemes: Vec<Value> = {
        let builtin: Vec<Scheme> = delegation::builtin_schemes().collect();
        let all = delegation::schemes(tx).await?;
        all.iter().filter(|scheme| !builtin.contains(scheme)).map(scheme_entry).collect()
    };
    let grants: Vec<Value> = clients::all_grants(tx)
        .await?
        .into_iter()
        .filter(|grant| holds(grant.consumer))
        .map(|grant| json!({ "scope": grant.scope, "organisation": grant.consumer }))
        .collect();
    let delegations = delegations(tx, &shown).await?;
    let clients: Vec<Value> = clients::all_clients(tx)
        .await?
        .iter()
        .filter(|(client, _)| holds(client.organisation))
        .map(|(client, keys)| client_entry(client, keys))
        .collect();
    let companies = companies(tx, &shown).await?;
    for (section, entries) in [
        ("organisation", organisations),
        ("person", persons),
        ("scope", scopes),
        ("scheme", schemes),
        ("grant", grants),
        ("delegation", delegations),
        ("client", clients),
        ("company", companies),
    ] {
        if !entries.is_empty() {
            world.insert(section.to_owned(), Value::Array(entries));
        }
    }
    Ok(match format {
        Format::Toml => text::toml(&world),
        Format::Json => format!("{:#}\n", Value::Object(world)),
    })
}

/// Collects the fields of an entry, those that say nothing new left out.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn new() -> Self {
        Self(Map::new())
    }

    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(super) fn put_unless<T: Into<Value> + PartialEq>(&mut self, name: &str, value: T, usual: &T) {
        if value != *usual {
            self.put(name, value);
        }
    }

    pub(super) fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// The same value with its members in the order of their names, and without nulls, which TOML does not have.
pub(super) fn in_order(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> =
                members.iter().filter(|(_, value)| !value.is_null()).collect();
            sorted.into_iter().map(|(name, value)| (name.clone(), in_order(value))).collect()
        }
        Value::Array(items) => {
            items.iter().map(|item| if item.is_null() { json!("") } else { in_order(item) }).collect()
        }
        other => other.clone(),
    }
}

fn organisation_entry(organisation: &parties::Organisation) -> Value {
    let mut fields = Fields::new();
    fields.put("number", organisation.number.to_string());
    fields.put("name", organisation.name.as_str());
    fields.put("form", organisation.form.as_str());
    fields.put_some("parent", organisation.parent.map(|number| number.to_string()));
    // The case of a fictional organisation is an order of this world, which no other world has, and which it does not need.
    if organisation.number.may_be_real() {
        fields.put_some("case", organisation.case_number.as_deref());
    }
    let mut usual = organisation.clone();
    usual.entity =
        default_entity(organisation.number, &organisation.name, &organisation.form, organisation.parent);
    parties::life::describe(&mut usual);
    if organisation.entity.is_object() {
        fields.put_unless("entity", in_order(&organisation.entity), &in_order(&usual.entity));
    }
    fields.put_some("bankrupt", organisation.bankrupt_at.map(iso8601));
    fields.put_some("deleted", organisation.deleted_at.map(iso8601));
    fields.put_some("merged_into", organisation.merged_into.map(|number| number.to_string()));
    fields.done()
}

async fn persons(tx: &mut Tx, shown: &impl Fn(OrgNumber) -> bool) -> Result<Vec<Value>, Error> {
    let mut entries = Vec::new();
    for (person, customer) in parties::all_persons(tx).await? {
        let all = parties::organisations_of(tx, &person.party_uuid).await?;
        let roles: Vec<Value> = all
            .iter()
            .filter(|(organisation, _)| shown(organisation.number))
            .map(|(organisation, role)| json!({ "organisation": organisation.number, "role": role }))
            .collect();
        let shown_customer = customer.filter(|customer| shown(*customer));
        let hangs_on_real = roles.len() < all.len() || shown_customer != customer;
        if hangs_on_real && roles.is_empty() && shown_customer.is_none() {
            continue;
        }
        let mut fields = Fields::new();
        fields.put("number", person.number.to_string());
        fields.put("name", person.name);
        fields.put("birth_date", person.birth_date);
        fields.put_some("customer", shown_customer.map(|number| number.to_string()));
        fields.put_unless("roles", roles, &Vec::new());
        entries.push(fields.done());
    }
    Ok(entries)
}

/// The scopes that are not as every world has them.
async fn scopes(tx: &mut Tx, now: Now) -> Result<Vec<Value>, Error> {
    let own = clients::own_portal(tx).await?.unwrap_or_default();
    let builtin: Vec<Value> =
        clients::builtin_scopes(&own, now).map(|scope| scope_entry(&scope, &own)).collect();
    let entries = clients::all_scopes(tx).await?.into_iter().map(|scope| scope_entry(&scope, &own));
    Ok(entries.filter(|entry| !builtin.contains(entry)).collect())
}

fn scope_entry(scope: &Scope, own: &str) -> Value {
    let mut fields = Fields::new();
    fields.put("name", scope.name.as_str());
    fields.put("owner", scope.owner.to_string());
    fields.put("description", scope.description.as_str());
    fields.put("visibility", scope.visibility.name());
    fields.put_some(
        "delegation_source",
        scope.delegation_source.as_deref().map(|source| if source == own { OWN_PORTAL } else { source }),
    );
    fields.put_unless("accessible_for_all", scope.accessible_for_all, &false);
    fields.put_unless("at_max_age", scope.at_max_age, &0);
    let mut allowed = scope.allowed_integration_types.clone();
    allowed.sort();
    fields.put_unless("allowed_integration_types", allowed, &Vec::new());
    fields.put_unless("active", scope.active, &true);
    fields.put_unless("extra", in_order(&Value::Object(scope.extra.clone())), &json!({}));
    fields.done()
}

fn scheme_entry(scheme: &Scheme) -> Value {
    let texts = |texts: &Texts| json!({ "nb": texts.nb, "nn": texts.nn, "en": texts.en });
    let mut fields = Fields::new();
    fields.put("id", scheme.id.as_str());
    fields.put("owner", scheme.owner.to_string());
    fields.put("owner_code", scheme.owner_code.as_str());
    fields.put("title", texts(&scheme.title));
    fields.put("description", texts(&scheme.description));
    let mut scopes = scheme.scopes.clone();
    scopes.sort();
    fields.put("scopes", scopes);
    fields.put_unless("delegable", scheme.delegable, &true);
    fields.put_unless("visible", scheme.visible, &true);
    fields.put_unless("status", scheme.status.as_str(), &"Active");
    let (usual, policy) = (Policy::usual(), &scheme.policy);
    if (&policy.roles, &policy.packages) != (&usual.roles, &usual.packages) {
        fields.put("roles", policy.roles.clone());
        fields.put("packages", policy.packages.clone());
    }
    fields.put_unless("actions", policy.actions.clone(), &usual.actions);
    fields.put_unless("minimum_level", policy.minimum_level, &usual.minimum_level);
    fields.done()
}

async fn delegations(tx: &mut Tx, shown: &impl Fn(OrgNumber) -> bool) -> Result<Vec<Value>, Error> {
    let mut entries = Vec::new();
    let all = parties::all_organisations(tx).await?;
    // Nobody adds one that is deleted, whose supplier or consumer it still is.
    let gone: BTreeSet<OrgNumber> =
        all.iter().filter(|one| one.deleted_at.is_some()).map(|one| one.number).collect();
    for consumer in all {
        if !shown(consumer.number) || gone.contains(&consumer.number) {
            continue;
        }
        let held = delegation::delegations_by(tx, consumer.number).await?;
        for supplier in delegation::suppliers_of(tx, consumer.number).await? {
            if !shown(supplier.number) || gone.contains(&supplier.number) {
                continue;
            }
            let mut schemes: Vec<&str> = held
                .iter()
                .filter(|delegation| delegation.supplier == supplier.number)
                .map(|delegation| delegation.scheme_id.as_str())
                .collect();
            schemes.sort_unstable();
            entries.push(
                json!({ "consumer": consumer.number, "supplier": supplier.number, "schemes": schemes }),
            );
        }
    }
    Ok(entries)
}

fn client_entry(client: &Client, keys: &[ClientKey]) -> Value {
    let mut fields = Fields::new();
    fields.put("id", client.id.as_str());
    fields.put("organisation", client.organisation.to_string());
    fields.put("name", client.name.as_str());
    fields.put_unless("description", client.description.as_str(), &"");
    fields.put_unless("active", client.active, &true);
    fields.put_unless("integration_type", client.integration_type.as_str(), &MASKINPORTEN);
    fields.put_unless("access_token_lifetime", client.access_token_lifetime, &DEFAULT_TOKEN_LIFETIME);
    fields.put("scopes", client.scopes.clone());
    fields.put_unless("extra", in_order(&Value::Object(client.extra.clone())), &json!({}));
    let keys = keys.iter().map(|key| {
        let mut members = key.jwk.as_object().cloned().unwrap_or_default();
        if let Some(exp) = key.stated_exp {
            members.insert("exp".to_owned(), json!(exp));
        }
        members.insert("expires".to_owned(), json!(iso8601(key.expires_at)));
        Value::Object(members)
    });
    fields.put_unless("key", keys.collect::<Vec<_>>(), &Vec::new());
    fields.done()
}
