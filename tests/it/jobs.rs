//! The queue of jobs by itself: what is taken first, and that taking it costs the same however much waits.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fullmakt::clock::{MINUTE, Now};
use fullmakt::jobs::{self, Due, Handlers, Job, Lane, Outcome, Work};
use serde_json::json;
use tokio::sync::watch;

use crate::support::TestApp;

/// Does nothing but note what was run, and ends the worker after the last.
struct Noting {
    ran: Mutex<Vec<String>>,
    last: usize,
    stop: watch::Sender<bool>,
}

impl Noting {
    fn until(last: usize) -> Self {
        Self { ran: Mutex::default(), last, stop: watch::Sender::new(false) }
    }

    fn ran(&self) -> Vec<String> {
        self.ran.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Handlers for Noting {
    fn run<'a>(&'a self, job: &'a Job, _: Now) -> Option<Work<'a>> {
        let mut ran = self.ran.lock().unwrap_or_else(PoisonError::into_inner);
        ran.push(job.payload["name"].as_str().expect("a name").to_owned());
        if ran.len() == self.last {
            self.stop.send_replace(true);
        }
        Some(Box::pin(async { Outcome::Done }))
    }
}

async fn write(test: &TestApp, kind: &str, jobs: impl IntoIterator<Item = (String, Due)>) {
    let app = &test.app;
    let mut tx = app.db.begin_write().await.expect("write");
    for (name, due) in jobs {
        let payload = json!({ "name": name });
        jobs::enqueue(&mut tx, &app.random, app.now(), kind, &payload, due, None).await.expect("written");
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn the_job_that_is_due_longest_is_first_whatever_its_lane_and_clock() {
    let test = TestApp::new().await;
    test.run_jobs().await;
    let now = test.app.now();
    assert_eq!(now.wall, now.world, "the clocks stand alike in the beginning");
    write(
        &test,
        "mail.send",
        [("c", Due::Wall(now.wall - 2 * MINUTE)), ("a", Due::World(now.world - 4 * MINUTE))]
            .map(|(name, due)| (name.to_owned(), due)),
    )
    .await;
    write(
        &test,
        "orders.read_mail",
        [
            ("d", Due::World(now.world - MINUTE)),
            ("b", Due::Wall(now.wall - 3 * MINUTE)),
            ("later", Due::World(now.world + MINUTE)),
            ("e", Due::Now),
            ("later still", Due::Wall(now.wall + MINUTE)),
        ]
        .map(|(name, due)| (name.to_owned(), due)),
    )
    .await;
    let handlers = Noting::until(0);
    assert_eq!(test.app.queue.run_until_idle(&handlers).await.expect("they run"), 5);
    assert_eq!(handlers.ran(), ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_job_costs_as_much_to_take_behind_many_of_the_other_lane_and_before_many_of_its_own() {
    let test = TestApp::new().await;
    test.run_jobs().await;
    let other = |lane| if lane == Lane::Letters { "orders.read_mail" } else { "mail.send" };
    let own = |lane| if lane == Lane::Letters { "mail.send" } else { "orders.read_mail" };
    let mut costs = Vec::new();
    for waiting in [20, 400] {
        for lane in [Lane::Letters, Lane::Work] {
            let now = test.app.now();
            write(
                &test,
                other(lane),
                (0..waiting).map(|_| ("other".to_owned(), Due::Wall(now.wall - MINUTE))),
            )
            .await;
            write(&test, own(lane), (0..5).map(|_| ("own".to_owned(), Due::Wall(now.wall)))).await;
            // Those of its own that are due, but behind it, and those that are not due at all.
            write(&test, own(lane), (0..waiting).map(|_| ("own".to_owned(), Due::Wall(now.wall + MINUTE))))
                .await;
            let handlers = Noting::until(5);
            let start = test.app.db.effort();
            test.app.queue.run(&handlers, lane, handlers.stop.subscribe()).await;
            let end = test.app.db.effort();
            assert_eq!(handlers.ran(), ["own"; 5]);
            costs.push((end.statements - start.statements, end.steps - start.steps));
            // What waits is taken away for the next round.
            test.advance(2 * MINUTE);
            test.app.queue.run_until_idle(&Noting::until(0)).await.expect("they run");
        }
    }
    for (few, many) in [(costs[0], costs[2]), (costs[1], costs[3])] {
        assert_eq!(few.0, many.0, "as many statements");
        assert!(
            many.1 <= few.1 + few.1 / 10,
            "{} steps before twenty times as many jobs, {} before",
            many.1,
            few.1
        );
    }
}

/// Its work writes a letter; the letter ends the workers.
struct WritingALetter<'a> {
    test: &'a TestApp,
    stop: watch::Sender<bool>,
}

impl Handlers for WritingALetter<'_> {
    fn run<'a>(&'a self, job: &'a Job, _: Now) -> Option<Work<'a>> {
        Some(Box::pin(async {
            if job.kind == "mail.send" {
                self.stop.send_replace(true);
            } else {
                write(self.test, "mail.send", [("letter".to_owned(), Due::Now)]).await;
            }
            Outcome::Done
        }))
    }
}

#[tokio::test]
async fn a_letter_that_a_job_writes_does_not_wait_for_the_next_look_of_its_lane() {
    let test = TestApp::new().await;
    test.run_jobs().await;
    let handlers = WritingALetter { test: &test, stop: watch::Sender::new(false) };
    // Workers that are not woken look again when nobody waits for this test any more.
    let queue = test.app.queue.clone().looking_every(Duration::from_hours(24));
    let order = async {
        write(&test, "orders.read_mail", [("work".to_owned(), Due::Now)]).await;
        queue.wake();
    };
    tokio::join!(
        queue.run(&handlers, Lane::Letters, handlers.stop.subscribe()),
        queue.run(&handlers, Lane::Work, handlers.stop.subscribe()),
        order,
    );
    let sent = "SELECT count(*) AS n FROM jobs WHERE kind = 'mail.send' AND done_at IS NOT NULL";
    assert_eq!(test.count(sent).await, 1);
}
