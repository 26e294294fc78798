//! From request to token: the numbered steps of design §6.

use std::sync::Arc;

use serde_json::Value;

use super::batch::{self, Case, Held, Outcome, Subject};
use super::grant::{Claims, Rules, Trail, read_claims, verify};
use super::refusal::{Refusal, RequestFault};
use super::{TokenServer, proof, request, sent};
use crate::clients::TokenClient;
use crate::clock::{Now, SECOND};
use crate::db::Error;
use crate::ids::sha256_hex;
use crate::jose::{CompactJws, JwsError};
use crate::ledger::{Fact, Jti};

/// How often a request is begun anew when its client changes under it.
const ATTEMPTS: usize = 3;

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

/// Answers a token request and writes its row.
pub async fn issue(server: &Arc<TokenServer>, sent: request::Sent<'_>) -> Answer {
    let app = &*server.app;
    let trace_id = app.random.trace_id(app.now().wall);
    let Some(_place) = server.enter() else { return Answer::Refused(Refusal::Busy, trace_id) };
    let assertion = request::assertion(sent);
    let mut failure = "the client kept changing".to_owned();
    let mut alone = false;
    for _ in 0..ATTEMPTS {
        let now = app.now();
        let case = match &assertion {
            Ok(assertion) => examine(server, now, &trace_id, assertion).await,
            Err(why) => Ok(unread(now, &trace_id, why.refusal.clone(), why.seen.clone())),
        };
        let case = match case {
            Ok(case) => case,
            Err(error) => {
                failure = error.to_string();
                break;
            }
        };
        let client_id = case.client.as_ref().map(|client| client.id.clone());
        let outcome =
            if alone { batch::decide_alone(server, case).await } else { batch::decide(server, case).await };
        match outcome {
            Outcome::Token { access_token, lifetime, scope } => {
                return Answer::Token { access_token, expires_in: lifetime, scope };
            }
            Outcome::Refused(refusal) => return Answer::Refused(refusal, trace_id),
            Outcome::Stale => {
                if let Some(id) = client_id {
                    server.known.forget(&id);
                }
            }
            Outcome::Again => alone = true,
            Outcome::Failed(error) => {
                failure = error;
                break;
            }
        }
    }
    tracing::error!(error = failure, trace_id, "a token request could not be answered");
    Answer::Refused(Refusal::Busy, trace_id)
}

/// A request that never came to an assertion.
fn unread(now: Now, trace_id: &str, refusal: Refusal, seen: Option<Fact>) -> Case {
    let mut trail = Trail::default();
    let refused = trail.failed("request", seen, refusal.required(), refusal);
    let (trace_id, subject) = (trace_id.to_owned(), Subject::default());
    Case { now, trace_id, trail, subject, client: None, held: Err(refused) }
}

/// Refuses a request that was never read, and writes its row: its trace id must lead somewhere too.
pub async fn refuse(server: &Arc<TokenServer>, fault: RequestFault) -> Answer {
    let app = &*server.app;
    let now = app.now();
    let trace_id = app.random.trace_id(now.wall);
    let refusal = Refusal::InvalidRequest(fault);
    let case = || unread(now, &trace_id, refusal.clone(), None);
    let mut outcome = batch::decide(server, case()).await;
    if matches!(outcome, Outcome::Again) {
        outcome = batch::decide_alone(server, case()).await;
    }
    if let Outcome::Failed(error) = outcome {
        tracing::error!(error, trace_id, "a refused token request could not be written down");
    }
    Answer::Refused(refusal, trace_id)
}

/// Steps 2 to 4: everything that can be told without writing.
async fn examine(server: &TokenServer, now: Now, trace_id: &str, assertion: &str) -> Result<Case, Error> {
    let mut trail = Trail::default();
    let mut subject = Subject::default();
    let mut client = None;
    let held = hold(server, now, assertion, &mut trail, &mut subject, &mut client).await?;
    Ok(Case { now, trace_id: trace_id.to_owned(), trail, subject, client, held })
}

/// Whether signature and times hold.
async fn hold(
    server: &TokenServer,
    now: Now,
    assertion: &str,
    trail: &mut Trail,
    subject: &mut Subject,
    found: &mut Option<Arc<TokenClient>>,
) -> Result<Result<Held, Refusal>, Error> {
    let app = &*server.app;
    let jws = match CompactJws::parse(assertion) {
        Ok(jws) => jws,
        Err(error) => {
            let required = Fact::said(jws_required(&error), []);
            return Ok(Err(trail.failed("assertion", jws_fact(&error), required, Refusal::Malformed)));
        }
    };
    let read = read_claims(&jws.payload, app.config.open_points.bear_unknown_claims, trail)
        .and_then(|claims| Ok((proof::certificate(&jws, trail)?, claims)));
    let (certificate, claims) = match read {
        Ok(read) => read,
        // A grant that is wrong in some claim may still say whose it is: its owner will look for it.
        Err(refusal) => {
            let iss = jws.payload.get("iss").and_then(Value::as_str).filter(|iss| iss.len() <= 255);
            if let Some(iss) = iss {
                name_client(server, iss, subject).await?;
            }
            return Ok(Err(refusal));
        }
    };
    subject.scopes = sent::kept(&claims.scopes.join(" "));
    subject.consumer = claims.consumer_org;

    let client = match find_client(server, &claims, trail, subject, found).await? {
        Ok(client) => client,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let proof = match proof::find(server, now, &jws, certificate, &client, trail).await? {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let issuer = app.config.issuer();
    let leeway = app.config.clock_skew_seconds;
    let rules = Rules { issuer: &issuer, skew: leeway, now: now.wall_seconds() };
    if let Err(refusal) = verify(&jws, &claims, &proof.key, rules, trail) {
        return Ok(Err(refusal));
    }
    let jti = claims.jti.clone().unwrap_or_else(|| format!("sha256:{}", sha256_hex(jws.signing_input())));
    let jti = Jti { client_id: claims.iss.clone(), jti, keep_until: (claims.exp + leeway + 1) * SECOND };
    Ok(Ok(Held { claims, amr: proof.amr, jti }))
}

async fn find_client(
    server: &TokenServer,
    claims: &Claims,
    trail: &mut Trail,
    subject: &mut Subject,
    found: &mut Option<Arc<TokenClient>>,
) -> Result<Result<Arc<TokenClient>, Refusal>, Error> {
    let required = Fact::said("fact-active-client", []);
    let Some(client) = name_client(server, &claims.iss, subject).await? else {
        return Ok(Err(trail.failed("client", sent::value(&claims.iss), required, Refusal::UnknownClient)));
    };
    // From here on, what is decided hangs on what is known of the client.
    *found = Some(Arc::clone(&client));
    if !client.active {
        let seen = Fact::said("fact-inactive", [("client", Fact::plain(&client.id))]);
        return Ok(Err(trail.failed("client", seen, required, Refusal::UnknownClient)));
    }
    trail.passed("client", Fact::Plain(format!("{} ({})", client.id, client.organisation)), None);
    Ok(Ok(client))
}

/// The client with the id `iss`; the row names it, or what was sent in its place.
async fn name_client(
    server: &TokenServer,
    iss: &str,
    subject: &mut Subject,
) -> Result<Option<Arc<TokenClient>>, Error> {
    let client = server.known.find(&server.app, iss).await?;
    subject.client_id = Some(client.as_ref().map_or_else(|| sent::kept(iss), |client| client.id.clone()));
    subject.client_organisation = client.as_ref().map(|client| client.organisation);
    Ok(client)
}

/// What an assertion that is no JWS should have had.
const fn jws_required(error: &JwsError) -> &'static str {
    match error {
        JwsError::TooLarge => "fact-jws-size",
        JwsError::BadBase64(_) => "fact-jws-encoded",
        JwsError::DuplicateMember(..) => "fact-jws-once",
        JwsError::TooDeep(_) => "fact-jws-shallow",
        JwsError::CritNotUnderstood => "fact-jws-no-crit",
        JwsError::KidNotText => "fact-jws-kid-text",
        JwsError::NotThreeParts(_)
        | JwsError::NotAnObject(_)
        | JwsError::AlgMissing
        | JwsError::AlgNotAllowed(_) => "fact-compact-jws",
    }
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
        JwsError::DuplicateMember(part, member) => {
            Fact::said("fact-jws-twice", [("part", Fact::plain(*part)), ("member", sent::member(member))])
        }
        JwsError::TooDeep(part) => about("fact-jws-deep", part),
        JwsError::AlgMissing => Fact::said("fact-jws-no-alg", []),
        JwsError::AlgNotAllowed(alg) => Fact::said("fact-jws-alg", [("alg", sent::member(alg))]),
        JwsError::CritNotUnderstood => Fact::said("fact-jws-crit", []),
        JwsError::KidNotText => Fact::said("fact-jws-kid", []),
    }
}
