//! Clients, their keys, the scopes on them, and the grants of scopes to organisations: what Maskinporten's self-service
//! holds (`maskinporten.md` §5, §6, §8.2).
//!
//! A grant says that an *organisation* may use a scope. It is given to the consumer, never to a supplier and never to a
//! client. A client belongs to one organisation and names the scopes it will ask for; whether it then gets them is
//! decided again at every token.
//!
//! Every change of a client or of its keys first raises the `version` in the client's row. The row's lock is the lock
//! of all rules about that client: without it two posters could together pass the limit of five keys.

mod builtin;
mod ending;
mod for_token;
mod grants;
pub mod http;
pub mod keys;
mod locks;
pub mod pages;
mod refusal;
mod registration;
mod restore;
mod scopes;
mod store;
mod wire;

pub use builtin::{
    ADMIN_SCOPES, ALTINN_SCOPES, BENEFICIAL_OWNER_SCOPES, DIGDIR, REGISTER, builtin_scopes, follow_settings,
    own_portal, owner_name, seed_builtin,
};
pub use ending::{EndingKey, keys_ending, organisations_with_ending_keys};
pub use for_token::{
    TokenClient, TokenKey, TokenScope, client_versions, find_client_for_token, scopes_for_token,
};
pub use grants::{
    AllowedScope, Granted, ScopeReason, allowed_scopes, grant_many, grant_scope, grant_state, grants_of,
    is_granted, lock_grant, set_scope_active, withdraw_scope,
};
pub use keys::{ClientKey, MAX_KEYS, keys_of, read_pasted, remove_key, replace_keys, save_key};
pub use locks::LockFault;
pub use registration::{ChangedClient, NewClient, change_client, create_client, set_active, set_scopes};
pub use restore::{
    RestoredClient, RestoredKey, all_clients, all_grants, fault_of_id, fault_of_key, faults_of_restored,
    restore_client,
};
pub use scopes::{
    ENFORCED_AUDIENCE, NewScope, ScopeTerms, change_scope, create_scope, give_prefix, is_audience,
    take_prefix,
};
pub use store::{
    Prefix, all_prefixes, all_scopes, clients_of, closed_since, count_holders, denied_since, find_client,
    find_grant, find_scope, grant_states, has_prefix, holders_of, named, names_of, prefixes_of, save_scope,
};

use serde_json::{Map, Value};

use crate::clock::Millis;
use crate::db;
use crate::jose::JwkError;
use crate::numbers::{OrgNumber, mask_real_numbers};

/// Longest name and longest description of a client, in characters (`maskinporten.md` §6.3).
pub const TEXT_LIMIT: usize = 255;

/// Most scopes on one client.
pub const SCOPE_LIMIT: usize = 100;

/// The life of an access token when a client says nothing, in seconds.
pub const DEFAULT_TOKEN_LIFETIME: i64 = 120;

/// The longest life of an access token that a client may ask for, in seconds.
pub const LONGEST_TOKEN_LIFETIME: i64 = 3600;

/// The longest life of an access token that a scope may name, in seconds: a year.
pub const LONGEST_SCOPE_LIFETIME: i64 = 365 * 24 * 3600;

/// Most clients in use that an organisation may have.
pub const CLIENT_LIMIT: i64 = 1_000;

/// Most scopes below one prefix.
pub const SCOPES_BELOW_PREFIX: i64 = 1_000;

/// The integration type of ordinary Maskinporten clients.
pub const MASKINPORTEN: &str = "maskinporten";

/// The integration type of clients of the self-service API itself.
pub const API_CLIENT: &str = "api_klient";

/// The integration types that use the JWT-bearer grant. The other three of Digdir's seven log people in, and have no
/// place here.
pub const INTEGRATION_TYPES: [&str; 4] = [MASKINPORTEN, API_CLIENT, "krr", "eformidling"];

/// The integration types that a scope may be for: Digdir's seven.
pub const SCOPE_INTEGRATION_TYPES: [&str; 7] =
    ["ansattporten", API_CLIENT, "eformidling", "idporten", "idporten_saml2", "krr", MASKINPORTEN];

/// A client: what asks for tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// `client_id`, the `iss` of its grants.
    pub id: String,
    /// Whom it belongs to.
    pub organisation: OrgNumber,
    /// Its name, for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// An inactive client gets no tokens and keeps its keys and scopes.
    pub active: bool,
    /// One of [`INTEGRATION_TYPES`]; never changes.
    pub integration_type: String,
    /// How long its access tokens last, in seconds, unless a scope says less.
    pub access_token_lifetime: i64,
    /// Members of the client object that decide nothing here and are shown back as sent.
    pub extra: Map<String, Value>,
    /// Rises with every change of the client or its keys.
    pub version: i64,
    /// The scopes it may ask for, sorted.
    pub scopes: Vec<String>,
    /// Wall time.
    pub created_at: Millis,
    /// Wall time.
    pub updated_at: Millis,
}

/// A scope: what a register's API asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// `prefix:subscope`
    pub name: String,
    /// What is before the colon; belongs to one owner.
    pub prefix: String,
    /// What is after it; never changes.
    pub subscope: String,
    /// Who owns the prefix and gives grants.
    pub owner: OrgNumber,
    /// What it opens.
    pub description: String,
    /// Who sees it in lists.
    pub visibility: Visibility,
    /// The issuer that keeps delegations of it; set means that it may be delegated.
    pub delegation_source: Option<String>,
    /// Every organisation may use it without a grant.
    pub accessible_for_all: bool,
    /// The longest life of a token with it, in seconds; 0 is not set.
    pub at_max_age: i64,
    /// The integration types whose clients may have it; empty is all.
    pub allowed_integration_types: Vec<String>,
    /// No token is issued for an inactive scope.
    pub active: bool,
    /// Members of the scope object that decide nothing here.
    pub extra: Map<String, Value>,
    /// Rises with every change.
    pub version: i64,
    /// Wall time.
    pub created_at: Millis,
    /// Wall time.
    pub updated_at: Millis,
}

impl Scope {
    /// Whether clients of this integration type may have it.
    pub fn allows_integration(&self, integration_type: &str) -> bool {
        self.allowed_integration_types.is_empty()
            || self.allowed_integration_types.iter().any(|allowed| allowed == integration_type)
    }
}

/// Who sees a scope in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Its owner and those with a grant.
    Private,
    /// Its owner.
    Internal,
}

impl Visibility {
    /// As the API and the database write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::Private => "PRIVATE",
            Self::Internal => "INTERNAL",
        }
    }

    /// From what the API and the database write.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Internal].into_iter().find(|visibility| visibility.name() == name)
    }
}

/// What a grant has come to (`maskinporten.md` §5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantState {
    /// Asked for.
    Requested,
    /// Given.
    Approved,
    /// Withdrawn. The row stays, and can be approved again.
    Denied,
}

impl GrantState {
    /// As the API and the database write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Approved => "APPROVED",
            Self::Denied => "DENIED",
        }
    }

    /// From what the API and the database write.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Requested, Self::Approved, Self::Denied].into_iter().find(|state| state.name() == name)
    }
}

/// A grant of a scope to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The scope's name.
    pub scope: String,
    /// To whom.
    pub consumer: OrgNumber,
    /// The scope's owner.
    pub owner: OrgNumber,
    /// Given, asked for or withdrawn.
    pub state: GrantState,
    /// The case that made it.
    pub case_number: Option<String>,
    /// Wall time.
    pub created_at: Millis,
    /// Wall time.
    pub updated_at: Millis,
    /// Since when it is given or withdrawn, in world time, where that is known.
    pub since: Option<Millis>,
}

/// Why a change of clients, keys or grants did not happen. Nothing was changed; the caller drops its transaction.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was sent breaks rules: all that it breaks.
    #[error("{}", sentences(.0))]
    Invalid(Vec<Fault>),
    /// There is no such client.
    #[error("there is no client {0}")]
    NoSuchClient(String),
    /// The client belongs to another organisation.
    #[error("the client belongs to another organisation; use a token of the organisation that owns it")]
    NotYours,
    /// A client with this id is there already.
    #[error("there is a client {0} already; leave client_id out and one is made for you")]
    ClientIdTaken(String),
    /// The client has no such key.
    #[error("the client has no key {0}")]
    NoSuchKey(String),
    /// There is no such scope.
    #[error("there is no scope {0}; all public scopes are listed at /api/v1/scopes/all")]
    NoSuchScope(String),
    /// The organisation was never granted this scope.
    #[error("{consumer} has never been granted the scope {scope}")]
    NoSuchGrant {
        /// The scope.
        scope: String,
        /// The organisation.
        consumer: OrgNumber,
    },
    /// A scope of this name is there already, in use or not.
    #[error("there is a scope {name} already{}", if *active { "; change it with PUT" } else { ", out of use; PUT it with active true to use it again" })]
    ScopeTaken {
        /// The scope.
        name: String,
        /// Whether it is in use.
        active: bool,
    },
    /// The prefix is the caller's, but no scopes are made below it any more.
    #[error("the prefix '{0}' is yours but closed; the operator opens it again with: fullmakt prefix give")]
    PrefixClosed(String),
    /// The prefix is not the caller's, or is not there.
    #[error(
        "the prefix '{0}' is not yours; GET /api/v1/prefix lists yours, and the operator hands out more with: fullmakt prefix give"
    )]
    NotYourPrefix(String),
    /// The prefix has another owner.
    #[error("the prefix {prefix} belongs to {owner}; a prefix has one owner for good")]
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// Its owner.
        owner: OrgNumber,
    },
    /// There is no such prefix.
    #[error("there is no prefix {0}")]
    NoSuchPrefix(String),
    /// The prefix is full.
    #[error(
        "there are {SCOPES_BELOW_PREFIX} scopes below {0} already, and no more are taken; change one that is out of use"
    )]
    TooManyScopes(String),
    /// The organisation has as many clients in use as it may.
    #[error("{0} has {CLIENT_LIMIT} clients in use, and no more are taken; delete one that is not needed")]
    TooManyClients(OrgNumber),
    /// The number may be a real organisation's, and no approved order has brought it into this world.
    #[error("{0} is not in this world; a real organisation comes in by an approved order")]
    NotAParty(OrgNumber),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

fn sentences(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("{}: {}", fault.field, fault.why)).collect::<Vec<_>>().join("; ")
}

/// One thing that is wrong with what was sent, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The member or field, in the API's spelling: `client_name`, `scopes`, `keys[0].use`.
    pub field: String,
    /// What is wrong.
    pub why: Why,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, why: Why) -> Self {
        Self { field: field.into(), why }
    }
}

/// What is wrong with a field. The text is what the API says; pages have their own in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It is required.
    #[error("this member is required")]
    Missing,
    /// Too many characters.
    #[error("at most {0} characters are allowed")]
    TooLong(usize),
    /// Characters that no person can see.
    #[error("control characters are not allowed")]
    ControlCharacter,
    /// A real national identity number.
    #[error(
        "this holds what looks like a real national identity number; only made-up data may be stored here"
    )]
    RealPersonNumber,
    /// Another JSON type than the API's.
    #[error("expected {0}")]
    WrongType(&'static str),
    /// Not one of the known values.
    #[error("'{value}' is not allowed here; allowed: {allowed}")]
    NotOneOf {
        /// What was sent, cut short.
        value: String,
        /// What would do.
        allowed: String,
    },
    /// A member that never changes.
    #[error("this cannot be changed once it is made; it is {0}")]
    Fixed(String),
    /// A number outside its range.
    #[error("must be a whole number from {0} to {1}")]
    OutOfRange(i64, i64),
    /// Characters that no subscope has.
    #[error("a subscope has printable ASCII characters and none of : * \" \\ and blanks, as in reelle/media")]
    BadSubscope,
    /// Characters that no prefix has.
    #[error("a prefix has 1 to 64 letters, digits and ._-")]
    BadPrefix,
    /// A list with an item twice.
    #[error("each value may stand once")]
    NotTwice,
    /// A client that a supplier would keep for its customer.
    #[error(
        "clients for other organisations (idporten:dcr.supplier) are not offered here; the customer delegates the scope to the supplier, whose own client asks with consumer_org"
    )]
    NoSuppliers,
    /// No address that a token can be for.
    #[error(
        "expected an absolute URI without a fragment, as https://api.example.no/v1: it becomes the aud of every token with the scope"
    )]
    NotAnAudience,
    /// Keys that were sent with their client.
    #[error(
        "keys are not taken together with the client; leave this out, and POST the keys to /api/v1/clients/{{client_id}}/jwks when the client is made"
    )]
    KeysElsewhere,
    /// Many members that are too large together.
    #[error("the members that only are shown back may have {0} bytes in all")]
    TooLargeInAll(usize),
    /// The certificates are of another key.
    #[error("x5c must hold certificates in base64, of which the first has the same key as n and e")]
    CertificateOfAnotherKey,
    /// Not an id that we take.
    #[error("a client_id has 1 to 128 letters, digits and ._-")]
    BadClientId,
    /// More scopes than a client may have.
    #[error("at most {SCOPE_LIMIT} scopes are allowed on one client")]
    TooManyScopes,
    /// No such scope, or one that this organisation may not see.
    #[error("there is no scope '{0}'; all public scopes are listed at /api/v1/scopes/all")]
    ScopeUnknown(String),
    /// The scope is out of use.
    #[error("the scope {0} is inactive; its owner can activate it")]
    ScopeInactive(String),
    /// The organisation lacks the grant, and the scope cannot be delegated to it.
    #[error("{organisation} has not been granted the scope {scope}; ask its owner {owner} for access")]
    ScopeNotGranted {
        /// The scope.
        scope: String,
        /// Whom the client belongs to.
        organisation: OrgNumber,
        /// Who can give the grant.
        owner: OrgNumber,
    },
    /// The scope is for other kinds of client.
    #[error("the scope {scope} is for clients with integration_type {allowed}")]
    ScopeOtherIntegration {
        /// The scope.
        scope: String,
        /// Its integration types.
        allowed: String,
    },
    /// A list of keys without any.
    #[error("at least one key is required; to remove all keys, use DELETE")]
    NoKeys,
    /// More keys than a client may have.
    #[error("a client may have at most {MAX_KEYS} keys; remove one first")]
    TooManyKeys,
    /// Two keys with one name.
    #[error("the kid '{0}' stands twice; it must be unique within the client")]
    KidTwice(String),
    /// The key's name differs from the address it was sent to.
    #[error("the kid in the key is not the kid in the address; make them the same")]
    KidMismatch,
    /// The stated end is in the past.
    #[error("exp is in the past; leave it out and the key lasts one year")]
    KeyOver,
    /// The key itself.
    #[error("{0}")]
    Key(JwkError),
}

/// Whether `id` can be a client's id: others are not looked for, and need not survive an address or a log line. Dots alone
/// are a step up in an address, and `ny` is the address of the form for a new one.
pub(crate) fn is_client_id(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && !matches!(id, "." | ".." | "ny")
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Whether `name` can be a scope's name: printable ASCII without blanks, a prefix, a colon and a subscope
/// (`maskinporten.md` §5.1).
pub fn is_scope_name(name: &str) -> bool {
    name.len() <= TEXT_LIMIT
        && name.bytes().all(|byte| byte.is_ascii_graphic())
        && name.split_once(':').is_some_and(|(prefix, subscope)| !prefix.is_empty() && !subscope.is_empty())
}

/// The beginning of a value that was refused, fit for an error text.
pub(crate) fn shortened(value: &str) -> String {
    let masked = mask_real_numbers(value).0;
    let clean = masked.chars().filter(|c| !c.is_control());
    let mut short: String = clean.clone().take(60).collect();
    if clean.count() > 60 {
        short.push('…');
    }
    short
}
