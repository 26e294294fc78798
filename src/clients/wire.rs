//! The self-service API's JSON: what is read, with every fault at once, and what is shown (`maskinporten.md` §6.3–6.5).

use serde_json::{Map, Value, json};

use super::keys::ClientKey;
use super::{
    ChangedClient, Client, DEFAULT_TOKEN_LIFETIME, Fault, Grant, MAX_KEYS, NewClient, Prefix, SCOPE_LIMIT,
    Scope, ScopeTerms, Visibility, Why, shortened,
};
use crate::clock::{Millis, Now, iso8601};
use crate::numbers::OrgNumber;

/// The one grant type of a client here, and the short name that older texts give it.
const JWT_BEARER: [&str; 2] = ["urn:ietf:params:oauth:grant-type:jwt-bearer", "jwt_bearer_token"];

/// Longest address among the members that are only shown back.
const ADDRESS_LIMIT: usize = 2048;

/// A client as somebody sent it.
pub(super) struct SentClient {
    pub(super) new: NewClient,
    /// `client_orgno`, when it was sent.
    pub(super) organisation: Option<String>,
    pub(super) faults: Vec<Fault>,
}

/// Reads a client. Members that nobody knows are passed over, as the real API does, and so are those that only an answer
/// has, so that a client can be fetched, changed and sent back.
pub(super) fn read_client(object: &Map<String, Value>, owner: OrgNumber) -> SentClient {
    let mut reader = Reader { object, faults: Vec::new() };
    let name = reader.text("client_name").unwrap_or_default();
    let description = reader.text("description").unwrap_or_default();
    let id = reader.text("client_id");
    let organisation = reader.text("client_orgno");
    // The real service lets a supplier make its customers' clients (idporten:dcr.supplier); here they delegate.
    if reader.text("supplier_orgno").is_some_and(|number| !number.is_empty()) {
        reader.fault("supplier_orgno", Why::NoSuppliers);
    }
    let integration_type = reader.text("integration_type");
    if integration_type.is_none() && !reader.has_fault("integration_type") {
        reader.fault("integration_type", Why::Missing);
    }
    if let Some(method) = reader.text("token_endpoint_auth_method")
        && method != "private_key_jwt"
    {
        reader.not_one_of("token_endpoint_auth_method", &method, "private_key_jwt");
    }
    if let Some(kind) = reader.text("application_type")
        && !["web", "browser", "native"].contains(&kind.as_str())
    {
        reader.not_one_of("application_type", &kind, "web, browser, native");
    }
    for grant_type in reader.texts("grant_types").unwrap_or_default() {
        if !JWT_BEARER.contains(&grant_type.as_str()) {
            reader.not_one_of("grant_types", &grant_type, "urn:ietf:params:oauth:grant-type:jwt-bearer");
        }
    }
    let scopes = reader.texts("scopes").unwrap_or_default();
    let lifetime = reader.number("access_token_lifetime").unwrap_or(DEFAULT_TOKEN_LIFETIME);
    let active = reader.truth("active").unwrap_or(true);
    let extra = reader.extra();
    let rest = ChangedClient { name, description, active, access_token_lifetime: lifetime, scopes, extra };
    let integration_type = integration_type.unwrap_or_default();
    SentClient {
        new: NewClient { id, organisation: owner, integration_type, rest },
        organisation,
        faults: reader.faults,
    }
}

/// What was sent of a new client's keys. The real API takes them by an address of their own, and a client that silently had
/// none would be of no use.
pub(super) fn keys_within(object: &Map<String, Value>) -> Option<Fault> {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(address) => address.is_empty(),
        Value::Object(set) => set.get("keys").is_none_or(|keys| keys.as_array().is_some_and(Vec::is_empty)),
        _ => false,
    };
    let sent =
        ["jwks", "jwks_uri"].into_iter().find(|name| object.get(*name).is_some_and(|sent| !empty(sent)));
    sent.map(|name| Fault::new(name, Why::KeysElsewhere))
}

struct Reader<'a> {
    object: &'a Map<String, Value>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: &str, why: Why) {
        self.faults.push(Fault::new(field, why));
    }

    fn has_fault(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == field)
    }

    fn not_one_of(&mut self, field: &str, value: &str, allowed: &str) {
        self.fault(field, Why::NotOneOf { value: shortened(value), allowed: allowed.to_owned() });
    }

    fn present(&self, field: &str) -> Option<&Value> {
        self.object.get(field).filter(|value| !value.is_null())
    }

    fn wrong<T>(&mut self, field: &str, expected: &'static str) -> Option<T> {
        self.fault(field, Why::WrongType(expected));
        None
    }

    fn text(&mut self, field: &str) -> Option<String> {
        match self.present(field)? {
            Value::String(text) => Some(text.clone()),
            _ => self.wrong(field, "text"),
        }
    }

    fn truth(&mut self, field: &str) -> Option<bool> {
        match self.present(field)? {
            Value::Bool(truth) => Some(*truth),
            _ => self.wrong(field, "true or false"),
        }
    }

    fn number(&mut self, field: &str) -> Option<i64> {
        match self.present(field)?.as_i64() {
            Some(number) => Some(number),
            None => self.wrong(field, "a whole number"),
        }
    }

    fn texts(&mut self, field: &str) -> Option<Vec<String>> {
        let texts = self.present(field)?.as_array().and_then(|list| {
            list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        match texts {
            Some(texts) => Some(texts),
            None => self.wrong(field, "a list of texts"),
        }
    }

    /// The members that matter to login clients alone. They are checked for their type and shown back.
    fn extra(&mut self) -> Map<String, Value> {
        let mut extra = Map::new();
        for field in ["redirect_uris", "post_logout_redirect_uris"] {
            if let Some(list) = self.texts(field) {
                if list.len() > SCOPE_LIMIT || list.iter().any(|address| address.len() > ADDRESS_LIMIT) {
                    self.fault(field, Why::TooLong(ADDRESS_LIMIT));
                }
                extra.insert(field.to_owned(), json!(list));
            }
        }
        let texts = [
            "application_type", "client_uri", "logo_uri", "frontchannel_logout_uri", "code_challenge_method",
            "refresh_token_usage",
        ];
        for field in texts {
            if self.has_fault(field) {
                continue;
            }
            if let Some(text) = self.text(field) {
                let known: &[&str] = match field {
                    "refresh_token_usage" => &["ONETIME", "REUSE"],
                    "code_challenge_method" => &["none", "S256"],
                    _ => &[],
                };
                if !known.is_empty() && !known.contains(&text.as_str()) {
                    self.not_one_of(field, &text, &known.join(", "));
                }
                if text.len() > ADDRESS_LIMIT {
                    self.fault(field, Why::TooLong(ADDRESS_LIMIT));
                }
                extra.insert(field.to_owned(), json!(text));
            }
        }
        for field in ["authorization_lifetime", "refresh_token_lifetime"] {
            if let Some(number) = self.number(field) {
                if number < 0 {
                    self.fault(field, Why::OutOfRange(0, i64::MAX));
                }
                extra.insert(field.to_owned(), json!(number));
            }
        }
        for field in ["frontchannel_logout_session_required", "sso_disabled"] {
            if let Some(truth) = self.truth(field) {
                extra.insert(field.to_owned(), json!(truth));
            }
        }
        extra
    }
}

/// A scope as somebody sent it.
pub(super) struct SentScope {
    pub(super) prefix: Option<String>,
    pub(super) subscope: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) terms: ScopeTerms,
    pub(super) faults: Vec<Fault>,
}

/// Members of a scope that only an answer has; they are passed over, so that a scope can be fetched, changed and sent back.
const SCOPE_READ_ONLY: [&str; 4] = ["name", "created", "last_updated", "lastUpdated"];

/// Reads a scope. Members that nobody knows are kept and shown back, as the real API does (`maskinporten.md` §5.2).
pub(super) fn read_scope(object: &Map<String, Value>) -> SentScope {
    let mut reader = Reader { object, faults: Vec::new() };
    let prefix = reader.text("prefix");
    let subscope = reader.text("subscope");
    let owner = reader.text("owner_orgno");
    let description = reader.text("description").unwrap_or_default();
    let visibility = match reader.text("visibility") {
        None => Visibility::Public,
        Some(name) => Visibility::from_name(&name).unwrap_or_else(|| {
            reader.not_one_of("visibility", &name, "PUBLIC, PRIVATE");
            Visibility::Private
        }),
    };
    if let Some(kind) = reader.text("token_type")
        && !["SELF_CONTAINED", "OPAQUE"].contains(&kind.as_str())
    {
        reader.not_one_of("token_type", &kind, "SELF_CONTAINED, OPAQUE");
    }
    for field in [
        "requires_user_consent", "requires_user_authentication", "requires_pseudonymous_tokens",
        "supports_european_businesses",
    ] {
        reader.truth(field);
    }
    for field in ["authorization_max_lifetime", "authorization_max_age"] {
        if reader.number(field).is_some_and(|age| age < 0) {
            reader.fault(field, Why::OutOfRange(0, i64::MAX));
        }
    }
    for field in ["long_description", "enforced_aud_for_access_token"] {
        reader.text(field);
    }
    let delegation_source = reader.text("delegation_source").filter(|source| !source.is_empty());
    let allowed_integration_types = reader.texts("allowed_integration_types").unwrap_or_default();
    let terms = ScopeTerms {
        description,
        visibility,
        delegation_source,
        accessible_for_all: reader.truth("accessible_for_all").unwrap_or(false),
        at_max_age: reader.number("at_max_age").unwrap_or(0),
        allowed_integration_types,
        active: reader.truth("active"),
        extra: scope_extra(object),
    };
    SentScope { prefix, subscope, owner, terms, faults: reader.faults }
}

/// What decides nothing here.
fn scope_extra(object: &Map<String, Value>) -> Map<String, Value> {
    const DECIDING: [&str; 10] = [
        "prefix", "subscope", "owner_orgno", "description", "visibility", "delegation_source",
        "accessible_for_all", "at_max_age", "allowed_integration_types", "active",
    ];
    let kept = |name: &str| !DECIDING.contains(&name) && !SCOPE_READ_ONLY.contains(&name);
    object
        .iter()
        .filter(|(name, value)| kept(name) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Reads the keys of `{"keys": […]}`.
pub(super) fn read_keys(object: &Map<String, Value>) -> Result<Vec<Value>, Fault> {
    match object.get("keys") {
        None | Some(Value::Null) => Err(Fault::new("keys", Why::Missing)),
        Some(Value::Array(keys)) if keys.len() > MAX_KEYS => Err(Fault::new("keys", Why::TooManyKeys)),
        Some(Value::Array(keys)) => Ok(keys.clone()),
        Some(_) => Err(Fault::new("keys", Why::WrongType("a list of keys"))),
    }
}

/// A client as the API shows it.
pub(super) fn show_client(client: &Client) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("client_id", json!(client.id));
    put("client_name", json!(client.name));
    put("description", json!(client.description));
    put("client_orgno", json!(client.organisation.to_string()));
    put("active", json!(client.active));
    put("application_type", json!("web"));
    put("integration_type", json!(client.integration_type));
    put("scopes", json!(client.scopes));
    put("grant_types", json!([JWT_BEARER[0]]));
    put("token_endpoint_auth_method", json!("private_key_jwt"));
    put("access_token_lifetime", json!(client.access_token_lifetime));
    put("authorization_lifetime", json!(7200));
    put("refresh_token_lifetime", json!(600));
    put("refresh_token_usage", json!("ONETIME"));
    put("redirect_uris", json!([]));
    put("post_logout_redirect_uris", json!([]));
    for (name, value) in &client.extra {
        put(name, value.clone());
    }
    put("created", json!(iso8601(client.created_at)));
    put("last_updated", json!(iso8601(client.updated_at)));
    Value::Object(object)
}

/// A key of a client of `owner` as the API shows it. Its instants are those of the world's calendar as wall time tells them
/// now, so that its age fits its end.
pub(super) fn show_key(key: &ClientKey, owner: OrgNumber, now: Now) -> Value {
    let mut object = key.jwk.as_object().cloned().unwrap_or_default();
    object.insert("exp".to_owned(), json!(key.shown_exp(now)));
    object.insert("created".to_owned(), json!(iso8601(key.created_at - now.offset())));
    object.insert("last_updated".to_owned(), json!(iso8601(key.updated_at - now.offset())));
    if let Some(fault) = key.lock_fault(owner, now) {
        object.insert("warning".to_owned(), json!(fault.to_string()));
    }
    Value::Object(object)
}

/// A client's set of keys as the API shows it.
pub(super) fn show_keys(keys: &[ClientKey], owner: OrgNumber, now: Now) -> Value {
    let shown: Vec<Value> = keys.iter().map(|key| show_key(key, owner, now)).collect();
    let created = keys.iter().map(|key| key.created_at - now.offset()).min();
    let updated = keys.iter().map(|key| key.updated_at - now.offset()).max();
    match (created, updated) {
        (Some(created), Some(updated)) => {
            json!({ "keys": shown, "created": iso8601(created), "last_updated": iso8601(updated) })
        }
        _ => json!({ "keys": shown }),
    }
}

/// A scope as the API shows it.
pub(super) fn show_scope(scope: &Scope) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("name", json!(scope.name));
    put("prefix", json!(scope.prefix));
    put("subscope", json!(scope.subscope));
    put("description", json!(scope.description));
    put("owner_orgno", json!(scope.owner.to_string()));
    put("active", json!(scope.active));
    put("visibility", json!(scope.visibility.name()));
    put("allowed_integration_types", json!(scope.allowed_integration_types));
    put("delegation_source", json!(scope.delegation_source.as_deref().unwrap_or_default()));
    put("accessible_for_all", json!(scope.accessible_for_all));
    put("at_max_age", json!(scope.at_max_age));
    put("authorization_max_lifetime", json!(0));
    put("token_type", json!("SELF_CONTAINED"));
    put("requires_user_consent", json!(false));
    put("requires_user_authentication", json!(false));
    put("requires_pseudonymous_tokens", json!(false));
    for (name, value) in &scope.extra {
        put(name, value.clone());
    }
    put("created", json!(iso8601(scope.created_at)));
    put("last_updated", json!(iso8601(scope.updated_at)));
    Value::Object(object)
}

/// A prefix as the API shows it.
pub(super) fn show_prefix(prefix: &Prefix, owner_name: Option<&String>) -> Value {
    json!({
        "prefix": prefix.name,
        "owner_orgno": prefix.owner.to_string(),
        "organization_name": owner_name,
        "active": prefix.active,
        "created": iso8601(prefix.created_at),
        "last_updated": iso8601(prefix.updated_at),
    })
}

/// A grant as the API shows it. A name is null where the organisation is not in this world.
pub(super) fn show_grant(
    grant: &Grant,
    consumer_name: Option<&String>,
    owner_name: Option<&String>,
) -> Value {
    json!({
        "scope": grant.scope,
        "state": grant.state.name(),
        "created": iso8601(grant.created_at),
        "last_updated": iso8601(grant.updated_at),
        "consumer_orgno": grant.consumer.to_string(),
        "owner_orgno": grant.owner.to_string(),
        "consumer_organization_name": consumer_name,
        "owner_organization_name": owner_name,
    })
}

/// A delegation source as the API shows it. Digdir's description and Digdir's answers spell the last member differently;
/// both are here.
pub(super) fn show_delegation_source(issuer: &str, since: Millis) -> Value {
    let since = iso8601(since);
    json!({ "name": "altinn", "issuer": issuer, "created": since, "last_updated": since, "lastUpdated": since })
}

/// An organisation as the API shows it.
pub(super) fn show_organisation(number: OrgNumber, name: &str) -> Value {
    json!({ "orgnr": number.to_string(), "name": name })
}
