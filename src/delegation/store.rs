//! Rows of schemes, suppliers and delegations.

mod of_scope;
mod partners;
mod schemes;

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{ActiveDelegation, Because, By, Delegation, Supplier};
use crate::clock::Millis;
use crate::db::{Error, Row, Tx, Value, params};
use crate::numbers::OrgNumber;

pub use of_scope::{active_with_scope, count_active};
pub(super) use partners::{Wanted, When, partners};
pub(super) use schemes::{closed_since, delegable_policies, mark_closed};
pub use schemes::{insert_scheme, scheme, scheme_of_scope, schemes, search, update_scheme};

const DELEGATION: &str = "SELECT id, consumer_number, supplier_number, scheme_id, given_by, given_at, withdrawn_by, withdrawn_at, ended_because FROM delegations";

/// A number column; what is in it was a number when it was written.
fn number(row: &Row, column: &str) -> Result<OrgNumber, Error> {
    OrgNumber::parse(&row.text(column)?)
        .map_err(|error| Error::inconsistent("delegations", column, "?", error.to_string()))
}

/// Adds a supplier; false when it was there.
pub(super) async fn insert_supplier(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
    actor: &str,
    now: Millis,
) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO suppliers (consumer_number, supplier_number, added_by, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (consumer_number, supplier_number) DO NOTHING",
            params![consumer.to_string(), supplier.to_string(), actor, now],
        )
        .await?;
    Ok(inserted == 1)
}

/// Locks the supplier's row until the transaction ends: giving and removing wait for each other. False when there is none.
pub(super) async fn lock_supplier(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<bool, Error> {
    let matched = tx
        .execute(
            "UPDATE suppliers SET added_by = added_by WHERE consumer_number = $1 AND supplier_number = $2",
            params![consumer.to_string(), supplier.to_string()],
        )
        .await?;
    Ok(matched == 1)
}

/// Deletes a supplier's row.
pub(super) async fn delete_supplier(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM suppliers WHERE consumer_number = $1 AND supplier_number = $2",
        params![consumer.to_string(), supplier.to_string()],
    )
    .await?;
    Ok(())
}

/// Whether `consumer` has added `supplier`.
pub async fn supplier_exists(tx: &mut Tx, consumer: OrgNumber, supplier: OrgNumber) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT supplier_number FROM suppliers WHERE consumer_number = $1 AND supplier_number = $2",
            params![consumer.to_string(), supplier.to_string()],
        )
        .await?;
    Ok(row.is_some())
}

/// The suppliers of `consumer` with how much each holds, in the order of their numbers.
pub async fn suppliers_of(tx: &mut Tx, consumer: OrgNumber) -> Result<Vec<Supplier>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT s.supplier_number, s.created_at,
                    (SELECT count(*) FROM delegations d WHERE d.consumer_number = s.consumer_number
                       AND d.supplier_number = s.supplier_number AND d.withdrawn_at IS NULL) AS active
             FROM suppliers s WHERE s.consumer_number = $1 ORDER BY s.supplier_number",
            params![consumer.to_string()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Supplier {
                number: number(row, "supplier_number")?,
                added_at: row.int("created_at")?,
                active: usize::try_from(row.int("active")?).unwrap_or_default(),
            })
        })
        .collect()
}

/// Who has added `supplier`, in the order of their numbers, whether or not they have given it something.
pub async fn consumers_that_added(tx: &mut Tx, supplier: OrgNumber) -> Result<Vec<OrgNumber>, Error> {
    let sql = "SELECT consumer_number FROM suppliers WHERE supplier_number = $1 ORDER BY consumer_number";
    let rows = tx.fetch_all(sql, params![supplier.to_string()]).await?;
    rows.iter().map(|row| number(row, "consumer_number")).collect()
}

/// Inserts an active delegation; false when one of the same scheme between the two is active already.
pub(super) async fn insert_delegation(tx: &mut Tx, delegation: &Delegation) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO delegations (id, consumer_number, supplier_number, scheme_id, given_by, given_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (consumer_number, supplier_number, scheme_id) WHERE withdrawn_at IS NULL DO NOTHING",
            params![
                delegation.id.as_str(),
                delegation.consumer.to_string(),
                delegation.supplier.to_string(),
                delegation.scheme_id.as_str(),
                delegation.given_by.as_str(),
                delegation.given_at
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Ends the active delegation of the scheme between the two and gives its id; of two that try, one succeeds.
pub(super) async fn end_delegation(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scheme_id: &str,
    by: By<'_>,
    now: Millis,
) -> Result<Option<String>, Error> {
    let row = tx
        .fetch_optional(
            "UPDATE delegations SET withdrawn_at = $4, withdrawn_by = $5, ended_because = $6
             WHERE consumer_number = $1 AND supplier_number = $2 AND scheme_id = $3 AND withdrawn_at IS NULL
             RETURNING id",
            params![
                consumer.to_string(),
                supplier.to_string(),
                scheme_id,
                now,
                by.actor,
                by.because.map(Because::name)
            ],
        )
        .await?;
    row.map(|row| row.text("id")).transpose()
}

/// Which of the two an organisation is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Consumer,
    Supplier,
}

/// Locks every supplier's row that names `number` on either side: who gives or removes there waits.
pub(super) async fn lock_suppliers_with(tx: &mut Tx, number: OrgNumber) -> Result<(), Error> {
    tx.execute(
        "UPDATE suppliers SET added_by = added_by WHERE consumer_number = $1 OR supplier_number = $1",
        params![number.to_string()],
    )
    .await?;
    Ok(())
}

/// Ends all active delegations that `number` gave, or received, and gives them as they are then.
pub(super) async fn end_delegations_of(
    tx: &mut Tx,
    number: OrgNumber,
    side: Of,
    by: By<'_>,
    now: Millis,
) -> Result<Vec<Delegation>, Error> {
    let column = match side {
        Of::Consumer => "consumer_number",
        Of::Supplier => "supplier_number",
    };
    let rows = tx
        .fetch_all(
            &format!(
                "UPDATE delegations SET withdrawn_at = $2, withdrawn_by = $3, ended_because = $4
                 WHERE {column} = $1 AND withdrawn_at IS NULL
                 RETURNING id, consumer_number, supplier_number, scheme_id, given_by, given_at, withdrawn_by,
                           withdrawn_at, ended_because"
            ),
            params![number.to_string(), now, by.actor, by.because.map(Because::name)],
        )
        .await?;
    rows.iter().map(delegation).collect()
}

fn delegation(row: &Row) -> Result<Delegation, Error> {
    Ok(Delegation {
        id: row.text("id")?,
        consumer: number(row, "consumer_number")?,
        supplier: number(row, "supplier_number")?,
        scheme_id: row.text("scheme_id")?,
        given_by: row.text("given_by")?,
        given_at: row.int("given_at")?,
        withdrawn_by: row.opt_text("withdrawn_by")?,
        withdrawn_at: row.opt_int("withdrawn_at")?,
        ended_because: row.opt_text("ended_because")?.as_deref().and_then(Because::of_name),
    })
}

async fn fetch_delegations(tx: &mut Tx, tail: &str, values: &[Value]) -> Result<Vec<Delegation>, Error> {
    let rows = tx.fetch_all(&format!("{DELEGATION} {tail}"), values).await?;
    rows.iter().map(delegation).collect()
}

/// The delegation with this id, active or not.
pub async fn delegation_by_id(tx: &mut Tx, id: &str) -> Result<Option<Delegation>, Error> {
    Ok(fetch_delegations(tx, "WHERE id = $1", params![id]).await?.pop())
}

/// Everything that was ever given between the two, oldest first.
pub async fn delegations_between(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<Vec<Delegation>, Error> {
    let tail = "WHERE consumer_number = $1 AND supplier_number = $2 ORDER BY given_at, id";
    fetch_delegations(tx, tail, params![consumer.to_string(), supplier.to_string()]).await
}

/// What `consumer` gave, or `supplier` received, or both: what holds, or with `ended` all that ever did; oldest first.
pub async fn delegations_of(
    tx: &mut Tx,
    consumer: Option<OrgNumber>,
    supplier: Option<OrgNumber>,
    ended: bool,
) -> Result<Vec<Delegation>, Error> {
    let mut tail = "WHERE TRUE".to_owned();
    let mut values = Vec::new();
    for (column, number) in [("consumer_number", consumer), ("supplier_number", supplier)] {
        if let Some(number) = number {
            values.push(Value::from(number.to_string()));
            let _ = write!(tail, " AND {column} = ${}", values.len());
        }
    }
    if !ended {
        tail.push_str(" AND withdrawn_at IS NULL");
    }
    tail.push_str(" ORDER BY given_at, id");
    fetch_delegations(tx, &tail, &values).await
}

/// What holds between the two now, in the order of the schemes.
pub(super) async fn active_between(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<Vec<Delegation>, Error> {
    let tail =
        "WHERE consumer_number = $1 AND supplier_number = $2 AND withdrawn_at IS NULL ORDER BY scheme_id";
    fetch_delegations(tx, tail, params![consumer.to_string(), supplier.to_string()]).await
}

/// What `consumer` has given and not taken back, by supplier and scheme.
pub async fn delegations_by(tx: &mut Tx, consumer: OrgNumber) -> Result<Vec<Delegation>, Error> {
    let tail = "WHERE consumer_number = $1 AND withdrawn_at IS NULL ORDER BY supplier_number, scheme_id";
    fetch_delegations(tx, tail, params![consumer.to_string()]).await
}

/// What `supplier` holds, by consumer and scheme.
pub async fn delegations_to(tx: &mut Tx, supplier: OrgNumber) -> Result<Vec<Delegation>, Error> {
    let tail = "WHERE supplier_number = $1 AND withdrawn_at IS NULL ORDER BY consumer_number, scheme_id";
    fetch_delegations(tx, tail, params![supplier.to_string()]).await
}

/// The delegation that lets `supplier` use `scope` for `consumer`; the oldest when several schemes hold the scope.
pub async fn find_active(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scope: &str,
) -> Result<Option<ActiveDelegation>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT d.id, d.scheme_id FROM delegations d JOIN scheme_scopes p ON p.scheme_id = d.scheme_id
             WHERE d.consumer_number = $1 AND d.supplier_number = $2 AND p.scope = $3 AND d.withdrawn_at IS NULL
             ORDER BY d.given_at, d.id LIMIT 1",
            params![consumer.to_string(), supplier.to_string(), scope],
        )
        .await?;
    row.map(|row| Ok(ActiveDelegation { id: row.text("id")?, scheme_id: row.text("scheme_id")? })).transpose()
}

/// What is known of delegations, by scope, and there by consumer and supplier.
pub type ByScope<T> = HashMap<String, HashMap<(OrgNumber, OrgNumber), T>>;

/// The ids of the delegations that let suppliers use scopes, by scope, consumer and supplier: as [`find_active`] finds each.
/// `asked` holds consumer, supplier and scope in turn.
pub async fn find_active_among(tx: &mut Tx, asked: &[Value]) -> Result<ByScope<String>, Error> {
    let rows = tx
        .fetch_asked(
            &["consumer", "supplier", "scope"],
            asked,
            "SELECT d.consumer_number, d.supplier_number, p.scope, d.given_at, d.id
             FROM asked a CROSS JOIN scheme_scopes p CROSS JOIN delegations d
             WHERE p.scope = a.scope AND d.scheme_id = p.scheme_id AND d.consumer_number = a.consumer
               AND d.supplier_number = a.supplier AND d.withdrawn_at IS NULL",
        )
        .await?;
    let mut oldest: ByScope<(Millis, String)> = HashMap::new();
    for row in &rows {
        let between = (number(row, "consumer_number")?, number(row, "supplier_number")?);
        let this = (row.int("given_at")?, row.text("id")?);
        oldest
            .entry(row.text("scope")?)
            .or_default()
            .entry(between)
            .and_modify(|found| {
                if this < *found {
                    found.clone_from(&this);
                }
            })
            .or_insert(this);
    }
    Ok(oldest
        .into_iter()
        .map(|(scope, found)| (scope, found.into_iter().map(|(between, (_, id))| (between, id)).collect()))
        .collect())
}

/// What the look-up tells of an active delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who gave.
    pub consumer: OrgNumber,
    /// Who received.
    pub supplier: OrgNumber,
    /// What.
    pub scheme_id: String,
    /// Every scope of the scheme.
    pub scopes: Vec<String>,
    /// World time.
    pub given_at: Millis,
}

/// Active delegations of a scope, of a consumer, to a supplier: of what is named, by consumer, supplier and scheme.
///
/// The answer is as long as there are delegations: who may ask so widely is the environment's own.
pub async fn look_up(
    tx: &mut Tx,
    consumer: Option<OrgNumber>,
    supplier: Option<OrgNumber>,
    scope: Option<&str>,
) -> Result<Vec<Found>, Error> {
    let mut sql =
        "SELECT d.consumer_number, d.supplier_number, d.scheme_id, d.given_at, q.scope FROM delegations d
         JOIN scheme_scopes q ON q.scheme_id = d.scheme_id WHERE d.withdrawn_at IS NULL"
            .to_owned();
    let mut values = Vec::new();
    for (column, number) in [("d.consumer_number", consumer), ("d.supplier_number", supplier)] {
        if let Some(number) = number {
            values.push(Value::from(number.to_string()));
            let _ = write!(sql, " AND {column} = ${}", values.len());
        }
    }
    if let Some(scope) = scope {
        values.push(Value::from(scope.to_owned()));
        let place = values.len();
        let _ = write!(
            sql,
            " AND EXISTS (SELECT 1 FROM scheme_scopes p WHERE p.scheme_id = d.scheme_id AND p.scope = ${place})"
        );
    }
    sql.push_str(" ORDER BY d.consumer_number, d.supplier_number, d.scheme_id, q.scope");
    let mut found: Vec<Found> = Vec::new();
    for row in tx.fetch_all(&sql, &values).await? {
        let next = Found {
            consumer: number(&row, "consumer_number")?,
            supplier: number(&row, "supplier_number")?,
            scheme_id: row.text("scheme_id")?,
            scopes: vec![row.text("scope")?],
            given_at: row.int("given_at")?,
        };
        match found.last_mut() {
            Some(last)
                if (last.consumer, last.supplier, &last.scheme_id)
                    == (next.consumer, next.supplier, &next.scheme_id) =>
            {
                last.scopes.extend(next.scopes);
            }
            _ => found.push(next),
        }
    }
    Ok(found)
}
