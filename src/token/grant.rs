//! The JWT-bearer grant (RFC 7523 §2.1): its shape, and what can be told of it without the database. Pure.

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::jose::{CompactJws, VerifyingKey};
use crate::ledger::Check;
use crate::numbers::{OrgNumber, PersonNumber};

/// A grant may live this long, `exp` minus `iat`, in seconds (`maskinporten.md` §2.3).
pub const LONGEST_LIFE: i64 = 120;

/// Most scopes that one request may ask for.
const SCOPE_LIMIT: usize = 50;

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
    pub fn passed(
        &mut self,
        name: &str,
        seen: impl Into<Option<String>>,
        required: impl Into<Option<String>>,
    ) {
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
        seen: impl Into<Option<String>>,
        required: impl Into<Option<String>>,
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

/// Reads the claims' shape: MP-011 for anything that is not as the page of the real service says.
pub fn read_claims(payload: &Map<String, Value>, trail: &mut Trail) -> Result<Claims, Refusal> {
    let mut malformed = |seen: String, required: &str| {
        trail.failed("assertion", seen, required.to_owned(), Refusal::Malformed)
    };
    if payload.contains_key("iss_onbehalfof") {
        return Err(malformed(
            "iss_onbehalfof".to_owned(),
            "iss_onbehalfof is deprecated and not offered; use consumer_org",
        ));
    }
    if let Some(unknown) = payload.keys().find(|name| !ALLOWED.contains(&name.as_str())) {
        let shown: String = unknown.chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(malformed(shown, "only the claims that the token endpoint knows"));
    }
    let text = |name: &str| payload.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(iss) = text("iss").filter(|iss| iss.len() <= 255) else {
        return Err(malformed("iss".to_owned(), "iss: the client's id, as text"));
    };
    let Some(scope) = text("scope") else {
        return Err(malformed("scope".to_owned(), "scope: one or more scopes with blanks between, as text"));
    };
    let mut scopes: Vec<String> = Vec::new();
    for scope in scope.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    let printable =
        scopes.iter().all(|scope| scope.len() <= 255 && scope.bytes().all(|byte| byte.is_ascii_graphic()));
    if scopes.is_empty() || scopes.len() > SCOPE_LIMIT || !printable {
        return Err(malformed("scope".to_owned(), "scope: one or more scopes with blanks between, as text"));
    }
    let seconds = |name: &str| payload.get(name).and_then(numeric_date);
    let (Some(iat), Some(exp)) = (seconds("iat"), seconds("exp")) else {
        return Err(malformed("iat, exp".to_owned(), "iat and exp: whole seconds since 1970, as numbers"));
    };
    if exp - iat > LONGEST_LIFE {
        return Err(malformed(format!("exp − iat = {} s", exp - iat), "at most 120 s between iat and exp"));
    }
    let jti = match payload.get("jti") {
        None => None,
        Some(Value::String(jti)) if !jti.is_empty() && jti.len() <= 255 && !jti.contains('\0') => {
            Some(jti.clone())
        }
        Some(_) => {
            return Err(malformed(
                "jti".to_owned(),
                "jti: text of at most 255 characters, new for every grant",
            ));
        }
    };
    let Some(resource) = resource(payload.get("resource")) else {
        return Err(malformed("resource".to_owned(), "resource: one URI as text, or a list of them"));
    };
    let pid = match payload.get("pid") {
        None => None,
        Some(value) => match value.as_str().map(PersonNumber::parse_synthetic) {
            Some(Ok(number)) => Some(number),
            // What was sent is not written down: it may be a real person's number.
            _ => {
                return Err(malformed(
                    "pid".to_owned(),
                    "pid: eleven digits of a synthetic person (month + 80)",
                ));
            }
        },
    };
    let consumer_org = match payload.get("consumer_org") {
        None => None,
        Some(Value::String(number)) => match OrgNumber::parse(number) {
            Ok(number) => Some(number),
            Err(error) => {
                return Err(malformed("consumer_org".to_owned(), &format!("consumer_org: {error}")));
            }
        },
        Some(_) => return Err(malformed("consumer_org".to_owned(), "consumer_org: nine digits, as text")),
    };
    trail.passed("assertion", None, None);
    Ok(Claims { iss: iss.to_owned(), scopes, iat, exp, jti, resource, pid, consumer_org })
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
    let uri = |value: &Value| {
        let text = value.as_str()?;
        let plain = text.len() <= 2_000 && text.bytes().all(|byte| byte.is_ascii_graphic());
        // RFC 8707 §2: an absolute URI without a fragment.
        let absolute = text.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
        });
        (plain && absolute && !text.contains('#')).then(|| text.to_owned())
    };
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(items)) if !items.is_empty() && items.len() <= 10 => {
            items.iter().map(uri).collect()
        }
        Some(single @ Value::String(_)) => Some(vec![uri(single)?]),
        Some(_) => None,
    }
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
        let required = "signed with the private half of the key that kid names".to_owned();
        return Err(trail.failed(
            "signature",
            jws.alg().name().to_owned(),
            required,
            Refusal::WrongSignature,
        ));
    }
    trail.passed("signature", jws.alg().name().to_owned(), None);

    let audience = match jws.payload.get("aud") {
        Some(Value::String(audience)) => Some(audience.as_str()),
        Some(Value::Array(items)) => match items.as_slice() {
            [Value::String(audience)] => Some(audience.as_str()),
            _ => None,
        },
        _ => None,
    };
    let shown = jws
        .payload
        .get("aud")
        .map_or_else(|| "–".to_owned(), |aud| aud.to_string().chars().take(200).collect());
    if audience != Some(rules.issuer) {
        return Err(trail.failed("aud", shown, rules.issuer.to_owned(), Refusal::WrongAudience));
    }
    trail.passed("aud", rules.issuer.to_owned(), None);

    let ahead = claims.iat - rules.now;
    let within = format!("iat within {} s of the server's clock", rules.skew);
    if ahead > rules.skew {
        return Err(trail.failed("iat", format!("{ahead} s ahead"), within, Refusal::IssuedAhead));
    }
    // Too old an iat is answered as an expired grant (`maskinporten.md` §2.3).
    if -ahead > rules.skew || claims.exp + rules.skew <= rules.now {
        let seen = format!("iat {} s ago, exp {} s ago", -ahead, rules.now - claims.exp);
        return Err(trail.failed("exp", seen, format!("{within}, and exp not passed"), Refusal::Expired));
    }
    trail.passed("iat", format!("{} s", -ahead), within);
    trail.passed("exp", format!("{} s left", claims.exp - rules.now), None);
    Ok(())
}
