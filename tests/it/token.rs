//! The token server by its front door: every refusal with its exact answer, the claims, replay, and who may read why.

mod at_once;
mod command;
mod explained;
pub(crate) mod malformed;
mod owner;
mod rotation;
mod rules;
mod search;

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, NewClient};
use fullmakt::clock::SECOND;
use fullmakt::delegation;
use fullmakt::jose::SigningKey;
use fullmakt::language::Language;
use fullmakt::ledger;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::{NewOrganisation, insert_organisation};
use fullmakt::web::forms::percent_encode;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::{Answer, PUBLIC_URL, START};

pub(crate) const SCOPE: &str = "brreg:reelle/rapporteringspliktig";
const OTHER_SCOPE: &str = "brreg:reelle/media";
pub(crate) const SCHEME: &str = "brreg-reelle-rapporteringspliktig";
pub(crate) const CUSTOMER: &str = "313513408";
pub(crate) const SUPPLIER: &str = "314208641";
pub(crate) const STRANGER: &str = "312246538";

/// One key for the whole binary: making one costs more than everything else here.
pub(crate) static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(2048).expect("a key"));
static OTHER_KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(2048).expect("a key"));

pub(crate) struct World {
    pub(crate) test: TestApp,
    pub(crate) client: String,
}

pub(crate) fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

/// Claims with these members besides; `null` takes one out.
pub(crate) fn changed(mut claims: Value, changes: &Value) -> Value {
    let members = claims.as_object_mut().expect("claims");
    for (name, value) in changes.as_object().expect("changes") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    claims
}

impl World {
    /// A customer with the scope, a supplier with a client and key, and no delegation yet.
    pub(crate) async fn new() -> Self {
        Self::with_env(&[]).await
    }

    pub(crate) async fn with_env(env: &[(&str, &str)]) -> Self {
        let test = TestApp::with_env(env).await;
        let (app, now) = (&test.app, test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        for org in [CUSTOMER, SUPPLIER, STRANGER] {
            let new = NewOrganisation {
                number: number(org),
                name: &format!("Prøve {org} AS"),
                form: "AS",
                parent: None,
                origin: "world_file",
                case_number: None,
                entity: &json!({}),
            };
            insert_organisation(&mut tx, app, now, new).await.expect("a party");
        }
        clients::grant_scope(&mut tx, app, now, SCOPE, number(CUSTOMER), None, "operator")
            .await
            .expect("a grant");
        let new = NewClient::named(number(SUPPLIER), "prøve", vec![SCOPE.to_owned()]);
        let jwk = KEY.public_jwk();
        let client =
            clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
        clients::replace_keys(&mut tx, app, now, &client.id, number(SUPPLIER), &[jwk], "operator")
            .await
            .expect("a key");
        tx.commit().await.expect("commit");
        Self { client: client.id, test }
    }

    /// As [`World::new`], with the scope delegated.
    pub(crate) async fn delegated() -> Self {
        let world = Self::new().await;
        world.give(SCHEME).await;
        world
    }

    pub(crate) async fn give(&self, scheme: &str) {
        let (app, now) = (&self.test.app, self.test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        delegation::add_supplier(&mut tx, app, now, number(CUSTOMER), number(SUPPLIER), "operator")
            .await
            .expect("added");
        delegation::give(&mut tx, app, now, number(CUSTOMER), number(SUPPLIER), scheme, "operator")
            .await
            .expect("given");
        tx.commit().await.expect("commit");
    }

    pub(crate) fn claims(&self) -> Value {
        let now = self.test.app.now().wall_seconds();
        json!({
            "aud": format!("{PUBLIC_URL}/"), "iss": self.client, "scope": SCOPE, "consumer_org": CUSTOMER,
            "iat": now, "exp": now + 60, "jti": "jti-1"
        })
    }

    pub(crate) async fn ask(&self, claims: &Value) -> Answer {
        self.ask_with(&json!({ "alg": "RS256", "kid": KEY.kid() }), claims, &KEY).await
    }

    pub(crate) async fn ask_with(&self, header: &Value, claims: &Value, key: &SigningKey) -> Answer {
        self.post(&key.sign_with_header(header, claims).expect("a grant")).await
    }

    pub(crate) async fn post(&self, assertion: &str) -> Answer {
        let grant = percent_encode("urn:ietf:params:oauth:grant-type:jwt-bearer");
        self.form(&format!("grant_type={grant}&assertion={assertion}")).await
    }

    async fn form(&self, body: &str) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.test.call(Method::POST, "/token", &headers, body.to_owned()).await
    }

    async fn entry(&self, answer: &Answer) -> ledger::Entry {
        let mut tx = self.test.app.db.read().await.expect("read");
        ledger::find(&mut tx, &trace_id(answer)).await.expect("read").expect("every request has its row")
    }
}

pub(crate) fn trace_id(answer: &Answer) -> String {
    let body = answer.json();
    let text = body["error_description"].as_str().expect("a description").to_owned();
    let (_, rest) = text.split_once("(trace_id: ").expect("a trace id");
    rest.trim_end_matches(')').to_owned()
}

/// Checks an answer to the letter, its row, and that nothing secret is in the row.
pub(crate) async fn refused(
    world: &World,
    answer: Answer,
    error: &str,
    description: &str,
    code: Option<&str>,
) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    let trace = trace_id(&answer);
    assert_eq!(trace.len(), 32);
    let mut expected =
        json!({ "error": error, "error_description": format!("{description} (trace_id: {trace})") });
    if let Some(code) = code {
        expected["error_uri"] = json!(format!("{PUBLIC_URL}/errors/{code}"));
    }
    assert_eq!(answer.json(), expected);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let entry = world.entry(&answer).await;
    assert!(!entry.granted);
    let broken: Vec<_> = entry.checks.iter().filter(|check| !check.passed).collect();
    assert_eq!(broken.len(), 1, "one check broke: {:?}", entry.checks);
    for language in Language::ALL {
        let explained = fullmakt::token::explain::explain(&entry, language);
        assert!(
            !explained.meaning.starts_with("explain-") && !explained.repair.starts_with("explain-"),
            "{explained:?}"
        );
    }
}

pub(crate) const AUTHENTICATION: &str = "Invalid assertion. Client authentication failed.";
const MALFORMED: &str = "Invalid assertion. Invalid parameter value";

#[tokio::test]
async fn mp_011_a_malformed_grant() {
    let world = World::delegated().await;
    for (name, value) in [
        ("unknown", json!("x")),
        ("scope", json!("")),
        ("scope", json!(["a"])),
        ("iat", json!("now")),
        ("exp", json!(null)),
        ("consumer_org", json!(313_513_408)),
        ("consumer_org", json!("313513409")),
        ("jti", json!(7)),
        ("resource", json!("not a uri")),
        ("pid", json!("02013299997")),
        ("pid", json!("05910298383")),
        ("iss_onbehalfof", json!("x")),
    ] {
        let mut claims = world.claims();
        claims[name] = value;
        refused(&world, world.ask(&claims).await, "invalid_request", MALFORMED, Some("MP-011")).await;
    }
    let mut long = world.claims();
    long["exp"] = json!(long["iat"].as_i64().expect("iat") + 121);
    refused(&world, world.ask(&long).await, "invalid_request", MALFORMED, Some("MP-011")).await;
    for assertion in ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        refused(&world, world.post(assertion).await, "invalid_request", MALFORMED, Some("MP-011")).await;
    }
}

#[tokio::test]
async fn mp_012_a_used_grant_or_jti() {
    let world = World::delegated().await;
    assert_eq!(world.ask(&world.claims()).await.status, StatusCode::OK);
    let mut again = world.claims();
    again["exp"] = json!(again["exp"].as_i64().expect("exp") + 1);
    let replayed = "Validation of JWT Bearer grant failed. Grant is used before";
    refused(&world, world.ask(&again).await, "invalid_grant", replayed, Some("MP-012")).await;
    // Without a jti the grant itself may be used once.
    let mut bare = world.claims();
    bare.as_object_mut().expect("claims").remove("jti");
    assert_eq!(world.ask(&bare).await.status, StatusCode::OK);
    refused(&world, world.ask(&bare).await, "invalid_grant", replayed, Some("MP-012")).await;
}

#[tokio::test]
async fn mp_100_an_unknown_or_inactive_client() {
    let world = World::delegated().await;
    let text = format!("{AUTHENTICATION} (Client not found)");
    let mut claims = world.claims();
    claims["iss"] = json!("fc9a8287-e7cb-45e5-b90e-123048d32d85");
    refused(&world, world.ask(&claims).await, "invalid_grant", &text, Some("MP-100")).await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::set_active(&mut tx, app, now, &world.client, number(SUPPLIER), false, "operator")
        .await
        .expect("inactive");
    tx.commit().await.expect("commit");
    refused(&world, world.ask(&world.claims()).await, "invalid_grant", &text, Some("MP-100")).await;
}

#[tokio::test]
async fn mp_110_an_audience_that_is_not_exactly_the_issuer() {
    let world = World::delegated().await;
    for aud in [
        json!(PUBLIC_URL),
        json!(format!("{PUBLIC_URL}/token")),
        json!([format!("{PUBLIC_URL}/"), "x"]),
        json!([]),
        json!(null),
    ] {
        let mut claims = world.claims();
        claims["aud"] = aud;
        let text = format!("{AUTHENTICATION} Invalid JWT claim aud.");
        refused(&world, world.ask(&claims).await, "invalid_grant", &text, Some("MP-110")).await;
    }
    let mut claims = world.claims();
    claims["aud"] = json!([format!("{PUBLIC_URL}/")]);
    assert_eq!(world.ask(&claims).await.status, StatusCode::OK, "an array of one is taken");
}

#[tokio::test]
async fn mp_121_a_key_that_has_run_out_by_the_world_clock() {
    let world = World::delegated().await;
    world.test.clock.set_offset(366 * 24 * 3600 * SECOND);
    let text = format!("{AUTHENTICATION} Expired key.");
    refused(&world, world.ask(&world.claims()).await, "invalid_grant", &text, Some("MP-121")).await;
}

#[tokio::test]
async fn mp_124_a_signature_by_another_key() {
    let world = World::delegated().await;
    let header = json!({ "alg": "RS256", "kid": KEY.kid() });
    let text = format!("{AUTHENTICATION} Invalid JWT signature.");
    let answer = world.ask_with(&header, &world.claims(), &OTHER_KEY).await;
    refused(&world, answer, "invalid_grant", &text, Some("MP-124")).await;
    assert_eq!(
        world.ask(&world.claims()).await.status,
        StatusCode::OK,
        "a jti is used up only by a good signature"
    );
}

#[tokio::test]
async fn mp_130_a_grant_that_is_too_old() {
    let world = World::delegated().await;
    let text = format!("{AUTHENTICATION} JWT is expired");
    for (iat, exp) in [(-11, 60), (-5, -10), (-100, -40), (0, 0), (5, 3), (-5, -9)] {
        let mut claims = world.claims();
        let now = claims["iat"].as_i64().expect("iat");
        claims["iat"] = json!(now + iat);
        claims["exp"] = json!(now + exp);
        refused(&world, world.ask(&claims).await, "invalid_grant", &text, Some("MP-130")).await;
    }
}

#[tokio::test]
async fn iat_ahead_of_the_clock_is_refused_beyond_the_leeway() {
    let world = World::delegated().await;
    let mut claims = world.claims();
    let now = claims["iat"].as_i64().expect("iat");
    claims["iat"] = json!(now + 11);
    refused(&world, world.ask(&claims).await, "invalid_grant", "Issue time is after now", None).await;
    claims["iat"] = json!(now + 10);
    assert_eq!(world.ask(&claims).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_or_missing_kid() {
    let world = World::delegated().await;
    let unknown = world.ask_with(&json!({ "alg": "RS256", "kid": "other" }), &world.claims(), &KEY).await;
    let text = format!("{AUTHENTICATION} Unknown key identifier (kid) for client.");
    refused(&world, unknown, "invalid_grant", &text, None).await;
    let missing = world.ask_with(&json!({ "alg": "RS256" }), &world.claims(), &KEY).await;
    let text = format!(
        "{AUTHENTICATION} Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided"
    );
    refused(&world, missing, "invalid_grant", &text, None).await;
}

#[tokio::test]
async fn mp_200_a_scope_that_is_not_on_the_client() {
    let world = World::delegated().await;
    for (scope, named) in [
        (OTHER_SCOPE.to_owned(), OTHER_SCOPE),
        (format!("{SCOPE} {OTHER_SCOPE}"), OTHER_SCOPE),
        ("no:such".to_owned(), "no:such"),
    ] {
        let mut claims = world.claims();
        claims["jti"] = json!(scope);
        claims["scope"] = json!(scope);
        let text = format!("Token request contains invalid scopes for client, {named}");
        refused(&world, world.ask(&claims).await, "invalid_scope", &text, Some("MP-200")).await;
    }
}

#[tokio::test]
async fn own_number_as_consumer_org() {
    let world = World::delegated().await;
    let mut claims = world.claims();
    claims["consumer_org"] = json!(SUPPLIER);
    let text = "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid";
    refused(&world, world.ask(&claims).await, "invalid_request", text, None).await;
}

#[tokio::test]
async fn mp_250_a_consumer_without_the_scope_and_a_vendor_that_forgot_consumer_org() {
    let world = World::delegated().await;
    let text = format!("Consumer has not been granted access to the scope {SCOPE}");
    let mut claims = world.claims();
    claims["consumer_org"] = json!(STRANGER);
    refused(&world, world.ask(&claims).await, "invalid_scope", &text, Some("MP-250")).await;
    let mut forgot = world.claims();
    forgot["jti"] = json!("jti-2");
    forgot.as_object_mut().expect("claims").remove("consumer_org");
    refused(&world, world.ask(&forgot).await, "invalid_scope", &text, Some("MP-250")).await;
}

#[tokio::test]
async fn mp_251_no_delegation_a_sister_scheme_and_one_that_was_taken_back() {
    let world = World::new().await;
    let text =
        format!("Consumer {CUSTOMER} has not delegated access to the scope {SCOPE} to supplier {SUPPLIER}");
    let ask = async |jti: &str| {
        let mut claims = world.claims();
        claims["jti"] = json!(jti);
        world.ask(&claims).await
    };
    refused(&world, ask("a").await, "invalid_scope", &text, Some("MP-251")).await;
    world.give("brreg-reelle-media").await;
    let sister = ask("b").await;
    let seen =
        world.entry(&sister).await.checks.last().and_then(|check| check.seen.clone()).expect("what was seen");
    assert!(seen.told(Language::En).starts_with("given instead: "), "{seen:?}");
    refused(&world, sister, "invalid_scope", &text, Some("MP-251")).await;
    world.give(SCHEME).await;
    assert_eq!(ask("c").await.status, StatusCode::OK);
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    delegation::withdraw(
        &mut tx,
        app,
        now,
        number(CUSTOMER),
        number(SUPPLIER),
        SCHEME,
        delegation::By::environment("operator"),
    )
    .await
    .expect("withdrawn");
    tx.commit().await.expect("commit");
    refused(&world, ask("d").await, "invalid_scope", &text, Some("MP-251")).await;
}

#[tokio::test]
async fn requests_that_are_no_jwt_bearer_grant() {
    let world = World::new().await;
    for (body, error) in [
        ("grant_type=client_credentials", "unsupported_grant_type"),
        ("assertion=x", "invalid_request"),
        ("", "invalid_request"),
        ("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer", "invalid_request"),
    ] {
        let answer = world.form(body).await;
        assert_eq!(
            (answer.status, answer.json()["error"].as_str()),
            (StatusCode::BAD_REQUEST, Some(error)),
            "{body}"
        );
        world.entry(&answer).await;
    }
    let json = world.test.call(Method::POST, "/token", &[("content-type", "application/json")], "{}").await;
    assert_eq!(json.json()["error"], "invalid_request");
    let get = world.test.call(Method::GET, "/token", &[], "").await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    world.entry(&get).await;
    // One slash too many is a token request that went wrong, whatever the method.
    for (method, path) in [
        (Method::POST, "/token/"),
        (Method::GET, "/token/"),
        (Method::POST, "/token/x"),
        (Method::POST, "/token/%ff"),
    ] {
        let answer = world.test.call(method, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json()["error"], "invalid_request", "{path}");
        assert!(answer.body.contains("The token endpoint is /token"), "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        world.entry(&answer).await;
    }
    let large = world.form(&format!("assertion={}", "a".repeat(200_000))).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(large.json()["error"], "invalid_request");
    world.entry(&large).await;
}

#[tokio::test]
async fn what_may_be_a_real_persons_number_in_a_grant_is_kept_nowhere() {
    let world = World::new().await;
    // A published example of the scheme of 2032; nobody has it.
    let real = "02013299997";
    let mut everywhere = world.claims();
    for (claim, value) in [("jti", real), ("scope", real), ("aud", real), ("iss", real)] {
        let mut claims = world.claims();
        claims[claim] = json!(value);
        everywhere[claim] = json!(value);
        let answer = world.ask(&claims).await;
        // A jti is only recognised again; the others are refused as what they are not.
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{claim}: {}", answer.body);
        let kept = format!("{:?}", world.entry(&answer).await);
        assert!(!kept.contains(real), "{claim}: {kept}");
    }
    world.ask(&everywhere).await;
    world.ask_with(&json!({ "alg": "RS256", "kid": real }), &world.claims(), &KEY).await;
    for (table, column) in [
        ("ledger", "checks"),
        ("ledger", "scopes"),
        ("ledger", "client_id"),
        ("used_jtis", "jti"),
        ("used_jtis", "client_id"),
    ] {
        let sql = format!("SELECT count(*) AS n FROM {table} WHERE {column} LIKE '%{real}%'");
        assert_eq!(world.test.count(&sql).await, 0, "{table}.{column}");
    }
    world.give(SCHEME).await;
    let mut claims = world.claims();
    claims["jti"] = json!(format!("en {real}"));
    assert_eq!(world.ask(&claims).await.status, StatusCode::OK);
    assert_eq!(world.ask(&claims).await.json()["error"], "invalid_grant", "it is recognised all the same");
    claims["jti"] = json!("en 02013299998");
    assert_eq!(world.ask(&claims).await.status, StatusCode::OK, "and taken for no other");
}

#[tokio::test]
async fn error_uri_can_be_left_out() {
    let world = World::with_env(&[("FULLMAKT_SEND_ERROR_URI", "0")]).await;
    let body = world.ask(&world.claims()).await.json();
    assert_eq!(body["error"], "invalid_scope");
    assert!(body.get("error_uri").is_none());
}

#[tokio::test]
async fn a_delegated_token_has_exactly_the_documented_claims_and_another_library_accepts_it() {
    let world = World::delegated().await;
    let mut claims = world.claims();
    claims["resource"] = json!("https://api.example.no");
    claims["pid"] = json!("05910298382");
    let answer = world.ask(&claims).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let body = answer.json();
    let members: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["access_token", "token_type", "expires_in", "scope"]);
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&json!("Bearer"), &json!(120), &json!(SCOPE))
    );

    let jwks = world.test.call(Method::GET, "/jwk", &[], "").await.json();
    let jwks: jsonwebtoken::jwk::JwkSet = serde_json::from_value(jwks).expect("a key set");
    let token = body["access_token"].as_str().expect("a token");
    let header = jsonwebtoken::decode_header(token).expect("a header");
    assert_eq!(header.typ, None);
    let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(&header.kid.expect("kid")).expect("published"))
        .expect("a key");
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_issuer(&[format!("{PUBLIC_URL}/")]);
    rules.set_audience(&["https://api.example.no"]);
    rules.validate_exp = false;
    let mut found = jsonwebtoken::decode::<Value>(token, &key, &rules).expect("valid").claims;
    assert_eq!(found["jti"].as_str().map(str::len), Some(43));
    found["jti"] = json!("…");
    let party = |number: &str| json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{number}") });
    let expected = json!({
        "scope": SCOPE,
        "iss": format!("{PUBLIC_URL}/"),
        "client_amr": "private_key_jwt",
        "token_type": "Bearer",
        "exp": START / SECOND + 120,
        "iat": START / SECOND,
        "client_id": world.client,
        "jti": "…",
        "consumer": party(CUSTOMER),
        "supplier": party(SUPPLIER),
        "delegation_source": format!("{PUBLIC_URL}/"),
        "aud": "https://api.example.no",
        "pid": "05910298382"
    });
    assert_eq!(found.to_string(), expected.to_string(), "claims and their order");
    let kept =
        world.test.count("SELECT count(*) AS n FROM ledger WHERE token_claims LIKE '%05910298382%'").await;
    assert_eq!(kept, 0, "the ledger keeps no person number");
}

#[tokio::test]
async fn a_plain_token_names_no_supplier() {
    let world = World::new().await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::grant_scope(&mut tx, app, now, SCOPE, number(SUPPLIER), None, "operator")
        .await
        .expect("a grant");
    tx.commit().await.expect("commit");
    let mut claims = world.claims();
    claims.as_object_mut().expect("claims").remove("consumer_org");
    let body = world.ask(&claims).await.json();
    let jws =
        fullmakt::jose::CompactJws::parse(body["access_token"].as_str().expect("a token")).expect("a JWS");
    let names: Vec<&String> = jws.payload.keys().collect();
    assert_eq!(
        names,
        ["scope", "iss", "client_amr", "token_type", "exp", "iat", "client_id", "jti", "consumer"]
    );
    assert_eq!(jws.payload["consumer"]["ID"], format!("0192:{SUPPLIER}"));
}

#[tokio::test]
async fn a_jti_is_remembered_past_expiry_and_leeway_and_the_sweep_opens_no_window() {
    let world = World::delegated().await;
    assert_eq!(world.ask(&world.claims()).await.status, StatusCode::OK);
    let count = "SELECT count(*) AS n FROM used_jtis";
    world.test.advance(69 * SECOND + 999);
    fullmakt::token::run_sweep(&world.test.app, world.test.app.now()).await;
    assert_eq!(world.test.count(count).await, 1, "exp was 60 s ahead and the leeway is 10 s");
    world.test.advance(2 * SECOND);
    fullmakt::token::run_sweep(&world.test.app, world.test.app.now()).await;
    assert_eq!(world.test.count(count).await, 0);

    // Many are forgotten some at a time, so that no writer waits long.
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    for chunk in 0..70 {
        let jti = |n| ledger::Jti {
            client_id: world.client.clone(),
            jti: format!("{chunk}-{n}"),
            keep_until: now.wall - i64::from(chunk != 0),
        };
        ledger::use_jtis(&mut tx, &(0..60).map(jti).collect::<Vec<_>>()).await.expect("used");
    }
    tx.commit().await.expect("commit");
    let mut tx = app.db.begin_write().await.expect("write");
    assert!(ledger::forget_jtis(&mut tx, now).await.expect("forgotten"), "there are more");
    tx.commit().await.expect("commit");
    assert_eq!(world.test.count(count).await, 2_200);
    fullmakt::token::run_sweep(app, now).await;
    assert_eq!(world.test.count(count).await, 60, "those whose time is not over stay");
}

#[tokio::test]
async fn two_requests_at_once_with_one_jti_give_one_token() {
    let world = World::delegated().await;
    for round in 0..10 {
        let mut claims = world.claims();
        claims["jti"] = json!(format!("race-{round}"));
        let (a, b) = tokio::join!(world.ask(&claims), world.ask(&claims));
        let granted = [a, b].iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(granted, 1, "round {round}");
    }
}

#[tokio::test]
async fn metadata_has_the_seven_members_and_openid_configuration_is_a_plain_404() {
    let test = TestApp::new().await;
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/"] {
        let body = test.call(Method::GET, path, &[], "").await.json();
        assert_eq!(body["issuer"], format!("{PUBLIC_URL}/"));
        assert_eq!(body["token_endpoint"], format!("{PUBLIC_URL}/token"));
        assert_eq!(body["jwks_uri"], format!("{PUBLIC_URL}/jwk"));
        assert_eq!(body.as_object().expect("an object").len(), 7);
    }
    let none = test.call(Method::GET, "/.well-known/openid-configuration", &[], "").await;
    assert_eq!((none.status, none.header("content-type")), (StatusCode::NOT_FOUND, Some("text/plain")));
}

#[tokio::test]
async fn metrics_count_token_requests_by_outcome() {
    let world = World::new().await;
    world.ask(&world.claims()).await;
    let text = world.test.call(Method::GET, "/metrics", &[], "").await.body;
    assert!(text.contains("fullmakt_token_requests_last_hour{outcome=\"MP-251\"} 1"), "{text}");
}

#[tokio::test]
async fn where_an_access_code_is_set_metrics_are_read_with_it_alone() {
    let test = TestApp::with_env(&[("FULLMAKT_ACCESS_CODE", "riktig-hest-batteri")]).await;
    for (sent, status) in [
        (None, 401),
        (Some("Bearer riktig-hest"), 401),
        (Some("Basic riktig-hest-batteri"), 401),
        (Some("Bearer riktig-hest-batteri"), 200),
    ] {
        let headers: Vec<_> = sent.map(|sent| ("authorization", sent)).into_iter().collect();
        let answer = test.call(Method::GET, "/metrics", &headers, "").await;
        assert_eq!(answer.status, status, "{sent:?}: {}", answer.body);
        assert_eq!(answer.body.contains("# EOF"), status == 200, "{sent:?}: {}", answer.body);
    }
}
