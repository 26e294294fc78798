//! Text in the one form in which words are compared: small letters, one kind of apostrophe, letters without their marks.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// In small letters, with one kind of apostrophe.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase().replace(['’', '‘', '´', '`'], "'")
}

/// The words of a folded text, hyphens and apostrophes inside them kept.
pub(super) fn words_of(folded: &str) -> Vec<&str> {
    folded
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
        .filter(|word| !word.is_empty())
        .collect()
}

/// Letters without their marks, as addresses are written.
pub(super) fn fold_letters(text: &str) -> String {
    text.to_lowercase()
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            // What no mark was put on, but is a letter of its own.
            'ø' => 'o',
            'đ' | 'ð' => 'd',
            'ŋ' => 'n',
            'ł' => 'l',
            'ı' => 'i',
            c => c,
        })
        .flat_map(|c| if c == 'æ' { vec!['a', 'e'] } else { vec![c] })
        .collect()
}

/// Letters as they compare whether å is written å, aa or a.
pub(super) fn base_letters(text: &str) -> String {
    let folded: String = fold_letters(text).chars().filter(|c| c.is_alphanumeric()).collect();
    folded.replace("aa", "a").replace("oe", "o").replace("ae", "a")
}
