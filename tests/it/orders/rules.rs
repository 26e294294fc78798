//! Rules that approve without a human: what they take, what they leave, and that a rule and a handler decide once.

use std::path::{Path, PathBuf};

use fullmakt::app::App;
use fullmakt::orders::checks::About;
use fullmakt::orders::rules::{self, Hindrance, Rules, try_on_past};
use fullmakt::orders::{OrderKind, OrderState, casework, store};

use super::{
    HANDLER, OTHER_VENDOR, SCOPE, approve, carried_out, draft, found, on_node, placed, reject, with,
};
use crate::support::TestApp;

const ANY: &str = "[[rule]]\nname = \"alle fiktive\"\nkind = \"fictional_customer\"\nchecks = \"nothing_against\"\nactive = true\n";

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rules.toml");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

/// A world in which the rules of `text` are switched on.
async fn world_with(lines: &str) -> (tempfile::TempDir, TestApp) {
    let (folder, path) = file(lines);
    let test = TestApp::with_env(&[("FULLMAKT_RULES", path.to_str().expect("a path"))]).await;
    (folder, test)
}

#[tokio::test]
async fn without_a_file_of_rules_every_order_waits_for_a_handler() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Received);
    assert_eq!(test.count("SELECT count(*) AS n FROM jobs WHERE kind = 'orders.rule'").await, 0);
}

#[tokio::test]
async fn a_rule_that_is_not_switched_on_is_tried_and_decides_nothing() {
    for off in ["active = false\n", ""] {
        let (_folder, test) = world_with(&ANY.replace("active = true\n", off)).await;
        let decided = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        let waits = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        test.run_jobs().await;
        assert_eq!(decided.decided_by.as_deref(), Some(HANDLER));
        assert_eq!(found(&test, &waits.case_number).await.state, OrderState::Received);
        let mut handler = test.handler().await;
        let page = handler.get("/saksbord/regler").await.text();
        assert!(page.contains("alle fiktive Bare prøvd"), "{page}");
        assert!(page.contains("Reglene ville ha godkjent 1 av 1."), "{page}");
    }
}

#[tokio::test]
async fn a_rule_takes_only_its_kind_and_never_a_direct_order() {
    let both = format!(
        "{ANY}scope = \"brreg:reelle/media\"\n[[rule]]\nname = \"eksisterende\"\nkind = \"existing_customer\"\nchecks = \"nothing_against\"\nactive = true\n"
    );
    let (_folder, test) = world_with(&both).await;
    for (kind, expected, who) in [
        (OrderKind::FictionalCustomer, OrderState::Done, Some("rule:alle fiktive")),
        (OrderKind::ExistingCustomer, OrderState::WaitingForCustomer, Some("rule:eksisterende")),
        (OrderKind::Direct, OrderState::Received, None),
    ] {
        let order = placed(&test, &draft(kind)).await;
        test.run_jobs().await;
        let order = found(&test, &order.case_number).await;
        assert_eq!((order.state, order.decided_by.as_deref()), (expected, who), "{kind:?}");
        if kind == OrderKind::FictionalCustomer {
            assert_eq!(order.scope.as_deref(), Some("brreg:reelle/media"));
            let mut handler = test.handler().await;
            let page = handler.get(&format!("/saksbord/{}", order.case_number)).await.text();
            assert!(page.contains("Regelen alle fiktive"), "the history tells which rule it was: {page}");
        }
    }
    let by_rule = "SELECT count(*) AS n FROM audit WHERE action = 'order.approved' AND actor LIKE 'rule:%'";
    assert_eq!(test.count(by_rule).await, 2);
}

#[tokio::test]
async fn what_a_rule_asks_for_must_hold() {
    let free = [("vendor.contact.email", "mari@gmail.com")];
    let unlike = [("vendor.name", "Helt Annet Navn AS")];
    let green = ANY.replace("nothing_against", "all_green");
    let known = format!("{ANY}done_orders_at_least = 1\n");
    for (text, changes, known_before, approved) in [
        (ANY, &[][..], false, true),
        (ANY, &free, false, false),
        (ANY, &unlike, true, false),
        // A first order has nothing to be compared with, so that not all is green.
        (&green, &[], false, false),
        (&green, &[], true, true),
        (&known, &[], false, false),
        (&known, &[], true, true),
    ] {
        let (_folder, path) = file(text);
        let test = TestApp::new().await;
        if known_before {
            carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        }
        let order = placed(&test, &with(OrderKind::FictionalCustomer, changes)).await;
        let rules = Rules::read_file(&path).expect("rules");
        let decided =
            rules::apply(&test.app, &rules, &order.id, test.app.now()).await.expect("applied").is_some();
        assert_eq!(decided, approved, "{text} {changes:?} {known_before}");
    }
}

#[tokio::test]
async fn an_order_that_a_handler_has_taken_is_left_to_the_handler() {
    let (_folder, test) = world_with(ANY).await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let taken = handler.post(&format!("/saksbord/{}/ta", order.case_number), &[]).await;
    assert!(taken.status.is_redirection(), "{}", taken.body);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Received);
}

#[tokio::test]
async fn a_rule_and_a_handler_who_decide_at_once_make_one_decision() {
    let test = TestApp::new().await;
    let (_folder, path) = file(ANY);
    let rules = Rules::read_file(&path).expect("rules");
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for round in 0..6 {
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let case = order.case_number.as_str();
        let by_rule = |app: App| {
            let (rules, id) = (rules.clone(), order.id.clone());
            async move { matches!(rules::apply(&app, &rules, &id, app.now()).await, Ok(Some(_))) }
        };
        let (approved, handled) = if round % 2 == 0 {
            let (approved, handled) = tokio::join!(by_rule(one.clone()), reject(&two, case, "Nei"));
            (approved, handled.is_ok())
        } else {
            let (handled, approved) = tokio::join!(approve(&two, case, None), by_rule(one.clone()));
            (approved, handled.is_ok())
        };
        assert_ne!(approved, handled, "round {round}: exactly one decides");
        let decided = found(&test, case).await;
        assert_eq!(decided.decided_by.as_deref().is_some_and(|actor| actor.starts_with("rule:")), approved);
    }
    let decisions = "SELECT count(*) AS n FROM audit WHERE action IN ('order.approved', 'order.rejected')";
    assert_eq!(test.count(decisions).await, 6);
}

#[tokio::test]
async fn a_handler_who_takes_the_case_at_the_same_moment_keeps_it_or_finds_it_decided() {
    let test = TestApp::new().await;
    let (_folder, path) = file(ANY);
    let rules = Rules::read_file(&path).expect("rules");
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for round in 0..8 {
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let by_rule =
            async { rules::apply(&one, &rules, &order.id, one.now()).await.expect("applied").is_some() };
        let by_hand = async {
            let mut tx = two.db.begin_write().await.expect("write");
            casework::take(&mut tx, &two, two.now(), &order.case_number, HANDLER).await.expect("taken");
            let seen = store::find(&mut tx, &order.id).await.expect("found").expect("an order");
            tx.commit().await.expect("commit");
            seen
        };
        let (approved, seen) = if round % 2 == 0 {
            tokio::join!(by_rule, by_hand)
        } else {
            let (seen, approved) = tokio::join!(by_hand, by_rule);
            (approved, seen)
        };
        let now = found(&test, &order.case_number).await;
        assert_eq!(now.state == OrderState::Provisioning, approved, "round {round}");
        assert_eq!(
            seen.state, now.state,
            "round {round}: a case in hand is not decided behind its handler's back"
        );
    }
}

#[tokio::test]
async fn a_trial_counts_and_lists_what_handlers_decided_otherwise_and_changes_nothing() {
    let (_folder, path) = file(ANY);
    let test = TestApp::with_env(&[]).await;
    let kind = OrderKind::FictionalCustomer;
    carried_out(&test, &draft(kind)).await;
    test.advance(60_000);
    let rejected = placed(&test, &draft(kind)).await;
    reject(&test.app, &rejected.case_number, "Nei").await.expect("rejected");
    let other_scope = placed(&test, &draft(kind)).await;
    approve(&test.app, &other_scope.case_number, Some("brreg:reelle/media")).await.expect("approved");
    let free = placed(&test, &with(kind, &[("vendor.contact.email", "mari@gmail.com")])).await;
    approve(&test.app, &free.case_number, None).await.expect("approved");
    placed(&test, &with(kind, &[("vendor.number", OTHER_VENDOR), ("vendor.name", "Venter AS")])).await;
    let direct = placed(&test, &draft(OrderKind::Direct)).await;
    approve(&test.app, &direct.case_number, None).await.expect("approved");

    let before = test.count("SELECT count(*) AS n FROM audit").await;
    let rules = Rules::read_file(&path).expect("rules");
    let mut tx = test.app.db.read().await.expect("read");
    let trial = try_on_past(&mut tx, &rules).await.expect("a trial");
    assert_eq!((trial.looked_at, trial.approved), (4, 3));
    assert_eq!(trial.held_back, [(Hindrance::Check(About::MailDomain), 1)]);
    let mut otherwise: Vec<(&str, Option<&str>)> = trial
        .otherwise
        .iter()
        .map(|tried| (tried.order.case_number.as_str(), tried.scope.as_deref()))
        .collect();
    otherwise.sort_unstable();
    assert_eq!(
        otherwise,
        [(rejected.case_number.as_str(), None), (other_scope.case_number.as_str(), Some(SCOPE))]
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM audit").await, before);
}

#[tokio::test]
async fn the_desk_shows_the_rules_and_their_trial() {
    let test = TestApp::new().await;
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/regler").await.text();
    assert!(page.contains("Ingen regler er satt opp."), "{page}");
    assert_eq!(test.browser().get("/saksbord/regler").await.status, 403);

    let (_folder, test) = world_with(&format!("{ANY}done_orders_at_least = 5\n")).await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    assert_eq!(order.state, OrderState::Done);
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/regler").await.text();
    assert!(page.contains("alle fiktive") && page.contains("Reglene ville ha godkjent 0 av 1."), "{page}");
}

#[test]
fn the_example_in_the_documentation_is_a_file_of_rules_that_is_off() {
    let page = include_str!("../../../docs/desk.md");
    let example =
        page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let rules = Rules::parse(example).expect("rules");
    assert!(rules.all().len() == 1 && !rules.all()[0].active);
}

#[test]
fn a_wrong_file_stops_the_start_with_its_line() {
    let error = Rules::read_file(Path::new("/does/not/exist.toml")).unwrap_err().to_string();
    assert!(error.contains("FULLMAKT_RULES"), "{error}");
    let (_folder, path) = file(&ANY.replace("fictional_customer", "direct"));
    let error = Rules::read_file(&path).unwrap_err().to_string();
    assert!(error.contains("line 3: kind: a direct order"), "{error}");
}

#[tokio::test]
async fn what_anybody_could_have_filled_in_is_ruled_when_its_contact_has_confirmed_it() {
    let (_folder, test) = world_with(ANY).await;
    let mut visitor = test.browser();
    visitor.get("/bestill/fiktiv-kunde").await;
    let fields = [
        ("vendor.number", "910049356"),
        ("vendor.name", "Sprek Maur"),
        ("vendor.contact.name", "Mari Oppdiktet"),
        ("vendor.contact.email", "mari@leverandor.example"),
        ("vendor.contact.phone", "22 33 44 55"),
        ("wants_fictional_customer", "ja"),
        ("notice", "ja"),
    ];
    let sent = visitor.post("/bestill/fiktiv-kunde", &fields).await;
    let thanks = visitor.get(sent.location()).await.text();
    assert!(thanks.contains("bekreft bestillingen. Ingenting skjer før det"), "{thanks}");
    let case = sent.location().split("sak=").nth(1).and_then(|rest| rest.split('&').next()).expect("a case");
    test.run_jobs().await;
    assert_eq!(found(&test, case).await.state, OrderState::Unconfirmed);
    let mut letters = test.mailbox().await;
    assert_eq!(letters.len(), 1);
    let link = letters.pop().and_then(|letter| letter.path_starting("/lenke/")).expect("a link");
    let mut contact = test.browser();
    contact.follow(&link).await;
    contact.post(&format!("/sak/{case}/bekreft"), &[]).await;
    test.run_jobs().await;
    let order = found(&test, case).await;
    assert_eq!((order.state, order.decided_by.as_deref()), (OrderState::Done, Some("rule:alle fiktive")));

    // Who has an approved case comes with its organisation, and is believed about it.
    contact.get("/bestill/fiktiv-kunde").await;
    let sent = contact.post("/bestill/fiktiv-kunde", &fields).await;
    assert!(!sent.location().contains("bekreft"), "{}", sent.location());
}
