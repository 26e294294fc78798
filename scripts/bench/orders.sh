#!/usr/bin/env bash
# Orders per CPU-second of the server, by mail and by API, and carried out, on SQLite and PostgreSQL (ORDERS=2000 ROUNDS=3).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_rust
need_node
need_compiler
orders=${ORDERS:-2000}
rounds=${ROUNDS:-3}
program=target/release/fullmakt
scripts/ui.sh >/dev/null
cargo build --release --locked

scratch=$(mktemp -d)
postgres=$(mktemp -d /tmp/fullmakt-postgres.XXXXXX)
finish() {
  scripts/postgres.sh stop "$postgres" || true
  rm -rf "$scratch"
}
trap finish EXIT
FULLMAKT_MASTER_KEY=$(head -c 32 /dev/urandom | base64)
export FULLMAKT_MASTER_KEY

echo "SQLite"
node bench/orders.mjs "$program" "$orders" "$rounds" --data "$scratch/world"

need_postgres
url=$(scripts/postgres.sh start "$postgres")
if [ -f "$postgres/ca.crt" ]; then export FULLMAKT_DATABASE_CA="$postgres/ca.crt"; fi
"$program" migrate --database "$url" >/dev/null
echo "PostgreSQL (the program's own CPU time; the server's is not in it)"
node bench/orders.mjs "$program" "$orders" "$rounds" --database "$url"
