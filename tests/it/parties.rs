//! Organisations and persons: what is looked up, what is made, and what is kept out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::registry::{Lookup, RegistryEntity, look_up};
use fullmakt::parties::{self, NewOrganisation, PartyError};
use serde_json::json;

use crate::orders::on_node;
use crate::support::TestApp;

const FICTIONAL: &str = "313513408";
const KNOWN: &str = "910049356";

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

/// A path with the status and body that it answers.
type Answers = Vec<(&'static str, u16, String)>;

/// Serves `answers` (path, status, body) as Enhetsregisteret, and everything else as unknown.
async fn stub(answers: Answers) -> String {
    async fn answer(State(answers): State<Arc<Answers>>, uri: Uri) -> Response {
        match answers.iter().find(|(path, _, _)| *path == uri.path()) {
            Some((_, status, body)) => {
                (StatusCode::from_u16(*status).expect("a status"), body.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let router = axum::Router::new().fallback(answer).with_state(Arc::new(answers));
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

#[tokio::test]
async fn every_answer_of_enhetsregisteret_means_one_thing() {
    let live = json!({ "organisasjonsnummer": KNOWN, "navn": " SPREK MAUR AS ", "organisasjonsform": { "kode": "AS" } });
    let sub = json!({ "organisasjonsnummer": KNOWN, "navn": "SPREK MAUR AVD TUE", "organisasjonsform": { "kode": "BEDR" }, "overordnetEnhet": "810414782" });
    let (main, below) = ("/enheter/910049356", "/underenheter/910049356");
    // What is answered, and what that is: the name that is found, or the word for the rest.
    let cases: Vec<(Answers, &str)> = vec![
        (vec![(main, 200, live.to_string())], "SPREK MAUR AS"),
        (vec![(below, 200, sub.to_string())], "SPREK MAUR AVD TUE"),
        (
            vec![(
                main,
                200,
                json!({ "organisasjonsnummer": KNOWN, "navn": "X", "slettedato": "2024-02-01" }).to_string(),
            )],
            "deleted",
        ),
        (
            vec![(
                main,
                200,
                json!({ "organisasjonsnummer": KNOWN, "navn": "X", "respons_klasse": "SlettetEnhet" })
                    .to_string(),
            )],
            "deleted",
        ),
        (vec![(main, 410, json!({ "organisasjonsnummer": KNOWN }).to_string())], "removed"),
        (vec![], "unknown"),
        (vec![(main, 400, "{}".to_owned())], "unreachable"),
        (vec![(main, 500, String::new())], "unreachable"),
        (vec![(main, 503, live.to_string())], "unreachable"),
        (vec![(below, 500, String::new())], "unreachable"),
        (vec![(main, 200, "<html>".to_owned())], "unreachable"),
        (vec![(main, 200, "{}".to_owned())], "unreachable"),
        (
            vec![(main, 200, json!({ "organisasjonsnummer": "810414782", "navn": "EN ANNEN" }).to_string())],
            "unreachable",
        ),
        (vec![(main, 200, format!("\"{}\"", "x".repeat(600 * 1024)))], "unreachable"),
    ];
    for (answers, expected) in cases {
        let shown = format!("{answers:.200?}");
        let base = stub(answers).await;
        let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &base)]).await;
        let found = match look_up(&test.app, number(KNOWN)).await {
            Lookup::Found(entity) => {
                let parent = entity.parent.map(|parent| parent.to_string());
                assert_eq!(parent.as_deref(), (entity.form == "BEDR").then_some("810414782"));
                entity.name
            }
            Lookup::Deleted => "deleted".to_owned(),
            Lookup::Removed => "removed".to_owned(),
            Lookup::Unknown => "unknown".to_owned(),
            Lookup::Unreachable(_) => "unreachable".to_owned(),
        };
        assert_eq!(found, expected, "{shown}");
    }
}

#[tokio::test]
async fn a_register_that_does_not_answer_is_unreachable_and_a_file_serves_off_line() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &base)]).await;
    let Lookup::Unreachable(reason) = look_up(&test.app, number(KNOWN)).await else { panic!() };
    assert!(!reason.contains(KNOWN), "addresses are not told: {reason}");

    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("enheter.json");
    let entity = json!([{ "organisasjonsnummer": KNOWN, "navn": "FRA FIL AS" }]);
    std::fs::write(&path, entity.to_string()).expect("a file");
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &path.display().to_string())]).await;
    assert!(
        matches!(look_up(&test.app, number(KNOWN)).await, Lookup::Found(entity) if entity.name == "FRA FIL AS")
    );
    assert_eq!(look_up(&test.app, number("810414782")).await, Lookup::Unknown);
    std::fs::remove_file(&path).expect("gone");
    assert!(matches!(look_up(&test.app, number(KNOWN)).await, Lookup::Unreachable(_)));
}

#[tokio::test]
async fn a_number_that_may_be_real_becomes_a_party_by_an_order_only() {
    let test = TestApp::new().await;
    let entity = json!({});
    let new = |case| NewOrganisation {
        number: number(KNOWN),
        name: "Sprek Maur AS",
        form: "AS",
        parent: None,
        origin: "imported",
        case_number: case,
        entity: &entity,
    };
    let mut tx = test.app.db.begin_write().await.expect("write");
    let refused = parties::insert_organisation(&mut tx, &test.app, test.app.now(), new(None)).await;
    assert!(matches!(refused, Err(PartyError::RealWithoutOrder(_))));
    assert!(parties::find_organisation(&mut tx, number(KNOWN)).await.expect("read").is_none());
    let case = "2026-00001";
    assert!(
        parties::insert_organisation(&mut tx, &test.app, test.app.now(), new(Some(case)))
            .await
            .expect("made")
    );
    assert!(
        !parties::insert_organisation(&mut tx, &test.app, test.app.now(), new(Some(case)))
            .await
            .expect("there")
    );
    let read = RegistryEntity {
        number: number(KNOWN),
        name: "Et annet navn".to_owned(),
        form: "AS".to_owned(),
        parent: None,
        raw: json!({}),
    };
    let again =
        parties::import_organisation(&mut tx, &test.app, test.app.now(), &read, case).await.expect("there");
    assert_eq!(again.name, "Sprek Maur AS", "a party that is there is left as it is");
    tx.commit().await.expect("commit");
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 1);
}

#[tokio::test]
async fn two_that_ask_at_once_for_a_customers_person_get_the_same_one() {
    let test = TestApp::new().await;
    let customer = {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let made =
            parties::create_fictional_organisation(&mut tx, &test.app, test.app.now(), "2026-00001").await;
        tx.commit().await.expect("commit");
        made.expect("an organisation")
    };
    assert!(customer.number.to_string().starts_with('3'));
    let node = on_node(&test, test.database.another_node().await);
    let ask = async |app: &fullmakt::app::App, case: &str| {
        let mut tx = app.db.begin_write().await.expect("write");
        let asked = parties::ensure_person_with_role(&mut tx, app, app.now(), customer.number, case).await;
        tx.commit().await.expect("commit");
        asked.expect("a person")
    };
    let ((one, made_one), (other, made_other)) =
        tokio::join!(ask(&test.app, "2026-00001"), ask(&node, "2026-00002"));
    assert_eq!(one.party_uuid, other.party_uuid);
    assert!(made_one ^ made_other, "one of the two made it");
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM roles").await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'person.created'").await, 1);

    let mut tx = test.app.db.read().await.expect("read");
    let roles = parties::organisations_of(&mut tx, &one.party_uuid).await.expect("roles");
    let held: Vec<(OrgNumber, &str)> =
        roles.iter().map(|(organisation, role)| (organisation.number, role.as_str())).collect();
    assert_eq!(held, [(customer.number, "DAGL")]);
    let third_digit = one.number.to_string().chars().nth(2);
    assert!(third_digit >= Some('8'), "80 is added to the month");
    let found =
        parties::find_person_by_number(&mut tx, &one.number).await.expect("read").expect("the person");
    assert_eq!(found.party_uuid, one.party_uuid);
}

#[tokio::test]
async fn a_role_in_an_organisation_that_is_not_here_is_refused() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let nobody = fullmakt::numbers::PartyUuid::make(&test.app.random);
    let refused =
        parties::insert_role(&mut tx, test.app.now(), &nobody, number(FICTIONAL), "DAGL", None).await;
    assert!(matches!(refused, Err(PartyError::UnknownOrganisation(_))));
}

#[tokio::test]
async fn the_look_up_answers_for_the_parties_of_this_world() {
    let test = TestApp::new().await;
    let organisation = {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let made =
            parties::create_fictional_organisation(&mut tx, &test.app, test.app.now(), "2026-00001").await;
        tx.commit().await.expect("commit");
        made.expect("an organisation")
    };
    let path = format!("/enhetsregisteret/api/enheter/{}", organisation.number);
    let answer = test.call(Method::GET, &path, &[], String::new()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let entity = answer.json();
    assert_eq!(entity["organisasjonsnummer"], organisation.number.to_string());
    assert_eq!(entity["organisasjonsform"]["kode"], "AS");
    assert_eq!(entity["_links"]["self"]["href"], format!("http://fullmakt.test{path}"));
    for (asked, status) in [
        ("313513408", 404),
        ("313513409", 400),
        ("31351340", 400),
        ("abc", 400),
        ("%00", 400),
        ("3135134081", 400),
    ] {
        let answer = test
            .call(Method::GET, &format!("/enhetsregisteret/api/enheter/{asked}"), &[], String::new())
            .await;
        assert_eq!(answer.status.as_u16(), status, "{asked}: {}", answer.body);
        if status == 400 {
            assert_eq!(answer.json()["valideringsfeil"][0]["parametere"][0], "organisasjonsnummer");
        }
    }
}
