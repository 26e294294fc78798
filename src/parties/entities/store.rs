//! The population's rows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{PartyError, known_among};
use super::Entity;
use super::index::{Entry, publish};
use super::updates::roles_changed;
use crate::db::{Error, Row, Tx, Value, params};
use crate::numbers::OrgNumber;

/// Companies whose index and changes are written together.
const AT_ONCE: usize = 256;

const COLUMNS: &str = "number, name, form, parent_number, description, roles, deleted_at, updated_at";

fn json(row: &Row, number: &str, column: &'static str) -> Result<serde_json::Value, Error> {
    serde_json::from_str(&row.text(column)?)
        .map_err(|_| Error::inconsistent("synthetic_entities", column, number, "it is no JSON"))
}

fn entity(row: &Row) -> Result<Entity, Error> {
    let text = row.text("number")?;
    let number = OrgNumber::parse(&text).map_err(|_| {
        Error::inconsistent("synthetic_entities", "number", &text, "it is not an organisation number")
    })?;
    Ok(Entity {
        number,
        name: row.text("name")?,
        form: row.text("form")?,
        parent: row.opt_text("parent_number")?.and_then(|number| OrgNumber::parse(&number).ok()),
        description: json(row, &text, "description")?,
        roles: json(row, &text, "roles")?,
        deleted_at: row.opt_int("deleted_at")?,
        updated_at: row.int("updated_at")?,
    })
}

/// The company of the population with this number, also where a party stands before it.
pub async fn find_entity(tx: &mut Tx, number: OrgNumber) -> Result<Option<Entity>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM synthetic_entities WHERE number = $1");
    tx.fetch_optional(&sql, params![number.to_string()]).await?.as_ref().map(entity).transpose()
}

/// Those of these numbers that are companies of the population.
pub(super) async fn entities_among(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<Vec<Entity>, Error> {
    let keys: Vec<Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let sql = format!("SELECT {COLUMNS} FROM synthetic_entities WHERE number IN");
    tx.fetch_among(&sql, &keys).await?.iter().map(entity).collect()
}

/// Writes companies of the population, in few statements however many they are; one whose number is there is replaced, and
/// of one number given twice the last counts. Searches find them and the feed of changes tells of them from the commit on,
/// in the order in which they are given.
pub async fn insert_entities(tx: &mut Tx, entities: &[Entity]) -> Result<(), PartyError> {
    if let Some(real) = entities.iter().find(|entity| !entity.number.is_fictional()) {
        return Err(PartyError::RealWithoutOrder(real.number));
    }
    for chunk in entities.chunks(AT_ONCE) {
        insert_chunk(tx, chunk).await?;
    }
    Ok(())
}

async fn insert_chunk(tx: &mut Tx, entities: &[Entity]) -> Result<(), Error> {
    let last: BTreeMap<OrgNumber, usize> =
        entities.iter().enumerate().map(|(place, entity)| (entity.number, place)).collect();
    let entities: Vec<&Entity> = entities
        .iter()
        .enumerate()
        .filter(|(place, entity)| last.get(&entity.number) == Some(place))
        .map(|(_, entity)| entity)
        .collect();
    let numbers: Vec<OrgNumber> = last.into_keys().collect();
    let keys: Vec<Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let mut roles_before = BTreeMap::new();
    for row in tx.fetch_among("SELECT number, roles FROM synthetic_entities WHERE number IN", &keys).await? {
        roles_before.insert(row.text("number")?, row.text("roles")?);
    }
    let mut rows = Vec::with_capacity(entities.len() * 8);
    let mut other_roles = BTreeSet::new();
    for entity in &entities {
        let (number, roles) = (entity.number.to_string(), entity.roles.to_string());
        if roles_before.get(&number).map_or("[]", String::as_str) != roles {
            other_roles.insert(entity.number);
        }
        rows.extend([
            number.into(),
            entity.name.as_str().into(),
            entity.form.as_str().into(),
            entity.parent.map(|number| number.to_string()).into(),
            entity.description.to_string().into(),
            roles.into(),
            entity.deleted_at.into(),
            entity.updated_at.into(),
        ]);
    }
    let into = format!("INSERT INTO synthetic_entities ({COLUMNS})");
    tx.insert_all(
        &into,
        8,
        &rows,
        "ON CONFLICT (number) DO UPDATE SET name = excluded.name, form = excluded.form,
           parent_number = excluded.parent_number, description = excluded.description, roles = excluded.roles,
           deleted_at = excluded.deleted_at, updated_at = excluded.updated_at",
    )
    .await?;
    // What a party stands before is not seen, and so did not change for anybody.
    let parties = known_among(tx, &numbers).await?;
    let seen: Vec<&Entity> =
        entities.into_iter().filter(|entity| !parties.contains_key(&entity.number)).collect();
    let at = seen.iter().map(|entity| entity.updated_at).max().unwrap_or(0);
    let entries: Vec<Entry> = seen.iter().map(|entity| Entry::of_entity(entity)).collect();
    publish(tx, at, &entries).await?;
    let other_roles: Vec<OrgNumber> =
        seen.iter().map(|entity| entity.number).filter(|number| other_roles.contains(number)).collect();
    roles_changed(tx, at, &other_roles).await
}

/// Changes a company of the population; false when there is none of this number. To delete it, say since when, and leave
/// its description as it was: what is shown of a deleted one is little.
pub async fn update_entity(tx: &mut Tx, entity: &Entity) -> Result<bool, PartyError> {
    // The row is locked first, so that two who change the same one follow each other.
    let sql = "UPDATE synthetic_entities SET updated_at = $2 WHERE number = $1";
    if tx.execute(sql, params![entity.number.to_string(), entity.updated_at]).await? == 0 {
        return Ok(false);
    }
    insert_entities(tx, std::slice::from_ref(entity)).await?;
    Ok(true)
}
