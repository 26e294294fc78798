//! Real identity numbers in free text: found and masked before anything else sees the text.

use super::person::is_real;

/// What stands in a masked number's place, digit by digit.
const MASK: char = '•';

/// Replaces the digits of every number that a real person may have; gives the text and how many were found.
///
/// A number is eleven digits, together or as `ddmmyy nnnnn` with one blank, dot or hyphen between. Only a number with a
/// date and fitting check digits counts; longer runs of digits, organisation numbers, telephone numbers and synthetic
/// numbers are left alone.
pub fn mask_real_numbers(text: &str) -> (String, usize) {
    let chars: Vec<char> = text.chars().collect();
    let mut out = chars.clone();
    let mut found = 0;
    let mut at = 0;
    while at < chars.len() {
        if !is_digit(&chars, at) {
            at += 1;
            continue;
        }
        let starts_a_run = at == 0 || !is_digit(&chars, at - 1);
        let places = starts_a_run.then(|| number_at(&chars, at)).flatten();
        if let Some(places) = places {
            for place in &places {
                if let Some(slot) = out.get_mut(*place) {
                    *slot = MASK;
                }
            }
            found += 1;
            at = places.last().map_or(at, |last| *last) + 1;
        } else {
            at += 1;
        }
    }
    (out.into_iter().collect(), found)
}

fn is_digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

/// The places of a real number's eleven digits, when one begins at `start`.
fn number_at(chars: &[char], start: usize) -> Option<Vec<usize>> {
    let run = (start..chars.len()).take_while(|at| is_digit(chars, *at)).count();
    let places: Vec<usize> = match run {
        11 => (start..start + 11).collect(),
        6 => {
            let gap = chars.get(start + 6)?;
            if !(gap.is_whitespace() || matches!(gap, '.' | '-' | '\u{2011}' | '\u{2013}')) {
                return None;
            }
            let second = start + 7;
            let tail = (second..chars.len()).take_while(|at| is_digit(chars, *at)).count();
            if tail != 5 {
                return None;
            }
            (start..start + 6).chain(second..second + 5).collect()
        }
        _ => return None,
    };
    let mut digits = [0_u8; 11];
    for (digit, place) in digits.iter_mut().zip(&places) {
        *digit = u8::try_from(chars.get(*place)?.to_digit(10)?).ok()?;
    }
    is_real(&digits).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_numbers_are_masked_and_everything_else_is_left_alone() {
        // 02013299997 and 30108299920 are published examples of the scheme of 2032; nobody has them.
        for (text, expected, count) in [
            ("fnr 02013299997, takk", "fnr •••••••••••, takk", 1),
            ("020132 99997", "•••••• •••••", 1),
            ("020132\u{a0}99997 og 301082-99920", "••••••\u{a0}••••• og ••••••-•••••", 2),
            ("syntetisk 05910298382", "syntetisk 05910298382", 0),
            ("org 910049356 tlf 22334455", "org 910049356 tlf 22334455", 0),
            ("102013299997", "102013299997", 0),
            ("feil 02013299998", "feil 02013299998", 0),
            ("", "", 0),
        ] {
            assert_eq!(mask_real_numbers(text), (expected.to_owned(), count), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "\\PC{0,80}") {
            let (masked, _) = mask_real_numbers(&text);
            proptest::prop_assert_eq!(masked.chars().count(), text.chars().count());
        }
    }
}
