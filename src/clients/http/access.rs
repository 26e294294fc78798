//! `/scopes/access`: who may use which scope.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::super::refusal::Refusal;
use super::super::registration::may_have_clients;
use super::super::{Error, Grant, GrantState, grant_scope, store, wire, withdraw_scope};
use super::scopes::{READ_SCOPES, WRITE_SCOPES, own_scope};
use super::{AppState, answer, flag, guarded, parameter, read_number};
use crate::db::{self, Tx};

/// Most grants of one scope in one answer. The real API has no pages; who has more asks for one organisation at a time.
pub(super) const GRANT_LIMIT: i64 = 50_000;

fn about_grant(error: Error) -> Refusal {
    Refusal::Rule("ScopeAccess", error)
}

/// `GET /scopes/access?scope=` or `?consumer_orgno=`: who may use a scope of the caller's, or what of the caller's somebody
/// may use. Withdrawn grants are shown with their state, unless `inactive=false`.
pub async fn list_grants(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let query = query.as_deref();
        let mut tx = call.app.db.read().await?;
        let grants = if parameter(query, "scope")?.is_some() {
            let scope = own_scope(&mut tx, &call, query, "see who has access").await?;
            let one = parameter(query, "consumer_orgno")?;
            if let Some(number) = one {
                let found =
                    store::find_grant(&mut tx, &scope.name, read_number("consumer_orgno", &number)?).await?;
                found.into_iter().collect()
            } else {
                let grants = store::grants_of_scope(&mut tx, &scope.name, GRANT_LIMIT + 1).await?;
                if grants.len() > usize::try_from(GRANT_LIMIT).unwrap_or(usize::MAX) {
                    return Err(Refusal::TooMany { parameter: "consumer_orgno", limit: GRANT_LIMIT });
                }
                grants
            }
        } else if let Some(number) = parameter(query, "consumer_orgno")? {
            let mut grants = store::grants_to(&mut tx, read_number("consumer_orgno", &number)?).await?;
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
        let consumer = read_number("consumer_orgno", &consumer)?;
        let mut tx = call.app.db.begin_write().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref(), "give access to it").await?;
        if !may_have_clients(&mut tx, consumer).await? {
            return Err(about_grant(Error::NotAParty(consumer)));
        }
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
        let consumer = read_number("consumer_orgno", &consumer)?;
        let mut tx = call.app.db.begin_write().await?;
        let scope = own_scope(&mut tx, &call, query.as_deref(), "withdraw access to it").await?;
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
    let kept = |grant: &&Grant| inactive != Some(false) || grant.state != GrantState::Denied;
    let names =
        store::names_of(tx, grants.iter().filter(kept).flat_map(|grant| [grant.consumer, grant.owner]))
            .await?;
    let shown = grants.iter().filter(kept);
    let shown =
        shown.map(|grant| wire::show_grant(grant, names.get(&grant.consumer), names.get(&grant.owner)));
    answer(StatusCode::OK, Value::Array(shown.collect()))
}

async fn show_grant(tx: &mut Tx, grant: &Grant) -> Result<Value, db::Error> {
    let names = store::names_of(tx, [grant.consumer, grant.owner].into_iter()).await?;
    Ok(wire::show_grant(grant, names.get(&grant.consumer), names.get(&grant.owner)))
}
