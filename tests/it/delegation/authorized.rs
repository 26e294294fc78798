//! Whom a person may act for, by `authorizedparties` (`altinn.md` §4).

use axum::http::Method;
use serde_json::{Value, json};

use super::MEDIA;
use super::roles::{file, load, person};
use crate::support::TestApp;
use crate::support::app::Answer;

const LIST: &str = "/accessmanagement/api/v1/authorizedparties";
const SYSTEM: &str = "/accessmanagement/api/v1/enduser/authorizedparties";

async fn token(test: &TestApp, scopes: &str) -> String {
    let path = format!("/api/GetPersonalToken?env=tt02&pid={}&scopes={scopes}", person());
    test.call(Method::GET, &path, &[], "").await.body
}

async fn get(test: &TestApp, path: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    test.call(Method::GET, path, &[("authorization", bearer.as_str())], "").await
}

/// Type, number and names of those below, party by party.
fn outline(list: &Value) -> Vec<(String, Value, usize)> {
    let one = |party: &Value| {
        let kind = party["type"].as_str().unwrap_or_default().to_owned();
        (kind, party["organizationNumber"].clone(), party["subunits"].as_array().map_or(0, Vec::len))
    };
    list.as_array().expect("a list").iter().map(one).collect()
}

#[tokio::test]
async fn a_person_is_told_itself_its_organisations_and_their_subunits() {
    let test = TestApp::new().await;
    load(&test, &file("DAGL")).await.expect("loaded");
    let portal = token(&test, "altinn:portal/enduser").await;
    let list = get(&test, &format!("{LIST}?includeAccessPackages=true"), &portal).await.json();
    assert_eq!(
        outline(&list),
        [("Person".to_owned(), Value::Null, 0), ("Organization".to_owned(), json!("313513408"), 1)]
    );
    assert_eq!(list[0]["personId"], json!(person().to_string()));
    assert_eq!(list[0]["authorizedRoles"], json!(["PRIV"]));
    let main = &list[1];
    assert_eq!(main["unitType"], json!("AS"));
    assert_eq!(main["authorizedRoles"], json!(["DAGL", "APIADM"]));
    assert_eq!(
        main["authorizedAccessPackages"],
        json!(["maskinporten-administrator", "maskinporten-scopes"])
    );
    assert_eq!(main["onlyHierarchyElementWithNoAccess"], json!(false));
    assert_eq!(main["subunits"][0]["organizationNumber"], json!("312246538"));
    assert_eq!(main["subunits"][0]["parentId"], main["partyUuid"]);
    assert!(main["partyId"].is_i64() && main["partyUuid"].as_str().is_some_and(|uuid| uuid.len() == 36));

    let id = main["subunits"][0]["partyId"].clone();
    let one = get(&test, &format!("/accessmanagement/api/v1/authorizedparty/{id}"), &portal).await;
    assert_eq!(one.json()["organizationNumber"], json!("312246538"));
    for wrong in ["0", "1", "x", "313513408999"] {
        let path = format!("/accessmanagement/api/v1/authorizedparty/{wrong}");
        assert_eq!(get(&test, &path, &portal).await.status.as_u16(), 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_main_unit_without_rights_is_told_for_its_subunits_sake() {
    let test = TestApp::new().await;
    let below = file("DAGL").replace("{ organisation = \"313513408\"", "{ organisation = \"312246538\"");
    load(&test, &below).await.expect("loaded");
    let portal = token(&test, "altinn:portal/enduser").await;
    let list = get(&test, LIST, &portal).await.json();
    assert_eq!(list[1]["organizationNumber"], json!("313513408"));
    assert_eq!(list[1]["onlyHierarchyElementWithNoAccess"], json!(true));
    assert_eq!(list[1]["authorizedRoles"], json!([]));
    assert_eq!(list[1]["subunits"][0]["onlyHierarchyElementWithNoAccess"], json!(false));
    let alone = get(&test, &format!("{LIST}?includeSubParties=false"), &portal).await.json();
    assert_eq!(outline(&alone).len(), 1, "without its subunits it is not told: {alone}");
}

#[tokio::test]
async fn the_list_is_filtered_and_says_what_it_was_asked_for() {
    let test = TestApp::new().await;
    load(&test, &file("KNUF")).await.expect("loaded");
    let portal = token(&test, "altinn:portal/enduser").await;
    let all = get(&test, LIST, &portal).await.json();
    let (own, main) = (all[0]["partyUuid"].clone(), all[1]["partyUuid"].clone());
    for (query, found) in [
        ("includeRoles=false".to_owned(), 2),
        (format!("partyFilter={}", main.as_str().expect("text")), 1),
        (
            format!(
                "partyFilter={}&partyFilter={}",
                own.as_str().expect("text"),
                main.as_str().expect("text")
            ),
            2,
        ),
        ("partyFilter=00000000-0000-4000-8000-000000000000".to_owned(), 0),
        // The role for branches hands on the scheme of branches and no usual one.
        ("anyOfResourceIds=prove-nuf".to_owned(), 1),
        (format!("anyOfResourceIds={MEDIA}"), 0),
        (format!("anyOfResourceIds={MEDIA}&anyOfResourceIds=prove-nuf"), 1),
        // Names that nothing has are not looked at.
        ("anyOfResourceIds=finnes-ikke".to_owned(), 2),
    ] {
        let list = get(&test, &format!("{LIST}?{query}"), &portal).await.json();
        assert_eq!(outline(&list).len(), found, "{query}: {list}");
        if query.starts_with("includeRoles") {
            assert_eq!(list[1]["authorizedRoles"], json!([]));
        }
    }
    for name in ["includeRoles", "includeAccessPackages", "includeSubParties", "partyFilter"] {
        let answer = get(&test, &format!("{LIST}?{name}=blah"), &portal).await;
        assert_eq!(answer.status.as_u16(), 400, "{name}: {}", answer.body);
        assert_eq!(answer.json()["errors"][name], json!(["The value 'blah' is not valid."]));
    }
    assert_eq!(get(&test, &format!("{LIST}?includeSubParties=Auto"), &portal).await.status.as_u16(), 200);
}

#[tokio::test]
async fn end_user_systems_need_the_scope_and_get_pages() {
    let test = TestApp::new().await;
    load(&test, &file("DAGL")).await.expect("loaded");
    for (scope, status) in [
        ("altinn:portal/enduser", 200),
        ("altinn:accessmanagement/authorizedparties", 200),
        ("altinn:accessmanagement/authorizedparties.admin", 403),
        ("x:y", 403),
    ] {
        let answer = get(&test, SYSTEM, &token(&test, scope).await).await;
        assert_eq!(answer.status.as_u16(), status, "{scope}");
        if status == 200 {
            let body = answer.json();
            assert_eq!(body["links"], json!({ "next": null }));
            assert_eq!(outline(&body["data"]).len(), 2);
            assert_eq!(body["data"][1]["authorizedRoles"], json!([]), "only when asked for");
        }
    }
    assert_eq!(get(&test, LIST, &token(&test, "x:y").await).await.status.as_u16(), 200, "any person's token");
    let machine = "/api/GetEnterpriseToken?env=tt02&orgNo=313513408&scopes=altinn:portal/enduser";
    let machine = test.call(Method::GET, machine, &[], "").await.body;
    for path in [LIST, SYSTEM] {
        assert_eq!(get(&test, path, &machine).await.status.as_u16(), 401, "{path}: no person");
        assert_eq!(get(&test, path, "x.y.z").await.status.as_u16(), 401, "{path}");
    }
}
