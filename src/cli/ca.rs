//! `fullmakt ca`: enterprise certificates of this world's own test authority.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use serde_json::json;

use super::{Failure, WorldArgs, nobody, open_existing, write_private};
use crate::audit::{self, Event};
use crate::clock::{DAY, iso8601};
use crate::jose::{pem_of_certificate, pem_of_private_key};
use crate::keys::test_authority::{self, Profile};
use crate::numbers::OrgNumber;
use crate::parties;

/// Enterprise certificates for tests
#[derive(Debug, Subcommand)]
pub enum CaCommand {
    /// Issue a certificate to an organisation of this world
    Issue(IssueArgs),
    /// Print the authority's certificates, for those who want to trust it
    Show(ShowArgs),
}

/// Where a certificate names its organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// organizationIdentifier, as NTRNO- and the number
    Seid2,
    /// The older one: serialNumber in the subject
    Seid1,
}

/// What `fullmakt ca issue` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt ca issue --org 310000019 --out certificates")]
pub struct IssueArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The organisation that the certificate names
    #[arg(long, value_name = "NUMBER")]
    org: String,
    /// Where the certificate names it
    #[arg(long, value_enum, default_value = "seid2")]
    profile: Shape,
    /// How long it lasts from now on, on the world clock
    #[arg(long, value_name = "DAYS", default_value_t = 1095, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
    /// The directory for NUMBER.cert.pem, NUMBER.key.pem and NUMBER.p12
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// A file with the password of the PKCS #12 file [default: one is made and printed]
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt ca show` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt ca show > authority.pem")]
pub struct ShowArgs {
    #[command(flatten)]
    world: WorldArgs,
}

/// Runs `fullmakt ca …`.
pub async fn run(command: CaCommand) -> Result<ExitCode, Failure> {
    match command {
        CaCommand::Issue(args) => issue(args).await,
        CaCommand::Show(args) => show(args).await,
    }
}

async fn issue(args: IssueArgs) -> Result<ExitCode, Failure> {
    let number = OrgNumber::parse_typed(&args.org).map_err(|error| format!("--org {}: {error}", args.org))?;
    let file = |ending: &str| args.out.join(format!("{number}.{ending}"));
    let [certificate, key, store] = ["cert.pem", "key.pem", "p12"].map(file);
    for path in [&certificate, &key, &store] {
        if path.exists() {
            return Err(format!(
                "{}: the file is there already; move it away, or name another directory with --out",
                path.display()
            )
            .into());
        }
    }
    let given = args.password_file.as_deref().map(read_password).transpose()?;
    let app = open_existing(&args.world).await?;
    let now = app.now();
    let mut tx = app.db.read().await?;
    let organisation = parties::find_organisation(&mut tx, number).await?.ok_or_else(|| nobody(number))?;
    drop(tx);
    // Before anything is issued, since what cannot be written down would be lost.
    if args.out.exists() && !args.out.is_dir() {
        return Err(format!(
            "--out {}: this is a file; name a directory, which is made when it is not there",
            args.out.display()
        )
        .into());
    }
    std::fs::create_dir_all(&args.out).map_err(|error| format!("--out {}: {error}", args.out.display()))?;
    let profile = match args.profile {
        Shape::Seid2 => Profile::Seid2,
        Shape::Seid1 => Profile::Seid1,
    };
    let whom = (number, organisation.name.as_str());
    let issued =
        test_authority::issue(&app.db, &app.keys, &app.random, now, whom, profile, args.days * DAY).await?;
    let password = given.clone().unwrap_or_else(|| app.random.secret());
    let p12 = pkcs12(&issued.chain, &issued.pkcs8, &organisation.name, &password)?;

    let mut tx = app.db.begin_write().await?;
    let event = Event {
        actor: "operator",
        action: "certificate.issued",
        subject: &issued.serial,
        organisation: Some(&number.to_string()),
        case_number: None,
        detail: json!({ "expires_at": issued.expires_at }),
    };
    audit::record(&mut tx, &app.random, now, event).await?;
    tx.commit().await?;

    // The leaf and what it was issued by: a root is trusted because it is known, and never because it was sent.
    let sent = issued.chain.iter().take(2);
    let pem: String = sent.map(|certificate| pem_of_certificate(certificate)).collect();
    write_private(&key, pem_of_private_key(&issued.pkcs8).as_bytes())?;
    write_private(&store, &p12)?;
    write_private(&certificate, pem.as_bytes())?;

    let until = iso8601(issued.expires_at);
    if args.json {
        let line = json!({
            "organisation": number.to_string(),
            "serial": issued.serial,
            "expires_at": until,
            "certificate": certificate.display().to_string(),
            "private_key": key.display().to_string(),
            "pkcs12": store.display().to_string(),
            "pkcs12_password": given.is_none().then_some(&password),
        });
        println!("{line}");
        return Ok(ExitCode::SUCCESS);
    }
    println!("issued to     {} ({number}), until {until}", organisation.name);
    println!("certificate   {} (with the issuing authority's)", certificate.display());
    println!("private key   {} (readable by you alone; it is kept nowhere else)", key.display());
    let password = if given.is_some() { "of --password-file" } else { password.as_str() };
    println!("PKCS #12      {} (both, under the password {password})", store.display());
    println!(
        "\nA client of {number} without registered keys can ask for tokens with it:\n  fullmakt token --client-id ID --certificate {} --key {} --scope SCOPE",
        certificate.display(),
        key.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn read_password(path: &Path) -> Result<String, Failure> {
    let fault = |what: &dyn std::fmt::Display| format!("--password-file {}: {what}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        return Err(fault(&"its first line is empty; it must be the password").into());
    }
    Ok(password.to_owned())
}

/// The key with its chain as PKCS #12, in the modern form that Java 8u301, Windows 10 and OpenSSL 1.1 read.
fn pkcs12(chain: &[Vec<u8>], pkcs8: &[u8], name: &str, password: &str) -> Result<Vec<u8>, Failure> {
    let certificates: Vec<Certificate> =
        chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?;
    let key = PrivateKey::from_der(pkcs8)?;
    let mut store = KeyStore::new();
    let entry = KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new([1].as_slice(), key, certificates));
    store.add_entry(name, entry);
    Ok(store.writer(password).write()?)
}

async fn show(args: ShowArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let certificates = test_authority::certificates(&mut app.db.read().await?).await?;
    if certificates.is_empty() {
        return Err("this world has no test authority yet; it is made with the first certificate: fullmakt ca issue --org NUMBER".into());
    }
    for certificate in certificates {
        print!("{}", pem_of_certificate(&certificate));
    }
    Ok(ExitCode::SUCCESS)
}
