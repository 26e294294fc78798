//! Scopes by the self-service API: made, changed, closed and revived below a prefix that was handed out.

use axum::http::{Method, StatusCode};
use fullmakt::clients;
use fullmakt::clock::SECOND;
use fullmakt::numbers::OrgNumber;
use serde_json::{Value, json};

use super::{admin, at_once, give_prefix, grant, number, refusal, token};
use crate::support::TestApp;

fn new_scope() -> Value {
    json!({ "prefix": "oppdiktet", "subscope": "register/lese", "description": "Lese i et oppdiktet register" })
}

const ONE: &str = "/api/v1/scopes?scope=oppdiktet:register%2Flese";

#[tokio::test]
async fn a_scope_is_made_changed_closed_and_revived_at_both_spellings() {
    for base in ["", "/api/v1"] {
        let test = TestApp::new().await;
        let owner = number(1);
        give_prefix(&test, "oppdiktet", owner).await;
        let bearer = admin(&test, owner).await;
        let made = test.json(Method::POST, &format!("{base}/scopes"), Some(&bearer), &new_scope()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let mut expected = json!({
            "name": "oppdiktet:register/lese",
            "prefix": "oppdiktet",
            "subscope": "register/lese",
            "description": "Lese i et oppdiktet register",
            "owner_orgno": owner.to_string(),
            "active": true,
            "visibility": "PUBLIC",
            "allowed_integration_types": [],
            "delegation_source": "",
            "accessible_for_all": false,
            "at_max_age": 0,
            "authorization_max_lifetime": 0,
            "token_type": "SELF_CONTAINED",
            "requires_user_consent": false,
            "requires_user_authentication": false,
            "requires_pseudonymous_tokens": false,
            "created": "2026-01-15T09:00:00.000Z",
            "last_updated": "2026-01-15T09:00:00.000Z",
        });
        assert_eq!(made.json(), expected);
        let one = format!("{base}/scopes/scope?scope=oppdiktet:register/lese");
        assert_eq!(test.json(Method::GET, &one, Some(&bearer), &Value::Null).await.json(), expected);

        // What was fetched can be changed and sent back whole; members that nobody knows are kept.
        let path = format!("{base}/scopes?scope=oppdiktet:register/lese");
        test.advance(SECOND);
        expected["description"] = json!("Lese og skrive");
        expected["description#nn"] = json!("Lese og skrive, på nynorsk");
        expected["visibility"] = json!("PRIVATE");
        expected["accessible_for_all"] = json!(true);
        expected["at_max_age"] = json!(60);
        expected["allowed_integration_types"] = json!(["maskinporten", "krr"]);
        expected["delegation_source"] = json!(test.app.config.delegation_source());
        expected["enforced_aud_for_access_token"] = json!("https://api.example.test");
        let changed = test.json(Method::PUT, &path, Some(&bearer), &expected).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        expected["last_updated"] = json!("2026-01-15T09:00:01.000Z");
        assert_eq!(changed.json(), expected);
        assert_eq!(test.json(Method::GET, &one, Some(&bearer), &Value::Null).await.json(), expected);

        // Closed, it is listed no more, keeps its name, and is revived by PUT alone.
        let closed = test.json(Method::DELETE, &path, Some(&bearer), &Value::Null).await;
        assert_eq!((closed.status, &closed.json()["active"]), (StatusCode::OK, &json!(false)));
        let list = format!("{base}/scopes");
        assert_eq!(test.json(Method::GET, &list, Some(&bearer), &Value::Null).await.json(), json!([]));
        let all = test.json(Method::GET, &format!("{list}?inactive=true"), Some(&bearer), &Value::Null).await;
        assert_eq!(all.json()[0]["name"], "oppdiktet:register/lese");
        let again = test.json(Method::POST, &list, Some(&bearer), &new_scope()).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(refusal(&again)[0].contains("PUT it with active true"), "{}", again.body);
        let kept =
            test.json(Method::PUT, &path, Some(&bearer), &json!({ "description": "Ennå stengt" })).await;
        assert_eq!(kept.json()["active"], false, "what is not said of it stays");
        let revived = json!({ "description": "Åpen igjen", "active": true });
        let revived = test.json(Method::PUT, &path, Some(&bearer), &revived).await;
        assert_eq!((revived.status, &revived.json()["active"]), (StatusCode::OK, &json!(true)));
        assert_eq!(revived.json()["at_max_age"], 0, "a change replaces all that is not said to stay");
        let taken = test.json(Method::POST, &list, Some(&bearer), &new_scope()).await;
        assert_eq!(taken.status, StatusCode::CONFLICT);
        assert!(refusal(&taken)[0].contains("change it with PUT"), "{}", taken.body);
        for (action, times) in
            [("scope.created", 1), ("scope.changed", 3), ("scope.closed", 1), ("scope.opened", 1)]
        {
            let sql = format!(
                "SELECT count(*) AS n FROM audit WHERE action = '{action}' AND actor = 'machine:admin-client'"
            );
            assert_eq!(test.count(&sql).await, times, "{action}");
        }
    }
}

#[tokio::test]
async fn a_scope_without_a_description_is_sent_back_as_it_was_fetched_and_loses_none_that_it_has() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let bearer = admin(&test, owner).await;
    let made = test.json(Method::POST, "/scopes", Some(&bearer), &new_scope()).await.json();
    let mut bare = made.clone();
    bare["description"] = json!("");
    let answer = test.json(Method::PUT, ONE, Some(&bearer), &bare).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    // A world file does not have to describe its scopes.
    let mut tx = test.app.db.begin_write().await.unwrap();
    let scope = clients::find_scope(&mut tx, "oppdiktet:register/lese").await.unwrap().unwrap();
    let scope = clients::Scope { description: String::new(), ..scope };
    clients::save_scope(&mut tx, test.app.now(), &scope).await.unwrap();
    tx.commit().await.unwrap();
    let answer = test.json(Method::PUT, ONE, Some(&bearer), &bare).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn a_scope_is_made_below_a_prefix_of_ones_own_alone() {
    let test = TestApp::new().await;
    let (owner, other) = (number(1), number(2));
    give_prefix(&test, "oppdiktet", owner).await;
    let (owners, others) = (admin(&test, owner).await, admin(&test, other).await);
    let with = |prefix: &str| json!({ "prefix": prefix, "subscope": "x", "description": "Til prøve" });
    for (bearer, prefix) in
        [(&others, "oppdiktet"), (&owners, "brreg"), (&owners, "finnes-ikke"), (&owners, "a b\u{0}")]
    {
        let answer = test.json(Method::POST, "/scopes", Some(bearer), &with(prefix)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{prefix}: {}", answer.body);
        assert!(refusal(&answer)[0].contains("is not yours"), "{}", answer.body);
    }
    assert_eq!(
        test.json(Method::POST, "/scopes", Some(&owners), &new_scope()).await.status,
        StatusCode::CREATED
    );
    // Nobody else changes, closes or reads what its owner has.
    let access = format!("/scopes/access/{other}?scope=oppdiktet:register/lese");
    for (method, path, deed) in [
        (Method::PUT, ONE, "change it"),
        (Method::DELETE, ONE, "take it out of use"),
        (Method::GET, "/scopes/scope?scope=oppdiktet:register/lese", "read it here"),
        (Method::GET, "/scopes/access?scope=oppdiktet:register/lese", "see who has access"),
        (Method::PUT, &access, "give access to it"),
        (Method::DELETE, &access, "withdraw access to it"),
    ] {
        let body = json!({ "description": "Kapret" });
        let answer = test.json(method.clone(), path, Some(&others), &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}: {}", answer.body);
        let told = format!("belongs to {owner}; only its owner may {deed}.");
        assert!(refusal(&answer)[0].ends_with(&told), "{method} {path}: {}", answer.body);
    }
    // Of two parameters with one name nobody can tell which was meant.
    for (method, path, parameter) in [
        (Method::PUT, format!("{ONE}&scope=oppdiktet:annet"), "scope"),
        (Method::DELETE, format!("{ONE}&scope"), "scope"),
        (Method::PUT, format!("{access}&scope=oppdiktet:register/lese"), "scope"),
        (
            Method::GET,
            format!("/scopes/access?consumer_orgno={other}&consumer_orgno={owner}"),
            "consumer_orgno",
        ),
        (Method::GET, "/scopes?inactive=true&inactive=false".to_owned(), "inactive"),
        (Method::GET, "/scopes/all?prefix=a&prefix=b".to_owned(), "prefix"),
    ] {
        let body = json!({ "description": "To på én gang" });
        let answer = test.json(method.clone(), &path, Some(&owners), &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{method} {path}: {}", answer.body);
        assert_eq!(refusal(&answer), [format!("{parameter} must be sent once.")]);
    }
    // Who may not see a scope is not told that it is there; who was granted it is.
    let hidden = json!({ "description": "Skjult", "visibility": "PRIVATE" });
    assert_eq!(test.json(Method::PUT, ONE, Some(&owners), &hidden).await.status, StatusCode::OK);
    let get = "/scopes/scope?scope=oppdiktet:register/lese";
    let unseen = test.json(Method::GET, get, Some(&others), &Value::Null).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
    grant(&test, "oppdiktet:register/lese", other).await;
    assert_eq!(test.json(Method::GET, get, Some(&others), &Value::Null).await.status, StatusCode::FORBIDDEN);
    let open = test.json(Method::GET, "/scopes/all?prefix=oppdiktet", None, &Value::Null).await;
    assert_eq!(open.json(), json!([]), "a private scope is in no open list");

    // A closed prefix takes no more scopes, and those that are there stay.
    let mut tx = test.app.db.begin_write().await.unwrap();
    let now = test.app.now();
    assert!(clients::take_prefix(&mut tx, &test.app, now, "oppdiktet", "operator").await.unwrap());
    assert!(!clients::take_prefix(&mut tx, &test.app, now, "oppdiktet", "operator").await.unwrap());
    let elsewhere = clients::give_prefix(&mut tx, &test.app, now, "oppdiktet", other, "operator").await;
    assert!(matches!(elsewhere, Err(clients::Error::PrefixTaken { owner: found, .. }) if found == owner));
    tx.commit().await.unwrap();
    for (bearer, told) in [(&owners, "is yours but closed"), (&others, "is not yours")] {
        let closed = test.json(Method::POST, "/scopes", Some(bearer), &with("oppdiktet")).await;
        assert_eq!(closed.status, StatusCode::FORBIDDEN, "{}", closed.body);
        assert!(refusal(&closed)[0].contains(told), "{}", closed.body);
    }
    assert_eq!(test.json(Method::PUT, ONE, Some(&owners), &hidden).await.status, StatusCode::OK);
    give_prefix(&test, "oppdiktet", owner).await;
    let open = test.json(Method::POST, "/scopes", Some(&owners), &with("oppdiktet")).await;
    assert_eq!(open.status, StatusCode::CREATED, "{}", open.body);
}

#[tokio::test]
async fn every_fault_of_a_scope_is_told_at_once() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let bearer = admin(&test, owner).await;
    let check = async |body: Value, expected: &[(&str, &str)]| {
        let answer = test.json(Method::POST, "/scopes", Some(&bearer), &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.body);
        refusal(&answer);
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        assert_eq!(errors.len(), expected.len(), "{errors:?}");
        for (field, part) in expected {
            let told = errors.iter().any(|error| {
                error["fieldIdentifier"] == *field
                    && error["objectName"] == "Scope"
                    && error["errorMessage"].as_str().unwrap().contains(part)
            });
            assert!(told, "{field}, {part}: {errors:?}");
        }
    };
    check(json!({}), &[("prefix", "required"), ("subscope", "required"), ("description", "required")]).await;
    check(
        json!({
            "prefix": "oppdiktet", "subscope": "a b", "description": "x".repeat(256), "visibility": "OPEN",
            "token_type": "JWT", "allowed_integration_types": ["maskinporten", "post"],
            "delegation_source": "https://et-annet-sted.example/", "accessible_for_all": "ja", "at_max_age": -1,
            "authorization_max_lifetime": -1, "requires_user_consent": 1, "long_description": ["x"],
            "enforced_aud_for_access_token": {}, "active": "nei", "owner_orgno": number(2).to_string(),
        }),
        &[
            ("subscope", "printable ASCII"),
            ("description", "at most 255"),
            ("visibility", "'OPEN' is not allowed here; allowed: PUBLIC, PRIVATE"),
            ("token_type", "SELF_CONTAINED"),
            ("allowed_integration_types", "'post'"),
            ("delegation_source", "allowed: http://fullmakt.test/"),
            ("accessible_for_all", "true or false"),
            ("at_max_age", "from 0"),
            ("authorization_max_lifetime", "from 0"),
            ("requires_user_consent", "true or false"),
            ("long_description", "expected text"),
            ("enforced_aud_for_access_token", "expected text"),
            ("active", "true or false"),
            ("owner_orgno", "allowed: "),
        ],
    )
    .await;
    let with = |member: &str, value: Value| {
        let mut scope = new_scope();
        scope[member] = value;
        scope
    };
    for subscope in ["", "to:kolon", "stjerne*", "sitat\"", "æ", "nul\u{0}", "linje\n"] {
        check(with("subscope", json!(subscope)), &[("subscope", "")]).await;
    }
    check(with("subscope", json!("x".repeat(300))), &[("subscope", "at most 255")]).await;
    check(with("description", json!("nul\u{0}")), &[("description", "control characters")]).await;
    for uri in ["en tekst", "api.example.no", "/v1", "https://api.example.no/#a", "https:", "urn:æ"] {
        let forced = "enforced_aud_for_access_token";
        check(with(forced, json!(uri)), &[(forced, "an absolute URI")]).await;
    }
    check(with("visibility", json!("INTERNAL")), &[("visibility", "PUBLIC, PRIVATE")]).await;
    check(with("long_description", json!("x".repeat(9_000))), &[("long_description", "8192 bytes")]).await;
    check(with("at_max_age", json!(1_000_000_000)), &[("at_max_age", "from 0 to 31536000")]).await;
    check(with("at_max_age", json!(1.5)), &[("at_max_age", "whole number")]).await;
    // A published example of the scheme of 2032; nobody has it.
    check(with("subscope", json!("02013299997")), &[("subscope", "identity number")]).await;
    check(with("description", json!("Kari 02013299997")), &[("description", "identity number")]).await;
    check(with("kontakt", json!({ "navn": ["Kari 02013299997"] })), &[("kontakt", "identity number")]).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM scopes WHERE prefix = 'oppdiktet'").await, 0);

    test.json(Method::POST, "/scopes", Some(&bearer), &new_scope()).await;
    let renamed = json!({ "prefix": "brreg", "subscope": "annet", "description": "Til prøve" });
    let renamed = test.json(Method::PUT, ONE, Some(&bearer), &renamed).await;
    assert_eq!(renamed.status, StatusCode::BAD_REQUEST);
    assert_eq!(refusal(&renamed).len(), 2, "a scope's name never changes: {}", renamed.body);
    let forced = json!({ "description": "Til prøve", "enforced_aud_for_access_token": "api" });
    let forced = test.json(Method::PUT, ONE, Some(&bearer), &forced).await;
    assert_eq!(forced.status, StatusCode::BAD_REQUEST);
    assert!(refusal(&forced)[0].contains("an absolute URI"), "{}", forced.body);
    let unknown = "/scopes?scope=oppdiktet:finnes-ikke";
    let unknown = test.json(Method::PUT, unknown, Some(&bearer), &json!({ "description": "x" })).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_scope_works_from_its_making_to_a_clients_token() {
    let test = TestApp::new().await;
    let (owner, consumer) = (number(1), number(2));
    give_prefix(&test, "oppdiktet", owner).await;
    let owners = token(&test, owner, &["idporten:scopes.write"]).await;
    let consumers = admin(&test, consumer).await;
    test.json(Method::POST, "/scopes", Some(&owners), &new_scope()).await;
    let client = json!({ "client_name": "Prøve", "integration_type": "maskinporten", "scopes": ["oppdiktet:register/lese"] });
    let early = test.json(Method::POST, "/clients", Some(&consumers), &client).await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST, "no access was given yet");
    let access = format!("/scopes/access/{consumer}?scope=oppdiktet:register/lese");
    assert_eq!(test.json(Method::PUT, &access, Some(&owners), &Value::Null).await.status, StatusCode::OK);
    let made = test.json(Method::POST, "/clients", Some(&consumers), &client).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let both = format!("/scopes/access?scope=oppdiktet:register/lese&consumer_orgno={consumer}");
    let found = test.json(Method::GET, &both, Some(&owners), &Value::Null).await.json();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["state"]), (1, &json!("APPROVED")));
    let nobody = format!("/scopes/access?scope=oppdiktet:register/lese&consumer_orgno={}", number(7));
    assert_eq!(test.json(Method::GET, &nobody, Some(&owners), &Value::Null).await.json(), json!([]));
    // A possibly real organisation that no order brought in is given nothing.
    let random = fullmakt::ids::Random::seeded(4);
    let real = OrgNumber::make(9, &mut |bound| random.below(bound));
    let refused = format!("/scopes/access/{real}?scope=oppdiktet:register/lese");
    let refused = test.json(Method::PUT, &refused, Some(&owners), &Value::Null).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(refusal(&refused)[0].contains("is not in this world"), "{}", refused.body);
    assert_eq!(test.count("SELECT count(*) AS n FROM scope_access WHERE scope LIKE 'oppdiktet%'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_make_a_scope_or_take_a_prefix_at_once_one_does() {
    let test = TestApp::new().await;
    let node = test.database.another_node().await;
    let give = |db: fullmakt::db::Db, owner: u64| {
        let app = test.app.clone();
        async move {
            let mut tx = db.begin_write().await.unwrap();
            let given =
                clients::give_prefix(&mut tx, &app, app.now(), "oppdiktet", number(owner), "operator").await;
            if given.is_ok() {
                tx.commit().await.unwrap();
            }
            given.is_ok().then_some(owner)
        }
    };
    let (a, b) = at_once(give(test.app.db.clone(), 1), give(node.clone(), 2)).await;
    assert!(a.is_some() ^ b.is_some(), "a prefix has one owner: {a:?} {b:?}");
    let owner = number(a.or(b).unwrap());
    let make = |db: fullmakt::db::Db| {
        let app = test.app.clone();
        async move {
            let mut tx = db.begin_write().await.unwrap();
            let new = clients::NewScope {
                prefix: "oppdiktet".to_owned(),
                subscope: "x".to_owned(),
                terms: clients::ScopeTerms { description: "Til prøve".to_owned(), ..Default::default() },
            };
            let made =
                clients::create_scope(&mut tx, &app, app.now(), owner, new, Vec::new(), "operator").await;
            if made.is_ok() {
                tx.commit().await.unwrap();
            }
            made.is_ok()
        }
    };
    let (a, b) = at_once(make(test.app.db.clone()), make(node)).await;
    assert!(a ^ b, "one makes it, the other finds it taken");
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'scope.created'").await, 1);
}
