//! `/scopes`: an owner's own, and those that everybody may see.

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::super::refusal::Refusal;
use super::super::{
    Error, Fault, NewScope, SCOPE_INTEGRATION_TYPES, Scope, Visibility, Why, is_granted, scopes,
    set_scope_active, shortened, store, wire,
};
use super::unchanged::{IfMatch, tagged};
use super::{AppState, Call, answer, flag, guarded, open, parameter, read_object};
use crate::db::Tx;

pub(super) const READ_SCOPES: &[&str] = &["idporten:scopes.read", "idporten:scopes.write"];
pub(super) const WRITE_SCOPES: &[&str] = &["idporten:scopes.write"];

/// What `integration_type` must be: one of [`SCOPE_INTEGRATION_TYPES`].
pub(super) const INTEGRATION_TYPE_EXPECTED: &str =
    "one of ansattporten, api_klient, eformidling, idporten, idporten_saml2, krr, maskinporten";

fn about_scope(error: Error) -> Refusal {
    Refusal::Rule("Scope", error)
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
        let scope = own_scope(&mut tx, &call, query.as_deref(), "read it here").await?;
        Ok(tagged(answer(StatusCode::OK, wire::show_scope(&scope))?, scope.version))
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
        let prefix = parameter(query, "prefix")?;
        let kind = parameter(query, "integration_type")?.map(|kind| kind.to_ascii_lowercase());
        if kind.as_ref().is_some_and(|kind| !SCOPE_INTEGRATION_TYPES.contains(&kind.as_str())) {
            return Err(Refusal::Address {
                parameter: "integration_type",
                expected: INTEGRATION_TYPE_EXPECTED,
            });
        }
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

/// The scope that a query names, of the caller's organisation, and `deed` what only its owner may do. Who may not see a
/// scope is not told that it is there.
pub(super) async fn own_scope(
    tx: &mut Tx,
    call: &Call<'_>,
    query: Option<&str>,
    deed: &'static str,
) -> Result<Scope, Refusal> {
    let name = parameter(query, "scope")?
        .ok_or(Refusal::Address { parameter: "scope", expected: "the scope's name, prefix:subscope" })?;
    let unknown = || about_scope(Error::NoSuchScope(shortened(&name)));
    let scope = store::find_scope(tx, &name).await?.ok_or_else(unknown)?;
    if scope.owner == call.organisation() {
        return Ok(scope);
    }
    if scope.visibility != Visibility::Public && !is_granted(tx, &name, call.organisation()).await? {
        return Err(unknown());
    }
    Err(Refusal::NotScopeOwner { scope: scope.name, owner: scope.owner, deed })
}

/// A scope of the caller's that is about to be changed, if it still is what the request says it must be; and the transaction to
/// change it in.
async fn scope_to_change(
    call: &Call<'_>,
    headers: &HeaderMap,
    query: Option<&str>,
    deed: &'static str,
) -> Result<(Tx, Scope), Refusal> {
    let if_match = IfMatch::of(headers)?;
    let mut tx = call.app.db.begin_write().await?;
    let scope = own_scope(&mut tx, call, query, deed).await?;
    if_match.holds_for_scope(&mut tx, &scope.name).await?;
    Ok((tx, scope))
}

/// `POST /scopes`: makes a scope below a prefix of the caller's.
pub async fn create_scope(State(app): AppState, headers: HeaderMap, body: Body) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let mut sent = wire::read_scope(&read_object(&headers, body).await?);
        let owner = call.organisation();
        if let Some(other) = sent.owner.as_ref().filter(|sent| **sent != owner.to_string()) {
            let why = Why::NotOneOf { value: shortened(other), allowed: owner.to_string() };
            sent.faults.push(Fault::new("owner_orgno", why));
        }
        let (prefix, subscope) = (sent.prefix.unwrap_or_default(), sent.subscope.unwrap_or_default());
        let new = NewScope { prefix, subscope, terms: sent.terms };
        let mut tx = call.app.db.begin_write().await?;
        let scope = scopes::create_scope(&mut tx, call.app, call.now, owner, new, sent.faults, &call.actor())
            .await
            .map_err(about_scope)?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::CREATED, wire::show_scope(&scope))?, scope.version))
    })
    .await
}

/// `PUT /scopes?scope=`: replaces what the owner decides. With `active` true a scope out of use is taken into use again.
pub async fn change_scope(
    State(app): AppState,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let mut sent = wire::read_scope(&read_object(&headers, body).await?);
        let (mut tx, before) = scope_to_change(&call, &headers, query.as_deref(), "change it").await?;
        let owner = before.owner.to_string();
        for (field, sent_value, own) in [
            ("prefix", &sent.prefix, &before.prefix),
            ("subscope", &sent.subscope, &before.subscope),
            ("owner_orgno", &sent.owner, &owner),
        ] {
            if sent_value.as_ref().is_some_and(|sent| sent != own) {
                sent.faults.push(Fault::new(field, Why::Fixed(own.clone())));
            }
        }
        let scope = scopes::change_scope(
            &mut tx,
            call.app,
            call.now,
            &before,
            sent.terms,
            sent.faults,
            &call.actor(),
        )
        .await
        .map_err(about_scope)?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::OK, wire::show_scope(&scope))?, scope.version))
    })
    .await
}

/// `DELETE /scopes?scope=`: closes one of the caller's own scopes. Nothing is deleted: grants and clients keep it, and no
/// token is issued with it.
pub async fn close_scope(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, WRITE_SCOPES, async |call| {
        let (mut tx, scope) =
            scope_to_change(&call, &headers, query.as_deref(), "take it out of use").await?;
        set_scope_active(&mut tx, call.app, call.now, &scope.name, false, &call.actor())
            .await
            .map_err(about_scope)?;
        let closed = own_scope(&mut tx, &call, query.as_deref(), "read it here").await?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::OK, wire::show_scope(&closed))?, closed.version))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_integration_type_must_be_lists_all_of_them() {
        let listed = INTEGRATION_TYPE_EXPECTED.strip_prefix("one of ").unwrap_or_default();
        assert_eq!(listed, SCOPE_INTEGRATION_TYPES.join(", "));
    }
}
