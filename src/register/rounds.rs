//! What calls ask of the database, for all that wait at the moment in one transaction: the companies that are looked up are
//! read, and every call is written down, with one wait for the disk.
//!
//! A call is answered when it stands in the access log, and not before. Reading where it is written costs SQLite less than
//! a snapshot of its own would: the one who writes keeps its pages, while a reader reads all of them again after any write.

use std::collections::HashMap;
use std::sync::Arc;

use super::Register;
use super::access_log::{Made, insert};
use super::store::documents_of;
use crate::db::line::{Leading, Line};
use crate::db::{Error, Tx};
use crate::keys::published_kids;
use crate::numbers::OrgNumber;

/// Most calls in one round.
const ROUND: usize = 256;

/// The calls that wait for a round.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    line: Arc<Line<Case, Answer>>,
}

/// A call that waits.
#[derive(Debug)]
struct Case {
    made: Made,
    /// The key of the token of a call that looks up a company: the token is good if it is published now.
    kid: Option<Arc<str>>,
}

/// What became of a call.
#[derive(Debug)]
pub(super) enum Answer {
    /// It was written down. For a look-up with the document of the company, when it is in the register.
    Written(Option<String>),
    /// Its token's key is no longer published. Nothing was written.
    Retired,
    /// The database did not take it: it must not be answered.
    Failed,
}

/// Writes down a call that has what it asked for. False: it could not be written, and must not be answered.
pub(super) async fn write_down(register: &Arc<Register>, made: Made) -> bool {
    matches!(wait(register, Case { made, kid: None }).await, Answer::Written(_))
}

/// Looks up the company that a call asks for, and writes the call down with what was found.
pub(super) async fn look_up(register: &Arc<Register>, made: Made, kid: Arc<str>) -> Answer {
    wait(register, Case { made, kid: Some(kid) }).await
}

async fn wait(register: &Arc<Register>, case: Case) -> Answer {
    let (answered, lead) = register.rounds.line.join(case);
    if lead {
        let leading = Leading::new(Arc::clone(&register.rounds.line));
        register.app.db.aside(run(Arc::clone(register), leading));
    }
    answered.await.unwrap_or(Answer::Failed)
}

async fn run(register: Arc<Register>, mut leading: Leading<Case, Answer>) {
    while let Some((cases, answers)) = leading.next(ROUND) {
        let calls = cases.len();
        let outcome = round(&register, cases).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, calls, "calls of the register could not be asked and written down");
        }
        let mut outcome = outcome.map(Vec::into_iter);
        for answer in answers {
            let next = outcome.as_mut().ok().and_then(Iterator::next);
            // Whoever asked may have gone.
            let _ = answer.send(next.unwrap_or(Answer::Failed));
        }
    }
}

/// The answers of a round, in its order.
async fn round(register: &Register, mut cases: Vec<Case>) -> Result<Vec<Answer>, Error> {
    let app = &register.app;
    let numbers: Vec<OrgNumber> =
        cases.iter().filter(|case| case.kid.is_some()).filter_map(|case| case.made.subject).collect();
    let mut tx = app.db.begin_write().await?;
    let found = if numbers.is_empty() { None } else { Some(Found::read(&mut tx, &numbers).await?) };
    let answers: Vec<Answer> = cases.iter_mut().map(|case| settle(case, found.as_ref())).collect();
    let stands = answers.iter().map(|answer| matches!(answer, Answer::Written(_)));
    let calls = cases.iter().zip(stands).filter_map(|(case, stands)| stands.then_some(&case.made));
    insert(&mut tx, &app.random, calls).await?;
    tx.commit().await?;
    Ok(answers)
}

fn settle(case: &mut Case, found: Option<&Found>) -> Answer {
    let (Some(kid), Some(found)) = (&case.kid, found) else { return Answer::Written(None) };
    if !found.published.iter().any(|published| **published == **kid) {
        return Answer::Retired;
    }
    let document = case.made.subject.and_then(|number| found.documents.get(&number).cloned());
    (case.made.status, case.made.found) = if document.is_some() { (200, 1) } else { (404, 0) };
    Answer::Written(document)
}

/// What look-ups ask, as of one moment.
struct Found {
    published: Vec<String>,
    documents: HashMap<OrgNumber, String>,
}

impl Found {
    async fn read(tx: &mut Tx, numbers: &[OrgNumber]) -> Result<Self, Error> {
        Ok(Self { published: published_kids(tx).await?, documents: documents_of(tx, numbers).await? })
    }
}
