//! The words that a person is found by in a text, and the text without them.

use std::collections::BTreeSet;

use super::contact::Holdings;
use super::ending::FORGOTTEN_NAME;

/// Addresses, names and telephone numbers in small letters, the longest first, so that no part of one is left.
#[derive(Debug, Clone)]
pub(super) struct Words(Vec<Vec<char>>);

impl Words {
    /// Everything that stood beside the address.
    pub(super) fn of(address: &str, held: &Holdings) -> Self {
        let mut words: BTreeSet<String> = held.words.iter().flat_map(|word| spellings(word)).collect();
        words.insert(address.trim().to_owned());
        Self::from_words(words)
    }

    fn from_words(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<Vec<char>> = words
            .into_iter()
            .filter(|word| !word.trim().is_empty() && word != FORGOTTEN_NAME)
            .map(|word| word.chars().flat_map(char::to_lowercase).collect())
            .collect();
        words.sort_by_key(|word: &Vec<char>| std::cmp::Reverse(word.len()));
        Self(words)
    }

    /// `text` with each of them masked, whatever its case and wherever a line was broken; a part of a longer word is another
    /// word.
    pub(super) fn mask(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        let mut inside_a_word = false;
        while let Some(first) = rest.chars().next() {
            let found = if inside_a_word { None } else { self.at_the_beginning_of(rest) };
            let length = found.unwrap_or(first.len_utf8());
            if found.is_some() {
                masked.push_str(FORGOTTEN_NAME);
            } else {
                masked.push(first);
            }
            inside_a_word = found.is_none() && first.is_alphanumeric();
            rest = rest.get(length..).unwrap_or_default();
        }
        masked
    }

    /// [`Words::mask`] for HTML, where some characters are written otherwise.
    pub(super) fn mask_html(&self, html: &str) -> String {
        let escaped = |word: &Vec<char>| {
            let write = |c: &char| match c {
                '&' | '<' | '>' | '"' | '\'' => format!("&#{};", u32::from(*c)),
                c => c.to_string(),
            };
            word.iter().map(write).collect::<String>()
        };
        let masked = Self::from_words(self.0.iter().map(escaped)).mask(html);
        self.mask(&masked)
    }

    fn at_the_beginning_of(&self, text: &str) -> Option<usize> {
        let length = self.0.iter().find_map(|word| length_of(word, text))?;
        let next = text.get(length..)?.chars().next();
        (!next.is_some_and(char::is_alphanumeric)).then_some(length)
    }
}

/// How people write what we store: a Norwegian telephone number stands in texts with and without its country.
fn spellings(word: &str) -> Vec<String> {
    let mut spellings = vec![word.to_owned()];
    if let Some(number) = word.strip_prefix("+47")
        && number.len() == 8
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        let (pairs, threes) = (grouped(number, &[2, 2, 2, 2]), grouped(number, &[3, 2, 3]));
        for written in [number.to_owned(), pairs, threes] {
            spellings.push(format!("+47 {written}"));
            spellings.push(written);
        }
    }
    spellings
}

fn grouped(number: &str, lengths: &[usize]) -> String {
    let mut rest = number.chars();
    let groups: Vec<String> = lengths.iter().map(|length| rest.by_ref().take(*length).collect()).collect();
    groups.join(" ")
}

/// How many bytes of `text` are `word`, when it begins with it. A blank is any number of blanks and line breaks.
fn length_of(word: &[char], text: &str) -> Option<usize> {
    let mut wanted = word;
    let mut length = 0;
    while let Some((first, after)) = wanted.split_first() {
        let rest = text.get(length..)?;
        if first.is_whitespace() {
            let blanks: usize = rest.chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum();
            if blanks == 0 {
                return None;
            }
            length += blanks;
            wanted = after;
            continue;
        }
        let c = rest.chars().next()?;
        for lower in c.to_lowercase() {
            let (expected, after) = wanted.split_first()?;
            if *expected != lower {
                return None;
            }
            wanted = after;
        }
        length += c.len_utf8();
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_masked_in_a_text_however_it_is_written() {
        let stored = ["kari@øst.example", "Kari Åsen", "Karl", "+4722334455", "O'Hara & co"];
        let words = Words::from_words(stored.iter().flat_map(|word| spellings(word)));
        for (text, expected) in [
            ("Ring KARI ÅSEN (Kari@Øst.example).", "Ring slettet (slettet)."),
            ("Hilsen Kari\n  Åsen", "Hilsen slettet"),
            ("Kari", "Kari"),
            ("", ""),
            ("Karl og Karla, Ekarl", "slettet og Karla, Ekarl"),
            ("tlf. 22 33 44 55, 223 34 455", "tlf. slettet, slettet"),
            ("+47 22334455, +4722334455", "slettet, slettet"),
            ("922334455", "922334455"),
            ("annen-kari@øst.example.org", "annen-slettet.org"),
        ] {
            assert_eq!(words.mask(text), expected, "{text}");
        }
        assert_eq!(words.mask_html("<p>O&#39;Hara &#38; co</p>"), "<p>slettet</p>");
    }
}
