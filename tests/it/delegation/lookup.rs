//! The look-up for Maskinporten, by exchanged tokens; and Altinn's tokens themselves.

mod rows;

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, NewClient};
use fullmakt::jose::CompactJws;
use fullmakt::numbers::OrgNumber;
use fullmakt::world::rehearse::{Rehearsal, rehearse};
use serde_json::{Value, json};

use super::World;
use crate::clients::token as bare_token;
use crate::support::TestApp;
use crate::support::app::Answer;
use crate::token::{KEY, World as TokenWorld};

const LOOKUP: &str = "/accessmanagement/api/v1/maskinporten/delegations";
const ADMIN: &str = "altinn:maskinporten/delegations.admin";
const PLAIN: &str = "altinn:maskinporten/delegations";
const OBLIGED_SCOPE: &str = "brreg:reelle/rapporteringspliktig";

async fn get(test: &TestApp, path: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers: &[(&str, &str)] = if token.is_empty() { &[] } else { &[("authorization", bearer.as_str())] };
    test.call(Method::GET, path, headers, "").await
}

/// A token for tests, made by the generator.
async fn enterprise(test: &TestApp, organisation: &str, scopes: &str) -> String {
    let path = format!("/api/GetEnterpriseToken?env=tt02&orgNo={organisation}&scopes={scopes}");
    let answer = get(test, &path, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

fn claims(token: &str) -> Value {
    Value::Object(CompactJws::parse(token).expect("a JWS").payload)
}

#[tokio::test]
async fn a_person_may_not_look_up() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let path = format!("/api/GetPersonalToken?env=tt02&pid={}&scopes={ADMIN}", world.person);
    let token = get(&test, &path, "").await.body;
    let answer = get(&test, &format!("{LOOKUP}?consumerOrg={}", world.customer), &token).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
}

#[tokio::test]
async fn with_the_setting_a_token_that_was_not_exchanged_is_taken_too() {
    let test = TestApp::with_env(&[("FULLMAKT_LOOKUP_TAKES_BARE_TOKENS", "1")]).await;
    let register = OrgNumber::parse(clients::REGISTER).expect("a number");
    for (scopes, path, status) in [
        (vec![ADMIN], "?scope=a:b", 200),
        (vec!["brreg:reelle/media"], "?scope=a:b", 403),
        // Without the claim that the token server adds, nothing says whose prefix it is.
        (vec![PLAIN], "?scope=brreg:reelle/media", 403),
    ] {
        let token = bare_token(&test, register, &scopes).await;
        let answer = get(&test, &format!("{LOOKUP}{path}"), &token).await;
        assert_eq!(answer.status.as_u16(), status, "{scopes:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn the_exchange_keeps_what_the_token_said_and_is_of_another_issuer() {
    let test = TestApp::new().await;
    let register = OrgNumber::parse(clients::REGISTER).expect("a number");
    let bare = bare_token(&test, register, &[PLAIN, "brreg:reelle/media"]).await;
    let path = "/authentication/api/v1/exchange/maskinporten";
    let exchanged = get(&test, path, &bare).await;
    assert_eq!(exchanged.status, StatusCode::OK, "{}", exchanged.body);
    let (before, after) = (claims(&bare), claims(&exchanged.body));
    for kept in ["scope", "client_id", "consumer"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert_eq!(after["iss"], json!(test.app.config.altinn_issuer()));
    assert_eq!(after["urn:altinn:orgNumber"], json!(clients::REGISTER));
    assert_eq!(after["urn:altinn:org"], json!("brg"));
    let twice = get(&test, path, &exchanged.body).await;
    assert_eq!(twice.status, StatusCode::UNAUTHORIZED, "an exchanged token is not exchanged again");
    let register_api = get(&test, "/api/oppslag/v1/virksomheter/310000012", &exchanged.body).await;
    assert_eq!(register_api.status, StatusCode::UNAUTHORIZED, "nor does it open the register");
    test.advance(121_000);
    assert_eq!(get(&test, path, &bare).await.status, StatusCode::UNAUTHORIZED, "it has run out");
    let configuration = "/authentication/api/v1/openid/.well-known/openid-configuration";
    let told = get(&test, configuration, "").await.json();
    assert_eq!(told["issuer"], after["iss"]);
}

#[tokio::test]
async fn the_generator_makes_tokens_of_persons_and_organisations_of_this_world_alone() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let pid = world.person.to_string();
    let uuid = world.person_uuid.to_string();
    for (query, status) in [
        (format!("env=tt02&pid={pid}"), 200),
        (format!("ENV=tt02&PARTYUUID={uuid}&authLvl=4&ttl=60"), 200),
        ("env=tt02&userId=2".to_owned(), 200),
        ("env=tt02&partyId=1".to_owned(), 200),
        ("env=tt02&partyId=2".to_owned(), 400),
        (format!("env=tt02&pid={pid}&userId=3"), 400),
        (format!("pid={pid}"), 400),
        (format!("env=none&pid={pid}"), 200),
        ("env=tt02".to_owned(), 400),
        (format!("env=tt02&pid={pid}&authLvl=9"), 400),
        (format!("env=tt02&pid={pid}&ttl=0"), 400),
        (format!("env=tt02&pid={pid}&bulkCount=0"), 200),
        ("env=tt02&bulkCount=5".to_owned(), 400),
        ("env=tt02&bulkCount=1001".to_owned(), 400),
        ("env=tt02&bulkCount=-1".to_owned(), 400),
        ("env=tt02&pid=17858012345".to_owned(), 400),
    ] {
        let answer = get(&test, &format!("/api/GetPersonalToken?{query}"), "").await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.body);
        if status == 200 {
            let claims = claims(&answer.body);
            assert_eq!(claims["urn:altinn:party:uuid"], json!(uuid), "{query}");
            assert_eq!(claims["pid"], json!(pid), "{query}");
            assert_eq!(claims["urn:altinn:userid"], json!("2"), "{query}");
        }
    }
    for (query, status) in [
        (format!("env=tt02&scopes=a:b,c:d&orgNo={}&supplierOrgNo={}", world.customer, world.vendor), 200),
        (format!("env=tt02&orgNo={}", world.customer), 400),
        ("env=tt02&scopes=a:b".to_owned(), 400),
        ("env=tt02&scopes=a:b&org=ukjent".to_owned(), 400),
        ("env=tt02&scopes=a:b&orgNo=123".to_owned(), 400),
        // A number that may be a real organisation's, and is no party here.
        ("env=tt02&scopes=a:b&orgNo=910049356".to_owned(), 400),
    ] {
        let answer = get(&test, &format!("/api/GetEnterpriseToken?{query}"), "").await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.body);
        if status == 200 {
            let claims = claims(&answer.body);
            assert_eq!(claims["scope"], json!("a:b c:d"));
            assert_eq!(claims["supplier"]["ID"], json!(world.vendor.iso6523()));
        }
    }
}

#[tokio::test]
async fn the_generator_tells_all_that_is_wrong_by_its_parameter_and_signs_as_this_worlds_altinn() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let pid = world.person.to_string();
    let (missing, invalid) = ("Parameter must be supplied", "Parameter was supplied with a invalid value");
    for (path, told) in [
        ("/api/GetPersonalToken", vec![("env", missing)]),
        ("/api/GetPersonalToken?env=tt02", vec![("pid", missing)]),
        ("/api/GetPersonalToken?env=tt02&userId=99", vec![("userId", invalid)]),
        (
            "/api/GetPersonalToken?authLvl=9&ttl=x&bulkCount=-1",
            vec![("env", missing), ("authLvl", invalid), ("ttl", invalid), ("bulkCount", invalid)],
        ),
        ("/api/GetEnterpriseToken", vec![("env", missing), ("scopes", missing), ("orgNo", missing)]),
        (
            "/api/GetEnterpriseToken?env=tt02&scopes=a:b&orgNo=1&supplierOrgNo=2",
            vec![("orgNo", invalid), ("supplierOrgNo", invalid)],
        ),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&orgNo=910049356", vec![("orgNo", invalid)]),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&org=ukjent", vec![("org", invalid)]),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&orgNo=316000037&org=brg", vec![("org", invalid)]),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&orgNo=974760673&org=digdir", vec![("org", invalid)]),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&orgNo=974760673&org=annen", vec![("org", invalid)]),
        ("/api/GetEnterpriseToken?env=tt02&scopes=a:b&bulkCount=2&org=brg", vec![("org", invalid)]),
    ] {
        let answer = get(&test, path, "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.body);
        let answer = answer.json();
        assert_eq!(answer.as_object().map(serde_json::Map::len), Some(told.len()), "{path}: {answer}");
        for (name, said) in told {
            assert!(answer[name].as_str().is_some_and(|text| text.starts_with(said)), "{path}: {answer}");
        }
    }
    // The code of an owner of whom nothing is known here goes with any number.
    for alike in ["orgNo=974760673&org=brg", "orgNo=316000037&org=skog"] {
        let answer = get(&test, &format!("/api/GetEnterpriseToken?env=tt02&scopes=a:b&{alike}"), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{alike}: {}", answer.body);
    }
    let by_code = get(&test, "/api/GetEnterpriseToken?env=none&scopes=a:b&org=brg", "").await;
    assert_eq!(claims(&by_code.body)["urn:altinn:orgNumber"], json!(clients::REGISTER), "{}", by_code.body);

    // Whatever the environment is called, `none` among them, it is this one, with this one's issuer and keys.
    for env in ["tt02", "none", "yt01"] {
        let answer = get(&test, &format!("/api/GetPersonalToken?env={env}&pid={pid}"), "").await;
        let said = claims(&answer.body);
        assert_eq!(said["iss"], json!(test.app.config.altinn_issuer()), "{env}");
        assert_eq!(said["actual_iss"], json!("altinn-test-tools"), "{env}");
        let document = "/authentication/api/v1/openid/.well-known/openid-configuration";
        assert_eq!(get(&test, document, "").await.json()["issuer"], said["iss"], "{env}");
    }
}

#[tokio::test]
async fn the_generator_answers_programs_in_their_own_shape_where_it_is_closed_and_to_a_wrong_method() {
    let closed = TestApp::with_env(&[("FULLMAKT_ACCESS_CODE", "riktig-hest-batteri")]).await;
    let open = TestApp::new().await;
    for path in ["/api/GetPersonalToken?env=tt02", "/api/GetEnterpriseToken?env=tt02"] {
        for (test, method, status) in [(&closed, Method::GET, 403), (&open, Method::POST, 405)] {
            let answer = test.call(method, path, &[], "").await;
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
            let told = answer.json();
            assert_eq!(told["status"], json!(status), "{path}");
            assert!(told["type"].as_str().is_some_and(|kind| kind.starts_with("https://")), "{told}");
        }
    }
}

#[tokio::test]
async fn in_bulk_the_generator_makes_a_token_for_each_of_so_many_by_their_numbers() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let wanted = Rehearsal { vendor: world.vendor, customers: 6, seed: 1 };
    rehearse(&test.app, wanted, false, &mut |_| ()).await.expect("customers");
    // Programs made for the real generator send its user and password along; here nobody asks for them.
    let basic = [("authorization", "Basic YnJ1a2VyOnBhc3NvcmQ=")];
    for (path, kind, number) in [
        ("/api/GetPersonalToken?env=tt02&bulkCount=5&authLvl=4", "persons", "pid"),
        ("/api/GetEnterpriseToken?env=none&scopes=a:b&bulkCount=5", "organisations", "urn:altinn:orgNumber"),
    ] {
        let answer = test.call(Method::GET, path, &basic, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let tokens = answer.json();
        let tokens = tokens.as_object().expect("an object");
        assert_eq!(tokens.len(), 5, "{kind}");
        assert!(tokens.keys().is_sorted(), "{kind}: by their numbers");
        for (name, token) in tokens {
            let claims = claims(token.as_str().expect("a token"));
            assert_eq!(claims[number], json!(name), "{kind}");
        }
        let too_many = path.replace("bulkCount=5", "bulkCount=500");
        let refused = get(&test, &too_many, "").await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.body.contains(kind) && refused.body.contains("world rehearse"), "{}", refused.body);
    }
}

/// The claim is the token server's own, is kept by the exchange, and opens the owner's scopes to the look-up.
#[tokio::test]
async fn a_token_with_an_altinn_scope_tells_whose_prefixes_its_consumer_owns() {
    let server = TokenWorld::new().await;
    let (test, register) = (&server.test, OrgNumber::parse(clients::REGISTER).expect("a number"));
    let (app, now) = (&test.app, test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    for scope in [PLAIN, OBLIGED_SCOPE] {
        clients::grant_scope(&mut tx, app, now, scope, register, None, "operator").await.expect("granted");
    }
    let new = NewClient::named(register, "oppslag", vec![PLAIN.to_owned(), OBLIGED_SCOPE.to_owned()]);
    let client =
        clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
    clients::replace_keys(&mut tx, app, now, &client.id, register, &[KEY.public_jwk()], "operator")
        .await
        .expect("a key");
    tx.commit().await.expect("commit");
    for (scopes, carries) in [
        (PLAIN.to_owned(), true),
        (format!("{OBLIGED_SCOPE} {PLAIN}"), true),
        (OBLIGED_SCOPE.to_owned(), false),
    ] {
        let mut asked = server.claims();
        asked["iss"] = json!(client.id);
        asked["scope"] = json!(scopes);
        asked["jti"] = json!(format!("prefix of {scopes}"));
        asked.as_object_mut().expect("claims").remove("consumer_org");
        let answer = server.ask(&asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
        let exchanged = get(test, "/authentication/api/v1/exchange/maskinporten", &token).await.body;
        for token in [&token, &exchanged] {
            let expected = if carries { json!(["brreg"]) } else { Value::Null };
            assert_eq!(claims(token)["consumer_prefix"], expected, "{scopes}");
        }
        let looked = get(test, &format!("{LOOKUP}?scope={OBLIGED_SCOPE}"), &exchanged).await;
        assert_eq!(looked.status.as_u16(), if carries { 200 } else { 403 }, "{scopes}: {}", looked.body);
    }
}
