//! Many fictional customers at once, each with its person and role, in a few statements: the same rows and the same history
//! as when they are made one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::entities::{party_changed, roles_changed};
use super::fictional::{entity, person_in};
use super::store::{ATTEMPTS, PERSON, new_party_id, person, user_id_of};
use super::{PartyError, Person, name_key};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{Millis, Now};
use crate::db::{Error, Row, Tx, Value};
use crate::ids::Random;
use crate::numbers::{OrgNumber, PartyUuid};

/// The year in which the persons are grown up: a seed makes the same persons in every year.
const YEAR: i64 = 2026;

/// A fictional customer that is to be made.
#[derive(Debug)]
pub struct NewCustomer {
    /// Its number, which must be fictional.
    pub number: OrgNumber,
    /// Its name.
    pub name: String,
    /// The code and the name of its form.
    pub form: (&'static str, &'static str),
    /// The role that its person has.
    pub role: &'static str,
    /// Where its identifiers and its person come from.
    pub random: Random,
}

/// What is known of an organisation whose number is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// The order that made it.
    pub case_number: Option<String>,
    /// When it was deleted, world time.
    pub deleted_at: Option<Millis>,
}

fn keys(numbers: &[OrgNumber]) -> Vec<Value> {
    numbers.iter().map(|number| number.to_string().into()).collect()
}

fn number(row: &Row, column: &str) -> Result<OrgNumber, Error> {
    let text = row.text(column)?;
    OrgNumber::parse(&text)
        .map_err(|_| Error::inconsistent("organisations", column, &text, "it is not an organisation number"))
}

/// Which of the numbers are organisations of this world.
pub async fn known_among(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<BTreeMap<OrgNumber, Known>, Error> {
    let sql = "SELECT number, name, case_number, deleted_at FROM organisations WHERE number IN";
    let rows = tx.fetch_among(sql, &keys(numbers)).await?;
    rows.iter()
        .map(|row| {
            let known = Known {
                name: row.text("name")?,
                case_number: row.opt_text("case_number")?,
                deleted_at: row.opt_int("deleted_at")?,
            };
            Ok((number(row, "number")?, known))
        })
        .collect()
}

/// A customer with the person that was made for it.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Its number.
    pub number: OrgNumber,
    /// Its party UUID.
    pub party_uuid: PartyUuid,
    /// Its name.
    pub name: String,
    /// Its person.
    pub person: Person,
}

/// Those of these customers that a person was made for, by number.
pub async fn customers_among(
    tx: &mut Tx,
    numbers: &[OrgNumber],
) -> Result<BTreeMap<OrgNumber, Customer>, Error> {
    let sql = format!(
        "SELECT {PERSON}, p.customer_number, o.party_uuid AS customer_uuid, o.name AS customer_name
         FROM persons p JOIN organisations o ON o.number = p.customer_number WHERE p.customer_number IN"
    );
    let rows = tx.fetch_among(&sql, &keys(numbers)).await?;
    rows.iter()
        .map(|row| {
            let uuid = row.text("customer_uuid")?;
            let number = number(row, "customer_number")?;
            let customer = Customer {
                number,
                party_uuid: PartyUuid::parse(&uuid).ok_or_else(|| {
                    Error::inconsistent("organisations", "party_uuid", &uuid, "it is no UUID")
                })?,
                name: row.text("customer_name")?,
                person: person(row)?,
            };
            Ok((number, customer))
        })
        .collect()
}

/// Makes the customers that are not there yet, each with its person, and gives these. One whose number somebody else has
/// taken meanwhile is left out.
pub async fn create_many(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customers: &[&NewCustomer],
) -> Result<BTreeMap<OrgNumber, Person>, PartyError> {
    if let Some(real) = customers.iter().find(|customer| !customer.number.is_fictional()) {
        return Err(PartyError::RealWithoutOrder(real.number));
    }
    let made = insert_organisations(tx, now, customers).await?;
    let made: Vec<&NewCustomer> =
        customers.iter().copied().filter(|customer| made.contains(&customer.number)).collect();
    let persons = insert_persons(tx, now, &made).await?;
    let mut roles: Vec<Value> = Vec::new();
    let mut events = Vec::new();
    let numbers: Vec<String> = made.iter().map(|customer| customer.number.to_string()).collect();
    for (customer, subject) in made.iter().zip(&numbers) {
        let Some(person) = persons.get(&customer.number) else { continue };
        let uuid = person.party_uuid.as_str();
        roles.extend([uuid.into(), subject.into(), customer.role.into(), now.wall.into()]);
        for (action, subject_of, detail) in [
            ("organisation.created", subject.as_str(), json!({ "name": customer.name })),
            ("person.created", uuid, json!({ "role": customer.role })),
        ] {
            let organisation = Some(subject.as_str());
            events.push(Event {
                actor: "operator",
                action,
                subject: subject_of,
                organisation,
                case_number: None,
                detail,
            });
        }
    }
    tx.insert_all("INSERT INTO roles (person_uuid, organisation, role, created_at)", 4, &roles, "").await?;
    let numbers: Vec<OrgNumber> = made.iter().map(|customer| customer.number).collect();
    party_changed(tx, now.world, &numbers).await?;
    roles_changed(tx, now.world, &numbers).await?;
    audit::record_all(tx, &app.random, now, &events).await?;
    Ok(persons)
}

/// Tries again with other identifiers where some were taken; gives the numbers of those that were written.
async fn insert_organisations(
    tx: &mut Tx,
    now: Now,
    customers: &[&NewCustomer],
) -> Result<BTreeSet<OrgNumber>, PartyError> {
    let into = "INSERT INTO organisations (number, party_uuid, party_id, name, name_key, form, origin, entity, created_at)";
    let mut written = BTreeSet::new();
    let mut left = customers.to_vec();
    for _ in 0..ATTEMPTS {
        let rows: Vec<Value> = left
            .iter()
            .flat_map(|new| {
                [
                    new.number.to_string().into(),
                    new.random.uuid().into(),
                    new_party_id(&new.random).into(),
                    new.name.as_str().into(),
                    name_key(&new.name).into(),
                    new.form.0.into(),
                    "fictional".into(),
                    entity(now, new.number, &new.name, new.form).to_string().into(),
                    now.wall.into(),
                ]
            })
            .collect();
        let rows = tx.insert_all(into, 9, &rows, "ON CONFLICT DO NOTHING RETURNING number").await?;
        for row in &rows {
            written.insert(number(row, "number")?);
        }
        left.retain(|new| !written.contains(&new.number));
        if left.is_empty() {
            return Ok(written);
        }
        // Either a party id was taken, or the number was meanwhile: then it is somebody else's.
        let wanted: Vec<OrgNumber> = left.iter().map(|new| new.number).collect();
        let taken = known_among(tx, &wanted).await?;
        left.retain(|new| !taken.contains_key(&new.number));
        if left.is_empty() {
            return Ok(written);
        }
    }
    Err(PartyError::NoFreeNumber(ATTEMPTS))
}

/// A person for each customer; where its number or another identifier was taken, another person.
async fn insert_persons(
    tx: &mut Tx,
    now: Now,
    customers: &[&NewCustomer],
) -> Result<BTreeMap<OrgNumber, Person>, PartyError> {
    let into = "INSERT INTO persons (party_uuid, party_id, user_id, number, name, birth_date, customer_number, created_at)";
    let mut persons = BTreeMap::new();
    let mut left = customers.to_vec();
    for _ in 0..ATTEMPTS {
        if left.is_empty() {
            return Ok(persons);
        }
        let tried: BTreeMap<OrgNumber, Person> =
            left.iter().map(|new| (new.number, person_in(&new.random, YEAR))).collect();
        let rows: Vec<Value> = left
            .iter()
            .filter_map(|new| Some((new, tried.get(&new.number)?)))
            .flat_map(|(new, person)| {
                let party_id = new_party_id(&new.random);
                [
                    person.party_uuid.as_str().into(),
                    party_id.into(),
                    user_id_of(party_id).into(),
                    person.number.to_string().into(),
                    person.name.as_str().into(),
                    person.birth_date.as_str().into(),
                    new.number.to_string().into(),
                    now.wall.into(),
                ]
            })
            .collect();
        let rows = tx.insert_all(into, 8, &rows, "ON CONFLICT DO NOTHING RETURNING customer_number").await?;
        for row in &rows {
            let customer = number(row, "customer_number")?;
            if let Some(person) = tried.get(&customer) {
                persons.insert(customer, person.clone());
            }
        }
        left.retain(|new| !persons.contains_key(&new.number));
    }
    Err(PartyError::NoFreeNumber(ATTEMPTS))
}
