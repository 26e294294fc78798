//! Altinn's end-user API, row by row of the two tables of `altinn.md` §1.2: every method, and every code.

use axum::http::Method;
use fullmakt::db::params;
use fullmakt::delegation;
use serde_json::{Value, json};

use super::{CHECK, CONSUMERS, GIVEN, MEDIA, OBLIGED, RECEIVED, SUPPLIERS, Scene, active, personal, send};
use crate::delegation::resources;
use crate::support::TestApp;

/// What was done before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// The vendor was added.
    Added,
    /// And was given a scheme.
    Given,
    /// It was added, and the scheme's owner has closed the scheme.
    Closed,
    /// It was added, and the registry has a resource of another type, `brg-tjeneste`.
    OtherType,
}

impl Scene {
    async fn after(role: &str, before: Before) -> Self {
        let scene = Self::new(role).await;
        if before != Before::Nothing {
            scene.world.add(&scene.test).await;
        }
        match before {
            Before::Nothing | Before::Added => {}
            Before::Given => {
                scene.world.give(&scene.test, &scene.test.app.db, OBLIGED).await.expect("given");
            }
            Before::Closed => {
                let mut tx = scene.test.app.db.begin_write().await.expect("write");
                let mut scheme = delegation::scheme(&mut tx, MEDIA).await.expect("read").expect("there");
                scheme.delegable = false;
                delegation::update_scheme(&mut tx, &scheme, 0).await.expect("closed");
                tx.commit().await.expect("commit");
            }
            Before::OtherType => resources::register_service(&scene.test, "brg-tjeneste").await,
        }
        scene
    }

    /// `OWN` and `VENDORS` stand for the uuids of customer and vendor, `CUSTOMER` and `VENDOR` for their numbers, `PERSON`
    /// for the person's uuid.
    fn filled(&self, text: &str) -> String {
        text.replace("VENDORS", &self.vendor_party)
            .replace("OWN", &self.party)
            .replace("CUSTOMER", &self.world.customer.to_string())
            .replace("VENDOR", &self.world.vendor.to_string())
            .replace("PERSON", self.world.person_uuid.as_str())
    }

    async fn suppliers(&self) -> i64 {
        self.test.count("SELECT count(*) AS n FROM suppliers").await
    }
}

/// A row of the table of methods: what was done before, the scope that alone opens it, and what is sent; then the status, some
/// places of the answer, and how many suppliers and delegations there are afterwards.
struct Row {
    before: Before,
    scope: &'static str,
    sent: (Method, &'static str, &'static str),
    status: u16,
    told: &'static [(&'static str, &'static str)],
    left: (i64, i64),
}

/// Each is sent twice, and answered alike: what is there already is returned, and what is gone already is gone.
async fn answers(row: Row) {
    let scene = Scene::after("DAGL", row.before).await;
    let (method, path, query) = row.sent;
    let query = scene.filled(query);
    assert_eq!(send(&scene.test, method.clone(), path, &query, "").await.status.as_u16(), 401, "no token");
    let side = |scope: &str| format!("altinn:accessmanagement/enduser:maskinporten{scope}");
    for other in ["suppliers.read", "suppliers.write", "consumers.read", "consumers.write"] {
        if other != row.scope {
            let token = personal(&scene.test, &scene.world, &side(other)).await;
            let answer = send(&scene.test, method.clone(), path, &query, &token).await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, ""), "{other}");
        }
    }
    let token = personal(&scene.test, &scene.world, &side(row.scope)).await;
    let first = send(&scene.test, method.clone(), path, &query, &token).await;
    assert_eq!(first.status.as_u16(), row.status, "{}", first.body);
    for (place, expected) in row.told {
        let body = first.json();
        let found = body.pointer(place).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        assert_eq!(found.as_deref(), Some(scene.filled(expected).as_str()), "{place}: {body}");
    }
    assert!(!row.told.is_empty() || first.body.is_empty(), "{}", first.body);
    let again = send(&scene.test, method, path, &query, &token).await;
    assert_eq!((again.status, again.body), (first.status, first.body));
    assert_eq!((scene.suppliers().await, active(&scene.test).await), row.left);
}

macro_rules! methods {
    ($($test:ident: $before:ident, $scope:literal, $method:ident $path:ident $query:literal
        => $status:literal $told:expr, $left:expr;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                answers(Row {
                    before: Before::$before,
                    scope: $scope,
                    sent: (Method::$method, $path, $query),
                    status: $status,
                    told: &$told,
                    left: $left,
                })
                .await;
            }
        )*
    };
}

methods! {
    post_maskinportensuppliers: Nothing, "suppliers.write", POST SUPPLIERS "party=OWN&supplier=VENDOR" => 200
        [("/fromId", "OWN"), ("/toId", "VENDORS"), ("/roleId", "961f6ebb-ecf7-4fc6-ab5a-ca0841db4931")], (1, 0);
    get_maskinportensuppliers: Added, "suppliers.read", GET SUPPLIERS "party=OWN" => 200
        [
            ("/0/party/id", "VENDORS"),
            ("/0/party/organizationIdentifier", "VENDOR"),
            ("/0/party/type", "Organisasjon"),
            ("/0/party/variant", "AS"),
            ("/0/party/isDeleted", "false"),
            ("/0/roles/0/code", "supplier"),
            ("/0/roles/0/urn", "urn:altinn:role:supplier"),
            ("/0/packages", "[]"),
            ("/0/resources", "[]"),
        ], (1, 0);
    get_maskinportensuppliers_of_one_supplier: Added, "suppliers.read", GET SUPPLIERS "party=OWN&supplier=VENDOR" => 200
        [("/0/party/id", "VENDORS")], (1, 0);
    get_maskinportensuppliers_when_there_are_none: Nothing, "suppliers.read", GET SUPPLIERS "party=OWN" => 200
        [("", "[]")], (0, 0);
    delete_maskinportensuppliers: Added, "suppliers.write", DELETE SUPPLIERS "party=OWN&supplier=VENDOR" => 204 [], (0, 0);
    delete_maskinportensuppliers_with_cascade: Given, "suppliers.write",
        DELETE SUPPLIERS "party=OWN&supplier=VENDOR&cascade=true" => 204 [], (0, 0);
    delete_maskinportensuppliers_of_no_such_supplier: Nothing, "suppliers.write",
        DELETE SUPPLIERS "party=OWN&supplier=VENDOR" => 204 [], (0, 0);
    get_maskinportensuppliers_resources_delegationcheck: Nothing, "suppliers.read",
        GET CHECK "party=OWN&resource=brreg-reelle-media" => 200
        [
            ("/resource/refId", "brreg-reelle-media"),
            ("/resource/type/name", "MaskinportenSchema"),
            ("/rights/0/right/resource/0/type", "urn:altinn:resource"),
            ("/rights/0/right/resource/0/value", "brreg-reelle-media"),
            ("/rights/0/right/action/type", "urn:oasis:names:tc:xacml:1.0:action:action-id"),
            ("/rights/0/right/action/value", "ScopeAccess"),
            ("/rights/0/result", "true"),
            ("/rights/0/reasonCodes/0", "RoleAccess"),
        ], (0, 0);
    post_maskinportensuppliers_resources: Added, "suppliers.write",
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media" => 200 [("", "true")], (1, 1);
    get_maskinportensuppliers_resources: Given, "suppliers.read", GET GIVEN "party=OWN" => 200
        [
            ("/0/resource/refId", "brreg-reelle-rapporteringspliktig"),
            ("/0/permissions/0/from/id", "OWN"),
            ("/0/permissions/0/to/id", "VENDORS"),
            ("/0/permissions/0/via", "null"),
            ("/0/permissions/0/role/code", "supplier"),
        ], (1, 1);
    get_maskinportensuppliers_resources_of_one_supplier_and_resource: Given, "suppliers.read",
        GET GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-rapporteringspliktig" => 200
        [("/0/permissions/0/to/id", "VENDORS")], (1, 1);
    get_maskinportensuppliers_resources_of_one_that_was_not_given: Given, "suppliers.read",
        GET GIVEN "party=OWN&resource=brreg-reelle-media" => 200 [("", "[]")], (1, 1);
    delete_maskinportensuppliers_resources: Given, "suppliers.write",
        DELETE GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-rapporteringspliktig" => 204 [], (1, 0);
    delete_maskinportensuppliers_resources_of_one_that_was_not_given: Given, "suppliers.write",
        DELETE GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media" => 204 [], (1, 1);
    get_maskinportenconsumers: Added, "consumers.read", GET CONSUMERS "party=VENDORS" => 200
        [("/0/party/id", "OWN"), ("/0/party/organizationIdentifier", "CUSTOMER"), ("/0/roles/0/code", "supplier")], (1, 0);
    get_maskinportenconsumers_of_one_consumer: Added, "consumers.read",
        GET CONSUMERS "party=VENDORS&consumer=CUSTOMER" => 200 [("/0/party/id", "OWN")], (1, 0);
    delete_maskinportenconsumers: Added, "consumers.write", DELETE CONSUMERS "party=VENDORS&consumer=CUSTOMER" => 204
        [], (0, 0);
    delete_maskinportenconsumers_with_cascade: Given, "consumers.write",
        DELETE CONSUMERS "party=VENDORS&consumer=CUSTOMER&cascade=true" => 204 [], (0, 0);
    get_maskinportenconsumers_resources: Given, "consumers.read", GET RECEIVED "party=VENDORS" => 200
        [
            ("/0/resource/refId", "brreg-reelle-rapporteringspliktig"),
            ("/0/permissions/0/from/id", "OWN"),
            ("/0/permissions/0/to/id", "VENDORS"),
        ], (1, 1);
    get_maskinportenconsumers_resources_of_one_consumer_and_resource: Given, "consumers.read",
        GET RECEIVED "party=VENDORS&consumer=CUSTOMER&resource=brreg-reelle-rapporteringspliktig" => 200
        [("/0/permissions/0/from/id", "OWN")], (1, 1);
    delete_maskinportenconsumers_resources: Given, "consumers.write",
        DELETE RECEIVED "party=VENDORS&consumer=CUSTOMER&resource=brreg-reelle-rapporteringspliktig" => 204 [], (1, 0);
}

#[tokio::test]
async fn there_is_no_adding_of_a_consumer() {
    let scene = Scene::after("DAGL", Before::Nothing).await;
    for path in [CONSUMERS, RECEIVED] {
        let answer = scene.send(Method::POST, path, &scene.of_customer()).await;
        assert_eq!(answer.status.as_u16(), 405, "{path}: {}", answer.body);
    }
}

/// A row of the table of codes, by what brings it about: the answer is the whole of what the table says.
async fn refuses(role: &str, before: Before, sent: (Method, &str, &str), code: &str, said: &[Value]) {
    let scene = Scene::after(role, before).await;
    let left = (scene.suppliers().await, active(&scene.test).await);
    let (method, path, query) = sent;
    let answer = scene.send(method, path, &scene.filled(query)).await;
    assert_eq!(answer.status.as_u16(), 400, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let mut expected = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Bad Request", "status": 400,
    });
    if code.starts_with("AM.VLD") {
        expected["code"] = json!("STD-00000");
        expected["detail"] = json!("One or more validation errors occurred.");
        let mut faults = said.to_vec();
        for fault in &mut faults {
            fault["code"] = json!(code);
        }
        expected["validationErrors"] = json!(faults);
    } else {
        expected["code"] = json!(code);
        expected["detail"] = said[0].clone();
    }
    assert_eq!(answer.json(), expected);
    assert_eq!((scene.suppliers().await, active(&scene.test).await), left, "nothing was done");
}

macro_rules! codes {
    ($($test:ident: $role:literal, $before:ident, $method:ident $path:ident $query:literal
        => $code:literal [$($said:expr),*];)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                refuses($role, Before::$before, (Method::$method, $path, $query), $code, &[$(json!($said)),*]).await;
            }
        )*
    };
}

const MISSING_CONNECTION: &str =
    "Operation can not be completed, because it requires an existing connection between the parties.";
const PARTY_NOT_FOUND: &str = "The provided identifier cannot be found as a valid party for the operation.";

fn to_itself(other: &str) -> [Value; 2] {
    ["party", other].map(|name| {
        json!({
            "detail": "One or more query parameters are invalid.",
            "paths": [format!("QUERY/{name}")],
            name: "An organization cannot delegate to itself.",
        })
    })
}

fn still_holds() -> Value {
    json!({
        "detail": "Assignment has resources delegated.",
        "paths": ["QUERY/cascade"],
        "assignmentResources": "Cannot remove supplier assignment while resources are still delegated. Use cascade=true or remove resources first.",
    })
}

fn wrong_type() -> Value {
    json!({
        "detail": "Invalid resource type.",
        "paths": ["QUERY/resource"],
        "resourceType": "Resource 'brg-tjeneste' must be of type 'MaskinportenSchema'.",
    })
}

codes! {
    am_00022_the_supplier_was_not_added: "DAGL", Nothing,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media" => "AM-00022" [MISSING_CONNECTION];
    am_00023_an_unknown_supplier: "DAGL", Nothing,
        POST SUPPLIERS "party=OWN&supplier=313513408" => "AM-00023" [PARTY_NOT_FOUND];
    am_00023_a_supplier_that_is_no_number: "DAGL", Nothing,
        GET SUPPLIERS "party=OWN&supplier=12" => "AM-00023" [PARTY_NOT_FOUND];
    am_00023_an_unknown_consumer: "DAGL", Nothing,
        DELETE CONSUMERS "party=VENDORS&consumer=313513408" => "AM-00023" [PARTY_NOT_FOUND];
    am_00027_an_unknown_resource_is_given: "DAGL", Added,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=finnes-ikke" => "AM-00027" ["The resource is invalid"];
    am_00027_an_unknown_resource_is_checked: "DAGL", Nothing,
        GET CHECK "party=OWN&resource=finnes-ikke" => "AM-00027" ["The resource is invalid"];
    am_00027_a_resource_of_another_type_is_checked: "DAGL", OtherType,
        GET CHECK "party=OWN&resource=brg-tjeneste" => "AM-00027" ["The resource is invalid"];
    am_00028_the_caller_holds_none_of_the_rights: "KNUF", Added,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media" => "AM-00028" ["Not authorized for delegation"];
    am_00042_the_owner_lets_nobody_give_it: "DAGL", Closed,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media"
        => "AM-00042" ["The resource is not available for delegation"];
    am_00042_comes_before_am_00028: "KNUF", Closed,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brreg-reelle-media"
        => "AM-00042" ["The resource is not available for delegation"];
    am_vld_00009_a_supplier_that_is_oneself: "DAGL", Nothing, POST SUPPLIERS "party=OWN&supplier=CUSTOMER"
        => "AM.VLD-00009" [to_itself("supplier")[0], to_itself("supplier")[1]];
    am_vld_00009_a_consumer_that_is_oneself: "DAGL", Nothing, DELETE CONSUMERS "party=OWN&consumer=CUSTOMER"
        => "AM.VLD-00009" [to_itself("consumer")[0], to_itself("consumer")[1]];
    am_vld_00031_a_supplier_that_holds_something: "DAGL", Given, DELETE SUPPLIERS "party=OWN&supplier=VENDOR"
        => "AM.VLD-00031" [still_holds()];
    am_vld_00031_a_consumer_that_gave_something: "DAGL", Given,
        DELETE CONSUMERS "party=VENDORS&consumer=CUSTOMER&cascade=false" => "AM.VLD-00031" [still_holds()];
    am_vld_00032_a_resource_of_another_type_is_given: "DAGL", OtherType,
        POST GIVEN "party=OWN&supplier=VENDOR&resource=brg-tjeneste" => "AM.VLD-00032" [wrong_type()];
    am_vld_00032_a_resource_of_another_type_is_taken_back: "DAGL", OtherType,
        DELETE GIVEN "party=OWN&supplier=VENDOR&resource=brg-tjeneste" => "AM.VLD-00032" [wrong_type()];
}

/// Entities of the wrong kind are never reached: whether the person may administer is asked before (403, without a body), and
/// the other one is a number, which is an organisation's or nobody's.
async fn hides(query: &str) {
    let scene = Scene::after("DAGL", Before::Nothing).await;
    for (method, path) in [(Method::POST, SUPPLIERS), (Method::POST, GIVEN), (Method::DELETE, SUPPLIERS)] {
        let query = format!("{}&resource=brreg-reelle-media", scene.filled(query));
        let answer = scene.send(method.clone(), path, &query).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, ""), "{method} {path}?{query}");
    }
}

#[tokio::test]
async fn am_vld_00006_a_party_that_does_not_exist_is_refused_as_somebody_elses() {
    hides("party=00000000-0000-4000-8000-000000000000&supplier=VENDOR").await;
}

#[tokio::test]
async fn am_vld_00008_a_party_that_is_a_person_is_refused_as_somebody_elses() {
    hides("party=PERSON&supplier=VENDOR").await;
}

#[tokio::test]
async fn am_vld_00008_a_supplier_that_is_a_person_is_none() {
    let scene = Scene::after("DAGL", Before::Nothing).await;
    let query = format!("party={}&supplier={}", scene.party, scene.world.person);
    scene.refused(Method::POST, SUPPLIERS, &query, "AM-00023").await;
}

/// A write that fails half-way: the real one keeps its rules in files and says which of its steps failed; here it is one
/// transaction, which is told as not available, to be tried again, and of which nothing is left.
async fn fails(before: Before, sent: (Method, &str, &str)) {
    let scene = Scene::after("DAGL", before).await;
    let left = (scene.suppliers().await, active(&scene.test).await);
    // The last thing that both write.
    rename(&scene.test, "audit", "audit_gone").await;
    let (method, path, query) = sent;
    let answer = scene.send(method, path, &scene.filled(query)).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (503, ""));
    rename(&scene.test, "audit_gone", "audit").await;
    assert_eq!((scene.suppliers().await, active(&scene.test).await), left, "nothing was done");
}

async fn rename(test: &TestApp, from: &str, to: &str) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute(&format!("ALTER TABLE {from} RENAME TO {to}"), params![]).await.expect("renamed");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn am_00029_a_delegation_that_cannot_be_written() {
    let sent = (Method::POST, GIVEN, "party=OWN&supplier=VENDOR&resource=brreg-reelle-media");
    fails(Before::Added, sent).await;
}

#[tokio::test]
async fn am_vld_00034_delegations_that_cannot_be_cleared() {
    fails(Before::Given, (Method::DELETE, SUPPLIERS, "party=OWN&supplier=VENDOR&cascade=true")).await;
}
