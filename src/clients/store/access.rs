//! Rows of grants: which organisation may use which scope.

use std::collections::{BTreeMap, HashMap};

use super::number;
use crate::clients::{Grant, GrantState, is_scope_name, owner_name};
use crate::clock::{Millis, Now};
use crate::db::{self, Error, Row, Tx, Value, params};
use crate::numbers::OrgNumber;
use crate::parties::known_among;

const GRANT: &str =
    "SELECT a.scope, a.consumer_number, s.owner_number, a.state, a.case_number, a.created_at, a.updated_at,
                            CASE a.state WHEN 'DENIED' THEN a.denied_at ELSE a.given_at END AS since
                     FROM scope_access a JOIN scopes s ON s.name = a.scope";

/// The grant of a scope to an organisation, in whatever state.
pub async fn find_grant(tx: &mut Tx, scope: &str, consumer: OrgNumber) -> Result<Option<Grant>, Error> {
    if !is_scope_name(scope) {
        return Ok(None);
    }
    let row = tx
        .fetch_optional(
            &format!("{GRANT} WHERE a.scope = $1 AND a.consumer_number = $2"),
            params![scope, consumer.to_string()],
        )
        .await?;
    row.as_ref().map(grant).transpose()
}

/// The states of grants, where there is one: `asked` holds scope and organisation in turn.
pub async fn grant_states(
    tx: &mut Tx,
    asked: &[Value],
) -> Result<HashMap<String, HashMap<OrgNumber, GrantState>>, Error> {
    let rows = tx
        .fetch_asked(
            &["scope", "consumer"],
            asked,
            "SELECT g.scope, g.consumer_number, g.state FROM asked a CROSS JOIN scope_access g
             WHERE g.scope = a.scope AND g.consumer_number = a.consumer",
        )
        .await?;
    let mut states: HashMap<String, HashMap<OrgNumber, GrantState>> = HashMap::new();
    for row in &rows {
        states.entry(row.text("scope")?).or_default().insert(number(row, "consumer_number")?, state(row)?);
    }
    Ok(states)
}

/// Every grant to an organisation, in whatever state.
pub(in crate::clients) async fn grants_to(tx: &mut Tx, consumer: OrgNumber) -> Result<Vec<Grant>, Error> {
    let rows =
        tx.fetch_all(&format!("{GRANT} WHERE a.consumer_number = $1"), params![consumer.to_string()]).await?;
    sorted_grants(&rows)
}

/// Every grant that holds, by scope and organisation.
pub(in crate::clients) async fn all_approved(tx: &mut Tx) -> Result<Vec<Grant>, Error> {
    let rows = tx.fetch_all(&format!("{GRANT} WHERE a.state = 'APPROVED'"), params![]).await?;
    sorted_grants(&rows)
}

/// Grants of a scope, in whatever state; at most `limit`.
pub(in crate::clients) async fn grants_of_scope(
    tx: &mut Tx,
    scope: &str,
    limit: i64,
) -> Result<Vec<Grant>, Error> {
    let rows = tx.fetch_all(&format!("{GRANT} WHERE a.scope = $1 LIMIT $2"), params![scope, limit]).await?;
    sorted_grants(&rows)
}

/// The grants of a scope, those that hold first and the latest of them before others; at most `limit`, and how many there are
/// in all.
pub async fn holders_of(tx: &mut Tx, scope: &str, limit: i64) -> Result<(Vec<Grant>, i64), Error> {
    let sql = format!(
        "{GRANT} WHERE a.scope = $1
         ORDER BY CASE a.state WHEN 'APPROVED' THEN 0 WHEN 'REQUESTED' THEN 1 ELSE 2 END, a.updated_at DESC,
                  a.consumer_number LIMIT $2"
    );
    let rows = tx.fetch_all(&sql, params![scope, limit]).await?;
    let grants = rows.iter().map(grant).collect::<Result<Vec<_>, _>>()?;
    let counted =
        tx.fetch_optional("SELECT count(*) AS n FROM scope_access WHERE scope = $1", params![scope]).await?;
    Ok((grants, counted.map_or(Ok(0), |row| row.int("n"))?))
}

/// How many organisations hold the grant of each of these scopes; those that nobody holds are left out.
pub async fn count_holders(tx: &mut Tx, scopes: &[Value]) -> Result<HashMap<String, i64>, Error> {
    let rows = tx
        .fetch_asked(
            &["scope"],
            scopes,
            "SELECT a.scope, count(*) AS n FROM asked a CROSS JOIN scope_access g
             WHERE g.scope = a.scope AND g.state = 'APPROVED' GROUP BY a.scope",
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("scope")?, row.int("n")?))).collect()
}

fn sorted_grants(rows: &[Row]) -> Result<Vec<Grant>, Error> {
    let mut grants = rows.iter().map(grant).collect::<Result<Vec<_>, _>>()?;
    grants.sort_by(|a, b| (&a.scope, a.consumer).cmp(&(&b.scope, b.consumer)));
    Ok(grants)
}

/// Approves a grant; false when it was approved already. A case number once there stays unless another is given.
pub(in crate::clients) async fn approve(
    tx: &mut Tx,
    scope: &str,
    consumer: OrgNumber,
    case_number: Option<&str>,
    now: Now,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "INSERT INTO scope_access (scope, consumer_number, state, case_number, created_at, updated_at, given_at)
             VALUES ($1, $2, 'APPROVED', $3, $4, $4, $5)
             ON CONFLICT (scope, consumer_number) DO UPDATE
             SET state = 'APPROVED', case_number = COALESCE($3, scope_access.case_number), updated_at = $4, given_at = $5,
                 denied_at = NULL
             WHERE scope_access.state <> 'APPROVED'",
            params![scope, consumer.to_string(), case_number, now.wall, now.world],
        )
        .await?;
    Ok(changed == 1)
}

/// Approves grants, and gives those that were not approved already.
pub(in crate::clients) async fn approve_many(
    tx: &mut Tx,
    grants: &[(&str, OrgNumber)],
    now: Now,
) -> Result<Vec<(String, OrgNumber)>, Error> {
    let rows: Vec<db::Value> = grants
        .iter()
        .flat_map(|(scope, consumer)| {
            [
                (*scope).into(),
                consumer.to_string().into(),
                "APPROVED".into(),
                now.wall.into(),
                now.wall.into(),
                now.world.into(),
            ]
        })
        .collect();
    let into = "INSERT INTO scope_access (scope, consumer_number, state, created_at, updated_at, given_at)";
    let tail = "ON CONFLICT (scope, consumer_number) DO UPDATE SET state = 'APPROVED', updated_at = excluded.updated_at,
                given_at = excluded.given_at, denied_at = NULL
                WHERE scope_access.state <> 'APPROVED' RETURNING scope, consumer_number";
    let changed = tx.insert_all(into, 6, &rows, tail).await?;
    changed.iter().map(|row| Ok((row.text("scope")?, number(row, "consumer_number")?))).collect()
}

/// Takes the lock of a grant's row.
pub(in crate::clients) async fn lock_grant(
    tx: &mut Tx,
    scope: &str,
    consumer: OrgNumber,
) -> Result<bool, Error> {
    let locked = tx
        .execute(
            "UPDATE scope_access SET state = state WHERE scope = $1 AND consumer_number = $2",
            params![scope, consumer.to_string()],
        )
        .await?;
    Ok(locked == 1)
}

/// Denies a grant; false when there is none that is not denied.
pub(in crate::clients) async fn deny(
    tx: &mut Tx,
    scope: &str,
    consumer: OrgNumber,
    now: Now,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE scope_access SET state = 'DENIED', updated_at = $3, denied_at = $4
             WHERE scope = $1 AND consumer_number = $2 AND state <> 'DENIED'",
            params![scope, consumer.to_string(), now.wall, now.world],
        )
        .await?;
    Ok(changed == 1)
}

/// Since when the grant is denied, in world time, where that is known.
pub async fn denied_since(tx: &mut Tx, scope: &str, consumer: OrgNumber) -> Result<Option<Millis>, Error> {
    let sql = "SELECT denied_at FROM scope_access WHERE scope = $1 AND consumer_number = $2";
    let row = tx.fetch_optional(sql, params![scope, consumer.to_string()]).await?;
    row.map_or(Ok(None), |row| row.opt_int("denied_at"))
}

fn state(row: &Row) -> Result<GrantState, Error> {
    Ok(GrantState::from_name(&row.text("state")?).unwrap_or(GrantState::Denied))
}

fn grant(row: &Row) -> Result<Grant, Error> {
    Ok(Grant {
        scope: row.text("scope")?,
        consumer: number(row, "consumer_number")?,
        owner: number(row, "owner_number")?,
        state: state(row)?,
        case_number: row.opt_text("case_number")?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
        since: row.opt_int("since")?,
    })
}

/// The names of organisations: of this world's parties, and of the built-in owners.
pub async fn names_of(
    tx: &mut Tx,
    numbers: impl Iterator<Item = OrgNumber>,
) -> Result<BTreeMap<OrgNumber, String>, Error> {
    let mut numbers: Vec<OrgNumber> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    let known = known_among(tx, &numbers).await?;
    let mut names: BTreeMap<OrgNumber, String> =
        known.into_iter().map(|(number, known)| (number, known.name)).collect();
    for number in numbers {
        if let Some(name) = owner_name(number) {
            names.insert(number, name.to_owned());
        }
    }
    Ok(names)
}

/// Name and number; the number alone of one that is no party (any more).
pub fn named(names: &BTreeMap<OrgNumber, String>, number: OrgNumber) -> String {
    names.get(&number).map_or_else(|| number.to_string(), |name| format!("{name} ({number})"))
}
