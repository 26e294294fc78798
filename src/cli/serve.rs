//! `fullmakt serve`: the service, until it is told to stop.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Failure, WorldArgs};
use crate::access::links;
use crate::clock::Clock;
use crate::config::{Config, Settings, unknown_settings};
use crate::ids::Random;
use crate::server::{self, Listeners};

/// What `fullmakt serve` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt serve --data ./data --listen 127.0.0.1:8080")]
pub struct ServeArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The address for pages and APIs [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address for mail by SMTP, or `off` [default: 127.0.0.1:2525]
    #[arg(long, value_name = "ADDRESS")]
    smtp_listen: Option<String>,
    /// The address people and clients use, when a proxy stands in front [default: <http://LISTEN>]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Print the addresses as one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(args: ServeArgs) -> Result<ExitCode, Failure> {
    log_to_stderr();
    // What this command line says and no setting does, another command must be told too.
    let address_was_given = args.listen.is_some() || args.public_url.is_some();
    let mut again = "fullmakt order login-link".to_owned();
    if let Some(data) = &args.world.data {
        again = format!("{again} --data {}", data.display());
    } else if args.world.database.is_some() {
        again = format!("{again} --database URL");
    }
    let mut config = Config::read(Settings {
        listen: args.listen,
        smtp_listen: args.smtp_listen,
        public_url: args.public_url,
        ..args.world.settings()
    })?;
    config.check_exposure()?;
    for name in unknown_settings() {
        tracing::warn!("{name} is no setting and changes nothing; the settings stand in docs/settings.md");
    }
    let listeners = Listeners::bind(&mut config).await?;
    let _held = server::hold_directory(&config)?;
    let app = server::open(config, Clock::system(), Random::system()).await?;
    let link = {
        let mut tx = app.db.begin_write().await?;
        let link = links::create_one_time(&mut tx, &app, app.now(), "handler", "Saksbehandler").await?;
        tx.commit().await?;
        link
    };
    let signals = server::Signals::listen();
    let running = server::start(server::services(app).await?, listeners);
    let config = &running.services.app.config;
    if address_was_given {
        again = format!("{again} --public-url {}", config.public_url);
    }
    let smtp = config.smtp_listen.map(|address| address.to_string());
    if args.json {
        println!(
            "{}",
            json!({ "url": config.public_url, "listen": config.listen.to_string(), "smtp": smtp, "handler_link": link })
        );
    } else {
        println!("Fullmakt serves at      {}", config.public_url);
        println!("Orders by mail (SMTP)   {}", smtp.as_deref().unwrap_or("off"));
        println!("The handler logs in at  {link}");
        println!("                        (works once, for a day; make another with: {again})");
    }
    running.until_signalled(signals).await;
    Ok(ExitCode::SUCCESS)
}

/// Structured logs on standard error; `RUST_LOG` chooses what is shown, as everywhere in Rust.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::INFO.into())
        .from_env_lossy();
    // Colours are for a terminal; in a file they are rubbish.
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .try_init();
}
