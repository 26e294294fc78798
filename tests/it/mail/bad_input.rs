//! What clients send that mean ill, or are broken: each has a stated answer, nothing is kept of it, and others are served.

use std::fmt::Write as _;

use tokio::io::AsyncWriteExt as _;

use super::{Client, OURS, Post, letter};

#[tokio::test]
async fn a_mail_of_fifty_megabytes_is_refused_whether_it_says_so_or_not() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    assert!(client.say("EHLO klient.example").await.contains("SIZE 10485760"));
    let answer = client.say("MAIL FROM:<mari@leverandor.example> SIZE=52428800").await;
    assert!(answer.starts_with("552 5.3.4") && answer.contains("an order is a page of text"), "{answer}");
    client.begin().await;
    // It is read to its end, so that the sender's server hears why; nothing of it is kept.
    let line = [b'a'; 1022].iter().copied().chain(*b"\r\n").collect::<Vec<u8>>().repeat(64);
    client.send(letter("stor@leverandor.example", "")).await;
    for _ in 0..50 * 1024 / 64 {
        client.send(&line).await;
    }
    assert!(client.say(".").await.starts_with("552 5.3.4"));
    assert_eq!(post.stored().await, 0);
    assert!(client.say("RSET").await.starts_with("250"), "the connection goes on");
}

#[tokio::test]
async fn a_mail_that_never_ends_is_cut_off() {
    let post = Post::with_env(&[("FULLMAKT_MAIL_MAX_BYTES", "65536")]).await;
    let mut client = post.dial().await;
    client.begin().await;
    // Without any line end, until the other side has had enough: then writing fails.
    let piece = vec![b'x'; 64 * 1024];
    let mut sent = 0;
    while client.stream.write_all(&piece).await.is_ok() {
        sent += piece.len();
        assert!(sent < 64 * 1024 * 1024, "nobody ends it");
    }
    assert_eq!(post.stored().await, 0);
    assert!(post.dial().await.say("EHLO x").await.starts_with("250"));
}

#[tokio::test]
async fn ten_thousand_recipients_are_ten_and_a_farewell() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    client.walk(&[("EHLO klient.example", "250"), ("MAIL FROM:<mari@leverandor.example>", "250")]).await;
    let mut all = String::new();
    for _ in 0..10_000 {
        let _ = write!(all, "RCPT TO:<{OURS}>\r\n");
    }
    // The other side hangs up in the middle.
    let _ = client.stream.write_all(all.as_bytes()).await;
    let answers = client.rest().await;
    let begin = |with: &str| answers.lines().filter(|line| line.starts_with(with)).count();
    assert_eq!((begin("250"), begin("452 4.5.3"), begin("421")), (10, 11, 1), "{answers}");
    assert_eq!(post.stored().await, 0);
}

#[tokio::test]
async fn lines_that_are_no_commands_end_the_connection() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    client.send(vec![b'A'; 4096]).await;
    assert!(client.rest().await.starts_with("500 5.5.2 a command line is no longer"), "an endless line");
    let mut client = post.dial().await;
    client.send(format!("EHLO {}\r\n", "a".repeat(3000))).await;
    assert!(client.rest().await.starts_with("500 5.5.2"), "a long line");
    let mut client = post.dial().await;
    let _ = client.stream.write_all(&b"nonsense\r\n".repeat(100)).await;
    let answers = client.rest().await;
    assert_eq!(answers.matches("500 5.5.2 unknown command").count(), 11, "{answers}");
    assert!(answers.trim_end().ends_with("421 4.7.0 too many commands were refused; goodbye"), "{answers}");
    let mut client = post.dial().await;
    let _ = client.stream.write_all(&b"NOOP\r\n".repeat(500)).await;
    let answers = client.rest().await;
    assert_eq!(answers.matches("250 2.0.0 ok").count(), 200);
    assert!(answers.contains("421 4.7.0 too many commands in one"), "{answers}");
}

#[tokio::test]
async fn control_characters_in_a_command_are_refused() {
    let post = Post::new().await;
    for line in [
        "NOOP\n", "NOOP\r\r\n", "NO\0OP\r\n", "\0\r\n", "EHLO a\rb\r\n", "EHLO a\x1bb\r\n",
        "MAIL FROM:<a\0@b.example>\r\n",
    ] {
        let mut client = post.dial().await;
        client.send(line).await;
        let answer = client.hear().await;
        assert!(answer.starts_with("500 5.5.2 a command line ends with CR LF"), "{line:?}: {answer}");
        assert!(client.say("NOOP").await.starts_with("250"), "{line:?}: the next line is read by itself");
    }
}

#[tokio::test]
async fn no_second_message_is_smuggled_inside_the_first() {
    let post = Post::new().await;
    for end in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\r.\r", "\r\n\0.\r\n", "\r\r\n.\r\r\n"]
    {
        let mut client = post.dial().await;
        client.begin().await;
        let inner = format!(
            "MAIL FROM:<sjef@etaten.example>\r\nRCPT TO:<{OURS}>\r\nDATA\r\n{}",
            letter("smuglet@leverandor.example", "Smuglet\r\n")
        );
        client.send(format!("{}{end}{inner}.\r\nQUIT\r\n", letter("ytre@leverandor.example", "Hei"))).await;
        let rest = client.rest().await;
        let answers: Vec<&str> = rest.lines().collect();
        assert_eq!(answers.len(), 2, "{end:?}: one message, one goodbye: {rest}");
        let refused = !end.contains('\0');
        assert!(answers[0].starts_with(if refused { "550 5.6.0" } else { "250" }), "{end:?}: {rest}");
    }
    assert_eq!(post.stored().await, 1, "NUL is text, and the message is one");
    assert_eq!(post.only().await.text("envelope_from").unwrap(), "mari@leverandor.example");
}

#[tokio::test]
async fn nul_bytes_and_wild_headers_go_to_the_desk_without_their_control_characters() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    client.begin().await;
    let raw = "From: \"a\\\"\0 \x1b[31m\" <mari@leverandor.example>\r\nSubject: Hei\0 =?utf-8?q?du=0D=0ABcc:_alle=40andre.example?=\r\n\
        Message-ID: <nul\0\x01@leverandor.example>\r\n\r\nHei\0 du\r\n.";
    assert!(client.say(raw).await.starts_with("250"));
    post.test.run_jobs().await;
    let row = post.only().await;
    assert_eq!(row.text("state").unwrap(), "desk");
    for column in ["message_id", "sender", "subject"] {
        let value = row.text(column).unwrap();
        assert!(!value.chars().any(char::is_control), "{column}: {value:?}");
    }
    assert!(post.raw().await.contains(&0), "what came is kept as it came");
    let mut handler = post.test.handler().await;
    let page = handler.get(&format!("/saksbord/post/{}", row.text("id").unwrap())).await;
    assert!(page.text().contains("Hei du") && !page.body.contains(['\0', '\x1b']), "{}", page.text());
}

#[tokio::test]
async fn who_hangs_up_in_the_middle_leaves_nothing() {
    let mut post = Post::new().await;
    let mut client = post.dial().await;
    client.begin().await;
    client.send(letter("halv@leverandor.example", "Hei\r\n.\r")).await;
    drop(client);
    let mut client = post.dial().await;
    client.begin().await;
    client.send(format!("{}.\r\n", letter("hel@leverandor.example", "Hei\r\n"))).await;
    assert!(client.hear().await.starts_with("250"));
    // No QUIT: the answer is what counts.
    drop(client);
    post.stop().await;
    assert_eq!(post.only().await.text("message_id").unwrap(), "hel@leverandor.example");
}

#[tokio::test]
async fn a_silent_client_and_a_slow_one_are_told_that_their_time_is_over() {
    let silent = Post::with_env(&[("FULLMAKT_SMTP_SILENCE_SECONDS", "1")]).await;
    let mut client = silent.dial().await;
    client.send("NO").await;
    assert!(client.rest().await.starts_with("421 fullmakt.example 4.4.2 waited too long"));
    let mut client = silent.dial().await;
    client.begin().await;
    client.send("From: mari@leverandor.example\r\n").await;
    assert!(client.rest().await.starts_with("421 fullmakt.example 4.4.2 waited"), "inside a message too");
    assert_eq!(silent.stored().await, 0);
    // However busily a client keeps its connection alive, it ends.
    let slow =
        Post::with_env(&[("FULLMAKT_SMTP_CONNECTION_SECONDS", "1"), ("FULLMAKT_SMTP_COMMANDS", "1000000")])
            .await;
    let mut client = slow.dial().await;
    let mut answer = client.say("NOOP").await;
    while answer.starts_with("250") {
        let _ = client.stream.write_all(b"NOOP\r\n").await;
        answer = client.hear().await;
    }
    assert!(answer.starts_with("421 fullmakt.example 4.4.2 this connection has lasted too long"), "{answer}");
}

#[tokio::test]
async fn connections_are_limited_by_address() {
    let post = Post::with_env(&[("FULLMAKT_SMTP_CONNECTIONS_PER_ADDRESS", "2")]).await;
    let (mut first, _second) = (post.dial().await, post.dial().await);
    let refused = Client::dial(post.port).await.rest().await;
    assert!(
        refused.starts_with("421 fullmakt.example 4.7.0 too many connections from your address"),
        "{refused}"
    );
    assert!(first.say("QUIT").await.starts_with("221"));
    assert_eq!(first.rest().await, "");
    // The place is free when the connection's task has ended, which may be a moment after its last word.
    loop {
        let mut next = Client::dial(post.port).await;
        if next.hear().await.starts_with("220") {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn connections_are_limited_in_all() {
    let post = Post::with_env(&[("FULLMAKT_SMTP_CONNECTIONS", "1")]).await;
    let _first = post.dial().await;
    let refused = Client::dial(post.port).await.rest().await;
    assert!(
        refused.starts_with("421 fullmakt.example 4.3.2 too many connections; try again later"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_flood_from_one_sender_is_put_off_and_others_are_heard() {
    let post = Post::with_env(&[
        ("FULLMAKT_SMTP_MESSAGES_PER_SENDER", "3"),
        ("FULLMAKT_SMTP_MESSAGES_PER_ADDRESS", "5"),
    ])
    .await;
    let mut client = post.dial().await;
    assert!(client.say("EHLO klient.example").await.starts_with("250"));
    let mut said = Vec::new();
    for (number, sender) in ["a", "A", "a", "a", "b", "c", "d"].iter().enumerate() {
        let answer = client.say(&format!("MAIL FROM:<{sender}@leverandor.example>")).await;
        if answer.starts_with("250") {
            client.walk(&[(&format!("RCPT TO:<{OURS}>"), "250"), ("DATA", "354")]).await;
            client.send(letter(&format!("{number}@leverandor.example"), "Hei\r\n")).await;
            assert!(client.say(".").await.starts_with("250"));
        }
        said.push(answer);
    }
    let sender = "450 4.7.1 too many messages of this sender in an hour; try again later";
    let server = "450 4.7.1 too many messages from your server in an hour; try again later";
    let ok = "250 2.1.0 ok";
    // The refused one counted for its server as well.
    assert_eq!(said, [ok, ok, ok, sender, ok, server, server]);
    assert_eq!(post.stored().await, 4);
}
