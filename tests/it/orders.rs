//! The order desk at the level of its rules: what is taken, how it is decided and carried out, what waits, and which
//! letters leave. Pages, API and mail stand on the same functions and have tests of their own.

mod afterwards;
mod by_command;
mod by_hand;
mod carried_out;
mod checks;
mod deciding;
mod drafts;
mod elsewhere;
mod ending;
mod letters;
mod lost;
mod placing;
mod mail_lines;
mod reach;
mod reading;
mod rules;
mod vendors;
mod waiting;

use fullmakt::app::App;
use fullmakt::db::Db;
use fullmakt::language::Language;
use fullmakt::orders::draft::{Draft, fields};
use fullmakt::orders::place::{Arrival, Placed, check_registry, place};
use fullmakt::orders::{Channel, Order, OrderError, OrderKind, decide, store};

use crate::support::TestApp;

/// Known fictitious organisations of the built-in register.
pub(crate) const VENDOR: &str = "910049356";
pub(crate) const CUSTOMER: &str = "810844612";
/// Another one, for a second vendor.
pub(crate) const OTHER_VENDOR: &str = "810414782";
/// A deleted one.
pub(crate) const DELETED: &str = "810845422";

pub(crate) const HANDLER: &str = "handler:Test Saksbehandler";
pub(crate) const SCOPE: &str = "brreg:reelle/rapporteringspliktig";

/// A whole and faultless draft of each kind.
pub(crate) fn draft(kind: OrderKind) -> Draft {
    let mut draft = Draft::new(kind, Language::Nb);
    for path in fields(kind) {
        let value = match *path {
            "vendor.number" => VENDOR,
            "vendor.name" => "Sprek Maur AS",
            "vendor.contact.name" => "Mari Oppdiktet",
            "vendor.contact.email" => "mari@leverandor.example",
            "customer.number" => CUSTOMER,
            "customer.name" => "Lydig Laks ASA",
            "customer.contact.name" => "Ola Oppdiktet",
            "customer.contact.email" => "ola@kunde.example",
            "production_contact.name" => "Per Oppdiktet",
            "production_contact.email" => "per@kunde.example",
            "legal_basis" => "reporting-entity",
            "wants_fictional_customer" | "notice" => "ja",
            path if path.ends_with("phone") => "22 33 44 55",
            _ => "",
        };
        if !value.is_empty() {
            draft.fields.insert((*path).to_owned(), value.to_owned());
        }
    }
    draft
}

/// `draft` with some values changed.
pub(crate) fn with(kind: OrderKind, changes: &[(&str, &str)]) -> Draft {
    let mut draft = draft(kind);
    for (path, value) in changes {
        draft.fields.insert((*path).to_owned(), (*value).to_owned());
    }
    draft
}

/// The same world seen by another node, with connections of its own.
pub(crate) fn on_node(test: &TestApp, db: Db) -> App {
    App { db, ..App::clone(&test.app) }
}

/// Places as the form does: checked, looked up, stored.
pub(crate) async fn try_place(app: &App, draft: &Draft, once_key: &str) -> Result<Placed, OrderError> {
    let checked = draft.check().expect("a faultless draft");
    let findings = check_registry(app, &checked).await?;
    assert_eq!(findings.faults, [], "the register finds no fault");
    let arrival = Arrival {
        channel: Channel::Form,
        once_key,
        actor: "visitor",
        unconfirmed: false,
        reply_to: None,
        added: None,
    };
    let mut tx = app.db.begin_write().await?;
    let placed = place(&mut tx, app, app.now(), &checked, &findings.warnings, arrival).await?;
    tx.commit().await?;
    Ok(placed)
}

pub(crate) async fn placed(test: &TestApp, draft: &Draft) -> Order {
    let once_key = format!("form:{}", test.app.random.uuid());
    match try_place(&test.app, draft, &once_key).await.expect("placing") {
        Placed::New(order) => order,
        other => panic!("a new order was expected: {other:?}"),
    }
}

/// Approves as a handler does; without a word about the scope it is the one that the form has chosen beforehand.
pub(crate) async fn approve(app: &App, case: &str, scope: Option<&str>) -> Result<Order, OrderError> {
    approve_with(app, case, scope.or(Some(SCOPE))).await
}

/// Approves with this choice, which may be none.
pub(crate) async fn approve_with(app: &App, case: &str, scope: Option<&str>) -> Result<Order, OrderError> {
    let mut tx = app.db.begin_write().await?;
    let order = decide::approve(&mut tx, app, app.now(), case, scope, HANDLER).await?;
    tx.commit().await?;
    Ok(order)
}

pub(crate) async fn reject(app: &App, case: &str, reason: &str) -> Result<Order, OrderError> {
    let mut tx = app.db.begin_write().await?;
    let order = decide::reject(&mut tx, app, app.now(), case, reason, HANDLER).await?;
    tx.commit().await?;
    Ok(order)
}

/// Places, approves and carries out.
pub(crate) async fn carried_out(test: &TestApp, draft: &Draft) -> Order {
    let order = placed(test, draft).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    test.run_jobs().await;
    found(test, &order.case_number).await
}

pub(crate) async fn found(test: &TestApp, case: &str) -> Order {
    let mut tx = test.app.db.read().await.expect("read");
    store::find_by_case(&mut tx, case).await.expect("query").expect("the order is there")
}

/// The kinds of letters that went to an address, in alphabetical order: on a frozen clock no letter is older.
pub(crate) async fn kinds_to(test: &TestApp, recipient: &str) -> Vec<String> {
    let mut tx = test.app.db.read().await.expect("read");
    tx.fetch_all(
        "SELECT kind FROM letters WHERE recipient = $1 ORDER BY kind",
        fullmakt::db::params![recipient],
    )
    .await
    .expect("query")
    .iter()
    .map(|row| row.text("kind").expect("kind"))
    .collect()
}
