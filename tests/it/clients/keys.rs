//! Keys: what is refused, how long they last, and what is left when several post at once.

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, ClientKey, NewClient};
use fullmakt::clock::{DAY, Now};
use serde_json::{Value, json};

use super::{YEAR, admin, at_once, key, make, number, refusal};
use crate::support::TestApp;
use crate::support::app::START;

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
        // A published example of the scheme of 2032; nobody has it.
        (json!([with("kid", json!("02013299997"))]), "keys[0].kid", "real national identity number"),
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
    // Moved forward, the world lets the key run out, and its end is shown as a time that is past.
    let later = Now { wall: START + DAY, world: START + 100 * DAY };
    let keys = clients::keys_of(&mut tx, &client.id).await.unwrap();
    let month = keys.iter().find(|key| key.kid == "maaned").unwrap();
    assert!(month.is_over(later));
    assert_eq!(month.shown_exp(later), (START + 40 * DAY - 99 * DAY) / 1000);
    // Posting it again renews it, and it keeps the day it was first posted.
    let renewed =
        clients::save_key(&mut tx, &test.app, later, &client.id, org, None, &key("maaned"), "system")
            .await
            .unwrap();
    assert_eq!(
        (renewed.expires_at, renewed.created_at, renewed.updated_at),
        (later.world + YEAR, now.world, later.world)
    );
    let for_token = clients::find_client_for_token(&mut tx, &client.id).await.unwrap().unwrap();
    assert_eq!(for_token.keys.len(), 4);
    assert_eq!(for_token.key("maaned").unwrap().expires_at, later.world + YEAR);
    assert_eq!(for_token.version, 6);
    assert!(clients::find_client_for_token(&mut tx, "ukjent").await.unwrap().is_none());
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
