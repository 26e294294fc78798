//! The bulk files, read back; their tags; and that they are made while they are read.

use std::io::Read as _;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use flate2::read::GzDecoder;
use fullmakt::parties;
use fullmakt::parties::entities::Entity;
use fullmakt::server;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{ask, company, empty, insert, number_of};
use crate::support::TestApp;

/// The file as its reader unpacks it.
async fn read(test: &TestApp, path: &str) -> String {
    let request =
        Request::get(format!("/enhetsregisteret/api/{path}")).body(Body::empty()).expect("a request");
    let answer = server::router(test.services.clone()).oneshot(request).await.expect("infallible");
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/gzip");
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("to the end");
    let mut unpacked = String::new();
    GzDecoder::new(bytes.as_ref()).read_to_string(&mut unpacked).expect("whole and in UTF-8");
    unpacked
}

async fn parsed(test: &TestApp, path: &str) -> Vec<Value> {
    serde_json::from_str(&read(test, path).await).expect("a JSON array")
}

#[tokio::test]
async fn the_files_hold_every_living_company_once_and_its_roles() {
    let test = empty().await;
    for path in ["enheter/lastned", "underenheter/lastned", "roller/totalbestand"] {
        assert_eq!(parsed(&test, path).await, [json!(null); 0], "{path}");
    }
    assert_eq!(read(&test, "enheter/lastned/csv").await.lines().count(), 1, "the header alone");
    let roles = json!([{ "type": { "kode": "STYR" }, "sistEndret": "2020-01-01", "roller": [] }]);
    let mut many: Vec<Entity> =
        (0..700).map(|place| company(place, &format!("Firma {place} \"Elg\", AS"))).collect();
    many.push(Entity { deleted_at: Some(1), ..company(700, "Slettet AS") });
    many.push(Entity { form: "BEDR".to_owned(), ..company(701, "Avdeling") });
    many[3].roles = roles.clone();
    insert(&test, &many).await;
    let party = {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let now = test.app.now();
        let made = parties::create_fictional_organisation(&mut tx, &test.app, now, "2026-00001")
            .await
            .expect("made");
        parties::ensure_person_with_role(&mut tx, &test.app, now, made.number, "2026-00001")
            .await
            .expect("a person");
        tx.commit().await.expect("commit");
        made.number
    };
    let all = parsed(&test, "enheter/lastned").await;
    assert_eq!(all.len(), 701);
    let mut numbers: Vec<&str> =
        all.iter().map(|one| one["organisasjonsnummer"].as_str().expect("a number")).collect();
    assert!(numbers.is_sorted());
    numbers.dedup();
    assert_eq!(numbers.len(), 701);
    let below = parsed(&test, "underenheter/lastned").await;
    assert_eq!(below.len(), 1);
    assert_eq!(below[0]["organisasjonsnummer"], number_of(701).to_string());
    let held = parsed(&test, "roller/totalbestand").await;
    let held: Vec<&str> =
        held.iter().map(|one| one["organisasjonsnummer"].as_str().expect("a number")).collect();
    let mut expected = [number_of(3).to_string(), party.to_string()];
    expected.sort_unstable();
    assert_eq!(held, expected);

    let table = read(&test, "enheter/lastned/csv").await;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(columns[..3], ["organisasjonsnummer", "navn", "organisasjonsform.kode"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 701);
    let fifth = rows.iter().find(|row| row[0] == number_of(5).to_string()).expect("the fifth");
    assert_eq!(&fifth[1], "FIRMA 5 \"ELG\", AS");
    assert_eq!(read(&test, "underenheter/lastned/csv").await.lines().count(), 2);
}

#[tokio::test]
async fn a_file_has_a_tag_that_changes_when_something_did_and_no_spreadsheet_is_made() {
    let test = empty().await;
    insert(&test, &[company(0, "A AS")]).await;
    for path in ["enheter/lastned", "enheter/lastned/csv", "underenheter/lastned", "roller/totalbestand"] {
        let path = format!("/enhetsregisteret/api/{path}");
        let head = test.call(Method::HEAD, &path, &[], String::new()).await;
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""), "{path}");
        let tag = head.header("etag").expect("a tag").to_owned();
        assert!(head.header("content-disposition").is_some_and(|said| said.contains(".gz")), "{path}");
        let again = test.call(Method::GET, &path, &[("if-none-match", &tag)], String::new()).await;
        assert_eq!(
            (again.status, again.header("etag")),
            (StatusCode::NOT_MODIFIED, Some(tag.as_str())),
            "{path}"
        );
        insert(&test, &[company(1, "B AS")]).await;
        let changed = test.call(Method::HEAD, &path, &[("if-none-match", &tag)], String::new()).await;
        assert_eq!(changed.status, StatusCode::OK, "{path}");
    }
    for path in ["enheter/lastned/regneark", "underenheter/lastned/regneark"] {
        let answer = ask(&test, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.json()["message"].as_str().is_some_and(|said| said.contains("lastned/csv")), "{path}");
    }
}

#[tokio::test]
async fn a_reader_that_hangs_up_lets_the_file_be_made_no_further() {
    let test = empty().await;
    let many: Vec<Entity> = (0..2_000).map(|place| company(place, &format!("Firma {place} AS"))).collect();
    insert(&test, &many).await;
    let request =
        Request::get("/enhetsregisteret/api/enheter/lastned").body(Body::empty()).expect("a request");
    let answer = server::router(test.services.clone()).oneshot(request).await.expect("infallible");
    let before = test.app.db.effort().statements;
    drop(answer);
    tokio::task::yield_now().await;
    assert_eq!(test.app.db.effort().statements, before, "nothing is read for nobody");
    let mut body = server::router(test.services.clone())
        .oneshot(
            Request::get("/enhetsregisteret/api/enheter/lastned").body(Body::empty()).expect("a request"),
        )
        .await
        .expect("infallible")
        .into_body();
    let before = test.app.db.effort().statements;
    let first = http_body_util::BodyExt::frame(&mut body).await.expect("a piece").expect("a piece");
    drop((first, body));
    assert!(test.app.db.effort().statements - before < 40, "only what was asked for was read");
}
