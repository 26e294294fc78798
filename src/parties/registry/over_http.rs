//! Asking Enhetsregisteret over HTTP: kept answers first, few requests at once, and a rest when it fails.
//!
//! What was answered and how the other side is doing stands in the database, so that a restart or another node does not
//! begin to hammer it anew.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};
use serde_json::Value;

use super::answers::{self, Turn};
use super::{Lookup, read_entity};
use crate::app::App;
use crate::clock::{DAY, Millis, Now, SECOND};
use crate::numbers::OrgNumber;

/// Requests of one process at the same time.
pub const AT_ONCE: usize = 4;

/// How long a look-up waits for its place among them.
const QUEUE_PATIENCE: Duration = Duration::from_secs(10);

/// Largest answer we read, in bytes: one organisation has about three thousand.
const ANSWER_LIMIT: usize = 512 * 1024;

/// The longest rest that the other side can ask for.
const LONGEST_REST: Millis = DAY;

static HTTP: LazyLock<Option<Client>> = LazyLock::new(|| {
    // The process may have chosen its cryptographic provider already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::limited(2)).build().ok()
});

/// What one request came to.
enum Answer {
    /// It answered; this is what it says.
    Said(Lookup),
    /// It answered that this one question is wrong. Nothing is the matter with it.
    Refused(String),
    /// It is down, overloaded or talks nonsense; and how long it wants to be left alone.
    Failed(String, Option<Millis>),
}

/// Looks `number` up at `base`.
pub(super) async fn ask(app: &App, base: &str, number: OrgNumber) -> Lookup {
    match kept(app, number).await {
        Ok(Some(answer)) => return answer,
        Ok(None) => {}
        Err(error) => return Lookup::Unreachable(error.to_string()),
    }
    let place = tokio::time::timeout(QUEUE_PATIENCE, app.registry_places.acquire()).await;
    let Ok(Ok(_place)) = place else {
        return Lookup::Unreachable(super::CROWDED.to_owned());
    };
    match asked_in_turn(app, base, number).await {
        Ok(answer) => answer,
        Err(error) => Lookup::Unreachable(error.to_string()),
    }
}

async fn kept(app: &App, number: OrgNumber) -> Result<Option<Lookup>, crate::db::Error> {
    let mut tx = app.db.read().await?;
    answers::find(&mut tx, number, app.now()).await
}

async fn asked_in_turn(app: &App, base: &str, number: OrgNumber) -> Result<Lookup, crate::db::Error> {
    // Somebody may have asked the same while this look-up waited for its place.
    if let Some(answer) = kept(app, number).await? {
        return Ok(answer);
    }
    if let Turn::Rests = answers::take_turn(app, base, app.now()).await? {
        return Ok(Lookup::Unreachable(super::RESTS.to_owned()));
    }
    let Some(client) = &*HTTP else {
        return Ok(Lookup::Unreachable("the HTTP client could not be made".to_owned()));
    };
    let answer = both_collections(app, client, base, number).await;
    // The clock is read again: the answer may have taken long.
    let now = app.now();
    match answer {
        Answer::Said(answer) => {
            answers::keep(app, base, number, &answer, now).await?;
            Ok(answer)
        }
        Answer::Refused(reason) => {
            answers::note_success(app, base).await?;
            Ok(Lookup::Unreachable(reason))
        }
        Answer::Failed(reason, rest) => {
            answers::note_failure(app, base, rest, now).await?;
            Ok(Lookup::Unreachable(reason))
        }
    }
}

/// A subunit is not found among the main units (`register.md` §7, Statuses).
async fn both_collections(app: &App, client: &Client, base: &str, number: OrgNumber) -> Answer {
    for collection in ["enheter", "underenheter"] {
        let answer = one(app, client, &format!("{base}/{collection}/{number}"), number).await;
        if !matches!(answer, Answer::Said(Lookup::Unknown)) {
            return answer;
        }
    }
    Answer::Said(Lookup::Unknown)
}

async fn one(app: &App, client: &Client, url: &str, number: OrgNumber) -> Answer {
    let request = client.get(url).header("accept", "application/json").timeout(app.config.asking.patience);
    let response = match request.send().await {
        Ok(response) => response,
        // The address is not told: reasons are shown at the desk.
        Err(error) => return Answer::Failed(error.without_url().to_string(), None),
    };
    let status = response.status().as_u16();
    match status {
        200 => match body(response).await {
            Ok(body) => said(&body, number),
            Err(reason) => Answer::Failed(reason, None),
        },
        404 => Answer::Said(Lookup::Unknown),
        410 => match body(response).await {
            Ok(body) if is_about_another(&body, number) => {
                Answer::Failed("the answer was about another organisation".to_owned(), None)
            }
            Ok(_) => Answer::Said(Lookup::Removed),
            Err(reason) => Answer::Failed(reason, None),
        },
        429 | 500..=599 => {
            let rest = rest_asked_for(&response, app.now());
            Answer::Failed(format!("it answered {status}"), rest)
        }
        status => Answer::Refused(format!("it answered {status}")),
    }
}

fn said(body: &[u8], number: OrgNumber) -> Answer {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Answer::Failed("the answer was not JSON".to_owned(), None);
    };
    match read_entity(&value, number) {
        Lookup::Unreachable(reason) => Answer::Failed(reason, None),
        answer => Answer::Said(answer),
    }
}

/// Nobody's copies are destroyed on the word of an answer about somebody else.
fn is_about_another(body: &[u8], number: OrgNumber) -> bool {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let named = value.get("organisasjonsnummer").and_then(Value::as_str);
    named.is_some_and(|named| named != number.to_string())
}

async fn body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_LIMIT => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err("the answer was too large".to_owned()),
            Ok(None) => return Ok(body),
            Err(error) => return Err(error.without_url().to_string()),
        }
    }
}

/// Retry-After in seconds or as a date (RFC 9110 §10.2.3), bounded.
fn rest_asked_for(response: &Response, now: Now) -> Option<Millis> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    let rest = match value.parse::<i64>() {
        Ok(seconds) => seconds.checked_mul(SECOND)?,
        Err(_) => jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_millisecond() - now.wall,
    };
    (rest > 0).then_some(rest.min(LONGEST_REST))
}
