//! The load: requests that were made before, sent over connections that are kept, one thread each.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fullmakt::clock::Stopwatch;

use crate::Failure;

/// What came of a stretch of load.
#[derive(Debug, Default)]
pub(crate) struct Fired {
    /// Tokens that were given.
    pub(crate) tokens: usize,
    /// From the first request to the last answer.
    pub(crate) seconds: f64,
    /// Milliseconds of each request that got a token.
    pub(crate) latencies: Vec<f64>,
    /// What was answered instead of a token.
    pub(crate) refusals: Vec<String>,
}

/// One connection over HTTP/1.1.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self { stream, read: Vec::with_capacity(4096) })
    }

    /// Sends a whole request and reads the whole answer: its status and its body.
    pub(crate) fn ask(&mut self, request: &[u8]) -> io::Result<(u16, &[u8])> {
        self.stream.write_all(request)?;
        self.read.clear();
        let mut piece = [0; 4096];
        loop {
            let count = self.stream.read(&mut piece)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.read.extend_from_slice(piece.get(..count).unwrap_or_default());
            if let Some((status, head, length)) = head(&self.read)?
                && self.read.len() >= head + length
            {
                return Ok((status, self.read.get(head..head + length).unwrap_or_default()));
            }
        }
    }
}

/// Status, length of the head and length of the body, when the head is whole.
fn head(read: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(read).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
        .ok_or_else(|| io::Error::other("an answer does not say how long it is"))?;
    Ok(Some((answer.code.unwrap_or_default(), head, length)))
}

/// How requests follow each other.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// Each connection sends its next request when it has the answer to the last one, for so many seconds.
    AsFastAsAnswered(f64),
    /// So many in a second, whatever becomes of those before. A latency counts from when the request was due, so that
    /// one that had to wait for its connection is not made shorter by that.
    PerSecond(f64),
}

struct Shared<'a> {
    requests: &'a [Vec<u8>],
    pace: Pace,
    connections: usize,
    next: AtomicUsize,
    watch: Stopwatch,
}

impl Shared<'_> {
    /// Which request connection `number` sends as its `sent`-th, and when it was due; waits until then.
    fn next(&self, number: usize, sent: usize) -> Option<(&[u8], f64)> {
        let now = || self.watch.elapsed().as_secs_f64();
        let (index, due) = match self.pace {
            Pace::AsFastAsAnswered(seconds) => {
                if now() >= seconds {
                    return None;
                }
                (self.next.fetch_add(1, Ordering::Relaxed), None)
            }
            Pace::PerSecond(rate) => {
                let index = sent * self.connections + number;
                (index, Some(index as f64 / rate))
            }
        };
        let request = self.requests.get(index)?;
        if let Some(wait) = due.map(|due| due - now()).filter(|wait| *wait > 0.0) {
            #[expect(clippy::disallowed_methods, reason = "a fixed rate is kept by the wall")]
            std::thread::sleep(Duration::from_secs_f64(wait));
        }
        Some((request, due.unwrap_or_else(now)))
    }

    fn run(&self, number: usize, mut connection: Connection) -> io::Result<Fired> {
        let mut fired = Fired::default();
        for sent in 0.. {
            let Some((request, due)) = self.next(number, sent) else { break };
            let (status, body) = connection.ask(request)?;
            let took = self.watch.elapsed().as_secs_f64() - due;
            let text = String::from_utf8_lossy(body);
            if status == 200 && text.contains("\"access_token\"") {
                fired.tokens += 1;
                fired.latencies.push(took * 1e3);
            } else {
                fired.refusals.push(format!("{status} {text}"));
            }
        }
        fired.seconds = self.watch.elapsed().as_secs_f64();
        Ok(fired)
    }
}

/// Sends the requests. `ready` is called when all connections stand, and the watch starts after it.
pub(crate) fn fire<T>(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    pace: Pace,
    ready: impl FnOnce() -> Result<T, Failure>,
) -> Result<(Fired, T), Failure> {
    let open: Vec<Connection> =
        (0..connections).map(|_| Connection::open(address)).collect::<Result<_, _>>()?;
    let ready = ready()?;
    let begin = Barrier::new(connections);
    let shared = Shared { requests, pace, connections, next: AtomicUsize::new(0), watch: Stopwatch::start() };
    let mut all = Fired::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = open
            .into_iter()
            .enumerate()
            .map(|(number, connection)| {
                let (shared, begin) = (&shared, &begin);
                scope.spawn(move || {
                    begin.wait();
                    shared.run(number, connection)
                })
            })
            .collect();
        for thread in threads {
            let mut fired = thread.join().map_err(|_| "a connection's thread panicked")??;
            all.tokens += fired.tokens;
            all.seconds = all.seconds.max(fired.seconds);
            all.latencies.append(&mut fired.latencies);
            all.refusals.append(&mut fired.refusals);
        }
        Ok::<(), Failure>(())
    })?;
    Ok((all, ready))
}
