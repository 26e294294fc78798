//! A later mail that puts right what an earlier one said: the newest statement holds, and the history tells it.

use fullmakt::orders::OrderState;

use super::{CASE, MARI, in_reply_to, last_letter, mail, order_without, receive, settled, stored, the_order};
use crate::orders::approve;
use crate::support::TestApp;

const WRONG: &str = "Feil telefonnummer i forrige e-post, riktig er 99 88 77 66.";

async fn phone(test: &TestApp) -> String {
    the_order(test).await.vendor.expect("a vendor").contact.phone
}

async fn history(test: &TestApp) -> String {
    test.handler().await.get(&format!("/saksbord/{CASE}")).await.text()
}

const TOLD: &str = "Avsenderen rettet i et svar: Systemleverandør: Telefonnummer";

#[tokio::test]
async fn a_wrong_telephone_number_is_replaced_while_the_order_waits_for_its_sender() {
    // The correction alone, and with what was missing.
    for body in [WRONG.to_owned(), format!("Organisasjonsnummeret er 910 049 356.\n{WRONG}")] {
        let test = TestApp::new().await;
        receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&["number"]))).await;
        let letter = last_letter(&test).await;
        receive(&test, &mail(MARI, "rettet", "Sv: x", &in_reply_to(&letter), &body)).await;
        if body == WRONG {
            assert_eq!(the_order(&test).await.state, OrderState::AwaitingSender);
            assert!(history(&test).await.contains(TOLD), "{}", history(&test).await);
            let number = "Organisasjonsnummeret er 910 049 356.";
            receive(&test, &mail(MARI, "svar", "Sv: x", &in_reply_to(&letter), number)).await;
        }
        assert_eq!(the_order(&test).await.state, OrderState::Received, "{body}");
        assert_eq!(phone(&test).await, "+4799887766", "{body}");
        assert!(history(&test).await.contains(TOLD), "{}", history(&test).await);
        let told = "SELECT count(*) AS n FROM audit WHERE action = 'order.corrected'";
        assert_eq!(test.count(told).await, 1, "what was asked for is no correction");
    }
}

#[tokio::test]
async fn a_wrong_telephone_number_is_replaced_until_somebody_has_decided() {
    let test = TestApp::new().await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&[]))).await;
    let letter = last_letter(&test).await;
    let send = async |from: &str, id: &str, body: &str| {
        receive(&test, &mail(from, id, "Sv: x", &in_reply_to(&letter), body)).await;
    };
    send("fremmed@annet.example", "fremmed", WRONG).await;
    assert_eq!(phone(&test).await, "+4722334455", "knowing the thread is no right");
    send(MARI, "rettet", WRONG).await;
    assert_eq!(
        (the_order(&test).await.state, phone(&test).await),
        (OrderState::Received, "+4799887766".into())
    );
    // It may say more, which a person reads.
    assert_eq!(settled(&test, "rettet").await, ("desk".into(), "corrected".into(), Some(CASE.into())));
    assert!(history(&test).await.contains(TOLD), "{}", history(&test).await);
    let contact = test.mailbox().await.iter().find_map(|letter| letter.path_starting("/lenke/"));
    let case = test.browser().follow(&contact.expect("the receipt's link")).await.text();
    assert!(case.contains(TOLD), "{case}");
    // Said again it changes nothing, and no more does a number that nothing is said to be wrong with.
    send(MARI, "igjen", WRONG).await;
    assert_eq!(settled(&test, "igjen").await.1, "in-thread");
    send(MARI, "annet", "Telefonnummeret er 41 23 45 67.").await;
    assert_eq!(
        (settled(&test, "annet").await.1.as_str(), phone(&test).await),
        ("in-thread", "+4799887766".into())
    );

    approve(&test.app, CASE, None).await.expect("approved");
    test.run_jobs().await;
    send(MARI, "sent", "Feil telefonnummer i forrige e-post, riktig er 41 23 45 67.").await;
    assert_eq!(
        (settled(&test, "sent").await.1.as_str(), phone(&test).await),
        ("in-thread", "+4799887766".into())
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'order.corrected'").await, 1);
}

#[tokio::test]
async fn an_answer_to_a_question_puts_right_what_it_says_is_wrong() {
    let test = TestApp::new().await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&[]))).await;
    let mut handler = test.handler().await;
    let asked = [("question", "Vi når deg ikke på telefon. Er nummeret riktig?")];
    handler.post(&format!("/saksbord/{CASE}/spor"), &asked).await;
    test.run_jobs().await;
    let question = last_letter(&test).await;
    receive(&test, &mail(MARI, "svar", "Sv: x", &in_reply_to(&question), WRONG)).await;
    assert_eq!(phone(&test).await, "+4799887766");
    let page = history(&test).await;
    assert!(page.contains(TOLD) && page.contains(&format!("Svar: {WRONG}")), "{page}");
}

#[tokio::test]
async fn a_sender_whose_domain_does_not_stand_behind_the_mail_puts_nothing_right() {
    let test = TestApp::new().await;
    receive(&test, &mail(MARI, "forst", "Bestilling", "", &order_without(&[]))).await;
    let letter = last_letter(&test).await;
    let id = stored(&test, &mail(MARI, "forfalsket", "Sv: x", &in_reply_to(&letter), WRONG)).await;
    let failed = r#"{"verdict":"fail","domain":"leverandor.example","spf":null,"dkim":[],"dmarc":null}"#;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE inbound_mail SET sender_check = $2 WHERE id = $1", fullmakt::db::params![id, failed])
        .await
        .expect("checked");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
    assert_eq!(phone(&test).await, "+4722334455");
    assert_eq!(settled(&test, "forfalsket").await.1, "in-thread");
}
