//! The desk's pages: ordering, following a case, and the handler's desk.

pub mod afterwards;
pub mod case;
mod charts;
pub mod desk;
pub mod deeds;
pub mod desk_mail;
mod fields;
pub mod figures;
pub mod form;
pub mod go_on;
pub mod invite;
mod history;
pub mod letters;
mod masked;
mod messages;
mod order_facts;
pub mod queue;
mod road;
pub mod rules;
pub mod start;
pub mod task;

use serde_json::Value;

use super::{Order, OrderKind, OrderState};
use crate::config::StepMode;
use crate::language::Language;

/// An order as a line of a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// Case number.
    pub number: String,
    /// What is ordered.
    pub kind: String,
    /// Who ordered.
    pub who: String,
    /// Where it stands.
    pub state: String,
    /// The tag's colour for that.
    pub colour: &'static str,
    /// When it came.
    pub received: String,
}

impl CaseLine {
    fn of(order: &Order, language: Language) -> Self {
        Self {
            number: order.case_number.clone(),
            kind: language.text(&format!("start-{}-title", order.kind.slug())),
            who: order.applicant_name().map_or_else(|| language.text("case-who-not-known"), str::to_owned),
            state: language.text(&format!("order-state-{}", order.shown_state().key().replace('_', "-"))),
            colour: match order.state {
                OrderState::Done if order.access_ended.is_some() => "warning",
                state => colour(state),
            },
            received: language.instant(order.received_at),
        }
    }
}

/// The colour of a state's tag; the word beside it says the same.
const fn colour(state: OrderState) -> &'static str {
    match state {
        OrderState::Done => "success",
        OrderState::Rejected => "danger",
        OrderState::Received | OrderState::Unconfirmed => "info",
        OrderState::AwaitingSender
        | OrderState::WaitingForCustomer
        | OrderState::Provisioning
        | OrderState::Ending => "warning",
        OrderState::Closed | OrderState::Withdrawn | OrderState::Ended => "neutral",
    }
}

/// A draft's values that an order was made of, label and value, for reading.
fn facts(order: &Order, language: Language) -> Vec<(String, String)> {
    let mut facts =
        vec![(language.text("case-kind"), language.text(&format!("start-{}-title", order.kind.slug())))];
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            facts.push((language.text(key), value));
        }
    };
    for (who, party) in [("vendor", &order.vendor), ("customer", &order.customer)] {
        let heading = if who == "customer" && order.kind == OrderKind::Direct { "applicant" } else { who };
        let Some(party) = party else {
            add(
                &format!("order-section-{heading}"),
                order.given_names.of(who).unwrap_or_default().to_owned(),
            );
            continue;
        };
        add(&format!("order-section-{heading}"), format!("{} ({})", party.name, party.number));
        add(
            "order-section-contact",
            format!("{}, {}, {}", party.contact.name, party.contact.email, party.contact.phone),
        );
    }
    if let Some(contact) = &order.production_contact {
        add(
            "order-section-production-contact",
            format!("{}, {}, {}", contact.name, contact.email, contact.phone),
        );
    }
    if let Some(basis) = &order.legal_basis {
        add("order-field-legal_basis", language.text(&format!("legal-basis-{basis}")));
    }
    add("order-field-legal_basis_text", order.legal_basis_text.clone().unwrap_or_default());
    add("order-field-message", order.message.clone().unwrap_or_default());
    add("case-linked", order.linked_case.clone().unwrap_or_default());
    add("case-channel", language.text(&format!("order-channel-{}", order.channel)));
    facts
}

/// An order's steps as a list shows them: state, name and what the receipt says.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// `done`, `now`, `failed` or `later`.
    pub state: &'static str,
    /// What it does.
    pub name: String,
    /// When it was done, or what stopped it.
    pub text: String,
}

/// Whether a step that takes back took nothing, because something else needs it.
fn left_all(receipt: &Value) -> bool {
    let any = |name: &str| receipt.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let grant = receipt.get("kept").and_then(Value::as_str) == Some("needed");
    grant || any("kept") && !any("persons") && !any("organisations")
}

fn step_lines(
    order: &Order,
    steps: &[super::store::StepRow],
    language: Language,
    for_desk: bool,
) -> Vec<StepLine> {
    let mut seen_open = false;
    let came_to_nothing = order.state.is_final() && order.state != OrderState::Done;
    let line = |step: super::Step, state: &'static str, text: String| StepLine {
        state,
        // What is not done yet is told in the future: "granted" would be read as done.
        name: match (state, step.key().replace('_', "-")) {
            ("done", key) => language.text(&format!("step-{key}")),
            (_, key) => language.text(&format!("step-will-{key}")),
        },
        text,
    };
    if steps.is_empty() {
        // An order that came to nothing never had any; one that is not decided yet will.
        let undecided = if came_to_nothing { &[][..] } else { order.kind.steps() };
        return undecided.iter().map(|step| line(*step, "later", String::new())).collect();
    }
    steps
        .iter()
        .map(|row| match row.state.as_str() {
            "done" => {
                let when = row.done_at.map(|at| language.instant(at)).unwrap_or_default();
                let receipt = row.receipt.as_ref().filter(|_| for_desk);
                let receipt = receipt.map(|receipt| history::receipt_in_words(receipt, language));
                let done = match receipt.filter(|receipt| !receipt.is_empty()) {
                    Some(receipt) => line(row.step, "done", format!("{when}: {receipt}")),
                    None => line(row.step, "done", when),
                };
                match row.receipt.as_ref().filter(|receipt| left_all(receipt)) {
                    Some(_) => StepLine {
                        name: language.text(&format!("step-kept-{}", row.step.key().replace('_', "-"))),
                        ..done
                    },
                    None => done,
                }
            }
            "failed" => {
                seen_open = true;
                let why = if for_desk {
                    row.hindrance.as_ref().map(|what| what.text(language, true)).unwrap_or_default()
                } else {
                    language.text("step-stopped")
                };
                line(row.step, "failed", why)
            }
            _ if came_to_nothing => line(row.step, "later", language.text("step-never")),
            _ if seen_open => line(row.step, "later", String::new()),
            _ => {
                seen_open = true;
                let text = match (for_desk, &row.hindrance) {
                    (true, Some(hindrance)) => hindrance.text(language, false),
                    _ if row.mode == StepMode::Manual => language.text("step-by-hand"),
                    _ => language.text("step-now"),
                };
                line(row.step, "now", text)
            }
        })
        .collect()
}

/// The sentences of an order's warnings.
fn warnings(order: &Order, language: Language) -> Vec<String> {
    order.warnings.iter().map(|warning| language.text(&super::letters::warning_key(warning))).collect()
}

/// The sentences of those warnings that no check of [`super::checks`] tells.
fn other_warnings(order: &Order, language: Language) -> Vec<String> {
    let checked = |warning: &&String| {
        [
            "not-checked:", "not-renewed:", "unknown:", "deleted:", "name-unlike:", "bankrupt:",
            "winding-up:", "forced-winding-up:",
        ]
        .iter()
        .any(|kind| warning.starts_with(kind))
    };
    order
        .warnings
        .iter()
        .filter(|warning| !checked(warning))
        .map(|warning| language.text(&super::letters::warning_key(warning)))
        .collect()
}
