//! Working with a case: who has it, what its sender is asked, notes, rejection and withdrawal; by rule, and by the pages of
//! handler and contact.

mod words;

use axum::http::StatusCode;
use fullmakt::app::App;
use fullmakt::language::Language;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::draft::Draft;
use fullmakt::orders::{OrderError, OrderKind, OrderState, casework, questions, reasons, withdraw};

use crate::orders::{CUSTOMER, HANDLER, SCOPE, VENDOR, approve, draft, found, kinds_to, on_node, placed};
use crate::support::TestApp;
use crate::support::app::Browser;

const CASE: &str = "2026-00001";
const OTHER: &str = "handler:Annen Saksbehandler";
const APPLICANT: &str = "mari@leverandor.example";

async fn take(app: &App, case: &str, actor: &str) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    casework::take(&mut tx, app, app.now(), case, actor).await?;
    Ok(tx.commit().await?)
}

async fn give(app: &App, case: &str, to: &str) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    casework::give(&mut tx, app, app.now(), case, Some(HANDLER), to, HANDLER).await?;
    Ok(tx.commit().await?)
}

async fn release(app: &App, case: &str) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    casework::release(&mut tx, app, app.now(), case, HANDLER).await?;
    Ok(tx.commit().await?)
}

async fn ask(app: &App, case: &str, question: &str, actor: &str) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    questions::ask(&mut tx, app, app.now(), case, question, actor).await?;
    Ok(tx.commit().await?)
}

async fn answer(app: &App, case: &str, text: &str) -> Result<(), OrderError> {
    let vendor = OrgNumber::parse(VENDOR).expect("a number");
    let mut tx = app.db.begin_write().await?;
    questions::answer(&mut tx, app, app.now(), case, vendor, text, "contact:x").await?;
    Ok(tx.commit().await?)
}

async fn withdrawn(app: &App, case: &str) -> Result<(), OrderError> {
    let vendor = OrgNumber::parse(VENDOR).expect("a number");
    let mut tx = app.db.begin_write().await?;
    withdraw::by_applicant(&mut tx, app, app.now(), case, vendor, "", "contact:x").await?;
    Ok(tx.commit().await?)
}

/// A browser in which the contact that got the last letter of this kind is logged in.
async fn contact<'a>(test: &'a TestApp, recipient: &str) -> Browser<'a> {
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let mail = mails.iter().rfind(|mail| mail.to == recipient).expect("a letter");
    let link = mail.path_starting("/lenke/").expect("a link");
    let mut browser = test.browser();
    let page = browser.follow(&link).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    browser
}

async fn new_order(test: &TestApp, draft: &Draft) -> String {
    placed(test, draft).await.case_number
}

#[tokio::test]
async fn of_two_handlers_who_take_a_case_at_once_one_gets_it() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for _ in 0..6 {
        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        let (first, second) = tokio::join!(take(&one, &case, HANDLER), take(&two, &case, OTHER));
        assert_ne!(first.is_ok(), second.is_ok(), "exactly one takes it");
        let has = found(&test, &case).await.assigned_to.expect("somebody has it");
        assert_eq!(has, if first.is_ok() { HANDLER } else { OTHER });
        assert!(matches!(first.err().or(second.err()), Some(OrderError::AlreadyTaken)));
        take(&test.app, &case, &has).await.expect("taking one's own again changes nothing");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.taken'").await, 6);
    approve(&test.app, CASE, None).await.expect("approved");
    test.run_jobs().await;
    let case = new_order(&test, &draft(OrderKind::Direct)).await;
    crate::orders::reject(&test.app, &case, "Nei").await.expect("rejected");
    assert!(matches!(take(&test.app, &case, HANDLER).await, Err(OrderError::NotPossibleNow("rejected"))));
}

#[tokio::test]
async fn of_giving_taking_and_letting_go_at_once_one_decides_who_has_the_case() {
    let test = TestApp::new().await;
    for name in ["Test Saksbehandler", "Annen Saksbehandler", "Tredje Saksbehandler"] {
        test.handler_named(name).await;
    }
    let third = "handler:Tredje Saksbehandler";
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for round in 0..4 {
        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        take(&test.app, &case, HANDLER).await.expect("taken");
        let (other, to_third) = tokio::join!(give(&one, &case, OTHER), give(&two, &case, third));
        assert_ne!(other.is_ok(), to_third.is_ok(), "round {round}: it is given once");
        let has = found(&test, &case).await.assigned_to;
        assert_eq!(has.as_deref(), Some(if other.is_ok() { OTHER } else { third }));

        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        take(&test.app, &case, HANDLER).await.expect("taken");
        let (given, released) = tokio::join!(give(&one, &case, OTHER), release(&two, &case));
        released.expect("letting go of what one no longer has changes nothing");
        let has = found(&test, &case).await.assigned_to;
        assert_eq!(has.as_deref(), given.is_ok().then_some(OTHER), "round {round}");

        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        take(&test.app, &case, HANDLER).await.expect("taken");
        let (released, taken) = tokio::join!(release(&one, &case), take(&two, &case, OTHER));
        released.expect("let go of");
        let has = found(&test, &case).await.assigned_to;
        assert_eq!(has.as_deref(), taken.is_ok().then_some(OTHER), "round {round}");
    }
    let noted = |action: &str| {
        let sql = format!("SELECT count(*) AS n FROM audit WHERE action = '{action}'");
        let test = &test;
        async move { test.count(&sql).await }
    };
    // Of the second case somebody gave or let go, of the first somebody gave, and the third was let go of.
    assert_eq!(noted("order.given").await + noted("order.released").await, 12);
}

#[tokio::test]
async fn a_case_is_taken_given_and_let_go_of_on_its_page() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let path = |deed: &str| format!("/saksbord/{CASE}/{deed}");
    let page = handler.get(&format!("/saksbord/{CASE}")).await.text();
    assert!(page.contains("Ingen har saken.") && page.contains("Ta saken"), "{page}");
    assert_eq!(handler.post(&path("ta"), &[]).await.status, StatusCode::SEE_OTHER);
    let queue = handler.get("/saksbord?ansvarlig=meg").await.text();
    assert!(queue.contains(CASE) && queue.contains("Test Saksbehandler"), "{queue}");
    for (from, to, status) in [
        (HANDLER, "handler:Finnes Ikke", StatusCode::UNPROCESSABLE_ENTITY),
        ("", HANDLER, StatusCode::CONFLICT),
        (OTHER, HANDLER, StatusCode::CONFLICT),
        (HANDLER, HANDLER, StatusCode::SEE_OTHER),
    ] {
        let answer = handler.post(&path("gi"), &[("from", from), ("to", to)]).await;
        assert_eq!(answer.status, status, "{from} to {to}");
    }
    assert_eq!(handler.post(&path("slipp"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(found(&test, CASE).await.assigned_to, None);
    take(&test.app, CASE, OTHER).await.expect("taken");
    handler.post(&path("slipp"), &[]).await;
    assert_eq!(
        found(&test, CASE).await.assigned_to.as_deref(),
        Some(OTHER),
        "nobody lets go of another's case"
    );
    let answer = handler.post(&path("ta"), &[]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("En annen har saken nå."), "{}", answer.text());
}

#[tokio::test]
async fn a_question_goes_by_mail_and_its_answer_on_the_page_clears_it() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let ask_path = format!("/saksbord/{CASE}/spor");
    let empty = handler.post(&ask_path, &[("question", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("id=\"feil-question\""));
    let question = "Hvem er dere?\nFnr 02013299997 trenger vi ikke.";
    assert_eq!(handler.post(&ask_path, &[("question", question)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(handler.post(&ask_path, &[("question", "Igjen?")]).await.status, StatusCode::CONFLICT);
    assert_eq!(found(&test, CASE).await.state, OrderState::Received, "it can still be decided");
    assert!(handler.get("/saksbord").await.text().contains("Spurt"));

    let mut applicant = contact(&test, APPLICANT).await;
    let mails = test.mailbox().await;
    let mail = mails.iter().find(|mail| mail.subject.contains("spørsmål")).expect("a letter");
    assert!(mail.to == APPLICANT && mail.body.contains("Hvem er dere?"), "{}", mail.body);
    assert!(!mail.body.contains("02013299997"), "a real person's number goes into no letter");
    let page = applicant.get(&format!("/sak/{CASE}")).await.text();
    assert!(page.contains("Saksbehandleren spør") && page.contains("Hvem er dere?"), "{page}");
    let answer_path = format!("/sak/{CASE}/svar");
    let empty = applicant.post(&answer_path, &[("answer", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        applicant.post(&answer_path, &[("answer", "Vi er <maur>.")]).await.status,
        StatusCode::SEE_OTHER
    );
    let late = applicant.post(&answer_path, &[("answer", "En gang til")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("allerede besvart"), "{}", late.text());
    let page = handler.get(&format!("/saksbord/{CASE}")).await;
    assert!(page.text().contains("Svar: Vi er &#60;maur&#62;."), "{}", page.text());
    assert!(!handler.get("/saksbord").await.text().contains("Spurt"));
    assert_eq!(handler.post(&ask_path, &[("question", "Og hvor?")]).await.status, StatusCode::SEE_OTHER);
    test.run_jobs().await;
    let letters = kinds_to(&test, APPLICANT).await;
    assert_eq!(letters, ["question", "question", "receipt"], "each question is a letter of its own");
    // Deciding ends the wait.
    handler.post(&format!("/saksbord/{CASE}/godkjenn"), &[("scope", SCOPE)]).await;
    assert_eq!(found(&test, CASE).await.asked_at, None);
    assert!(!applicant.get(&format!("/sak/{CASE}")).await.text().contains("Saksbehandleren spør"));
    assert!(matches!(answer(&test.app, CASE, "Sent").await, Err(OrderError::NothingAsked)));
}

#[tokio::test]
async fn of_two_questions_or_answers_at_once_one_counts() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for _ in 0..4 {
        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        let (first, second) =
            tokio::join!(ask(&one, &case, "Hvem?", HANDLER), ask(&two, &case, "Hva?", OTHER));
        assert_ne!(first.is_ok(), second.is_ok());
        assert!(matches!(first.err().or(second.err()), Some(OrderError::AlreadyAsked)));
        let (first, second) = tokio::join!(answer(&one, &case, "Oss"), answer(&two, &case, "Dem"));
        assert_ne!(first.is_ok(), second.is_ok());
        assert!(matches!(first.err().or(second.err()), Some(OrderError::NothingAsked)));
    }
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM order_questions").await, 4);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE kind = 'question'").await, 4);
}

#[tokio::test]
async fn of_withdrawing_and_approving_at_once_one_wins() {
    let test = TestApp::new().await;
    let one = on_node(&test, test.database.another_node().await);
    let two = on_node(&test, test.database.another_node().await);
    for _ in 0..6 {
        let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        let (back, on) = tokio::join!(withdrawn(&one, &case), approve(&two, &case, None));
        assert_ne!(back.is_ok(), on.is_ok());
        let state = found(&test, &case).await.state;
        assert_eq!(state, if back.is_ok() { OrderState::Withdrawn } else { OrderState::Provisioning });
        assert!(matches!(back.err().or(on.err()), Some(OrderError::NotPossibleNow(_))));
    }
}

#[tokio::test]
async fn the_applicant_withdraws_its_order_while_it_is_not_carried_out() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut applicant = contact(&test, APPLICANT).await;
    let path = format!("/sak/{CASE}/trekk");
    assert!(applicant.get(&format!("/sak/{CASE}")).await.body.contains(&path));
    let page = applicant.get(&path).await.text();
    assert!(page.contains("Det kan ikke gjøres om"), "{page}");
    assert_eq!(found(&test, CASE).await.state, OrderState::Received, "looking does nothing");
    assert_eq!(applicant.post(&path, &[("reason", "Feil")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(applicant.post(&path, &[]).await.status, StatusCode::CONFLICT);
    let page = applicant.get(&format!("/sak/{CASE}")).await.text();
    assert!(page.contains("Trukket") && page.contains("Feil"), "{page}");
    test.run_jobs().await;
    assert_eq!(kinds_to(&test, APPLICANT).await, ["receipt", "withdrawn"]);

    let case = new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    approve(&test.app, &case, None).await.expect("approved");
    test.run_jobs().await;
    let mut applicant = contact(&test, APPLICANT).await;
    assert!(
        !applicant.get(&format!("/sak/{case}")).await.body.contains("/trekk\""),
        "what is done is not withdrawn"
    );
    assert_eq!(applicant.post(&format!("/sak/{case}/trekk"), &[]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_handler_withdraws_an_order_with_a_reason_that_the_sender_reads() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::ExistingCustomer)).await;
    approve(&test.app, CASE, None).await.expect("approved");
    test.run_jobs().await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{CASE}/trekk");
    let empty = handler.post(&path, &[("withdraw_reason", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("id=\"feil-withdraw_reason\""));
    assert_eq!(found(&test, CASE).await.state, OrderState::WaitingForCustomer);
    let done = handler.post(&path, &[("withdraw_reason", "Dere ringte og ba om det.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let mail = mails.iter().find(|mail| mail.subject.contains("trukket")).expect("a letter");
    assert!(mail.to == APPLICANT && mail.body.contains("Dere ringte og ba om det."), "{}", mail.body);
    assert_eq!(found(&test, CASE).await.state, OrderState::Withdrawn);
}

#[tokio::test]
async fn the_other_party_of_an_order_neither_answers_nor_withdraws_it() {
    let test = TestApp::new().await;
    let customers = new_order(&test, &draft(OrderKind::Direct)).await;
    approve(&test.app, &customers, None).await.expect("approved");
    let vendors = new_order(&test, &draft(OrderKind::ExistingCustomer)).await;
    ask(&test.app, &vendors, "Hemmelig spørsmål?", HANDLER).await.expect("asked");
    // The customer's contact comes in by its own order, and sees the vendor's order too.
    let mut customer = contact(&test, "ola@kunde.example").await;
    let page = customer.get(&format!("/sak/{vendors}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Hemmelig spørsmål?") && !page.body.contains("/trekk\""));
    for (deed, field) in [("svar", "answer"), ("trekk", "reason")] {
        let answer = customer.post(&format!("/sak/{vendors}/{deed}"), &[(field, "x")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{deed}");
    }
    assert_eq!(found(&test, &vendors).await.state, OrderState::Received);
    assert_eq!(
        found(&test, &vendors).await.customer.map(|party| party.number.to_string()).as_deref(),
        Some(CUSTOMER)
    );
}

#[tokio::test]
async fn notes_are_for_handlers_alone() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{CASE}/notat");
    assert_eq!(handler.post(&path, &[("note", " \n")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let note = "Ringte. Virker greie.\nFnr 02013299997.";
    assert_eq!(handler.post(&path, &[("note", note)]).await.status, StatusCode::SEE_OTHER);
    let page = handler.get(&format!("/saksbord/{CASE}")).await;
    assert!(page.body.contains("Virker greie.") && !page.body.contains("02013299997"));
    assert!(page.text().contains("Skrev et notat"), "the history says that it was written");
    handler.post(&format!("/saksbord/{CASE}/godkjenn"), &[("scope", SCOPE)]).await;
    let mut applicant = contact(&test, APPLICANT).await;
    let page = applicant.get(&format!("/sak/{CASE}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for hidden in ["Virker greie", "notat", "Test Saksbehandler"] {
        assert!(!page.text().contains(hidden), "{hidden}: {}", page.text());
    }
    assert!(page.text().contains("Godkjent"), "{}", page.text());
    assert!(test.mailbox().await.iter().all(|mail| !mail.body.contains("Virker greie")));
    let logged = "SELECT count(*) AS n FROM audit WHERE detail LIKE '%greie%'";
    assert_eq!(test.count(logged).await, 0, "the audit says that it was written, and not what");
}

#[tokio::test]
async fn a_common_reason_is_sent_in_the_orders_language_with_the_handlers_own_words_below() {
    let test = TestApp::new().await;
    for language in Language::ALL {
        for kind in OrderKind::ALL {
            for reason in reasons::of_kind(kind) {
                let name = format!("reason-{}", reason.key);
                assert!(language.has(&name) && language.has(&format!("{name}-text")), "{name}");
            }
        }
    }
    let mut english = draft(OrderKind::Direct);
    english.language = Language::En;
    new_order(&test, &english).await;
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{CASE}/avslag");
    let none = handler.post(&path, &[("template", ""), ("reason", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = handler.post(&path, &[("template", "magic"), ("reason", "")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = handler.post(&path, &[("template", "no-legal-basis"), ("reason", "See section 3.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    test.run_jobs().await;
    let mails = test.mailbox().await;
    let mail = mails.iter().find(|mail| mail.subject.contains("rejected")).expect("a letter");
    let (chosen, own) = (mail.body.find("gives no right to"), mail.body.find("See section 3."));
    assert!(chosen.is_some() && chosen < own, "{}", mail.body);
}

#[tokio::test]
async fn the_mail_stands_beside_the_facts_with_their_places_marked() {
    let test = TestApp::new().await;
    let mail = "From: mari@leverandor.example\r\nSubject: Bestilling\r\nMessage-ID: <merket@x>\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\n\
        Hei! <b>Her</b> er bestillingen.\r\n\r\n\
        Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n\
        Organisasjonsnummer til systemleverandør: 910049356\r\n\
        Navn på systemleverandør: Sprek Maur AS\r\n\
        Navn på testansvarlig: Mari Oppdiktet\r\n\
        E-postadresse til testansvarlig: mari@leverandor.example\r\n\
        Telefonnummer til testansvarlig: 22 33 44 55\r\n";
    crate::desk::receive(&test, mail).await;
    let mut handler = test.handler().await;
    let page = handler.get(&format!("/saksbord/{CASE}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    for (id, words) in [
        ("vendor-number", "910049356"),
        ("vendor-name", "Sprek Maur AS"),
        ("vendor-contact-email", "mari@leverandor.example"),
    ] {
        assert!(
            page.body.contains(&format!("<mark><span id=\"sted-{id}\"></span>{words}")),
            "{id}: {}",
            page.body
        );
        assert!(page.body.contains(&format!("href=\"#sted-{id}\"")), "{id} leads to its place");
    }
    assert!(page.body.contains("&#60;b&#62;Her&#60;/b&#62;"), "the mail is text and nothing else");
}

#[tokio::test]
async fn what_was_read_with_doubt_is_said_to_be_doubtful() {
    let test = TestApp::new().await;
    // Two digits have changed places, so that the number cannot be right. The mail names no address to ask, so that it waits
    // for a handler.
    let mail = "From: Mari Oppdiktet\r\nSubject: Bestilling\r\nMessage-ID: <tvil@x>\r\n\r\n\
        Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n\
        Organisasjonsnummer til systemleverandør: 910049365\r\n\
        Navn på systemleverandør: Sprek Maur AS\r\n\
        Navn på testansvarlig: Mari Oppdiktet\r\n\
        E-postadresse til testansvarlig: mari@leverandor.example\r\n\
        Telefonnummer til testansvarlig: 22 33 44 55\r\n";
    crate::desk::receive(&test, mail).await;
    let mut handler = test.handler().await;
    let mails = handler.get("/saksbord/post").await;
    let id = mails.body.split("href=\"/saksbord/post/").nth(1).and_then(|rest| rest.split('"').next());
    let form = format!("/saksbord/post/{}/fiktiv-kunde", id.expect("the mail waits at the desk"));
    let fields = [
        ("vendor.number", VENDOR),
        ("vendor.name", "Sprek Maur AS"),
        ("vendor.contact.name", "Mari Oppdiktet"),
        ("vendor.contact.email", APPLICANT),
        ("vendor.contact.phone", "22 33 44 55"),
        ("wants_fictional_customer", "ja"),
        ("notice", "ja"),
    ];
    let made = handler.post(&form, &fields).await;
    assert_eq!(made.location(), format!("/saksbord/{CASE}"), "{}", made.text());
    let page = handler.get(&format!("/saksbord/{CASE}")).await.text();
    assert_eq!(page.matches("Usikkert lest").count(), 1, "{page}");
    assert!(page.contains("910 049 356 Usikkert lest"), "{page}");
}

#[tokio::test]
async fn the_history_is_told_in_words() {
    let test = TestApp::new().await;
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut handler = test.handler().await;
    for (deed, fields) in [
        ("ta", &[][..]),
        ("notat", &[("note", "x")]),
        ("spor", &[("question", "x?")]),
        ("slipp", &[]),
        ("godkjenn", &[("scope", "brreg:reelle/media")]),
    ] {
        assert_eq!(
            handler.post(&format!("/saksbord/{CASE}/{deed}"), fields).await.status,
            StatusCode::SEE_OTHER
        );
    }
    contact(&test, APPLICANT).await.post(&format!("/sak/{CASE}/api-nokkel"), &[]).await;
    for (language, taken, granted) in [
        ("nb", "Tok saken", "Scopet er tildelt (brreg:reelle/media)"),
        ("nn", "Tok saka", "Scopet er tildelt (brreg:reelle/media)"),
        ("en", "Took the case", "The scope has been granted (brreg:reelle/media)"),
    ] {
        handler.language = language;
        let page = handler.get(&format!("/saksbord/{CASE}")).await.text();
        assert!(page.contains(taken) && page.contains(granted), "{page}");
        assert!(page.contains("Mari Oppdiktet ("), "a contact is named: {page}");
        for raw in ["order.", "scope.granted", "handler:", "contact:", "api_key"] {
            assert!(!page.contains(raw), "{raw}: {page}");
        }
    }
}
