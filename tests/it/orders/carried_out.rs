//! Both ways of the authority's page, step by step, each step once and with a receipt.

use fullmakt::clock::{HOUR, MINUTE};
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::language::Language;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::store::{StepRow, list_steps};
use fullmakt::orders::{Order, OrderError, OrderKind, OrderState, provision};
use fullmakt::parties;

use super::{
    CUSTOMER, HANDLER, OTHER_VENDOR, SCOPE, VENDOR, approve, carried_out, draft, found, placed, with,
};
use crate::support::TestApp;

async fn steps(test: &TestApp, order: &Order) -> Vec<StepRow> {
    let mut tx = test.app.db.read().await.expect("read");
    list_steps(&mut tx, &order.id).await.expect("steps")
}

fn in_words(steps: &[StepRow]) -> Vec<String> {
    steps.iter().map(|step| format!("{} {}", step.step.key(), step.state)).collect()
}

async fn granted(test: &TestApp, customer: OrgNumber) -> bool {
    let mut tx = test.app.db.read().await.expect("read");
    fullmakt::clients::is_granted(&mut tx, SCOPE, customer).await.expect("query")
}

#[tokio::test]
async fn a_fictional_customer_is_made_with_person_role_and_scope() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    assert_eq!(order.state, OrderState::Done);
    let steps = steps(&test, &order).await;
    assert_eq!(
        in_words(&steps),
        [
            "import_vendor done", "create_customer done", "person_with_role done", "grant_scope done",
            "letters done"
        ]
    );
    let (customer, name) = order.fictional_customer.clone().expect("a customer");
    assert!(customer.is_fictional());
    assert!(granted(&test, customer).await);
    let mut tx = test.app.db.read().await.expect("read");
    let vendor = parties::find_organisation(&mut tx, OrgNumber::parse(VENDOR).unwrap())
        .await
        .unwrap()
        .expect("vendor");
    assert_eq!(
        (vendor.origin.as_str(), vendor.case_number.as_deref()),
        ("imported", Some(order.case_number.as_str()))
    );
    let person = parties::person_of_customer(&mut tx, customer).await.unwrap().expect("a person");
    assert!(person.number.to_string()[2..4].parse::<u32>().unwrap() > 80, "synthetic: month plus 80");
    let roles = parties::roles_in(&mut tx, &person.party_uuid, customer).await.unwrap();
    assert_eq!(roles, [parties::GENERAL_MANAGER]);
    drop(tx);

    // Every step left a receipt; the person's number stands in none, nor in the audit.
    let receipts: Vec<String> =
        steps.iter().map(|step| step.receipt.as_ref().expect("a receipt").to_string()).collect();
    let number = person.number.to_string();
    assert!(receipts.iter().all(|receipt| !receipt.contains(&number)));
    assert!(receipts[1].contains(&name) && receipts[3].contains(SCOPE), "{receipts:?}");
    assert_eq!(
        test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.step_done'").await,
        i64::try_from(steps.len()).unwrap()
    );
    let mut tx = test.app.db.read().await.expect("read");
    for row in tx.fetch_all("SELECT detail FROM audit", params![]).await.expect("audit") {
        assert!(!row.text("detail").unwrap().contains(&number));
    }
}

#[tokio::test]
async fn a_customer_orders_first_and_the_vendor_after_it() {
    let test = TestApp::new().await;
    let direct = carried_out(&test, &draft(OrderKind::Direct)).await;
    assert_eq!(direct.state, OrderState::Done);
    let customer = OrgNumber::parse(CUSTOMER).unwrap();
    assert!(granted(&test, customer).await);
    assert_eq!(
        in_words(&steps(&test, &direct).await),
        ["import_customer done", "grant_scope done", "letters done"]
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 0, "a direct order makes no person");

    let vendors = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!((vendors.state, vendors.scope.as_deref()), (OrderState::Done, Some(SCOPE)));
    let rows = steps(&test, &vendors).await;
    assert_eq!(
        in_words(&rows),
        [
            "wait_for_grant done", "import_vendor done", "import_customer done", "person_with_role done",
            "letters done"
        ]
    );
    assert_eq!(
        rows[2].receipt.as_ref().unwrap()["was_there"],
        true,
        "the customer was imported by its own order"
    );
}

#[tokio::test]
async fn a_vendor_that_orders_before_its_customer_waits_and_goes_on_by_itself() {
    let test = TestApp::new().await;
    let vendors = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(vendors.state, OrderState::WaitingForCustomer);
    assert_eq!(
        test.count("SELECT count(*) AS n FROM organisations").await,
        0,
        "nothing is read in while it waits"
    );
    let direct = carried_out(&test, &draft(OrderKind::Direct)).await;
    assert_eq!(direct.state, OrderState::Done);
    assert_eq!(found(&test, &vendors.case_number).await.state, OrderState::Done);
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 2);
}

#[tokio::test]
async fn a_grant_given_by_the_scopes_owner_lets_waiting_orders_go_on_too() {
    let test = TestApp::new().await;
    let vendors = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let customer = OrgNumber::parse(CUSTOMER).unwrap();
    let mut tx = test.app.db.begin_write().await.unwrap();
    fullmakt::clients::grant_scope(
        &mut tx,
        &test.app,
        test.app.now(),
        SCOPE,
        customer,
        None,
        "machine:owner",
    )
    .await
    .expect("granted");
    tx.commit().await.unwrap();
    test.run_jobs().await;
    assert_eq!(found(&test, &vendors.case_number).await.state, OrderState::Done);
}

#[tokio::test]
async fn a_customer_with_several_scopes_is_told_all_of_them_and_the_vendor_none() {
    const MEDIA: &str = "brreg:reelle/media";
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let (customer, vendor) = (OrgNumber::parse(CUSTOMER).unwrap(), OrgNumber::parse(VENDOR).unwrap());
    crate::clients::grant(&test, MEDIA, customer).await;
    let order = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(order.state, OrderState::Done);

    let mails = test.mailbox().await;
    let about = |to: &str| {
        let mut theirs =
            mails.iter().filter(|mail| mail.to == to && mail.subject.contains(&order.case_number));
        theirs.next_back().expect("a letter").clone()
    };
    let (to_customer, to_vendor) = (about("ola@kunde.example"), about("mari@leverandor.example"));
    let (mut customers, mut vendors) = (test.browser(), test.browser());
    let customers_page = customers.follow(&to_customer.path_starting("/lenke/").unwrap()).await.text();
    let vendors_page = vendors.follow(&to_vendor.path_starting("/lenke/").unwrap()).await.text();
    for scope in [MEDIA, SCOPE] {
        assert!(to_customer.body.contains(scope), "{}", to_customer.body);
        assert!(customers_page.contains(scope), "{customers_page}");
        assert!(!to_vendor.body.contains(scope) && !vendors_page.contains(scope), "{vendors_page}");
    }
    assert!(vendors_page.contains("Spør kunden hvilket scope dere skal bruke."), "{vendors_page}");

    // The path follows the scope that the customer delegates, whichever it is.
    for scheme in ["brreg-reelle-rapporteringspliktig", "brreg-reelle-media"] {
        let (app, now) = (&test.app, test.app.now());
        let mut tx = app.db.begin_write().await.unwrap();
        delegation::add_supplier(&mut tx, app, now, customer, vendor, "person:x").await.unwrap();
        delegation::give(&mut tx, app, now, customer, vendor, scheme, "person:x").await.unwrap();
        tx.commit().await.unwrap();
        let page = vendors.get(&format!("/sak/{}", order.case_number)).await.text();
        assert!(page.contains(scheme), "{page}");
        let mut tx = app.db.begin_write().await.unwrap();
        delegation::withdraw(
            &mut tx,
            app,
            now,
            customer,
            vendor,
            scheme,
            delegation::By::consumer("person:x"),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn one_person_per_customer_is_reused_by_later_orders() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let changes = [
        ("vendor.number", OTHER_VENDOR),
        ("vendor.name", "Varsom Due AS"),
        ("vendor.contact.email", "turid@annen.example"),
    ];
    let second = carried_out(&test, &with(OrderKind::ExistingCustomer, &changes)).await;
    assert_eq!(second.state, OrderState::Done);
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 1);
    let receipt = steps(&test, &second).await[3].receipt.clone().unwrap();
    assert_eq!(receipt["was_there"], true);
}

#[tokio::test]
async fn a_step_that_cannot_be_done_is_tried_again_then_shown_and_can_be_retried() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("enheter.json");
    let path = file.display().to_string();
    // There when the service starts, and gone when it is asked.
    std::fs::write(&file, "[]").expect("a file");
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &path)]).await;
    std::fs::remove_file(&file).expect("gone");
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    approve(&test.app, &order.case_number, None).await.expect("approved");
    test.run_jobs().await;
    let first = &steps(&test, &order).await[0];
    assert_eq!(first.state, "pending");
    let told = |step: &StepRow, language| {
        step.hindrance.as_ref().expect("a hindrance").text(language, step.state == "failed")
    };
    let waits = told(first, Language::Nb);
    assert!(
        waits.starts_with("Enhetsregisteret svarer ikke (") && waits.ends_with("igjen av oss selv."),
        "{waits}"
    );
    for _ in 0..20 {
        test.advance(HOUR);
        test.run_jobs().await;
    }
    let given_up = &steps(&test, &order).await[0];
    assert_eq!(given_up.state, "failed", "given up after twelve attempts");
    assert!(told(given_up, Language::Nb).ends_with("Velg Prøv igjen."), "{given_up:?}");
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Provisioning);

    // The register answers, and does not know the number: no use in trying again before a handler says so.
    std::fs::write(&file, "[]").expect("a file");
    let retry = async || {
        let mut tx = test.app.db.begin_write().await.unwrap();
        let answer = provision::retry(&mut tx, &test.app, test.app.now(), &order.case_number, HANDLER).await;
        if answer.is_ok() {
            tx.commit().await.unwrap();
        }
        answer
    };
    retry().await.expect("a failed step can be tried again");
    test.run_jobs().await;
    let failed = &steps(&test, &order).await[0];
    assert_eq!(failed.state, "failed");
    assert!(told(failed, Language::En).contains("does not know 910049356. Ask the sender"), "{failed:?}");
    let mut handler = test.handler().await;
    for (language, sentence) in [
        ("nb", "Enhetsregisteret kjenner ikke 910049356. Spør avsenderen"),
        ("nn", "Einingsregisteret kjenner ikkje 910049356. Spør avsendaren"),
        ("en", "Enhetsregisteret does not know 910049356. Ask the sender"),
    ] {
        handler.language = language;
        let page = handler.get(&format!("/saksbord/{}", order.case_number)).await.text();
        assert!(page.contains(sentence), "{page}");
    }

    let known = r#"[{"organisasjonsnummer":"910049356","navn":"SPREK MAUR AS","organisasjonsform":{"kode":"AS","beskrivelse":"Aksjeselskap"}}]"#;
    std::fs::write(&file, known).expect("a file");
    retry().await.expect("again");
    test.advance(MINUTE);
    test.run_jobs().await;
    assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    assert!(matches!(retry().await, Err(OrderError::NotPossibleNow("done"))));
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations WHERE origin = 'imported'").await, 1);
}

#[tokio::test]
async fn two_workers_on_one_order_do_every_step_once() {
    let test = TestApp::new().await;
    let one = super::on_node(&test, test.database.another_node().await);
    let two = super::on_node(&test, test.database.another_node().await);
    for round in 1..=4 {
        let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        approve(&test.app, &order.case_number, None).await.expect("approved");
        let now = test.app.now();
        for _ in 0..12 {
            let _ = tokio::join!(
                provision::run(&one, None, &order.id, 0, now),
                provision::run(&two, None, &order.id, 0, now)
            );
        }
        assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done, "round {round}");
        for (what, sql) in [
            ("fictional organisations", "SELECT count(*) AS n FROM organisations WHERE origin = 'fictional'"),
            ("persons", "SELECT count(*) AS n FROM persons"),
            ("roles", "SELECT count(*) AS n FROM roles"),
            ("grants", "SELECT count(*) AS n FROM scope_access"),
            ("letters", "SELECT count(*) AS n FROM letters WHERE kind = 'ready-fictional'"),
        ] {
            assert_eq!(test.count(sql).await, round, "{what} after round {round}");
        }
    }
    let receipts = "SELECT count(*) AS n FROM audit WHERE action = 'order.step_done'";
    assert_eq!(test.count(receipts).await, 20);
}
