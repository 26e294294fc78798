//! The access log: every call that was let in, so that an organisation can see who has looked with its access.
//!
//! A call is written down before it is answered, in `rounds.rs`. Which delegation and order stand behind a call is
//! found by its token, in the ledger. No person's number is kept.

use std::sync::Arc;

use serde_json::json;

use crate::access::bearer::Machine;
use crate::app::App;
use crate::clock::{DAY, HOUR, Millis, Now};
use crate::db::{Error, Row, Tx, Value, params};
use crate::ids::Random;
use crate::jobs::{self, Due, Outcome};
use crate::numbers::{OrgNumber, mask_real_numbers};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A company by its number.
    Company,
    /// The companies of a person.
    Person,
    /// The whole register.
    Whole,
    /// The change log's number at an instant.
    Sequence,
    /// The change log.
    Changes,
}

impl Call {
    const ALL: [Self; 5] = [Self::Company, Self::Person, Self::Whole, Self::Sequence, Self::Changes];

    /// As it is stored, and in the keys of texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Person => "person",
            Self::Whole => "whole",
            Self::Sequence => "sequence",
            Self::Changes => "changes",
        }
    }
}

/// A call that was let in, and how it was answered, as it is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// A ULID.
    pub id: String,
    /// Wall time.
    pub at: Millis,
    /// Whose access it was.
    pub consumer: OrgNumber,
    /// Who called, when it was not the consumer itself.
    pub supplier: Option<OrgNumber>,
    /// With which client.
    pub client_id: String,
    /// The token's scopes, blanks between.
    pub scopes: String,
    /// The token's id.
    pub token_jti: Option<String>,
    /// When the token was issued, in seconds.
    pub token_iat: Option<i64>,
    /// What was asked for.
    pub call: Call,
    /// The organisation that was looked up.
    pub subject: Option<OrgNumber>,
    /// The answer's status.
    pub status: u16,
    /// How many companies, or lines of the change log, the answer had.
    pub found: usize,
}

const COLUMNS: &str =
    "consumer, id, at, supplier, client_id, scopes, token_jti, token_iat, call, subject, status, found";

/// How many columns those are.
const COLUMN_COUNT: usize = 12;

/// A call that is to be written down.
#[derive(Debug)]
pub(super) struct Made {
    /// Wall time.
    pub(super) at: Millis,
    /// Who calls.
    pub(super) machine: Arc<Machine>,
    /// What is asked for.
    pub(super) call: Call,
    /// The organisation that is looked up.
    pub(super) subject: Option<OrgNumber>,
    /// The answer's status.
    pub(super) status: u16,
    /// How many companies, or lines of the change log, the answer has.
    pub(super) found: usize,
}

/// Writes calls down.
pub(super) async fn insert<'a>(
    tx: &mut Tx,
    random: &Random,
    calls: impl Iterator<Item = &'a Made>,
) -> Result<(), Error> {
    let number = |number: Option<OrgNumber>| Value::from(number.map(|number| number.to_string()));
    let mut values = Vec::with_capacity(calls.size_hint().0 * COLUMN_COUNT);
    for call in calls {
        let machine = &call.machine;
        let row: [Value; COLUMN_COUNT] = [
            machine.consumer.to_string().into(),
            random.new_id(call.at).into(),
            call.at.into(),
            number(machine.supplier),
            mask_real_numbers(&machine.client_id).0.into(),
            mask_real_numbers(&machine.scopes.join(" ")).0.into(),
            machine.claims.get("jti").and_then(serde_json::Value::as_str).into(),
            machine.claims.get("iat").and_then(serde_json::Value::as_i64).into(),
            call.call.name().into(),
            number(call.subject),
            i64::from(call.status).into(),
            i64::try_from(call.found).unwrap_or(i64::MAX).into(),
        ];
        values.extend(row);
    }
    tx.insert_all(&format!("INSERT INTO register_access ({COLUMNS})"), COLUMN_COUNT, &values, "").await?;
    Ok(())
}

/// The latest calls with `consumer`'s access, the newest first, older than the one with the id `before` when one is given.
pub async fn calls_of(
    tx: &mut Tx,
    consumer: OrgNumber,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Access>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM register_access WHERE consumer = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    );
    // Every ULID is less than this.
    let before = before.unwrap_or("~");
    tx.fetch_all(&sql, params![consumer.to_string(), before, limit]).await?.iter().map(access).collect()
}

fn access(row: &Row) -> Result<Access, Error> {
    let id = row.text("id")?;
    let bad = |column: &str, what: &str| Error::inconsistent("register_access", column, &id, what);
    let parse = |column: &str, text: &str| {
        OrgNumber::parse(text).map_err(|_| bad(column, "it is no organisation number"))
    };
    let optional = |column: &str| row.opt_text(column)?.map(|text| parse(column, &text)).transpose();
    let name = row.text("call")?;
    let call =
        Call::ALL.into_iter().find(|call| call.name() == name).ok_or_else(|| bad("call", "it is unknown"))?;
    Ok(Access {
        at: row.int("at")?,
        consumer: parse("consumer", &row.text("consumer")?)?,
        supplier: optional("supplier")?,
        client_id: row.text("client_id")?,
        scopes: row.text("scopes")?,
        token_jti: row.opt_text("token_jti")?,
        token_iat: row.opt_int("token_iat")?,
        call,
        subject: optional("subject")?,
        status: u16::try_from(row.int("status")?).unwrap_or(0),
        found: usize::try_from(row.int("found")?).unwrap_or(0),
        id,
    })
}

/// Rows that one transaction forgets: a writer that waits is not held long.
const ROWS: i64 = 2_000;

/// The function of jobs of kind `register.sweep`: forgets calls whose lifetime is over, consumer by consumer, since that is
/// how they lie, and puts the next run into the queue.
pub async fn run_sweep(app: &App, now: Now) -> Outcome {
    match sweep(app, now).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn sweep(app: &App, now: Now) -> Result<(), Error> {
    let until = now.wall - app.config.keep_register_calls_days * DAY;
    let mut after = String::new();
    loop {
        let mut tx = app.db.begin_write().await?;
        let Some(consumer) = next_consumer(&mut tx, &after).await? else { break };
        let forgotten = forget_calls(&mut tx, &consumer, until).await?;
        tx.commit().await?;
        if i64::try_from(forgotten).unwrap_or(0) < ROWS {
            after = consumer;
        }
    }
    let mut tx = app.db.begin_write().await?;
    schedule_sweep(&mut tx, app, now, DAY).await?;
    tx.commit().await
}

/// Puts the next sweep into the queue, unless one waits.
pub async fn schedule_sweep(tx: &mut Tx, app: &App, now: Now, after: Millis) -> Result<(), Error> {
    let due = now.wall + after;
    // A sweep that is running still holds its own key, so the next one is named by its hour.
    let key = format!("register.sweep:{}", due / HOUR);
    jobs::enqueue(tx, &app.random, now, "register.sweep", &json!({}), Due::Wall(due), Some(&key)).await
}

async fn forget_calls(tx: &mut Tx, consumer: &str, until: Millis) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM register_access WHERE consumer = $1 AND id IN
         (SELECT id FROM register_access WHERE consumer = $1 AND at < $2 ORDER BY id LIMIT $3)",
        params![consumer, until, ROWS],
    )
    .await
}

/// The first consumer after `after` that has any call.
async fn next_consumer(tx: &mut Tx, after: &str) -> Result<Option<String>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT consumer FROM register_access WHERE consumer > $1 ORDER BY consumer LIMIT 1",
            params![after],
        )
        .await?;
    row.map(|row| row.text("consumer")).transpose()
}
