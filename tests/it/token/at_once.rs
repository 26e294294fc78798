//! What was changed anywhere counts for the next token, although clients are remembered and requests share their writing.

use axum::http::StatusCode;
use fullmakt::clients::{self, GrantState};
use fullmakt::delegation;
use fullmakt::jose::SigningKey;
use fullmakt::ledger;
use serde_json::{Value, json};

use super::{CUSTOMER, KEY, OTHER_KEY, SCHEME, SCOPE, SUPPLIER, World, number};
use crate::support::app::Answer;

/// Claims with a `jti` of their own.
fn claims(world: &World, jti: usize) -> Value {
    let mut claims = world.claims();
    claims["jti"] = json!(format!("at-once-{jti}"));
    claims
}

async fn ask(world: &World, key: &SigningKey, jti: usize) -> Answer {
    world.ask_with(&json!({ "alg": "RS256", "kid": key.kid() }), &claims(world, jti), key).await
}

/// The description without its trace id.
fn said(answer: &Answer) -> String {
    let description = answer.json()["error_description"].as_str().unwrap_or_default().to_owned();
    description.split(" (trace_id").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_key_that_another_node_adds_or_takes_away_counts_for_the_next_token() {
    let world = World::delegated().await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let other = world.test.database.another_node().await;
    assert_eq!(ask(&world, &KEY, 1).await.status, StatusCode::OK);
    assert!(said(&ask(&world, &OTHER_KEY, 2).await).contains("Unknown key identifier"));

    // The node that answers knows the client by now, and nothing tells it of the change.
    let mut tx = other.begin_write().await.expect("write");
    let jwk = OTHER_KEY.public_jwk();
    clients::replace_keys(&mut tx, app, now, &world.client, number(SUPPLIER), &[jwk], "operator")
        .await
        .expect("replaced");
    tx.commit().await.expect("commit");
    assert_eq!(ask(&world, &OTHER_KEY, 3).await.status, StatusCode::OK);
    assert!(said(&ask(&world, &KEY, 4).await).contains("Unknown key identifier"));

    let mut tx = other.begin_write().await.expect("write");
    clients::set_active(&mut tx, app, now, &world.client, number(SUPPLIER), false, "operator")
        .await
        .expect("closed");
    tx.commit().await.expect("commit");
    assert!(said(&ask(&world, &OTHER_KEY, 5).await).contains("Client not found"));
}

#[tokio::test]
async fn grant_scope_and_delegation_are_asked_for_anew_by_every_token() {
    let world = World::delegated().await;
    let (app, now) = (&world.test.app, world.test.app.now());
    let other = world.test.database.another_node().await;
    assert_eq!(ask(&world, &KEY, 1).await.status, StatusCode::OK);

    let mut tx = other.begin_write().await.expect("write");
    clients::withdraw_scope(&mut tx, app, now, SCOPE, number(CUSTOMER), "operator").await.expect("withdrawn");
    tx.commit().await.expect("commit");
    assert!(said(&ask(&world, &KEY, 2).await).contains("has not been granted"));
    let mut tx = other.begin_write().await.expect("write");
    clients::grant_scope(&mut tx, app, now, SCOPE, number(CUSTOMER), None, "operator")
        .await
        .expect("granted");
    assert_eq!(
        clients::grant_state(&mut tx, SCOPE, number(CUSTOMER)).await.expect("asked"),
        Some(GrantState::Approved)
    );
    clients::set_scope_active(&mut tx, app, now, SCOPE, false, "operator").await.expect("closed");
    tx.commit().await.expect("commit");
    assert!(said(&ask(&world, &KEY, 3).await).contains("invalid scopes for client"));
    let mut tx = other.begin_write().await.expect("write");
    clients::set_scope_active(&mut tx, app, now, SCOPE, true, "operator").await.expect("opened");
    delegation::withdraw(
        &mut tx,
        app,
        now,
        number(CUSTOMER),
        number(SUPPLIER),
        SCHEME,
        delegation::By::consumer("operator"),
    )
    .await
    .expect("taken back");
    tx.commit().await.expect("commit");
    assert!(said(&ask(&world, &KEY, 4).await).contains("has not delegated"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_that_share_a_write_get_each_its_own_answer_and_row() {
    let world = World::delegated().await;
    let unfit = "Invalid assertion. Client authentication failed. Invalid JWT signature.";
    // Every third is signed with a wrong key, and every request after the first thirty repeats an earlier one's jti.
    let asked = (0..60_usize).map(|index| {
        let key = if index % 3 == 2 { &*OTHER_KEY } else { &*KEY };
        let header = json!({ "alg": "RS256", "kid": KEY.kid() });
        let claims = claims(&world, index % 30);
        let world = &world;
        async move { (index, world.ask_with(&header, &claims, key).await) }
    });
    let answers = futures_util::future::join_all(asked).await;
    let mut granted = std::collections::BTreeSet::new();
    let mut replayed = 0;
    for (index, answer) in &answers {
        match (index % 3, answer.status) {
            (2, _) => assert_eq!(said(answer), unfit),
            (_, StatusCode::OK) => assert!(granted.insert(index % 30), "two tokens for one jti"),
            _ => {
                assert_eq!(said(answer), "Validation of JWT Bearer grant failed. Grant is used before");
                replayed += 1;
            }
        }
    }
    assert_eq!((granted.len(), replayed), (20, 20));

    let mut tx = world.test.app.db.read().await.expect("read");
    let rows = ledger::search(&mut tx, &ledger::Search::default(), 100).await.expect("rows");
    assert_eq!(rows.len(), 60);
    assert_eq!(rows.iter().filter(|row| row.granted).count(), 20);
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status != StatusCode::OK) {
        let body = answer.json();
        let description = body["error_description"].as_str().expect("a description");
        let trace_id = description.split("(trace_id: ").nth(1).expect("a trace id").trim_end_matches(')');
        assert!(rows.iter().any(|row| row.trace_id == trace_id && !row.granted));
    }
    let sizes = world.test.call(axum::http::Method::GET, "/metrics", &[], "").await.body;
    assert!(sizes.contains("fullmakt_token_batch_size_sum 60"), "{sizes}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_cannot_be_written_down_fails_alone() {
    let world = World::delegated().await;
    let unwritable = "made:unwritable";
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    tx.run_script(&format!("CREATE UNIQUE INDEX only_one ON ledger (scopes) WHERE scopes = '{unwritable}'"))
        .await
        .expect("an index");
    tx.commit().await.expect("commit");
    let asked = |index: usize, scope: Option<&'static str>| {
        let mut claims = claims(&world, index);
        if let Some(scope) = scope {
            claims["scope"] = json!(scope);
        }
        let world = &world;
        async move { world.ask_with(&json!({ "alg": "RS256", "kid": KEY.kid() }), &claims, &KEY).await }
    };
    assert_eq!(asked(1_000, Some(unwritable)).await.status, StatusCode::BAD_REQUEST);

    let all = (0..60_usize).map(|index| asked(index, (index == 30).then_some(unwritable)));
    let answers = futures_util::future::join_all(all).await;
    for (index, answer) in answers.iter().enumerate() {
        let expected = if index == 30 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        assert_eq!(answer.status, expected, "{index}: {}", answer.body);
    }
    let mut tx = world.test.app.db.read().await.expect("read");
    let rows = ledger::search(&mut tx, &ledger::Search::default(), 100).await.expect("rows");
    assert_eq!(rows.iter().filter(|row| row.granted).count(), 59);
    assert_eq!(rows.len(), 60, "59 and the first that asked for the scope that is written down once");
}
