//! Making and changing scopes, and handing out the prefixes that they begin with (`maskinporten.md` §5.1–5.3).
//!
//! A prefix is handed out by the operator, as Digdir does by hand. Its owner makes scopes below it, and they are never
//! deleted: one that is out of use keeps its name, its grants and its place on clients.

use serde_json::{Map, Value, json};

use super::registration::may_have_clients;
use super::store::{self, Prefix};
use super::{
    DIGDIR, Error, Fault, LONGEST_SCOPE_LIFETIME, MASKINPORTEN, SCOPE_INTEGRATION_TYPES, SCOPES_BELOW_PREFIX,
    Scope, TEXT_LIMIT, Visibility, Why, find_scope, is_scope_name, set_scope_active, shortened,
};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Tx};
use crate::language::is_invisible;
use crate::numbers::{OrgNumber, mask_real_numbers};

/// Longest prefix, in characters.
const PREFIX_LIMIT: usize = 64;

/// Most bytes of the members that decide nothing here, as JSON.
const EXTRA_LIMIT: usize = 8 * 1024;

/// The member that forces the audience of every token with the scope.
pub const ENFORCED_AUDIENCE: &str = "enforced_aud_for_access_token";

/// Whether a token can be for `text`: an absolute URI without a fragment (RFC 8707 §2), of at most 2,000 characters.
///
/// [`reqwest::Url`] alone would take more than RFC 3986 does: signs that no URI has, and percent-signs before what is no number.
pub fn is_audience(text: &str) -> bool {
    let plain = text.len() <= 2_000
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte));
    let percent_signs_are_read = text.split('%').skip(1).all(|rest| {
        rest.as_bytes().first_chunk::<2>().is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    });
    let absolute = text.split_once(':').is_some_and(|(_, rest)| !rest.is_empty() && rest != "//")
        && reqwest::Url::parse(text).is_ok();
    plain && percent_signs_are_read && absolute
}

/// The members of a scope that its owner decides.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeTerms {
    /// What it opens.
    pub description: String,
    /// Who sees it in lists.
    pub visibility: Visibility,
    /// The issuer that keeps delegations of it.
    pub delegation_source: Option<String>,
    /// Every organisation may use it without a grant.
    pub accessible_for_all: bool,
    /// The longest life of a token with it, in seconds; 0 is not set.
    pub at_max_age: i64,
    /// The integration types whose clients may have it; empty is all.
    pub allowed_integration_types: Vec<String>,
    /// Whether tokens are issued with it; `None` leaves it as it is.
    pub active: Option<bool>,
    /// Members that decide nothing here and are shown back as sent.
    pub extra: Map<String, Value>,
}

/// A scope that its owner wants to make.
#[derive(Debug, Clone)]
pub struct NewScope {
    /// What is before the colon.
    pub prefix: String,
    /// What is after it.
    pub subscope: String,
    /// The rest.
    pub terms: ScopeTerms,
}

/// Makes a scope below a prefix of `owner`. `found` are the faults that reading the request found already.
pub async fn create_scope(
    tx: &mut Tx,
    app: &App,
    now: Now,
    owner: OrgNumber,
    new: NewScope,
    found: Vec<Fault>,
    actor: &str,
) -> Result<Scope, Error> {
    let NewScope { prefix, subscope, terms } = new;
    let mut faults = found;
    if prefix.is_empty() && !faults.iter().any(|fault| fault.field == "prefix") {
        faults.push(Fault::new("prefix", Why::Missing));
    }
    faults.extend(subscope_fault(&prefix, &subscope, &faults));
    check_terms(app, owner, None, &terms, &mut faults);
    let own = is_prefix(&prefix) && store::lock_prefix(tx, &prefix, owner).await?;
    if !own && !prefix.is_empty() {
        let known = if is_prefix(&prefix) { store::find_prefix(tx, &prefix).await? } else { None };
        let closed = known.is_some_and(|prefix| prefix.owner == owner);
        let prefix = shortened(&prefix);
        return Err(if closed { Error::PrefixClosed(prefix) } else { Error::NotYourPrefix(prefix) });
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if store::scopes_below(tx, &prefix).await? >= SCOPES_BELOW_PREFIX {
        return Err(Error::TooManyScopes(prefix));
    }
    let scope = Scope {
        name: format!("{prefix}:{subscope}"),
        prefix,
        subscope,
        owner,
        description: terms.description,
        visibility: terms.visibility,
        delegation_source: terms.delegation_source,
        accessible_for_all: terms.accessible_for_all,
        at_max_age: terms.at_max_age,
        allowed_integration_types: terms.allowed_integration_types,
        active: terms.active.unwrap_or(true),
        extra: terms.extra,
        version: 1,
        created_at: now.wall,
        updated_at: now.wall,
    };
    if !store::insert_scope(tx, &scope).await? {
        let active = find_scope(tx, &scope.name).await?.is_some_and(|there| there.active);
        return Err(Error::ScopeTaken { name: scope.name, active });
    }
    let detail = json!({ "description": scope.description, "visibility": scope.visibility.name() });
    record(tx, app, now, "scope.created", &scope.name, owner, detail, actor).await?;
    Ok(scope)
}

/// Replaces what its owner decides in a scope. Its name never changes; grants and clients keep it.
pub async fn change_scope(
    tx: &mut Tx,
    app: &App,
    now: Now,
    before: &Scope,
    terms: ScopeTerms,
    found: Vec<Fault>,
    actor: &str,
) -> Result<Scope, Error> {
    let mut faults = found;
    check_terms(app, before.owner, Some(before), &terms, &mut faults);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let changed = Scope {
        description: terms.description,
        visibility: terms.visibility,
        delegation_source: terms.delegation_source,
        accessible_for_all: terms.accessible_for_all,
        at_max_age: terms.at_max_age,
        allowed_integration_types: terms.allowed_integration_types,
        extra: terms.extra,
        ..before.clone()
    };
    // Who read it may still change what it read.
    if changed != *before {
        store::change_scope(tx, &changed, now.wall).await?;
        let detail = json!({
            "description": changed.description,
            "visibility": changed.visibility.name(),
            "delegation_source": changed.delegation_source,
            "accessible_for_all": changed.accessible_for_all,
            "at_max_age": changed.at_max_age,
        });
        record(tx, app, now, "scope.changed", &changed.name, changed.owner, detail, actor).await?;
    }
    if let Some(active) = terms.active {
        set_scope_active(tx, app, now, &changed.name, active, actor).await?;
    }
    find_scope(tx, &changed.name).await?.ok_or(Error::NoSuchScope(changed.name))
}

fn subscope_fault(prefix: &str, subscope: &str, found: &[Fault]) -> Option<Fault> {
    if found.iter().any(|fault| fault.field == "subscope") {
        return None;
    }
    let fits = subscope.bytes().all(|byte| byte.is_ascii_graphic() && !b":\"\\*".contains(&byte));
    let name = format!("{prefix}:{subscope}");
    let why = if subscope.is_empty() {
        Why::Missing
    } else if !fits {
        Why::BadSubscope
    } else if name.len() > TEXT_LIMIT {
        Why::TooLong(TEXT_LIMIT)
    } else if mask_real_numbers(&name).1 > 0 {
        Why::RealPersonNumber
    } else {
        return None;
    };
    Some(Fault::new("subscope", why))
}

fn check_terms(
    app: &App,
    owner: OrgNumber,
    before: Option<&Scope>,
    terms: &ScopeTerms,
    faults: &mut Vec<Fault>,
) {
    let mut found = Vec::new();
    let mut fault = |field: &str, why| found.push(Fault::new(field, why));
    let text = &terms.description;
    // A world file's scope may be without, and is sent back as it was fetched.
    let empty_before = before.is_some_and(|before| before.description.is_empty());
    if text.trim().is_empty() {
        if !empty_before {
            fault("description", Why::Missing);
        }
    } else if text.chars().count() > TEXT_LIMIT {
        fault("description", Why::TooLong(TEXT_LIMIT));
    } else if text.chars().any(|c| is_invisible(c) || c.is_control() && c != '\n') {
        fault("description", Why::ControlCharacter);
    } else if mask_real_numbers(text).1 > 0 {
        fault("description", Why::RealPersonNumber);
    }
    let internal_before = before.is_some_and(|before| before.visibility == Visibility::Internal);
    if terms.visibility == Visibility::Internal && owner.to_string() != DIGDIR && !internal_before {
        let allowed = "PUBLIC, PRIVATE".to_owned();
        fault("visibility", Why::NotOneOf { value: "INTERNAL".to_owned(), allowed });
    }
    let own = app.config.delegation_source();
    let source_before = before.and_then(|before| before.delegation_source.as_ref());
    if let Some(source) = &terms.delegation_source
        && *source != own
        && Some(source) != source_before
    {
        fault("delegation_source", Why::NotOneOf { value: shortened(source), allowed: own });
    }
    if !(0..=LONGEST_SCOPE_LIFETIME).contains(&terms.at_max_age) {
        fault("at_max_age", Why::OutOfRange(0, LONGEST_SCOPE_LIFETIME));
    }
    for kind in &terms.allowed_integration_types {
        if !SCOPE_INTEGRATION_TYPES.contains(&kind.as_str()) {
            let allowed = SCOPE_INTEGRATION_TYPES.join(", ");
            fault("allowed_integration_types", Why::NotOneOf { value: shortened(kind), allowed });
        }
    }
    if terms.allowed_integration_types.len() > SCOPE_INTEGRATION_TYPES.len() {
        fault("allowed_integration_types", Why::NotTwice);
    }
    let forced = terms.extra.get(ENFORCED_AUDIENCE).and_then(Value::as_str).unwrap_or_default();
    if !forced.is_empty() && !is_audience(forced) {
        fault(ENFORCED_AUDIENCE, Why::NotAnAudience);
    }
    let mut size = 0;
    for (field, value) in &terms.extra {
        let shown = shortened(field);
        let whole = json!({ field: value }).to_string();
        size += whole.len();
        if field.chars().any(char::is_control) {
            fault(&shown, Why::ControlCharacter);
        } else if mask_real_numbers(&whole).1 > 0 {
            fault(&shown, Why::RealPersonNumber);
        }
    }
    if size > EXTRA_LIMIT {
        fault("long_description", Why::TooLargeInAll(EXTRA_LIMIT));
    }
    // What could not be read at all is told once.
    found.retain(|one| !faults.iter().any(|other| other.field == one.field));
    faults.append(&mut found);
}

#[expect(clippy::too_many_arguments, reason = "each is one column of the audit row")]
async fn record(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    subject: &str,
    owner: OrgNumber,
    detail: Value,
    actor: &str,
) -> Result<(), db::Error> {
    let owner = owner.to_string();
    let event =
        audit::Event { actor, action, subject, organisation: Some(&owner), case_number: None, detail };
    audit::record(tx, &app.random, now, event).await
}

// Prefixes

/// Whether `name` can be a prefix: letters, digits and `._-`.
fn is_prefix(name: &str) -> bool {
    (1..=PREFIX_LIMIT).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && is_scope_name(&format!("{name}:x"))
}

/// Hands a prefix out to an organisation, or opens it again for its owner; false when it has it already.
pub async fn give_prefix(
    tx: &mut Tx,
    app: &App,
    now: Now,
    name: &str,
    owner: OrgNumber,
    actor: &str,
) -> Result<bool, Error> {
    if !is_prefix(name) || mask_real_numbers(name).1 > 0 {
        return Err(Error::Invalid(vec![Fault::new("prefix", Why::BadPrefix)]));
    }
    if !may_have_clients(tx, owner).await? {
        return Err(Error::NotAParty(owner));
    }
    if store::give_prefix(tx, name, owner, now.wall).await? {
        record(tx, app, now, "prefix.given", name, owner, json!({ "owner": owner }), actor).await?;
        return Ok(true);
    }
    match store::find_prefix(tx, name).await? {
        Some(Prefix { owner: other, .. }) if other != owner => {
            Err(Error::PrefixTaken { prefix: name.to_owned(), owner: other })
        }
        _ => Ok(false),
    }
}

/// Closes a prefix: no scope is made below it, and those that are there stay. False when it was closed.
pub async fn take_prefix(tx: &mut Tx, app: &App, now: Now, name: &str, actor: &str) -> Result<bool, Error> {
    let found = if is_prefix(name) { store::find_prefix(tx, name).await? } else { None };
    let Some(prefix) = found else { return Err(Error::NoSuchPrefix(shortened(name))) };
    if !store::deactivate_prefix(tx, name, now.wall).await? {
        return Ok(false);
    }
    record(tx, app, now, "prefix.taken", name, prefix.owner, json!({}), actor).await?;
    Ok(true)
}

impl Default for ScopeTerms {
    fn default() -> Self {
        Self {
            description: String::new(),
            visibility: Visibility::Public,
            delegation_source: None,
            accessible_for_all: false,
            at_max_age: 0,
            allowed_integration_types: vec![MASKINPORTEN.to_owned()],
            active: None,
            extra: Map::new(),
        }
    }
}
