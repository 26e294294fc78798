//! The shapes of the self-service API's requests and answers, as JSON Schema, for its `OpenAPI` document.

use serde_json::{Map, Value, json};

use super::super::{
    INTEGRATION_TYPES, LONGEST_SCOPE_LIFETIME, LONGEST_TOKEN_LIFETIME, MAX_KEYS, SCOPE_INTEGRATION_TYPES,
    SCOPE_LIMIT, TEXT_LIMIT,
};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn instant(about: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": about })
}

fn truth(about: &str) -> Value {
    json!({ "type": "boolean", "description": about })
}

fn whole(from: i64, to: i64, about: &str) -> Value {
    json!({ "type": "integer", "minimum": from, "maximum": to, "description": about })
}

fn one_of(values: &[&str], about: &str) -> Value {
    json!({ "type": "string", "enum": values, "description": about })
}

fn number(about: &str) -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{9}$", "description": about })
}

fn list(items: &Value, about: &str) -> Value {
    json!({ "type": "array", "items": items, "description": about })
}

/// A member that a request may leave out, or send as null, which is the same.
fn or_null(schema: Value) -> Value {
    let mut schema = schema;
    if let Some(object) = schema.as_object_mut() {
        if let Some(Value::String(kind)) = object.get("type").cloned() {
            object.insert("type".to_owned(), json!([kind, "null"]));
        }
        if let Some(Value::Array(values)) = object.get_mut("enum") {
            values.push(Value::Null);
        }
    }
    schema
}

fn object(required: &[&str], properties: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

/// What is true of a client in a request and in an answer.
fn client_members() -> Vec<(&'static str, Value)> {
    let addresses = json!({ "type": "string", "maxLength": 2048 });
    let mut redirects = list(&addresses, "Of clients that log people in; shown back");
    let mut scopes = list(
        &json!({ "type": "string" }),
        "The scopes it may ask for: granted to its organisation, open to all, or delegable",
    );
    for (schema, most) in [(&mut redirects, SCOPE_LIMIT), (&mut scopes, SCOPE_LIMIT)] {
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("maxItems".to_owned(), json!(most));
        }
    }
    let address = |about: &str| json!({ "type": "string", "maxLength": 2048, "description": about });
    vec![
        (
            "client_name",
            json!({ "type": "string", "minLength": 1, "maxLength": TEXT_LIMIT, "description": "Its name, for people; no control characters" }),
        ),
        (
            "description",
            json!({ "type": "string", "maxLength": TEXT_LIMIT, "description": "What it is for" }),
        ),
        ("client_orgno", number("Whose it is: the organisation of the access token")),
        (
            "client_id",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$", "description": "The iss of its grants; made when it is left out" }),
        ),
        ("active", truth("An inactive client gets no tokens (MP-100), and keeps keys and scopes")),
        ("application_type", one_of(&["web", "browser", "native"], "Shown back")),
        ("integration_type", one_of(&INTEGRATION_TYPES, "Its kind; never changes")),
        ("scopes", scopes),
        (
            "grant_types",
            list(
                &one_of(&[JWT_BEARER, "jwt_bearer_token"], "The one grant type there is"),
                "How it asks for tokens",
            ),
        ),
        ("token_endpoint_auth_method", one_of(&["private_key_jwt"], "How it proves itself")),
        (
            "access_token_lifetime",
            whole(1, LONGEST_TOKEN_LIFETIME, "How long its tokens last, in seconds; a scope may say less"),
        ),
        ("authorization_lifetime", whole(0, i64::MAX, "Of clients that log people in; shown back")),
        ("refresh_token_lifetime", whole(0, i64::MAX, "Of clients that log people in; shown back")),
        ("refresh_token_usage", one_of(&["ONETIME", "REUSE"], "Of clients that log people in; shown back")),
        ("redirect_uris", redirects.clone()),
        ("post_logout_redirect_uris", redirects),
        ("frontchannel_logout_uri", address("Of clients that log people in; shown back")),
        ("frontchannel_logout_session_required", truth("Of clients that log people in; shown back")),
        ("client_uri", address("Shown back")),
        ("logo_uri", address("Shown back")),
        ("sso_disabled", truth("Of clients that log people in; shown back")),
        ("code_challenge_method", one_of(&["none", "S256"], "Of clients that log people in; shown back")),
    ]
}

fn key_members() -> Vec<(&'static str, Value)> {
    vec![
        ("kty", one_of(&["RSA"], "The kind of key")),
        (
            "kid",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,255}$", "description": "Its name, unique within the client" }),
        ),
        ("use", one_of(&["sig"], "What it is for")),
        ("alg", one_of(&["RS256", "RS384", "RS512"], "The algorithm it is for")),
        (
            "n",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{342,1366}={0,2}$", "description": "The modulus in base64url, 2048 to 8192 bits" }),
        ),
        (
            "e",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{2,7}={0,2}$", "description": "The exponent in base64url" }),
        ),
        (
            "x5c",
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 10,
                        "description": "Certificates in base64, the first of this very key" }),
        ),
        (
            "exp",
            whole(
                1,
                253_402_300_799,
                "When it runs out, in seconds since 1970: at most one year after it was posted, and never after its certificate",
            ),
        ),
    ]
}

/// What an owner says of a scope.
fn scope_members() -> Vec<(&'static str, Value)> {
    let mut kinds = list(
        &one_of(&SCOPE_INTEGRATION_TYPES, "Of clients"),
        "The integration types whose clients may have it; empty is all",
    );
    if let Some(kinds) = kinds.as_object_mut() {
        kinds.insert("maxItems".to_owned(), json!(SCOPE_INTEGRATION_TYPES.len()));
    }
    vec![
        (
            "prefix",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$", "description": "A prefix of the caller's; never changes" }),
        ),
        (
            "subscope",
            json!({ "type": "string", "pattern": "^[!#-)+-9;-\\[\\]-~]{1,190}$", "description": "What stands behind the colon; never changes" }),
        ),
        ("owner_orgno", number("Who owns the prefix: the organisation of the access token")),
        (
            "description",
            json!({ "type": "string", "minLength": 1, "maxLength": TEXT_LIMIT, "description": "What it opens; no control characters" }),
        ),
        ("long_description", text("More of it")),
        (
            "active",
            truth("No token is issued with an inactive scope; left out of a change, it stays as it is"),
        ),
        (
            "visibility",
            one_of(
                &["PUBLIC", "PRIVATE", "INTERNAL"],
                "Who sees it in lists: everybody, its owner and those with access, or Digdir's own",
            ),
        ),
        ("allowed_integration_types", kinds),
        ("delegation_source", text("The issuer of a delegation source when it may be delegated, else empty")),
        ("accessible_for_all", truth("Every organisation may use it without access")),
        (
            "at_max_age",
            whole(0, LONGEST_SCOPE_LIFETIME, "The longest life of a token with it, in seconds; 0 is not set"),
        ),
        ("authorization_max_lifetime", whole(0, i64::MAX, "Shown back")),
        ("token_type", one_of(&["SELF_CONTAINED", "OPAQUE"], "Shown back")),
        ("requires_user_consent", truth("Shown back")),
        ("requires_user_authentication", truth("Shown back")),
        ("requires_pseudonymous_tokens", truth("Shown back")),
        ("enforced_aud_for_access_token", text("The aud of every token with the scope")),
        ("supports_european_businesses", truth("Shown back")),
    ]
}

fn request(required: &[&str], members: Vec<(&'static str, Value)>) -> Value {
    let members: Vec<(&str, Value)> = members
        .into_iter()
        .map(|(name, schema)| if required.contains(&name) { (name, schema) } else { (name, or_null(schema)) })
        .collect();
    object(required, &members)
}

fn answer(always: &[&str], mut members: Vec<(&'static str, Value)>) -> Value {
    members.push(("created", instant("When it was made")));
    members.push(("last_updated", instant("When it was last changed")));
    object(always, &members)
}

/// All schemas, by name.
pub(super) fn schemas() -> Value {
    let keys = |of: &str, least: usize| json!({ "type": "array", "minItems": least, "maxItems": MAX_KEYS, "items": { "$ref": format!("#/components/schemas/{of}") } });
    let fault = object(
        &["errorMessage", "isFieldError", "objectName", "fieldIdentifier"],
        &[
            ("errorMessage", text("What was wrong, what was expected, and what to do")),
            ("isFieldError", truth("Whether it is about one member")),
            ("objectName", text("What it is about: Client, JsonWebKey, Scope, ScopeAccess …")),
            (
                "fieldIdentifier",
                json!({ "type": ["string", "null"], "description": "The member: client_name, keys[0].use" }),
            ),
        ],
    );
    // A scope that its owner had before may have more members than we know: they are kept.
    json!({
        "ClientRequest": request(&["integration_type", "client_name"], client_members()),
        "Client": answer(&[
            "client_id", "client_name", "description", "client_orgno", "active", "application_type", "integration_type",
            "scopes", "grant_types", "token_endpoint_auth_method", "access_token_lifetime", "created", "last_updated",
        ], client_members()),
        "JsonWebKeyRequest": object(&["kty", "kid", "use", "n", "e"], &key_members()),
        "JsonWebKey": answer(&["kty", "kid", "n", "e", "exp", "created", "last_updated"], {
            let mut members = key_members();
            members.push(("warning", text("Only where every grant with the key is refused for its certificate: why, and what to do")));
            members
        }),
        "KeySetRequest": object(&["keys"], &[("keys", keys("JsonWebKeyRequest", 1))]),
        "KeySet": object(&["keys"], &[
            ("keys", keys("JsonWebKey", 0)),
            ("created", instant("When its oldest key was made")),
            ("last_updated", instant("When its newest key was posted")),
        ]),
        "ScopeRequest": request(&["prefix", "subscope", "description"], scope_members()),
        "ScopeChange": request(&["description"], scope_members()),
        "Scope": answer(&[
            "name", "prefix", "subscope", "description", "owner_orgno", "active", "visibility",
            "allowed_integration_types", "delegation_source", "accessible_for_all", "at_max_age", "created", "last_updated",
        ], {
            let mut members = scope_members();
            members.push(("name", text("prefix:subscope")));
            members
        }),
        "ScopeAccess": object(&["scope", "state", "created", "last_updated", "consumer_orgno", "owner_orgno"], &[
            ("scope", text("The scope's name")),
            ("state", one_of(&["REQUESTED", "APPROVED", "DENIED"], "Withdrawn access stays, as DENIED")),
            ("created", instant("When it was first given")),
            ("last_updated", instant("When it was last given or withdrawn")),
            ("consumer_orgno", number("Who may use the scope")),
            ("owner_orgno", number("Who owns it")),
            ("consumer_organization_name", json!({ "type": ["string", "null"] })),
            ("owner_organization_name", json!({ "type": ["string", "null"] })),
        ]),
        "Prefix": object(&["prefix", "owner_orgno", "active", "created", "last_updated"], &[
            ("prefix", text("What scopes begin with")),
            ("owner_orgno", number("Whose it is")),
            ("organization_name", json!({ "type": ["string", "null"] })),
            ("active", truth("Whether scopes are made below it")),
            ("created", instant("When it was handed out")),
            ("last_updated", instant("When it was last changed")),
        ]),
        "DelegationSource": object(&["name", "issuer", "created", "lastUpdated", "last_updated"], &[
            ("name", text("Its name")),
            ("issuer", text("What a scope's delegation_source says")),
            ("created", instant("When it was made")),
            ("lastUpdated", instant("As the real description spells it")),
            ("last_updated", instant("As the real answers spell it")),
        ]),
        "Organization": object(&["orgnr", "name"], &[("orgnr", number("Its number")), ("name", text("Its name"))]),
        "ApiError": object(&["status", "timestamp", "correlation_id", "errors", "error", "error_description"], &[
            ("status", json!({ "type": "integer", "description": "The HTTP status again" })),
            ("timestamp", instant("When it was answered")),
            ("correlation_id", text("What the service's log calls this request")),
            ("errors", json!({ "type": "array", "minItems": 1, "items": fault, "description": "Every fault at once" })),
            ("error", text("A short name of the kind of refusal")),
            ("error_description", text("The whole of it in one sentence")),
        ]),
    })
}
