//! `fullmakt explain`: why was this token request refused?

use std::process::ExitCode;

use clap::Args;

use super::{Failure, WorldArgs, open_app};
use crate::language::Language;
use crate::ledger;
use crate::token::explain::{draw, explain};

/// Example: `fullmakt explain 0123456789abcdef0123456789abcdef`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The trace id at the end of the error text
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
    if let Some(server) = &args.server {
        return from_server(server, &args).await;
    }
    let app = open_app(&args.world).await?;
    let mut tx = app.db.read().await?;
    let Some(entry) = ledger::find(&mut tx, &args.trace_id).await? else {
        return Err(unknown(&args.trace_id));
    };
    let explained = explain(&entry, language);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&explained)?);
    } else {
        print!("{}", draw(&explained, language));
        println!("\n{}\n→ {}", explained.meaning, explained.repair);
        if let Some(href) = &explained.repair_href {
            println!("  {}", app.url(href));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(trace_id: &str) -> Failure {
    format!("no token request here has the trace id {trace_id}; it may belong to another environment, or be deleted since it is old").into()
}

async fn from_server(server: &str, args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let url = format!("{}/forklar/{}", server.trim_end_matches('/'), args.trace_id);
    let response = reqwest::Client::new()
        .get(url)
        .header("accept", "application/json")
        .header("accept-language", &args.language)
        .send()
        .await?;
    if response.status().as_u16() == 404 {
        return Err(unknown(&args.trace_id));
    }
    let explained: serde_json::Value = response.error_for_status()?.json().await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&explained)?);
        return Ok(ExitCode::SUCCESS);
    }
    let text = |value: &serde_json::Value, name: &str| {
        value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    for node in explained.get("path").and_then(serde_json::Value::as_array).into_iter().flatten() {
        let mark = match text(node, "state").as_str() {
            "ok" => "✓",
            "broken" => "✗",
            _ => "·",
        };
        println!("  {mark} {}", text(node, "name"));
    }
    println!("\n{}\n→ {}", text(&explained, "meaning"), text(&explained, "repair"));
    Ok(ExitCode::SUCCESS)
}
