//! Carrying an order out: the steps of the authority's own page, in their order, each once and with a receipt.
//!
//! A step is one transaction: its effect, its receipt, its audit row, its tick and the job for the next step. A process
//! that dies leaves either all of that or nothing, and the job runs again. What must be asked over the network is asked
//! before the transaction, and what is asked of another side is safe to ask again.
//!
//! How a step is carried out was settled when the order was approved: in this world, through another side's self-service API
//! ([`external`]), or by a handler ([`manual`]), for whom it waits.

pub mod external;
mod hindrance;
pub mod manual;

use serde_json::{Value, json};

use self::external::{Refused, SelfService};
pub use self::hindrance::Hindrance;
use super::decide::{enqueue_provisioning, event};
use super::store::{self, StepRow};
use super::{
    Order, OrderError, OrderState, Step, after_letters, ending, letters, lost, renewal, search, waiting,
};
use crate::app::App;
use crate::audit;
use crate::clients;
use crate::clock::Now;
use crate::config::StepMode;
use crate::db::{Tx, params};
use crate::jobs::{MAX_ATTEMPTS, Outcome};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties::{self, registry};

/// What stopped a step.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// It goes on by itself when something else happens.
    #[error("waits")]
    Waits,
    /// Worth trying again.
    #[error("{0}")]
    Later(Hindrance),
    /// It cannot succeed as things are; a handler must look.
    #[error("{0}")]
    Never(Hindrance),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Parties(#[from] parties::PartyError),
    #[error(transparent)]
    Clients(#[from] clients::Error),
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

impl Stop {
    /// Worth trying again; the text of `key` says what happened.
    pub(super) fn later(key: &'static str) -> Self {
        Self::Later(Hindrance::passing(key))
    }

    /// It cannot succeed as things are; the text of `key` says what to do.
    pub(super) fn never(key: &'static str) -> Self {
        Self::Never(Hindrance::lasting(key))
    }

    /// What the desk is told.
    fn hindrance(self) -> Hindrance {
        match self {
            Self::Later(hindrance) | Self::Never(hindrance) => hindrance,
            Self::Database(_)
            | Self::Order(OrderError::Database(_))
            | Self::Parties(parties::PartyError::Database(_))
            | Self::Clients(clients::Error::Database(_)) => Hindrance::passing("database"),
            other => Hindrance::passing("other").because(&clean_line(&other.to_string(), 300)),
        }
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Later(text) => Self::Later(Hindrance::passing("elsewhere-ill").because(&text)),
            Refused::Never(text) => Self::Never(Hindrance::lasting("elsewhere-refused").because(&text)),
        }
    }
}

/// The function of jobs of kind `orders.provision`: the next step of an order.
pub async fn run(
    app: &App,
    self_service: Option<&SelfService>,
    order_id: &str,
    attempts: i64,
    now: Now,
) -> Outcome {
    let next = {
        let found = async {
            let mut tx = app.db.read().await?;
            let order = store::find(&mut tx, order_id).await?;
            let steps = store::list_steps(&mut tx, order_id).await?;
            Ok::<_, crate::db::Error>((order, steps))
        };
        match found.await {
            Ok((Some(order), steps)) => (order, steps.into_iter().find(|step| step.state != "done")),
            Ok((None, _)) => return Outcome::GiveUp("the order is no longer there".to_owned()),
            Err(error) => return Outcome::Retry(error.to_string()),
        }
    };
    let (order, Some(step)) = next else { return Outcome::Done };
    if !step.step.belongs_to(order.state) {
        return Outcome::Done;
    }
    if step.mode == StepMode::Manual {
        // It is a handler's task now; the tick writes the job that goes on.
        return Outcome::Done;
    }
    let Err(stopped) = carry_out(app, self_service, &order, &step, now).await else { return Outcome::Done };
    if matches!(stopped, Stop::Waits) {
        return Outcome::Done;
    }
    let given_up = matches!(stopped, Stop::Never(_)) || attempts + 1 >= MAX_ATTEMPTS;
    let reason = stopped.to_string();
    let hindrance = stopped.hindrance();
    if let Err(error) = note(app, &order, &step, &hindrance, given_up).await {
        return Outcome::Retry(error.to_string());
    }
    if given_up { Outcome::GiveUp(reason) } else { Outcome::Retry(reason) }
}

async fn note(
    app: &App,
    order: &Order,
    step: &StepRow,
    hindrance: &Hindrance,
    given_up: bool,
) -> Result<(), crate::db::Error> {
    let mut tx = app.db.begin_write().await?;
    store::note_step_error(&mut tx, &order.id, step.position, hindrance, given_up).await?;
    tx.commit().await
}

/// What was asked over the network before the transaction.
#[derive(Default)]
struct Asked {
    entity: Option<registry::RegistryEntity>,
    /// The other side has done it; whether it had it before.
    external: Option<bool>,
}

async fn carry_out(
    app: &App,
    self_service: Option<&SelfService>,
    order: &Order,
    step: &StepRow,
    now: Now,
) -> Result<(), Stop> {
    let name = step.step.key();
    app.fault_point(&format!("provision:{name}:before"));
    let mut asked = Asked::default();
    match (step.step, step.mode) {
        (Step::ImportVendor, _) => {
            asked.entity = look_up(app, order.vendor.as_ref().map(|party| party.number)).await?;
        }
        (Step::ImportCustomer, _) => asked.entity = look_up(app, order.customer_number()).await?,
        (Step::GrantScope | Step::AddScope, StepMode::External) => {
            asked.external = Some(grant_elsewhere(app, self_service, order, step, now).await?);
            app.fault_point(&format!("provision:{name}:answered"));
        }
        (Step::WithdrawGrant, StepMode::External) => {
            asked.external = Some(ending::ask(app, other_side(self_service)?, order, step, now).await?);
            app.fault_point(&format!("provision:{name}:answered"));
        }
        _ => {}
    }
    let mut tx = app.db.begin_write().await?;
    let receipt = perform(&mut tx, app, now, order, step, self_service, asked).await?;
    settle(&mut tx, app, now, order, step, &receipt, "system").await?;
    app.fault_point(&format!("provision:{name}:effect"));
    tx.commit().await?;
    app.fault_point(&format!("provision:{name}:after"));
    Ok(())
}

/// The tick with its receipt and audit row, and the job for what follows. When another worker did the step meanwhile, the
/// caller drops its transaction, which takes the effect back.
async fn settle(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    step: &StepRow,
    receipt: &Value,
    actor: &str,
) -> Result<(), Stop> {
    if !store::tick_step(tx, &order.id, step.position, receipt, now).await? {
        return Err(Stop::Waits);
    }
    let detail = json!({ "step": step.step.key(), "receipt": receipt });
    audit::record(tx, &app.random, now, event(order, actor, "order.step_done", detail)).await?;
    if !matches!(step.step, Step::Letters | Step::EndReceipt) {
        enqueue_provisioning(tx, app, now, &order.id).await?;
    }
    Ok(())
}

/// The grant at the other side; gives whether the customer held it before. That is written down before the first attempt:
/// after a crash the other side would say that it is there, and nobody could tell whose it is.
async fn grant_elsewhere(
    app: &App,
    self_service: Option<&SelfService>,
    order: &Order,
    step: &StepRow,
    now: Now,
) -> Result<bool, Stop> {
    let (customer, scope) = (customer(order)?, scope_of(order, step)?);
    let scope = scope.as_str();
    let call = other_side(self_service)?.call(&app.random, now).await?;
    let known = step.input.as_ref().and_then(|input| input.get("was_there")).and_then(Value::as_bool);
    let was_there = if let Some(was_there) = known {
        was_there
    } else {
        let held = call.holds(scope, customer).await?;
        let mut tx = app.db.begin_write().await?;
        // Of two workers that look at the same time, the first one's look counts: the second may see what the first did.
        let kept = store::keep_was_there(&mut tx, &order.id, step.position, held).await?;
        tx.commit().await?;
        kept
    };
    call.grant(scope, customer).await?;
    Ok(was_there)
}

fn other_side(self_service: Option<&SelfService>) -> Result<&SelfService, Stop> {
    self_service.ok_or_else(|| Stop::never("self-service-missing"))
}

/// Asks Enhetsregisteret about an organisation that is not here yet, or is known by an old answer.
async fn look_up(app: &App, number: Option<OrgNumber>) -> Result<Option<registry::RegistryEntity>, Stop> {
    let Some(number) = number else {
        return Err(Stop::never("no-organisation"));
    };
    match registry::known(app, number).await? {
        Some(known) if known.is_deleted => {
            return Err(Stop::Never(Hindrance::lasting("registry-deleted").about(number)));
        }
        // What was read in once and cannot be asked about now is good enough.
        Some(_) => return Ok(None),
        None => {}
    }
    match registry::look_up(app, number).await {
        registry::Lookup::Found(entity) => Ok(Some(entity)),
        registry::Lookup::Unreachable(reason) if reason == registry::RESTS => {
            Err(Stop::Later(Hindrance::passing("registry-rests")))
        }
        registry::Lookup::Unreachable(reason) if reason == registry::CROWDED => {
            Err(Stop::Later(Hindrance::passing("registry-crowded")))
        }
        registry::Lookup::Unreachable(reason) => {
            Err(Stop::Later(Hindrance::passing("registry-unreachable").because(&clean_line(&reason, 200))))
        }
        registry::Lookup::Unknown => Err(Stop::Never(Hindrance::lasting("registry-unknown").about(number))),
        registry::Lookup::Deleted => Err(Stop::Never(Hindrance::lasting("registry-deleted").about(number))),
        registry::Lookup::Removed => Err(Stop::Never(Hindrance::lasting("registry-removed").about(number))),
    }
}

/// Does the step and gives its receipt.
async fn perform(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    step: &StepRow,
    self_service: Option<&SelfService>,
    asked: Asked,
) -> Result<Value, Stop> {
    let entity = asked.entity;
    match step.step {
        Step::WaitForGrant => wait_for_grant(tx, now, order).await,
        Step::ImportVendor => {
            import(tx, app, now, order, order.vendor.as_ref().map(|party| party.number), entity).await
        }
        Step::ImportCustomer => import(tx, app, now, order, order.customer_number(), entity).await,
        Step::CreateCustomer if order.fictional_customer.is_some() => {
            // Another vendor of a customer that an earlier case made.
            let number = customer(order)?;
            match parties::lock_organisation(tx, number).await? {
                Some(known) => Ok(json!({ "number": number, "name": known.name, "was_there": true })),
                None => Err(Stop::Never(Hindrance::lasting("customer-gone").about(number))),
            }
        }
        Step::CreateCustomer => {
            let made = parties::create_fictional_organisation(tx, app, now, &order.case_number).await?;
            tx.execute(
                "UPDATE orders SET customer_number = $2, customer_name = $3 WHERE id = $1",
                params![&order.id, made.number.to_string(), &made.name],
            )
            .await?;
            search::index_anew(tx, &order.id).await?;
            Ok(json!({ "number": made.number, "name": made.name }))
        }
        Step::PersonWithRole => {
            let customer = customer(order)?;
            let (person, created) =
                parties::ensure_person_with_role(tx, app, now, customer, &order.case_number).await?;
            // The receipt is shown at the desk and kept in the audit: the person's name, never its number.
            Ok(
                json!({ "name": person.name, "role": parties::GENERAL_MANAGER, "organisation": customer, "was_there": !created }),
            )
        }
        Step::GrantScope | Step::AddScope => {
            let (customer, scope) = (customer(order)?, scope_of(order, step)?);
            let scope = scope.as_str();
            let was_there = if let Some(was_there) = asked.external {
                was_there
            } else {
                let case = Some(order.case_number.as_str());
                clients::grant_scope(tx, app, now, scope, customer, case, "system").await?.was_there
            };
            if was_there || asked.external.is_some() {
                // A new grant of our own tells the waiting orders itself, whoever gave it.
                waiting::customer_has_access(tx, app, now, customer).await?;
            }
            if step.step == Step::AddScope {
                after_letters::scope_added(tx, app, now, order, scope).await?;
            }
            let mut receipt = json!({ "scope": scope, "organisation": customer, "was_there": was_there });
            if let (Some(_), Some(service), Some(members)) =
                (asked.external, self_service, receipt.as_object_mut())
            {
                members.insert("through".to_owned(), json!(service.place()));
            }
            Ok(receipt)
        }
        Step::Letters => {
            let sent = letters::confirmations(tx, app, now, order).await?;
            if !store::change_state(tx, order, OrderState::Done, now).await? {
                return Err(Stop::later("changed"));
            }
            // Its customer may have lost the access while the case was carried out.
            lost::note(tx, &order.id).await?;
            renewal::begin(tx, app, now, order).await?;
            Ok(json!({ "letters": sent }))
        }
        Step::WithdrawDelegations
        | Step::WithdrawGrant
        | Step::DeactivateClients
        | Step::RemoveParties
        | Step::RemoveElsewhere
        | Step::RevokeLinks
        | Step::EndReceipt => ending::perform(tx, app, now, order, step, asked.external).await,
    }
}

fn customer(order: &Order) -> Result<OrgNumber, Stop> {
    order.customer_number().ok_or_else(|| Stop::never("no-customer"))
}

/// The scope that a step grants: its own, or the order's.
fn scope_of(order: &Order, step: &StepRow) -> Result<String, Stop> {
    let scope = step.added_scope().or_else(|| order.scope.clone());
    scope.ok_or_else(|| Stop::never("no-scope"))
}

/// Words from outside, fit for one line of a receipt or of the desk: short, visible, and without what could be the number
/// of a person, synthetic ones included, since receipts are kept in the audit.
fn clean_line(text: &str, limit: usize) -> String {
    let (masked, _) = mask_real_numbers(text);
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let plain: String = masked
        .chars()
        .map(visible)
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<String> = plain.split_whitespace().map(without_person_numbers).collect();
    let mut line = words.join(" ");
    if line.chars().count() > limit {
        line = line.chars().take(limit).collect();
        line.push('…');
    }
    line
}

/// Masks every run of eleven digits.
fn without_person_numbers(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut run = String::new();
    for c in word.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if run.len() == 11 {
            out.extend(run.chars().map(|_| '•'));
        } else {
            out.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

async fn wait_for_grant(tx: &mut Tx, now: Now, order: &Order) -> Result<Value, Stop> {
    let customer = customer(order)?;
    let scopes = waiting::scopes_of(tx, customer).await?;
    let Some(scope) = scopes.first() else { return Err(Stop::Waits) };
    if !store::change_state(tx, order, OrderState::Provisioning, now).await? {
        return Err(Stop::Waits);
    }
    tx.execute("UPDATE orders SET scope = $2 WHERE id = $1", params![&order.id, scope]).await?;
    Ok(json!({ "organisation": customer, "scopes": scopes }))
}

async fn import(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    number: Option<OrgNumber>,
    entity: Option<registry::RegistryEntity>,
) -> Result<Value, Stop> {
    let Some(number) = number else {
        return Err(Stop::never("no-organisation"));
    };
    // Locked, so that a case that ends at this moment keeps it or has removed it.
    let organisation = match (parties::lock_organisation(tx, number).await?, &entity) {
        (Some(known), _) => return Ok(json!({ "number": number, "name": known.name, "was_there": true })),
        (None, Some(entity)) => {
            parties::import_organisation(tx, app, now, entity, &order.case_number).await?
        }
        (None, None) => {
            return Err(Stop::later("changed"));
        }
    };
    Ok(
        json!({ "number": number, "name": organisation.name, "was_there": false, "production_data": number.may_be_real() }),
    )
}

/// A handler tries a failed step again.
pub async fn retry(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let changed = tx
        .execute(
            "UPDATE order_steps SET state = 'pending' WHERE order_id = $1 AND state = 'failed'",
            params![&order.id],
        )
        .await?;
    if changed == 0 {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    }
    audit::record(tx, &app.random, now, event(&order, actor, "order.retried", json!({}))).await?;
    enqueue_provisioning(tx, app, now, &order.id).await?;
    Ok(())
}
