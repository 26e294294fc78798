//! Writing the companies of the register that world files have made or changed.

use serde_json::{Value, json};

use super::read::short;
use super::{named, told_of};
use crate::clients;
use crate::clock::{Millis, iso8601};
use crate::db::{Error, Tx};
use crate::numbers::OrgNumber;
use crate::parties::entities::find_entity;
use crate::parties::find_organisation;
use crate::register::codes::{Country, RegistrationStatus};
use crate::register::companies_from_file;
use crate::register::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};
use crate::register::population::examples::entity_of;
use crate::world::dump::{Fields, in_order};

/// The entries of `[[company]]`. One that is not shown, or that names one that is not, is left out.
pub(in crate::world) async fn companies(
    tx: &mut Tx,
    shown: &impl Fn(OrgNumber) -> bool,
) -> Result<Vec<Value>, Error> {
    let free = |number: OrgNumber| shown(number) || clients::owner_name(number).is_some();
    let mut entries = Vec::new();
    for company in companies_from_file(tx).await? {
        if !shown(company.number) || !named(&company).into_iter().all(free) {
            continue;
        }
        let mut fields = Fields::new();
        fields.put("number", company.number.to_string());
        // What a party is called, its own entry says.
        if find_organisation(tx, company.number).await?.is_none()
            && let Some(entity) = find_entity(tx, company.number).await?
        {
            fields.put("name", entity.name.as_str());
            fields.put("form", entity.form.as_str());
            let usual = entity_of(&company, &entity.name, &entity.form, entity.updated_at);
            fields.put_unless("entity", in_order(&told_of(&entity)), &in_order(&told_of(&usual)));
        }
        company_fields(&mut fields, &company);
        entries.push(fields.done());
    }
    Ok(entries)
}

fn at(instant: Millis) -> String {
    iso8601(instant)
}

fn company_fields(fields: &mut Fields, company: &Company) {
    fields.put("first_registered", at(company.first_registered));
    fields.put_some("deleted", company.deleted.map(at));
    fields.put("registration", company.registrations.iter().map(registration).collect::<Vec<_>>());
}

fn registration(registration: &Registration) -> Value {
    let mut fields = Fields::new();
    fields.put("id", registration.id.as_str());
    fields.put("registered", at(registration.registered));
    fields.put_unless("status", short(registration.status), &short(RegistrationStatus::Registered));
    fields.put_some("owner_status", registration.owner_status.map(short));
    match &registration.told {
        Told::ForeignRegister { country, address } => {
            fields.put("foreign_register", json!({ "country": country.alpha3(), "address": address }));
        }
        Told::RegulatedMarket { name, country, address } => {
            let market = json!({ "name": name, "country": country.alpha3(), "address": address });
            fields.put("regulated_market", market);
        }
        // Owners stand last, since each is an entry of its own.
        Told::Nothing | Told::Owners(_) => {}
    }
    fields.put_some("discrepancy", registration.discrepancy.as_ref().map(discrepancy));
    if let Told::Owners(owners) = &registration.told {
        let owners: Vec<Value> = owners.iter().map(|one| owner(one, registration.registered)).collect();
        fields.put("owner", owners);
    }
    fields.done()
}

fn discrepancy(discrepancy: &Discrepancy) -> Value {
    let mut fields = Fields::new();
    fields.put("text", discrepancy.text.as_str());
    fields.put("received", at(discrepancy.received));
    fields.put_some("settled", discrepancy.settled.map(at));
    fields.put_some(
        "reporter",
        discrepancy.reporter.as_ref().map(|reporter| match reporter {
            Reporter::Organisation(number) => json!({ "organisation": number }),
            Reporter::Person(person) => {
                let mut fields = Fields::new();
                person_fields(&mut fields, person);
                json!({ "person": fields.done() })
            }
            Reporter::Foreigner { birth_date, name } => {
                json!({ "abroad": { "birth_date": birth_date, "name": name } })
            }
        }),
    );
    fields.done()
}

fn birth(fields: &mut Fields, date: Option<&str>, year: u16) {
    match date {
        Some(date) => fields.put("birth_date", date),
        None => fields.put("birth_year", year),
    }
}

fn countries(fields: &mut Fields, residence: Option<Country>, citizenships: &[Country]) {
    fields.put_some("residence", residence.map(Country::alpha3));
    let citizenships: Vec<&str> = citizenships.iter().map(|country| country.alpha3()).collect();
    fields.put_unless("citizenships", citizenships, &Vec::new());
}

fn person_fields(fields: &mut Fields, person: &RegisteredPerson) {
    fields.put_some("number", person.number.map(|number| number.to_string()));
    fields.put_some(
        "name",
        person.name.as_ref().map(|name| {
            let mut parts = Fields::new();
            parts.put("given", name.given.as_str());
            parts.put_some("middle", name.middle.as_deref());
            parts.put("family", name.family.as_str());
            parts.done()
        }),
    );
    birth(fields, person.birth_date.as_deref(), person.birth_year);
    fields.put_unless("dead", person.dead, &false);
    countries(fields, person.residence, &person.citizenships);
}

fn foreigner_fields(fields: &mut Fields, person: &ForeignPerson) {
    fields.put("abroad", true);
    fields.put_some("name", person.name.as_deref());
    birth(fields, person.birth_date.as_deref(), person.birth_year);
    countries(fields, Some(person.residence), &person.citizenships);
}

fn owner(owner: &Owner, registered: Millis) -> Value {
    let mut fields = Fields::new();
    match &owner.person {
        Person::Registered(person) => person_fields(&mut fields, person),
        Person::Foreign(person) => foreigner_fields(&mut fields, person),
    }
    fields.put_unless("exempt", owner.exempt, &false);
    fields.put_unless("first_registered", at(owner.first_registered), &at(registered));
    fields.put_unless("changed", at(owner.changed), &at(owner.first_registered));
    fields.put("position", owner.positions.iter().map(position).collect::<Vec<_>>());
    fields.done()
}

fn position(position: &Position) -> Value {
    let mut fields = Fields::new();
    fields.put("kind", short(position.kind));
    fields.put_some("interval", position.interval.map(short));
    fields.put_some("description", position.description.as_deref());
    let grounds: Vec<&str> = position.grounds.iter().map(|ground| short(*ground)).collect();
    fields.put_unless("grounds", grounds, &Vec::new());
    let between: Vec<Value> = position.intermediates.iter().map(intermediate).collect();
    fields.put_unless("intermediates", between, &Vec::new());
    fields.done()
}

fn intermediate(between: &Intermediate) -> Value {
    match between {
        Intermediate::Norwegian(number) => json!({ "organisation": number }),
        Intermediate::Foreign { number, name, address, country } => {
            let mut fields = Fields::new();
            fields.put_some("number", number.as_deref());
            fields.put("name", name.as_str());
            fields.put("address", address.clone());
            fields.put("country", country.alpha3());
            fields.done()
        }
    }
}
