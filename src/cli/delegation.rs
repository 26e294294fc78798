//! `fullmakt delegation`: what holds between consumers and suppliers, given and taken back without the portal.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::{Failure, WorldArgs, happen, open_existing};
use crate::clock::{english, iso8601};
use crate::delegation::{self, Delegation};
use crate::numbers::OrgNumber;
use crate::world::{Deed, Pair, Side};

/// Delegations: list, give, take back
#[derive(Debug, Subcommand)]
pub enum DelegationCommand {
    /// List what was given by a consumer or to a supplier
    List(ListArgs),
    /// Give a supplier a scheme; the supplier is added where it was not
    Give(GiveArgs),
    /// Take a scheme back, or give it back for the supplier
    Withdraw(WithdrawArgs),
    /// Remove a supplier from those of a consumer
    RemoveSupplier(RemoveArgs),
}

/// What `fullmakt delegation list` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt delegation list --consumer 313513408 --ended")]
pub struct ListArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The organisation that gave
    #[arg(long, value_name = "ORGNR", required_unless_present = "supplier")]
    consumer: Option<OrgNumber>,
    /// The organisation that received
    #[arg(long, value_name = "ORGNR")]
    supplier: Option<OrgNumber>,
    /// Also those that have ended, with when and why
    #[arg(long)]
    ended: bool,
    /// Print one line of JSON for each, for programs
    #[arg(long)]
    json: bool,
}

/// The two sides.
#[derive(Debug, Args)]
struct PairArgs {
    /// The organisation that gives
    #[arg(long, value_name = "ORGNR")]
    consumer: OrgNumber,
    /// The organisation that receives
    #[arg(long, value_name = "ORGNR")]
    supplier: OrgNumber,
}

/// For which side.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// The consumer takes back
    Consumer,
    /// The supplier gives back
    Supplier,
}

/// What `fullmakt delegation give` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt delegation give --consumer 313513408 --supplier 314208641 --scheme brreg-reelle-media"
)]
pub struct GiveArgs {
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    pair: PairArgs,
    /// The scheme
    #[arg(long, value_name = "ID")]
    scheme: String,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt delegation withdraw` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt delegation withdraw --consumer 313513408 --supplier 314208641 --scheme brreg-reelle-media"
)]
pub struct WithdrawArgs {
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    pair: PairArgs,
    /// The scheme
    #[arg(long, value_name = "ID")]
    scheme: String,
    /// Which side ends it
    #[arg(long, value_enum, default_value = "consumer")]
    by: By,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt delegation remove-supplier` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt delegation remove-supplier --consumer 313513408 --supplier 314208641 --cascade"
)]
pub struct RemoveArgs {
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    pair: PairArgs,
    /// Also end what the supplier holds; without it, a supplier that holds something stays
    #[arg(long)]
    cascade: bool,
    /// Which side ends it
    #[arg(long, value_enum, default_value = "consumer")]
    by: By,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

impl From<PairArgs> for Pair {
    fn from(args: PairArgs) -> Self {
        Self { consumer: args.consumer, supplier: args.supplier, person: None }
    }
}

impl From<By> for Side {
    fn from(by: By) -> Self {
        match by {
            By::Consumer => Self::Consumer,
            By::Supplier => Self::Supplier,
        }
    }
}

/// Runs `fullmakt delegation …`.
pub async fn run(command: DelegationCommand) -> Result<ExitCode, Failure> {
    match command {
        DelegationCommand::List(args) => list(args).await,
        DelegationCommand::Give(args) => {
            let deed = Deed::DelegationGiven { pair: args.pair.into(), scheme: args.scheme };
            happen(&args.world, deed, args.json).await
        }
        DelegationCommand::Withdraw(args) => {
            let (pair, by) = (args.pair.into(), args.by.into());
            happen(&args.world, Deed::DelegationWithdrawn { pair, by, scheme: args.scheme }, args.json).await
        }
        DelegationCommand::RemoveSupplier(args) => {
            let (pair, by) = (args.pair.into(), args.by.into());
            happen(&args.world, Deed::SupplierRemoved { pair, by, cascade: args.cascade }, args.json).await
        }
    }
}

async fn list(args: ListArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    let found = delegation::delegations_of(&mut tx, args.consumer, args.supplier, args.ended).await?;
    drop(tx);
    for held in &found {
        if args.json {
            println!("{}", as_json(held));
        } else {
            println!("{}", as_line(held));
        }
    }
    if found.is_empty() && !args.json {
        println!(
            "No delegations{}.",
            if args.ended { "" } else { " hold now; --ended shows those that have ended" }
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(held: &Delegation) -> serde_json::Value {
    json!({
        "id": held.id,
        "consumer": held.consumer,
        "supplier": held.supplier,
        "scheme": held.scheme_id,
        "given_at": iso8601(held.given_at),
        "given_by": held.given_by,
        "ended_at": held.withdrawn_at.map(iso8601),
        "ended_by": held.withdrawn_by,
        "ended_because": held.ended_because.map(delegation::Because::name),
    })
}

fn as_line(held: &Delegation) -> String {
    let ended = held.withdrawn_at.map_or_else(String::new, |at| {
        let because = held.ended_because.map_or("", delegation::Because::name).replace('_', " ");
        let because = if because.is_empty() { because } else { format!(" ({because})") };
        format!("  ended {}{because}", english(at))
    });
    let given = english(held.given_at);
    format!("{} → {}  {}  given {given}{ended}", held.consumer, held.supplier, held.scheme_id)
}
