//! Altinn's end-user API (`altinn.md` §1.2): who may, and in which order it is checked.

mod rows;

use axum::http::Method;
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use serde_json::json;

use super::{MEDIA, OBLIGED, OBLIGED_SCOPE, World, active, audited};
use crate::support::TestApp;
use crate::support::app::Answer;

const SUPPLIERS: &str = "maskinportensuppliers";
const GIVEN: &str = "maskinportensuppliers/resources";
const CHECK: &str = "maskinportensuppliers/resources/delegationcheck";
const CONSUMERS: &str = "maskinportenconsumers";
const RECEIVED: &str = "maskinportenconsumers/resources";

struct Scene {
    test: TestApp,
    world: World,
    token: String,
    party: String,
    vendor_party: String,
}

impl Scene {
    /// The person has `role` in the customer, and manages the vendor.
    async fn new(role: &str) -> Self {
        let test = TestApp::new().await;
        let world = World::with_role(&test, role).await;
        world.give_role(&test, world.vendor, "DAGL").await;
        let token = personal(&test, &world, "altinn:portal/enduser&authLvl=3").await;
        let (party, vendor_party) = (uuid(&test, world.customer).await, uuid(&test, world.vendor).await);
        Self { test, world, token, party, vendor_party }
    }

    async fn send(&self, method: Method, path: &str, query: &str) -> Answer {
        send(&self.test, method, path, query, &self.token).await
    }

    fn to_vendor(&self) -> String {
        format!("party={}&supplier={}", self.party, self.world.vendor)
    }

    fn of_customer(&self) -> String {
        format!("party={}&consumer={}", self.vendor_party, self.world.customer)
    }

    async fn refused(&self, method: Method, path: &str, query: &str, code: &str) {
        let answer = self.send(method, path, query).await;
        assert_eq!(answer.status.as_u16(), 400, "{path}?{query}: {}", answer.body);
        let body = answer.json();
        let told = body["validationErrors"][0]["code"].as_str().or(body["code"].as_str());
        assert_eq!(told, Some(code), "{path}?{query}: {body}");
    }

    async fn done(&self, method: Method, path: &str, query: &str, status: u16) -> Answer {
        let answer = self.send(method, path, query).await;
        assert_eq!(answer.status.as_u16(), status, "{path}?{query}: {}", answer.body);
        answer
    }
}

async fn send(test: &TestApp, method: Method, path: &str, query: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let path = format!("/accessmanagement/api/v1/enduser/{path}?{query}");
    test.call(method, &path, &[("authorization", bearer.as_str())], "").await
}

async fn personal(test: &TestApp, world: &World, scopes: &str) -> String {
    let path = format!("/api/GetPersonalToken?env=tt02&pid={}&scopes={scopes}", world.person);
    let answer = test.call(Method::GET, &path, &[], "").await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    answer.body
}

async fn uuid(test: &TestApp, number: OrgNumber) -> String {
    let mut tx = test.app.db.read().await.expect("read");
    let found = fullmakt::parties::find_organisation(&mut tx, number).await.expect("read").expect("there");
    found.party_uuid.to_string()
}

#[tokio::test]
async fn a_scheme_is_given_seen_and_taken_back_by_either_side() {
    let scene = Scene::new("DAGL").await;
    let (add, give) = (scene.to_vendor(), format!("{}&resource={OBLIGED}", scene.to_vendor()));
    let made = scene.done(Method::POST, SUPPLIERS, &add, 200).await.json();
    assert_eq!((&made["fromId"], &made["toId"]), (&json!(scene.party), &json!(scene.vendor_party)));
    assert_eq!(made["roleId"], json!("961f6ebb-ecf7-4fc6-ab5a-ca0841db4931"));
    let again = scene.done(Method::POST, SUPPLIERS, &add, 200).await.json();
    assert_eq!(made, again, "the repeated call returns the existing one");
    assert_eq!(audited(&scene.test, "supplier.added").await, 1);

    assert_eq!(scene.done(Method::POST, GIVEN, &give, 200).await.body, "true");
    assert_eq!(scene.done(Method::POST, GIVEN, &give, 200).await.body, "true");
    assert_eq!((active(&scene.test).await, audited(&scene.test, "delegation.given").await), (1, 1));

    let suppliers = scene.done(Method::GET, SUPPLIERS, &format!("party={}", scene.party), 200).await.json();
    assert_eq!(suppliers[0]["party"]["organizationIdentifier"], json!(scene.world.vendor));
    assert_eq!(suppliers[0]["roles"][0]["code"], json!("supplier"));
    let consumers = scene.done(Method::GET, CONSUMERS, &scene.of_customer(), 200).await.json();
    assert_eq!(consumers[0]["party"]["id"], json!(scene.party));
    for (path, query) in [(GIVEN, add.clone()), (RECEIVED, scene.of_customer())] {
        for query in [query.clone(), format!("{query}&resource={OBLIGED}")] {
            let held = scene.done(Method::GET, path, &query, 200).await.json();
            assert_eq!(held[0]["resource"]["refId"], json!(OBLIGED), "{path}?{query}");
            assert_eq!(held[0]["permissions"][0]["from"]["id"], json!(scene.party), "{path}?{query}");
            assert_eq!(held[0]["permissions"][0]["to"]["id"], json!(scene.vendor_party), "{path}?{query}");
        }
        let other = scene.done(Method::GET, path, &format!("{query}&resource={MEDIA}"), 200).await.json();
        assert_eq!(other, json!([]), "{path}");
    }

    scene.done(Method::DELETE, RECEIVED, &format!("{}&resource={OBLIGED}", scene.of_customer()), 204).await;
    assert_eq!(active(&scene.test).await, 0, "given back by the supplier");
    scene.done(Method::POST, GIVEN, &give, 200).await;
    for _ in 0..2 {
        scene.done(Method::DELETE, GIVEN, &give, 204).await;
    }
    assert_eq!(audited(&scene.test, "delegation.withdrawn").await, 2);
    let mut tx = scene.test.app.db.read().await.expect("read");
    let (customer, vendor) = (scene.world.customer, scene.world.vendor);
    assert!(delegation::supplier_exists(&mut tx, customer, vendor).await.expect("read"), "its row stays");
    let found = delegation::find_active(&mut tx, customer, vendor, OBLIGED_SCOPE).await.expect("read");
    assert_eq!(found, None);
}

#[tokio::test]
async fn a_supplier_that_holds_something_is_removed_only_with_cascade_and_one_that_is_none_is_no_fault() {
    for consumer_side in [false, true] {
        let scene = Scene::new("DAGL").await;
        let (path, query) =
            if consumer_side { (CONSUMERS, scene.of_customer()) } else { (SUPPLIERS, scene.to_vendor()) };
        scene.done(Method::DELETE, path, &query, 204).await;
        scene.done(Method::POST, SUPPLIERS, &scene.to_vendor(), 200).await;
        scene.done(Method::POST, GIVEN, &format!("{}&resource={MEDIA}", scene.to_vendor()), 200).await;
        scene.refused(Method::DELETE, path, &query, "AM.VLD-00031").await;
        scene.refused(Method::DELETE, path, &format!("{query}&cascade=false"), "AM.VLD-00031").await;
        let unread = scene.done(Method::DELETE, path, &format!("{query}&cascade=blah"), 400).await.json();
        assert_eq!(unread["errors"]["cascade"], json!(["The value 'blah' is not valid."]));
        assert_eq!(active(&scene.test).await, 1);
        scene.done(Method::DELETE, path, &format!("{query}&cascade=true"), 204).await;
        assert_eq!(active(&scene.test).await, 0);
        assert_eq!(audited(&scene.test, "supplier.removed").await, 1);
    }
}

#[tokio::test]
async fn a_subunit_is_told_with_its_main_unit() {
    let scene = Scene::new("DAGL").await;
    let main = World::another(&scene.test, 78, "Oppdiktet Hovedenhet AS").await;
    let mut tx = scene.test.app.db.begin_write().await.expect("write");
    tx.execute(
        "UPDATE organisations SET form = 'BEDR', parent_number = $2 WHERE number = $1",
        params![scene.world.vendor.to_string(), main.to_string()],
    )
    .await
    .expect("a subunit");
    tx.commit().await.expect("commit");
    scene.done(Method::POST, SUPPLIERS, &scene.to_vendor(), 200).await;
    scene.done(Method::POST, GIVEN, &format!("{}&resource={MEDIA}", scene.to_vendor()), 200).await;
    let suppliers = scene.done(Method::GET, SUPPLIERS, &format!("party={}", scene.party), 200).await.json();
    let given = scene.done(Method::GET, GIVEN, &format!("party={}", scene.party), 200).await.json();
    let permission = &given[0]["permissions"][0];
    for subunit in [&suppliers[0]["party"], &permission["to"]] {
        assert_eq!(subunit["variant"], json!("BEDR"));
        assert_eq!(subunit["parent"]["organizationIdentifier"], json!(main));
        assert_eq!(subunit["parent"]["name"], json!("Oppdiktet Hovedenhet AS"));
        assert_eq!(subunit["parent"]["parent"], json!(null));
    }
    assert_eq!(permission["from"]["parent"], json!(null), "a main unit has none");
}

#[tokio::test]
async fn the_weakest_login_that_a_policy_names_is_told_by_the_registry_and_refuses_nobody_here() {
    let scene = Scene::new("DAGL").await;
    let mut tx = scene.test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, MEDIA).await.expect("read").expect("there");
    scheme.policy.minimum_level = 4;
    delegation::update_scheme(&mut tx, &scheme, 0).await.expect("changed");
    tx.commit().await.expect("commit");
    let policy = format!("/resourceregistry/api/v1/resource/{MEDIA}/policy");
    let policy = scene.test.call(Method::GET, &policy, &[], "").await.body;
    assert!(policy.contains("urn:altinn:minimum-authenticationlevel") && policy.contains(">4<"), "{policy}");
    // The scene's login has level 3.
    let query = format!("party={}&resource={MEDIA}", scene.party);
    let check = scene.done(Method::GET, CHECK, &query, 200).await.json();
    assert_eq!(check["rights"][0]["result"], json!(true), "{check}");
    scene.done(Method::POST, SUPPLIERS, &scene.to_vendor(), 200).await;
    scene.done(Method::POST, GIVEN, &format!("{}&resource={MEDIA}", scene.to_vendor()), 200).await;
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_real_order_with_the_real_codes() {
    let scene = Scene::new("DAGL").await;
    let (add, own) =
        (scene.to_vendor(), format!("party={0}&supplier={1}", scene.party, scene.world.customer));
    let nobody = format!("party={}&supplier=313513408", scene.party);
    for path in [SUPPLIERS, GIVEN] {
        for query in
            [&nobody, &format!("party={}&supplier=12", scene.party), &format!("party={}", scene.party)]
        {
            scene.refused(Method::POST, path, &format!("{query}&resource=finnes-ikke"), "AM-00023").await;
        }
        scene.refused(Method::POST, path, &format!("{own}&resource=finnes-ikke"), "AM.VLD-00009").await;
        scene.refused(Method::DELETE, path, &own, "AM.VLD-00009").await;
    }
    let to_itself = scene.send(Method::POST, SUPPLIERS, &own).await.json();
    for (place, name) in ["party", "supplier"].into_iter().enumerate() {
        let fault = &to_itself["validationErrors"][place];
        assert_eq!(fault["paths"], json!([format!("QUERY/{name}")]), "{to_itself}");
        assert_eq!(fault[name], json!("An organization cannot delegate to itself."), "{to_itself}");
    }
    // The resource before the supplier, and the supplier's row last of all.
    scene.refused(Method::POST, GIVEN, &format!("{add}&resource=finnes-ikke"), "AM-00027").await;
    scene.refused(Method::POST, GIVEN, &add, "AM-00027").await;
    scene.refused(Method::POST, GIVEN, &format!("{add}&resource={MEDIA}"), "AM-00022").await;
    let party = format!("party={}", scene.party);
    scene.refused(Method::GET, CHECK, &format!("{party}&resource=finnes-ikke"), "AM-00027").await;
    scene.refused(Method::GET, GIVEN, &format!("{party}&resource=finnes-ikke"), "AM-00027").await;
    scene.refused(Method::GET, SUPPLIERS, &nobody, "AM-00023").await;
    // The oddity: taking back what there is not is done.
    scene.done(Method::DELETE, GIVEN, &format!("{add}&resource=finnes-ikke"), 204).await;

    let mut tx = scene.test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, MEDIA).await.expect("read").expect("there");
    scheme.delegable = false;
    delegation::update_scheme(&mut tx, &scheme, 0).await.expect("closed");
    tx.commit().await.expect("commit");
    scene.refused(Method::POST, GIVEN, &format!("{add}&resource={MEDIA}"), "AM-00042").await;
    let check = scene.done(Method::GET, CHECK, &format!("{party}&resource={MEDIA}"), 200).await.json();
    assert_eq!(check["rights"][0]["reasonCodes"], json!(["ResourceNotDelegable"]));
    assert_eq!(active(&scene.test).await, 0);
}

#[tokio::test]
async fn the_check_and_the_deed_agree_for_every_role() {
    for (role, may, reasons) in [
        ("DAGL", true, json!(["RoleAccess", "PackageAccess"])),
        ("HADM", true, json!(["RoleAccess", "PackageAccess"])),
        ("KNUF", false, json!(["MissingRoleAccess", "MissingPackageAccess"])),
        ("maskinporten-administrator", false, json!(["MissingRoleAccess", "MissingPackageAccess"])),
    ] {
        let scene = Scene::new(role).await;
        let query = format!("party={}&resource={MEDIA}", scene.party);
        let check = scene.done(Method::GET, CHECK, &query, 200).await.json();
        let right = &check["rights"][0];
        assert_eq!((&right["result"], &right["reasonCodes"]), (&json!(may), &reasons), "{role}: {check}");
        assert_eq!(right["right"]["action"]["value"], json!("ScopeAccess"));
        scene.done(Method::POST, SUPPLIERS, &scene.to_vendor(), 200).await;
        let give = format!("{}&resource={MEDIA}", scene.to_vendor());
        if may {
            scene.done(Method::POST, GIVEN, &give, 200).await;
        } else {
            scene.refused(Method::POST, GIVEN, &give, "AM-00028").await;
        }
    }
}

#[tokio::test]
async fn who_may_is_decided_by_the_very_scope_and_by_the_party() {
    let scene = Scene::new("DAGL").await;
    let (test, world) = (&scene.test, &scene.world);
    let all: [(Method, &str, &str); 5] = [
        (Method::GET, SUPPLIERS, "suppliers.read"),
        (Method::POST, SUPPLIERS, "suppliers.write"),
        (Method::GET, GIVEN, "suppliers.read"),
        (Method::GET, CONSUMERS, "consumers.read"),
        (Method::DELETE, CONSUMERS, "consumers.write"),
    ];
    for held in ["suppliers.read", "suppliers.write", "consumers.read", "consumers.write"] {
        let scope = format!("altinn:accessmanagement/enduser:maskinporten{held}");
        let token = personal(test, world, &scope).await;
        for (method, path, needed) in &all {
            let query = if path.contains("consumers") { scene.of_customer() } else { scene.to_vendor() };
            let answer = send(test, method.clone(), path, &query, &token).await;
            assert_eq!(
                answer.status.is_success(),
                held == *needed,
                "{held} {method} {path}: {}",
                answer.body
            );
            assert!(held == *needed || answer.status.as_u16() == 403, "{held} {method} {path}");
        }
    }
    let weak = personal(test, world, "altinn:portal/enduser&authLvl=1").await;
    let other = uuid(test, World::another(test, 5, "Uvedkommende AS").await).await;
    let person = world.person_uuid.to_string();
    for (said, query, token) in [
        ("no party", String::new(), &scene.token),
        ("malformed party", "party=50000001".to_owned(), &scene.token),
        ("party by number", format!("party={}", world.customer), &scene.token),
        ("unknown party", "party=00000000-0000-4000-8000-000000000000".to_owned(), &scene.token),
        ("somebody else's party", format!("party={other}"), &scene.token),
        ("the person itself", format!("party={person}"), &scene.token),
        ("a weak login", format!("party={}", scene.party), &weak),
    ] {
        for (method, path, _) in &all {
            let answer = send(test, method.clone(), path, &query, token).await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, ""), "{said}: {method} {path}");
        }
    }
    let organisation =
        format!("/api/GetEnterpriseToken?env=tt02&scopes=altinn:portal/enduser&orgNo={}", world.customer);
    let organisation = test.call(Method::GET, &organisation, &[], "").await.body;
    let party = format!("party={}", scene.party);
    assert_eq!(send(test, Method::GET, SUPPLIERS, &party, &organisation).await.status.as_u16(), 403);
    assert_eq!(send(test, Method::GET, SUPPLIERS, &party, "x.y.z").await.status.as_u16(), 401);

    for role in ["ADMAI", "MEDL", "maskinporten-scopes"] {
        let scene = Scene::new(role).await;
        let answer = scene.send(Method::GET, SUPPLIERS, &format!("party={}", scene.party)).await;
        assert_eq!(answer.status.as_u16(), 403, "{role}");
    }
}
