#!/usr/bin/env bash
# Holds the documents of our APIs against the program that serves them: schemathesis makes requests that fit each OpenAPI
# document and requests that do not, and checks every answer against what the document promises.
# Prints a line PASSED, FAILED or SKIPPED for each document; scripts/test.sh counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/program.sh

# NAME|PATH OF THE DOCUMENT|WHO ASKS: a function below that prints the Authorization header, with its argument.
# What holds for a document is in tests/schemathesis/NAME.toml.
documents=(
  "orders|/api/fullmakt/v1/openapi.json|api_key 910049356"
  "self-service|/api/v1/openapi.json|access_token 974760673"
  "register|/api/oppslag/openapi/openapi.json|access_token 313513408 brreg:reelle/offentlig"
  "enhetsregisteret|/enhetsregisteret/api/openapi.json|nobody"
)

api_key() { printf 'Bearer %s' "$("$program" order api-key --data "$work/world" --org "$1")"; }

# The open API asks nobody who it is.
nobody() { printf 'Bearer none'; }

# access_token NUMBER [SCOPE]: a token of a client that may do all there is at the self-service API, or has the scope, and
# whose tokens last as long as any may.
access_token() {
  local key="$work/$1.pem" id token of=()
  [ -z "${2-}" ] || of=(--scope "$2")
  id=$("$program" client new --data "$work/world" --org "$1" --name Selvbetjening --admin "${of[@]}" \
    --make-key "$key" --json |
    sed -n 's/.*"client_id":"\([^"]*\)".*/\1/p')
  fetch() {
    "$program" token --client-id "$id" --key "$key" --issuer "$url/" --scope "$1"
  }
  local admin="idporten:dcr.read idporten:dcr.write idporten:scopes.write"
  token=$(fetch "$admin") || return 1
  "$tools/bin/python" - "$url/api/v1/clients/$id" "$token" <<'END' || return 1
import sys
import requests
url, token = sys.argv[1:]
client = requests.get(url, headers={"Authorization": f"Bearer {token}"}).json()
client["access_token_lifetime"] = 3600
requests.put(url, headers={"Authorization": f"Bearer {token}"}, json=client).raise_for_status()
END
  printf 'Bearer %s' "$(fetch "${2:-$admin}")"
}

tools=target/tools/schemathesis
need_python_packages "$tools" tests/schemathesis/requirements.txt 10 || {
  echo "SKIPPED: the APIs were not held against their documents, since $why"
  exit 0
}

# The limits on how much one address may send are not what is tested here.
start_program FULLMAKT_ORDERS_PER_HOUR=1000000
"$program" world load --data "$work/world" tests/schemathesis/world.toml >/dev/null || {
  echo "FAILED: the world for the APIs could not be made"
  exit 1
}

failed=0
for document in "${documents[@]}"; do
  IFS='|' read -r name path who <<<"$document"
  header=$($who) || { echo "FAILED: nobody may ask for $name"; failed=1; continue; }
  if HYPOTHESIS_STORAGE_DIRECTORY="$work/hypothesis" timeout 120 "$tools/bin/schemathesis" \
    --config-file "tests/schemathesis/$name.toml" run "$url$path" --header "Authorization: $header" \
    --phases examples,coverage,fuzzing,stateful --no-shrink --continue-on-failure >"$work/$name.txt" 2>&1; then
    sed -n 's/^ *\([0-9]* generated.*\)/   \1/p' "$work/$name.txt"
    echo "PASSED: the API for $name keeps what its document says"
  else
    failed=1
    cat "$work/$name.txt"
    echo "FAILED: the API for $name does not keep what its document says"
  fi
done
check_panics || failed=1
exit "$failed"
