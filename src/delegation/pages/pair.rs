//! What the two lists tell alike about a consumer and a supplier: what was given and taken back, what has become of the two, and
//! what stops when something is taken back. The path to a token is drawn beside it.
//!
//! Each side is told what is its own: a supplier is not shown who at the consumer gave, nor a consumer the names of the
//! supplier's clients.

use crate::access::Visit;
use crate::clients::{self, LONGEST_TOKEN_LIFETIME};
use crate::db::Tx;
use crate::delegation::{self, Because, Delegation, Error, Scheme, clients_with};
use crate::ledger::{self, Issued};
use crate::numbers::{OrgNumber, PartyUuid};
use crate::parties;

/// A consumer and a supplier, seen by one of them.
pub(super) struct Pair {
    pub(super) consumer: OrgNumber,
    pub(super) supplier: OrgNumber,
    pub(super) seen_by: Side,
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A person of the consumer's.
    Consumer,
    /// A person of the supplier's.
    Supplier,
    /// A contact of the supplier's, who may make clients.
    SuppliersContact,
}

/// One line of the history.
pub(super) struct Told {
    pub(super) title: String,
    pub(super) given: String,
    /// Empty as long as it holds.
    pub(super) ended: String,
    pub(super) tokens: String,
}

impl Pair {
    /// Whether the scheme is given between the two now; nothing when it never was.
    pub(super) async fn was_given(&self, tx: &mut Tx, scheme_id: &str) -> Result<Option<bool>, Error> {
        let all = delegation::delegations_between(tx, self.consumer, self.supplier).await?;
        let of_scheme = all.iter().filter(|held| held.scheme_id == scheme_id);
        Ok(of_scheme.map(Delegation::is_active).reduce(|one, other| one || other))
    }

    /// The schemes that hold between the two now.
    pub(super) async fn active_schemes(&self, tx: &mut Tx) -> Result<Vec<Scheme>, Error> {
        let mut schemes = Vec::new();
        for held in delegation::delegations_between(tx, self.consumer, self.supplier).await? {
            if held.is_active() {
                schemes.extend(delegation::scheme(tx, &held.scheme_id).await?);
            }
        }
        Ok(schemes)
    }

    /// Everything that was ever given between the two, the latest first.
    pub(super) async fn history(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        all: &[Delegation],
    ) -> Result<Vec<Told>, Error> {
        let mut lines = Vec::new();
        for delegation in all.iter().rev() {
            let title = match delegation::scheme(tx, &delegation.scheme_id).await? {
                Some(scheme) => scheme.title.text(visit.lang).to_owned(),
                None => delegation.scheme_id.clone(),
            };
            let by = (delegation.given_by.as_str(), Some(Because::Consumer));
            let given = self.deed(tx, visit, delegation.given_at, by).await?;
            let ended = match (delegation.withdrawn_at, &delegation.withdrawn_by) {
                (Some(at), Some(actor)) => self.end(tx, visit, at, (actor, delegation.ended_because)).await?,
                _ => String::new(),
            };
            let issued = ledger::issued_under(tx, &delegation.id, visit.now, LONGEST_TOKEN_LIFETIME).await?;
            lines.push(Told { title, given, ended, tokens: tokens(visit, &issued, 1) });
        }
        Ok(lines)
    }

    /// “24.11.2026 kl. 10.15 av Modig Murstein”
    async fn deed(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        at: i64,
        by: (&str, Option<Because>),
    ) -> Result<String, Error> {
        let who = self.who(tx, visit, by).await?;
        Ok(visit.lang.text_with("portal-deed", &[("at", &visit.lang.instant(at)), ("who", &who)]))
    }

    /// How it ended: who took it back, or what became of one of the two.
    async fn end(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        at: i64,
        by: (&str, Option<Because>),
    ) -> Result<String, Error> {
        let (key, ended) = match by.1 {
            Some(Because::ConsumerDeleted) => ("portal-because-consumer-deleted", self.consumer),
            Some(Because::ConsumerMerged) => ("portal-because-consumer-merged", self.consumer),
            Some(Because::ConsumerBankrupt) => ("portal-because-consumer-bankrupt", self.consumer),
            Some(Because::SupplierDeleted) => ("portal-because-supplier-deleted", self.supplier),
            Some(Because::SupplierMerged) => ("portal-because-supplier-merged", self.supplier),
            Some(Because::Consumer | Because::Supplier) | None => return self.deed(tx, visit, at, by).await,
        };
        let into = parties::find_organisation(tx, ended).await?.and_then(|ended| ended.merged_into);
        let into = match into {
            Some(into) => super::named(tx, into).await?.name,
            None => String::new(),
        };
        let (consumer, supplier) =
            (super::named(tx, self.consumer).await?.name, super::named(tx, self.supplier).await?.name);
        let at = visit.lang.instant(at);
        let values = [("at", at.as_str()), ("consumer", &consumer), ("supplier", &supplier), ("into", &into)];
        Ok(visit.lang.text_with(key, &values))
    }

    /// What has become of the two, and which scopes of `schemes` their owners have closed.
    pub(super) async fn notes(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        schemes: &[Scheme],
    ) -> Result<Vec<String>, Error> {
        let mut notes = Vec::new();
        for number in [self.consumer, self.supplier] {
            notes.extend(what_became(visit, tx, number).await?);
        }
        notes.extend(Self::closed(tx, visit, schemes).await?);
        Ok(notes)
    }

    /// Which scopes of `schemes` their owners have closed.
    pub(super) async fn closed(tx: &mut Tx, visit: &Visit, schemes: &[Scheme]) -> Result<Vec<String>, Error> {
        let mut notes = Vec::new();
        for scope in scopes_of(schemes) {
            if clients::find_scope(tx, scope).await?.is_some_and(|scope| !scope.active) {
                notes.push(visit.lang.text_with("portal-closed-scope", &[("scope", scope)]));
            }
        }
        Ok(notes)
    }

    /// `because` says for which side the deed was, where that is known: a person may have lost its role since.
    async fn who(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        (actor, because): (&str, Option<Because>),
    ) -> Result<String, Error> {
        let (own, other) = match self.seen_by {
            Side::Consumer => (self.consumer, self.supplier),
            Side::Supplier | Side::SuppliersContact => (self.supplier, self.consumer),
        };
        let for_own = match self.seen_by {
            Side::Consumer => because == Some(Because::Consumer),
            Side::Supplier | Side::SuppliersContact => because == Some(Because::Supplier),
        };
        let key = match actor.split_once(':') {
            Some(("person", uuid)) => {
                let is_own = for_own || self.has_role(tx, uuid, own).await?;
                if is_own
                    && let Some(uuid) = PartyUuid::parse(uuid)
                    && let Some(person) = parties::find_person(tx, &uuid).await?
                {
                    return Ok(person.name);
                }
                return Ok(super::named(tx, if is_own { own } else { other }).await?.name);
            }
            Some(("contact", _)) => return Ok(super::named(tx, self.supplier).await?.name),
            Some(("machine" | "api_key", _)) => "portal-by-program",
            Some(("handler", _)) => "portal-by-handler",
            _ if actor == "operator" => "portal-by-operator",
            _ => "portal-by-environment",
        };
        Ok(visit.t(key))
    }

    async fn has_role(&self, tx: &mut Tx, person: &str, own: OrgNumber) -> Result<bool, Error> {
        let Some(person) = PartyUuid::parse(person) else { return Ok(false) };
        let Some(organisation) = parties::find_organisation(tx, own).await? else { return Ok(false) };
        Ok(!parties::roles_over(tx, &person, &organisation).await?.is_empty())
    }

    /// What stops, and what does not, when `schemes` are taken back: of each scope once, and of one that does not work now that
    /// it does not.
    pub(super) async fn consequences(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        schemes: &[Scheme],
    ) -> Result<Vec<String>, Error> {
        let (supplier, consumer) =
            (super::named(tx, self.supplier).await?, super::named(tx, self.consumer).await?);
        let all = delegation::delegations_between(tx, self.consumer, self.supplier).await?;
        let active: Vec<&Delegation> = all.iter().filter(|held| held.is_active()).collect();
        let goes = |held: &Delegation| schemes.iter().any(|scheme| scheme.id == held.scheme_id);
        let mut staying = Vec::new();
        for held in active.iter().filter(|held| !goes(held)) {
            staying.extend(delegation::scheme(tx, &held.scheme_id).await?);
        }
        let mut told = Vec::new();
        let mut stops = false;
        for scope in scopes_of(schemes) {
            let names = [("scope", scope.as_str()), ("name", &supplier.name), ("consumer", &consumer.name)];
            let standing = delegation::standing(tx, self.consumer, scope).await?;
            if !standing.usable() {
                let key = if standing.closed { "portal-stop-closed" } else { "portal-stop-not-granted" };
                told.push(visit.lang.text_with(key, &names));
                continue;
            }
            if let Some(other) = staying.iter().find(|other| other.scopes.contains(scope)) {
                let title = other.title.text(visit.lang);
                told.push(visit.lang.text_with("portal-stop-not", &[("scope", scope), ("title", title)]));
                continue;
            }
            stops = true;
            let clients = clients_with(tx, self.supplier, scope).await?.len();
            let count = i64::try_from(clients).unwrap_or(i64::MAX);
            told.push(visit.lang.text_count("portal-stop-clients", count, &names));
        }
        if stops {
            let values = [("name", supplier.name.as_str()), ("consumer", &consumer.name)];
            told.insert(0, visit.lang.text_with("portal-withdraw-consequence", &values));
        }
        let mut live = Issued::default();
        let going: Vec<&Delegation> = active.into_iter().filter(|held| goes(held)).collect();
        for held in &going {
            let issued = ledger::issued_under(tx, &held.id, visit.now, LONGEST_TOKEN_LIFETIME).await?;
            live.tokens += issued.tokens;
            live.latest = live.latest.max(issued.latest);
            live.live += issued.live;
            live.live_until = live.live_until.max(issued.live_until);
        }
        told.push(match live.live_until {
            Some(until) => {
                let until = visit.lang.instant(until + visit.now.offset());
                let count = i64::try_from(live.live).unwrap_or(i64::MAX);
                visit.lang.text_count("portal-stop-live", count, &[("until", &until)])
            }
            None => tokens(visit, &live, going.len()),
        });
        Ok(told)
    }
}

/// What has become of an organisation that is deleted, merged or bankrupt.
pub(super) async fn what_became(
    visit: &Visit,
    tx: &mut Tx,
    number: OrgNumber,
) -> Result<Option<String>, Error> {
    let Some(organisation) = parties::find_organisation(tx, number).await? else { return Ok(None) };
    let (key, at) = match (organisation.deleted_at, organisation.bankrupt_at) {
        (Some(at), _) if organisation.merged_into.is_some() => ("portal-gone-merged", at),
        (Some(at), _) => ("portal-gone", at),
        (None, Some(at)) => ("portal-bankrupt", at),
        (None, None) => return Ok(None),
    };
    let into = match organisation.merged_into {
        Some(into) => super::named(tx, into).await?.name,
        None => String::new(),
    };
    let at = visit.lang.instant(at);
    let values = [("name", organisation.name.as_str()), ("at", &at), ("into", &into)];
    Ok(Some(visit.lang.text_with(key, &values)))
}

/// The scopes of schemes, each once, however many hold it.
fn scopes_of(schemes: &[Scheme]) -> Vec<&String> {
    let mut scopes: Vec<&String> = schemes.iter().flat_map(|scheme| &scheme.scopes).collect();
    scopes.sort();
    scopes.dedup();
    scopes
}

/// What was fetched with so many delegations together.
fn tokens(visit: &Visit, issued: &Issued, delegations: usize) -> String {
    let latest = issued.latest.map(|at| visit.lang.instant(at)).unwrap_or_default();
    let key = if delegations > 1 { "portal-tokens-of-several" } else { "portal-tokens" };
    visit.lang.text_count(key, issued.tokens, &[("latest", &latest)])
}

/// The titles of schemes, in the reader's language.
pub(super) fn titles(visit: &Visit, schemes: &[Scheme]) -> Vec<String> {
    schemes.iter().map(|scheme| scheme.title.text(visit.lang).to_owned()).collect()
}
