//! What goes on in a population by the world's clock: every day some companies report anew, are reported, end or begin.
//!
//! What happens on a day follows from the population and the day, and is done when the day is over. A clock that jumped
//! is caught up with in pieces: after some days the job ends and puts the next one into the queue.

use std::collections::BTreeSet;

use serde_json::json;

use super::company::end;
use super::draw::{Draw, Stream};
use super::store::{find_state, hold, set_newcomers, take_day};
use super::{Population, State};
use crate::app::App;
use crate::clock::{DAY, Millis, Now};
use crate::db::{Error, Tx};
use crate::jobs::{self, Due, Outcome};
use crate::parties::PartyError;
use crate::parties::entities::{Entity, find_entity, insert_entities};
use crate::register::codes::RegistrationStatus;
use crate::register::model::Company;
use crate::register::rules::{FormRule, faults, rule_of};
use crate::register::{Change, Written, find_company, last_sequence, write_companies};

/// A day has one change for so many companies, and one at least.
const COMPANIES_PER_CHANGE: u64 = 2_000;

/// After so many changes a job ends and another one goes on.
const CHANGES_A_RUN: u64 = 2_000;

/// Days in one job at most.
const DAYS_A_RUN: u64 = 200;

/// How often another company is looked for when one has ended or had its change of the day.
const TRIES: usize = 8;

/// Puts the next look into the queue, where there is a whole population, unless one waits.
pub async fn schedule(tx: &mut Tx, app: &App, now: Now) -> Result<(), Error> {
    let Some(day) = find_state(tx).await?.and_then(|state| state.changed_until) else { return Ok(()) };
    // A look that is running still holds its own key, so the next one is named by its day.
    let key = format!("population.change:{day}");
    let due = Due::World((day + 1) * DAY);
    jobs::enqueue(tx, &app.random, now, "population.change", &json!({}), due, Some(&key)).await
}

/// The function of jobs of kind `population.change`: makes the changes of the days that are over.
pub async fn run(app: &App, now: Now) -> Outcome {
    match catch_up(app, now).await {
        Ok(_) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Makes the changes of some of the days that are over, and puts a look at the rest into the queue; whether none is left.
pub async fn catch_up(app: &App, now: Now) -> Result<bool, PartyError> {
    let today = now.world.div_euclid(DAY);
    let (mut changes, mut days) = (0, 0);
    loop {
        let mut tx = app.db.begin_write().await?;
        let state = find_state(&mut tx).await?;
        let Some((state, day)) = state.and_then(|state| Some((state, state.changed_until?))) else {
            return Ok(true);
        };
        if day >= today || changes >= CHANGES_A_RUN || days >= DAYS_A_RUN {
            schedule(&mut tx, app, now).await?;
            tx.commit().await?;
            return Ok(day >= today);
        }
        if take_day(&mut tx, day).await? {
            changes += write_changes(&mut tx, state, changes_of(state, day)).await?;
            days += 1;
            tx.commit().await?;
        }
    }
}

/// The changes of a day: the numbers that each is drawn with, and when it happens.
fn changes_of(state: State, day: i64) -> impl Iterator<Item = (Draw, Millis)> {
    let count = (state.size / COMPANIES_PER_CHANGE).max(1);
    let step = DAY / i64::try_from(count + 1).unwrap_or(i64::MAX);
    (1..).zip(0..count).map(move |(order, which)| {
        let place = u64::try_from(day).unwrap_or(0) * 1_000_000 + which;
        (Draw::new(state.seed, Stream::Change, place), day * DAY + order * step)
    })
}

/// Changes that are asked for, in one transaction at most: a writer that waits is not held long.
const ASKED_AT_ONCE: u64 = 200;

/// Makes `count` changes now, beside those of the days, and calls `progress` with how many are made. Gives how many there
/// were: fewer than asked for where no company is left that could change, and none where the population is not whole.
///
/// What they are follows from the population and from how far the change log has come.
pub async fn make_now(app: &App, count: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, PartyError> {
    let mut done = 0;
    while done < count {
        let mut tx = app.db.begin_write().await?;
        hold(&mut tx).await?;
        let Some(state) = find_state(&mut tx).await?.filter(|state| state.changed_until.is_some()) else {
            break;
        };
        let last = u64::try_from(last_sequence(&mut tx).await?).unwrap_or(0);
        let at = app.now().world;
        let wanted = (count - done).min(ASKED_AT_ONCE);
        let draws = (0..wanted).map(|which| (Draw::new(state.seed, Stream::Asked, last + which), at));
        let made = write_changes(&mut tx, state, draws).await?;
        tx.commit().await?;
        if made == 0 {
            break;
        }
        done += made;
        progress(done);
    }
    Ok(done)
}

/// Makes changes; gives how many there were.
async fn write_changes(
    tx: &mut Tx,
    state: State,
    draws: impl Iterator<Item = (Draw, Millis)>,
) -> Result<u64, PartyError> {
    let all = Population::new(state.seed, state.size);
    let (mut newcomers, mut touched) = (state.newcomers, BTreeSet::new());
    let (mut written, mut entities): (Vec<Written>, Vec<Entity>) = (Vec::new(), Vec::new());
    for (mut draw, at) in draws {
        if draw.of_thousand(60) {
            let made = all.newcomer(state.size + newcomers, at);
            newcomers += 1;
            if touched.insert(made.company.number) && find_company(tx, made.company.number).await?.is_none() {
                let (company, entity) = made.written();
                written.push(company);
                entities.push(entity);
            }
            continue;
        }
        for _ in 0..TRIES {
            let place = draw.below(state.size + newcomers);
            let number = all.number(place);
            if touched.contains(&number) {
                continue;
            }
            let (Some(company), Some(entity)) =
                (find_company(tx, number).await?, find_entity(tx, number).await?)
            else {
                continue;
            };
            let Some(rule) = rule_of(&entity.form).filter(|_| company.deleted.is_none()) else { continue };
            let changed = change(&all, &mut draw, rule, (place, company, at));
            // A company that the world file has told of since may lie ahead of this day.
            if !faults(&changed.company, rule.code).is_empty() {
                continue;
            }
            touched.insert(number);
            if changed.change == Change::Deleted {
                entities.push(Entity { deleted_at: Some(at), updated_at: at, ..entity });
            }
            written.push(changed);
            break;
        }
    }
    set_newcomers(tx, newcomers).await?;
    write_companies(tx, &written).await?;
    insert_entities(tx, &entities).await?;
    Ok(written.len() as u64)
}

/// What happens to a company.
fn change(
    all: &Population,
    draw: &mut Draw,
    rule: &FormRule,
    (place, mut company, at): (u64, Company, Millis),
) -> Written {
    let reported = company.registrations.iter().any(|one| one.status == RegistrationStatus::Registered);
    let open = company.registrations.first().is_some_and(|current| {
        current.discrepancy.as_ref().is_some_and(|discrepancy| discrepancy.settled.is_none())
    });
    let kind = draw.below(1000);
    let change = match (kind, company.registrations.first_mut()) {
        (950.., _) => {
            end(draw, &mut company, at);
            Change::Deleted
        }
        (500..800, Some(current)) if reported && current.discrepancy.is_none() => {
            current.discrepancy = Some(all.discrepancy(draw, at, None));
            Change::Changed
        }
        (800..950, Some(current)) if open => {
            if let Some(discrepancy) = &mut current.discrepancy {
                discrepancy.settled = Some(at);
            }
            Change::Changed
        }
        (_, current) => {
            let before =
                current.map(|current| (current.owner_status, current.told.clone())).unwrap_or_default();
            let telling = all.next_telling(draw, rule, place, at, &before);
            Population::report(&mut company, draw, at, telling);
            if reported { Change::Changed } else { Change::Registered }
        }
    };
    Written { company, change, at }
}
