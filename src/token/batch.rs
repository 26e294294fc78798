//! Steps 5 to 7 of design §6 for all requests that wait at the moment: one transaction, and so one wait for the disk.
//!
//! Everything that decides is read in the transaction that writes the decision, with one statement for all requests of
//! the round: nothing can be taken away in between, and no cache can be older than the answer.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::oneshot;

use super::TokenServer;
use super::decision::{self, Decided, Facts};
use super::grant::{Claims, Trail};
use super::refusal::Refusal;
use super::sent;
use super::signers::{Job, Then};
use crate::clients::{self, TokenClient};
use crate::clock::Now;
use crate::config::OpenPoints;
use crate::db::line::{Leading, Line};
use crate::db::{Error, Value};
use crate::delegation;
use crate::jose::SigningKey;
use crate::keys::KeysError;
use crate::ledger::{self, Entry, Fact, Jti};
use crate::numbers::OrgNumber;

/// Most requests in one round: as many as one statement's rows.
const ROUND: usize = 64;

/// Whom and what a request is about, as far as it is known; for the ledger.
#[derive(Debug, Default)]
pub(super) struct Subject {
    pub(super) client_id: Option<String>,
    pub(super) client_organisation: Option<OrgNumber>,
    pub(super) consumer: Option<OrgNumber>,
    pub(super) scopes: String,
    pub(super) delegation_id: Option<String>,
}

/// A grant whose signature and times hold.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) claims: Claims,
    /// `client_amr` of the token.
    pub(super) amr: &'static str,
    /// What is used up by it, whatever follows.
    pub(super) jti: Jti,
}

/// A request as far as it could be taken without writing.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) now: Now,
    pub(super) trace_id: String,
    pub(super) trail: Trail,
    pub(super) subject: Subject,
    /// The client as it was known; whether that still holds is asked in the round.
    pub(super) client: Option<Arc<TokenClient>>,
    pub(super) held: Result<Held, Refusal>,
}

/// What became of a case.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A token, which the ledger holds.
    Token {
        /// The compact JWS.
        access_token: String,
        /// Seconds.
        lifetime: i64,
        /// As issued, blanks between.
        scope: String,
    },
    /// A refusal, which the ledger holds.
    Refused(Refusal),
    /// The client has changed since it was read; nothing was decided.
    Stale,
    /// The round failed, perhaps for what another request of it holds; nothing was decided.
    Again,
    /// The database did not take it.
    Failed(String),
}

/// What a round made of a case.
enum Settled {
    /// To be signed with this key.
    Granted(Decided, SigningKey),
    /// To be answered with this.
    Ended(Outcome),
}

/// The requests that wait for a round.
#[derive(Debug)]
pub(super) struct Rounds {
    line: Arc<Line<Case, Outcome>>,
    /// How many requests the rounds had.
    pub(super) sizes: Histogram,
}

impl Rounds {
    pub(super) fn new() -> Self {
        let buckets = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
        Self { line: Arc::default(), sizes: Histogram::new(buckets) }
    }
}

/// Decides a case in the next round.
pub(super) async fn decide(server: &Arc<TokenServer>, case: Case) -> Outcome {
    let (answered, lead) = server.rounds.line.join(case);
    if lead {
        let leading = Leading::new(Arc::clone(&server.rounds.line));
        server.app.db.aside(run(Arc::clone(server), leading));
    }
    ended(answered).await
}

/// Decides a case in a round of its own, so that no other request can make it fail, nor it any other.
pub(super) async fn decide_alone(server: &Arc<TokenServer>, case: Case) -> Outcome {
    let (answer, answered) = oneshot::channel();
    let alone = Arc::clone(server);
    server.app.db.aside(async move { settle(&alone, vec![case], vec![answer]).await });
    ended(answered).await
}

async fn ended(answered: oneshot::Receiver<Outcome>) -> Outcome {
    answered.await.unwrap_or_else(|_| Outcome::Failed("the round ended early".to_owned()))
}

async fn run(server: Arc<TokenServer>, mut leading: Leading<Case, Outcome>) {
    loop {
        server.signers.room().await;
        let Some((cases, answers)) = leading.next(ROUND) else { return };
        #[expect(clippy::cast_precision_loss, reason = "64 at most")]
        server.rounds.sizes.observe(cases.len() as f64);
        settle(&server, cases, answers).await;
    }
}

/// A round and its answers. When it fails for what one request holds, each is to be tried alone, so that the others do not
/// pay for it.
async fn settle(server: &TokenServer, cases: Vec<Case>, answers: Vec<oneshot::Sender<Outcome>>) {
    let together = cases.len() > 1;
    let settled = match round(server, cases).await {
        Ok(settled) => settled,
        Err(error) => {
            let again = together && !is_about_the_database(&error);
            let outcome = || if again { Outcome::Again } else { Outcome::Failed(error.to_string()) };
            answers.iter().map(|_| Settled::Ended(outcome())).collect()
        }
    };
    let mut jobs = Vec::with_capacity(settled.len());
    for (settled, answer) in settled.into_iter().zip(answers) {
        match settled {
            Settled::Granted(token, key) => {
                let then = Then::Answer { lifetime: token.lifetime, scope: token.scope, answer };
                jobs.push(Job { key, claims: token.claims, then });
            }
            // Whoever asked may have gone; what was decided stands in the ledger.
            Settled::Ended(outcome) => drop(answer.send(outcome)),
        }
    }
    server.signers.push(jobs);
}

/// Whether it would go no better for one request alone.
fn is_about_the_database(error: &Error) -> bool {
    matches!(error, Error::Unavailable(_) | Error::Busy | Error::PoolExhausted)
}

async fn round(server: &TokenServer, mut cases: Vec<Case>) -> Result<Vec<Settled>, Error> {
    let app = &*server.app;
    let mut tx = app.db.begin_write().await?;

    let known: BTreeSet<&str> =
        cases.iter().filter_map(|case| case.client.as_ref()).map(|c| &*c.id).collect();
    let known: Vec<Value> = known.into_iter().map(Value::from).collect();
    let versions = clients::client_versions(&mut tx, &known).await?;
    let is_stale =
        |case: &Case| case.client.as_ref().is_some_and(|c| versions.get(&c.id) != Some(&c.version));
    let stale: Vec<bool> = cases.iter().map(is_stale).collect();

    let jtis: Vec<Jti> = cases
        .iter()
        .zip(&stale)
        .filter(|(_, stale)| !**stale)
        .filter_map(|(case, _)| Some(case.held.as_ref().ok()?.jti.clone()))
        .collect();
    let mut first_uses = ledger::use_jtis(&mut tx, &jtis).await?.into_iter();
    for (case, _) in cases.iter_mut().zip(&stale).filter(|(_, stale)| !**stale) {
        if case.held.is_err() {
            continue;
        }
        if first_uses.next() == Some(true) {
            case.trail.passed("jti", None, None);
        } else {
            let (seen, required) = (Fact::said("fact-used-before", []), Fact::said("fact-new-jti", []));
            case.held = Err(case.trail.failed("jti", seen, required, Refusal::Replayed));
        }
    }

    let facts = facts(&mut tx, &cases).await?;
    let key = server.signing_key(&mut tx).await.map_err(|error| match error {
        KeysError::Database(error) => error,
        other => Error::Unavailable(other.to_string()),
    })?;
    let mut outcomes = Vec::with_capacity(cases.len());
    let mut entries = Vec::with_capacity(cases.len());
    for (mut case, stale) in cases.into_iter().zip(stale) {
        if stale {
            outcomes.push(Settled::Ended(Outcome::Stale));
            continue;
        }
        let decided = match (case.held.as_ref(), case.client.as_ref()) {
            (Ok(held), Some(client)) => {
                let about = (held, &**client);
                decision::decide(app, &mut tx, case.now, about, &facts, &mut case.trail, &mut case.subject)
                    .await?
            }
            (Err(refusal), _) => Err(refusal.clone()),
            (Ok(_), None) => Err(Refusal::UnknownClient),
        };
        entries.push(entry(&decided, case, app.config.open_points));
        outcomes.push(match decided {
            Ok(token) => Settled::Granted(token, key.clone()),
            Err(refusal) => Settled::Ended(Outcome::Refused(refusal)),
        });
    }
    ledger::record(&mut tx, &entries).await?;
    tx.commit().await?;
    Ok(outcomes)
}

/// Everything that the cases which hold are decided by.
async fn facts(tx: &mut crate::db::Tx, cases: &[Case]) -> Result<Facts, Error> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut granted: BTreeSet<(&str, OrgNumber)> = BTreeSet::new();
    let mut delegated: BTreeSet<(OrgNumber, OrgNumber, &str)> = BTreeSet::new();
    for case in cases {
        let (Ok(held), Some(client)) = (&case.held, &case.client) else { continue };
        let consumer = held.claims.consumer_org.unwrap_or(client.organisation);
        for scope in &held.claims.scopes {
            names.insert(scope);
            granted.insert((scope, consumer));
            if held.claims.consumer_org.is_some() {
                delegated.insert((consumer, client.organisation, scope));
            }
        }
    }
    let names: Vec<Value> = names.into_iter().map(Value::from).collect();
    let granted: Vec<Value> = granted
        .into_iter()
        .flat_map(|(scope, consumer)| [scope.into(), consumer.to_string().into()])
        .collect();
    let delegated: Vec<Value> = delegated
        .into_iter()
        .flat_map(|(consumer, supplier, scope)| {
            [consumer.to_string().into(), supplier.to_string().into(), scope.into()]
        })
        .collect();
    Ok(Facts {
        scopes: clients::scopes_for_token(tx, &names).await?,
        grants: clients::grant_states(tx, &granted).await?,
        delegations: if delegated.is_empty() {
            HashMap::new()
        } else {
            delegation::find_active_among(tx, &delegated).await?
        },
    })
}

fn entry(decided: &Result<Decided, Refusal>, case: Case, open_points: OpenPoints) -> Entry {
    let Case { now, trace_id, trail, subject, .. } = case;
    let refusal = decided.as_ref().err();
    let (status, error) = refusal.map(|refusal| refusal.answer(open_points)).unzip();
    Entry {
        trace_id,
        at: now.wall,
        world_at: now.world,
        client_id: subject.client_id,
        client_organisation: subject.client_organisation,
        consumer_organisation: subject.consumer.or(subject.client_organisation),
        scopes: subject.scopes,
        granted: decided.is_ok(),
        code: refusal.map(|refusal| refusal.code().to_owned()),
        error: error.map(str::to_owned),
        // The scope that it names is the sender's word.
        description: refusal.map(|refusal| sent::kept(&refusal.description())),
        http_status: status.map_or(200, |status| status.as_u16()),
        checks: trail.checks,
        token_claims: decided.as_ref().ok().map(|token| token.kept.as_ref().unwrap_or(&token.claims).clone()),
        delegation_id: subject.delegation_id.filter(|_| refusal.is_none()),
    }
}
