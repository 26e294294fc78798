//! Steps that a handler carries out in another environment and ticks off at the desk.

use axum::http::StatusCode;
use fullmakt::db::params;
use fullmakt::ids::Random;
use fullmakt::numbers::{BirthDate, Kind, OrgNumber, PersonNumber, Scheme};
use fullmakt::orders::provision::manual::{Given, tick};
use fullmakt::orders::store::list_steps;
use fullmakt::orders::{Order, OrderKind, OrderState};
use fullmakt::parties;

use super::{HANDLER, OTHER_VENDOR, carried_out, draft, found, on_node, with};
use crate::support::TestApp;

const ALL_BY_HAND: &str = "import_vendor=manual,import_customer=manual,create_customer=manual,person_with_role=manual,grant_scope=manual";

fn synthetic(seed: u64) -> String {
    let random = Random::seeded(seed);
    let birth = BirthDate { year: 1980, month: 2, day: 3 };
    PersonNumber::make(birth, Kind::Identity, Scheme::Of1964, &mut |bound| random.below(bound)).to_string()
}

async fn by_hand() -> TestApp {
    TestApp::with_env(&[
        ("FULLMAKT_STEPS", ALL_BY_HAND),
        ("FULLMAKT_PORTAL_URL", "https://tt02.altinn.example"),
    ])
    .await
}

async fn done_steps(test: &TestApp, order: &Order) -> Vec<String> {
    let mut tx = test.app.db.read().await.unwrap();
    let steps = list_steps(&mut tx, &order.id).await.unwrap();
    steps.iter().filter(|step| step.state == "done").map(|step| step.step.key().to_owned()).collect()
}

#[tokio::test]
async fn an_order_is_carried_out_by_hand_step_by_step_and_ends_with_its_letters() {
    let test = by_hand().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let case = order.case_number.clone();
    assert_eq!(order.state, OrderState::Provisioning);
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0, "nothing is read in here");
    let number = synthetic(7);
    let mut handler = test.handler().await;
    let path = |position: usize| format!("/saksbord/{case}/oppgave/{position}");
    let page = handler.get(&format!("/saksbord/{case}")).await;
    assert!(page.body.contains(&format!("href=\"{}\"", path(0))), "{}", page.text());
    assert!(!page.body.contains(&path(1)), "one task at a time");
    for (query, found) in [("", "1 sak"), ("?oppgave=ja", "1 sak")] {
        let queue = handler.get(&format!("/saksbord{query}")).await.text();
        assert!(queue.contains(found) && queue.contains(" Oppgave "), "{query}: {queue}");
    }
    let out_of_turn = handler.post(&path(1), &[]).await;
    assert_eq!(out_of_turn.status, StatusCode::CONFLICT);

    for (position, told, fields) in [
        (0, "910049356", vec![("note", "TT02-4711")]),
        (
            1,
            "fiktiv virksomhet",
            vec![("organisation_number", "313 513 408"), ("organisation_name", "Blid Elg AS")],
        ),
        (2, "313513408", vec![("person_number", number.as_str()), ("person_name", "Stolt Vaffel")]),
        (3, "brreg:reelle/rapporteringspliktig", vec![("note", &*format!("gitt til {number}"))]),
    ] {
        let page = handler.get(&path(position)).await;
        assert!(page.status == StatusCode::OK && page.text().contains(told), "{position}: {}", page.text());
        let ticked = handler.post(&path(position), &fields).await;
        assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{position}: {}", ticked.text());
        assert_eq!(handler.post(&path(position), &fields).await.status, StatusCode::CONFLICT, "once");
        test.run_jobs().await;
    }
    let order = found(&test, &case).await;
    assert_eq!(order.state, OrderState::Done);
    let queue = handler.get("/saksbord?oppgave=ja&tilstand=alle").await.text();
    assert!(queue.contains("Ingen saker passer"), "{queue}");
    let mut tx = test.app.db.read().await.unwrap();
    let customer = OrgNumber::parse("313513408").unwrap();
    let person = parties::person_of_customer(&mut tx, customer).await.unwrap().expect("kept as others are");
    assert_eq!(person.number.to_string(), number);
    let letters = test.mailbox().await;
    let letter = letters.iter().find(|letter| letter.body.contains(&number)).expect("the confirmation");
    for part in [number.as_str(), "Blid Elg AS", "https://tt02.altinn.example"] {
        assert!(letter.body.contains(part), "{part}: {}", letter.body);
    }
    // The number stands with the person and in the letter, and nowhere else.
    for (sql, column) in
        [("SELECT detail FROM audit", "detail"), ("SELECT receipt FROM order_steps", "receipt")]
    {
        for row in tx.fetch_all(sql, params![]).await.unwrap() {
            let noted = row.opt_text(column).unwrap().unwrap_or_default();
            assert!(!noted.contains(&number), "{noted}");
        }
    }
    let noted = "SELECT count(*) AS n FROM audit WHERE action = 'order.step_done' AND actor = 'handler:Test Saksbehandler'";
    assert_eq!(test.count(noted).await, 4);
    let receipt = "SELECT count(*) AS n FROM order_steps WHERE receipt LIKE '%TT02-4711%'";
    assert_eq!(test.count(receipt).await, 1);
}

#[tokio::test]
async fn what_is_filled_in_is_checked_and_a_real_persons_number_is_refused() {
    let test = by_hand().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let case = &order.case_number;
    let mut handler = test.handler().await;
    handler.post(&format!("/saksbord/{case}/oppgave/0"), &[]).await;
    for (number, name, faults) in [
        ("910049356", "Sprek Maur", vec!["organisation_number"]),
        ("313513409", "", vec!["organisation_number", "organisation_name"]),
        ("313513408", " ", vec!["organisation_name"]),
    ] {
        let fields = [("organisation_number", number), ("organisation_name", name)];
        let page = handler.post(&format!("/saksbord/{case}/oppgave/1"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["organisation_number", "organisation_name"] {
            let shown = page.body.contains(&format!("id=\"{field}-feil\""));
            assert_eq!(shown, faults.contains(&field), "{number} {name}: {field}");
        }
        assert!(page.body.contains(&format!("value=\"{number}\"")), "what was typed is kept");
    }
    // Words that cannot be taken are told with what else is wrong, and kept.
    let long = "å".repeat(201);
    let fields =
        [("organisation_number", "1"), ("organisation_name", "Blid\u{7} Elg"), ("note", long.as_str())];
    let page = handler.post(&format!("/saksbord/{case}/oppgave/1"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, typed) in fields {
        assert!(page.body.contains(&format!("id=\"{field}-feil\"")), "{field}: {}", page.text());
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{field}: what was typed is kept");
    }
    assert_eq!(done_steps(&test, &order).await, ["import_vendor"]);
    let masked = [
        ("organisation_number", "313513408"),
        ("organisation_name", "Blid Elg AS"),
        ("note", "fnr 02013299997"),
    ];
    let fields = [("organisation_number", "313513408"), ("organisation_name", "Blid Elg AS")];
    let done = handler.post(&format!("/saksbord/{case}/oppgave/1"), &masked).await;
    let page = handler.get(done.location()).await;
    assert!(page.text().contains("byttet det ut med prikker"), "{}", page.text());
    handler.post(&format!("/saksbord/{case}/oppgave/1"), &fields).await;
    for (number, told) in [
        ("02013299997", "virkelig person"),
        ("12345", "ikke et gyldig nummer"),
        ("", "ikke et gyldig nummer"),
    ] {
        let fields = [("person_number", number), ("person_name", "Stolt Vaffel")];
        let page = handler.post(&format!("/saksbord/{case}/oppgave/2"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(told), "{number}: {}", page.text());
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 0);
    assert_eq!(done_steps(&test, &order).await, ["import_vendor", "create_customer"]);

    let mut visitor = test.browser();
    for answer in [
        visitor.get(&format!("/saksbord/{case}/oppgave/2")).await,
        visitor.post(&format!("/saksbord/{case}/oppgave/2"), &fields).await,
    ] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(handler.get("/saksbord/2026-09999/oppgave/0").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_handlers_that_tick_a_task_off_at_once_one_does() {
    let test = by_hand().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let node = on_node(&test, test.database.another_node().await);
    let attempt = async |app: &fullmakt::app::App| {
        let mut tx = app.db.begin_write().await.map_err(|error| error.to_string())?;
        tick(&mut tx, app, app.now(), &order.case_number, 0, Given::default(), HANDLER)
            .await
            .map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())
    };
    let (first, second) = tokio::join!(attempt(&test.app), attempt(&node));
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1, "{first:?} {second:?}");
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.step_done'").await, 1);
}

#[tokio::test]
async fn a_task_reads_well_in_every_language() {
    let test = by_hand().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let mut texts = std::collections::BTreeSet::new();
    for language in ["nb", "nn", "en"] {
        handler.language = language;
        let page = handler.get(&format!("/saksbord/{}/oppgave/0", order.case_number)).await;
        assert!(page.text().contains("Sprek Maur AS"), "{}", page.text());
        texts.insert(page.text());
    }
    assert_eq!(texts.len(), 3);
}

#[tokio::test]
async fn a_task_asks_for_a_person_that_is_not_known_and_tells_one_that_is() {
    let test = TestApp::with_env(&[("FULLMAKT_STEPS", "person_with_role=manual")]).await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    let number = synthetic(11);
    let fields = [("person_number", number.as_str()), ("person_name", "Stolt Vaffel")];
    let other = [
        ("vendor.number", OTHER_VENDOR),
        ("vendor.name", "Varsom Due AS"),
        ("vendor.contact.email", "eli@due.example"),
    ];
    let mut handler = test.handler().await;
    for (draft, is_known) in
        [(draft(OrderKind::ExistingCustomer), false), (with(OrderKind::ExistingCustomer, &other), true)]
    {
        let order = carried_out(&test, &draft).await;
        assert_eq!(order.state, OrderState::Provisioning, "{}", order.case_number);
        let path = format!("/saksbord/{}/oppgave/3", order.case_number);
        for (language, asked, told) in [
            ("nb", "Skriv personens syntetiske nummer", "har en fiktiv person fra før: Stolt Vaffel"),
            ("nn", "Skriv det syntetiske nummeret", "har ein fiktiv person frå før: Stolt Vaffel"),
            ("en", "synthetic number and name here", "has a fictional person already: Stolt Vaffel"),
        ] {
            handler.language = language;
            let page = handler.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text());
            let shown = page.text();
            let says =
                (shown.contains(asked), shown.contains(told), page.body.contains("name=\"person_number\""));
            assert_eq!(says, (!is_known, is_known, !is_known), "{language}: {shown}");
            assert_eq!(shown.contains(&number), is_known, "whom to look for: {shown}");
        }
        let ticked = handler.post(&path, if is_known { &[] } else { &fields }).await;
        assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{}", ticked.text());
        test.run_jobs().await;
        assert_eq!(found(&test, &order.case_number).await.state, OrderState::Done);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 1);
}

#[tokio::test]
async fn what_was_made_by_hand_is_taken_back_by_hand_and_its_person_forgotten_here() {
    let test = by_hand().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let case = order.case_number.clone();
    let number = synthetic(9);
    let mut handler = test.handler().await;
    for fields in [
        vec![],
        vec![("organisation_number", "313513408"), ("organisation_name", "Blid Elg AS")],
        vec![("person_number", number.as_str()), ("person_name", "Stolt Vaffel")],
        vec![],
    ] {
        let position = done_steps(&test, &order).await.len();
        handler.post(&format!("/saksbord/{case}/oppgave/{position}"), &fields).await;
        test.run_jobs().await;
    }
    assert_eq!(found(&test, &case).await.state, OrderState::Done);
    handler.post(&format!("/saksbord/{case}/tiltak/avslutt"), &[("sure", "ja")]).await;
    test.run_jobs().await;
    for told in ["Trekk tilbake scopet brreg:reelle/rapporteringspliktig", "Fjern fra TT02"] {
        assert_eq!(found(&test, &case).await.state, OrderState::Ending);
        assert!(handler.get("/saksbord").await.body.contains(&case), "there is something to do again");
        let page = handler.get(&format!("/saksbord/{case}")).await.body;
        let task = page.split(&format!("href=\"/saksbord/{case}/oppgave/")).nth(1).expect("a task");
        let path = format!("/saksbord/{case}/oppgave/{}", task.split('"').next().unwrap());
        assert!(handler.get(&path).await.text().contains(told), "{told}");
        assert_eq!(handler.post(&path, &[("note", "gjort")]).await.status, StatusCode::SEE_OTHER);
        test.run_jobs().await;
    }
    assert_eq!(found(&test, &case).await.state, OrderState::Ended);
    assert_eq!(test.count("SELECT count(*) AS n FROM persons").await, 0);
    let letters = test.mailbox().await;
    let letter = letters.iter().find(|letter| letter.subject.starts_with("Tilgangen er avsluttet")).unwrap();
    assert!(
        letter.body.contains("Det som ble laget for hånd") && !letter.body.contains(&number),
        "{}",
        letter.body
    );
}
