//! The queue: which orders a handler sees, in which order, and how many there are of each sort.
//!
//! Every statement here reads a bounded part of an index, however many orders there are: a page is found by keyset, a count
//! stops at [`COUNTED`], and the counts of the other filters are taken over the first [`TALLIED`] orders of the state that
//! is looked at. What is cut is said to be cut.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::search::{self, Search};
use super::{Channel, Order, OrderKind, OrderState, store};
use crate::clock::{DAY, Now};
use crate::db::{Error, Tx, Value, params};

/// Orders on one page.
pub const PAGE: usize = 50;

/// Where counting the orders of a state stops.
pub const COUNTED: i64 = 1_000;

/// How many orders the counts of the other filters are taken over.
pub const TALLIED: i64 = 2_000;

/// How long an order may have to have waited, in days.
pub const WAITED: [i64; 4] = [1, 3, 7, 30];

/// Which states are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// All that are not at their end: what there is to do, or to wait for.
    #[default]
    Open,
    /// All.
    Any,
    /// One, as the lists show it: see [`Order::shown_state`].
    One(OrderState),
}

/// The condition under which an order `o` is shown as standing in `state`. A case that is done and whose access is gone has
/// ended; its words are those of the index `orders_access_ended`.
fn stands_in(state: OrderState) -> String {
    match state {
        OrderState::Done => "o.state = 'done' AND NOT o.access_lost".to_owned(),
        OrderState::Ended => "(o.state = 'ended' OR o.access_lost)".to_owned(),
        state => format!("o.state = '{}'", state.key()),
    }
}

/// Whose orders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Whose {
    /// Everybody's and nobody's.
    #[default]
    Anyones,
    /// The handler's own.
    Mine,
    /// Those that nobody has taken.
    Nobodys,
    /// Those that another handler has.
    Others,
}

impl Whose {
    /// The word in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Anyones => "",
            Self::Mine => "meg",
            Self::Nobodys => "ingen",
            Self::Others => "andre",
        }
    }

    /// All, in the order the form shows them.
    pub const ALL: [Self; 4] = [Self::Anyones, Self::Mine, Self::Nobodys, Self::Others];
}

/// In which order the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorting {
    /// What came first stands first.
    #[default]
    OldestFirst,
    /// What came last stands first.
    NewestFirst,
}

/// A place in the queue: the order that the page before ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When that order came.
    pub received_at: i64,
    /// Its id.
    pub id: String,
}

impl Place {
    /// Reads a place from an address; anything else is no place.
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        let id_is_ours = id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        id_is_ours.then_some(())?;
        Some(Self { received_at: at.parse().ok()?, id: id.to_owned() })
    }

    /// As it stands in an address.
    pub fn write(&self) -> String {
        format!("{}-{}", self.received_at, self.id)
    }
}

/// What the handler looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Which states.
    pub standing: Standing,
    /// Which kind.
    pub kind: Option<OrderKind>,
    /// Which channel.
    pub channel: Option<Channel>,
    /// Whose.
    pub whose: Whose,
    /// Standing where it stands for at least so many days.
    pub waited: Option<i64>,
    /// Only those with a problem: a failed step, a failed letter, or a warning that is not decided upon yet.
    pub problem: bool,
    /// Only those that wait for a handler to carry out a step by hand.
    pub by_hand: bool,
    /// What was typed into the search field.
    pub search: String,
    /// In which order.
    pub sorting: Sorting,
    /// Where the page begins.
    pub after: Option<Place>,
}

/// An order in the queue.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The order.
    pub order: Order,
    /// Whether it has a problem.
    pub problem: bool,
    /// Whether it waits for a handler to carry out a step by hand.
    pub by_hand: bool,
}

/// One page of the queue.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its orders.
    pub entries: Vec<Entry>,
    /// Where the next page begins, when there is one.
    pub next: Option<Place>,
    /// Whether the search was too short to be made.
    pub too_short: bool,
}

/// A failed step, a letter that failed or came back, or a warning in an order that is not decided.
const PROBLEM: &str = "(CASE WHEN (o.warnings <> '[]' AND o.decided_at IS NULL AND o.finished_at IS NULL)
        OR EXISTS (SELECT 1 FROM order_steps s WHERE s.order_id = o.id AND s.state = 'failed')
        OR EXISTS (SELECT 1 FROM letters l WHERE l.case_number = o.case_number
                     AND (l.state = 'failed' OR l.bounced_at IS NOT NULL)) THEN 1 ELSE 0 END)";

/// The next step is one that a handler carries out, and the case stands where it is that step's turn
/// ([`super::Step::belongs_to`]).
const BY_HAND: &str = "(CASE WHEN o.state IN ('provisioning', 'waiting_for_customer', 'ending', 'done')
        AND EXISTS (SELECT 1 FROM order_steps s WHERE s.order_id = o.id AND s.mode = 'manual' AND s.state <> 'done'
                      AND NOT EXISTS (SELECT 1 FROM order_steps b WHERE b.order_id = o.id AND b.position < s.position
                                        AND b.state <> 'done')) THEN 1 ELSE 0 END)";

/// A statement under way: its text and its values.
struct Statement {
    from: &'static str,
    sort: &'static str,
    id: &'static str,
    conditions: String,
    values: Vec<Value>,
}

impl Statement {
    /// Which orders `filter` is about; `None` when its search is too short. `narrowed` says whether kind, channel, handler
    /// and problem count as well.
    fn of(filter: &Filter, me: &str, now: Now, narrowed: bool) -> Option<Self> {
        let mut statement = Self {
            from: "orders o",
            sort: "o.received_at",
            id: "o.id",
            conditions: String::from("1 = 1"),
            values: Vec::new(),
        };
        match search::read(&filter.search) {
            Search::Everything => {}
            Search::TooShort => return None,
            Search::Under { term, patterns } => {
                // The term's rows stand in the queue's order already, so that a page of them is read and no more. The moment
                // is part of the join although the id would do: PostgreSQL without statistics starts from the orders, and
                // without the moment would read all rows of the term again for each of them.
                statement.from =
                    "order_terms t JOIN orders o ON o.id = t.order_id AND o.received_at = t.received_at";
                (statement.sort, statement.id) = ("t.received_at", "t.order_id");
                statement.and("t.term = ?", term);
                for pattern in patterns {
                    statement.and("o.search_key LIKE ? ESCAPE '\\'", pattern);
                }
            }
        }
        match filter.standing {
            Standing::Any => {}
            Standing::Open => statement.conditions.push_str(" AND o.finished_at IS NULL"),
            Standing::One(state) => {
                let _ = write!(statement.conditions, " AND {}", stands_in(state));
            }
        }
        if filter.by_hand {
            let _ = write!(statement.conditions, " AND {BY_HAND} = 1");
        }
        if let Some(days) = filter.waited {
            statement.and("o.state_since <= ?", now.wall - days * DAY);
        }
        if narrowed {
            if let Some(kind) = filter.kind {
                statement.and("o.kind = ?", kind.key());
            }
            if let Some(channel) = filter.channel {
                statement.and("o.channel = ?", channel.key());
            }
            match filter.whose {
                Whose::Anyones => {}
                Whose::Mine => statement.and("o.assigned_to = ?", me),
                Whose::Nobodys => statement.conditions.push_str(" AND o.assigned_to IS NULL"),
                Whose::Others => statement.and("o.assigned_to <> ?", me),
            }
            if filter.problem {
                let _ = write!(statement.conditions, " AND {PROBLEM} = 1");
            }
        }
        Some(statement)
    }

    /// Adds a condition; its `?` becomes the value's placeholder.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let placeholder = format!("${}", self.values.len());
        let _ = write!(self.conditions, " AND {}", condition.replace('?', &placeholder));
    }

    fn placeholder(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

/// The page of the queue that `filter` asks for. `me` is the handler as the audit names it.
pub async fn page(tx: &mut Tx, filter: &Filter, me: &str, now: Now) -> Result<Page, Error> {
    let Some(mut statement) = Statement::of(filter, me, now, true) else {
        return Ok(Page { entries: Vec::new(), next: None, too_short: true });
    };
    let (sort, id) = (statement.sort, statement.id);
    let (direction, beyond) = match filter.sorting {
        Sorting::OldestFirst => ("", '>'),
        Sorting::NewestFirst => (" DESC", '<'),
    };
    if let Some(place) = &filter.after {
        let at = statement.placeholder(place.received_at);
        let behind = statement.placeholder(&place.id);
        // The first half alone lets an index begin at the place.
        let _ = write!(
            statement.conditions,
            " AND {sort} {beyond}= {at} AND ({sort} {beyond} {at} OR {id} {beyond} {behind})"
        );
    }
    let limit = statement.placeholder(i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    let columns: Vec<String> =
        store::COLUMNS.split(',').map(|column| format!("o.{}", column.trim())).collect();
    let sql = format!(
        "SELECT {}, {PROBLEM} AS problem, {BY_HAND} AS by_hand FROM {} WHERE {} ORDER BY {sort}{direction}, {id}{direction} LIMIT {limit}",
        columns.join(", "),
        statement.from,
        statement.conditions
    );
    let rows = tx.fetch_all(&sql, &statement.values).await?;
    let more = rows.len() > PAGE;
    let mut entries = Vec::new();
    for row in rows.iter().take(PAGE) {
        entries.push(Entry {
            order: store::order(row)?,
            problem: row.int("problem")? == 1,
            by_hand: row.int("by_hand")? == 1,
        });
    }
    let last = entries.last().filter(|_| more);
    let next = last.map(|entry| Place { received_at: entry.order.received_at, id: entry.order.id.clone() });
    Ok(Page { entries, next, too_short: false })
}

/// How many orders there are of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// As far as was counted.
    pub seen: i64,
    /// Whether there are more.
    pub more: bool,
}

/// How many orders stand in each state, and how many are open.
pub async fn count_states(tx: &mut Tx) -> Result<(BTreeMap<&'static str, Count>, Count), Error> {
    let mut parts = vec![
        "SELECT 'open' AS state, count(*) AS orders FROM (SELECT 1 FROM orders WHERE finished_at IS NULL LIMIT $1) AS open"
            .to_owned(),
    ];
    for state in OrderState::ALL {
        let (key, stands) = (state.key(), stands_in(state));
        parts.push(format!(
            "SELECT '{key}' AS state, count(*) AS orders FROM (SELECT 1 FROM orders o WHERE {stands} LIMIT $1) AS s_{key}"
        ));
    }
    let rows = tx.fetch_all(&parts.join(" UNION ALL "), params![COUNTED + 1]).await?;
    let mut states = BTreeMap::new();
    let mut open = Count::default();
    for row in &rows {
        let orders = row.int("orders")?;
        let count = Count { seen: orders.min(COUNTED), more: orders > COUNTED };
        match OrderState::from_key(&row.text("state")?) {
            Some(state) => {
                states.insert(state.key(), count);
            }
            None => open = count,
        }
    }
    Ok((states, open))
}

/// How many of the orders that are looked at fall under each value of the other filters, the rest of them held.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    groups: Vec<(String, String, Whose, bool, i64)>,
    /// Whether there are more than were looked at: then each number is a least.
    pub cut: bool,
}

impl Tally {
    /// How many orders `filter` finds, as far as the tally goes.
    pub fn count(&self, filter: &Filter) -> i64 {
        let fits = |(kind, channel, whose, problem, _): &&(String, String, Whose, bool, i64)| {
            filter.kind.is_none_or(|wanted| wanted.key() == kind)
                && filter.channel.is_none_or(|wanted| wanted.key() == channel)
                && (filter.whose == Whose::Anyones || filter.whose == *whose)
                && (!filter.problem || *problem)
        };
        self.groups.iter().filter(fits).map(|group| group.4).sum()
    }
}

/// Tallies the orders in the states, with the search and the waiting that `filter` asks for.
pub async fn tally(tx: &mut Tx, filter: &Filter, me: &str, now: Now) -> Result<Tally, Error> {
    let Some(mut statement) = Statement::of(filter, me, now, false) else { return Ok(Tally::default()) };
    let own = statement.placeholder(me);
    let limit = statement.placeholder(TALLIED + 1);
    let (sort, id) = (statement.sort, statement.id);
    let direction = if filter.sorting == Sorting::NewestFirst { " DESC" } else { "" };
    let sql = format!(
        "SELECT kind, channel, whose, problem, count(*) AS orders FROM (
           SELECT o.kind AS kind, o.channel AS channel, {PROBLEM} AS problem,
             CASE WHEN o.assigned_to IS NULL THEN 'ingen' WHEN o.assigned_to = {own} THEN 'meg' ELSE 'andre' END AS whose
           FROM {} WHERE {} ORDER BY {sort}{direction}, {id}{direction} LIMIT {limit}) AS looked_at
         GROUP BY kind, channel, whose, problem",
        statement.from, statement.conditions
    );
    let mut tally = Tally::default();
    for row in tx.fetch_all(&sql, &statement.values).await? {
        let whose = row.text("whose")?;
        let whose = Whose::ALL.into_iter().find(|one| one.key() == whose).unwrap_or_default();
        tally.groups.push((
            row.text("kind")?,
            row.text("channel")?,
            whose,
            row.int("problem")? == 1,
            row.int("orders")?,
        ));
    }
    tally.cut = tally.count(&Filter::default()) > TALLIED;
    Ok(tally)
}

/// How much waits beside the orders.
#[derive(Debug, Clone, Copy, Default)]
pub struct Besides {
    /// Mails that nobody could read as an order.
    pub mails: i64,
    /// Jobs that were given up.
    pub jobs: i64,
    /// Letters that failed or came back, or were tried and have not got through yet.
    pub letters: i64,
}

/// How long a letter that came back is listed: by then somebody has read the warning in its case.
const RETURNED_LISTED: i64 = 30 * DAY;

/// Counts them.
pub async fn count_besides(tx: &mut Tx, now: Now) -> Result<Besides, Error> {
    let row = tx
        .fetch_optional(
            "SELECT (SELECT count(*) FROM inbound_mail WHERE state = 'desk') AS mails,
                    (SELECT count(*) FROM jobs WHERE failed_at IS NOT NULL) AS jobs,
                    (SELECT count(*) FROM letters WHERE state <> 'sent' AND (state = 'failed' OR attempts > 0))
                      + (SELECT count(*) FROM letters WHERE bounced_at IS NOT NULL AND bounced_at >= $1 AND state = 'sent') AS letters",
            params![now.wall - RETURNED_LISTED],
        )
        .await?;
    match row {
        Some(row) => {
            Ok(Besides { mails: row.int("mails")?, jobs: row.int("jobs")?, letters: row.int("letters")? })
        }
        None => Ok(Besides::default()),
    }
}

/// A letter in trouble.
#[derive(Debug, Clone)]
pub struct TroubledLetter {
    /// Its id.
    pub id: String,
    /// Its case, when it has one.
    pub case_number: Option<String>,
    /// What it is about.
    pub subject: String,
    /// To whom.
    pub recipient: String,
    /// `waiting`, `failed` or `returned`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What the relay said last.
    pub error: String,
    /// When it was written.
    pub created_at: i64,
}

/// The letters in trouble, oldest first.
pub async fn list_troubled_letters(tx: &mut Tx, now: Now, limit: i64) -> Result<Vec<TroubledLetter>, Error> {
    let rows = tx
        .fetch_all(
            // Two parts, each with an index of its own; a letter that came back was sent, so that none is in both.
            "SELECT id, case_number, subject, recipient, state, attempts, last_error, created_at FROM letters
             WHERE state <> 'sent' AND (state = 'failed' OR attempts > 0)
             UNION ALL
             SELECT id, case_number, subject, recipient, 'returned' AS state, attempts, bounce_status AS last_error, created_at
             FROM letters WHERE bounced_at IS NOT NULL AND bounced_at >= $2 AND state = 'sent'
             ORDER BY id LIMIT $1",
            params![limit, now.wall - RETURNED_LISTED],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(TroubledLetter {
                id: row.text("id")?,
                case_number: row.opt_text("case_number")?,
                subject: row.text("subject")?,
                recipient: row.text("recipient")?,
                state: row.text("state")?,
                attempts: row.int("attempts")?,
                error: row.opt_text("last_error")?.unwrap_or_default(),
                created_at: row.int("created_at")?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_back_and_nothing_else_is_one() {
        let place = Place { received_at: 1_768_467_600_000, id: "01KF1ZZ0000000000000000000".to_owned() };
        assert_eq!(Place::read(&place.write()), Some(place));
        for text in ["", "1-", "x-01KF1ZZ0000000000000000000", "1-01KF1ZZ000000000000000000'", "1"] {
            assert_eq!(Place::read(text), None, "{text}");
        }
    }
}
