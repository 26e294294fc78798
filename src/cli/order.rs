//! `fullmakt order`: what the operator does for the order desk.

mod read;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, open_existing};
use crate::access::{api_keys, links};
use crate::audit::{self, Event};
use crate::clock::{MINUTE, iso8601, norwegian_month};
use crate::language::{Language, is_invisible};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::orders::figures::{self, COUNTED, Figures};
use crate::orders::rules::{Rules, try_on_past};
use crate::orders::{OrderError, OrderState, ending, renewal, store};

/// Longest name of a handler, in characters.
const NAME_LIMIT: usize = 100;

/// The name that audit rows carry.
const OPERATOR: &str = "operator";

/// What `fullmakt order` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt order login-link --name \"Saksbehandler Test\"")]
pub struct OrderCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a one-time link with which a handler (or operator) logs in
    #[command(after_help = "Example:\n  fullmakt order login-link --name \"Saksbehandler Test\"")]
    LoginLink {
        #[command(flatten)]
        world: WorldArgs,
        /// The address of the running server, when it is not the default
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// The name that receipts and history will carry
        #[arg(long, default_value = "Saksbehandler", value_parser = shown_name)]
        name: String,
        /// Make it for the operator, who may read the built-in mailbox of a shared server
        #[arg(long)]
        operator: bool,
    },
    /// Make an API key with which an organisation places orders
    #[command(after_help = "Example:\n  fullmakt order api-key --org 310000019")]
    ApiKey {
        #[command(flatten)]
        world: WorldArgs,
        /// The organisation's number
        #[arg(long, value_name = "NUMBER")]
        org: String,
    },
    /// End the access of a carried-out order: what was made for it alone is taken back, by the running server
    #[command(after_help = "Example:\n  fullmakt order end 2026-00001 --reason \"The test is over\"")]
    End {
        #[command(flatten)]
        world: WorldArgs,
        /// The case number
        #[arg(value_name = "CASE")]
        case: String,
        /// The reason, which stands in the receipt
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Renew the access of a carried-out order
    #[command(after_help = "Example:\n  fullmakt order renew 2026-00001")]
    Renew {
        #[command(flatten)]
        world: WorldArgs,
        /// The case number
        #[arg(value_name = "CASE")]
        case: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print what the reader takes out of a mail; needs no world
    Read(read::ReadArgs),
    /// Rules that approve orders without a human
    #[command(after_help = "Example:\n  fullmakt order rules try --rules rules.toml")]
    Rules {
        #[command(subcommand)]
        what: RulesWhat,
    },
    /// List the orders
    #[command(after_help = "Example:\n  fullmakt order list --json")]
    List {
        #[command(flatten)]
        world: WorldArgs,
        /// Print JSON, one object a line
        #[arg(long)]
        json: bool,
    },
    /// Count the orders of twelve months: how many, how long they took, where they wait
    #[command(after_help = "Example:\n  fullmakt order figures")]
    Figures {
        #[command(flatten)]
        world: WorldArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum RulesWhat {
    /// Try the rules on past orders; nothing is changed
    #[command(after_help = "Example:\n  fullmakt order rules try --rules rules.toml")]
    Try {
        #[command(flatten)]
        world: WorldArgs,
        /// The file of rules, when it is not the one of `FULLMAKT_RULES`
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// A name that receipts, history and letters can show.
fn shown_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let (masked, _) = mask_real_numbers(name);
    let problem = if !name.chars().any(char::is_alphanumeric) {
        "a name has at least one letter"
    } else if name.chars().count() > NAME_LIMIT {
        "a name has at most 100 characters"
    } else if name.chars().any(|c| c.is_control() || is_invisible(c)) {
        "a name holds no control characters and none that nobody can see"
    } else if masked != name {
        "this may hold a real person's identity number, which has no place here"
    } else {
        return Ok(name.to_owned());
    };
    Err(format!("{problem}; for example: --name \"Saksbehandler Test\""))
}

/// Runs the subcommand.
pub async fn run(command: OrderCommand) -> Result<ExitCode, Failure> {
    match command.what {
        What::Read(args) => return read::run(&args),
        What::LoginLink { world, public_url, name, operator } => {
            let mut app = open_existing(&world).await?;
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
            let app = open_existing(&world).await?;
            let mut tx = app.db.begin_write().await?;
            let (id, secret) =
                api_keys::create(&mut tx, &app, app.now(), organisation, "operator", "operator").await?;
            record(&mut tx, &app, "api_key.created", &id, Some(organisation)).await?;
            tx.commit().await?;
            println!("{secret}");
        }
        What::End { world, case, reason, json } => {
            let app = open_existing(&world).await?;
            let mut tx = app.db.begin_write().await?;
            let order = ending::begin(&mut tx, &app, app.now(), &case, &reason, OPERATOR)
                .await
                .map_err(|error| refusal(&case, error))?;
            tx.commit().await?;
            let state = order.state.key();
            if json {
                println!("{}", json!({ "case_number": case, "state": state }));
            } else {
                println!(
                    "{case} is ending; the server takes back what was made for it, and writes the receipt"
                );
            }
        }
        What::Renew { world, case, json } => {
            let app = open_existing(&world).await?;
            let mut tx = app.db.begin_write().await?;
            let end = renewal::renew(&mut tx, &app, app.now(), &case, OPERATOR)
                .await
                .map_err(|error| refusal(&case, error))?;
            tx.commit().await?;
            let end = end.map(iso8601);
            if json {
                println!("{}", json!({ "case_number": case, "access_ends": end }));
            } else {
                println!(
                    "{case} has access {}",
                    end.map_or_else(|| "without an end".to_owned(), |end| format!("until {end}"))
                );
            }
        }
        What::Figures { world, json } => {
            let app = open_existing(&world).await?;
            let mut tx = app.db.read().await?;
            let figures = figures::read(&mut tx, app.now()).await?;
            if json {
                println!("{}", figures.as_json());
            } else {
                print_figures(&figures);
            }
        }
        What::Rules { what: RulesWhat::Try { world, rules, json } } => try_rules(world, rules, json).await?,
        What::List { world, json } => {
            let app = open_existing(&world).await?;
            let mut tx = app.db.read().await?;
            for state in OrderState::ALL {
                for order in store::list_by_state(&mut tx, state, 1_000).await? {
                    let who = order.applicant_name().unwrap_or_default().to_owned();
                    if json {
                        println!(
                            "{}",
                            json!({ "case_number": order.case_number, "kind": order.kind.key(), "state": state.key(),
                                    "access_ended": order.access_ended.is_some(), "applicant": who })
                        );
                    } else {
                        let shown = order.shown_state().key();
                        println!("{}  {shown:<20} {:<18} {who}", order.case_number, order.kind.key());
                    }
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn try_rules(world: WorldArgs, file: Option<PathBuf>, json: bool) -> Result<(), Failure> {
    let app = open_existing(&world).await?;
    let rules = match file {
        Some(file) => Rules::read_file(&file)?,
        None if app.config.rules_file.is_none() => {
            return Err("no rules are named; name a file with --rules FILE or FULLMAKT_RULES".into());
        }
        None => Rules::open(&app)?,
    };
    let mut tx = app.db.read().await?;
    let trial = try_on_past(&mut tx, &rules).await?;
    if json {
        let otherwise: Vec<_> = trial
            .otherwise
            .iter()
            .map(|tried| {
                json!({
                    "case_number": tried.order.case_number,
                    "state": tried.order.state.key(),
                    "rule": tried.rule,
                    "scope": tried.order.scope,
                    "rule_scope": tried.scope,
                })
            })
            .collect();
        println!(
            "{}",
            json!({
                "looked_at": trial.looked_at,
                "would_approve": trial.approved,
                "rules": rules
                    .all()
                    .iter()
                    .zip(&trial.by_rule)
                    .map(|(rule, (name, count))| json!({ "name": name, "active": rule.active, "would_approve": count }))
                    .collect::<Vec<_>>(),
                "held_back": trial
                    .held_back
                    .iter()
                    .map(|(hindrance, count)| json!({ "by": hindrance.key(), "orders": count }))
                    .collect::<Vec<_>>(),
                "decided_otherwise": otherwise,
            })
        );
        return Ok(());
    }
    println!("would have approved {} of {}", trial.approved, trial.looked_at);
    for (rule, (name, count)) in rules.all().iter().zip(&trial.by_rule) {
        let state = if rule.active { "active" } else { "only tried" };
        println!("  {count} by the rule “{name}” ({state})");
    }
    for (hindrance, count) in &trial.held_back {
        println!("  {count} held back by “{}”", hindrance.text(Language::En));
    }
    for tried in &trial.otherwise {
        let state = tried.order.state.key();
        let scope =
            tried.scope.as_ref().map(|scope| format!(", and the rule gives {scope}")).unwrap_or_default();
        println!("{}  {state:<20} by the rule “{}”{scope}", tried.order.case_number, tried.rule);
    }
    Ok(())
}

/// Why the case was left as it is, and what it is.
fn refusal(case: &str, error: OrderError) -> Failure {
    match error {
        OrderError::NotFound => {
            format!("there is no case {case}; list them with: fullmakt order list").into()
        }
        OrderError::NotPossibleNow("renewed") => format!(
            "{case} has no end that a renewal would move; FULLMAKT_ACCESS_LIFE_DAYS gives new accesses one"
        )
        .into(),
        OrderError::NotPossibleNow("adding_scope") => {
            format!("a scope is being granted in {case} at this moment; try again when that step is done")
                .into()
        }
        OrderError::NotPossibleNow(state) => {
            format!("{case} is {state}; only an access that is carried out (done) can be renewed or ended")
                .into()
        }
        other => other.into(),
    }
}

fn print_figures(figures: &Figures) {
    println!(
        "{:<8} {:>20} {:>18} {:>8} {:>8}",
        "month", "fictional_customer", "existing_customer", "direct", "sum"
    );
    for month in &figures.months {
        let count = |kind: &str| month.kinds.get(kind).copied().unwrap_or(0);
        let [fictional, existing, direct] = Figures::kinds().map(count);
        println!(
            "{:<8} {fictional:>20} {existing:>18} {direct:>8} {:>8}",
            norwegian_month(month.start),
            fictional + existing + direct
        );
    }
    for (heading, times) in [
        ("from order to decision", &figures.to_decision),
        ("from order to done", &figures.to_done),
        ("waiting now", &figures.waiting),
    ] {
        println!("\n{heading:<24} {:>8} {:>16} {:>16}", "orders", "median (min)", "90 % (min)");
        for (place, times) in times {
            println!(
                "{place:<24} {:>8} {:>16} {:>16}",
                times.count,
                times.median / MINUTE,
                times.ninety / MINUTE
            );
        }
    }
    if figures.cut {
        println!("\nThere are more orders than were counted; the months are of the newest {COUNTED}.");
    }
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
