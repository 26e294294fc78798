//! Tokens of Altinn's own APIs: made by the exchange of one of the token server's, or as a test aid. They have an issuer of
//! their own, so that neither kind opens what the other is for.

use axum::http::HeaderMap;
use serde_json::{Map, Value};

use super::bearer::{BearerFault, claims_by};
use crate::app::App;
use crate::clock::Now;
use crate::numbers::{OrgNumber, PartyUuid};

/// What an Altinn token says.
#[derive(Debug, Clone)]
pub struct AltinnToken {
    claims: Map<String, Value>,
}

impl AltinnToken {
    /// Whether it carries exactly this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        let scopes = self.claims.get("scope").and_then(Value::as_str).unwrap_or_default();
        scopes.split_ascii_whitespace().any(|held| held == scope)
    }

    /// The person it is about, when it is about one.
    pub fn person(&self) -> Option<PartyUuid> {
        PartyUuid::parse(self.claims.get("urn:altinn:party:uuid")?.as_str()?)
    }

    /// The organisation that it was made for.
    pub fn organisation(&self) -> Option<OrgNumber> {
        OrgNumber::from_iso6523(self.claims.get("consumer")?.get("ID")?.as_str()?).ok()
    }

    /// The name that audit rows carry: of the machine client, or of the person.
    pub fn actor(&self) -> String {
        match (self.person(), self.claims.get("client_id").and_then(Value::as_str)) {
            (Some(person), _) => format!("person:{person}"),
            (None, client) => format!("machine:{}", client.unwrap_or_default()),
        }
    }

    /// How strong the login was, 0 to 4; a text in tokens of old.
    pub fn level(&self) -> i64 {
        match self.claims.get("urn:altinn:authlevel") {
            Some(Value::String(text)) => text.parse().unwrap_or(0),
            Some(value) => value.as_i64().unwrap_or(0),
            None => 0,
        }
    }

    /// Whether its holder owns the prefix of `scope`.
    pub fn owns_prefix_of(&self, scope: &str) -> bool {
        owns_prefix_of(&self.claims, scope)
    }
}

/// Whether these claims name the prefix of `scope` as their consumer's own.
pub fn owns_prefix_of(claims: &Map<String, Value>, scope: &str) -> bool {
    let owns = |prefix: &Value| {
        let prefix = prefix.as_str().unwrap_or_default();
        !prefix.is_empty() && scope.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(':'))
    };
    match claims.get("consumer_prefix") {
        Some(Value::Array(prefixes)) => prefixes.iter().any(owns),
        Some(prefix) => owns(prefix),
        None => false,
    }
}

/// Checks the request's Altinn token.
pub async fn verify(app: &App, headers: &HeaderMap, now: Now) -> Result<AltinnToken, BearerFault> {
    let claims = claims_by(app, headers, now, &app.config.altinn_issuer()).await?;
    Ok(AltinnToken { claims })
}
