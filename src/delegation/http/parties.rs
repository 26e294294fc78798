//! Whom a person may act for (`altinn.md` §4): `authorizedparties`, as a list for Altinn's own pages and in pages for
//! end-user systems, and one of them by its party id.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::problems::{Refusal, truth};
use crate::access::altinn;
use crate::app::App;
use crate::db::Tx;
use crate::delegation::{self, Scheme};
use crate::numbers::{PartyId, PartyUuid};
use crate::parties::roles::Rights;
use crate::parties::{self, Organisation, Person, PersonIds};
use crate::web::Query;

/// What Altinn's own portal, and what end-user systems ask with.
const SCOPES: [&str; 2] = ["altinn:portal/enduser", "altinn:accessmanagement/authorizedparties"];

/// The role that everybody has for itself.
const SELF: &str = "PRIV";

/// What an answer tells of each party.
#[derive(Debug)]
struct Wanted {
    roles: bool,
    packages: bool,
    subunits: bool,
    /// Only these parties; all without any.
    only: Vec<PartyUuid>,
    /// Only where one of these may be handed on; all without any.
    schemes: Option<Vec<Scheme>>,
}

impl Wanted {
    async fn read(tx: &mut Tx, query: &Query, by_themselves: bool) -> Result<Self, Refusal> {
        // `Auto` is to tell them.
        let subunits = query.get("includeSubParties").filter(|value| !value.eq_ignore_ascii_case("auto"));
        // A filter that names nothing must not tell everything.
        let only: Result<Vec<PartyUuid>, Refusal> = query
            .all("partyFilter")
            .map(|text| PartyUuid::parse(&text).ok_or(Refusal::Unreadable("partyFilter", text)))
            .collect();
        let mut schemes = Vec::new();
        let mut named = false;
        for id in query.all("anyOfResourceIds") {
            named = true;
            schemes.extend(delegation::scheme(tx, &id).await?);
        }
        Ok(Self {
            roles: truth(query, "includeRoles", by_themselves)?,
            packages: truth(query, "includeAccessPackages", false)?,
            subunits: subunits.is_none() || truth(query, "includeSubParties", true)?,
            only: only?,
            // Names that nothing has are not looked at, as long as one is left.
            schemes: (named && !schemes.is_empty()).then_some(schemes),
        })
    }

    fn fits(&self, uuid: &PartyUuid, rights: &Rights) -> bool {
        (self.only.is_empty() || self.only.contains(uuid))
            && self.schemes.as_ref().is_none_or(|schemes| {
                schemes.iter().any(|scheme| delegation::check(rights, scheme).delegable)
            })
    }
}

/// The person of the request's token.
async fn person(app: &App, headers: &HeaderMap, needs_scope: bool) -> Result<PartyUuid, Refusal> {
    let token = altinn::verify(app, headers, app.now()).await.map_err(Refusal::Unauthorised)?;
    if needs_scope && !SCOPES.iter().any(|scope| token.has_scope(scope)) {
        return Err(Refusal::Forbidden);
    }
    token.person().ok_or(Refusal::Unauthorised(crate::access::bearer::BearerFault::Malformed))
}

/// `GET accessmanagement/api/v1/authorizedparties`
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let listed = async {
        let person = person(&app, &headers, false).await?;
        let found = parties_of(&app, &person, &Query::new(query), true).await?;
        Ok(Json(Value::Array(found)).into_response())
    };
    listed.await.unwrap_or_else(Refusal::respond)
}

/// `GET accessmanagement/api/v1/enduser/authorizedparties`: in the envelope of pages, of which the real one too has one alone.
pub async fn list_for_system(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let listed = async {
        let person = person(&app, &headers, true).await?;
        let found = parties_of(&app, &person, &Query::new(query), false).await?;
        Ok(Json(json!({ "links": { "next": null }, "data": found })).into_response())
    };
    listed.await.unwrap_or_else(Refusal::respond)
}

/// `GET accessmanagement/api/v1/authorizedparty/{partyId}`
pub async fn show(
    State(app): State<Arc<App>>,
    Path(party_id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = async {
        let person = person(&app, &headers, false).await?;
        let wanted = PartyId::parse(&party_id).filter(|id| id.value() != 0);
        let found = parties_of(&app, &person, &Query::new(query), true).await?;
        let subunits =
            found.iter().filter_map(|party| party.get("subunits").and_then(Value::as_array)).flatten();
        let party = wanted.and_then(|id| {
            found.iter().chain(subunits).find(|party| party.get("partyId") == Some(&json!(id)))
        });
        Ok(match party {
            Some(party) => Json(party).into_response(),
            None => StatusCode::BAD_REQUEST.into_response(),
        })
    };
    let refused: Result<Response, Refusal> = shown.await;
    refused.unwrap_or_else(Refusal::respond)
}

/// The person itself, then the organisations by number, each with its subunits.
async fn parties_of(
    app: &App,
    uuid: &PartyUuid,
    query: &Query,
    by_themselves: bool,
) -> Result<Vec<Value>, Refusal> {
    let mut tx = app.db.read().await?;
    let wanted = Wanted::read(&mut tx, query, by_themselves).await?;
    let Some((person, ids)) = parties::person_with_ids(&mut tx, uuid).await? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if wanted.fits(&person.party_uuid, &Rights::default()) {
        found.push(of_person(&person, &ids, &wanted));
    }
    let mut heads: Vec<Organisation> = Vec::new();
    for (organisation, _) in parties::organisations_of(&mut tx, uuid).await? {
        let head = match organisation.parent.filter(|_| organisation.is_subunit()) {
            Some(parent) => parties::find_organisation(&mut tx, parent).await?.unwrap_or(organisation),
            None => organisation,
        };
        if heads.iter().all(|known| known.number != head.number) {
            heads.push(head);
        }
    }
    heads.sort_by_key(|head| head.number.to_string());
    for head in heads {
        let roles = parties::roles_over(&mut tx, uuid, &head).await?;
        let mut subunits = Vec::new();
        for subunit in parties::subunits_of(&mut tx, head.number).await? {
            let roles = parties::roles_over(&mut tx, uuid, &subunit).await?;
            let rights = Rights::of(roles.iter().map(String::as_str));
            if wanted.subunits && !roles.is_empty() && wanted.fits(&subunit.party_uuid, &rights) {
                subunits.push(of_organisation(&subunit, Some(&head), &roles, &wanted, &[]));
            }
        }
        let rights = Rights::of(roles.iter().map(String::as_str));
        let own = !roles.is_empty() && wanted.fits(&head.party_uuid, &rights);
        // A main unit without rights is told for its subunits' sake.
        if own || !subunits.is_empty() {
            let roles = if own { roles } else { Vec::new() };
            found.push(of_organisation(&head, None, &roles, &wanted, &subunits));
        }
    }
    Ok(found)
}

fn of_person(person: &Person, ids: &PersonIds, wanted: &Wanted) -> Value {
    let roles: &[&str] = if wanted.roles { &[SELF] } else { &[] };
    json!({
        "partyUuid": person.party_uuid,
        "name": person.name,
        "organizationNumber": null,
        "parentId": null,
        "personId": person.number.to_string(),
        "dateOfBirth": person.birth_date,
        "partyId": ids.party_id,
        "type": "Person",
        "unitType": null,
        "isDeleted": false,
        "onlyHierarchyElementWithNoAccess": false,
        "authorizedAccessPackages": [],
        "authorizedResources": [],
        "authorizedRoles": roles,
        "authorizedInstances": [],
        "subunits": [],
    })
}

fn of_organisation(
    organisation: &Organisation,
    parent: Option<&Organisation>,
    roles: &[String],
    wanted: &Wanted,
    subunits: &[Value],
) -> Value {
    let rights = Rights::of(roles.iter().map(String::as_str));
    let mut told: Vec<&str> = Vec::new();
    if wanted.roles {
        told.extend(roles.iter().map(String::as_str));
        told.extend(
            rights.altinn_roles.iter().copied().filter(|role| !roles.iter().any(|held| held == role)),
        );
    }
    let held = if wanted.packages { rights.holds.as_slice() } else { &[] };
    let packages: Vec<&str> = held.iter().map(|package| package.name()).collect();
    json!({
        "partyUuid": organisation.party_uuid,
        "name": organisation.name,
        "organizationNumber": organisation.number,
        "parentId": parent.map(|parent| &parent.party_uuid),
        "personId": null,
        "dateOfBirth": null,
        "partyId": organisation.party_id,
        "type": "Organization",
        "unitType": organisation.form,
        "isDeleted": organisation.deleted_at.is_some(),
        "onlyHierarchyElementWithNoAccess": roles.is_empty(),
        "authorizedAccessPackages": packages,
        // Schemes are handed on between organisations, and by roles and packages; none is given to a person.
        "authorizedResources": [],
        "authorizedRoles": told,
        "authorizedInstances": [],
        "subunits": subunits,
    })
}
