//! Refused requests by the scopes that they asked for, for those who own the scopes.
//!
//! Scopes stand in a row as text, and no index finds a word in it. So the newest refused rows are gone through, which an
//! index of their own holds in order, and no more than [`LOOKED_THROUGH`] of them: what is older is not found, and the
//! answer says so.

use std::collections::{BTreeSet, HashMap};

use crate::clock::Millis;
use crate::db::{Error, Row, Tx, params};
use crate::numbers::OrgNumber;

/// The most refused rows that one look goes through.
pub const LOOKED_THROUGH: usize = 5_000;

/// A refused request, as far as the owner of a scope is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The row's id, under which it is explained.
    pub trace_id: String,
    /// Wall time.
    pub at: Millis,
    /// `MP-nnn`, or our own word for a refusal that has no code.
    pub code: Option<String>,
    /// The client's organisation.
    pub client_organisation: Option<OrgNumber>,
    /// Whom the token would have been about.
    pub consumer_organisation: Option<OrgNumber>,
}

/// The refused requests for a scope, the latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    /// As many as were asked for.
    pub rows: Vec<Refused>,
    /// Whether there are more among those gone through.
    pub more: bool,
    /// Whether there were more refused rows than one look goes through.
    pub cut: bool,
}

/// How many refused requests asked for each scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedByScope {
    /// By scope; those that nobody was refused are left out.
    pub counts: HashMap<String, i64>,
    /// Whether there were more refused rows than one look goes through: the counts are then too low.
    pub cut: bool,
}

/// The newest refused rows from `from` on, and whether there were more of them.
async fn newest(tx: &mut Tx, columns: &str, from: Millis) -> Result<(Vec<Row>, bool), Error> {
    // The condition is spelled as the partial index spells it, without which SQLite would not use it.
    let sql = format!(
        "SELECT {columns} FROM ledger WHERE granted = FALSE AND at >= $1 ORDER BY at DESC, trace_id DESC LIMIT $2"
    );
    let most = i64::try_from(LOOKED_THROUGH).unwrap_or(i64::MAX);
    let mut rows = tx.fetch_all(&sql, params![from, most.saturating_add(1)]).await?;
    let cut = rows.len() > LOOKED_THROUGH;
    rows.truncate(LOOKED_THROUGH);
    Ok((rows, cut))
}

/// Whether a client is known to have asked. Anybody may name a scope in a request that is nobody's, and must not fill the
/// owner's list by it.
fn is_of_a_client(row: &Row) -> Result<bool, Error> {
    Ok(row.opt_text("client_organisation")?.is_some())
}

/// The refused requests since `from` (wall time) that asked for `scope`, alone or with others; at most `limit`.
pub async fn refused_with(tx: &mut Tx, scope: &str, from: Millis, limit: usize) -> Result<Refusals, Error> {
    let columns = "trace_id, at, code, client_organisation, consumer_organisation, scopes";
    let (found, cut) = newest(tx, columns, from).await?;
    let mut refusals = Refusals { rows: Vec::new(), more: false, cut };
    for row in &found {
        if !is_of_a_client(row)? || !row.text("scopes")?.split(' ').any(|asked| asked == scope) {
            continue;
        }
        if refusals.rows.len() == limit {
            refusals.more = true;
            break;
        }
        let number = |column: &str| {
            Ok::<_, Error>(row.opt_text(column)?.and_then(|number| OrgNumber::parse(&number).ok()))
        };
        refusals.rows.push(Refused {
            trace_id: row.text("trace_id")?,
            at: row.int("at")?,
            code: row.opt_text("code")?,
            client_organisation: number("client_organisation")?,
            consumer_organisation: number("consumer_organisation")?,
        });
    }
    Ok(refusals)
}

/// How many requests since `from` (wall time) were refused, by each scope that they asked for.
pub async fn refused_by_scope(tx: &mut Tx, from: Millis) -> Result<RefusedByScope, Error> {
    let (found, cut) = newest(tx, "scopes, client_organisation", from).await?;
    let mut counts: HashMap<String, i64> = HashMap::new();
    for row in &found {
        if !is_of_a_client(row)? {
            continue;
        }
        let scopes = row.text("scopes")?;
        // A request that names a scope twice is one request.
        let asked: BTreeSet<&str> = scopes.split(' ').filter(|scope| !scope.is_empty()).collect();
        for scope in asked {
            *counts.entry(scope.to_owned()).or_default() += 1;
        }
    }
    Ok(RefusedByScope { counts, cut })
}
