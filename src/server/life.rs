//! The life of a process: what must be there before it starts, the sockets it listens on, its tasks, and how it ends.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::{Parts, Services, connections, router};
use crate::access::limits::{LoginLimits, LookupLimits};
use crate::access::oidc::{Oidc, OidcError};
use crate::app::App;
use crate::clients;
use crate::clock::{Clock, DAY, HOUR, Now};
use crate::config::{Config, ConfigError, Database};
use crate::db::{self, Db};
use crate::delegation;
use crate::ids::Random;
use crate::jobs::{Lane, Queue};
use crate::keys::{self, Keys, KeysError};
use crate::mail::receiver::{CertificateError, Receiver, Reception};
use crate::mail::{self, Outbox, RelayError};
use crate::orders::provision::external::SelfService;
use crate::orders::rules::{Rules, RulesError};
use crate::orders::{self, limits::OrderLimits};
use crate::parties;
use crate::privacy;
use crate::register::{self, Register};
use crate::token::{self, TokenServer, TokenServerError};
use crate::world;

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The master key or a signing key.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The database.
    #[error("the database cannot be used: {0}")]
    Database(#[from] db::Error),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The mail receiver's certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The file of rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The login with OIDC.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The token server.
    #[error(transparent)]
    Token(#[from] TokenServerError),
    /// The data directory.
    #[error("the directory {path} cannot be made: {source}. Choose another with --data DIR.")]
    Directory {
        /// The directory.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process serves the same directory. Two would tell scopes and delegations two addresses of this service.
    #[error(
        "the world in {directory} is served already{served_at}. Stop that process, or choose another directory with \
         --data DIR; several nodes need PostgreSQL (--database URL)."
    )]
    Served {
        /// The directory.
        directory: String,
        /// At what address and by which process, where that is known.
        served_at: String,
    },
    /// An address.
    #[error(
        "{address} cannot be listened on: {source}. Choose another with {flag}, for example {flag} 127.0.0.1:0."
    )]
    Listen {
        /// The flag that sets it.
        flag: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// PostgreSQL is migrated by a command of its own, so that nodes never race and an operator sees the step.
    #[error(
        "the database needs migrations that were not run yet ({0}). Run: fullmakt migrate --database URL"
    )]
    Migrations(String),
}

/// Opens the database that `config` names, brought to this program's schema.
pub async fn open_database(config: &Config, now: Now) -> Result<Db, StartError> {
    match &config.database {
        Database::Directory(directory) => {
            std::fs::create_dir_all(directory)
                .map_err(|source| StartError::Directory { path: directory.display().to_string(), source })?;
            let db = Db::open_sqlite(&directory.join("fullmakt.db")).await?;
            db.migrate(now.wall).await?;
            Ok(db)
        }
        Database::Postgres { url, ca_file } => {
            let db = Db::open_postgres(url, ca_file.as_deref(), 10).await?;
            let pending = db.pending_migrations().await?;
            if pending.is_empty() { Ok(db) } else { Err(StartError::Migrations(pending.join(", "))) }
        }
    }
}

/// What keeps another process from serving the same directory, until this one ends, however it ends.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "the lock is let go of when the file is closed")] Option<File>);

/// Takes the directory of a world on SQLite for this process alone. Commands open the world beside it all the same.
pub fn hold_directory(config: &Config) -> Result<Held, StartError> {
    let Database::Directory(directory) = &config.database else { return Ok(Held(None)) };
    let shown = || directory.display().to_string();
    let failed = |source| StartError::Directory { path: shown(), source };
    std::fs::create_dir_all(directory).map_err(failed)?;
    let path = directory.join("serve.lock");
    let mut file =
        File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut said = String::new();
            let _ = (&file).take(1_000).read_to_string(&mut said);
            let served_at = if said.is_empty() { said } else { format!(", {}", said.trim()) };
            return Err(StartError::Served { directory: shown(), served_at });
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    let said = format!("at {} by process {}\n", config.public_url, std::process::id());
    file.set_len(0).and_then(|()| file.write_all(said.as_bytes())).map_err(failed)?;
    Ok(Held(Some(file)))
}

/// Opens a world: database, keys, and what is built in. Commands and `serve` begin alike.
pub async fn open(config: Config, clock: Clock, random: Random) -> Result<App, StartError> {
    let db = open_database(&config, clock.now()).await?;
    let keys = Keys::open(&config, &random)?;
    assemble(config, db, keys, clock, random).await
}

/// Puts the shared parts together over an open database.
pub async fn assemble(
    config: Config,
    db: Db,
    keys: Keys,
    clock: Clock,
    random: Random,
) -> Result<App, StartError> {
    let config = Arc::new(config);
    let app = App {
        outbox: Outbox::new(db.clone(), keys.clone(), random.clone(), Arc::clone(&config))?,
        queue: Queue::new(db.clone(), clock.clone(), &random),
        registry_places: Arc::new(Semaphore::new(parties::registry::AT_ONCE)),
        config,
        db,
        clock,
        random,
        keys,
    };
    follow_world_clock(&app).await?;
    orders::search::index_older_orders(&app.db).await?;
    let now = app.now();
    keys::ensure_signing_key(&app.db, &app.keys, &app.random, app.config.signing_key_bits, now).await?;
    seed(&app, now).await?;
    Ok(app)
}

/// What every world has from the start: scopes, schemes and the register's small population.
async fn seed(app: &App, now: Now) -> Result<(), db::Error> {
    let mut tx = app.db.begin_write().await?;
    clients::seed_builtin(&mut tx, app, now).await?;
    delegation::seed_builtin(&mut tx, app, now).await?;
    register::seed_population(&mut tx).await?;
    register::population::changes::schedule(&mut tx, app, now).await?;
    register::access_log::schedule_sweep(&mut tx, app, now, DAY).await?;
    register::snapshot::schedule(&mut tx, app, now).await?;
    token::schedule_sweep(&mut tx, app, now, HOUR).await?;
    token::rotation::schedule(&mut tx, app, now, HOUR).await?;
    privacy::ending::schedule(&mut tx, app, now).await?;
    orders::expiring::schedule(&mut tx, app, now, DAY).await?;
    tx.commit().await
}

/// Copies the world's offset from the database into the clock.
async fn follow_world_clock(app: &App) -> Result<(), db::Error> {
    let mut tx = app.db.read().await?;
    let offset = world::clock_offset(&mut tx).await?;
    app.clock.set_offset(offset);
    Ok(())
}

/// The long-lived parts over an opened world.
pub async fn services(app: App) -> Result<Services, StartError> {
    let mut tx = app.db.begin_write().await?;
    let moved = clients::follow_settings(&mut tx, &app, app.now()).await?;
    tx.commit().await?;
    if let (Some(before), Database::Postgres { .. }) = (moved, &app.config.database) {
        // Nodes that disagree would go on rewriting each other's word at every start.
        tracing::warn!(
            before,
            now = app.config.delegation_source(),
            "this world was served at another address; every node must have the same FULLMAKT_PUBLIC_URL"
        );
    }
    let app = Arc::new(app);
    let token = Arc::new(TokenServer::open(Arc::clone(&app)).await?);
    let register = Arc::new(Register::new(Arc::clone(&app)));
    let limits = Arc::new(OrderLimits::new(app.config.orders_per_hour));
    let login_limits = Arc::new(LoginLimits::new(app.config.logins_per_minute));
    let lookup_limits = Arc::new(LookupLimits::new(app.config.unknown_lookups_per_hour));
    let rules = Arc::new(Rules::open(&app)?);
    let oidc = Oidc::open(&app.config)?.map(Arc::new);
    let self_service = SelfService::open(&app.config)?.map(Arc::new);
    let App { db, keys, random, clock, config, queue, .. } = (*app).clone();
    let reception = Reception::new(Receiver { db, keys, random, clock, config, queue })?;
    let parts = Parts {
        app,
        token,
        register,
        limits,
        login_limits,
        lookup_limits,
        self_service,
        rules,
        oidc,
        reception,
    };
    Ok(Services { parts: Arc::new(parts) })
}

/// Listening sockets, bound before the settings are final: with port 0 the public URL is known only afterwards.
#[derive(Debug)]
pub struct Listeners {
    http: TcpListener,
    smtp: Option<TcpListener>,
}

impl Listeners {
    /// Binds the addresses of `config` and puts the real ports into it.
    pub async fn bind(config: &mut Config) -> Result<Self, StartError> {
        let default_url = format!("http://{}", config.listen);
        let http = TcpListener::bind(config.listen).await.map_err(|source| StartError::Listen {
            flag: "--listen",
            address: config.listen,
            source,
        })?;
        if let Ok(address) = http.local_addr() {
            config.listen = address;
            if config.public_url == default_url {
                config.public_url = format!("http://{address}");
            }
        }
        let smtp = match config.smtp_listen {
            None => None,
            Some(address) => {
                let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen {
                    flag: "--smtp-listen",
                    address,
                    source,
                })?;
                config.smtp_listen = listener.local_addr().ok();
                Some(listener)
            }
        };
        Ok(Self { http, smtp })
    }
}

/// A running service. [`Running::stop`] drains it.
#[derive(Debug)]
pub struct Running {
    /// The long-lived parts.
    pub services: Services,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Letters that one process hands to the relay at the same time: a relay that takes its time over one does not hold the others.
const LETTERS_AT_ONCE: usize = 4;

/// How often the world's offset is read from the database, so that every node sees a change within a second.
const CLOCK_LOOK: Duration = Duration::from_millis(500);

/// Starts serving on bound sockets.
pub fn start(services: Services, listeners: Listeners) -> Running {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();

    let routes = router(services.clone());
    tasks.spawn(connections::serve(listeners.http, routes, connections::PATIENCE, stopped.clone()));

    for _ in 0..LETTERS_AT_ONCE {
        let letters = services.clone();
        let letters_stop = stopped.clone();
        tasks.spawn(async move {
            letters.app.queue.run(&letters, Lane::Letters, letters_stop).await;
        });
    }

    let worker = services.clone();
    let worker_stop = stopped.clone();
    tasks.spawn(async move {
        if !worker.app.db.is_postgres()
            && let Err(error) = worker.app.queue.release_claims_of_the_dead().await
        {
            tracing::warn!(%error, "claims of an earlier process could not be released");
        }
        worker.app.queue.run(&worker, Lane::Work, worker_stop).await;
    });

    let follower = Arc::clone(&services.app);
    let mut clock_stop = stopped;
    tasks.spawn(async move {
        while !*clock_stop.borrow() {
            if let Err(error) = follow_world_clock(&follower).await {
                tracing::warn!(%error, "the world's clock could not be read");
            }
            tokio::select! {
                () = pause(CLOCK_LOOK) => {}
                _ = clock_stop.changed() => {}
            }
        }
    });

    if let Some(mailbox) = services.app.config.imap.clone() {
        tasks.spawn(mail::imap::follow(services.reception.clone(), mailbox, stop.subscribe()));
    }
    if let Some(listener) = listeners.smtp {
        tasks.spawn(mail::receiver::receive(services.reception.clone(), listener, stop.subscribe()));
    }
    Running { services, stop, tasks }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the look at the world's clock, and a want of connections, are among the few places that wait"
)]
pub(super) async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Waits until every node that was running before has looked at the world's clock: for what moves it from outside.
pub async fn nodes_have_looked_at_the_clock() {
    pause(CLOCK_LOOK * 2).await;
}

impl Running {
    /// Stops taking requests and mail, lets those under way end, and returns when all is quiet.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }

    /// Serves until one of `signals` comes, then drains.
    pub async fn until_signalled(self, signals: Signals) {
        signals.received().await;
        tracing::info!("stopping: requests under way are finished first");
        self.stop().await;
    }
}

/// The signals that tell a service to end: SIGTERM and Ctrl-C.
///
/// They count from [`Signals::listen`] on. Whoever announces that it serves listens before: a process that is told to end
/// earlier is ended by the system, in the middle of its work.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(unix)]
    interrupt: Option<Signal>,
}

impl Signals {
    /// Listens for them.
    pub fn listen() -> Self {
        Self {
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate()).ok(),
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt()).ok(),
        }
    }

    #[cfg(unix)]
    async fn received(self) {
        // One that cannot be listened for ends the process as the system has it.
        let next = async |signal: Option<Signal>| match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        };
        tokio::select! {
            () = next(self.terminate) => {}
            () = next(self.interrupt) => {}
        }
    }

    #[cfg(not(unix))]
    async fn received(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
