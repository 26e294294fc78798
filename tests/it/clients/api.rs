//! Clients by the self-service API: what it answers, to whom, and what it refuses.

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, ADMIN_SCOPES, NewClient};
use fullmakt::clock::SECOND;
use fullmakt::keys::active_signing_key;
use serde_json::{Value, json};

use super::{KEY, OBLIGED, admin, key, make, new_client, number, refusal, token};
use crate::support::TestApp;
use crate::support::app::PUBLIC_URL;

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
    let mut supplied = new_client(&[]);
    supplied["supplier_orgno"] = json!(number(2).to_string());
    check(supplied, &[("supplier_orgno", "consumer_org")]).await;
    let named = |name: &str| json!({ "client_name": name, "integration_type": "maskinporten" });
    check(named("   "), &[("client_name", "required")]).await;
    check(named("linje\nskift"), &[("client_name", "control characters")]).await;
    check(named("nul\u{0}"), &[("client_name", "control characters")]).await;
    // A published example of the scheme of 2032; nobody has it.
    check(named("Kari 020132 99997"), &[("client_name", "identity number")]).await;
    let mut kinds = named("Mange");
    kinds["grant_types"] = json!(vec!["x"; 10_000]);
    let told = test.json(Method::POST, "/clients", Some(&bearer), &kinds).await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(refusal(&told).len(), 50, "the first faults, and not megabytes of them");
    assert!(told.json()["error_description"].as_str().unwrap().starts_with("10000 things are wrong"));
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
async fn each_address_asks_for_its_scope_and_only_what_is_public_is_open() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let client = format!("/clients/{id}");
    let jwks = format!("/clients/{id}/jwks");
    let one = format!("/clients/{id}/jwks/k1");
    let secret = format!("/clients/{id}/secret");
    let key_as_text = format!("/api/v2/clients/{id}/key");
    let access = format!("/scopes/access/{org}?scope={OBLIGED}");
    let (read, modify, write) = ("idporten:dcr.read", "idporten:dcr.modify", "idporten:dcr.write");
    let (scopes_read, scopes_write) = ("idporten:scopes.read", "idporten:scopes.write");
    let table: [(Method, &str, &[&str]); 21] = [
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
        (Method::POST, &secret, &[write]),
        (Method::POST, &key_as_text, &[write, modify]),
        (Method::GET, "/scopes", &[scopes_read, scopes_write]),
        (Method::POST, "/scopes", &[scopes_write]),
        (Method::PUT, "/scopes?scope=brreg:reelle/media", &[scopes_write]),
        (Method::GET, "/prefix", &[scopes_read, scopes_write]),
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
    for path in ["/scopes/all", "/delegationsources", "/prefix/all", "/organizations/974760673"] {
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
async fn keys_that_are_sent_with_a_new_client_are_refused_and_not_dropped() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    for (member, value) in [
        ("jwks", json!({ "keys": [key("k1")] })),
        ("jwks", json!([key("k1")])),
        ("jwks_uri", json!("https://vendor.example/jwks")),
    ] {
        let mut body = new_client(&[]);
        body[member] = value;
        let answer = test.json(Method::POST, "/clients", Some(&bearer), &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert_eq!(answer.json()["errors"][0]["fieldIdentifier"], member);
        assert!(refusal(&answer)[0].contains("POST the keys to /api/v1/clients/{client_id}/jwks"));
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM clients").await, 0);
    // Without any keys in them they say nothing; and an answer of the real API can be sent back whole.
    let mut body = new_client(&[]);
    body["jwks"] = json!({ "keys": [] });
    body["jwks_uri"] = Value::Null;
    let made = test.json(Method::POST, "/clients", Some(&bearer), &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    body["jwks"] = json!({ "keys": [key("k1")] });
    let path = format!("/clients/{}", made.json()["client_id"].as_str().unwrap());
    let changed = test.json(Method::PUT, &path, Some(&bearer), &body).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
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

#[tokio::test]
async fn a_token_that_is_for_another_api_is_not_taken() {
    let test = TestApp::new().await;
    let now = test.app.now();
    let key = active_signing_key(&test.app.db, &test.app.keys).await.unwrap().unwrap();
    for (audience, status) in [
        (json!("https://api.other.example"), StatusCode::UNAUTHORIZED),
        (json!(format!("{PUBLIC_URL}.other.example")), StatusCode::UNAUTHORIZED),
        (json!(["https://api.other.example", PUBLIC_URL]), StatusCode::OK),
        (json!(format!("{PUBLIC_URL}/api/v1")), StatusCode::OK),
    ] {
        let token = key
            .sign_compact(&json!({
                "iss": test.app.config.issuer(),
                "client_id": "admin-client",
                "scope": ADMIN_SCOPES.join(" "),
                "exp": now.wall_seconds() + 120,
                "iat": now.wall_seconds(),
                "consumer": { "authority": "iso6523-actorid-upis", "ID": number(1).iso6523() },
                "aud": audience,
            }))
            .unwrap();
        let bearer = format!("Bearer {token}");
        let answer = test.call(Method::GET, "/clients", &[("authorization", &bearer)], "").await;
        assert_eq!(answer.status, status, "{audience}: {}", answer.body);
        if status == StatusCode::UNAUTHORIZED {
            assert!(answer.body.contains("for another API"), "{}", answer.body);
        }
    }
}
