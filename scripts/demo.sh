#!/usr/bin/env bash
# Builds Fullmakt and walks both journeys, from an order to a delegated call. Arguments are passed on (--keep, --json).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_compiler
scripts/ui.sh >/dev/null
cargo build --release --locked
exec ./target/release/fullmakt demo "$@"
