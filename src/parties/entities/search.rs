//! Search over all companies that are not deleted, bounded however many there are.
//!
//! A page lies within the first ten thousand hits, as at Enhetsregisteret. Hits are counted up to there; without a
//! condition all are.

use super::words::{LETTERS, number_of, range_of};
use crate::db::{Error, Tx, Value};
use crate::numbers::OrgNumber;

/// As far as pages reach: `(page + 1) * size` is at most this.
pub(in super::super) const REACH: i64 = 10_000;

/// A name can have two words that fit, and then is met twice.
const MET: i64 = REACH + REACH / 10;

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Order {
    /// By the word that fits where a name is searched, the whole word first; else by number.
    #[default]
    Usual,
    Number {
        descending: bool,
    },
    Name {
        descending: bool,
    },
}

/// What is looked for: all conditions hold at once, and an empty list is none.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Search {
    pub(in super::super) subunits: bool,
    /// A name; every word of it must begin a word of the company's name.
    pub(in super::super) name: Option<String>,
    pub(in super::super) numbers: Vec<OrgNumber>,
    pub(in super::super) forms: Vec<String>,
    pub(in super::super) parent: Option<OrgNumber>,
    pub(in super::super) municipalities: Vec<String>,
    pub(in super::super) industries: Vec<String>,
    pub(in super::super) bankrupt: Option<bool>,
    pub(in super::super) order: Order,
}

/// A page of hits.
#[derive(Debug, Default)]
pub(in super::super) struct Hits {
    pub(in super::super) numbers: Vec<OrgNumber>,
    /// How many there are in all; at most [`REACH`] where there is a condition.
    pub(in super::super) total: i64,
}

/// A statement that is put together, with its values.
#[derive(Default)]
struct Statement {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Statement {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// One of these. Lists of many lengths are statements of few: the last value stands there again.
    fn one_of<T: ToString>(&mut self, column: &str, values: &[T]) {
        let Some(last) = values.last() else { return };
        let filled = values.len().next_power_of_two() - values.len();
        let all = values.iter().chain(std::iter::repeat_n(last, filled));
        let places: Vec<String> = all.map(|value| self.bind(value.to_string())).collect();
        self.conditions.push(format!("{column} IN ({})", places.join(", ")));
    }

    /// A word that begins with these letters, wherever it stands in the name.
    fn word(&mut self, letters: &str) {
        let mut pattern = "% ".to_owned();
        for letter in letters.chars() {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        let place = self.bind(pattern);
        self.conditions.push(format!("i.name_key LIKE {place} ESCAPE '\\'"));
    }
}

/// The numbers of one page.
pub(in super::super) async fn search(
    tx: &mut Tx,
    asked: &Search,
    page: i64,
    size: i64,
) -> Result<Hits, Error> {
    let mut statement = Statement::default();
    let subunits = statement.bind(asked.subunits);
    let mut from = "entity_index i";
    let mut usual = "i.number";
    if let Some(name) = &asked.name {
        let key = super::words::key_of(name);
        let mut words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
        // The longest is the rarest; the others are looked for in the names that it leads to.
        words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), number_of(word)));
        words.dedup();
        let Some((first, others)) = words.split_first() else { return Ok(Hits::default()) };
        let (least, beyond) = range_of(first);
        let (least, beyond) = (statement.bind(least), statement.bind(beyond));
        from = "entity_words w CROSS JOIN entity_index i";
        usual = "w.word, w.number";
        statement.conditions.push(format!(
            "i.number = w.number AND w.subunit = {subunits} AND w.word >= {least} AND w.word < {beyond}"
        ));
        if first.chars().count() > LETTERS {
            statement.word(first);
        }
        for word in others {
            statement.word(word);
        }
    } else {
        statement.conditions.push(format!("i.subunit = {subunits}"));
    }
    statement.one_of("i.number", &asked.numbers);
    statement.one_of("i.form", &asked.forms);
    statement.one_of("i.municipality", &asked.municipalities);
    statement.one_of("i.industry", &asked.industries);
    if let Some(parent) = asked.parent {
        let place = statement.bind(parent.to_string());
        statement.conditions.push(format!("i.parent_number = {place}"));
    }
    match asked.bankrupt {
        Some(true) => statement.conditions.push("i.bankrupt".to_owned()),
        Some(false) => statement.conditions.push("NOT i.bankrupt".to_owned()),
        None => {}
    }
    let order = match asked.order {
        Order::Usual => usual,
        Order::Number { descending: false } => "i.number",
        Order::Number { descending: true } => "i.number DESC",
        Order::Name { descending: false } => "i.name_order, i.number",
        Order::Name { descending: true } => "i.name_order DESC, i.number DESC",
    };
    let conditions = statement.conditions.join(" AND ");
    let select = format!("SELECT i.number FROM {from} WHERE {conditions} ORDER BY {order}");
    if statement.conditions.len() == 1 && asked.name.is_none() {
        return unconditional(tx, &select, asked.subunits, page, size).await;
    }
    let limit = statement.bind(MET);
    let rows = tx.fetch_all(&format!("{select} LIMIT {limit}"), &statement.values).await?;
    let mut met = std::collections::BTreeSet::new();
    let mut numbers = Vec::with_capacity(rows.len());
    for row in rows {
        let number = row.text("number")?;
        if let Ok(number) = OrgNumber::parse(&number)
            && met.insert(number)
        {
            numbers.push(number);
        }
    }
    let total = i64::try_from(numbers.len()).unwrap_or(REACH).min(REACH);
    let skipped = usize::try_from(page.saturating_mul(size)).unwrap_or(usize::MAX);
    let numbers = numbers.into_iter().skip(skipped).take(usize::try_from(size).unwrap_or(0)).collect();
    Ok(Hits { numbers, total })
}

async fn unconditional(
    tx: &mut Tx,
    select: &str,
    subunits: bool,
    page: i64,
    size: i64,
) -> Result<Hits, Error> {
    let count = "SELECT count(*) AS companies FROM entity_index WHERE subunit = $1";
    let counted = tx.fetch_optional(count, &[subunits.into()]).await?;
    let total = counted.map(|row| row.int("companies")).transpose()?.unwrap_or(0);
    let sql = format!("{select} LIMIT $2 OFFSET $3");
    let values = [subunits.into(), size.into(), page.saturating_mul(size).into()];
    let numbers = numbers_of(&tx.fetch_all(&sql, &values).await?)?;
    Ok(Hits { numbers, total })
}

fn numbers_of(rows: &[crate::db::Row]) -> Result<Vec<OrgNumber>, Error> {
    rows.iter()
        .map(|row| row.text("number"))
        .filter_map(|number| match number {
            Ok(number) => OrgNumber::parse(&number).ok().map(Ok),
            Err(error) => Some(Err(error)),
        })
        .collect()
}

/// The next companies behind this number, for reading them all.
pub(in super::super) async fn behind(
    tx: &mut Tx,
    subunits: bool,
    after: &str,
    count: i64,
) -> Result<Vec<OrgNumber>, Error> {
    let sql = "SELECT number FROM entity_index WHERE subunit = $1 AND number > $2 ORDER BY number LIMIT $3";
    numbers_of(&tx.fetch_all(sql, &[subunits.into(), after.into(), count.into()]).await?)
}
