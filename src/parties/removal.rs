//! Parties that go: what cases made, when no case needs it any more.
//!
//! Whether it is needed is the caller's to know. What refers to a party by number or UUID alone (delegations that ended, the
//! ledger, the audit) stays as it is.

use serde_json::json;

use super::entities::{party_removed, roles_changed};
use super::store::{find_organisation, person_of_customer};
use super::{Organisation, PartyError};
use crate::access;
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// The organisation with this number, its row locked until the transaction ends. Whoever decides by what cases need it takes
/// this lock first.
pub async fn lock_organisation(tx: &mut Tx, number: OrgNumber) -> Result<Option<Organisation>, Error> {
    let locked = tx
        .execute("UPDATE organisations SET origin = origin WHERE number = $1", params![number.to_string()])
        .await?;
    if locked == 0 { Ok(None) } else { find_organisation(tx, number).await }
}

/// Removes the fictional person that a case made for `customer`, with its role there and its sessions; gives its name. One
/// that has roles elsewhere keeps these and itself.
pub async fn remove_person_of_customer(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
) -> Result<Option<String>, PartyError> {
    let Some(person) = person_of_customer(tx, customer).await? else { return Ok(None) };
    let row = tx
        .fetch_optional(
            "SELECT case_number FROM persons WHERE party_uuid = $1",
            params![person.party_uuid.as_str()],
        )
        .await?;
    let case_number = row.map(|row| row.opt_text("case_number")).transpose()?.flatten();
    let Some(case_number) = case_number else { return Ok(None) };
    let organisation = customer.to_string();
    tx.execute(
        "DELETE FROM roles WHERE person_uuid = $1 AND organisation = $2",
        params![person.party_uuid.as_str(), &organisation],
    )
    .await?;
    roles_changed(tx, now.world, &[customer]).await?;
    let removed = tx
        .execute(
            "DELETE FROM persons WHERE party_uuid = $1 AND NOT EXISTS (SELECT 1 FROM roles WHERE person_uuid = $1)",
            params![person.party_uuid.as_str()],
        )
        .await?;
    if removed == 0 {
        return Ok(None);
    }
    access::end_sessions_of(tx, "person", person.party_uuid.as_str()).await?;
    audit::record(
        tx,
        &app.random,
        now,
        Event {
            actor: "system",
            action: "person.removed",
            subject: person.party_uuid.as_str(),
            organisation: Some(&organisation),
            case_number: Some(&case_number),
            detail: json!({}),
        },
    )
    .await?;
    Ok(Some(person.name))
}

/// Removes an organisation that a case made; false, and nothing changed, when somebody still has a role in it. With a real
/// one the production data goes that was read in.
pub async fn remove_organisation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    organisation: &Organisation,
    case_number: &str,
) -> Result<bool, PartyError> {
    let number = organisation.number.to_string();
    let removed = tx
        .execute(
            "DELETE FROM organisations WHERE number = $1 AND case_number IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM roles WHERE organisation = $1)",
            params![&number],
        )
        .await?;
    if removed == 0 {
        return Ok(false);
    }
    party_removed(tx, now.world, organisation).await?;
    audit::record(
        tx,
        &app.random,
        now,
        Event {
            actor: "system",
            action: "organisation.removed",
            subject: &number,
            organisation: Some(&number),
            case_number: Some(case_number),
            detail: json!({ "production_data": organisation.number.may_be_real() }),
        },
    )
    .await?;
    Ok(true)
}
