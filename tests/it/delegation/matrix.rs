//! Grant × delegation × `consumer_org` × scheme (`altinn.md` §8, last table, with every cell that it leaves out): one table
//! against the token server.

use fullmakt::clients;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use serde_json::{Value, json};

use super::{MEDIA, OBLIGED, OBLIGED_SCOPE, World as Parties};
use crate::token::{CUSTOMER, SUPPLIER, World};

/// What the customer holds of the scope.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Grant {
    Never,
    Granted,
    TakenBack,
}

/// What the customer gave the supplier.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Given {
    Nothing,
    SupplierAdded,
    TheScheme,
    TakenBack,
    SisterScheme,
    BothSchemes,
    BundleWithTheScope,
    ToAnotherSupplier,
    BySubunit,
    Renewed,
}

/// Whom the grant names.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Named {
    Customer,
    Nobody,
    Itself,
    AnotherOrganisation,
    Subunit,
    UnknownNumber,
}

/// What the token server says: the code, or nothing where it gives a token; `self` is the uncoded refusal.
fn expected(grant: Grant, given: Given, named: Named) -> Option<&'static str> {
    match named {
        Named::Itself => Some("self"),
        // The vendor itself, and whoever else, was never granted the scope.
        Named::Nobody | Named::AnotherOrganisation | Named::Subunit | Named::UnknownNumber => Some("MP-250"),
        Named::Customer if grant != Grant::Granted => Some("MP-250"),
        Named::Customer => match given {
            Given::TheScheme | Given::BothSchemes | Given::BundleWithTheScope | Given::Renewed => None,
            _ => Some("MP-251"),
        },
    }
}

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

struct Scene {
    world: World,
    subunit: OrgNumber,
    another: OrgNumber,
}

const BUNDLE: &str = "brreg-reelle-samlet";

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let another = Parties::another(&world.test, 41, "Annen Leverandør AS").await;
        let subunit = Parties::another(&world.test, 42, "Kundens avdeling").await;
        let mut tx = world.test.app.db.begin_write().await.expect("write");
        tx.execute(
            "UPDATE organisations SET form = 'BEDR', parent_number = $2 WHERE number = $1",
            fullmakt::db::params![subunit.to_string(), CUSTOMER],
        )
        .await
        .expect("a subunit");
        let mut bundle = delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("there");
        BUNDLE.clone_into(&mut bundle.id);
        bundle.scopes.push("brreg:reelle/media".to_owned());
        assert!(delegation::insert_scheme(&mut tx, &bundle, 0).await.expect("inserted"));
        tx.commit().await.expect("commit");
        Self { world, subunit, another }
    }

    async fn grant(&self, grant: Grant) {
        let (app, now) = (&self.world.test.app, self.world.test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        let customer = number(CUSTOMER);
        if grant == Grant::Granted {
            clients::grant_scope(&mut tx, app, now, OBLIGED_SCOPE, customer, None, "operator")
                .await
                .expect("granted");
        } else {
            clients::withdraw_scope(&mut tx, app, now, OBLIGED_SCOPE, customer, "operator")
                .await
                .expect("taken back");
            if grant == Grant::Never {
                tx.execute(
                    "DELETE FROM scope_access WHERE consumer_number = $1",
                    fullmakt::db::params![CUSTOMER],
                )
                .await
                .expect("as if it had never been");
            }
        }
        tx.commit().await.expect("commit");
    }

    /// Begins anew with nothing given, then gives.
    async fn set(&self, given: Given) {
        let (app, now) = (&self.world.test.app, self.world.test.app.now());
        let (customer, supplier) = (number(CUSTOMER), number(SUPPLIER));
        let mut tx = app.db.begin_write().await.expect("write");
        for table in ["delegations", "suppliers"] {
            tx.execute(&format!("DELETE FROM {table}"), fullmakt::db::params![]).await.expect("cleared");
        }
        let schemes: &[&str] = match given {
            Given::Nothing | Given::SupplierAdded => &[],
            Given::SisterScheme => &[MEDIA],
            Given::BothSchemes => &[MEDIA, OBLIGED],
            Given::BundleWithTheScope => &[BUNDLE],
            _ => &[OBLIGED],
        };
        let (from, to) = match given {
            Given::ToAnotherSupplier => (customer, self.another),
            Given::BySubunit => (self.subunit, supplier),
            _ => (customer, supplier),
        };
        if given != Given::Nothing {
            delegation::add_supplier(&mut tx, app, now, from, to, "operator").await.expect("added");
        }
        for scheme in schemes {
            delegation::give(&mut tx, app, now, from, to, scheme, "operator").await.expect("given");
            if matches!(given, Given::TakenBack | Given::Renewed) {
                delegation::withdraw(
                    &mut tx,
                    app,
                    now,
                    from,
                    to,
                    scheme,
                    delegation::By::environment("operator"),
                )
                .await
                .expect("taken back");
            }
            if given == Given::Renewed {
                delegation::give(&mut tx, app, now, from, to, scheme, "operator").await.expect("given again");
            }
        }
        tx.commit().await.expect("commit");
    }

    async fn answer(&self, named: Named, jti: &str) -> Option<String> {
        let mut claims = self.world.claims();
        claims["jti"] = json!(jti);
        let whom = match named {
            Named::Customer => json!(CUSTOMER),
            Named::Nobody => Value::Null,
            Named::Itself => json!(SUPPLIER),
            Named::AnotherOrganisation => json!(self.another),
            Named::Subunit => json!(self.subunit),
            Named::UnknownNumber => json!("910049356"),
        };
        claims["consumer_org"] = whom.clone();
        if whom.is_null() {
            claims.as_object_mut().expect("claims").remove("consumer_org");
        }
        let answer = self.world.ask(&claims).await;
        let body = answer.json();
        if answer.status.is_success() {
            assert!(body["access_token"].is_string(), "{body}");
            return None;
        }
        assert_eq!(answer.status.as_u16(), 400, "{body}");
        let code = body["error_uri"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or("self");
        let error = if code == "self" { "invalid_request" } else { "invalid_scope" };
        assert!(code == "self" || body["error"] == json!(error), "{body}");
        Some(code.to_owned())
    }
}

#[tokio::test]
async fn grant_delegation_consumer_org_and_scheme_decide_together() {
    let scene = Scene::new().await;
    let (mut cells, mut tokens) = (0, 0);
    for grant in [Grant::Never, Grant::Granted, Grant::TakenBack] {
        scene.grant(grant).await;
        for given in [
            Given::Nothing,
            Given::SupplierAdded,
            Given::TheScheme,
            Given::TakenBack,
            Given::SisterScheme,
            Given::BothSchemes,
            Given::BundleWithTheScope,
            Given::ToAnotherSupplier,
            Given::BySubunit,
            Given::Renewed,
        ] {
            scene.set(given).await;
            for named in [
                Named::Customer,
                Named::Nobody,
                Named::Itself,
                Named::AnotherOrganisation,
                Named::Subunit,
                Named::UnknownNumber,
            ] {
                cells += 1;
                let got = scene.answer(named, &format!("jti-{cells}")).await;
                assert_eq!(
                    got.as_deref(),
                    expected(grant, given, named),
                    "{grant:?} × {given:?} × {named:?}"
                );
                tokens += usize::from(got.is_none());
            }
        }
    }
    assert_eq!((cells, tokens), (180, 4));
}
