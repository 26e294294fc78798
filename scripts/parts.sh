#!/usr/bin/env bash
# `make soak` and `make bench` consist of named parts: executable files scripts/soak/NAME.sh and scripts/bench/NAME.sh
# whose second line is a comment that says what they do. PART=NAME runs one; without PART they are listed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

kind=$1
part=${2:-}
parts() { ls "scripts/$kind"/*.sh 2>/dev/null || true; }

if [ -n "$part" ]; then
  [ -x "scripts/$kind/$part.sh" ] || stop "There is no part named $part. \`make $kind\` lists the parts that exist."
  exec "scripts/$kind/$part.sh"
fi

if [ -z "$(parts)" ]; then
  echo "make $kind has no parts yet: they come with later work, each as scripts/$kind/NAME.sh, run by make $kind PART=NAME."
  exit 0
fi
echo "Parts of make $kind, each run by make $kind PART=NAME:"
for file in $(parts); do
  printf '  %-16s %s\n' "$(basename "$file" .sh)" "$(sed -n '2s/^# *//p' "$file")"
done
