//! A handler's task: a step that is carried out by hand in another environment, and ticked off here.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::masked;
use crate::access::Visit;
use crate::numbers::mask_real_numbers;
use crate::orders::provision::manual::{Given, Task, TaskError, TaskFault, tick, waiting_task};
use crate::orders::{Order, OrderError, Step, store};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/task.html")]
struct TaskPage {
    frame: Frame,
    case: String,
    position: i64,
    heading: String,
    text: String,
    conflict: bool,
    fields: Vec<Field>,
    faults: Vec<(&'static str, String)>,
}

/// A field of the form with what was typed.
struct Field {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
    fault: Option<String>,
}

/// `GET /saksbord/{case_number}/oppgave/{position}`
pub async fn show(visit: Visit, Path((case_number, position)): Path<(String, i64)>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    respond(&visit, &case_number, position, StatusCode::OK, &[], Given::default()).await
}

/// `POST /saksbord/{case_number}/oppgave/{position}`
pub async fn submit(
    visit: Visit,
    Path((case_number, position)): Path<(String, i64)>,
    form: Submitted,
) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let actor = visit.principal.actor();
    let given = Given {
        note: form.get("note"),
        organisation_number: form.get("organisation_number"),
        organisation_name: form.get("organisation_name"),
        person_number: form.get("person_number"),
        person_name: form.get("person_name"),
    };
    let ticked = async {
        let mut tx = visit.app.db.begin_write().await?;
        tick(&mut tx, &visit.app, visit.now, &case_number, position, given, &actor).await?;
        tx.commit().await?;
        Ok::<_, TaskError>(())
    };
    match ticked.await {
        Ok(()) => {
            visit.app.queue.wake();
            visit.go(&masked::after(format!("/saksbord/{case_number}"), &form, "note"))
        }
        Err(TaskError::Faults(faults)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            respond(&visit, &case_number, position, status, &faults, given).await
        }
        Err(TaskError::Order(OrderError::NotPossibleNow(_))) => {
            respond(&visit, &case_number, position, StatusCode::CONFLICT, &[], given).await
        }
        Err(TaskError::Order(OrderError::NotFound)) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn respond(
    visit: &Visit,
    case_number: &str,
    position: i64,
    status: StatusCode,
    faults: &[(&'static str, TaskFault)],
    given: Given<'_>,
) -> Response {
    let found = async {
        let mut tx = visit.app.db.read().await?;
        let Some(order) = store::find_by_case(&mut tx, case_number).await? else { return Ok(None) };
        let steps = store::list_steps(&mut tx, &order.id).await?;
        let task = waiting_task(&mut tx, &order, &steps).await?;
        Ok::<_, OrderError>(Some((order, task.filter(|task| task.position == position))))
    };
    match found.await {
        Ok(Some((order, task))) => {
            // The step was ticked off by somebody else, or its turn has not come.
            let gone = task.is_none();
            let status = if gone { StatusCode::CONFLICT } else { status };
            visit.page_with(status, &page(visit, &order, task.as_ref(), position, faults, given))
        }
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

fn page(
    visit: &Visit,
    order: &Order,
    task: Option<&Task>,
    position: i64,
    faults: &[(&'static str, TaskFault)],
    given: Given<'_>,
) -> TaskPage {
    let fault_of =
        |name: &str| faults.iter().find(|(field, _)| *field == name).map(|(_, fault)| fault.text(visit.lang));
    let field = |name: &'static str, value: &str| Field {
        name,
        label: visit.t(&format!("task-field-{name}")),
        hint: visit.t(&format!("task-hint-{name}")),
        value: mask_real_numbers(value).0,
        fault: fault_of(name),
    };
    let mut fields = Vec::new();
    if task.is_some_and(|task| task.asks_organisation) {
        fields.push(field("organisation_number", given.organisation_number));
        fields.push(field("organisation_name", given.organisation_name));
    }
    if task.is_some_and(|task| task.asks_person) {
        fields.push(field("person_number", given.person_number));
        fields.push(field("person_name", given.person_name));
    }
    fields.push(field("note", given.note));
    TaskPage {
        frame: visit.frame(),
        case: order.case_number.clone(),
        position,
        heading: task.map(|task| task_name(visit, task)).unwrap_or_default(),
        text: task.map(|task| instruction(visit, order, task)).unwrap_or_default(),
        conflict: task.is_none(),
        faults: fields.iter().filter_map(|field| Some((field.name, field.fault.clone()?))).collect(),
        fields,
    }
}

/// What the task is called.
pub(super) fn task_name(visit: &Visit, task: &Task) -> String {
    visit.t(&format!("task-{}", task.step.key().replace('_', "-")))
}

/// What is to be done over there, with the numbers of this order.
fn instruction(visit: &Visit, order: &Order, task: &Task) -> String {
    let vendor = order.vendor.as_ref();
    let customer = order.customer_number().map(|number| number.to_string()).unwrap_or_default();
    let values = [
        ("vendor", vendor.map(|party| party.name.clone()).unwrap_or_default()),
        ("vendor_number", vendor.map(|party| party.number.to_string()).unwrap_or_default()),
        ("customer", customer_name(order)),
        ("customer_number", customer),
        ("scope", task.scope.clone().unwrap_or_default()),
        ("case", order.case_number.clone()),
        ("person", task.person.as_ref().map(|person| person.name.clone()).unwrap_or_default()),
        ("person_number", task.person.as_ref().map(|person| person.number.to_string()).unwrap_or_default()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // What is known already is told, and not asked for: the text agrees with the fields.
    let is_known = match task.step {
        Step::CreateCustomer => !task.asks_organisation,
        Step::PersonWithRole => !task.asks_person,
        _ => false,
    };
    let known = if is_known { "-known" } else { "" };
    visit.lang.text_with(&format!("task-{}{known}-text", task.step.key().replace('_', "-")), &values)
}

fn customer_name(order: &Order) -> String {
    let real = order.customer.as_ref().map(|party| party.name.clone());
    real.or_else(|| order.fictional_customer.as_ref().map(|(_, name)| name.clone())).unwrap_or_default()
}
