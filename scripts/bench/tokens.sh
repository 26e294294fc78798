#!/usr/bin/env bash
# Tokens per CPU-second, latency and memory, beside the ceiling and a peer, on SQLite and PostgreSQL (ONLY=, SMOKE=yes).
#
#   ONLY=sqlite,peer       those measurements whose name contains one of the words; ONLY=list says which there are
#   SMOKE=yes              everything short and small, to see that it works
#   JSON=FILE              where the figures go (target/tokens.json); what FILE holds of other measurements stays
#   SECONDS_EACH=4 ROUNDS=5 CONNECTIONS=64 CLIENTS=1,100,10000 DELEGATIONS=1000,1000000 VENDOR_CLIENTS=10000
#   WORLDS=DIR             keeps the worlds on SQLite there, and takes those that are there
#   TMPDIR=DIR             a directory on a real disk for everything that is written (/var/tmp)
#   PROFILE=dev            without optimising
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
for name in $(compgen -e | grep '^FULLMAKT_' | grep -v '^FULLMAKT_INSTALL$'); do unset "$name"; done
# /tmp may lie in memory, where nothing is durable.
export TMPDIR=${TMPDIR:-/var/tmp}
. scripts/both-databases.sh
unset FULLMAKT_MASTER_KEY
bench() {
  cargo bench --quiet --locked --profile "$profile" --bench tokens -- "$@"
}

only=${ONLY:-}
if [ "$only" = list ]; then
  bench --list
  exit
fi
options=(--json "${JSON:-$PWD/target/tokens.json}" --scratch "$scratch" --commit "$(git rev-parse --short=10 HEAD 2>/dev/null || echo unknown)")
[ -z "$only" ] || options+=(--only "$only")
[ "${SMOKE:-no}" = no ] || options+=(--smoke)
[ -z "${SECONDS_EACH:-}" ] || options+=(--seconds "$SECONDS_EACH")
[ -z "${ROUNDS:-}" ] || options+=(--rounds "$ROUNDS")
[ -z "${CONNECTIONS:-}" ] || options+=(--connections "$CONNECTIONS")
[ -z "${CLIENTS:-}" ] || options+=(--clients "$CLIENTS")
[ -z "${DELEGATIONS:-}" ] || options+=(--delegations "$DELEGATIONS")
[ -z "${VENDOR_CLIENTS:-}" ] || options+=(--vendor-clients "$VENDOR_CLIENTS")
[ -z "${WORLDS:-}" ] || options+=(--worlds "$WORLDS")

wanted=$(bench --list ${only:+--only "$only"})
[ -n "$wanted" ] || stop "No measurement has “$only” in its name; ONLY=list says which there are."
if grep -q '^peer' <<<"$wanted"; then need_npm_packages bench/tokens/peer; fi
if grep -q '^postgres' <<<"$wanted"; then
  export DURABLE=on
  need_postgres
  options+=(--postgres "$(scripts/postgres.sh start "$postgres")")
fi
bench "${options[@]}"
