//! Altinn's end-user API for suppliers and consumers (`altinn.md` §1.2): `enduser/maskinportensuppliers` for who gives,
//! `enduser/maskinportenconsumers` for who received. Everything is in the query; bodies are not read.
//!
//! Whoever asks is a person, by its Altinn token, and both must hold: a scope for the very side and deed, and that the
//! person may administer for the party. Which of the two fails is not told.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::problems::{INVALID_RESOURCE, NOT_AUTHORISED, NOT_DELEGABLE, PARTY_NOT_FOUND, Refusal, truth};
use super::shapes;
use crate::access::altinn::{self, AltinnToken};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::delegation::{self, Authority, By, Reason, Scheme, registry};
use crate::numbers::{OrgNumber, PartyUuid};
use crate::parties::{self, Organisation, Party};
use crate::web::Query;

/// The scope that Altinn's own portal uses: it opens both sides and all deeds.
const PORTAL: &str = "altinn:portal/enduser";

/// The weakest login that may administer.
const LEVEL: i64 = 2;

/// Which of the two lists is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The caller's party gives.
    Suppliers,
    /// The caller's party received.
    Consumers,
}

impl Side {
    const fn scope(self, writes: bool) -> &'static str {
        match (self, writes) {
            (Self::Suppliers, false) => "altinn:accessmanagement/enduser:maskinportensuppliers.read",
            (Self::Suppliers, true) => "altinn:accessmanagement/enduser:maskinportensuppliers.write",
            (Self::Consumers, false) => "altinn:accessmanagement/enduser:maskinportenconsumers.read",
            (Self::Consumers, true) => "altinn:accessmanagement/enduser:maskinportenconsumers.write",
        }
    }

    /// The parameter that names the other party.
    const fn other(self) -> &'static str {
        match self {
            Self::Suppliers => "supplier",
            Self::Consumers => "consumer",
        }
    }
}

/// A request whose token and scope hold.
struct Asked {
    now: Now,
    side: Side,
    person: PartyUuid,
    query: Query,
}

async fn admit(
    app: &App,
    headers: &HeaderMap,
    query: Option<String>,
    side: Side,
    writes: bool,
) -> Result<Asked, Refusal> {
    let now = app.now();
    let token = altinn::verify(app, headers, now).await.map_err(Refusal::Unauthorised)?;
    let opened = token.has_scope(PORTAL) || token.has_scope(side.scope(writes));
    let person = administering(&token).filter(|_| opened).ok_or(Refusal::Forbidden)?;
    Ok(Asked { now, side, person, query: Query::new(query) })
}

/// The person of a token whose login was strong enough.
fn administering(token: &AltinnToken) -> Option<PartyUuid> {
    token.person().filter(|_| token.level() >= LEVEL)
}

impl Asked {
    fn get(&self, name: &str) -> Option<String> {
        self.query.get(name)
    }

    fn actor(&self) -> String {
        format!("person:{}", self.person)
    }

    /// Who takes back, for the caller's side.
    fn by<'a>(&self, actor: &'a str) -> By<'a> {
        match self.side {
            Side::Suppliers => By::consumer(actor),
            Side::Consumers => By::supplier(actor),
        }
    }

    /// The acting party, and that the person may administer for it. A party that is missing, malformed, a person or
    /// somebody else's is all the same.
    async fn authority(&self, tx: &mut Tx) -> Result<Authority, Refusal> {
        let uuid = self.get("party").and_then(|text| PartyUuid::parse(&text)).ok_or(Refusal::Forbidden)?;
        match parties::find_party(tx, &uuid).await? {
            Some(Party::Organisation(own)) => Ok(delegation::authority(tx, &self.person, own.number).await?),
            _ => Err(Refusal::Forbidden),
        }
    }

    /// The other party, by its number; `None` when none is named.
    async fn named(&self, tx: &mut Tx) -> Result<Option<Organisation>, Refusal> {
        let Some(text) = self.get(self.side.other()) else { return Ok(None) };
        let number = OrgNumber::parse(&text).map_err(|_| PARTY_NOT_FOUND)?;
        Ok(Some(parties::find_organisation(tx, number).await?.ok_or(PARTY_NOT_FOUND)?))
    }

    /// Consumer and supplier, in this order, of a request that must name both.
    async fn pair(&self, tx: &mut Tx, own: &Organisation) -> Result<(Organisation, Organisation), Refusal> {
        let other = self.named(tx).await?.ok_or(PARTY_NOT_FOUND)?;
        if other.number == own.number {
            return Err(Refusal::to_itself(self.side.other()));
        }
        Ok(match self.side {
            Side::Suppliers => (own.clone(), other),
            Side::Consumers => (other, own.clone()),
        })
    }

    async fn scheme(&self, tx: &mut Tx) -> Result<Option<Scheme>, Refusal> {
        let Some(id) = self.get("resource") else { return Ok(None) };
        Ok(delegation::scheme(tx, &id).await?)
    }

    /// That the resource is no other thing than a scheme; one that there is not passes.
    async fn is_of_schemes(&self, tx: &mut Tx) -> Result<(), Refusal> {
        let Some(id) = self.get("resource") else { return Ok(()) };
        match registry::other_type(tx, &id).await? {
            Some(_) => Err(Refusal::wrong_type(&id)),
            None => Ok(()),
        }
    }
}

type Outcome = Result<Response, Refusal>;

fn respond(outcome: Outcome) -> Response {
    outcome.unwrap_or_else(Refusal::respond)
}

async fn list(app: &App, headers: &HeaderMap, query: Option<String>, side: Side) -> Outcome {
    let asked = admit(app, headers, query, side, false).await?;
    let mut tx = app.db.read().await?;
    let own = asked.authority(&mut tx).await?.organisation;
    let only = asked.named(&mut tx).await?.map(|other| other.number);
    let numbers: Vec<OrgNumber> = match side {
        Side::Suppliers => {
            let suppliers = delegation::suppliers_of(&mut tx, own.number).await?;
            suppliers.into_iter().map(|supplier| supplier.number).collect()
        }
        Side::Consumers => delegation::consumers_that_added(&mut tx, own.number).await?,
    };
    let mut connections = Vec::new();
    for number in numbers.into_iter().filter(|number| only.is_none_or(|only| only == *number)) {
        if let Some(other) = parties::find_organisation(&mut tx, number).await? {
            connections.push(shapes::connection(&party(&mut tx, &other).await?));
        }
    }
    Ok(Json(Value::Array(connections)).into_response())
}

/// An organisation as these answers tell of it: a subunit with its main unit.
async fn party(tx: &mut Tx, organisation: &Organisation) -> Result<Value, Refusal> {
    let main = match organisation.parent.filter(|_| organisation.is_subunit()) {
        Some(main) => parties::find_organisation(tx, main).await?,
        None => None,
    };
    Ok(shapes::party(organisation, main.as_ref()))
}

async fn remove(app: &App, headers: &HeaderMap, query: Option<String>, side: Side) -> Outcome {
    let asked = admit(app, headers, query, side, true).await?;
    let mut tx = app.db.begin_write().await?;
    let own = asked.authority(&mut tx).await?.organisation;
    let cascade = truth(&asked.query, "cascade", false)?;
    let (consumer, supplier) = asked.pair(&mut tx, &own).await?;
    delegation::remove_supplier(
        &mut tx,
        app,
        asked.now,
        consumer.number,
        supplier.number,
        cascade,
        asked.by(&asked.actor()),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn list_resources(app: &App, headers: &HeaderMap, query: Option<String>, side: Side) -> Outcome {
    let asked = admit(app, headers, query, side, false).await?;
    let mut tx = app.db.read().await?;
    let own = asked.authority(&mut tx).await?.organisation;
    let only = asked.named(&mut tx).await?.map(|other| other.number);
    let scheme = match asked.get("resource") {
        Some(_) => Some(asked.scheme(&mut tx).await?.ok_or(INVALID_RESOURCE)?.id),
        None => None,
    };
    let held = match side {
        Side::Suppliers => delegation::delegations_by(&mut tx, own.number).await?,
        Side::Consumers => delegation::delegations_to(&mut tx, own.number).await?,
    };
    let own = party(&mut tx, &own).await?;
    let mut permissions: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for held in held {
        let other = if side == Side::Suppliers { held.supplier } else { held.consumer };
        let wanted = only.is_none_or(|only| only == other)
            && scheme.as_ref().is_none_or(|scheme| *scheme == held.scheme_id);
        let Some(other) = parties::find_organisation(&mut tx, other).await?.filter(|_| wanted) else {
            continue;
        };
        let other = party(&mut tx, &other).await?;
        let permission = match side {
            Side::Suppliers => shapes::permission(&own, &other),
            Side::Consumers => shapes::permission(&other, &own),
        };
        permissions.entry(held.scheme_id).or_default().push(permission);
    }
    let mut items = Vec::new();
    for (id, permissions) in permissions {
        if let Some(scheme) = delegation::scheme(&mut tx, &id).await? {
            items.push(json!({ "resource": shapes::resource(&scheme), "permissions": permissions }));
        }
    }
    Ok(Json(Value::Array(items)).into_response())
}

async fn remove_resource(app: &App, headers: &HeaderMap, query: Option<String>, side: Side) -> Outcome {
    let asked = admit(app, headers, query, side, true).await?;
    let mut tx = app.db.begin_write().await?;
    let own = asked.authority(&mut tx).await?.organisation;
    let (consumer, supplier) = asked.pair(&mut tx, &own).await?;
    asked.is_of_schemes(&mut tx).await?;
    // A resource that there is not is answered as one that was not delegated: the real one's oddity.
    if let Some(scheme) = asked.scheme(&mut tx).await? {
        let actor = asked.actor();
        delegation::withdraw(
            &mut tx,
            app,
            asked.now,
            consumer.number,
            supplier.number,
            &scheme.id,
            asked.by(&actor),
        )
        .await?;
        tx.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET enduser/maskinportensuppliers`
pub async fn suppliers(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(list(&app, &headers, query, Side::Suppliers).await)
}

/// `GET enduser/maskinportenconsumers`
pub async fn consumers(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(list(&app, &headers, query, Side::Consumers).await)
}

/// `DELETE enduser/maskinportensuppliers`
pub async fn remove_supplier(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(remove(&app, &headers, query, Side::Suppliers).await)
}

/// `DELETE enduser/maskinportenconsumers`
pub async fn remove_consumer(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(remove(&app, &headers, query, Side::Consumers).await)
}

/// `GET enduser/maskinportensuppliers/resources`
pub async fn given(State(app): State<Arc<App>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    respond(list_resources(&app, &headers, query, Side::Suppliers).await)
}

/// `GET enduser/maskinportenconsumers/resources`
pub async fn received(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(list_resources(&app, &headers, query, Side::Consumers).await)
}

/// `DELETE enduser/maskinportensuppliers/resources`
pub async fn take_back(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(remove_resource(&app, &headers, query, Side::Suppliers).await)
}

/// `DELETE enduser/maskinportenconsumers/resources`
pub async fn give_back(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(remove_resource(&app, &headers, query, Side::Consumers).await)
}

/// `POST enduser/maskinportensuppliers`
pub async fn add_supplier(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(add(&app, &headers, query).await)
}

async fn add(app: &App, headers: &HeaderMap, query: Option<String>) -> Outcome {
    let asked = admit(app, headers, query, Side::Suppliers, true).await?;
    let mut tx = app.db.begin_write().await?;
    let own = asked.authority(&mut tx).await?.organisation;
    let (consumer, supplier) = asked.pair(&mut tx, &own).await?;
    let actor = asked.actor();
    delegation::add_supplier(&mut tx, app, asked.now, consumer.number, supplier.number, &actor).await?;
    tx.commit().await?;
    Ok(Json(shapes::assignment(&consumer, &supplier)).into_response())
}

/// `GET enduser/maskinportensuppliers/resources/delegationcheck`
pub async fn delegation_check(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(check(&app, &headers, query).await)
}

async fn check(app: &App, headers: &HeaderMap, query: Option<String>) -> Outcome {
    let asked = admit(app, headers, query, Side::Suppliers, false).await?;
    let mut tx = app.db.read().await?;
    let authority = asked.authority(&mut tx).await?;
    let scheme = asked.scheme(&mut tx).await?.ok_or(INVALID_RESOURCE)?;
    let check = delegation::check(&authority.rights, &scheme);
    Ok(Json(shapes::resource_check(&scheme, &check)).into_response())
}

/// `POST enduser/maskinportensuppliers/resources`
pub async fn give(State(app): State<Arc<App>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    respond(hand_on(&app, &headers, query).await)
}

async fn hand_on(app: &App, headers: &HeaderMap, query: Option<String>) -> Outcome {
    let asked = admit(app, headers, query, Side::Suppliers, true).await?;
    let mut tx = app.db.begin_write().await?;
    let authority = asked.authority(&mut tx).await?;
    let (consumer, supplier) = asked.pair(&mut tx, &authority.organisation).await?;
    asked.is_of_schemes(&mut tx).await?;
    let scheme = asked.scheme(&mut tx).await?.ok_or(INVALID_RESOURCE)?;
    let check = delegation::check(&authority.rights, &scheme);
    if !check.delegable {
        let closed = check.reasons.contains(&Reason::ResourceNotDelegable);
        return Err(if closed { NOT_DELEGABLE } else { NOT_AUTHORISED });
    }
    // That the supplier was added is asked last of all, as in the real one.
    let actor = asked.actor();
    delegation::give(&mut tx, app, asked.now, consumer.number, supplier.number, &scheme.id, &actor).await?;
    tx.commit().await?;
    Ok(Json(true).into_response())
}
