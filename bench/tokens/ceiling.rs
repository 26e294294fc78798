//! The ceiling: what one RSA-2048 verification and one signature cost, with the library that the program uses.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use fullmakt::clock::Stopwatch;
use fullmakt::jose::{Algorithm, CompactJws, SigningKey, VerifyingKey};

use crate::Failure;
use crate::machine::thread_seconds;

/// Pairs of operations between two looks at the watch.
const AT_ONCE: u32 = 8;

/// Parsed keys and something signed, as the program holds them when a request comes.
pub(crate) struct Ceiling {
    verifying: VerifyingKey,
    signing: KeyPair,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Ceiling {
    /// `assertion` is one of those that are sent, signed by `key`.
    pub(crate) fn new(key: &SigningKey, assertion: &str) -> Result<Self, Failure> {
        let jws = CompactJws::parse(assertion)?;
        Ok(Self {
            verifying: key.verifying_key()?,
            signing: KeyPair::from_pkcs8(&key.to_pkcs8()?)?,
            message: jws.signing_input().to_vec(),
            signature: jws.signature,
        })
    }

    /// Pairs of one verification and one signature per CPU-second of this thread, until `done` says so.
    fn until(&self, done: impl Fn() -> bool) -> Result<f64, Failure> {
        let random = SystemRandom::new();
        let mut made = vec![0; self.signing.public_modulus_len()];
        let before = thread_seconds()?;
        let mut pairs = 0;
        while !done() {
            for _ in 0..AT_ONCE {
                if !self.verifying.verify(Algorithm::RS256, &self.message, &self.signature) {
                    return Err("the ceiling's signature does not hold".into());
                }
                self.signing.sign(&RSA_PKCS1_SHA256, &random, &self.message, &mut made)?;
            }
            pairs += AT_ONCE;
        }
        Ok(f64::from(pairs) / (thread_seconds()? - before))
    }

    /// While nothing else is asked of the machine.
    pub(crate) fn alone(&self, seconds: f64) -> Result<f64, Failure> {
        let watch = Stopwatch::start();
        self.until(|| watch.elapsed().as_secs_f64() >= seconds)
    }

    /// While the server is under load.
    pub(crate) fn beside(&self, over: &AtomicBool) -> Result<f64, Failure> {
        self.until(|| over.load(Ordering::Relaxed))
    }
}
