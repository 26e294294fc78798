//! The token server: `POST /token`, metadata and keys, and the explanation of every refusal.
//!
//! The order of work is a safety property (design §6): signature and times are checked before a `jti` is used up; the
//! `jti` is used up whatever follows; what will be signed is in the ledger before it is signed.

mod batch;
mod decision;
pub mod explain;
pub mod grant;
pub mod http;
mod issue;
mod known;
pub mod pages;
mod proof;
pub mod refusal;
mod repair;
pub mod request;
pub mod rotation;
mod sent;
mod signers;
mod undelegated;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::oneshot;

use batch::Rounds;
use known::KnownClients;
use signers::{Job, Signers, Then};

use crate::app::App;
use crate::db::Tx;
use crate::jobs::Outcome;
use crate::jose::SigningKey;
use crate::keys::{self, KeysError, Trust};
use crate::ledger;

pub use issue::{Answer, issue, refuse};

/// Requests that may wait for a signature; beyond this they are told to come back (503).
const QUEUE_LIMIT: usize = 1_000;

/// The token server's long-lived parts, built once in `server.rs`.
#[derive(Debug)]
pub struct TokenServer {
    /// The shared parts.
    pub app: Arc<App>,
    /// The key that signed last. Which one signs is asked in every round.
    key: Mutex<SigningKey>,
    /// The authorities that the settings name; this world's own is read where it is needed, since it may come later.
    trust: Trust,
    signers: Signers,
    waiting: AtomicUsize,
    known: KnownClients,
    rounds: Rounds,
}

/// The token server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TokenServerError {
    /// The signing key cannot be had.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The threads that sign cannot be started.
    #[error("the threads that sign cannot be started: {0}")]
    Threads(std::io::Error),
    /// There is no signing key.
    #[error("there is no signing key; starting the service again makes one")]
    NoKey,
    /// The file of trusted authorities cannot be used.
    #[error(
        "FULLMAKT_TRUSTED_AUTHORITIES {path}: {problem}. It must be a PEM file of the authorities' certificates (BEGIN CERTIFICATE)"
    )]
    Trust {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// The authorities in the settings' file.
fn read_trust(app: &App) -> Result<Trust, TokenServerError> {
    let mut trust = Trust::default();
    let Some(path) = &app.config.trusted_authorities else { return Ok(trust) };
    let fault = |problem: String| TokenServerError::Trust { path: path.display().to_string(), problem };
    let pem = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    match trust.add_pem(&pem) {
        Ok(0) => Err(fault("it holds no certificate".to_owned())),
        Ok(_) => Ok(trust),
        Err(_) => Err(fault("a certificate in it cannot be read".to_owned())),
    }
}

impl TokenServer {
    /// Opens the signing key.
    pub async fn open(app: Arc<App>) -> Result<Self, TokenServerError> {
        let key = keys::active_signing_key(&app.db, &app.keys).await?.ok_or(TokenServerError::NoKey)?;
        let trust = read_trust(&app)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let signers = Signers::start(cores).map_err(TokenServerError::Threads)?;
        let (known, rounds) = (KnownClients::new(), Rounds::new());
        let key = Mutex::new(key);
        Ok(Self { app, key, trust, signers, waiting: AtomicUsize::new(0), known, rounds })
    }

    /// How many requests were written together, for `/metrics`.
    pub fn batch_sizes(&self) -> Histogram {
        self.rounds.sizes.clone()
    }

    /// Takes a place in the queue, or tells that it is full.
    fn enter(&self) -> Option<Place<'_>> {
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let place = Place { server: self };
        (before < QUEUE_LIMIT).then_some(place)
    }

    /// The key that signs as this transaction sees it; opened when it is another than before.
    async fn signing_key(&self, tx: &mut Tx) -> Result<SigningKey, KeysError> {
        let signing = keys::signing_kid(tx).await?;
        let known = self.key.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if signing.as_deref() == Some(known.kid()) {
            return Ok(known);
        }
        let opened = keys::open_signing_key(tx, &self.app.keys).await?;
        let key = opened.ok_or(KeysError::Library("finding a signing key"))?;
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&key);
        Ok(key)
    }

    /// Signs with the key that signs at this moment.
    async fn sign_now(&self, claims: &serde_json::Value) -> Result<String, KeysError> {
        let mut tx = self.app.db.read().await?;
        let key = self.signing_key(&mut tx).await?;
        drop(tx);
        let (give, given) = oneshot::channel();
        self.signers.push([Job { key, claims: claims.to_string(), then: Then::Give(give) }]);
        let signed = given.await.ok().and_then(Result::ok);
        signed.ok_or(KeysError::Library("signing a token"))
    }
}

/// A place in the queue, given back when the request ends, however it ends.
struct Place<'a> {
    server: &'a TokenServer,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.server.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The function of jobs of kind `token.sweep`: forgets `jti`s whose time is over and the ledger's oldest rows when there are
/// too many, and comes back in an hour.
pub async fn run_sweep(app: &App, now: crate::clock::Now) -> Outcome {
    let swept = async {
        let mut more = true;
        while more {
            let mut tx = app.db.begin_write().await?;
            more = ledger::forget_beyond(&mut tx, app.config.lifetimes.ledger_rows).await?;
            tx.commit().await?;
        }
        more = true;
        while more {
            let mut tx = app.db.begin_write().await?;
            more = ledger::forget_jtis(&mut tx, now).await?;
            tx.commit().await?;
        }
        let mut tx = app.db.begin_write().await?;
        schedule_sweep(&mut tx, app, now, crate::clock::HOUR).await?;
        tx.commit().await
    };
    match swept.await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Puts the next sweep into the queue, unless one waits.
pub async fn schedule_sweep(
    tx: &mut crate::db::Tx,
    app: &App,
    now: crate::clock::Now,
    after: crate::clock::Millis,
) -> Result<(), crate::db::Error> {
    // A sweep that is running still holds its own key, so the next one is named by its hour.
    let due = now.wall + after;
    let key = format!("token.sweep:{}", due / crate::clock::HOUR);
    let payload = serde_json::json!({});
    crate::jobs::enqueue(
        tx,
        &app.random,
        now,
        "token.sweep",
        &payload,
        crate::jobs::Due::Wall(due),
        Some(&key),
    )
    .await
}
