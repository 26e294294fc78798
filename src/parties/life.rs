//! What becomes of organisations and of the roles in them: deleted, merged into another, bankrupt; a role given and taken.
//!
//! Enhetsregisteret says so in the real world; here an operator does, to see what follows. A number that is gone stays
//! gone, and its party stays known: history names it. What hangs on it in rooms above is theirs to end, in the same
//! transaction: `delegation::organisation_ends` is the door to come in by.

use serde_json::{Value, json};

use super::entities::{day, party_changed, roles_changed};
use super::store::{find_organisation, insert_role, rewrite_organisation, subunits_of};
use super::{Organisation, PartyError, lock_organisation, response_class};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{self, Tx, params};
use crate::numbers::{OrgNumber, PartyUuid};

/// The role of who administers a bankrupt estate (*bostyrer*); no other role is left in a bankrupt organisation.
pub const ESTATE_ADMINISTRATOR: &str = "BOBE";

/// What becomes of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is deleted, and its subunits with it.
    Deleted,
    /// It is merged into another, which takes its subunits over, and is deleted.
    MergedInto(OrgNumber),
    /// It goes bankrupt: it is there still, and nobody but the administrator of its estate acts for it.
    Bankrupt,
}

impl End {
    const fn action(self) -> &'static str {
        match self {
            Self::Deleted => "organisation.deleted",
            Self::MergedInto(_) => "organisation.merged",
            Self::Bankrupt => "organisation.bankrupt",
        }
    }
}

/// Brings what Enhetsregisteret tells of an organisation in step with what became of it: a bankrupt one says so, and of a
/// deleted one little is told. What was removed on legal grounds stays so.
pub fn describe(organisation: &mut Organisation) {
    if organisation.entity.get(super::REMOVED).is_some() {
        return;
    }
    if let Some(at) = organisation.deleted_at {
        let form = organisation.entity.get("organisasjonsform").cloned();
        organisation.entity = json!({
            "organisasjonsnummer": organisation.number,
            "navn": organisation.name.to_uppercase(),
            "organisasjonsform": form.unwrap_or_else(|| json!({ "kode": organisation.form })),
            "slettedato": day(at),
            "respons_klasse": response_class(&organisation.form, true),
        });
    } else if let (Some(at), Value::Object(members)) = (organisation.bankrupt_at, &mut organisation.entity) {
        members.insert("konkurs".to_owned(), json!(true));
        members.insert("konkursdato".to_owned(), json!(day(at)));
    }
}

/// That an organisation is there and was not deleted.
pub fn living(organisation: &Organisation) -> Result<(), PartyError> {
    match organisation.deleted_at {
        Some(at) => Err(PartyError::Gone { number: organisation.number, at }),
        None => Ok(()),
    }
}

/// Ends an organisation, at world time, and gives which ones ended by it: itself, with subunits that go with it. Nothing
/// when it had come to just this end before.
pub async fn end_organisation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    number: OrgNumber,
    end: End,
    actor: &str,
) -> Result<Vec<OrgNumber>, PartyError> {
    // It would stand in what Enhetsregisteret is said to tell of it.
    if number.may_be_real() && !number.is_known_fictitious() {
        return Err(PartyError::RealOrganisation(number));
    }
    let organisation = match end {
        End::MergedInto(into) => {
            if into == number {
                return Err(PartyError::MergedIntoItself(number));
            }
            // Two that are merged into each other at once wait for each other in one order.
            let (first, second) =
                if number.to_string() < into.to_string() { (number, into) } else { (into, number) };
            lock_organisation(tx, first).await?;
            lock_organisation(tx, second).await?;
            find_organisation(tx, number).await?
        }
        _ => lock_organisation(tx, number).await?,
    };
    let organisation = organisation.ok_or(PartyError::UnknownOrganisation(number))?;
    match end {
        End::Deleted if organisation.deleted_at.is_some() && organisation.merged_into.is_none() => {
            return Ok(Vec::new());
        }
        End::MergedInto(into) if organisation.merged_into == Some(into) => return Ok(Vec::new()),
        End::Bankrupt if organisation.bankrupt_at.is_some() && organisation.deleted_at.is_none() => {
            return Ok(Vec::new());
        }
        _ => living(&organisation)?,
    }
    let subunits = if organisation.is_subunit() { Vec::new() } else { subunits_of(tx, number).await? };
    let subunits: Vec<Organisation> = subunits.into_iter().filter(|unit| unit.deleted_at.is_none()).collect();
    let mut ended = vec![number];
    let mut taken_over = Vec::new();
    match end {
        End::MergedInto(into) => {
            let into = find_organisation(tx, into).await?.ok_or(PartyError::UnknownOrganisation(into))?;
            living(&into)?;
            if into.is_subunit() {
                return Err(PartyError::MergedIntoSubunit(into.number));
            }
            for subunit in subunits {
                taken_over.push(subunit.number);
                take_over(tx, subunit, into.number).await?;
            }
        }
        End::Deleted => {
            for subunit in subunits {
                end_one(tx, app, now, subunit.clone(), end, actor).await?;
                ended.push(subunit.number);
            }
        }
        End::Bankrupt => {}
    }
    end_one(tx, app, now, organisation, end, actor).await?;
    // Noted when every row is locked: whoever notes waits for whoever else does.
    party_changed(tx, now.world, &[ended.as_slice(), &taken_over].concat()).await?;
    roles_changed(tx, now.world, &ended).await?;
    Ok(ended)
}

/// Makes `into` the main unit of a subunit.
async fn take_over(tx: &mut Tx, mut subunit: Organisation, into: OrgNumber) -> Result<(), db::Error> {
    subunit.parent = Some(into);
    if let Value::Object(members) = &mut subunit.entity {
        members.insert("overordnetEnhet".to_owned(), json!(into));
    }
    rewrite_organisation(tx, &subunit).await
}

async fn end_one(
    tx: &mut Tx,
    app: &App,
    now: Now,
    mut organisation: Organisation,
    end: End,
    actor: &str,
) -> Result<(), PartyError> {
    match end {
        End::Bankrupt => organisation.bankrupt_at = Some(now.world),
        End::Deleted | End::MergedInto(_) => organisation.deleted_at = Some(now.world),
    }
    if let End::MergedInto(into) = end {
        organisation.merged_into = Some(into);
    }
    describe(&mut organisation);
    let number = organisation.number.to_string();
    tx.execute(
        "UPDATE organisations SET deleted_at = $2, merged_into = $3, bankrupt_at = $4, entity = $5 WHERE number = $1",
        params![
            &number,
            organisation.deleted_at,
            organisation.merged_into.map(|into| into.to_string()),
            organisation.bankrupt_at,
            organisation.entity.to_string()
        ],
    )
    .await?;
    let kept = if end == End::Bankrupt { ESTATE_ADMINISTRATOR } else { "" };
    let roles = tx
        .execute("DELETE FROM roles WHERE organisation = $1 AND role <> $2", params![&number, kept])
        .await?;
    let mut detail = json!({ "roles": roles });
    if let (End::MergedInto(into), Value::Object(members)) = (end, &mut detail) {
        members.insert("into".to_owned(), json!(into));
    }
    let event = Event {
        actor,
        action: end.action(),
        subject: &number,
        organisation: Some(&number),
        case_number: organisation.case_number.as_deref(),
        detail,
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(())
}

/// Gives a person a role; false when it had it.
pub async fn give_role(
    tx: &mut Tx,
    app: &App,
    now: Now,
    person: &PartyUuid,
    number: OrgNumber,
    role: &str,
    actor: &str,
) -> Result<bool, PartyError> {
    let given = insert_role(tx, now, person, number, role, None).await?;
    if given {
        note_role(tx, app, now, "role.given", person, number, role, actor).await?;
    }
    Ok(given)
}

/// Takes a role from a person, or all that it has in the organisation; gives which. What it did with them stays done: a
/// delegation is the organisation's and not the person's.
pub async fn take_role(
    tx: &mut Tx,
    app: &App,
    now: Now,
    person: &PartyUuid,
    number: OrgNumber,
    role: Option<&str>,
    actor: &str,
) -> Result<Vec<String>, PartyError> {
    if find_organisation(tx, number).await?.is_none() {
        return Err(PartyError::UnknownOrganisation(number));
    }
    let mut taken = Vec::new();
    for held in super::roles_in(tx, person, number).await? {
        if role.is_some_and(|role| role != held) {
            continue;
        }
        let sql = "DELETE FROM roles WHERE person_uuid = $1 AND organisation = $2 AND role = $3";
        // Another may have taken it meanwhile.
        if tx.execute(sql, params![person.as_str(), number.to_string(), held.as_str()]).await? == 1 {
            roles_changed(tx, now.world, &[number]).await?;
            note_role(tx, app, now, "role.taken", person, number, &held, actor).await?;
            taken.push(held);
        }
    }
    Ok(taken)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one audit row, named at the one place that writes it"
)]
async fn note_role(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    person: &PartyUuid,
    number: OrgNumber,
    role: &str,
    actor: &str,
) -> Result<(), db::Error> {
    let organisation = number.to_string();
    let event = Event {
        actor,
        action,
        subject: person.as_str(),
        organisation: Some(&organisation),
        case_number: None,
        detail: json!({ "role": role }),
    };
    audit::record(tx, &app.random, now, event).await
}
