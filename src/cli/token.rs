//! `fullmakt token`: a token as a client gets it, from this service or any other issuer that speaks the same protocol.

mod cache;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Failure, explain, reach};
use crate::clock::Clock;
use crate::config::token_cache;
use crate::ids::Random;
use crate::jose::{SigningError, SigningKey, private_key_from_pem};
use crate::language::Language;
use crate::token::refusal::code_of;
use crate::token::request::JWT_BEARER;

use cache::Cache;

/// How long the grant lasts, in seconds: long enough for a slow network, shorter than any issuer's limit of 120.
const GRANT_LIFE: i64 = 60;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What `fullmakt token` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt token --client-id ID --key key.pem --scope brreg:reelle/rapporteringspliktig --consumer-org 313513408"
)]
pub struct TokenArgs {
    /// The client's id
    #[arg(long, value_name = "ID")]
    client_id: String,
    /// The client's private key: PEM (BEGIN PRIVATE KEY) or a JWK
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The key's name on the client [default: the JWK's kid, else the key's thumbprint]
    #[arg(long, conflicts_with = "certificate")]
    kid: Option<String>,
    /// The key's enterprise certificate in PEM, with or without those above it; sent instead of kid
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// A scope; may be given several times, or several with blanks between
    #[arg(long, value_name = "SCOPE", required = true)]
    scope: Vec<String>,
    /// The customer on whose behalf the token is asked for
    #[arg(long, value_name = "NUMBER")]
    consumer_org: Option<String>,
    /// The API that the token is for; may be given several times
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
    /// The issuer
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/")]
    issuer: String,
    /// Ask the issuer even when a token that was fetched before is good for a while yet; do so when the issuer withdrew the
    /// key that signed it, which nobody asks before a kept token is given again
    #[arg(long)]
    fresh: bool,
    /// Print the call with curl instead of making it; it can be used once, within a minute
    #[arg(long)]
    curl: bool,
    /// Print the whole answer as JSON
    #[arg(long, conflicts_with = "curl")]
    json: bool,
}

/// The part of the metadata (RFC 8414) that a client needs.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    token_endpoint: String,
}

/// Prints the token alone on standard output, so that a script can take it; everything else goes to standard error.
pub async fn run(args: TokenArgs) -> Result<ExitCode, Failure> {
    let (key, named) = read_key(&args.key)?;
    let header = if let Some(path) = &args.certificate {
        json!({ "alg": "RS256", "x5c": read_chain(path)?, "typ": "JWT" })
    } else {
        let kid = args.kid.clone().or(named).unwrap_or_else(|| key.kid().to_owned());
        json!({ "alg": "RS256", "kid": kid, "typ": "JWT" })
    };
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let now = Clock::system().now().wall_seconds();
    let claims_to = |issuer: &str| claims(&args, issuer, now, &Random::system().uuid());
    let kept = token_cache().filter(|_| !args.curl).map(|directory| {
        let proof = json!([header, key.kid()]);
        (Cache::in_directory(directory), Cache::name(&args.issuer, &proof, &claims_to(&args.issuer)))
    });
    if let Some((cache, name)) = kept.as_ref().filter(|_| !args.fresh)
        && let Some(found) = cache.find(name, now)
    {
        print_token(&args, &found.answer, Some(found.expires_at - now))?;
        eprintln!("it was fetched before; --fresh asks anew");
        return Ok(ExitCode::SUCCESS);
    }
    let metadata = metadata(&http, &args.issuer).await?;
    let claims = claims_to(&metadata.issuer);
    let assertion = key.sign_with_header(&header, &claims)?;
    if args.curl {
        println!("{}", curl(&metadata.token_endpoint, &assertion));
        return Ok(ExitCode::SUCCESS);
    }
    let form = [("grant_type", JWT_BEARER), ("assertion", assertion.as_str())];
    let endpoint = &metadata.token_endpoint;
    let response =
        http.post(endpoint).form(&form).send().await.map_err(|error| reach::failure(endpoint, &error))?;
    let status = response.status();
    let body = reach::body(endpoint, response).await?;
    let Ok(answer) = serde_json::from_str::<Value>(&body) else {
        return Err(format!("{endpoint} answered {status} with something that is not JSON").into());
    };
    match answer.get("access_token").and_then(Value::as_str) {
        Some(token) if status.is_success() => {
            // RFC 6749 §A.12: what stands in an access token.
            if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(format!("{endpoint} answered with an access_token that is none").into());
            }
            if let Some((cache, name)) = &kept {
                cache.keep(name, &answer, now);
            }
            print_token(&args, &answer, lifetime(&answer))?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            if member(&answer, "error").is_empty() {
                let shown = reach::shown(&body);
                return Err(format!(
                    "{endpoint} answered {status} with neither a token nor an error: {shown}"
                )
                .into());
            }
            if args.json {
                println!("{}", serde_json::to_string_pretty(&answer)?);
            } else {
                refused(&http, &args.issuer, status.as_u16(), &answer).await;
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

/// How long a token lasts, in seconds, when its answer says so (RFC 6749 §5.1); some issuers write the number as text.
fn lifetime(answer: &Value) -> Option<i64> {
    let said = answer.get("expires_in")?;
    said.as_i64().or_else(|| said.as_str()?.parse().ok()).filter(|seconds| *seconds > 0)
}

/// Prints a token alone, or the whole answer, in which `expires_in` is what is left of it.
fn print_token(args: &TokenArgs, answer: &Value, left: Option<i64>) -> Result<(), Failure> {
    if args.json {
        let mut answer = answer.clone();
        if let (Value::Object(members), Some(left)) = (&mut answer, left) {
            members.insert("expires_in".to_owned(), json!(left));
        }
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        println!("{}", member(answer, "access_token"));
        // RFC 6749 §5.1: an answer without `scope` gives what was asked for.
        let scope = match member(answer, "scope") {
            "" => args.scope.join(" "),
            given => reach::shown(given),
        };
        match left {
            Some(left) => eprintln!("{scope}, valid for {left} s"),
            None => eprintln!("{scope}; the answer does not say how long it is valid"),
        }
    }
    Ok(())
}

/// Prints a refusal; of one of our own servers with its explanation, of others with what the code means and the address of
/// their help page.
async fn refused(http: &reqwest::Client, issuer: &str, status: u16, answer: &Value) {
    let description = member(answer, "error_description");
    eprintln!("refused: {} ({status})\n{}", reach::shown(member(answer, "error")), reach::shown(description));
    let base = issuer.trim_end_matches('/');
    let explained = match trace_id(description) {
        Some(trace_id) => explain::fetch(http, base, trace_id, Language::En).await.ok().flatten(),
        None => None,
    };
    let uri = member(answer, "error_uri");
    if let Some(explained) = explained {
        eprint!("\n{}", explain::text(&explained, base, Language::En));
        return;
    }
    if let Some(code) = code_of(uri, description) {
        let told = |part: &str| Language::En.text(&format!("help-{}-{part}", code.to_lowercase()));
        // Our own words for what has no code are no names that anybody could look up.
        let name = if code.starts_with("MP-") { format!("{code}: ") } else { String::new() };
        eprintln!("\n{name}{}\n→ {}", told("meaning"), told("repair"));
    }
    if !uri.is_empty() {
        eprintln!("→ {}", reach::shown(uri));
    }
}

fn member<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The id in `… (trace_id: 0123…)`.
fn trace_id(description: &str) -> Option<&str> {
    let (_, rest) = description.rsplit_once("(trace_id: ")?;
    let (id, _) = rest.split_once(')')?;
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

/// The private key in the file and, of a JWK, the name that stands in it.
fn read_key(path: &Path) -> Result<(SigningKey, Option<String>), Failure> {
    let fault = |what: &dyn std::fmt::Display| format!("--key {}: {what}", path.display());
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| fault(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        fault(&format!(
            "this is no text; turn a key in PKCS #12 into PEM with: openssl pkcs12 -in {name} -nocerts -noenc -out key.pem, and one in DER with: openssl pkey -inform DER -in {name} -out key.pem"
        ))
    })?;
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(fault(&format!(
            "the key is locked with a password; write one without, readable by you alone, with: openssl pkey -in {name} -out key.pem"
        ))
        .into());
    }
    if let Ok(jwk) = serde_json::from_str::<Value>(&text) {
        let key = SigningKey::from_private_jwk(&jwk).map_err(|error| fault(&error))?;
        return Ok((key, jwk.get("kid").and_then(Value::as_str).map(str::to_owned)));
    }
    if text.contains("BEGIN EC PRIVATE KEY") {
        return Err(fault(&SigningError::NotRsa).into());
    }
    if text.contains("BEGIN RSA PRIVATE KEY") {
        return Err(fault(&format!(
            "this is PKCS #1; turn it into PKCS #8 with: openssl pkcs8 -topk8 -nocrypt -in {name} -out pkcs8.pem"
        ))
        .into());
    }
    let der = private_key_from_pem(&text)
        .ok_or_else(|| fault(&"the file holds neither a private key in PEM (BEGIN PRIVATE KEY) nor a JWK"))?;
    let key = SigningKey::from_pkcs8(&der).map_err(|error| fault(&error))?;
    Ok((key, None))
}

/// The certificates in the file as the header `x5c` has them (RFC 7515 §4.1.6).
fn read_chain(path: &Path) -> Result<Vec<String>, Failure> {
    let fault = |what: &dyn std::fmt::Display| format!("--certificate {}: {what}", path.display());
    let pem = std::fs::read(path).map_err(|error| fault(&error))?;
    let chain: Vec<String> = CertificateDer::pem_slice_iter(&pem)
        .map(|certificate| certificate.map(|der| STANDARD.encode(&der)))
        .collect::<Result<_, _>>()
        .map_err(|error| fault(&error))?;
    if chain.is_empty() {
        return Err(fault(&"the file holds no certificate in PEM (BEGIN CERTIFICATE)").into());
    }
    Ok(chain)
}

/// The issuer's own words about itself. RFC 8414 §3.3: a document that names another issuer must not be used.
async fn metadata(http: &reqwest::Client, issuer: &str) -> Result<Metadata, Failure> {
    let url = format!("{}/.well-known/oauth-authorization-server", issuer.trim_end_matches('/'));
    let response = http.get(&url).send().await.map_err(|error| reach::failure(&url, &error))?;
    let status = response.status();
    let metadata: Metadata = match response.error_for_status() {
        Ok(response) => response.json().await.map_err(|_| format!("{url} holds no metadata of an issuer"))?,
        Err(_) => return Err(format!("{url} answered {status}; is --issuer right?").into()),
    };
    if metadata.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(
            format!("{url} is the document of another issuer. Use: --issuer {}", metadata.issuer).into()
        );
    }
    Ok(metadata)
}

/// The grant. Numbers and scopes are sent as they were typed: what is wrong with them is the issuer's to say.
fn claims(args: &TokenArgs, issuer: &str, now: i64, jti: &str) -> Value {
    let scopes: Vec<&str> = args.scope.iter().flat_map(|scope| scope.split_whitespace()).collect();
    let mut claims = Map::new();
    claims.insert("aud".to_owned(), json!(issuer));
    claims.insert("iss".to_owned(), json!(args.client_id));
    claims.insert("scope".to_owned(), json!(scopes.join(" ")));
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now + GRANT_LIFE));
    claims.insert("jti".to_owned(), json!(jti));
    if let Some(consumer) = &args.consumer_org {
        claims.insert("consumer_org".to_owned(), json!(consumer));
    }
    match args.resource.as_slice() {
        [] => {}
        [one] => drop(claims.insert("resource".to_owned(), json!(one))),
        several => drop(claims.insert("resource".to_owned(), json!(several))),
    }
    Value::Object(claims)
}

/// The call for a shell. An assertion has only letters, digits, `-`, `_` and `.`; the address is quoted.
fn curl(endpoint: &str, assertion: &str) -> String {
    let endpoint = endpoint.replace('\'', r"'\''");
    format!(
        "curl '{endpoint}' \\\n  --data-urlencode 'grant_type={JWT_BEARER}' \\\n  --data-urlencode 'assertion={assertion}'"
    )
}
