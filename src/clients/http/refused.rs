//! Every refusal once, for the `OpenAPI` document: its name there, what it is in a few words, and the refusal.

use super::super::refusal::Refusal;
use super::super::{Error, Fault, Why};
use crate::access::bearer::BearerFault;
use crate::db;
use crate::jose::JwkError;
use crate::numbers::OrgNumber;

impl Refusal {
    /// Examples of all refusals.
    pub(super) fn examples() -> Vec<(&'static str, &'static str, Self)> {
        let client = |error| Self::Rule("Client", error);
        let scope = |error| Self::Rule("Scope", error);
        let key = |faults| Self::Rule("JsonWebKey", Error::Invalid(faults));
        let name = || "brreg:oppdiktet/lese".to_owned();
        let id = || "0c1b7c3a-5f0e-4b2a-9a52-3d5d3a6f9f01".to_owned();
        let mut all = vec![
            ("no-token", "No access token was sent", Self::Token(BearerFault::Missing)),
            ("expired-token", "The access token is not valid, or no more", Self::Token(BearerFault::Expired)),
            ("wrong-scope", "The access token lacks the scope", Self::Scope(&["idporten:dcr.read"])),
            ("unavailable", "Not just now", Self::Unavailable(db::Error::Busy)),
            ("broken-json", "The body is not a JSON object", Self::BrokenJson("line 1, column 9".to_owned())),
            ("member-twice", "A member stands twice", Self::TwiceInJson("client_name".to_owned())),
            ("too-large", "The body is too large", Self::TooLarge(super::BODY_LIMIT)),
            ("not-json", "The body is not JSON by its own word", Self::NotJsonType),
            ("not-text", "The body is not text by its own word", Self::NotTextType),
            ("changed", "It was changed in between", Self::Changed { current: "\"4\"".to_owned() }),
            (
                "broken-if-match",
                "If-Match cannot be read",
                Self::Address { parameter: "If-Match", expected: super::unchanged::EXPECTED },
            ),
            ("another's-client", "The client is another organisation's", client(Error::NotYours)),
            ("no-such-client", "There is no such client", client(Error::NoSuchClient(id()))),
            (
                "faults",
                "Members are wrong, all of them told",
                client(Error::Invalid(vec![
                    Fault::new("client_name", Why::Missing),
                    Fault::new("scopes", Why::ScopeUnknown("finnes:ikke".to_owned())),
                ])),
            ),
            ("id-taken", "The client_id is taken", client(Error::ClientIdTaken(id()))),
            ("no-secret", "No client has a secret", Self::NoSecret),
            (
                "key-faults",
                "Keys are wrong, all faults told",
                key(vec![
                    Fault::new("keys[0].d", Why::Key(JwkError::PrivateMember("d"))),
                    Fault::new("keys[1].use", Why::Key(JwkError::MissingMember("use"))),
                ]),
            ),
            (
                "no-such-key",
                "The client has no such key",
                Self::Rule("JsonWebKey", Error::NoSuchKey("2026-01".to_owned())),
            ),
            (
                "scope-faults",
                "Members are wrong, all of them told",
                scope(Error::Invalid(vec![
                    Fault::new("subscope", Why::BadSubscope),
                    Fault::new("description", Why::Missing),
                ])),
            ),
            (
                "not-your-prefix",
                "The prefix is not the organisation's",
                scope(Error::NotYourPrefix("brreg".to_owned())),
            ),
            (
                "prefix-closed",
                "The prefix is the organisation's, and closed",
                scope(Error::PrefixClosed("oppdiktet".to_owned())),
            ),
            (
                "scope-taken",
                "The scope is there already",
                scope(Error::ScopeTaken { name: name(), active: true }),
            ),
            (
                "scope-out-of-use",
                "The scope is there, out of use",
                scope(Error::ScopeTaken { name: name(), active: false }),
            ),
            ("too-many-scopes", "The prefix is full", scope(Error::TooManyScopes("brreg".to_owned()))),
            ("no-such-scope", "There is no such scope", scope(Error::NoSuchScope(name()))),
            (
                "scope-missing",
                "The query names no scope",
                Self::Address { parameter: "scope", expected: "the scope's name, prefix:subscope" },
            ),
            (
                "bad-flag",
                "A parameter is neither true nor false",
                Self::Address { parameter: "inactive", expected: "true or false" },
            ),
            (
                "bad-integration-type",
                "There is no such integration type",
                Self::Address {
                    parameter: "integration_type",
                    expected: super::scopes::INTEGRATION_TYPE_EXPECTED,
                },
            ),
            (
                "bad-number",
                "The organisation number is wrong",
                Self::Address { parameter: "consumer_orgno", expected: super::NUMBER_EXPECTED },
            ),
            (
                "too-many-accesses",
                "More than one answer holds",
                Self::TooMany { parameter: "consumer_orgno", limit: super::access::GRANT_LIMIT },
            ),
        ];
        // The numbers are our own constants, and a wrong one would leave an example out.
        let numbers = OrgNumber::parse("310000019").ok().zip(OrgNumber::parse(super::super::REGISTER).ok());
        if let Some((organisation, owner)) = numbers {
            let access = |error| Self::Rule("ScopeAccess", error);
            all.extend([
                (
                    "another-organisation",
                    "The client would be another organisation's",
                    Self::OtherOrganisation(organisation),
                ),
                (
                    "too-many-clients",
                    "The organisation has as many clients as it may",
                    client(Error::TooManyClients(organisation)),
                ),
                (
                    "another's-scope",
                    "The scope is another organisation's",
                    Self::NotScopeOwner { scope: name(), owner, deed: "change it" },
                ),
                (
                    "no-access",
                    "Access was never given",
                    access(Error::NoSuchGrant { scope: name(), consumer: organisation }),
                ),
                (
                    "no-party",
                    "A possibly real organisation that no order brought in",
                    access(Error::NotAParty(owner)),
                ),
                (
                    "no-such-organisation",
                    "The organisation is not of this world",
                    Self::NoSuchOrganisation(organisation),
                ),
            ]);
        }
        all
    }
}
