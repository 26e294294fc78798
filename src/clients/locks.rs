//! Keys that are locked to a certificate: one that was posted with `x5c` is worth no more than its certificate
//! (`maskinporten.md` §8.2). What the token server refuses it for is told here before anybody asks for a token.

use std::fmt;

use super::keys::ClientKey;
use crate::clock::{Millis, Now, iso8601};
use crate::keys::Leaf;
use crate::numbers::OrgNumber;

/// Why no grant with a locked key is taken now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockFault {
    /// Its certificate names another organisation than the client's: nothing will mend it (MP-122).
    Another {
        /// Whom the certificate names.
        named: OrgNumber,
        /// Whom the client belongs to.
        owner: OrgNumber,
    },
    /// Its certificate was valid until then, in world time (MP-120).
    Over(Millis),
    /// Its certificate is valid from then on, in world time (MP-120).
    Early(Millis),
}

/// As the API and the commands tell it; pages have their own words in the catalogue.
impl fmt::Display for LockFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Another { named, owner } => write!(
                f,
                "the certificate in x5c is for {named}, but the client belongs to {owner}: every grant with this key is refused (MP-122); post the key without x5c, or with a certificate for {owner}"
            ),
            Self::Over(end) => write!(
                f,
                "the certificate in x5c was valid until {} on the world's clock: every grant with this key is refused (MP-120); post the key without x5c, or a new one with a new certificate",
                iso8601(*end)
            ),
            Self::Early(start) => write!(
                f,
                "the certificate in x5c is valid from {} on the world's clock: until then every grant with this key is refused (MP-120)",
                iso8601(*start)
            ),
        }
    }
}

impl ClientKey {
    /// The certificate that it was registered with, and is locked to.
    pub fn certificate(&self) -> Option<Leaf> {
        self.jwk.get("x5c").and_then(Leaf::of_header)
    }

    /// When it is of no use any more, in world time: at its own end, or at its certificate's when that comes before.
    pub fn ends_at(&self) -> Millis {
        self.certificate().map_or(self.expires_at, |leaf| leaf.expires_at.min(self.expires_at))
    }

    /// What is wrong with its certificate, when its client is `owner`'s.
    pub fn lock_fault(&self, owner: OrgNumber, now: Now) -> Option<LockFault> {
        let leaf = self.certificate()?;
        match leaf.organisation {
            Some(named) if named != owner => Some(LockFault::Another { named, owner }),
            _ if leaf.expires_at < now.world => Some(LockFault::Over(leaf.expires_at)),
            _ if leaf.valid_from > now.world => Some(LockFault::Early(leaf.valid_from)),
            _ => None,
        }
    }
}
