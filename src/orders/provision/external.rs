//! Grants through the self-service API of another environment (`maskinporten.md` §5.4, §6).
//!
//! Everything here is safe to repeat: the other side answers a grant that it has with the same grant. What it says when it
//! refuses is shown to a handler, cleaned; what it says when it is ill is tried again later. The token is fetched anew for
//! every step and kept nowhere.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Now;
use crate::config::{Config, ConfigError, SelfServiceSettings};
use crate::ids::Random;
use crate::jose::{SigningKey, private_key_from_pem};
use crate::numbers::OrgNumber;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What our client asks for: it opens reading grants as well as giving and withdrawing them.
const SCOPE: &str = "idporten:scopes.write";

/// The life of our grant, in seconds; Maskinporten takes at most 120.
const GRANT_LIFE: i64 = 60;

/// How long one answer may take. A step asks three times at most, within the queue's claim.
const PATIENCE: Duration = Duration::from_secs(15);

/// Largest answer we read, in bytes.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// The most of the other side's words that a handler is shown, in characters.
const WORDS_LIMIT: usize = 300;

/// Why the other side did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was not reached, or is ill: worth trying again.
    #[error("{0}")]
    Later(String),
    /// It said no, in these words.
    #[error("{0}")]
    Never(String),
}

/// The other side's self-service API, with the key read once.
#[derive(Clone)]
pub struct SelfService {
    settings: SelfServiceSettings,
    key: SigningKey,
    kid: String,
    http: reqwest::Client,
}

impl std::fmt::Debug for SelfService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SelfService({})", self.settings.url)
    }
}

impl SelfService {
    /// Reads the key that the settings name; `None` when they name no API.
    pub fn open(config: &Config) -> Result<Option<Self>, ConfigError> {
        let Some(settings) = config.self_service.clone() else { return Ok(None) };
        let (key, named) = read_key(&settings).map_err(|problem| ConfigError {
            setting: "FULLMAKT_SELF_SERVICE_KEY_FILE",
            problem: format!("{}: {problem}", settings.key_file.display()),
            example: "FULLMAKT_SELF_SERVICE_KEY_FILE=/etc/fullmakt/self-service.pem".into(),
        })?;
        let kid = settings.kid.clone().or(named).unwrap_or_else(|| key.kid().to_owned());
        // The process may have chosen its cryptographic provider already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| ConfigError {
                setting: "FULLMAKT_SELF_SERVICE_URL",
                problem: format!("the HTTP client could not be made: {error}."),
                example: "FULLMAKT_SELF_SERVICE_URL=https://api.test.samarbeid.digdir.no/api/v1".into(),
            })?;
        Ok(Some(Self { settings, key, kid, http }))
    }

    /// Where it is, for receipts.
    pub fn place(&self) -> &str {
        &self.settings.url
    }

    /// A call with a fresh token.
    pub async fn call(&self, random: &Random, now: Now) -> Result<Call<'_>, Refused> {
        let (header, claims) = (
            json!({ "alg": "RS256", "kid": self.kid, "typ": "JWT" }),
            json!({
                "aud": self.settings.issuer,
                "iss": self.settings.client_id,
                "scope": SCOPE,
                "iat": now.wall_seconds(),
                "exp": now.wall_seconds() + GRANT_LIFE,
                "jti": random.uuid(),
            }),
        );
        let assertion = self.key.sign_with_header(&header, &claims).map_err(|_| {
            Refused::Never("the grant for the self-service API could not be signed".to_owned())
        })?;
        let form = [("grant_type", JWT_BEARER), ("assertion", assertion.as_str())];
        let answer = self.http.post(&self.settings.token_url).form(&form).send().await;
        let (status, body) = read("the token server", answer).await?;
        if !(200..300).contains(&status) {
            return Err(refused("the token server", status, &body));
        }
        match body.get("access_token").and_then(Value::as_str) {
            Some(token) => Ok(Call { service: self, token: token.to_owned() }),
            None => Err(Refused::Later("the token server answered without a token".to_owned())),
        }
    }
}

/// Calls that share one token.
pub struct Call<'a> {
    service: &'a SelfService,
    token: String,
}

impl Call<'_> {
    /// Whether `consumer` holds `scope` there.
    pub async fn holds(&self, scope: &str, consumer: OrgNumber) -> Result<bool, Refused> {
        let consumer = consumer.to_string();
        let asked = [("consumer_orgno", consumer.as_str())];
        let (status, body) = self.ask(reqwest::Method::GET, "", &asked).await?;
        match status {
            200..300 => {}
            404 => return Ok(false),
            // The real API says so where it has an empty list (`maskinporten.md` §6.6).
            400..500 if words(&body).contains("does not have any") => return Ok(false),
            _ => return Err(refused("the self-service API", status, &body)),
        }
        let text = |grant: &Value, name: &str| grant.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(body.as_array().is_some_and(|grants| {
            grants.iter().any(|grant| {
                text(grant, "scope").as_deref() == Some(scope)
                    && text(grant, "state").as_deref() == Some("APPROVED")
            })
        }))
    }

    /// Grants `scope` to `consumer`. That it has it already (409) is as good.
    pub async fn grant(&self, scope: &str, consumer: OrgNumber) -> Result<(), Refused> {
        let (status, body) =
            self.ask(reqwest::Method::PUT, &format!("/{consumer}"), &[("scope", scope)]).await?;
        match status {
            200..300 | 409 => Ok(()),
            _ => Err(refused("the self-service API", status, &body)),
        }
    }

    /// Withdraws it. That there is none (404, 409, 410) is as good.
    pub async fn withdraw(&self, scope: &str, consumer: OrgNumber) -> Result<(), Refused> {
        let (status, body) =
            self.ask(reqwest::Method::DELETE, &format!("/{consumer}"), &[("scope", scope)]).await?;
        match status {
            200..300 | 404 | 409 | 410 => Ok(()),
            _ => Err(refused("the self-service API", status, &body)),
        }
    }

    async fn ask(
        &self,
        method: reqwest::Method,
        below: &str,
        query: &[(&str, &str)],
    ) -> Result<(u16, Value), Refused> {
        let address = format!("{}/scopes/access{below}", self.service.settings.url);
        let address = reqwest::Url::parse_with_params(&address, query)
            .map_err(|error| Refused::Never(format!("the self-service API's address is wrong: {error}")))?;
        let request = self
            .service
            .http
            .request(method, address)
            .bearer_auth(&self.token)
            .header("accept", "application/json")
            // Some proxies refuse a PUT that does not say how long it is.
            .body("");
        read("the self-service API", request.send().await).await
    }
}

/// The status and the body; what is not JSON is kept as its text.
async fn read(who: &str, answer: Result<reqwest::Response, reqwest::Error>) -> Result<(u16, Value), Refused> {
    let unreached = |error: reqwest::Error| {
        // Without its address: a proxy's address may hold a password.
        let why =
            if error.is_timeout() { "no answer in time".to_owned() } else { error.without_url().to_string() };
        Refused::Later(format!("{who} could not be reached: {why}"))
    };
    let mut response = answer.map_err(unreached)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreached)? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Err(Refused::Later(format!("{who} answered with more than we read")));
        }
        body.extend_from_slice(&chunk);
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

fn refused(who: &str, status: u16, body: &Value) -> Refused {
    let words = words(body);
    let text = if words.is_empty() {
        format!("{who} answered {status}")
    } else {
        format!("{who} answered {status}: {words}")
    };
    match status {
        // Too early, too slow, too many: nothing is wrong with what was asked.
        408 | 425 | 429 => Refused::Later(text),
        400..500 => Refused::Never(text),
        _ => Refused::Later(text),
    }
}

/// The other side's own words, fit to be shown: one line, short, and without anything that could be a person's number.
fn words(body: &Value) -> String {
    let listed = body.get("errors").and_then(Value::as_array).map(|errors| {
        let texts = errors.iter().filter_map(|error| error.get("errorMessage").and_then(Value::as_str));
        texts.collect::<Vec<_>>().join("; ")
    });
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let found = listed
        .filter(|texts| !texts.is_empty())
        .or_else(|| text("error_description"))
        .or_else(|| text("error"))
        .or_else(|| body.as_str().filter(|text| !text.trim_start().starts_with('<')).map(str::to_owned))
        .unwrap_or_default();
    super::clean_line(&found, WORDS_LIMIT)
}

/// The private key, and the name that stands in a JWK.
fn read_key(settings: &SelfServiceSettings) -> Result<(SigningKey, Option<String>), String> {
    let text = std::fs::read_to_string(&settings.key_file).map_err(|error| format!("{error}."))?;
    if let Ok(jwk) = serde_json::from_str::<Value>(&text) {
        let key = SigningKey::from_private_jwk(&jwk).map_err(|error| format!("{error}."))?;
        return Ok((key, jwk.get("kid").and_then(Value::as_str).map(str::to_owned)));
    }
    let der = private_key_from_pem(&text)
        .ok_or_else(|| "it holds neither a private key in PEM (BEGIN PRIVATE KEY) nor a JWK.".to_owned())?;
    let key = SigningKey::from_pkcs8(&der).map_err(|error| format!("{error}."))?;
    Ok((key, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_side_says_is_cleaned_and_its_status_tells_whether_to_try_again() {
        let check = |status: u16, body: Value, expected: Refused| {
            assert_eq!(refused("it", status, &body), expected, "{body}");
        };
        let never = |text: &str| Refused::Never(text.to_owned());
        let later = |text: &str| Refused::Later(text.to_owned());
        let errors = json!({ "errors": [{ "errorMessage": "no such\r\nscope" }, { "errorMessage": "b" }] });
        check(400, errors, never("it answered 400: no such scope; b"));
        check(
            403,
            json!({ "error_description": "pid 02013299997\u{202e}" }),
            never("it answered 403: pid •••••••••••"),
        );
        check(
            404,
            json!({ "error": "05910298382 not found" }),
            never("it answered 404: ••••••••••• not found"),
        );
        check(422, json!("<html>oops</html>"), never("it answered 422"));
        check(429, json!("slow down"), later("it answered 429: slow down"));
        check(500, json!({ "error": "x" }), later("it answered 500: x"));
        check(302, Value::Null, later("it answered 302"));
        let long = refused("it", 400, &json!({ "error": "å".repeat(900) }));
        assert!(long.to_string().chars().count() < 330, "{long}");
    }
}
