//! `fullmakt explain`: why was this token request refused?

use std::process::ExitCode;

use clap::Args;

use super::{Failure, WorldArgs, open_existing, reach};
use crate::clients;
use crate::language::Language;
use crate::ledger;
use crate::token::explain::{Explanation, draw, explain};

/// What `fullmakt explain` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt explain 0123456789abcdef0123456789abcdef")]
pub struct ExplainArgs {
    /// The trace id at the end of the error text, or that text whole
    trace_id: String,
    #[command(flatten)]
    world: WorldArgs,
    /// Ask a running server instead of opening its database
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "database"])]
    server: Option<String>,
    /// The language of the explanation: nb, nn or en
    #[arg(long, default_value = "en")]
    language: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Draws the path with the broken link and the next step.
pub async fn run(args: ExplainArgs) -> Result<ExitCode, Failure> {
    let Some(language) = Language::from_tag(&args.language) else {
        return Err("--language is nb, nn or en. Example: --language nb".into());
    };
    let trace_id = trace_id_in(&args.trace_id)?;
    if let Some(server) = &args.server {
        return from_server(server, trace_id, language, &args).await;
    }
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    let Some(entry) = ledger::find(&mut tx, trace_id).await? else {
        return Err(unknown(trace_id));
    };
    // Where the world was served last: its own scopes are delegated there.
    let scope = clients::find_scope(&mut tx, clients::BENEFICIAL_OWNER_SCOPES[0]).await?;
    let served = scope.and_then(|scope| scope.delegation_source);
    let base = served.as_deref().unwrap_or(&app.config.public_url).trim_end_matches('/');
    print(&explain(&entry, language), base, language, args.json)?;
    Ok(ExitCode::SUCCESS)
}

/// The trace id in what was pasted: the id itself, or the whole error text that carries it.
fn trace_id_in(text: &str) -> Result<&str, Failure> {
    let is_id = |part: &&str| part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split(|c: char| !c.is_ascii_alphanumeric()).find(is_id).ok_or_else(|| {
        "this holds no trace id; it has 32 characters 0–9 and a–f and stands in brackets at the end of the error text"
            .into()
    })
}

fn unknown(trace_id: &str) -> Failure {
    format!("no token request here has the trace id {trace_id}; it may belong to another environment, or be deleted since it is old").into()
}

async fn from_server(
    server: &str,
    trace_id: &str,
    language: Language,
    args: &ExplainArgs,
) -> Result<ExitCode, Failure> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let base = server.trim_end_matches('/');
    let explained = fetch(&reqwest::Client::new(), base, trace_id, language).await;
    let Some(explained) = explained.map_err(|error| reach::failure(base, &error))? else {
        return Err(unknown(trace_id));
    };
    print(&explained, base, language, args.json)?;
    Ok(ExitCode::SUCCESS)
}

/// What the server at `base` (without a slash at the end) knows of a request; nothing when it does not know it.
pub(super) async fn fetch(
    http: &reqwest::Client,
    base: &str,
    trace_id: &str,
    language: Language,
) -> Result<Option<Explanation>, reqwest::Error> {
    let response = http
        .get(format!("{base}/forklar/{trace_id}"))
        .header("accept", "application/json")
        .header("accept-language", language.tag())
        .send()
        .await?;
    if response.status().as_u16() == 404 {
        return Ok(None);
    }
    response.error_for_status()?.json().await.map(Some)
}

/// The drawn path, what it means and the next step; or all of it as JSON.
fn print(explained: &Explanation, base: &str, language: Language, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string_pretty(explained)?);
    } else {
        print!("{}", text(explained, base, language));
    }
    Ok(())
}

/// An explanation for a terminal.
pub(super) fn text(explained: &Explanation, base: &str, language: Language) -> String {
    let drawn = draw(explained, language);
    let said = [&explained.repair_by, &explained.opened_by].into_iter().flatten();
    let next = said.cloned().chain(explained.repair_href.as_ref().map(|href| format!("{base}{href}")));
    let ways = explained.ways.iter().flat_map(|way| [way.said.clone(), format!("  {}", way.call)]);
    let lines = next.chain(ways).fold(String::new(), |told, line| told + "  " + &line + "\n");
    format!("{drawn}\n{}\n→ {}\n{lines}", explained.meaning, explained.repair)
}
