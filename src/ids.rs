//! Ids and randomness as values.
//!
//! Everything random in the program comes from [`Random`], so that a test can seed it and see the same ids twice.
//! Signing keys are the exception: the cryptographic library makes them itself, and tests use fixture keys.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::Millis;

/// A source of random bytes. Cloning gives another handle on the same source.
#[derive(Clone)]
pub struct Random {
    source: Source,
    /// The last id that was made: its instant and its random part.
    last_id: Arc<Mutex<(u64, u128)>>,
}

#[derive(Clone)]
enum Source {
    System,
    /// SHA-256 over (seed, counter): reproducible, and never used outside tests and rehearsals.
    Seeded(Arc<Mutex<(u64, u64)>>),
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

impl Random {
    /// The operating system's generator, through the cryptographic library.
    pub fn system() -> Self {
        Self { source: Source::System, last_id: Arc::default() }
    }

    /// A reproducible stream, for tests and for populations that must come out the same twice.
    pub fn seeded(seed: u64) -> Self {
        Self { source: Source::Seeded(Arc::new(Mutex::new((seed, 0)))), last_id: Arc::default() }
    }

    /// Fills `out` with random bytes.
    pub fn fill(&self, out: &mut [u8]) {
        match &self.source {
            Source::System => fill_from_system(out),
            Source::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in out.chunks_mut(digest::SHA256_OUTPUT_LEN) {
                    let (seed, counter) = *state;
                    state.1 += 1;
                    let block = digest::digest(
                        &digest::SHA256,
                        &[seed.to_be_bytes(), counter.to_be_bytes()].concat(),
                    );
                    for (to, from) in chunk.iter_mut().zip(block.as_ref()) {
                        *to = *from;
                    }
                }
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A number below `bound` (which must not be zero; zero gives zero), without modulo bias.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let candidate = u64::from_be_bytes(self.bytes());
            if candidate < limit {
                return candidate % bound;
            }
        }
    }

    /// A secret of 256 bits in 43 URL-safe characters: session cookies, API keys, one-time links.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// 32 lower-case hexadecimal digits, as the trace id in Maskinporten's error texts. The first twelve are `now`, so that
    /// rows which are written together lie together; the other eighty bits cannot be guessed.
    pub fn trace_id(&self, now: Millis) -> String {
        let [_, _, time @ ..] = now.to_be_bytes();
        hex(&[&time[..], &self.bytes::<10>()].concat())
    }

    /// A version 4 UUID (RFC 9562 §5.4): client ids and party UUIDs.
    pub fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid().to_string()
    }

    /// A ULID: 26 characters that sort by `now`, and those of one instant by the order they were made in here. The id of
    /// every row that needs none of the field's own.
    pub fn new_id(&self, now: Millis) -> String {
        let at = u64::try_from(now).unwrap_or(0);
        let random = u128::from_be_bytes(self.bytes()) & RANDOM_PART;
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        let part = if last.0 == at {
            // A step of up to 2^40, so that the next id cannot be told from this one. Of the few that would go beyond the
            // random part, the order is lost.
            let next = last.1 + 1 + (random >> 40);
            if next > RANDOM_PART { random } else { next }
        } else {
            // Room for many steps.
            random >> 1
        };
        *last = (at, part);
        ulid::Ulid::from_parts(at, part).to_string()
    }
}

/// The eighty bits of a ULID that are random.
const RANDOM_PART: u128 = (1 << 80) - 1;

fn fill_from_system(out: &mut [u8]) {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the system for randomness"
    )]
    let filled = aws_lc_rs::rand::fill(out);
    if filled.is_err() {
        // Without randomness no session, key or id is safe; there is nothing sensible left to do.
        std::process::abort();
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (into, byte) in out.iter_mut().zip(digest::digest(&digest::SHA256, bytes).as_ref()) {
        *into = *byte;
    }
    out
}

/// SHA-256 in hexadecimal: how secrets that we only need to recognise are stored.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The UUID that stands for `bytes`, the same every time (version 8, RFC 9562 §5.8, of their SHA-256): an id for what a
/// repeated request must find instead of making it anew.
pub fn uuid_of(bytes: &[u8]) -> String {
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(digest::digest(&digest::SHA256, bytes).as_ref()) {
        *to = *from;
    }
    uuid::Builder::from_custom_bytes(first).into_uuid().to_string()
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_in_the_order_they_were_made() {
        for random in [Random::system(), Random::seeded(7)] {
            let ids: Vec<String> = (0..1_000).map(|_| random.new_id(1_000)).collect();
            assert!(ids.is_sorted_by(|a, b| a < b));
            assert!(random.new_id(999) < ids[0] && *ids.last().unwrap() < random.new_id(1_001));
        }
    }

    #[test]
    fn a_seed_gives_the_same_ids_twice_and_two_seeds_differ() {
        let (a, b, c) = (Random::seeded(1), Random::seeded(1), Random::seeded(2));
        assert_eq!(a.uuid(), b.uuid());
        assert_eq!(a.secret(), b.secret());
        assert_ne!(a.secret(), c.secret());
    }

    #[test]
    fn ids_sort_by_time_and_below_stays_below() {
        let random = Random::seeded(7);
        assert!(random.new_id(1_000) < random.new_id(2_000));
        assert!((0..1_000).all(|_| random.below(7) < 7));
    }
}
