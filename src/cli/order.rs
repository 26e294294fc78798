//! `fullmakt order`: what the operator does for the order desk.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, open_app};
use crate::access::{api_keys, links};
use crate::audit::{self, Event};
use crate::numbers::OrgNumber;
use crate::orders::{OrderState, store};

/// Example: `fullmakt order login-link --name "Saksbehandler Test"`
#[derive(Debug, Args)]
pub struct OrderCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a one-time link with which a handler (or operator) logs in
    LoginLink {
        #[command(flatten)]
        world: WorldArgs,
        /// The address of the running server, when it is not the default
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// The name that receipts and history will carry
        #[arg(long, default_value = "Saksbehandler")]
        name: String,
        /// Make it for the operator, who may read the built-in mailbox of a shared server
        #[arg(long)]
        operator: bool,
    },
    /// Make an API key with which an organisation places orders
    ApiKey {
        #[command(flatten)]
        world: WorldArgs,
        /// The organisation's number
        #[arg(long, value_name = "NUMBER")]
        org: String,
    },
    /// List the orders
    List {
        #[command(flatten)]
        world: WorldArgs,
        /// Print JSON, one object a line
        #[arg(long)]
        json: bool,
    },
}

/// Runs the subcommand.
pub async fn run(command: OrderCommand) -> Result<ExitCode, Failure> {
    match command.what {
        What::LoginLink { world, public_url, name, operator } => {
            let mut app = open_app(&world).await?;
            if let Some(url) = public_url {
                let mut config = (*app.config).clone();
                url.trim_end_matches('/').clone_into(&mut config.public_url);
                app.config = std::sync::Arc::new(config);
            }
            let kind = if operator { "operator" } else { "handler" };
            let mut tx = app.db.begin_write().await?;
            let link = links::create_one_time(&mut tx, &app, app.now(), kind, &name).await?;
            record(&mut tx, &app, "login_link.created", kind, None).await?;
            tx.commit().await?;
            println!("{link}");
        }
        What::ApiKey { world, org } => {
            let organisation = OrgNumber::parse_typed(&org)?;
            let app = open_app(&world).await?;
            let mut tx = app.db.begin_write().await?;
            let (id, secret) =
                api_keys::create(&mut tx, &app, app.now(), organisation, "operator", "operator").await?;
            record(&mut tx, &app, "api_key.created", &id, Some(organisation)).await?;
            tx.commit().await?;
            println!("{secret}");
        }
        What::List { world, json } => {
            let app = open_app(&world).await?;
            let mut tx = app.db.read().await?;
            for state in OrderState::ALL {
                for order in store::list_by_state(&mut tx, state, 1_000).await? {
                    let who = order.applicant().map(|party| party.name.clone()).unwrap_or_default();
                    if json {
                        println!(
                            "{}",
                            json!({ "case_number": order.case_number, "kind": order.kind.key(), "state": state.key(), "applicant": who })
                        );
                    } else {
                        println!("{}  {:<20} {:<18} {who}", order.case_number, state.key(), order.kind.key());
                    }
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn record(
    tx: &mut crate::db::Tx,
    app: &crate::app::App,
    action: &'static str,
    subject: &str,
    organisation: Option<OrgNumber>,
) -> Result<(), crate::db::Error> {
    let organisation = organisation.map(|number| number.to_string());
    let event = Event {
        actor: "operator",
        action,
        subject,
        organisation: organisation.as_deref(),
        case_number: None,
        detail: json!({}),
    };
    audit::record(tx, &app.random, app.now(), event).await
}
