//! What a handler sees of a mail besides its text, and does with many at once.

use super::{CASE, MARI, mail, order_without, receive};
use crate::support::TestApp;

/// Marked as base64, so that the number in it is seen by who decodes only: “Testperson 02013299997\n”.
const ENCODED_REAL_NUMBER: &str = "VGVzdHBlcnNvbiAwMjAxMzI5OTk5Nwo=";

fn with_attachments(order: &str, encoded: &str) -> String {
    format!(
        "From: <{MARI}>\r\nTo: bestilling@fullmakt.example\r\nSubject: Bestilling\r\nMessage-ID: <vedlegg@post.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=grense\r\n\r\n\
         --grense\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n\
         --grense\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n\
         --grense\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"avtale for Mari.pdf\"\r\n\r\n%PDF\r\n\
         --grense\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename*=utf-8''p%C3%A5melding%2002013299997.csv\r\n\r\na;b\r\n\
         --grense--\r\n",
        order.replace('\n', "\r\n")
    )
}

#[tokio::test]
async fn the_names_of_attachments_stand_at_the_case_and_no_real_number_in_them() {
    for encoded in ["", ENCODED_REAL_NUMBER] {
        let test = TestApp::new().await;
        receive(&test, &with_attachments(&order_without(&[]), encoded)).await;
        let mut handler = test.handler().await;
        let page = handler.get(&format!("/saksbord/{CASE}")).await.text();
        assert!(page.contains("Vedlegg (ikke åpnet) avtale for Mari.pdf, påmelding "), "{page}");
        assert!(!page.contains("02013299997"), "{page}");
    }
}

#[tokio::test]
async fn all_that_waits_from_one_sender_is_put_away_at_once_and_nothing_else() {
    let test = TestApp::new().await;
    for id in ["en", "to", "tre"] {
        receive(&test, &mail("masse@annet.example", id, "Hei", "", "Ring meg.")).await;
    }
    receive(&test, &mail("per@leverandor.example", "annen", "Spørsmål", "", "Når åpner dere?")).await;
    let waiting = "SELECT count(*) AS n FROM inbound_mail WHERE state = 'desk'";
    assert_eq!(test.count(waiting).await, 4);
    let mut handler = test.handler().await;
    let list = handler.get("/saksbord/post").await;
    let of = |subject: &str| {
        let row =
            list.body.split("<tr>").find(|row| row.contains(&format!(">{subject}</a>"))).expect("a row");
        row.split("/saksbord/post/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("its id")
            .to_owned()
    };
    let alone = handler.get(&format!("/saksbord/post/{}", of("Spørsmål"))).await;
    assert!(!alone.body.contains("name=\"alle\""), "{}", alone.text());
    let page = handler.get(&format!("/saksbord/post/{}", of("Hei"))).await;
    assert!(page.text().contains("Legg bort alle 3 fra denne avsenderen"), "{}", page.text());
    handler.post(&format!("/saksbord/post/{}/legg-bort", of("Hei")), &[("alle", "ja")]).await;
    assert_eq!(test.count(waiting).await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'mail.set_aside'").await, 3);
}
