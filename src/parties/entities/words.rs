//! Words of names as numbers: neither database orders letters as the other does, and both order numbers alike.

use super::super::name_key;

/// How many letters of a word a number holds: eleven of 41 signs stay below 2⁶³.
pub(super) const LETTERS: usize = 11;

/// The end of a word, ten digits, 29 letters, and one sign for all the others.
const SIGNS: i64 = 41;

/// More words of one name are not found by.
const WORDS: usize = 12;

fn sign(letter: char) -> i64 {
    match letter {
        '0'..='9' => 1 + i64::from(u32::from(letter) - u32::from('0')),
        'a'..='z' => 11 + i64::from(u32::from(letter) - u32::from('a')),
        'æ' => 37,
        'ø' => 38,
        'å' => 39,
        ' ' => 0,
        _ => 40,
    }
}

/// The first letters as a number: a word stands behind its beginnings and before the next word of the alphabet.
pub(super) fn number_of(letters: &str) -> i64 {
    let mut signs = letters.chars().map(sign);
    (0..LETTERS).fold(0, |number, _| number * SIGNS + signs.next().unwrap_or(0))
}

/// The numbers of all words that begin with these letters: from the first one up to, and without, the second.
pub(super) fn range_of(letters: &str) -> (i64, i64) {
    let from = number_of(letters);
    let given = letters.chars().count().min(LETTERS);
    let width = (given..LETTERS).fold(1, |width, _| width * SIGNS);
    (from, from + width)
}

/// A name as it is searched: folded, with a blank in front of every word.
pub(super) fn key_of(name: &str) -> String {
    let key = name_key(name);
    if key.is_empty() { key } else { format!(" {key}") }
}

/// The words of a key, as numbers, each once.
pub(super) fn words_of(key: &str) -> Vec<i64> {
    let mut words: Vec<i64> = key.split(' ').filter(|word| !word.is_empty()).map(number_of).collect();
    words.truncate(WORDS);
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_lies_in_the_range_of_its_beginnings_and_in_no_other() {
        for (word, beginning, within) in [
            ("elg", "elg", true),
            ("elgen", "elg", true),
            ("elg", "elgen", false),
            ("elh", "elg", false),
            ("åsgård", "ås", true),
            ("ås", "øs", false),
            ("samvirkelaget", "samvirkelaget", true),
            ("øøøøøøøøøøøø", "øøøøøøøøøøø", true),
            ("日本", "日", true),
            ("2go", "2", true),
        ] {
            let (from, to) = range_of(beginning);
            assert_eq!((from..to).contains(&number_of(word)), within, "{word} / {beginning}");
        }
        assert!(range_of("ååååååååååå").1 > 0, "the last word fits");
    }

    #[test]
    fn words_are_ordered_as_norwegians_do() {
        let words = ["2go", "alv", "alven", "zebra", "ærfugl", "øks", "ål"];
        assert!(words.is_sorted_by_key(|word| number_of(word)));
        assert_eq!(words_of(&key_of("Elg & Elg Måke AS")).len(), 2);
        assert_eq!(words_of(&key_of("&&")), [0; 0]);
    }
}
