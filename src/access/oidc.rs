//! Staff's login with OIDC: the authorization code flow with PKCE (OIDC Core 1.0 §3.1, RFC 7636).
//!
//! Nothing is stored when a login begins. The browser holds a random value with its end and the way back; state, nonce and
//! PKCE verifier are HMACs of that cookie under the master key, so that a login ends in the browser it began in, and on
//! any node. A state is used up at its first use, good or bad. The ID token is checked whole (§3.1.3.7) although it
//! comes straight from the issuer: a claim in it makes a handler.

pub mod pages;

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::visit::is_test_aid;
use crate::app::App;
use crate::clock::{HOUR, MINUTE, Millis, Now};
use crate::config::{Config, OidcSettings, is_safe_url};
use crate::jose::{IssuerJws, IssuerKeys};
use crate::numbers::mask_real_numbers;

/// How long one answer of the issuer may take. A login asks three times at most.
const PATIENCE: Duration = Duration::from_secs(8);

/// Largest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 256 * 1024;

/// How long the issuer's metadata and keys are kept.
const KEPT: Millis = HOUR;

/// How often keys may be fetched again because a token names one that is not known.
const KEYS_AGAIN: Millis = MINUTE;

/// How long a login may take in the browser.
const LOGIN_LIFE: Millis = 10 * MINUTE;

/// Longest way back that is remembered.
const GOTO_LIMIT: usize = 300;

/// Why a login did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The issuer does not answer, or not as an issuer does.
    #[error("the login service: {0}")]
    Issuer(String),
    /// The code is used up, too old, or somebody else's (RFC 6749 §5.2).
    #[error("the login service does not take the code")]
    Code,
    /// The ID token does not hold.
    #[error("the ID token is refused: {0}")]
    Token(&'static str),
}

/// What the claims made of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrant {
    /// Whether a claim makes it a handler.
    pub is_handler: bool,
    /// Whether a claim makes it an operator.
    pub is_operator: bool,
    /// The name that audit rows carry: its own and what tells it from its namesakes.
    pub name: String,
}

impl Entrant {
    /// As what it comes in when it asked for the page at `goto`, `handler` or `operator`; `None` when it has neither role.
    /// Who is both comes in as what that page is for: the desk is a handler's, the test aids are an operator's.
    fn kind(&self, goto: &str) -> Option<&'static str> {
        let for_operators = is_test_aid(goto);
        match (self.is_handler, self.is_operator) {
            (true, true) if for_operators => Some("operator"),
            (true, _) => Some("handler"),
            (false, true) => Some("operator"),
            (false, false) => None,
        }
    }
}

/// What is known of the issuer.
#[derive(Debug, Clone)]
struct Known {
    authorization_endpoint: String,
    token_endpoint: String,
    /// Where a person logs out at the issuer (RP-Initiated Logout 1.0 §2.1), when it has such a place.
    end_session_endpoint: Option<String>,
    jwks_uri: String,
    keys: IssuerKeys,
    fetched_at: Millis,
    keys_fetched_at: Millis,
}

/// The relying party, with what it remembers of its issuer.
pub struct Oidc {
    settings: OidcSettings,
    redirect_uri: String,
    http: reqwest::Client,
    known: Mutex<Option<Known>>,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Oidc({:?})", self.settings)
    }
}

/// A login that has begun: what the browser keeps, and what is derived from it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Begun {
    cookie: String,
    state: String,
    nonce: String,
    verifier: String,
    goto: String,
    ends_at: Millis,
}

impl Begun {
    fn new(app: &App, now: Now, goto: &str) -> Self {
        let goto = if goto.len() > GOTO_LIMIT { "/" } else { goto };
        let ends_at = now.wall + LOGIN_LIFE;
        let cookie = format!("{ends_at}.{}.{}", app.random.secret(), URL_SAFE_NO_PAD.encode(goto));
        Self::derive(app, cookie, ends_at, goto.to_owned())
    }

    /// The login that a browser's cookie tells of. It is good only together with its state, which nobody else can make.
    fn of_cookie(app: &App, cookie: &str) -> Option<Self> {
        let mut parts = cookie.split('.');
        let (ends_at, _, goto) = (parts.next()?, parts.next()?, parts.next()?);
        let goto = String::from_utf8(URL_SAFE_NO_PAD.decode(goto).ok()?).ok()?;
        Some(Self::derive(app, cookie.to_owned(), ends_at.parse().ok()?, goto))
    }

    fn derive(app: &App, cookie: String, ends_at: Millis, goto: String) -> Self {
        let part = |name: &str| app.keys.link_secret(&format!("oidc-{name}:{cookie}"));
        let (state, nonce, verifier) = (part("state"), part("nonce"), part("verifier"));
        Self { cookie, state, nonce, verifier, goto, ends_at }
    }
}

impl Oidc {
    /// The relying party that the settings describe; `None` when they name no issuer.
    pub fn open(config: &Config) -> Result<Option<Self>, OidcError> {
        let Some(settings) = config.oidc.clone() else { return Ok(None) };
        // The process may have chosen its cryptographic provider already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| OidcError::Issuer(error.to_string()))?;
        let redirect_uri = format!("{}/logg-inn/oidc/svar", config.public_url);
        Ok(Some(Self { settings, redirect_uri, http, known: Mutex::new(None) }))
    }

    /// The issuer, as its answers must name it.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    async fn known(&self, now: Now) -> Result<Known, OidcError> {
        let kept = self.known.lock().await.clone();
        if let Some(known) = kept.filter(|known| now.wall - known.fetched_at < KEPT) {
            return Ok(known);
        }
        // OIDC Discovery 1.0 §4.1: behind the issuer, whose slash at the end is taken away first.
        let address =
            format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let metadata = self.fetch(self.http.get(address)).await?;
        let text = |name: &str| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
        // §4.3: another issuer's metadata is not this one's.
        if text("issuer").as_deref() != Some(self.settings.issuer.as_str()) {
            return Err(OidcError::Issuer(
                "its metadata names another issuer than FULLMAKT_OIDC_ISSUER".to_owned(),
            ));
        }
        let endpoint = |name: &str| {
            text(name)
                .filter(|url| is_safe_url(url))
                .ok_or_else(|| OidcError::Issuer(format!("its metadata has no usable {name}")))
        };
        let jwks_uri = endpoint("jwks_uri")?;
        let known = Known {
            authorization_endpoint: endpoint("authorization_endpoint")?,
            token_endpoint: endpoint("token_endpoint")?,
            end_session_endpoint: text("end_session_endpoint").filter(|url| is_safe_url(url)),
            keys: self.fetch_keys(&jwks_uri).await?,
            jwks_uri,
            fetched_at: now.wall,
            keys_fetched_at: now.wall,
        };
        *self.known.lock().await = Some(known.clone());
        Ok(known)
    }

    async fn fetch_keys(&self, jwks_uri: &str) -> Result<IssuerKeys, OidcError> {
        Ok(IssuerKeys::of_set(&self.fetch(self.http.get(jwks_uri)).await?))
    }

    /// The keys, fetched again when `kid` is not among them: issuers change keys when they like.
    async fn keys_for(&self, known: Known, kid: Option<&str>, now: Now) -> Result<IssuerKeys, OidcError> {
        if kid.is_none_or(|kid| known.keys.has(kid)) || now.wall - known.keys_fetched_at < KEYS_AGAIN {
            return Ok(known.keys);
        }
        let keys = self.fetch_keys(&known.jwks_uri).await?;
        *self.known.lock().await = Some(Known { keys: keys.clone(), keys_fetched_at: now.wall, ..known });
        Ok(keys)
    }

    async fn fetch(&self, request: reqwest::RequestBuilder) -> Result<Value, OidcError> {
        let unreached = |error: reqwest::Error| {
            let why = if error.is_timeout() {
                "no answer in time".to_owned()
            } else {
                error.without_url().to_string()
            };
            OidcError::Issuer(why)
        };
        let mut response = request.send().await.map_err(unreached)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreached)? {
            if body.len() + chunk.len() > ANSWER_LIMIT {
                return Err(OidcError::Issuer("it answered with more than we read".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if !status.is_success() {
            // The error's word alone: descriptions are free text, and may hold what the log must not.
            let word: String = body
                .get("error")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .chars()
                .filter(|c| c.is_ascii_lowercase() || *c == '_')
                .take(40)
                .collect();
            return Err(match word.as_str() {
                "invalid_grant" => OidcError::Code,
                _ => OidcError::Issuer(format!("it answered {} {word}", status.as_u16())),
            });
        }
        Ok(body)
    }

    /// Where the browser is sent.
    async fn authorization_url(&self, begun: &Begun, now: Now) -> Result<String, OidcError> {
        let known = self.known(now).await?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, begun.verifier.as_bytes()));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &self.settings.scope)
            .append_pair("state", &begun.state)
            .append_pair("nonce", &begun.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        Ok(with_query(&known.authorization_endpoint, &query))
    }

    /// Where somebody logs out at the issuer too; `None` when it has no such place.
    ///
    /// RP-Initiated Logout 1.0 §2: without a hint the issuer asks the person, so that no ID token need be kept here; and
    /// without a way back that it may not know, it cannot refuse.
    async fn end_session_url(&self, now: Now) -> Result<Option<String>, OidcError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.settings.client_id)
            .finish();
        Ok(self.known(now).await?.end_session_endpoint.map(|endpoint| with_query(&endpoint, &query)))
    }

    /// Exchanges the code, and says who came.
    async fn enter(&self, begun: &Begun, code: &str, skew: i64, now: Now) -> Result<Entrant, OidcError> {
        let known = self.known(now).await?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &begun.verifier),
        ];
        let mut request = self.http.post(&known.token_endpoint);
        match &self.settings.client_secret {
            // RFC 6749 §2.3.1: both are form-encoded before they are joined.
            Some(secret) => {
                let encoded =
                    |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encoded(&self.settings.client_id), encoded(secret));
                request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
            }
            None => form.push(("client_id", &self.settings.client_id)),
        }
        let answer = self.fetch(request.form(&form)).await?;
        let token = answer
            .get("id_token")
            .and_then(Value::as_str)
            .ok_or(OidcError::Token("the answer holds no id_token"))?;
        let jws = IssuerJws::parse(token).map_err(|_| OidcError::Token("it is no token that we read"))?;
        let keys = self.keys_for(known, jws.kid(), now).await?;
        verify(&jws, &keys, &self.settings, &begun.nonce, now.wall_seconds(), skew)?;
        Ok(self.entrant(&jws.payload))
    }

    fn entrant(&self, claims: &Map<String, Value>) -> Entrant {
        let has = |(claim, value): &(String, String)| holds(claims, claim, value);
        Entrant {
            is_handler: has(&self.settings.handler),
            is_operator: self.settings.operator.as_ref().is_some_and(has),
            name: name_of(claims),
        }
    }
}

/// An endpoint with `query`, beside the query that it may have already.
fn with_query(endpoint: &str, query: &str) -> String {
    let mark = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{mark}{query}")
}

/// Whether a claim is the value, or a list with the value in it.
fn holds(claims: &Map<String, Value>, claim: &str, value: &str) -> bool {
    match claims.get(claim) {
        Some(Value::String(text)) => text == value,
        Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(value)),
        Some(Value::Bool(true)) => value == "true",
        _ => false,
    }
}

/// A name for history and audit: the person's own, and beside it what only one person has. Never a person number.
fn name_of(claims: &Map<String, Value>) -> String {
    let text = |name: &str| {
        let text = claims.get(name).and_then(Value::as_str).unwrap_or_default();
        let clean: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        clean.trim().to_owned()
    };
    let subject = text("sub");
    // A subject may be a person number, real or synthetic, and stays out of the audit then.
    let subject = if subject.len() == 11 && subject.bytes().all(|byte| byte.is_ascii_digit()) {
        crate::ids::sha256_hex(subject.as_bytes()).chars().take(12).collect()
    } else {
        subject
    };
    let own = ["email", "preferred_username"].map(text).into_iter().find(|text| !text.is_empty());
    let one = own.unwrap_or(subject);
    let name = text("name");
    let whole = if name.is_empty() || name == one { one } else { format!("{name} ({one})") };
    mask_real_numbers(&whole).0
}

/// OIDC Core 1.0 §3.1.3.7.
fn verify(
    jws: &IssuerJws<'_>,
    keys: &IssuerKeys,
    settings: &OidcSettings,
    nonce: &str,
    now: i64,
    skew: i64,
) -> Result<(), OidcError> {
    let refuse = |why| Err(OidcError::Token(why));
    if !keys.signed(jws) {
        return refuse("its signature fits no key of the issuer");
    }
    let text = |name: &str| jws.payload.get(name).and_then(Value::as_str);
    let int = |name: &str| jws.payload.get(name).and_then(Value::as_i64);
    if text("iss") != Some(settings.issuer.as_str()) {
        return refuse("another issuer made it");
    }
    let audiences: Vec<&str> = match jws.payload.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audiences.contains(&settings.client_id.as_str()) {
        return refuse("it is for another client");
    }
    match text("azp") {
        Some(azp) if azp != settings.client_id => return refuse("another client asked for it"),
        None if audiences.len() > 1 => return refuse("it is for several clients and does not say who asked"),
        _ => {}
    }
    if int("exp").is_none_or(|exp| exp.saturating_add(skew) <= now) {
        return refuse("it has expired");
    }
    if int("iat").is_none_or(|iat| iat > now + skew) {
        return refuse("it comes from the future");
    }
    if text("nonce") != Some(nonce) {
        return refuse("it answers another login");
    }
    if text("sub").is_none_or(str::is_empty) {
        return refuse("it is about nobody");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_is_a_value_or_a_list_that_holds_it_and_nothing_like_it() {
        for (claim, expected) in [
            (json!("desk"), true),
            (json!(["x", "desk"]), true),
            (json!("desk2"), false),
            (json!("x desk"), false),
            (json!(["desk2"]), false),
            (json!({ "desk": true }), false),
            (json!(true), false),
            (Value::Null, false),
        ] {
            let claims = json!({ "groups": claim });
            assert_eq!(holds(claims.as_object().unwrap(), "groups", "desk"), expected, "{claims}");
        }
    }

    #[test]
    fn who_has_both_roles_comes_in_as_what_the_page_is_for() {
        for (is_handler, is_operator, goto, expected) in [
            (true, true, "/", Some("handler")),
            (true, true, "/saksbord/2026-00001", Some("handler")),
            (true, true, "/post", Some("operator")),
            (true, true, "/post/1?sprak=en", Some("operator")),
            (true, true, "/postkort", Some("handler")),
            (true, false, "/post", Some("handler")),
            (false, true, "/saksbord", Some("operator")),
            (false, false, "/post", None),
        ] {
            let entrant = Entrant { is_handler, is_operator, name: String::new() };
            assert_eq!(entrant.kind(goto), expected, "{is_handler} {is_operator} {goto}");
        }
    }

    #[test]
    fn a_name_tells_namesakes_apart_and_holds_no_number() {
        for (claims, expected) in [
            (
                json!({ "sub": "a1", "name": "Kari Test", "email": "kari@desk.example" }),
                "Kari Test (kari@desk.example)",
            ),
            (json!({ "sub": "a1", "name": "Kari\nTest" }), "KariTest (a1)"),
            (json!({ "sub": "a1" }), "a1"),
        ] {
            assert_eq!(name_of(claims.as_object().unwrap()), expected);
        }
        let number = json!({ "sub": "02013299997" });
        let name = name_of(number.as_object().unwrap());
        assert!(name.len() == 12 && !name.contains("02013299997"), "{name}");
    }
}
