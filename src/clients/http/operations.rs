//! The operations of the self-service API, one entry each. A test compares them with the routes.

use serde_json::{Value, json};

use super::super::SCOPE_INTEGRATION_TYPES;
use super::clients::{CHANGE_CLIENTS, READ_CLIENTS, WRITE_CLIENTS};
use super::scopes::{READ_SCOPES, WRITE_SCOPES};

/// What an operation is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    None,
    /// The schema and the example's name.
    Json(&'static str, &'static str),
    /// A key as text.
    Text,
}

/// What it answers with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Nothing,
    One(&'static str),
    Many(&'static str),
}

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: &'static str,
    /// One of these scopes; none is open to everybody.
    pub(super) scopes: &'static [&'static str],
    pub(super) query: &'static [&'static str],
    pub(super) body: Body,
    pub(super) if_match: bool,
    pub(super) answer: (&'static str, Shape),
    pub(super) answered: &'static str,
    /// Whether the answer has an `ETag`.
    pub(super) tagged: bool,
    /// The refusals that it knows besides those that follow from the rest.
    pub(super) refusals: &'static [&'static str],
}

/// What the operations are sorted under.
pub(super) const TAGS: [(&str, &str); 5] = [
    ("clients", "What asks for tokens"),
    ("keys", "The keys that clients sign their grants with"),
    ("scopes", "What APIs ask for"),
    ("access", "Which organisation may use which scope"),
    ("lookups", "Prefixes, delegation sources, organisations"),
];

const OPEN: &[&str] = &[];

const READ: Operation = Operation {
    method: "get",
    path: "",
    id: "",
    tag: "",
    summary: "",
    about: "",
    scopes: OPEN,
    query: &[],
    body: Body::None,
    if_match: false,
    answer: ("200", Shape::Nothing),
    answered: "What there is",
    tagged: false,
    refusals: &[],
};

const CLIENTS: &str = "/api/v1/clients";
const CLIENT: &str = "/api/v1/clients/{client_id}";
const JWKS: &str = "/api/v1/clients/{client_id}/jwks";
const ONE_KEY: &str = "/api/v1/clients/{client_id}/jwks/{kid}";
const SCOPES: &str = "/api/v1/scopes";
const ACCESS: &str = "/api/v1/scopes/access/{consumer_orgno}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        path: CLIENTS,
        id: "listClients",
        tag: "clients",
        summary: "List the organisation's clients",
        about: "Those in use, and with inactive=true all.",
        scopes: READ_CLIENTS,
        query: &["inactive"],
        answer: ("200", Shape::Many("Client")),
        refusals: &["bad-flag"],
        ..READ
    },
    Operation {
        method: "post",
        path: CLIENTS,
        id: "createClient",
        tag: "clients",
        summary: "Make a client",
        about: "It asks for tokens once it has a key, and is answered with its id.",
        scopes: WRITE_CLIENTS,
        body: Body::Json("ClientRequest", "new_client"),
        answer: ("201", Shape::One("Client")),
        answered: "The client is made",
        tagged: true,
        refusals: &["faults", "another-organisation", "id-taken", "too-many-clients"],
        ..READ
    },
    Operation {
        path: CLIENT,
        id: "getClient",
        tag: "clients",
        summary: "Read a client",
        about: "One in use or not.",
        scopes: READ_CLIENTS,
        answer: ("200", Shape::One("Client")),
        tagged: true,
        ..READ
    },
    Operation {
        method: "put",
        path: CLIENT,
        id: "replaceClient",
        tag: "clients",
        summary: "Replace a client",
        about: "All that can change is replaced: fetch it, change it, send it back whole. Its id and integration_type never change.",
        scopes: CHANGE_CLIENTS,
        body: Body::Json("ClientRequest", "changed_client"),
        if_match: true,
        answer: ("200", Shape::One("Client")),
        answered: "The client as it is now",
        tagged: true,
        refusals: &["faults", "another-organisation", "too-many-clients"],
        ..READ
    },
    Operation {
        method: "delete",
        path: CLIENT,
        id: "deleteClient",
        tag: "clients",
        summary: "Take a client out of use",
        about: "It gets no more tokens, and keeps its keys and scopes: PUT with active true takes it into use again.",
        scopes: WRITE_CLIENTS,
        if_match: true,
        answer: ("204", Shape::Nothing),
        ..READ
    },
    Operation {
        method: "post",
        path: "/api/v1/clients/{client_id}/secret",
        id: "makeSecret",
        tag: "clients",
        summary: "Make a secret",
        about: "Always refused: a client of Maskinporten proves itself with a key.",
        scopes: WRITE_CLIENTS,
        answer: ("400", Shape::One("ApiError")),
        refusals: &["no-secret"],
        ..READ
    },
    Operation {
        path: JWKS,
        id: "listKeys",
        tag: "keys",
        summary: "List a client's keys",
        about: "Those that have run out too.",
        scopes: READ_CLIENTS,
        answer: ("200", Shape::One("KeySet")),
        tagged: true,
        ..READ
    },
    Operation {
        method: "post",
        path: JWKS,
        id: "replaceKeys",
        tag: "keys",
        summary: "Replace all of a client's keys",
        about: "The keys that are sent are then all the keys there are, at most five. A key lasts one year from its posting, or until its exp; posted again, it is renewed.",
        scopes: CHANGE_CLIENTS,
        body: Body::Json("KeySetRequest", "key_set"),
        if_match: true,
        answer: ("201", Shape::One("KeySet")),
        answered: "The keys as they are now",
        tagged: true,
        refusals: &["key-faults"],
        ..READ
    },
    Operation {
        method: "delete",
        path: JWKS,
        id: "deleteKeys",
        tag: "keys",
        summary: "Remove all of a client's keys",
        about: "It gets no more tokens until it has a key again.",
        scopes: CHANGE_CLIENTS,
        if_match: true,
        answer: ("204", Shape::Nothing),
        ..READ
    },
    Operation {
        path: ONE_KEY,
        id: "getKey",
        tag: "keys",
        summary: "Read one key",
        about: "By its name.",
        scopes: READ_CLIENTS,
        answer: ("200", Shape::One("JsonWebKey")),
        tagged: true,
        refusals: &["no-such-key"],
        ..READ
    },
    Operation {
        method: "put",
        path: ONE_KEY,
        id: "saveKey",
        tag: "keys",
        summary: "Add or renew one key",
        about: "The other keys stay. Its kid is that of the address.",
        scopes: CHANGE_CLIENTS,
        body: Body::Json("JsonWebKeyRequest", "key"),
        if_match: true,
        answer: ("200", Shape::One("JsonWebKey")),
        answered: "The key as it is now",
        tagged: true,
        refusals: &["key-faults"],
        ..READ
    },
    Operation {
        method: "delete",
        path: ONE_KEY,
        id: "deleteKey",
        tag: "keys",
        summary: "Remove one key",
        about: "The other keys stay.",
        scopes: CHANGE_CLIENTS,
        if_match: true,
        answer: ("204", Shape::Nothing),
        refusals: &["no-such-key"],
        ..READ
    },
    Operation {
        method: "post",
        path: "/api/v2/clients/{client_id}/key",
        id: "addKey",
        tag: "keys",
        summary: "Add or renew one key, as text",
        about: "A certificate in PEM, a public key in PEM, or a JWK. Without a name of its own the key has its thumbprint (RFC 7638).",
        scopes: CHANGE_CLIENTS,
        body: Body::Text,
        if_match: true,
        answer: ("201", Shape::One("JsonWebKey")),
        answered: "The key as it is now",
        tagged: true,
        refusals: &["key-faults"],
        ..READ
    },
    Operation {
        path: SCOPES,
        id: "listScopes",
        tag: "scopes",
        summary: "List the organisation's own scopes",
        about: "Those in use, and with inactive=true all.",
        scopes: READ_SCOPES,
        query: &["inactive"],
        answer: ("200", Shape::Many("Scope")),
        refusals: &["bad-flag"],
        ..READ
    },
    Operation {
        method: "post",
        path: SCOPES,
        id: "createScope",
        tag: "scopes",
        summary: "Make a scope",
        about: "Below a prefix of the organisation's. Members that nobody knows are kept and shown back.",
        scopes: WRITE_SCOPES,
        body: Body::Json("ScopeRequest", "new_scope"),
        answer: ("201", Shape::One("Scope")),
        answered: "The scope is made",
        tagged: true,
        refusals: &[
            "scope-faults", "not-your-prefix", "prefix-closed", "scope-taken", "scope-out-of-use",
            "too-many-scopes",
        ],
        ..READ
    },
    Operation {
        method: "put",
        path: SCOPES,
        id: "changeScope",
        tag: "scopes",
        summary: "Change a scope, or take it into use again",
        about: "All that can change is replaced, and with active true a scope out of use is taken into use again. Its name never changes.",
        scopes: WRITE_SCOPES,
        query: &["scope"],
        body: Body::Json("ScopeChange", "changed_scope"),
        if_match: true,
        answer: ("200", Shape::One("Scope")),
        answered: "The scope as it is now",
        tagged: true,
        refusals: &["scope-faults", "another's-scope", "no-such-scope", "scope-missing"],
    },
    Operation {
        method: "delete",
        path: SCOPES,
        id: "deleteScope",
        tag: "scopes",
        summary: "Take a scope out of use",
        about: "No more tokens are issued with it. Access and clients keep it.",
        scopes: WRITE_SCOPES,
        query: &["scope"],
        if_match: true,
        answer: ("200", Shape::One("Scope")),
        answered: "The scope as it is now",
        tagged: true,
        refusals: &["another's-scope", "no-such-scope", "scope-missing"],
        ..READ
    },
    Operation {
        path: "/api/v1/scopes/scope",
        id: "getScope",
        tag: "scopes",
        summary: "Read one of the organisation's own scopes",
        about: "One in use or not.",
        scopes: READ_SCOPES,
        query: &["scope"],
        answer: ("200", Shape::One("Scope")),
        tagged: true,
        refusals: &["another's-scope", "no-such-scope", "scope-missing"],
        ..READ
    },
    Operation {
        path: "/api/v1/scopes/all",
        id: "listAllScopes",
        tag: "scopes",
        summary: "List all public scopes",
        about: "Of all owners.",
        query: &["prefix", "inactive", "delegated_sources", "accessible_for_all", "integration_type"],
        answer: ("200", Shape::Many("Scope")),
        refusals: &["bad-flag", "bad-integration-type"],
        ..READ
    },
    Operation {
        path: "/api/v1/scopes/access",
        id: "listAccess",
        tag: "access",
        summary: "List who may use a scope",
        about: "With scope: everybody who may use that scope of the organisation's. With consumer_orgno: what of the organisation's scopes that one may use. Withdrawn access is shown as DENIED, unless inactive=false.",
        scopes: READ_SCOPES,
        query: &["scope?", "consumer_orgno", "inactive"],
        answer: ("200", Shape::Many("ScopeAccess")),
        refusals: &[
            "another's-scope", "no-such-scope", "scope-missing", "bad-flag", "bad-number",
            "too-many-accesses",
        ],
        ..READ
    },
    Operation {
        path: "/api/v1/scopes/access/all",
        id: "listOwnAccess",
        tag: "access",
        summary: "List what the organisation may use",
        about: "Of all owners' scopes.",
        scopes: READ_SCOPES,
        query: &["inactive"],
        answer: ("200", Shape::Many("ScopeAccess")),
        refusals: &["bad-flag"],
        ..READ
    },
    Operation {
        method: "put",
        path: ACCESS,
        id: "giveAccess",
        tag: "access",
        summary: "Give an organisation access to a scope",
        about: "To the consumer, never to its supplier. Given already, nothing changes.",
        scopes: WRITE_SCOPES,
        query: &["scope"],
        answer: ("200", Shape::One("ScopeAccess")),
        answered: "The access as it is now",
        refusals: &["another's-scope", "no-such-scope", "scope-missing", "bad-number", "no-party"],
        ..READ
    },
    Operation {
        method: "delete",
        path: ACCESS,
        id: "withdrawAccess",
        tag: "access",
        summary: "Withdraw an organisation's access",
        about: "It stays, as DENIED, and can be given again.",
        scopes: WRITE_SCOPES,
        query: &["scope"],
        answer: ("200", Shape::One("ScopeAccess")),
        answered: "The access as it is now",
        refusals: &["another's-scope", "no-such-scope", "scope-missing", "bad-number", "no-access"],
        ..READ
    },
    Operation {
        path: "/api/v1/prefix",
        id: "listPrefixes",
        tag: "lookups",
        summary: "List the organisation's prefixes",
        about: "The operator hands them out.",
        scopes: READ_SCOPES,
        answer: ("200", Shape::Many("Prefix")),
        ..READ
    },
    Operation {
        path: "/api/v1/prefix/all",
        id: "listAllPrefixes",
        tag: "lookups",
        summary: "List all prefixes",
        about: "With their owners.",
        answer: ("200", Shape::Many("Prefix")),
        ..READ
    },
    Operation {
        path: "/api/v1/delegationsources",
        id: "listDelegationSources",
        tag: "lookups",
        summary: "List who keeps delegations",
        about: "This service's own portal alone.",
        answer: ("200", Shape::Many("DelegationSource")),
        ..READ
    },
    Operation {
        path: "/api/v1/organizations/{orgnr}",
        id: "getOrganization",
        tag: "lookups",
        summary: "Look an organisation's name up",
        about: "Of organisations of this world alone.",
        answer: ("200", Shape::One("Organization")),
        refusals: &["bad-number", "no-such-organisation"],
        ..READ
    },
];

/// A parameter of the path.
pub(super) fn path_parameter(name: &str) -> Value {
    let (about, pattern, example) = match name {
        "client_id" => ("The client's id", "^[A-Za-z0-9._-]{1,128}$", "0c1b7c3a-5f0e-4b2a-9a52-3d5d3a6f9f01"),
        "kid" => ("The key's name", "^[A-Za-z0-9._-]{1,255}$", "2026-01"),
        _ => ("An organisation number of nine digits with a right check digit", "^[0-9]{9}$", "310000019"),
    };
    json!({ "name": name, "in": "path", "required": true, "description": about,
            "schema": { "type": "string", "pattern": pattern }, "example": example })
}

/// A parameter of the query; with a question mark behind its name it may be left out where others need it.
pub(super) fn query_parameter(name: &str) -> Value {
    let flag = |about: &str| (about.to_owned(), json!({ "type": "boolean" }), json!(true));
    let (about, schema, example) = match name {
        "scope" | "scope?" => (
            "The scope's name".to_owned(),
            json!({ "type": "string", "minLength": 1 }),
            json!("brreg:reelle/media"),
        ),
        "prefix" => ("Only scopes with this prefix".to_owned(), json!({ "type": "string" }), json!("brreg")),
        "integration_type" => (
            "Only scopes for clients of this type, in any case".to_owned(),
            json!({ "type": "string", "enum": SCOPE_INTEGRATION_TYPES }),
            json!("maskinporten"),
        ),
        "consumer_orgno" => (
            "Who may use them".to_owned(),
            json!({ "type": "string", "pattern": "^[0-9]{9}$" }),
            json!("310000019"),
        ),
        "delegated_sources" => flag("Only scopes that may be delegated, or only the others"),
        "accessible_for_all" => flag("Only scopes that are open to all, or only the others"),
        _ => flag("Whether what is out of use is listed too"),
    };
    json!({ "name": name.trim_end_matches('?'), "in": "query", "required": name == "scope", "description": about,
            "schema": schema, "example": example })
}
