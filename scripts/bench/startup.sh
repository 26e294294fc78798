#!/usr/bin/env bash
# What a start on an empty directory costs: CPU time until ready, and memory when idle.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_rust
need_compiler
scripts/ui.sh >/dev/null
cargo build --release --locked
node bench/startup.mjs target/release/fullmakt 7
