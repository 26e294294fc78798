//! Common reasons of a rejection, ready to be sent: each is a text of the catalogue in three languages, so that the sender
//! reads it in the order's own.

use super::{Order, OrderError, OrderKind, words};
use crate::language::Language;

/// A common reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Its key: the texts are `reason-KEY` (what the handler chooses by) and `reason-KEY-text` (what the sender reads).
    pub key: &'static str,
    kinds: &'static [OrderKind],
}

/// All, in the order the desk shows them.
pub const ALL: [Reason; 7] = [
    Reason { key: "no-legal-basis", kinds: &[OrderKind::Direct] },
    Reason { key: "legal-basis-unclear", kinds: &[OrderKind::Direct] },
    Reason { key: "wrong-number", kinds: &OrderKind::ALL },
    Reason { key: "not-your-organisation", kinds: &OrderKind::ALL },
    Reason { key: "has-access", kinds: &[OrderKind::Direct, OrderKind::ExistingCustomer] },
    Reason { key: "wrong-kind", kinds: &OrderKind::ALL },
    Reason { key: "no-answer", kinds: &OrderKind::ALL },
];

impl Reason {
    /// What the sender reads.
    pub fn text(self, language: Language) -> String {
        language.text(&format!("reason-{}-text", self.key))
    }
}

/// The reasons that an order of this kind may be rejected for.
pub fn of_kind(kind: OrderKind) -> impl Iterator<Item = Reason> {
    ALL.into_iter().filter(move |reason| reason.kinds.contains(&kind))
}

/// Longest reason that is sent, in characters: a ready one, and a field of the handler's own words below it.
pub const LIMIT: usize = words::LIMIT + 1_000;

/// The reason that is sent: the chosen one in the order's language, and below it the handler's own words.
pub fn compose(order: &Order, key: &str, own_words: &str) -> Result<String, OrderError> {
    let own_words = words::typed(own_words)?;
    let chosen =
        of_kind(order.kind).find(|reason| reason.key == key).map(|reason| reason.text(order.language));
    let parts: Vec<String> = chosen.into_iter().chain([own_words]).collect();
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"))
}
