#!/usr/bin/env bash
# The quick part of `make test`, for while one writes: format, lints, tests on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_compiler
scripts/ui.sh >/dev/null
cargo fmt --check
cargo clippy --locked --all-targets -- -D warnings
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked
else
  cargo test --locked
fi
