//! Finding an order by what somebody remembers of it: case number, organisation number, names, a contact's address.
//!
//! Words are folded here and stored, so that both databases find alike. Each order has its words in one column, which
//! settles whether it is meant, and in `order_terms` what a search starts from: numbers whole, other words by their first
//! three and six letters. A search therefore reads the orders of one term, never all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Contact, Order, PartyInOrder, store};
use crate::db::{Db, Error, Tx, Value, params};

/// Letters of the two prefixes that stand in `order_terms`.
const SHORT: usize = 3;
const LONG: usize = 6;

/// Words of one order that are found: far more than a real order has, so that a long name cannot fill the table.
const MOST_WORDS: usize = 40;

/// Words of one search that are looked at.
const MOST_ASKED: usize = 8;

/// Orders that are given their words in one transaction when a database comes from an older program.
const BATCH: i64 = 500;

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Nothing was asked for.
    Everything,
    /// Only words of one or two letters, or signs: they would find too much to be of use.
    TooShort,
    /// Orders under `term`, of whose words each of `patterns` is the beginning of one (`LIKE … ESCAPE '\'`).
    Under {
        /// The term to start from.
        term: String,
        /// What each must match.
        patterns: Vec<String>,
    },
}

/// Small letters without accents; what is neither letter nor digit becomes a blank.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            'æ' | 'ä' => out.push_str("ae"),
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => out.push('o'),
            'å' | 'á' | 'à' | 'â' | 'ã' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' => out.push('i'),
            'ü' | 'ú' | 'ù' | 'û' => out.push('u'),
            'ç' => out.push('c'),
            'ñ' => out.push('n'),
            c if c.is_alphanumeric() => out.push(c),
            _ => out.push(' '),
        }
    }
    out
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a text. Digits that people write in groups are one number: `310 000 012`, `2026-00042`.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let parts: Vec<&str> = folded.split_whitespace().collect();
    let mut words = Vec::new();
    let mut rest = parts.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        let groups = |lengths: &[usize]| {
            rest.len() >= lengths.len()
                && rest.iter().zip(lengths).all(|(part, length)| is_number(part) && part.len() == *length)
        };
        let taken = if groups(&[3, 3, 3]) {
            3
        } else if groups(&[4, 5]) {
            2
        } else {
            1
        };
        if taken == 1 {
            words.push(plain_number(first));
            rest = tail;
        } else {
            words.push(rest.iter().take(taken).copied().collect());
            rest = rest.get(taken..).unwrap_or_default();
        }
    }
    words
}

/// Leading noughts do not count: `00042` is written `42` as well.
fn plain_number(word: &str) -> String {
    let trimmed = word.trim_start_matches('0');
    if is_number(word) && !trimmed.is_empty() { trimmed.to_owned() } else { word.to_owned() }
}

fn prefix(word: &str, letters: usize) -> Option<String> {
    let found: String = word.chars().take(letters).collect();
    (found.chars().count() == letters).then_some(found)
}

/// The terms under which a word's order is found.
fn terms_of(word: &str) -> Vec<String> {
    if is_number(word) {
        return vec![word.to_owned()];
    }
    match prefix(word, SHORT) {
        Some(short) => std::iter::once(short).chain(prefix(word, LONG)).collect(),
        None => Vec::new(),
    }
}

/// Reads what somebody typed into the search field.
pub fn read(typed: &str) -> Search {
    let words: Vec<String> = words(typed).into_iter().take(MOST_ASKED).collect();
    if words.is_empty() {
        // Signs alone are words of nothing, and ask for nothing that could be found.
        return if typed.trim().is_empty() { Search::Everything } else { Search::TooShort };
    }
    // The longest term is the rarest, as far as one can tell without asking.
    let term = words.iter().filter_map(|word| terms_of(word).pop()).max_by_key(|term| term.chars().count());
    let Some(term) = term else { return Search::TooShort };
    let patterns = words
        .iter()
        .map(|word| if is_number(word) { format!("% {word} %") } else { format!("% {word}%") })
        .collect();
    Search::Under { term, patterns }
}

/// An order's words, each once, with a blank around each.
fn key_of(order: &Order) -> String {
    let mut texts: Vec<&str> = vec![&order.case_number];
    let (serial, numbers): (&str, Vec<String>) = (
        order.case_number.split_once('-').map_or("", |(_, serial)| serial),
        [&order.vendor, &order.customer]
            .into_iter()
            .flatten()
            .map(|party| party.number.to_string())
            .collect(),
    );
    texts.push(serial);
    texts.extend(numbers.iter().map(String::as_str));
    let add = |contact: &'_ Contact, texts: &mut Vec<String>| {
        texts.push(contact.name.clone());
        texts.push(contact.email.clone());
    };
    let mut of_people = Vec::new();
    for PartyInOrder { name, contact, .. } in [&order.vendor, &order.customer].into_iter().flatten() {
        of_people.push(name.clone());
        add(contact, &mut of_people);
    }
    of_people.extend([&order.given_names.vendor, &order.given_names.customer].into_iter().flatten().cloned());
    if let Some(contact) = &order.production_contact {
        add(contact, &mut of_people);
    }
    if let Some((number, name)) = &order.fictional_customer {
        of_people.extend([number.to_string(), name.clone()]);
    }
    let mut seen = BTreeSet::new();
    let all = texts.into_iter().chain(of_people.iter().map(String::as_str)).flat_map(words);
    let kept: Vec<String> = all.filter(|word| seen.insert(word.clone())).take(MOST_WORDS).collect();
    format!(" {} ", kept.join(" "))
}

fn terms(key: &str) -> BTreeSet<String> {
    key.split_whitespace().flat_map(terms_of).collect()
}

/// Makes the order findable by what it holds now. Whoever changes a name, an address or a number calls it again, in the
/// transaction of the change.
pub async fn index(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let key = key_of(order);
    let before = stored_key(tx, &order.id).await?;
    if before.as_ref() == Some(&key) {
        return Ok(());
    }
    let (old, new) = (before.as_deref().map(terms).unwrap_or_default(), terms(&key));
    remove(tx, order.received_at, &order.id, old.difference(&new)).await?;
    let added: Vec<&String> = new.difference(&old).collect();
    if !added.is_empty() {
        let mut sql = String::from("INSERT INTO order_terms (term, received_at, order_id) VALUES ");
        let mut values = vec![Value::from(order.received_at), Value::from(&order.id)];
        for (position, term) in added.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            let _ = write!(sql, "{comma}(${}, $1, $2)", position + 3);
            values.push(Value::from(*term));
        }
        sql.push_str(" ON CONFLICT DO NOTHING");
        tx.execute(&sql, &values).await?;
    }
    tx.execute("UPDATE orders SET search_key = $2 WHERE id = $1", params![&order.id, key]).await?;
    Ok(())
}

/// As [`index`], for a caller that has changed the order's row.
pub async fn index_anew(tx: &mut Tx, order_id: &str) -> Result<(), Error> {
    match store::find(tx, order_id).await? {
        Some(order) => index(tx, &order).await,
        None => Ok(()),
    }
}

/// Takes an order's terms away, before it is deleted or its persons are forgotten.
pub async fn forget(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let Some(key) = stored_key(tx, &order.id).await? else { return Ok(()) };
    remove(tx, order.received_at, &order.id, terms(&key).iter()).await?;
    tx.execute("UPDATE orders SET search_key = ' ' WHERE id = $1", params![&order.id]).await?;
    Ok(())
}

async fn stored_key(tx: &mut Tx, order_id: &str) -> Result<Option<String>, Error> {
    let row = tx.fetch_optional("SELECT search_key FROM orders WHERE id = $1", params![order_id]).await?;
    row.map_or(Ok(None), |row| row.opt_text("search_key"))
}

async fn remove<'a>(
    tx: &mut Tx,
    received_at: i64,
    order_id: &str,
    terms: impl Iterator<Item = &'a String>,
) -> Result<(), Error> {
    for term in terms {
        tx.execute(
            "DELETE FROM order_terms WHERE term = $1 AND received_at = $2 AND order_id = $3",
            params![term, received_at, order_id],
        )
        .await?;
    }
    Ok(())
}

/// Gives their words to orders that an older program placed; gives how many there were.
pub async fn index_older_orders(db: &Db) -> Result<usize, Error> {
    let mut indexed = 0;
    loop {
        let without = {
            let mut tx = db.read().await?;
            tx.fetch_all("SELECT id FROM orders WHERE search_key IS NULL LIMIT $1", params![BATCH]).await?
        };
        if without.is_empty() {
            return Ok(indexed);
        }
        let mut tx = db.begin_write().await?;
        for row in &without {
            index_anew(&mut tx, &row.text("id")?).await?;
            indexed += 1;
        }
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_grouped_digits_are_one_number() {
        for (text, expected) in [
            ("Sprek Maur AS", &["sprek", "maur", "as"][..]),
            ("BØLGE Å Ærlig", &["bolge", "a", "aerlig"]),
            ("310 000 012", &["310000012"]),
            ("2026-00042", &["202600042"]),
            ("00042", &["42"]),
            ("0", &["0"]),
            ("kari@sprekmaur.example", &["kari", "sprekmaur", "example"]),
            ("Élan-vital", &["elan", "vital"]),
            ("12 34", &["12", "34"]),
            ("", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_search_starts_from_its_longest_term_and_every_word_must_fit() {
        let under = |term: &str, patterns: &[&str]| Search::Under {
            term: term.to_owned(),
            patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
        };
        for (typed, expected) in [
            ("", Search::Everything),
            ("  ", Search::Everything),
            (" - ", Search::TooShort),
            ("%", Search::TooShort),
            ("_", Search::TooShort),
            ("sp", Search::TooShort),
            ("Spr", under("spr", &["% spr%"])),
            ("sprekm", under("sprekm", &["% sprekm%"])),
            ("ma sprek", under("spr", &["% ma%", "% sprek%"])),
            ("42", under("42", &["% 42 %"])),
            ("910 049 356 sprek", under("910049356", &["% 910049356 %", "% sprek%"])),
            ("%_\\", Search::TooShort),
            ("spr%", under("spr", &["% spr%"])),
        ] {
            assert_eq!(read(typed), expected, "{typed}");
        }
    }
}
