//! Steps that a handler carries out in another environment, with its own tools there, and ticks off here.
//!
//! The step waits as a task. Its tick is one transaction like any other step's: what was made there and is needed here, the
//! receipt, the audit row and the job that goes on. A login number that was made elsewhere is taken only when it is
//! synthetic; it is stored with the person as those that are made here, and stands in no receipt and no log.

use serde_json::{Value, json};

use super::super::store::{self, StepRow};
use super::super::{FaultKind, Order, OrderError, Step, after_letters, search, waiting, words};
use super::{Stop, clean_line, settle};
use crate::app::App;
use crate::clock::Now;
use crate::config::StepMode;
use crate::db::{Tx, params};
use crate::language::Language;
use crate::numbers::{OrgNumber, OrgNumberError, PartyUuid, PersonNumber, PersonNumberError};
use crate::parties::{self, GENERAL_MANAGER, NewOrganisation, PartyError, Person};
use TaskFault::Key;

/// Longest note, and longest name, in characters.
const TEXT_LIMIT: usize = 200;

/// A step that waits for a handler.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its place among the order's steps.
    pub position: i64,
    /// What is to be done.
    pub step: Step,
    /// The scope that it is about.
    pub scope: Option<String>,
    /// Whether the number and name of the customer made elsewhere are asked for.
    pub asks_organisation: bool,
    /// Whether the login number and name of the person made elsewhere are asked for.
    pub asks_person: bool,
    /// The person that the customer has already, where the step is about one: it is told then, and not asked for.
    pub person: Option<Person>,
}

/// What a handler filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// A note or a number of the other side's, for the receipt.
    pub note: &'a str,
    /// The organisation that was made there.
    pub organisation_number: &'a str,
    /// Its name.
    pub organisation_name: &'a str,
    /// The person's login number there.
    pub person_number: &'a str,
    /// Its name.
    pub person_name: &'a str,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskFault {
    /// The catalogue's text of this key says it.
    Key(&'static str),
    /// Its words cannot be taken as they are.
    Words(FaultKind),
}

impl TaskFault {
    /// The sentence in `language`.
    pub fn text(self, language: Language) -> String {
        match self {
            Key(key) => language.text(key),
            Self::Words(kind) => kind.text(language),
        }
    }
}

/// Why a task was not ticked off.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Fields that are wrong, and what is wrong with them.
    #[error("something in the form is not right")]
    Faults(Vec<(&'static str, TaskFault)>),
    /// Anything else.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<crate::db::Error> for TaskError {
    fn from(error: crate::db::Error) -> Self {
        Self::Order(error.into())
    }
}

/// The task that waits in an order, if one does: its first step that is not done, when that is a handler's.
pub async fn waiting_task(tx: &mut Tx, order: &Order, steps: &[StepRow]) -> Result<Option<Task>, OrderError> {
    let Some(step) = steps.iter().find(|step| step.state != "done") else { return Ok(None) };
    if step.mode != StepMode::Manual || !step.step.belongs_to(order.state) {
        return Ok(None);
    }
    let person = match (step.step, order.customer_number()) {
        (Step::PersonWithRole, Some(customer)) => parties::person_of_customer(tx, customer).await?,
        _ => None,
    };
    Ok(Some(Task {
        position: step.position,
        step: step.step,
        scope: step.added_scope().or_else(|| order.scope.clone()),
        asks_organisation: step.step == Step::CreateCustomer && order.fictional_customer.is_none(),
        asks_person: step.step == Step::PersonWithRole && person.is_none(),
        person,
    }))
}

/// Ticks the task at `position` off. Of two handlers that do it at once, one is told that it is done.
pub async fn tick(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    position: i64,
    given: Given<'_>,
    actor: &str,
) -> Result<(), TaskError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let steps = store::list_steps(tx, &order.id).await?;
    let task = waiting_task(tx, &order, &steps).await?;
    let Some(task) = task.filter(|task| task.position == position) else {
        return Err(OrderError::NotPossibleNow(order.state.key()).into());
    };
    let step = steps.into_iter().find(|step| step.position == position).ok_or(OrderError::NotFound)?;
    let faults = faults_of_words(&task, given);
    let mut receipt = effect(tx, app, now, &order, &task, given, faults).await?;
    if let Some(members) = receipt.as_object_mut() {
        members.insert("by".to_owned(), json!(actor));
        let note = clean_line(given.note, TEXT_LIMIT);
        if !note.is_empty() {
            members.insert("note".to_owned(), json!(note));
        }
    }
    match settle(tx, app, now, &order, &step, &receipt, actor).await {
        Ok(()) => Ok(()),
        Err(Stop::Order(error)) => Err(error.into()),
        Err(Stop::Database(error)) => Err(error.into()),
        Err(_) => Err(OrderError::NotPossibleNow(order.state.key()).into()),
    }
}

/// What is wrong with the words of the fields that the task asks for.
fn faults_of_words(task: &Task, given: Given<'_>) -> Vec<(&'static str, TaskFault)> {
    let organisation = task.asks_organisation.then_some(("organisation_name", given.organisation_name));
    let person = task.asks_person.then_some(("person_name", given.person_name));
    let fields = organisation.into_iter().chain(person).chain([("note", given.note)]);
    fields
        .filter_map(|(field, text)| {
            let fault = words::fault_of(text, TEXT_LIMIT, false)?;
            Some((field, TaskFault::Words(fault)))
        })
        .collect()
}

/// What the tick changes in this world. `faults` are those of the words.
async fn effect(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    task: &Task,
    given: Given<'_>,
    faults: Vec<(&'static str, TaskFault)>,
) -> Result<Value, TaskError> {
    if !faults.is_empty() && !task.asks_organisation && !task.asks_person {
        return Err(TaskError::Faults(faults));
    }
    let number = |party: &Option<super::super::PartyInOrder>| party.as_ref().map(|party| party.number);
    match task.step {
        Step::ImportVendor => Ok(json!({ "number": number(&order.vendor) })),
        Step::ImportCustomer => Ok(json!({ "number": order.customer_number() })),
        Step::CreateCustomer => created_elsewhere(tx, app, now, order, task, given, faults).await,
        Step::PersonWithRole => person_elsewhere(tx, app, now, order, task, given, faults).await,
        Step::GrantScope | Step::AddScope => {
            if let (Step::AddScope, Some(scope)) = (task.step, &task.scope) {
                after_letters::scope_added(tx, app, now, order, scope).await?;
            }
            if let Some(customer) = order.customer_number() {
                waiting::customer_has_access(tx, app, now, customer).await?;
            }
            Ok(json!({ "scope": task.scope, "organisation": order.customer_number() }))
        }
        Step::WithdrawGrant => {
            Ok(json!({ "scope": task.scope, "organisation": order.customer_number(), "kept": null }))
        }
        Step::RemoveElsewhere => Ok(json!({ "organisation": order.customer_number() })),
        _ => Err(OrderError::NotPossibleNow(order.state.key()).into()),
    }
}

/// The fictional customer that was made elsewhere becomes a party here too, so that letters and lists can name it.
async fn created_elsewhere(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    task: &Task,
    given: Given<'_>,
    mut faults: Vec<(&'static str, TaskFault)>,
) -> Result<Value, TaskError> {
    if !task.asks_organisation {
        return Ok(json!({ "number": order.customer_number(), "was_there": true }));
    }
    let name = clean_line(given.organisation_name, TEXT_LIMIT);
    let number = match OrgNumber::parse_typed(given.organisation_number) {
        Ok(number) if number.is_fictional() => Some(number),
        Ok(_) => {
            faults.push(("organisation_number", Key("task-fault-organisation-real")));
            None
        }
        Err(OrgNumberError::RealPerson) => {
            faults.push(("organisation_number", Key("order-fault-number-of-person")));
            None
        }
        Err(_) => {
            faults.push(("organisation_number", Key("task-fault-organisation-number")));
            None
        }
    };
    if name.is_empty() {
        faults.push(("organisation_name", Key("task-fault-name")));
    }
    let Some(number) = number.filter(|_| faults.is_empty()) else { return Err(TaskError::Faults(faults)) };
    let entity = json!({
        "organisasjonsnummer": number,
        "navn": name.to_uppercase(),
        "organisasjonsform": { "kode": "AS", "beskrivelse": "Aksjeselskap" },
        "respons_klasse": "Enhet"
    });
    let new = NewOrganisation {
        number,
        name: &name,
        form: "AS",
        parent: None,
        origin: "fictional",
        case_number: Some(&order.case_number),
        entity: &entity,
    };
    match parties::insert_organisation(tx, app, now, new).await {
        Ok(true) => {}
        Ok(false) => {
            return Err(TaskError::Faults(vec![(
                "organisation_number",
                Key("task-fault-organisation-taken"),
            )]));
        }
        Err(PartyError::Database(error)) => return Err(error.into()),
        Err(_) => {
            return Err(TaskError::Faults(vec![(
                "organisation_number",
                Key("task-fault-organisation-number"),
            )]));
        }
    }
    tx.execute(
        "UPDATE orders SET customer_number = $2, customer_name = $3 WHERE id = $1",
        params![&order.id, number.to_string(), &name],
    )
    .await?;
    search::index_anew(tx, &order.id).await?;
    Ok(json!({ "number": number, "name": name }))
}

/// The person that was made elsewhere is kept as those that are made here.
async fn person_elsewhere(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    task: &Task,
    given: Given<'_>,
    mut faults: Vec<(&'static str, TaskFault)>,
) -> Result<Value, TaskError> {
    let Some(customer) = order.customer_number() else {
        return Err(OrderError::NotPossibleNow(order.state.key()).into());
    };
    let receipt = |name: &str, was_there: bool| json!({ "name": name, "role": GENERAL_MANAGER, "organisation": customer, "was_there": was_there });
    if !task.asks_person {
        let name = task.person.as_ref().map(|person| person.name.as_str());
        return Ok(receipt(name.unwrap_or_default(), true));
    }
    let name = clean_line(given.person_name, TEXT_LIMIT);
    let number = PersonNumber::parse_typed(given.person_number).map_err(|error| {
        faults.push((
            "person_number",
            Key(match error {
                PersonNumberError::RealPerson => "task-fault-person-real",
                PersonNumberError::OtherSyntheticSeries => "task-fault-person-series",
                _ => "task-fault-person-number",
            }),
        ));
    });
    if name.is_empty() {
        faults.push(("person_name", Key("task-fault-name")));
    }
    let Some(number) = number.ok().filter(|_| faults.is_empty()) else {
        return Err(TaskError::Faults(faults));
    };
    let birth_date = number.birth_date().map(|date| date.to_string()).unwrap_or_default();
    let person = Person { party_uuid: PartyUuid::make(&app.random), number, name, birth_date };
    let party = |error: PartyError| match error {
        PartyError::Database(error) => TaskError::from(error),
        _ => TaskError::Faults(vec![("person_number", Key("task-fault-person-taken"))]),
    };
    let case = Some(order.case_number.as_str());
    if !parties::insert_person(tx, app, now, &person, Some(customer), case).await.map_err(party)? {
        return Err(TaskError::Faults(vec![("person_number", Key("task-fault-person-taken"))]));
    }
    // Where the customer is a party here as well, the person has its role here as well.
    if parties::find_organisation(tx, customer).await?.is_some() {
        parties::insert_role(tx, now, &person.party_uuid, customer, GENERAL_MANAGER, case)
            .await
            .map_err(party)?;
    }
    Ok(receipt(&person.name, false))
}
