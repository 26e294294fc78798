//! Refusals of `/token`, each with the exact error, description and status of the real service (`maskinporten.md` §4).

use crate::config::OpenPoints;
use axum::http::StatusCode;

use crate::ledger::Fact;

/// What is wrong with a request that holds no assertion to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// Its body has another type.
    NotAForm,
    /// A parameter stands twice (RFC 6749 §3.2).
    ParameterTwice,
    /// There is no `grant_type`.
    GrantTypeMissing,
    /// There is no `assertion`.
    AssertionMissing,
    /// Its body is larger than is read.
    TooLarge,
    /// Its body broke off, or was not framed as HTTP has it.
    Unreadable,
    /// Its body did not come to its end in time.
    TooSlow,
    /// It is no POST.
    WrongMethod,
    /// It went to a path below the token endpoint.
    WrongPath,
}

impl RequestFault {
    /// The description that the client reads.
    const fn description(self) -> &'static str {
        match self {
            Self::NotAForm => {
                "The body must be application/x-www-form-urlencoded with grant_type and assertion"
            }
            Self::ParameterTwice => "A parameter was sent more than once",
            Self::GrantTypeMissing => "The parameter grant_type is missing",
            Self::AssertionMissing => "The parameter assertion is missing",
            Self::TooLarge => "The request is too large",
            Self::Unreadable => "The body could not be read to its end",
            Self::TooSlow => "The request took too long to come",
            Self::WrongMethod => "Use POST",
            Self::WrongPath => "The token endpoint is /token, without a slash or more at its end",
        }
    }

    /// The catalogue's sentence of it.
    const fn key(self) -> &'static str {
        match self {
            Self::NotAForm => "fact-request-form",
            Self::ParameterTwice => "fact-request-twice",
            Self::GrantTypeMissing => "fact-request-grant-type",
            Self::AssertionMissing => "fact-request-assertion",
            Self::TooLarge => "fact-request-too-large",
            Self::Unreadable => "fact-request-unreadable",
            Self::TooSlow => "fact-request-slow",
            Self::WrongMethod => "fact-request-method",
            Self::WrongPath => "fact-request-path",
        }
    }
}

/// Why a token request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not the JWT-bearer grant (RFC 6749 §5.2).
    UnsupportedGrantType,
    /// A parameter is missing or the request cannot be read (RFC 6749 §5.2); the sentence says what.
    InvalidRequest(RequestFault),
    /// MP-011: the grant is malformed.
    Malformed,
    /// MP-012: the grant, or its `jti`, was used before.
    Replayed,
    /// MP-100: no such client, or an inactive one.
    UnknownClient,
    /// MP-110: `aud` is not exactly the issuer.
    WrongAudience,
    /// MP-120: nobody who is trusted has issued the certificate, or its time is over.
    WrongCertificate,
    /// MP-121: the key has run out.
    ExpiredKey,
    /// MP-122: the certificate is another organisation's than the client.
    CertificateOfAnother,
    /// MP-123: `x5c` cannot be read.
    BadCertificateHeader,
    /// MP-124: the signature does not fit the key.
    WrongSignature,
    /// MP-130: the grant is too old.
    Expired,
    /// No code: `iat` lies ahead.
    IssuedAhead,
    /// No code: `kid` is not on the client.
    UnknownKid,
    /// No code: the client has registered keys and the header has no `kid`.
    MissingKid,
    /// MP-200: the scope is not on the client.
    ScopeNotOnClient(String),
    /// MP-201: the scope is not for Maskinporten.
    ScopeNotForMaskinporten,
    /// No code: `consumer_org` and the client or scope do not go together.
    ConsumerCombination,
    /// MP-250: the consumer has not been granted the scope.
    NotGranted(String),
    /// MP-251: the consumer has not delegated the scope.
    NotDelegated {
        /// `consumer_org`
        consumer: String,
        /// The scope.
        scope: String,
        /// The client's organisation.
        supplier: String,
    },
    /// Ours: too many requests at once, or the database does not answer.
    Busy,
}

impl Refusal {
    /// The code that `error_uri` and the help pages are named by, and for refusals without one our own word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedGrantType => "unsupported-grant-type",
            Self::InvalidRequest(_) => "invalid-request",
            Self::Malformed => "MP-011",
            Self::Replayed => "MP-012",
            Self::UnknownClient => "MP-100",
            Self::WrongAudience => "MP-110",
            Self::WrongCertificate => "MP-120",
            Self::ExpiredKey => "MP-121",
            Self::CertificateOfAnother => "MP-122",
            Self::BadCertificateHeader => "MP-123",
            Self::WrongSignature => "MP-124",
            Self::Expired => "MP-130",
            Self::IssuedAhead => "issued-ahead",
            Self::UnknownKid => "unknown-kid",
            Self::MissingKid => "missing-kid",
            Self::ScopeNotOnClient(_) => "MP-200",
            Self::ScopeNotForMaskinporten => "MP-201",
            Self::ConsumerCombination => "consumer-combination",
            Self::NotGranted(_) => "MP-250",
            Self::NotDelegated { .. } => "MP-251",
            Self::Busy => "busy",
        }
    }

    /// Our own words for refusals that have no code, as the ledger has them.
    pub const OWN_WORDS: [&'static str; 6] = [
        "unsupported-grant-type", "invalid-request", "issued-ahead", "unknown-kid", "missing-kid",
        "consumer-combination",
    ];

    /// The code for `error_uri`, when the real service has one.
    pub fn real_code(&self) -> Option<&'static str> {
        Some(self.code()).filter(|code| code.starts_with("MP-"))
    }

    /// The OAuth error.
    pub const fn error(&self) -> &'static str {
        match self {
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidRequest(_) | Self::Malformed | Self::ConsumerCombination => "invalid_request",
            Self::ScopeNotOnClient(_)
            | Self::ScopeNotForMaskinporten
            | Self::NotGranted(_)
            | Self::NotDelegated { .. } => "invalid_scope",
            Self::Busy => "temporarily_unavailable",
            _ => "invalid_grant",
        }
    }

    /// The status. MP-250 and MP-251 were 403 in older versions of the real service (`maskinporten.md` §4.3), see [`Self::answer`].
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::InvalidRequest(RequestFault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::InvalidRequest(RequestFault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::InvalidRequest(RequestFault::WrongMethod) => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidRequest(RequestFault::WrongPath) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Status and OAuth error as the settings have them.
    pub const fn answer(&self, open_points: OpenPoints) -> (StatusCode, &'static str) {
        match self {
            Self::NotGranted(_) | Self::NotDelegated { .. } if open_points.ungranted_is_forbidden => {
                (StatusCode::FORBIDDEN, "forbidden")
            }
            _ => (self.status(), self.error()),
        }
    }

    /// What a request must be, when it never came to an assertion; for the ledger.
    pub fn required(&self) -> Fact {
        match self {
            Self::InvalidRequest(fault) => Fact::said(fault.key(), []),
            Self::UnsupportedGrantType => Fact::plain(super::request::JWT_BEARER),
            other => Fact::Plain(other.description()),
        }
    }

    /// The description, before the trace id.
    pub fn description(&self) -> String {
        let authentication = |rest: &str| format!("Invalid assertion. Client authentication failed. {rest}");
        match self {
            Self::UnsupportedGrantType => {
                "Unsupported grant_type. Use urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned()
            }
            Self::InvalidRequest(fault) => fault.description().to_owned(),
            Self::Malformed => "Invalid assertion. Invalid parameter value".to_owned(),
            Self::Replayed => "Validation of JWT Bearer grant failed. Grant is used before".to_owned(),
            Self::UnknownClient => authentication("(Client not found)"),
            Self::WrongAudience => authentication("Invalid JWT claim aud."),
            Self::WrongCertificate => authentication("The JWT is signed with an invalid certificate."),
            Self::ExpiredKey => authentication("Expired key."),
            Self::CertificateOfAnother => authentication(
                "Invalid JWT. Invalid organization number for client. Does not match certificate orgno",
            ),
            Self::BadCertificateHeader => authentication("Invalid JWT header x5c"),
            Self::WrongSignature => authentication("Invalid JWT signature."),
            Self::Expired => authentication("JWT is expired"),
            Self::IssuedAhead => "Issue time is after now".to_owned(),
            Self::UnknownKid => authentication("Unknown key identifier (kid) for client."),
            Self::MissingKid => authentication(
                "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided",
            ),
            Self::ScopeNotOnClient(scope) => {
                format!("Token request contains invalid scopes for client, {scope}")
            }
            Self::ScopeNotForMaskinporten => {
                "Token request contains scopes not allowed for maskinporten".to_owned()
            }
            Self::ConsumerCombination => {
                "Validation of JWT claim failed: The combination consumer_org in claim and \
                                          delegation scope on client is invalid"
                    .to_owned()
            }
            Self::NotGranted(scope) => format!("Consumer has not been granted access to the scope {scope}"),
            Self::NotDelegated { consumer, scope, supplier } => {
                format!(
                    "Consumer {consumer} has not delegated access to the scope {scope} to supplier {supplier}"
                )
            }
            Self::Busy => "The token server is busy. Try again in a moment".to_owned(),
        }
    }
}

/// What the descriptions of the real service say, by code (`maskinporten.md` §4.3).
const SAID: [(&str, &str); 14] = [
    ("Invalid parameter value", "MP-011"),
    ("Grant is used before", "MP-012"),
    ("Client not found", "MP-100"),
    ("Invalid JWT claim aud", "MP-110"),
    ("signed with an invalid certificate", "MP-120"),
    ("Expired key", "MP-121"),
    ("Does not match certificate orgno", "MP-122"),
    ("Invalid JWT header x5c", "MP-123"),
    ("Invalid JWT signature", "MP-124"),
    ("JWT is expired", "MP-130"),
    ("contains invalid scopes for client", "MP-200"),
    ("contains scopes not allowed for maskinporten", "MP-201"),
    ("has not been granted access to the scope", "MP-250"),
    ("has not delegated access to the scope", "MP-251"),
];

/// What those without a code say, with our own words for them.
const SAID_WITHOUT_CODE: [(&str, &str); 4] = [
    ("Issue time is after now", "issued-ahead"),
    ("Unknown key identifier (kid)", "unknown-kid"),
    ("no key identifier (kid) provided", "missing-kid"),
    ("combination consumer_org in claim and delegation scope", "consumer-combination"),
];

/// The code of a refusal that any issuer of this kind gave, or our own word where it has none: by the last part of its
/// `error_uri`, or by its words.
pub fn code_of(error_uri: &str, description: &str) -> Option<&'static str> {
    let named = error_uri.rsplit('/').next().unwrap_or_default();
    let by_name = SAID.iter().find(|(_, code)| *code == named);
    let by_words = || SAID.iter().chain(&SAID_WITHOUT_CODE).find(|(words, _)| description.contains(words));
    by_name.or_else(by_words).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_descriptions_lead_to_their_codes_and_an_address_goes_before_words() {
        let scope = || "a:b".to_owned();
        for refusal in [
            Refusal::Malformed,
            Refusal::Replayed,
            Refusal::UnknownClient,
            Refusal::WrongAudience,
            Refusal::ExpiredKey,
            Refusal::WrongCertificate,
            Refusal::CertificateOfAnother,
            Refusal::BadCertificateHeader,
            Refusal::WrongSignature,
            Refusal::Expired,
            Refusal::ScopeNotOnClient(scope()),
            Refusal::ScopeNotForMaskinporten,
            Refusal::NotGranted(scope()),
        ] {
            assert_eq!(code_of("", &refusal.description()), refusal.real_code(), "{}", refusal.description());
        }
        for refusal in
            [Refusal::IssuedAhead, Refusal::UnknownKid, Refusal::MissingKid, Refusal::ConsumerCombination]
        {
            assert_eq!(
                code_of("", &refusal.description()),
                Some(refusal.code()),
                "{}",
                refusal.description()
            );
        }
        for (words, code) in SAID {
            assert!(crate::token::pages::HELP.contains(&code), "{words}: {code} has no help page");
        }
        assert_eq!(code_of("https://maskinporten.no/errors/MP-121", "Expired"), Some("MP-121"));
        assert_eq!(code_of("https://maskinporten.no/errors/MP-999", "something"), None);
    }
}
