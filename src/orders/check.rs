//! What Enhetsregisteret says of an order's organisations, asked again: while a check is open because it did not answer, and
//! when its answers have become old, before somebody decides by them. Whatever it then says, an order that was taken is not
//! refused for it; the handler sees the warning.

use serde_json::json;

use super::decide::event;
use super::place::{Findings, NOT_CHECKED, NOT_RENEWED, TROUBLES, check_registry};
use super::waiting::outcome;
use super::{Checked, FaultKind, Order, OrderError, OrderState, rules, store};
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

/// Whether a warning says that Enhetsregisteret is still to be asked.
pub(super) fn is_open(warning: &str) -> bool {
    warning.starts_with(NOT_CHECKED) || warning.starts_with(NOT_RENEWED)
}

/// Asks about what is still unchecked; false when some of it still is.
async fn check_again(app: &App, order_id: &str, now: Now) -> Result<bool, OrderError> {
    let order = {
        let mut tx = app.db.read().await?;
        store::find(&mut tx, order_id).await?
    };
    let Some(order) = order.filter(|order| !order.state.is_final()) else { return Ok(true) };
    if !order.warnings.iter().any(|warning| is_open(warning)) {
        return Ok(true);
    }
    ask(app, &order, now).await
}

/// Asks about an order's organisations when the answers that its checks show are old, or not there. What is decided and
/// carried out is asked about too; what came to nothing is not.
pub async fn renew(app: &App, order: &Order, now: Now) -> Result<(), OrderError> {
    let is_over = order.state.is_final() && order.state != OrderState::Done;
    let is_old = now.world >= order.checked_at + app.config.asking.keep;
    if !is_over && (is_old || order.warnings.iter().any(|warning| is_open(warning))) {
        ask(app, order, now).await?;
    }
    Ok(())
}

/// As [`renew`], for an order that is known by its id.
pub(super) async fn renew_by_id(app: &App, order_id: &str, now: Now) -> Result<(), OrderError> {
    let order = {
        let mut tx = app.db.read().await?;
        store::find(&mut tx, order_id).await?
    };
    match order {
        Some(order) => renew(app, &order, now).await,
        None => Ok(()),
    }
}

/// Asks, and writes down what was answered; false when not all was.
async fn ask(app: &App, order: &Order, now: Now) -> Result<bool, OrderError> {
    let findings = check_registry(app, &as_checked(order)).await?;
    // Whose number is not known yet, or not any more, was not asked about.
    let parties = [("vendor", &order.vendor), ("customer", &order.customer)];
    let whose: Vec<&str> =
        parties.into_iter().filter(|(_, party)| party.is_some()).map(|(who, _)| who).collect();
    let warnings = renewed(&order.warnings, &findings, &whose);
    let all_answered = !warnings.iter().any(|warning| is_open(warning));
    if warnings == order.warnings && !all_answered {
        return Ok(false);
    }
    let checked_at = if all_answered { now.world } else { order.checked_at };
    let mut tx = app.db.begin_write().await?;
    // Another may have written a warning meanwhile, which must not be lost: then the next look asks again.
    let written = tx
        .execute(
            "UPDATE orders SET warnings = $2, checked_at = $3 WHERE id = $1 AND warnings = $4",
            params![&order.id, json!(warnings).to_string(), checked_at, json!(order.warnings).to_string()],
        )
        .await?;
    if written == 0 {
        return Ok(false);
    }
    if warnings != order.warnings {
        let detail = json!({ "warnings": warnings });
        audit::record(&mut tx, &app.random, now, event(order, "system", "order.checked", detail)).await?;
        if all_answered && order.warnings.iter().any(|warning| is_open(warning)) {
            rules::enqueue(&mut tx, app, now, order).await?;
        }
    }
    tx.commit().await?;
    Ok(all_answered)
}

/// What Enhetsregisteret's answers leave as warnings: `KIND:WHO`.
fn is_by_registry(warning: &str, who: &str) -> bool {
    let Some((kind, of)) = warning.split_once(':') else { return false };
    let known = ["not-checked", "not-renewed", "unknown", "deleted", "name-unlike"];
    of == who && (known.contains(&kind) || TROUBLES.into_iter().any(|(trouble, _)| trouble == kind))
}

/// The warnings with what is found by now of `whose` organisations. Of whom nothing new is known, the old stays, and is said
/// to be old.
fn renewed(before: &[String], findings: &Findings, whose: &[&str]) -> Vec<String> {
    let mut warnings = before.to_vec();
    for who in whose {
        let mut found: Vec<String> =
            findings.warnings.iter().filter(|warning| is_by_registry(warning, who)).cloned().collect();
        for fault in &findings.faults {
            if fault.field.strip_suffix(".number") == Some(*who) {
                let what = if fault.kind == FaultKind::OrganisationDeleted { "deleted" } else { "unknown" };
                found.push(format!("{what}:{who}"));
            }
        }
        let not_checked = format!("{NOT_CHECKED}{who}");
        if found.contains(&not_checked) {
            let not_renewed = format!("{NOT_RENEWED}{who}");
            if !warnings.contains(&not_checked) && !warnings.contains(&not_renewed) {
                warnings.push(not_renewed);
            }
            continue;
        }
        let same = |warnings: &[String]| {
            let old: Vec<&String> = warnings.iter().filter(|old| is_by_registry(old, who)).collect();
            old.len() == found.len() && found.iter().all(|new| old.contains(&new))
        };
        if !same(&warnings) {
            warnings.retain(|warning| !is_by_registry(warning, who));
            warnings.append(&mut found);
        }
    }
    warnings
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_now_takes_the_place_of_what_was_found_before() {
        for (before, found, expected) in [
            (&[][..], &[][..], &[][..]),
            (&["letter-bounced:vendor"], &["bankrupt:vendor"], &["letter-bounced:vendor", "bankrupt:vendor"]),
            (&["bankrupt:vendor", "name-unlike:customer"], &[], &[]),
            (&["bankrupt:vendor"], &["bankrupt:vendor"], &["bankrupt:vendor"]),
            // Nobody answered: what was known stays, and is called old once.
            (&["winding-up:vendor"], &["not-checked:vendor"], &["winding-up:vendor", "not-renewed:vendor"]),
            (&["not-renewed:vendor"], &["not-checked:vendor"], &["not-renewed:vendor"]),
            (&["not-checked:vendor"], &["not-checked:vendor"], &["not-checked:vendor"]),
            (&["not-checked:vendor"], &["not-renewed:vendor"], &["not-renewed:vendor"]),
            (&["not-renewed:vendor", "name-unlike:vendor"], &["name-unlike:vendor"], &["name-unlike:vendor"]),
        ] {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let findings = Findings { faults: Vec::new(), warnings: owned(found) };
            assert_eq!(
                renewed(&owned(before), &findings, &["vendor", "customer"]),
                owned(expected),
                "{before:?} and {found:?}"
            );
        }
    }
}
