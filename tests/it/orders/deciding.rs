//! Decisions: one, final, and never two.

use fullmakt::orders::legal_basis;
use fullmakt::orders::{OrderError, OrderKind, OrderState};

use super::{approve, approve_with, draft, found, kinds_to, on_node, placed, reject, with};
use crate::support::TestApp;

#[tokio::test]
async fn a_direct_orders_scope_follows_from_its_legal_basis() {
    let test = TestApp::new().await;
    for basis in legal_basis::ALL {
        let changes = [("legal_basis", basis.key), ("legal_basis_text", "hvitvaskingsloven")];
        let order = placed(&test, &with(OrderKind::Direct, &changes)).await;
        // A choice of the handler's own does not count where the basis decides.
        let wish = (basis.key != legal_basis::OWN_WORDS).then_some("brreg:reelle/media");
        let decided = approve_with(&test.app, &order.case_number, wish).await;
        if let Some(scope) = basis.scope {
            assert_eq!(decided.expect("approved").scope.as_deref(), Some(scope), "{}", basis.key);
        } else {
            let missing = basis.key == legal_basis::OWN_WORDS;
            let told = match decided {
                Err(OrderError::ScopeMissing) => missing,
                Err(OrderError::NoScopeForLegalBasis) => !missing,
                _ => false,
            };
            assert!(told, "{}", basis.key);
            assert_eq!(found(&test, &order.case_number).await.state, OrderState::Received);
        }
    }
}

#[tokio::test]
async fn for_a_basis_in_the_applicants_own_words_the_handler_says_where_it_leads() {
    let test = TestApp::new().await;
    let changes = [("legal_basis", legal_basis::OWN_WORDS), ("legal_basis_text", "Vi er en avis")];
    let order = placed(&test, &with(OrderKind::Direct, &changes)).await;
    let wrong = approve(&test.app, &order.case_number, Some("brreg:reelle/finnes-ikke")).await;
    assert!(matches!(wrong, Err(OrderError::ScopeUnknown)));
    let right = approve(&test.app, &order.case_number, Some("brreg:reelle/media")).await.expect("approved");
    assert_eq!(right.scope.as_deref(), Some("brreg:reelle/media"));
}

#[tokio::test]
async fn a_fictional_customers_scope_is_the_handlers_choice_among_the_six() {
    let test = TestApp::new().await;
    for (choice, expected) in [
        (None, None),
        (Some(""), None),
        (Some("brreg:reelle/media"), Some("brreg:reelle/media")),
        (Some("idporten:dcr.read"), None),
    ] {
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let decided = approve_with(&test.app, &order.case_number, choice).await;
        match expected {
            Some(scope) => assert_eq!(decided.expect("approved").scope.as_deref(), Some(scope)),
            None if choice.is_none_or(str::is_empty) => {
                assert!(matches!(decided, Err(OrderError::ScopeMissing)));
            }
            None => assert!(matches!(decided, Err(OrderError::ScopeUnknown))),
        }
    }
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_the_sender_reads_it_without_anybodys_number() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::Direct)).await;
    for empty in ["", "  \n "] {
        assert!(matches!(reject(&test.app, &order.case_number, empty).await, Err(OrderError::ReasonMissing)));
    }
    reject(&test.app, &order.case_number, "Hjemmelen gjelder ikke dere.\nSpør 02013299997 om resten.")
        .await
        .expect("rejected");
    test.run_jobs().await;
    assert_eq!(kinds_to(&test, "ola@kunde.example").await, ["receipt", "rejected"]);
    let mails = test.mailbox().await;
    let letter = mails.iter().find(|mail| mail.subject.contains("avslått")).expect("a letter");
    assert!(letter.body.contains("Hjemmelen gjelder ikke dere.\n    Spør •••••••••••"), "{}", letter.body);
    assert!(matches!(
        approve(&test.app, &order.case_number, None).await,
        Err(OrderError::NotPossibleNow("rejected"))
    ));
    assert!(matches!(reject(&test.app, "2026-99999", "Nei").await, Err(OrderError::NotFound)));
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0);
}

#[tokio::test]
async fn of_two_handlers_who_decide_at_once_one_wins_and_the_other_learns_it() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for round in 0..6 {
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let case = order.case_number.as_str();
        let (approved, other) = if round % 2 == 0 {
            tokio::join!(approve(&one, case, None), approve(&two, case, Some("brreg:reelle/media")))
        } else {
            tokio::join!(approve(&one, case, None), reject(&two, case, "Nei"))
        };
        assert_ne!(approved.is_ok(), other.is_ok(), "round {round}: exactly one decides");
        let lost = approved.err().or(other.err()).expect("one lost");
        assert!(matches!(lost, OrderError::NotPossibleNow(_)), "{lost}");
        let steps = format!("SELECT count(*) AS n FROM order_steps WHERE order_id = '{}'", order.id);
        let decided = found(&test, case).await.state;
        assert_eq!(test.count(&steps).await, if decided == OrderState::Rejected { 0 } else { 5 });
    }
    test.run_jobs().await;
    let done = test.count("SELECT count(*) AS n FROM orders WHERE state = 'done'").await;
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations WHERE origin = 'fictional'").await, done);
    let decided = "SELECT count(*) AS n FROM audit WHERE action IN ('order.approved', 'order.rejected')";
    assert_eq!(test.count(decided).await, 6);
}
