//! Scopes and grants: what is built in, who may have what, and who grants.

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, NewClient};
use fullmakt::clock::{Clock, SECOND};
use fullmakt::config::{Config, Settings};
use fullmakt::db::params;
use fullmakt::ids::Random;
use fullmakt::numbers::OrgNumber;
use fullmakt::server;
use serde_json::{Value, json};

use super::{OBLIGED, admin, at_once, number, refusal};
use crate::support::TestApp;
use crate::support::app::START;

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
    let for_token = clients::scopes_for_token(&mut tx, &["proeve:ute".into()]).await.unwrap();
    let for_token = for_token.get("proeve:ute").unwrap();
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

#[tokio::test]
async fn the_built_in_scopes_are_there_once_and_follow_the_address_that_serves() {
    let test = TestApp::new().await;
    let shown = test.json(Method::GET, "/scopes/all", None, &Value::Null).await.json();
    let names: Vec<&str> =
        shown.as_array().unwrap().iter().map(|scope| scope["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 15, "{names:?}");
    for scope in clients::BENEFICIAL_OWNER_SCOPES {
        let found = shown.as_array().unwrap().iter().find(|entry| entry["name"] == scope).unwrap();
        assert_eq!(found["delegation_source"], "http://fullmakt.test/", "{scope}");
        assert_eq!(found["owner_orgno"], "974760673", "{scope}");
    }
    let mut tx = test.app.db.begin_write().await.unwrap();
    clients::seed_builtin(&mut tx, &test.app, test.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(test.count("SELECT count(*) AS n FROM scopes").await, 15);

    for (query, expected) in [
        ("prefix=brreg", 6),
        ("delegated_sources=true", 6),
        ("delegated_sources=false", 9),
        ("accessible_for_all=true", 0),
        ("integration_type=API_KLIENT", 9),
        ("integration_type=idporten", 0),
    ] {
        let answer = test.json(Method::GET, &format!("/api/v1/scopes/all?{query}"), None, &Value::Null).await;
        assert_eq!(answer.json().as_array().unwrap().len(), expected, "{query}");
    }
    let sources = test.json(Method::GET, "/delegationsources", None, &Value::Null).await.json();
    assert_eq!(sources[0]["issuer"], "http://fullmakt.test/");
}

#[tokio::test]
async fn an_integration_type_that_there_is_none_of_is_refused_with_those_there_are() {
    let test = TestApp::new().await;
    for wrong in ["xx", "maskinporten,krr", "%20maskinporten"] {
        let path = format!("/api/v1/scopes/all?integration_type={wrong}");
        let answer = test.json(Method::GET, &path, None, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["fieldIdentifier"], "integration_type", "{wrong}");
        for kind in clients::SCOPE_INTEGRATION_TYPES {
            assert!(answer.body.contains(kind), "{kind}: {}", answer.body);
        }
    }
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
    // A scope of the world's own that names this portal goes with it, and one that names another issuer does not.
    let mut tx = test.app.db.begin_write().await.unwrap();
    let template = clients::find_scope(&mut tx, OBLIGED).await.unwrap().unwrap();
    for (name, source) in [("eget", "http://fullmakt.test/"), ("annet", "http://kilde.test/")] {
        let own = clients::Scope {
            name: format!("proeve:{name}"),
            prefix: "proeve".to_owned(),
            subscope: name.to_owned(),
            delegation_source: Some(source.to_owned()),
            ..template.clone()
        };
        clients::save_scope(&mut tx, test.app.now(), &own).await.unwrap();
    }
    tx.commit().await.unwrap();
    let at = |source: &str| format!("SELECT count(*) AS n FROM scopes WHERE delegation_source = '{source}'");
    assert_eq!(test.count(&at("http://fullmakt.test/")).await, 7);
    server::services(command).await.unwrap();
    assert_eq!(test.count(&at("http://et-annet-sted.test/")).await, 7, "its tokens say where it is reached");
    assert_eq!(test.count(&at("http://kilde.test/")).await, 1);
    let mut tx = test.app.db.read().await.unwrap();
    let row = tx.fetch_optional("SELECT count(*) AS n FROM scopes", params![]).await.unwrap().unwrap();
    assert_eq!(row.int("n").unwrap(), 17);
}
