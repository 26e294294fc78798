//! Messages as people and machines send them.

use std::fmt::Write as _;

use mail_parser::MessageParser;

use super::*;

const OURS: &str = "bestilling@fullmakt.example";
const LETTER: &str = "01KF0G0000ABCDEFGHJKMNPQRS@fullmakt.example";

/// A message with these header lines (`|` between them) and this body.
fn judged(from: &str, subject: &str, headers: &str, body: &str, envelope_from: Option<&str>) -> Judged {
    let headers = if headers.is_empty() { String::new() } else { headers.replace('|', "\r\n") + "\r\n" };
    let raw = format!(
        "From: {from}\r\nTo: {OURS}\r\nSubject: {subject}\r\n{headers}\r\n{}",
        body.replace('\n', "\r\n")
    );
    judge(&MessageParser::default().parse(raw.as_bytes()).expect("a message"), envelope_from, OURS)
}

/// From, subject, headers, envelope sender, what it is, by which sign.
type Case<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, &'a str, &'a str);

#[test]
fn every_kind_of_message_is_told_by_its_sign() {
    let ola = "Ola Oppdiktet <ola@kunde.example>";
    let thread = format!("In-Reply-To: <{LETTER}>");
    let somewhere = "In-Reply-To: <abc@kunde.example>";
    let exchange = "Auto-Submitted: auto-generated|X-Auto-Response-Suppress: All";
    let rules = "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent";
    let own_id = format!("Message-ID: <{LETTER}>");
    let human_id = "Message-ID: <20260115.ola@fullmakt.example>";
    #[rustfmt::skip]
    let cases: &[Case<'_>] = &[
        (ola, "Bestilling", "", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "SV: Bestilling 2026-00001", &thread, Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Bestilling", "Auto-Submitted: no", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Bestilling", "Auto-Submitted: no (a person)", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Bestilling", "Precedence: first-class", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Bestilling", "X-Auto-Response-Suppress: None", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "På ferie fra mandag, her er bestillingen", "", Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Automatisk svar på søknader", somewhere, Some("ola@kunde.example"), "ordinary", ""),
        (ola, "Undeliverable last week, now again", "", Some("ola@kunde.example"), "ordinary", ""),
        ("postmaster@kunde.example", "Bestilling", "", Some("postmaster@kunde.example"), "ordinary", ""),
        (ola, "Bestilling", human_id, Some("ola@fullmakt.example"), "ordinary", ""),
        (ola, "Bestilling", "Return-Path: <ola@kunde.example>", None, "ordinary", ""),
        (ola, "Automatisk svar: Bestilling", &thread, Some("ola@kunde.example"), "automatic", "Subject"),
        ("no-reply@kunde.example", "Out of Office: Bestilling", "", Some("x@kunde.example"), "automatic", "Subject"),
        ("ikke_svar@kunde.example", "Fravær", "", Some("x@kunde.example"), "automatic", "Subject"),
        (ola, "Svar", "Auto-Submitted: auto-replied", Some("ola@kunde.example"), "automatic", "Auto-Submitted"),
        (ola, "Svar", "auto-submitted: Auto-Generated; owner=x", Some("ola@kunde.example"), "automatic", "Auto-Submitted"),
        (ola, "Automatisk svar", exchange, Some("ola@kunde.example"), "automatic", "Auto-Submitted"),
        (ola, "Jeg er borte", "X-Auto-Response-Suppress: DR, OOF, AutoReply", Some("ola@kunde.example"), "automatic", "X-Auto-Response-Suppress"),
        (ola, "Jeg er borte", rules, Some("ola@kunde.example"), "automatic", "X-MS-Exchange-Generated-Message-Source"),
        (ola, "Takk", "X-Autoreply: yes", Some("ola@kunde.example"), "automatic", "X-Autoreply"),
        (ola, "Takk", "X-Autorespond: Bestilling", Some("ola@kunde.example"), "automatic", "X-Autorespond"),
        (ola, "Takk", "Precedence: auto_reply", Some("ola@kunde.example"), "automatic", "Precedence"),
        (ola, "Nytt fra oss", "Precedence: Bulk", Some("ola@kunde.example"), "automatic", "Precedence"),
        (ola, "Nytt fra oss", "Precedence: junk", Some("ola@kunde.example"), "automatic", "Precedence"),
        (ola, "Takk for din henvendelse", "", Some(""), "automatic", "Return-Path"),
        (ola, "Takk for din henvendelse", "Return-Path: <>", None, "automatic", "Return-Path"),
        (ola, "Nyheter", "List-Id: <nyheter.kunde.example>", Some("ola@kunde.example"), "list", "List-Id"),
        (ola, "Nyheter", "List-Unsubscribe: <https://kunde.example/av>|Precedence: bulk", Some("x@kunde.example"), "list", "List-Unsubscribe"),
        (ola, "Nyheter", "Precedence: list", Some("x@kunde.example"), "list", "Precedence"),
        ("Fullmakt <BESTILLING@fullmakt.example>", "Bestilling", "", Some("x@kunde.example"), "own", "From"),
        (ola, "Fwd", &own_id, Some("ola@kunde.example"), "own", "Message-ID"),
        ("MAILER-DAEMON@mx.kunde.example", "Returned mail: see transcript for details", "", Some(""), "bounce", "MAILER-DAEMON"),
        ("Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender", "X-Failed-Recipients: kari@kunde.example", Some(""), "bounce", "X-Failed-Recipients"),
        ("postmaster@kunde.example", "Meldingen kunne ikke leveres", "", None, "bounce", "MAILER-DAEMON"),
    ];
    for (from, subject, headers, envelope, nature, sign) in cases {
        let found = judged(from, subject, headers, "Hei", *envelope);
        assert_eq!((found.nature.key(), found.sign), (*nature, *sign), "{from} | {subject} | {headers}");
    }
}

fn multipart(report_type: &str, machine: &str, given_back: &str) -> (String, String) {
    let header = format!(
        "MIME-Version: 1.0|Content-Type: multipart/report; report-type={report_type}; boundary=\"gr\""
    );
    let body = format!(
        "--gr\nContent-Type: text/plain\n\nIt could not be delivered.\n\n--gr\n{machine}\n--gr\n{given_back}\n--gr--\n"
    );
    (header, body)
}

fn bounce(found: Judged) -> (Option<String>, Option<String>) {
    match found.nature {
        Nature::Bounce(bounce) => (bounce.message_id, bounce.status),
        other => panic!("no bounce: {other:?} by {}", found.sign),
    }
}

#[test]
fn a_report_says_which_letter_and_why() {
    let status = |lines: &str| {
        format!(
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.kunde.example\n\nFinal-Recipient: rfc822; kari@kunde.example\n{lines}\n"
        )
    };
    let whole = format!(
        "Content-Type: message/rfc822\n\nFrom: {OURS}\nMessage-ID: <{LETTER}>\nSubject: Bestillingen\n\nHei.\n"
    );
    let headers_only =
        format!("Content-Type: text/rfc822-headers\n\nFrom: {OURS}\nMessage-ID:\n <{LETTER}>\nSubject: x\n");
    let letter = || Some(LETTER.to_owned());
    let code = |code: &str| Some(code.to_owned());
    for (lines, given_back, expected) in [
        ("Action: failed\nStatus: 5.1.1", &whole, (letter(), code("5.1.1"))),
        ("Action: failed\nStatus: 5.2.2 (full)", &headers_only, (letter(), code("5.2.2"))),
        ("Action: failed\nDiagnostic-Code: smtp; 550 5.7.1 no", &whole, (letter(), code("5.7.1"))),
        ("Status: 5.4.4", &headers_only, (letter(), code("5.4.4"))),
        ("action: FAILED", &"Content-Type: text/plain\n\nno copy\n".to_owned(), (None, None)),
    ] {
        let (header, body) = multipart("delivery-status", &status(lines), given_back);
        let found = judged("MAILER-DAEMON@mx.example", "Delivery", &header, &body, Some(""));
        assert_eq!(found.sign, "message/delivery-status");
        assert_eq!(bounce(found), expected, "{lines}");
    }
    for lines in ["Action: delayed\nStatus: 4.4.7", "Action: delivered\nStatus: 2.1.5", "Status: 4.2.2"] {
        let (header, body) = multipart("delivery-status", &status(lines), &whole);
        let found = judged("MAILER-DAEMON@mx.example", "Delayed", &header, &body, Some(""));
        assert_eq!(found.nature, Nature::Automatic, "{lines}: nothing has come back");
    }
    let read = "Content-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n";
    let (header, body) = multipart("disposition-notification", read, &whole);
    let found = judged("ola@kunde.example", "Lest: Bestilling", &header, &body, Some("ola@kunde.example"));
    assert_eq!((found.nature, found.sign), (Nature::Automatic, "multipart/report"));
}

#[test]
fn servers_that_know_no_reports_are_understood_by_their_text() {
    let qmail = format!(
        "Hi. This is the qmail-send program at mx.kunde.example.\n\n<kari@kunde.example>:\n192.0.2.5 does not like recipient.\n\
         Remote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.5.\n\n--- Below this line is a copy of the message.\n\n\
         Return-Path: <{OURS}>\nMessage-ID: <{LETTER}>\nSubject: Bestillingen\n"
    );
    let found = judged("MAILER-DAEMON@mx.kunde.example", "failure notice", "", &qmail, Some(""));
    assert_eq!(bounce(found), (Some(LETTER.to_owned()), Some("5.1.1".to_owned())));
    let exim = format!("A message that you sent could not be delivered.\n\n> Message-Id: <{LETTER}>\n");
    let headers = "X-Failed-Recipients: kari@kunde.example";
    let found = judged("Mailer-Daemon@mx.example", "Mail delivery failed", headers, &exim, Some(""));
    assert_eq!(bounce(found), (Some(LETTER.to_owned()), None));
    let headers = format!("In-Reply-To: <{LETTER}>");
    let found = judged("postmaster@kunde.example", "Undeliverable: Brev", &headers, "#5.1.10#", Some(""));
    assert_eq!(bounce(found), (Some(LETTER.to_owned()), Some("5.1.10".to_owned())));
}

#[test]
fn nothing_about_a_message_makes_the_judge_fall() {
    let mut deep = String::new();
    for level in 0..200 {
        let _ = write!(deep, "Content-Type: multipart/report; boundary=\"b{level}\"\n\n--b{level}\n");
    }
    for raw in [
        "",
        "\r\n\r\n",
        "From:\r\nFrom: <<>>\r\nMessage-ID: \r\n\r\n",
        "Content-Type: multipart/report\r\n\r\n--\r\n",
        "Content-Type: message/delivery-status\r\n\r\n:\r\n:::\r\n",
        "Message-ID: <æøå@æøå>\r\nAuto-Submitted:\r\nSubject: =?utf-8?b?####?=\r\n\r\nmessage-id\u{e6}:",
        &deep,
    ] {
        if let Some(message) = MessageParser::default().parse(raw.as_bytes()) {
            let _ = judge(&message, None, OURS);
            let _ = judge(&message, Some(""), "no-address");
        }
    }
}
