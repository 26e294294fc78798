#!/usr/bin/env bash
# kills.sh TEST: a test that kills the release build at random, large, on both databases (DATABASES chooses). Its sizes are in
# the environment. Used by scripts/soak/.
set -euo pipefail
cd "$(dirname "$0")/.."
test=$1
. scripts/need.sh
need_rust
need_node
need_compiler
databases=${DATABASES:-sqlite postgres}
scripts/ui.sh >/dev/null
cargo build --release --locked
export TEST_SOAK_PROGRAM=$PWD/target/release/fullmakt
unset TEST_DATABASE_URL TEST_DATABASE_CA
for name in $(compgen -e | grep '^FULLMAKT_' | grep -v '^FULLMAKT_INSTALL$'); do unset "$name"; done

# The program is killed and not the machine, so that what it wrote is there whether it reached a disk or not; a disk that is
# waited for a million times would only make the load smaller.
scratch=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)" fullmakt-soak.XXXXXX)
export TMPDIR=$scratch
postgres=
finish() {
  if [ -n "$postgres" ]; then scripts/postgres.sh stop "$postgres"; fi
  rm -rf "$scratch"
}
trap finish EXIT

run() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --no-capture --test it -E "test(=$test)"
  else
    cargo test --locked --test it -- --exact --nocapture "$test"
  fi
}

for database in $databases; do
  case $database in
  sqlite)
    echo "SQLite, one process"
    run
    ;;
  postgres)
    need_postgres
    postgres=$(mktemp -d /tmp/fullmakt-postgres.XXXXXX)
    TEST_DATABASE_URL=$(scripts/postgres.sh start "$postgres")
    export TEST_DATABASE_URL
    if [ -f "$postgres/ca.crt" ]; then export TEST_DATABASE_CA="$postgres/ca.crt"; fi
    echo "PostgreSQL, two processes"
    run
    ;;
  *) stop "DATABASES knows sqlite and postgres, not $database" ;;
  esac
done
