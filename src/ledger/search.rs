//! Rows looked for: by client, organisation, outcome and time.

use super::{AT_ONCE, COLUMNS, Entry, entry};
use crate::clock::Millis;
use crate::db::{Error, Tx, Value};
use crate::numbers::OrgNumber;

/// What is looked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The organisation that looks: rows in which it is the client's owner or the consumer. Nobody in particular sees all.
    pub of: Option<OrgNumber>,
    /// The client's owner or the consumer.
    pub organisation: Option<OrgNumber>,
    /// The client that asked.
    pub client: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Not before this, in wall time.
    pub from: Option<Millis>,
    /// Before this, in wall time.
    pub until: Option<Millis>,
    /// Only what is older than the row with this trace id: the last one of the page before.
    pub older_than: Option<String>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// With a token.
    Granted,
    /// With any refusal.
    Refused,
    /// With this code: `MP-nnn`, or our own word.
    Code(String),
}

/// The rows that fit, the latest first.
pub async fn search(tx: &mut Tx, search: &Search, limit: i64) -> Result<Vec<Entry>, Error> {
    let mut wanted = Conditions::default();
    for number in [search.of, search.organisation].into_iter().flatten() {
        let place = wanted.bind(number.to_string());
        // The second half is said as the index of it has it: a row about the client's own owner is found by the first.
        wanted.add(format!(
            "(client_organisation = {place} OR (consumer_organisation = {place}
              AND consumer_organisation IS DISTINCT FROM client_organisation))"
        ));
    }
    if let Some(client) = &search.client {
        let place = wanted.bind(client);
        wanted.add(format!("client_id = {place}"));
    }
    match &search.outcome {
        None => {}
        Some(Outcome::Granted) => wanted.add("granted = TRUE".to_owned()),
        Some(Outcome::Refused) => wanted.add("granted = FALSE".to_owned()),
        Some(Outcome::Code(code)) => {
            let place = wanted.bind(code);
            wanted.add(format!("code = {place}"));
        }
    }
    if let Some(from) = search.from {
        let place = wanted.bind(from);
        wanted.add(format!("at >= {place}"));
    }
    if let Some(until) = search.until {
        let place = wanted.bind(until);
        wanted.add(format!("at < {place}"));
    }
    if let Some(trace_id) = &search.older_than
        && let Some(last) = super::find(tx, trace_id).await?
    {
        let (at, id) = (wanted.bind(last.at), wanted.bind(trace_id));
        wanted.add(format!("(at < {at} OR (at = {at} AND trace_id < {id}))"));
    }
    let limit = wanted.bind(limit);
    let all = if wanted.all.is_empty() { "TRUE".to_owned() } else { wanted.all.join(" AND ") };
    let sql =
        format!("SELECT {COLUMNS} FROM ledger WHERE {all} ORDER BY at DESC, trace_id DESC LIMIT {limit}");
    tx.fetch_all(&sql, &wanted.values).await?.iter().map(entry).collect()
}

/// Conditions that all must hold, with the values that stand behind their placeholders.
#[derive(Default)]
struct Conditions {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// The placeholder of one more value.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn add(&mut self, condition: String) {
        self.all.push(condition);
    }
}

/// Forgets the oldest of more than `keep` rows, some of them: whether there are more to forget.
pub async fn forget_beyond(tx: &mut Tx, keep: i64) -> Result<bool, Error> {
    let row = tx.fetch_optional("SELECT count(*) AS n FROM ledger", &[]).await?;
    let too_many = row.map_or(Ok(0), |row| row.int("n"))? - keep;
    if too_many <= 0 {
        return Ok(false);
    }
    let sql =
        "DELETE FROM ledger WHERE trace_id IN (SELECT trace_id FROM ledger ORDER BY at, trace_id LIMIT $1)";
    tx.execute(sql, &[too_many.min(AT_ONCE).into()]).await?;
    Ok(too_many > AT_ONCE)
}
