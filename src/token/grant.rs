//! The JWT-bearer grant (RFC 7523 §2.1): its shape, and what can be told of it without the database. Pure.

use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::sent;
use crate::clients::is_audience;
use crate::jose::{CompactJws, VerifyingKey};
use crate::ledger::{Check, Fact};
use crate::numbers::{OrgNumber, OrgNumberError, PersonNumber};

/// A grant may live this long, `exp` minus `iat`, in seconds (`maskinporten.md` §2.3).
pub const LONGEST_LIFE: i64 = 120;

/// Most scopes that one request may ask for.
const SCOPE_LIMIT: usize = 50;

/// Most resources that one request may name.
const RESOURCE_LIMIT: usize = 10;

/// Claims that may stand in a grant; `nbf` and `sub` are sent by clients that work against the real service
/// (`maskinporten.md` §2.3, Unknown claims).
const ALLOWED: [&str; 11] =
    ["aud", "iss", "scope", "iat", "exp", "jti", "resource", "pid", "consumer_org", "nbf", "sub"];

/// The claims of a grant, in shape; nothing of them is proved yet.
#[derive(Debug, Clone)]
pub struct Claims {
    /// The client's id.
    pub iss: String,
    /// The scopes asked for, at least one.
    pub scopes: Vec<String>,
    /// Seconds since 1970.
    pub iat: i64,
    /// Seconds since 1970.
    pub exp: i64,
    /// What makes the grant unique, when it says.
    pub jti: Option<String>,
    /// For whom the token shall be: becomes its `aud`.
    pub resource: Vec<String>,
    /// A person's synthetic number, copied into the token.
    pub pid: Option<PersonNumber>,
    /// The customer on whose behalf the token is asked for.
    pub consumer_org: Option<OrgNumber>,
}

/// Whatever can be said about the checks so far.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// In the order they were made.
    pub checks: Vec<Check>,
}

impl Trail {
    /// Notes a check that held.
    pub fn passed(&mut self, name: &str, seen: impl Into<Option<Fact>>, required: impl Into<Option<Fact>>) {
        self.checks.push(Check {
            name: name.to_owned(),
            passed: true,
            seen: seen.into(),
            required: required.into(),
        });
    }

    /// Notes the check that did not hold, and gives the refusal on.
    pub fn failed(
        &mut self,
        name: &str,
        seen: impl Into<Option<Fact>>,
        required: impl Into<Option<Fact>>,
        refusal: Refusal,
    ) -> Refusal {
        self.checks.push(Check {
            name: name.to_owned(),
            passed: false,
            seen: seen.into(),
            required: required.into(),
        });
        refusal
    }
}

/// Reads the claims' shape: MP-011 for anything that is not as the page of the real service says. Claims that are not known
/// are refused, or borne and not looked at.
pub fn read_claims(
    payload: &Map<String, Value>,
    bear_unknown: bool,
    trail: &mut Trail,
) -> Result<Claims, Refusal> {
    let mut malformed =
        |seen: Fact, key: &str| trail.failed("assertion", seen, Fact::said(key, []), Refusal::Malformed);
    if payload.contains_key("iss_onbehalfof") {
        return Err(malformed(sent::claim(payload, "iss_onbehalfof"), "fact-use-consumer-org"));
    }
    let unknown = payload.keys().find(|name| !ALLOWED.contains(&name.as_str()));
    if let Some(unknown) = unknown.filter(|_| !bear_unknown) {
        return Err(malformed(sent::claim(payload, unknown), "fact-known-claims"));
    }
    let text = |name: &str| payload.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(iss) = text("iss").filter(|iss| iss.len() <= 255) else {
        return Err(malformed(sent::claim(payload, "iss"), "fact-iss"));
    };
    let scopes = read_scopes(payload, text("scope")).map_err(|(seen, key)| malformed(seen, key))?;
    let seconds = |name: &str| payload.get(name).and_then(numeric_date);
    let (Some(iat), Some(exp)) = (seconds("iat"), seconds("exp")) else {
        return Err(malformed(wrong_times(payload), "fact-times"));
    };
    if exp - iat > LONGEST_LIFE {
        return Err(malformed(Fact::Plain(format!("exp − iat = {} s", exp - iat)), "fact-longest-life"));
    }
    let jti = match payload.get("jti") {
        None => None,
        Some(Value::String(jti)) if !jti.is_empty() && jti.len() <= 255 && !jti.contains('\0') => {
            Some(jti.clone())
        }
        Some(_) => {
            return Err(malformed(sent::claim(payload, "jti"), "fact-jti"));
        }
    };
    let resource = match payload.get("resource") {
        Some(Value::Array(items)) if items.len() > RESOURCE_LIMIT => {
            let seen = sent::too_many("resource", items.len(), RESOURCE_LIMIT);
            return Err(malformed(seen, "fact-resource"));
        }
        value => {
            resource(value).ok_or_else(|| malformed(sent::claim(payload, "resource"), "fact-resource"))?
        }
    };
    let pid = match payload.get("pid") {
        None => None,
        Some(value) => match value.as_str().map(PersonNumber::parse_synthetic) {
            Some(Ok(number)) => Some(number),
            // What was sent is not written down: it may be a real person's number.
            _ => {
                return Err(malformed(Fact::plain("pid"), "fact-pid"));
            }
        },
    };
    let consumer_org = match payload.get("consumer_org") {
        None => None,
        Some(Value::String(number)) => match OrgNumber::parse(number) {
            Ok(number) => Some(number),
            Err(error) => {
                return Err(malformed(sent::claim(payload, "consumer_org"), number_fact(error)));
            }
        },
        Some(_) => return Err(malformed(sent::claim(payload, "consumer_org"), "fact-number")),
    };
    trail.passed("assertion", None, None);
    Ok(Claims { iss: iss.to_owned(), scopes, iat, exp, jti, resource, pid, consumer_org })
}

/// The scopes that are asked for, each once; or what was seen instead, and the key of what is required.
fn read_scopes(
    payload: &Map<String, Value>,
    scope: Option<&str>,
) -> Result<Vec<String>, (Fact, &'static str)> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in scope.unwrap_or_default().split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
        if scopes.len() > SCOPE_LIMIT {
            let count = scope_count(payload);
            return Err((sent::too_many("scope", count, SCOPE_LIMIT), "fact-scope-limit"));
        }
    }
    if scopes.is_empty() {
        return Err((sent::claim(payload, "scope"), "fact-scope"));
    }
    // RFC 6749 §3.3; the two marks may not stand in the answer that would name such a scope either (§5.2).
    let letter = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    match scopes.iter().find(|scope| scope.len() > 255 || !scope.bytes().all(letter)) {
        Some(wrong) => Err((sent::part("scope", wrong), "fact-scope-letters")),
        None => Ok(scopes),
    }
}

/// How many words the claim `scope` has.
fn scope_count(payload: &Map<String, Value>) -> usize {
    let scope = payload.get("scope").and_then(Value::as_str).unwrap_or_default();
    scope.split(' ').filter(|scope| !scope.is_empty()).count()
}

/// Times that are none, as they were sent. Milliseconds, which many languages count in, are told as such.
fn wrong_times(payload: &Map<String, Value>) -> Fact {
    let times = ["iat", "exp"].map(|name| sent::claim(payload, name));
    let milliseconds = |name: &str| {
        let number = payload.get(name).and_then(Value::as_f64);
        number.is_some_and(|number| (1e12..1e13).contains(&number))
    };
    let told = Fact::Several(times.to_vec());
    if ["iat", "exp"].into_iter().any(milliseconds) {
        return Fact::said("fact-milliseconds", [("times", told)]);
    }
    told
}

/// What an organisation number must be, when one is not.
const fn number_fact(error: OrgNumberError) -> &'static str {
    match error {
        OrgNumberError::WrongCheckDigit => "fact-number-check-digit",
        _ => "fact-number",
    }
}

/// A `NumericDate` (RFC 7519 §2) as whole seconds; libraries that send fractions are understood.
fn numeric_date(value: &Value) -> Option<i64> {
    let seconds = value.as_i64().or_else(|| {
        let float = value.as_f64().filter(|float| float.is_finite() && float.abs() < 1e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "bounded above; the fraction is what is cut off")]
        Some(float.floor() as i64)
    })?;
    // Beyond this, sums of seconds and leeways could overflow.
    (0..=100_000_000_000).contains(&seconds).then_some(seconds)
}

fn resource(value: Option<&Value>) -> Option<Vec<String>> {
    let uri = |value: &Value| value.as_str().filter(|text| is_audience(text)).map(str::to_owned);
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(items)) if !items.is_empty() && items.len() <= RESOURCE_LIMIT => {
            items.iter().map(uri).collect()
        }
        Some(single @ Value::String(_)) => Some(vec![uri(single)?]),
        Some(_) => None,
    }
}

/// How far an instant is from `now`, and in which direction.
fn away(instant: i64, now: i64) -> Fact {
    let key = if instant > now { "fact-seconds-ahead" } else { "fact-seconds-ago" };
    Fact::said(key, [("seconds", Fact::plain((now - instant).abs().to_string()))])
}

/// What the times and the signature are measured by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The issuer, with its slash; `aud` must be exactly this.
    pub issuer: &'a str,
    /// Seconds that clocks may differ.
    pub skew: i64,
    /// Wall time in seconds.
    pub now: i64,
}

/// Signature, audience and times, in the order of the real service (`maskinporten.md` §4.4).
pub fn verify(
    jws: &CompactJws<'_>,
    claims: &Claims,
    key: &VerifyingKey,
    rules: Rules<'_>,
    trail: &mut Trail,
) -> Result<(), Refusal> {
    if !key.verify(jws.alg(), jws.signing_input(), &jws.signature) {
        let alg = Fact::plain(jws.alg().name());
        let (seen, required) = if jws.kid().is_some() {
            (alg, Fact::said("fact-signed-with-kid", []))
        } else {
            (
                Fact::said("fact-by-certificate", [("alg", alg)]),
                Fact::said("fact-signed-with-certificate", []),
            )
        };
        return Err(trail.failed("signature", seen, required, Refusal::WrongSignature));
    }
    trail.passed("signature", Fact::plain(jws.alg().name()), None);

    let audience = match jws.payload.get("aud") {
        Some(Value::String(audience)) => Some(audience.as_str()),
        Some(Value::Array(items)) => match items.as_slice() {
            [Value::String(audience)] => Some(audience.as_str()),
            _ => None,
        },
        _ => None,
    };
    if audience != Some(rules.issuer) {
        let shown = jws.payload.get("aud").map_or_else(|| Fact::plain("–"), sent::json);
        return Err(trail.failed("aud", shown, Fact::plain(rules.issuer), Refusal::WrongAudience));
    }
    trail.passed("aud", Fact::plain(rules.issuer), None);

    let ahead = claims.iat - rules.now;
    let seconds = |count: i64| Fact::plain(count.to_string());
    let within = Fact::said("fact-iat-within", [("seconds", seconds(rules.skew))]);
    if ahead > rules.skew {
        let seen = Fact::said("fact-iat-ahead", [("seconds", seconds(ahead))]);
        return Err(trail.failed("iat", seen, within, Refusal::IssuedAhead));
    }
    // Too old an iat is answered as an expired grant (`maskinporten.md` §2.3).
    if -ahead > rules.skew || claims.exp + rules.skew <= rules.now {
        let ages = [("iat", away(claims.iat, rules.now)), ("exp", away(claims.exp, rules.now))];
        let required = Fact::said("fact-not-too-old", [("seconds", seconds(rules.skew))]);
        return Err(trail.failed("exp", Fact::said("fact-ages", ages), required, Refusal::Expired));
    }
    // The leeway is for clocks that differ, and one clock wrote both.
    if claims.exp <= claims.iat {
        let sent = |time: i64| Fact::plain(time.to_string());
        let times = [("iat", sent(claims.iat)), ("exp", sent(claims.exp))];
        let required = Fact::said("fact-exp-after-iat", []);
        return Err(trail.failed("exp", Fact::said("fact-never-lived", times), required, Refusal::Expired));
    }
    trail.passed("iat", Fact::Plain(format!("{} s", -ahead)), within);
    let left = Fact::said("fact-seconds-left", [("seconds", seconds(claims.exp - rules.now))]);
    trail.passed("exp", left, None);
    Ok(())
}
