//! The two databases behind one door: SQLite in one file by default, PostgreSQL for several nodes.
//!
//! No other room sees a driver.
//! A `store.rs` writes each statement once, in the common dialect of `README.md` beside this file, and runs it through
//! a [`Tx`]: there are no statements outside a transaction, so that what a request sees and does is one thing.
//! What must differ between the databases is decided here, in one `match` each.

mod error;
pub mod line;
pub mod migrate;
mod postgres;
mod sqlite;
mod value;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use crate::params;
pub use error::Error;
pub use value::{Row, Value, literal};

use postgres::Postgres;
use sqlite::Sqlite;

/// How long a caller waits for the writer or for a connection before it is told that the database is busy.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// An open database. Cheap to clone: the clones share their connections.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    wait: Duration,
    effort: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    steps: AtomicU64,
}

/// What the database was made to do since it was opened. A test of cost compares this, never the time that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Statements that were run.
    pub statements: u64,
    /// Steps of SQLite's virtual machine that reading statements took, a few for every row looked at; 0 on PostgreSQL.
    pub steps: u64,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl std::fmt::Debug for Db {
    /// Never shows the address, which may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.is_postgres() { "Db(PostgreSQL)" } else { "Db(SQLite)" })
    }
}

impl Db {
    /// Opens the SQLite file, and makes it, readable by its owner only, when it is not there. Applies no migration.
    pub async fn open_sqlite(path: &Path) -> Result<Self, Error> {
        let sqlite = Sqlite::open(path, DEFAULT_WAIT).await?;
        Ok(Self { engine: Engine::Sqlite(Arc::new(sqlite)), wait: DEFAULT_WAIT, effort: Arc::default() })
    }

    /// Opens PostgreSQL at a `postgres://` address (or `key=value` pairs) with at most `pool_size` connections, and
    /// makes the first of them at once, so that a wrong address or certificate is known now.
    ///
    /// TLS is used when the address says `sslmode=require` (or `verify-ca`, `verify-full`, which mean the same here)
    /// or when a CA file is given; the certificate and the host name in it are then always verified: against
    /// the CA file alone, or without one against the public authorities. Other options of the address pass through.
    pub async fn open_postgres(url: &str, ca_file: Option<&Path>, pool_size: usize) -> Result<Self, Error> {
        let postgres = Postgres::open(url, ca_file, pool_size, DEFAULT_WAIT).await?;
        Ok(Self { engine: Engine::Postgres(Arc::new(postgres)), wait: DEFAULT_WAIT, effort: Arc::default() })
    }

    /// The same database for a caller that waits for at most `wait`, instead of 5 seconds, before it is told
    /// [`Error::Busy`] or [`Error::PoolExhausted`].
    #[must_use]
    pub fn waiting_at_most(&self, wait: Duration) -> Self {
        Self { engine: self.engine.clone(), wait, effort: Arc::clone(&self.effort) }
    }

    /// What this database was made to do through this handle and its clones.
    pub fn effort(&self) -> Effort {
        Effort {
            statements: self.effort.statements.load(Ordering::Relaxed),
            steps: self.effort.steps.load(Ordering::Relaxed),
        }
    }

    /// Applies the migrations that are not applied yet, all or none of them, and names them. `now_ms` is wall time.
    pub async fn migrate(&self, now_ms: i64) -> Result<Vec<String>, Error> {
        migrate::apply(self, migrate::MIGRATIONS, now_ms).await
    }

    /// Names the migrations that are not applied yet. On PostgreSQL `serve` refuses to start while there are any.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Error> {
        migrate::pending(self, migrate::MIGRATIONS).await
    }

    /// Whether this is PostgreSQL. For rules of operation only (what `serve` demands); statements never ask.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Begins a transaction that writes.
    ///
    /// SQLite has one writer: the lock is taken here, and a writer in another process is waited for. PostgreSQL runs at
    /// READ COMMITTED, so that a rule must be a constraint or one conditional `UPDATE` whose row count is read.
    pub async fn begin_write(&self) -> Result<Tx, Error> {
        let engine = match &self.engine {
            Engine::Sqlite(sqlite) => EngineTx::Sqlite(sqlite.begin_write(self.wait).await?),
            Engine::Postgres(postgres) => EngineTx::Postgres(postgres.begin_write(self.wait).await?),
        };
        Ok(Tx { engine, failed: false, effort: Arc::clone(&self.effort) })
    }

    /// Begins a transaction that only reads: every statement in it sees the database as it is now. Never waits for a
    /// writer, and no writer waits for it. Dropping it is the usual way to end it.
    pub async fn read(&self) -> Result<Tx, Error> {
        let engine = match &self.engine {
            Engine::Sqlite(sqlite) => EngineTx::Sqlite(sqlite.begin_read(self.wait).await?),
            Engine::Postgres(postgres) => EngineTx::Postgres(postgres.begin_read(self.wait).await?),
        };
        Ok(Tx { engine, failed: false, effort: Arc::clone(&self.effort) })
    }
}

/// How many rows one statement holds, from the most on: few lengths, since every length is a statement of its own that each
/// connection keeps prepared.
const LENGTHS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// Values cut into pieces of whole rows, of lengths that come again.
fn pieces(values: &[Value], columns: usize) -> impl Iterator<Item = &[Value]> {
    let columns = columns.max(1);
    let mut rest = values;
    std::iter::from_fn(move || {
        let rows = LENGTHS.into_iter().find(|rows| rows * columns <= rest.len())?;
        let (piece, after) = rest.split_at_checked(rows * columns)?;
        rest = after;
        Some(piece)
    })
}

/// The beginning of a statement, a blank behind it, in a text with room for so many placeholders.
fn with_room(beginning: &str, placeholders: usize) -> String {
    let mut sql = String::with_capacity(beginning.len() + 8 * placeholders + 64);
    sql.push_str(beginning);
    sql.push(' ');
    sql
}

/// Appends `$3, $4`: two placeholders after two others.
fn push_placeholders(sql: &mut String, before: usize, count: usize) {
    for place in before + 1..=before + count {
        sql.push_str(if place == before + 1 { "$" } else { ", $" });
        // Writing to a text cannot fail.
        let _ = write!(sql, "{place}");
    }
}

/// Appends `VALUES ($1, $2), ($3, $4)`: four values in rows of two.
fn push_values(sql: &mut String, values: usize, columns: usize) {
    for row in 0..values / columns.max(1) {
        sql.push_str(if row == 0 { "VALUES (" } else { ", (" });
        push_placeholders(sql, row * columns, columns);
        sql.push(')');
    }
}

/// A running transaction. Dropped without [`Tx::commit`] it is rolled back, also when the future that owns it is
/// cancelled in the middle of a statement.
///
/// After a failed statement only roll-back is left: PostgreSQL is made so, and SQLite is held to it here, so that a
/// rule which works on a laptop works on the server. Where a conflict is expected, `ON CONFLICT DO NOTHING` and the
/// row count tell it without a failure.
pub struct Tx {
    engine: EngineTx,
    failed: bool,
    effort: Arc<Counters>,
}

enum EngineTx {
    Sqlite(sqlite::Transaction),
    Postgres(postgres::Transaction),
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tx").field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl Tx {
    /// Runs a statement and tells how many rows it inserted, updated or deleted.
    ///
    /// An `UPDATE` counts the rows it matched, changed or not; `ON CONFLICT DO NOTHING` counts none for a conflict.
    pub async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        self.check(sql, params)?;
        let outcome = match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.execute(sql, params),
            EngineTx::Postgres(tx) => tx.execute(sql, params).await,
        };
        self.note(outcome)
    }

    /// The first row of a result, if it has one. Says nothing about further rows: a statement that may find several
    /// says `ORDER BY … LIMIT 1`.
    pub async fn fetch_optional(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, params).await?.into_iter().next())
    }

    /// All rows of a result, in memory: a statement over a table that grows has a `LIMIT`.
    pub async fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.check(sql, params)?;
        let outcome = match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.fetch_all(sql, params).map(|(rows, steps)| {
                self.effort.steps.fetch_add(steps, Ordering::Relaxed);
                rows
            }),
            EngineTx::Postgres(tx) => tx.fetch_all(sql, params).await,
        };
        self.note(outcome)
    }

    /// Inserts rows that lie one behind the other in `values`, `columns` values each, and gives what `tail` returns of them:
    /// `into` is `INSERT INTO table (columns)`, `tail` what stands behind the values, perhaps nothing. The rows go in a few
    /// statements of lengths that come again, so that each is prepared once; a failure leaves the transaction as any does.
    pub async fn insert_all(
        &mut self,
        into: &str,
        columns: usize,
        values: &[Value],
        tail: &str,
    ) -> Result<Vec<Row>, Error> {
        let mut returned = Vec::new();
        for piece in pieces(values, columns) {
            let mut sql = with_room(into, piece.len());
            push_values(&mut sql, piece.len(), columns);
            sql.push(' ');
            sql.push_str(tail);
            if tail.contains("RETURNING") {
                returned.append(&mut self.fetch_all(&sql, piece).await?);
            } else {
                self.execute(&sql, piece).await?;
            }
        }
        Ok(returned)
    }

    /// All rows whose key is one of `keys`: `sql` ends with `IN`, as in `SELECT … WHERE number IN`.
    pub async fn fetch_among(&mut self, sql: &str, keys: &[Value]) -> Result<Vec<Row>, Error> {
        let mut found = Vec::new();
        for piece in pieces(keys, 1) {
            let mut sql = with_room(sql, piece.len());
            sql.push('(');
            push_placeholders(&mut sql, 0, piece.len());
            sql.push(')');
            found.append(&mut self.fetch_all(&sql, piece).await?);
        }
        Ok(found)
    }

    /// All rows that a list of keys of several `columns` leads to: the keys lie one behind the other in `keys`, and `sql`
    /// finds them as the rows of a table `asked` with those columns. `CROSS JOIN` from `asked` on keeps SQLite from
    /// beginning at the large table's end.
    pub async fn fetch_asked(
        &mut self,
        columns: &[&str],
        keys: &[Value],
        sql: &str,
    ) -> Result<Vec<Row>, Error> {
        let mut found = Vec::new();
        for piece in pieces(keys, columns.len()) {
            let mut asked = with_room(&format!("WITH asked ({}) AS (", columns.join(", ")), piece.len());
            push_values(&mut asked, piece.len(), columns.len());
            let sql = format!("{asked}) {sql}");
            found.append(&mut self.fetch_all(&sql, piece).await?);
        }
        Ok(found)
    }

    /// Runs a text of many statements without placeholders. For migrations, and for tables of a test's own.
    pub async fn run_script(&mut self, sql: &str) -> Result<(), Error> {
        self.check(sql, &[])?;
        let outcome = match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.run_script(sql),
            EngineTx::Postgres(tx) => tx.run_script(sql).await,
        };
        self.note(outcome)
    }

    /// Makes everything in the transaction lasting and visible, or nothing.
    ///
    /// When this future is cancelled, or ends in [`Error::Unavailable`], it is unknown which of the two happened.
    pub async fn commit(self) -> Result<(), Error> {
        if self.failed {
            return Err(Error::Aborted);
        }
        match self.engine {
            EngineTx::Sqlite(tx) => tx.commit(),
            EngineTx::Postgres(tx) => tx.commit().await,
        }
    }

    /// What a claim of rows ends with, so that nodes which look for work at once take different rows and never wait for
    /// each other. SQLite has one writer at a time, and so nothing to skip.
    pub fn skip_locked(&self) -> &'static str {
        match self.engine {
            EngineTx::Sqlite(_) => "",
            EngineTx::Postgres(_) => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Waits until no other node migrates the same schema. SQLite's write lock is that already.
    async fn lock_migrations(&mut self) -> Result<(), Error> {
        match self.engine {
            EngineTx::Sqlite(_) => Ok(()),
            EngineTx::Postgres(_) => self.run_script(migrate::POSTGRES_LOCK).await,
        }
    }

    /// Whether a table exists in the schema that statements without a schema's name speak to.
    async fn has_table(&mut self, table: &str) -> Result<bool, Error> {
        let sql = match self.engine {
            EngineTx::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1",
            EngineTx::Postgres(_) => {
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
            }
        };
        Ok(self.fetch_optional(sql, params![table]).await?.is_some())
    }

    /// What both databases must refuse alike, before either sees it.
    fn check(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        if self.failed {
            return Err(Error::Aborted);
        }
        self.effort.statements.fetch_add(1, Ordering::Relaxed);
        for (position, value) in params.iter().enumerate() {
            if let Value::Text(text) = value
                && text.contains('\0')
            {
                let message =
                    format!("the text for ${} holds the character NUL, which cannot be stored", position + 1);
                return self.note(Err(Error::query(message, sql)));
            }
        }
        Ok(())
    }

    fn note<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.failed |= outcome.is_err();
        outcome
    }
}
