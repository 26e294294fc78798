//! Reading a company of the register out of a world file.

use serde_json::Value;

use super::{CompanyEntry, ROLES, RegistrationPlace};
use crate::clients::TEXT_LIMIT;
use crate::clock::Millis;
use crate::numbers::{OrgNumber, PersonNumber};
use crate::register::codes::{Code, Country, OwnerStatus, PositionKind, RegistrationStatus};
use crate::register::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Name, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};
use crate::world::entries::{DESCRIPTION_LIMIT, instant, object};
use crate::world::reader::{Entry, Origin, Reader};
use crate::world::tree::Kind;

/// The fields of `[[company]]`.
pub(in crate::world) const COMPANY_FIELDS: [&str; 7] =
    ["number", "name", "form", "entity", "first_registered", "deleted", "registration"];

const REGISTRATION_FIELDS: [&str; 8] = [
    "id", "registered", "status", "owner_status", "foreign_register", "regulated_market", "discrepancy",
    "owner",
];

const OWNER_FIELDS: [&str; 12] = [
    "number", "abroad", "name", "birth_date", "birth_year", "dead", "residence", "citizenships", "exempt",
    "first_registered", "changed", "position",
];

const PERSON_FIELDS: [&str; 7] =
    ["number", "name", "birth_date", "birth_year", "dead", "residence", "citizenships"];

const POSITION_FIELDS: [&str; 5] = ["kind", "interval", "description", "grounds", "intermediates"];

/// What a company's country is written as.
const COUNTRY: &str = "expected a country of the register's list by its three letters, such as “SWE”; “XUK” is one that is not stated";

/// A code without its list's name, which a file may write too.
pub(super) fn short<T: Code>(code: T) -> &'static str {
    code.full().split_once('.').map_or(code.full(), |(_, short)| short)
}

fn code_of<T: Code>(text: &str) -> Option<T> {
    T::ALL.iter().copied().find(|code| [code.full(), short(*code)].contains(&text))
}

fn expected_code<T: Code>() -> String {
    let known: Vec<&str> = T::ALL.iter().map(|code| short(*code)).collect();
    format!("expected one of {}", known.join(", "))
}

/// A code that may be left out.
fn code<T: Code>(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<T> {
    let text = reader.text(entry, name, TEXT_LIMIT)?;
    let code = code_of(&text);
    if code.is_none() {
        reader.fault(&entry.origin, name, expected_code::<T>());
    }
    code
}

fn country(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<Country> {
    let text = reader.text(entry, name, 10)?;
    let country = Country::parse(&text);
    if country.is_none() {
        reader.fault(&entry.origin, name, COUNTRY);
    }
    country
}

/// A country that must be there.
fn place(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Country> {
    if entry.get("country").is_none() {
        reader.fault(&entry.origin, "country", "this is required: a country such as “SWE”");
    }
    country(reader, entry, "country")
}

/// The one table in a field, such as `discrepancy = { … }`.
fn inner<'t>(reader: &mut Reader<'_>, entry: &Entry<'t>, name: &str, known: &[&str]) -> Option<Entry<'t>> {
    reader.table(entry.get(name)?, format!("{}.{name}", entry.origin.path), known)
}

/// An instant that must be there.
fn needed(reader: &mut Reader<'_>, entry: &Entry<'_>, name: &str) -> Option<Millis> {
    if entry.get(name).is_none() {
        reader.fault(
            &entry.origin,
            name,
            "this is required: a time such as “2025-03-10” or “2025-03-10T09:00”",
        );
    }
    instant(reader, entry, name)
}

/// Reads one `[[company]]`; `None` when what is wrong with it has been told.
pub(in crate::world) fn read_company(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<CompanyEntry> {
    let faults = reader.faults.len();
    let number = reader.organisation(&entry, "number", true);
    let name = entry.get("name").and_then(|_| reader.name(&entry, "name", TEXT_LIMIT, "Lystig Elg AS"));
    let form = reader.text(&entry, "form", 10);
    let entity = object(reader, &entry, "entity").map(Value::Object);
    if let (Some(number), Some(told)) = (number, &entity) {
        check_entity(reader, &entry, number, told);
    }
    let first_registered = instant(reader, &entry, "first_registered");
    let deleted = instant(reader, &entry, "deleted");
    let prefix = format!("{}.", entry.origin.path);
    let (mut registrations, mut places) = (Vec::new(), Vec::new());
    let entries = reader.entries(entry.members(), &prefix, "registration", &REGISTRATION_FIELDS);
    // Told below where something stands in its place that is no list.
    let none = entries.is_empty() && reader.faults.len() == faults;
    for (order, registration) in entries.into_iter().enumerate() {
        if let Some((registration, place)) = read_registration(reader, registration, order == 0) {
            registrations.push(registration);
            places.push(place);
        }
    }
    if none || entry.get("registration").is_none() {
        let problem = "this is required: at least one [[company.registration]], the newest first";
        reader.fault(&entry.origin, "registration", problem);
    }
    if reader.faults.len() > faults {
        return None;
    }
    let oldest = registrations.iter().map(|one| one.registered).min();
    let first_registered = first_registered.or(oldest)?;
    let company = Company { number: number?, first_registered, deleted, registrations };
    Some(CompanyEntry { origin: entry.origin, name, form, entity, company, places })
}

fn check_entity(reader: &mut Reader<'_>, entry: &Entry<'_>, number: OrgNumber, told: &Value) {
    let own = told.get("organisasjonsnummer");
    if own.is_some_and(|own| own.as_str().and_then(|own| OrgNumber::parse(own).ok()) != Some(number)) {
        let problem = "organisasjonsnummer in it is not this company's number";
        reader.fault(&entry.origin, "entity", problem);
    }
    if told.get(ROLES).is_some_and(|roles| !roles.is_array()) {
        reader.fault(
            &entry.origin,
            "entity",
            format!("{ROLES} in it is a list, in Enhetsregisteret's shape"),
        );
    }
}

fn read_registration(
    reader: &mut Reader<'_>,
    entry: Entry<'_>,
    current: bool,
) -> Option<(Registration, RegistrationPlace)> {
    let id = reader.text(&entry, "id", 36);
    let is_uuid = |id: &String| id.len() == 36 && id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if id.as_ref().is_some_and(|id| !is_uuid(id)) {
        let expected = "expected a UUID of 36 characters; leave it out, and one is made";
        reader.fault(&entry.origin, "id", expected);
    }
    let registered = needed(reader, &entry, "registered");
    let status = code::<RegistrationStatus>(reader, &entry, "status");
    let owner_status = code::<OwnerStatus>(reader, &entry, "owner_status");
    let discrepancy = read_discrepancy(reader, &entry);
    let abroad = inner(reader, &entry, "foreign_register", &["country", "address"]).and_then(|inner| {
        let (country, address) = (place(reader, &inner), address(reader, &inner));
        Some(Told::ForeignRegister { country: country?, address: address? })
    });
    let market =
        inner(reader, &entry, "regulated_market", &["name", "country", "address"]).and_then(|inner| {
            let name = reader.name(&inner, "name", TEXT_LIMIT, "Euronext Oslo");
            let (country, address) = (place(reader, &inner), address(reader, &inner));
            Some(Told::RegulatedMarket { name: name?, country: country?, address: address? })
        });
    let prefix = format!("{}.", entry.origin.path);
    let (mut owners, mut places) = (Vec::new(), Vec::new());
    for owner in reader.entries(entry.members(), &prefix, "owner", &OWNER_FIELDS) {
        if let Some((owner, place)) = read_owner(reader, owner, registered) {
            owners.push(owner);
            places.push(place);
        }
    }
    let told: Vec<&str> = ["foreign_register", "regulated_market", "owner"]
        .into_iter()
        .filter(|field| entry.get(field).is_some())
        .collect();
    if let [_, second, ..] = told.as_slice() {
        let problem =
            "owners are told of in one place; keep one of foreign_register, regulated_market and owner";
        reader.fault(&entry.origin, second, problem);
    }
    let told = match told.first() {
        None => Told::Nothing,
        Some(&"owner") => Told::Owners(owners),
        Some(_) => abroad.or(market)?,
    };
    let registration = Registration {
        id: id.unwrap_or_default(),
        status: status.unwrap_or(RegistrationStatus::Registered),
        registered: registered?,
        current,
        owner_status,
        discrepancy,
        told,
    };
    Some((registration, RegistrationPlace { origin: entry.origin, owners: places }))
}

fn address(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    reader.name(entry, "address", TEXT_LIMIT, "https://register.example")
}

fn read_discrepancy(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Discrepancy> {
    let inside = inner(reader, entry, "discrepancy", &["text", "received", "settled", "reporter"])?;
    if inside.get("text").is_none() {
        reader.fault(&inside.origin, "text", "this is required: what is said to be wrong");
    }
    let text = reader.text(&inside, "text", DESCRIPTION_LIMIT);
    let (received, settled) = (needed(reader, &inside, "received"), instant(reader, &inside, "settled"));
    let reporter = inner(reader, &inside, "reporter", &["organisation", "person", "abroad"])
        .and_then(|reporter| read_reporter(reader, &reporter));
    Some(Discrepancy { text: text?, received: received?, settled, reporter })
}

fn read_reporter(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Reporter> {
    if entry.members().len() != 1 {
        reader.fault(&entry.origin, "", "expected one of organisation, person and abroad");
        return None;
    }
    if let Some(person) = inner(reader, entry, "person", &PERSON_FIELDS) {
        return read_person(reader, &person).map(Reporter::Person);
    }
    if let Some(person) = inner(reader, entry, "abroad", &["birth_date", "name"]) {
        let birth_date = reader.name(&person, "birth_date", 10, "1971-06-30");
        check_date(reader, &person, birth_date.as_deref());
        let name = reader.name(&person, "name", TEXT_LIMIT, "Lustig Kolibri");
        return Some(Reporter::Foreigner { birth_date: birth_date?, name: name? });
    }
    entry.get("organisation")?;
    reader.organisation(entry, "organisation", true).map(Reporter::Organisation)
}

fn check_date(reader: &mut Reader<'_>, entry: &Entry<'_>, date: Option<&str>) {
    let good = |date: &str| date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok();
    if date.is_some_and(|date| !good(date)) {
        reader.fault(&entry.origin, "birth_date", "expected a date such as “1990-05-17”");
    }
}

/// Birth date and year: what is written, or what the number tells.
fn read_birth(
    reader: &mut Reader<'_>,
    entry: &Entry<'_>,
    number: Option<PersonNumber>,
) -> Option<(Option<String>, u16)> {
    let written = reader.text(entry, "birth_date", 10);
    check_date(reader, entry, written.as_deref());
    let told = number.and_then(|number| number.birth_date()).map(|date| date.to_string());
    // Who writes the year alone knows no more.
    let date = if entry.get("birth_year").is_some() { written } else { written.or(told) };
    let of_date = date.as_deref().and_then(|date| date.get(..4)?.parse::<i64>().ok());
    if date.is_none() && entry.get("birth_year").is_none() {
        let problem = "this is required: a date such as “1990-05-17”, or the year alone in birth_year";
        reader.fault(&entry.origin, "birth_date", problem);
    }
    let year = reader.number(entry, "birth_year", of_date.unwrap_or(1900), 1850, 2200);
    Some((date, u16::try_from(year).ok()?))
}

fn citizenships(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<Country> {
    let texts = reader.texts_in_order(entry, "citizenships", "NOR");
    let countries: Vec<Country> = texts.iter().filter_map(|text| Country::parse(text)).collect();
    if countries.len() != texts.len() {
        reader.fault(&entry.origin, "citizenships", COUNTRY);
    }
    countries
}

/// A person of the population register.
fn read_person(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<RegisteredPerson> {
    let number = entry.get("number").and_then(|_| reader.person(entry, "number"));
    let birth = read_birth(reader, entry, number);
    let name = match entry.get("name").map(|node| &node.kind) {
        Some(Kind::Text(_)) => {
            let expected = "expected its parts: { given = \"Modig\", family = \"Murstein\" }, with middle when there is one";
            reader.fault(&entry.origin, "name", expected);
            None
        }
        _ => inner(reader, entry, "name", &["given", "middle", "family"]).and_then(|name| {
            let given = reader.name(&name, "given", TEXT_LIMIT, "Modig");
            let middle = reader.text(&name, "middle", TEXT_LIMIT);
            let family = reader.name(&name, "family", TEXT_LIMIT, "Murstein");
            Some(Name { given: given?, middle, family: family? })
        }),
    };
    let dead = reader.truth(entry, "dead", false);
    let residence = country(reader, entry, "residence");
    let citizenships = citizenships(reader, entry);
    let (birth_date, birth_year) = birth?;
    Some(RegisteredPerson { number, birth_date, birth_year, name, dead, residence, citizenships })
}

/// A person without a Norwegian number.
fn read_foreigner(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<ForeignPerson> {
    for field in ["number", "dead"] {
        if entry.get(field).is_some() {
            let problem = "a person abroad has none; leave it out, or leave out abroad";
            reader.fault(&entry.origin, field, problem);
        }
    }
    let birth = read_birth(reader, entry, None);
    let name = entry.get("name").and_then(|_| reader.name(entry, "name", TEXT_LIMIT, "Lustig Kolibri"));
    let residence = country(reader, entry, "residence").unwrap_or(Country::UNSTATED);
    let citizenships = citizenships(reader, entry);
    let (birth_date, birth_year) = birth?;
    Some(ForeignPerson { birth_date, birth_year, name, residence, citizenships })
}

/// An owner, whose dates are those of its registration when none are written.
fn read_owner(
    reader: &mut Reader<'_>,
    entry: Entry<'_>,
    registered: Option<Millis>,
) -> Option<(Owner, (Origin, Vec<Origin>))> {
    let person = if reader.truth(&entry, "abroad", false) {
        read_foreigner(reader, &entry).map(Person::Foreign)
    } else {
        read_person(reader, &entry).map(Person::Registered)
    };
    let exempt = reader.truth(&entry, "exempt", false);
    let first_registered = instant(reader, &entry, "first_registered").or(registered);
    let changed = instant(reader, &entry, "changed").or(first_registered);
    let prefix = format!("{}.", entry.origin.path);
    let (mut positions, mut places) = (Vec::new(), Vec::new());
    for position in reader.entries(entry.members(), &prefix, "position", &POSITION_FIELDS) {
        places.push(position.origin.clone());
        positions.extend(read_position(reader, &position));
    }
    let owner =
        Owner { person: person?, exempt, first_registered: first_registered?, changed: changed?, positions };
    Some((owner, (entry.origin, places)))
}

fn read_position(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Position> {
    if entry.get("kind").is_none() {
        let problem = format!("this is required; {}", expected_code::<PositionKind>());
        reader.fault(&entry.origin, "kind", problem);
    }
    let kind = code(reader, entry, "kind");
    let interval = code(reader, entry, "interval");
    let description = reader.text(entry, "description", DESCRIPTION_LIMIT);
    let texts = reader.texts_in_order(entry, "grounds", "direkte");
    let grounds: Vec<_> = texts.iter().filter_map(|text| code_of(text)).collect();
    if grounds.len() != texts.len() {
        reader.fault(&entry.origin, "grounds", expected_code::<crate::register::codes::Ground>());
    }
    let known = ["organisation", "number", "name", "address", "country"];
    let prefix = format!("{}.", entry.origin.path);
    let mut intermediates = Vec::new();
    for between in reader.entries(entry.members(), &prefix, "intermediates", &known) {
        intermediates.extend(read_intermediate(reader, &between));
    }
    Some(Position { kind: kind?, interval, description, grounds, intermediates })
}

fn read_intermediate(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Intermediate> {
    if entry.get("organisation").is_some() {
        if entry.members().len() > 1 {
            let problem = "a Norwegian company is named by its number alone; leave the rest out";
            reader.fault(&entry.origin, "", problem);
        }
        return reader.organisation(entry, "organisation", true).map(Intermediate::Norwegian);
    }
    let number = reader.text(entry, "number", TEXT_LIMIT);
    let name = reader.name(entry, "name", TEXT_LIMIT, "Lustiger Igel GmbH");
    let address = reader.texts_in_order(entry, "address", "Igelweg 1");
    let country = place(reader, entry);
    Some(Intermediate::Foreign { number, name: name?, address, country: country? })
}
