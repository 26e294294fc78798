//! From request to token: the numbered steps of design §6.

use serde_json::{Map, Value, json};

use super::TokenServer;
use super::grant::{Claims, Rules, Trail, read_claims, verify};
use super::refusal::{Refusal, RequestFault};
use super::{proof, request, undelegated};
use crate::app::App;
use crate::clients::{self, TokenClient, TokenScope};
use crate::clock::{Now, SECOND};
use crate::db::{Error, Tx};
use crate::delegation;
use crate::ids::sha256_hex;
use crate::jose::{CompactJws, JwsError};
use crate::ledger::{self, Entry, Fact};
use crate::numbers::OrgNumber;

/// The authority in `consumer` and `supplier` (ISO 6523, `maskinporten.md` §3.2).
const AUTHORITY: &str = "iso6523-actorid-upis";

/// What `/token` answers.
#[derive(Debug)]
pub enum Answer {
    /// A token.
    Token {
        /// The compact JWS.
        access_token: String,
        /// Seconds.
        expires_in: i64,
        /// As issued, blanks between.
        scope: String,
    },
    /// A refusal, with the trace id that its text carries.
    Refused(Refusal, String),
}

/// Whom and what a request is about, as far as it is known; for the ledger.
#[derive(Default)]
struct Subject {
    client_id: Option<String>,
    client_organisation: Option<OrgNumber>,
    consumer: Option<OrgNumber>,
    scopes: String,
    delegation_id: Option<String>,
    /// Client and `jti` that are used up: set once signature and times hold.
    jti: Option<(String, String, i64)>,
}

/// A decision to issue.
struct Decided {
    claims: Value,
    lifetime: i64,
    scope: String,
}

/// Answers a token request and writes its row.
pub async fn issue(server: &TokenServer, content_type: Option<&str>, query: &str, body: &[u8]) -> Answer {
    let app = &*server.app;
    let now = app.now();
    let trace_id = app.random.trace_id();
    let Some(_place) = server.enter() else { return Answer::Refused(Refusal::Busy, trace_id) };
    let mut trail = Trail::default();
    let mut subject = Subject::default();
    let decided = match request::assertion(content_type, query, body) {
        Ok(assertion) => decide(server, now, &assertion, &mut trail, &mut subject).await,
        Err(refusal) => Ok(Err(trail.failed("request", None, refusal.required(), refusal))),
    };
    let written = match decided {
        Ok(decided) => write(app, now, &trace_id, decided, trail, subject).await,
        Err(error) => Err(error),
    };
    let decided = match written {
        Ok(Ok(decided)) => decided,
        Ok(Err(refusal)) => return Answer::Refused(refusal, trace_id),
        Err(error) => {
            tracing::error!(%error, trace_id, "a token request could not be decided");
            return Answer::Refused(Refusal::Busy, trace_id);
        }
    };
    // Step 8: sign what the ledger holds.
    match server.sign(decided.claims).await {
        Ok(access_token) => {
            Answer::Token { access_token, expires_in: decided.lifetime, scope: decided.scope }
        }
        Err(error) => {
            tracing::error!(%error, trace_id, "a token could not be signed");
            Answer::Refused(Refusal::Busy, trace_id)
        }
    }
}

/// Refuses a request that was never read, and writes its row: its trace id must lead somewhere too.
pub async fn refuse(server: &TokenServer, fault: RequestFault) -> Answer {
    let app = &*server.app;
    let trace_id = app.random.trace_id();
    let refusal = Refusal::InvalidRequest(fault);
    let mut trail = Trail::default();
    let refused = trail.failed("request", None, refusal.required(), refusal.clone());
    if let Err(error) = write(app, app.now(), &trace_id, Err(refused), trail, Subject::default()).await {
        tracing::error!(%error, trace_id, "a refused token request could not be written down");
    }
    Answer::Refused(refusal, trace_id)
}

/// Steps 2 to 6: everything that decides, without writing.
async fn decide(
    server: &TokenServer,
    now: Now,
    assertion: &str,
    trail: &mut Trail,
    subject: &mut Subject,
) -> Result<Result<Decided, Refusal>, Error> {
    let app = &*server.app;
    let jws = match CompactJws::parse(assertion) {
        Ok(jws) => jws,
        Err(error) => {
            let required = Fact::said("fact-compact-jws", []);
            return Ok(Err(trail.failed("assertion", jws_fact(&error), required, Refusal::Malformed)));
        }
    };
    let claims = match read_claims(&jws.payload, trail) {
        Ok(claims) => claims,
        Err(refusal) => {
            // A grant that is wrong in some claim may still say whose it is: its owner will look for it.
            subject.client_id = jws
                .payload
                .get("iss")
                .and_then(Value::as_str)
                .filter(|iss| iss.len() <= 255)
                .map(str::to_owned);
            return Ok(Err(refusal));
        }
    };
    let certificate = match proof::certificate(&jws, trail) {
        Ok(certificate) => certificate,
        Err(refusal) => return Ok(Err(refusal)),
    };
    subject.client_id = Some(claims.iss.clone());
    subject.scopes = claims.scopes.join(" ");
    subject.consumer = claims.consumer_org;

    let mut tx = app.db.read().await?;
    let client = match find_client(&mut tx, &claims, trail, subject).await? {
        Ok(client) => client,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let proof = match proof::find(&mut tx, server, now, &jws, certificate, &client, trail).await? {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let issuer = app.config.issuer();
    let rules = Rules { issuer: &issuer, skew: app.config.clock_skew_seconds, now: now.wall_seconds() };
    if let Err(refusal) = verify(&jws, &claims, &proof.key, rules, trail) {
        return Ok(Err(refusal));
    }
    let leeway = app.config.clock_skew_seconds;
    let jti = claims.jti.clone().unwrap_or_else(|| format!("sha256:{}", sha256_hex(jws.signing_input())));
    subject.jti = Some((claims.iss.clone(), jti, (claims.exp + leeway + 1) * SECOND));
    trail.passed("jti", None, None);

    let scopes = match check_scopes(&mut tx, &claims, &client, trail).await? {
        Ok(scopes) => scopes,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let consumer = match check_consumer(&claims, &client, &scopes, trail) {
        Ok(consumer) => consumer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    subject.consumer = Some(consumer);
    if let Err(refusal) = check_grants(&mut tx, consumer, &scopes, trail).await? {
        return Ok(Err(refusal));
    }
    if claims.consumer_org.is_some() {
        match check_delegations(&mut tx, consumer, &client, &scopes, trail).await? {
            Ok(delegation_id) => subject.delegation_id = delegation_id,
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    // Altinn's APIs ask whose scopes their caller may look into (`maskinporten.md` §3.2).
    let prefixes = if claims.scopes.iter().any(|scope| scope.starts_with("altinn:")) {
        clients::prefixes_of(&mut tx, consumer).await?
    } else {
        Vec::new()
    };
    Ok(Ok(decision(app, now, &claims, (&client, proof.amr), &scopes, consumer, &prefixes)))
}

async fn find_client(
    tx: &mut Tx,
    claims: &Claims,
    trail: &mut Trail,
    subject: &mut Subject,
) -> Result<Result<TokenClient, Refusal>, Error> {
    let shown: String = claims.iss.chars().filter(|c| !c.is_control()).collect();
    let required = Fact::said("fact-active-client", []);
    let Some(client) = clients::find_client_for_token(tx, &claims.iss).await? else {
        return Ok(Err(trail.failed("client", Fact::Plain(shown), required, Refusal::UnknownClient)));
    };
    subject.client_organisation = Some(client.organisation);
    if !client.active {
        let seen = Fact::said("fact-inactive", [("client", Fact::Plain(shown))]);
        return Ok(Err(trail.failed("client", seen, required, Refusal::UnknownClient)));
    }
    trail.passed("client", Fact::Plain(format!("{} ({})", client.id, client.organisation)), None);
    Ok(Ok(client))
}

async fn check_scopes(
    tx: &mut Tx,
    claims: &Claims,
    client: &TokenClient,
    trail: &mut Trail,
) -> Result<Result<Vec<TokenScope>, Refusal>, Error> {
    let on_client =
        Fact::Plain(if client.scopes.is_empty() { "–".to_owned() } else { client.scopes.join(", ") });
    let mut found = Vec::new();
    for name in &claims.scopes {
        let scope = clients::scope_for_token(tx, name).await?;
        let there = client.scopes.contains(name);
        match scope {
            Some(scope) if scope.active && there => found.push(scope),
            scope => {
                // One that its owner has closed is still on the client, and it is not the client that must be mended.
                let seen = match scope {
                    Some(_) if there => Fact::said("fact-scope-closed", [("scope", Fact::plain(name))]),
                    _ => Fact::plain(name),
                };
                return Ok(Err(trail.failed(
                    "scope",
                    seen,
                    on_client,
                    Refusal::ScopeNotOnClient(name.clone()),
                )));
            }
        }
    }
    let for_us = |scope: &TokenScope| {
        let types = &scope.allowed_integration_types;
        types.is_empty() || types.contains(&client.integration_type)
    };
    if let Some(scope) = found.iter().find(|scope| !for_us(scope)) {
        let seen = Fact::Plain(format!("{} ({})", scope.name, client.integration_type));
        let required = Fact::Plain(scope.allowed_integration_types.join(", "));
        return Ok(Err(trail.failed("scope", seen, required, Refusal::ScopeNotForMaskinporten)));
    }
    trail.passed("scope", Fact::Plain(claims.scopes.join(" ")), None);
    Ok(Ok(found))
}

/// Whom the token is about: `consumer_org` where the scope may be delegated, else the client's own organisation.
fn check_consumer(
    claims: &Claims,
    client: &TokenClient,
    scopes: &[TokenScope],
    trail: &mut Trail,
) -> Result<OrgNumber, Refusal> {
    let Some(consumer) = claims.consumer_org else {
        let own = Fact::plain(client.organisation.to_string());
        let seen = Fact::said("fact-no-consumer-org", [("organisation", own)]);
        trail.passed("consumer_org", seen, None);
        return Ok(client.organisation);
    };
    if consumer == client.organisation {
        let seen = Fact::plain(consumer.to_string());
        let required = Fact::said("fact-another-organisation", []);
        return Err(trail.failed("consumer_org", seen, required, Refusal::ConsumerCombination));
    }
    if let Some(scope) = scopes.iter().find(|scope| scope.delegation_source.is_none()) {
        let seen = Fact::said("fact-not-delegable", [("scope", Fact::plain(&scope.name))]);
        let required = Fact::said("fact-delegable-scopes", []);
        return Err(trail.failed("consumer_org", seen, required, Refusal::ConsumerCombination));
    }
    trail.passed("consumer_org", Fact::plain(consumer.to_string()), None);
    Ok(consumer)
}

async fn check_grants(
    tx: &mut Tx,
    consumer: OrgNumber,
    scopes: &[TokenScope],
    trail: &mut Trail,
) -> Result<Result<(), Refusal>, Error> {
    for scope in scopes {
        if scope.accessible_for_all {
            continue;
        }
        let state = clients::grant_state(tx, &scope.name, consumer).await?;
        if state != Some(clients::GrantState::Approved) {
            let seen = match state {
                None => "fact-no-grant",
                Some(clients::GrantState::Denied) => "fact-grant-denied",
                Some(_) => "fact-grant-pending",
            };
            let seen = Fact::said(seen, []);
            let whom = [("scope", Fact::plain(&scope.name)), ("consumer", Fact::plain(consumer.to_string()))];
            let required = Fact::said("fact-scope-granted-to", whom);
            return Ok(Err(trail.failed("grant", seen, required, Refusal::NotGranted(scope.name.clone()))));
        }
    }
    let granted = Fact::said("fact-granted-to", [("consumer", Fact::plain(consumer.to_string()))]);
    trail.passed("grant", granted, None);
    Ok(Ok(()))
}

async fn check_delegations(
    tx: &mut Tx,
    consumer: OrgNumber,
    client: &TokenClient,
    scopes: &[TokenScope],
    trail: &mut Trail,
) -> Result<Result<Option<String>, Refusal>, Error> {
    let supplier = client.organisation;
    let mut id = None;
    for scope in scopes {
        let Some(active) = delegation::find_active(tx, consumer, supplier, &scope.name).await? else {
            let (seen, required) = undelegated::facts(tx, consumer, supplier, &scope.name).await?;
            let refusal = Refusal::NotDelegated {
                consumer: consumer.to_string(),
                scope: scope.name.clone(),
                supplier: supplier.to_string(),
            };
            return Ok(Err(trail.failed("delegation", seen, required, refusal)));
        };
        id.get_or_insert(active.id);
    }
    trail.passed("delegation", Fact::Plain(format!("{consumer} → {supplier}")), None);
    Ok(Ok(id))
}

/// What is wrong with an assertion that is no JWS.
fn jws_fact(error: &JwsError) -> Fact {
    let about = |key: &str, part: &str| Fact::said(key, [("part", Fact::plain(part))]);
    match error {
        JwsError::TooLarge => Fact::said("fact-jws-too-large", []),
        JwsError::NotThreeParts(count) => {
            Fact::said("fact-jws-parts", [("parts", Fact::plain(count.to_string()))])
        }
        JwsError::BadBase64(part) => about("fact-jws-base64", part),
        JwsError::NotAnObject(part) => about("fact-jws-object", part),
        JwsError::DuplicateMember(part) => about("fact-jws-twice", part),
        JwsError::TooDeep(part) => about("fact-jws-deep", part),
        JwsError::AlgMissing => Fact::said("fact-jws-no-alg", []),
        JwsError::AlgNotAllowed(alg) => {
            let alg = alg.chars().filter(|c| !c.is_control()).take(60).collect();
            Fact::said("fact-jws-alg", [("alg", Fact::Plain(alg))])
        }
        JwsError::CritNotUnderstood => Fact::said("fact-jws-crit", []),
        JwsError::KidNotText => Fact::said("fact-jws-kid", []),
    }
}

/// The token's claims, in the order in which the real service writes them (`maskinporten.md` §3.2, §3.3).
fn decision(
    app: &App,
    now: Now,
    claims: &Claims,
    (client, amr): (&TokenClient, &str),
    scopes: &[TokenScope],
    consumer: OrgNumber,
    prefixes: &[String],
) -> Decided {
    let cap = scopes.iter().map(|scope| scope.at_max_age).filter(|age| *age > 0).min();
    let lifetime = cap.map_or(client.access_token_lifetime, |cap| cap.min(client.access_token_lifetime));
    let iat = now.wall_seconds();
    let scope = claims.scopes.join(" ");
    let party = |number: OrgNumber| json!({ "authority": AUTHORITY, "ID": number.iso6523() });
    let mut token = Map::new();
    let mut put = |name: &str, value: Value| {
        token.insert(name.to_owned(), value);
    };
    put("scope", json!(scope));
    put("iss", json!(app.config.issuer()));
    put("client_amr", json!(amr));
    put("token_type", json!("Bearer"));
    put("exp", json!(iat + lifetime));
    put("iat", json!(iat));
    put("client_id", json!(client.id));
    put("jti", json!(app.random.secret()));
    put("consumer", party(consumer));
    if !prefixes.is_empty() {
        put("consumer_prefix", json!(prefixes));
    }
    if claims.consumer_org.is_some() {
        put("supplier", party(client.organisation));
        let source = scopes.iter().find_map(|scope| scope.delegation_source.clone());
        put("delegation_source", json!(source));
    }
    match claims.resource.as_slice() {
        [] => {}
        [one] => put("aud", json!(one)),
        several => put("aud", json!(several)),
    }
    if let Some(pid) = &claims.pid {
        put("pid", json!(pid.to_string()));
    }
    Decided { claims: Value::Object(token), lifetime, scope }
}

/// Steps 5 and 7: the `jti` and the row, in one write. A `jti` that was used before outranks whatever was decided.
async fn write(
    app: &App,
    now: Now,
    trace_id: &str,
    decided: Result<Decided, Refusal>,
    mut trail: Trail,
    subject: Subject,
) -> Result<Result<Decided, Refusal>, Error> {
    let mut tx = app.db.begin_write().await?;
    let mut decided = decided;
    if let Some((client_id, jti, keep_until)) = &subject.jti
        && !ledger::use_jti(&mut tx, client_id, jti, *keep_until).await?
    {
        trail.checks.truncate(
            trail.checks.iter().position(|check| check.name == "jti").unwrap_or(trail.checks.len()),
        );
        let (seen, required) = (Fact::said("fact-used-before", []), Fact::said("fact-new-jti", []));
        decided = Err(trail.failed("jti", seen, required, Refusal::Replayed));
    }
    let refusal = decided.as_ref().err();
    let entry = Entry {
        trace_id: trace_id.to_owned(),
        at: now.wall,
        world_at: now.world,
        client_id: subject.client_id.map(|id| id.chars().filter(|c| !c.is_control()).collect()),
        client_organisation: subject.client_organisation,
        consumer_organisation: subject.consumer.or(subject.client_organisation),
        scopes: subject.scopes,
        granted: decided.is_ok(),
        code: refusal.map(|refusal| refusal.code().to_owned()),
        error: refusal.map(|refusal| refusal.error().to_owned()),
        description: refusal.map(Refusal::description),
        http_status: refusal.map_or(200, |refusal| refusal.status().as_u16()),
        checks: trail.checks,
        token_claims: decided.as_ref().ok().map(|decided| without_pid(&decided.claims)),
        delegation_id: subject.delegation_id.filter(|_| refusal.is_none()),
    };
    ledger::record(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(decided)
}

/// A person number is not kept, synthetic as it is.
fn without_pid(claims: &Value) -> Value {
    let mut claims = claims.clone();
    if let Some(pid) = claims.get_mut("pid") {
        *pid = json!("•••••••••••");
    }
    claims
}
