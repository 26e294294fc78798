//! What is looked up at the self-service API: prefixes, delegation sources, organisations.

use axum::http::{Method, StatusCode};
use fullmakt::clients;
use fullmakt::world::{self, Format};
use serde_json::{Value, json};

use super::{admin, give_prefix, number, refusal};
use crate::support::TestApp;

#[tokio::test]
async fn prefixes_are_listed_with_their_owners() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    give_prefix(&test, "annen", number(2)).await;
    let bearer = admin(&test, owner).await;
    for base in ["", "/api/v1"] {
        let own = test.json(Method::GET, &format!("{base}/prefix"), Some(&bearer), &Value::Null).await;
        let expected = json!({
            "prefix": "oppdiktet",
            "owner_orgno": owner.to_string(),
            "organization_name": null,
            "active": true,
            "created": "2026-01-15T09:00:00.000Z",
            "last_updated": "2026-01-15T09:00:00.000Z",
        });
        assert_eq!(own.json(), json!([expected]));
        let all = test.json(Method::GET, &format!("{base}/prefix/all"), None, &Value::Null).await.json();
        let names: Vec<(&str, &Value)> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|prefix| (prefix["prefix"].as_str().unwrap(), &prefix["organization_name"]))
            .collect();
        let (digdir, register) = (json!("Digitaliseringsdirektoratet"), json!("Brønnøysundregistrene"));
        assert_eq!(
            names,
            [
                ("altinn", &digdir),
                ("annen", &Value::Null),
                ("brreg", &register),
                ("idporten", &digdir),
                ("oppdiktet", &Value::Null)
            ]
        );
    }
    let mut tx = test.app.db.begin_write().await.unwrap();
    let now = test.app.now();
    for prefix in ["", "a b", "a:b", "æ", "02013299997"] {
        let refused = clients::give_prefix(&mut tx, &test.app, now, prefix, owner, "operator").await;
        assert!(matches!(refused, Err(clients::Error::Invalid(_))), "{prefix}: {refused:?}");
    }
    let unknown = clients::take_prefix(&mut tx, &test.app, now, "finnes-ikke", "operator").await;
    assert!(matches!(unknown, Err(clients::Error::NoSuchPrefix(_))));
    assert_eq!(clients::prefixes_of(&mut tx, owner).await.unwrap(), ["oppdiktet"]);
}

#[tokio::test]
async fn an_organisation_of_this_world_has_a_name() {
    let test = TestApp::new().await;
    for base in ["", "/api/v1"] {
        let found =
            test.json(Method::GET, &format!("{base}/organizations/974760673"), None, &Value::Null).await;
        assert_eq!(found.json(), json!({ "orgnr": "974760673", "name": "Brønnøysundregistrene" }));
        for (number, status) in [
            (number(5).to_string(), StatusCode::NOT_FOUND),
            ("974760674".to_owned(), StatusCode::BAD_REQUEST),
            ("abc".to_owned(), StatusCode::BAD_REQUEST),
            ("%00".to_owned(), StatusCode::BAD_REQUEST),
        ] {
            let path = format!("{base}/organizations/{number}");
            let answer = test.json(Method::GET, &path, None, &Value::Null).await;
            assert_eq!(answer.status, status, "{number}");
            refusal(&answer);
        }
    }
}

#[tokio::test]
async fn a_world_file_gives_an_owner_its_prefix_and_takes_nobody_elses() {
    let test = TestApp::new().await;
    let (owner, other) = (number(1), number(2));
    give_prefix(&test, "opptatt", other).await;
    let load = async |prefix: &str| {
        let file = format!(
            "[[organisation]]\nnumber = \"{owner}\"\nname = \"Oppdiktet AS\"\n\n\
             [[scope]]\nname = \"{prefix}:les\"\nowner = \"{owner}\"\ndescription = \"Til prøve\"\n"
        );
        let mut tx = test.app.db.begin_write().await.unwrap();
        let report = world::load(&mut tx, &test.app, test.app.now(), &file, Format::Toml).await;
        if report.is_ok() {
            tx.commit().await.unwrap();
        }
        report.map(|_| ()).map_err(|error| error.to_string())
    };
    let refused = load("opptatt").await.unwrap_err();
    assert!(refused.contains(&format!("the prefix belongs to {other}")), "{refused}");
    load("ledig").await.unwrap();
    let mut tx = test.app.db.read().await.unwrap();
    assert_eq!(clients::prefixes_of(&mut tx, owner).await.unwrap(), ["ledig"]);
    assert_eq!(clients::prefixes_of(&mut tx, other).await.unwrap(), ["opptatt"]);
    drop(tx);
    // Below it the owner makes scopes by the API.
    let scope = json!({ "prefix": "ledig", "subscope": "skriv", "description": "Til prøve" });
    let made = test.json(Method::POST, "/scopes", Some(&admin(&test, owner).await), &scope).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}
