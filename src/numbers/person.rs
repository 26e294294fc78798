//! Identity numbers and D-numbers (`register.md` §6.2–6.4): `ddmmyy iii k1 k2`.
//!
//! Two schemes stand side by side. In the one of 1964 the three individual digits tell the century, and both check digits
//! are strict. In the one of 2032 the century cannot be told and the first check digit may leave a remainder of 0 to 3.
//! A D-number has 4 added to its first digit. Synthetic numbers, the only ones this program holds, have 80 added to the
//! month before the check digits are made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Below, TextRead, exact_digits, weighted_sum};

const K1_WEIGHTS: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const K2_WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// What is added to the month of a synthetic number of the tax authority's series.
const SYNTHETIC_MONTH: u8 = 80;

/// A synthetic identity number or D-number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonNumber([u8; 11]);

/// Identity number or D-number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// *Fødselsnummer*.
    Identity,
    /// *D-nummer*: 4 is added to the first digit.
    D,
}

/// Which rules a number follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Strict check digits; the individual digits tell the century.
    Of1964,
    /// Relaxed first check digit; the century cannot be told.
    Of2032,
}

/// A day in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthDate {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl BirthDate {
    /// The nearest day that exists.
    fn in_calendar(self) -> Self {
        let month = self.month.clamp(1, 12);
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        Self { year: self.year, month, day: self.day.clamp(1, last_day(month, leap)) }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Why a text is not a synthetic number. No variant carries a digit of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNumberError {
    /// Nothing was given.
    #[error("a number is missing; it has eleven digits")]
    Empty,
    /// Something else than digits was given.
    #[error("the number has eleven digits and nothing else")]
    NotDigits,
    /// Too many or too few digits.
    #[error("the number has eleven digits, and this has {0}")]
    WrongLength(usize),
    /// The first six digits are no date.
    #[error("this is not a valid number: its first six digits are not a date")]
    WrongDate,
    /// The check digits do not fit.
    #[error(
        "this is not a valid number: its last two digits do not fit the others, so one of them is mistyped"
    )]
    WrongCheckDigit,
    /// It may belong to a real person.
    #[error(
        "this may be a real person's number; only synthetic ones, with 80 added to the month, may be used here"
    )]
    RealPerson,
    /// It is synthetic, but of a series that others hand out.
    #[error(
        "this is a test number of another series; only those with 80 added to the month may be used here"
    )]
    OtherSyntheticSeries,
}

/// What a number of eleven digits with fitting check digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Series {
    Real,
    Synthetic,
    Other,
}

impl PersonNumber {
    /// Eleven digits of a synthetic number.
    pub fn parse_synthetic(text: &str) -> Result<Self, PersonNumberError> {
        if text.is_empty() {
            return Err(PersonNumberError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PersonNumberError::NotDigits);
        }
        let digits: [u8; 11] = exact_digits(text).ok_or(PersonNumberError::WrongLength(text.len()))?;
        let series = series(&digits).ok_or(PersonNumberError::WrongDate)?;
        if scheme(&digits).is_none() {
            return Err(PersonNumberError::WrongCheckDigit);
        }
        match series {
            Series::Synthetic => Ok(Self(digits)),
            Series::Real => Err(PersonNumberError::RealPerson),
            Series::Other => Err(PersonNumberError::OtherSyntheticSeries),
        }
    }

    /// As people type it: blanks between the date and the rest are forgiven.
    pub fn parse_typed(text: &str) -> Result<Self, PersonNumberError> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Self::parse_synthetic(&bare)
    }

    /// Whether it is a D-number.
    pub fn kind(&self) -> Kind {
        if self.0.first().is_some_and(|digit| *digit >= 4) { Kind::D } else { Kind::Identity }
    }

    /// Which scheme's check digits fit; a number may fit both, and then the stricter one is told.
    pub fn scheme(&self) -> Scheme {
        scheme(&self.0).unwrap_or(Scheme::Of2032)
    }

    /// The birth date, where the scheme of 1964 tells the century. Take it from stored data where there is any.
    pub fn birth_date(&self) -> Option<BirthDate> {
        if self.scheme() == Scheme::Of2032 {
            return None;
        }
        let (day, month, year) = date_digits(&self.0);
        let century = century_of(&self.0)?;
        Some(BirthDate {
            year: century + u16::from(year),
            month: month.checked_sub(SYNTHETIC_MONTH)?,
            day: plain_day(day),
        })
    }

    /// A random synthetic number for a person born on `birth`.
    ///
    /// A day that the month lacks becomes the month's last. A birth year that the scheme of 1964 has no digits for (2040
    /// and later, or far back) gives a number of the scheme of 2032, which is why that scheme was made.
    pub fn make(birth: BirthDate, kind: Kind, scheme_wanted: Scheme, below: &mut Below<'_>) -> Self {
        let birth = birth.in_calendar();
        let day = birth.day + if kind == Kind::D { 40 } else { 0 };
        let year = u8::try_from(birth.year % 100).unwrap_or(0);
        let born_in = Some(birth.year - birth.year % 100);
        // Looking for digits that do not exist would never end.
        let told = (0..1000).any(|individual| century(kind, individual, year) == born_in);
        let scheme_wanted = if told { scheme_wanted } else { Scheme::Of2032 };
        loop {
            let individual = u16::try_from(below(1000)).unwrap_or(0);
            let fits = scheme_wanted == Scheme::Of2032 || century(kind, individual, year) == born_in;
            if !fits {
                continue;
            }
            let individual = [individual / 100, individual / 10 % 10, individual % 10]
                .map(|digit| u8::try_from(digit).unwrap_or(0));
            let month = birth.month + SYNTHETIC_MONTH;
            let [i1, i2, i3] = individual;
            let head = [day / 10, day % 10, month / 10, month % 10, year / 10, year % 10, i1, i2, i3];
            let remainder =
                if scheme_wanted == Scheme::Of2032 { u32::try_from(below(4)).unwrap_or(0) } else { 0 };
            let number = with_check_digits(head, remainder).map(Self);
            // A number that fits both schemes must not tell another century than the person's own.
            if let Some(number) = number.filter(|number| number.birth_date().is_none_or(|told| told == birth))
            {
                return number;
            }
        }
    }
}

/// Whether eleven digits are a number that a real person may have: a date, fitting check digits, and no synthetic month.
pub(super) fn is_real(digits: &[u8; 11]) -> bool {
    series(digits) == Some(Series::Real) && scheme(digits).is_some()
}

fn with_check_digits(head: [u8; 9], remainder: u32) -> Option<[u8; 11]> {
    let k1 = (11 + remainder - weighted_sum(&head, &K1_WEIGHTS) % 11) % 11;
    let k1 = u8::try_from(k1).ok().filter(|digit| *digit < 10)?;
    let mut digits = [0; 11];
    for (digit, given) in digits.iter_mut().zip(head.into_iter().chain([k1])) {
        *digit = given;
    }
    // The last digit is still zero and adds nothing to the sum.
    let k2 = (11 - weighted_sum(&digits, &K2_WEIGHTS) % 11) % 11;
    *digits.last_mut()? = u8::try_from(k2).ok().filter(|digit| *digit < 10)?;
    Some(digits)
}

/// The scheme whose check digits fit.
fn scheme(digits: &[u8; 11]) -> Option<Scheme> {
    let [head @ .., k1, k2] = digits;
    let [ten @ .., _] = digits;
    if !(weighted_sum(ten, &K2_WEIGHTS) + u32::from(*k2)).is_multiple_of(11) {
        return None;
    }
    match (weighted_sum(head, &K1_WEIGHTS) + u32::from(*k1)) % 11 {
        // In the scheme of 1964 the individual digits must also tell a century.
        0 if century_of(digits).is_some() => Some(Scheme::Of1964),
        0..=3 => Some(Scheme::Of2032),
        _ => None,
    }
}

/// Which series the date digits belong to; `None` when they are no date in any.
fn series(digits: &[u8; 11]) -> Option<Series> {
    let (day, month, year) = date_digits(digits);
    let (base, series) = match month {
        1..=12 => (0, Series::Real),
        81..=92 => (SYNTHETIC_MONTH, Series::Synthetic),
        21..=32 => (20, Series::Other),
        41..=52 => (40, Series::Other),
        61..=65 => (60, Series::Other),
        66..=77 => (65, Series::Other),
        _ => return None,
    };
    is_date(plain_day(day), month - base, year).then_some(series)
}

/// Whether the day exists in that month of some year that ends with `year`. The year 00 counts as a leap year: it may be
/// 2000, and the scheme of 2032 does not tell.
fn is_date(day: u8, month: u8, year: u8) -> bool {
    (1..=12).contains(&month) && (1..=last_day(month, year.is_multiple_of(4))).contains(&day)
}

fn last_day(month: u8, leap: bool) -> u8 {
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn date_digits(digits: &[u8; 11]) -> (u8, u8, u8) {
    let [d1, d2, m1, m2, y1, y2, ..] = digits;
    (d1 * 10 + d2, m1 * 10 + m2, y1 * 10 + y2)
}

fn individual(digits: &[u8; 11]) -> u16 {
    let [.., i1, i2, i3, _, _] = digits;
    u16::from(*i1) * 100 + u16::from(*i2) * 10 + u16::from(*i3)
}

fn plain_day(day: u8) -> u8 {
    if day > 40 { day - 40 } else { day }
}

fn century_of(digits: &[u8; 11]) -> Option<u16> {
    let (day, month, year) = date_digits(digits);
    let kind = if day > 40 { Kind::D } else { Kind::Identity };
    // Neither 1800 nor 1900 had a 29 February.
    let leap_day_of_00 = plain_day(day) == 29 && matches!(month, 2 | 82) && year == 0;
    century(kind, individual(digits), year).filter(|century| !leap_day_of_00 || *century == 2000)
}

/// The century that the individual digits tell in the scheme of 1964, first match wins.
fn century(kind: Kind, individual: u16, year: u8) -> Option<u16> {
    match kind {
        Kind::Identity => match (individual, year) {
            (0..=499, _) | (900..=999, 40..) => Some(1900),
            (500..=999, 0..=39) => Some(2000),
            (500..=749, 54..) => Some(1800),
            _ => None,
        },
        Kind::D => match (individual, year) {
            (500..=599, _) => Some(1800),
            (0..=199, 0..=39) | (0..=499 | 600..=999, 40..) => Some(1900),
            (200..=999, 0..=39) => Some(2000),
            _ => None,
        },
    }
}

impl fmt::Display for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

/// Logs and traces print values with `Debug`: it must never show the digits.
impl fmt::Debug for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonNumber(•••••••••••)")
    }
}

impl FromStr for PersonNumber {
    type Err = PersonNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_synthetic(text)
    }
}

impl Serialize for PersonNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PersonNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let TextRead(text) = TextRead::deserialize(deserializer)?;
        Self::parse_synthetic(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any number at all, for what only the tests may look at: published examples that belong to nobody.
    fn digits(text: &str) -> [u8; 11] {
        exact_digits(text).unwrap()
    }

    #[test]
    fn the_published_examples_of_the_scheme_of_2032_fit() {
        for text in ["02013299997", "02013299806", "02013299903", "30108299920", "30108299939"] {
            assert!(scheme(&digits(text)).is_some(), "{text}");
            assert_eq!(PersonNumber::parse_synthetic(text), Err(PersonNumberError::RealPerson), "{text}");
        }
    }

    #[test]
    fn the_published_synthetic_persons_are_accepted_with_their_kind() {
        for (text, kind, born) in [
            ("05910298382", Kind::Identity, "2002-11-05"),
            ("41864000647", Kind::D, "1940-06-01"),
            ("26920296504", Kind::Identity, "2002-12-26"),
        ] {
            let number = PersonNumber::parse_synthetic(text).unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(number.kind(), kind, "{text}");
            assert_eq!(number.birth_date().map(|date| date.to_string()).as_deref(), Some(born), "{text}");
        }
        for text in [
            "27899995479", "02810197865", "06909997850", "30856999110", "13853448138", "25828897341",
            "05861498192", "62893400643",
        ] {
            assert!(PersonNumber::parse_synthetic(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn numbers_are_refused_for_the_reason_that_helps_and_never_echoed() {
        for (text, expected) in [
            ("", PersonNumberError::Empty),
            ("0591029838", PersonNumberError::WrongLength(10)),
            ("0591029838x", PersonNumberError::NotDigits),
            ("99910298382", PersonNumberError::WrongDate),
            ("05990298382", PersonNumberError::WrongDate),
            ("05910298383", PersonNumberError::WrongCheckDigit),
            ("12345678901", PersonNumberError::WrongDate),
        ] {
            let error = PersonNumber::parse_synthetic(text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(
                !error.to_string().chars().filter(char::is_ascii_digit).collect::<String>().contains("0591")
            );
        }
    }

    #[test]
    fn a_number_is_not_shown_by_debug() {
        let number = PersonNumber::parse_synthetic("05910298382").unwrap();
        assert!(!format!("{number:?}").chars().any(|c| c.is_ascii_digit()));
    }

    #[test]
    fn a_date_that_the_old_scheme_has_no_digits_for_gets_a_number_of_the_new_one() {
        let mut state = 1_u64;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        for (year, month, day) in [(2040, 1, 1), (2050, 2, 31), (2100, 2, 29), (1840, 5, 5), (1700, 200, 0)] {
            for kind in [Kind::Identity, Kind::D] {
                let birth = BirthDate { year, month, day };
                let number = PersonNumber::make(birth, kind, Scheme::Of1964, &mut below);
                assert_eq!(PersonNumber::parse_synthetic(&number.to_string()), Ok(number), "{birth}");
                let told = number.birth_date();
                assert!(told.is_none_or(|told| told == birth.in_calendar()), "{birth} {told:?}");
            }
        }
    }

    #[test]
    fn the_leap_day_of_the_year_00_is_never_told_as_one_of_1900() {
        let mut individuals = 0;
        for individual in 0_u8..200 {
            let (i1, i2, i3) = (individual / 100, individual / 10 % 10, individual % 10);
            let Some(digits) = with_check_digits([2, 9, 8, 2, 0, 0, i1, i2, i3], 0) else { continue };
            let number = PersonNumber::parse_synthetic(&PersonNumber(digits).to_string()).unwrap();
            assert_eq!((number.scheme(), number.birth_date()), (Scheme::Of2032, None));
            individuals += 1;
        }
        assert!(individuals > 100);
    }

    proptest! {
        #[test]
        fn a_made_number_parses_as_what_it_was_made_for(
            seed in any::<u64>(), year in 1940_u16..2040, month in 1_u8..=12, day in 1_u8..=28, d in any::<bool>(), new in any::<bool>()
        ) {
            let mut state = seed | 1;
            let mut below = |bound: u64| { state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407); (state >> 33) % bound };
            let birth = BirthDate { year, month, day };
            let kind = if d { Kind::D } else { Kind::Identity };
            let wanted = if new { Scheme::Of2032 } else { Scheme::Of1964 };
            let number = PersonNumber::make(birth, kind, wanted, &mut below);
            prop_assert_eq!(PersonNumber::parse_synthetic(&number.to_string()), Ok(number));
            prop_assert_eq!(number.kind(), kind);
            if !new {
                prop_assert_eq!(number.birth_date(), Some(birth));
            }
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text in "\\PC{0,16}|[0-9]{11}") {
            let _ = PersonNumber::parse_synthetic(&text);
        }
    }
}
