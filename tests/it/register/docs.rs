//! The API's documentation pages: they show what the API is made of, in three languages, and ask no other host.

use axum::http::{Method, StatusCode};
use fullmakt::language::Language;
use fullmakt::params;
use fullmakt::register::codes::{NameLanguage, lists};
use fullmakt::register::fields::{OBJECTS, Opening};
use fullmakt::register::population::examples::built_in;
use fullmakt::register::versions::{ANSWERS_AS, VERSIONS};
use fullmakt::register::view::VIEWS;
use serde_json::Value;

use super::{PATH, token};
use crate::support::TestApp;
use crate::support::app::Answer;

const OVERVIEW: &str = "/api/oppslag";
const FIELDS: &str = "/api/oppslag/v1/docs/feltbeskrivelser.html";
const TEST_DATA: &str = "/api/oppslag/v1/docs/TESTDATA.html";
const CHANGELOG: &str = "/api/oppslag/v1/docs/CHANGELOG.html";

async fn page(test: &TestApp, path: &str, language: Language) -> Answer {
    let page = test.browser().get(&format!("{path}?sprak={}", language.tag())).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    assert!(page.body.contains(&format!("<html lang=\"{}\"", language.tag())), "{path}");
    page
}

#[tokio::test]
async fn every_page_is_in_three_languages_and_asks_no_other_host() {
    let test = TestApp::new().await;
    for path in [OVERVIEW, "/api/oppslag/", FIELDS, TEST_DATA, CHANGELOG] {
        for language in Language::ALL {
            let page = page(&test, path, language).await;
            for source in ["src=\"http", "href=\"http", "url(http", "<script"] {
                assert!(!page.body.contains(source), "{path}: {source}");
            }
            let said = page.text();
            for key in [
                "register-", "field-", "object-", "operation-", "presence-", "kind-", "opening-",
                "version-1", "testdata-",
            ] {
                assert!(!said.contains(key), "{path}: a text is missing, {key}");
            }
        }
    }
}

/// The rows of the table behind a heading's id, each with its cells.
fn table(body: &str, id: &str) -> Vec<Vec<String>> {
    let table = body.split_once(&format!("aria-labelledby=\"{id}\"")).expect("the table").1;
    let table = table.split_once("</table>").expect("its end").0;
    let rows = table.split_once("<tbody").expect("a body").1.split("<tr").skip(1);
    rows.map(|row| {
        let row = row.split_once('>').expect("a row").1;
        let cells = row.split(['<', '>']).map(str::trim).collect::<Vec<_>>();
        let texts = cells.iter().enumerate().filter(|(place, text)| place % 2 == 0 && !text.is_empty());
        texts.map(|(_, text)| (*text).to_owned()).collect()
    })
    .collect()
}

#[tokio::test]
async fn both_matrices_stand_there_cell_by_cell() {
    let test = TestApp::new().await;
    let page = page(&test, OVERVIEW, Language::En).await;
    let said = |opened: bool| if opened { "Yes" } else { "No" };
    let endpoints = table(&page.body, "hvem-kall");
    assert_eq!(endpoints[0], ["without a token", "No", "No", "No", "No", "No", "Yes"]);
    let fields = table(&page.body, "hvem-felt");
    for (place, (scope, view)) in VIEWS.into_iter().enumerate() {
        let name = scope.trim_start_matches("brreg:reelle/");
        let cells = [true, view.person_search, view.whole_register, true, true, true].map(said);
        assert_eq!(endpoints[place + 1], [&[name][..], &cells].concat(), "{scope}");
        let cells = Opening::FIELDS.map(|opening| said(opening.is_of(view)));
        assert_eq!(fields[place], [&[name][..], &cells].concat(), "{scope}");
    }
}

#[tokio::test]
async fn the_overview_has_every_operation_with_a_call_and_the_settings_in_effect() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_REGISTER_ERRORS", "problem"),
        ("FULLMAKT_REGISTER_CHANGES_LIMIT", "77"),
    ])
    .await;
    let page = page(&test, OVERVIEW, Language::Nb).await;
    for operation in [
        "hentRegistreringspliktigVirksomhet",
        "finnRegistreringspliktigeVirksomheter",
        "hentTotalbestand",
        "hentSekvensnummer",
        "hentEndringslogg",
        "hentRelevanteKodelister",
    ] {
        assert!(page.body.contains(&format!("id=\"{operation}\"")), "{operation}");
    }
    assert_eq!(page.text().matches("curl ").count(), 6);
    let points = table(&page.body, "valg");
    assert_eq!(points.len(), 9);
    for (value, setting) in
        [("problem", "FULLMAKT_REGISTER_ERRORS"), ("77", "FULLMAKT_REGISTER_CHANGES_LIMIT")]
    {
        assert!(points.iter().any(|row| row[1] == value && row[2] == setting), "{points:?}");
    }
    let settings = include_str!("../../../docs/settings.md");
    assert!(points.iter().all(|row| settings.contains(&format!("`{}`", row[2]))), "{points:?}");
    for link in [
        FIELDS,
        TEST_DATA,
        CHANGELOG,
        "/api/oppslag/openapi/openapi.yaml",
        "/enhetsregisteret/api/dokumentasjon",
    ] {
        assert!(page.body.contains(&format!("href=\"{link}\"")), "{link}");
    }
}

#[tokio::test]
async fn every_field_and_code_is_described_and_every_link_leads_somewhere() {
    let test = TestApp::new().await;
    let page = page(&test, FIELDS, Language::Nn).await;
    for object in OBJECTS {
        let rows = table(&page.body, object.name);
        let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        let expected: Vec<&str> = object.fields.iter().map(|field| field.name).collect();
        assert_eq!(names, expected, "{}", object.name);
    }
    for row in lists(NameLanguage::Nno).iter().flat_map(|list| &list.codes) {
        assert!(page.body.contains(&format!("<code>{}</code>", row.code)), "{}", row.code);
    }
    let events: Vec<String> = table(&page.body, "hendelser").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(events, fullmakt::register::Change::ALL.map(fullmakt::register::Change::event_type));
    for link in page.body.split("href=\"#").skip(1) {
        let id = link.split('"').next().expect("a place");
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[tokio::test]
async fn the_changelog_names_every_version_and_the_one_answered_as() {
    let test = TestApp::new().await;
    let page = page(&test, CHANGELOG, Language::Nb).await;
    let numbers: Vec<String> = table(&page.body, "tittel").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, VERSIONS.iter().map(|version| version.number).collect::<Vec<_>>());
    assert!(page.text().contains(&format!("versjon {ANSWERS_AS}")));
}

#[tokio::test]
async fn every_special_case_stands_with_a_number_that_is_found_and_a_search_that_finds_it() {
    let test = TestApp::new().await;
    let rows = table(&page(&test, TEST_DATA, Language::Nb).await.body, "tittel");
    let examples = built_in();
    assert_eq!(rows.len(), examples.len());
    let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    for (row, example) in rows.iter().zip(&examples) {
        let about = Language::Nb.text(&format!("testdata-{}", example.shows));
        assert_eq!(row[..2], [about, example.company.number.to_string()]);
        let path = format!("{PATH}/{}", row[1]);
        let answer = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for person in row[4..].iter().filter(|person| *person != "ingen") {
            let path = format!("{PATH}?foedselsnummer={person}");
            let answer = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
            assert!(answer.body.contains(&row[1]), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_register_that_has_none_of_the_examples_says_so() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("a transaction");
    tx.execute("DELETE FROM register_companies", params![]).await.expect("gone");
    tx.commit().await.expect("committed");
    let page = page(&test, TEST_DATA, Language::En).await;
    assert!(page.text().contains("has none of the examples"), "{}", page.body);
}
