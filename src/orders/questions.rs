//! What a handler asks the applicant, and what it answers, by mail or on the case's page.
//!
//! An order that is asked about stays received and says that it is: it can still be decided. One question waits at a time,
//! which a partial unique index sees to, and it is answered once.

use serde_json::json;

use super::casework::SHOWN;
use super::decide::event;
use super::{Order, OrderError, OrderState, letters, store, words};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// A question with its answer, when it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What was asked.
    pub question: String,
    /// Who asked, as the audit names it.
    pub asked_by: String,
    /// Wall time.
    pub asked_at: i64,
    /// What was answered.
    pub answer: Option<String>,
    /// Who answered, as the audit names it.
    pub answered_by: Option<String>,
    /// Wall time.
    pub answered_at: Option<i64>,
}

/// Asks the applicant; the question goes to it by mail.
pub async fn ask(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    question: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let question = words::typed(question)?;
    if question.is_empty() {
        return Err(OrderError::TextMissing);
    }
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let marked = tx
        .execute(
            "UPDATE orders SET asked_at = $2, state_since = $2, version = version + 1
             WHERE id = $1 AND state = 'received' AND asked_at IS NULL",
            params![&order.id, now.wall],
        )
        .await?;
    if marked == 0 {
        let order = store::find(tx, &order.id).await?.ok_or(OrderError::NotFound)?;
        return Err(match order.state {
            OrderState::Received => OrderError::AlreadyAsked,
            state => OrderError::NotPossibleNow(state.key()),
        });
    }
    // A question that its decision left open is over: nobody waits for its answer any more.
    tx.execute(
        "UPDATE order_questions SET answered_at = $2 WHERE order_id = $1 AND answered_at IS NULL",
        params![&order.id, now.wall],
    )
    .await?;
    tx.execute(
        "INSERT INTO order_questions (id, order_id, question, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)",
        params![app.random.new_id(now.wall), &order.id, &question, actor, now.wall],
    )
    .await?;
    audit::record(tx, &app.random, now, event(&order, actor, "order.asked", json!({}))).await?;
    letters::question(tx, app, now, &order, &question).await
}

/// The applicant answers. `organisation` is whose contact it is; a mail is answered for by whoever knows its sender, which
/// passes the applicant's own.
pub async fn answer(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    organisation: OrgNumber,
    text: &str,
    actor: &str,
) -> Result<Order, OrderError> {
    let text = words::typed(text)?;
    if text.is_empty() {
        return Err(OrderError::TextMissing);
    }
    let order = store::find_by_case(tx, case_number)
        .await?
        .filter(|order| order.is_applicant(organisation))
        .ok_or(OrderError::NotFound)?;
    let unmarked = tx
        .execute(
            "UPDATE orders SET asked_at = NULL, state_since = $2, version = version + 1
             WHERE id = $1 AND state = 'received' AND asked_at IS NOT NULL",
            params![&order.id, now.wall],
        )
        .await?;
    let answered = tx
        .execute(
            "UPDATE order_questions SET answer = $2, answered_by = $3, answered_at = $4
             WHERE order_id = $1 AND answered_at IS NULL",
            params![&order.id, &text, actor, now.wall],
        )
        .await?;
    if unmarked == 0 || answered == 0 {
        return Err(OrderError::NothingAsked);
    }
    audit::record(tx, &app.random, now, event(&order, actor, "order.answered", json!({}))).await?;
    Ok(Order { asked_at: None, ..order })
}

/// The questions of a case, oldest first.
pub async fn list(tx: &mut Tx, order: &Order) -> Result<Vec<Question>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT question, asked_by, asked_at, answer, answered_by, answered_at FROM order_questions
             WHERE order_id = $1 ORDER BY asked_at, id LIMIT $2",
            params![&order.id, SHOWN],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Question {
                question: row.text("question")?,
                asked_by: row.text("asked_by")?,
                asked_at: row.int("asked_at")?,
                answer: row.opt_text("answer")?,
                answered_by: row.opt_text("answered_by")?,
                answered_at: row.opt_int("answered_at")?,
            })
        })
        .collect()
}
