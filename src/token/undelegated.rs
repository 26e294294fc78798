//! Why no delegation was found, as far as the world tells: what the refusal's row says was seen.

use crate::db::{Error, Tx};
use crate::delegation::{self, Because, Delegation, Gone, History, Near};
use crate::ledger::Fact;
use crate::numbers::OrgNumber;

/// The most schemes that a refusal names: more of them help nobody to choose.
const NAMED: usize = 5;

/// What was seen, and what was required: the schemes to ask for.
pub(super) async fn facts(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scope: &str,
) -> Result<(Fact, Fact), Error> {
    let history = delegation::history(tx, consumer, supplier, scope).await?;
    let mut to_give = history.to_give();
    if to_give.is_empty() {
        to_give = history.would_serve.iter().collect();
    }
    let required = either(to_give.into_iter().take(NAMED).map(title).collect());
    Ok((seen(&history, consumer, supplier), required))
}

/// One of several will do.
fn either(mut titles: Vec<Fact>) -> Fact {
    match titles.pop() {
        Some(last) if !titles.is_empty() => {
            Fact::said("fact-either", [("some", Fact::Several(titles)), ("last", last)])
        }
        last => Fact::Several(last.into_iter().collect()),
    }
}

/// What happened, the latest of it first where the reader asks why it works no more: an end of one of the two says all; else what
/// ended what was given, what keeps it from being given again, and what was given in its place.
fn seen(history: &History, consumer: OrgNumber, supplier: OrgNumber) -> Fact {
    if let Some(gone) = history.consumer_gone {
        return is_gone(consumer, gone, ["fact-consumer-deleted", "fact-consumer-merged"]);
    }
    if let Some(gone) = history.supplier_gone {
        return is_gone(supplier, gone, ["fact-supplier-deleted", "fact-supplier-merged"]);
    }
    if history.would_serve.is_empty() {
        return Fact::said("fact-no-scheme", []);
    }
    let mut told = Vec::new();
    if let Some((ended, at)) = history.withdrawn.as_ref().and_then(|ended| Some((ended, ended.withdrawn_at?)))
    {
        told.push(Fact::said(taken_back(ended), [("when", Fact::At { at })]));
    }
    if let Some(at) = history.consumer_bankrupt
        && !told.iter().any(|fact| fact.key() == Some(BY_BANKRUPTCY))
    {
        told.push(Fact::said("fact-consumer-is-bankrupt", [("when", Fact::At { at })]));
    }
    if history.to_give().is_empty() {
        told.push(match history.closed_at {
            Some(at) => Fact::said("fact-scheme-closed-at", [("when", Fact::At { at })]),
            None => Fact::said("fact-scheme-closed", []),
        });
    }
    if let Some(near) = history.given_near {
        let (key, unit) = match near {
            Near::BySubunit(unit) => ("fact-given-by-subunit", unit),
            Near::ByMainUnit(unit) => ("fact-given-by-main-unit", unit),
            Near::ToSubunit(unit) => ("fact-given-to-subunit", unit),
            Near::ToMainUnit(unit) => ("fact-given-to-main-unit", unit),
        };
        told.push(Fact::said(key, [("unit", Fact::plain(unit.to_string()))]));
    } else if let Some((_, scheme)) = history.given_instead.first() {
        told.push(Fact::said("fact-given-instead", [("title", title(scheme))]));
    }
    let besides = |first, then| Fact::said("fact-besides", [("first", first), ("then", then)]);
    told.into_iter().reduce(besides).unwrap_or_else(|| Fact::said("fact-never-given", []))
}

/// That the consumer's bankruptcy ended what it had given.
const BY_BANKRUPTCY: &str = "fact-consumer-bankrupt";

/// An organisation that is no more; the second key when another took it over.
fn is_gone(number: OrgNumber, gone: Gone, [deleted, merged]: [&str; 2]) -> Fact {
    let number = ("number", Fact::plain(number.to_string()));
    let when = ("when", Fact::At { at: gone.at });
    match gone.into {
        Some(into) => Fact::said(merged, [number, when, ("into", Fact::plain(into.to_string()))]),
        None => Fact::said(deleted, [number, when]),
    }
}

fn taken_back(ended: &Delegation) -> &'static str {
    match ended.ended_because {
        Some(Because::Supplier) => "fact-given-back",
        Some(Because::ConsumerBankrupt) => BY_BANKRUPTCY,
        _ => "fact-taken-back",
    }
}

/// A scheme as each reader's portal names it.
fn title(scheme: &delegation::Scheme) -> Fact {
    let delegation::Texts { nb, nn, en } = scheme.title.clone();
    Fact::Titled { id: Some(scheme.id.clone()), nb, nn, en }
}
