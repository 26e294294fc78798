//! Search over all companies that are not deleted, bounded however many there are.
//!
//! A page lies within the first ten thousand hits, as at Enhetsregisteret. Hits are counted up to there; without a
//! condition all are.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::words::{LETTERS, number_of, range_of};
use crate::db::{Error, Tx, Value, literal};
use crate::numbers::OrgNumber;

/// As far as pages reach: `(page + 1) * size` is at most this.
pub(in super::super) const REACH: i64 = 10_000;

/// A name can have two words that fit, and then is met twice.
const MET: i64 = REACH + REACH / 10;

/// So many words that begin as asked are looked at, when other conditions must hold too.
const LOOKED_AT: i64 = 50_000;

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

/// What a search begins with: the one condition that an index leads to. The others are looked at in what it leads to, and
/// are written so that neither database begins with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Numbers,
    Parent,
    Name,
    Bankrupt,
    Industry,
    Municipality,
    Form,
    Nothing,
}

impl Beginning {
    fn of(asked: &Search) -> Self {
        // From the rarest on.
        [
            (!asked.numbers.is_empty(), Self::Numbers),
            (asked.parent.is_some(), Self::Parent),
            (asked.name.is_some(), Self::Name),
            (asked.bankrupt == Some(true), Self::Bankrupt),
            (!asked.industries.is_empty(), Self::Industry),
            (!asked.municipalities.is_empty(), Self::Municipality),
            (!asked.forms.is_empty(), Self::Form),
        ]
        .into_iter()
        .find_map(|(is_asked, beginning)| is_asked.then_some(beginning))
        .unwrap_or(Self::Nothing)
    }
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
        let place = self.bind(format!("% {}%", literal(letters)));
        self.conditions.push(format!("i.name_key LIKE {place} ESCAPE '\\'"));
    }
}

/// One hit: its number, and its place among names.
type Hit = (OrgNumber, i64);

/// The numbers of one page.
pub(in super::super) async fn search(
    tx: &mut Tx,
    asked: &Search,
    page: i64,
    size: i64,
) -> Result<Hits, Error> {
    let beginning = Beginning::of(asked);
    if beginning == Beginning::Nothing && asked.bankrupt.is_none() {
        return unconditional(tx, asked, page, size).await;
    }
    // A list that is begun with is read value by value, each of which an index has in order.
    let list = match beginning {
        Beginning::Industry => &asked.industries,
        Beginning::Municipality => &asked.municipalities,
        Beginning::Form => &asked.forms,
        _ => &Vec::new(),
    };
    let mut hits: Vec<Hit> = Vec::new();
    if list.is_empty() {
        hits = find(tx, asked, beginning, None).await?;
    }
    for value in list.iter().collect::<BTreeSet<_>>() {
        hits.append(&mut find(tx, asked, beginning, Some(value)).await?);
    }
    match asked.order {
        Order::Usual if beginning == Beginning::Name => {}
        Order::Usual | Order::Number { descending: false } => {
            hits.sort_unstable_by_key(|(number, _)| *number);
        }
        Order::Number { descending: true } => hits.sort_unstable_by_key(|(number, _)| Reverse(*number)),
        Order::Name { descending: false } => hits.sort_unstable_by_key(|(number, name)| (*name, *number)),
        Order::Name { descending: true } => {
            hits.sort_unstable_by_key(|(number, name)| Reverse((*name, *number)));
        }
    }
    let mut met = BTreeSet::new();
    hits.retain(|(number, _)| met.insert(*number));
    let total = i64::try_from(hits.len()).unwrap_or(REACH).min(REACH);
    let skipped = usize::try_from(page.saturating_mul(size)).unwrap_or(usize::MAX);
    let on_page = hits.into_iter().skip(skipped).take(usize::try_from(size).unwrap_or(0));
    Ok(Hits { numbers: on_page.map(|(number, _)| number).collect(), total })
}

/// The first hits, as far as pages reach, in the order of what is begun with.
async fn find(
    tx: &mut Tx,
    asked: &Search,
    beginning: Beginning,
    value: Option<&str>,
) -> Result<Vec<Hit>, Error> {
    let mut statement = Statement::default();
    let subunits = statement.bind(asked.subunits);
    let mut from = "entity_index i".to_owned();
    let mut order = match asked.order {
        Order::Number { descending: true } => "i.number DESC",
        _ => "i.number",
    };
    if let Some(name) = &asked.name {
        let key = super::words::key_of(name);
        let mut words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
        // The longest is the rarest; the others are looked for in the names that it leads to.
        words.sort_by_key(|word| (Reverse(word.chars().count()), number_of(word)));
        words.dedup();
        let Some((first, mut others)) = words.split_first() else { return Ok(Vec::new()) };
        if beginning == Beginning::Name {
            let (least, beyond) = range_of(first);
            let (least, beyond) = (statement.bind(least), statement.bind(beyond));
            let looked_at = statement.bind(LOOKED_AT);
            from = format!(
                "(SELECT word, number FROM entity_words
                  WHERE subunit = {subunits} AND word >= {least} AND word < {beyond}
                  ORDER BY word, number LIMIT {looked_at}) AS w CROSS JOIN entity_index i"
            );
            order = "w.word, w.number";
            statement.conditions.push("i.number = w.number".to_owned());
            if first.chars().count() > LETTERS {
                statement.word(first);
            }
        } else {
            others = &words;
        }
        for word in others {
            statement.word(word);
        }
    }
    if beginning != Beginning::Name {
        statement.conditions.push(format!("i.subunit = {subunits}"));
    }
    statement.one_of("i.number", &asked.numbers);
    if let Some(parent) = asked.parent {
        let place = statement.bind(parent.to_string());
        statement.conditions.push(format!("i.parent_number = {place}"));
    }
    for (column, values, its) in [
        ("i.industry", &asked.industries, Beginning::Industry),
        ("i.municipality", &asked.municipalities, Beginning::Municipality),
        ("i.form", &asked.forms, Beginning::Form),
    ] {
        match value.filter(|_| beginning == its) {
            Some(value) => {
                let place = statement.bind(value);
                statement.conditions.push(format!("{column} = {place}"));
            }
            None => statement.one_of(&format!("COALESCE({column}, '')"), values),
        }
    }
    match asked.bankrupt {
        Some(true) => statement.conditions.push("i.bankrupt".to_owned()),
        Some(false) => statement.conditions.push("NOT i.bankrupt".to_owned()),
        None => {}
    }
    let name = if matches!(asked.order, Order::Name { .. }) { "i.name_order" } else { "i.subunit" };
    let conditions = statement.conditions.join(" AND ");
    let limit = statement.bind(MET);
    let sql = format!(
        "SELECT i.number, {name} AS place FROM {from} WHERE {conditions} ORDER BY {order} LIMIT {limit}"
    );
    let rows = tx.fetch_all(&sql, &statement.values).await?;
    let mut hits = Vec::with_capacity(rows.len());
    for row in rows {
        let place = if matches!(asked.order, Order::Name { .. }) { row.int("place")? } else { 0 };
        hits.extend(OrgNumber::parse(&row.text("number")?).ok().map(|number| (number, place)));
    }
    Ok(hits)
}

async fn unconditional(tx: &mut Tx, asked: &Search, page: i64, size: i64) -> Result<Hits, Error> {
    let count = "SELECT count(*) AS companies FROM entity_index WHERE subunit = $1";
    let counted = tx.fetch_optional(count, &[asked.subunits.into()]).await?;
    let total = counted.map(|row| row.int("companies")).transpose()?.unwrap_or(0);
    let order = match asked.order {
        Order::Usual | Order::Number { descending: false } => "number",
        Order::Number { descending: true } => "number DESC",
        Order::Name { descending: false } => "name_order, number",
        Order::Name { descending: true } => "name_order DESC, number DESC",
    };
    let sql =
        format!("SELECT number FROM entity_index WHERE subunit = $1 ORDER BY {order} LIMIT $2 OFFSET $3");
    let values = [asked.subunits.into(), size.into(), page.saturating_mul(size).into()];
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
