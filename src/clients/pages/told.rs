//! What the pages say about what is wrong, in the reader's language.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::{Error, Fault, Why};
use crate::access::Visit;
use crate::jose::JwkError;
use crate::language::Language;
use crate::web::Faults;

/// The page for what was not done.
pub(super) fn refuse(visit: &Visit, error: &Error) -> Response {
    match error {
        // Whether another organisation has a client of this id is nobody's business.
        Error::NoSuchClient(_) | Error::NotYours => visit.not_found(),
        Error::NotAParty(_) => visit.fault(StatusCode::CONFLICT, "client-not-a-party", Some("/sak")),
        other => visit.internal(other),
    }
}

/// The faults of a form, beside their fields.
pub(super) fn form_faults(lang: Language, found: &[Fault]) -> Faults {
    let mut faults = Faults::default();
    for fault in found {
        let field = if fault.field == "client_name" { "name" } else { fault.field.as_str() };
        faults.add(field, why_text(lang, &fault.why));
    }
    faults
}

/// What a page says about a fault. What only a program can do wrong has the API's own words.
pub(super) fn why_text(lang: Language, why: &Why) -> String {
    match why {
        Why::Missing => lang.text("client-fault-missing"),
        Why::TooLong(limit) => lang.text_with("client-fault-too-long", &[("limit", &limit.to_string())]),
        Why::ControlCharacter => lang.text("client-fault-control"),
        Why::RealPersonNumber => lang.text("client-fault-real-person"),
        Why::TooManyScopes => lang.text("client-fault-too-many-scopes"),
        Why::ScopeUnknown(scope) => lang.text_with("client-fault-scope-unknown", &[("scope", scope)]),
        Why::ScopeInactive(scope) => lang.text_with("client-fault-scope-inactive", &[("scope", scope)]),
        Why::ScopeNotGranted { scope, .. } => {
            lang.text_with("client-fault-scope-not-granted", &[("scope", scope)])
        }
        Why::ScopeOtherIntegration { scope, .. } => {
            lang.text_with("client-fault-scope-other", &[("scope", scope)])
        }
        Why::TooManyKeys => lang.text("client-key-too-many"),
        Why::KeyOver => lang.text("client-key-over"),
        Why::Key(error) => key_text(lang, error),
        other => other.to_string(),
    }
}

/// What a page says about a key that is none.
pub(super) fn key_text(lang: Language, error: &JwkError) -> String {
    let key = match error {
        JwkError::PrivateMember(_) | JwkError::PrivateKeyPem => "client-key-private",
        JwkError::ModulusTooSmall(bits) => {
            return lang.text_with("client-key-too-small", &[("bits", &bits.to_string())]);
        }
        JwkError::KeyTypeNotRsa => "client-key-not-rsa",
        JwkError::UseNotSig => "client-key-use",
        JwkError::AlgNotAllowed => "client-key-alg",
        JwkError::KidNotAllowed | JwkError::KidMissing => "client-key-kid",
        JwkError::EvenModulus | JwkError::SmallFactor(_) | JwkError::PerfectPower(_) => "client-key-weak",
        _ => "client-key-unreadable",
    };
    lang.text(key)
}
