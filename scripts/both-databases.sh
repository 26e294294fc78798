#!/usr/bin/env bash
# Sourced by the parts of `make bench` that measure on both databases: builds `$program`, makes a `$scratch` directory that
# is gone in the end, and starts a PostgreSQL of its own with `start_postgres`, which sets `$url`. Both are made in TMPDIR
# (/tmp when that is not set); PROFILE=dev builds without optimising, to see that a part works.
need_rust
need_node
need_compiler
profile=${PROFILE:-release}
program=target/${profile/#dev/debug}/fullmakt
scripts/ui.sh >/dev/null
cargo build --profile "$profile" --locked

scratch=$(mktemp -d)
postgres=$(mktemp -d -t fullmakt-postgres.XXXXXX)
finish() {
  scripts/postgres.sh stop "$postgres" || true
  rm -rf "$scratch"
}
trap finish EXIT
FULLMAKT_MASTER_KEY=$(head -c 32 /dev/urandom | base64)
export FULLMAKT_MASTER_KEY

start_postgres() {
  need_postgres
  url=$(scripts/postgres.sh start "$postgres")
  if [ -f "$postgres/ca.crt" ]; then export FULLMAKT_DATABASE_CA="$postgres/ca.crt"; fi
  "$program" migrate --database "$url" >/dev/null
  echo "PostgreSQL (the program's own CPU time; the server's is not in it)"
}

# start_postgres_worlds: the same with two empty databases, whose URLs are `${worlds[@]}`; SETTLE is what a bench runs when it
# has filled them.
start_postgres_worlds() {
  start_postgres
  worlds=()
  for world in small large; do
    "$PG_BIN/psql" -q "$url" -c "CREATE DATABASE $world"
    worlds+=("${url%/*}/$world")
    "$program" migrate --database "${worlds[-1]}" >/dev/null
  done
  export SETTLE="for world in ${worlds[*]}; do '$PG_BIN/psql' -q \"\$world\" -c 'VACUUM ANALYZE'; done"
}
