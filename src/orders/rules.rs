//! Rules by which an order is approved without a human, and their trial on past orders.
//!
//! Off unless the settings name a file of rules, and each rule in it off until it says `active = true`: until then it is only
//! tried. A rule only ever says yes: what no rule takes waits for a handler, and so
//! does an order that a handler has taken or asked about. A direct order is never ruled: its scope is access on a legal
//! basis, and whether a law gives it is for a person to judge, whatever the checks say.
//! Where a rule may decide, a form that anybody could have filled in counts when its contact has confirmed it.
//! A rule decides through [`decide::approve`], whose one conditional update lets either a rule or a handler through.

mod file;
mod trial;

use serde_json::json;

use super::check;
use super::checks::{self, About, Check, Verdict};
use super::legal_basis::DEFAULT_SCOPE;
use super::{Order, OrderError, OrderKind, OrderState, decide, store};
use crate::app::App;
use crate::clock::{Millis, Now};
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due, Outcome};
use crate::language::Language;

pub use file::{RuleFault, RulesError};
pub use trial::{TRIED, Trial, Tried, try_on_past};

/// How a rule's decisions are named in history and audit: this and the rule's name.
pub const ACTOR: &str = "rule";

/// What a rule asks of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksWanted {
    /// Every one is in order.
    AllGreen,
    /// None is doubtful or wrong, and open are only those without anything to compare with yet.
    NothingAgainst,
}

impl ChecksWanted {
    /// The word in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AllGreen => "all_green",
            Self::NothingAgainst => "nothing_against",
        }
    }

    fn holds(self, check: &Check) -> bool {
        match (self, check.verdict) {
            (_, Verdict::Green) => true,
            (Self::NothingAgainst, Verdict::Open) => check.about.may_stay_open(),
            _ => false,
        }
    }
}

/// What keeps a rule from taking an order of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// A check is not as the rule asks.
    Check(About),
    /// Fewer of the applicant's orders were carried out before than the rule asks.
    TooFewDone,
}

impl Hindrance {
    /// The word in JSON; behind `check-label-` or, for too few orders, `rules-` the catalogue's key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Check(about) => about.key(),
            Self::TooFewDone => "too-few-done",
        }
    }

    /// What it is called.
    pub fn text(self, language: Language) -> String {
        match self {
            Self::Check(about) => language.text(&format!("check-label-{}", about.key())),
            Self::TooFewDone => language.text("rules-too-few-done"),
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which history and audit carry.
    pub name: String,
    /// The kind of order it takes: never [`OrderKind::Direct`].
    pub kind: OrderKind,
    /// What it asks of the checks.
    pub checks: ChecksWanted,
    /// How many of the vendor's orders must have been carried out before.
    pub done_orders_at_least: i64,
    /// The scope that a fictional customer is given; `None` is the default.
    pub scope: Option<String>,
    /// Whether it decides; otherwise it is only tried on past orders.
    pub active: bool,
}

impl Rule {
    /// What keeps it from taking an order of its kind; nothing when it takes it.
    fn hindrances(&self, checks: &[Check], done: i64) -> Vec<Hindrance> {
        let mut found: Vec<Hindrance> = Vec::new();
        for check in checks.iter().filter(|check| !self.checks.holds(check)) {
            if !found.contains(&Hindrance::Check(check.about)) {
                found.push(Hindrance::Check(check.about));
            }
        }
        found.extend((done < self.done_orders_at_least).then_some(Hindrance::TooFewDone));
        found
    }
}

/// The rules in the order of their file; the first that takes an order decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    /// The rules that the settings name; none when they name no file.
    pub fn open(app: &App) -> Result<Self, RulesError> {
        app.config.rules_file.as_deref().map_or_else(|| Ok(Self::default()), Self::read_file)
    }

    /// All.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether an order of this kind may be approved by a rule, so that perhaps nobody looks at it.
    pub fn may_decide(&self, kind: OrderKind) -> bool {
        self.rules.iter().any(|rule| rule.active && rule.kind == kind)
    }

    /// Those that are switched on.
    fn active(&self) -> Self {
        Self { rules: self.rules.iter().filter(|rule| rule.active).cloned().collect() }
    }

    /// The rule that takes `order` as it stood at `at`, or what keeps the rule from it that comes nearest.
    pub async fn judge(
        &self,
        tx: &mut Tx,
        order: &Order,
        at: Millis,
    ) -> Result<Result<&Rule, Vec<Hindrance>>, Error> {
        let Some(applicant) = order.applicant().map(|party| party.number) else { return Ok(Err(Vec::new())) };
        if order.kind == OrderKind::Direct || !self.rules.iter().any(|rule| rule.kind == order.kind) {
            return Ok(Err(Vec::new()));
        }
        let checks = checks::of_order(tx, order, at).await?;
        let done = checks::find_earlier(tx, order, applicant, at).await?.done;
        let mut nearest: Option<Vec<Hindrance>> = None;
        for rule in self.rules.iter().filter(|rule| rule.kind == order.kind) {
            let found = rule.hindrances(&checks, done);
            if found.is_empty() {
                return Ok(Ok(rule));
            }
            if nearest.as_ref().is_none_or(|nearest| found.len() < nearest.len()) {
                nearest = Some(found);
            }
        }
        Ok(Err(nearest.unwrap_or_default()))
    }
}

/// Writes the job that puts an order before the rules, in the transaction that placed or completed it. Without rules there
/// is nothing to write.
pub(super) async fn enqueue(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), Error> {
    if app.config.rules_file.is_none()
        || order.state != OrderState::Received
        || order.kind == OrderKind::Direct
    {
        return Ok(());
    }
    let payload = json!({ "order_id": order.id });
    jobs::enqueue(tx, &app.random, now, "orders.rule", &payload, Due::Now, None).await
}

/// The function of jobs of kind `orders.rule`.
pub async fn run(app: &App, rules: &Rules, order_id: &str, now: Now) -> Outcome {
    // What decides without a human decides by what is true now.
    if rules.all().iter().any(|rule| rule.active)
        && let Err(error) = check::renew_by_id(app, order_id, now).await
    {
        return Outcome::Retry(error.to_string());
    }
    match apply(app, rules, order_id, now).await {
        // Somebody was faster, which is as good; and a repetition is a handler's to decline.
        Ok(_) | Err(OrderError::NotPossibleNow(_) | OrderError::VendorHasCase(_)) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Approves the order if an active rule takes it and no handler has it; gives the approved order.
pub async fn apply(app: &App, rules: &Rules, order_id: &str, now: Now) -> Result<Option<Order>, OrderError> {
    let rules = rules.active();
    let mut tx = app.db.begin_write().await?;
    // Its row is the lock: whoever takes the case at this moment waits, and then finds it decided. When no rule takes it,
    // the transaction is dropped, and nothing was changed.
    let free = tx
        .execute(
            "UPDATE orders SET version = version + 1
             WHERE id = $1 AND state = 'received' AND assigned_to IS NULL AND asked_at IS NULL",
            params![order_id],
        )
        .await?;
    if free == 0 {
        return Ok(None);
    }
    let Some(order) = store::find(&mut tx, order_id).await? else { return Ok(None) };
    let Ok(rule) = rules.judge(&mut tx, &order, now.wall).await? else { return Ok(None) };
    let actor = format!("{ACTOR}:{}", rule.name);
    // No handler chooses here: a rule that says nothing of a scope gives the usual one.
    let scope = rule.scope.as_deref().unwrap_or(DEFAULT_SCOPE);
    let order = decide::approve(&mut tx, app, now, &order.case_number, Some(scope), &actor).await?;
    tx.commit().await?;
    app.queue.wake();
    Ok(Some(order))
}
