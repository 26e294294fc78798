//! What Enhetsregisteret answered, kept for a while, and how it is doing.

use serde_json::{Value, json};

use super::{Lookup, read_entity};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{MINUTE, Millis, Now, SECOND};
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;
use crate::parties::REMOVED;
use crate::parties::entities::{day, party_changed};

/// So many failures in a row are borne without a pause.
const BORNE: i64 = 2;

/// The pause after the failures in a row: growing, up to half an hour.
const fn pause_after(failures: i64) -> Millis {
    match failures {
        ..=BORNE => 0,
        3 => 10 * SECOND,
        4 => 30 * SECOND,
        5 => 2 * MINUTE,
        6 => 10 * MINUTE,
        _ => 30 * MINUTE,
    }
}

/// The kept answer about `number`, while it may be given again.
pub(super) async fn find(tx: &mut Tx, number: OrgNumber, now: Now) -> Result<Option<Lookup>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT answer, entity FROM entity_answers WHERE number = $1 AND keep_until > $2",
            params![number.to_string(), now.world],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(match row.text("answer")?.as_str() {
        "deleted" => Some(Lookup::Deleted),
        "removed" => Some(Lookup::Removed),
        "unknown" => Some(Lookup::Unknown),
        _ => {
            let entity = row.opt_text("entity")?.and_then(|text| serde_json::from_str(&text).ok());
            entity.map(|entity: Value| read_entity(&entity, number))
        }
    })
}

/// Keeps an answer. One that says that the organisation was removed on legal grounds destroys every copy of it first.
pub(super) async fn keep(
    app: &App,
    base: &str,
    number: OrgNumber,
    answer: &Lookup,
    now: Now,
) -> Result<(), Error> {
    let asking = &app.config.asking;
    let (word, life) = match answer {
        Lookup::Found(_) => ("found", asking.keep),
        Lookup::Deleted => ("deleted", asking.keep),
        Lookup::Removed => ("removed", asking.keep),
        Lookup::Unknown => ("unknown", asking.keep_unknown),
        Lookup::Unreachable(_) => return Ok(()),
    };
    let entity = match answer {
        Lookup::Found(entity) => Some(entity.raw.to_string()),
        _ => None,
    };
    let mut tx = app.db.begin_write().await?;
    if matches!(answer, Lookup::Removed) {
        purge(&mut tx, app, number, now).await?;
    }
    if life > 0 {
        tx.execute(
            "INSERT INTO entity_answers (number, answer, entity, asked_at, keep_until) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (number) DO UPDATE SET answer = excluded.answer, entity = excluded.entity,
                    asked_at = excluded.asked_at, keep_until = excluded.keep_until",
            params![number.to_string(), word, entity, now.world, now.world + life],
        )
        .await?;
    }
    forgive(&mut tx, base).await?;
    tx.commit().await
}

/// Removes what we hold of an organisation that Enhetsregisteret has removed on legal grounds: kept answers, rows of
/// the look-up table, and what the party of this number was described by. The party itself stays under its number, since
/// grants and delegations hang on it; ending the access is a handler's decision.
async fn purge(tx: &mut Tx, app: &App, number: OrgNumber, now: Now) -> Result<(), Error> {
    let text = number.to_string();
    tx.execute("DELETE FROM entity_answers WHERE number = $1", params![&text]).await?;
    let mut copies = 0;
    for table in super::import::list_imports(tx).await? {
        copies += tx
            .execute("DELETE FROM entities WHERE import_id = $1 AND number = $2", params![table, &text])
            .await?;
    }
    let entity = json!({ "organisasjonsnummer": text, "slettedato": day(now.world), REMOVED: true });
    let parties = tx
        .execute(
            "UPDATE organisations SET name = $1, name_key = $1, parent_number = NULL, entity = $2
             WHERE number = $1 AND origin = 'imported' AND entity NOT LIKE $3",
            params![&text, entity.to_string(), format!("%\"{REMOVED}\":true%")],
        )
        .await?;
    if parties > 0 {
        party_changed(tx, now.world, &[number]).await?;
    }
    if copies + parties > 0 {
        audit::record(
            tx,
            &app.random,
            now,
            Event {
                actor: "system",
                action: "organisation.purged",
                subject: &text,
                organisation: Some(&text),
                case_number: None,
                detail: json!({ "why": "removed from Enhetsregisteret on legal grounds", "was_party": parties > 0 }),
            },
        )
        .await?;
    }
    Ok(())
}

/// Whether a look-up may ask now.
pub(super) enum Turn {
    /// It may.
    Asks,
    /// The other side is left alone.
    Rests,
}

/// Takes a turn at `base`. After a rest, one look-up tries first: of several, the database lets one through, and the
/// others rest on until it has come back.
pub(super) async fn take_turn(app: &App, base: &str, now: Now) -> Result<Turn, Error> {
    let row = {
        let mut tx = app.db.read().await?;
        tx.fetch_optional("SELECT failures, ask_after FROM entity_sources WHERE address = $1", params![base])
            .await?
    };
    let Some(row) = row else { return Ok(Turn::Asks) };
    let (failures, ask_after) = (row.int("failures")?, row.int("ask_after")?);
    if ask_after > now.wall {
        return Ok(Turn::Rests);
    }
    if failures <= BORNE {
        return Ok(Turn::Asks);
    }
    let patience = i64::try_from(app.config.asking.patience.as_millis()).unwrap_or(SECOND);
    let mut tx = app.db.begin_write().await?;
    let claimed = tx
        .execute(
            "UPDATE entity_sources SET ask_after = $2 WHERE address = $1 AND ask_after = $3",
            params![base, now.wall + 2 * patience, ask_after],
        )
        .await?;
    tx.commit().await?;
    Ok(if claimed == 1 { Turn::Asks } else { Turn::Rests })
}

/// It answered.
pub(super) async fn note_success(app: &App, base: &str) -> Result<(), Error> {
    let mut tx = app.db.begin_write().await?;
    forgive(&mut tx, base).await?;
    tx.commit().await
}

async fn forgive(tx: &mut Tx, base: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM entity_sources WHERE address = $1", params![base]).await?;
    Ok(())
}

/// It failed; `rest` is how long it wants to be left alone.
pub(super) async fn note_failure(app: &App, base: &str, rest: Option<Millis>, now: Now) -> Result<(), Error> {
    let mut tx = app.db.begin_write().await?;
    let row = tx
        .fetch_optional(
            "INSERT INTO entity_sources (address, failures, ask_after) VALUES ($1, 1, $2)
             ON CONFLICT (address) DO UPDATE SET failures = entity_sources.failures + 1 RETURNING failures",
            params![base, now.wall],
        )
        .await?;
    let failures = row.map(|row| row.int("failures")).transpose()?.unwrap_or(1);
    let pause = pause_after(failures).max(rest.unwrap_or(0));
    // A request that was on its way when another one was told to wait longer does not shorten that.
    tx.execute(
        "UPDATE entity_sources SET ask_after = $2 WHERE address = $1 AND ask_after < $2",
        params![base, now.wall + pause],
    )
    .await?;
    tx.commit().await?;
    if pause > 0 {
        tracing::warn!(failures, pause_seconds = pause / SECOND, "Enhetsregisteret failed and is left alone");
    }
    Ok(())
}
