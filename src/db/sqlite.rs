//! SQLite: one file, one writing connection, and a few reading ones that see snapshots through the write-ahead log.
//!
//! Statements run inline on the async thread: they take microseconds, less than handing them to another thread would.
//! What may take long is waiting for a lock, and that is never left to SQLite, which would block the thread: its busy
//! time-out is zero and the waiting is done here, asynchronously and bounded.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OpenFlags, StatementStatus, ffi};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::value::{Header, Row};
use super::{Error, Value};

/// Reading connections that may be in use at once. They run inline, so that more would only hold more memory.
const READERS: usize = 8;

/// Prepared statements kept per connection: about as many as the program has.
const CACHED_STATEMENTS: usize = 256;

/// The first and the longest pause between two tries for a lock that another process holds.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

pub(super) struct Sqlite {
    path: PathBuf,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    readers: Arc<Readers>,
    reader_permits: Arc<Semaphore>,
}

struct Readers {
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

impl Sqlite {
    pub(super) async fn open(path: &Path, wait: Duration) -> Result<Self, Error> {
        create_private(path).map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
        let mut patience = Patience::new(wait);
        let writer = loop {
            match open_writer(path) {
                Ok(connection) => break connection,
                Err(Error::Busy) => patience.pause().await?,
                Err(Error::Unavailable(reason)) => {
                    return Err(Error::Unavailable(format!("{}: {reason}", path.display())));
                }
                Err(error) => return Err(error),
            }
        };
        Ok(Self {
            path: path.to_owned(),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            readers: Arc::new(Readers { idle: Mutex::new(Vec::new()) }),
            reader_permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    pub(super) async fn begin_write(&self, wait: Duration) -> Result<Transaction, Error> {
        // Writers of this process queue here in order; only those of other processes are met at the file's lock.
        let writer = Arc::clone(&self.writer).lock_owned();
        let connection = tokio::time::timeout(wait, writer).await.map_err(|_| Error::Busy)?;
        if !connection.is_autocommit() {
            // A roll-back failed earlier, as on a full disk. It is tried again before anything else is written.
            run(&connection, "ROLLBACK")?;
        }
        let mut patience = Patience::new(wait);
        loop {
            match run(&connection, "BEGIN IMMEDIATE") {
                Ok(()) => return Ok(Transaction { lease: Lease::Writer(connection) }),
                Err(Error::Busy) => patience.pause().await?,
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) async fn begin_read(&self, wait: Duration) -> Result<Transaction, Error> {
        let permit = Arc::clone(&self.reader_permits).acquire_owned();
        let Ok(Ok(permit)) = tokio::time::timeout(wait, permit).await else {
            return Err(Error::PoolExhausted);
        };
        // Busy here is rare and short: another process recovers the log after a crash, or closes as the last one.
        let mut patience = Patience::new(wait);
        let connection = loop {
            let opened = match self.readers.take() {
                Some(connection) => Ok(connection),
                None => open_reader(&self.path),
            };
            match opened.and_then(begin_snapshot) {
                Ok(connection) => break connection,
                Err(Error::Busy) => patience.pause().await?,
                Err(error) => return Err(error),
            }
        };
        Ok(Transaction {
            lease: Lease::Reader {
                connection: Some(connection),
                readers: Arc::clone(&self.readers),
                _permit: permit,
            },
        })
    }
}

/// Waiting for a lock that another process holds: short pauses that grow, until the bounded wait is used up.
struct Patience {
    left: Duration,
    pause: Duration,
}

impl Patience {
    fn new(wait: Duration) -> Self {
        Self { left: wait, pause: FIRST_PAUSE }
    }

    async fn pause(&mut self) -> Result<(), Error> {
        let pause = self.pause.min(self.left);
        if pause.is_zero() {
            return Err(Error::Busy);
        }
        self.left -= pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        wait_for(pause).await;
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "SQLite cannot tell when another process lets go of its lock; asking again after a pause is the only way"
)]
async fn wait_for(pause: Duration) {
    tokio::time::sleep(pause).await;
}

/// Makes the file before SQLite would, because SQLite makes it readable by everybody. The log gets the file's mode.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn open_writer(path: &Path) -> Result<Connection, Error> {
    let connection = connect(path, WRITER_CACHE)?;
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(|error| translate(error, "PRAGMA journal_mode"))?;
    if mode != "wal" {
        return Err(Error::Unavailable("the file system does not support a write-ahead log".to_owned()));
    }
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection, Error> {
    let connection = connect(path, READER_CACHE)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(|error| translate(error, "PRAGMA query_only"))?;
    Ok(connection)
}

/// Everything that is set per connection and not in the file, so that no connection can lack it.
fn connect(path: &Path, cache_kilobytes: i64) -> Result<Connection, Error> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that opens SQLite")]
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| translate(error, "open"))?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    configure(&connection, cache_kilobytes).map_err(|error| translate(error, "PRAGMA"))?;
    Ok(connection)
}

/// Kilobytes of pages that the writer and each reader keep. The writer comes back to the same places of the same indexes;
/// readers come seldom, since what is asked often is remembered elsewhere, and there are several of them.
const WRITER_CACHE: i64 = 8_000;
const READER_CACHE: i64 = 500;

/// Pages in the log before they are carried over into the file. A page that is written again meanwhile, as the ends of
/// indexes are, is then carried once.
const LOG_PAGES: i64 = 10_000;

fn configure(connection: &Connection, cache_kilobytes: i64) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::ZERO)?;
    // A commit is on the disk when it returns, also through a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    // SQLite takes a negative number for kilobytes, a positive one for pages.
    connection.pragma_update(None, "cache_size", -cache_kilobytes)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is erased is written over: otherwise a person's name stands in the file until its page is used again.
    connection.pragma_update(None, "secure_delete", true)?;
    // The next three hold SQLite to what PostgreSQL does: LIKE tells case apart, and "x" is a name and never a text.
    connection.pragma_update(None, "case_sensitive_like", true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    Ok(())
}

/// `BEGIN` alone takes no snapshot in SQLite: the first read does. It is done at once, so that the snapshot is of now.
fn begin_snapshot(connection: Connection) -> Result<Connection, Error> {
    run(&connection, "BEGIN DEFERRED")?;
    // One row: counting them all would read the whole schema at every transaction.
    match run(&connection, "SELECT 1 FROM sqlite_schema LIMIT 1") {
        Ok(()) => Ok(connection),
        Err(error) => {
            // When even this fails, dropping the connection ends its transaction.
            let _ = run(&connection, "ROLLBACK");
            Err(error)
        }
    }
}

/// A transaction on a connection that nobody else can reach while it runs.
pub(super) struct Transaction {
    lease: Lease,
}

enum Lease {
    Writer(OwnedMutexGuard<Connection>),
    Reader { connection: Option<Connection>, readers: Arc<Readers>, _permit: OwnedSemaphorePermit },
}

impl Transaction {
    fn connection(&self) -> Result<&Connection, Error> {
        match &self.lease {
            Lease::Writer(connection) => Ok(connection),
            Lease::Reader { connection, .. } => connection.as_ref().ok_or(Error::Aborted),
        }
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let connection = self.connection()?;
        let mut statement = prepare(connection, sql, params)?;
        let before = connection.total_changes();
        let mut rows = statement.raw_query();
        while rows.next().map_err(|error| translate(error, sql))?.is_some() {}
        // `changes` keeps the count of the last statement that wrote, so that after one that did not it says too much.
        let wrote = connection.total_changes() != before;
        Ok(if wrote { connection.changes() } else { 0 })
    }

    /// The rows, and how many steps of SQLite's machine they took.
    pub(super) fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<(Vec<Row>, u64), Error> {
        let mut statement = prepare(self.connection()?, sql, params)?;
        let columns = statement.column_names().map(str::to_owned).collect();
        let header = Arc::new(Header { columns, sql: sql.to_owned() });
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| translate(error, sql))? {
            let values = header.columns.iter().enumerate().map(|(position, column)| {
                let value = row.get_ref(position).map_err(|error| translate(error, sql))?;
                own(value, column, sql)
            });
            found.push(Row::new(&header, values.collect::<Result<_, _>>()?));
        }
        drop(rows);
        let steps = statement.reset_status(StatementStatus::VmStep);
        Ok((found, u64::try_from(steps).unwrap_or(0)))
    }

    pub(super) fn run_script(&mut self, sql: &str) -> Result<(), Error> {
        self.connection()?.execute_batch(sql).map_err(|error| translate(error, sql))
    }

    pub(super) fn commit(self) -> Result<(), Error> {
        // When it fails, the transaction is still open, and dropping `self` rolls it back.
        run(self.connection()?, "COMMIT")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match &mut self.lease {
            Lease::Writer(connection) => {
                // A failure leaves the transaction open; the next `begin_write` sees that and tries again.
                let _ = roll_back(connection);
            }
            Lease::Reader { connection, readers, .. } => {
                if let Some(connection) = connection.take()
                    && roll_back(&connection).is_ok()
                {
                    readers.put_back(connection);
                }
            }
        }
    }
}

fn roll_back(connection: &Connection) -> Result<(), Error> {
    if connection.is_autocommit() { Ok(()) } else { run(connection, "ROLLBACK") }
}

/// Runs a statement without values and throws its rows away.
fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| translate(error, sql))?;
    let mut rows = statement.raw_query();
    while rows.next().map_err(|error| translate(error, sql))?.is_some() {}
    Ok(())
}

/// Binds by digit. SQLite sees `$2` as a name and numbers names as they appear, so that binding by position would swap
/// the values of a statement that says `$2` before `$1`.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value],
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| translate(error, sql))?;
    let count = statement.parameter_count();
    if count != params.len() {
        let message = format!("the statement has {count} placeholders and was given {} values", params.len());
        return Err(Error::query(message, sql));
    }
    // Asking SQLite for a name takes longer the more there are; most statements say $1, $2, $3.
    let as_they_come = in_order(sql, count);
    for index in 1..=count {
        let digit = if as_they_come {
            Some(index)
        } else {
            statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok())
        };
        let value = digit.and_then(|digit| params.get(digit.checked_sub(1)?));
        let Some(value) = value else {
            let message = format!("the placeholders must be $1 to ${count}");
            return Err(Error::query(message, sql));
        };
        let bound = match value {
            Value::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
            Value::Text(text) => statement.raw_bind_parameter(index, text),
            Value::Int(number) => statement.raw_bind_parameter(index, number),
            Value::Bool(truth) => statement.raw_bind_parameter(index, truth),
            Value::Bytes(bytes) => statement.raw_bind_parameter(index, bytes),
        };
        bound.map_err(|error| translate(error, sql))?;
    }
    Ok(statement)
}

/// Whether a statement names its placeholders first in the order of their digits, from $1 to as many as there are.
fn in_order(sql: &str, count: usize) -> bool {
    let mut seen = 0;
    // What stands between quotes is text; a doubled quote ends one such text and begins the next.
    for outside in sql.split('\'').step_by(2) {
        for piece in outside.split('$').skip(1) {
            let end = piece.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(piece.len());
            match piece.get(..end).and_then(|digits| digits.parse::<usize>().ok()) {
                Some(digit) if digit == seen + 1 => seen = digit,
                Some(digit) if digit <= seen => {}
                _ => return false,
            }
        }
    }
    seen == count
}

fn own(value: ValueRef<'_>, column: &str, sql: &str) -> Result<Value, Error> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(Error::query(format!("column {column} holds text that is not UTF-8"), sql)),
        },
        ValueRef::Real(_) => Err(Error::query(
            format!("column {column} is a fraction, which the common dialect does not have"),
            sql,
        )),
    }
}

fn translate(error: rusqlite::Error, sql: &str) -> Error {
    let Some(code) = error.sqlite_error().copied() else {
        return Error::query(error.to_string(), sql);
    };
    let message = match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        other => other.to_string(),
    };
    // SQLite says "UNIQUE constraint failed: clients.id": what follows the colon is the constraint.
    let constraint = || message.split_once(": ").map_or(String::new(), |(_, name)| name.to_owned());
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return Error::UniqueViolation { constraint: constraint() };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER => {
            return Error::ForeignKeyViolation { constraint: constraint() };
        }
        ffi::SQLITE_CONSTRAINT_CHECK => return Error::CheckViolation { constraint: constraint() },
        ffi::SQLITE_CONSTRAINT_NOTNULL => return Error::NotNullViolation { column: constraint() },
        _ => {}
    }
    match code.code {
        ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked => Error::Busy,
        ffi::ErrorCode::CannotOpen
        | ffi::ErrorCode::SystemIoFailure
        | ffi::ErrorCode::DiskFull
        | ffi::ErrorCode::DatabaseCorrupt
        | ffi::ErrorCode::NotADatabase
        | ffi::ErrorCode::PermissionDenied => Error::Unavailable(message),
        _ => Error::query(message, sql),
    }
}
