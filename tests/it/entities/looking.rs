//! One company by its number: every status, links, content types, roles.

use axum::http::{Method, StatusCode};
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::{self, Entity};
use fullmakt::parties::{self, End};
use fullmakt::world::{self, Format};
use serde_json::json;

use super::{ask, company, empty, insert, number_of};
use crate::support::TestApp;
use crate::support::app::START;

/// A published example of the scheme of 2032; nobody has it.
const REAL_PERSON: &str = "02013299997";

async fn party(test: &TestApp) -> OrgNumber {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let made = parties::create_fictional_organisation(&mut tx, &test.app, test.app.now(), "2026-00001").await;
    let number = made.expect("made").number;
    parties::ensure_person_with_role(&mut tx, &test.app, test.app.now(), number, "2026-00001")
        .await
        .expect("a person");
    tx.commit().await.expect("commit");
    number
}

#[tokio::test]
async fn a_subunit_of_the_world_says_its_class_alive_and_deleted() {
    let test = empty().await;
    let file = "[[organisation]]\nnumber = \"313513408\"\nname = \"Lystig Elg AS\"\n\n[[organisation]]\nnumber = \"311111116\"\n\
                name = \"Lystig Elg avd Fjell\"\nform = \"BEDR\"\nparent = \"313513408\"\n";
    let mut tx = test.app.db.begin_write().await.expect("write");
    world::load(&mut tx, &test.app, test.app.now(), file, Format::Toml).await.expect("loaded");
    tx.commit().await.expect("commit");
    let class = async |path: &str| ask(&test, path).await.json()["respons_klasse"].clone();
    assert_eq!(class("enheter/313513408").await, "Enhet");
    assert_eq!(class("underenheter/311111116").await, "Underenhet");
    let subunit = OrgNumber::parse("311111116").expect("a number");
    let mut tx = test.app.db.begin_write().await.expect("write");
    parties::end_organisation(&mut tx, &test.app, test.app.now(), subunit, End::Deleted, "operator")
        .await
        .expect("deleted");
    tx.commit().await.expect("commit");
    assert_eq!(class("underenheter/311111116").await, "SlettetUnderenhet");
}

#[tokio::test]
async fn a_number_is_answered_as_live_deleted_removed_unknown_or_malformed() {
    let test = empty().await;
    let subunit = Entity {
        form: "BEDR".to_owned(),
        parent: Some(number_of(1)),
        ..company(2, "Lystig Elg AS avd Måke")
    };
    let gone =
        Entity { description: json!({ "fjernet": true }), deleted_at: Some(START), ..company(4, "Borte AS") };
    let deleted = Entity { deleted_at: Some(START), ..company(3, "Slettet Sel AS") };
    insert(&test, &[company(1, "Lystig Elg AS"), subunit, deleted, gone]).await;
    let (live, below, deleted, gone, nobody) =
        (number_of(1), number_of(2), number_of(3), number_of(4), number_of(5));
    for (path, status) in [
        (format!("enheter/{live}"), 200),
        (format!("underenheter/{below}"), 200),
        (format!("enheter/{deleted}"), 200),
        (format!("enheter/{gone}"), 410),
        (format!("enheter/{gone}/roller"), 410),
        (format!("enheter/{nobody}"), 404),
        (format!("underenheter/{nobody}"), 404),
        // Each kind stands under its own address alone.
        (format!("enheter/{below}"), 404),
        (format!("enheter/{below}/roller"), 404),
        (format!("underenheter/{live}"), 404),
        (format!("underenheter/{gone}"), 404),
    ] {
        let answer = ask(&test, &path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
    }
    for path in [
        "enheter/31351340", "underenheter/x", "enheter/313513409/roller", "enheter/%00",
        "enheter/%F0%9F%A6%8A",
    ] {
        super::assert_malformed(&ask(&test, path).await, &["organisasjonsnummer"], path);
    }
    let answer = ask(&test, &format!("enheter/{REAL_PERSON}")).await;
    super::assert_malformed(&answer, &["organisasjonsnummer"], "a person's number");
    assert!(!answer.body.contains(REAL_PERSON), "{}", answer.body);

    let body = ask(&test, &format!("underenheter/{below}")).await.json();
    assert_eq!(body["overordnetEnhet"], live.to_string());
    assert_eq!(
        body["organisasjonsform"]["beskrivelse"],
        "Underenhet til næringsdrivende og offentlig forvaltning"
    );
    let base = "http://fullmakt.test/enhetsregisteret/api";
    assert_eq!(body["_links"]["self"]["href"], format!("{base}/underenheter/{below}"));
    assert_eq!(body["_links"]["overordnetEnhet"]["href"], format!("{base}/enheter/{live}"));
    let mut members: Vec<String> = ask(&test, &format!("enheter/{deleted}"))
        .await
        .json()
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    members.sort_unstable();
    assert_eq!(
        members,
        ["_links", "navn", "organisasjonsform", "organisasjonsnummer", "respons_klasse", "slettedato"]
    );
    assert_eq!(
        ask(&test, &format!("enheter/{gone}")).await.json(),
        json!({ "organisasjonsnummer": gone, "slettedato": "2026-01-15" })
    );
}

#[tokio::test]
async fn a_party_is_shown_with_its_roles_until_it_is_deleted() {
    let test = empty().await;
    let number = party(&test).await;
    let roles = ask(&test, &format!("enheter/{number}/roller")).await.json();
    let group = &roles["rollegrupper"][0];
    assert_eq!((&group["type"]["kode"], &group["sistEndret"]), (&json!("DAGL"), &json!("2026-01-15")));
    let role = &group["roller"][0];
    assert_eq!((&role["type"]["beskrivelse"], &role["fratraadt"]), (&json!("Daglig leder"), &json!(false)));
    assert!(role["person"]["navn"]["etternavn"].as_str().is_some_and(|name| !name.is_empty()), "{role}");
    assert!(role["person"]["fodselsnummer"].is_null(), "{role}");
    assert!(
        roles["_links"]["enhet"]["href"].as_str().is_some_and(|href| href.ends_with(&number.to_string()))
    );
    let mut tx = test.app.db.begin_write().await.expect("write");
    parties::end_organisation(&mut tx, &test.app, test.app.now(), number, End::Deleted, "operator")
        .await
        .expect("ended");
    tx.commit().await.expect("commit");
    let body = ask(&test, &format!("enheter/{number}")).await.json();
    assert_eq!(
        (&body["respons_klasse"], &body["slettedato"]),
        (&json!("SlettetEnhet"), &json!("2026-01-15"))
    );
    assert_eq!(ask(&test, &format!("enheter/{number}/roller")).await.json()["rollegrupper"], json!([]));
    assert_eq!(ask(&test, "enheter").await.json()["page"]["totalElements"], 0);
}

#[tokio::test]
async fn stored_roles_have_what_every_client_reads() {
    let test = empty().await;
    let roles = json!([{
        "type": { "kode": "DAGL", "beskrivelse": "Daglig leder" },
        "sistEndret": "2020-01-01",
        "roller": [{ "type": { "kode": "DAGL", "beskrivelse": "Daglig leder" },
                     "person": { "fodselsdato": "1980-01-01", "navn": { "fornavn": "RASK", "etternavn": "TERMOS" } } }]
    }]);
    insert(
        &test,
        &[Entity { roles, ..company(1, "Lystig Elg AS") }, Entity { roles: json!("?"), ..company(2, "X") }],
    )
    .await;
    let told = ask(&test, &format!("enheter/{}/roller", number_of(1))).await.json();
    let role = &told["rollegrupper"][0]["roller"][0];
    assert_eq!((&role["avregistrert"], &role["person"]["erDoed"]), (&json!(false), &json!(false)));
    assert_eq!(
        ask(&test, &format!("enheter/{}/roller", number_of(2))).await.json()["rollegrupper"],
        json!([])
    );
}

#[tokio::test]
async fn versioned_content_types_are_answered_in_and_others_refused() {
    let test = empty().await;
    insert(&test, &[company(1, "Lystig Elg AS")]).await;
    let path = format!("/enhetsregisteret/api/enheter/{}", number_of(1));
    let vendor = "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8";
    for (accept, status, kind) in [
        (vendor, StatusCode::OK, vendor),
        ("application/json", StatusCode::OK, "application/json"),
        ("text/html, */*;q=0.8", StatusCode::OK, "application/json"),
        ("application/hal+json", StatusCode::OK, "application/hal+json"),
        (
            "application/vnd.brreg.enhetsregisteret.enhet.v9+json",
            StatusCode::NOT_ACCEPTABLE,
            "application/json",
        ),
        (
            "application/vnd.brreg.enhetsregisteret.underenhet.v2+json",
            StatusCode::NOT_ACCEPTABLE,
            "application/json",
        ),
        ("text/html", StatusCode::OK, "application/json"),
    ] {
        let answer = test.call(Method::GET, &path, &[("accept", accept)], String::new()).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(kind)), "{accept}");
    }
    let head = test.call(Method::HEAD, &path, &[], String::new()).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
    let posted = test.call(Method::POST, &path, &[], String::new()).await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(posted.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn forms_of_organisation_are_listed_with_their_names() {
    let test = empty().await;
    let all = ask(&test, "organisasjonsformer").await.json();
    let forms = all["_embedded"]["organisasjonsformer"].as_array().expect("forms").clone();
    let special = forms.iter().find(|form| form["kode"] == "SÆR").expect("a form");
    let href = special["_links"]["self"]["href"]
        .as_str()
        .expect("a link")
        .trim_start_matches("http://fullmakt.test");
    let one = test.call(Method::GET, href, &[], String::new()).await.json();
    assert_eq!(&one, special);
    assert_eq!(ask(&test, "organisasjonsformer/FINNESIKKE").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_party_that_goes_lets_the_company_behind_it_be_seen_again() {
    let test = empty().await;
    let number = party(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let behind = Entity { number, ..company(1, "Bakerst Bever AS") };
    entities::insert_entities(&mut tx, &[behind]).await.expect("put in");
    parties::remove_person_of_customer(&mut tx, &test.app, test.app.now(), number).await.expect("removed");
    let organisation = parties::find_organisation(&mut tx, number).await.expect("found").expect("a party");
    assert!(
        parties::remove_organisation(&mut tx, &test.app, test.app.now(), &organisation, "2026-00001")
            .await
            .expect("removed")
    );
    tx.commit().await.expect("commit");
    assert_eq!(ask(&test, &format!("enheter/{number}")).await.json()["navn"], "BAKERST BEVER AS");
    assert_eq!(super::hits(&ask(&test, "enheter?navn=bever").await, "enheter"), [number.to_string()]);
}
