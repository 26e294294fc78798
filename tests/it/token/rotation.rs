//! Signing keys follow each other without a token that anybody refuses.

use axum::http::{Method, StatusCode};
use fullmakt::clock::{DAY, HOUR};
use fullmakt::config::{Config, Settings};
use fullmakt::jose::CompactJws;
use fullmakt::keys::{self, KeyState};
use fullmakt::token::rotation::{self, RetireError};
use serde_json::json;

use super::World;

/// Asks for a token and gives it with the name of the key that signed it.
async fn token(world: &World, jti: &str) -> (String, String) {
    let mut claims = world.claims();
    claims["jti"] = json!(jti);
    let answer = world.ask(&claims).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    let kid = CompactJws::parse(&token).expect("a JWS").kid().expect("a kid").to_owned();
    (token, kid)
}

async fn published(world: &World) -> Vec<String> {
    let body = world.test.call(Method::GET, "/jwk", &[], "").await.json();
    let keys = body["keys"].as_array().expect("keys").iter();
    keys.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

async fn states(world: &World) -> Vec<(String, KeyState)> {
    let mut tx = world.test.app.db.read().await.expect("read");
    let rows = keys::signing_keys(&mut tx).await.expect("rows");
    rows.into_iter().map(|row| (row.kid, row.state)).collect()
}

/// What the register answers to a token.
async fn asked(world: &World, token: &str) -> StatusCode {
    let bearer = format!("Bearer {token}");
    let path = "/api/oppslag/v1/virksomheter/313513408";
    world.test.call(Method::GET, path, &[("authorization", &bearer)], "").await.status
}

#[tokio::test]
async fn the_next_key_is_published_before_it_signs_and_the_last_one_as_long_as_its_tokens_live() {
    let world = World::delegated().await;
    let app = &world.test.app;
    let (old_token, old) = token(&world, "1").await;
    let answer = asked(&world, &old_token).await;
    assert_ne!(answer, StatusCode::UNAUTHORIZED);

    world.test.advance(HOUR);
    let new = rotation::prepare(app, app.now(), "operator").await.expect("made");
    assert_eq!(rotation::prepare(app, app.now(), "operator").await.expect("one is enough"), new);
    assert_eq!(published(&world).await, [old.clone(), new.clone()]);
    assert_eq!(token(&world, "2").await.1, old);

    // The job lets it sign when consumers can know it.
    world.test.advance(23 * HOUR);
    world.test.run_jobs().await;
    assert_eq!(token(&world, "3").await.1, old);
    world.test.advance(2 * HOUR);
    world.test.run_jobs().await;
    let (_, kid) = token(&world, "4").await;
    assert_eq!(kid, new);
    assert_eq!(published(&world).await, [old.clone(), new.clone()]);

    let refused = rotation::retire(app, app.now(), &new, true, "operator").await;
    assert!(matches!(refused, Err(RetireError::InUse { .. })), "{refused:?}");
    let refused = rotation::retire(app, app.now(), &old, false, "operator").await;
    assert!(matches!(refused, Err(RetireError::TokensAlive(_))), "{refused:?}");
    let refused = rotation::retire(app, app.now(), "ukjent", false, "operator").await;
    assert!(matches!(refused, Err(RetireError::NoSuchKey(_))), "{refused:?}");

    world.test.advance(31 * DAY);
    world.test.run_jobs().await;
    assert_eq!(published(&world).await, std::slice::from_ref(&new));
    assert_eq!(states(&world).await, [(old.clone(), KeyState::Retired), (new, KeyState::Signing)]);
    let mut tx = app.db.read().await.expect("read");
    let kept = tx
        .fetch_optional("SELECT sealed_pkcs8 FROM signing_keys WHERE kid = $1", &[old.into()])
        .await
        .expect("asked")
        .expect("a row");
    assert!(kept.bytes("sealed_pkcs8").expect("bytes").is_empty(), "the private half is gone");
}

#[tokio::test]
async fn a_token_of_the_last_key_is_believed_until_that_key_is_retired() {
    let world = World::delegated().await;
    let app = &world.test.app;
    let (old_token, old) = token(&world, "1").await;
    let believed = asked(&world, &old_token).await;
    rotation::prepare(app, app.now(), "operator").await.expect("made");
    let changed =
        rotation::take_over(app, app.now(), "operator").await.expect("changed").expect("one waited");
    assert_eq!(changed.0, old);
    assert_eq!(asked(&world, &old_token).await, believed);
    let (new_token, _) = token(&world, "2").await;
    assert_eq!(asked(&world, &new_token).await, believed);
    rotation::retire(app, app.now(), &old, true, "operator").await.expect("retired by force");
    let again = rotation::retire(app, app.now(), &old, true, "operator").await.expect_err("once is enough");
    assert!(again.to_string().contains("is retired already"), "{again}");
    assert_eq!(asked(&world, &old_token).await, StatusCode::UNAUTHORIZED);
    assert_eq!(asked(&world, &new_token).await, believed);
}

#[tokio::test]
async fn on_schedule_a_key_signs_for_a_year_and_never_where_the_setting_says_so() {
    for (days, follows) in [("365", true), ("0", false)] {
        let world = World::with_env(&[("FULLMAKT_SIGNING_KEY_DAYS", days)]).await;
        let first = states(&world).await;
        world.test.advance(363 * DAY);
        world.test.run_jobs().await;
        assert_eq!(states(&world).await, first, "{days}");
        world.test.advance(DAY + HOUR);
        world.test.run_jobs().await;
        assert_eq!(published(&world).await.len(), if follows { 2 } else { 1 }, "{days}");
        world.test.advance(DAY);
        world.test.run_jobs().await;
        let states = states(&world).await;
        assert_eq!(states.len(), if follows { 2 } else { 1 });
        assert_eq!(states.first().map(|(_, state)| *state == KeyState::Published), Some(follows));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_nodes_that_rotate_at_once_one_does() {
    let world = World::delegated().await;
    let app = world.test.app.clone();
    let mut other = (*app).clone();
    other.db = world.test.database.another_node().await;
    let now = app.now();
    let (a, b) =
        tokio::join!(rotation::prepare(&app, now, "operator"), rotation::prepare(&other, now, "operator"));
    assert_eq!(a.expect("made"), b.expect("made"));
    let (a, b) = tokio::join!(
        rotation::take_over(&app, now, "operator"),
        rotation::take_over(&other, now, "operator")
    );
    let changed = [a, b].into_iter().filter(|one| matches!(one, Ok(Some(_)))).count();
    assert_eq!(changed, 1);
    let mut signing = states(&world).await;
    signing.retain(|(_, state)| *state == KeyState::Signing);
    let [(signing, _)] = signing.as_slice() else { panic!("one key signs: {signing:?}") };
    // A node that was told nothing signs with the new key at once.
    assert_eq!(token(&world, "1").await.1, *signing);
}

#[test]
fn the_settings_of_rotation_are_read_and_bounded() {
    let read = |name: &'static str, value: &'static str| {
        Config::from_lookup(Settings::default(), &|asked| (asked == name).then(|| value.to_owned()))
    };
    let rotation = read("FULLMAKT_SIGNING_KEY_DAYS", "90").expect("read").rotation;
    assert_eq!((rotation.every, rotation.lead, rotation.overlap), (Some(90 * DAY), DAY, 30 * DAY));
    assert!(read("FULLMAKT_SIGNING_KEY_OVERLAP_HOURS", "1").is_err());
    assert!(read("FULLMAKT_SIGNING_KEY_LEAD_HOURS", "x").is_err());
}
