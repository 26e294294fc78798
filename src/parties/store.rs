//! The parties' rows.

use serde_json::{Value, json};

use super::entities::{party_changed, roles_changed};
use super::life::living;
use super::registry::RegistryEntity;
use super::{Organisation, Party, PartyError, Person, PersonIds, name_key};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{self, Error, Row, Tx, params};
use crate::ids::Random;
use crate::numbers::{OrgNumber, PartyId, PartyUuid, PersonNumber, UserId};

const ORGANISATION: &str = "o.number, o.party_uuid, o.party_id, o.name, o.form, o.parent_number, o.origin, o.case_number, o.entity, o.deleted_at, o.merged_into, o.bankrupt_at";
pub(super) const PERSON: &str = "p.party_uuid, p.number, p.name, p.birth_date";

/// Party ids begin here, far from anything a person would confuse with another number.
const FIRST_PARTY_ID: i64 = 50_000_000;

/// User ids begin here, so that a party id in the place of a user id, or the reverse, is nobody's.
const FIRST_USER_ID: i64 = 20_000_000;

/// How often a free number or party id is looked for.
pub(super) const ATTEMPTS: usize = 50;

fn organisation(row: &Row) -> Result<Organisation, Error> {
    let text = row.text("number")?;
    let number = OrgNumber::parse(&text).map_err(|_| {
        Error::inconsistent("organisations", "number", &text, "it is not an organisation number")
    })?;
    Ok(Organisation {
        number,
        party_uuid: party_uuid(row, "organisations")?,
        party_id: PartyId::of(row.int("party_id")?),
        name: row.text("name")?,
        form: row.text("form")?,
        parent: row.opt_text("parent_number")?.and_then(|number| OrgNumber::parse(&number).ok()),
        origin: row.text("origin")?,
        case_number: row.opt_text("case_number")?,
        entity: serde_json::from_str(&row.text("entity")?).unwrap_or(Value::Null),
        deleted_at: row.opt_int("deleted_at")?,
        merged_into: row.opt_text("merged_into")?.and_then(|number| OrgNumber::parse(&number).ok()),
        bankrupt_at: row.opt_int("bankrupt_at")?,
    })
}

fn party_uuid(row: &Row, table: &'static str) -> Result<PartyUuid, Error> {
    let text = row.text("party_uuid")?;
    PartyUuid::parse(&text).ok_or_else(|| Error::inconsistent(table, "party_uuid", &text, "it is no UUID"))
}

pub(super) fn person(row: &Row) -> Result<Person, Error> {
    let party_uuid = party_uuid(row, "persons")?;
    let number = PersonNumber::parse_synthetic(&row.text("number")?).map_err(|_| {
        Error::inconsistent("persons", "number", party_uuid.as_str(), "it is not a synthetic number")
    })?;
    Ok(Person { party_uuid, number, name: row.text("name")?, birth_date: row.text("birth_date")? })
}

/// The organisation with this number.
pub async fn find_organisation(tx: &mut Tx, number: OrgNumber) -> Result<Option<Organisation>, Error> {
    let sql = format!("SELECT {ORGANISATION} FROM organisations o WHERE o.number = $1");
    tx.fetch_optional(&sql, params![number.to_string()]).await?.as_ref().map(organisation).transpose()
}

/// Those of these numbers that are organisations of this world.
pub(super) async fn organisations_among(
    tx: &mut Tx,
    numbers: &[OrgNumber],
) -> Result<Vec<Organisation>, Error> {
    let keys: Vec<db::Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let sql = format!("SELECT {ORGANISATION} FROM organisations o WHERE o.number IN");
    tx.fetch_among(&sql, &keys).await?.iter().map(organisation).collect()
}

/// The person with this synthetic number.
pub async fn find_person_by_number(tx: &mut Tx, number: &PersonNumber) -> Result<Option<Person>, Error> {
    let sql = format!("SELECT {PERSON} FROM persons p WHERE p.number = $1");
    tx.fetch_optional(&sql, params![number.to_string()]).await?.as_ref().map(person).transpose()
}

/// The person with this party UUID.
pub async fn find_person(tx: &mut Tx, party_uuid: &PartyUuid) -> Result<Option<Person>, Error> {
    let sql = format!("SELECT {PERSON} FROM persons p WHERE p.party_uuid = $1");
    tx.fetch_optional(&sql, params![party_uuid.as_str()]).await?.as_ref().map(person).transpose()
}

/// The one fictional person that was made for a customer.
pub async fn person_of_customer(tx: &mut Tx, customer: OrgNumber) -> Result<Option<Person>, Error> {
    let sql = format!("SELECT {PERSON} FROM persons p WHERE p.customer_number = $1");
    tx.fetch_optional(&sql, params![customer.to_string()]).await?.as_ref().map(person).transpose()
}

/// The organisations in which a person has a role, with the role, by number.
pub async fn organisations_of(tx: &mut Tx, person: &PartyUuid) -> Result<Vec<(Organisation, String)>, Error> {
    let sql = format!(
        "SELECT {ORGANISATION}, r.role FROM roles r JOIN organisations o ON o.number = r.organisation
         WHERE r.person_uuid = $1 ORDER BY o.number, r.role"
    );
    let rows = tx.fetch_all(&sql, params![person.as_str()]).await?;
    rows.iter().map(|row| Ok((organisation(row)?, row.text("role")?))).collect()
}

/// The roles a person has in one organisation.
pub async fn roles_in(tx: &mut Tx, person: &PartyUuid, number: OrgNumber) -> Result<Vec<String>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT role FROM roles WHERE person_uuid = $1 AND organisation = $2 ORDER BY role",
            params![person.as_str(), number.to_string()],
        )
        .await?;
    rows.iter().map(|row| row.text("role")).collect()
}

/// The roles a person has over an organisation: in itself, and in its main unit when it is a subunit.
pub async fn roles_over(
    tx: &mut Tx,
    person: &PartyUuid,
    organisation: &Organisation,
) -> Result<Vec<String>, Error> {
    let mut roles = roles_in(tx, person, organisation.number).await?;
    if organisation.is_subunit()
        && let Some(parent) = organisation.parent
    {
        roles.extend(roles_in(tx, person, parent).await?);
        roles.sort_unstable();
        roles.dedup();
    }
    Ok(roles)
}

/// The subunits of a main unit, by number.
pub async fn subunits_of(tx: &mut Tx, main: OrgNumber) -> Result<Vec<Organisation>, Error> {
    let sql = format!(
        "SELECT {ORGANISATION} FROM organisations o
         WHERE o.parent_number = $1 AND o.form IN ('BEDR', 'AAFY') ORDER BY o.number"
    );
    tx.fetch_all(&sql, params![main.to_string()]).await?.iter().map(organisation).collect()
}

/// Every organisation that a person has a role over: those it has one in, each followed by its subunits.
pub async fn reachable(tx: &mut Tx, person: &PartyUuid) -> Result<Vec<Organisation>, Error> {
    let mut reached: Vec<Organisation> = Vec::new();
    for (organisation, _) in organisations_of(tx, person).await? {
        if reached.iter().any(|known| known.number == organisation.number) {
            continue;
        }
        let subunits = subunits_of(tx, organisation.number).await?;
        reached.push(organisation);
        for subunit in subunits {
            reached.retain(|known| known.number != subunit.number);
            reached.push(subunit);
        }
    }
    Ok(reached)
}

/// The party of this UUID, of whichever kind.
pub async fn find_party(tx: &mut Tx, uuid: &PartyUuid) -> Result<Option<Party>, Error> {
    let sql = format!("SELECT {ORGANISATION} FROM organisations o WHERE o.party_uuid = $1");
    if let Some(row) = tx.fetch_optional(&sql, params![uuid.as_str()]).await? {
        return Ok(Some(Party::Organisation(Box::new(organisation(&row)?))));
    }
    let found = person_with_ids(tx, uuid).await?;
    Ok(found.map(|(person, ids)| Party::Person(person, ids)))
}

fn with_ids(row: &Row) -> Result<(Person, PersonIds), Error> {
    let ids =
        PersonIds { party_id: PartyId::of(row.int("party_id")?), user_id: UserId::of(row.int("user_id")?) };
    Ok((person(row)?, ids))
}

/// A person with the integers it is known by.
pub async fn person_with_ids(tx: &mut Tx, uuid: &PartyUuid) -> Result<Option<(Person, PersonIds)>, Error> {
    let sql = format!("SELECT {PERSON}, p.party_id, p.user_id FROM persons p WHERE p.party_uuid = $1");
    tx.fetch_optional(&sql, params![uuid.as_str()]).await?.as_ref().map(with_ids).transpose()
}

/// The first `count` persons by their numbers.
pub async fn first_persons(tx: &mut Tx, count: i64) -> Result<Vec<(Person, PersonIds)>, Error> {
    let sql = format!("SELECT {PERSON}, p.party_id, p.user_id FROM persons p ORDER BY p.number LIMIT $1");
    tx.fetch_all(&sql, params![count]).await?.iter().map(with_ids).collect()
}

/// The first `count` organisations by their numbers.
pub async fn first_organisations(tx: &mut Tx, count: i64) -> Result<Vec<Organisation>, Error> {
    let sql = format!("SELECT {ORGANISATION} FROM organisations o ORDER BY o.number LIMIT $1");
    tx.fetch_all(&sql, params![count]).await?.iter().map(organisation).collect()
}

/// What a new organisation needs.
#[derive(Debug, Clone)]
pub struct NewOrganisation<'a> {
    /// Its number.
    pub number: OrgNumber,
    /// Its name.
    pub name: &'a str,
    /// Its form.
    pub form: &'a str,
    /// The main unit of a subunit.
    pub parent: Option<OrgNumber>,
    /// `fictional`, `imported` or `world_file`.
    pub origin: &'static str,
    /// The order that makes it.
    pub case_number: Option<&'a str>,
    /// Enhetsregisteret's shape.
    pub entity: &'a Value,
}

/// Writes an organisation; false when its number is a party already. A real number needs its order.
pub async fn insert_organisation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    new: NewOrganisation<'_>,
) -> Result<bool, PartyError> {
    if new.number.may_be_real() && new.case_number.is_none() {
        return Err(PartyError::RealWithoutOrder(new.number));
    }
    for _ in 0..ATTEMPTS {
        if find_organisation(tx, new.number).await?.is_some() {
            return Ok(false);
        }
        let written = tx
            .execute(
                "INSERT INTO organisations (number, party_uuid, party_id, name, name_key, form, parent_number, origin,
                                            case_number, entity, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
                params![
                    new.number.to_string(),
                    app.random.uuid(),
                    new_party_id(&app.random),
                    new.name,
                    name_key(new.name),
                    new.form,
                    new.parent.map(|number| number.to_string()),
                    new.origin,
                    new.case_number,
                    new.entity.to_string(),
                    now.wall
                ],
            )
            .await?;
        if written == 1 {
            party_changed(tx, now.world, &[new.number]).await?;
            return Ok(true);
        }
        // Either the number was taken meanwhile, which the next look tells, or the party id was.
    }
    Err(PartyError::NoFreeNumber(ATTEMPTS))
}

pub(super) fn new_party_id(random: &Random) -> i64 {
    FIRST_PARTY_ID + i64::try_from(random.below(900_000_000)).unwrap_or(0)
}

/// The user id of a person with this party id.
pub(super) const fn user_id_of(party_id: i64) -> i64 {
    party_id - FIRST_PARTY_ID + FIRST_USER_ID
}

/// Makes an organisation of Enhetsregisteret a party: a step of the approved order `case_number`.
pub async fn import_organisation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    entity: &RegistryEntity,
    case_number: &str,
) -> Result<Organisation, PartyError> {
    let new = NewOrganisation {
        number: entity.number,
        name: &entity.name,
        form: &entity.form,
        parent: entity.parent,
        origin: "imported",
        case_number: Some(case_number),
        entity: &entity.raw,
    };
    if insert_organisation(tx, app, now, new).await? {
        let number = entity.number.to_string();
        tx.execute("UPDATE organisations SET asked_at = $2 WHERE number = $1", params![&number, now.world])
            .await?;
        audit::record(
            tx,
            &app.random,
            now,
            Event {
                actor: "system",
                action: "organisation.imported",
                subject: &number,
                organisation: Some(&number),
                case_number: Some(case_number),
                detail: json!({ "production_data": entity.number.may_be_real() }),
            },
        )
        .await?;
    }
    find_organisation(tx, entity.number).await?.ok_or(PartyError::UnknownOrganisation(entity.number))
}

/// Writes a person; false when its number, or its customer's person, is there already.
pub async fn insert_person(
    tx: &mut Tx,
    app: &App,
    now: Now,
    person: &Person,
    customer: Option<OrgNumber>,
    case_number: Option<&str>,
) -> Result<bool, PartyError> {
    let party_id = new_party_id(&app.random);
    let written = tx
        .execute(
            "INSERT INTO persons (party_uuid, party_id, user_id, number, name, birth_date, customer_number, case_number, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            params![
                person.party_uuid.as_str(),
                party_id,
                user_id_of(party_id),
                person.number.to_string(),
                &person.name,
                &person.birth_date,
                customer.map(|number| number.to_string()),
                case_number,
                now.wall
            ],
        )
        .await?;
    Ok(written == 1)
}

/// Gives a person a role in an organisation that was not deleted; a second time changes nothing.
pub async fn insert_role(
    tx: &mut Tx,
    now: Now,
    person: &PartyUuid,
    number: OrgNumber,
    role: &str,
    case_number: Option<&str>,
) -> Result<bool, PartyError> {
    let organisation = find_organisation(tx, number).await?.ok_or(PartyError::UnknownOrganisation(number))?;
    living(&organisation)?;
    let written = tx
        .execute(
            "INSERT INTO roles (person_uuid, organisation, role, case_number, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            params![person.as_str(), number.to_string(), role, case_number, now.wall],
        )
        .await?;
    if written == 1 {
        roles_changed(tx, now.world, &[number]).await?;
    }
    Ok(written == 1)
}

/// Every organisation, by number: for writing the world down.
pub async fn all_organisations(tx: &mut Tx) -> Result<Vec<Organisation>, Error> {
    let sql = format!("SELECT {ORGANISATION} FROM organisations o ORDER BY o.number");
    tx.fetch_all(&sql, params![]).await?.iter().map(organisation).collect()
}

/// Every person with the customer it was made for, by number.
pub async fn all_persons(tx: &mut Tx) -> Result<Vec<(Person, Option<OrgNumber>)>, Error> {
    let sql = format!("SELECT {PERSON}, p.customer_number FROM persons p ORDER BY p.number");
    let rows = tx.fetch_all(&sql, params![]).await?;
    rows.iter().map(|row| Ok((person(row)?, customer(row)?))).collect()
}

/// The customer that a person was made for.
pub async fn customer_of_person(tx: &mut Tx, party_uuid: &PartyUuid) -> Result<Option<OrgNumber>, Error> {
    let sql = "SELECT customer_number FROM persons WHERE party_uuid = $1";
    let row = tx.fetch_optional(sql, params![party_uuid.as_str()]).await?;
    row.as_ref().map(customer).transpose().map(Option::flatten)
}

fn customer(row: &Row) -> Result<Option<OrgNumber>, Error> {
    Ok(row.opt_text("customer_number")?.and_then(|number| OrgNumber::parse(&number).ok()))
}

/// Changes what an organisation is called and how Enhetsregisteret describes it.
pub async fn update_organisation(tx: &mut Tx, now: Now, organisation: &Organisation) -> Result<(), Error> {
    rewrite_organisation(tx, organisation).await?;
    party_changed(tx, now.world, &[organisation.number]).await
}

/// The same, where the caller notes the change.
pub(super) async fn rewrite_organisation(tx: &mut Tx, organisation: &Organisation) -> Result<(), Error> {
    tx.execute(
        "UPDATE organisations SET name = $2, name_key = $3, form = $4, parent_number = $5, entity = $6 WHERE number = $1",
        params![
            organisation.number.to_string(),
            &organisation.name,
            name_key(&organisation.name),
            &organisation.form,
            organisation.parent.map(|number| number.to_string()),
            organisation.entity.to_string()
        ],
    )
    .await?;
    Ok(())
}

/// Changes a person's name, birth date and customer; its number and party UUID never change.
pub async fn update_person(tx: &mut Tx, person: &Person, customer: Option<OrgNumber>) -> Result<(), Error> {
    tx.execute(
        "UPDATE persons SET name = $2, birth_date = $3, customer_number = $4 WHERE party_uuid = $1",
        params![
            person.party_uuid.as_str(),
            &person.name,
            &person.birth_date,
            customer.map(|number| number.to_string())
        ],
    )
    .await?;
    Ok(())
}

/// The person with this user id.
pub async fn person_of_user_id(tx: &mut Tx, id: UserId) -> Result<Option<PartyUuid>, Error> {
    let sql = "SELECT party_uuid FROM persons WHERE user_id = $1";
    let row = tx.fetch_optional(sql, params![id.value()]).await?;
    row.map(|row| party_uuid(&row, "persons")).transpose()
}

/// The person with this party id.
pub async fn person_of_party_id(tx: &mut Tx, id: PartyId) -> Result<Option<PartyUuid>, Error> {
    let sql = "SELECT party_uuid FROM persons WHERE party_id = $1";
    let row = tx.fetch_optional(sql, params![id.value()]).await?;
    row.map(|row| party_uuid(&row, "persons")).transpose()
}
