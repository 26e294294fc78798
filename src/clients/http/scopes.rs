//! `/scopes`, the grants below it, and `/delegationsources`.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::super::{
    Error, Grant, GrantState, Scope, Visibility, grant_scope, owner_name, set_scope_active, shortened, store,
    wire, withdraw_scope,
};
use super::{AppState, Call, answer, flag, guarded, open, parameter};
use crate::clock::iso8601;
use crate::db::{self, Tx};
use crate::numbers::OrgNumber;
use crate::parties::find_organisation;

const READ_SCOPES: &[&str] = &["idporten:scopes.read", "idporten:scopes.write"];
const WRITE_SCOPES: &[&str] = &["idporten:scopes.write"];

fn about_grant(error: Error) -> Refusal {
    Refusal::Rule("ScopeAccess", error)
}

/// `GET /scopes?inactive=`: the caller's own scopes.
pub async fn list_scopes(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let with_inactive = flag(query.as_deref(), "inactive")?.unwrap_or(false);
        let mut tx = call.app.db.read().await?;
        let shown: Vec<Value> = store::all_scopes(&mut tx)
            .await?
            .iter()
            .filter(|scope| scope.owner == call.organisation() && (scope.active || with_inactive))
            .map(wire::show_scope)
            .collect();
        answer(StatusCode::OK, Value::Array(shown))
    })
    .await
}

/// `GET /scopes/scope?scope=`: one of the caller's own scopes.
pub async fn show_scope(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let mut tx = call.app.db.read().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref()).await?;
        answer(StatusCode::OK, wire::show_scope(&scope))
    })
    .await
}

/// `GET /scopes/all?prefix=&inactive=&delegated_sources=&accessible_for_all=&integration_type=`: public scopes, for anybody.
pub async fn list_all_scopes(State(app): AppState, RawQuery(query): RawQuery) -> Response {
    open(&app, async {
        let query = query.as_deref();
        let with_inactive = flag(query, "inactive")?.unwrap_or(false);
        let delegable = flag(query, "delegated_sources")?;
        let open_to_all = flag(query, "accessible_for_all")?;
        let prefix = parameter(query, "prefix");
        let kind = parameter(query, "integration_type").map(|kind| kind.to_ascii_lowercase());
        let mut tx = app.db.read().await?;
        let shown: Vec<Value> = store::all_scopes(&mut tx)
            .await?
            .iter()
            .filter(|scope| {
                scope.visibility == Visibility::Public
                    && (scope.active || with_inactive)
                    && delegable.is_none_or(|wanted| scope.delegation_source.is_some() == wanted)
                    && open_to_all.is_none_or(|wanted| scope.accessible_for_all == wanted)
                    && prefix.as_ref().is_none_or(|prefix| scope.prefix == *prefix)
                    && kind.as_ref().is_none_or(|kind| scope.allows_integration(kind))
            })
            .map(wire::show_scope)
            .collect();
        answer(StatusCode::OK, Value::Array(shown))
    })
    .await
}

async fn own_scope(tx: &mut Tx, call: &Call<'_>, query: Option<&str>) -> Result<Scope, Refusal> {
    let name = parameter(query, "scope")
        .ok_or(Refusal::Address { parameter: "scope", expected: "the scope's name, prefix:subscope" })?;
    let scope = store::find_scope(tx, &name)
        .await?
        .ok_or_else(|| Refusal::Rule("Scope", Error::NoSuchScope(shortened(&name))))?;
    if scope.owner != call.organisation() {
        return Err(Refusal::NotScopeOwner { scope: scope.name, owner: scope.owner });
    }
    Ok(scope)
}

/// `DELETE /scopes?scope=`: closes one of the caller's own scopes. Nothing is deleted: grants and clients keep it, and no
/// token is issued with it.
pub async fn close_scope(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let mut tx = call.app.db.begin_write().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref()).await?;
        set_scope_active(&mut tx, call.app, call.now, &scope.name, false, &call.actor())
            .await
            .map_err(|error| Refusal::Rule("Scope", error))?;
        let closed = own_scope(&mut tx, &call, query.as_deref()).await?;
        tx.commit().await?;
        answer(StatusCode::OK, wire::show_scope(&closed))
    })
    .await
}

// Grants

/// `GET /scopes/access?scope=` or `?consumer_orgno=`: who may use a scope of the caller's, or what of the caller's somebody
/// may use. Withdrawn grants are shown with their state, unless `inactive=false`.
pub async fn list_grants(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let query = query.as_deref();
        let mut tx = call.app.db.read().await?;
        let grants = if parameter(query, "scope").is_some() {
            let scope = own_scope(&mut tx, &call, query).await?;
            store::grants_of_scope(&mut tx, &scope.name).await?
        } else if let Some(number) = parameter(query, "consumer_orgno") {
            let mut grants = store::grants_to(&mut tx, read_number(&number)?).await?;
            grants.retain(|grant| grant.owner == call.organisation());
            grants
        } else {
            return Err(Refusal::Address {
                parameter: "scope",
                expected: "given, or consumer_orgno: the grants of one scope, or those to one organisation",
            });
        };
        show_grants(&mut tx, &grants, flag(query, "inactive")?).await
    })
    .await
}

/// `GET /scopes/access/all?inactive=`: what was granted to the caller.
pub async fn list_own_grants(
    State(app): AppState,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let mut tx = call.app.db.read().await?;
        let grants = store::grants_to(&mut tx, call.organisation()).await?;
        show_grants(&mut tx, &grants, flag(query.as_deref(), "inactive")?).await
    })
    .await
}

/// `PUT /scopes/access/{consumer_orgno}?scope=`: grants a scope of the caller's.
pub async fn grant(
    State(app): AppState,
    Path(consumer): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let consumer = read_number(&consumer)?;
        let mut tx = call.app.db.begin_write().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref()).await?;
        grant_scope(&mut tx, call.app, call.now, &scope.name, consumer, None, &call.actor())
            .await
            .map_err(about_grant)?;
        let grant = store::find_grant(&mut tx, &scope.name, consumer).await?;
        let shown = match grant {
            Some(grant) => show_grant(&mut tx, &grant).await?,
            None => Value::Null,
        };
        tx.commit().await?;
        answer(StatusCode::OK, shown)
    })
    .await
}

/// `DELETE /scopes/access/{consumer_orgno}?scope=`: withdraws it. The grant stays, as denied.
pub async fn withdraw(
    State(app): AppState,
    Path(consumer): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let consumer = read_number(&consumer)?;
        let mut tx = call.app.db.begin_write().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref()).await?;
        let grant = withdraw_scope(&mut tx, call.app, call.now, &scope.name, consumer, &call.actor())
            .await
            .map_err(about_grant)?;
        let shown = show_grant(&mut tx, &grant).await?;
        tx.commit().await?;
        answer(StatusCode::OK, shown)
    })
    .await
}

async fn show_grants(tx: &mut Tx, grants: &[Grant], inactive: Option<bool>) -> Result<Response, Refusal> {
    let mut shown = Vec::with_capacity(grants.len());
    for grant in grants.iter().filter(|grant| inactive != Some(false) || grant.state != GrantState::Denied) {
        shown.push(show_grant(tx, grant).await?);
    }
    answer(StatusCode::OK, Value::Array(shown))
}

async fn show_grant(tx: &mut Tx, grant: &Grant) -> Result<Value, db::Error> {
    let consumer = name_of(tx, grant.consumer).await?;
    let owner = name_of(tx, grant.owner).await?;
    Ok(wire::show_grant(grant, consumer.as_deref(), owner.as_deref()))
}

async fn name_of(tx: &mut Tx, number: OrgNumber) -> Result<Option<String>, db::Error> {
    if let Some(name) = owner_name(number) {
        return Ok(Some(name.to_owned()));
    }
    Ok(find_organisation(tx, number).await?.map(|organisation| organisation.name))
}

/// `GET /delegationsources`: who keeps delegations, which is this service alone.
pub async fn list_delegation_sources(State(app): AppState) -> Response {
    open(&app, async {
        let mut tx = app.db.read().await?;
        let since = store::all_scopes(&mut tx).await?.iter().map(|scope| scope.created_at).min();
        let since = iso8601(since.unwrap_or_default());
        // Digdir's description and Digdir's answers spell the last member differently; both are here.
        let source = json!({
            "name": "altinn",
            "issuer": app.config.delegation_source(),
            "created": since,
            "last_updated": since,
            "lastUpdated": since,
        });
        answer(StatusCode::OK, json!([source]))
    })
    .await
}

fn read_number(text: &str) -> Result<OrgNumber, Refusal> {
    OrgNumber::parse(text).map_err(|_| Refusal::Address {
        parameter: "consumer_orgno",
        expected: "an organisation number of nine digits with a right check digit",
    })
}
