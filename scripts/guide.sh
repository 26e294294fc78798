#!/usr/bin/env bash
# Takes the pictures of the guide to delegation anew (docs/pictures/delegation), where the portal looks otherwise by now.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_compiler
need_chromium
scripts/ui.sh >/dev/null
need_npm_packages tests/browser
cargo build --locked
cd tests/browser
UPDATE_PICTURES=1 node --test guide.test.mjs
