//! The `fullmakt` command: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    fullmakt::cli::main()
}
