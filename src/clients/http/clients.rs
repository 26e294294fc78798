//! `/clients`

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::refusal::Refusal;
use super::super::{Client, Error, Fault, Why, registration, shortened, store, wire};
use super::unchanged::{IfMatch, tagged};
use super::{AppState, Call, answer, flag, guarded, read_object};
use crate::db::Tx;
use crate::numbers::OrgNumber;

pub(super) const READ_CLIENTS: &[&str] = &["idporten:dcr.read"];
pub(super) const WRITE_CLIENTS: &[&str] = &["idporten:dcr.write"];
pub(super) const CHANGE_CLIENTS: &[&str] = &["idporten:dcr.write", "idporten:dcr.modify"];

fn about_client(error: Error) -> Refusal {
    Refusal::Rule("Client", error)
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
        let object = read_object(&headers, body).await?;
        let mut sent = wire::read_client(&object, call.organisation());
        sent.faults.extend(wire::keys_within(&object));
        check_organisation(sent.organisation.as_deref(), call.organisation())?;
        let mut tx = call.app.db.begin_write().await?;
        let client =
            registration::create_client(&mut tx, call.app, call.now, sent.new, sent.faults, &call.actor())
                .await
                .map_err(about_client)?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::CREATED, wire::show_client(&client))?, client.version))
    })
    .await
}

/// `GET /clients/{client_id}`
pub async fn show_client(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        let client = own_client(&mut tx, &call, &id).await?;
        Ok(tagged(answer(StatusCode::OK, wire::show_client(&client))?, client.version))
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
        let (mut tx, before) = client_to_change(&call, &headers, &id).await?;
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
        Ok(tagged(answer(StatusCode::OK, wire::show_client(&client))?, client.version))
    })
    .await
}

/// `DELETE /clients/{client_id}`: takes the client out of use; nothing of it is lost.
pub async fn delete_client(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, WRITE_CLIENTS, async |call| {
        let (mut tx, _) = client_to_change(&call, &headers, &id).await?;
        registration::set_active(&mut tx, call.app, call.now, &id, call.organisation(), false, &call.actor())
            .await
            .map_err(about_client)?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// `POST /clients/{client_id}/secret`: no client of Maskinporten has one.
pub async fn make_secret(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, WRITE_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        own_client(&mut tx, &call, &id).await?;
        Err(Refusal::NoSecret)
    })
    .await
}

/// A client of the caller's organisation.
pub(super) async fn own_client(tx: &mut Tx, call: &Call<'_>, id: &str) -> Result<Client, Refusal> {
    match store::find_client(tx, id).await? {
        None => Err(about_client(Error::NoSuchClient(shortened(id)))),
        Some(client) if client.organisation != call.organisation() => Err(about_client(Error::NotYours)),
        Some(client) => Ok(client),
    }
}

/// A client of the caller's that is about to be changed, if it still is what the request says it must be; and the transaction
/// to change it in.
pub(super) async fn client_to_change(
    call: &Call<'_>,
    headers: &HeaderMap,
    id: &str,
) -> Result<(Tx, Client), Refusal> {
    let if_match = IfMatch::of(headers)?;
    let mut tx = call.app.db.begin_write().await?;
    let client = own_client(&mut tx, call, id).await?;
    if_match.holds_for_client(&mut tx, id).await?;
    Ok((tx, client))
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
