//! What is told of a company, in Enhetsregisteret's shape (`register.md` §7).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::store::organisations_among;
use super::super::{Organisation, is_subunit_form, response_class};
use super::forms::{form_name, role_kind};
use super::index::Status;
use super::{Entity, store};
use crate::clock::{Millis, iso8601};
use crate::db::{Error, Tx, Value as Bound};
use crate::numbers::OrgNumber;

/// The day of an instant, as Enhetsregisteret writes it.
pub(in super::super) fn day(at: Millis) -> String {
    iso8601(at).get(..10).unwrap_or_default().to_owned()
}

/// A company as it is shown.
#[derive(Debug)]
pub(in super::super) struct Shown {
    pub(in super::super) number: OrgNumber,
    pub(in super::super) subunit: bool,
    pub(in super::super) status: Status,
    /// What is told of it, without links.
    pub(in super::super) body: Value,
    /// The role groups of a company of the population; a party's stand in rows.
    roles: Option<Value>,
}

/// What is told of a company that was removed on legal grounds.
fn removed(number: OrgNumber, at: Option<String>) -> Value {
    let mut body = json!({ "organisasjonsnummer": number });
    if let (Some(at), Value::Object(members)) = (at, &mut body) {
        members.insert("slettedato".to_owned(), json!(at));
    }
    body
}

/// What every description has.
fn complete(body: &mut Value, number: OrgNumber, name: &str, form: &str, parent: Option<OrgNumber>) {
    if !body.is_object() {
        *body = json!({});
    }
    let Value::Object(members) = body else { return };
    members.insert("organisasjonsnummer".to_owned(), json!(number));
    members.entry("navn").or_insert_with(|| json!(name));
    let form = members.entry("organisasjonsform").or_insert_with(|| json!({ "kode": form }));
    if let Value::Object(form) = form {
        let name = form.get("kode").and_then(Value::as_str).map(form_name).unwrap_or_default().to_owned();
        form.entry("beskrivelse").or_insert_with(|| json!(name));
    }
    if let Some(parent) = parent {
        members.entry("overordnetEnhet").or_insert_with(|| json!(parent));
    }
}

/// What is told of a company of the population: its description, or little when it is deleted.
pub(in super::super) fn described(entity: &Entity) -> Value {
    let mut told = match entity.deleted_at {
        None => entity.description.clone(),
        Some(at) => {
            let mut told = json!({ "organisasjonsnummer": entity.number, "navn": entity.name });
            let form = entity.description.get("organisasjonsform").cloned();
            if let Value::Object(members) = &mut told {
                members.insert(
                    "organisasjonsform".to_owned(),
                    form.unwrap_or_else(|| json!({ "kode": entity.form })),
                );
                members.insert("slettedato".to_owned(), json!(day(at)));
                members.insert("respons_klasse".to_owned(), json!(response_class(&entity.form, true)));
            }
            told
        }
    };
    let parent = entity.parent.filter(|_| entity.deleted_at.is_none());
    complete(&mut told, entity.number, &entity.name, &entity.form, parent);
    told
}

impl Shown {
    fn of_entity(entity: &Entity) -> Self {
        let status = Status::of(entity.deleted_at, &entity.description);
        let body = if status == Status::Removed {
            let said = entity.description.get("slettedato").and_then(Value::as_str).map(str::to_owned);
            let at = said.unwrap_or_else(|| day(entity.deleted_at.unwrap_or(entity.updated_at)));
            removed(entity.number, Some(at))
        } else {
            described(entity)
        };
        let subunit = is_subunit_form(&entity.form);
        Self { number: entity.number, subunit, status, body, roles: Some(entity.roles.clone()) }
    }

    fn of_party(party: Organisation) -> Self {
        let status = Status::of(party.deleted_at, &party.entity);
        let subunit = party.is_subunit();
        let body = if status == Status::Removed {
            let said = party.entity.get("slettedato").and_then(Value::as_str).map(str::to_owned);
            removed(party.number, said.or_else(|| party.deleted_at.map(day)))
        } else {
            let mut body = party.entity;
            let parent = party.parent.filter(|_| status == Status::Living);
            complete(&mut body, party.number, &party.name, &party.form, parent);
            body
        };
        Self { number: party.number, subunit, status, body, roles: None }
    }
}

/// The company with this number, a party or one of the population.
pub(in super::super) async fn find(tx: &mut Tx, number: OrgNumber) -> Result<Option<Shown>, Error> {
    Ok(list(tx, &[number]).await?.pop())
}

/// The companies with these numbers, in their order; who is nobody is left out.
pub(in super::super) async fn list(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<Vec<Shown>, Error> {
    let mut found: BTreeMap<OrgNumber, Shown> = BTreeMap::new();
    for party in organisations_among(tx, numbers).await? {
        found.insert(party.number, Shown::of_party(party));
    }
    let others: Vec<OrgNumber> = numbers
        .iter()
        .copied()
        .filter(|number| number.is_fictional() && !found.contains_key(number))
        .collect();
    for entity in store::entities_among(tx, &others).await? {
        found.insert(entity.number, Shown::of_entity(&entity));
    }
    Ok(numbers.iter().filter_map(|number| found.remove(number)).collect())
}

/// The role groups of companies, by number.
pub(in super::super) async fn role_groups(
    tx: &mut Tx,
    shown: &[Shown],
) -> Result<BTreeMap<OrgNumber, Value>, Error> {
    let mut groups = BTreeMap::new();
    let parties: Vec<Bound> =
        shown.iter().filter(|one| one.roles.is_none()).map(|one| one.number.to_string().into()).collect();
    let sql = "SELECT r.organisation, r.role, r.created_at, p.name, p.birth_date
               FROM roles r JOIN persons p ON p.party_uuid = r.person_uuid WHERE r.organisation IN";
    let mut held: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for row in tx.fetch_among(sql, &parties).await? {
        let role = Held {
            code: row.text("role")?,
            since: row.int("created_at")?,
            name: row.text("name")?,
            born: row.text("birth_date")?,
        };
        held.entry(row.text("organisation")?).or_default().push(role);
    }
    for one in shown.iter().filter(|one| one.status == Status::Living) {
        let told = match &one.roles {
            Some(roles) => whole(roles.clone()),
            None => grouped(held.remove(&one.number.to_string()).unwrap_or_default()),
        };
        groups.insert(one.number, told);
    }
    Ok(groups)
}

/// A role that a party's person has.
struct Held {
    code: String,
    since: Millis,
    name: String,
    born: String,
}

fn grouped(mut held: Vec<Held>) -> Value {
    held.sort_by(|a, b| (&a.code, &a.born, &a.name).cmp(&(&b.code, &b.born, &b.name)));
    let mut groups: BTreeMap<&str, (&str, Millis, Vec<Value>)> = BTreeMap::new();
    for role in held {
        let Some(kind) = role_kind(&role.code) else { continue };
        let (first, last) = role.name.rsplit_once(' ').unwrap_or(("", &role.name));
        let (_, changed, roles) = groups.entry(kind.group).or_insert((kind.group_name, 0, Vec::new()));
        *changed = role.since.max(*changed);
        roles.push(json!({
            "type": { "kode": role.code, "beskrivelse": kind.name },
            "person": {
                "fodselsdato": role.born,
                "navn": { "fornavn": first, "etternavn": last },
                "erDoed": false
            },
            "fratraadt": false,
            "avregistrert": false,
            "rekkefolge": roles.len()
        }));
    }
    groups
        .into_iter()
        .map(|(code, (name, changed, roles))| {
            json!({ "type": { "kode": code, "beskrivelse": name }, "sistEndret": day(changed), "roller": roles })
        })
        .collect()
}

/// Stored role groups with the members that every client reads.
fn whole(mut groups: Value) -> Value {
    let lists = groups.as_array_mut().into_iter().flatten().filter_map(|group| group.get_mut("roller"));
    for role in lists.filter_map(Value::as_array_mut).flatten().filter_map(Value::as_object_mut) {
        for name in ["fratraadt", "avregistrert"] {
            role.entry(name).or_insert(json!(false));
        }
        if let Some(person) = role.get_mut("person").and_then(Value::as_object_mut) {
            person.entry("erDoed").or_insert(json!(false));
        }
    }
    if groups.is_array() { groups } else { Value::Array(Vec::new()) }
}

/// Members of a description as one object, whatever it was.
pub(in super::super) fn members(body: Value) -> Map<String, Value> {
    match body {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
