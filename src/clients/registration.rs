//! Making and changing clients.

use serde_json::{Map, Value, json};

use super::grants::scope_fault;
use super::store;
use super::{
    CLIENT_LIMIT, Client, DEFAULT_TOKEN_LIFETIME, Error, Fault, INTEGRATION_TYPES, LONGEST_TOKEN_LIFETIME,
    MASKINPORTEN, SCOPE_LIMIT, TEXT_LIMIT, Why, is_client_id, owner_name, shortened,
};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db;
use crate::db::Tx;
use crate::language::is_invisible;
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties::find_organisation;

/// A client that somebody wants to make.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// An id of the caller's choice; usually none, and one is made.
    pub id: Option<String>,
    /// Whom it will belong to.
    pub organisation: OrgNumber,
    /// One of [`INTEGRATION_TYPES`].
    pub integration_type: String,
    /// What can be changed later.
    pub rest: ChangedClient,
}

impl NewClient {
    /// An ordinary client with a name and scopes.
    pub fn named(organisation: OrgNumber, name: &str, scopes: Vec<String>) -> Self {
        Self {
            id: None,
            organisation,
            integration_type: MASKINPORTEN.to_owned(),
            rest: ChangedClient { name: name.to_owned(), scopes, ..ChangedClient::default() },
        }
    }
}

/// The members of a client that can change. A change replaces them all.
#[derive(Debug, Clone)]
pub struct ChangedClient {
    /// Its name, for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it gets tokens.
    pub active: bool,
    /// How long its tokens last, in seconds.
    pub access_token_lifetime: i64,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// Members that decide nothing here.
    pub extra: Map<String, Value>,
}

impl Default for ChangedClient {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            active: true,
            access_token_lifetime: DEFAULT_TOKEN_LIFETIME,
            scopes: Vec::new(),
            extra: Map::new(),
        }
    }
}

/// Makes a client. `found` are the faults that reading the request found already, so that its sender learns all at once.
pub async fn create_client(
    tx: &mut Tx,
    app: &App,
    now: Now,
    new: NewClient,
    found: Vec<Fault>,
    actor: &str,
) -> Result<Client, Error> {
    if !may_have_clients(tx, new.organisation).await? {
        return Err(Error::NotAParty(new.organisation));
    }
    let mut faults = found;
    if let Some(id) = &new.id
        && !is_client_id(id)
    {
        faults.push(Fault::new("client_id", Why::BadClientId));
    }
    if new.id.as_ref().is_some_and(|id| mask_real_numbers(id).1 > 0) {
        faults.push(Fault::new("client_id", Why::RealPersonNumber));
    }
    if !INTEGRATION_TYPES.contains(&new.integration_type.as_str()) && !has(&faults, "integration_type") {
        faults.push(Fault::new("integration_type", unknown_integration_type(&new.integration_type)));
    }
    check_texts(&new.rest, &mut faults);
    check_scopes(tx, &new.rest.scopes, &[], new.organisation, &new.integration_type, &mut faults).await?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if new.rest.active {
        check_room(tx, new.organisation).await?;
    }
    let client = Client {
        id: new.id.unwrap_or_else(|| app.random.uuid()),
        organisation: new.organisation,
        name: new.rest.name,
        description: new.rest.description,
        active: new.rest.active,
        integration_type: new.integration_type,
        access_token_lifetime: new.rest.access_token_lifetime,
        extra: new.rest.extra,
        version: 1,
        scopes: sorted(new.rest.scopes),
        created_at: now.wall,
        updated_at: now.wall,
    };
    if !store::insert_client(tx, &client).await? {
        return Err(Error::ClientIdTaken(client.id));
    }
    let detail =
        json!({ "name": client.name, "scopes": client.scopes, "integration_type": client.integration_type });
    write_down(tx, app, now, "client.created", &client, detail, actor).await?;
    Ok(client)
}

/// A number that may be a real organisation's has clients only once an approved order brought it in as a party. The known
/// fictitious numbers and the built-in owners are nobody's secret.
pub(super) async fn may_have_clients(tx: &mut Tx, organisation: OrgNumber) -> Result<bool, db::Error> {
    let free = !organisation.may_be_real()
        || organisation.is_known_fictitious()
        || owner_name(organisation).is_some();
    Ok(free || find_organisation(tx, organisation).await?.is_some())
}

/// Replaces what can change in a client of `owner`. A scope that is on the client already may stay although its grant is
/// gone; what it is worth is decided at every token.
#[expect(
    clippy::too_many_arguments,
    reason = "the four shared ones, whose client it is, what changes, and who does it"
)]
pub async fn change_client(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    owner: OrgNumber,
    change: ChangedClient,
    found: Vec<Fault>,
    actor: &str,
) -> Result<Client, Error> {
    let before = lock(tx, id, owner).await?;
    let mut faults = found;
    check_texts(&change, &mut faults);
    check_scopes(tx, &change.scopes, &before.scopes, owner, &before.integration_type, &mut faults).await?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if change.active && !before.active {
        check_room(tx, owner).await?;
    }
    let mut client = Client {
        name: change.name,
        description: change.description,
        active: change.active,
        access_token_lifetime: change.access_token_lifetime,
        scopes: sorted(change.scopes),
        extra: change.extra,
        ..before.clone()
    };
    // Who read it may still change what it read.
    if client == before {
        return Ok(client);
    }
    store::update_client(tx, &client).await?;
    let detail = json!({
        "scopes_added": client.scopes.iter().filter(|scope| !before.scopes.contains(scope)).collect::<Vec<_>>(),
        "scopes_removed": before.scopes.iter().filter(|scope| !client.scopes.contains(scope)).collect::<Vec<_>>(),
        "active": client.active,
        "name": client.name,
    });
    changed(tx, app, now, "client.changed", &mut client, detail, actor).await?;
    Ok(client)
}

/// Replaces the scopes of a client of `owner`.
pub async fn set_scopes(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    owner: OrgNumber,
    scopes: Vec<String>,
    actor: &str,
) -> Result<Client, Error> {
    let client = lock(tx, id, owner).await?;
    let change = ChangedClient { scopes, ..unchanged(client) };
    change_client(tx, app, now, id, owner, change, Vec::new(), actor).await
}

/// Takes a client of `owner` out of use, or into use again. It keeps its scopes and keys.
pub async fn set_active(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    owner: OrgNumber,
    active: bool,
    actor: &str,
) -> Result<Client, Error> {
    let mut client = lock(tx, id, owner).await?;
    if client.active == active {
        return Ok(client);
    }
    if active {
        check_room(tx, owner).await?;
    }
    client.active = active;
    store::update_client(tx, &client).await?;
    let action = if active { "client.activated" } else { "client.deactivated" };
    changed(tx, app, now, action, &mut client, json!({}), actor).await?;
    Ok(client)
}

/// Whether one more client may be in use; holds the lock of that rule until the transaction ends.
async fn check_room(tx: &mut Tx, organisation: OrgNumber) -> Result<(), Error> {
    if store::lock_and_count_clients(tx, organisation).await? >= CLIENT_LIMIT {
        return Err(Error::TooManyClients(organisation));
    }
    Ok(())
}

/// Takes the lock of a client of `owner`.
pub(super) async fn lock(tx: &mut Tx, id: &str, owner: OrgNumber) -> Result<Client, Error> {
    match store::lock_client(tx, id).await? {
        None => Err(Error::NoSuchClient(shortened(id))),
        Some(client) if client.organisation != owner => Err(Error::NotYours),
        Some(client) => Ok(client),
    }
}

/// Ends every change of a locked client or its keys: its version rises, and the audit row is written.
pub(super) async fn changed(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    client: &mut Client,
    detail: Value,
    actor: &str,
) -> Result<(), db::Error> {
    store::raise_version(tx, client, now).await?;
    write_down(tx, app, now, action, client, detail, actor).await
}

/// Writes the audit row of what was done to `client`.
pub(super) async fn write_down(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    client: &Client,
    detail: Value,
    actor: &str,
) -> Result<(), db::Error> {
    let organisation = client.organisation.to_string();
    let event = audit::Event {
        actor,
        action,
        subject: &client.id,
        organisation: Some(&organisation),
        case_number: None,
        detail,
    };
    audit::record(tx, &app.random, now, event).await
}

fn unchanged(client: Client) -> ChangedClient {
    ChangedClient {
        name: client.name,
        description: client.description,
        active: client.active,
        access_token_lifetime: client.access_token_lifetime,
        scopes: client.scopes,
        extra: client.extra,
    }
}

pub(super) fn unknown_integration_type(value: &str) -> Why {
    Why::NotOneOf { value: shortened(value), allowed: INTEGRATION_TYPES.join(", ") }
}

pub(super) fn check_texts(client: &ChangedClient, faults: &mut Vec<Fault>) {
    let fields = [("client_name", &client.name, true), ("description", &client.description, false)];
    for (field, text, required) in fields {
        if has(faults, field) {
            continue;
        }
        let why = if required && text.trim().is_empty() {
            Some(Why::Missing)
        } else if text.chars().count() > TEXT_LIMIT {
            Some(Why::TooLong(TEXT_LIMIT))
        } else if text.chars().any(|c| is_invisible(c) || c.is_control() && (required || c != '\n')) {
            Some(Why::ControlCharacter)
        } else if mask_real_numbers(text).1 > 0 {
            Some(Why::RealPersonNumber)
        } else {
            None
        };
        faults.extend(why.map(|why| Fault::new(field, why)));
    }
    for (field, value) in &client.extra {
        let texts = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
        if texts.into_iter().filter_map(Value::as_str).any(|text| mask_real_numbers(text).1 > 0) {
            faults.push(Fault::new(field, Why::RealPersonNumber));
        }
    }
    if !(1..=LONGEST_TOKEN_LIFETIME).contains(&client.access_token_lifetime)
        && !has(faults, "access_token_lifetime")
    {
        faults.push(Fault::new("access_token_lifetime", Why::OutOfRange(1, LONGEST_TOKEN_LIFETIME)));
    }
}

async fn check_scopes(
    tx: &mut Tx,
    scopes: &[String],
    held: &[String],
    organisation: OrgNumber,
    integration_type: &str,
    faults: &mut Vec<Fault>,
) -> Result<(), db::Error> {
    if scopes.len() > SCOPE_LIMIT {
        faults.push(Fault::new("scopes", Why::TooManyScopes));
        return Ok(());
    }
    for scope in scopes.iter().filter(|scope| !held.contains(scope)) {
        faults.extend(scope_fault(tx, scope, organisation, integration_type).await?);
    }
    Ok(())
}

fn has(faults: &[Fault], field: &str) -> bool {
    faults.iter().any(|fault| fault.field == field)
}

fn sorted(mut scopes: Vec<String>) -> Vec<String> {
    scopes.sort();
    scopes.dedup();
    scopes
}
