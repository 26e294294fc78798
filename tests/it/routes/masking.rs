//! No number of a real person is kept or shown, whichever field of whichever route it was written into.
//!
//! The fields are those of the table of routes, so that a new route is tried as soon as it has a row.

use axum::http::Method;
use serde_json::Value;

use super::cast::{Body, Caller, Cast, Who};
use super::table::{PARTS, Row};
use crate::privacy::where_is;
use crate::support::app::Answer;

/// A published example of the scheme of 2032; nobody has it.
const NUMBER: &str = "02013299997";

/// What stands in a form besides what its row of the table fills in.
const OTHERS: [(&str, &str, &[&str]); 6] = [
    ("POST", "/bestill/{slug}", &["message", "production_contact.name", "production_contact.email"]),
    ("POST", "/saksbord/post/{id}/{slug}", &["message", "production_contact.name"]),
    (
        "POST",
        "/saksbord/{case_number}/oppgave/{position}",
        &["note", "organisation_number", "organisation_name", "person_number", "person_name"],
    ),
    ("POST", "/sak/{case_number}/trekk", &["reason"]),
    ("POST", "/sak/{case_number}/api-nokkel", &["note"]),
    ("POST", "/token", &["assertion", "scope", "client_id"]),
];

/// Who does it, of those that the table lets through; where none is let through, whoever comes furthest.
fn who_may(row: &Row) -> Who {
    let expected = super::expected(row);
    let rank = |who: &Who| match expected[who] {
        status if status.starts_with('2') || status.starts_with("303") => 0,
        "409" | "422" | "400" => 1,
        "404" => 2,
        _ => 3,
    };
    Who::ALL.map(|(who, _)| who).into_iter().min_by_key(rank).expect("somebody")
}

/// The row's form with the number in each field in turn.
fn forms(row: &Row, fields: &[(String, String)]) -> Vec<Vec<(String, String)>> {
    let others = OTHERS.iter().find(|(method, path, _)| (*method, *path) == (row.method, row.path.as_str()));
    let mut all = fields.to_vec();
    for name in others.into_iter().flat_map(|(_, _, names)| *names) {
        all.push(((*name).to_owned(), String::new()));
    }
    (0..all.len())
        .map(|marked| {
            let mut form = all.clone();
            let value = &mut form[marked].1;
            let marked = format!("{value} {NUMBER}");
            marked.trim().clone_into(value);
            form
        })
        .collect()
}

/// The row's document with the number in each text in turn.
fn documents(whole: &Value) -> Vec<Value> {
    fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(at.to_owned()),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    texts(item, &format!("{at}/{index}"), found);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    texts(member, &format!("{at}/{name}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    texts(whole, "", &mut found);
    found
        .iter()
        .map(|at| {
            let mut document = whole.clone();
            let place = document.pointer_mut(at).expect("a text");
            *place = format!("{} {NUMBER}", place.as_str().unwrap_or_default()).into();
            document
        })
        .collect()
}

async fn send(caller: &mut Caller<'_>, method: &Method, path: &str, kind: &str, body: &str) -> Answer {
    match caller {
        Caller::Browser(browser) => {
            browser.send(method.clone(), path, &[("content-type", kind)], body.to_owned()).await
        }
        Caller::Program(test, bearer) => {
            let authorization = format!("Bearer {bearer}");
            let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
            test.call(method.clone(), path, &headers, body.to_owned()).await
        }
    }
}

/// One test a part of the table, so that they run side by side.
macro_rules! parts {
    ($($name:ident: $part:literal),* $(,)?) => {
        $(#[tokio::test]
        async fn $name() {
            try_fields($part).await;
        })*

        #[test]
        fn the_fields_of_every_part_of_the_table_are_tried() {
            let tried = [$($part),*];
            let with_fields = |row: &Row| {
                !matches!(row.method, "GET" | "ANY") && matches!(row.body, Body::Form(_) | Body::Json(_))
            };
            for (part, make) in PARTS.into_iter().filter(|(part, _)| !part.contains("below")) {
                assert!(tried.contains(&part) || !make().iter().any(with_fields), "{part} has fields");
            }
        }
    };
}

parts! {
    no_field_that_is_open_keeps_or_shows_a_real_persons_number: "open",
    no_way_in_keeps_or_shows_a_real_persons_number: "ways in",
    no_order_keeps_or_shows_a_real_persons_number: "orders",
    no_field_of_the_desk_keeps_or_shows_a_real_persons_number: "desk",
    no_change_of_an_access_keeps_or_shows_a_real_persons_number: "afterwards",
    no_client_keeps_or_shows_a_real_persons_number: "clients",
    no_field_of_the_portal_keeps_or_shows_a_real_persons_number: "portal",
    no_document_of_the_self_service_keeps_or_shows_a_real_persons_number: "self-service",
}

async fn try_fields(part: &str) {
    let mut wrong = Vec::new();
    let mut sent = 0;
    let mut cast = Cast::new().await;
    let (_, make) = PARTS.into_iter().find(|(name, _)| *name == part).expect("a part of the table");
    for row in make() {
        if matches!(row.method, "GET" | "ANY") || row.path == "/logg-ut" {
            continue;
        }
        let who = who_may(&row);
        let tries = match row.body {
            Body::Form(fields) => {
                let filled: Vec<(String, String)> =
                    fields.iter().map(|(name, value)| (cast.fill(name), (*value).to_owned())).collect();
                forms(&row, &filled).into_iter().map(Try::Form).collect()
            }
            Body::Json(text) => {
                let whole = serde_json::from_str(&cast.fill(text)).expect("JSON");
                documents(&whole).into_iter().map(Try::Document).collect()
            }
            _ => Vec::new(),
        };
        for one in tries {
            let before = cast.audit().await;
            let mut caller = cast.come_in(who).await;
            let at = cast.fill(&row.at);
            let answer = match &one {
                Try::Document(document) => {
                    send(&mut caller, &row.sent_as(), &at, "application/json", &document.to_string()).await
                }
                Try::Form(fields) => {
                    let filled: Vec<(&str, String)> =
                        fields.iter().map(|(name, value)| (name.as_str(), cast.fill(value))).collect();
                    let fields: Vec<(&str, &str)> =
                        filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    match &mut caller {
                        Caller::Browser(browser) => browser.post(&at, &fields).await,
                        Caller::Program(..) => continue,
                    }
                }
            };
            sent += 1;
            let cell = format!("{} {} {who:?} {}", row.method, row.path, one.told());
            if answer.body.contains(NUMBER) || answer.location().contains(NUMBER) {
                wrong.push(format!("{cell}: it is shown again ({})", answer.status));
            }
            let changed = cast.audit().await != before;
            if changed {
                // What it sets going: letters, steps, receipts.
                cast.test.run_jobs().await;
            }
            for place in where_is(&cast.test, NUMBER).await {
                wrong.push(format!("{cell}: it is kept ({}) in {place}", answer.status));
            }
            drop(caller);
            if changed || wrong.iter().any(|line| line.starts_with(&cell)) {
                cast = Cast::new().await;
            }
        }
    }
    assert!(sent > 0, "the fields of the table are tried");
    assert!(wrong.is_empty(), "{} fields let it through:\n{}", wrong.len(), wrong.join("\n"));
}

enum Try {
    Form(Vec<(String, String)>),
    Document(Value),
}

impl Try {
    fn told(&self) -> String {
        match self {
            Self::Form(fields) => {
                let marked = fields.iter().find(|(_, value)| value.contains(NUMBER));
                marked.map(|(name, _)| name.clone()).unwrap_or_default()
            }
            Self::Document(document) => document.to_string().chars().take(200).collect(),
        }
    }
}

#[tokio::test]
async fn no_address_keeps_or_shows_a_real_persons_number() {
    let cast = Cast::new().await;
    let mut wrong = Vec::new();
    for row in PARTS.into_iter().filter(|(part, _)| !part.contains("below")).flat_map(|(_, make)| make()) {
        if row.method != "GET" {
            continue;
        }
        let who = who_may(&row);
        let mut caller = cast.come_in(who).await;
        let path = cast.fill(&row.at);
        let sign = if path.contains('?') { '&' } else { '?' };
        let mut addresses = vec![format!("{path}{sign}sok={NUMBER}&side={NUMBER}&nummer={NUMBER}")];
        if row.path.contains('{') {
            let parts = row.path.split('/').map(|part| if part.starts_with('{') { NUMBER } else { part });
            addresses.push(parts.collect::<Vec<_>>().join("/"));
        }
        for at in addresses {
            let answer = send(&mut caller, &Method::GET, &at, "text/plain", "").await;
            // The way to other languages repeats the address.
            let shown = answer.body.replace(&format!("{at}?"), "").replace(&at.replace('&', "&#38;"), "");
            if shown.contains(NUMBER) {
                wrong.push(format!("GET {at} {who:?}: it is shown again ({})", answer.status));
            }
        }
    }
    for place in where_is(&cast.test, NUMBER).await {
        wrong.push(format!("an address is kept in {place}"));
    }
    assert!(wrong.is_empty(), "{} addresses let it through:\n{}", wrong.len(), wrong.join("\n"));
}

/// Mails that carry the number somewhere.
const MAILS: [(&str, &str); 9] = [
    (
        "the subject",
        "From: kari@sprekmaur.example\r\nSubject: Fnr 02013299997\r\nMessage-ID: <1@x>\r\n\r\nHei\r\n",
    ),
    (
        "an encoded subject",
        "From: kari@sprekmaur.example\r\nSubject: =?utf-8?B?Zm5yIDAyMDEzMjk5OTk3?=\r\nMessage-ID: <2@x>\r\n\r\nHei\r\n",
    ),
    (
        "the sender's name",
        "From: \"Kari 02013299997\" <kari@sprekmaur.example>\r\nSubject: Hei\r\nMessage-ID: <3@x>\r\n\r\nHei\r\n",
    ),
    (
        "the sender's address",
        "From: 02013299997@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <4@x>\r\n\r\nHei\r\n",
    ),
    (
        "the Message-ID",
        "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <02013299997@x>\r\n\r\nHei\r\n",
    ),
    (
        "the text",
        "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <5@x>\r\n\r\nHei 020132 99997 og 02013299997\r\n",
    ),
    (
        "an encoded text",
        "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <6@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nRm5yIDAyMDEzMjk5OTk3Lg==\r\n",
    ),
    (
        "a text in HTML",
        "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <7@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Fnr 020132<b>99997</b>, 0201329&#57;997</p>\r\n",
    ),
    (
        "an attachment's name",
        "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <8@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHei\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"02013299997.pdf\"\r\n\r\nx\r\n--b--\r\n",
    ),
];

#[tokio::test]
async fn no_part_of_a_mail_keeps_or_shows_a_real_persons_number() {
    let test = crate::support::TestApp::new().await;
    for (what, mail) in MAILS {
        crate::desk::receive(&test, mail).await;
        let kept = where_is(&test, NUMBER).await;
        assert!(kept.is_empty(), "{what}: it is kept in {kept:?}");
    }
    let mut handler = test.handler().await;
    let mut tx = test.app.db.read().await.expect("read");
    let rows = tx.fetch_all("SELECT id FROM inbound_mail", fullmakt::db::params![]).await.expect("mails");
    drop(tx);
    assert_eq!(rows.len(), MAILS.len());
    for row in rows {
        let page = handler.get(&format!("/saksbord/post/{}", row.text("id").expect("id"))).await;
        assert!(!page.body.contains(NUMBER), "{}", page.text());
    }
}

#[tokio::test]
async fn an_address_with_a_real_persons_number_is_answered_without_it() {
    let test = crate::support::TestApp::new().await;
    let mut browser = test.browser();
    for path in [
        "/logg-inn?fnr=02013299997",
        "/logg-inn?fnr=020132%2099997",
        "/logg-inn?fnr=020132+99997&sprak=en",
        "/logg-inn?goto=%2Ffullmakt%3Ffnr%3D02013299997",
        "/finnes-ikke/02013299997",
        "/finnes-ikke/020132%2099997?x=02013299997",
        "/bestill/02013299997",
        "/forklar/02013299997",
        "/fullmakt?fnr=02013299997",
        "/fullmakt/leverandorer/02013299997",
        "/saksbord/02013299997",
        "/sak/02013299997",
    ] {
        let page = browser.get(path).await;
        for said in
            [page.body.as_str(), page.headers.get("location").and_then(|l| l.to_str().ok()).unwrap_or("")]
        {
            assert!(!said.contains("99997"), "{path}: {said}");
        }
    }
    // What leads on still leads to where it was wanted, and a synthetic number is kept.
    let page = browser.get("/logg-inn?fnr=02813299997").await;
    assert!(
        page.body.contains("fnr=02813299997&amp;sprak=en")
            || page.body.contains("fnr=02813299997&#38;sprak=en"),
        "{}",
        page.body
    );
}
