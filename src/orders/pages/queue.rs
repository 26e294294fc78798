//! The handler's queue: the orders with their filters and search, and beside them the mails, jobs and letters that wait for
//! somebody. All of it is plain GET: an address says what is looked at, and can be kept or sent to a colleague.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde_json::json;

use super::CaseLine;
use crate::access::Visit;
use crate::audit::{self, Event};
use crate::clock::DAY;
use crate::db::{Tx, params};
use crate::jobs;
use crate::language::Language;
use crate::numbers::mask_real_numbers;
use crate::orders::queue::{
    self, Besides, Count, Entry, Filter, Place, Sorting, Standing, Tally, WAITED, Whose,
};
use crate::orders::{Channel, OrderError, OrderKind, OrderState};
use crate::web::forms::percent_encode;
use crate::web::{Frame, Submitted};

/// One of the desk's lists, with what waits in it.
pub(super) struct Tab {
    pub(super) href: &'static str,
    pub(super) label: String,
    pub(super) current: bool,
}

/// The desk's lists. `here` is the path of the one that is shown.
pub(super) async fn tabs(tx: &mut Tx, visit: &Visit, here: &str) -> Result<Vec<Tab>, OrderError> {
    let Besides { mails, jobs, letters } = queue::count_besides(tx, visit.now).await?;
    let lists = [
        ("/saksbord", "desk-tab-cases", 0),
        ("/saksbord/post", "desk-tab-mails", mails),
        ("/saksbord/jobber", "desk-tab-jobs", jobs),
        ("/saksbord/brev", "desk-tab-letters", letters),
        ("/saksbord/tall", "desk-tab-figures", 0),
        ("/saksbord/regler", "desk-tab-rules", 0),
    ];
    Ok(lists
        .into_iter()
        .map(|(href, key, waiting)| {
            let name = visit.t(key);
            let label = if waiting == 0 { name } else { format!("{name} ({waiting})") };
            Tab { href, label, current: href == here }
        })
        .collect())
}

#[derive(Template)]
#[template(path = "orders/desk.html")]
struct QueuePage {
    frame: Frame,
    tabs: Vec<Tab>,
    search: String,
    selects: Vec<Select>,
    problem: (bool, String),
    by_hand: bool,
    filtered: bool,
    found: String,
    lines: Vec<Line>,
    too_short: bool,
    next: Option<String>,
    first: Option<String>,
}

/// A choice of the filter form.
struct Select {
    name: &'static str,
    id: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

/// An order as the queue shows it.
struct Line {
    case: CaseLine,
    asked: bool,
    problem: bool,
    by_hand: bool,
    handler: String,
    waited: String,
}

/// The name of a handler whom the audit calls `handler:NAME`.
pub(super) fn name_of(actor: &str) -> &str {
    actor.strip_prefix("handler:").unwrap_or(actor)
}

/// The filter that an address asks for. What it does not understand it leaves out.
fn filter_of(visit: &Visit) -> Filter {
    let value = |name: &str| visit.query_value(name).unwrap_or_default();
    let standing = match value("tilstand").as_str() {
        "alle" => Standing::Any,
        key => OrderState::from_key(key).map_or(Standing::Open, Standing::One),
    };
    let whose = value("ansvarlig");
    Filter {
        standing,
        kind: OrderKind::from_key(&value("type")),
        channel: Channel::from_key(&value("kanal")),
        whose: Whose::ALL.into_iter().find(|one| one.key() == whose).unwrap_or_default(),
        waited: value("ventet").parse().ok().filter(|days| WAITED.contains(days)),
        problem: value("problem") == "ja",
        by_hand: value("oppgave") == "ja",
        search: mask_real_numbers(value("sok").trim()).0.chars().take(200).collect(),
        sorting: if value("rekkefolge") == "nyest" { Sorting::NewestFirst } else { Sorting::OldestFirst },
        after: Place::read(&value("etter")),
    }
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "",
        Standing::Any => "alle",
        Standing::One(state) => state.key(),
    }
}

/// The address of a filter.
fn address(filter: &Filter) -> String {
    let days = filter.waited.map(|days| days.to_string()).unwrap_or_default();
    let place = filter.after.as_ref().map(Place::write).unwrap_or_default();
    let pairs = [
        ("sok", filter.search.as_str()),
        ("tilstand", standing_key(filter.standing)),
        ("type", filter.kind.map_or("", OrderKind::key)),
        ("kanal", filter.channel.map_or("", Channel::key)),
        ("ansvarlig", filter.whose.key()),
        ("ventet", &days),
        ("problem", if filter.problem { "ja" } else { "" }),
        ("oppgave", if filter.by_hand { "ja" } else { "" }),
        ("rekkefolge", if filter.sorting == Sorting::NewestFirst { "nyest" } else { "" }),
        ("etter", &place),
    ];
    let asked: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", percent_encode(value)))
        .collect();
    if asked.is_empty() { "/saksbord".to_owned() } else { format!("/saksbord?{}", asked.join("&")) }
}

/// `GET /saksbord`
pub async fn list(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    match queue_page(&visit).await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

async fn queue_page(visit: &Visit) -> Result<QueuePage, OrderError> {
    let language = visit.lang;
    let me = visit.principal.actor();
    let filter = filter_of(visit);
    let mut tx = visit.app.db.read().await?;
    let page = queue::page(&mut tx, &filter, &me, visit.now).await?;
    let tally = queue::tally(&mut tx, &filter, &me, visit.now).await?;
    let states = queue::count_states(&mut tx).await?;
    let tabs = tabs(&mut tx, visit, "/saksbord").await?;
    let found = tally.count(&filter);
    let found = if page.too_short {
        String::new()
    } else if tally.cut {
        language.text_count("desk-found-least", found, &[])
    } else {
        language.text_count("desk-found", found, &[])
    };
    let with_problem = Filter { problem: true, ..filter.clone() };
    let problem_label = counted(&language.text("desk-filter-problem"), tally.count(&with_problem), tally.cut);
    let waited = |entry: &Entry| {
        let since = entry.order.state_since.unwrap_or(entry.order.received_at);
        language.text_count("desk-days", (visit.now.wall - since).max(0) / DAY, &[])
    };
    let lines = page
        .entries
        .iter()
        .map(|entry| Line {
            case: CaseLine::of(&entry.order, language),
            asked: entry.order.asked_at.is_some(),
            problem: entry.problem,
            by_hand: entry.by_hand,
            handler: entry.order.assigned_to.as_deref().map(name_of).unwrap_or_default().to_owned(),
            waited: waited(entry),
        })
        .collect();
    let elsewhere = Filter { after: None, ..filter.clone() };
    Ok(QueuePage {
        frame: visit.frame(),
        tabs,
        selects: selects(language, &filter, &tally, &states),
        problem: (filter.problem, problem_label),
        by_hand: filter.by_hand,
        filtered: elsewhere != Filter::default(),
        found,
        lines,
        too_short: page.too_short,
        next: page.next.map(|place| address(&Filter { after: Some(place), ..filter.clone() })),
        first: filter.after.is_some().then(|| address(&elsewhere)),
        search: filter.search,
    })
}

/// A label with how many it finds; a number that was cut is a least.
fn counted(label: &str, number: i64, cut: bool) -> String {
    format!("{label} ({number}{})", if cut { "+" } else { "" })
}

fn selects(
    language: Language,
    filter: &Filter,
    tally: &Tally,
    states: &(std::collections::BTreeMap<&'static str, Count>, Count),
) -> Vec<Select> {
    let (by_state, open) = states;
    let of_state = |standing: Standing, label: String| {
        let count = match standing {
            Standing::Open => Some(*open),
            Standing::One(state) => by_state.get(state.key()).copied(),
            Standing::Any => None,
        };
        let label = count.map_or(label.clone(), |count| counted(&label, count.seen, count.more));
        (standing_key(standing).to_owned(), label, filter.standing == standing)
    };
    let mut standings = vec![
        of_state(Standing::Open, language.text("desk-state-open")),
        of_state(Standing::Any, language.text("desk-any")),
    ];
    for state in OrderState::ALL {
        let label = language.text(&format!("order-state-{}", state.key().replace('_', "-")));
        standings.push(of_state(Standing::One(state), label));
    }
    let tallied = |label: String, changed: Filter| counted(&label, tally.count(&changed), tally.cut);
    let any = language.text("desk-any");
    let mut kinds = vec![(
        String::new(),
        tallied(any.clone(), Filter { kind: None, ..filter.clone() }),
        filter.kind.is_none(),
    )];
    for kind in OrderKind::ALL {
        let label = language.text(&format!("start-{}-title", kind.slug()));
        let label = tallied(label, Filter { kind: Some(kind), ..filter.clone() });
        kinds.push((kind.key().to_owned(), label, filter.kind == Some(kind)));
    }
    let without = tallied(any.clone(), Filter { channel: None, ..filter.clone() });
    let mut channels = vec![(String::new(), without, filter.channel.is_none())];
    for channel in Channel::ALL {
        let label = language.text(&format!("order-channel-{}", channel.key()));
        let label = tallied(label, Filter { channel: Some(channel), ..filter.clone() });
        channels.push((channel.key().to_owned(), label, filter.channel == Some(channel)));
    }
    let whose = Whose::ALL
        .into_iter()
        .map(|whose| {
            let label = language.text(match whose {
                Whose::Anyones => "desk-whose-anyone",
                Whose::Mine => "desk-whose-me",
                Whose::Nobodys => "desk-whose-nobody",
                Whose::Others => "desk-whose-others",
            });
            let label = tallied(label, Filter { whose, ..filter.clone() });
            (whose.key().to_owned(), label, filter.whose == whose)
        })
        .collect();
    let mut waits = vec![(String::new(), any, filter.waited.is_none())];
    for days in WAITED {
        let label = language.text_count("desk-waited-at-least", days, &[]);
        waits.push((days.to_string(), label, filter.waited == Some(days)));
    }
    let sortings = [Sorting::OldestFirst, Sorting::NewestFirst]
        .into_iter()
        .map(|sorting| {
            let (value, key) = match sorting {
                Sorting::OldestFirst => ("", "desk-sort-oldest"),
                Sorting::NewestFirst => ("nyest", "desk-sort-newest"),
            };
            (value.to_owned(), language.text(key), filter.sorting == sorting)
        })
        .collect();
    let select = |name, id, key: &str, options| Select { name, id, label: language.text(key), options };
    vec![
        select("tilstand", "filter-tilstand", "case-state", standings),
        select("type", "filter-type", "case-kind", kinds),
        select("kanal", "filter-kanal", "case-channel", channels),
        select("ansvarlig", "filter-ansvarlig", "desk-handler", whose),
        select("ventet", "filter-ventet", "desk-waited", waits),
        select("rekkefolge", "filter-rekkefolge", "desk-sorting", sortings),
    ]
}

/// How many rows the lists beside the orders show.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "orders/desk_mails.html")]
struct MailsPage {
    frame: Frame,
    tabs: Vec<Tab>,
    mails: Vec<MailLine>,
    set_aside: bool,
}

struct MailLine {
    id: String,
    subject: String,
    sender: String,
    received: String,
    why: String,
}

/// `GET /saksbord/post`: mail that nobody could read as an order.
pub async fn mails(visit: Visit) -> Response {
    list_mails(visit, false).await
}

/// `GET /saksbord/post/lagt-bort`: mail that is never answered, and mail that a handler set aside; newest first.
pub async fn mails_set_aside(visit: Visit) -> Response {
    list_mails(visit, true).await
}

async fn list_mails(visit: Visit, set_aside: bool) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let found = async {
        let mut tx = visit.app.db.read().await?;
        let tabs = tabs(&mut tx, &visit, "/saksbord/post").await?;
        let rows = tx
            .fetch_all(
                if set_aside {
                    "SELECT id, subject, sender, received_at, note FROM inbound_mail WHERE state = 'set_aside'
                     ORDER BY received_at DESC, id DESC LIMIT $1"
                } else {
                    "SELECT id, subject, sender, received_at, note FROM inbound_mail WHERE state = 'desk'
                     ORDER BY received_at, id LIMIT $1"
                },
                params![SHOWN],
            )
            .await?;
        let mut mails = Vec::new();
        for row in &rows {
            let note = format!("desk-note-{}", row.opt_text("note")?.unwrap_or_default());
            mails.push(MailLine {
                id: row.text("id")?,
                subject: row.opt_text("subject")?.unwrap_or_default(),
                sender: row.opt_text("sender")?.unwrap_or_default(),
                received: visit.lang.instant(row.int("received_at")?),
                why: if visit.lang.has(&note) { visit.t(&note) } else { String::new() },
            });
        }
        Ok::<_, OrderError>(MailsPage { frame: visit.frame(), tabs, mails, set_aside })
    };
    match found.await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

#[derive(Template)]
#[template(path = "orders/desk_jobs.html")]
struct JobsPage {
    frame: Frame,
    tabs: Vec<Tab>,
    failed: Vec<FailedJob>,
}

struct FailedJob {
    id: String,
    kind: String,
    error: String,
    when: String,
}

/// `GET /saksbord/jobber`: jobs that were given up.
pub async fn failed_jobs(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let found = async {
        let tabs = {
            let mut tx = visit.app.db.read().await?;
            tabs(&mut tx, &visit, "/saksbord/jobber").await?
        };
        let failed = jobs::failed_jobs(&visit.app.db)
            .await?
            .into_iter()
            .map(|(job, error, at)| FailedJob {
                id: job.id,
                kind: job.kind,
                error,
                when: visit.lang.instant(at),
            })
            .collect();
        Ok::<_, OrderError>(JobsPage { frame: visit.frame(), tabs, failed })
    };
    match found.await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /saksbord/jobb/{id}`: try a job again that was given up.
pub async fn retry_job(visit: Visit, Path(id): Path<String>, _form: Submitted) -> Response {
    let actor = match visit.handler() {
        Ok(_) => visit.principal.actor(),
        Err(refusal) => return refusal,
    };
    let retried = async {
        let mut tx = visit.app.db.begin_write().await?;
        // A job that runs again already is what the button asks for.
        if jobs::retry_failed(&mut tx, &id, visit.now).await? {
            let event = Event {
                actor: &actor,
                action: "job.retried",
                subject: &id,
                organisation: None,
                case_number: None,
                detail: json!({}),
            };
            audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        }
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    match retried.await {
        Ok(()) => {
            visit.app.queue.wake();
            visit.go("/saksbord/jobber")
        }
        Err(error) => visit.internal(&error),
    }
}

#[derive(Template)]
#[template(path = "orders/desk_letters.html")]
struct LettersPage {
    frame: Frame,
    tabs: Vec<Tab>,
    letters: Vec<LetterLine>,
}

struct LetterLine {
    id: String,
    case: String,
    subject: String,
    recipient: String,
    state: String,
    failed: bool,
    tried: String,
    error: String,
}

/// `GET /saksbord/brev`: letters that failed or came back, or were tried and have not got through yet.
pub async fn troubled_letters(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let found = async {
        let mut tx = visit.app.db.read().await?;
        let tabs = tabs(&mut tx, &visit, "/saksbord/brev").await?;
        let letters = queue::list_troubled_letters(&mut tx, visit.now, SHOWN)
            .await?
            .into_iter()
            .map(|letter| LetterLine {
                id: letter.id,
                case: letter.case_number.unwrap_or_default(),
                subject: letter.subject,
                recipient: letter.recipient,
                failed: letter.state != "waiting",
                state: visit.t(&format!("desk-letter-{}", letter.state)),
                tried: visit.lang.text_count("desk-tried", letter.attempts, &[]),
                error: letter.error,
            })
            .collect();
        Ok::<_, OrderError>(LettersPage { frame: visit.frame(), tabs, letters })
    };
    match found.await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}
