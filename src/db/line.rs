//! A line of cases that are written down together: one transaction, and so one wait for the disk, for all that wait at
//! the moment.
//!
//! Whoever comes when nobody is writing leads; what comes meanwhile waits for the next round.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::Db;

/// The cases that wait, each with whom its answer goes to.
#[derive(Debug)]
pub struct Line<C, A> {
    inner: Mutex<Inner<C, A>>,
}

#[derive(Debug)]
struct Inner<C, A> {
    waiting: VecDeque<(C, oneshot::Sender<A>)>,
    led: bool,
}

impl<C, A> Default for Inner<C, A> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), led: false }
    }
}

impl<C, A> Default for Line<C, A> {
    fn default() -> Self {
        Self { inner: Mutex::default() }
    }
}

impl<C, A> Line<C, A> {
    fn with<T>(&self, work: impl FnOnce(&mut Inner<C, A>) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a case into the line. Gives where its answer comes, and whether nobody leads: then the caller must, with
    /// [`Leading`] until [`Line::next`] gives nothing.
    pub fn join(&self, case: C) -> (oneshot::Receiver<A>, bool) {
        let (answer, answered) = oneshot::channel();
        let lead = self.with(|line| {
            line.waiting.push_back((case, answer));
            !std::mem::replace(&mut line.led, true)
        });
        (answered, lead)
    }

    /// The next round, `most` cases at most; or nothing: then nobody leads any more.
    pub fn next(&self, most: usize) -> Option<(Vec<C>, Vec<oneshot::Sender<A>>)> {
        self.with(|line| {
            let count = line.waiting.len().min(most);
            line.led = count > 0;
            line.led.then(|| line.waiting.drain(..count).unzip())
        })
    }
}

/// Whoever leads a line holds this. If it ends before the line is empty, those who wait are told so and the next one
/// leads.
#[derive(Debug)]
pub struct Leading<C, A>(pub Arc<Line<C, A>>);

impl<C, A> Drop for Leading<C, A> {
    fn drop(&mut self) {
        self.0.with(|line| {
            if line.led {
                *line = Inner::default();
            }
        });
    }
}

impl Db {
    /// Runs a round whether or not the one who asked goes on waiting.
    pub fn aside(&self, round: impl Future<Output = ()> + Send + 'static) {
        if self.is_postgres() {
            tokio::spawn(round);
        } else {
            // SQLite waits for the disk on the thread that asks, which must not be one that serves requests.
            let runtime = tokio::runtime::Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(round));
        }
    }
}
