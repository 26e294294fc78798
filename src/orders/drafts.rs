//! Drafts that are kept: what somebody typed, or what was read from a mail, waits under a secret link until it is an order.
//!
//! A draft's fields are sealed at rest and its link's secret is an HMAC of its id, so that the database alone opens
//! nothing. It lives on the world's clock, can be revoked, and is used up by the order that it becomes; then what was typed
//! is wiped at once. A real person's number is masked before anything is stored.

use std::collections::BTreeMap;

use serde_json::json;

use super::draft::fields;
use super::waiting::outcome;
use super::{Draft, Order, OrderError, OrderKind};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{DAY, Millis, Now, norwegian_day};
use crate::db::{Error, Row, Tx, params};
use crate::jobs::{self, Due, Outcome};
use crate::language::Language;
use crate::mail::{Letter, MailError, send_letter, write as compose};
use crate::numbers::mask_real_numbers;

/// Where a draft came from, and so what happens besides when it becomes an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Somebody saved the form.
    Form,
    /// A mail that facts are missing in; its id. The order answers the mail and ends its wait at the desk.
    Mail(String),
    /// An order whose missing facts are asked for; its case number. The draft completes that order and makes no other.
    Case(String),
    /// A vendor's invitation to its customer; the invitation's id.
    Invitation(String),
}

impl Origin {
    const fn key(&self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Mail(_) => "mail",
            Self::Case(_) => "case",
            Self::Invitation(_) => "invitation",
        }
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Form => None,
            Self::Mail(id) | Self::Case(id) | Self::Invitation(id) => Some(id),
        }
    }

    fn of(key: &str, id: Option<String>) -> Self {
        let id = id.unwrap_or_default();
        match key {
            "mail" => Self::Mail(id),
            "case" => Self::Case(id),
            "invitation" => Self::Invitation(id),
            _ => Self::Form,
        }
    }
}

/// A draft that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The row's id.
    pub id: String,
    /// The absolute address under which it is gone on with. It is a secret: who has it can read and send the draft.
    pub link: String,
    /// When it is deleted, on the world clock.
    pub expires_at: Millis,
}

/// A draft as it is stored.
#[derive(Debug, Clone)]
pub struct StoredDraft {
    /// The row's id.
    pub id: String,
    /// What was typed.
    pub draft: Draft,
    /// Where it came from.
    pub origin: Origin,
    /// When it is deleted, on the world clock.
    pub expires_at: Millis,
}

/// What a draft's link turned out to be.
#[derive(Debug, Clone)]
pub enum Opened {
    /// It can be gone on with.
    Draft(Box<StoredDraft>),
    /// It became an order; its id.
    Used(String),
    /// Its time is over, or it was revoked.
    Gone,
    /// It was never ours.
    Unknown,
}

/// The path of a draft's form.
pub fn path(app: &App, id: &str) -> String {
    format!("/bestill/fortsett/{id}/{}", app.keys.link_secret(&secret_context(id)))
}

/// A draft's secret must not open the signed link of the same id, nor the other way round.
fn secret_context(id: &str) -> String {
    format!("draft:{id}")
}

fn seal_context(id: &str) -> String {
    format!("order_drafts:{id}")
}

/// Keeps `draft`, and gives the link under which it is gone on with. `actor` is who saved it, for the audit.
pub async fn save(
    tx: &mut Tx,
    app: &App,
    now: Now,
    draft: &Draft,
    origin: &Origin,
    actor: &str,
) -> Result<Saved, OrderError> {
    let id = app.random.new_id(now.wall);
    let expires_at = now.world + app.config.draft_life;
    tx.execute(
        "INSERT INTO order_drafts (id, kind, language, sealed_fields, origin, origin_id, created_at, changed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        params![
            &id,
            draft.kind.key(),
            draft.language.tag(),
            seal(app, &id, draft)?,
            origin.key(),
            origin.id(),
            now.wall,
            expires_at
        ],
    )
    .await?;
    record(
        tx,
        app,
        now,
        &id,
        actor,
        "draft.saved",
        json!({ "kind": draft.kind.key(), "origin": origin.key() }),
    )
    .await?;
    sweep_at(tx, app, now, expires_at).await?;
    Ok(Saved { link: app.url(&path(app, &id)), id, expires_at })
}

/// Opens the draft of a link.
pub async fn open(tx: &mut Tx, app: &App, now: Now, id: &str, secret: &str) -> Result<Opened, OrderError> {
    if !app.keys.link_secret_fits(&secret_context(id), secret) {
        return Ok(Opened::Unknown);
    }
    let row = tx
        .fetch_optional(
            "SELECT kind, language, sealed_fields, origin, origin_id, expires_at, revoked_at, order_id
             FROM order_drafts WHERE id = $1",
            params![id],
        )
        .await?;
    // The secret fits, so that it was ours: the sweep has taken it.
    let Some(row) = row else { return Ok(Opened::Gone) };
    if let Some(order_id) = row.opt_text("order_id")? {
        return Ok(Opened::Used(order_id));
    }
    let expires_at = row.int("expires_at")?;
    if row.opt_int("revoked_at")?.is_some() || expires_at <= now.world {
        return Ok(Opened::Gone);
    }
    let Some(draft) = unseal(app, id, &row)? else { return Ok(Opened::Gone) };
    let origin = Origin::of(&row.text("origin")?, row.opt_text("origin_id")?);
    Ok(Opened::Draft(Box::new(StoredDraft { id: id.to_owned(), draft, origin, expires_at })))
}

/// A draft that can be gone on with, and its row's sealed fields, for whoever needs no secret: the order that it is of.
pub(super) async fn find_kept(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
) -> Result<Option<(StoredDraft, Vec<u8>)>, OrderError> {
    match open(tx, app, now, id, &app.keys.link_secret(&secret_context(id))).await? {
        Opened::Draft(stored) => Ok(sealed_fields(tx, id).await?.map(|sealed| (*stored, sealed))),
        Opened::Used(_) | Opened::Gone | Opened::Unknown => Ok(None),
    }
}

async fn sealed_fields(tx: &mut Tx, id: &str) -> Result<Option<Vec<u8>>, Error> {
    let row = tx.fetch_optional("SELECT sealed_fields FROM order_drafts WHERE id = $1", params![id]).await?;
    Ok(row.map(|row| row.opt_bytes("sealed_fields")).transpose()?.flatten())
}

/// Whether the draft still holds exactly `sealed`; its row stays locked, so that it does until the transaction's end.
pub(super) async fn is_unchanged(tx: &mut Tx, id: &str, sealed: &[u8]) -> Result<bool, Error> {
    tx.execute("UPDATE order_drafts SET changed_at = changed_at WHERE id = $1", params![id]).await?;
    Ok(sealed_fields(tx, id).await?.as_deref() == Some(sealed))
}

/// Puts what is typed now in place of what was; false when the draft is used up, revoked or over.
pub async fn update(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    draft: &Draft,
    actor: &str,
) -> Result<bool, OrderError> {
    let changed = tx
        .execute(
            "UPDATE order_drafts SET sealed_fields = $2, language = $3, changed_at = $4
             WHERE id = $1 AND kind = $5 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $6",
            params![id, seal(app, id, draft)?, draft.language.tag(), now.wall, draft.kind.key(), now.world],
        )
        .await?;
    if changed == 1 {
        record(tx, app, now, id, actor, "draft.changed", json!({})).await?;
    }
    Ok(changed == 1)
}

/// Uses the draft up, in the transaction that places its order; false when it was used up, revoked or over before. What was
/// typed is wiped: it stands in the order now.
pub async fn consume(tx: &mut Tx, now: Now, id: &str, order_id: &str) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE order_drafts SET used_at = $2, order_id = $3, sealed_fields = NULL
             WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $4",
            params![id, now.wall, order_id, now.world],
        )
        .await?;
    Ok(changed == 1)
}

/// Revokes a draft and wipes it; false when it was used up or revoked before.
pub async fn revoke(tx: &mut Tx, app: &App, now: Now, id: &str, actor: &str) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE order_drafts SET revoked_at = $2, sealed_fields = NULL
             WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
            params![id, now.wall],
        )
        .await?;
    if changed == 1 {
        record(tx, app, now, id, actor, "draft.revoked", json!({})).await?;
    }
    Ok(changed == 1)
}

/// The draft became `order`: it is used up, and whoever waits for it is told. An error when somebody used it up, or
/// revoked it, a moment ago: the order is then not placed either.
pub async fn became(
    tx: &mut Tx,
    now: Now,
    id: &str,
    origin: &Origin,
    order: &Order,
) -> Result<(), OrderError> {
    if !consume(tx, now, id, &order.id).await? {
        return Err(OrderError::NotPossibleNow("gone"));
    }
    match origin {
        Origin::Mail(mail_id) => {
            tx.execute(
                "UPDATE inbound_mail SET state = 'order', order_id = $2 WHERE id = $1 AND state <> 'order'",
                params![mail_id, &order.id],
            )
            .await?;
        }
        Origin::Invitation(invitation_id) => {
            tx.execute(
                "UPDATE order_invitations SET ordered_at = $2 WHERE id = $1 AND ordered_at IS NULL",
                params![invitation_id, now.wall],
            )
            .await?;
        }
        Origin::Form | Origin::Case(_) => {}
    }
    Ok(())
}

/// The Message-ID of the mail that a draft came from.
pub async fn message_id_of(tx: &mut Tx, mail_id: &str) -> Result<Option<String>, Error> {
    let row =
        tx.fetch_optional("SELECT message_id FROM inbound_mail WHERE id = $1", params![mail_id]).await?;
    row.map(|row| row.text("message_id")).transpose()
}

/// Mails the draft's link to the contact that stands in it.
pub async fn send_link(
    tx: &mut Tx,
    app: &App,
    now: Now,
    draft: &Draft,
    saved: &Saved,
    recipient: &str,
) -> Result<(), OrderError> {
    let until = norwegian_day(saved.expires_at);
    let what = draft.language.text(&format!("order-kind-{}", draft.kind.slug()));
    let values = [("link", saved.link.as_str()), ("until", &until), ("what", &what)];
    let letter = Letter {
        kind: "draft-saved",
        case_number: None,
        recipient,
        language: draft.language,
        written: compose(draft.language, "draft-letter", &values, &app.config.public_url),
        in_reply_to: None,
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}

async fn record(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    actor: &str,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { actor, action, subject: id, organisation: None, case_number: None, detail };
    audit::record(tx, &app.random, now, event).await
}

/// The fields that its kind of order has, masked; whatever else a form sent is not kept.
fn seal(app: &App, id: &str, draft: &Draft) -> Result<Vec<u8>, OrderError> {
    let kept: BTreeMap<&str, String> = fields(draft.kind)
        .iter()
        .map(|path| (*path, mask_real_numbers(draft.get(path)).0))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let plain = json!(kept).to_string();
    Ok(app.keys.seal(&app.random, &seal_context(id), plain.as_bytes()).map_err(MailError::from)?)
}

fn unseal(app: &App, id: &str, row: &Row) -> Result<Option<Draft>, OrderError> {
    let wrong = |column: &str| Error::inconsistent("order_drafts", column, id, "it cannot be read");
    let kind = OrderKind::from_key(&row.text("kind")?).ok_or_else(|| wrong("kind"))?;
    let language = Language::from_tag(&row.text("language")?).unwrap_or(Language::Nb);
    let Some(sealed) = row.opt_bytes("sealed_fields")? else { return Ok(None) };
    let text = app.keys.open_text(&seal_context(id), &sealed).map_err(MailError::from)?;
    let fields = serde_json::from_str(&text).map_err(|_| wrong("sealed_fields"))?;
    Ok(Some(Draft { kind, language, fields }))
}

/// What was typed into a draft, whoever asks: for telling a contact what is held about it.
pub async fn read_fields(tx: &mut Tx, app: &App, id: &str) -> Result<Option<Draft>, Error> {
    let sql = "SELECT kind, language, sealed_fields FROM order_drafts WHERE id = $1";
    let Some(row) = tx.fetch_optional(sql, params![id]).await? else { return Ok(None) };
    match unseal(app, id, &row) {
        Ok(draft) => Ok(draft),
        Err(OrderError::Database(error)) => Err(error),
        Err(error) => Err(Error::inconsistent("order_drafts", "sealed_fields", id, error.to_string())),
    }
}

/// One sweep for all drafts that end on the same day.
async fn sweep_at(tx: &mut Tx, app: &App, now: Now, expires_at: Millis) -> Result<(), Error> {
    let day = expires_at.div_euclid(DAY) + 1;
    let key = format!("orders.sweep_drafts:{day}");
    jobs::enqueue(tx, &app.random, now, "orders.sweep_drafts", &json!({}), Due::World(day * DAY), Some(&key))
        .await
}

/// The function of jobs of kind `orders.sweep_drafts`: deletes every draft whose time is over.
pub async fn run_sweep(app: &App, now: Now) -> Outcome {
    let swept = async {
        let mut tx = app.db.begin_write().await?;
        tx.execute("DELETE FROM order_drafts WHERE expires_at <= $1", params![now.world]).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    outcome(swept.await)
}
