#!/usr/bin/env bash
# Look-ups and delegation checks on cold pairs with a thousand delegations and with a million, on both databases (PAIRS=200).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
. scripts/both-databases.sh
small=${SMALL:-870}
large=${LARGE:-860000}
pairs=${PAIRS:-200}
failed=0

echo "SQLite"
node bench/delegation.mjs "$program" "$small" "$large" "$pairs" --data "$scratch/small" "$scratch/large" || failed=1
rm -rf "${scratch:?}/small" "${scratch:?}/large"

start_postgres_worlds
node bench/delegation.mjs "$program" "$small" "$large" "$pairs" --database "${worlds[@]}" || failed=1
exit "$failed"
