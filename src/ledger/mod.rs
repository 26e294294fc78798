//! The ledger: one row for every token request, granted or not, with every check in the order it was made.
//!
//! Rows, and what one means in a sentence. `token/` writes them and explains them in full; `orders/` and the pages read them. No private key, no signature of
//! an assertion and no person number is kept, and no more of a token than its claims.

mod fact;
mod refused;
mod search;
mod told;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{Millis, Now, SECOND};
use crate::db::{self, Error, Row, Tx, literal, params};
use crate::ids::sha256_hex;
use crate::numbers::{OrgNumber, mask_real_numbers};

pub use fact::Fact;
pub use refused::{LOOKED_THROUGH, Refusals, Refused, RefusedByScope, refused_by_scope, refused_with};
pub use search::{Outcome, Search, forget_beyond, search};
pub use told::outcome;

/// One check of a token request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was checked: `client`, `key`, `signature`, `aud` …
    pub name: String,
    /// Whether it held.
    pub passed: bool,
    /// What was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Fact>,
    /// What was required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Fact>,
}

/// A token request and its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The id that the error text carries.
    pub trace_id: String,
    /// Wall time.
    pub at: Millis,
    /// World time.
    pub world_at: Millis,
    /// `iss` of the grant, when it names a client.
    pub client_id: Option<String>,
    /// The client's organisation: the supplier in a delegated request.
    pub client_organisation: Option<OrgNumber>,
    /// Whom the token is, or would have been, about.
    pub consumer_organisation: Option<OrgNumber>,
    /// Space-separated, as asked for.
    pub scopes: String,
    /// Whether a token was issued.
    pub granted: bool,
    /// `MP-nnn`, or our own word for a refusal that has no code.
    pub code: Option<String>,
    /// The OAuth error.
    pub error: Option<String>,
    /// Its description, without the trace id.
    pub description: Option<String>,
    /// The answer's status.
    pub http_status: u16,
    /// Every check, in order.
    pub checks: Vec<Check>,
    /// The claims of the token, as JSON.
    pub token_claims: Option<String>,
    /// The delegation that carried it.
    pub delegation_id: Option<String>,
}

const COLUMNS: &str =
    "trace_id, at, world_at, client_id, client_organisation, consumer_organisation, scopes, granted, code,
    error, description, http_status, checks, token_claims, delegation_id";

/// How many columns those are.
const COLUMN_COUNT: usize = 15;

/// Writes entries into the caller's transaction. What a grant said is shown in them, but for what may be a real person's
/// number.
pub async fn record(tx: &mut Tx, entries: &[Entry]) -> Result<(), Error> {
    let number = |number: Option<OrgNumber>| db::Value::from(number.map(|number| number.to_string()));
    let masked = |text: &str| mask_real_numbers(text).0;
    let mut values = Vec::with_capacity(entries.len() * COLUMN_COUNT);
    for entry in entries {
        let checks =
            serde_json::to_string(&entry.checks).map_or_else(|_| "[]".to_owned(), |checks| masked(&checks));
        let row: [db::Value; COLUMN_COUNT] = [
            (&entry.trace_id).into(),
            entry.at.into(),
            entry.world_at.into(),
            entry.client_id.as_deref().map(masked).into(),
            number(entry.client_organisation),
            number(entry.consumer_organisation),
            masked(&entry.scopes).into(),
            entry.granted.into(),
            entry.code.clone().into(),
            entry.error.clone().into(),
            entry.description.as_deref().map(masked).into(),
            i64::from(entry.http_status).into(),
            checks.into(),
            entry.token_claims.as_deref().map(masked).into(),
            entry.delegation_id.clone().into(),
        ];
        values.extend(row);
    }
    tx.insert_all(&format!("INSERT INTO ledger ({COLUMNS})"), COLUMN_COUNT, &values, "").await?;
    Ok(())
}

fn entry(row: &Row) -> Result<Entry, Error> {
    let number = |column: &str| {
        Ok::<_, Error>(row.opt_text(column)?.and_then(|number| OrgNumber::parse(&number).ok()))
    };
    let trace_id = row.text("trace_id")?;
    let checks = serde_json::from_str(&row.text("checks")?)
        .map_err(|_| Error::inconsistent("ledger", "checks", &trace_id, "it is not a list of checks"))?;
    Ok(Entry {
        at: row.int("at")?,
        world_at: row.int("world_at")?,
        client_id: row.opt_text("client_id")?,
        client_organisation: number("client_organisation")?,
        consumer_organisation: number("consumer_organisation")?,
        scopes: row.text("scopes")?,
        granted: row.bool("granted")?,
        code: row.opt_text("code")?,
        error: row.opt_text("error")?,
        description: row.opt_text("description")?,
        http_status: u16::try_from(row.int("http_status")?).unwrap_or(0),
        checks,
        token_claims: row.opt_text("token_claims")?,
        delegation_id: row.opt_text("delegation_id")?,
        trace_id,
    })
}

/// The entry with this trace id.
pub async fn find(tx: &mut Tx, trace_id: &str) -> Result<Option<Entry>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM ledger WHERE trace_id = $1");
    tx.fetch_optional(&sql, params![trace_id]).await?.as_ref().map(entry).transpose()
}

/// The trace id of the latest token that `caller` got about `consumer` with `scope`, among its hundred latest.
pub async fn last_granted(
    tx: &mut Tx,
    caller: OrgNumber,
    consumer: OrgNumber,
    scope: &str,
) -> Result<Option<String>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT trace_id, consumer_organisation, scopes FROM ledger WHERE client_organisation = $1 AND granted = TRUE
             ORDER BY at DESC LIMIT 100",
            params![caller.to_string()],
        )
        .await?;
    let consumer = consumer.to_string();
    for row in rows {
        let same = row.opt_text("consumer_organisation")?.as_deref() == Some(&consumer)
            && row.text("scopes")?.split(' ').any(|held| held == scope);
        if same {
            return row.text("trace_id").map(Some);
        }
    }
    Ok(None)
}

/// What stands behind a token that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The trace id of its request.
    pub trace_id: String,
    /// The delegation that carried it.
    pub delegation_id: Option<String>,
}

/// What stands behind the token that `caller` got at the second `issued` with the id `jti`, as far as the ledger goes back.
pub async fn behind_token(
    tx: &mut Tx,
    caller: OrgNumber,
    issued: i64,
    jti: &str,
) -> Result<Option<Behind>, Error> {
    // The claims are JSON that we wrote, in which the id stands as it is: it is made of letters, digits, `-` and `_`.
    let row = tx
        .fetch_optional(
            "SELECT trace_id, delegation_id FROM ledger
             WHERE client_organisation = $1 AND at >= $2 AND at < $3 AND token_claims LIKE $4 ESCAPE '\\' LIMIT 1",
            params![
                caller.to_string(),
                (issued - 1) * SECOND,
                (issued + 2) * SECOND,
                format!("%\"jti\":\"{}\"%", literal(jti))
            ],
        )
        .await?;
    let behind = |row: Row| {
        Ok(Behind { trace_id: row.text("trace_id")?, delegation_id: row.opt_text("delegation_id")? })
    };
    row.map(behind).transpose()
}

/// The tokens that were issued under a delegation, as far as the ledger goes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued {
    /// How many.
    pub tokens: i64,
    /// When the latest was, in world time.
    pub latest: Option<Millis>,
    /// How many of them have not expired.
    pub live: usize,
    /// When the last of those expires, in wall time.
    pub live_until: Option<Millis>,
}

/// What was issued under `delegation`. Tokens live `longest` seconds at most, so that older rows are only counted.
pub async fn issued_under(tx: &mut Tx, delegation: &str, now: Now, longest: i64) -> Result<Issued, Error> {
    let counted = tx
        .fetch_optional(
            "SELECT count(*) AS n, max(world_at) AS latest FROM ledger WHERE delegation_id = $1 AND granted = TRUE",
            params![delegation],
        )
        .await?;
    let mut issued = Issued::default();
    if let Some(row) = counted {
        issued.tokens = row.int("n")?;
        issued.latest = row.opt_int("latest")?;
    }
    let young = tx
        .fetch_all(
            "SELECT token_claims FROM ledger WHERE delegation_id = $1 AND granted = TRUE AND at > $2",
            params![delegation, now.wall - longest * SECOND],
        )
        .await?;
    for row in young {
        let claims: Option<Value> =
            row.opt_text("token_claims")?.and_then(|text| serde_json::from_str(&text).ok());
        let expires = claims.as_ref().and_then(|claims| claims.get("exp")?.as_i64()).map(|exp| exp * SECOND);
        if let Some(expires) = expires.filter(|expires| *expires > now.wall) {
            issued.live += 1;
            issued.live_until = issued.live_until.max(Some(expires));
        }
    }
    Ok(issued)
}

/// A `jti` that is to be used up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Jti {
    /// Whose it is: two clients may use the same.
    pub client_id: String,
    /// As the grant says it.
    pub jti: String,
    /// Until when it is remembered, in wall time. That must lie past expiry *and* leeway, or the clean-up would reopen a
    /// replay window as long as the leeway.
    pub keep_until: Millis,
}

/// Uses up `jtis` and tells of each, in order, whether this was its first use. Of two that are the same here, the former is.
pub async fn use_jtis(tx: &mut Tx, jtis: &[Jti]) -> Result<Vec<bool>, Error> {
    let names: Vec<(String, String)> =
        jtis.iter().map(|asked| (recognised(&asked.client_id), recognised(&asked.jti))).collect();
    // Always in one order: two nodes that wait for each other's rows would otherwise stop each other.
    let mut rows: Vec<(&(String, String), Millis)> =
        names.iter().zip(jtis.iter().map(|asked| asked.keep_until)).collect();
    rows.sort_unstable();
    rows.dedup_by(|a, b| a.0 == b.0);
    let values: Vec<db::Value> = rows
        .into_iter()
        .flat_map(|((client_id, jti), keep_until)| [client_id.into(), jti.into(), keep_until.into()])
        .collect();
    let into = "INSERT INTO used_jtis (client_id, jti, keep_until)";
    let written = tx.insert_all(into, 3, &values, "ON CONFLICT DO NOTHING RETURNING client_id, jti").await?;
    let mut first = written
        .iter()
        .map(|row| Ok((row.text("client_id")?, row.text("jti")?)))
        .collect::<Result<HashSet<_>, Error>>()?;
    Ok(names.iter().map(|name| first.remove(name)).collect())
}

/// Uses up one `jti`: false when it was used before.
pub async fn use_jti(tx: &mut Tx, client_id: &str, jti: &str, keep_until: Millis) -> Result<bool, Error> {
    let jti = Jti { client_id: client_id.to_owned(), jti: jti.to_owned(), keep_until };
    Ok(use_jtis(tx, &[jti]).await? == [true])
}

/// What needs only to be recognised again: as it is, or its digest when it holds what may be a real person's number.
fn recognised(text: &str) -> String {
    if mask_real_numbers(text).1 > 0 { sha256_hex(text.as_bytes()) } else { text.to_owned() }
}

/// How many rows one statement forgets, so that nobody waits long for the writer.
const AT_ONCE: i64 = 2_000;

/// Forgets `jti`s whose time is over, some of them: whether there may be more to forget.
pub async fn forget_jtis(tx: &mut Tx, now: Now) -> Result<bool, Error> {
    let sql = "DELETE FROM used_jtis WHERE (client_id, jti) IN
         (SELECT client_id, jti FROM used_jtis WHERE keep_until < $1 ORDER BY keep_until LIMIT $2)";
    let forgotten = tx.execute(sql, params![now.wall, AT_ONCE]).await?;
    Ok(i64::try_from(forgotten).unwrap_or(i64::MAX) >= AT_ONCE)
}
