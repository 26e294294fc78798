#!/usr/bin/env bash
# Builds ui/dist: fetches the pinned packages when the lock file has changed, then bundles.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_node

need_npm_packages ui
node ui/build.mjs
