#!/usr/bin/env bash
# Orders per CPU-second of the server, by mail and by API, and carried out, on SQLite and PostgreSQL (ORDERS=2000 ROUNDS=3).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
. scripts/both-databases.sh
orders=${ORDERS:-2000}
rounds=${ROUNDS:-3}

echo "SQLite"
node bench/orders.mjs "$program" "$orders" "$rounds" --data "$scratch/world"

start_postgres
node bench/orders.mjs "$program" "$orders" "$rounds" --database "$url"
