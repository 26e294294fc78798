//! The resource registry, row by row of `altinn.md` §2: every field with what it takes and refuses, and the schemes that stand
//! there from the start.

use axum::http::{Method, StatusCode};
use fullmakt::delegation::{self, registry};
use serde_json::{Value, json};

use super::{REGISTER, WRITE, get, reasons, resource, send, send_policy, token};
use crate::delegation::{World, audited};
use crate::support::TestApp;

/// What happens without the field.
enum Without {
    /// It is refused, with the same key.
    Refused,
    /// It is read as this; `null` for one that is not shown at all.
    Is(Value),
}

/// A row of the table of fields: where it stands, what it takes and shows again, the key under which it is refused, with what.
async fn check(place: &str, takes: &[Value], key: &str, bad: &[Value], without: Without) {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let changed = |id: String, value: Option<&Value>| {
        let mut sent = resource(&id, &["brreg:proeve/les"]);
        let (parent, name) = place.rsplit_once('/').expect("a pointer");
        let parent = sent.pointer_mut(parent).expect("a place");
        match (value, parent) {
            (Some(value), Value::Array(list)) => {
                list[name.parse::<usize>().expect("a position")] = value.clone();
            }
            (Some(value), parent) => parent[name] = value.clone(),
            (None, parent) => {
                parent.as_object_mut().expect("an object").remove(name);
            }
        }
        sent
    };
    for (number, value) in takes.iter().enumerate() {
        let sent = changed(format!("brg-oppdiktet-{number}"), Some(value));
        let made = send(&test, Method::POST, "", &owner, &sent).await;
        assert_eq!(made.status, StatusCode::CREATED, "{value}: {}", made.body);
        let id = sent["identifier"].as_str().expect("a text");
        let shown = get(&test, &format!("/{id}")).await.json();
        assert_eq!(shown.pointer(place), Some(value), "{shown}");
    }
    let made = i64::try_from(takes.len()).expect("few");
    for value in bad {
        let refused =
            send(&test, Method::POST, "", &owner, &changed("brg-annet".to_owned(), Some(value))).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{value}: {}", refused.body);
        let errors = refused.json()["errors"].clone();
        assert!(errors[key].is_array(), "{value}: {errors}");
        assert_eq!(errors.as_object().map(serde_json::Map::len), Some(1), "{value}: {errors}");
    }
    assert_eq!(audited(&test, "resource.registered").await, made);
    let answer = send(&test, Method::POST, "", &owner, &changed("brg-annet".to_owned(), None)).await;
    match without {
        Without::Refused => {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
            assert!(answer.json()["errors"][key].is_array(), "{}", answer.body);
        }
        Without::Is(value) => {
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
            let shown = get(&test, "/brg-annet").await.json();
            assert_eq!(shown.pointer(place).unwrap_or(&Value::Null), &value, "{shown}");
        }
    }
}

macro_rules! fields {
    ($($test:ident: $place:literal takes [$($taken:expr),*] refuses $key:literal [$($refused:expr),*]
        without $without:expr;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                check($place, &[$(json!($taken)),*], $key, &[$(json!($refused)),*], $without).await;
            }
        )*
    };
}

fn reference(source: &str, kind: &str, reference: &str) -> Value {
    json!({ "referenceSource": source, "referenceType": kind, "reference": reference })
}

/// Those of every kind, beside the scope that must be there.
fn references() -> Vec<Value> {
    let mut all = vec![reference("ExternalPlatform", "MaskinportenScope", "brreg:proeve/les")];
    for source in ["Default", "Altinn1", "Altinn2", "Altinn3", "ExternalPlatform"] {
        for kind in [
            "Default", "Uri", "DelegationSchemeId", "ServiceCode", "ServiceEditionCode", "ApplicationId",
            "ServiceEditionVersion",
        ] {
            all.push(reference(source, kind, "1"));
        }
    }
    all
}

fn contact() -> Value {
    json!({ "category": "Support", "email": "hjelp@etat.example", "telephone": "12345678", "contactPage": "https://etat.example/" })
}

fields! {
    field_identifier: "/identifier" takes ["abcd", "brg_9-x", "0000"]
        refuses "Identifier" ["abc", "Brg-oppdiktet", "app_brg_x", "se_1234", "brg.x1", "brg x1", "brgæøå", ""]
        without Without::Refused;
    field_title_nb: "/title/nb" takes ["Tittel"] refuses "Title" ["", "  ", "å".repeat(4_001)] without Without::Refused;
    field_title_nn: "/title/nn" takes ["Tittel"] refuses "Title" ["", "  ", "å".repeat(4_001)] without Without::Refused;
    field_title_en: "/title/en" takes ["Title"] refuses "Title" ["", "  ", "å".repeat(4_001)] without Without::Refused;
    field_description_nb: "/description/nb" takes ["Tekst"] refuses "Description" ["", "  "] without Without::Refused;
    field_description_nn: "/description/nn" takes ["Tekst"] refuses "Description" ["", "  "] without Without::Refused;
    field_description_en: "/description/en" takes ["Text"] refuses "Description" ["", "  "] without Without::Refused;
    field_right_description_nb: "/rightDescription/nb" takes ["Gir oppslag"]
        refuses "RightDescription" ["", "  "] without Without::Refused;
    field_right_description_nn: "/rightDescription/nn" takes ["Gir oppslag"]
        refuses "RightDescription" ["", "  "] without Without::Refused;
    field_right_description_en: "/rightDescription/en" takes ["Gives look-ups"]
        refuses "RightDescription" ["", "  "] without Without::Refused;
    field_resource_type: "/resourceType" takes ["MaskinportenSchema"] refuses "ResourceType" ["Skjema", ""]
        without Without::Refused;
    field_resource_references: "/resourceReferences" takes [references()]
        refuses "ResourceReferences" [
            json!([]),
            [reference("Default", "Uri", "https://etat.example/")],
            [reference("ExternalPlatform", "MaskinportenScope", "les")],
            [reference("ExternalPlatform", "MaskinportenScope", "brreg:")],
            [reference("ExternalPlatform", "MaskinportenScope", ":les")],
            [reference("ExternalPlatform", "MaskinportenScope", "brreg:å lese")],
            [reference("Altinn4", "MaskinportenScope", "brreg:proeve/les")],
            [reference("Altinn3", "Skjema", "brreg:proeve/les")]
        ] without Without::Refused;
    field_has_competent_authority_organization: "/hasCompetentAuthority/organization" takes ["974760673"]
        refuses "HasCompetentAuthority.Organization" ["974760674", "97476067", ""] without Without::Refused;
    field_has_competent_authority_orgcode: "/hasCompetentAuthority/orgcode" takes ["brg"]
        refuses "HasCompetentAuthority.Orgcode" ["x".repeat(21)] without Without::Is(json!(""));
    field_delegable: "/delegable" takes [true, false] refuses "Delegable" ["ja", 1] without Without::Is(json!(true));
    field_visible: "/visible" takes [true, false] refuses "Visible" ["ja", 1] without Without::Is(json!(true));
    field_status: "/status" takes ["Active", "Completed", "Deprecated", "UnderDevelopment", "Noe annet"]
        refuses "Status" ["x".repeat(41), 5, true] without Without::Is(json!("Active"));
    field_contact_points: "/contactPoints" takes [[contact()], [contact(), contact()]]
        refuses "ContactPoints" [json!([]), [json!({})], [json!({ "email": " " })]] without Without::Refused;
    field_others_homepage: "/homepage" takes ["https://etat.example/"] refuses "Homepage" [5, ["https://etat.example/"]] without Without::Is(Value::Null);
    field_others_version: "/version" takes ["1.0"] refuses "Version" [1] without Without::Is(Value::Null);
    field_others_spatial: "/spatial" takes [["NO"]] refuses "Spatial" ["NO", [1]] without Without::Is(Value::Null);
    field_others_is_part_of: "/isPartOf" takes ["noe større"] refuses "IsPartOf" [1] without Without::Is(Value::Null);
    field_others_keywords: "/keywords" takes [[json!({ "word": "prøve", "language": "nb" })]]
        refuses "Keywords" ["x", ["x"], [json!({ "language": "nb" })]] without Without::Is(Value::Null);
    field_others_access_list_mode: "/accessListMode" takes ["Disabled", "Enabled"]
        refuses "AccessListMode" ["Foo", 1, true] without Without::Is(json!("Disabled"));
    field_others_self_identified_user_enabled: "/selfIdentifiedUserEnabled" takes [true, false]
        refuses "SelfIdentifiedUserEnabled" ["ja"] without Without::Is(json!(false));
    field_others_enterprise_user_enabled: "/enterpriseUserEnabled" takes [true, false]
        refuses "EnterpriseUserEnabled" ["ja"] without Without::Is(json!(false));
    field_others_available_for_type: "/availableForType" takes [["LegalEntityEnterprise"]]
        refuses "AvailableForType" ["LegalEntityEnterprise", [1]] without Without::Is(Value::Null);
}

#[tokio::test]
async fn field_right_description_is_not_asked_of_what_cannot_be_given() {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let mut sent = resource("brg-lukket", &["brreg:proeve/les"]);
    sent["delegable"] = json!(false);
    sent.as_object_mut().expect("an object").remove("rightDescription");
    let made = send(&test, Method::POST, "", &owner, &sent).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// What is made by the registry itself: whatever was sent in its place is not shown.
async fn is_made(field: &str, expected: Value) {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let mut sent = resource("brg-oppdiktet", &["brreg:proeve/les"]);
    sent[field] = json!("noe annet");
    let made = send(&test, Method::POST, "", &owner, &sent).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(get(&test, "/brg-oppdiktet").await.json()[field], expected);
}

#[tokio::test]
async fn field_authorization_reference() {
    is_made("authorizationReference", json!([{ "id": "urn:altinn:resource", "value": "brg-oppdiktet" }]))
        .await;
}

#[tokio::test]
async fn field_others_version_id() {
    is_made("versionId", json!(1)).await;
}

/// What a field means for who looks in the portal, and for who gives by the API.
async fn means(field: &str, value: Value, found: bool, may: bool) {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let owner = token(&test, REGISTER, WRITE).await;
    let mut sent = resource("brg-oppdiktet", &["brreg:proeve/les"]);
    sent[field] = value;
    let made = send(&test, Method::POST, "", &owner, &sent).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let policy = registry::xacml::write(&delegation::Policy::usual(), "brg-oppdiktet");
    let taken = send_policy(&test, "brg-oppdiktet", &owner, "policyFile", &policy).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    let mut tx = test.app.db.read().await.expect("read");
    let hits = delegation::search(&mut tx, "oppdiktet skjema").await.expect("search");
    drop(tx);
    assert_eq!(hits.iter().any(|scheme| scheme.id == "brg-oppdiktet"), found, "in the portal's search");
    let check = reasons(&test, &world, "brg-oppdiktet").await.json();
    assert_eq!(check["rights"][0]["result"], json!(may), "{check}");
    assert_eq!(get(&test, "/brg-oppdiktet").await.status, StatusCode::OK, "it can be read");
}

macro_rules! meanings {
    ($($test:ident: $field:literal = $value:expr => $found:literal, $may:literal;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                means($field, json!($value), $found, $may).await;
            }
        )*
    };
}

meanings! {
    delegable_false_is_found_and_not_given: "delegable" = false => true, false;
    visible_false_is_not_found_and_is_given: "visible" = false => false, true;
    status_deprecated_is_not_found_and_is_given: "status" = "Deprecated" => false, true;
    status_of_another_word_is_found_and_given: "status" = "UnderDevelopment" => true, true;
}

/// A row of the table of the register's scopes: the scheme that the customer must look for.
async fn is_the_scheme_of(scope: &str, middle: &str) {
    let test = TestApp::new().await;
    let mut tx = test.app.db.read().await.expect("read");
    let scheme = delegation::scheme_of_scope(&mut tx, scope).await.expect("read").expect("a scheme");
    assert_eq!(scheme.scopes, [scope]);
    let found = delegation::search(&mut tx, scope).await.expect("search");
    assert!(found.iter().any(|found| found.id == scheme.id), "found by its scope");
    drop(tx);
    let shown = get(&test, &format!("/{}", scheme.id)).await.json();
    let title = format!("Register over reelle rettighetshavere - {middle} - På vegne av");
    assert_eq!(shown["title"]["nb"], json!(title));
    let expected = json!([{ "referenceSource": "ExternalPlatform", "referenceType": "MaskinportenScope", "reference": scope }]);
    assert_eq!(shown["resourceReferences"], expected);
    assert_eq!((&shown["delegable"], &shown["visible"]), (&json!(true), &json!(true)));
    assert_eq!(shown["hasCompetentAuthority"]["organization"], json!(REGISTER));
}

macro_rules! schemes {
    ($($test:ident: $scope:literal = $middle:literal;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                is_the_scheme_of($scope, $middle).await;
            }
        )*
    };
}

schemes! {
    scheme_offentlig: "brreg:reelle/offentlig" = "Offentlig myndighet";
    scheme_rapporteringspliktig: "brreg:reelle/rapporteringspliktig" = "Rapporteringspliktig virksomhet";
    scheme_rapporteringspliktig_begrenset:
        "brreg:reelle/rapporteringspliktig.begrenset" = "Rapporteringspliktig virksomhet begrenset";
    scheme_media: "brreg:reelle/media" = "Media";
    scheme_sivilsamfunnsorganisasjon: "brreg:reelle/sivilsamfunnsorganisasjon" = "Sivilsamfunnsorganisasjon";
    scheme_hoeyereutdanningsinstitusjon:
        "brreg:reelle/hoeyereutdanningsinstitusjon" = "Høyere utdanningsinstitusjon";
}
