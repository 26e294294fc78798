//! What rules would have done with the orders that were decided by handlers. Nothing is changed by looking.

use super::{ACTOR, Hindrance, Rules};
use crate::db::{Error, Tx};
use crate::orders::{Order, OrderKind, OrderState, legal_basis, store};

/// How many of the newest decided orders a trial looks at: each costs a few queries.
pub const TRIED: i64 = 500;

/// What came of a trial.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// How many orders of a kind that has a rule were looked at.
    pub looked_at: usize,
    /// How many of them a rule would have approved.
    pub approved: usize,
    /// How many each rule would have approved, as the first that takes them; in the rules' order.
    pub by_rule: Vec<(String, usize)>,
    /// What kept the rules from the others, with how many orders each: an order counts for everything that did. Most first.
    pub held_back: Vec<(Hindrance, usize)>,
    /// Those that a rule would have approved and the handler decided otherwise, newest first.
    pub otherwise: Vec<Tried>,
}

/// An order that a rule would have decided otherwise than its handler.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The order.
    pub order: Order,
    /// The rule that would have approved it.
    pub rule: String,
    /// The scope that the rule would have given, where that is what differs.
    pub scope: Option<String>,
}

/// Tries `rules`, switched on or not, on the newest orders that a handler decided, each as it stood when it came.
pub async fn try_on_past(tx: &mut Tx, rules: &Rules) -> Result<Trial, Error> {
    let mut trial = Trial {
        by_rule: rules.all().iter().map(|rule| (rule.name.clone(), 0)).collect(),
        ..Trial::default()
    };
    for order in store::list_decided(tx, TRIED).await? {
        let by_rule = order.decided_by.as_deref().is_some_and(|actor| actor.split(':').next() == Some(ACTOR));
        if by_rule || !rules.all().iter().any(|rule| rule.kind == order.kind) {
            continue;
        }
        trial.looked_at += 1;
        let rule = match rules.judge(tx, &order, order.received_at).await? {
            Ok(rule) => rule,
            Err(hindrances) => {
                for hindrance in hindrances {
                    match trial.held_back.iter_mut().find(|(other, _)| *other == hindrance) {
                        Some((_, count)) => *count += 1,
                        None => trial.held_back.push((hindrance, 1)),
                    }
                }
                continue;
            }
        };
        trial.approved += 1;
        if let Some((_, count)) = trial.by_rule.iter_mut().find(|(name, _)| *name == rule.name) {
            *count += 1;
        }
        let would_give = rule.scope.as_deref().unwrap_or(legal_basis::DEFAULT_SCOPE);
        let other_scope = order.kind == OrderKind::FictionalCustomer
            && order.scope.as_deref().is_some_and(|scope| scope != would_give);
        if order.state == OrderState::Rejected || other_scope {
            trial.otherwise.push(Tried {
                rule: rule.name.clone(),
                scope: other_scope.then(|| would_give.to_owned()),
                order,
            });
        }
    }
    trial.held_back.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(trial)
}
