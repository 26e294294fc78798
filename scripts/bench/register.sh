#!/usr/bin/env bash
# Look-ups in the register with ten thousand companies and with a million, and the file of the whole, on both databases.
#
#   SMALL=10000 LARGE=1000000   how many companies
#   LOOKUPS=20000 TOKENS=4000 ROUNDS=5 CONNECTIONS=64
#   ONLY=sqlite                 one of the two databases
#   WORLDS=DIR                  keeps the worlds on SQLite there, and takes those that are there; its master key too
#   JSON=DIR                    where the figures go, a file for each database
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
# /tmp may lie in memory, where nothing is durable.
export TMPDIR=${TMPDIR:-/var/tmp}
. scripts/both-databases.sh
small=${SMALL:-10000}
large=${LARGE:-1000000}
figures=${JSON:-$scratch}
case ${ONLY:-} in '' | sqlite | postgres) ;; *) stop "ONLY knows sqlite and postgres, not $ONLY" ;; esac
mkdir -p "$figures"

if [ "${ONLY:-sqlite}" = sqlite ]; then
  echo "SQLite"
  worlds=${WORLDS:-$scratch}
  mkdir -p "$worlds"
  # The master key of a world lies beside it.
  (unset FULLMAKT_MASTER_KEY; JSON="$figures/sqlite.json" node bench/register.mjs "$program" "$small" "$large" --data "$worlds/register-$small" "$worlds/register-$large")
fi
if [ "${ONLY:-postgres}" = postgres ]; then
  export DURABLE=on
  start_postgres_worlds
  JSON="$figures/postgres.json" node bench/register.mjs "$program" "$small" "$large" --database "${worlds[@]}"
fi
