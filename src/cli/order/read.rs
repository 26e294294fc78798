//! `fullmakt order read`: what the reader takes out of a mail, without a database.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::cli::Failure;
use crate::orders::reading::{self, Reading};

/// Largest file that is read, in bytes; an order is a page of text.
const FILE_LIMIT: u64 = 50 * 1024 * 1024;

/// What `fullmakt order read` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt order read bestilling.eml --json")]
pub(super) struct ReadArgs {
    /// The message as it came (RFC 5322), `-` for standard input; several are read one after the other
    #[arg(required = true, value_name = "FILE.eml")]
    files: Vec<PathBuf>,
    /// Print JSON, one object a file
    #[arg(long)]
    json: bool,
}

/// Prints what each file says.
pub(super) fn run(args: &ReadArgs) -> Result<ExitCode, Failure> {
    for path in &args.files {
        let raw = bytes(path)?;
        let reading = reading::read(&raw);
        if args.json {
            println!("{}", reading.to_json());
        } else {
            print(&path.display().to_string(), &reading);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn bytes(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    let mut raw = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().take(FILE_LIMIT + 1).read_to_end(&mut raw)?;
    } else {
        let file = std::fs::File::open(path).map_err(|error| {
            format!("{}: {error}. Give the file of a mail, as a mail program saves it.", path.display())
        })?;
        file.take(FILE_LIMIT + 1).read_to_end(&mut raw).map_err(|error| {
            format!("{}: {error}. Give the file of a mail, as a mail program saves it.", path.display())
        })?;
    }
    if raw.len() as u64 > FILE_LIMIT {
        return Err(format!(
            "{} is larger than {} MB; an order is a page of text.",
            path.display(),
            FILE_LIMIT / 1024 / 1024
        )
        .into());
    }
    if raw.is_empty() {
        return Err(format!(
            "{} is empty. Give the file of a mail, as a mail program saves it.",
            path.display()
        )
        .into());
    }
    Ok(raw)
}

fn print(name: &str, reading: &Reading) {
    println!("{name}: {}, {}", reading.kind.key(), reading.language.tag());
    for (path, fact) in &reading.facts {
        println!(
            "  {path:<28} {:<34} {:<9} from: {}",
            fact.value,
            fact.certainty.key(),
            one_line(&fact.from)
        );
    }
    for path in &reading.missing {
        println!("  {path:<28} missing");
    }
    for attachment in &reading.attachments {
        println!("  {}", json!({ "attachment not opened": attachment }));
    }
    if reading.masked > 0 {
        println!("  {} number(s) that a real person may have were masked", reading.masked);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
