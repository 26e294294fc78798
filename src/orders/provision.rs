//! Carrying an order out: the steps of the authority's own page, in their order, each once and with a receipt.
//!
//! A step is one transaction: its effect, its receipt, its audit row, its tick and the job for the next step. A process
//! that dies leaves either all of that or nothing, and the job runs again. What must be asked over the network is asked
//! before the transaction.

use serde_json::{Value, json};

use super::decide::{enqueue_provisioning, event};
use super::store::{self, StepRow};
use super::{Order, OrderError, OrderState, Step, letters, waiting};
use crate::app::App;
use crate::audit;
use crate::clients;
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::jobs::{MAX_ATTEMPTS, Outcome};
use crate::numbers::OrgNumber;
use crate::parties::{self, registry};

/// What stopped a step.
#[derive(Debug, thiserror::Error)]
enum Stop {
    /// It goes on by itself when something else happens.
    #[error("waits")]
    Waits,
    /// Worth trying again.
    #[error("{0}")]
    Later(String),
    /// It cannot succeed as things are; a handler must look.
    #[error("{0}")]
    Never(String),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Parties(#[from] parties::PartyError),
    #[error(transparent)]
    Clients(#[from] clients::Error),
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

/// The function of jobs of kind `orders.provision`: the next step of an order.
pub async fn run(app: &App, order_id: &str, attempts: i64, now: Now) -> Outcome {
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
    if !matches!(order.state, OrderState::Provisioning | OrderState::WaitingForCustomer) {
        return Outcome::Done;
    }
    let Err(hindrance) = carry_out(app, &order, &step, now).await else { return Outcome::Done };
    if matches!(hindrance, Stop::Waits) {
        return Outcome::Done;
    }
    let given_up = matches!(hindrance, Stop::Never(_)) || attempts + 1 >= MAX_ATTEMPTS;
    let reason = hindrance.to_string();
    if let Err(error) = note(app, &order, &step, &reason, given_up).await {
        return Outcome::Retry(error.to_string());
    }
    if given_up { Outcome::GiveUp(reason) } else { Outcome::Retry(reason) }
}

async fn note(
    app: &App,
    order: &Order,
    step: &StepRow,
    reason: &str,
    given_up: bool,
) -> Result<(), crate::db::Error> {
    let mut tx = app.db.begin_write().await?;
    store::note_step_error(&mut tx, &order.id, step.position, reason, given_up).await?;
    tx.commit().await
}

async fn carry_out(app: &App, order: &Order, step: &StepRow, now: Now) -> Result<(), Stop> {
    let name = step.step.key();
    app.fault_point(&format!("provision:{name}:before"));
    // What must be asked over the network, before the transaction begins.
    let entity = match step.step {
        Step::ImportVendor => look_up(app, order.vendor.as_ref().map(|party| party.number)).await?,
        Step::ImportCustomer => look_up(app, order.customer_number()).await?,
        _ => None,
    };
    let mut tx = app.db.begin_write().await?;
    let receipt = perform(&mut tx, app, now, order, step.step, entity).await?;
    if !store::tick_step(&mut tx, &order.id, step.position, &receipt, now).await? {
        // Another worker did this step; dropping the transaction takes our effect back.
        return Ok(());
    }
    let detail = json!({ "step": name, "receipt": receipt });
    audit::record(&mut tx, &app.random, now, event(order, "system", "order.step_done", detail)).await?;
    if step.step != Step::Letters {
        enqueue_provisioning(&mut tx, app, now, &order.id).await?;
    }
    app.fault_point(&format!("provision:{name}:effect"));
    tx.commit().await?;
    app.fault_point(&format!("provision:{name}:after"));
    Ok(())
}

/// Asks Enhetsregisteret about an organisation that is not here yet.
async fn look_up(app: &App, number: Option<OrgNumber>) -> Result<Option<registry::RegistryEntity>, Stop> {
    let Some(number) = number else {
        return Err(Stop::Never("the order names no such organisation".to_owned()));
    };
    {
        let mut tx = app.db.read().await?;
        if parties::find_organisation(&mut tx, number).await?.is_some() {
            return Ok(None);
        }
    }
    match registry::look_up(app, number).await {
        registry::Lookup::Found(entity) => Ok(Some(entity)),
        registry::Lookup::Unreachable(reason) => {
            Err(Stop::Later(format!("Enhetsregisteret could not be asked: {reason}")))
        }
        registry::Lookup::Unknown => Err(Stop::Never(format!("Enhetsregisteret does not know {number}"))),
        registry::Lookup::Deleted => {
            Err(Stop::Never(format!("Enhetsregisteret says that {number} is deleted")))
        }
        registry::Lookup::Removed => {
            Err(Stop::Never(format!("Enhetsregisteret has removed {number} on legal grounds")))
        }
    }
}

/// Does the step and gives its receipt.
async fn perform(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    step: Step,
    entity: Option<registry::RegistryEntity>,
) -> Result<Value, Stop> {
    match step {
        Step::WaitForGrant => wait_for_grant(tx, now, order).await,
        Step::ImportVendor => {
            import(tx, app, now, order, order.vendor.as_ref().map(|party| party.number), entity).await
        }
        Step::ImportCustomer => import(tx, app, now, order, order.customer_number(), entity).await,
        Step::CreateCustomer => {
            let made = parties::create_fictional_organisation(tx, app, now, &order.case_number).await?;
            tx.execute(
                "UPDATE orders SET customer_number = $2, customer_name = $3 WHERE id = $1",
                params![&order.id, made.number.to_string(), &made.name],
            )
            .await?;
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
        Step::GrantScope => {
            let customer = customer(order)?;
            let Some(scope) = &order.scope else { return Err(Stop::Never("no scope was chosen".to_owned())) };
            let granted =
                clients::grant_scope(tx, app, now, scope, customer, Some(&order.case_number), "system")
                    .await?;
            if granted.was_there {
                // A new grant tells the waiting orders itself, whoever gave it.
                waiting::customer_has_access(tx, app, now, customer).await?;
            }
            Ok(json!({ "scope": scope, "organisation": customer, "was_there": granted.was_there }))
        }
        Step::Letters => {
            let sent = letters::confirmations(tx, app, now, order).await?;
            if !store::change_state(tx, order, OrderState::Done, now).await? {
                return Err(Stop::Later("the order changed while its letters were written".to_owned()));
            }
            Ok(json!({ "letters": sent }))
        }
    }
}

fn customer(order: &Order) -> Result<OrgNumber, Stop> {
    order.customer_number().ok_or_else(|| Stop::Never("the customer is not there yet".to_owned()))
}

async fn wait_for_grant(tx: &mut Tx, now: Now, order: &Order) -> Result<Value, Stop> {
    let customer = customer(order)?;
    let grants = clients::grants_of(tx, customer).await?;
    let scopes: Vec<String> = grants
        .into_iter()
        .map(|grant| grant.scope)
        .filter(|scope| clients::BENEFICIAL_OWNER_SCOPES.contains(&scope.as_str()))
        .collect();
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
        return Err(Stop::Never("the order names no such organisation".to_owned()));
    };
    let organisation = match (parties::find_organisation(tx, number).await?, &entity) {
        (Some(known), _) => return Ok(json!({ "number": number, "name": known.name, "was_there": true })),
        (None, Some(entity)) => {
            parties::import_organisation(tx, app, now, entity, &order.case_number).await?
        }
        (None, None) => {
            return Err(Stop::Later("the organisation disappeared while it was looked up".to_owned()));
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
