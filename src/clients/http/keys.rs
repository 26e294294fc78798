//! The keys of a client: the whole set at once, and one by one.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::keys::{self, read_posted};
use super::super::refusal::Refusal;
use super::super::{Error, Fault, Why, shortened, store, wire};
use super::clients::{CHANGE_CLIENTS, READ_CLIENTS, client_to_change, own_client};
use super::unchanged::tagged;
use super::{AppState, answer, guarded, media_type, read_bytes, read_object};
use crate::app::App;
use crate::db::Tx;

fn about_keys(error: Error) -> Refusal {
    Refusal::Rule("JsonWebKey", error)
}

/// The version of the client whose keys were just changed, which is that of its set of keys.
async fn version(tx: &mut Tx, id: &str) -> Result<i64, Refusal> {
    Ok(store::client_version(tx, id).await?.unwrap_or_default())
}

/// `GET /clients/{client_id}/jwks`
pub async fn list_keys(State(app): AppState, Path(id): Path<String>, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_CLIENTS, async |call| {
        let mut tx = call.app.db.read().await?;
        // The version first: a set that is newer than its tag is refused once too often, and never overwritten unseen.
        let client = own_client(&mut tx, &call, &id).await?;
        let keys = keys::keys_of(&mut tx, &id).await?;
        Ok(tagged(
            answer(StatusCode::OK, wire::show_keys(&keys, call.organisation(), call.now))?,
            client.version,
        ))
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
        let (mut tx, _) = client_to_change(&call, &headers, &id).await?;
        let keys =
            keys::replace_keys(&mut tx, call.app, call.now, &id, call.organisation(), &posted, &call.actor())
                .await
                .map_err(about_keys)?;
        let version = version(&mut tx, &id).await?;
        tx.commit().await?;
        Ok(tagged(
            answer(StatusCode::CREATED, wire::show_keys(&keys, call.organisation(), call.now))?,
            version,
        ))
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
        let client = own_client(&mut tx, &call, &id).await?;
        let keys = keys::keys_of(&mut tx, &id).await?;
        let key = keys
            .iter()
            .find(|key| key.kid == kid)
            .ok_or_else(|| about_keys(Error::NoSuchKey(shortened(&kid))))?;
        Ok(tagged(
            answer(StatusCode::OK, wire::show_key(key, call.organisation(), call.now))?,
            client.version,
        ))
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
        let (mut tx, _) = client_to_change(&call, &headers, &id).await?;
        let organisation = call.organisation();
        let key =
            keys::save_key(&mut tx, call.app, call.now, &id, organisation, Some(&kid), &value, &call.actor())
                .await
                .map_err(about_keys)?;
        let version = version(&mut tx, &id).await?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::OK, wire::show_key(&key, call.organisation(), call.now))?, version))
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
        let (mut tx, _) = client_to_change(&call, headers, id).await?;
        keys::remove_key(&mut tx, call.app, call.now, id, call.organisation(), kid, &call.actor())
            .await
            .map_err(about_keys)?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// `POST /api/v2/clients/{client_id}/key`: adds one key, or renews it. The body is text: a certificate or a public key in
/// PEM, or a JWK.
pub async fn add_key(
    State(app): AppState,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    guarded(&app, &headers, CHANGE_CLIENTS, async |call| {
        if !matches!(
            media_type(&headers).as_str(),
            "text/plain" | "application/json" | "application/x-pem-file"
        ) {
            return Err(Refusal::NotTextType);
        }
        let bytes = read_bytes(body).await?;
        let refuse = |why| about_keys(Error::Invalid(vec![Fault::new("key", why)]));
        let text = std::str::from_utf8(&bytes).map_err(|_| refuse(Why::WrongType("text in UTF-8")))?;
        let value = read_posted(text).map_err(|error| refuse(Why::Key(error)))?;
        let (mut tx, _) = client_to_change(&call, &headers, &id).await?;
        let key = keys::save_key(
            &mut tx,
            call.app,
            call.now,
            &id,
            call.organisation(),
            None,
            &value,
            &call.actor(),
        )
        .await
        .map_err(about_keys)?;
        let version = version(&mut tx, &id).await?;
        tx.commit().await?;
        Ok(tagged(answer(StatusCode::CREATED, wire::show_key(&key, call.organisation(), call.now))?, version))
    })
    .await
}
