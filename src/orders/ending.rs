//! Ending an access: what a case made and no other case needs is taken back, in one run of steps with receipts.
//!
//! The run is like carrying out: one step per job, each its effect, receipt, audit row and tick in one transaction, so that
//! a process that dies leaves it resumable. Nothing is taken that another case also gives, nor what no case made. Tokens
//! that are issued already live on until they run out; new ones are refused, since grant, delegation and client are gone.
//! What stays is history: withdrawn grants and delegations, deactivated clients, the ledger and the audit, which know
//! organisations by their numbers.

mod others;
mod taking_back;

use serde_json::{Value, json};

use super::decide::{enqueue_provisioning, event};
use super::provision::external::SelfService;
use super::provision::{Hindrance, Stop};
use super::store::{self, StepRow};
use super::{Order, OrderError, OrderKind, OrderState, Step, lost, words};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::config::StepMode;
use crate::db::{Tx, params};

pub use others::{find_case_to_be, find_living_case, is_named_elsewhere};

/// Where the positions of the steps begin that take back: behind all that was ever carried out or added.
const FIRST_POSITION: i64 = 1_000;

/// Longest reason, in characters.
pub const REASON_LIMIT: usize = 1_000;

/// Begins to end the access of a carried-out order. Of two that begin at once, one does.
pub async fn begin(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    reason: &str,
    actor: &str,
) -> Result<Order, OrderError> {
    let reason = words::typed_within(reason, REASON_LIMIT)?;
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    if !store::change_state(tx, &order, OrderState::Ending, now).await? {
        return Err(store::overtaken(tx, &order).await?);
    }
    // The case's row is locked now: no scope is added and no case linked to it until this is decided.
    let steps = store::list_steps(tx, &order.id).await?;
    if steps.iter().any(is_on_its_way) {
        return Err(OrderError::NotPossibleNow("adding_scope"));
    }
    tx.execute(
        "UPDATE orders SET reason = $2, access_expires_at = NULL, access_lost_since = COALESCE(access_lost_since, $3)
         WHERE id = $1",
        params![&order.id, Some(reason).filter(|reason| !reason.is_empty()), now.world],
    )
    .await?;
    if let Some(customer) = order.customer_number() {
        // What this case granted in another environment, other cases may stand on.
        lost::enqueue(tx, app, now, customer).await?;
    }
    tx.execute(
        "UPDATE order_steps SET state = 'done', receipt = $2, last_error = NULL, done_at = $3
         WHERE order_id = $1 AND name = 'add_scope' AND state <> 'done'",
        params![&order.id, json!({ "dropped": true }).to_string(), now.wall],
    )
    .await?;
    insert_steps(tx, &order, &steps).await?;
    let order = Order { state: OrderState::Ending, ..order };
    audit::record(tx, &app.random, now, event(&order, actor, "order.ending", json!({}))).await?;
    enqueue_provisioning(tx, app, now, &order.id).await?;
    Ok(order)
}

/// A scope that is being added at another side right now: its call may be under way, and must end first.
fn is_on_its_way(step: &StepRow) -> bool {
    step.step == Step::AddScope && step.mode == StepMode::External && step.state == "pending"
}

/// The steps that take back, by what was carried out: a grant is withdrawn where it was given.
async fn insert_steps(tx: &mut Tx, order: &Order, carried_out: &[StepRow]) -> Result<(), crate::db::Error> {
    let mut steps: Vec<(Step, StepMode, Option<Value>)> =
        vec![(Step::WithdrawDelegations, StepMode::Embedded, None)];
    for given in carried_out {
        let scope = match given.step {
            Step::GrantScope => order.scope.clone(),
            Step::AddScope => given.added_scope(),
            _ => None,
        };
        let Some(scope) = scope else { continue };
        let was_there =
            [&given.receipt, &given.input].into_iter().flatten().find_map(|value| value.get("was_there"));
        let was_there = was_there.and_then(Value::as_bool).unwrap_or(false);
        // What another case gives over there too is no handler's task.
        let elsewhere = given.mode != StepMode::Embedded;
        let kept = elsewhere && others::gives(tx, order, &scope, true).await?;
        let mode = if kept { StepMode::Embedded } else { given.mode };
        let input = json!({ "scope": scope, "was_there": elsewhere && was_there, "kept": kept });
        steps.push((Step::WithdrawGrant, mode, Some(input)));
    }
    steps.push((Step::DeactivateClients, StepMode::Embedded, None));
    steps.push((Step::RemoveParties, StepMode::Embedded, None));
    let party = [Step::ImportVendor, Step::ImportCustomer, Step::CreateCustomer, Step::PersonWithRole];
    if carried_out.iter().any(|step| step.mode == StepMode::Manual && party.contains(&step.step)) {
        steps.push((Step::RemoveElsewhere, StepMode::Manual, None));
    }
    steps.push((Step::RevokeLinks, StepMode::Embedded, None));
    steps.push((Step::EndReceipt, StepMode::Embedded, None));
    for (position, (step, mode, input)) in (FIRST_POSITION..).zip(steps) {
        tx.execute(
            "INSERT INTO order_steps (order_id, position, name, mode, input, state, attempts)
             VALUES ($1, $2, $3, $4, $5, 'pending', 0) ON CONFLICT DO NOTHING",
            params![&order.id, position, step.key(), mode.key(), input.map(|input| input.to_string())],
        )
        .await?;
    }
    Ok(())
}

/// What must be asked over the network before a step's transaction: withdraws a grant at the other side. Gives whether it
/// was kept there. A case that was approved meanwhile and gives the same is given it back.
pub(super) async fn ask(
    app: &App,
    service: &SelfService,
    order: &Order,
    step: &StepRow,
    now: Now,
) -> Result<bool, Stop> {
    let Some(customer) = order.customer_number() else { return Ok(true) };
    let Some(scope) = step.added_scope() else { return Ok(true) };
    let was_there = step.input.as_ref().and_then(|input| input.get("was_there")).and_then(Value::as_bool);
    if was_there == Some(true) {
        return Ok(true);
    }
    let given_by_others = async || {
        let mut tx = app.db.read().await?;
        others::gives(&mut tx, order, &scope, true).await
    };
    if given_by_others().await? {
        return Ok(true);
    }
    let call = service.call(&app.random, now).await?;
    call.withdraw(&scope, customer).await?;
    if given_by_others().await? {
        call.grant(&scope, customer).await?;
        return Ok(true);
    }
    Ok(false)
}

/// Does a step that takes back, and gives its receipt. `kept_elsewhere` is what [`ask`] found.
pub(super) async fn perform(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    step: &StepRow,
    kept_elsewhere: Option<bool>,
) -> Result<Value, Stop> {
    match step.step {
        Step::WithdrawDelegations => taking_back::delegations(tx, app, now, order).await,
        Step::WithdrawGrant => match kept_elsewhere {
            Some(kept) => Ok(taking_back::grant_receipt(order, step, kept.then_some("needed"))),
            None => taking_back::grant(tx, app, now, order, step).await,
        },
        Step::DeactivateClients => taking_back::clients_of_parties(tx, app, now, order).await,
        Step::RemoveParties => taking_back::parties_of_case(tx, app, now, order).await,
        Step::RevokeLinks => taking_back::links_and_keys(tx, now, order).await,
        Step::EndReceipt => finish(tx, app, now, order).await,
        _ => Err(Stop::Never(Hindrance::lasting("other").because("this step takes nothing back"))),
    }
}

/// The last step: the receipt letters, and the state in which nothing more happens.
async fn finish(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<Value, Stop> {
    let steps = store::list_steps(tx, &order.id).await?;
    let mut written = super::after_letters::ended(tx, app, now, order, &steps).await?;
    if order.kind == OrderKind::Direct {
        written.extend(super::after_letters::customers_access_ended(tx, app, now, order).await?);
    }
    if !store::change_state(tx, order, OrderState::Ended, now).await? {
        return Err(Stop::later("changed"));
    }
    audit::record(tx, &app.random, now, event(order, "system", "order.ended", json!({}))).await?;
    Ok(json!({ "letters": written }))
}
