//! Real identity numbers in free text: found and masked before anything else sees the text.

use std::sync::LazyLock;

use super::person::is_real;

/// What stands in a masked number's place, digit by digit.
const MASK: char = '•';

/// Replaces the digits of every number that a real person may have; gives the text and how many were found.
///
/// A number is eleven digits, together or in the groups that people write (`ddmmyy nnnnn`, `ddmmyy nnn nn`,
/// `dd.mm.yy nnnnn`, `dddd dddd ddd`, digit by digit, or with a year of four digits) with a few blanks, dots, strokes or hyphens between; what nobody sees does not count, and digits are
/// digits in whatever script. Only a number with a date and fitting check digits counts; longer runs of digits, organisation
/// numbers, telephone numbers and synthetic numbers are left alone.
pub fn mask_real_numbers(text: &str) -> (String, usize) {
    if !may_hold_a_number(text) {
        return (text.to_owned(), 0);
    }
    let mut out: Vec<char> = text.chars().collect();
    // The places of what is seen.
    let seen: Vec<usize> =
        out.iter().enumerate().filter(|(_, c)| !is_invisible(**c)).map(|(place, _)| place).collect();
    let chars: Vec<char> = out.iter().copied().filter(|c| !is_invisible(*c)).collect();
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
                if let Some(slot) = seen.get(*place).and_then(|place| out.get_mut(*place)) {
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

/// Whether a number that a real person may have stands in a text, or stood there before it was masked.
pub fn holds_real_number(text: &str) -> bool {
    let masked = text.chars().filter(|c| *c == MASK).count();
    masked >= 11 || mask_real_numbers(text).1 > 0
}

/// Whether a text needs to be looked at letter by letter. Nearly none does, and of every token request several are asked
/// about: plain digits count as a beginning only where a run of them is as long as a first group and enough follows, and
/// anything out of the ordinary sends the text the long way.
fn may_hold_a_number(text: &str) -> bool {
    let mut run = 0_usize;
    // The digits of the groups so far, and the characters since the last of them.
    let (mut digits, mut gap) = (0_usize, 0_usize);
    for kind in text.chars().map(kind).chain([Kind::Plain]) {
        match kind {
            Kind::Odd => return true,
            Kind::Digit => {
                run += 1;
                continue;
            }
            Kind::Gap | Kind::Plain => {}
        }
        if run > 0 {
            digits = if digits > 0 && gap <= GAP_LIMIT { digits + run } else { run };
            let begins = digits != run || GROUPS.iter().any(|groups| groups.first() == Some(&run));
            if begins && digits >= 11 {
                return true;
            }
            // A run that begins nothing may still not be the end of one that something else began.
            digits = if begins { digits } else { 0 };
            (run, gap) = (0, 0);
        }
        if kind == Kind::Gap {
            gap += 1;
        } else {
            digits = 0;
        }
    }
    false
}

/// What a character is to [`may_hold_a_number`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Digit,
    Gap,
    /// Out of the ordinary.
    Odd,
}

/// Asked of every character of every token request: those of ASCII are looked up.
fn kind(c: char) -> Kind {
    static ASCII: LazyLock<[Kind; 128]> = LazyLock::new(|| {
        std::array::from_fn(|code| u8::try_from(code).map_or(Kind::Odd, |c| told(c.into())))
    });
    usize::try_from(u32::from(c)).ok().and_then(|code| ASCII.get(code)).copied().unwrap_or_else(|| told(c))
}

fn told(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Digit
    } else if !c.is_ascii() && (worth(c).is_some() || is_gap(c)) || is_invisible(c) {
        Kind::Odd
    } else if is_gap(c) {
        Kind::Gap
    } else {
        Kind::Plain
    }
}

/// Where the ten digits of other scripts begin: Arabic, Persian, N'Ko, those of India, Thai, Lao, Tibetan, Burmese, Khmer,
/// Mongolian, those below the line, and the full-width ones.
const DIGITS: [u32; 20] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0x2080, 0xff10,
];

/// The worth of a digit, also of those of other scripts and of those that only look different.
fn worth(c: char) -> Option<u8> {
    let code = u32::from(c);
    let worth = match c {
        '0'..='9' => code - u32::from('0'),
        '\u{0}'..='\u{65f}' => return None,
        '\u{1d7ce}'..='\u{1d7ff}' => (code - 0x1d7ce) % 10,
        _ => code - DIGITS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?,
    };
    u8::try_from(worth).ok()
}

fn is_digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| worth(*c).is_some())
}

/// The groups that people write the eleven digits in.
const GROUPS: [&[usize]; 11] = [
    &[11],
    &[6, 5],
    &[6, 3, 2],
    &[4, 4, 3],
    &[2, 2, 2, 5],
    &[2, 2, 2, 3, 2],
    &[1; 11],
    // With a year of four digits, which makes thirteen.
    &[8, 5],
    &[8, 3, 2],
    &[2, 2, 4, 5],
    &[2, 2, 4, 3, 2],
];

/// Most characters between two groups, as in `ddmmyy - nnnnn`.
const GAP_LIMIT: usize = 3;

/// Blanks, dots, strokes, hyphens and dashes.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '-' | '/' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Control characters, and the marks that word processors leave and that turn the direction of writing.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}'
        )
}

/// The places of a real number's digits, when one begins at `start`.
fn number_at(chars: &[char], start: usize) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(13);
    let mut groups = Vec::with_capacity(5);
    let mut at = start;
    loop {
        let run = (at..chars.len()).take(12).take_while(|at| is_digit(chars, *at)).count();
        groups.push(run);
        places.extend(at..at + run);
        if GROUPS.contains(&groups.as_slice()) {
            break;
        }
        if !GROUPS.iter().any(|known| known.starts_with(&groups)) {
            return None;
        }
        at += run;
        let gap = chars.iter().skip(at).take(GAP_LIMIT + 1).take_while(|c| is_gap(**c)).count();
        at += gap;
        if !(1..=GAP_LIMIT).contains(&gap) || !is_digit(chars, at) {
            return None;
        }
    }
    // The century is no part of the number: “ddmmyyyy nnnnn”.
    let with_century = places.len() == 13;
    let told = places.iter().enumerate().filter(|(at, _)| !(with_century && matches!(at, 4 | 5)));
    let mut digits = [0_u8; 11];
    for (digit, (_, place)) in digits.iter_mut().zip(told) {
        *digit = worth(*chars.get(*place)?)?;
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
            ("020132 999 97, 02.01.32 - 99997", "•••••• ••• ••, ••.••.•• - •••••", 2),
            ("9 020132\u{ad}99997", "9 ••••••\u{ad}•••••", 1),
            ("0\u{200b}2\u{200b}01\u{202e}3299\u{0}997", "•\u{200b}•\u{200b}••\u{202e}••••\u{0}•••", 1),
            ("０２０１３２99997", "•••••••••••", 1),
            ("02/01/32 99997", "••/••/•• •••••", 1),
            ("0 2 0 1 3 2 9 9 9 9 7", "• • • • • • • • • • •", 1),
            ("0 2 0 1 3 2 9 9 9 9 7 1", "• • • • • • • • • • • 1", 1),
            ("0201 3299 997", "•••• •••• •••", 1),
            ("02012032 99997", "•••••••• •••••", 1),
            ("02.01.2032-99997", "••.••.••••-•••••", 1),
            ("02.01.2032 999 97", "••.••.•••• ••• ••", 1),
            ("٠٢٠١٣٢٩٩٩٩٧", "•••••••••••", 1),
            ("٠٢٠١٣٢ ٩٩٩٩٧", "•••••• •••••", 1),
            ("۰۲۰۱۳۲۹۹۹۹۷", "•••••••••••", 1),
            ("०२०१३२९९९९७", "•••••••••••", 1),
            ("0201 3299 998", "0201 3299 998", 0),
            ("02012032 99998", "02012032 99998", 0),
            ("28.11.2026 10013 kroner", "28.11.2026 10013 kroner", 0),
            ("2026-11-28 08.30, 9100 49 356", "2026-11-28 08.30, 9100 49 356", 0),
            ("020132     99997", "020132     99997", 0),
            ("020132 999971", "020132 999971", 0),
            ("02 01 32 99 99 7", "02 01 32 99 99 7", 0),
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
        fn the_short_way_misses_nothing(text in "[0-9]{0,12}([ ./x-]{1,4}[0-9]{1,12}){0,4}|[0-3][0-9][01][0-9]{3}[ -]?9[0-9]{4}") {
            if !may_hold_a_number(&text) {
                let chars: Vec<char> = text.chars().collect();
                let begins = |at: usize| at == 0 || !is_digit(&chars, at - 1);
                let found = (0..chars.len()).any(|at| begins(at) && number_at(&chars, at).is_some());
                proptest::prop_assert!(!found, "{}", text);
            }
        }

        #[test]
        fn any_text_keeps_its_length(text in "\\PC{0,80}") {
            let (masked, _) = mask_real_numbers(&text);
            proptest::prop_assert_eq!(masked.chars().count(), text.chars().count());
        }
    }
}
