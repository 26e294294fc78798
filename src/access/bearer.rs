//! Machine clients: access tokens of our own token server, checked as a resource server does (RFC 6750, `register.md`
//! §2.3): signature under a published key, issuer, expiry. The register does not look at the audience; the self-service API
//! does. Scopes are compared exactly: one scope's name can be the beginning of another's.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use quick_cache::sync::Cache;
use serde_json::{Map, Value};

use crate::app::App;
use crate::clock::Now;
use crate::db::{self, Db, Tx};
use crate::ids::{equal_in_constant_time, sha256};
use crate::jose::{Algorithm, CompactJws, Jwk, VerifyingKey};
use crate::keys::{is_published, published_key};
use crate::numbers::OrgNumber;

/// A machine client, as its token says.
#[derive(Debug, Clone)]
pub struct Machine {
    /// `client_id`
    pub client_id: String,
    /// `consumer`: whom the call is about.
    pub consumer: OrgNumber,
    /// `supplier`: who calls, in a delegated token.
    pub supplier: Option<OrgNumber>,
    /// `scope`, split at blanks.
    pub scopes: Vec<String>,
    /// All claims.
    pub claims: Map<String, Value>,
}

impl Machine {
    /// Whether the token carries exactly this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// The name that audit rows carry.
    pub fn actor(&self) -> String {
        format!("machine:{}", self.client_id)
    }
}

/// Why a token was not accepted. Each API writes it in its own error format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BearerFault {
    /// There is no `Authorization: Bearer` header.
    #[error("no access token was sent; send it in the header Authorization: Bearer TOKEN")]
    Missing,
    /// There are several.
    #[error("the header Authorization was sent more than once; send it once")]
    Repeated,
    /// It is not a JWT with the claims that ours have.
    #[error(
        "the access token is not a JWT of this token server; send the access_token of its answer unchanged"
    )]
    Malformed,
    /// Another issuer made it.
    #[error("the access token was issued by somebody else; fetch one from this environment's token endpoint")]
    WrongIssuer,
    /// Its signature is not ours.
    #[error("the access token's signature does not fit any key of this token server")]
    BadSignature,
    /// Its time is over.
    #[error("the access token has expired; fetch a new one")]
    Expired,
    /// It was asked for with another API as its `resource`.
    #[error(
        "the access token is for another API, which its aud names; fetch one without resource, or with this service's address"
    )]
    OtherAudience,
    /// We could not look just now.
    #[error("the access token could not be checked just now; try again in a moment")]
    Unavailable,
}

/// What stands behind `Bearer` in the request's `Authorization` header.
fn sent(headers: &HeaderMap) -> Result<&str, BearerFault> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let header = all.next().ok_or(BearerFault::Missing)?;
    if all.next().is_some() {
        return Err(BearerFault::Repeated);
    }
    let header = header.to_str().map_err(|_| BearerFault::Malformed)?;
    let (scheme, token) = header.split_once(' ').ok_or(BearerFault::Missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(BearerFault::Missing) }
}

/// Whether a program may read what the operator alone sees: anything goes on a laptop; where an access code is set, it is
/// sent as the bearer token, which is what monitoring programs can do.
pub fn is_operator(app: &App, headers: &HeaderMap) -> bool {
    app.config.access_code.as_ref().is_none_or(|code| {
        sent(headers).is_ok_and(|sent| equal_in_constant_time(sent.as_bytes(), code.as_bytes()))
    })
}

/// Checks the request's access token.
pub async fn verify(app: &App, headers: &HeaderMap, now: Now) -> Result<Machine, BearerFault> {
    let claims = claims_by(app, headers, now, &app.config.issuer()).await?;
    machine(claims).ok_or(BearerFault::Malformed)
}

/// As [`verify`], where a token that is restricted to another API is not taken (RFC 9068 §4): the API that it was sent to
/// could otherwise use it here.
pub async fn verify_for_this_service(
    app: &App,
    headers: &HeaderMap,
    now: Now,
) -> Result<Machine, BearerFault> {
    let machine = verify(app, headers, now).await?;
    let own = app.config.public_url.trim_end_matches('/');
    let names_us = |audience: &Value| {
        let rest = audience.as_str().and_then(|audience| audience.strip_prefix(own));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let for_us = match machine.claims.get("aud") {
        None => true,
        Some(Value::Array(audiences)) => audiences.iter().any(names_us),
        Some(audience) => names_us(audience),
    };
    if for_us { Ok(machine) } else { Err(BearerFault::OtherAudience) }
}

/// Most tokens that are remembered, at about 1 kB each.
const REMEMBERED: usize = 10_000;

/// Keys that are remembered; four are published when one has just begun to sign.
const REMEMBERED_KEYS: usize = 16;

/// Access tokens that were found good, so that a token is verified once and not at every call that carries it, and the keys
/// that they are signed by, parsed.
///
/// A token is remembered by the digest of all of its text. Its expiry, and that its key is still published, are held
/// against every call: a key that is retired by force counts for nothing from that moment on, on every node. A key's name
/// stands for one key for ever.
#[derive(Debug)]
pub struct Verified {
    tokens: Cache<[u8; 32], Held>,
    keys: Cache<Arc<str>, VerifyingKey>,
}

/// A token that was found good.
#[derive(Debug, Clone)]
struct Held {
    recognised: Recognised,
    /// Seconds.
    expires: i64,
}

/// A token that is good if its key is still published.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// Who calls.
    pub machine: Arc<Machine>,
    /// The key that it is signed by.
    pub kid: Arc<str>,
}

impl Default for Verified {
    fn default() -> Self {
        Self { tokens: Cache::new(REMEMBERED), keys: Cache::new(REMEMBERED_KEYS) }
    }
}

impl Verified {
    /// As [`verify`], where what was verified before is not verified again. The token was good at the moment that the
    /// transaction sees, in which the call's question can be asked too.
    pub async fn verify(
        &self,
        app: &App,
        headers: &HeaderMap,
        now: Now,
    ) -> Result<(Arc<Machine>, Tx), BearerFault> {
        let Recognised { machine, kid } = self.recognise(app, headers, now).await?;
        let mut tx = begin(&app.db).await?;
        must_be_published(&mut tx, &kid).await?;
        Ok((machine, tx))
    }

    /// Checks everything but whether the token's key is still published, which the caller must ask before it answers
    /// anything: together with others', or by [`Recognised::confirm`]. Nothing is read for a token that is remembered.
    pub async fn recognise(
        &self,
        app: &App,
        headers: &HeaderMap,
        now: Now,
    ) -> Result<Recognised, BearerFault> {
        let token = sent(headers)?;
        let digest = sha256(token.as_bytes());
        if let Some(held) = self.tokens.get(&digest) {
            let good = held.expires > now.wall_seconds();
            return if good { Ok(held.recognised.clone()) } else { Err(BearerFault::Expired) };
        }
        let jws = issued_by(&app.config.issuer(), token)?;
        let kid: Arc<str> = jws.kid().ok_or(BearerFault::BadSignature)?.into();
        let expires = check(&jws, &self.key(&app.db, &kid).await?, now)?;
        let machine = Arc::new(machine(jws.payload).ok_or(BearerFault::Malformed)?);
        let recognised = Recognised { machine, kid };
        self.tokens.insert(digest, Held { recognised: recognised.clone(), expires });
        Ok(recognised)
    }

    /// The key of this name, which was published once.
    async fn key(&self, db: &Db, kid: &Arc<str>) -> Result<VerifyingKey, BearerFault> {
        if let Some(key) = self.keys.get(kid) {
            return Ok(key);
        }
        let key = read_key(&mut begin(db).await?, kid).await?.prepared(Algorithm::RS256);
        self.keys.insert(Arc::clone(kid), key.clone());
        Ok(key)
    }
}

impl Recognised {
    /// Asks by itself whether the token's key is still published.
    pub async fn confirm(&self, db: &Db) -> Result<(), BearerFault> {
        must_be_published(&mut begin(db).await?, &self.kid).await
    }
}

/// Refuses a token whose key has been retired: it may have been so by force, because it leaked.
async fn must_be_published(tx: &mut Tx, kid: &str) -> Result<(), BearerFault> {
    let published = is_published(tx, kid).await.map_err(unreadable)?;
    if published { Ok(()) } else { Err(BearerFault::BadSignature) }
}

async fn begin(db: &Db) -> Result<Tx, BearerFault> {
    db.read().await.map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "it ends here, in the log")]
fn unreadable(error: db::Error) -> BearerFault {
    tracing::error!(%error, "the published keys could not be read");
    BearerFault::Unavailable
}

/// The claims of the request's access token, when `issuer` made it, it is signed by a published key and has not run out.
pub(super) async fn claims_by(
    app: &App,
    headers: &HeaderMap,
    now: Now,
    issuer: &str,
) -> Result<Map<String, Value>, BearerFault> {
    let jws = issued_by(issuer, sent(headers)?)?;
    let kid = jws.kid().ok_or(BearerFault::BadSignature)?;
    let key = read_key(&mut begin(&app.db).await?, kid).await?;
    check(&jws, &key, now)?;
    Ok(jws.payload)
}

async fn read_key(tx: &mut Tx, kid: &str) -> Result<VerifyingKey, BearerFault> {
    let key = published_key(tx, kid).await.map_err(unreadable)?;
    key.and_then(|key| Jwk::parse(&key.jwk).ok()?.verifying_key().ok()).ok_or(BearerFault::BadSignature)
}

/// A token that says it is `issuer`'s.
fn issued_by<'a>(issuer: &str, token: &'a str) -> Result<CompactJws<'a>, BearerFault> {
    let jws = CompactJws::parse(token).map_err(|_| BearerFault::Malformed)?;
    if jws.payload.get("iss").and_then(Value::as_str) != Some(issuer) {
        return Err(BearerFault::WrongIssuer);
    }
    Ok(jws)
}

/// Whether `key` signed the token, and it has not run out: then when it does, in seconds.
fn check(jws: &CompactJws<'_>, key: &VerifyingKey, now: Now) -> Result<i64, BearerFault> {
    if !key.verify(jws.alg(), jws.signing_input(), &jws.signature) {
        return Err(BearerFault::BadSignature);
    }
    let expires = expiry(jws)?;
    if expires <= now.wall_seconds() { Err(BearerFault::Expired) } else { Ok(expires) }
}

/// `exp`, in seconds.
fn expiry(jws: &CompactJws<'_>) -> Result<i64, BearerFault> {
    jws.payload.get("exp").and_then(Value::as_i64).ok_or(BearerFault::Malformed)
}

fn machine(claims: Map<String, Value>) -> Option<Machine> {
    let organisation = |claim: &str| {
        let id = claims.get(claim)?.get("ID")?.as_str()?;
        OrgNumber::from_iso6523(id).ok()
    };
    Some(Machine {
        client_id: claims.get("client_id")?.as_str()?.to_owned(),
        consumer: organisation("consumer")?,
        supplier: organisation("supplier"),
        scopes: claims.get("scope")?.as_str()?.split_ascii_whitespace().map(str::to_owned).collect(),
        claims,
    })
}
