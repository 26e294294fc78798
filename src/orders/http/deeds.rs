//! What an organisation does with an order that it placed: it answers what a handler asks, and takes it back.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};

use super::bodies::{AnswerBody, CaseNumber, OrderDetail, WithdrawalBody};
use super::detail;
use super::refusal::{DeedRefusals, Refusal};
use super::request::Deed;
use crate::app::App;
use crate::orders::{questions, withdraw};

/// Longest answer or reason, in characters.
pub(super) const TEXT_LIMIT: usize = 2_000;

/// Answer what a case handler asks
///
/// The order shows the `question` that waits. It is answered once, by the organisation that ordered.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/answer",
    operation_id = "answerQuestion",
    request_body(content = AnswerBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, with nothing left to answer", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn answer(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let asked = Deed::read(&app, case_number, request).await?;
        let text = asked.text_of("answer", &[], TEXT_LIMIT, true)?;
        let case_number = asked.case_number()?;
        let now = app.now();
        let mut tx = app.db.begin_write().await?;
        questions::answer(&mut tx, &app, now, case_number, asked.organisation, &text, &asked.actor).await?;
        let order = detail(&mut tx, case_number, asked.organisation).await?;
        tx.commit().await?;
        Ok::<_, Refusal>(order)
    };
    respond(&app, done.await)
}

/// Take an order back
///
/// As long as it is not carried out. The reason may be left out.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/withdrawal",
    operation_id = "withdrawOrder",
    request_body(content = WithdrawalBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, withdrawn", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let asked = Deed::read(&app, case_number, request).await?;
        let text = asked.text_of("reason", &[], TEXT_LIMIT, false)?;
        let case_number = asked.case_number()?;
        let now = app.now();
        let mut tx = app.db.begin_write().await?;
        withdraw::by_applicant(&mut tx, &app, now, case_number, asked.organisation, &text, &asked.actor)
            .await?;
        let order = detail(&mut tx, case_number, asked.organisation).await?;
        tx.commit().await?;
        Ok::<_, Refusal>(order)
    };
    respond(&app, done.await)
}

/// The order as it stands after the deed.
pub(super) fn respond(app: &App, done: Result<OrderDetail, Refusal>) -> Response {
    match done {
        Ok(order) => {
            app.queue.wake();
            Json(order).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}
