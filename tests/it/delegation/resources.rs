//! The resource registry (`altinn.md` §2): anybody reads, the owner of resource and prefixes writes, and what stands there is
//! what may be delegated.

mod rows;

use axum::http::{Method, StatusCode};
use fullmakt::delegation::{self, registry};
use fullmakt::world;
use serde_json::{Value, json};

use super::{MEDIA, World, audited};
use crate::support::TestApp;
use crate::support::app::Answer;

const BASE: &str = "/resourceregistry/api/v1/resource";
const WRITE: &str = "altinn:resourceregistry/resource.write";
const REGISTER: &str = "974760673";

async fn token(test: &TestApp, organisation: &str, scopes: &str) -> String {
    let path = format!("/api/GetEnterpriseToken?env=tt02&orgNo={organisation}&scopes={scopes}");
    let answer = test.call(Method::GET, &path, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

async fn get(test: &TestApp, path: &str) -> Answer {
    test.call(Method::GET, &format!("{BASE}{path}"), &[], "").await
}

async fn send(test: &TestApp, method: Method, path: &str, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers: Vec<(&str, &str)> =
        [("authorization", bearer.as_str()), ("content-type", "application/json")]
            .into_iter()
            .filter(|(name, _)| *name != "authorization" || !token.is_empty())
            .collect();
    test.call(method, &format!("{BASE}{path}"), &headers, body.to_string()).await
}

async fn send_policy(test: &TestApp, id: &str, token: &str, field: &str, policy: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let body = format!(
        "--skille\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"policy.xml\"\r\nContent-Type: text/xml\r\n\r\n{policy}\r\n--skille--\r\n"
    );
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=skille")];
    test.call(Method::POST, &format!("{BASE}/{id}/policy"), &headers, body).await
}

fn resource(id: &str, scopes: &[&str]) -> Value {
    let texts = |text: &str| json!({ "nb": text, "nn": format!("{text} nn"), "en": format!("{text} en") });
    let references: Vec<Value> = scopes
        .iter()
        .map(|scope| json!({ "referenceSource": "ExternalPlatform", "referenceType": "MaskinportenScope", "reference": scope }))
        .collect();
    json!({
        "identifier": id,
        "resourceType": "MaskinportenSchema",
        "status": "Active",
        "title": texts("Oppdiktet skjema"),
        "description": texts("Til prøve"),
        "rightDescription": texts("Gir oppdiktede oppslag"),
        "hasCompetentAuthority": { "organization": REGISTER, "orgcode": "brg", "name": texts("Oppdiktet etat") },
        "resourceReferences": references,
        "contactPoints": [{ "category": "Support", "email": "hjelp@etat.example" }],
        "keywords": [{ "word": "prøvesten", "language": "nb" }],
        "homepage": "https://etat.example/",
    })
}

/// Registers a resource that is no scheme.
pub(super) async fn register_service(test: &TestApp, id: &str) {
    let mut service = resource(id, &[]);
    service["resourceType"] = json!("GenericAccessResource");
    let made = send(test, Method::POST, "", &token(test, REGISTER, WRITE).await, &service).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// Which right may be handed on, by the delegation check of somebody who manages the customer.
async fn reasons(test: &TestApp, world: &World, id: &str) -> Answer {
    let personal =
        format!("/api/GetPersonalToken?env=tt02&pid={}&scopes=altinn:portal/enduser", world.person);
    let bearer = format!("Bearer {}", test.call(Method::GET, &personal, &[], "").await.body);
    let mut tx = test.app.db.read().await.expect("read");
    let customer =
        fullmakt::parties::find_organisation(&mut tx, world.customer).await.expect("read").expect("there");
    let path = format!(
        "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources/delegationcheck?party={}&resource={id}",
        customer.party_uuid
    );
    test.call(Method::GET, &path, &[("authorization", bearer.as_str())], "").await
}

#[tokio::test]
async fn a_scheme_is_registered_gets_its_policy_and_can_then_be_handed_on() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let owner = token(&test, REGISTER, WRITE).await;
    let sent = resource("brg-oppdiktet", &["brreg:proeve/les", "brreg:proeve/skriv"]);
    let made = send(&test, Method::POST, "", &owner, &sent).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let place = made.headers.get("location").and_then(|place| place.to_str().ok());
    assert_eq!(place, Some("/resourceregistry/api/v1/resource/brg-oppdiktet"));

    let shown = get(&test, "/brg-oppdiktet").await.json();
    for field in ["title", "rightDescription", "resourceReferences", "contactPoints", "keywords", "homepage"]
    {
        assert_eq!(shown[field], sent[field], "{field}");
    }
    assert_eq!(shown["delegable"], json!(true));
    assert_eq!(
        shown["authorizationReference"],
        json!([{ "id": "urn:altinn:resource", "value": "brg-oppdiktet" }])
    );
    assert_eq!(shown["versionId"], json!(1));

    // Without a policy nobody may hand it on.
    assert_eq!(get(&test, "/brg-oppdiktet/policy").await.status, StatusCode::NOT_FOUND);
    let check = reasons(&test, &world, "brg-oppdiktet").await.json();
    assert_eq!(check["rights"], json!([]), "{check}");

    let policy = registry::xacml::write(
        &delegation::Policy {
            actions: vec!["read".to_owned(), "write".to_owned()],
            ..delegation::Policy::usual()
        },
        "brg-oppdiktet",
    );
    let taken = send_policy(&test, "brg-oppdiktet", &owner, "policyFile", &policy).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    let check = reasons(&test, &world, "brg-oppdiktet").await.json();
    assert_eq!(check["rights"].as_array().map(Vec::len), Some(2), "one for each action: {check}");
    assert_eq!(check["rights"][0]["result"], json!(true), "{check}");
    let given = get(&test, "/brg-oppdiktet/policy").await;
    assert_eq!(given.body, policy, "as it was sent");
    let subjects = get(&test, "/brg-oppdiktet/policy/subjects").await.json();
    assert_eq!(subjects["data"][0]["urn"], json!("urn:altinn:rolecode:apiadm"));
    assert_eq!(subjects["data"][1]["value"], json!("maskinporten-scopes"));
    assert_eq!(get(&test, "/brg-oppdiktet/policy/rules").await.json().as_array().map(Vec::len), Some(4));
    let rights = get(&test, "/brg-oppdiktet/policy/rights").await.json();
    assert_eq!(rights[1]["rightKey"], json!("write;urn:altinn:resource:brg-oppdiktet"));

    // A change keeps the policy and counts on; the wrong way in the path, or another type, is refused.
    let mut closed = sent.clone();
    closed["delegable"] = json!(false);
    let changed = send(&test, Method::PUT, "/brg-oppdiktet", &owner, &closed).await;
    assert_eq!((changed.status, changed.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(get(&test, "/brg-oppdiktet").await.json()["versionId"], json!(2));
    let check = reasons(&test, &world, "brg-oppdiktet").await.json();
    assert_eq!(check["rights"][0]["reasonCodes"], json!(["ResourceNotDelegable"]), "{check}");
    let elsewhere = send(&test, Method::PUT, &format!("/{MEDIA}"), &owner, &closed).await;
    assert_eq!(elsewhere.json(), json!("Id in path does not match ID in resource"));
    closed["resourceType"] = json!("GenericAccessResource");
    let other_type = send(&test, Method::PUT, "/brg-oppdiktet", &owner, &closed).await;
    assert_eq!(other_type.status, StatusCode::BAD_REQUEST, "{}", other_type.body);

    assert_eq!(audited(&test, "resource.registered").await, 1);
    assert_eq!(audited(&test, "resource.policy_set").await, 1);
    assert_eq!(audited(&test, "resource.changed").await, 1);
    let again = send(&test, Method::POST, "", &owner, &sent).await;
    assert_eq!(
        (again.status, again.json()),
        (StatusCode::CONFLICT, json!("The Resource already exist: brg-oppdiktet"))
    );
    let gone = send(&test, Method::DELETE, "/brg-oppdiktet", &owner, &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
    assert_eq!(get(&test, "/brg-oppdiktet").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_the_owner_of_resource_and_prefixes_writes() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let owner = token(&test, REGISTER, WRITE).await;
    let admin = token(&test, "991825827", "altinn:resourceregistry/resource.admin").await;
    let stranger = token(&test, &world.vendor.to_string(), WRITE).await;
    let neither = token(&test, REGISTER, "altinn:resourceregistry/resource.writer").await;
    let own = resource("brg-oppdiktet", &["brreg:proeve/les"]);
    for (said, token, body, status) in [
        ("no token", "", &own, 401),
        ("no such scope", neither.as_str(), &own, 403),
        ("somebody else's organisation", &stranger, &own, 403),
        ("somebody else's prefix", &owner, &resource("brg-oppdiktet", &["brreg:proeve/les", "ks:fiks"]), 401),
        ("a prefix that one's own begins with", &owner, &resource("brg-oppdiktet", &["brregs:fiks"]), 401),
    ] {
        let answer = send(&test, Method::POST, "", token, body).await;
        assert_eq!(answer.status.as_u16(), status, "{said}: {}", answer.body);
        assert_eq!(audited(&test, "resource.registered").await, 0, "{said}");
    }
    let foreign =
        send(&test, Method::POST, "", &owner, &resource("brg-oppdiktet", &["ks:fiks"])).await.json();
    assert_eq!(foreign["detail"], json!("Not authorized for creating resource with the listed scopes"));
    assert_eq!(foreign["errors"]["InvalidPrefix"], json!(["ks:fiks"]));

    // Nor can a stranger take over what is there by naming itself the owner.
    let mut taken = resource(MEDIA, &["brreg:reelle/media"]);
    taken["hasCompetentAuthority"]["organization"] = json!(world.vendor);
    let answer = send(&test, Method::PUT, &format!("/{MEDIA}"), &stranger, &taken).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    let policy = registry::xacml::write(&delegation::Policy::usual(), MEDIA);
    assert_eq!(
        send_policy(&test, MEDIA, &stranger, "policyFile", &policy).await.status,
        StatusCode::FORBIDDEN
    );
    let deleted = send(&test, Method::DELETE, &format!("/{MEDIA}"), &stranger, &Value::Null).await;
    assert_eq!(deleted.status, StatusCode::FORBIDDEN);

    // A reference to a scope is one in a resource of any type.
    let mut other = resource("brg-oppdiktet", &["ks:fiks"]);
    other["resourceType"] = json!("GenericAccessResource");
    let answer = send(&test, Method::POST, "", &owner, &other).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);

    // The administrator may do all of it.
    let by_admin = send(&test, Method::POST, "", &admin, &resource("brg-oppdiktet", &["ks:fiks"])).await;
    assert_eq!(by_admin.status, StatusCode::CREATED, "{}", by_admin.body);
}

#[tokio::test]
async fn every_fault_of_a_resource_is_told_at_once_by_the_registrys_keys() {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let refused = send(&test, Method::POST, "", &owner, &json!({ "identifier": "AB" })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let errors = refused.json()["errors"].clone();
    assert_eq!(errors["ResourceType"], json!(["ResourceType needs to be set"]));
    assert_eq!(
        errors["HasCompetentAuthority.Organization"],
        json!(["HasCompetentAuthority needs to be set with valid organization number"])
    );
    assert_eq!(
        errors["Title"],
        json!(["Missing title in english en", "Missing title in bokmal nb", "Missing title in nynorsk nn"])
    );
    assert_eq!(errors["RightDescription"].as_array().map(Vec::len), Some(3), "delegable is the default");
    assert!(errors["Identifier"].is_array() && errors["ContactPoints"].is_array(), "{errors}");

    let changed = |path: &str, value: Value| {
        let mut sent = resource("brg-oppdiktet", &["brreg:proeve/les"]);
        if let Some(slot) = sent.pointer_mut(path) {
            *slot = value;
        }
        sent
    };
    for (said, key, body) in [
        ("a real person's number", "$", changed("/homepage", json!("02013299997"))),
        ("a zero character", "$", changed("/homepage", json!("a\0b"))),
        ("a list", "$", json!([1])),
    ] {
        let answer = send(&test, Method::POST, "", &owner, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{said}: {}", answer.body);
        assert!(answer.json()["errors"][key].is_array(), "{said}: {}", answer.body);
        assert!(!answer.body.contains("02013299997"), "{said}");
    }
    let bearer = format!("Bearer {owner}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let broken = test.call(Method::POST, BASE, &headers, "{\"identifier\":").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST, "{}", broken.body);
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    assert_eq!(
        test.call(Method::POST, BASE, &headers, "{}").await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert_eq!(audited(&test, "resource.registered").await, 0);

    let usual = registry::xacml::write(&delegation::Policy::usual(), MEDIA);
    for (said, id, field, text) in [
        ("another field", MEDIA, "policy", usual.as_str()),
        ("no XML", MEDIA, "policyFile", "hei"),
        ("an entity", MEDIA, "policyFile", "<!DOCTYPE a [<!ENTITY b 'c'>]><Policy>&b;</Policy>"),
        ("another resource's", "brreg-reelle-offentlig", "policyFile", &usual),
        ("an unknown resource", "finnes-ikke", "policyFile", &usual),
    ] {
        let answer = send_policy(&test, id, &owner, field, text).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{said}: {}", answer.body);
        assert!(answer.json().is_string(), "{said}: one sentence");
    }
    let mut vast = resource("brg-oppdiktet", &["brreg:proeve/les"]);
    vast["homepage"] = json!("x".repeat(1_100_000));
    for large in [
        send_policy(&test, MEDIA, &owner, "policyFile", &"x".repeat(200_001)).await,
        send_policy(&test, MEDIA, &owner, "policyFile", &"x".repeat(1_100_000)).await,
        send(&test, Method::POST, "", &owner, &vast).await,
        send(&test, Method::PUT, &format!("/{MEDIA}"), &owner, &vast).await,
    ] {
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.body);
        assert_eq!(large.headers["content-type"], "application/problem+json");
        assert_eq!(large.json()["status"], json!(413));
    }
    assert_eq!(
        send(&test, Method::POST, "", "", &vast).await.status,
        StatusCode::UNAUTHORIZED,
        "who asks is looked at first"
    );
    let plain = send(&test, Method::PUT, &format!("/{MEDIA}/policy"), &owner, &json!({})).await;
    assert_eq!(plain.status, StatusCode::BAD_REQUEST, "{}", plain.body);
    assert_eq!(audited(&test, "resource.policy_set").await, 0);
}

#[tokio::test]
async fn what_the_registry_answers_of_its_own_schemes_it_takes_back_again() {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let read = get(&test, &format!("/{MEDIA}")).await.json();
    assert_eq!(read["contactPoints"][0]["contactPage"], json!(test.app.config.public_url));
    let sent = send(&test, Method::PUT, &format!("/{MEDIA}"), &owner, &read).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
}

#[tokio::test]
async fn a_world_files_scheme_without_a_description_is_answered_with_one_and_taken_back_again() {
    let test = TestApp::new().await;
    let world_file = "[[scheme]]\nid = \"brg-kort\"\nowner = \"974760673\"\nowner_code = \"brg\"\n\
                title = \"Kort skjema\"\nscopes = [\"brreg:reelle/media\"]\n";
    let mut tx = test.app.db.begin_write().await.expect("write");
    world::load(&mut tx, &test.app, test.app.now(), world_file, world::Format::Toml).await.expect("loaded");
    tx.commit().await.expect("commit");
    let read = get(&test, "/brg-kort").await.json();
    assert_eq!(read["description"]["nb"], json!("Kort skjema"), "{read}");
    let owner = token(&test, REGISTER, WRITE).await;
    let sent = send(&test, Method::PUT, "/brg-kort", &owner, &read).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(get(&test, "/brg-kort").await.json()["description"], read["description"]);
}

#[tokio::test]
async fn the_registry_is_listed_and_searched_by_every_parameter() {
    let test = TestApp::new().await;
    let owner = token(&test, REGISTER, WRITE).await;
    let made = send(&test, Method::POST, "", &owner, &resource("brg-oppdiktet", &["brreg:proeve/les"])).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let mut service = resource("brg-tjeneste", &[]);
    service["resourceType"] = json!("genericaccessresource");
    assert_eq!(send(&test, Method::POST, "", &owner, &service).await.status, StatusCode::CREATED);

    let listed = get(&test, "/resourcelist").await.json();
    assert_eq!(listed.as_array().map(Vec::len), Some(8), "six from the start and two");
    let ids = |answer: &Value| -> Vec<String> {
        let all = answer.as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|item| item["identifier"].as_str().map(str::to_owned)).collect()
    };
    for (query, found) in [
        ("", 8),
        ("Id=OPPDIKTET", 1),
        ("Title=media", 1),
        ("title=reelle+rettighetshavere", 6),
        ("Description=fiktiv", 0),
        ("ResourceType=MaskinportenSchema", 7),
        ("resourcetype=GenericAccessResource", 1),
        ("Keyword=pr%C3%B8vesten", 2),
        ("Reference=brreg:reelle/rapporteringspliktig", 2),
        ("OrgCode=BRG", 8),
        ("OrganizationId=974760673", 8),
        ("OrganizationId=991825827", 0),
        ("Id=brreg&Reference=media", 1),
    ] {
        let answer = get(&test, &format!("/Search?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert_eq!(ids(&answer.json()).len(), found, "{query}: {:?}", ids(&answer.json()));
    }
    for path in
        ["/finnes-ikke", "/finnes-ikke/policy", "/finnes-ikke/policy/rules", "/a%00b", "/brg-tjeneste/policy"]
    {
        assert_eq!(get(&test, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let usual = get(&test, &format!("/{MEDIA}/policy")).await;
    assert_eq!(
        usual.headers.get("content-type").and_then(|kind| kind.to_str().ok()),
        Some("text/xml; charset=utf-8")
    );
    assert_eq!(registry::xacml::parse(&usual.body, MEDIA), Ok(delegation::Policy::usual()));
}

#[tokio::test]
async fn a_scheme_that_was_delegated_stays_and_two_that_register_at_once_make_one() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let owner = token(&test, REGISTER, WRITE).await;
    let now = test.app.now();
    let mut tx = test.app.db.begin_write().await.expect("write");
    delegation::give(&mut tx, &test.app, now, world.customer, world.vendor, MEDIA, "system")
        .await
        .expect("given");
    delegation::withdraw(
        &mut tx,
        &test.app,
        now,
        world.customer,
        world.vendor,
        MEDIA,
        delegation::By::environment("system"),
    )
    .await
    .expect("back");
    tx.commit().await.expect("commit");
    let kept = send(&test, Method::DELETE, &format!("/{MEDIA}"), &owner, &Value::Null).await;
    assert_eq!(kept.status, StatusCode::CONFLICT, "{}", kept.body);
    assert!(kept.body.contains("delegable"), "{}", kept.body);
    assert_eq!(get(&test, &format!("/{MEDIA}")).await.status, StatusCode::OK);

    let sent = resource("brg-samtidig", &["brreg:proeve/les"]);
    let (one, other) = tokio::join!(
        send(&test, Method::POST, "", &owner, &sent),
        send(&test, Method::POST, "", &owner, &sent)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", one.body, other.body);
    assert_eq!(audited(&test, "resource.registered").await, 1);
}
