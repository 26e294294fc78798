//! Examples for the `OpenAPI` document. Answers are drawn by the code that answers.

use serde_json::{Map, Value, json};

use super::super::keys::ClientKey;
use super::super::store::Prefix;
use super::super::{
    BENEFICIAL_OWNER_SCOPES, Client, DEFAULT_TOKEN_LIFETIME, DIGDIR, Grant, GrantState, MASKINPORTEN,
    REGISTER, Scope, Visibility, owner_name, wire,
};
use crate::clock::{DAY, Millis, Now};
use crate::numbers::OrgNumber;

/// When everything in the examples happened: 15 January 2026.
const THEN: Millis = 1_768_467_600_000;

/// A fictional organisation.
const ORGANISATION: &str = "310000019";

/// The modulus of a key whose private half was thrown away.
const MODULUS: &str = "sgX6mBqWd6bPED6H8SWmah0mXnad1ECtTlpv1Gmt4HKurLhqPdOqGWKSa476RnYKMq3H6BTmc78W2HK6jOh6RT4kCBQxL6Pry-nmny_hLmPHYe8OFkCD-JwZtQb81uXmjS9rXejLNeut9CAShsFZRfe_JQDOzAAoX9mtBBtPbJCPlihsuP3J9o3pFdCrn_U7uLzb1huRpCGO3iDfMzSPfVGyByARxj-hzATFtxPlV8O5ffYte2mf5UyuOS69mG-kibTXEApx5oX6sve-LWva6naJFi7bUeAJjtJwcyDW5wfNIB3VY_2y4LulxNkf5gL4EKWAo7djGHVAG1mpgDQZIQ";

/// The forms of a key as text, by the names of [`request`].
pub(super) const KEYS_AS_TEXT: [&str; 2] = ["public_key", "json_web_key"];

fn key(kid: &str) -> Value {
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": MODULUS, "e": "AQAB" })
}

/// The example of a request.
pub(super) fn request(name: &str) -> Value {
    let client = |about: &str| {
        json!({
            "client_name": "Fagsystemet", "description": about, "integration_type": MASKINPORTEN,
            "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "scopes": BENEFICIAL_OWNER_SCOPES.get(1..2),
        })
    };
    match name {
        "new_client" => client("Henter reelle rettighetshavere"),
        "changed_client" => client("Henter reelle rettighetshavere hver natt"),
        "key_set" => json!({ "keys": [key("2026-01"), key("2026-02")] }),
        "key" => key("2026-01"),
        "json_web_key" => Value::String(key("2026-03").to_string()),
        "new_scope" => json!({
            "prefix": "brreg", "subscope": "oppdiktet/lese", "description": "Lese i et oppdiktet register",
            "visibility": "PUBLIC", "allowed_integration_types": [MASKINPORTEN], "at_max_age": 120,
        }),
        "changed_scope" => json!({ "description": "Reelle rettighetshavere for media", "active": true }),
        _ => Value::String(PUBLIC_KEY.to_owned()),
    }
}

const PUBLIC_KEY: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsgX6mBqWd6bPED6H8SWm
ah0mXnad1ECtTlpv1Gmt4HKurLhqPdOqGWKSa476RnYKMq3H6BTmc78W2HK6jOh6
RT4kCBQxL6Pry+nmny/hLmPHYe8OFkCD+JwZtQb81uXmjS9rXejLNeut9CAShsFZ
Rfe/JQDOzAAoX9mtBBtPbJCPlihsuP3J9o3pFdCrn/U7uLzb1huRpCGO3iDfMzSP
fVGyByARxj+hzATFtxPlV8O5ffYte2mf5UyuOS69mG+kibTXEApx5oX6sve+LWva
6naJFi7bUeAJjtJwcyDW5wfNIB3VY/2y4LulxNkf5gL4EKWAo7djGHVAG1mpgDQZ
IQIDAQAB
-----END PUBLIC KEY-----
";

/// The example of an answer, by its schema.
pub(super) fn answer(schema: &str) -> Value {
    let Some((organisation, register, digdir)) = OrgNumber::parse(ORGANISATION)
        .ok()
        .zip(OrgNumber::parse(REGISTER).ok())
        .zip(OrgNumber::parse(DIGDIR).ok())
        .map(|((a, b), c)| (a, b, c))
    else {
        return Value::Null;
    };
    let now = Now { wall: THEN, world: THEN };
    let name = owner_name(register).map(str::to_owned);
    let one_key = |kid: &str| ClientKey {
        kid: kid.to_owned(),
        jwk: key(kid),
        stated_exp: None,
        expires_at: THEN + 365 * DAY,
        created_at: THEN,
        updated_at: THEN,
    };
    match schema {
        "Client" => wire::show_client(&Client {
            id: "0c1b7c3a-5f0e-4b2a-9a52-3d5d3a6f9f01".to_owned(),
            organisation,
            name: "Fagsystemet".to_owned(),
            description: "Henter reelle rettighetshavere".to_owned(),
            active: true,
            integration_type: MASKINPORTEN.to_owned(),
            access_token_lifetime: DEFAULT_TOKEN_LIFETIME,
            extra: Map::new(),
            version: 1,
            scopes: BENEFICIAL_OWNER_SCOPES
                .get(1..2)
                .unwrap_or_default()
                .iter()
                .map(|scope| (*scope).to_owned())
                .collect(),
            created_at: THEN,
            updated_at: THEN,
        }),
        "JsonWebKey" => wire::show_key(&one_key("2026-01"), organisation, now),
        "KeySet" => wire::show_keys(&[one_key("2026-01"), one_key("2026-02")], organisation, now),
        "Scope" => wire::show_scope(&Scope {
            name: "brreg:oppdiktet/lese".to_owned(),
            prefix: "brreg".to_owned(),
            subscope: "oppdiktet/lese".to_owned(),
            owner: register,
            description: "Lese i et oppdiktet register".to_owned(),
            visibility: Visibility::Public,
            delegation_source: None,
            accessible_for_all: false,
            at_max_age: 120,
            allowed_integration_types: vec![MASKINPORTEN.to_owned()],
            active: true,
            extra: Map::new(),
            version: 1,
            created_at: THEN,
            updated_at: THEN,
        }),
        "ScopeAccess" => {
            let consumer = Some("Diskré Snegl AS".to_owned());
            let grant = Grant {
                scope: "brreg:oppdiktet/lese".to_owned(),
                consumer: organisation,
                owner: register,
                state: GrantState::Approved,
                case_number: None,
                created_at: THEN,
                updated_at: THEN,
                since: Some(THEN),
            };
            wire::show_grant(&grant, consumer.as_ref(), name.as_ref())
        }
        "Prefix" => {
            let prefix = Prefix {
                name: "idporten".to_owned(),
                owner: digdir,
                active: true,
                created_at: THEN,
                updated_at: THEN,
            };
            wire::show_prefix(&prefix, owner_name(digdir).map(str::to_owned).as_ref())
        }
        "DelegationSource" => wire::show_delegation_source("http://127.0.0.1:8080/", THEN),
        _ => wire::show_organisation(organisation, "Diskré Snegl AS"),
    }
}
