//! Which population this world has, and how far it is made.

use crate::db::{Error, Tx, params};

/// The population of this world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Its seed.
    pub seed: u64,
    /// How many companies it is to have.
    pub size: u64,
    /// How many places of it are done.
    pub made: u64,
    /// Numbers among these that were somebody else's.
    pub passed_over: u64,
    /// Companies that the changes have added since.
    pub newcomers: u64,
    /// The day of the world's calendar, since 1970, before which changes are made; `None` until all is made.
    pub changed_until: Option<i64>,
}

fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The population of this world, if one was begun.
pub async fn find_state(tx: &mut Tx) -> Result<Option<State>, Error> {
    let sql = "SELECT seed, size, made, passed_over, newcomers, changed_until FROM population WHERE id = 1";
    let Some(row) = tx.fetch_optional(sql, params![]).await? else { return Ok(None) };
    let count = |column| row.int(column).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(Some(State {
        seed: row
            .text("seed")?
            .parse()
            .map_err(|_| Error::inconsistent("population", "seed", "1", "it is no number"))?,
        size: count("size")?,
        made: count("made")?,
        passed_over: count("passed_over")?,
        newcomers: count("newcomers")?,
        changed_until: row.opt_int("changed_until")?,
    }))
}

/// Begins a population, unless one is there.
pub(super) async fn begin(tx: &mut Tx, seed: u64, size: u64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO population (id, seed, size, made, passed_over, newcomers) VALUES (1, $1, $2, 0, 0, 0)
         ON CONFLICT DO NOTHING",
        params![seed.to_string(), int(size)],
    )
    .await?;
    Ok(())
}

/// Takes the places from `made` on for this transaction, `done` in number; false when another one has.
pub(super) async fn take(tx: &mut Tx, made: u64, done: u64) -> Result<bool, Error> {
    let sql = "UPDATE population SET made = $2 WHERE id = 1 AND made = $1";
    Ok(tx.execute(sql, params![int(made), int(made + done)]).await? == 1)
}

/// Counts what was passed over.
pub(super) async fn pass_over(tx: &mut Tx, count: u64) -> Result<(), Error> {
    let sql = "UPDATE population SET passed_over = passed_over + $1 WHERE id = 1";
    tx.execute(sql, params![int(count)]).await.map(|_| ())
}

/// Says that all is made, and that changes begin with `day`.
pub(super) async fn complete(tx: &mut Tx, day: i64) -> Result<bool, Error> {
    let sql =
        "UPDATE population SET changed_until = $1 WHERE id = 1 AND changed_until IS NULL AND made >= size";
    Ok(tx.execute(sql, params![day]).await? == 1)
}

/// Takes the changes of a day for this transaction; false when another one has.
pub(super) async fn take_day(tx: &mut Tx, day: i64) -> Result<bool, Error> {
    let sql = "UPDATE population SET changed_until = $2 WHERE id = 1 AND changed_until = $1";
    Ok(tx.execute(sql, params![day, day + 1]).await? == 1)
}

/// Says how many companies the changes have added in all.
pub(super) async fn set_newcomers(tx: &mut Tx, count: u64) -> Result<(), Error> {
    tx.execute("UPDATE population SET newcomers = $1 WHERE id = 1", params![int(count)]).await.map(|_| ())
}

/// Holds the population for this transaction, so that no other one changes it meanwhile.
pub(super) async fn hold(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE population SET newcomers = newcomers WHERE id = 1", params![]).await.map(|_| ())
}
