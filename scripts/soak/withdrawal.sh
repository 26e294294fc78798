#!/usr/bin/env bash
# Withdrawals at one node, and how long the other one gives tokens after them, on two processes over PostgreSQL (ROUNDS=1000).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_rust
need_node
need_compiler
need_postgres
scripts/ui.sh >/dev/null
cargo build --release --locked
export TEST_SOAK_WITHDRAWALS=${ROUNDS:-1000} TEST_SOAK_PROGRAM=$PWD/target/release/fullmakt
unset TEST_DATABASE_URL TEST_DATABASE_CA
for name in $(compgen -e | grep '^FULLMAKT_' | grep -v '^FULLMAKT_INSTALL$'); do unset "$name"; done

postgres=$(mktemp -d /tmp/fullmakt-postgres.XXXXXX)
finish() { scripts/postgres.sh stop "$postgres"; }
trap finish EXIT
TEST_DATABASE_URL=$(scripts/postgres.sh start "$postgres")
export TEST_DATABASE_URL
if [ -f "$postgres/ca.crt" ]; then export TEST_DATABASE_CA="$postgres/ca.crt"; fi

name=nodes::a_withdrawal_at_one_node_refuses_the_token_at_the_other_within_a_second
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --no-capture --test it -E "test(=$name)"
else
  cargo test --locked --test it -- --exact --nocapture "$name"
fi
