//! The numbers that organisations and persons are known by: parse, check, make. Pure: no clock, no randomness of its own.
//!
//! The program keeps real people out by its types: a [`PersonNumber`] is synthetic, always. A real identity number can be
//! recognised (to refuse it, or to mask it in a text) but never held.

mod masking;
mod organisation;
mod party;
mod person;

pub use masking::{holds_real_number, mask_real_numbers};
pub use organisation::{KNOWN_FICTITIOUS, OrgNumber, OrgNumberError};
pub use party::{PartyId, PartyUuid, UserId};
pub use person::{BirthDate, Kind, PersonNumber, PersonNumberError, Scheme};

/// A text while it is read, which is copied only where it cannot be borrowed: for types that are written as a text.
#[derive(serde::Deserialize)]
pub struct TextRead<'a>(#[serde(borrow)] pub std::borrow::Cow<'a, str>);

/// A source of numbers below a bound, as the makers of numbers need it.
pub type Below<'a> = dyn FnMut(u64) -> u64 + 'a;

/// The sum of `digits` each times its weight.
fn weighted_sum(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The decimal digits of `text`, when it is nothing else and there are exactly `N` of them.
fn exact_digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: &[u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| byte - b'0'))
}
