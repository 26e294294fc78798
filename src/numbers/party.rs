//! The other names of a party: Altinn knows an organisation or a person by its number, by a party id, by a party UUID, and a
//! person that logs in by a user id as well. Each is a type of its own, so that none can stand where another is meant.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::ids::Random;

/// A party's UUID, as newer interfaces name it: 36 characters, small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyUuid(String);

impl PartyUuid {
    /// A new one.
    pub fn make(random: &Random) -> Self {
        Self(random.uuid())
    }

    /// The UUID in its usual form with hyphens, large or small letters; nothing else is one.
    pub fn parse(text: &str) -> Option<Self> {
        let usual = text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| match place {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        usual.then(|| Self(text.to_ascii_lowercase()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartyUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for PartyUuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// An integer that names one kind of thing, and is never taken for another's.
macro_rules! integer_id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The id of this value.
            pub const fn of(value: i64) -> Self {
                Self(value)
            }

            /// The integer.
            pub const fn value(self) -> i64 {
                self.0
            }

            /// The id that `text` writes, in digits alone.
            pub fn parse(text: &str) -> Option<Self> {
                digits(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

integer_id! {
    /// A party's id: the integer of older interfaces.
    PartyId
}

integer_id! {
    /// The id of a person's login profile. It is no party id, though both are integers.
    UserId
}

/// At most ten digits: an id of a party is shorter than a person's number, so that none is ever taken for one.
fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_uuid_has_its_usual_form_and_nothing_else_is_one() {
        let usual = "e078bb18-f55a-4a2d-8964-c599f41b29b5";
        for (text, parsed) in [
            (usual, Some(usual)),
            ("E078BB18-F55A-4A2D-8964-C599F41B29B5", Some(usual)),
            ("e078bb18f55a4a2d8964c599f41b29b5", None),
            ("{e078bb18-f55a-4a2d-8964-c599f41b29b5}", None),
            ("e078bb18-f55a-4a2d-8964-c599f41b29bg", None),
            ("e078bb18-f55a-4a2d-8964-c599f41b29b", None),
            ("e078bb18af55a-4a2d-8964-c599f41b29b5", None),
            ("50012345", None),
            ("310000012", None),
            ("", None),
        ] {
            assert_eq!(PartyUuid::parse(text).as_ref().map(PartyUuid::as_str), parsed, "{text:?}");
        }
    }

    #[test]
    fn ids_are_digits_alone_and_shorter_than_a_persons_number() {
        for (text, parsed) in [
            ("50012345", Some(50_012_345)),
            ("0", Some(0)),
            ("+5", None),
            ("-5", None),
            (" 5", None),
            ("", None),
            ("9999999999", Some(9_999_999_999)),
            ("17858012345", None),
        ] {
            assert_eq!(PartyId::parse(text).map(PartyId::value), parsed, "{text:?}");
            assert_eq!(UserId::parse(text).map(UserId::value), parsed, "{text:?}");
        }
    }
}
