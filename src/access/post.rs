//! `/post`: the built-in mailbox, a test aid. Every letter that would have gone to a person can be read here.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::Visit;
use crate::db::params;
use crate::language::Language;
use crate::mail::{MailError, open_body, open_html};
use crate::web::Frame;
use crate::web::headers::letter_document;

/// How many letters the list shows.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "access/post.html")]
struct ListPage {
    frame: Frame,
    /// Whether letters come here; otherwise they leave by a relay.
    is_mailbox: bool,
    letters: Vec<LetterLine>,
}

struct LetterLine {
    id: String,
    recipient: String,
    subject: String,
    at: String,
}

#[derive(Template)]
#[template(path = "access/letter.html")]
struct LetterPage {
    frame: Frame,
    letter: LetterLine,
    sender: String,
    message_id: String,
    paragraphs: Vec<Vec<Piece>>,
}

/// A piece of a letter's text: words, or an address that becomes a link.
struct Piece {
    text: String,
    href: Option<String>,
    ends_line: bool,
}

/// `GET /post`
pub async fn list(visit: Visit) -> Response {
    if let Err(refusal) = visit.test_aid() {
        return refusal;
    }
    let found = async {
        let mut tx = visit.app.db.read().await?;
        tx.fetch_all(
            "SELECT letter_id, recipient, subject, delivered_at FROM mailbox ORDER BY delivered_at DESC, letter_id DESC LIMIT $1",
            params![SHOWN],
        )
        .await?
        .iter()
        .map(|row| line(row, visit.lang))
        .collect::<Result<Vec<_>, _>>()
    };
    match found.await {
        Ok(letters) => {
            let is_mailbox = visit.app.config.mail_out.is_mailbox();
            visit.page(&ListPage { frame: visit.frame(), is_mailbox, letters })
        }
        Err(error) => visit.internal(&error),
    }
}

fn line(row: &crate::db::Row, language: Language) -> Result<LetterLine, crate::db::Error> {
    Ok(LetterLine {
        id: row.text("letter_id")?,
        recipient: row.text("recipient")?,
        subject: row.text("subject")?,
        at: language.instant(row.int("delivered_at")?),
    })
}

/// `GET /post/{letter_id}`
pub async fn show(visit: Visit, Path(id): Path<String>) -> Response {
    if let Err(refusal) = visit.test_aid() {
        return refusal;
    }
    match find(&visit, &id).await {
        Ok(Some(page)) => visit.page(&page),
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn find(visit: &Visit, id: &str) -> Result<Option<LetterPage>, MailError> {
    let mut tx = visit.app.db.read().await?;
    let row = tx
        .fetch_optional(
            "SELECT letter_id, message_id, recipient, sender, subject, sealed_body, delivered_at FROM mailbox WHERE letter_id = $1",
            params![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let body = open_body(&visit.app.keys, id, &row)?;
    Ok(Some(LetterPage {
        frame: visit.frame(),
        letter: line(&row, visit.lang)?,
        sender: row.text("sender")?,
        message_id: row.text("message_id")?,
        paragraphs: paragraphs(&body, &visit.app.config.public_url),
    }))
}

/// `GET /post/{letter_id}/html`: the letter as a mail program shows it.
pub async fn show_html(visit: Visit, Path(id): Path<String>) -> Response {
    if let Err(refusal) = visit.test_aid() {
        return refusal;
    }
    let found = async {
        let mut tx = visit.app.db.read().await?;
        let row =
            tx.fetch_optional("SELECT sealed_html FROM mailbox WHERE letter_id = $1", params![&id]).await?;
        match row {
            Some(row) => open_html(&visit.app.keys, &id, &row),
            None => Ok(None),
        }
    };
    match found.await {
        Ok(Some(html)) => letter_document(html),
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// The text with its lines kept and addresses of this service made into links; other addresses stay words.
fn paragraphs(body: &str, public_url: &str) -> Vec<Vec<Piece>> {
    body.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            paragraph
                .lines()
                .flat_map(|text| {
                    let mut pieces: Vec<Piece> = split_links(text, public_url);
                    if let Some(last) = pieces.last_mut() {
                        last.ends_line = true;
                    }
                    pieces
                })
                .collect()
        })
        .collect()
}

fn split_links(line: &str, public_url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line;
    let prefix = format!("{public_url}/");
    while let Some(at) = rest.find(&prefix) {
        let (before, address) = rest.split_at(at);
        let end = address.find([' ', '>', ')', ',', '"']).unwrap_or(address.len());
        let (address, after) = address.split_at(end);
        let bare = address.trim_end_matches('.');
        if !before.is_empty() {
            pieces.push(Piece { text: before.to_owned(), href: None, ends_line: false });
        }
        let href = bare.strip_prefix(public_url).unwrap_or(bare).to_owned();
        pieces.push(Piece { text: bare.to_owned(), href: Some(href), ends_line: false });
        if bare.len() < address.len() {
            pieces.push(Piece { text: ".".to_owned(), href: None, ends_line: false });
        }
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece { text: rest.to_owned(), href: None, ends_line: false });
    }
    pieces
}
