//! What a world file holds, read and checked as far as the file alone allows.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::companies::{COMPANY_FIELDS, CompanyEntry, read_company};
use super::reader::{Entry, Origin, Reader};
use super::text::{ENDS, is_cut};
use super::tree::{Kind, read_json, read_toml};
use super::{Error, Fault, Format, offset};
use crate::clients::{
    DEFAULT_TOKEN_LIFETIME, ENFORCED_AUDIENCE, INTEGRATION_TYPES, LONGEST_SCOPE_LIFETIME,
    LONGEST_TOKEN_LIFETIME, MASKINPORTEN, SCOPE_INTEGRATION_TYPES, TEXT_LIMIT, Visibility, fault_of_id,
    fault_of_key, is_audience, is_scope_name,
};
use crate::clock::{Millis, norwegian_instant};
use crate::delegation::{Policy, Texts};
use crate::numbers::{OrgNumber, PersonNumber};
use crate::parties::{is_subunit_form, roles};

/// Longest description, in characters.
pub(super) const DESCRIPTION_LIMIT: usize = 2_000;

/// The value of `delegation_source` that means this world's own portal.
pub(super) const OWN_PORTAL: &str = "self";

pub(super) struct OrganisationEntry {
    pub(super) origin: Origin,
    pub(super) number: OrgNumber,
    pub(super) name: String,
    pub(super) form: String,
    pub(super) parent: Option<OrgNumber>,
    pub(super) case: Option<String>,
    pub(super) entity: Option<Value>,
    /// Since when it is bankrupt, and since when deleted, in world time.
    pub(super) bankrupt: Option<Millis>,
    pub(super) deleted: Option<Millis>,
    pub(super) merged_into: Option<OrgNumber>,
}

pub(super) struct RoleEntry {
    pub(super) origin: Origin,
    pub(super) organisation: OrgNumber,
    pub(super) role: String,
}

pub(super) struct PersonEntry {
    pub(super) origin: Origin,
    pub(super) number: PersonNumber,
    pub(super) name: String,
    pub(super) birth_date: String,
    pub(super) customer: Option<OrgNumber>,
    pub(super) roles: Vec<RoleEntry>,
}

pub(super) struct ScopeEntry {
    pub(super) origin: Origin,
    pub(super) name: String,
    pub(super) owner: OrgNumber,
    pub(super) description: String,
    pub(super) visibility: Visibility,
    pub(super) delegation_source: Option<String>,
    pub(super) accessible_for_all: bool,
    pub(super) at_max_age: i64,
    pub(super) allowed_integration_types: Vec<String>,
    pub(super) active: bool,
    pub(super) extra: Map<String, Value>,
}

pub(super) struct GrantEntry {
    pub(super) origin: Origin,
    pub(super) scope: String,
    pub(super) organisation: OrgNumber,
}

pub(super) struct SchemeEntry {
    pub(super) origin: Origin,
    pub(super) id: String,
    pub(super) owner: OrgNumber,
    pub(super) owner_code: String,
    pub(super) title: Texts,
    pub(super) description: Texts,
    pub(super) scopes: Vec<String>,
    pub(super) delegable: bool,
    pub(super) visible: bool,
    pub(super) status: String,
    pub(super) policy: Policy,
}

pub(super) struct DelegationEntry {
    pub(super) origin: Origin,
    pub(super) consumer: OrgNumber,
    pub(super) supplier: OrgNumber,
    pub(super) schemes: Vec<String>,
}

pub(super) struct KeyEntry {
    pub(super) origin: Origin,
    pub(super) jwk: Value,
    /// When it runs out, in world time; without it the usual year begins at loading.
    pub(super) expires: Option<Millis>,
}

pub(super) struct ClientEntry {
    pub(super) origin: Origin,
    pub(super) id: String,
    pub(super) organisation: OrgNumber,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) active: bool,
    pub(super) integration_type: String,
    pub(super) access_token_lifetime: i64,
    pub(super) scopes: Vec<String>,
    pub(super) extra: Map<String, Value>,
    pub(super) keys: Vec<KeyEntry>,
}

/// A file's entries. What is declared by an entry with faults counts as declared, so that one fault is not told as two.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) ahead: Option<Millis>,
    pub(super) organisations: Vec<OrganisationEntry>,
    pub(super) persons: Vec<PersonEntry>,
    pub(super) scopes: Vec<ScopeEntry>,
    pub(super) grants: Vec<GrantEntry>,
    pub(super) schemes: Vec<SchemeEntry>,
    pub(super) delegations: Vec<DelegationEntry>,
    pub(super) clients: Vec<ClientEntry>,
    pub(super) companies: Vec<CompanyEntry>,
    pub(super) declared_organisations: BTreeSet<OrgNumber>,
    pub(super) declared_scopes: BTreeSet<String>,
    pub(super) declared_schemes: BTreeSet<String>,
    /// What entries with faults name besides, so that all their faults are told at once: entry, field and what it names.
    pub(super) loose_scopes: Vec<(Origin, &'static str, String)>,
    pub(super) loose_parties: Vec<(Origin, &'static str, OrgNumber)>,
}

const SECTIONS: [&str; 9] =
    ["clock", "organisation", "person", "scope", "scheme", "grant", "delegation", "client", "company"];

/// Reads a file. Only a file that is no TOML or JSON at all ends here; other faults are the reader's.
pub(super) fn read(text: &str, format: Format) -> Result<(Entries, Reader<'_>), Error> {
    let tree = match format {
        Format::Toml => read_toml(text),
        Format::Json => read_json(text),
    }
    .map_err(Error::Faults)?;
    let mut reader = Reader::new(text);
    let mut world = Entries::default();
    if format == Format::Toml && is_cut(text) {
        let problem = format!(
            "the file was cut off: a dump ends with the line “{ENDS}”, which is not here; dump the world anew, or take away the first line if this is all that you want"
        );
        reader.faults.push(Fault { line: text.lines().count().max(1), field: String::new(), problem });
    }
    reader.sweep(&tree, "");
    let Some(_) = reader.table(&tree, String::new(), &SECTIONS) else { return Ok((world, reader)) };
    let Kind::Table(members) = &tree.kind else { return Ok((world, reader)) };

    if let Some(member) = members.iter().find(|member| member.name == "clock")
        && let Some(entry) = reader.table(&member.value, "clock".to_owned(), &["ahead"])
    {
        world.ahead = read_ahead(&mut reader, &entry);
    }
    let known = ["number", "name", "form", "parent", "case", "entity", "bankrupt", "deleted", "merged_into"];
    for entry in reader.entries(members, "", "organisation", &known) {
        let read = read_organisation(&mut reader, &mut world, entry);
        world.organisations.extend(read);
    }
    let known = ["number", "name", "birth_date", "customer", "roles"];
    for entry in reader.entries(members, "", "person", &known) {
        world.persons.extend(read_person(&mut reader, entry));
    }
    let known = [
        "name", "owner", "description", "visibility", "delegation_source", "accessible_for_all",
        "at_max_age", "allowed_integration_types", "active", "extra",
    ];
    for entry in reader.entries(members, "", "scope", &known) {
        let read = read_scope(&mut reader, &mut world, entry);
        world.scopes.extend(read);
    }
    let known = [
        "id", "owner", "owner_code", "title", "description", "scopes", "delegable", "visible", "status",
        "roles", "packages", "actions", "minimum_level",
    ];
    for entry in reader.entries(members, "", "scheme", &known) {
        let read = read_scheme(&mut reader, &mut world, entry);
        world.schemes.extend(read);
    }
    for entry in reader.entries(members, "", "grant", &["scope", "organisation"]) {
        let scope = reader.name(&entry, "scope", TEXT_LIMIT, "brreg:reelle/media");
        let organisation = reader.organisation(&entry, "organisation", true);
        if let (Some(scope), Some(organisation)) = (scope.clone(), organisation) {
            world.grants.push(GrantEntry { origin: entry.origin, scope, organisation });
        } else {
            world.loose_scopes.extend(scope.map(|scope| (entry.origin.clone(), "scope", scope)));
            world.loose_parties.extend(organisation.map(|number| (entry.origin, "organisation", number)));
        }
    }
    for entry in reader.entries(members, "", "delegation", &["consumer", "supplier", "schemes"]) {
        let consumer = reader.organisation(&entry, "consumer", true);
        let supplier = reader.organisation(&entry, "supplier", true);
        let schemes = reader.texts(&entry, "schemes", "brreg-reelle-media");
        if let (Some(consumer), Some(supplier)) = (consumer, supplier) {
            if consumer == supplier {
                reader.fault(&entry.origin, "supplier", "an organisation cannot delegate to itself");
            }
            world.delegations.push(DelegationEntry { origin: entry.origin, consumer, supplier, schemes });
        } else {
            let named = [("consumer", consumer), ("supplier", supplier)];
            let named = named.into_iter().filter_map(|(field, number)| Some((field, number?)));
            world.loose_parties.extend(named.map(|(field, number)| (entry.origin.clone(), field, number)));
        }
    }
    let known = [
        "id", "organisation", "name", "description", "active", "integration_type", "access_token_lifetime",
        "scopes", "extra", "key",
    ];
    for entry in reader.entries(members, "", "client", &known) {
        let read = read_client(&mut reader, &mut world, entry);
        world.clients.extend(read);
    }
    for entry in reader.entries(members, "", "company", &COMPANY_FIELDS) {
        world.companies.extend(read_company(&mut reader, entry));
    }
    check_twins(&mut reader, &world);
    Ok((world, reader))
}

/// No two entries of one kind may be about the same thing: which of the two should hold?
fn check_twins(reader: &mut Reader<'_>, world: &Entries) {
    fn twins<K: Ord>(reader: &mut Reader<'_>, field: &str, all: impl Iterator<Item = (K, Origin)>) {
        let mut seen = BTreeSet::new();
        for (key, origin) in all {
            if !seen.insert(key) {
                reader.fault(&origin, field, "another entry is about the same; keep one of them");
            }
        }
    }
    twins(reader, "number", world.organisations.iter().map(|entry| (entry.number, entry.origin.clone())));
    twins(
        reader,
        "number",
        world.persons.iter().map(|entry| (entry.number.to_string(), entry.origin.clone())),
    );
    twins(reader, "name", world.scopes.iter().map(|entry| (&entry.name, entry.origin.clone())));
    twins(reader, "id", world.schemes.iter().map(|entry| (&entry.id, entry.origin.clone())));
    twins(
        reader,
        "",
        world.grants.iter().map(|entry| ((&entry.scope, entry.organisation), entry.origin.clone())),
    );
    twins(
        reader,
        "",
        world.delegations.iter().map(|entry| ((entry.consumer, entry.supplier), entry.origin.clone())),
    );
    twins(reader, "id", world.clients.iter().map(|entry| (&entry.id, entry.origin.clone())));
    let companies = world.companies.iter();
    twins(reader, "number", companies.map(|entry| (entry.company.number, entry.origin.clone())));
    let with_customer = world.persons.iter().filter(|entry| entry.customer.is_some());
    twins(reader, "customer", with_customer.map(|entry| (entry.customer, entry.origin.clone())));
}

fn read_ahead(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Millis> {
    let read = match entry.get("ahead").map(|node| &node.kind) {
        None => return None,
        Some(Kind::Int(seconds)) => seconds.checked_mul(crate::clock::SECOND),
        Some(Kind::Text(text)) => offset::parse_duration(text),
        Some(_) => None,
    };
    let good = read.filter(|ahead| (0..=offset::LIMIT).contains(ahead));
    if good.is_none() {
        let expected = "expected how far the world runs ahead: a text such as “12d” or “1d12h”, or whole seconds, and at most 36500 days";
        reader.fault(&entry.origin, "ahead", expected);
    }
    good
}

pub(super) fn object(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<Map<String, Value>> {
    if let Value::Object(object) = entry.get(name)?.to_json() {
        return Some(object);
    }
    reader.fault(&entry.origin, name, "expected a table");
    None
}

/// An instant that may be left out.
pub(super) fn instant(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<Millis> {
    let text = reader.text(entry, name, 40)?;
    let instant = norwegian_instant(text.trim());
    if instant.is_none() {
        let expected = "expected a time such as “2027-03-01” or “2027-03-01T09:00”, in Norway";
        reader.fault(&entry.origin, name, expected);
    }
    instant
}

fn read_organisation(
    reader: &mut Reader<'_>,
    world: &mut Entries,
    entry: Entry<'_>,
) -> Option<OrganisationEntry> {
    let number = reader.organisation(&entry, "number", true);
    world.declared_organisations.extend(number);
    let name = reader.name(&entry, "name", TEXT_LIMIT, "Lystig Elg AS");
    let form = reader.text(&entry, "form", 10).unwrap_or_else(|| "AS".to_owned());
    let parent = reader.organisation(&entry, "parent", false);
    let case = reader.text(&entry, "case", 20);
    let entity = object(reader, &entry, "entity").map(Value::Object);
    let (bankrupt, deleted) = (instant(reader, &entry, "bankrupt"), instant(reader, &entry, "deleted"));
    let merged_into = reader.organisation(&entry, "merged_into", false);
    if merged_into.is_some() && entry.get("deleted").is_none() {
        let problem = "one that was merged is deleted as well; say when: deleted = \"2027-03-01\"";
        reader.fault(&entry.origin, "merged_into", problem);
    }
    if form.is_empty() || !form.chars().all(char::is_alphanumeric) {
        reader.fault(&entry.origin, "form", "expected an organisation form's code such as “AS” or “ENK”");
    }
    if is_subunit_form(&form) && parent.is_none() {
        reader.fault(&entry.origin, "parent", "a subunit has a main unit: parent = \"313513408\"");
    }
    if parent.is_some() && parent == number {
        reader.fault(&entry.origin, "parent", "a unit is not a part of itself");
    }
    if let Some(number) = number {
        if number.may_be_real() && case.is_none() {
            let problem = format!(
                "{number} may be a real organisation, because it begins with 8 or 9; use one that begins with 3, or name the approved order of this world that brought it in: case = \"2026-00001\""
            );
            reader.fault(&entry.origin, "number", problem);
        } else if !number.may_be_real() && !number.is_fictional() {
            reader.fault(&entry.origin, "number", "a fictional organisation's number begins with 2 or 3");
        } else if number.is_fictional() && case.is_some() {
            reader.fault(
                &entry.origin,
                "case",
                "only a number that begins with 8 or 9 needs a case; leave it out",
            );
        }
        if let Some(own) = entity.as_ref().and_then(|entity| entity.get("organisasjonsnummer"))
            && own.as_str().and_then(|own| OrgNumber::parse(own).ok()) != Some(number)
        {
            reader.fault(
                &entry.origin,
                "entity",
                "organisasjonsnummer in it is not this organisation's number",
            );
        }
    }
    Some(OrganisationEntry {
        number: number?,
        name: name?,
        form,
        parent,
        case,
        entity,
        bankrupt,
        deleted,
        merged_into,
        origin: entry.origin,
    })
}

fn read_person(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<PersonEntry> {
    let number = reader.person(&entry, "number");
    let name = reader.name(&entry, "name", TEXT_LIMIT, "Modig Murstein");
    let customer = reader.organisation(&entry, "customer", false);
    let written = reader.text(&entry, "birth_date", 10);
    let birth_date = written.or_else(|| number.as_ref()?.birth_date().map(|date| date.to_string()));
    match &birth_date {
        Some(date) if date.parse::<jiff::civil::Date>().is_ok() && date.len() == 10 => {
            let told = number.as_ref().and_then(PersonNumber::birth_date).map(|date| date.to_string());
            if let Some(told) = told.filter(|told| told != date) {
                let problem = format!("the number says {told}; leave the date out, or use another number");
                reader.fault(&entry.origin, "birth_date", problem);
            }
        }
        Some(_) => reader.fault(&entry.origin, "birth_date", "expected a date such as “1990-05-17”"),
        None if number.is_some() => {
            let problem =
                "this is required, because this number does not tell the century; for example “1990-05-17”";
            reader.fault(&entry.origin, "birth_date", problem);
        }
        None => {}
    }
    let mut held = Vec::new();
    if let Some(node) = entry.get("roles") {
        let holder = [super::tree::Member { name: "roles".to_owned(), at: node.at, value: node.clone() }];
        let prefix = format!("{}.", entry.origin.path);
        for role in reader.entries(&holder, &prefix, "roles", &["organisation", "role"]) {
            let organisation = reader.organisation(&role, "organisation", true);
            let code = reader.name(&role, "role", TEXT_LIMIT, "DAGL");
            if code.as_ref().is_some_and(|code| roles::role(code).is_none()) {
                let known: Vec<&str> = roles::ROLES.iter().map(|role| role.code).collect();
                let problem = format!("this is no role; expected one of {}", known.join(", "));
                reader.fault(&role.origin, "role", problem);
            }
            if let (Some(organisation), Some(role_code)) = (organisation, code) {
                held.push(RoleEntry { origin: role.origin, organisation, role: role_code });
            }
        }
    }
    let (number, name, birth_date) = (number?, name?, birth_date?);
    Some(PersonEntry { number, name, birth_date, customer, roles: held, origin: entry.origin })
}

fn read_scope(reader: &mut Reader<'_>, world: &mut Entries, entry: Entry<'_>) -> Option<ScopeEntry> {
    let name = reader.name(&entry, "name", TEXT_LIMIT, "brreg:reelle/media");
    world.declared_scopes.extend(name.clone());
    if name.as_ref().is_some_and(|name| !is_scope_name(name)) {
        reader.fault(&entry.origin, "name", "expected a prefix, a colon and a name, as “brreg:reelle/media”");
    }
    let owner = reader.organisation(&entry, "owner", true);
    let description = reader.text(&entry, "description", DESCRIPTION_LIMIT).unwrap_or_default();
    let visibility = reader.text(&entry, "visibility", 20).unwrap_or_else(|| "PUBLIC".to_owned());
    let visibility = Visibility::from_name(&visibility);
    if visibility.is_none() {
        reader.fault(&entry.origin, "visibility", "expected PUBLIC, PRIVATE or INTERNAL");
    }
    let delegation_source = reader.text(&entry, "delegation_source", TEXT_LIMIT);
    if let Some(source) = &delegation_source
        && source != OWN_PORTAL
        && !source.starts_with("https://")
        && !source.starts_with("http://")
    {
        let expected =
            "expected the address of an issuer that keeps delegations, or “self” for this world's own portal";
        reader.fault(&entry.origin, "delegation_source", expected);
    }
    let accessible_for_all = reader.truth(&entry, "accessible_for_all", false);
    let at_max_age = reader.number(&entry, "at_max_age", 0, 0, LONGEST_SCOPE_LIFETIME);
    let allowed_integration_types = reader.texts(&entry, "allowed_integration_types", MASKINPORTEN);
    check_integration_types(
        reader, &entry.origin, "allowed_integration_types", &allowed_integration_types,
        &SCOPE_INTEGRATION_TYPES,
    );
    let active = reader.truth(&entry, "active", true);
    let extra = object(reader, &entry, "extra").unwrap_or_default();
    let forced = extra.get(ENFORCED_AUDIENCE).map(|sent| sent.as_str().unwrap_or("-"));
    if forced.is_some_and(|uri| !uri.is_empty() && !is_audience(uri)) {
        let expected = "its enforced_aud_for_access_token is an absolute URI without a fragment, such as “https://api.example.no”";
        reader.fault(&entry.origin, "extra", expected);
    }
    Some(ScopeEntry {
        name: name?,
        owner: owner?,
        description,
        visibility: visibility?,
        delegation_source,
        accessible_for_all,
        at_max_age,
        allowed_integration_types,
        active,
        extra,
        origin: entry.origin,
    })
}

fn check_integration_types(
    reader: &mut Reader<'_>,
    origin: &Origin,
    field: &str,
    types: &[String],
    known: &[&str],
) {
    if types.iter().any(|kind| !known.contains(&kind.as_str())) {
        reader.fault(origin, field, format!("expected one of {}", known.join(", ")));
    }
}

fn read_scheme(reader: &mut Reader<'_>, world: &mut Entries, entry: Entry<'_>) -> Option<SchemeEntry> {
    let id = reader.name(&entry, "id", TEXT_LIMIT, "brreg-reelle-media");
    world.declared_schemes.extend(id.clone());
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c);
    if id.as_ref().is_some_and(|id| !id.bytes().all(plain)) {
        reader.fault(&entry.origin, "id", "expected small letters a–z, digits, - and _ only");
    }
    let owner = reader.organisation(&entry, "owner", true);
    let owner_code = reader.name(&entry, "owner_code", 20, "brg");
    let title = read_texts(reader, &entry, "title");
    let description = if entry.get("description").is_some() {
        read_texts(reader, &entry, "description")
    } else {
        Some(Texts::of(["", "", ""]))
    };
    let scopes = reader.texts(&entry, "scopes", "brreg:reelle/media");
    if scopes.is_empty() {
        reader.fault(&entry.origin, "scopes", "expected at least one scope, as [\"brreg:reelle/media\"]");
    }
    let delegable = reader.truth(&entry, "delegable", true);
    let visible = reader.truth(&entry, "visible", true);
    let status = reader.text(&entry, "status", 20).unwrap_or_else(|| "Active".to_owned());
    if !STATUSES.contains(&status.as_str()) {
        reader.fault(&entry.origin, "status", format!("expected one of {}", STATUSES.join(", ")));
    }
    Some(SchemeEntry {
        id: id?,
        owner: owner?,
        owner_code: owner_code?,
        title: title?,
        description: description?,
        scopes,
        delegable,
        visible,
        status,
        policy: read_policy(reader, &entry),
        origin: entry.origin,
    })
}

/// Whom a scheme's policy names; without a word about it, the usual ones.
fn read_policy(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Policy {
    let mut policy = Policy::usual();
    if entry.get("roles").is_some() || entry.get("packages").is_some() {
        policy.roles = reader.texts(entry, "roles", roles::APIADM);
        policy.packages = reader.texts(entry, "packages", roles::Package::Scopes.name());
        let codes = [roles::APIADM, roles::APIADMNUF];
        if policy.roles.iter().any(|role| !codes.contains(&role.as_str())) {
            reader.fault(&entry.origin, "roles", format!("expected one of {}", codes.join(", ")));
        }
        if policy.packages.iter().any(|name| roles::Package::of_name(name).is_none()) {
            let known = roles::Package::ALL.map(roles::Package::name).join(", ");
            reader.fault(&entry.origin, "packages", format!("expected one of {known}"));
        }
        if policy.roles.is_empty() && policy.packages.is_empty() {
            let problem = "nobody could give this scheme; name a role, as [\"APIADM\"], or a package";
            reader.fault(&entry.origin, "roles", problem);
        }
    }
    if entry.get("actions").is_some() {
        policy.actions = reader.texts(entry, "actions", "ScopeAccess");
        if policy.actions.is_empty() {
            reader.fault(&entry.origin, "actions", "expected at least one action, as [\"ScopeAccess\"]");
        }
    }
    policy.minimum_level = reader.number(entry, "minimum_level", policy.minimum_level, 0, 4);
    policy
}

/// The states of a resource in Altinn's resource registry.
pub(super) const STATUSES: [&str; 5] = ["Active", "Completed", "Deprecated", "UnderDevelopment", "Withdrawn"];

fn read_texts(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<Texts> {
    let Some(node) = entry.get(name) else {
        reader.fault(
            &entry.origin,
            name,
            "this is required: { nb = \"…\", nn = \"…\", en = \"…\" }, or one text for all",
        );
        return None;
    };
    if let Kind::Text(text) = &node.kind {
        return Some(Texts::of([text; 3]));
    }
    let path = format!("{}.{name}", entry.origin.path);
    let languages = reader.table(node, path, &["nb", "nn", "en"])?;
    let mut text = |language| {
        if languages.get(language).is_none() {
            reader.fault(&languages.origin, language, "this language is missing");
        }
        reader.text(&languages, language, DESCRIPTION_LIMIT)
    };
    let (nb, nn, en) = (text("nb"), text("nn"), text("en"));
    Some(Texts { nb: nb?, nn: nn?, en: en? })
}

fn read_client(reader: &mut Reader<'_>, world: &mut Entries, entry: Entry<'_>) -> Option<ClientEntry> {
    let id = reader.name(&entry, "id", 128, "0b1c7d1e-…, or a name such as min-klient");
    if let Some(why) = id.as_deref().and_then(fault_of_id) {
        reader.fault(&entry.origin, "id", why.to_string());
    }
    let organisation = reader.organisation(&entry, "organisation", true);
    let name = reader.name(&entry, "name", TEXT_LIMIT, "Min klient");
    let description = reader.text(&entry, "description", TEXT_LIMIT).unwrap_or_default();
    let active = reader.truth(&entry, "active", true);
    let integration_type =
        reader.text(&entry, "integration_type", 40).unwrap_or_else(|| MASKINPORTEN.to_owned());
    check_integration_types(
        reader,
        &entry.origin,
        "integration_type",
        std::slice::from_ref(&integration_type),
        &INTEGRATION_TYPES,
    );
    let access_token_lifetime =
        reader.number(&entry, "access_token_lifetime", DEFAULT_TOKEN_LIFETIME, 1, LONGEST_TOKEN_LIFETIME);
    let scopes = reader.texts(&entry, "scopes", "brreg:reelle/media");
    let extra = object(reader, &entry, "extra").unwrap_or_default();
    let keys = read_keys(reader, &entry);
    if id.is_none() || organisation.is_none() || name.is_none() {
        let loose = |scope: &String| (entry.origin.clone(), "scopes", scope.clone());
        world.loose_scopes.extend(scopes.iter().map(loose));
        world.loose_parties.extend(organisation.map(|number| (entry.origin.clone(), "organisation", number)));
    }
    Some(ClientEntry {
        id: id?,
        organisation: organisation?,
        name: name?,
        description,
        active,
        integration_type,
        access_token_lifetime,
        scopes,
        extra,
        keys,
        origin: entry.origin,
    })
}

fn read_keys(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<KeyEntry> {
    let Some(node) = entry.get("key") else { return Vec::new() };
    let holder = [super::tree::Member { name: "key".to_owned(), at: node.at, value: node.clone() }];
    let prefix = format!("{}.", entry.origin.path);
    // Members of private keys are let through here, because the reading of the key has the better word for them.
    let known = [
        "kty", "use", "kid", "alg", "n", "e", "x5c", "x5t", "x5t#S256", "exp", "expires", "d", "p", "q",
        "dp", "dq", "qi", "oth", "k",
    ];
    let mut keys = Vec::new();
    for key in reader.entries(&holder, &prefix, "key", &known) {
        let mut jwk = members_of(&key);
        jwk.remove("expires");
        let written = reader.text(&key, "expires", 40);
        let expires = written.as_ref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        if written.is_some() && expires.is_none() {
            reader.fault(&key.origin, "expires", "expected an instant such as “2027-01-15T09:00:00.000Z”");
        }
        let expires = expires.map(jiff::Timestamp::as_millisecond);
        let jwk = Value::Object(jwk);
        // A fault of the key is told with those of its client, and of the whole file.
        if let Some(why) = fault_of_key(&jwk) {
            reader.fault(&key.origin, "", why.to_string());
        }
        keys.push(KeyEntry { jwk, expires, origin: key.origin });
    }
    keys
}

fn members_of(entry: &Entry<'_>) -> Map<String, Value> {
    entry.members().iter().map(|member| (member.name.clone(), member.value.to_json())).collect()
}
