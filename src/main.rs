//! The `fullmakt` command: parse, run, exit code.

use std::process::ExitCode;

/// The system's allocator took a tenth of a token's time apart from its signature (`docs/performance.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fullmakt::cli::main()
}
