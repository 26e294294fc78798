//! `/clients` and the keys below it.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::refusal::Refusal;
use super::super::{Client, Error, Fault, Why, keys, registration, shortened, store, wire};
use super::{AppState, Call, answer, flag, guarded, read_object};
use crate::app::App;
use crate::db::Tx;
use crate::numbers::OrgNumber;

const READ_CLIENTS: &[&str] = &["idporten:dcr.read"];
const WRITE_CLIENTS: &[&str] = &["idporten:dcr.write"];
const CHANGE_CLIENTS: &[&str] = &["idporten:dcr.write", "idporten:dcr.modify"];

fn about_client(error: Error) -> Refusal {
    Refusal::Rule("Client", error)
}

fn about_keys(error: Error) -> Refusal {
    Refusal::Rule("JsonWebKey", error)
}

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
        None => Err(about_client(Error::NoSuchClient(shortened(id)))),
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
            .ok_or_else(|| about_keys(Error::NoSuchKey(shortened(&kid))))?;
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
