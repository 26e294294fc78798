//! Words that a person types about a case: a reason, a question, an answer, a note. All deeds take them here, so that they
//! are refused alike, and what is kept is what was typed.
//!
//! Too many characters, or characters that nobody sees, are refused: a text that were cut or mended in silence would say
//! something else than its writer read. The number of a real person is masked instead, since a text that quotes one is
//! nobody's mistake to type anew; the page that follows says so.

use super::OrderError;
use super::draft::FaultKind;
use crate::language::is_invisible;
use crate::numbers::mask_real_numbers;

/// Longest reason, question, answer or note, in characters.
pub const LIMIT: usize = 4_000;

/// What is wrong with the characters of a text. `has_lines` says whether it may have several.
pub fn fault_of(text: &str, limit: usize, has_lines: bool) -> Option<FaultKind> {
    let is_unseen =
        |c: char| is_invisible(c) || c.is_control() && !(has_lines && matches!(c, '\n' | '\r' | '\t'));
    if text.chars().count() > limit {
        Some(FaultKind::TooLong(limit))
    } else if text.chars().any(is_unseen) {
        Some(FaultKind::ControlCharacters)
    } else {
        None
    }
}

/// The words of a field as they are kept: without blanks around them, with one kind of line end, and without the number of
/// a real person.
pub fn typed(text: &str) -> Result<String, OrderError> {
    typed_within(text, LIMIT)
}

/// The same, of at most `limit` characters.
pub fn typed_within(text: &str, limit: usize) -> Result<String, OrderError> {
    let plain = with_plain_lines(text.trim());
    match fault_of(&plain, limit, true) {
        Some(fault) => Err(OrderError::Words(fault)),
        None => Ok(mask_real_numbers(&plain).0),
    }
}

/// The same text with one kind of line end.
pub fn with_plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a text holds what is masked: its writer is told.
pub fn is_masked(text: &str) -> bool {
    mask_real_numbers(text).1 > 0
}

/// The words of a mail, whose writer cannot be asked to type them anew: what nobody sees is taken out, and what is longer
/// than a field is cut. The mail itself stays as it came.
pub fn of_mail(text: &str) -> String {
    let visible = |c: &char| (!c.is_control() || *c == '\n') && !is_invisible(*c);
    let plain: String = text.trim().chars().filter(visible).collect();
    let (masked, _) = mask_real_numbers(&plain);
    masked.chars().take(LIMIT).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept_or_refused_and_never_cut() {
        for (text, expected) in [
            (" Hei.\r\nDu. ", Ok("Hei.\nDu.")),
            ("", Ok("")),
            ("a\tb", Ok("a\tb")),
            ("Spør 02013299997.", Ok("Spør •••••••••••.")),
            ("a\u{7}b", Err(FaultKind::ControlCharacters)),
            ("a\0b", Err(FaultKind::ControlCharacters)),
            ("a\u{202e}b", Err(FaultKind::ControlCharacters)),
        ] {
            let typed = typed(text).map_err(|error| match error {
                OrderError::Words(fault) => fault,
                other => panic!("{other}"),
            });
            assert_eq!(typed.as_deref().map_err(|fault| *fault), expected, "{text:?}");
        }
        assert!(typed(&"å".repeat(LIMIT)).is_ok());
        assert!(matches!(typed(&"å".repeat(LIMIT + 1)), Err(OrderError::Words(FaultKind::TooLong(LIMIT)))));
    }

    #[test]
    fn a_mails_words_are_mended() {
        assert_eq!(of_mail(" a\u{7}\u{200b}b\nc "), "ab\nc");
        assert_eq!(of_mail(&"å".repeat(LIMIT + 1)).chars().count(), LIMIT);
    }
}
