//! Enhetsregisteret: what a real organisation is looked up in (`register.md` §7).
//!
//! By HTTP at a configurable address, from its bulk file that was imported as a table, from a file of JSON in the same
//! shape, or from the project's own file of known fictitious numbers. A look-up makes no party; only a step of an approved
//! order does.

mod answers;
mod anew;
pub mod bulk;
pub mod import;
mod over_http;

use std::path::Path;

use serde_json::Value;

use crate::app::App;
use crate::clock::Now;
use crate::config::Enhetsregisteret;
use crate::db::{Error, Tx};
use crate::numbers::OrgNumber;
use crate::parties::{REMOVED, entities, find_organisation};

pub use anew::{Known, known};
pub use over_http::AT_ONCE;

/// An organisation as Enhetsregisteret describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryEntity {
    /// Its number.
    pub number: OrgNumber,
    /// Its name.
    pub name: String,
    /// Its form's code.
    pub form: String,
    /// The main unit, when this is a subunit.
    pub parent: Option<OrgNumber>,
    /// The whole answer.
    pub raw: Value,
}

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// It exists.
    Found(RegistryEntity),
    /// It existed, and is deleted.
    Deleted,
    /// It was removed on legal grounds (410); copies must go too, and ours are gone when this is answered.
    Removed,
    /// There is no such number.
    Unknown,
    /// We could not ask; the reason is for logs and the desk.
    Unreachable(String),
}

/// Why a look-up was not made: the other side failed several times and is left alone for a while.
pub const RESTS: &str = "it failed several times and is left alone for a while";

/// Why a look-up was not made: too many wait already.
pub const CROWDED: &str = "too many organisations are being looked up at once";

/// The project's own file, for demonstrations and tests.
const BUILT_IN: &str = include_str!("../known_organisations.json");

/// Looks `number` up where the settings say. The caller holds no transaction: this may go over the network and write.
/// A fictional number is looked up in this world's own population first.
pub async fn look_up(app: &App, number: OrgNumber) -> Lookup {
    match in_population(app, number).await {
        Ok(Some(answer)) => return answer,
        Ok(None) => {}
        Err(error) => return Lookup::Unreachable(error.to_string()),
    }
    match &app.config.enhetsregisteret {
        Enhetsregisteret::Http(base) => over_http::ask(app, base, number).await,
        Enhetsregisteret::Table { then } => match (in_table(app, number).await, then) {
            (Ok(Some(answer)), _) => answer,
            // The table holds no sole proprietors and no subunits, and nothing newer than its file.
            (Ok(None) | Err(NoTable::NotImported), Some(base)) => over_http::ask(app, base, number).await,
            (Ok(None), None) => Lookup::Unknown,
            (Err(NoTable::NotImported), None) => Lookup::Unreachable(
                "no bulk file was imported yet; run: fullmakt parties import FILE".to_owned(),
            ),
            (Err(NoTable::Database(error)), _) => Lookup::Unreachable(error.to_string()),
        },
        Enhetsregisteret::File(path) => in_file(path, number),
        Enhetsregisteret::BuiltIn => in_text(BUILT_IN, number),
    }
}

async fn in_population(app: &App, number: OrgNumber) -> Result<Option<Lookup>, Error> {
    if !number.is_fictional() {
        return Ok(None);
    }
    let mut tx = app.db.read().await?;
    let entity = entities::find_entity(&mut tx, number).await?;
    Ok(entity.map(|entity| {
        if entity.description.get(REMOVED).is_some() {
            Lookup::Removed
        } else {
            read_entity(&entities::described(&entity), number)
        }
    }))
}

/// The name that `number` goes by, as far as it is known here: its party's, and else what was last looked up. Nobody is
/// asked and nothing is written, so that a list may call every organisation by its name.
pub async fn known_name(
    tx: &mut Tx,
    app: &App,
    number: OrgNumber,
    now: Now,
) -> Result<Option<String>, Error> {
    if let Some(party) = find_organisation(tx, number).await? {
        return Ok(Some(party.name));
    }
    let found = if number.is_fictional() {
        entities::find_entity(tx, number)
            .await?
            .map(|entity| read_entity(&entities::described(&entity), number))
    } else {
        match &app.config.enhetsregisteret {
            Enhetsregisteret::BuiltIn => Some(in_text(BUILT_IN, number)),
            Enhetsregisteret::Table { .. } => match import::table_in_use(tx).await? {
                Some(table) => import::find_entity(tx, table, number)
                    .await?
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .map(|entity| read_entity(&entity, number)),
                None => None,
            },
            Enhetsregisteret::Http(_) | Enhetsregisteret::File(_) => None,
        }
    };
    Ok(match found {
        Some(Lookup::Found(entity)) => Some(entity.name),
        _ => match answers::find(tx, number, now).await? {
            Some(Lookup::Found(entity)) => Some(entity.name),
            _ => None,
        },
    })
}

enum NoTable {
    NotImported,
    Database(Error),
}

impl From<Error> for NoTable {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

async fn in_table(app: &App, number: OrgNumber) -> Result<Option<Lookup>, NoTable> {
    let mut tx = app.db.read().await?;
    let Some(table) = import::table_in_use(&mut tx).await? else { return Err(NoTable::NotImported) };
    let text = import::find_entity(&mut tx, table, number).await?;
    let entity = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(entity.map(|entity| read_entity(&entity, number)))
}

fn in_file(path: &Path, number: OrgNumber) -> Lookup {
    match std::fs::read_to_string(path) {
        Ok(text) => in_text(&text, number),
        Err(error) => Lookup::Unreachable(format!("{}: {error}", path.display())),
    }
}

fn in_text(text: &str, number: OrgNumber) -> Lookup {
    let Ok(Value::Array(entities)) = serde_json::from_str(text) else {
        return Lookup::Unreachable("the file is not a JSON array of organisations".to_owned());
    };
    let wanted = number.to_string();
    entities
        .into_iter()
        .find(|entity| entity.get("organisasjonsnummer").and_then(Value::as_str) == Some(&wanted))
        .map_or(Lookup::Unknown, |entity| read_entity(&entity, number))
}

/// Reads one `enhet` or `underenhet` that was asked for by `wanted`; the reduced body of a deleted one says so.
fn read_entity(raw: &Value, wanted: OrgNumber) -> Lookup {
    let text = |name: &str| raw.get(name).and_then(Value::as_str);
    let number = text("organisasjonsnummer").and_then(|number| OrgNumber::parse(number).ok());
    if number.is_some_and(|number| number != wanted) {
        return Lookup::Unreachable("the answer was about another organisation".to_owned());
    }
    let name = text("navn").map(|name| {
        let visible: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        visible.trim().to_owned()
    });
    let (Some(number), Some(name)) = (number, name) else {
        return Lookup::Unreachable("the answer has no number or name".to_owned());
    };
    let deleted = text("slettedato").is_some_and(|date| !date.is_empty())
        || text("respons_klasse") == Some("SlettetEnhet");
    if deleted {
        return Lookup::Deleted;
    }
    let form = raw
        .get("organisasjonsform")
        .and_then(|form| form.get("kode"))
        .and_then(Value::as_str)
        .unwrap_or("AS");
    let parent = text("overordnetEnhet").and_then(|number| OrgNumber::parse(number).ok());
    Lookup::Found(RegistryEntity { number, name, form: form.to_owned(), parent, raw: raw.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::KNOWN_FICTITIOUS;

    #[test]
    fn the_built_in_file_knows_the_fictitious_numbers_one_of_them_deleted() {
        for number in KNOWN_FICTITIOUS {
            let number = OrgNumber::parse(number).unwrap();
            match in_text(BUILT_IN, number) {
                Lookup::Found(entity) => assert_eq!(entity.number, number),
                other => assert_eq!((number.to_string().as_str(), other), ("810845422", Lookup::Deleted)),
            }
        }
        assert_eq!(in_text(BUILT_IN, OrgNumber::parse("313513408").unwrap()), Lookup::Unknown);
    }

    #[test]
    fn a_file_in_another_shape_is_not_an_unknown_organisation() {
        let number = OrgNumber::parse("910049356").unwrap();
        assert!(matches!(in_text("{}", number), Lookup::Unreachable(_)));
        assert!(matches!(
            in_text("[{\"organisasjonsnummer\":\"910049356\"}]", number),
            Lookup::Unreachable(_)
        ));
    }
}
