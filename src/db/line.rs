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
    /// [`Leading`] until [`Leading::next`] gives nothing.
    pub fn join(&self, case: C) -> (oneshot::Receiver<A>, bool) {
        let (answer, answered) = oneshot::channel();
        let lead = self.with(|line| {
            line.waiting.push_back((case, answer));
            !std::mem::replace(&mut line.led, true)
        });
        (answered, lead)
    }
}

/// Whoever leads a line holds this. If it ends before the line is empty, those who wait are told so and the next one
/// leads.
#[derive(Debug)]
pub struct Leading<C, A> {
    line: Arc<Line<C, A>>,
    /// Whether the line was empty and is no longer led by this. From that moment on another one may lead, whose cases must
    /// not be touched when this ends.
    over: bool,
}

impl<C, A> Leading<C, A> {
    /// For who was told by [`Line::join`] that nobody leads.
    pub const fn new(line: Arc<Line<C, A>>) -> Self {
        Self { line, over: false }
    }

    /// The next round, `most` cases at most; or nothing: then this leads no more.
    pub fn next(&mut self, most: usize) -> Option<(Vec<C>, Vec<oneshot::Sender<A>>)> {
        if self.over {
            return None;
        }
        let round = self.line.with(|line| {
            let count = line.waiting.len().min(most);
            line.led = count > 0;
            line.led.then(|| line.waiting.drain(..count).unzip())
        });
        self.over = round.is_none();
        round
    }
}

impl<C, A> Drop for Leading<C, A> {
    fn drop(&mut self) {
        if !self.over {
            self.line.with(|line| *line = Inner::default());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts a case into a line that nobody leads.
    fn led(line: &Arc<Line<u8, u8>>, case: u8) -> (oneshot::Receiver<u8>, Leading<u8, u8>) {
        let (answered, lead) = line.join(case);
        assert!(lead, "nobody leads");
        (answered, Leading::new(Arc::clone(line)))
    }

    #[test]
    fn who_has_led_to_the_end_leaves_the_next_leaders_cases_alone() {
        let line = Arc::default();
        let (_first, mut before) = led(&line, 1);
        assert_eq!(before.next(10).expect("a round").0, [1]);
        assert!(before.next(10).is_none());
        // Another one comes, and leads, before the first one has ended.
        let (mut answered, mut after) = led(&line, 2);
        drop(before);
        let (cases, answers) = after.next(10).expect("its case still waits");
        assert_eq!(cases, [2]);
        for answer in answers {
            answer.send(7).expect("it waits");
        }
        assert_eq!(answered.try_recv(), Ok(7));
    }

    #[test]
    fn who_ends_too_early_tells_those_who_wait_and_the_next_one_leads() {
        let line = Arc::default();
        let (mut first, before) = led(&line, 1);
        let (mut second, lead) = line.join(2);
        assert!(!lead);
        drop(before);
        assert!(first.try_recv().is_err() && second.try_recv().is_err(), "both are told");
        let (_third, mut after) = led(&line, 3);
        assert_eq!(after.next(10).expect("a round").0, [3]);
    }
}
