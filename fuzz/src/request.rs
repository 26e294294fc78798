//! A whole token request, through the router, over a world of its own.
//!
//! An input is text in lines. `signed`, a header and claims: the two are signed with the client's key, so that what makes
//! up an input gets past the signature. Anything else: a content type, a query and a body.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fullmakt::app::App;
use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::db::{Db, params};
use fullmakt::ids::Random;
use fullmakt::jose::{Algorithm, CompactJws, SigningKey};
use fullmakt::keys::Keys;
use fullmakt::server;
use fullmakt::token::grant::{Trail, read_claims};
use fullmakt::token::request;
use fullmakt::world::{self, Format};
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use super::{NOW, SUPPLIER};

const PUBLIC_URL: &str = "http://fullmakt.test";
const ISSUER: &str = "http://fullmakt.test/";

/// What OAuth's token endpoint may call a fault here (RFC 6749 §5.2).
const ERRORS: [&str; 4] = ["invalid_request", "invalid_grant", "invalid_scope", "unsupported_grant_type"];

/// The world, and the client's key.
pub(super) struct Stage {
    runtime: tokio::runtime::Runtime,
    router: Router,
    app: Arc<App>,
    key: KeyPair,
    _directory: tempfile::TempDir,
}

impl Stage {
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let directory = tempfile::tempdir().expect("a directory");
        let (router, app) = runtime.block_on(async {
            let config = Config::from_lookup(Settings::default(), &|name| match name {
                "FULLMAKT_PUBLIC_URL" => Some(PUBLIC_URL.to_owned()),
                "FULLMAKT_RESOLVER" => Some("off".to_owned()),
                _ => None,
            })
            .expect("settings");
            let random = Random::seeded(1);
            let db = Db::open_sqlite(&directory.path().join("world.db")).await.expect("SQLite opens");
            db.migrate(0).await.expect("migrations");
            let keys = Keys::ephemeral(&random).expect("keys");
            let clock = Clock::frozen(NOW * 1000);
            let app = server::assemble(config, db, keys, clock, random).await.expect("a world");
            let services = server::services(app).await.expect("services");
            let app = Arc::clone(&services.app);
            let mut tx = app.db.begin_write().await.expect("write");
            let file = include_str!("../../tests/fixtures/grants.toml");
            world::load(&mut tx, &app, app.now(), file, Format::Toml).await.expect("a good file");
            tx.commit().await.expect("commit");
            (server::router(services), app)
        });
        let jwk = serde_json::from_str(include_str!("../../tests/fixtures/private_jwk.json")).expect("JSON");
        let pkcs8 = SigningKey::from_private_jwk(&jwk).expect("a key").to_pkcs8().expect("a key");
        Self { runtime, router, app, key: KeyPair::from_pkcs8(&pkcs8).expect("a key"), _directory: directory }
    }

    /// Whatever comes is answered as an OAuth client can read it; a token is given for what a grant may be, and for that
    /// alone.
    pub(super) fn token_request(&self, data: &[u8]) -> bool {
        let mut lines = data.splitn(3, |byte| *byte == b'\n');
        let [first, second, rest] = std::array::from_fn(|_| lines.next().unwrap_or_default());
        if first == b"signed" { self.signed(second, rest) } else { self.raw(first, second, rest) }
    }

    fn signed(&self, header: &[u8], payload: &[u8]) -> bool {
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let Some((alg, claims)) = ({
            let unsigned = format!("{input}.");
            CompactJws::parse(&unsigned).ok().map(|jws| (jws.alg(), jws.payload))
        }) else {
            return false;
        };
        // A grant that is refused for its claims needs no signature to be.
        let mut trail = Trail::default();
        if read_claims(&claims, false, &mut trail).is_err() {
            assert_eq!(trail.checks.iter().filter(|check| !check.passed).count(), 1);
            return false;
        }
        let padding = match alg {
            Algorithm::RS256 => &RSA_PKCS1_SHA256,
            Algorithm::RS384 => &RSA_PKCS1_SHA384,
            Algorithm::RS512 => &RSA_PKCS1_SHA512,
        };
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(padding, &SystemRandom::new(), input.as_bytes(), &mut signature).expect("signed");
        let assertion = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
        let body = format!("grant_type={}&assertion={assertion}", request::JWT_BEARER);
        let form = b"application/x-www-form-urlencoded";
        let Some((status, answer)) = self.ask(Some(form), "", body.as_bytes()) else { return false };
        let given = status == StatusCode::OK;
        if given {
            is_deserved(&claims, &answer);
        }
        given
    }

    fn raw(&self, kind: &[u8], query: &[u8], body: &[u8]) -> bool {
        // A fragment is the client's own, and never sent.
        let Some(query) = std::str::from_utf8(query).ok().filter(|query| !query.contains('#')) else {
            return false;
        };
        let visible = |byte: &u8| *byte == b'\t' || (b' '..=b'~').contains(byte);
        let text = std::str::from_utf8(kind).ok().filter(|_| kind.iter().all(visible));
        let kind_text = (!kind.is_empty()).then(|| text.unwrap_or_default());
        let read = request::assertion(request::Sent { content_type: kind_text, encoding: None, query, body });
        if let Ok(assertion) = &read {
            // Found once, in one of the two places.
            let pairs =
                form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body)).take(100);
            let found: Vec<_> =
                pairs.filter(|(name, _)| name == "assertion").map(|(_, value)| value).collect();
            assert_eq!(found, [assertion.as_str()]);
        }
        let asked = self.ask((!kind.is_empty()).then_some(kind), query, body);
        let given = asked.as_ref().is_some_and(|(status, _)| *status == StatusCode::OK);
        if let (Some((status, answer)), Err(unread)) = (asked, read)
            && body.len() <= request::BODY_LIMIT
        {
            assert_eq!(
                (status, answer.get("error").and_then(Value::as_str)),
                (unread.refusal.status(), Some(unread.refusal.error()))
            );
        }
        given
    }

    /// The answer, where the input can be sent at all.
    fn ask(&self, kind: Option<&[u8]>, query: &str, body: &[u8]) -> Option<(StatusCode, Value)> {
        let mut request = Request::builder().method("POST").uri(format!("/token?{query}"));
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(Body::from(body.to_vec())).ok()?;
        let (status, kind, bytes) = self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.expect("infallible").into_parts();
            let bytes = to_bytes(body, 1 << 20).await.expect("a body");
            let mut tx = self.app.db.begin_write().await.expect("write");
            for table in ["used_jtis", "ledger"] {
                tx.execute(&format!("DELETE FROM {table}"), params![]).await.expect("forgotten");
            }
            tx.commit().await.expect("commit");
            (parts.status, parts.headers.get(header::CONTENT_TYPE).cloned(), bytes)
        });
        assert_eq!(kind.as_ref().map(HeaderValue::as_bytes), Some(&b"application/json"[..]));
        let answer: Value = serde_json::from_slice(&bytes).expect("the answer is JSON");
        if status != StatusCode::OK {
            assert!(matches!(status.as_u16(), 400 | 413), "{status}: {answer}");
            let text = |member: &str| answer.get(member).and_then(Value::as_str).unwrap_or_default();
            assert!(ERRORS.contains(&text("error")), "{answer}");
            let (told, trace) = text("error_description").rsplit_once(" (trace_id: ").expect("a trace id");
            assert!(!told.is_empty() && trace.len() == 33 && trace.ends_with(')'), "{answer}");
            let plain = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
            assert!(text("error_description").chars().all(plain), "{answer}");
        }
        Some((status, answer))
    }
}

/// The rules of a grant once more, in other words than the program's.
fn is_deserved(claims: &Map<String, Value>, answer: &Value) {
    let token = answer.get("access_token").and_then(Value::as_str).expect("a token");
    let token = CompactJws::parse(token).expect("a token").payload;
    let told = |member: &str| token.get(member).cloned().unwrap_or_default();
    let sent = |member: &str| claims.get(member).cloned().unwrap_or_default();
    assert!(sent("aud") == json!(ISSUER) || sent("aud") == json!([ISSUER]), "{claims:?}");
    assert!(["klient", "utlopte-nokler"].map(Value::from).contains(&sent("iss")), "{claims:?}");
    assert_eq!(told("client_id"), sent("iss"));
    let now = f64::from(u32::try_from(NOW).expect("this century"));
    let [iat, exp] = ["iat", "exp"].map(|claim| sent(claim).as_f64().expect("a time"));
    assert!(iat >= now - 10.0 && iat < now + 11.0 && exp > now - 10.0 && exp - iat < 121.0, "{claims:?}");
    let scopes = sent("scope");
    let scopes: Vec<&str> =
        scopes.as_str().expect("scopes").split(' ').filter(|scope| !scope.is_empty()).collect();
    let issued = told("scope");
    let issued: Vec<&str> = issued.as_str().expect("scopes").split(' ').collect();
    assert!(!issued.is_empty() && scopes.iter().all(|scope| issued.contains(scope)), "{token:?}");
    assert!(issued.iter().all(|scope| scopes.contains(scope)), "{token:?}");
    assert_eq!(told("exp").as_i64().zip(told("iat").as_i64()).map(|(exp, iat)| exp - iat), Some(120));
    let party = |number: &str| json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{number}") });
    if let Some(consumer) = sent("consumer_org").as_str() {
        assert_eq!((told("consumer"), told("supplier")), (party(consumer), party(SUPPLIER)));
        assert!(issued.iter().all(|scope| delegated_to_us(consumer, scope)), "{token:?}");
    } else {
        assert_eq!((told("consumer"), told("supplier")), (party(SUPPLIER), Value::Null));
        let own = ["elg:skog/les", "elg:skog/andre", "elg:skog/se"];
        assert!(issued.iter().all(|scope| own.contains(scope)), "{token:?}");
    }
    assert_eq!(told("pid"), sent("pid"));
    let resource = match sent("resource") {
        Value::Array(items) if items.len() == 1 => items.into_iter().next().unwrap_or_default(),
        other => other,
    };
    assert_eq!(told("aud"), resource);
    let known = ["aud", "iss", "scope", "iat", "exp", "jti", "resource", "pid", "consumer_org", "nbf", "sub"];
    assert!(claims.keys().all(|name| known.contains(&name.as_str())), "{claims:?}");
}

/// What the world's file says was given to the client's organisation.
fn delegated_to_us(consumer: &str, scope: &str) -> bool {
    let obliged = scope == "brreg:reelle/rapporteringspliktig";
    match consumer {
        "313513408" => {
            obliged
                || ["stengt", "tatt", "avslag", "ventar"]
                    .iter()
                    .any(|name| scope == format!("elg:skog/{name}"))
        }
        "315000009" | "315000017" => obliged,
        _ => false,
    }
}
