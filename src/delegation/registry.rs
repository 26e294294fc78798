//! The resource registry: what the owners of schemes keep there of them, and who may hand them on.
//!
//! What rules ask stands in the scheme itself; the registry keeps the rest of what an owner sent, and answers both together.
//! A resource of another type than a scheme is kept as it was sent: it can be read and found, and is refused where it
//! would be delegated.

mod store;
pub mod xacml;

use serde_json::{Map, Value, json};

use super::store::mark_closed;
use super::{Policy, Scheme, insert_scheme, scheme, schemes, update_scheme};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{self, Tx};
use crate::numbers::OrgNumber;

/// The type of a resource that is a delegation scheme.
pub const SCHEME_TYPE: &str = "MaskinportenSchema";

/// What its owner keeps of a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its identifier.
    pub id: String,
    /// Its type, as [`SCHEME_TYPE`].
    pub resource_type: String,
    /// The authority that owns it.
    pub owner: OrgNumber,
    /// All fields, as they were sent.
    pub document: Map<String, Value>,
    /// The policy's XACML, as it was sent.
    pub policy_document: Option<String>,
    /// Counts the changes of the document, from 1.
    pub version: i64,
}

/// A resource of the registry: a scheme, what its owner keeps of it, or both. A scheme that a world file or the program
/// itself brought has nothing kept.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The scheme, when it is one.
    pub scheme: Option<Scheme>,
    /// What its owner keeps of it.
    pub kept: Option<Kept>,
}

/// What an owner sends, checked.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The identifier.
    pub id: String,
    /// The type.
    pub resource_type: String,
    /// The owner.
    pub owner: OrgNumber,
    /// All fields.
    pub document: Map<String, Value>,
    /// The scopes that they refer to, whatever the type: each is below a prefix that somebody owns.
    pub scopes: Vec<String>,
    /// The scheme that they describe, when the type is [`SCHEME_TYPE`]; its policy is not among them.
    pub scheme: Option<Scheme>,
}

/// Why the registry was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is a resource of this identifier.
    #[error("there is a resource {0} already")]
    Taken(String),
    /// There is none.
    #[error("there is no resource {0}")]
    Unknown(String),
    /// It is of another type, and a type stays.
    #[error("the resource is of the type {0}, and a resource keeps its type")]
    OtherType(String),
    /// It was delegated at some time, and history quotes it.
    #[error(
        "the resource was delegated and cannot be deleted; set delegable to false, or status to Deprecated"
    )]
    Delegated,
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Resource {
    /// Its identifier.
    pub fn id(&self) -> &str {
        match (&self.scheme, &self.kept) {
            (Some(scheme), _) => &scheme.id,
            (None, Some(kept)) => &kept.id,
            (None, None) => "",
        }
    }

    /// Its type.
    pub fn resource_type(&self) -> &str {
        match (&self.scheme, &self.kept) {
            (None, Some(kept)) => &kept.resource_type,
            _ => SCHEME_TYPE,
        }
    }

    /// Its owner.
    pub fn owner(&self) -> Option<OrgNumber> {
        let of_scheme = self.scheme.as_ref().map(|scheme| scheme.owner);
        of_scheme.or_else(|| self.kept.as_ref().map(|kept| kept.owner))
    }

    /// Its policy's XACML: as it was sent, while that still says what holds; nothing where nobody may hand it on.
    pub fn policy_document(&self) -> Option<String> {
        let sent = self.kept.as_ref().and_then(|kept| kept.policy_document.clone());
        let Some(scheme) = &self.scheme else { return sent };
        let sent = sent.filter(|text| xacml::parse(text, &scheme.id).is_ok_and(|said| said == scheme.policy));
        let named = !scheme.policy.roles.is_empty() || !scheme.policy.packages.is_empty();
        sent.or_else(|| named.then(|| xacml::write(&scheme.policy, &scheme.id)))
    }
}

/// Every resource, in the order of the identifiers.
pub async fn resources(tx: &mut Tx) -> Result<Vec<Resource>, db::Error> {
    let mut kept = store::all(tx).await?;
    let mut found: Vec<Resource> = Vec::new();
    for scheme in schemes(tx).await? {
        let at = kept.iter().position(|kept| kept.id == scheme.id);
        let kept = at.map(|at| kept.swap_remove(at));
        found.push(Resource { scheme: Some(scheme), kept });
    }
    found.extend(kept.into_iter().map(|kept| Resource { scheme: None, kept: Some(kept) }));
    found.sort_by(|one, other| one.id().cmp(other.id()));
    Ok(found)
}

/// The resource of this identifier.
pub async fn resource(tx: &mut Tx, id: &str) -> Result<Option<Resource>, db::Error> {
    let (scheme, kept) = (scheme(tx, id).await?, store::find(tx, id).await?);
    Ok((scheme.is_some() || kept.is_some()).then_some(Resource { scheme, kept }))
}

/// The type of a resource that is no scheme; nothing for a scheme, and where there is none.
pub async fn other_type(tx: &mut Tx, id: &str) -> Result<Option<String>, db::Error> {
    let kept = store::find(tx, id).await?;
    Ok(kept.map(|kept| kept.resource_type).filter(|kind| kind != SCHEME_TYPE))
}

/// The words of a resource that its owner keeps beside its scheme's own and that a search should find: what the right is for,
/// keywords, and the owner's name as the owner wrote it.
pub(super) async fn search_words(tx: &mut Tx, id: &str) -> Result<Vec<String>, db::Error> {
    let Some(kept) = store::find(tx, id).await? else { return Ok(Vec::new()) };
    let document = Value::Object(kept.document);
    let mut words = Vec::new();
    for pointer in ["/rightDescription", "/hasCompetentAuthority/name"] {
        let texts = document.pointer(pointer).and_then(Value::as_object);
        words.extend(texts.into_iter().flatten().filter_map(|(_, text)| text.as_str()).map(str::to_owned));
    }
    let keywords = document.get("keywords").and_then(Value::as_array).into_iter().flatten();
    words.extend(keywords.filter_map(|keyword| keyword.get("word")?.as_str()).map(str::to_owned));
    Ok(words)
}

/// Takes a new resource in. Nobody may hand a new scheme on until its policy says who.
pub async fn register(
    tx: &mut Tx,
    app: &App,
    now: Now,
    sent: Sent,
    actor: &str,
) -> Result<(), RegistryError> {
    if scheme(tx, &sent.id).await?.is_some() || !store::insert(tx, &sent, now.wall).await? {
        return Err(RegistryError::Taken(sent.id));
    }
    if let Some(described) = &sent.scheme {
        let closed = Scheme { policy: Policy::nobody(), ..described.clone() };
        if !insert_scheme(tx, &closed, now.wall).await? {
            return Err(RegistryError::Taken(sent.id));
        }
    }
    note(tx, app, now, "resource.registered", actor, &sent).await?;
    Ok(())
}

/// Writes a resource anew; its policy stays.
pub async fn change(tx: &mut Tx, app: &App, now: Now, sent: Sent, actor: &str) -> Result<(), RegistryError> {
    let Some(there) = resource(tx, &sent.id).await? else { return Err(RegistryError::Unknown(sent.id)) };
    if there.resource_type() != sent.resource_type {
        return Err(RegistryError::OtherType(there.resource_type().to_owned()));
    }
    store::save(tx, &sent, now.wall).await?;
    if let (Some(described), Some(held)) = (&sent.scheme, there.scheme) {
        rewrite(tx, now, &held, &Scheme { policy: held.policy.clone(), ..described.clone() }).await?;
    }
    note(tx, app, now, "resource.changed", actor, &sent).await?;
    Ok(())
}

/// Writes a scheme anew, with since when it cannot be given.
pub async fn rewrite(tx: &mut Tx, now: Now, before: &Scheme, after: &Scheme) -> Result<(), db::Error> {
    update_scheme(tx, after, now.wall).await?;
    if before.delegable != after.delegable {
        mark_closed(tx, &after.id, (!after.delegable).then_some(now.world)).await?;
    }
    Ok(())
}

/// What an owner may change of a scheme without saying anything else of it; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// `Active`, `Deprecated` …
    pub status: Option<String>,
    /// Whether it may be given.
    pub delegable: Option<bool>,
    /// Whether the portal's search finds it.
    pub visible: Option<bool>,
}

/// Closes or opens a scheme; false when it was so. What was given stays given.
pub async fn set_state(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    state: &State,
    actor: &str,
) -> Result<bool, RegistryError> {
    let before = scheme(tx, id).await?.ok_or_else(|| RegistryError::Unknown(id.to_owned()))?;
    let mut after = before.clone();
    if let Some(status) = &state.status {
        after.status.clone_from(status);
    }
    after.delegable = state.delegable.unwrap_or(after.delegable);
    after.visible = state.visible.unwrap_or(after.visible);
    if after == before {
        return Ok(false);
    }
    rewrite(tx, now, &before, &after).await?;
    let organisation = after.owner.to_string();
    let event = Event {
        actor,
        action: "resource.changed",
        subject: id,
        organisation: Some(&organisation),
        case_number: None,
        detail: json!({ "status": after.status, "delegable": after.delegable, "visible": after.visible }),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(true)
}

/// Takes over who may hand the resource on.
pub async fn set_policy(
    tx: &mut Tx,
    app: &App,
    now: Now,
    resource: &Resource,
    (policy, document): (Policy, &str),
    actor: &str,
) -> Result<(), RegistryError> {
    let Some(owner) = resource.owner() else { return Err(RegistryError::Unknown(resource.id().to_owned())) };
    if let Some(scheme) = &resource.scheme {
        update_scheme(tx, &Scheme { policy, ..scheme.clone() }, now.wall).await?;
    }
    store::save_policy(tx, resource, owner, document, now.wall).await?;
    let organisation = owner.to_string();
    let event = Event {
        actor,
        action: "resource.policy_set",
        subject: resource.id(),
        organisation: Some(&organisation),
        case_number: None,
        detail: json!({}),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(())
}

/// Deletes a resource that was never delegated.
pub async fn remove(
    tx: &mut Tx,
    app: &App,
    now: Now,
    resource: &Resource,
    actor: &str,
) -> Result<(), RegistryError> {
    if !store::delete(tx, resource.id()).await? {
        return Err(RegistryError::Delegated);
    }
    let organisation = resource.owner().map(|owner| owner.to_string());
    let event = Event {
        actor,
        action: "resource.deleted",
        subject: resource.id(),
        organisation: organisation.as_deref(),
        case_number: None,
        detail: json!({}),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(())
}

async fn note(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    actor: &str,
    sent: &Sent,
) -> Result<(), db::Error> {
    let organisation = sent.owner.to_string();
    let scopes = sent.scheme.as_ref().map(|scheme| scheme.scopes.clone()).unwrap_or_default();
    let event = Event {
        actor,
        action,
        subject: &sent.id,
        organisation: Some(&organisation),
        case_number: None,
        detail: json!({ "type": sent.resource_type, "scopes": scopes }),
    };
    audit::record(tx, &app.random, now, event).await
}
