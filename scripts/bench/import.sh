#!/usr/bin/env bash
# Reading Enhetsregisteret's bulk file in: rows per CPU-second and peak memory, on SQLite and PostgreSQL (ROWS=1500000).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_rust
need_node
need_compiler
rows=${ROWS:-1500000}
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
for shape in json.gz csv.gz json csv; do
  node bench/import.mjs "$program" "$rows" "$shape" --data "$scratch/$shape"
  rm -rf "${scratch:?}/$shape"
done

need_postgres
url=$(scripts/postgres.sh start "$postgres")
if [ -f "$postgres/ca.crt" ]; then export FULLMAKT_DATABASE_CA="$postgres/ca.crt"; fi
"$program" migrate --database "$url" >/dev/null
echo "PostgreSQL (the program's own CPU time; the server's is not in it)"
for shape in json.gz csv.gz; do
  node bench/import.mjs "$program" "$rows" "$shape" --database "$url" --allow-smaller
done
