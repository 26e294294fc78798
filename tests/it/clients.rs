//! Clients, keys, scopes and grants: the rules by the self-service API, their races, and a contact's pages.

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};
use fullmakt::access::links;
use fullmakt::clients::{self, ADMIN_SCOPES, ClientKey, NewClient};
use fullmakt::clock::{Clock, DAY, Now, SECOND};
use fullmakt::config::{Config, Settings};
use fullmakt::db::params;
use fullmakt::ids::Random;
use fullmakt::jose::SigningKey;
use fullmakt::keys::active_signing_key;
use fullmakt::numbers::OrgNumber;
use fullmakt::server;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::{Answer, Browser, PUBLIC_URL, START};

const OBLIGED: &str = "brreg:reelle/rapporteringspliktig";
const YEAR: i64 = 365 * DAY;

/// One key for all tests: making one is slow, and a name of its own makes it another key.
static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(2048).unwrap());

fn key(kid: &str) -> Value {
    let mut jwk = KEY.public_jwk();
    jwk["kid"] = json!(kid);
    jwk
}

fn number(seed: u64) -> OrgNumber {
    let random = Random::seeded(seed);
    OrgNumber::make(3, &mut |bound| random.below(bound))
}

/// An access token as our token server issues it.
async fn token(test: &TestApp, organisation: OrgNumber, scopes: &[&str]) -> String {
    let now = test.app.now();
    let key = active_signing_key(&test.app.db, &test.app.keys).await.unwrap().unwrap();
    key.sign_compact(&json!({
        "iss": test.app.config.issuer(),
        "client_id": "admin-client",
        "scope": scopes.join(" "),
        "exp": now.wall_seconds() + 120,
        "iat": now.wall_seconds(),
        "consumer": { "authority": "iso6523-actorid-upis", "ID": organisation.iso6523() },
    }))
    .unwrap()
}

async fn admin(test: &TestApp, organisation: OrgNumber) -> String {
    token(test, organisation, &ADMIN_SCOPES).await
}

async fn grant(test: &TestApp, scope: &str, organisation: OrgNumber) {
    let mut tx = test.app.db.begin_write().await.unwrap();
    clients::grant_scope(
        &mut tx,
        &test.app,
        test.app.now(),
        scope,
        organisation,
        Some("2026-00001"),
        "system",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

fn new_client(scopes: &[&str]) -> Value {
    json!({ "client_name": "Oppdiktet klient", "description": "Til prøve", "integration_type": "maskinporten", "scopes": scopes })
}

/// A client made through the API, with its id.
async fn make(test: &TestApp, bearer: &str) -> String {
    let made = test.json(Method::POST, "/api/v1/clients", Some(bearer), &new_client(&[OBLIGED])).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.json()["client_id"].as_str().unwrap().to_owned()
}

/// What every refusal must have, and its messages.
fn refusal(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    assert_eq!(body["status"], answer.status.as_u16(), "{body}");
    for member in ["timestamp", "correlation_id", "error", "error_description"] {
        assert!(body[member].is_string(), "{member}: {body}");
    }
    let errors = body["errors"].as_array().unwrap();
    assert!(!errors.is_empty(), "clients read the first entry of errors: {body}");
    errors.iter().map(|error| error["errorMessage"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_built_in_scopes_are_there_once_and_follow_the_address_that_serves() {
    let test = TestApp::new().await;
    let shown = test.json(Method::GET, "/scopes/all", None, &Value::Null).await.json();
    let names: Vec<&str> =
        shown.as_array().unwrap().iter().map(|scope| scope["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 11, "{names:?}");
    for scope in clients::BENEFICIAL_OWNER_SCOPES {
        let found = shown.as_array().unwrap().iter().find(|entry| entry["name"] == scope).unwrap();
        assert_eq!(found["delegation_source"], "http://fullmakt.test/", "{scope}");
        assert_eq!(found["owner_orgno"], "974760673", "{scope}");
    }
    let mut tx = test.app.db.begin_write().await.unwrap();
    clients::seed_builtin(&mut tx, &test.app, test.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(test.count("SELECT count(*) AS n FROM scopes").await, 11);

    for (query, expected) in [
        ("prefix=brreg", 6),
        ("delegated_sources=true", 6),
        ("delegated_sources=false", 5),
        ("accessible_for_all=true", 0),
        ("integration_type=API_KLIENT", 5),
        ("integration_type=idporten", 0),
    ] {
        let answer = test.json(Method::GET, &format!("/api/v1/scopes/all?{query}"), None, &Value::Null).await;
        assert_eq!(answer.json().as_array().unwrap().len(), expected, "{query}");
    }
    let sources = test.json(Method::GET, "/delegationsources", None, &Value::Null).await.json();
    assert_eq!(sources[0]["issuer"], "http://fullmakt.test/");
}

#[tokio::test]
async fn a_client_is_made_read_changed_and_taken_out_of_use_at_both_spellings() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    for prefix in ["", "/api/v1"] {
        let made = test
            .json(Method::POST, &format!("{prefix}/clients"), Some(&bearer), &new_client(&[OBLIGED]))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.json()["client_id"].as_str().unwrap().to_owned();
        let mut expected = json!({
            "client_id": id,
            "client_name": "Oppdiktet klient",
            "description": "Til prøve",
            "client_orgno": number(1).to_string(),
            "active": true,
            "application_type": "web",
            "integration_type": "maskinporten",
            "scopes": [OBLIGED],
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "token_endpoint_auth_method": "private_key_jwt",
            "access_token_lifetime": 120,
            "authorization_lifetime": 7200,
            "refresh_token_lifetime": 600,
            "refresh_token_usage": "ONETIME",
            "redirect_uris": [],
            "post_logout_redirect_uris": [],
            "created": "2026-01-15T09:00:00.000Z",
            "last_updated": "2026-01-15T09:00:00.000Z",
        });
        assert_eq!(made.json(), expected);
        let path = format!("{prefix}/clients/{id}");
        assert_eq!(test.json(Method::GET, &path, Some(&bearer), &Value::Null).await.json(), expected);
        assert_eq!(
            test.json(Method::GET, &format!("{prefix}/clients"), Some(&bearer), &Value::Null).await.json(),
            json!([expected])
        );

        // What was fetched can be changed and sent back whole.
        expected["client_name"] = json!("Et annet navn");
        expected["scopes"] = json!([]);
        let changed = test.json(Method::PUT, &path, Some(&bearer), &expected).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(changed.json()["client_name"], "Et annet navn");
        assert_eq!(changed.json()["scopes"], json!([]));

        assert_eq!(
            test.json(Method::DELETE, &path, Some(&bearer), &Value::Null).await.status,
            StatusCode::NO_CONTENT
        );
        let gone = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
        assert_eq!(gone.json()["active"], false, "a client is taken out of use, not lost");
        let listed = test.json(Method::GET, &format!("{prefix}/clients"), Some(&bearer), &Value::Null).await;
        assert_eq!(listed.json(), json!([]), "inactive clients are not listed");
        let all = test
            .json(Method::GET, &format!("{prefix}/clients?inactive=true"), Some(&bearer), &Value::Null)
            .await;
        assert!(all.json().as_array().unwrap().iter().any(|client| client["client_id"] == json!(id)));
    }
    let actions = "SELECT count(*) AS n FROM audit WHERE actor = 'machine:admin-client' AND action IN ('client.created', 'client.changed', 'client.deactivated')";
    assert_eq!(test.count(actions).await, 6, "every write is in the audit");
}

#[tokio::test]
async fn every_fault_of_a_client_is_told_at_once_in_the_apis_shape() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let check = async |body: Value, expected: &[(&str, &str)]| {
        let answer = test.json(Method::POST, "/clients", Some(&bearer), &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.body);
        refusal(&answer);
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        let found: Vec<(String, String)> = errors
            .iter()
            .map(|error| {
                assert_eq!(error["isFieldError"], true);
                assert_eq!(error["objectName"], "Client");
                (
                    error["fieldIdentifier"].as_str().unwrap().to_owned(),
                    error["errorMessage"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (field, part) in expected {
            assert!(found.iter().any(|(f, m)| f == field && m.contains(part)), "{field}, {part}: {found:?}");
        }
    };
    check(json!({}), &[("integration_type", "required"), ("client_name", "required")]).await;
    check(
        json!({
            "client_name": 7,
            "description": "x".repeat(256),
            "integration_type": "idporten",
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code"],
            "scopes": ["finnes:ikke", "idporten:dcr.read"],
            "access_token_lifetime": 0,
            "active": "ja",
            "application_type": "app",
            "redirect_uris": "https://example.test",
            "client_id": "a b",
        }),
        &[
            ("client_name", "expected text"),
            ("description", "at most 255"),
            ("integration_type", "'idporten' is not allowed here; allowed: maskinporten"),
            ("token_endpoint_auth_method", "private_key_jwt"),
            ("grant_types", "'authorization_code'"),
            ("scopes", "there is no scope 'finnes:ikke'"),
            ("scopes", "idporten:dcr.read is for clients with integration_type"),
            ("access_token_lifetime", "from 1 to 3600"),
            ("active", "true or false"),
            ("application_type", "web, browser, native"),
            ("redirect_uris", "a list of texts"),
            ("client_id", "1 to 128"),
        ],
    )
    .await;
    let named = |name: &str| json!({ "client_name": name, "integration_type": "maskinporten" });
    check(named("   "), &[("client_name", "required")]).await;
    check(named("linje\nskift"), &[("client_name", "control characters")]).await;
    check(named("nul\u{0}"), &[("client_name", "control characters")]).await;
    // A published example of the scheme of 2032; nobody has it.
    check(named("Kari 020132 99997"), &[("client_name", "identity number")]).await;
    let mut many = named("Mange");
    many["scopes"] = json!((0..101).map(|n| format!("a:{n}")).collect::<Vec<_>>());
    check(many, &[("scopes", "at most 100")]).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM clients").await, 0);
}

#[tokio::test]
async fn a_refusal_has_the_whole_shape_of_digdirs() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let answer = test.json(Method::GET, "/api/v1/clients/ukjent", Some(&bearer), &Value::Null).await;
    let mut body = answer.json();
    body["correlation_id"] = json!("[id]");
    assert_eq!(
        body,
        json!({
            "status": 404,
            "timestamp": "2026-01-15T09:00:00.000Z",
            "correlation_id": "[id]",
            "errors": [{ "errorMessage": "There is no client ukjent.", "isFieldError": false, "objectName": "Client", "fieldIdentifier": null }],
            "error": "not_found",
            "error_description": "There is no client ukjent.",
        })
    );
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_by_their_kind() {
    let test = TestApp::new().await;
    let authorization = format!("Bearer {}", admin(&test, number(1)).await);
    let large = format!("{{\"client_name\":\"{}\"}}", "x".repeat(70_000));
    for (kind, body, status, part) in [
        ("text/plain", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type: application/json"),
        ("application/json", "{\"client_name\":", StatusCode::BAD_REQUEST, "line 1, column"),
        ("application/json", "", StatusCode::BAD_REQUEST, "not a JSON object"),
        ("application/json; charset=utf-8", "[]", StatusCode::BAD_REQUEST, "not a JSON object"),
        ("application/json", &large, StatusCode::PAYLOAD_TOO_LARGE, "at most 65536 bytes"),
    ] {
        let headers = [("content-type", kind), ("authorization", authorization.as_str())];
        let answer = test.call(Method::POST, "/clients", &headers, body.to_owned()).await;
        assert_eq!(answer.status, status, "{kind}");
        assert!(refusal(&answer)[0].contains(part), "{}", answer.body);
    }
}

#[tokio::test]
async fn each_address_asks_for_its_scope_and_only_two_are_open() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let client = format!("/clients/{id}");
    let jwks = format!("/clients/{id}/jwks");
    let one = format!("/clients/{id}/jwks/k1");
    let access = format!("/scopes/access/{org}?scope={OBLIGED}");
    let (read, modify, write) = ("idporten:dcr.read", "idporten:dcr.modify", "idporten:dcr.write");
    let (scopes_read, scopes_write) = ("idporten:scopes.read", "idporten:scopes.write");
    let table: [(Method, &str, &[&str]); 16] = [
        (Method::GET, "/clients", &[read]),
        (Method::POST, "/clients", &[write]),
        (Method::GET, &client, &[read]),
        (Method::PUT, &client, &[write, modify]),
        (Method::DELETE, &client, &[write]),
        (Method::GET, &jwks, &[read]),
        (Method::POST, &jwks, &[write, modify]),
        (Method::DELETE, &jwks, &[write, modify]),
        (Method::GET, &one, &[read]),
        (Method::PUT, &one, &[write, modify]),
        (Method::DELETE, &one, &[write, modify]),
        (Method::GET, "/scopes", &[scopes_read, scopes_write]),
        (Method::GET, "/scopes/access/all", &[scopes_read, scopes_write]),
        (Method::GET, "/scopes/scope?scope=brreg:reelle/media", &[scopes_read, scopes_write]),
        (Method::PUT, &access, &[scopes_write]),
        (Method::DELETE, &access, &[scopes_write]),
    ];
    for (method, path, allowed) in table {
        let none = test.json(method.clone(), path, None, &Value::Null).await;
        assert_eq!(none.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        assert_eq!(none.header("www-authenticate"), Some("Bearer"));
        refusal(&none);
        for scope in ADMIN_SCOPES.iter().chain(&["idporten:dcr", OBLIGED]) {
            let bearer = token(&test, org, &[scope]).await;
            // An empty body is wrong everywhere: a caller that is let in gets another refusal than one that is not.
            let answer = test.json(method.clone(), path, Some(&bearer), &json!([])).await;
            let code =
                if answer.status.is_success() { json!("none") } else { answer.json()["error"].clone() };
            if allowed.contains(scope) {
                assert_ne!(code, "insufficient_scope", "{method} {path} with {scope}");
            } else {
                assert_eq!(
                    (answer.status, code),
                    (StatusCode::FORBIDDEN, json!("insufficient_scope")),
                    "{method} {path} with {scope}"
                );
            }
        }
    }
    let mut forged = admin(&test, org).await;
    forged.replace_range(forged.len() - 10.., "AAAAAAAAAA");
    assert_eq!(
        test.json(Method::GET, "/clients", Some(&forged), &Value::Null).await.status,
        StatusCode::UNAUTHORIZED
    );
    let old = admin(&test, org).await;
    test.advance(121 * SECOND);
    let expired = test.json(Method::GET, "/clients", Some(&old), &Value::Null).await;
    assert_eq!(refusal(&expired), ["The access token has expired; fetch a new one."]);
    for path in ["/scopes/all", "/delegationsources"] {
        assert_eq!(test.json(Method::GET, path, None, &Value::Null).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn another_organisations_client_is_forbidden_and_an_unknown_one_not_found() {
    let test = TestApp::new().await;
    let id = make(&test, &admin(&test, number(1)).await).await;
    let stranger = admin(&test, number(2)).await;
    let body = new_client(&[]);
    let keys = json!({ "keys": [key("k1")] });
    for (name, status) in [
        (id.as_str(), StatusCode::FORBIDDEN),
        ("finnes-ikke", StatusCode::NOT_FOUND),
        ("%00", StatusCode::NOT_FOUND),
    ] {
        let client = format!("/api/v1/clients/{name}");
        let (jwks, one) = (format!("{client}/jwks"), format!("{client}/jwks/k1"));
        for (method, path, body) in [
            (Method::GET, &client, &Value::Null),
            (Method::PUT, &client, &body),
            (Method::DELETE, &client, &Value::Null),
            (Method::GET, &jwks, &Value::Null),
            (Method::POST, &jwks, &keys),
            (Method::DELETE, &jwks, &Value::Null),
            (Method::GET, &one, &Value::Null),
            (Method::PUT, &one, &keys["keys"][0]),
            (Method::DELETE, &one, &Value::Null),
        ] {
            let answer = test.json(method.clone(), path, Some(&stranger), body).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
            refusal(&answer);
        }
    }
    let mut foreign = new_client(&[]);
    foreign["client_orgno"] = json!(number(1).to_string());
    let answer = test.json(Method::POST, "/clients", Some(&stranger), &foreign).await;
    assert_eq!(
        answer.status,
        StatusCode::FORBIDDEN,
        "a client for another organisation needs more than this"
    );
    foreign["client_orgno"] = json!(number(2).to_string());
    foreign["client_id"] = json!(id);
    assert_eq!(
        test.json(Method::POST, "/clients", Some(&stranger), &foreign).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM clients").await, 1);
}

#[tokio::test]
async fn what_never_changes_cannot_be_changed() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let mut body = new_client(&[]);
    body["integration_type"] = json!("api_klient");
    body["client_id"] = json!("en-annen");
    let answer = test.json(Method::PUT, &format!("/clients/{id}"), Some(&bearer), &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let messages = refusal(&answer).join(" ");
    assert!(
        messages.contains("it is maskinporten") && messages.contains(&format!("it is {id}")),
        "{messages}"
    );
}

#[tokio::test]
async fn a_scope_is_for_clients_whose_organisation_may_have_it() {
    let test = TestApp::new().await;
    let org = number(1);
    let now = test.app.now();
    let mut tx = test.app.db.begin_write().await.unwrap();
    let template = clients::find_scope(&mut tx, OBLIGED).await.unwrap().unwrap();
    let scope = |name: &str| clients::Scope {
        name: format!("proeve:{name}"),
        prefix: "proeve".to_owned(),
        subscope: name.to_owned(),
        owner: number(9),
        delegation_source: None,
        ..template.clone()
    };
    for scope in [
        scope("lukket"),
        scope("tildelt"),
        scope("trukket"),
        clients::Scope { accessible_for_all: true, ..scope("aapen") },
        clients::Scope { delegation_source: Some("http://kilde.test/".to_owned()), ..scope("delegerbar") },
        clients::Scope { active: false, accessible_for_all: true, ..scope("ute") },
        clients::Scope { visibility: clients::Visibility::Private, ..scope("skjult") },
        clients::Scope { visibility: clients::Visibility::Private, ..scope("skjult-tildelt") },
        clients::Scope {
            allowed_integration_types: vec!["krr".to_owned()],
            accessible_for_all: true,
            ..scope("krr")
        },
    ] {
        clients::save_scope(&mut tx, now, &scope).await.unwrap();
    }
    for name in ["proeve:tildelt", "proeve:trukket", "proeve:skjult-tildelt"] {
        let granted = clients::grant_scope(&mut tx, &test.app, now, name, org, None, "system").await.unwrap();
        assert!(!granted.was_there, "{name}");
    }
    clients::withdraw_scope(&mut tx, &test.app, now, "proeve:trukket", org, "system").await.unwrap();
    for (name, expected) in [
        ("lukket", Some("has not been granted")),
        ("tildelt", None),
        ("trukket", Some("has not been granted")),
        ("aapen", None),
        ("delegerbar", None),
        ("ute", Some("is inactive")),
        ("skjult", Some("there is no scope")),
        ("skjult-tildelt", None),
        ("krr", Some("integration_type krr")),
    ] {
        let new = NewClient::named(org, "Prøve", vec![format!("proeve:{name}")]);
        let outcome = clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "system").await;
        match (expected, outcome) {
            (None, client) => assert!(client.is_ok(), "{name}: {client:?}"),
            (Some(part), client) => {
                let sentence = client.unwrap_err().to_string();
                assert!(sentence.contains(part), "{name}: {sentence}");
            }
        }
    }
    // A scope that is on the client already may stay when its grant goes, and the client can still be changed.
    let new = NewClient::named(org, "Beholder", vec!["proeve:tildelt".to_owned()]);
    let client = clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "system").await.unwrap();
    clients::withdraw_scope(&mut tx, &test.app, now, "proeve:tildelt", org, "system").await.unwrap();
    let kept = vec!["proeve:tildelt".to_owned(), "proeve:aapen".to_owned()];
    let changed =
        clients::set_scopes(&mut tx, &test.app, now, &client.id, org, kept, "system").await.unwrap();
    assert_eq!(changed.scopes, ["proeve:aapen", "proeve:tildelt"]);
    let for_token = clients::scope_for_token(&mut tx, "proeve:ute").await.unwrap().unwrap();
    assert!(!for_token.active && for_token.accessible_for_all);
}

#[tokio::test]
async fn a_possibly_real_organisation_has_clients_only_once_an_order_brought_it_in() {
    let test = TestApp::new().await;
    let random = Random::seeded(4);
    let real = OrgNumber::make(9, &mut |bound| random.below(bound));
    let now = test.app.now();
    for (organisation, allowed) in [
        (real, false),
        (number(1), true),
        (OrgNumber::parse("810414782").unwrap(), true),
        (OrgNumber::parse("974760673").unwrap(), true),
    ] {
        let mut tx = test.app.db.begin_write().await.unwrap();
        let new = NewClient::named(organisation, "Prøve", Vec::new());
        let outcome = clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "system").await;
        assert_eq!(outcome.is_ok(), allowed, "{organisation}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_grant_is_given_once_withdrawn_and_given_again_and_keeps_its_case() {
    let test = TestApp::new().await;
    let org = number(1);
    let now = test.app.now();
    let mut tx = test.app.db.begin_write().await.unwrap();
    let give = async |tx: &mut fullmakt::db::Tx, case: Option<&str>| {
        clients::grant_scope(tx, &test.app, now, OBLIGED, org, case, "system").await.unwrap().was_there
    };
    assert!(!give(&mut tx, Some("2026-00007")).await);
    assert!(give(&mut tx, Some("2026-00008")).await, "a step that is done twice grants once");
    assert!(clients::is_granted(&mut tx, OBLIGED, org).await.unwrap());
    let grants = clients::grants_of(&mut tx, org).await.unwrap();
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0].case_number.as_deref(), Some("2026-00007"));

    let withdrawn = clients::withdraw_scope(&mut tx, &test.app, now, OBLIGED, org, "system").await.unwrap();
    assert_eq!(withdrawn.state, clients::GrantState::Denied);
    assert!(!clients::is_granted(&mut tx, OBLIGED, org).await.unwrap());
    assert_eq!(clients::grants_of(&mut tx, org).await.unwrap(), []);
    assert_eq!(clients::grant_state(&mut tx, OBLIGED, org).await.unwrap(), Some(clients::GrantState::Denied));
    assert!(!give(&mut tx, None).await, "a withdrawn grant is given again");
    assert_eq!(clients::grants_of(&mut tx, org).await.unwrap()[0].case_number.as_deref(), Some("2026-00007"));

    let unknown = clients::grant_scope(&mut tx, &test.app, now, "finnes:ikke", org, None, "system").await;
    assert!(matches!(unknown, Err(clients::Error::NoSuchScope(_))), "{unknown:?}");
    let never = clients::withdraw_scope(&mut tx, &test.app, now, OBLIGED, number(5), "system").await;
    assert!(matches!(never, Err(clients::Error::NoSuchGrant { .. })), "{never:?}");
    tx.commit().await.unwrap();
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'scope.granted'").await, 2);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'scope.withdrawn'").await, 1);
}

#[tokio::test]
async fn a_scopes_owner_grants_and_withdraws_and_nobody_else() {
    let test = TestApp::new().await;
    let register = OrgNumber::parse(clients::REGISTER).unwrap();
    let consumer = number(1);
    let (owner, other) = (admin(&test, register).await, admin(&test, consumer).await);
    let path = format!("/api/v1/scopes/access/{consumer}?scope=brreg:reelle%2Frapporteringspliktig");

    let given = test.json(Method::PUT, &path, Some(&owner), &Value::Null).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.body);
    let mut expected = json!({
        "scope": OBLIGED,
        "state": "APPROVED",
        "created": "2026-01-15T09:00:00.000Z",
        "last_updated": "2026-01-15T09:00:00.000Z",
        "consumer_orgno": consumer.to_string(),
        "owner_orgno": "974760673",
        "consumer_organization_name": null,
        "owner_organization_name": "Brønnøysundregistrene",
    });
    assert_eq!(given.json(), expected);
    assert_eq!(
        test.json(Method::GET, "/scopes/access/all", Some(&other), &Value::Null).await.json(),
        json!([expected])
    );

    test.advance(SECOND);
    let withdrawn = test.json(Method::DELETE, &path, Some(&owner), &Value::Null).await;
    expected["state"] = json!("DENIED");
    expected["last_updated"] = json!("2026-01-15T09:00:01.000Z");
    assert_eq!((withdrawn.status, withdrawn.json()), (StatusCode::OK, expected.clone()));
    for (query, shown) in [
        (format!("scope={OBLIGED}"), true),
        (format!("consumer_orgno={consumer}"), true),
        (format!("scope={OBLIGED}&inactive=false"), false),
    ] {
        let listed =
            test.json(Method::GET, &format!("/scopes/access?{query}"), Some(&owner), &Value::Null).await;
        assert_eq!(listed.json(), if shown { json!([expected]) } else { json!([]) }, "{query}");
    }

    for (method, path, bearer, status) in [
        (Method::PUT, path.clone(), &other, StatusCode::FORBIDDEN),
        (Method::DELETE, path.clone(), &other, StatusCode::FORBIDDEN),
        (Method::GET, format!("/scopes/access?scope={OBLIGED}"), &other, StatusCode::FORBIDDEN),
        (Method::GET, format!("/scopes/scope?scope={OBLIGED}"), &other, StatusCode::FORBIDDEN),
        (Method::GET, "/scopes/scope?scope=a:b".to_owned(), &owner, StatusCode::NOT_FOUND),
        (Method::GET, "/scopes/scope".to_owned(), &owner, StatusCode::BAD_REQUEST),
        (Method::GET, "/scopes/access".to_owned(), &owner, StatusCode::BAD_REQUEST),
        (Method::GET, "/scopes?inactive=kanskje".to_owned(), &owner, StatusCode::BAD_REQUEST),
        (Method::PUT, format!("/scopes/access/123456789?scope={OBLIGED}"), &owner, StatusCode::BAD_REQUEST),
        (
            Method::DELETE,
            format!("/scopes/access/{}?scope={OBLIGED}", number(8)),
            &owner,
            StatusCode::NOT_FOUND,
        ),
    ] {
        let answer = test.json(method.clone(), &path, Some(bearer), &Value::Null).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        refusal(&answer);
    }
    let own = test.json(Method::GET, "/scopes", Some(&owner), &Value::Null).await.json();
    assert_eq!(own.as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn keys_are_refused_for_what_is_wrong_with_them() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let path = format!("/clients/{id}/jwks");
    let with = |member: &str, value: Value| {
        let mut jwk = key("k1");
        jwk[member] = value;
        jwk
    };
    let without = |member: &str| {
        let mut jwk = key("k1");
        jwk.as_object_mut().unwrap().remove(member);
        jwk
    };
    let past = START / 1000;
    for (keys, field, part) in [
        (json!([]), "keys", "at least one key"),
        (json!(null), "keys", "required"),
        (json!("nøkkel"), "keys", "a list of keys"),
        (json!((0..6).map(|n| key(&format!("k{n}"))).collect::<Vec<_>>()), "keys", "at most 5 keys"),
        (json!([key("k1"), key("k1")]), "keys[1].kid", "stands twice"),
        (json!([without("use")]), "keys[0].use", "missing"),
        (json!([with("use", json!("enc"))]), "keys[0].use", "use must be sig"),
        (json!([with("d", json!("AQAB"))]), "keys[0].d", "private key"),
        (json!([with("qi", json!("AQAB"))]), "keys[0].qi", "private key"),
        (json!([with("kty", json!("EC"))]), "keys[0].kty", "RSA"),
        (json!([with("alg", json!("PS256"))]), "keys[0].alg", "RS256"),
        (json!([without("kid")]), "keys[0].kid", "kid is missing"),
        (json!([with("kid", json!("æ b"))]), "keys[0].kid", "letters, digits"),
        (json!([with("n", json!("AQAB"))]), "keys[0].n", "at least 2048"),
        (json!([with("e", json!("AQ"))]), "keys[0].e", "exponent"),
        (json!([with("exp", json!(past))]), "keys[0].exp", "in the past"),
        (json!([with("exp", json!("i morgen"))]), "keys[0].exp", "whole number"),
        (json!([with("x5c", json!("MII"))]), "keys[0].x5c", "certificates"),
        (json!(["nøkkel"]), "keys[0]", "JSON object"),
    ] {
        let answer = test.json(Method::POST, &path, Some(&bearer), &json!({ "keys": keys })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{keys}: {}", answer.body);
        refusal(&answer);
        let error = answer.json()["errors"][0].clone();
        assert_eq!(error["fieldIdentifier"], field, "{error}");
        assert!(error["errorMessage"].as_str().unwrap().contains(part), "{error}");
    }
    let two = json!({ "keys": [without("use"), with("kid", json!("æ"))] });
    let both = test.json(Method::POST, &path, Some(&bearer), &two).await;
    assert_eq!(refusal(&both).len(), 2, "all keys' faults at once");
    let renamed = test.json(Method::PUT, &format!("{path}/k2"), Some(&bearer), &key("k1")).await;
    assert_eq!(renamed.json()["errors"][0]["fieldIdentifier"], "kid");
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 0, "nothing half-written stays");
}

#[tokio::test]
async fn posting_replaces_the_set_and_single_keys_are_added_renewed_and_removed() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let path = format!("/api/v1/clients/{id}/jwks");
    let kids = async || {
        let shown = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await.json();
        let mut kids: Vec<String> = shown["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect();
        kids.sort();
        kids
    };
    let empty = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
    assert_eq!((empty.status, empty.json()), (StatusCode::OK, json!({ "keys": [] })));

    let set = json!({ "keys": [key("a"), key("b")] });
    assert_eq!(test.json(Method::POST, &path, Some(&bearer), &set).await.status, StatusCode::CREATED);
    assert_eq!(kids().await, ["a", "b"]);
    let set = json!({ "keys": [key("b"), key("c")] });
    test.json(Method::POST, &path, Some(&bearer), &set).await;
    assert_eq!(kids().await, ["b", "c"]);

    for kid in ["d", "e", "f"] {
        let put = test.json(Method::PUT, &format!("{path}/{kid}"), Some(&bearer), &key(kid)).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.body);
    }
    let sixth = test.json(Method::PUT, &format!("{path}/g"), Some(&bearer), &key("g")).await;
    assert_eq!(sixth.status, StatusCode::BAD_REQUEST);
    assert!(refusal(&sixth)[0].contains("at most 5 keys"));
    let renewed = test.json(Method::PUT, &format!("{path}/d"), Some(&bearer), &key("d")).await;
    assert_eq!(renewed.status, StatusCode::OK, "a key that is there is renewed also when there are five");

    let one = test.json(Method::GET, &format!("{path}/e"), Some(&bearer), &Value::Null).await.json();
    let mut expected = key("e");
    expected["exp"] = json!((START + YEAR) / 1000);
    expected["created"] = json!("2026-01-15T09:00:00.000Z");
    expected["last_updated"] = json!("2026-01-15T09:00:00.000Z");
    assert_eq!(one, expected);

    assert_eq!(
        test.json(Method::DELETE, &format!("{path}/e"), Some(&bearer), &Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    let gone = test.json(Method::DELETE, &format!("{path}/e"), Some(&bearer), &Value::Null).await;
    assert_eq!(
        (gone.status, refusal(&gone)),
        (StatusCode::NOT_FOUND, vec!["The client has no key e.".to_owned()])
    );
    assert_eq!(
        test.json(Method::GET, &format!("{path}/e"), Some(&bearer), &Value::Null).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        test.json(Method::DELETE, &path, Some(&bearer), &Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(kids().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_key_lasts_a_year_of_world_time_and_shows_the_end_it_was_sent_with() {
    let test = TestApp::new().await;
    let org = number(1);
    let now = Now { wall: START, world: START + 10 * DAY };
    let mut tx = test.app.db.begin_write().await.unwrap();
    let client = clients::create_client(
        &mut tx,
        &test.app,
        now,
        NewClient::named(org, "Prøve", Vec::new()),
        Vec::new(),
        "system",
    )
    .await
    .unwrap();
    let in_a_month = (START + 30 * DAY) / 1000;
    let in_two_years = (START + 2 * YEAR) / 1000;
    for (kid, exp, ends, shown) in [
        ("uten", None, now.world + YEAR, (START + YEAR) / 1000),
        ("maaned", Some(in_a_month), START + 40 * DAY, in_a_month),
        ("to-aar", Some(in_two_years), now.world + YEAR, (START + YEAR) / 1000),
        ("uendelig", Some(i64::MAX), now.world + YEAR, (START + YEAR) / 1000),
    ] {
        let mut jwk = key(kid);
        if let Some(exp) = exp {
            jwk["exp"] = json!(exp);
        }
        let saved: ClientKey =
            clients::save_key(&mut tx, &test.app, now, &client.id, org, None, &jwk, "system").await.unwrap();
        assert_eq!((saved.expires_at, saved.shown_exp(now)), (ends, shown), "{kid}");
        assert!(
            !saved.is_over(Now { world: ends - 1, ..now }) && saved.is_over(Now { world: ends, ..now }),
            "{kid}"
        );
    }
    // Moved forward, the world lets the key run out, and a stated end is still shown as it was sent.
    let later = Now { wall: START + DAY, world: START + 100 * DAY };
    let keys = clients::keys_of(&mut tx, &client.id).await.unwrap();
    let month = keys.iter().find(|key| key.kid == "maaned").unwrap();
    assert!(month.is_over(later));
    assert_eq!(month.shown_exp(later), in_a_month);
    // Posting it again renews it, and it keeps the day it was first posted.
    let renewed =
        clients::save_key(&mut tx, &test.app, later, &client.id, org, None, &key("maaned"), "system")
            .await
            .unwrap();
    assert_eq!(
        (renewed.expires_at, renewed.created_at, renewed.updated_at),
        (later.world + YEAR, START, later.wall)
    );
    let for_token = clients::find_client_for_token(&mut tx, &client.id).await.unwrap().unwrap();
    assert_eq!(for_token.keys.len(), 4);
    assert_eq!(for_token.key("maaned").unwrap().expires_at, later.world + YEAR);
    assert_eq!(for_token.version, 6);
    assert_eq!(clients::find_client_for_token(&mut tx, "ukjent").await.unwrap(), None);
}

/// Runs `first` and `second` at once on connections of their own.
async fn at_once<A: Send + 'static, B: Send + 'static>(
    first: impl Future<Output = A> + Send + 'static,
    second: impl Future<Output = B> + Send + 'static,
) -> (A, B) {
    let (first, second) = (tokio::spawn(first), tokio::spawn(second));
    (first.await.unwrap(), second.await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_post_a_set_at_once_one_set_stands_whole() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let node = test.database.another_node().await;
    for round in 0..10 {
        let post = |letter: char, db: fullmakt::db::Db| {
            let app = test.app.clone();
            let id = id.clone();
            async move {
                let keys: Vec<Value> = (0..4).map(|n| key(&format!("{letter}{round}-{n}"))).collect();
                let mut tx = db.begin_write().await.unwrap();
                clients::replace_keys(&mut tx, &app, app.now(), &id, org, &keys, "system").await.unwrap();
                tx.commit().await.unwrap();
            }
        };
        at_once(post('a', test.app.db.clone()), post('b', node.clone())).await;
        let mut tx = test.app.db.read().await.unwrap();
        let keys = clients::keys_of(&mut tx, &id).await.unwrap();
        let letters: std::collections::BTreeSet<char> =
            keys.iter().filter_map(|key| key.kid.chars().next()).collect();
        assert_eq!((keys.len(), letters.len()), (4, 1), "round {round}: one set, whole, and alone");
        assert!(keys.iter().all(|key| key.kid[1..].starts_with(&format!("{round}-"))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keys_that_are_put_one_by_one_at_once_never_exceed_five() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let node = test.database.another_node().await;
    let mut tasks = Vec::new();
    for n in 0..8 {
        let (app, id) = (test.app.clone(), id.clone());
        let db = if n % 2 == 0 { test.app.db.clone() } else { node.clone() };
        tasks.push(tokio::spawn(async move {
            let mut tx = db.begin_write().await.unwrap();
            let saved =
                clients::save_key(&mut tx, &app, app.now(), &id, org, None, &key(&format!("k{n}")), "system")
                    .await;
            if saved.is_ok() {
                tx.commit().await.unwrap();
            }
            saved.is_ok()
        }));
    }
    let mut saved = 0;
    for task in tasks {
        saved += i64::from(task.await.unwrap());
    }
    assert_eq!(saved, 5);
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_grant_given_twice_at_once_is_given_once() {
    let test = TestApp::new().await;
    let node = test.database.another_node().await;
    let give = |db: fullmakt::db::Db| {
        let app = test.app.clone();
        async move {
            let mut tx = db.begin_write().await.unwrap();
            let granted = clients::grant_scope(&mut tx, &app, app.now(), OBLIGED, number(1), None, "system")
                .await
                .unwrap();
            tx.commit().await.unwrap();
            granted.was_there
        }
    };
    let (a, b) = at_once(give(test.app.db.clone()), give(node)).await;
    assert!(a ^ b, "one gives, the other finds it given");
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'scope.granted'").await, 1);
}

// Pages

async fn contact(test: &TestApp, organisation: OrgNumber) -> Browser<'_> {
    let mut tx = test.app.db.begin_write().await.unwrap();
    let link = links::create(
        &mut tx,
        &test.app,
        test.app.now(),
        organisation,
        "2026-00001",
        "Test Kontakt",
        "kontakt@oppdiktet.test",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut browser = test.browser();
    browser.follow(link.strip_prefix(PUBLIC_URL).unwrap()).await;
    browser
}

fn pem() -> String {
    // The same public key in the form that `openssl pkey -pubout` writes: SubjectPublicKeyInfo around modulus and exponent.
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag];
        match content.len() {
            short @ 0..128 => out.push(u8::try_from(short).unwrap()),
            long => {
                let bytes = u16::try_from(long).unwrap().to_be_bytes();
                let bytes: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
                out.push(0x80 | u8::try_from(bytes.len()).unwrap());
                out.extend(bytes);
            }
        }
        out.extend(content);
        out
    }
    let jwk = KEY.public_jwk();
    let part = |name: &str| {
        let mut bytes = vec![0];
        bytes.extend(URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap());
        if bytes[1] < 128 {
            bytes.remove(0);
        }
        der(2, &bytes)
    };
    let key = der(0x30, &[part("n"), part("e")].concat());
    let algorithm =
        der(0x30, &[der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), der(5, &[])].concat());
    let spki = der(0x30, &[algorithm, der(3, &[vec![0], key].concat())].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(spki))
}

#[tokio::test]
async fn a_contact_makes_a_client_gives_it_a_key_and_scopes_and_stops_it_without_script() {
    let test = TestApp::new().await;
    let org = number(1);
    grant(&test, "brreg:reelle/media", org).await;
    let mut browser = contact(&test, org).await;
    let page = browser.get("/klienter").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.text().contains("Virksomheten har ingen klienter ennå"), "{}", page.text());

    let page = browser.get("/klienter/ny").await;
    assert!(page.text().contains("Virksomheten har fått tilgang selv."), "{}", page.text());
    assert!(!page.text().contains("idporten:dcr"), "the administrators' scopes are no choice here");
    let made = browser
        .post(
            "/klienter/ny",
            &[("name", "Fagsystemet"), ("description", ""), (&format!("scope:{OBLIGED}"), "ja")],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let shown = browser.get(made.location()).await;
    assert!(shown.text().contains("Klienten er laget."), "{}", shown.text());
    assert!(shown.text().contains("Klienten har ingen nøkkel."), "{}", shown.text());
    let path = made.location().split('?').next().unwrap().to_owned();

    // PEM, which gets its thumbprint for a name; then a JWK with a name of its own.
    let added = browser.post(&format!("{path}/nokler"), &[("jwk", &pem())]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let mut jwk = key("min-noekkel");
    jwk.as_object_mut().unwrap().remove("use");
    let added = browser.post(&format!("{path}/nokler"), &[("jwk", &jwk.to_string())]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let shown = browser.get(added.location()).await.text();
    for text in ["Nøkkelen er lagret.", "min-noekkel", KEY.kid(), "15.01.2027"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    browser.post(&format!("{path}/nokler/slett"), &[("kid", "min-noekkel")]).await;
    let again = browser.post(&format!("{path}/nokler/slett"), &[("kid", "min-noekkel")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a double click does no harm");
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 1);

    browser.post(&format!("{path}/scopes"), &[("scope:brreg:reelle/media", "ja")]).await;
    let wrong = browser.post(&format!("{path}/scopes"), &[("scope:idporten:dcr.read", "ja")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("er for en annen type klient")
            || wrong.text().contains("har ikke fått tilgang"),
        "{}",
        wrong.text()
    );
    assert_eq!(
        test.count("SELECT count(*) AS n FROM client_scopes WHERE scope = 'brreg:reelle/media'").await,
        1
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM client_scopes").await, 1);

    let stopped = browser.post(&format!("{path}/aktiv"), &[("active", "nei")]).await;
    assert!(browser.get(stopped.location()).await.text().contains("Klienten er stanset."));
    let started = browser.post(&format!("{path}/aktiv"), &[("active", "ja")]).await;
    assert!(browser.get(started.location()).await.text().contains("Klienten er i bruk igjen."));
    assert!(browser.get("/klienter").await.text().contains("Fagsystemet"));
    for language in ["nn", "en"] {
        browser.language = language;
        for page in ["/klienter", "/klienter/ny", &path] {
            let shown = browser.get(&format!("{page}?sprak={language}")).await;
            assert_eq!(shown.status, StatusCode::OK, "{page} in {language}");
            assert!(!shown.body.contains("client-"), "{page} in {language} lacks a text");
        }
    }
}

#[tokio::test]
async fn a_pasted_private_key_is_refused_and_neither_stored_nor_shown_again() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let mut browser = contact(&test, org).await;
    let mut private = key("hemmelig");
    private["d"] = json!("c2VjcmV0LW5vdC1mb3ItdGhlLXNlcnZlcg");
    let secret = "c2VjcmV0";
    for pasted in [
        private.to_string(),
        json!({ "keys": [private, key("annen")] }).to_string(),
        format!("{{\"kty\":\"RSA\",\"d\":\"{secret}"),
        format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"),
        format!("-----BEGIN RSA PRIVATE KEY-----\n{secret}"),
        format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{secret}"),
    ] {
        let answer = browser.post(&format!("/klienter/{id}/nokler"), &[("jwk", &pasted)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pasted}");
        assert!(answer.text().contains("Dette er en privat nøkkel."), "{}", answer.text());
        assert!(!answer.body.contains(secret), "the page does not show it again: {pasted}");
    }
    for (pasted, part) in [
        ("", "Lim inn en offentlig nøkkel"),
        ("tull", "kan ikke leses som en offentlig nøkkel"),
        ("{\"kty\":\"EC\"}", "ikke en RSA-nøkkel"),
        ("[1]", "kan ikke leses som en offentlig nøkkel"),
    ] {
        let answer = browser.post(&format!("/klienter/{id}/nokler"), &[("jwk", pasted)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pasted}");
        assert!(answer.text().contains(part), "{pasted}: {}", answer.text());
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 0);
    assert_eq!(
        test.count(&format!("SELECT count(*) AS n FROM audit WHERE detail LIKE '%{secret}%'")).await,
        0
    );
}

#[tokio::test]
async fn the_form_of_a_new_client_tells_every_fault_and_keeps_what_was_typed() {
    let test = TestApp::new().await;
    let mut browser = contact(&test, number(1)).await;
    let long = "y".repeat(256);
    let answer = browser
        .post(
            "/klienter/ny",
            &[
                ("name", ""),
                ("description", &long),
                (&format!("scope:{OBLIGED}"), "ja"),
                ("scope:finnes:ikke", "ja"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["Skriv inn et navn.", "Bruk høyst 255 tegn.", "Scopet finnes:ikke finnes ikke."] {
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    assert!(answer.body.contains(&long), "what was typed is kept");
    assert_eq!(answer.body.matches(" checked").count(), 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM clients").await, 0);
}

#[tokio::test]
async fn only_the_organisations_own_contact_gets_to_its_clients() {
    let test = TestApp::new().await;
    let id = make(&test, &admin(&test, number(1)).await).await;
    let path = format!("/klienter/{id}");
    let mut visitor = test.browser();
    for page in ["/klienter", "/klienter/ny", &path] {
        assert_eq!(visitor.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    let mut stranger = contact(&test, number(2)).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    for (page, field) in [
        ("nokler", ("jwk", pem())),
        ("nokler/slett", ("kid", "x".to_owned())),
        ("scopes", ("x", String::new())),
        ("aktiv", ("active", "nei".to_owned())),
    ] {
        let answer = stranger.post(&format!("{path}/{page}"), &[(field.0, &field.1)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    let random = Random::seeded(4);
    let real = OrgNumber::make(9, &mut |bound| random.below(bound));
    let mut early = contact(&test, real).await;
    let answer = early.post("/klienter/ny", &[("name", "For tidlig")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("ikke lest inn ennå"), "{}", answer.text());
    assert_eq!(test.count("SELECT count(*) AS n FROM clients WHERE active").await, 1);
}

#[tokio::test]
async fn a_fictional_person_is_told_who_manages_clients() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    let mut tx = test.app.db.begin_write().await.unwrap();
    let session = fullmakt::access::NewSession {
        kind: "person",
        subject: "00000000-0000-4000-8000-000000000001",
        display_name: "Oppdiktet Person",
        organisation: None,
        case_number: None,
    };
    let secret = fullmakt::access::start_session(&mut tx, &test.app, test.app.now(), session).await.unwrap();
    tx.commit().await.unwrap();
    browser.cookies.insert("fullmakt_okt".to_owned(), secret);
    let page = browser.get("/klienter").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("Klienter lages av kontaktpersonen"), "{}", page.text());
}

#[tokio::test]
async fn a_command_that_opens_the_world_leaves_the_delegation_source_to_who_serves() {
    let test = TestApp::new().await;
    let pairs = [("FULLMAKT_PUBLIC_URL", "http://et-annet-sted.test")];
    let config = Config::from_lookup(Settings::default(), &|name| {
        pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
    .unwrap();
    let command = server::assemble(
        config,
        test.database.another_node().await,
        test.app.keys.clone(),
        Clock::frozen(START),
        Random::seeded(3),
    )
    .await
    .unwrap();
    let source = "SELECT count(*) AS n FROM scopes WHERE delegation_source = 'http://fullmakt.test/'";
    assert_eq!(test.count(source).await, 6);
    server::services(command).await.unwrap();
    assert_eq!(test.count(source).await, 0, "a service that is reached elsewhere says so in its tokens");
    let mut tx = test.app.db.read().await.unwrap();
    let row = tx.fetch_optional("SELECT count(*) AS n FROM scopes", params![]).await.unwrap().unwrap();
    assert_eq!(row.int("n").unwrap(), 11);
}

#[tokio::test]
async fn a_token_of_our_own_token_endpoint_opens_the_self_service_api() {
    let test = TestApp::new().await;
    let org = number(1);
    let now = test.app.now();
    let mut tx = test.app.db.begin_write().await.unwrap();
    for scope in ADMIN_SCOPES {
        clients::grant_scope(&mut tx, &test.app, now, scope, org, None, "operator").await.unwrap();
    }
    let mut new = NewClient::named(
        org,
        "Selvbetjening",
        ADMIN_SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
    );
    new.integration_type = clients::API_CLIENT.to_owned();
    let client = clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "operator").await.unwrap();
    clients::save_key(&mut tx, &test.app, now, &client.id, org, None, &key("admin"), "operator")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let claims = json!({
        "aud": test.app.config.issuer(),
        "iss": client.id,
        "scope": "idporten:dcr.write idporten:dcr.read",
        "iat": now.wall_seconds(),
        "exp": now.wall_seconds() + 100,
        "jti": "en-gang",
    });
    let assertion = KEY.sign_with_header(&json!({ "alg": "RS256", "kid": "admin" }), &claims).unwrap();
    let body =
        format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = test.call(Method::POST, "/token", &headers, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let bearer = answer.json()["access_token"].as_str().unwrap().to_owned();
    let id = make(&test, &bearer).await;
    let written =
        format!("SELECT count(*) AS n FROM audit WHERE actor = 'machine:{}' AND subject = '{id}'", client.id);
    assert_eq!(test.count(&written).await, 1);
}
