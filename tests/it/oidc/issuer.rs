//! A small issuer of ID tokens that can be made to misbehave.

use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fullmakt::jose::SigningKey;
use fullmakt::web::forms::percent_decode;
use serde_json::{Value, json};

/// A key on P-256, which many issuers sign with.
pub(super) static CURVE: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"));

pub(super) static KEYS: LazyLock<[SigningKey; 2]> =
    LazyLock::new(|| [2048, 2048].map(|bits| SigningKey::generate(bits).expect("a key")));

/// How an issuer dies while it is asked to exchange a code.
#[derive(Debug, Clone, Copy)]
pub(super) enum Death {
    /// The connection ends in the middle of the answer.
    CutOff,
    /// A whole answer that is half a document.
    HalfDocument,
    /// What stands before it answers in its place, with a page.
    GatewayPage,
    /// It answers without end.
    TooMuch,
    /// It sends us elsewhere, where the code and our secret must not go.
    Redirect,
    /// It answers well, but with nothing.
    Nothing,
}

impl Death {
    fn answer(self) -> Response {
        match self {
            Self::CutOff => {
                let pieces = [Ok("{\"access_token\":"), Err(std::io::Error::other("the issuer died"))];
                Body::from_stream(futures_util::stream::iter(pieces)).into_response()
            }
            Self::HalfDocument => "{\"access_token\":\"x\",\"id_tok".into_response(),
            Self::GatewayPage => (StatusCode::BAD_GATEWAY, Html("<h1>invalid_grant</h1>")).into_response(),
            Self::TooMuch => "x".repeat(300 * 1024).into_response(),
            Self::Redirect => Redirect::temporary("/elsewhere").into_response(),
            Self::Nothing => Json(json!({})).into_response(),
        }
    }
}

/// What the issuer answers with next.
#[derive(Clone, Default)]
pub(super) struct Behaviour {
    /// Claims that replace the right ones; `null` leaves one out.
    pub(super) claims: Value,
    /// A header that replaces the right one.
    pub(super) header: Option<Value>,
    /// Which of the keys signs.
    pub(super) signer: usize,
    /// Which of the keys is published.
    pub(super) published: usize,
    /// What the token endpoint refuses with.
    pub(super) refuses: Option<&'static str>,
    /// How the token endpoint dies in the middle of a login.
    pub(super) dies: Option<Death>,
    /// Whether keys are published and tokens signed on P-256.
    pub(super) curve: bool,
    /// What replaces the metadata.
    pub(super) metadata: Option<Value>,
    /// What was asked at the token endpoint.
    pub(super) asked: Vec<(String, String)>,
    pub(super) authorization: String,
    pub(super) key_fetches: usize,
}

pub(super) struct Issuer {
    pub(super) url: String,
    pub(super) now: i64,
    pub(super) nonce: Mutex<String>,
    pub(super) behaviour: Mutex<Behaviour>,
}

impl Issuer {
    pub(super) async fn start(now: i64) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let issuer = Arc::new(Self { url, now, nonce: Mutex::default(), behaviour: Mutex::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&issuer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    pub(super) fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().expect("not poisoned"));
    }
}

async fn metadata(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let url = &issuer.url;
    if let Some(other) = &issuer.behaviour.lock().expect("not poisoned").metadata {
        return Json(other.clone());
    }
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/auth"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
    }))
}

async fn keys(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let mut behaviour = issuer.behaviour.lock().expect("not poisoned");
    behaviour.key_fetches += 1;
    if behaviour.curve {
        let point = CURVE.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        return Json(
            json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": "kurve/1", "x": x, "y": y }] }),
        );
    }
    Json(json!({ "keys": [{ "kty": "EC" }, KEYS[behaviour.published].public_jwk()] }))
}

async fn token(State(issuer): State<Arc<Issuer>>, headers: HeaderMap, body: String) -> Response {
    let mut behaviour = issuer.behaviour.lock().expect("not poisoned");
    behaviour.asked = body
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), percent_decode(value.as_bytes())))
        .collect();
    behaviour.authorization = headers
        .get("authorization")
        .map(|value| value.to_str().expect("text").to_owned())
        .unwrap_or_default();
    if let Some(error) = behaviour.refuses {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    }
    if let Some(death) = behaviour.dies {
        return death.answer();
    }
    let mut claims = json!({
        "iss": issuer.url, "aud": "desk", "sub": "kari", "name": "Kari Test", "email": "kari@desk.example",
        "groups": ["saksbehandlere"], "nonce": *issuer.nonce.lock().expect("not poisoned"),
        "iat": issuer.now, "exp": issuer.now + 300,
    });
    for (name, value) in behaviour.claims.as_object().cloned().unwrap_or_default() {
        if value.is_null() {
            claims.as_object_mut().expect("an object").remove(&name);
        } else {
            claims[&name] = value;
        }
    }
    let key = &KEYS[behaviour.signer];
    let header = behaviour.header.clone().unwrap_or_else(|| json!({ "alg": "RS256", "kid": key.kid() }));
    let id_token = if behaviour.curve {
        let header = behaviour.header.clone().unwrap_or_else(|| json!({ "alg": "ES256", "kid": "kurve/1" }));
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(&header), part(&claims));
        let signature = CURVE.sign(&SystemRandom::new(), input.as_bytes()).expect("signed");
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    } else {
        key.sign_with_header(&header, &claims).expect("signed")
    };
    Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token })).into_response()
}
