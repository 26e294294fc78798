//! Clients and grants as a world file has them: all of them read, and a client brought into exactly the state that the
//! file names. What no API would do is possible here on purpose: a scope without its grant, a key that has run out. A test
//! of refusals needs them.

use serde_json::{Map, Value, json};

use super::keys::ClientKey;
use super::registration::{changed, check_texts, may_have_clients, write_down};
use super::store::{self, find_client, find_scope};
use super::{ChangedClient, Client, Error, Fault, Grant, MAX_KEYS, Why, is_client_id};
use crate::app::App;
use crate::clock::{DAY, Millis, Now, SECOND};
use crate::db::{self, Tx};
use crate::jose::{Jwk, JwkError};
use crate::numbers::OrgNumber;

/// The longest life of a key, on the world clock.
const YEAR: Millis = 365 * DAY;

/// A key as a world file names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoredKey {
    /// The public JWK, with the stated `exp` where there is one.
    pub jwk: Value,
    /// When it runs out, in world time; without it a key that is there keeps its end, and a new one gets its year.
    pub expires_at: Option<Millis>,
}

/// A client as a world file names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoredClient {
    /// `client_id`
    pub id: String,
    /// Whom it belongs to; never changes.
    pub organisation: OrgNumber,
    /// Never changes.
    pub integration_type: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it gets tokens.
    pub active: bool,
    /// How long its tokens last, in seconds.
    pub access_token_lifetime: i64,
    /// All of its scopes.
    pub scopes: Vec<String>,
    /// Members that decide nothing here.
    pub extra: Map<String, Value>,
    /// All of its keys.
    pub keys: Vec<RestoredKey>,
}

/// Every client with its keys, by id.
pub async fn all_clients(tx: &mut Tx) -> Result<Vec<(Client, Vec<ClientKey>)>, db::Error> {
    let mut clients = Vec::new();
    for id in store::all_client_ids(tx).await? {
        if let Some(client) = find_client(tx, &id).await? {
            let mut keys = store::keys_of_client(tx, &id).await?;
            keys.sort_by(|a, b| a.kid.cmp(&b.kid));
            clients.push((client, keys));
        }
    }
    Ok(clients)
}

/// Every grant that holds, by scope and organisation.
pub async fn all_grants(tx: &mut Tx) -> Result<Vec<Grant>, db::Error> {
    store::all_approved(tx).await
}

/// Brings a client into the state that a world file names. Gives whether it was there and whether anything changed;
/// nothing is written when nothing changes. Faults are named by the file's fields: `name`, `scopes`, `key[0].kid`.
pub async fn restore_client(
    tx: &mut Tx,
    app: &App,
    now: Now,
    restored: &RestoredClient,
    actor: &str,
) -> Result<(bool, bool), Error> {
    if !may_have_clients(tx, restored.organisation).await? {
        return Err(Error::NotAParty(restored.organisation));
    }
    let Look { before, old_keys, keys, faults } = look(tx, now, restored).await?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut after = Client {
        id: restored.id.clone(),
        organisation: restored.organisation,
        name: restored.name.clone(),
        description: restored.description.clone(),
        active: restored.active,
        integration_type: restored.integration_type.clone(),
        access_token_lifetime: restored.access_token_lifetime,
        extra: restored.extra.clone(),
        scopes: restored.scopes.clone(),
        version: before.as_ref().map_or(1, |before| before.version),
        created_at: before.as_ref().map_or(now.wall, |before| before.created_at),
        updated_at: before.as_ref().map_or(now.wall, |before| before.updated_at),
    };
    let was_there = before.is_some();
    let same_keys = keys.len() == old_keys.len() && keys.iter().all(|key| old_keys.contains(key));
    if before.as_ref() == Some(&after) && same_keys {
        return Ok((true, false));
    }
    if was_there {
        store::lock_client(tx, &after.id).await?;
        store::update_client(tx, &after).await?;
        store::delete_keys(tx, &after.id).await?;
    } else if !store::insert_client(tx, &after).await? {
        return Err(Error::ClientIdTaken(after.id));
    }
    for key in &keys {
        store::upsert_key(tx, &after.id, key).await?;
    }
    let kids: Vec<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    let detail = json!({ "name": after.name, "scopes": after.scopes, "kids": kids });
    if was_there {
        changed(tx, app, now, "client.restored", &mut after, detail, actor).await?;
    } else {
        write_down(tx, app, now, "client.restored", &after, detail, actor).await?;
    }
    Ok((was_there, true))
}

/// What is wrong with a client of a world file, told before anything of the file is applied; a scope that the file itself
/// declares is not there yet, and so is the caller's to look for.
pub async fn faults_of_restored(
    tx: &mut Tx,
    now: Now,
    restored: &RestoredClient,
) -> Result<Vec<Fault>, db::Error> {
    let faults = look(tx, now, restored).await?.faults;
    Ok(faults.into_iter().filter(|fault| fault.field != "scopes").collect())
}

/// What is wrong with the id of a client, whatever else is written about it.
pub fn fault_of_id(id: &str) -> Option<Why> {
    (!is_client_id(id)).then_some(Why::BadClientId)
}

/// What is wrong with a key, whatever else is written about its client.
pub fn fault_of_key(jwk: &Value) -> Option<Why> {
    parse_key(jwk).err().map(Why::Key)
}

fn parse_key(jwk: &Value) -> Result<Jwk, JwkError> {
    let jwk = Jwk::parse(jwk)?;
    jwk.verifying_key()?;
    Ok(jwk)
}

/// A client as it is, as it shall be, and what is wrong with that.
struct Look {
    before: Option<Client>,
    old_keys: Vec<ClientKey>,
    keys: Vec<ClientKey>,
    faults: Vec<Fault>,
}

async fn look(tx: &mut Tx, now: Now, restored: &RestoredClient) -> Result<Look, db::Error> {
    let before = find_client(tx, &restored.id).await?;
    let old_keys = store::keys_of_client(tx, &restored.id).await?;
    let mut faults = faults_of(tx, restored, before.as_ref()).await?;
    let keys = read_keys(restored, &old_keys, now, &mut faults);
    Ok(Look { before, old_keys, keys, faults })
}

async fn faults_of(
    tx: &mut Tx,
    restored: &RestoredClient,
    before: Option<&Client>,
) -> Result<Vec<Fault>, db::Error> {
    let mut faults = Vec::new();
    faults.extend(fault_of_id(&restored.id).map(|why| Fault::new("id", why)));
    if let Some(before) = before {
        if before.organisation != restored.organisation {
            faults.push(Fault::new("organisation", Why::Fixed(before.organisation.to_string())));
        }
        if before.integration_type != restored.integration_type {
            faults.push(Fault::new("integration_type", Why::Fixed(before.integration_type.clone())));
        }
    }
    let texts = ChangedClient {
        name: restored.name.clone(),
        description: restored.description.clone(),
        ..ChangedClient::default()
    };
    check_texts(&texts, &mut faults);
    for fault in &mut faults {
        if fault.field == "client_name" {
            "name".clone_into(&mut fault.field);
        }
    }
    for scope in &restored.scopes {
        if find_scope(tx, scope).await?.is_none() {
            faults.push(Fault::new("scopes", Why::ScopeUnknown(super::shortened(scope))));
        }
    }
    if restored.keys.len() > MAX_KEYS {
        faults.push(Fault::new("key", Why::TooManyKeys));
    }
    Ok(faults)
}

fn read_keys(
    restored: &RestoredClient,
    old: &[ClientKey],
    now: Now,
    faults: &mut Vec<Fault>,
) -> Vec<ClientKey> {
    let mut keys: Vec<ClientKey> = Vec::new();
    for (position, key) in restored.keys.iter().enumerate() {
        let place = format!("key[{position}]");
        let mut jwk = match parse_key(&key.jwk) {
            Ok(jwk) => jwk,
            Err(error) => {
                faults.push(Fault::new(place, Why::Key(error)));
                continue;
            }
        };
        let stated = jwk.exp.take();
        let row = ClientKey {
            kid: jwk.kid.clone(),
            jwk: jwk.to_value(),
            stated_exp: stated,
            expires_at: 0,
            created_at: now.world,
            updated_at: now.world,
        };
        let same = old.iter().find(|old| old.kid == row.kid && old.jwk == row.jwk);
        let Some(row) = with_end(row, same, key.expires_at, now) else {
            faults.push(Fault::new(format!("{place}.exp"), Why::KeyOver));
            continue;
        };
        if keys.iter().any(|other| other.kid == row.kid) {
            faults.push(Fault::new(format!("{place}.kid"), Why::KidTwice(row.kid.clone())));
        }
        keys.push(row);
    }
    keys
}

/// The key with the end of its life. One that is there in the same words keeps what it has, so that a file loaded again
/// renews nothing. `None` when the file states an end that is past and says nothing of the world's clock.
fn with_end(
    mut key: ClientKey,
    same: Option<&ClientKey>,
    expires_at: Option<Millis>,
    now: Now,
) -> Option<ClientKey> {
    if let Some(same) = same {
        let written = (key.stated_exp, expires_at);
        let held = (same.stated_exp, Some(same.expires_at));
        // A stated end later than a year was not granted, and so was not kept.
        let beyond = same.stated_exp.is_none()
            && key.stated_exp.is_some_and(|exp| end_of(exp, now) >= same.expires_at);
        if written == held || (expires_at.is_none() && (key.stated_exp == same.stated_exp || beyond)) {
            return Some(same.clone());
        }
        key.created_at = same.created_at;
    }
    if let Some(expires_at) = expires_at {
        key.expires_at = expires_at;
        return Some(key);
    }
    let year = now.world + YEAR;
    match key.stated_exp {
        Some(exp) if exp <= now.wall_seconds() => return None,
        Some(exp) if end_of(exp, now) <= year => key.expires_at = end_of(exp, now),
        _ => {
            key.stated_exp = None;
            key.expires_at = year;
        }
    }
    Some(key)
}

fn end_of(exp: i64, now: Now) -> Millis {
    exp.saturating_mul(SECOND).saturating_add(now.offset())
}
