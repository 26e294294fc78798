//! Making a population: some hundred companies in each transaction, so that a server beside it goes on and memory stays
//! small. One that was stopped is gone on with where it was.

use serde::Serialize;

use super::store::{begin, complete, find_state, pass_over, take};
use super::{Population, State, changes};
use crate::app::App;
use crate::clock::DAY;
use crate::db::{Error as DbError, Tx, Value};
use crate::numbers::OrgNumber;
use crate::parties::PartyError;
use crate::parties::entities::insert_entities;
use crate::parties::known_among;
use crate::register::write_companies;

/// Companies in one transaction: with owners, roles and words some thousand rows.
const AT_ONCE: u64 = 500;

/// How often a transaction that another one was in the way of is tried again.
const TRIES: usize = 5;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Companies that were made now.
    pub made: u64,
    /// Places that were done before.
    pub there: u64,
    /// Numbers that are somebody else's, now and before.
    pub passed_over: u64,
}

/// Why there is no such population.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A world has one population.
    #[error(
        "this world has another population already, of seed {seed} and size {size}; make this one in a world of its own, with --data DIR"
    )]
    Another {
        /// Its seed.
        seed: u64,
        /// Its size.
        size: u64,
    },
    /// A company could not be put into Enhetsregisteret's population.
    #[error(transparent)]
    Party(#[from] PartyError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl MakeError {
    fn is_retryable(&self) -> bool {
        match self {
            Self::Database(error) | Self::Party(PartyError::Database(error)) => error.is_retryable(),
            _ => false,
        }
    }
}

/// Makes the population, or what is missing of it, and tells after each step how many places are done.
pub async fn make(app: &App, wanted: Population, progress: &mut dyn FnMut(u64)) -> Result<Report, MakeError> {
    let there = {
        let mut tx = app.db.begin_write().await?;
        begin(&mut tx, wanted.seed, wanted.size).await?;
        let state = state(&mut tx).await?;
        if (state.seed, state.size) != (wanted.seed, wanted.size) {
            return Err(MakeError::Another { seed: state.seed, size: state.size });
        }
        tx.commit().await?;
        state.made
    };
    progress(there);
    let mut report = Report { made: 0, there, passed_over: 0 };
    let mut tries = 0;
    loop {
        match step(app, wanted).await {
            Ok(Some((made, state))) => {
                (tries, report.made, report.passed_over) = (0, report.made + made, state.passed_over);
                progress(state.made);
                if state.made >= wanted.size {
                    break;
                }
            }
            Ok(None) => {}
            Err(error) if error.is_retryable() && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
    let mut tx = app.db.begin_write().await?;
    let now = app.now();
    if complete(&mut tx, now.world.div_euclid(DAY)).await? {
        changes::schedule(&mut tx, app, now).await?;
    }
    tx.commit().await?;
    Ok(report)
}

async fn state(tx: &mut Tx) -> Result<State, DbError> {
    let state = find_state(tx).await?;
    state.ok_or_else(|| DbError::inconsistent("population", "id", "1", "the row is not there"))
}

/// Makes the next companies: how many, and what there is afterwards. `None` when another one made them meanwhile.
async fn step(app: &App, wanted: Population) -> Result<Option<(u64, State)>, MakeError> {
    let mut tx = app.db.begin_write().await?;
    let before = state(&mut tx).await?;
    let many = AT_ONCE.min(wanted.size.saturating_sub(before.made));
    if !take(&mut tx, before.made, many).await? {
        return Ok(None);
    }
    let made = (before.made..before.made + many).map(|place| wanted.company(place));
    let (written, entities): (Vec<_>, Vec<_>) = made.map(super::Made::written).unzip();
    let taken =
        taken_among(&mut tx, &written.iter().map(|one| one.company.number).collect::<Vec<_>>()).await?;
    let (written, entities): (Vec<_>, Vec<_>) = written
        .into_iter()
        .zip(entities)
        .filter(|(written, _)| !taken.contains(&written.company.number))
        .unzip();
    pass_over(&mut tx, taken.len() as u64).await?;
    write_companies(&mut tx, &written).await?;
    insert_entities(&mut tx, &entities).await?;
    let after = state(&mut tx).await?;
    tx.commit().await?;
    Ok(Some((written.len() as u64, after)))
}

/// Numbers that are a party's or a company's of the register already.
async fn taken_among(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<Vec<OrgNumber>, DbError> {
    let mut taken: Vec<OrgNumber> = known_among(tx, numbers).await?.into_keys().collect();
    let keys: Vec<Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let sql = "SELECT number FROM register_companies WHERE number IN";
    for row in tx.fetch_among(sql, &keys).await? {
        taken.extend(OrgNumber::parse(&row.text("number")?));
    }
    taken.sort_unstable();
    taken.dedup();
    Ok(taken)
}
