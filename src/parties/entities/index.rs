//! What a search looks at, brought in step with a party or a company of the population when it changes.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::store::organisations_among;
use super::super::{Organisation, REMOVED, is_subunit_form};
use super::updates::{Change, Feed, note};
use super::words::{key_of, number_of, words_of};
use super::{Entity, store};
use crate::app::App;
use crate::clock::{Millis, Now};
use crate::db::{Error, Tx, Value, params};
use crate::jobs::Outcome;
use crate::numbers::OrgNumber;

/// Parties that one transaction indexes.
const AT_ONCE: i64 = 500;

/// What became of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Status {
    Living,
    Deleted,
    /// On legal grounds.
    Removed,
}

impl Status {
    pub(super) fn of(deleted_at: Option<Millis>, described: &Json) -> Self {
        if described.get(REMOVED).is_some() {
            Self::Removed
        } else if deleted_at.is_some() {
            Self::Deleted
        } else {
            Self::Living
        }
    }
}

/// A company as it is after a change.
#[derive(Debug)]
pub(super) struct Entry {
    number: OrgNumber,
    subunit: bool,
    status: Status,
    name_key: String,
    form: String,
    parent: Option<OrgNumber>,
    municipality: Option<String>,
    industry: Option<String>,
    bankrupt: bool,
}

impl Entry {
    fn of(
        number: OrgNumber,
        name: &str,
        form: &str,
        parent: Option<OrgNumber>,
        deleted_at: Option<Millis>,
        described: &Json,
    ) -> Self {
        let subunit = is_subunit_form(form);
        let text = |pointer: &str| described.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
        let place =
            if subunit { "/beliggenhetsadresse/kommunenummer" } else { "/forretningsadresse/kommunenummer" };
        Self {
            number,
            subunit,
            status: Status::of(deleted_at, described),
            name_key: key_of(name),
            form: form.to_owned(),
            parent,
            municipality: text(place),
            industry: text("/naeringskode1/kode"),
            bankrupt: described.get("konkurs").and_then(Json::as_bool).unwrap_or(false),
        }
    }

    fn of_party(party: &Organisation) -> Self {
        Self::of(party.number, &party.name, &party.form, party.parent, party.deleted_at, &party.entity)
    }

    /// A company of the population.
    pub(super) fn of_entity(entity: &Entity) -> Self {
        Self::of(
            entity.number, &entity.name, &entity.form, entity.parent, entity.deleted_at, &entity.description,
        )
    }

    fn row(&self) -> [Value; 9] {
        [
            self.number.to_string().into(),
            self.subunit.into(),
            self.name_key.as_str().into(),
            number_of(self.name_key.trim_start()).into(),
            self.form.as_str().into(),
            self.parent.map(|number| number.to_string()).into(),
            self.municipality.clone().into(),
            self.industry.clone().into(),
            self.bankrupt.into(),
        ]
    }
}

/// Notes that parties were made or changed at world time `at`.
pub(in super::super) async fn party_changed(
    tx: &mut Tx,
    at: Millis,
    numbers: &[OrgNumber],
) -> Result<(), Error> {
    let parties = organisations_among(tx, numbers).await?;
    let entries: Vec<Entry> = parties.iter().map(Entry::of_party).collect();
    publish(tx, at, &entries).await
}

/// Notes that a party is no longer one. A company of the population that it stood before is seen again.
pub(in super::super) async fn party_removed(
    tx: &mut Tx,
    at: Millis,
    party: &Organisation,
) -> Result<(), Error> {
    let entry = match store::find_entity(tx, party.number).await? {
        Some(entity) => Entry::of_entity(&entity),
        None => Entry { status: Status::Removed, ..Entry::of_party(party) },
    };
    publish(tx, at, &[entry]).await
}

/// Brings the index in step, and notes what changed. Each number stands there once.
pub(super) async fn publish(tx: &mut Tx, at: Millis, entries: &[Entry]) -> Result<(), Error> {
    let keys: Vec<Value> = entries.iter().map(|entry| entry.number.to_string().into()).collect();
    let sql = "SELECT number, subunit, name_key FROM entity_index WHERE number IN";
    let mut listed = BTreeMap::new();
    for row in tx.fetch_among(sql, &keys).await? {
        listed.insert(row.text("number")?, (row.bool("subunit")?, row.text("name_key")?));
    }
    let (mut rows, mut words, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        let number = entry.number.to_string();
        let before = listed.get(&number);
        let named_alike =
            before.is_some_and(|(subunit, key)| *subunit == entry.subunit && *key == entry.name_key);
        if let Some((subunit, key)) = before
            && (entry.status != Status::Living || !named_alike)
        {
            for word in words_of(key) {
                let sql = "DELETE FROM entity_words WHERE subunit = $1 AND word = $2 AND number = $3";
                tx.execute(sql, params![*subunit, word, &number]).await?;
            }
        }
        if entry.status == Status::Living {
            rows.extend(entry.row());
            if !named_alike {
                let of_name = words_of(&entry.name_key);
                words.extend(
                    of_name
                        .into_iter()
                        .flat_map(|word| [entry.subunit.into(), word.into(), Value::from(number.as_str())]),
                );
            }
        } else if before.is_some() {
            tx.execute("DELETE FROM entity_index WHERE number = $1", params![&number]).await?;
        }
        let change = match entry.status {
            Status::Living if before.is_some() => Change::Changed,
            Status::Living => Change::New,
            Status::Deleted => Change::Deleted,
            Status::Removed => Change::Removed,
        };
        changes.push((Feed::of(entry.subunit), entry.number, change));
    }
    tx.insert_all(
        "INSERT INTO entity_index (number, subunit, name_key, name_order, form, parent_number, municipality, industry, bankrupt)",
        9,
        &rows,
        "ON CONFLICT (number) DO UPDATE SET subunit = excluded.subunit, name_key = excluded.name_key,
           name_order = excluded.name_order, form = excluded.form, parent_number = excluded.parent_number,
           municipality = excluded.municipality, industry = excluded.industry, bankrupt = excluded.bankrupt",
    )
    .await?;
    tx.insert_all("INSERT INTO entity_words (subunit, word, number)", 3, &words, "ON CONFLICT DO NOTHING")
        .await?;
    note(tx, at, &changes).await
}

/// The job that indexes the parties of a database that was made before there was an index. A repetition finds nothing left.
pub async fn run_index(app: &App, now: Now) -> Outcome {
    let index = async {
        let mut after = Some(String::new());
        while let Some(last) = after {
            let mut tx = app.db.begin_write().await?;
            after = index_some(&mut tx, now.world, &last).await?;
            tx.commit().await?;
        }
        Ok::<(), Error>(())
    };
    index.await.map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done)
}

async fn index_some(tx: &mut Tx, at: Millis, after: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT o.number, (i.number IS NOT NULL) AS listed
               FROM organisations o LEFT JOIN entity_index i ON i.number = o.number
               WHERE o.number > $1 ORDER BY o.number LIMIT $2";
    let (mut last, mut missing) = (None, Vec::new());
    for row in tx.fetch_all(sql, params![after, AT_ONCE]).await? {
        let number = row.text("number")?;
        if !row.bool("listed")? {
            missing.extend(OrgNumber::parse(&number));
        }
        last = Some(number);
    }
    party_changed(tx, at, &missing).await?;
    Ok(last)
}
