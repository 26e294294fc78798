//! The look-up for Maskinporten, row by row of `altinn.md` §1.1: each row is a test, and some have several.
//!
//! Every organisation here has a party id, so what row 8 says of one without is never said.

use fullmakt::clients;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use serde_json::json;

use super::{ADMIN, LOOKUP, OBLIGED_SCOPE, PLAIN, enterprise, get};
use crate::clients::token as bare_token;
use crate::delegation::{MEDIA, OBLIGED, World};
use crate::support::TestApp;

/// Whose token is sent.
enum Caller {
    Nobody,
    /// A token of the token server's, with the administrator's scope, that was not exchanged.
    NotExchanged,
    NoJws,
    /// Has another scope of Altinn's.
    Neither,
    /// The owner of `brreg`, which is no administrator.
    Owner,
    Admin,
}

/// A customer that gave one scheme to the vendor, and took another back.
struct Scene {
    test: TestApp,
    world: World,
    /// A number that is good and nobody's here.
    unknown: OrgNumber,
}

impl Scene {
    async fn new() -> Self {
        let test = TestApp::new().await;
        let world = World::new(&test).await;
        world.add(&test).await;
        for scheme in [OBLIGED, MEDIA] {
            world.give(&test, &test.app.db, scheme).await.expect("given");
        }
        let mut tx = test.app.db.begin_write().await.expect("write");
        let by = delegation::By::environment("system");
        delegation::withdraw(&mut tx, &test.app, test.app.now(), world.customer, world.vendor, MEDIA, by)
            .await
            .expect("taken back");
        tx.commit().await.expect("commit");
        let unknown = World::another(&TestApp::new().await, 99, "En annens verden AS").await;
        Self { test, world, unknown }
    }

    async fn token(&self, caller: Caller) -> String {
        match caller {
            Caller::Nobody => String::new(),
            Caller::NoJws => "x.y.z".to_owned(),
            Caller::NotExchanged => {
                let register = OrgNumber::parse(clients::REGISTER).expect("a number");
                bare_token(&self.test, register, &[ADMIN]).await
            }
            Caller::Neither => enterprise(&self.test, "974760673", "altinn:something/else").await,
            Caller::Owner => enterprise(&self.test, "974760673", PLAIN).await,
            Caller::Admin => enterprise(&self.test, "991825827", ADMIN).await,
        }
    }

    /// `CUSTOMER`, `VENDOR`, `UNKNOWN` and `SCOPE` stand for what is so in this world.
    fn filled(&self, text: &str) -> String {
        text.replace("CUSTOMER", &self.world.customer.to_string())
            .replace("VENDOR", &self.world.vendor.to_string())
            .replace("UNKNOWN", &self.unknown.to_string())
            .replace("SCOPE", OBLIGED_SCOPE)
    }
}

/// What is answered.
enum Told {
    /// A status without a body.
    Empty(u16),
    /// A problem: status, the section of the type, title.
    Problem(u16, &'static str, &'static str),
    /// A validation problem: parameter and what is said of it.
    Invalid(&'static str, &'static str),
    Nothing,
    TheOne,
}

async fn check(caller: Caller, query: &str, told: Told) {
    let scene = Scene::new().await;
    let token = scene.token(caller).await;
    let query = scene.filled(query);
    for path in [LOOKUP.to_owned(), format!("{LOOKUP}/")] {
        let answer = get(&scene.test, &format!("{path}?{query}"), &token).await;
        let status = answer.status.as_u16();
        match &told {
            Told::Empty(expected) => assert_eq!((status, answer.body.as_str()), (*expected, "")),
            Told::Problem(expected, section, title) => {
                assert_eq!(status, *expected, "{}", answer.body);
                let kind = format!("https://tools.ietf.org/html/rfc7231#section-{section}");
                assert_eq!(answer.json(), json!({ "type": kind, "title": title, "status": expected }));
            }
            Told::Invalid(name, said) => {
                assert_eq!(status, 400, "{}", answer.body);
                let body = answer.json();
                assert_eq!(body["status"], json!(400));
                assert_eq!(body["errors"], json!({ *name: [scene.filled(said)] }));
            }
            Told::Nothing => assert_eq!((status, answer.body.as_str()), (200, "[]")),
            Told::TheOne => {
                let expected = json!([{
                    "consumer_org": scene.world.customer,
                    "supplier_org": scene.world.vendor,
                    "delegation_scheme_Id": null,
                    "scopes": [OBLIGED_SCOPE],
                    "created": fullmakt::clock::iso8601(scene.test.app.now().world),
                    "resourceid": OBLIGED,
                }]);
                assert_eq!((status, answer.json()), (200, expected));
            }
        }
    }
}

macro_rules! rows {
    ($($test:ident: $caller:ident, $query:literal => $told:expr;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                check(Caller::$caller, $query, $told).await;
            }
        )*
    };
}

const NO_SCOPE: &str = "Not authorized for lookup of delegations without specifying parameter: scope";
const NOTHING_ASKED: &str =
    "Missing query parameters; provide at least one of: scope, supplierOrg, consumerOrg";
const FORBIDDEN: &str = "6.5.3";
const BAD_REQUEST: &str = "6.5.1";

rows! {
    row_1_no_token: Nobody, "scope=SCOPE" => Told::Empty(401);
    row_1_a_token_that_was_not_exchanged: NotExchanged, "scope=SCOPE" => Told::Empty(401);
    row_1_no_jws: NoJws, "scope=SCOPE" => Told::Empty(401);
    row_1_comes_before_what_is_wrong_with_the_query: Nobody, "supplierOrg=12345" => Told::Empty(401);
    row_2_the_token_lacks_both_scopes: Neither, "scope=SCOPE" => Told::Empty(403);
    row_3_no_administrator_and_no_scope: Owner, "consumerOrg=CUSTOMER&supplierOrg=VENDOR" =>
        Told::Problem(403, FORBIDDEN, NO_SCOPE);
    row_3_no_administrator_and_an_empty_scope: Owner, "consumerOrg=CUSTOMER&supplierOrg=VENDOR&scope=" =>
        Told::Problem(403, FORBIDDEN, NO_SCOPE);
    row_4_a_prefix_that_is_not_owned: Owner, "consumerOrg=CUSTOMER&supplierOrg=VENDOR&scope=skd:noe" =>
        Told::Problem(403, FORBIDDEN, "Not authorized for lookup of delegations for the scope: skd:noe");
    row_4_a_prefix_that_begins_with_ones_own: Owner, "consumerOrg=CUSTOMER&supplierOrg=VENDOR&scope=brregx:noe" =>
        Told::Problem(403, FORBIDDEN, "Not authorized for lookup of delegations for the scope: brregx:noe");
    row_5_the_administrator_asks_nothing: Admin, "" => Told::Problem(400, BAD_REQUEST, NOTHING_ASKED);
    row_5_the_administrator_asks_three_times_nothing: Admin, "supplierOrg=&consumerOrg=&scope=" =>
        Told::Problem(400, BAD_REQUEST, NOTHING_ASKED);
    row_6_a_malformed_supplier_before_a_malformed_consumer: Admin, "supplierOrg=12345&consumerOrg=1" =>
        Told::Invalid("supplierOrg", "supplierOrg is not a valid organization number");
    row_6_the_suppliers_last_digit: Admin, "supplierOrg=974760674" =>
        Told::Invalid("supplierOrg", "supplierOrg is not a valid organization number");
    row_7_a_malformed_consumer: Admin, "consumerOrg=ABCDEFGHI" =>
        Told::Invalid("consumerOrg", "consumerOrg is not a valid organization number");
    row_7_the_consumers_last_digit: Admin, "consumerOrg=974760674" =>
        Told::Invalid("consumerOrg", "consumerOrg is not a valid organization number");
    row_8_an_unknown_consumer_before_an_unknown_supplier: Admin, "supplierOrg=UNKNOWN&consumerOrg=UNKNOWN" =>
        Told::Invalid(
            "consumerOrg",
            "The specified consumerOrg: UNKNOWN, is not a valid organization number (Parameter 'consumerOrg')",
        );
    row_8_an_unknown_supplier: Admin, "supplierOrg=UNKNOWN" =>
        Told::Invalid(
            "supplierOrg",
            "The specified supplierOrg: UNKNOWN, is not a valid organization number (Parameter 'supplierOrg')",
        );
    row_9_an_unknown_scope: Admin, "scope=urn:altinn:maskinporten:testscope" => Told::Nothing;
    row_9_a_delegation_that_was_taken_back: Admin,
        "consumerOrg=CUSTOMER&supplierOrg=VENDOR&scope=brreg:reelle/media" => Told::Nothing;
    row_9_the_other_way_round: Admin, "consumerOrg=VENDOR&supplierOrg=CUSTOMER" => Told::Nothing;
    row_10_a_hit: Owner, "consumerOrg=CUSTOMER&supplierOrg=VENDOR&scope=SCOPE" => Told::TheOne;
    row_10_names_in_any_case: Admin, "consumerorg=CUSTOMER&SUPPLIERORG=VENDOR" => Told::TheOne;
    row_10_by_the_scope_alone: Admin, "scope=SCOPE" => Told::TheOne;
    row_10_by_the_consumer_alone: Admin, "consumerOrg=CUSTOMER" => Told::TheOne;
    row_10_by_the_supplier_alone: Admin, "supplierOrg=VENDOR" => Told::TheOne;
}
