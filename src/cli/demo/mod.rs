//! `fullmakt demo`: a temporary world, and both ways from an order to a delegated call, over real HTTP and SMTP.
//!
//! The demonstration is a client like any other: it sends mail, presses buttons and fetches tokens through the front
//! door, and looks at the database only to print what the ledger says of the refusal it causes on purpose.

mod browser;
mod journeys;
mod steps;

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::access::links;
use crate::clock::{Clock, Stopwatch};
use crate::config::{Config, Settings};
use crate::ids::Random;
use crate::server::{self, Listeners};
use steps::Steps;

/// What `fullmakt demo` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt demo --keep")]
pub struct DemoArgs {
    /// Print one JSON object a step instead of the list
    #[arg(long)]
    json: bool,
    /// Go on serving afterwards, to click in; Ctrl-C ends it and removes the world
    #[arg(long)]
    keep: bool,
}

/// Walks both journeys; exit code 0 when every step went well.
pub async fn run(args: DemoArgs) -> Result<ExitCode, Failure> {
    let world = TemporaryWorld::make(&Random::system())?;
    let settings = Settings {
        data: Some(world.path.clone()),
        listen: Some("127.0.0.1:0".to_owned()),
        smtp_listen: Some("127.0.0.1:0".to_owned()),
        ..Settings::default()
    };
    // The demonstration is the same whatever the environment says: no relay, no other register, no questions to the DNS.
    let mut config =
        Config::from_lookup(settings, &|name| (name == "FULLMAKT_RESOLVER").then(|| "off".to_owned()))?;
    let listeners = Listeners::bind(&mut config).await?;
    let app = server::open(config, Clock::system(), Random::system()).await?;
    let running = server::start(server::services(app).await?, listeners);
    let mut steps = Steps::new(args.json);
    let watch = Stopwatch::start();
    let outcome = journeys::walk(&running.services.app, &mut steps).await;
    let elapsed = watch.elapsed();
    let code = match outcome {
        Ok(shown) => {
            let served = args.keep.then(|| running.services.app.config.public_url.clone());
            steps.finish(&shown, elapsed, served.as_deref());
            ExitCode::SUCCESS
        }
        Err(error) => {
            steps.failed(&*error);
            ExitCode::FAILURE
        }
    };
    if args.keep && code == ExitCode::SUCCESS {
        let app = &running.services.app;
        let mut tx = app.db.begin_write().await?;
        let link = links::create_one_time(&mut tx, app, app.now(), "handler", "Saksbehandler").await?;
        tx.commit().await?;
        let signals = server::Signals::listen();
        steps.keep(&app.config, &link);
        running.until_signalled(signals).await;
    } else {
        running.stop().await;
    }
    drop(world);
    Ok(code)
}

/// A directory that is removed with the demonstration.
struct TemporaryWorld {
    path: std::path::PathBuf,
}

impl TemporaryWorld {
    fn make(random: &Random) -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("fullmakt-demo-{}", random.uuid()));
        std::fs::create_dir(&path)?;
        Ok(Self { path })
    }
}

impl Drop for TemporaryWorld {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, path = %self.path.display(), "the demonstration's world was left behind");
        }
    }
}
