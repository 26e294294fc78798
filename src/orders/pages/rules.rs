//! The rules for approving without a human, and what they would have done with past orders. Looking changes nothing.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::CaseLine;
use super::queue::{Tab, tabs};
use crate::access::Visit;
use crate::orders::rules::{Rules, TRIED, try_on_past};
use crate::orders::{OrderError, OrderKind, legal_basis};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "orders/desk_rules.html")]
struct RulesPage {
    frame: Frame,
    tabs: Vec<Tab>,
    rules: Vec<RuleLine>,
    sum: String,
    /// What kept the rules from the others; empty when nothing did.
    held_back: String,
    tried: String,
    otherwise: Vec<OtherLine>,
}

struct RuleLine {
    name: String,
    kind: String,
    checks: String,
    done: i64,
    scope: String,
    active: bool,
    would_approve: usize,
}

struct OtherLine {
    case: CaseLine,
    rule: String,
    difference: String,
}

/// `GET /saksbord/regler`
pub async fn show(visit: Visit, State(rules): State<Arc<Rules>>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    match page(&visit, &rules).await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

async fn page(visit: &Visit, rules: &Rules) -> Result<RulesPage, OrderError> {
    let language = visit.lang;
    let mut tx = visit.app.db.read().await?;
    let tabs = tabs(&mut tx, visit, "/saksbord/regler").await?;
    let trial = try_on_past(&mut tx, rules).await?;
    let (approved, looked_at) = (trial.approved.to_string(), trial.looked_at.to_string());
    Ok(RulesPage {
        frame: visit.frame(),
        tabs,
        rules: rules
            .all()
            .iter()
            .zip(&trial.by_rule)
            .map(|(rule, (_, would_approve))| RuleLine {
                name: rule.name.clone(),
                kind: language.text(&format!("start-{}-title", rule.kind.slug())),
                checks: language.text(&format!("rules-checks-{}", rule.checks.key().replace('_', "-"))),
                done: rule.done_orders_at_least,
                // An existing customer keeps the scope that it has.
                scope: match (&rule.scope, rule.kind) {
                    (Some(scope), _) => scope.clone(),
                    (None, OrderKind::FictionalCustomer) => legal_basis::DEFAULT_SCOPE.to_owned(),
                    (None, _) => String::new(),
                },
                active: rule.active,
                would_approve: *would_approve,
            })
            .collect(),
        sum: language.text_with("rules-sum", &[("approved", &approved), ("all", &looked_at)]),
        held_back: trial
            .held_back
            .iter()
            .map(|(hindrance, count)| format!("{} ({count})", hindrance.text(language)))
            .collect::<Vec<_>>()
            .join(", "),
        tried: language.text_with("rules-trial-text", &[("limit", &TRIED.to_string())]),
        otherwise: trial
            .otherwise
            .into_iter()
            .map(|tried| OtherLine {
                case: CaseLine::of(&tried.order, language),
                difference: match &tried.scope {
                    Some(scope) => language.text_with("rules-other-scope", &[("scope", scope)]),
                    None => language.text("rules-rejected"),
                },
                rule: tried.rule,
            })
            .collect(),
    })
}
