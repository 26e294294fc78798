//! The bulk file as a table to look up in.
//!
//! A file is read in as a stream and written in batches, each with the position it reaches, so that an import that was
//! killed goes on where it stopped. The former table stays in use until the new one is complete; then one transaction puts
//! the new one in its place. Nothing else writes this table, but for the removal of an organisation on legal grounds.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest;
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

use super::bulk::{self, Fault, Goes, Item};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{self, Error, Row, Tx, Value, params};
use crate::ids::hex;
use crate::numbers::OrgNumber;

/// Organisations of one transaction: few enough that no other writer waits long.
const BATCH: u64 = 5_000;

/// Organisations of one statement.
const AT_ONCE: usize = 250;

/// Rows of a former table that one transaction removes.
const CLEARED_AT_ONCE: i64 = 10_000;

/// A table with fewer than this share of the former one's organisations, in per cent, takes its place only when that is
/// wanted.
const SHRINKS_TO: i64 = 90;

/// Where the file comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file by its name.
    File(PathBuf),
    /// Standard input, which cannot be read again, so that an import from it is never gone on with.
    StandardInput,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Organisations read.
    pub rows: u64,
    /// Bytes of the file read.
    pub bytes: u64,
    /// Bytes of the file, when that is known.
    pub of_bytes: Option<u64>,
}

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Organisations in the file.
    pub rows: i64,
    /// Those that can be looked up now.
    pub kept: i64,
    /// Sole proprietors, who were left out.
    pub sole_proprietors: i64,
    /// Organisations that stood in the file before.
    pub repeated: i64,
    /// The position at which an earlier import of the same file was gone on with; 0 at the beginning.
    pub resumed_at: i64,
    /// Whether this very file was in use already, and nothing was done.
    pub was_in_use: bool,
}

/// Why an import ended early. The former table is in use as before.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{0}")]
    File(String),
    /// Something is wrong in the file.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// It holds nothing to look up.
    #[error("the file holds no organisation that could be looked up")]
    Empty,
    /// The new table would be much smaller than the one in use.
    #[error(
        "the file holds {kept} organisations, and the table in use {former}: perhaps it is not the whole file. Run the same command with --allow-smaller to use it all the same"
    )]
    Smaller {
        /// In the file.
        kept: i64,
        /// In the table that is in use.
        former: i64,
    },
    /// Another import began, or carries on with the same file.
    #[error("another import took over; this one has stopped")]
    Superseded,
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// An import that is under way.
#[derive(Debug, Clone, Copy)]
struct Position {
    id: i64,
    rows: i64,
    kept: i64,
    sole_proprietors: i64,
    repeated: i64,
}

struct Batch {
    rows: i64,
    sole_proprietors: i64,
    items: Vec<(OrgNumber, String)>,
}

/// Reads a bulk file in and puts it in use.
pub async fn import(
    app: &App,
    source: Source,
    allow_smaller: bool,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Imported, ImportError> {
    let now = app.now();
    let (input, identity, of_bytes) = tokio::task::spawn_blocking(move || open(source))
        .await
        .map_err(|error| ImportError::File(error.to_string()))??;
    let mut position = match begin(app, now, identity.as_deref()).await? {
        Begun::InUse(position) => return Ok(position.outcome(0, true)),
        Begun::At(position) => position,
    };
    let resumed_at = position.rows;
    clear_dropped(app).await?;

    let bytes = Arc::new(AtomicU64::new(0));
    let input = Counted { inner: input, bytes: Arc::clone(&bytes) };
    let (sender, mut batches) = mpsc::channel(2);
    let skip = u64::try_from(position.rows).unwrap_or(0);
    let reading = tokio::task::spawn_blocking(move || read_batches(input, skip, &sender));
    while let Some(batch) = batches.recv().await {
        position = write(app, position, batch).await?;
        app.fault_point("entities:batch-written");
        let read = Progress {
            rows: u64::try_from(position.rows).unwrap_or(0),
            bytes: bytes.load(Ordering::Relaxed),
            of_bytes,
        };
        progress(read);
    }
    let read = reading.await.map_err(|error| ImportError::File(error.to_string()))?;
    if let Err(fault) = read {
        drop_import(app, position.id).await?;
        return Err(fault.into());
    }
    app.fault_point("entities:before-use");
    put_in_use(app, app.now(), position, allow_smaller).await?;
    app.fault_point("entities:in-use");
    clear_dropped(app).await?;
    Ok(position.outcome(resumed_at, false))
}

impl Position {
    fn of(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.int("id")?,
            rows: row.int("rows_read")?,
            kept: row.int("kept")?,
            sole_proprietors: row.int("sole_proprietors")?,
            repeated: row.int("repeated")?,
        })
    }

    const fn outcome(self, resumed_at: i64, was_in_use: bool) -> Imported {
        let Self { rows, kept, sole_proprietors, repeated, .. } = self;
        Imported { rows, kept, sole_proprietors, repeated, resumed_at, was_in_use }
    }
}

type Opened = (Box<dyn Read + Send>, Option<String>, Option<u64>);

/// The input, what the file is recognised by, and its size.
fn open(source: Source) -> Result<Opened, ImportError> {
    let path = match source {
        Source::StandardInput => return Ok((Box::new(io::stdin()), None, None)),
        Source::File(path) => path,
    };
    let fault = |error: io::Error| ImportError::File(error.to_string());
    let (size, digest) = digest_of(&path).map_err(fault)?;
    let file = File::open(&path).map_err(fault)?;
    Ok((Box::new(file), Some(format!("{size}:{digest}")), Some(size)))
}

/// A file is the same when every byte of it is.
fn digest_of(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut context = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hex(context.finish().as_ref())));
        }
        size += read as u64;
        context.update(buffer.get(..read).unwrap_or_default());
    }
}

struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Reads on a thread of its own, so that reading and writing go on at the same time.
fn read_batches(input: impl Read, skip: u64, sender: &mpsc::Sender<Batch>) -> Result<(), Fault> {
    let empty = || Batch { rows: 0, sole_proprietors: 0, items: Vec::new() };
    let mut batch = empty();
    let batch_size = i64::try_from(BATCH).unwrap_or(i64::MAX);
    bulk::read(input, skip, &mut |item| {
        batch.rows += 1;
        match item {
            Item::Kept { number, entity } => batch.items.push((number, entity)),
            Item::SoleProprietor => batch.sole_proprietors += 1,
        }
        if batch.rows < batch_size || sender.blocking_send(std::mem::replace(&mut batch, empty())).is_ok() {
            Goes::On
        } else {
            Goes::NoFurther
        }
    })?;
    if batch.rows > 0 {
        // Nobody listens when the import has ended with an error, which is told there.
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}

enum Begun {
    At(Position),
    InUse(Position),
}

const COLUMNS: &str = "id, source, rows_read, kept, sole_proprietors, repeated";

/// Goes on with the import of the same file, or begins a new one and drops what another file has left behind.
async fn begin(app: &App, now: Now, identity: Option<&str>) -> Result<Begun, ImportError> {
    let mut tx = app.db.begin_write().await?;
    for state in ["in_use", "running"] {
        let sql = format!("SELECT {COLUMNS} FROM entity_imports WHERE state = $1");
        let Some(row) = tx.fetch_optional(&sql, params![state]).await? else { continue };
        if identity.is_some() && row.opt_text("source")?.as_deref() == identity {
            let position = Position::of(&row)?;
            return Ok(if state == "in_use" { Begun::InUse(position) } else { Begun::At(position) });
        }
        if state == "running" {
            mark_dropped(&mut tx, row.int("id")?, "running").await?;
        }
    }
    let last = tx.fetch_optional("SELECT id FROM entity_imports ORDER BY id DESC LIMIT 1", &[]).await?;
    let id = last.map(|row| row.int("id")).transpose()?.unwrap_or(0) + 1;
    let inserted = tx
        .execute(
            "INSERT INTO entity_imports (id, state, source, rows_read, kept, sole_proprietors, repeated, begun_at, changed_at)
             VALUES ($1, 'running', $2, 0, 0, 0, 0, $3, $3) ON CONFLICT DO NOTHING",
            params![id, identity, now.wall],
        )
        .await?;
    // Two that begin at the same moment find the same place; one of them has it.
    if inserted != 1 {
        return Err(ImportError::Superseded);
    }
    tx.commit().await?;
    Ok(Begun::At(Position { id, rows: 0, kept: 0, sole_proprietors: 0, repeated: 0 }))
}

async fn mark_dropped(tx: &mut Tx, id: i64, from: &str) -> Result<bool, Error> {
    let sql = "UPDATE entity_imports SET state = 'dropped' WHERE id = $1 AND state = $2";
    Ok(tx.execute(sql, params![id, from]).await? == 1)
}

/// Writes a batch and the position it reaches.
async fn write(app: &App, at: Position, batch: Batch) -> Result<Position, ImportError> {
    let mut next = Position {
        rows: at.rows + batch.rows,
        sole_proprietors: at.sole_proprietors + batch.sole_proprietors,
        ..at
    };
    let mut tx = app.db.begin_write().await?;
    let mut items = batch.items.into_iter();
    loop {
        let mut values = vec![Value::from(at.id)];
        for (number, entity) in items.by_ref().take(AT_ONCE) {
            values.push(Value::from(number.to_string()));
            values.push(Value::from(entity));
        }
        let rows = (values.len() - 1) / 2;
        if rows == 0 {
            break;
        }
        let written = tx.execute(&insert_of(rows), &values).await?;
        let written = i64::try_from(written).unwrap_or(0);
        next.kept += written;
        next.repeated += i64::try_from(rows).unwrap_or(0) - written;
    }
    let moved = tx
        .execute(
            "UPDATE entity_imports SET rows_read = $3, kept = $4, sole_proprietors = $5, repeated = $6, changed_at = $7
             WHERE id = $1 AND rows_read = $2 AND state = 'running'",
            params![
                at.id,
                at.rows,
                next.rows,
                next.kept,
                next.sole_proprietors,
                next.repeated,
                app.now().wall
            ],
        )
        .await?;
    if moved != 1 {
        return Err(ImportError::Superseded);
    }
    tx.commit().await?;
    Ok(next)
}

/// The statement that writes `rows` organisations of one import.
fn insert_of(rows: usize) -> String {
    use std::fmt::Write as _;
    let mut sql = "INSERT INTO entities (import_id, number, entity) VALUES ".to_owned();
    for row in 0..rows {
        let comma = if row == 0 { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(sql, "{comma}($1, ${}, ${})", 2 * row + 2, 2 * row + 3);
    }
    sql.push_str(" ON CONFLICT DO NOTHING");
    sql
}

/// Puts a complete table in the place of the former one.
async fn put_in_use(app: &App, now: Now, at: Position, allow_smaller: bool) -> Result<(), ImportError> {
    if at.kept == 0 {
        drop_import(app, at.id).await?;
        return Err(ImportError::Empty);
    }
    let mut tx = app.db.begin_write().await?;
    let former = tx.fetch_optional("SELECT id, kept FROM entity_imports WHERE state = 'in_use'", &[]).await?;
    if let Some(former) = former {
        let kept = former.int("kept")?;
        if !allow_smaller && at.kept.saturating_mul(100) < kept.saturating_mul(SHRINKS_TO) {
            return Err(ImportError::Smaller { kept: at.kept, former: kept });
        }
        if !mark_dropped(&mut tx, former.int("id")?, "in_use").await? {
            return Err(ImportError::Superseded);
        }
    }
    let placed = tx
        .execute(
            "UPDATE entity_imports SET state = 'in_use', changed_at = $3
             WHERE id = $1 AND rows_read = $2 AND state = 'running'",
            params![at.id, at.rows, now.wall],
        )
        .await;
    match placed {
        Ok(1) => {}
        Ok(_) => return Err(ImportError::Superseded),
        Err(error) if error.is_unique_violation() => return Err(ImportError::Superseded),
        Err(error) => return Err(error.into()),
    }
    let detail = json!({ "rows": at.rows, "kept": at.kept, "sole_proprietors": at.sole_proprietors });
    let event = Event {
        actor: "operator",
        action: "entities.imported",
        subject: &at.id.to_string(),
        organisation: None,
        case_number: None,
        detail,
    };
    audit::record(&mut tx, &app.random, now, event).await?;
    tx.commit().await?;
    Ok(())
}

async fn drop_import(app: &App, id: i64) -> Result<(), Error> {
    let mut tx = app.db.begin_write().await?;
    mark_dropped(&mut tx, id, "running").await?;
    tx.commit().await?;
    clear_dropped(app).await
}

/// Removes the rows of tables that nobody uses any more, a bounded number at a time.
async fn clear_dropped(app: &App) -> Result<(), Error> {
    loop {
        let mut tx = app.db.begin_write().await?;
        let dropped = "SELECT id FROM entity_imports WHERE state = 'dropped' ORDER BY id LIMIT 1";
        let Some(row) = tx.fetch_optional(dropped, &[]).await? else { return Ok(()) };
        let id = row.int("id")?;
        let removed = tx
            .execute(
                "DELETE FROM entities WHERE import_id = $1 AND number IN
                   (SELECT number FROM entities WHERE import_id = $1 ORDER BY number LIMIT $2)",
                params![id, CLEARED_AT_ONCE],
            )
            .await?;
        if removed == 0 {
            tx.execute("DELETE FROM entity_imports WHERE id = $1 AND state = 'dropped'", params![id]).await?;
        }
        tx.commit().await?;
    }
}

/// The table that look-ups use.
pub(super) async fn table_in_use(tx: &mut Tx) -> Result<Option<i64>, Error> {
    let row = tx.fetch_optional("SELECT id FROM entity_imports WHERE state = 'in_use'", &[]).await?;
    row.map(|row| row.int("id")).transpose()
}

/// The tables there are, in use or not.
pub(super) async fn list_imports(tx: &mut Tx) -> Result<Vec<i64>, Error> {
    let rows = tx.fetch_all("SELECT id FROM entity_imports ORDER BY id", &[]).await?;
    rows.iter().map(|row| row.int("id")).collect()
}

/// The organisation of this number in a table, as JSON.
pub(super) async fn find_entity(tx: &mut Tx, table: i64, number: OrgNumber) -> Result<Option<String>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT entity FROM entities WHERE import_id = $1 AND number = $2",
            params![table, number.to_string()],
        )
        .await?;
    row.map(|row| row.text("entity")).transpose()
}
