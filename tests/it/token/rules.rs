//! The rules of the token endpoint that `docs/compatibility.md` names and no refusal's own test holds.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use fullmakt::token::http;
use fullmakt::world::{self, Format};
use hyper::body::Frame;

use super::*;

/// A scope of the stranger's own that is not delegated, and one that everybody may use.
const PLAIN: &str = "elg:skog/les";
const OPEN: &str = "elg:skog/se";

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const GRANT_TYPE: &str = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer";

impl World {
    async fn load(&self, toml: &str) {
        let (app, now) = (&self.test.app, self.test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        world::load(&mut tx, app, now, toml, Format::Toml).await.expect("a good file");
        tx.commit().await.expect("commit");
    }

    /// The two scopes of the stranger's, with what the file says more of each, and both on the client beside its own.
    async fn with_own_scopes(plain: &str, open: &str) -> Self {
        Self::with_own_scopes_and(&[], plain, open).await
    }

    async fn with_own_scopes_and(env: &[(&str, &str)], plain: &str, open: &str) -> Self {
        let world = Self::with_env(env).await;
        world.give(SCHEME).await;
        world
            .load(&format!(
                "[[scope]]\nname = \"{PLAIN}\"\nowner = \"{STRANGER}\"\n{plain}\n\
                 [[scope]]\nname = \"{OPEN}\"\nowner = \"{STRANGER}\"\naccessible_for_all = true\n{open}\n\
                 [[grant]]\nscope = \"{PLAIN}\"\norganisation = \"{SUPPLIER}\"\n\
                 [[grant]]\nscope = \"{OTHER_SCOPE}\"\norganisation = \"{CUSTOMER}\"\n"
            ))
            .await;
        let (app, now) = (&world.test.app, world.test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        let scopes = [SCOPE, OTHER_SCOPE, PLAIN, OPEN].map(str::to_owned).to_vec();
        clients::set_scopes(&mut tx, app, now, &world.client, number(SUPPLIER), scopes, "operator")
            .await
            .expect("scopes");
        tx.commit().await.expect("commit");
        world
    }

    /// Claims with a `jti` of their own and these members besides; `null` takes one out.
    fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        claims["jti"] = json!(self.test.app.random.uuid());
        changed(claims, changes)
    }

    async fn ask_changed(&self, changes: &Value) -> Answer {
        self.ask(&self.claims_with(changes)).await
    }
}

/// The claims of the token in a good answer.
fn issued(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let body = answer.json();
    let token = fullmakt::jose::CompactJws::parse(body["access_token"].as_str().expect("a token"))
        .expect("a JWS")
        .payload;
    Value::Object(token)
}

#[tokio::test]
async fn parameters_in_body_or_query_and_fields_and_headers_too_many_are_borne() {
    let world = World::delegated().await;
    let grant =
        || KEY.sign_with_header(&json!({ "alg": "RS256", "kid": KEY.kid() }), &world.claims_with(&json!({})));
    let grant = || grant().expect("a grant");
    let charset = ("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
    let odd = [FORM, ("consumer_org", STRANGER), ("charset", "utf-8"), ("accept", "*/*")];
    for (path, headers, body) in [
        ("/token".to_owned(), &[FORM][..], format!("assertion={}&{GRANT_TYPE}", grant())),
        ("/token".to_owned(), &[charset][..], format!("{GRANT_TYPE}&assertion={}", grant())),
        ("/token".to_owned(), &odd[..], format!("{GRANT_TYPE}&assertion={}", grant())),
        (
            "/token".to_owned(),
            &[FORM][..],
            format!("{GRANT_TYPE}&client_id=x&scope=no:such&assertion={}", grant()),
        ),
        (format!("/token?{GRANT_TYPE}&assertion={}", grant()), &[][..], String::new()),
        (format!("/token?{GRANT_TYPE}"), &[FORM][..], format!("assertion={}", grant())),
    ] {
        let answer = world.test.call(Method::POST, &path, headers, body).await;
        let token = issued(&answer);
        // A consumer in a header is none: what was signed alone counts.
        assert_eq!(token["consumer"]["ID"], format!("0192:{CUSTOMER}"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
    }
}

#[tokio::test]
async fn rs256_rs384_and_rs512_are_taken_with_or_without_typ_and_no_other_algorithm() {
    let world = World::delegated().await;
    for header in [
        json!({ "alg": "RS256", "kid": KEY.kid(), "typ": "JWT" }),
        json!({ "alg": "RS384", "kid": KEY.kid() }),
        json!({ "alg": "RS512", "kid": KEY.kid(), "typ": "JWT" }),
    ] {
        issued(&world.ask_with(&header, &world.claims_with(&json!({})), &KEY).await);
    }
    for alg in ["PS256", "PS512", "ES256", "HS256", "none", "rs256", ""] {
        let header = json!({ "alg": alg, "kid": KEY.kid() });
        let answer = world.ask_with(&header, &world.claims_with(&json!({})), &KEY).await;
        refused(&world, answer, "invalid_request", MALFORMED, Some("MP-011")).await;
    }
}

#[tokio::test]
async fn nbf_and_sub_are_borne_and_what_comes_later_in_the_real_service_is_unknown_here() {
    let world = World::delegated().await;
    let now = world.test.app.now().wall_seconds();
    issued(&world.ask_changed(&json!({ "nbf": now, "sub": world.client })).await);
    for (name, value) in [
        ("authorization_details", json!([{ "type": "urn:altinn:systemuser" }])),
        ("consumer_orgno", json!(CUSTOMER)),
        ("client_id", json!("x")),
    ] {
        let answer = world.ask_changed(&json!({ name: value })).await;
        refused(&world, answer, "invalid_request", MALFORMED, Some("MP-011")).await;
    }
}

#[tokio::test]
async fn a_grant_lives_from_ten_seconds_to_120_and_the_leeway_counts_at_both_ends() {
    let world = World::delegated().await;
    let now = world.test.app.now().wall_seconds();
    for (iat, exp) in [(0, 10), (0, 120), (-10, 110), (-10, 0), (10, 130), (-10, -9)] {
        issued(&world.ask_changed(&json!({ "iat": now + iat, "exp": now + exp })).await);
    }
    let wide = World::with_env(&[("FULLMAKT_CLOCK_SKEW_SECONDS", "30")]).await;
    wide.give(SCHEME).await;
    issued(&wide.ask_changed(&json!({ "iat": now - 30 })).await);
    let narrow = World::with_env(&[("FULLMAKT_CLOCK_SKEW_SECONDS", "0")]).await;
    narrow.give(SCHEME).await;
    issued(&narrow.ask_changed(&json!({})).await);
    let answer = narrow.ask_changed(&json!({ "iat": now + 1 })).await;
    refused(&narrow, answer, "invalid_grant", "Issue time is after now", None).await;
}

#[tokio::test]
async fn resource_is_text_or_a_list_of_uris_and_becomes_aud_in_the_same_number() {
    let world = World::delegated().await;
    let api = "https://api.example.no/a?b=c";
    for (sent, aud) in [
        (json!(null), json!(null)),
        (json!(api), json!(api)),
        (json!([api]), json!(api)),
        (json!([api, "urn:elg:skog"]), json!([api, "urn:elg:skog"])),
    ] {
        let token = issued(&world.ask_changed(&json!({ "resource": sent })).await);
        assert_eq!(token.get("aud").cloned().unwrap_or_default(), aud);
    }
    for wrong in
        [json!(""), json!([]), json!(["x", api]), json!({}), json!(7), json!([7]), json!("https://a.no/#b")]
    {
        let answer = world.ask_changed(&json!({ "resource": wrong })).await;
        refused(&world, answer, "invalid_request", MALFORMED, Some("MP-011")).await;
    }
}

#[tokio::test]
async fn of_several_scopes_each_must_be_on_the_client_granted_and_delegated() {
    let world = World::with_own_scopes("", "").await;
    let own = |scope: &str| json!({ "scope": scope, "consumer_org": null });
    let both = issued(&world.ask_changed(&own(&format!("{PLAIN}  {OPEN} {PLAIN}"))).await);
    assert_eq!(both["scope"], format!("{PLAIN} {OPEN}"), "one blank between, and each once");
    let text = format!("Consumer has not been granted access to the scope {SCOPE}");
    let answer = world.ask_changed(&own(&format!("{PLAIN} {SCOPE}"))).await;
    refused(&world, answer, "invalid_scope", &text, Some("MP-250")).await;
    let answer = world.ask_changed(&json!({ "scope": format!("{SCOPE} {OTHER_SCOPE}") })).await;
    let text = format!(
        "Consumer {CUSTOMER} has not delegated access to the scope {OTHER_SCOPE} to supplier {SUPPLIER}"
    );
    refused(&world, answer, "invalid_scope", &text, Some("MP-251")).await;
    world.give("brreg-reelle-media").await;
    issued(&world.ask_changed(&json!({ "scope": format!("{SCOPE} {OTHER_SCOPE}") })).await);
}

#[tokio::test]
async fn a_scope_for_all_needs_no_grant_and_one_without_a_source_takes_no_consumer_org() {
    let world = World::with_own_scopes("", "").await;
    issued(&world.ask_changed(&json!({ "scope": OPEN, "consumer_org": null })).await);
    let answer = world.ask_changed(&json!({ "scope": PLAIN })).await;
    let text = "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid";
    refused(&world, answer, "invalid_request", text, None).await;
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_client_says_and_no_longer_than_any_of_its_scopes() {
    let world = World::with_own_scopes("at_max_age = 60", "at_max_age = 600").await;
    for (scopes, life) in [(PLAIN.to_owned(), 60), (OPEN.to_owned(), 120), (format!("{OPEN} {PLAIN}"), 60)] {
        let answer = world.ask_changed(&json!({ "scope": scopes, "consumer_org": null })).await;
        let token = issued(&answer);
        assert_eq!(answer.json()["expires_in"], life, "{scopes}");
        assert_eq!(token["exp"].as_i64().zip(token["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(life));
    }
}

#[tokio::test]
async fn an_audience_that_a_scope_forces_stands_whatever_was_asked_unless_a_setting_says_otherwise() {
    let forced = "extra = { enforced_aud_for_access_token = \"https://api.example.no\" }";
    for (setting, without, with) in [
        ("set", json!("https://api.example.no"), json!("https://api.example.no")),
        ("ignore", Value::Null, json!("https://annen.example.no")),
    ] {
        let world = World::with_own_scopes_and(&[("FULLMAKT_ENFORCED_AUDIENCE", setting)], forced, "").await;
        let plain = json!({ "scope": PLAIN, "consumer_org": null });
        assert_eq!(issued(&world.ask_changed(&plain).await)["aud"], without, "{setting}");
        let asked = json!({ "scope": PLAIN, "consumer_org": null, "jti": "2", "resource": "https://annen.example.no" });
        assert_eq!(issued(&world.ask_changed(&asked).await)["aud"], with, "{setting}");
    }
}

#[tokio::test]
async fn open_points_are_settings() {
    let world = World::with_env(&[
        ("FULLMAKT_UNGRANTED", "forbidden"),
        ("FULLMAKT_UNKNOWN_CLAIMS", "ignore"),
        ("FULLMAKT_EXPIRES_IN_SHORT_BY", "1"),
        ("FULLMAKT_CONSUMER_PREFIX", "always"),
    ])
    .await;
    let answer = world.ask(&world.claims()).await;
    assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    world.give(SCHEME).await;
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    let owner = number(CUSTOMER);
    clients::give_prefix(&mut tx, &world.test.app, world.test.app.now(), "proeve", owner, "operator")
        .await
        .expect("given");
    tx.commit().await.expect("commit");
    let answer = world.ask_changed(&json!({ "jti": "2", "something": "else" })).await;
    let token = issued(&answer);
    assert_eq!(answer.json()["expires_in"], 119);
    assert_eq!(token["exp"].as_i64().zip(token["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(120));
    assert_eq!(token["consumer_prefix"], json!(["proeve"]));
}

#[tokio::test]
async fn mp_201_a_scope_that_is_for_other_kinds_of_client() {
    let world = World::with_own_scopes("", "").await;
    world
        .load(&format!(
            "[[scope]]\nname = \"{PLAIN}\"\nowner = \"{STRANGER}\"\nallowed_integration_types = [\"idporten\"]\n"
        ))
        .await;
    let answer = world.ask_changed(&json!({ "scope": PLAIN, "consumer_org": null })).await;
    let text = "Token request contains scopes not allowed for maskinporten";
    refused(&world, answer, "invalid_scope", text, Some("MP-201")).await;
}

#[tokio::test]
async fn of_two_faults_the_one_that_the_real_service_finds_first_is_told() {
    let world = World::delegated().await;
    let issuer = format!("{PUBLIC_URL}/");
    let now = world.test.app.now().wall_seconds();
    let old = now - 200;
    let used = world.claims();
    issued(&world.ask(&used).await);
    let (kid, key) = (KEY.kid(), &*KEY);
    for (kid, key, changes, told) in [
        (kid, key, json!({ "iss": "ukjent", "unknown": 1 }), "MP-011"),
        ("ukjent", key, json!({ "iss": "ukjent" }), "MP-100"),
        ("ukjent", &*OTHER_KEY, json!({}), "Unknown key identifier"),
        (kid, &*OTHER_KEY, json!({ "aud": "x" }), "MP-124"),
        (kid, key, json!({ "aud": "x", "iat": old, "exp": old + 60 }), "MP-110"),
        (kid, key, json!({ "jti": used["jti"], "iat": old, "exp": old + 60 }), "MP-130"),
        (kid, key, json!({ "jti": used["jti"], "scope": OTHER_SCOPE }), "MP-012"),
        (kid, key, json!({ "scope": OTHER_SCOPE, "consumer_org": SUPPLIER }), "MP-200"),
        (kid, key, json!({ "consumer_org": SUPPLIER, "aud": issuer }), "combination consumer_org"),
        (kid, key, json!({ "consumer_org": STRANGER }), "MP-250"),
    ] {
        let header = json!({ "alg": "RS256", "kid": kid });
        let answer = world.ask_with(&header, &world.claims_with(&changes), key).await;
        assert!(answer.body.contains(told), "{changes}: {told} was expected: {}", answer.body);
    }
}

#[tokio::test]
async fn a_jti_that_one_node_has_seen_is_refused_by_the_other() {
    let world = World::delegated().await;
    let other = world.test.database.another_node().await;
    let keep_until = world.test.app.now().wall + 130 * SECOND;
    issued(&world.ask(&world.claims()).await);
    let mut tx = other.begin_write().await.expect("write");
    assert!(!ledger::use_jti(&mut tx, &world.client, "jti-1", keep_until).await.expect("asked"));
    assert!(ledger::use_jti(&mut tx, &world.client, "jti-2", keep_until).await.expect("asked"));
    tx.commit().await.expect("commit");
    let answer = world.ask_changed(&json!({ "jti": "jti-2" })).await;
    let replayed = "Validation of JWT Bearer grant failed. Grant is used before";
    refused(&world, answer, "invalid_grant", replayed, Some("MP-012")).await;
}

#[tokio::test]
async fn published_keys_are_rsa_for_rs256_and_tokens_name_theirs_in_a_header_of_two() {
    let world = World::delegated().await;
    let keys = world.test.call(Method::GET, "/jwk", &[], "").await.json();
    assert_eq!(world.test.call(Method::GET, "/jwks", &[], "").await.json(), keys);
    let keys = keys["keys"].as_array().expect("keys").clone();
    assert!(!keys.is_empty());
    for key in &keys {
        assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&json!("RSA"), &json!("sig"), &json!("RS256")));
        assert!(["d", "p", "q"].iter().all(|private| key.get(*private).is_none()));
    }
    let body = world.ask(&world.claims()).await.json();
    let token = body["access_token"].as_str().expect("a token");
    let header = fullmakt::jose::CompactJws::parse(token).expect("a JWS").header;
    assert_eq!(header.len(), 2, "{header:?}");
    assert_eq!(header["alg"], "RS256");
    assert!(keys.iter().any(|key| key["kid"] == header["kid"]));
}

#[tokio::test]
async fn every_refusal_has_error_and_description_with_a_trace_id_of_32_digits() {
    let world = World::new().await;
    let twice = format!("{GRANT_TYPE}&{GRANT_TYPE}&assertion=x");
    for body in ["", "grant_type=password", GRANT_TYPE, &twice, &format!("{GRANT_TYPE}&assertion=x")] {
        let answer = world.form(body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(
            answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")),
            "{body}"
        );
        assert!(answer.json()["error"].is_string(), "{body}: {}", answer.body);
        let trace = trace_id(&answer);
        assert_eq!(trace.len(), 32, "{trace}");
        assert!(
            trace.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit)),
            "{trace}"
        );
    }
}

/// A body that never comes.
struct Never;

impl HttpBody for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_in_time_is_told_in_json() {
    let world = World::new().await;
    let server = &world.test.services.token;
    let (uri, headers) = ("/token".parse().expect("an address"), HeaderMap::new());
    let patience = Duration::from_millis(20);
    let response = http::token_within(server, patience, &uri, &headers, Body::new(Never)).await;
    let answer = Answer::read(response).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(answer.json()["error"], "invalid_request");
    assert!(answer.body.contains("The request took too long to come (trace_id: "), "{}", answer.body);
    assert_eq!(world.entry(&answer).await.http_status, 408);
}
