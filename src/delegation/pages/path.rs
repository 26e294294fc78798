//! The path to a token as it is drawn for one of the two: what is in place, whose move it is, and what the reader does next.

use super::link::{LINK, gift_path};
use super::pair::{Pair, Side};
use super::sister::granted;
use super::{SUPPLIERS, named, owner_named};
use crate::access::{Principal, Visit, links};
use crate::db::Tx;
use crate::delegation::{self, Error, Near, Road, Scheme, road};
use crate::web::PathNode;
use crate::web::forms::percent_encode;

/// The path to a token with one scope.
pub(super) struct ScopePath {
    pub(super) scope: String,
    pub(super) path: Vec<PathNode>,
    /// How near the supplier is to a token, when the consumer has done what is its own.
    pub(super) near: Option<Nearness>,
}

/// What is left when scope, grant and delegation are in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    /// Nothing: the next request is granted.
    Ready,
    /// The supplier has no client with the scope and a key.
    WithoutClient,
}

/// What a reader is told of the order behind a grant.
#[derive(Default)]
struct Order {
    text: Option<String>,
    href: Option<String>,
}

/// Whose move it is at a node.
enum Turn {
    /// It is in place.
    Done,
    NotNeeded,
    /// The reader's: what it does, and where.
    Readers(String, Option<String>),
    /// Another's: where it lies, and what that one does.
    Others(&'static str, String),
    Later,
}

/// A unit that was granted the scope in the consumer's place, as the reader is told of it.
pub(super) struct Elsewhere {
    pub(super) told: String,
    /// What the consumer's person does about it, and where.
    pub(super) act: String,
    pub(super) href: String,
}

impl Pair {
    /// A path for every scope that is given, and for the `wanted` ones; for the consumer also for those it was granted and
    /// could give, for the supplier also for those it was given once and may be waiting for. None leads anywhere when one of the
    /// two is no more.
    pub(super) async fn paths(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        active: &[Scheme],
        wanted: &[String],
    ) -> Result<Vec<ScopePath>, Error> {
        if !delegation::can_be_given_between(tx, self.consumer, self.supplier).await? {
            return Ok(Vec::new());
        }
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
            let near = match (road.standing.usable() && road.delegation.is_some(), &road.key) {
                (false, _) => None,
                (true, Some(_)) => Some(Nearness::Ready),
                (true, None) => Some(Nearness::WithoutClient),
            };
            let order = self.order(tx, visit, &road).await?;
            let grant = self.grant(tx, visit, &scope, &road).await?;
            paths.push(ScopePath { path: self.draw(visit, &road, &order, grant), scope, near });
        }
        Ok(paths)
    }

    /// The order that the grant came of, as this reader sees it: its number, and the page where it may read it. The number of
    /// another organisation's case is nothing to the supplier.
    async fn order(&self, tx: &mut Tx, visit: &Visit, road: &Road) -> Result<Order, Error> {
        let Some(case_number) = &road.standing.order else { return Ok(Order::default()) };
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

    /// Whose move a grant that is missing is.
    async fn grant(&self, tx: &mut Tx, visit: &Visit, scope: &str, road: &Road) -> Result<Turn, Error> {
        let standing = &road.standing;
        let Some(owner) = standing.owner else {
            return Ok(Turn::Others("path-no-such-scope", String::new()));
        };
        if standing.closed {
            return Ok(Turn::Others("path-scope-closed", String::new()));
        }
        if let Some(near) = standing.granted_near {
            let unit = named(tx, near.unit()).await?.name;
            return Ok(if self.seen_by == Side::Consumer {
                let given = road.delegation.as_ref().map(|active| active.scheme_id.clone());
                let scheme = match given {
                    Some(id) => Some(id),
                    None => delegation::scheme_of_scope(tx, scope).await?.map(|scheme| scheme.id),
                };
                let act = visit.lang.text_with("portal-path-act-for", &[("unit", &unit)]);
                Turn::Readers(act, Some(self.acting_for_another(scheme.as_deref())))
            } else {
                let acts = visit.lang.text_with("portal-path-acts-for", &[("unit", &unit)]);
                Turn::Others("path-with-customer", acts)
            });
        }
        if standing.orderable() {
            return Ok(Turn::Others("path-with-authority", String::new()));
        }
        let (owner, name) = (owner_named(tx, owner, visit.lang).await?, named(tx, self.consumer).await?.name);
        let values = [("owner", owner.as_str()), ("name", &name)];
        Ok(Turn::Readers(visit.lang.text_with("portal-path-ask-owner", &values), None))
    }

    /// Where another unit is chosen, which then may give the scheme to the supplier at once.
    fn acting_for_another(&self, scheme: Option<&str>) -> String {
        let goto = match scheme {
            Some(id) => gift_path(self.supplier, id),
            None => format!("{LINK}?leverandor={}", self.supplier),
        };
        format!("/fullmakt?goto={}", percent_encode(&goto))
    }

    /// The other units that were granted some of these scopes, for the consumer's person, who may have chosen the wrong one.
    pub(super) async fn elsewhere(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        scheme: &Scheme,
        scopes: &[String],
    ) -> Result<Vec<Elsewhere>, Error> {
        let mut found: Vec<(Near, String)> = Vec::new();
        for scope in scopes {
            let standing = delegation::standing(tx, self.consumer, scope).await?;
            let Some(near) = standing.granted_near.filter(|_| !standing.closed) else { continue };
            match found.iter_mut().find(|(known, _)| *known == near) {
                Some((_, named)) => {
                    named.push_str(", ");
                    named.push_str(scope);
                }
                None => found.push((near, scope.clone())),
            }
        }
        let mut told = Vec::new();
        for (near, scopes) in found {
            let key = match near {
                Near::BySubunit(_) | Near::ToSubunit(_) => "portal-granted-to-subunit",
                Near::ByMainUnit(_) | Near::ToMainUnit(_) => "portal-granted-to-main-unit",
            };
            let unit = named(tx, near.unit()).await?.name;
            told.push(Elsewhere {
                told: visit.lang.text_with(key, &[("unit", &unit), ("scope", &scopes)]),
                act: visit.lang.text_with("portal-act-for", &[("unit", &unit)]),
                href: self.acting_for_another(Some(&scheme.id)),
            });
        }
        Ok(told)
    }

    fn draw(&self, visit: &Visit, road: &Road, order: &Order, grant: Turn) -> Vec<PathNode> {
        let standing = &road.standing;
        let client_page =
            road.client.as_ref().map_or_else(|| "/klienter/ny".to_owned(), |id| format!("/klienter/{id}"));
        // Clients are the business of the supplier's contact; its fictional person has no page of them.
        let suppliers = |key: &str, href: &str| match self.seen_by {
            Side::Consumer => Turn::Others("path-with-vendor", String::new()),
            Side::Supplier => {
                Turn::Readers(visit.t("portal-path-contacts"), Some(CONTACTS_WAY_IN.to_owned()))
            }
            Side::SuppliersContact => Turn::Readers(visit.t(key), Some(href.to_owned())),
        };
        let orders = if standing.granted {
            if standing.order.is_some() { Turn::Done } else { Turn::NotNeeded }
        } else if standing.closed {
            Turn::Later
        } else if standing.granted_near.is_some() || !standing.orderable() {
            Turn::NotNeeded
        } else {
            // What an order that is under way has come to is read on its own page.
            Turn::Readers(visit.t("portal-path-order"), Some("/bestill".to_owned()))
        };
        let gives = if road.delegation.is_some() {
            Turn::Done
        } else if standing.closed || standing.granted_near.is_some() {
            // It would help nobody now.
            Turn::Later
        } else if self.seen_by == Side::Consumer {
            let page = format!("{SUPPLIERS}/{}/gi", self.supplier);
            Turn::Readers(visit.t("portal-path-delegation"), Some(page))
        } else {
            Turn::Others("path-with-customer", String::new())
        };
        let unless = |there: bool, turn: Turn| if there { Turn::Done } else { turn };
        let client = if road.without_scope {
            suppliers("portal-path-scope", "/klienter")
        } else {
            suppliers("portal-path-client", "/klienter/ny")
        };
        let nodes = [
            ("order", orders),
            ("grant", unless(standing.usable(), grant)),
            ("delegation", gives),
            ("client", unless(road.client.is_some(), client)),
            ("key", unless(road.key.is_some(), suppliers("portal-path-key", &client_page))),
            ("token", unless(road.token.is_some(), suppliers("portal-path-token", &client_page))),
        ];
        let mut before_is_missing = false;
        let mut path = Vec::new();
        for (name, turn) in nodes {
            let turn = match turn {
                // A token that was fetched once says nothing of the next, when something before it is gone.
                Turn::Done if name == "token" && before_is_missing => Turn::Later,
                // The grant and the delegation may come in either order, and an order may be under way.
                Turn::Readers(..) | Turn::Others(..)
                    if before_is_missing && !matches!(name, "grant" | "delegation") =>
                {
                    Turn::Later
                }
                turn => turn,
            };
            before_is_missing |= !matches!(turn, Turn::Done | Turn::NotNeeded);
            let (state, state_text) = match &turn {
                Turn::NotNeeded => ("ok", "path-not-needed"),
                Turn::Done => ("ok", "path-done"),
                Turn::Readers(..) => ("broken", "path-next"),
                Turn::Others(whose, _) => ("waiting", *whose),
                Turn::Later => ("waiting", "path-waiting"),
            };
            let (text, href) = match turn {
                Turn::Readers(text, href) => (text, href),
                Turn::Others(_, text) => (text, None),
                Turn::Done if name == "order" => (order.text.clone().unwrap_or_default(), order.href.clone()),
                Turn::Done if name == "client" && self.seen_by == Side::SuppliersContact => {
                    (road.client.clone().unwrap_or_default(), Some(client_page.clone()))
                }
                Turn::Done | Turn::NotNeeded | Turn::Later => (String::new(), None),
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
}

/// Where a contact gets a link by mail.
const CONTACTS_WAY_IN: &str = "/sak";

/// The scopes whose paths are as near to a token as this.
pub(super) fn scopes_at(paths: &[ScopePath], near: Nearness) -> Vec<String> {
    paths.iter().filter(|path| path.near == Some(near)).map(|path| path.scope.clone()).collect()
}
