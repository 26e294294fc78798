//! Token requests that are malformed or refused, in one table: each differs from a good one in what its name says, goes
//! through the front door, and gets its answer to the letter. Answers are written out here as the facts have them, so that
//! no text of the program is held against itself.

mod claims;
mod form;
mod header;
mod jws;
mod keys;
mod seeds;
mod sender;
mod state;

use std::borrow::Cow;
use std::collections::BTreeSet;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaSignatureEncoding};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fullmakt::clock::SECOND;
use fullmakt::jose::SigningKey;
use fullmakt::language::Language;
use fullmakt::ledger;
use fullmakt::world::{self, Format};
use serde_json::{Value, json};

use super::{CUSTOMER, SCOPE, changed};
use crate::support::TestApp;
use crate::support::app::{Answer, PUBLIC_URL, START};

pub(crate) use seeds::{Seed, seeds};

/// The moment at which every request comes, in seconds.
const NOW: i64 = START / SECOND;

/// The client of most cases, and the name of its key.
const CLIENT: &str = "klient";
const KID: &str = "n1";

/// How a request is answered.
#[derive(Clone)]
enum Told {
    /// With a token: the control beside the refusals, so that a rule is not tighter than it is meant to be.
    Token,
    Refused {
        status: u16,
        error: &'static str,
        description: Cow<'static, str>,
        code: Option<&'static str>,
    },
}

const fn bad(error: &'static str, description: &'static str, code: Option<&'static str>) -> Told {
    Told::Refused { status: 400, error, description: Cow::Borrowed(description), code }
}

const MALFORMED: Told = bad("invalid_request", "Invalid assertion. Invalid parameter value", Some("MP-011"));
const REPLAYED: Told =
    bad("invalid_grant", "Validation of JWT Bearer grant failed. Grant is used before", Some("MP-012"));
const NO_CLIENT: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. (Client not found)",
    Some("MP-100"),
);
const WRONG_AUDIENCE: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Invalid JWT claim aud.",
    Some("MP-110"),
);
const WRONG_CERTIFICATE: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. The JWT is signed with an invalid certificate.",
    Some("MP-120"),
);
const EXPIRED_KEY: Told =
    bad("invalid_grant", "Invalid assertion. Client authentication failed. Expired key.", Some("MP-121"));
const OTHERS_CERTIFICATE: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Invalid JWT. Invalid organization number for client. Does not match certificate orgno",
    Some("MP-122"),
);
const BAD_X5C: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Invalid JWT header x5c",
    Some("MP-123"),
);
const WRONG_SIGNATURE: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Invalid JWT signature.",
    Some("MP-124"),
);
const EXPIRED: Told =
    bad("invalid_grant", "Invalid assertion. Client authentication failed. JWT is expired", Some("MP-130"));
const AHEAD: Told = bad("invalid_grant", "Issue time is after now", None);
const UNKNOWN_KID: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client.",
    None,
);
const NO_KID: Told = bad(
    "invalid_grant",
    "Invalid assertion. Client authentication failed. Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided",
    None,
);
const OTHER_CLIENTS_SCOPE: Told =
    bad("invalid_scope", "Token request contains scopes not allowed for maskinporten", Some("MP-201"));
const COMBINATION: Told = bad(
    "invalid_request",
    "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid",
    None,
);

fn scope_refused(description: String, code: &'static str) -> Told {
    Told::Refused { status: 400, error: "invalid_scope", description: description.into(), code: Some(code) }
}

fn not_on_client(scope: &str) -> Told {
    scope_refused(format!("Token request contains invalid scopes for client, {scope}"), "MP-200")
}

fn not_granted(scope: &str) -> Told {
    scope_refused(format!("Consumer has not been granted access to the scope {scope}"), "MP-250")
}

fn not_delegated(consumer: &str, scope: &str, supplier: &str) -> Told {
    let text =
        format!("Consumer {consumer} has not delegated access to the scope {scope} to supplier {supplier}");
    scope_refused(text, "MP-251")
}

/// One request, and how it must be answered.
struct Case {
    name: String,
    method: Method,
    path: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
    told: Told,
}

/// The cases so far, and what new ones are made with.
struct Table {
    cases: Vec<Case>,
    key: SigningKey,
    other: SigningKey,
}

const GRANT_TYPE: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";

impl Table {
    fn new() -> Self {
        // Made once with OpenSSL for the tests alone; nothing is protected by it.
        let jwk: Value = serde_json::from_str(include_str!("../../fixtures/private_jwk.json")).expect("JSON");
        Self {
            cases: Vec::new(),
            key: SigningKey::from_private_jwk(&jwk).expect("a key"),
            other: SigningKey::generate(2048).expect("a key"),
        }
    }

    /// The header of a good grant.
    fn header() -> Value {
        json!({ "alg": "RS256", "kid": KID })
    }

    /// The claims of a good grant that no other case has sent.
    fn claims(&self) -> Value {
        json!({
            "aud": format!("{PUBLIC_URL}/"), "iss": CLIENT, "scope": SCOPE, "consumer_org": CUSTOMER,
            "iat": NOW, "exp": NOW + 60, "jti": format!("nr-{}", self.cases.len())
        })
    }

    /// Good claims with these members besides; `null` takes one out.
    fn claims_with(&self, changes: &Value) -> Value {
        changed(self.claims(), changes)
    }

    /// Any two texts as header and payload, really signed.
    fn seal(&self, header: &[u8], payload: &[u8]) -> String {
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let signature = self.sign(&RSA_PKCS1_SHA256, input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The client's own signature of whatever, with whatever padding.
    fn sign(&self, padding: &'static RsaSignatureEncoding, input: &[u8]) -> Vec<u8> {
        let pair = KeyPair::from_pkcs8(&self.key.to_pkcs8().expect("a key")).expect("a key");
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &SystemRandom::new(), input, &mut signature).expect("signed");
        signature
    }

    fn good(&self) -> String {
        self.key.sign_with_header(&Self::header(), &self.claims()).expect("a grant")
    }

    fn push(&mut self, name: &str, path: &str, kind: Option<&[u8]>, body: impl Into<Vec<u8>>, told: Told) {
        self.cases.push(Case {
            name: name.to_owned(),
            method: Method::POST,
            path: path.to_owned(),
            headers: kind.map(|kind| ("content-type", kind.to_vec())).into_iter().collect(),
            body: body.into(),
            told,
        });
    }

    /// A body in the right type.
    fn form(&mut self, name: &str, body: impl Into<Vec<u8>>, told: Told) {
        self.push(name, "/token", Some(b"application/x-www-form-urlencoded"), body, told);
    }

    /// An assertion in a form that is as it should be.
    fn assertion(&mut self, name: &str, assertion: &str, told: Told) {
        let assertion = fullmakt::web::forms::percent_encode(assertion);
        self.form(name, format!("{GRANT_TYPE}&assertion={assertion}"), told);
    }

    /// A header and claims, signed with the client's key.
    fn signed(&mut self, name: &str, header: &Value, claims: &Value, told: Told) {
        let assertion = self.key.sign_with_header(header, claims).expect("a grant");
        self.assertion(name, &assertion, told);
    }

    /// Good claims under a header with these members besides; `null` takes one out.
    fn header_with(&mut self, name: &str, changes: &Value, told: Told) {
        let mut header = Self::header();
        let members = header.as_object_mut().expect("a header");
        for (name, value) in changes.as_object().expect("changes") {
            if value.is_null() {
                members.remove(name);
            } else {
                members.insert(name.clone(), value.clone());
            }
        }
        let claims = self.claims();
        self.signed(name, &header, &claims, told);
    }

    /// A claim with each of these values, `null` among them as itself.
    fn claim(&mut self, claim: &str, told: &Told, values: &[(&str, Value)]) {
        for (what, value) in values {
            let mut claims = self.claims();
            claims[claim] = value.clone();
            self.signed(&format!("{claim}: {what}"), &Self::header(), &claims, told.clone());
        }
    }

    /// Claims with these changes; `null` takes one out.
    fn changed(&mut self, name: &str, changes: &Value, told: Told) {
        let claims = self.claims_with(changes);
        self.signed(name, &Self::header(), &claims, told);
    }
}

/// Sends a case and says what is not as it should be.
async fn faults_of(test: &TestApp, case: &Case) -> Vec<String> {
    let answer = send(test, case).await;
    let mut faults = Vec::new();
    let mut hold = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{}: {what}: {} {}", case.name, answer.status, answer.body));
        }
    };
    let Ok(body) = serde_json::from_str::<Value>(&answer.body) else {
        return vec![format!("{}: the answer is no JSON: {}", case.name, answer.body)];
    };
    hold(answer.header("content-type") == Some("application/json"), "its type is JSON");
    hold(answer.header("cache-control") == Some("no-store"), "it is not for caches");
    let Told::Refused { status, error, description, code } = &case.told else {
        hold(answer.status == 200 && body["access_token"].is_string(), "a token was expected");
        return faults;
    };
    hold(answer.status.as_u16() == *status, &format!("status {status} was expected"));
    let trace = trace_of(&body);
    let mut expected =
        json!({ "error": error, "error_description": format!("{description} (trace_id: {trace})") });
    if let Some(code) = code {
        expected["error_uri"] = json!(format!("{PUBLIC_URL}/errors/{code}"));
    }
    hold(body == expected, &format!("{expected} was expected"));
    // RFC 6749 §5.2: what may stand in a description.
    let plain = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    hold(body["error_description"].as_str().is_some_and(|text| text.chars().all(plain)), "its characters");

    let mut tx = test.app.db.read().await.expect("read");
    let Some(entry) = ledger::find(&mut tx, &trace).await.expect("read") else {
        hold(false, "it has no row");
        return faults;
    };
    hold(entry.http_status == *status && !entry.granted, "its row tells what was answered");
    hold(entry.checks.iter().filter(|check| !check.passed).count() == 1, "one check broke");
    let explained = fullmakt::token::explain::explain(&entry, Language::Nb);
    hold(!explained.meaning.starts_with("explain-"), "it is explained");
    faults
}

async fn send(test: &TestApp, case: &Case) -> Answer {
    let mut request = axum::http::Request::builder().method(case.method.clone()).uri(&case.path);
    for (name, value) in &case.headers {
        request = request.header(*name, value.as_slice());
    }
    test.send(request.body(case.body.clone().into()).expect("a request")).await
}

fn trace_of(body: &Value) -> String {
    let text = body["error_description"].as_str().unwrap_or_default();
    let (_, trace) = text.split_once("(trace_id: ").unwrap_or_default();
    trace.trim_end_matches(')').to_owned()
}

/// The world of the fixture, in the state that its names tell.
async fn stage() -> TestApp {
    let test = TestApp::new().await;
    let (app, now) = (&test.app, test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    world::load(&mut tx, app, now, include_str!("../../fixtures/grants.toml"), Format::Toml)
        .await
        .expect("a good file");
    tx.commit().await.expect("commit");
    state::happen(&test).await;
    test
}

/// Every case.
async fn whole(test: &TestApp) -> Table {
    let mut table = Table::new();
    form::cases(&mut table);
    jws::cases(&mut table);
    header::cases(&mut table);
    header::with_certificates(&mut table, test).await;
    claims::cases(&mut table);
    sender::cases(&mut table);
    state::cases(&mut table);
    table
}

#[tokio::test]
async fn every_malformed_or_refused_token_request_gets_its_exact_answer() {
    let test = stage().await;
    let table = whole(&test).await;
    let names: BTreeSet<&str> = table.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), table.cases.len(), "every case has a name of its own");
    let refused = table.cases.iter().filter(|case| matches!(case.told, Told::Refused { .. })).count();
    assert!(refused >= 500, "{refused}");
    let mut faults = Vec::new();
    for case in &table.cases {
        faults.extend(faults_of(&test, case).await);
    }
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), table.cases.len(), faults.join("\n"));
    for (table, column) in
        [("ledger", "checks"), ("ledger", "scopes"), ("ledger", "client_id"), ("ledger", "description")]
    {
        let sql = format!("SELECT count(*) AS n FROM {table} WHERE {column} LIKE '%{}%'", claims::REAL);
        assert_eq!(test.count(&sql).await, 0, "{table}.{column} keeps what may be a real person's number");
    }
}
