//! The check that stays open when Enhetsregisteret did not answer: asked again until it does. Whatever it then says, an
//! order that was taken is not refused for it; the handler sees the warning.

use serde_json::json;

use super::decide::event;
use super::place::{NOT_CHECKED, check_registry};
use super::waiting::outcome;
use super::{Checked, FaultKind, Order, OrderError, rules, store};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::params;
use crate::jobs::Outcome;

/// The function of jobs of kind `orders.check`.
pub async fn run(app: &App, order_id: &str, now: Now) -> Outcome {
    match check_again(app, order_id, now).await {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::Retry("Enhetsregisteret still does not answer".to_owned()),
        Err(error) => outcome(Err(error)),
    }
}

/// Asks about what is still unchecked; false when some of it still is.
async fn check_again(app: &App, order_id: &str, now: Now) -> Result<bool, OrderError> {
    let order = {
        let mut tx = app.db.read().await?;
        store::find(&mut tx, order_id).await?
    };
    let Some(order) = order.filter(|order| !order.state.is_final()) else { return Ok(true) };
    let open: Vec<&str> =
        order.warnings.iter().filter_map(|warning| warning.strip_prefix(NOT_CHECKED)).collect();
    if open.is_empty() {
        return Ok(true);
    }
    let findings = check_registry(app, &as_checked(&order)).await?;
    let is_open = |key: &str| open.contains(&key);
    let mut warnings: Vec<String> =
        order.warnings.iter().filter(|warning| !warning.starts_with(NOT_CHECKED)).cloned().collect();
    for warning in findings.warnings {
        let about_open = warning.split_once(':').is_some_and(|(_, who)| is_open(who));
        if about_open && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    for fault in findings.faults {
        if let Some(who) = fault.field.strip_suffix(".number").filter(|who| is_open(who)) {
            let what = if fault.kind == FaultKind::OrganisationDeleted { "deleted" } else { "unknown" };
            warnings.push(format!("{what}:{who}"));
        }
    }
    let all_answered = !warnings.iter().any(|warning| warning.starts_with(NOT_CHECKED));
    if warnings == order.warnings {
        return Ok(all_answered);
    }
    let mut tx = app.db.begin_write().await?;
    tx.execute(
        "UPDATE orders SET warnings = $2 WHERE id = $1",
        params![&order.id, json!(warnings).to_string()],
    )
    .await?;
    let detail = json!({ "warnings": warnings });
    audit::record(&mut tx, &app.random, now, event(&order, "system", "order.checked", detail)).await?;
    if all_answered {
        rules::enqueue(&mut tx, app, now, &order).await?;
    }
    tx.commit().await?;
    Ok(all_answered)
}

/// What a look-up reads of an order.
fn as_checked(order: &Order) -> Checked {
    Checked {
        kind: order.kind,
        language: order.language,
        vendor: order.vendor.clone(),
        customer: order.customer.clone(),
        production_contact: None,
        legal_basis: None,
        legal_basis_text: None,
        message: None,
        invite_customer: false,
    }
}
