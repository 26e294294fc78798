//! Machines are never answered, and a letter that came back is seen where its case is.

use std::fmt::Write as _;

use super::{Client, ORDER, OURS, Post, letter};

async fn send(post: &Post, raw: &str, envelope_from: &str) {
    let mut client = post.dial().await;
    client
        .walk(&[
            ("EHLO mx.kunde.example", "250"),
            (&format!("MAIL FROM:<{envelope_from}>"), "250"),
            (&format!("RCPT TO:<{OURS}>"), "250"),
            ("DATA", "354"),
        ])
        .await;
    Client::send(&mut client, raw).await;
    assert!(client.say("\r\n.").await.starts_with("250"));
    post.test.run_jobs().await;
}

#[tokio::test]
async fn what_machines_write_is_set_aside_with_its_reason_and_never_answered() {
    let post = Post::new().await;
    let order = |id: &str, headers: &str| {
        letter(id, ORDER).replacen("MIME-Version", &format!("{headers}\r\nMIME-Version"), 1)
    };
    // Each holds a whole order, which must not be taken.
    for (id, headers, from) in [
        ("auto@kunde.example", "Auto-Submitted: auto-replied", "mari@leverandor.example"),
        ("list@kunde.example", "List-Id: <nytt.kunde.example>", "mari@leverandor.example"),
        ("tom@kunde.example", "X-Test: empty sender", ""),
        ("01KF0G0000ABCDEFGHJKMNPQRS@fullmakt.example", "X-Test: our own id", "mari@leverandor.example"),
    ] {
        send(&post, &order(id, headers), from).await;
    }
    assert_eq!(post.test.count("SELECT count(*) AS n FROM inbound_mail WHERE state = 'set_aside'").await, 4);
    assert_eq!(post.test.count("SELECT count(*) AS n FROM orders").await, 0);
    assert_eq!(post.test.count("SELECT count(*) AS n FROM letters").await, 0, "nothing is answered");
    let mut handler = post.test.handler().await;
    assert!(
        handler.get("/saksbord/post").await.text().contains("Ingen."),
        "none of them waits for a handler"
    );
    let page = handler.get("/saksbord/post/lagt-bort").await;
    for reason in
        ["Dette er et automatisk svar.", "Dette kom fra en e-postliste.", "Dette er et av våre egne brev."]
    {
        assert!(page.text().contains(reason), "{reason}: {}", page.text());
    }
    let id = {
        let mut tx = post.test.app.db.read().await.unwrap();
        let sql = "SELECT id FROM inbound_mail WHERE nature = 'own'";
        tx.fetch_optional(sql, &[]).await.unwrap().expect("our own").text("id").unwrap()
    };
    assert!(page.body.contains(&format!("href=\"/saksbord/post/{id}\"")));
    let page = handler.get(&format!("/saksbord/post/{id}")).await;
    assert!(page.text().contains("Kjent igjen på Message-ID."), "{}", page.text());
    assert!(!page.body.contains("/legg-bort"), "it is set aside already");
    for language in ["nn", "en"] {
        handler.language = language;
        assert!(!handler.get("/saksbord/post/lagt-bort").await.text().contains("Dette er et automatisk"));
    }
}

#[tokio::test]
async fn a_letter_that_came_back_marks_its_order_once() {
    let post = Post::new().await;
    send(&post, &letter("en@leverandor.example", ORDER), "mari@leverandor.example").await;
    let receipt = post.test.mailbox().await.remove(0);
    let bounce = |id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.leverandor.example\r\nTo: {OURS}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Message-ID: <{id}>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nUnknown user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.leverandor.example\r\n\r\nFinal-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {OURS}\r\nMessage-ID: <{}>\r\n\r\nHei\r\n--b--\r\n",
            receipt.to, receipt.message_id
        )
    };
    let letters_before = post.test.count("SELECT count(*) AS n FROM letters").await;
    for id in ["b1@mx.leverandor.example", "b2@mx.leverandor.example"] {
        send(&post, &bounce(id), "").await;
    }
    let mut handler = post.test.handler().await;
    let page = handler.get("/saksbord/2026-00001").await.text();
    assert_eq!(page.matches("Et brev til leverandøren kom i retur.").count(), 1, "{page}");
    assert!(page.contains("Et brev kom i retur"), "the history says so");
    let bounced =
        "SELECT count(*) AS n FROM letters WHERE bounced_at IS NOT NULL AND bounce_status = '5.1.1'";
    assert_eq!(post.test.count(bounced).await, 1);
    let audited = "SELECT count(*) AS n FROM audit WHERE action = 'order.letter_bounced' AND case_number = '2026-00001'";
    assert_eq!(post.test.count(audited).await, 1);
    assert_eq!(
        post.test.count("SELECT count(*) AS n FROM letters").await,
        letters_before,
        "a bounce is not answered"
    );
    assert!(
        handler.get("/saksbord/post/lagt-bort").await.text().contains("kunne ikke levere et brev fra oss")
    );
}

#[tokio::test]
async fn broken_messages_end_at_the_desk_and_nothing_falls() {
    let post = Post::new().await;
    let mut nested =
        String::from("From: a@leverandor.example\r\nMessage-ID: <dyp@x.example>\r\nMIME-Version: 1.0\r\n");
    for level in 0..100 {
        let _ = write!(nested, "Content-Type: multipart/mixed; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n");
    }
    nested += "Content-Type: text/plain\r\n\r\nInnerst.\r\n";
    let mut matryoshka = String::from("From: a@leverandor.example\r\nMessage-ID: <dukke@x.example>\r\n");
    for _ in 0..100 {
        matryoshka += "Content-Type: message/rfc822\r\n\r\nFrom: a@leverandor.example\r\n";
    }
    matryoshka += "\r\nInnerst.\r\n";
    let header = "From: a@leverandor.example\r\nMIME-Version: 1.0\r\n";
    let messages = [
        nested,
        matryoshka,
        format!(
            "{header}Message-ID: <grense@x.example>\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\nIngen grense.\r\n"
        ),
        format!(
            "{header}Message-ID: <tom@x.example>\r\nContent-Type: multipart/alternative; boundary=\"\"\r\n\r\n----\r\n----\r\n"
        ),
        format!(
            "{header}Message-ID: <tegn@x.example>\r\nContent-Type: text/plain; charset=finnes-ikke\r\n\r\nHei æøå\r\n"
        ),
        format!(
            "{header}Message-ID: <ascii@x.example>\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nHei æøå\r\n"
        ),
        format!(
            "{header}Message-ID: <utf16@x.example>\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nHei, ikke utf-16\r\n"
        ),
        format!(
            "{header}Message-ID: <b64@x.example>\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!====!\r\n"
        ),
        format!(
            "{header}Message-ID: <qp@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FF=FE=0=ZZ=\r\n"
        ),
        format!(
            "{header}Message-ID: <latin@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nVi =F8nsker bl=E5b=E6r.\r\n"
        ),
        format!("{header}Message-ID: <uten@x.example>\r\n"),
        format!("{}\r\n\r\nHei\r\n", "X".repeat(50_000)),
        format!(
            "Subject: {}\r\nMessage-ID: <{}@x.example>\r\n\r\nHei\r\n",
            "æ".repeat(20_000),
            "i".repeat(5_000)
        ),
        "\r\n".to_owned(),
    ];
    for raw in &messages {
        send(&post, raw, "a@leverandor.example").await;
    }
    let stored = post.stored().await;
    assert_eq!(stored, i64::try_from(messages.len()).unwrap());
    assert_eq!(post.test.count("SELECT count(*) AS n FROM inbound_mail WHERE state = 'desk'").await, stored);
    assert_eq!(post.test.count("SELECT count(*) AS n FROM jobs WHERE failed_at IS NOT NULL").await, 0);
    let noted = "SELECT count(*) AS n FROM inbound_mail WHERE message_id = 'latin@x.example' AND note = 'wrong-charset'";
    assert_eq!(post.test.count(noted).await, 1, "that characters could not be read is told as such");
    let mut handler = post.test.handler().await;
    let list = handler.get("/saksbord/post").await;
    assert!(list.text().contains("Noen tegn i e-posten kunne ikke leses"), "{}", list.text());
    let paths: Vec<&str> = list
        .body
        .split("href=\"")
        .filter(|rest| rest.starts_with("/saksbord/post/0"))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(paths.len(), messages.len());
    for path in paths {
        assert_eq!(handler.get(path).await.status, axum::http::StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_header_in_a_name_stays_in_the_name() {
    let post = Post::new().await;
    let order = ORDER.replace("Mari Oppdiktet", "Mari\rBcc: alle@andre.example");
    let encoded: String = order
        .bytes()
        .map(|byte| format!("={byte:02X}"))
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|line| line.concat() + "=\r\n")
        .collect();
    let raw = letter("injisert@leverandor.example", &encoded).replace("8bit", "quoted-printable");
    send(&post, &raw, "mari@leverandor.example").await;
    for sent in post.test.mailbox().await {
        assert!(!sent.subject.contains(['\r', '\n']), "{:?}", sent.subject);
        assert!(!sent.to.contains("alle@andre.example"), "{}", sent.to);
    }
    let state = post.only().await.text("state").unwrap();
    assert!(["desk", "order"].contains(&state.as_str()), "{state}");
}
