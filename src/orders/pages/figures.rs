//! The desk's figures, drawn and as tables: how many orders came, how long they took, and where they wait now.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use super::charts::{Bar, Chart, bars, columns};
use super::queue::{Tab, tabs};
use crate::access::Visit;
use crate::clock::{DAY, HOUR, MINUTE, Millis, norwegian_month};
use crate::language::Language;
use crate::orders::figures::{self, COUNTED, Figures, Month, Times};
use crate::orders::{Channel, OrderError, OrderKind, OrderState};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "orders/figures.html")]
struct FiguresPage {
    frame: Frame,
    tabs: Vec<Tab>,
    cut: Option<String>,
    by_month: Vec<Monthly>,
    took: Vec<Took>,
}

/// Orders by month and one of their traits.
struct Monthly {
    id: &'static str,
    heading: String,
    description: String,
    chart: Chart,
    legend: Vec<String>,
    rows: Vec<(String, Vec<i64>, i64)>,
}

/// How long something took, or has waited.
struct Took {
    id: &'static str,
    heading: String,
    text: String,
    description: String,
    chart: Chart,
    rows: Vec<TookRow>,
}

struct TookRow {
    name: String,
    count: i64,
    median: String,
    ninety: String,
}

/// `GET /saksbord/tall`
pub async fn show(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let read = async {
        let mut tx = visit.app.db.read().await?;
        let tabs = tabs(&mut tx, &visit, "/saksbord/tall").await?;
        let figures = figures::read(&mut tx, visit.now).await?;
        Ok::<_, OrderError>(page(&visit, tabs, &figures))
    };
    match read.await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

/// A duration in words, to two units.
pub(super) fn in_words(millis: Millis, language: Language) -> String {
    let part = |unit: Millis| (millis / unit).to_string();
    let rest = |whole: Millis, unit: Millis| (millis % whole / unit).to_string();
    if millis < MINUTE {
        language.text("duration-less")
    } else if millis < HOUR {
        language.text_with("duration-minutes", &[("minutes", &part(MINUTE))])
    } else if millis < DAY {
        language.text_with("duration-hours", &[("hours", &part(HOUR)), ("minutes", &rest(HOUR, MINUTE))])
    } else {
        language.text_with("duration-days", &[("days", &part(DAY)), ("hours", &rest(DAY, HOUR))])
    }
}

fn page(visit: &Visit, tabs: Vec<Tab>, figures: &Figures) -> FiguresPage {
    let language = visit.lang;
    let kinds: Vec<(&str, String)> =
        OrderKind::ALL.iter().map(|kind| (kind.key(), kind_name(*kind, language))).collect();
    let channels: Vec<(&str, String)> = Channel::ALL
        .iter()
        .map(|channel| (channel.key(), language.text(&format!("order-channel-{}", channel.key()))))
        .collect();
    // What no order has is not drawn: eleven states are more than colours can tell.
    let states: Vec<(&str, String)> = OrderState::ALL
        .iter()
        .filter(|state| figures.months.iter().any(|month| month.states.contains_key(state.key())))
        .map(|state| (state.key(), state_name(*state, language)))
        .collect();
    let by_month = vec![
        monthly("typer", "figures-kinds", &kinds, figures, |month| &month.kinds, language),
        monthly("kanaler", "figures-channels", &channels, figures, |month| &month.channels, language),
        monthly("tilstander", "figures-states", &states, figures, |month| &month.states, language),
    ];
    let mut places = vec![("all", language.text("desk-any"))];
    places.extend(kinds);
    let mut standing = vec![("asked", language.text("figures-asked"))];
    standing.extend(OrderState::ALL.map(|state| (state.key(), state_name(state, language))));
    let took = vec![
        took("avgjort", "figures-decision", &places, &figures.to_decision, Length::Median, language),
        took("ferdig", "figures-done", &places, &figures.to_done, Length::Median, language),
        took("venter", "figures-waiting", &standing, &figures.waiting, Length::Count, language),
    ];
    let cut = figures.cut.then(|| language.text_count("figures-cut", COUNTED, &[]));
    FiguresPage { frame: visit.frame(), tabs, cut, by_month, took }
}

fn kind_name(kind: OrderKind, language: Language) -> String {
    language.text(&format!("start-{}-title", kind.slug()))
}

fn state_name(state: OrderState, language: Language) -> String {
    language.text(&format!("order-state-{}", state.key().replace('_', "-")))
}

fn monthly(
    id: &'static str,
    key: &str,
    names: &[(&str, String)],
    figures: &Figures,
    counts: fn(&Month) -> &BTreeMap<String, i64>,
    language: Language,
) -> Monthly {
    let labels: Vec<String> = figures.months.iter().map(|month| month_name(month, language)).collect();
    let value = |month: &Month, key: &str| counts(month).get(key).copied().unwrap_or(0);
    let series: Vec<Vec<i64>> =
        names.iter().map(|(key, _)| figures.months.iter().map(|month| value(month, key)).collect()).collect();
    let rows: Vec<(String, Vec<i64>, i64)> = figures
        .months
        .iter()
        .zip(&labels)
        .map(|(month, label)| {
            let values: Vec<i64> = names.iter().map(|(key, _)| value(month, key)).collect();
            let sum = values.iter().sum();
            (format!("{label} {}", year(month)), values, sum)
        })
        .collect();
    let all: i64 = rows.iter().map(|row| row.2).sum();
    Monthly {
        id,
        heading: language.text(key),
        description: language.text_count("figures-description", all, &[]),
        chart: columns(&labels, &series),
        legend: names.iter().map(|(_, name)| name.clone()).collect(),
        rows,
    }
}

/// The month's short name.
fn month_name(month: &Month, language: Language) -> String {
    let number = norwegian_month(month.start).split('-').nth(1).unwrap_or_default().to_owned();
    language.text(&format!("month-{number}"))
}

fn year(month: &Month) -> String {
    norwegian_month(month.start).chars().take(4).collect()
}

/// What a bar is as long as.
#[derive(Clone, Copy)]
enum Length {
    Median,
    Count,
}

fn took(
    id: &'static str,
    key: &'static str,
    places: &[(&str, String)],
    times: &BTreeMap<String, Times>,
    length: Length,
    language: Language,
) -> Took {
    let found: Vec<(&String, &Times)> =
        places.iter().filter_map(|(place, name)| Some((name, times.get(*place)?))).collect();
    let mut description = String::new();
    let mut drawn = Vec::new();
    for (series, (name, times)) in found.iter().enumerate() {
        let (median, ninety) = (in_words(times.median, language), in_words(times.ninety, language));
        let values = [("median", median.as_str()), ("ninety", ninety.as_str())];
        let whole = language.text_count("figures-bar", times.count, &values);
        description.push_str(&[name.as_str(), ": ", &whole, ". "].concat());
        // What the bar is as long as; the rest would not fit on a phone, and stands in the table.
        let (value, text) = match length {
            Length::Median => (times.median, median),
            Length::Count => (times.count, language.text_count("desk-found", times.count, &[])),
        };
        drawn.push(Bar { name: (*name).clone(), value, text, series: series % SERIES });
    }
    let rows: Vec<TookRow> = found
        .iter()
        .map(|(name, times)| TookRow {
            name: (*name).clone(),
            count: times.count,
            median: in_words(times.median, language),
            ninety: in_words(times.ninety, language),
        })
        .collect();
    Took {
        id,
        heading: language.text(key),
        text: language.text(&format!("{key}-text")),
        description,
        chart: bars(&drawn),
        rows,
    }
}

/// How many colours `ui/desk.css` has for series.
const SERIES: usize = 11;
