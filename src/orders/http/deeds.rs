//! What an organisation does with an order that it placed: it answers what a handler asks, and takes it back.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::bodies::{AnswerBody, OrderDetail, WithdrawalBody};
use super::refusal::Refusal;
use super::request::{api_key, read_json};
use super::{detail, is_case_number};
use crate::app::App;
use crate::numbers::OrgNumber;
use crate::orders::{Fault, FaultKind, questions, withdraw};
use crate::web::Problem;

/// Longest answer or reason, in characters.
const TEXT_LIMIT: usize = 2_000;

/// Answer what a case handler asks
///
/// The order shows the `question` that waits. It is answered once, by the organisation that ordered.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/answer",
    operation_id = "answerQuestion",
    request_body(content = AnswerBody, content_type = "application/json"),
    params(("case_number" = String, Path, pattern = "^[0-9]{4}-[0-9]{5,9}$", description = "The case number", example = "2026-00001")),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, with nothing left to answer", body = OrderDetail, content_type = "application/json"),
        (status = 400, description = "The body is no JSON object", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The API key is missing or not valid", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "This organisation placed no such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is asked, or it was answered already", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The answer has faults", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn answer(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let asked = Asked::read(&app, case_number, request, "answer", true).await?;
        let now = app.now();
        let mut tx = app.db.begin_write().await?;
        questions::answer(
            &mut tx, &app, now, &asked.case_number, asked.organisation, &asked.text, &asked.actor,
        )
        .await?;
        let order = detail(&mut tx, &asked.case_number, asked.organisation).await?;
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
    params(("case_number" = String, Path, pattern = "^[0-9]{4}-[0-9]{5,9}$", description = "The case number", example = "2026-00001")),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, withdrawn", body = OrderDetail, content_type = "application/json"),
        (status = 400, description = "The body is no JSON object", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The API key is missing or not valid", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "This organisation placed no such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is carried out, or has ended already", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The reason has faults", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let asked = Asked::read(&app, case_number, request, "reason", false).await?;
        let now = app.now();
        let mut tx = app.db.begin_write().await?;
        withdraw::by_applicant(
            &mut tx, &app, now, &asked.case_number, asked.organisation, &asked.text, &asked.actor,
        )
        .await?;
        let order = detail(&mut tx, &asked.case_number, asked.organisation).await?;
        tx.commit().await?;
        Ok::<_, Refusal>(order)
    };
    respond(&app, done.await)
}

fn respond(app: &App, done: Result<OrderDetail, Refusal>) -> Response {
    match done {
        Ok(order) => {
            app.queue.wake();
            Json(order).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// What every such request says: who asks, about which case, and a text.
struct Asked {
    organisation: OrgNumber,
    actor: String,
    case_number: String,
    text: String,
}

impl Asked {
    async fn read(
        app: &App,
        case_number: Result<Path<String>, PathRejection>,
        request: Request,
        member: &str,
        required: bool,
    ) -> Result<Self, Refusal> {
        let (id, organisation) = api_key(app, request.headers()).await?.ok_or(Refusal::KeyRefused)?;
        let text = text_of(&read_json(request).await?, member, required)?;
        let Ok(Path(case_number)) = case_number else { return Err(Refusal::NotFound) };
        if !is_case_number(&case_number) {
            return Err(Refusal::NotFound);
        }
        Ok(Self { organisation, actor: format!("api_key:{id}"), case_number, text })
    }
}

/// The one text of a body; all faults at once.
fn text_of(body: &Map<String, Value>, member: &str, required: bool) -> Result<String, Refusal> {
    let mut faults: Vec<Fault> = body
        .keys()
        .filter(|name| *name != member)
        .map(|name| Fault { field: name.chars().take(100).collect(), kind: FaultKind::UnknownField })
        .collect();
    let mut fault = |kind: FaultKind| faults.push(Fault { field: member.to_owned(), kind });
    let mut text = String::new();
    match body.get(member) {
        Some(Value::String(typed)) if typed.chars().count() > TEXT_LIMIT => {
            fault(FaultKind::TooLong(TEXT_LIMIT));
        }
        Some(Value::String(typed))
            if typed.chars().any(|c| {
                crate::language::is_invisible(c) || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
            }) =>
        {
            fault(FaultKind::ControlCharacters);
        }
        Some(Value::String(typed)) if required && typed.trim().is_empty() => fault(FaultKind::Missing),
        Some(Value::String(typed)) => text.clone_from(typed),
        None | Some(Value::Null) if required => fault(FaultKind::Missing),
        None | Some(Value::Null) => {}
        Some(_) => fault(FaultKind::WrongType),
    }
    if faults.is_empty() { Ok(text) } else { Err(Refusal::Faulty(faults)) }
}
