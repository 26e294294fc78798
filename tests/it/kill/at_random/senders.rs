//! Those who use the service: mail servers that deliver, programs that order, handlers who decide.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use fullmakt::access::links;
use fullmakt::db::params;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::{Doors, GIVES_UP, SENT_AGAIN, Scene, VENDORS};

/// No process here takes that long for one answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Messages of one connection.
const PER_CONNECTION: usize = 5;

/// Orders that a handler takes from the list at once.
const AT_ONCE: i64 = 25;

/// What came of one delivery.
enum Delivery {
    Acknowledged,
    PutOff,
    CutOff,
}

/// An SMTP connection.
struct Smtp {
    lines: tokio::io::Lines<BufReader<OwnedReadHalf>>,
    writer: OwnedWriteHalf,
    left: usize,
}

impl Smtp {
    async fn open(doors: &Doors) -> std::io::Result<Self> {
        let (reader, writer) = TcpStream::connect(&doors.smtp).await?.into_split();
        let mut smtp = Self { lines: BufReader::new(reader).lines(), writer, left: PER_CONNECTION };
        smtp.hear().await?;
        smtp.say("EHLO test.example\r\n").await?;
        Ok(smtp)
    }

    async fn hear(&mut self) -> std::io::Result<String> {
        loop {
            let line = tokio::time::timeout(ANSWERS_WITHIN, self.lines.next_line())
                .await
                .expect("a process that lives answers")?
                .ok_or(std::io::ErrorKind::UnexpectedEof)?;
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(line);
            }
        }
    }

    async fn say(&mut self, text: &str) -> std::io::Result<String> {
        self.writer.write_all(text.as_bytes()).await?;
        self.hear().await
    }

    /// Delivers a message. Only the answer to its end counts.
    async fn deliver(&mut self, from: &str, message: &str) -> std::io::Result<Delivery> {
        self.left -= 1;
        let sender = format!("MAIL FROM:<{from}>\r\n");
        for say in [sender.as_str(), "RCPT TO:<bestilling@fullmakt.example>\r\n", "DATA\r\n"] {
            let answer = self.say(say).await?;
            if answer.starts_with('4') {
                return Ok(Delivery::PutOff);
            }
            assert!(answer.starts_with(['2', '3']), "{say}: {answer}");
        }
        let answer = self.say(message).await?;
        if answer.starts_with('4') {
            return Ok(Delivery::PutOff);
        }
        assert!(answer.starts_with("250"), "{answer}");
        Ok(Delivery::Acknowledged)
    }
}

/// Brings mails until none is left.
pub(super) async fn send_mails(scene: Arc<Scene>) {
    let mut connection: Option<Smtp> = None;
    loop {
        let index = scene.next_mail.fetch_add(1, Ordering::Relaxed);
        if index >= scene.plan.by_mail {
            return;
        }
        let id = format!("post-{index}@leverandor.example");
        let from = format!("mari{index}@leverandor.example");
        let message = mail(index, &id, &from);
        loop {
            let delivery = deliver(&scene, &mut connection, &from, &message).await;
            let put_off = match delivery {
                Delivery::Acknowledged => {
                    scene.told().mails.insert(id.clone());
                    scene.went_on();
                    if !scene.one_in(SENT_AGAIN) {
                        break;
                    }
                    // A server that lost our answer brings the same once more.
                    scene.told().repeated += 1;
                    continue;
                }
                Delivery::PutOff => true,
                Delivery::CutOff => false,
            };
            connection = None;
            let known = {
                let mut told = scene.told();
                *(if put_off { &mut told.put_off } else { &mut told.cut_off }) += 1;
                told.mails.contains(&id)
            };
            if known {
                break;
            }
            if !put_off && scene.one_in(GIVES_UP) {
                scene.told().given_up.insert(id);
                break;
            }
            scene.change().await;
        }
    }
}

async fn deliver(scene: &Scene, connection: &mut Option<Smtp>, from: &str, message: &str) -> Delivery {
    if connection.as_ref().is_none_or(|smtp| smtp.left == 0) {
        *connection = Smtp::open(&scene.doors().await).await.ok();
    }
    match connection {
        Some(smtp) => smtp.deliver(from, message).await.unwrap_or(Delivery::CutOff),
        None => Delivery::CutOff,
    }
}

fn mail(index: usize, id: &str, from: &str) -> String {
    let (number, name) = VENDORS[index % VENDORS.len()];
    format!(
        "From: Mari Oppdiktet <{from}>\r\nTo: bestilling@fullmakt.example\r\nSubject: Bestilling\r\nMessage-ID: <{id}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Systemleverandørs organisasjonsnummer: {number}\r\nSystemleverandørs navn: {name}\r\n\
         Navn til testansvarlig: Mari Oppdiktet\r\nEpost-adresse til testansvarlig: {from}\r\n\
         Telefonnummer til testansvarlig: 22334455\r\n\r\nVi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n.\r\n"
    )
}

pub(super) fn http() -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(ANSWERS_WITHIN)
        .build()
        .expect("a client")
}

/// Orders by API until none is left.
pub(super) async fn send_orders(scene: Arc<Scene>) {
    let http = http();
    loop {
        let index = scene.next_order.fetch_add(1, Ordering::Relaxed);
        if index >= scene.plan.by_api {
            return;
        }
        let key = format!("nett-{index}");
        let case = loop {
            match order(&scene, &http, index, &key).await {
                Some((_, case)) => break Some(case),
                None if scene.one_in(GIVES_UP) => break None,
                None => scene.change().await,
            }
        };
        let Some(case) = case else {
            scene.told().given_up.insert(key);
            continue;
        };
        scene.told().orders.insert(key.clone(), case.clone());
        scene.went_on();
        if scene.one_in(SENT_AGAIN)
            && let Some((status, again)) = order(&scene, &http, index, &key).await
        {
            assert_eq!((status, &again), (200, &case), "the same key is the same order");
            scene.told().repeated += 1;
        }
    }
}

/// Sends an order; the answer's status and case number, if there was an answer.
async fn order(scene: &Scene, http: &reqwest::Client, index: usize, key: &str) -> Option<(u16, String)> {
    let at = index % VENDORS.len();
    let (number, name) = VENDORS[at];
    let body = json!({
        "kind": "fictional_customer", "notice": true, "wants_fictional_customer": true,
        "vendor": {
            "number": number, "name": name,
            "contact": { "name": "Kari Oppdiktet", "email": format!("kari{index}@leverandor.example"), "phone": "22334455" }
        }
    });
    let doors = scene.doors().await;
    let request = http.post(format!("{}/api/fullmakt/v1/orders", doors.http)).bearer_auth(&scene.keys[at]);
    let Ok(answer) = request.header("idempotency-key", key).json(&body).send().await else {
        scene.told().cut_off += 1;
        return None;
    };
    let status = answer.status().as_u16();
    if status == 503 {
        scene.told().put_off += 1;
        return None;
    }
    let Ok(text) = answer.text().await else {
        scene.told().cut_off += 1;
        return None;
    };
    assert!(matches!(status, 200 | 201), "{status}: {text}");
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    Some((status, answer["case_number"].as_str().expect("a case number").to_owned()))
}

/// A handler: logs in, and approves by the page's button what has been received, oldest first, until all is done.
pub(super) async fn decide(scene: Arc<Scene>) {
    let http = http();
    let mut csrf = String::new();
    // What was pressed and answered is in the list until the other handler's screen, so to say, is drawn anew.
    let mut pressed = BTreeSet::new();
    while !scene.is_finished() {
        let cases = received(&scene).await;
        if cases.is_empty() {
            scene.change().await;
            continue;
        }
        for case in cases {
            if csrf.is_empty() {
                match log_in(&scene, &http).await {
                    Some(token) => csrf = token,
                    None => break,
                }
            }
            let doors = scene.doors().await;
            let form = [("csrf", csrf.as_str()), ("scope", "brreg:reelle/rapporteringspliktig")];
            let button = format!("{}/saksbord/{case}/godkjenn", doors.http);
            scene.told().decisions += 1;
            match http.post(button).form(&form).send().await.map(|answer| answer.status().as_u16()) {
                Ok(303) => {
                    let first = pressed.insert(case.clone());
                    assert!(first, "{case} was approved twice by the same handler");
                }
                // The other handler, or this one before the answer was lost, was first.
                Ok(409 | 422 | 503) | Err(_) => {}
                Ok(status) => panic!("approving {case} answered {status}"),
            }
        }
    }
}

async fn received(scene: &Scene) -> Vec<String> {
    let mut tx = scene.app.db.read().await.expect("read");
    let sql = "SELECT case_number FROM orders WHERE state = 'received' ORDER BY received_at, id LIMIT $1";
    let rows = tx.fetch_all(sql, params![AT_ONCE]).await.expect("query");
    rows.iter().map(|row| row.text("case_number").expect("a case number")).collect()
}

/// Logs in by a one-time link; gives the token of this browser's forms.
async fn log_in(scene: &Scene, http: &reqwest::Client) -> Option<String> {
    let app = &scene.app;
    let mut tx = app.db.begin_write().await.ok()?;
    let link = links::create_one_time(&mut tx, app, app.now(), "handler", "Test Saksbehandler").await.ok()?;
    tx.commit().await.ok()?;
    let path = link.strip_prefix(&app.config.public_url).unwrap_or(&link).to_owned();
    let address = format!("{}{path}", scene.doors().await.http);
    let token = form_token(http, &address).await?;
    let answer = http.post(&address).form(&[("csrf", token.as_str())]).send().await.ok()?;
    if answer.status().as_u16() != 303 {
        return None;
    }
    // The login made the browser another one, with another token.
    form_token(http, &format!("{}/saksbord", scene.doors().await.http)).await
}

async fn form_token(http: &reqwest::Client, address: &str) -> Option<String> {
    let page = http.get(address).send().await.ok()?.text().await.ok()?;
    Some(page.split("name=\"csrf\" value=\"").nth(1)?.split('"').next()?.to_owned())
}
