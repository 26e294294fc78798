//! What must hold of any input that reaches the token server from outside. The fuzz targets run these functions on what
//! they make up, and `tests/it/fuzz_corpora.rs` on the files below `fuzz/corpus`, on stable. A property that does not hold
//! panics, and so does what must never panic.

mod parts;
mod request;

use request::Stage;

/// The targets. Each has a folder below `fuzz/corpus` and a file below `fuzz/targets`.
pub const TARGETS: [&str; 4] = ["compact_jws", "jwk_set", "x5c", "token_request"];

/// The moment of every world here, in seconds since 1970.
const NOW: i64 = 1_768_467_600;

/// The organisation whose clients ask for tokens.
const SUPPLIER: &str = "314208641";

/// The organisations that the certificates of the corpus name.
const ENTERPRISES: [&str; 2] = [SUPPLIER, "312246538"];

/// Runs inputs, with the world that some of them need, which is made at the first of those.
#[derive(Default)]
pub struct Runner {
    stage: Option<Stage>,
}

impl Runner {
    /// Nothing is made yet.
    pub const fn new() -> Self {
        Self { stage: None }
    }

    /// Runs one input of a target, and says whether it was taken: as a token, as a key, believed, or answered with a token.
    pub fn run(&mut self, target: &str, data: &[u8]) -> bool {
        match target {
            "compact_jws" => parts::compact_jws(data),
            "jwk_set" => parts::jwk_set(data),
            "x5c" => parts::x5c(data),
            "token_request" => self.stage.get_or_insert_with(Stage::new).token_request(data),
            other => panic!("there is no target {other}"),
        }
    }
}
