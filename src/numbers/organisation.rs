//! Organisation numbers: nine digits, the last one a check digit modulo 11 (`register.md` §6.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Below, TextRead, exact_digits, holds_real_number, weighted_sum};

const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// A valid organisation number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgNumber(u32);

/// Numbers beginning with 8 or 9 that belong to known fictitious organisations, and may stand in tests.
pub const KNOWN_FICTITIOUS: [&str; 5] = ["810414782", "910049356", "810305002", "810844612", "810845422"];

/// Why a text is not an organisation number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrgNumberError {
    /// Nothing was given.
    #[error("an organisation number is missing; it has nine digits")]
    Empty,
    /// Something else than digits was given.
    #[error("an organisation number has nine digits and nothing else")]
    NotDigits,
    /// Too many or too few digits.
    #[error("an organisation number has nine digits, and this has {0}")]
    WrongLength(usize),
    /// The check digit does not fit: a digit is wrong, or two have changed places.
    #[error(
        "this is not a valid organisation number: its last digit does not fit the others, so one of them is mistyped"
    )]
    WrongCheckDigit,
    /// A number that a real person may have. It is not repeated.
    #[error(
        "this may be the identity number of a person, which does not belong here; an organisation number has nine digits"
    )]
    RealPerson,
}

impl OrgNumber {
    /// Exactly nine digits with a fitting check digit.
    pub fn parse(text: &str) -> Result<Self, OrgNumberError> {
        if text.is_empty() {
            return Err(OrgNumberError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(OrgNumberError::NotDigits);
        }
        let digits: [u8; 9] = exact_digits(text).ok_or(OrgNumberError::WrongLength(text.len()))?;
        let [body @ .., check] = digits;
        if check_digit(body) != Some(check) {
            return Err(OrgNumberError::WrongCheckDigit);
        }
        Ok(Self(digits.iter().fold(0, |number, digit| number * 10 + u32::from(*digit))))
    }

    /// As people type it: blanks of any kind, dots, `NO` in front and `MVA` behind are forgiven. A real person's number is told
    /// from one that is merely too long.
    pub fn parse_typed(text: &str) -> Result<Self, OrgNumberError> {
        let bare: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.' && *c != '\u{a0}' && *c != '\u{202f}')
            .collect();
        if holds_real_number(text) {
            return Err(OrgNumberError::RealPerson);
        }
        let upper = bare.to_uppercase();
        let inner = upper.strip_prefix("NO").unwrap_or(&upper);
        Self::parse(inner.strip_suffix("MVA").unwrap_or(inner))
    }

    /// Whether it is synthetic by its first digit, 2 or 3. Real numbers begin with 8 or 9.
    pub fn is_fictional(self) -> bool {
        matches!(self.0 / 100_000_000, 2 | 3)
    }

    /// Whether it may belong to a real organisation: it begins with 8 or 9.
    pub fn may_be_real(self) -> bool {
        matches!(self.0 / 100_000_000, 8 | 9)
    }

    /// Whether it is one of [`KNOWN_FICTITIOUS`].
    pub fn is_known_fictitious(self) -> bool {
        KNOWN_FICTITIOUS.contains(&self.to_string().as_str())
    }

    /// The identifier in Maskinporten's claims, `0192:` and the number (ISO 6523).
    pub fn iso6523(self) -> String {
        format!("0192:{self}")
    }

    /// The number in an ISO 6523 identifier. Sub-units were once written with further parts, which are not looked at.
    pub fn from_iso6523(identifier: &str) -> Result<Self, OrgNumberError> {
        let mut parts = identifier.split(':');
        match (parts.next(), parts.next()) {
            (Some("0192"), Some(number)) => Self::parse(number),
            _ => Err(OrgNumberError::NotDigits),
        }
    }

    /// The number whose first eight digits are `body`; `None` for a body that would need the digit 10 at its end, or is none.
    pub fn of_body(body: u32) -> Option<Self> {
        let mut digits = [0; 8];
        let mut rest = body;
        for digit in digits.iter_mut().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        (rest == 0).then_some(())?;
        check_digit(digits).map(|check| Self(body * 10 + u32::from(check)))
    }

    /// A random valid number that begins with `first` (3 for our fictional organisations).
    pub fn make(first: u8, below: &mut Below<'_>) -> Self {
        loop {
            let mut body = [first % 10, 0, 0, 0, 0, 0, 0, 0];
            for digit in body.iter_mut().skip(1) {
                *digit = u8::try_from(below(10)).unwrap_or(0);
            }
            if let Some(number) = Self::of_body(body.iter().fold(0, |n, digit| n * 10 + u32::from(*digit))) {
                return number;
            }
        }
    }
}

/// The check digit, or `None` for a body that would need the digit 10 and is not handed out.
fn check_digit(body: [u8; 8]) -> Option<u8> {
    match 11 - weighted_sum(&body, &WEIGHTS) % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

impl fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl fmt::Debug for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrgNumber({self})")
    }
}

impl FromStr for OrgNumber {
    type Err = OrgNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for OrgNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrgNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let TextRead(text) = TextRead::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_refused_for_the_reason_that_helps() {
        for (text, expected) in [
            ("", OrgNumberError::Empty),
            ("91004935", OrgNumberError::WrongLength(8)),
            ("9100493566", OrgNumberError::WrongLength(10)),
            ("91004935a", OrgNumberError::NotDigits),
            ("910 049 356", OrgNumberError::NotDigits),
            ("910049357", OrgNumberError::WrongCheckDigit),
        ] {
            assert_eq!(OrgNumber::parse(text), Err(expected), "{text}");
        }
        for text in ["02013299997", "020132 99997", "NO02013299997", "•••••••••••"] {
            assert_eq!(OrgNumber::parse_typed(text), Err(OrgNumberError::RealPerson), "{text}");
        }
        // A synthetic person's number is no secret, and only too long.
        assert_eq!(OrgNumber::parse_typed("02813299997"), Err(OrgNumberError::WrongLength(11)));
    }

    #[test]
    fn the_known_fictitious_and_synthetic_numbers_are_valid() {
        for text in KNOWN_FICTITIOUS.into_iter().chain(["313513408", "314208641", "312246538", "210129812"]) {
            let number = OrgNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), text);
            assert_ne!(number.is_fictional(), number.may_be_real());
        }
        assert!(OrgNumber::parse("810414782").unwrap().is_known_fictitious());
    }

    #[test]
    fn what_people_type_is_understood() {
        for text in
            ["910 049 356", "NO 910049356 MVA", "910.049.356", "910\u{a0}049\u{a0}356mva", " 910049356 "]
        {
            assert_eq!(
                OrgNumber::parse_typed(text).map(|n| n.to_string()),
                Ok("910049356".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn an_iso_6523_identifier_may_have_more_than_two_parts() {
        let number = OrgNumber::parse("910049356").unwrap();
        assert_eq!(OrgNumber::from_iso6523(&number.iso6523()), Ok(number));
        assert_eq!(OrgNumber::from_iso6523("0192:910049356:ER//987464291:1"), Ok(number));
        assert!(OrgNumber::from_iso6523("910049356").is_err());
    }

    proptest! {
        #[test]
        fn a_made_number_parses_and_no_single_changed_digit_stays_valid(seed in any::<u64>(), place in 0_usize..9, by in 1_u8..10) {
            let mut state = seed | 1;
            let mut below = |bound: u64| { state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); (state >> 33) % bound };
            let number = OrgNumber::make(3, &mut below);
            prop_assert!(number.is_fictional());
            prop_assert_eq!(OrgNumber::parse(&number.to_string()), Ok(number));
            let mut digits = number.to_string().into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            prop_assert!(OrgNumber::parse(std::str::from_utf8(&digits).unwrap()).is_err());
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text in "\\PC{0,20}") {
            let _ = OrgNumber::parse(&text);
            let _ = OrgNumber::parse_typed(&text);
            let _ = OrgNumber::from_iso6523(&text);
        }
    }
}
