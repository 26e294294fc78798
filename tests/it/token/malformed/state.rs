//! Requests that are in good form, and what they ask for is not there: scopes, grants and delegations in every state.

use fullmakt::db::params;
use fullmakt::parties::End;
use fullmakt::world::{self, Deed, Format, Pair, Side};
use serde_json::json;

use super::{
    COMBINATION, CUSTOMER, OTHER_CLIENTS_SCOPE, SCOPE, Table, Told, not_delegated, not_granted, not_on_client,
};
use crate::support::TestApp;
use crate::token::{STRANGER, SUPPLIER, number};

/// A customer that is deleted, and one that is bankrupt; both had given.
const DELETED: &str = "315000009";
const BANKRUPT: &str = "315000017";

/// What came after the world was loaded.
pub(super) async fn happen(test: &TestApp) {
    let app = &test.app;
    let mut tx = app.db.begin_write().await.expect("write");
    for deed in [
        Deed::DelegationWithdrawn {
            pair: Pair { consumer: number(CUSTOMER), supplier: number(SUPPLIER), person: None },
            by: Side::Consumer,
            scheme: "elg-tatt".to_owned(),
        },
        Deed::Grant { scope: "elg:skog/avslag".to_owned(), organisation: number(CUSTOMER), holds: false },
        Deed::Scope { scope: "elg:skog/stengt".to_owned(), active: false },
        Deed::OrganisationEnds { organisation: number(DELETED), end: End::Deleted },
        Deed::OrganisationEnds { organisation: number(BANKRUPT), end: End::Bankrupt },
    ] {
        let done = deed.happen(&mut tx, app, app.now()).await.expect("it happens");
        assert!(done.changed, "{}", done.told);
    }
    // Its owner has since said that it is for other clients.
    let others = "[[scope]]\nname = \"elg:skog/andre\"\nowner = \"312246538\"\nallowed_integration_types = [\"idporten\"]\n";
    world::load(&mut tx, app, app.now(), others, Format::Toml).await.expect("a good file");
    // What nothing of ours makes: a grant that was asked for and not given yet.
    let asked = "UPDATE scope_access SET state = 'REQUESTED' WHERE scope = 'elg:skog/ventar'";
    assert_eq!(tx.execute(asked, params![]).await.expect("asked"), 1);
    tx.commit().await.expect("commit");
}

pub(super) fn cases(table: &mut Table) {
    let own = |scope: &str| json!({ "scope": scope, "consumer_org": null });
    let delegated = |scope: &str| json!({ "scope": scope });
    let not_given = |scope: &str| not_delegated(CUSTOMER, scope, SUPPLIER);
    for (name, changes, told) in [
        ("scope: its owner has closed it", delegated("elg:skog/stengt"), not_on_client("elg:skog/stengt")),
        (
            "scope: there, and not on the client",
            delegated("brreg:reelle/media"),
            not_on_client("brreg:reelle/media"),
        ),
        ("scope: nowhere", delegated("elg:skog/borte"), not_on_client("elg:skog/borte")),
        (
            "scope: closed, behind a good one",
            delegated(&format!("{SCOPE} elg:skog/stengt")),
            not_on_client("elg:skog/stengt"),
        ),
        ("scope: for other kinds of client", own("elg:skog/andre"), OTHER_CLIENTS_SCOPE),
        (
            "scope: for other kinds, behind a good one",
            own("elg:skog/les elg:skog/andre"),
            OTHER_CLIENTS_SCOPE,
        ),
        (
            "scope: for other kinds, and one not on the client",
            own("elg:skog/andre a:b"),
            not_on_client("a:b"),
        ),
        ("scope: not to be delegated", delegated("elg:skog/les"), COMBINATION),
        ("scope: for all, and not to be delegated", delegated("elg:skog/se"), COMBINATION),
        ("scope: one of two not to be delegated", delegated(&format!("{SCOPE} elg:skog/les")), COMBINATION),
        ("scope: the own one", own("elg:skog/les"), Told::Token),
        ("scope: for all", own("elg:skog/se"), Told::Token),
        ("grant: withdrawn", delegated("elg:skog/avslag"), not_granted("elg:skog/avslag")),
        ("grant: asked for", delegated("elg:skog/ventar"), not_granted("elg:skog/ventar")),
        (
            "grant: the customer's, for the client itself",
            own("elg:skog/aldri"),
            not_granted("elg:skog/aldri"),
        ),
        (
            "grant: one of two withdrawn",
            delegated(&format!("{SCOPE} elg:skog/avslag")),
            not_granted("elg:skog/avslag"),
        ),
        (
            "grant: the vendor's own does not count",
            json!({ "scope": "elg:skog/aldri", "consumer_org": STRANGER }),
            not_granted("elg:skog/aldri"),
        ),
        ("delegation: never given", delegated("elg:skog/aldri"), not_given("elg:skog/aldri")),
        ("delegation: taken back", delegated("elg:skog/tatt"), not_given("elg:skog/tatt")),
        (
            "delegation: no scheme holds the scope",
            delegated("elg:skog/uten-ordning"),
            not_given("elg:skog/uten-ordning"),
        ),
        (
            "delegation: one of two taken back",
            delegated(&format!("{SCOPE} elg:skog/tatt")),
            not_given("elg:skog/tatt"),
        ),
        (
            "delegation: given to another vendor",
            json!({ "consumer_org": STRANGER, "jti": "annen" }),
            not_delegated(STRANGER, SCOPE, SUPPLIER),
        ),
        (
            "delegation: the customer is deleted",
            json!({ "consumer_org": DELETED }),
            not_delegated(DELETED, SCOPE, SUPPLIER),
        ),
        (
            "delegation: the customer is bankrupt",
            json!({ "consumer_org": BANKRUPT }),
            not_delegated(BANKRUPT, SCOPE, SUPPLIER),
        ),
        ("delegation: holds", json!({}), Told::Token),
    ] {
        table.changed(name, &changes, told);
    }
}
