//! The self-service API (`maskinporten.md` §6): clients, their keys, scopes and grants, for machines.
//!
//! Every address stands with and without `/api/v1` in front, since Digdir's own texts show both. The caller is the
//! `consumer` of a token that our own token server issued.

use std::future::Future;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::wire;
use super::{Client, Error, Fault, Grant, GrantState, Scope, Visibility, Why, keys, registration, store};
use crate::access::bearer::{self, Machine};
use crate::app::App;
use crate::clock::{Now, iso8601};
use crate::db::Tx;
use crate::numbers::OrgNumber;
use crate::web::forms::percent_decode;

const READ_CLIENTS: &[&str] = &["idporten:dcr.read"];
const WRITE_CLIENTS: &[&str] = &["idporten:dcr.write"];
const CHANGE_CLIENTS: &[&str] = &["idporten:dcr.write", "idporten:dcr.modify"];
const READ_SCOPES: &[&str] = &["idporten:scopes.read", "idporten:scopes.write"];
const WRITE_SCOPES: &[&str] = &["idporten:scopes.write"];

/// The largest body, in bytes: a hundred scopes and five keys with their certificates are far below.
const BODY_LIMIT: usize = 64 * 1024;

type AppState = State<Arc<App>>;

/// Who calls, and when.
struct Call<'a> {
    app: &'a App,
    now: Now,
    machine: Machine,
}

impl Call<'_> {
    fn organisation(&self) -> OrgNumber {
        self.machine.consumer
    }

    fn actor(&self) -> String {
        self.machine.actor()
    }
}

/// Runs `work` for a caller whose token carries one of `scopes`.
async fn guarded<'a, F, W>(
    app: &'a App,
    headers: &HeaderMap,
    scopes: &'static [&'static str],
    work: F,
) -> Response
where
    F: FnOnce(Call<'a>) -> W,
    W: Future<Output = Result<Response, Refusal>>,
{
    let now = app.now();
    let outcome = match bearer::verify(app, headers, now).await {
        Err(fault) => Err(Refusal::Token(fault)),
        Ok(machine) if !scopes.iter().any(|scope| machine.has_scope(scope)) => Err(Refusal::Scope(scopes)),
        Ok(machine) => work(Call { app, now, machine }).await,
    };
    let mut response = outcome.unwrap_or_else(|refusal| refusal.respond(app, now));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Answers anybody.
async fn open(app: &App, work: impl Future<Output = Result<Response, Refusal>>) -> Response {
    let now = app.now();
    work.await.unwrap_or_else(|refusal| refusal.respond(app, now))
}

#[expect(clippy::unnecessary_wraps, reason = "it ends the functions that may be refused")]
fn answer(status: StatusCode, body: Value) -> Result<Response, Refusal> {
    Ok((status, Json(body)).into_response())
}

fn about_client(error: Error) -> Refusal {
    Refusal::Rule("Client", error)
}

fn about_keys(error: Error) -> Refusal {
    Refusal::Rule("JsonWebKey", error)
}

fn about_grant(error: Error) -> Refusal {
    Refusal::Rule("ScopeAccess", error)
}

// Clients

/// `GET /clients?inactive=`: the caller's clients.
pub async fn list_clients(State(app): AppState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let with_inactive = flag(query.as_deref(), "inactive")?.unwrap_or(false);
        let mut tx = call.app.db.read().await?;
        let clients = store::clients_of(&mut tx, call.organisation()).await?;
        let shown: Vec<Value> =
            clients.iter().filter(|client| client.active || with_inactive).map(wire::show_client).collect();
        answer(StatusCode::OK, Value::Array(shown))
    })
    .await
}

/// `POST /clients`
pub async fn create_client(State(app): AppState, headers: HeaderMap, body: Body) -> Response {
    guarded(&app, &headers, WRITE_CLIENTS, async |call| {
        let sent = wire::read_client(&read_object(&headers, body).await?, call.organisation());
        check_organisation(sent.organisation.as_deref(), call.organisation())?;
        let mut tx = call.app.db.begin_write().await?;
        let client =
            registration::create_client(&mut tx, call.app, call.now, sent.new, sent.faults, &call.actor())
                .await
                .map_err(about_client)?;
        tx.commit().await?;
        answer(StatusCode::CREATED, wire::show_client(&client))
    })
    .await
}

/// `GET /clients/{client_id}`
pub async fn show_client(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        answer(StatusCode::OK, wire::show_client(&own_client(&mut tx, &call, &id).await?))
    })
    .await
}

/// `PUT /clients/{client_id}`: replaces all that can change.
pub async fn change_client(
    State(app): AppState,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    guarded(&app, &headers, CHANGE_CLIENTS, async |call| {
        let mut sent = wire::read_client(&read_object(&headers, body).await?, call.organisation());
        let mut tx = call.app.db.begin_write().await?;
        let before = own_client(&mut tx, &call, &id).await?;
        check_organisation(sent.organisation.as_deref(), call.organisation())?;
        let mut fixed = |field: &str, sent_value: &str, own: &str| {
            let known = sent.faults.iter().any(|fault| fault.field == field);
            if sent_value != own && !known {
                sent.faults.push(Fault::new(field, Why::Fixed(own.to_owned())));
            }
        };
        fixed("integration_type", &sent.new.integration_type, &before.integration_type);
        fixed("client_id", sent.new.id.as_deref().unwrap_or(&before.id), &before.id);
        let client = registration::change_client(
            &mut tx,
            call.app,
            call.now,
            &id,
            call.organisation(),
            sent.new.rest,
            sent.faults,
            &call.actor(),
        )
        .await
        .map_err(about_client)?;
        tx.commit().await?;
        answer(StatusCode::OK, wire::show_client(&client))
    })
    .await
}

/// `DELETE /clients/{client_id}`: takes the client out of use; nothing of it is lost.
pub async fn delete_client(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, WRITE_CLIENTS, async |call| {
        let mut tx = call.app.db.begin_write().await?;
        registration::set_active(&mut tx, call.app, call.now, &id, call.organisation(), false, &call.actor())
            .await
            .map_err(about_client)?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

async fn own_client(tx: &mut Tx, call: &Call<'_>, id: &str) -> Result<Client, Refusal> {
    match store::find_client(tx, id).await? {
        None => Err(about_client(Error::NoSuchClient(super::shortened(id)))),
        Some(client) if client.organisation != call.organisation() => Err(about_client(Error::NotYours)),
        Some(client) => Ok(client),
    }
}

fn check_organisation(sent: Option<&str>, own: OrgNumber) -> Result<(), Refusal> {
    let Some(sent) = sent else { return Ok(()) };
    match OrgNumber::parse(sent) {
        Ok(number) if number == own => Ok(()),
        Ok(number) => Err(Refusal::OtherOrganisation(number)),
        Err(_) => Err(Refusal::Address {
            parameter: "client_orgno",
            expected: "an organisation number of nine digits",
        }),
    }
}

// Keys

/// `GET /clients/{client_id}/jwks`
pub async fn list_keys(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        own_client(&mut tx, &call, &id).await?;
        let keys = keys::keys_of(&mut tx, &id).await?;
        answer(StatusCode::OK, wire::show_keys(&keys, call.now))
    })
    .await
}

/// `POST /clients/{client_id}/jwks`: replaces the whole set.
pub async fn replace_keys(
    State(app): AppState,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    guarded(&app, &headers, CHANGE_CLIENTS, async |call| {
        let object = read_object(&headers, body).await?;
        let posted = wire::read_keys(&object).map_err(|fault| about_keys(Error::Invalid(vec![fault])))?;
        let mut tx = call.app.db.begin_write().await?;
        let keys =
            keys::replace_keys(&mut tx, call.app, call.now, &id, call.organisation(), &posted, &call.actor())
                .await
                .map_err(about_keys)?;
        tx.commit().await?;
        answer(StatusCode::CREATED, wire::show_keys(&keys, call.now))
    })
    .await
}

/// `DELETE /clients/{client_id}/jwks`: removes all keys.
pub async fn delete_keys(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    remove(&app, &headers, &id, None).await
}

/// `GET /clients/{client_id}/jwks/{kid}`
pub async fn show_key(
    State(app): AppState,
    Path((id, kid)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        own_client(&mut tx, &call, &id).await?;
        let keys = keys::keys_of(&mut tx, &id).await?;
        let key = keys
            .iter()
            .find(|key| key.kid == kid)
            .ok_or_else(|| about_keys(Error::NoSuchKey(super::shortened(&kid))))?;
        answer(StatusCode::OK, wire::show_key(key, call.now))
    })
    .await
}

/// `PUT /clients/{client_id}/jwks/{kid}`: adds one key, or renews it.
pub async fn save_key(
    State(app): AppState,
    Path((id, kid)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    guarded(&app, &headers, CHANGE_CLIENTS, async |call| {
        let value = Value::Object(read_object(&headers, body).await?);
        let mut tx = call.app.db.begin_write().await?;
        let organisation = call.organisation();
        let key =
            keys::save_key(&mut tx, call.app, call.now, &id, organisation, Some(&kid), &value, &call.actor())
                .await
                .map_err(about_keys)?;
        tx.commit().await?;
        answer(StatusCode::OK, wire::show_key(&key, call.now))
    })
    .await
}

/// `DELETE /clients/{client_id}/jwks/{kid}`
pub async fn delete_key(
    State(app): AppState,
    Path((id, kid)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    remove(&app, &headers, &id, Some(&kid)).await
}

async fn remove(app: &App, headers: &HeaderMap, id: &str, kid: Option<&str>) -> Response {
    guarded(app, headers, CHANGE_CLIENTS, async |call| {
        let mut tx = call.app.db.begin_write().await?;
        keys::remove_key(&mut tx, call.app, call.now, id, call.organisation(), kid, &call.actor())
            .await
            .map_err(about_keys)?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

// Scopes

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
        .ok_or_else(|| Refusal::Rule("Scope", Error::NoSuchScope(super::shortened(&name))))?;
    if scope.owner != call.organisation() {
        return Err(Refusal::NotScopeOwner { scope: scope.name, owner: scope.owner });
    }
    Ok(scope)
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
        show_grants(&grants, flag(query, "inactive")?)
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
        show_grants(&grants, flag(query.as_deref(), "inactive")?)
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
        super::grant_scope(&mut tx, call.app, call.now, &scope.name, consumer, None, &call.actor())
            .await
            .map_err(about_grant)?;
        let grant = store::find_grant(&mut tx, &scope.name, consumer).await?;
        let shown = grant.as_ref().map_or(Value::Null, show_grant);
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
        let grant = super::withdraw_scope(&mut tx, call.app, call.now, &scope.name, consumer, &call.actor())
            .await
            .map_err(about_grant)?;
        let shown = show_grant(&grant);
        tx.commit().await?;
        answer(StatusCode::OK, shown)
    })
    .await
}

fn show_grants(grants: &[Grant], inactive: Option<bool>) -> Result<Response, Refusal> {
    let shown: Vec<Value> = grants
        .iter()
        .filter(|grant| inactive != Some(false) || grant.state != GrantState::Denied)
        .map(show_grant)
        .collect();
    answer(StatusCode::OK, Value::Array(shown))
}

fn show_grant(grant: &Grant) -> Value {
    wire::show_grant(grant, super::owner_name(grant.consumer), super::owner_name(grant.owner))
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

// What was sent

async fn read_object(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(Refusal::NotJsonType);
    }
    let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| Refusal::TooLarge(BODY_LIMIT))?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::BrokenJson("it is another kind of JSON value".to_owned())),
        // The reader's own text names line and column, and never quotes the body.
        Err(error) => Err(Refusal::BrokenJson(format!("line {}, column {}", error.line(), error.column()))),
    }
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    query?
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| percent_decode(value.as_bytes()))
        .filter(|value| !value.is_empty())
}

fn flag(query: Option<&str>, name: &'static str) -> Result<Option<bool>, Refusal> {
    match parameter(query, name).as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Refusal::Address { parameter: name, expected: "true or false" }),
    }
}

fn read_number(text: &str) -> Result<OrgNumber, Refusal> {
    OrgNumber::parse(text).map_err(|_| Refusal::Address {
        parameter: "consumer_orgno",
        expected: "an organisation number of nine digits with a right check digit",
    })
}
