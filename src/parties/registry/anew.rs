//! An organisation that was read in for a case is asked about again when what is known of it is old: it may have gone
//! bankrupt, be wound up or be deleted since.
//!
//! Only what came from Enhetsregisteret is asked about there. A fictional organisation is what this world makes it, one of a
//! world file what the file says, and what an operator let become of one is not taken back. That an organisation is deleted
//! ends nothing here: it is written down and shown, and a handler decides.

use serde_json::{Value, json};

use super::{Lookup, RegistryEntity, look_up};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{Millis, Now};
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;
use crate::parties::entities::{day, party_changed};
use crate::parties::store::rewrite_organisation;
use crate::parties::{Organisation, REMOVED, find_organisation, response_class};

/// An organisation of this world, with what Enhetsregisteret says of it by now.
#[derive(Debug, Clone)]
pub struct Known {
    /// The organisation.
    pub organisation: Organisation,
    /// Whether Enhetsregisteret says that it is deleted or removed.
    pub is_deleted: bool,
    /// Whether what is known is old, and Enhetsregisteret could not be asked.
    pub is_old: bool,
}

impl Known {
    fn of(organisation: Organisation, is_old: bool) -> Self {
        let is_deleted = is_imported(&organisation) && organisation.entity.get("slettedato").is_some();
        Self { organisation, is_deleted, is_old }
    }
}

fn is_imported(organisation: &Organisation) -> bool {
    organisation.origin == "imported"
}

/// The party of this number. When what is known of it is older than answers are kept, Enhetsregisteret is asked first; when
/// it cannot be asked, what was known stays. The caller holds no transaction.
pub async fn known(app: &App, number: OrgNumber) -> Result<Option<Known>, Error> {
    let now = app.now();
    let (organisation, asked_at) = {
        let mut tx = app.db.read().await?;
        let Some(organisation) = find_organisation(&mut tx, number).await? else { return Ok(None) };
        (organisation, asked_at(&mut tx, number).await?)
    };
    let is_settled = organisation.deleted_at.is_some()
        || organisation.bankrupt_at.is_some()
        || organisation.entity.get(REMOVED).is_some();
    if !is_imported(&organisation) || is_settled || now.world < asked_at + app.config.asking.keep {
        return Ok(Some(Known::of(organisation, false)));
    }
    let described = match look_up(app, number).await {
        Lookup::Found(entity) => taken_over(&organisation, entity),
        Lookup::Deleted => deleted(&organisation, now),
        // What was held of it is destroyed when this is answered.
        Lookup::Removed => {
            let mut tx = app.db.read().await?;
            return Ok(find_organisation(&mut tx, number).await?.map(|found| Known::of(found, false)));
        }
        // A number that was there and is nowhere is no answer: the look-up table has no deleted ones and no sole proprietors.
        Lookup::Unknown => return Ok(Some(Known::of(organisation, true))),
        Lookup::Unreachable(reason) => {
            tracing::warn!(reason, "Enhetsregisteret could not be asked again; what was known is kept");
            return Ok(Some(Known::of(organisation, true)));
        }
    };
    let is_changed = described.entity != organisation.entity || described.name != organisation.name;
    let mut tx = app.db.begin_write().await?;
    write(&mut tx, app, now, &described, is_changed).await?;
    tx.commit().await?;
    Ok(Some(Known::of(described, false)))
}

async fn asked_at(tx: &mut Tx, number: OrgNumber) -> Result<Millis, Error> {
    let row = tx
        .fetch_optional(
            "SELECT COALESCE(asked_at, created_at) AS asked_at FROM organisations WHERE number = $1",
            params![number.to_string()],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("asked_at"))
}

fn taken_over(organisation: &Organisation, entity: RegistryEntity) -> Organisation {
    Organisation {
        name: entity.name,
        form: entity.form,
        parent: entity.parent,
        entity: entity.raw,
        ..organisation.clone()
    }
}

/// Little is told of a deleted one.
fn deleted(organisation: &Organisation, now: Now) -> Organisation {
    let since = organisation.entity.get("slettedato").cloned().unwrap_or_else(|| json!(day(now.world)));
    let form = organisation.entity.get("organisasjonsform").cloned();
    let entity: Value = json!({
        "organisasjonsnummer": organisation.number,
        "navn": organisation.name,
        "organisasjonsform": form.unwrap_or_else(|| json!({ "kode": organisation.form })),
        "slettedato": since,
        "respons_klasse": response_class(&organisation.form, true),
    });
    Organisation { entity, ..organisation.clone() }
}

async fn write(
    tx: &mut Tx,
    app: &App,
    now: Now,
    described: &Organisation,
    is_changed: bool,
) -> Result<(), Error> {
    let number = described.number.to_string();
    // Its row is the lock; it may have been ended or taken away meanwhile.
    let still = tx
        .execute(
            "UPDATE organisations SET asked_at = $2
             WHERE number = $1 AND origin = 'imported' AND deleted_at IS NULL AND bankrupt_at IS NULL",
            params![&number, now.world],
        )
        .await?;
    if still == 0 || !is_changed {
        return Ok(());
    }
    rewrite_organisation(tx, described).await?;
    party_changed(tx, now.world, &[described.number]).await?;
    let event = Event {
        actor: "system",
        action: "organisation.asked_again",
        subject: &number,
        organisation: Some(&number),
        case_number: described.case_number.as_deref(),
        detail: json!({ "deleted": described.entity.get("slettedato").is_some() }),
    };
    audit::record(tx, &app.random, now, event).await
}
