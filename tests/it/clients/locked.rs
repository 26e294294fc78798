//! Keys that are locked to a certificate: what the API and the client's page tell of them.

use axum::http::{Method, StatusCode};
use fullmakt::clients::keys_of;
use fullmakt::clock::DAY;
use serde_json::Value;

use super::pages::contact;
use super::{YEAR, admin, key, locked_key, make, number};
use crate::support::TestApp;

#[tokio::test]
async fn a_locked_key_ends_with_its_certificate_and_one_of_anothers_is_told_never_to_work() {
    let test = TestApp::new().await;
    let (owner, other) = (number(1), number(2));
    let bearer = admin(&test, owner).await;
    let id = make(&test, &bearer).await;
    let mut own = locked_key(&test, "egen", &owner.to_string(), 40).await;
    let foreign = locked_key(&test, "andres", &other.to_string(), 800).await;
    let now = test.app.now();
    let put = async |jwk: &Value| {
        let kid = jwk["kid"].as_str().unwrap();
        test.json(Method::PUT, &format!("/clients/{id}/jwks/{kid}"), Some(&bearer), jwk).await
    };
    let saved = put(&own).await.json();
    let end = saved["exp"].as_i64().unwrap();
    let in_forty_days = (now.world + 40 * DAY) / 1000;
    assert!((in_forty_days - 3_600..=in_forty_days + 3_600).contains(&end), "{saved}");
    assert_eq!(saved["warning"], Value::Null);

    let warned = put(&foreign).await;
    assert_eq!(warned.status, StatusCode::OK, "{}", warned.body);
    let warning = warned.json()["warning"].as_str().unwrap().to_owned();
    for part in [other.to_string(), owner.to_string(), "MP-122".to_owned()] {
        assert!(warning.contains(&part), "{part}: {warning}");
    }

    // Sent back as it was answered, it is the certificate's end still and not one that the key stated.
    own["exp"] = saved["exp"].clone();
    put(&own).await;
    let mut tx = test.app.db.read().await.unwrap();
    let keys = keys_of(&mut tx, &id).await.unwrap();
    drop(tx);
    let held = keys.iter().find(|key| key.kid == "egen").unwrap();
    assert_eq!((held.stated_exp, held.expires_at), (None, now.world + YEAR));

    let mut browser = contact(&test, owner).await;
    let path = format!("/klienter/{id}");
    let shown = browser.get(&path).await;
    let (page, day) = (shown.text(), fullmakt::clock::norwegian_day(end * 1000));
    for part in [day.as_str(), "Det er da sertifikatet går ut", &owner.to_string(), "Kan ikke brukes"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains(&format!("et sertifikat for {other}")), "{page}");
    assert!(shown.body.contains("href=\"/errors/MP-122\""), "{}", shown.body);
    assert!(!browser.get("/klienter").await.text().contains("Utløper"), "forty days are no warning yet");

    test.clock.set_offset(20 * DAY);
    let mut browser = contact(&test, owner).await;
    assert!(browser.get(&path).await.text().contains("Utløper snart"));
    assert!(browser.get("/klienter").await.text().contains(&format!("Utløper {day}")));
    test.clock.set_offset(41 * DAY);
    let mut browser = contact(&test, owner).await;
    let shown = browser.get(&path).await;
    assert!(shown.text().contains("Utløpt") && shown.body.contains("/errors/MP-120"), "{}", shown.text());
    assert!(browser.get("/klienter").await.text().contains("Nøkkelen er utløpt"));
    let bearer = admin(&test, owner).await;
    let answer =
        test.json(Method::GET, &format!("/clients/{id}/jwks/egen"), Some(&bearer), &Value::Null).await;
    assert!(answer.json()["warning"].as_str().unwrap().contains("MP-120"), "{}", answer.body);
}

#[tokio::test]
async fn who_pastes_a_key_that_cannot_work_is_told_at_once() {
    let test = TestApp::new().await;
    let owner = number(1);
    let id = make(&test, &admin(&test, owner).await).await;
    let foreign = locked_key(&test, "andres", &number(2).to_string(), 30).await;
    let mut browser = contact(&test, owner).await;
    let added = browser.post(&format!("/klienter/{id}/nokler"), &[("jwk", &foreign.to_string())]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    for (language, told) in [
        ("nb", "Nøkkelen er lagret, men virker ikke nå."),
        ("nn", "Nøkkelen er lagra, men verkar ikkje no."),
        ("en", "The key has been saved, but does not work now."),
    ] {
        browser.language = language;
        let shown = browser.get(added.location().split('#').next().unwrap()).await;
        assert!(
            shown.text().contains(told) && !shown.body.contains("client-"),
            "{language}: {}",
            shown.text()
        );
    }
    browser.language = "nb";
    assert!(browser.get("/klienter").await.text().contains("Nøkkelen kan ikke brukes"));
}

#[tokio::test]
async fn a_keys_age_and_end_are_on_one_clock_wherever_the_worlds_is() {
    let test = TestApp::new().await;
    let owner = number(1);
    let id = make(&test, &admin(&test, owner).await).await;
    let path = format!("/clients/{id}/jwks/gammel");
    let bearer = admin(&test, owner).await;
    test.json(Method::PUT, &path, Some(&bearer), &key("gammel")).await;
    test.clock.set_offset(400 * DAY);
    let bearer = admin(&test, owner).await;
    let ny = test.json(Method::PUT, &path.replace("gammel", "ny"), Some(&bearer), &key("ny")).await.json();
    let gammel = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await.json();
    for shown in [&gammel, &ny] {
        let created: jiff::Timestamp = shown["created"].as_str().unwrap().parse().unwrap();
        assert_eq!(shown["exp"].as_i64().unwrap() - created.as_second(), YEAR / 1000, "{shown}");
    }
    let now = test.app.now();
    let mut browser = contact(&test, owner).await;
    let page = browser.get(&format!("/klienter/{id}")).await.text();
    for day in [now.wall, now.wall + YEAR, now.world, now.world + YEAR].map(fullmakt::clock::norwegian_day) {
        assert!(page.contains(&day), "{day}: {page}");
    }
}
