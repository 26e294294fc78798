//! The threads that sign: as many as there are cores, and nothing else on them, since a signature is most of what a token
//! costs and would make every other request wait.
//!
//! They take from one queue, so that a thread which is done finds the next job without sleeping. The queue also tells the
//! rounds (`batch.rs`) when more can be used: what is decided earlier than it can be signed would only wait here, while a
//! later round would have held more requests for the same wait on the disk.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::{Notify, oneshot};

use super::batch::Outcome;
use crate::jose::{SigningError, SigningKey};

/// Something to sign, and who waits for it.
pub(super) struct Job {
    pub(super) key: SigningKey,
    /// JSON.
    pub(super) claims: String,
    pub(super) then: Then,
}

/// What becomes of a signed token.
pub(super) enum Then {
    /// It is the answer to a token request.
    Answer {
        /// Seconds.
        lifetime: i64,
        /// As issued, blanks between.
        scope: String,
        answer: oneshot::Sender<Outcome>,
    },
    /// It is handed back.
    Give(oneshot::Sender<Result<String, SigningError>>),
}

/// The threads, which end when this goes out of scope and the queue is empty.
pub(super) struct Signers {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Signers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signers")
    }
}

struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
    room: Notify,
    /// With no more than this many waiting, more are welcome: enough that no thread waits while a round is written.
    enough: usize,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Signers {
    /// Starts `threads` threads.
    pub(super) fn start(threads: usize) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            ready: Condvar::new(),
            room: Notify::new(),
            enough: 2 * threads,
        });
        for _ in 0..threads {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name("signer".to_owned()).spawn(move || work(&shared))?;
        }
        Ok(Self { shared })
    }

    /// Puts jobs into the queue. It is bounded by the number of requests that are let in (`TokenServer::enter`).
    pub(super) fn push(&self, jobs: impl IntoIterator<Item = Job>) {
        let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let before = queue.jobs.len();
        queue.jobs.extend(jobs);
        match queue.jobs.len() - before {
            0 => {}
            1 => self.shared.ready.notify_one(),
            _ => self.shared.ready.notify_all(),
        }
    }

    /// Waits until the threads will soon have nothing to do.
    pub(super) async fn room(&self) {
        loop {
            let waiting = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner).jobs.len();
            if waiting <= self.shared.enough {
                return;
            }
            self.shared.room.notified().await;
        }
    }
}

impl Drop for Signers {
    fn drop(&mut self) {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.shared.ready.notify_all();
    }
}

fn work(shared: &Shared) {
    loop {
        let job = {
            let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if let Some(job) = queue.jobs.pop_front() {
                    if queue.jobs.len() == shared.enough {
                        shared.room.notify_one();
                    }
                    break job;
                }
                if queue.closed {
                    return;
                }
                queue = shared.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let signed = job.key.sign_json(&job.claims);
        // Whoever asked may have gone.
        match job.then {
            Then::Give(give) => drop(give.send(signed)),
            Then::Answer { lifetime, scope, answer } => drop(answer.send(match signed {
                Ok(access_token) => Outcome::Token { access_token, lifetime, scope },
                Err(error) => Outcome::Failed(error.to_string()),
            })),
        }
    }
}
