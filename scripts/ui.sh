#!/usr/bin/env bash
# Builds ui/dist: fetches the pinned packages when the lock file has changed, then bundles.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_node

# packages FOLDER: npm ci, unless what is installed already fits the lock file.
packages() {
  local stamp="$1/node_modules/.installed-from"
  if ! cmp -s "$1/package-lock.json" "$stamp"; then
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error
    cp "$1/package-lock.json" "$stamp"
  fi
}

packages ui
node ui/build.mjs
