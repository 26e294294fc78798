//! What is asked of an input stands in `fuzz/src`.

#![no_main]

use std::sync::Mutex;

use fullmakt_fuzz::Runner;

static RUNNER: Mutex<Runner> = Mutex::new(Runner::new());

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    RUNNER.lock().expect("one thread").run("token_request", data);
});
