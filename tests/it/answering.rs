//! Answers to mail: what is missing is asked for once, and the same order is completed by an answer in the thread or by its
//! form; who may speak in a case; and what nobody is answered for.

mod at_the_desk;
mod bad_input;
mod correcting;
mod races;
mod running_out;

use axum::http::StatusCode;
use fullmakt::db::params;
use fullmakt::orders::{Order, OrderState, store};

use crate::support::TestApp;
use crate::support::app::Mail;

const CASE: &str = "2026-00001";
const MARI: &str = "mari@leverandor.example";

/// An order of a fictional customer by labels, without `left_out`.
fn order_without(left_out: &[&str]) -> String {
    let lines = [
        ("number", "Systemleverandørs organisasjonsnummer: 910049356"),
        ("name", "Systemleverandørs navn: Sprek Maur AS"),
        ("contact", "Navn til testansvarlig: Mari Oppdiktet"),
        ("email", "Epost-adresse til testansvarlig: mari@leverandor.example"),
        ("phone", "Telefonnummer til testansvarlig: 22334455"),
    ];
    let kept: Vec<&str> =
        lines.iter().filter(|(name, _)| !left_out.contains(name)).map(|(_, line)| *line).collect();
    format!("{}\n\nVi ønsker å delegere tilgang selv via en fiktiv virksomhet.\n", kept.join("\n"))
}

/// A mail of plain text; `extra` are header lines.
fn mail(from: &str, id: &str, subject: &str, extra: &str, body: &str) -> String {
    let extra = if extra.is_empty() { String::new() } else { format!("{extra}\r\n") };
    format!(
        "From: <{from}>\r\nTo: bestilling@fullmakt.example\r\nSubject: {subject}\r\nMessage-ID: <{id}@post.example>\r\n{extra}\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        body.replace('\n', "\r\n")
    )
}

/// Stores a mail as the receiver does, and gives its id.
async fn stored(test: &TestApp, raw: &str) -> String {
    // Ids tell the order of letters on a clock that moves.
    test.advance(1_000);
    test.store_mail("avsender@post.example", raw).await
}

async fn receive(test: &TestApp, raw: &str) {
    stored(test, raw).await;
    test.run_jobs().await;
}

async fn the_order(test: &TestApp) -> Order {
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 1, "one order");
    let mut tx = test.app.db.read().await.expect("read");
    store::find_by_case(&mut tx, CASE).await.expect("query").expect("the order")
}

/// Kind and recipient of every letter, oldest first.
async fn letters(test: &TestApp) -> Vec<(String, String)> {
    let mut tx = test.app.db.read().await.expect("read");
    let rows =
        tx.fetch_all("SELECT kind, recipient FROM letters ORDER BY id", params![]).await.expect("query");
    rows.iter()
        .map(|row| (row.text("kind").expect("kind"), row.text("recipient").expect("recipient")))
        .collect()
}

async fn kinds(test: &TestApp) -> Vec<String> {
    letters(test).await.into_iter().map(|(kind, _)| kind).collect()
}

/// State, note and case of the mail with this Message-ID.
async fn settled(test: &TestApp, id: &str) -> (String, String, Option<String>) {
    let mut tx = test.app.db.read().await.expect("read");
    let row = tx
        .fetch_optional(
            "SELECT state, note, case_number FROM inbound_mail WHERE message_id = $1",
            params![format!("{id}@post.example")],
        )
        .await
        .expect("query")
        .expect("the mail");
    (
        row.text("state").expect("state"),
        row.opt_text("note").expect("note").unwrap_or_default(),
        row.opt_text("case_number").expect("case"),
    )
}

async fn last_letter(test: &TestApp) -> Mail {
    test.mailbox().await.pop().expect("a letter")
}

/// An order that waits for Mari, who is asked for its telephone number, and the letter that asks.
async fn awaiting(test: &TestApp) -> Mail {
    receive(test, &mail(MARI, "forst", "Bestilling", "", &order_without(&["phone"]))).await;
    assert_eq!(the_order(test).await.state, OrderState::AwaitingSender);
    last_letter(test).await
}

fn in_reply_to(letter: &Mail) -> String {
    format!("In-Reply-To: <{0}>\r\nReferences: <{0}>", letter.message_id)
}

#[tokio::test]
async fn the_sender_is_asked_for_exactly_what_is_missing_and_the_form_completes_the_same_order() {
    let test = TestApp::new().await;
    let body = order_without(&["phone"]).replace("910049356", "910049357");
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &body)).await;
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    assert_eq!(letters(&test).await, [("missing".to_owned(), MARI.to_owned())]);
    let letter = last_letter(&test).await;
    let words = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(letter.subject.contains(CASE) && words.contains("Telefonnummer"), "{words}");
    assert!(
        words.contains("Vi leste «910049357»") && words.contains("siste sifferet passer ikke"),
        "{words}"
    );
    for known in ["Navn på virksomheten", "Navn på testansvarlig", "E-postadresse"] {
        assert!(!words.contains(known), "{known} is known: {words}");
    }
    assert_eq!(letter.path_starting("/lenke/"), None, "nobody has proved to be of an organisation yet");

    // A handler sees what is missing, and cannot decide yet.
    let mut handler = test.handler().await;
    let desk = handler.get(&format!("/saksbord/{CASE}")).await;
    assert!(
        desk.text().contains("Dette mangler") && desk.text().contains("Telefonnummer"),
        "{}",
        desk.text()
    );
    assert!(!desk.body.contains("id=\"vedtak\""), "it cannot be decided");

    let path = letter.path_starting("/bestill/fortsett/").expect("the form");
    let mut sender = test.browser();
    let page = sender.get(&path).await;
    assert!(page.body.contains("value=\"Sprek Maur AS\"") && page.body.contains("id=\"vendor-number-feil\""));
    let path = path.split('?').next().expect("a path").to_owned();
    let mut fields = vec![
        ("vendor.number", "910049356"),
        ("vendor.name", "Sprek Maur AS"),
        ("vendor.contact.name", "Mari Oppdiktet"),
        ("vendor.contact.email", MARI),
        ("vendor.contact.phone", ""),
        ("wants_fictional_customer", "ja"),
        ("notice", "ja"),
    ];
    assert_eq!(sender.post(&path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields[4].1 = "22 33 44 55";
    // Letters are told by when they were written.
    test.advance(1_000);
    let sent = sender.post(&path, &fields).await;
    assert_eq!(sent.location(), format!("/bestill/takk?sak={CASE}"), "{}", sent.text());
    let order = the_order(&test).await;
    assert_eq!(order.state, OrderState::Received);
    assert_eq!(order.vendor.expect("a vendor").contact.phone, "+4722334455");
    test.run_jobs().await;
    assert_eq!(kinds(&test).await, ["missing", "completed"]);
    let receipt = last_letter(&test).await;
    let mut contact = test.browser();
    let page = contact.follow(&receipt.path_starting("/lenke/").expect("a link")).await;
    assert!(page.text().contains(CASE));
    assert_eq!(sender.get(&path).await.status, StatusCode::GONE, "the form is used up");
    assert_eq!(sender.post(&path, &fields).await.status, StatusCode::GONE);
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 1);
}

#[tokio::test]
async fn what_stands_behind_a_label_and_cannot_be_read_is_told_and_kept_in_the_form() {
    let test = TestApp::new().await;
    let body = order_without(&[])
        .replace("910049356", "91004935")
        .replace(MARI, "mari(at)leverandor")
        .replace("22334455", "1");
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &body)).await;
    let letter = last_letter(&test).await;
    let words = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["Vi leste «91004935»", "Vi leste «mari(at)leverandor»", "Vi leste «1»"] {
        assert!(words.contains(told), "{told}: {words}\n{body}");
    }
    let form =
        test.browser().follow(&letter.path_starting("/bestill/fortsett/").expect("a link to the form")).await;
    for kept in ["91004935", "mari(at)leverandor"] {
        assert!(form.body.contains(&format!("value=\"{kept}\"")), "{kept}: {}", form.text());
    }
}

#[tokio::test]
async fn an_answer_in_the_thread_completes_the_order_however_the_thread_is_known() {
    for (what, subject, body) in [
        ("references", "Sv: noe", "22 33 44 55"),
        ("subject", "Re: Noe mangler i bestillingen: sak 2026-00001", "Telefonnummeret er 22 33 44 55."),
        ("text", "Telefon", "Det gjelder sak 2026-00001. Telefonnummeret er 22 33 44 55."),
        (
            "quoted",
            "Sv: x",
            "Nummeret er 22 33 44 55\n\nMvh\nMari\n\n> Noe mangler i bestillingen: sak 2026-00001\n> Systemleverandør: Telefonnummer",
        ),
    ] {
        let test = TestApp::new().await;
        let letter = awaiting(&test).await;
        let extra = if what == "references" { in_reply_to(&letter) } else { String::new() };
        receive(&test, &mail("Mari@Leverandor.example", "svar", subject, &extra, body)).await;
        let order = the_order(&test).await;
        assert_eq!(order.state, OrderState::Received, "{what}");
        assert_eq!(order.vendor.expect("a vendor").contact.phone, "+4722334455", "{what}");
        assert_eq!(kinds(&test).await, ["missing", "completed"], "{what}");
        assert_eq!(settled(&test, "svar").await, ("order".to_owned(), String::new(), Some(CASE.to_owned())));
        // What the thread says is shown to the handler, and the form is used up.
        let mut handler = test.handler().await;
        let desk = handler.get(&format!("/saksbord/{CASE}")).await.text();
        assert!(desk.contains("E-post i saken") && desk.contains("22 33 44 55"), "{what}: {desk}");
        let form = letter.path_starting("/bestill/fortsett/").expect("the form");
        assert_eq!(test.browser().get(&form).await.status, StatusCode::GONE, "{what}");
        // A late second answer changes nothing and is read by a person.
        let extra = in_reply_to(&letter);
        receive(&test, &mail(MARI, "igjen", "Sv: x", &extra, "Telefonnummeret er 99 88 77 66.")).await;
        assert_eq!(the_order(&test).await.vendor.expect("a vendor").contact.phone, "+4722334455");
        assert_eq!(settled(&test, "igjen").await.1, "in-thread");
    }
}

#[tokio::test]
async fn the_newest_statement_wins_and_what_is_still_missing_is_asked_for_again() {
    let test = TestApp::with_env(&[("FULLMAKT_ANSWERS_PER_DAY", "2")]).await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&["phone", "number"]))).await;
    let letter = last_letter(&test).await;
    let body = "Systemleverandørs navn: Varsom Due AS\nSystemleverandørs organisasjonsnummer: 810414782";
    receive(&test, &mail(MARI, "svar1", "Sv: x", &in_reply_to(&letter), body)).await;
    assert_eq!(kinds(&test).await, ["missing", "missing"]);
    let again = last_letter(&test).await;
    let words = again.body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Telefonnummer") && !words.contains("Organisasjonsnummer"), "{words}");
    // Thanks are no answer; and after the day's letters nobody is written to, but the facts are kept.
    receive(&test, &mail(MARI, "takk", "Sv: x", &in_reply_to(&again), "Takk, det kommer i morgen.")).await;
    assert_eq!(settled(&test, "takk").await.1, "in-thread");
    let body = "Navn til testansvarlig: Kari Oppdiktet";
    receive(&test, &mail(MARI, "svar2", "Sv: x", &in_reply_to(&again), body)).await;
    assert_eq!(settled(&test, "svar2").await.1, "too-many-answers");
    // What the desk shows as ordered and as missing are one: what came is there, and the telephone number is not.
    let page = test.handler().await.get(&format!("/saksbord/{CASE}")).await.text().replace('\u{a0}', " ");
    for known in ["810 414 782", "Varsom Due AS", "Kari Oppdiktet", MARI] {
        assert!(page.contains(known), "{known}: {page}");
    }
    assert_eq!(page.matches("Telefonnummer").count(), 1, "missing alone: {page}");
    assert_eq!(kinds(&test).await, ["missing", "missing"]);
    receive(&test, &mail(MARI, "svar3", "Sv: x", &in_reply_to(&again), "22 33 44 55")).await;
    let order = the_order(&test).await;
    assert_eq!(order.state, OrderState::Received);
    let vendor = order.vendor.expect("a vendor");
    assert_eq!(
        (vendor.name.as_str(), vendor.number.to_string().as_str(), vendor.contact.name.as_str()),
        ("Varsom Due AS", "810414782", "Kari Oppdiktet")
    );
}

#[tokio::test]
async fn an_organisation_that_the_register_does_not_have_is_asked_about() {
    let test = TestApp::new().await;
    let body = order_without(&[]).replace("910049356", crate::orders::DELETED);
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &body)).await;
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    let letter = last_letter(&test).await;
    assert!(letter.body.contains(crate::orders::DELETED), "{}", letter.body);
    receive(&test, &mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), "Rett nummer er 910 049 356")).await;
    let order = the_order(&test).await;
    assert_eq!(order.state, OrderState::Received);
    assert_eq!(order.vendor.expect("a vendor").number.to_string(), "910049356");
}

#[tokio::test]
async fn an_answer_by_mail_answers_the_handlers_question() {
    let test = TestApp::new().await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&[]))).await;
    let mut handler = test.handler().await;
    handler.post(&format!("/saksbord/{CASE}/spor"), &[("question", "Hvilket produkt gjelder det?")]).await;
    test.run_jobs().await;
    let question = last_letter(&test).await;
    let body = format!(
        "Det gjelder Regnskap 3000.\n\nMvh\nMari\n\nDen 15. januar 2026 kl. 10:00 skrev Fullmakt <bestilling@fullmakt.example>:\n\n> {}",
        question.body.replace('\n', "\n> ")
    );
    receive(&test, &mail(MARI, "svar", "Sv: Et spørsmål", &in_reply_to(&question), &body)).await;
    let desk = handler.get(&format!("/saksbord/{CASE}")).await.text();
    assert!(desk.contains("Svar: Det gjelder Regnskap 3000."), "{desk}");
    assert_eq!(settled(&test, "svar").await.0, "order");
    let open = "SELECT count(*) AS n FROM order_questions WHERE answer = 'Det gjelder Regnskap 3000.'";
    assert_eq!(test.count(open).await, 1, "its own words, without what they answer");
    // Nothing is asked any more.
    receive(&test, &mail(MARI, "mer", "Sv: x", &in_reply_to(&question), "Og Lønn 3000.")).await;
    assert_eq!(settled(&test, "mer").await.1, "in-thread");
}

#[tokio::test]
async fn a_sender_that_never_answers_is_told_that_the_case_is_closed() {
    let test = TestApp::with_env(&[("FULLMAKT_DRAFT_LIFE_DAYS", "5")]).await;
    let letter = awaiting(&test).await;
    assert!(letter.body.contains("innen 5 dager"), "{}", letter.body);
    let day = fullmakt::clock::DAY;
    test.clock.set_offset(5 * day - 1);
    test.run_jobs().await;
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    test.clock.set_offset(5 * day);
    test.run_jobs().await;
    let order = the_order(&test).await;
    assert_eq!((order.state, order.reason.as_deref()), (OrderState::Closed, Some("never-completed")));
    // Letters of the same instant are in no order.
    let told: Vec<_> = letters(&test).await.into_iter().filter(|(kind, _)| kind == "not-completed").collect();
    assert_eq!(told, [("not-completed".to_owned(), MARI.to_owned())]);
    receive(&test, &mail(MARI, "sent", "Sv: x", &in_reply_to(&letter), "22 33 44 55")).await;
    assert_eq!(the_order(&test).await.state, OrderState::Closed, "too late");
    assert_eq!(settled(&test, "sent").await.1, "in-thread");
    let form = letter.path_starting("/bestill/fortsett/").expect("the form");
    assert_eq!(test.browser().get(&form).await.status, StatusCode::GONE);
    assert_eq!(test.count("SELECT count(*) AS n FROM awaited_orders").await, 0);
}

#[tokio::test]
async fn an_order_that_waits_is_withdrawn_by_a_handler_with_a_letter_and_by_its_sender_with_its_draft() {
    let test = TestApp::new().await;
    let letter = awaiting(&test).await;
    let mut handler = test.handler().await;
    handler
        .post(&format!("/saksbord/{CASE}/trekk"), &[("withdraw_reason", "Dere ringte og ombestemte dere.")])
        .await;
    assert_eq!(the_order(&test).await.state, OrderState::Withdrawn);
    test.run_jobs().await;
    let told = last_letter(&test).await;
    assert!(told.to == MARI && told.body.contains("ombestemte dere"), "{}", told.body);
    let form = letter.path_starting("/bestill/fortsett/").expect("the form");
    assert_eq!(test.browser().get(&form).await.status, StatusCode::GONE);

    let test = TestApp::new().await;
    let letter = awaiting(&test).await;
    let form = letter.path_starting("/bestill/fortsett/").expect("the form");
    let path = form.split('?').next().expect("a path").to_owned();
    let gone = test.browser().post(&path, &[("gjor", "slett")]).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
    assert_eq!(the_order(&test).await.state, OrderState::Withdrawn);
    assert_eq!(kinds(&test).await, ["missing"]);
}

#[tokio::test]
async fn what_a_program_answers_in_a_thread_changes_nothing_and_is_not_answered() {
    let test = TestApp::new().await;
    let letter = awaiting(&test).await;
    for (id, header, body) in [
        ("borte", "Auto-Submitted: auto-replied", "Jeg er borte. Ring 22 33 44 55."),
        ("kvittering", "Precedence: auto_reply", "22 33 44 55"),
    ] {
        let extra = format!("{}\r\n{header}", in_reply_to(&letter));
        receive(&test, &mail(MARI, id, "Autosvar", &extra, body)).await;
        assert_eq!(settled(&test, id).await.0, "set_aside", "{id}");
    }
    assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
    assert_eq!(kinds(&test).await, ["missing"]);
}

#[tokio::test]
async fn the_same_answer_twice_is_one() {
    let test = TestApp::new().await;
    let letter = awaiting(&test).await;
    let answer = mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), "22 33 44 55");
    receive(&test, &answer).await;
    receive(&test, &answer).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail").await, 2);
    assert_eq!(kinds(&test).await, ["missing", "completed"]);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.completed'").await, 1);
}

#[tokio::test]
async fn an_incomplete_order_is_called_by_the_name_that_it_gives() {
    let test = TestApp::new().await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&["phone", "number"]))).await;
    let order = the_order(&test).await;
    assert_eq!((order.state, order.vendor.is_some()), (OrderState::AwaitingSender, false));
    let mut handler = test.handler().await;
    for page in ["/saksbord", "/saksbord?sok=sprek", &format!("/saksbord/{CASE}")] {
        let shown = handler.get(page).await.text();
        assert!(shown.contains("Sprek Maur AS"), "{page}: {shown}");
        assert!(!shown.contains("Ikke oppgitt ennå"), "{page}: {shown}");
    }
    // A name that comes with an answer counts from then on.
    let other = TestApp::new().await;
    receive(&other, &mail(MARI, "forst", "Bestilling", "", &order_without(&["phone", "name"]))).await;
    let letter = last_letter(&other).await;
    let mut handler = other.handler().await;
    assert!(handler.get("/saksbord").await.text().contains("Ikke oppgitt ennå"));
    let name = "Systemleverandørs navn: Sprek Maur AS";
    receive(&other, &mail(MARI, "neste", "Re: Bestilling", &in_reply_to(&letter), name)).await;
    assert_eq!(the_order(&other).await.state, OrderState::AwaitingSender);
    for page in ["/saksbord?sok=maur", &format!("/saksbord/{CASE}")] {
        let shown = handler.get(page).await.text();
        assert!(shown.contains("Sprek Maur AS"), "{page}: {shown}");
    }
}
