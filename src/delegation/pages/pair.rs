//! What the two lists tell alike about a consumer and a supplier: the path to a token, what was given and taken back, and
//! what stops when something is taken back.
//!
//! Each side is told what is its own: a supplier is not shown who at the consumer gave, nor a consumer the names of the
//! supplier's clients.

use super::sister::granted;
use crate::access::{Principal, Visit, links};
use crate::clients::{self, LONGEST_TOKEN_LIFETIME};
use crate::db::Tx;
use crate::delegation::{self, Because, Delegation, Error, Road, Scheme, clients_with, road};
use crate::ledger::{self, Issued};
use crate::numbers::{OrgNumber, PartyUuid};
use crate::parties;
use crate::web::PathNode;

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

/// The path to a token with one scope.
pub(super) struct ScopePath {
    pub(super) scope: String,
    pub(super) path: Vec<PathNode>,
}

/// One line of the history.
pub(super) struct Told {
    pub(super) title: String,
    pub(super) given: String,
    /// Empty as long as it holds.
    pub(super) ended: String,
    pub(super) tokens: String,
}

/// What a reader is told of the order behind a grant.
#[derive(Default)]
struct Order {
    text: Option<String>,
    href: Option<String>,
}

/// Whose move it is at a node.
enum Turn {
    Nobodys,
    Readers(Option<String>),
    Others(&'static str),
    Later,
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

    /// A path for every scope that is given, and for the `wanted` ones; for the consumer also for those it was granted and
    /// could give, for the supplier also for those it was given once and may be waiting for.
    pub(super) async fn paths(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        active: &[Scheme],
        wanted: &[String],
    ) -> Result<Vec<ScopePath>, Error> {
        let mut scopes: Vec<String> = active.iter().flat_map(|scheme| scheme.scopes.clone()).collect();
        scopes.extend_from_slice(wanted);
        if self.seen_by == Side::Consumer {
            scopes
                .extend(granted(tx, visit, self.consumer).await?.schemes.into_iter().map(|link| link.scope));
        } else {
            for ended in delegation::delegations_between(tx, self.consumer, self.supplier).await? {
                let scheme = delegation::scheme(tx, &ended.scheme_id).await?;
                scopes.extend(scheme.map(|scheme| scheme.scopes).unwrap_or_default());
            }
        }
        scopes.sort();
        scopes.dedup();
        let mut paths = Vec::new();
        for scope in scopes {
            let road = road(tx, self.consumer, self.supplier, &scope, visit.now).await?;
            let order = self.order(tx, visit, &road).await?;
            paths.push(ScopePath { path: self.draw(visit, &road, &order), scope });
        }
        Ok(paths)
    }

    /// The order that the grant came of, as this reader sees it: its number, and the page where it may read it. The number of
    /// another organisation's case is nothing to the supplier.
    async fn order(&self, tx: &mut Tx, visit: &Visit, road: &Road) -> Result<Order, Error> {
        let Some(case_number) = &road.order else { return Ok(Order::default()) };
        let own = match &visit.principal {
            Principal::Contact(contact) => {
                contact.opens(case_number) && links::is_case_of(tx, case_number, contact.organisation).await?
            }
            _ => false,
        };
        Ok(Order {
            text: (own || self.seen_by == Side::Consumer).then(|| case_number.clone()),
            href: own.then(|| format!("/sak/{case_number}")),
        })
    }

    fn draw(&self, visit: &Visit, road: &Road, order: &Order) -> Vec<PathNode> {
        let contact = self.seen_by == Side::SuppliersContact;
        let client_page =
            road.client.as_ref().map_or_else(|| "/klienter/ny".to_owned(), |id| format!("/klienter/{id}"));
        let suppliers = |href: &str| match self.seen_by {
            Side::Consumer => Turn::Others("path-with-vendor"),
            Side::Supplier => Turn::Readers(None),
            Side::SuppliersContact => Turn::Readers(Some(href.to_owned())),
        };
        let gives = match self.seen_by {
            Side::Consumer => Turn::Readers(Some(format!("{}/{}/gi", super::SUPPLIERS, self.supplier))),
            Side::Supplier | Side::SuppliersContact => Turn::Others("path-with-customer"),
        };
        let grants = Turn::Others(if road.closed {
            "path-scope-closed"
        } else if road.owner.is_some_and(|owner| owner.to_string() != clients::REGISTER) {
            "path-with-owner"
        } else {
            "path-with-authority"
        });
        // What an order that is under way has come to is read on its own page.
        let orders = if road.closed { Turn::Later } else { Turn::Readers(Some("/bestill".to_owned())) };
        let nodes = [
            ("order", road.granted || road.order.is_some(), orders),
            ("grant", road.granted, grants),
            ("delegation", road.delegation.is_some(), gives),
            ("client", road.client.is_some(), suppliers("/klienter/ny")),
            ("key", road.key.is_some(), suppliers(&client_page)),
            ("token", road.token.is_some(), suppliers(&client_page)),
        ];
        let mut before_is_missing = false;
        let mut path = Vec::new();
        for (name, there, turn) in nodes {
            // A token that was fetched once says nothing of the next, when something before it is gone.
            let there = there && !(name == "token" && before_is_missing);
            let turn = match (there, before_is_missing) {
                (true, _) => Turn::Nobodys,
                // The grant and the delegation may come in either order, and an order may be under way.
                (false, true) if !matches!(name, "grant" | "delegation") => Turn::Later,
                (false, _) => turn,
            };
            before_is_missing |= !there;
            let (state, state_text) = match &turn {
                Turn::Nobodys if name == "order" && road.order.is_none() => ("ok", "path-not-needed"),
                Turn::Nobodys => ("ok", "path-done"),
                Turn::Readers(_) => ("broken", "path-next"),
                Turn::Others(whose) => ("waiting", *whose),
                Turn::Later => ("waiting", "path-waiting"),
            };
            let href = match turn {
                Turn::Readers(href) => href,
                Turn::Nobodys if name == "order" => order.href.clone(),
                Turn::Nobodys if contact && name == "client" => Some(client_page.clone()),
                _ => None,
            };
            let text = match (&href, name, &road.client) {
                (_, "order", _) if order.text.is_some() => order.text.clone().unwrap_or_default(),
                (Some(_), "client", Some(id)) => id.clone(),
                (Some(_), _, _) => visit.t(&format!("portal-path-{name}")),
                (None, _, _) => String::new(),
            };
            path.push(PathNode {
                state,
                name: visit.t(&format!("journey-{name}")),
                state_text: visit.t(state_text),
                text,
                href,
            });
        }
        path
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
            lines.push(Told { title, given, ended, tokens: tokens(visit, &issued) });
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
            let Some(organisation) = parties::find_organisation(tx, number).await? else { continue };
            let (key, at) = match (organisation.deleted_at, organisation.bankrupt_at) {
                (Some(at), _) if organisation.merged_into.is_some() => ("portal-gone-merged", at),
                (Some(at), _) => ("portal-gone", at),
                (None, Some(at)) => ("portal-bankrupt", at),
                (None, None) => continue,
            };
            let into = match organisation.merged_into {
                Some(into) => super::named(tx, into).await?.name,
                None => String::new(),
            };
            let at = visit.lang.instant(at);
            let values = [("name", organisation.name.as_str()), ("at", &at), ("into", &into)];
            notes.push(visit.lang.text_with(key, &values));
        }
        let mut scopes: Vec<&String> = schemes.iter().flat_map(|scheme| &scheme.scopes).collect();
        scopes.sort();
        scopes.dedup();
        for scope in scopes {
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

    /// What stops, and what does not, when `schemes` are taken back.
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
        for scope in schemes.iter().flat_map(|scheme| &scheme.scopes) {
            if let Some(other) = staying.iter().find(|other| other.scopes.contains(scope)) {
                let title = other.title.text(visit.lang);
                told.push(visit.lang.text_with("portal-stop-not", &[("scope", scope), ("title", title)]));
                continue;
            }
            stops = true;
            let clients = clients_with(tx, self.supplier, scope).await?.len();
            let values = [("scope", scope.as_str()), ("name", &supplier.name)];
            let count = i64::try_from(clients).unwrap_or(i64::MAX);
            told.push(visit.lang.text_count("portal-stop-clients", count, &values));
        }
        if stops {
            let values = [("name", supplier.name.as_str()), ("consumer", &consumer.name)];
            told.insert(0, visit.lang.text_with("portal-withdraw-consequence", &values));
        }
        let mut live = Issued::default();
        for held in active.into_iter().filter(|held| goes(held)) {
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
            None => tokens(visit, &live),
        });
        Ok(told)
    }
}

fn tokens(visit: &Visit, issued: &Issued) -> String {
    let latest = issued.latest.map(|at| visit.lang.instant(at)).unwrap_or_default();
    visit.lang.text_count("portal-tokens", issued.tokens, &[("latest", &latest)])
}

/// The titles of schemes, in the reader's language.
pub(super) fn titles(visit: &Visit, schemes: &[Scheme]) -> Vec<String> {
    schemes.iter().map(|scheme| scheme.title.text(visit.lang).to_owned()).collect()
}
