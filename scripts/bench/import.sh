#!/usr/bin/env bash
# Reading Enhetsregisteret's bulk file in: rows per CPU-second and peak memory, on SQLite and PostgreSQL (ROWS=1500000).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
. scripts/both-databases.sh
rows=${ROWS:-1500000}

echo "SQLite"
for shape in json.gz csv.gz json csv; do
  node bench/import.mjs "$program" "$rows" "$shape" --data "$scratch/$shape"
  rm -rf "${scratch:?}/$shape"
done

start_postgres
for shape in json.gz csv.gz; do
  node bench/import.mjs "$program" "$rows" "$shape" --database "$url" --allow-smaller
done
