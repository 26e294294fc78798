//! The whole register as a file (*totalbestand*): made every night by the world's clock, and kept in the database.
//!
//! A snapshot is built piece by piece. Each piece is compressed by itself, up to a byte's end, and says in the snapshot's
//! row how far it has come; so a build goes on after a crash, on any node, and two that build at once make one file: the
//! row takes each piece once. A file stays until the next one but one, so that nobody's download is cut.

mod store;
pub(super) mod zip;

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::json;

use super::codes::NameLanguage;
use super::model::Company;
use super::population::changes::catch_up;
use super::view::{Eyes, Newest, VIEWS, View};
use crate::app::App;
use crate::clock::{DAY, Millis, Now, Stopwatch, next_norwegian_midnight};
use crate::db::{Error, Tx};
use crate::jobs::{self, Due, Outcome};
use crate::parties::PartyError;

pub use store::{Snapshot, newest};

/// A piece is closed when it has come to this many bytes, compressed.
const PIECE: usize = 1 << 20;

/// How many companies are read at a time.
const CHUNK: i64 = 500;

/// How long a job builds before it lets other jobs have their turn.
const TURN: Duration = Duration::from_secs(1);

/// How many complete snapshots are kept.
const KEEP: i64 = 2;

/// How many pieces are forgotten in one transaction.
const FORGET: i64 = 16;

const JOB: &str = "register.snapshot";

/// Puts the next night's snapshot into the queue, unless it waits there.
pub async fn schedule(tx: &mut Tx, app: &App, now: Now) -> Result<(), Error> {
    let due = next_norwegian_midnight(now.world);
    // The job of a night that is running still holds its own key.
    let key = format!("{JOB}:{}", due.div_euclid(DAY));
    jobs::enqueue(tx, &app.random, now, JOB, &json!({ "nightly": true }), Due::World(due), Some(&key)).await
}

/// The function of jobs of kind `register.snapshot`: begins one when it is the night's, and builds for a while.
pub async fn run(app: &App, nightly: bool, now: Now) -> Outcome {
    let done = if nightly { tonight(app, now).await } else { build_for_a_while(app, now).await };
    match done {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Begins the night's snapshot, when the population has had all its days: after the clock has jumped they are caught up
/// with first, since the file would lack them until the next night.
async fn tonight(app: &App, now: Now) -> Result<(), PartyError> {
    let mut tx = app.db.begin_write().await?;
    schedule(&mut tx, app, now).await?;
    tx.commit().await?;
    let caught_up = catch_up(app, now).await?;
    let mut tx = app.db.begin_write().await?;
    if !caught_up {
        jobs::enqueue(&mut tx, &app.random, now, JOB, &json!({ "nightly": true }), Due::Now, None).await?;
    } else if !begin(&mut tx, app, now).await? {
        // One that is still being built may have lost its job to too many failures.
        go_on(&mut tx, app, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn build_for_a_while(app: &App, now: Now) -> Result<(), PartyError> {
    let watch = Stopwatch::start();
    while build_piece(app).await? {
        if watch.elapsed() >= TURN {
            let mut tx = app.db.begin_write().await?;
            go_on(&mut tx, app, now).await?;
            return Ok(tx.commit().await?);
        }
    }
    Ok(forget_outdated(app).await?)
}

async fn go_on(tx: &mut Tx, app: &App, now: Now) -> Result<(), Error> {
    jobs::enqueue(tx, &app.random, now, JOB, &json!({}), Due::Now, None).await
}

/// Begins a snapshot, with the job that builds it; false when one is being built already.
pub async fn begin(tx: &mut Tx, app: &App, now: Now) -> Result<bool, Error> {
    let id = app.random.new_id(now.wall);
    let begun = store::begin(tx, &id, now, &app.config.register.whole_name).await?;
    if begun {
        go_on(tx, app, now).await?;
    }
    Ok(begun)
}

/// How far a build is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Companies so far.
    pub companies: i64,
    /// Bytes of JSON so far.
    pub json_length: i64,
}

/// Builds a snapshot of the register as it is by now, and gives it. One that is being built is completed first.
pub async fn build_now(app: &App, show: &mut (dyn FnMut(Progress) + Send)) -> Result<Snapshot, Error> {
    loop {
        let mut tx = app.db.begin_write().await?;
        let begun = begin(&mut tx, app, app.now()).await?;
        tx.commit().await?;
        let mut last = None;
        while let Some(under_way) = current(app).await? {
            show(Progress { companies: under_way.companies, json_length: under_way.json_length });
            last = Some(under_way.id.clone());
            build_piece(app).await?;
        }
        forget_outdated(app).await?;
        if begun && let Some(id) = last {
            let mut tx = app.db.read().await?;
            if let Some(snapshot) = store::find(&mut tx, &id).await? {
                return Ok(snapshot);
            }
        }
    }
}

/// The newest snapshot. When there is none yet, one is begun and built for `patience`: a small register is then answered
/// at once, and a large one by the job that goes on.
pub async fn newest_or_first(app: &App, patience: Duration) -> Result<Option<Snapshot>, Error> {
    let watch = Stopwatch::start();
    loop {
        let mut tx = app.db.read().await?;
        let found = newest(&mut tx).await?;
        let under_way = store::building(&mut tx).await?.is_some();
        drop(tx);
        if found.is_some() || watch.elapsed() >= patience {
            return Ok(found);
        }
        if under_way {
            build_piece(app).await?;
        } else {
            let mut tx = app.db.begin_write().await?;
            begin(&mut tx, app, app.now()).await?;
            tx.commit().await?;
            app.queue.wake();
        }
    }
}

async fn current(app: &App) -> Result<Option<Snapshot>, Error> {
    store::building(&mut app.db.read().await?).await
}

/// Builds the next piece of the snapshot that is being built; false when none is.
async fn build_piece(app: &App) -> Result<bool, Error> {
    let Some(before) = current(app).await? else { return Ok(false) };
    let mut piece = Piece::of(&before);
    loop {
        let read = store::companies_after(&mut app.db.read().await?, &piece.reached.after, CHUNK).await?;
        let last = i64::try_from(read.len()).is_ok_and(|read| read < CHUNK);
        piece = aside(move || piece.with(&read, last)).await?;
        if last {
            piece.reached.completed_at = Some(app.now().wall);
        }
        if last || piece.out.get_ref().len() >= PIECE {
            break;
        }
    }
    let (reached, content) = piece.close()?;
    let mut tx = app.db.begin_write().await?;
    if store::add(&mut tx, &before, &reached, content).await? {
        tx.commit().await?;
    }
    Ok(true)
}

/// Runs what takes the processor for some time where it holds up no request.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(broken(&error)),
    }
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::inconsistent("register_snapshots", "building", "the next piece", error.to_string())
}

/// A piece on its way: what the snapshot has come to with it, and its bytes.
struct Piece {
    reached: Snapshot,
    checksum: crc32fast::Hasher,
    eyes: Eyes,
    json: Vec<u8>,
    out: DeflateEncoder<Vec<u8>>,
}

/// The file is for authorities, who see the most.
const EYES: View = VIEWS[0].1;

impl Piece {
    fn of(before: &Snapshot) -> Self {
        Self {
            reached: before.clone(),
            checksum: crc32fast::Hasher::new_with_initial_len(
                before.checksum,
                u64::try_from(before.json_length).unwrap_or_default(),
            ),
            eyes: Eyes { view: EYES, language: NameLanguage::Nob, world: before.taken_at },
            json: Vec::new(),
            out: DeflateEncoder::new(Vec::with_capacity(PIECE + PIECE / 4), Compression::fast()),
        }
    }

    /// Adds companies, and the list's end behind the last ones.
    fn with(mut self, companies: &[(String, String)], last: bool) -> Result<Self, Error> {
        self.json.clear();
        for (number, document) in companies {
            self.json.push(if self.reached.companies == 0 { b'[' } else { b',' });
            let broken = |error: serde_json::Error| {
                Error::inconsistent("register_companies", "document", number, error.to_string())
            };
            let company: Company = serde_json::from_str(document).map_err(broken)?;
            serde_json::to_writer(&mut self.json, &Newest(&company, &self.eyes)).map_err(broken)?;
            self.reached.companies += 1;
            self.reached.after.clone_from(number);
        }
        if last {
            self.json.extend(if self.reached.companies == 0 { &b"[]"[..] } else { b"]" });
        }
        self.checksum.update(&self.json);
        self.reached.json_length += i64::try_from(self.json.len()).unwrap_or_default();
        self.out.write_all(&self.json).map_err(|error| broken(&error))?;
        Ok(self)
    }

    /// Ends the piece at a byte's end, so that the next one follows it.
    fn close(mut self) -> Result<(Snapshot, Vec<u8>), Error> {
        self.out.flush().map_err(|error| broken(&error))?;
        let content = std::mem::take(self.out.get_mut());
        self.reached.checksum = self.checksum.finalize();
        self.reached.deflated_length += i64::try_from(content.len()).unwrap_or_default();
        Ok((self.reached, content))
    }
}

async fn forget_outdated(app: &App) -> Result<(), Error> {
    loop {
        let mut tx = app.db.begin_write().await?;
        let Some(id) = store::outdated(&mut tx, KEEP).await? else { return Ok(()) };
        store::forget(&mut tx, &id, FORGET).await?;
        tx.commit().await?;
    }
}

/// A snapshot as the bytes of its ZIP file.
#[derive(Debug, Clone)]
pub struct File {
    id: String,
    head: Vec<u8>,
    deflated: u64,
    tail: Vec<u8>,
    /// When it was complete; wall time.
    pub completed_at: Millis,
}

impl File {
    /// The file of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let whole = |length: i64| u64::try_from(length).unwrap_or_default();
        let completed_at = snapshot.completed_at.unwrap_or(snapshot.taken_at);
        let entry = zip::Entry {
            name: &snapshot.file_name,
            at: completed_at,
            checksum: snapshot.checksum,
            length: whole(snapshot.json_length),
            deflated: whole(snapshot.deflated_length),
        };
        Self {
            id: snapshot.id.clone(),
            head: entry.head(),
            deflated: entry.deflated,
            tail: entry.tail(),
            completed_at,
        }
    }

    /// How long it is.
    pub fn length(&self) -> u64 {
        self.head.len() as u64 + self.deflated + self.tail.len() as u64
    }

    /// Its strong entity tag (RFC 9110 §8.8.3): the bytes of a snapshot never change.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.id)
    }

    /// The bytes from `position` on, at least one and as many as lie together; none at the end. An error when the snapshot
    /// is gone.
    pub async fn read(&self, app: &App, position: u64) -> Result<Vec<u8>, Error> {
        let from = |bytes: &[u8], at: u64| {
            usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default().to_vec()
        };
        let head = self.head.len() as u64;
        let Some(inside) = position.checked_sub(head) else { return Ok(from(&self.head, position)) };
        if inside >= self.deflated {
            return Ok(from(&self.tail, inside - self.deflated));
        }
        let inside = i64::try_from(inside).unwrap_or(i64::MAX);
        let found = store::part_at(&mut app.db.read().await?, &self.id, inside).await?;
        let bytes = found
            .map(|(start, mut content)| {
                let before = usize::try_from(inside - start).unwrap_or(usize::MAX).min(content.len());
                content.drain(..before);
                content
            })
            .filter(|bytes| !bytes.is_empty());
        bytes.ok_or_else(|| {
            Error::inconsistent("register_snapshot_parts", "start", &self.id, "the piece is gone")
        })
    }
}
