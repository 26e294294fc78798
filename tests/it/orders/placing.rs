//! What is taken, and that the same order sent twice is one.

use fullmakt::clock::{DAY, MINUTE};
use fullmakt::language::Language;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::draft::{Draft, Fault, FaultKind, fields};
use fullmakt::orders::place::{Arrival, Placed, check_registry, confirm, place};
use fullmakt::orders::{Channel, OrderError, OrderKind, OrderState};
use proptest::prelude::*;

use super::{CUSTOMER, DELETED, VENDOR, approve, draft, found, kinds_to, on_node, placed, try_place, with};
use crate::support::TestApp;

#[tokio::test]
async fn an_order_gets_a_case_number_of_its_year_a_receipt_and_an_audit_row() {
    let test = TestApp::new().await;
    let first = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let second = placed(&test, &draft(OrderKind::Direct)).await;
    assert_eq!((first.case_number.as_str(), second.case_number.as_str()), ("2026-00001", "2026-00002"));
    assert_eq!(first.state, OrderState::Received);
    assert_eq!(kinds_to(&test, "mari@leverandor.example").await, ["receipt"]);
    assert_eq!(kinds_to(&test, "ola@kunde.example").await, ["receipt"]);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.placed'").await, 2);
    // Nothing is imported or made before a handler has said yes.
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0);
    // 15 January plus a year of days, less the leap.
    test.advance(360 * DAY);
    let next_year = placed(&test, &draft(OrderKind::Direct)).await;
    assert_eq!(next_year.case_number, "2027-00001");
}

#[tokio::test]
async fn what_enhetsregisteret_says_is_a_fault_and_an_unlike_name_a_warning() {
    let test = TestApp::new().await;
    let random = fullmakt::ids::Random::seeded(5);
    let mut below = |bound| random.below(bound);
    let unknown = OrgNumber::make(8, &mut below).to_string();
    let fictional = OrgNumber::make(3, &mut below).to_string();
    let fault = |kind| vec![Fault { field: "vendor.number".to_owned(), kind }];
    for (number, name, faults, warnings) in [
        (VENDOR, "SPREK MAUR", vec![], vec![]),
        (VENDOR, "Helt Annet Navn AS", vec![], vec!["name-unlike:vendor"]),
        (DELETED, "Treg Lynx AS", fault(FaultKind::OrganisationDeleted), vec![]),
        (unknown.as_str(), "Ukjent AS", fault(FaultKind::OrganisationUnknown), vec![]),
        (fictional.as_str(), "Oppdiktet AS", fault(FaultKind::FictionalUnknown), vec![]),
    ] {
        let draft = with(OrderKind::FictionalCustomer, &[("vendor.number", number), ("vendor.name", name)]);
        let findings = check_registry(&test.app, &draft.check().expect("faultless")).await.expect("asked");
        assert_eq!(findings.faults, faults, "{number} {name}");
        assert_eq!(findings.warnings, warnings, "{number} {name}");
    }
}

#[tokio::test]
async fn a_vendor_that_is_a_fictional_party_of_this_world_may_order() {
    let test = TestApp::new().await;
    let first = super::carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let (number, name) = first.fictional_customer.expect("a fictional customer");
    let changes = [("vendor.number", number.to_string()), ("vendor.name", name)];
    let changes: Vec<(&str, &str)> = changes.iter().map(|(path, value)| (*path, value.as_str())).collect();
    let second = placed(&test, &with(OrderKind::FictionalCustomer, &changes)).await;
    assert!(!second.reads_real_data());
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let receipt = mails.iter().find(|mail| mail.subject.contains("2026-00002")).expect("a receipt");
    assert!(receipt.body.contains("Ingen produksjonsdata"), "{}", receipt.body);
}

#[tokio::test]
async fn an_order_is_taken_when_enhetsregisteret_cannot_be_asked_and_the_check_stays_open() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("enheter.json");
    let path = file.display().to_string();
    // There when the service starts, and gone when it is asked.
    std::fs::write(&file, "[]").expect("a file");
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &path)]).await;
    std::fs::remove_file(&file).expect("gone");
    let order = placed(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(order.warnings, ["not-checked:vendor", "not-checked:customer"]);
    test.advance(2 * MINUTE);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.warnings, order.warnings, "still unreachable");

    let one = r#"[{"organisasjonsnummer":"910049356","navn":"HELT ANNET AS","organisasjonsform":{"kode":"AS","beskrivelse":"Aksjeselskap"}}]"#;
    std::fs::write(&file, one).expect("a file");
    test.advance(10 * MINUTE);
    test.run_jobs().await;
    let after = found(&test, &order.case_number).await;
    assert_eq!(after.warnings, ["name-unlike:vendor", "unknown:customer"]);
    assert_eq!(after.state, OrderState::Received, "an order that was taken is not refused by a later answer");
    for warning in after.warnings.iter().chain(&order.warnings) {
        let key = fullmakt::orders::letters::warning_key(warning);
        assert!(Language::ALL.iter().all(|language| language.has(&key)), "{key}");
    }
    assert_eq!(
        test.count("SELECT count(*) AS n FROM jobs WHERE kind = 'orders.check' AND done_at IS NULL").await,
        0
    );
}

#[tokio::test]
async fn the_same_order_sent_twice_is_one_and_another_under_its_key_is_a_conflict() {
    let test = TestApp::new().await;
    let order = draft(OrderKind::Direct);
    let first = try_place(&test.app, &order, "form:a").await.expect("placed");
    let again = try_place(&test.app, &order, "form:a").await.expect("placed");
    let other = with(OrderKind::Direct, &[("message", "Noe annet")]);
    let conflict = try_place(&test.app, &other, "form:a").await.expect("placed");
    let Placed::New(first) = first else { panic!("{first:?}") };
    assert!(matches!(&again, Placed::Same(same) if same.id == first.id), "{again:?}");
    assert!(matches!(&conflict, Placed::Conflict(same) if same.id == first.id), "{conflict:?}");
    // The language of the answers is not what was ordered.
    let mut in_english = order.clone();
    in_english.language = Language::En;
    assert!(matches!(try_place(&test.app, &in_english, "form:a").await, Ok(Placed::Same(_))));
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters").await, 1);
}

#[tokio::test]
async fn two_nodes_that_take_the_same_order_at_once_make_one_and_no_case_number_is_missing() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    let order = draft(OrderKind::FictionalCustomer);
    for round in 1..=8 {
        let key = format!("api:{round}");
        let (a, b) = tokio::join!(try_place(&one, &order, &key), try_place(&two, &order, &key));
        let new = [a.expect("placed"), b.expect("placed")]
            .into_iter()
            .filter(|placed| matches!(placed, Placed::New(_)))
            .count();
        assert_eq!(new, 1, "round {round}");
        assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, round);
        assert_eq!(test.count("SELECT last AS n FROM case_numbers").await, round);
        assert_eq!(test.count("SELECT count(*) AS n FROM letters").await, round);
    }
}

#[tokio::test]
async fn orders_that_come_at_once_get_numbers_in_a_row() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    let order = draft(OrderKind::Direct);
    for round in 0..6 {
        let (first, second) = (format!("form:{round}a"), format!("form:{round}b"));
        let (a, b) = tokio::join!(try_place(&one, &order, &first), try_place(&two, &order, &second));
        assert!(matches!((a, b), (Ok(Placed::New(_)), Ok(Placed::New(_)))), "round {round}");
    }
    let mut tx = test.app.db.read().await.expect("read");
    let rows = tx
        .fetch_all("SELECT case_number FROM orders ORDER BY case_number", fullmakt::db::params![])
        .await
        .expect("query");
    let numbers: Vec<String> = rows.iter().map(|row| row.text("case_number").expect("number")).collect();
    let expected: Vec<String> = (1..=12).map(|number| format!("2026-{number:05}")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn an_order_from_somebody_unknown_counts_when_its_contact_confirms_it() {
    let test = TestApp::new().await;
    let checked = draft(OrderKind::FictionalCustomer).check().expect("faultless");
    let arrival = Arrival {
        channel: Channel::Api,
        once_key: "api:x",
        actor: "visitor",
        unconfirmed: true,
        reply_to: None,
        added: None,
    };
    let mut tx = test.app.db.begin_write().await.expect("write");
    let Placed::New(order) =
        place(&mut tx, &test.app, test.app.now(), &checked, &[], arrival).await.expect("placed")
    else {
        panic!("a new order was expected")
    };
    tx.commit().await.expect("commit");
    assert_eq!(order.state, OrderState::Unconfirmed);
    assert_eq!(kinds_to(&test, "mari@leverandor.example").await, ["confirm"]);
    assert!(
        matches!(approve(&test.app, &order.case_number, None).await, Err(OrderError::NotPossibleNow(_))),
        "what nobody has confirmed is not decided"
    );

    let vendor = OrgNumber::parse(VENDOR).expect("a number");
    let stranger = OrgNumber::parse(CUSTOMER).expect("a number");
    for (organisation, outcome) in [(stranger, "not found"), (vendor, "confirmed"), (vendor, "not possible")]
    {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let answer =
            confirm(&mut tx, &test.app, test.app.now(), &order.case_number, organisation, "contact:x").await;
        let seen = match answer {
            Ok(order) => {
                assert_eq!(order.state, OrderState::Received);
                tx.commit().await.expect("commit");
                "confirmed"
            }
            Err(OrderError::NotFound) => "not found",
            Err(OrderError::NotPossibleNow(_)) => "not possible",
            Err(error) => panic!("{error}"),
        };
        assert_eq!(seen, outcome);
    }
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Received);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in the fields: an answer, no panic, faults on fields that exist, each named once.
    #[test]
    fn any_text_in_any_field_is_answered(values in proptest::collection::vec("\\PC{0,40}|[\\x00-\\x1f]{1,3}|[0-9 ]{0,15}", 12), kind in 0_usize..3) {
        let kind = OrderKind::ALL[kind];
        let mut draft = Draft::new(kind, Language::Nb);
        for (path, value) in fields(kind).iter().zip(&values) {
            draft.fields.insert((*path).to_owned(), value.clone());
        }
        if let Err(faults) = draft.check() {
            let mut named: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
            prop_assert!(named.iter().all(|field| fields(kind).contains(field)));
            named.dedup();
            prop_assert_eq!(named.len(), faults.len());
        }
    }

    /// No walk through the states leaves an ended order but to take back what it gave, and none goes in a circle.
    #[test]
    fn every_walk_through_the_states_ends(start in 0_usize..11, wishes in proptest::collection::vec(0_usize..11, 0..60)) {
        let mut state = OrderState::ALL[start];
        let mut seen = vec![state];
        for wish in wishes {
            if let Ok(next) = state.to(OrderState::ALL[wish]) {
                prop_assert!(!state.is_final() || next == OrderState::Ending);
                prop_assert!(!seen.contains(&next), "{next:?} again after {seen:?}");
                seen.push(next);
                state = next;
            }
        }
        prop_assert!(seen.len() <= 8);
    }
}
