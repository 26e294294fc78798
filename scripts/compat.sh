#!/usr/bin/env bash
# Public clients of Maskinporten and of Enhetsregisteret's open API, unmodified and from their registries, against the
# program: each must get what it asks for, and must be refused what the real service refuses. docs/compatibility.md says
# what each of them covers.
# Prints a line PASSED, FAILED or SKIPPED for each check; scripts/test.sh counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/program.sh

tools=target/tools/compat
vendor=314208641 customer=313513408 stranger=312246538
scope=brreg:reelle/media delegated=brreg:reelle/rapporteringspliktig

failed=0
missing() {
  echo "SKIPPED: $1, since $2"
}

# The clients from PyPI; where they cannot be had, those from npm are run all the same.
python_clients() {
  # pymaskinporten declares Python 3.13, and runs unchanged on 3.11 too.
  need_python_packages "$tools" tests/compat/requirements.txt 11 --ignore-requires-python ||
    { missing "the Python clients" "$why"; return 1; }
}

node_clients() {
  need_npm_packages tests/compat || { missing "the Node clients" "their packages could not be installed (is the registry reachable?)"; return 1; }
}

scripts=()
if node_clients; then scripts+=(certificate.mjs openid-client.mjs maskinporten-jwt.mjs resource-server.mjs); fi
if python_clients; then scripts+=(doctor.py elhub.py assertion_session.py validation.py control.py open_register.py); fi
[ ${#scripts[@]} != 0 ] || exit 0

start_program

# member NAME: that member of the line of JSON on standard input.
member() { node -pe 'JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]]' "$1"; }

prepare() {
  local made
  "$program" world load --data "$work/world" tests/compat/world.toml || return 1
  made=$("$program" client new --data "$work/world" --json --org $vendor --name "Med nøkkel" \
    --scope $scope --scope $delegated --make-key "$work/key.pem") || return 1
  COMPAT_CLIENT=$(member client_id <<<"$made") COMPAT_KID=$(member kid <<<"$made")
  made=$("$program" client new --data "$work/world" --json --org $vendor --name "Med sertifikat" --scope $scope) || return 1
  COMPAT_CERTIFIED_CLIENT=$(member client_id <<<"$made")
  mkdir "$work/certificates"
  echo "elg-og-maake" >"$work/certificates/password"
  for organisation in $vendor $stranger; do
    "$program" ca issue --data "$work/world" --org $organisation --out "$work/certificates" \
      --password-file "$work/certificates/password" || return 1
  done
  export COMPAT_CLIENT COMPAT_KID COMPAT_CERTIFIED_CLIENT
}

if ! prepare >"$work/prepared" 2>&1; then
  cat "$work/prepared" "$work/log"
  echo "FAILED: the world for the clients could not be made"
  exit 1
fi
export COMPAT_PROGRAM=$program COMPAT_WORLD=$work/world
export COMPAT_URL=$url COMPAT_KEY=$work/key.pem COMPAT_CERTIFICATES=$work/certificates
export COMPAT_SCOPE=$scope COMPAT_DELEGATED_SCOPE=$delegated
export COMPAT_VENDOR=$vendor COMPAT_CUSTOMER=$customer COMPAT_STRANGER=$stranger
# The clients come as they are, and none of them is to tell its makers anything, nor to write beside the sources.
export RUNTIME__DLTHUB_TELEMETRY=false DLT_DATA_DIR=$work/dlt PYTHONDONTWRITEBYTECODE=1 NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

for script in "${scripts[@]}"; do
  case $script in
  *.py) runtime=$tools/bin/python ;;
  *) runtime=node ;;
  esac
  timeout 120 "$runtime" "tests/compat/$script" >"$work/said" 2>&1
  code=$?
  cat "$work/said"
  if [ $code != 0 ]; then
    failed=1
    # A script that ended without a failed check was ended by something else.
    grep -q '^FAILED:' "$work/said" || echo "FAILED: $script ended with $code"
  elif ! grep -q '^PASSED:' "$work/said"; then
    failed=1
    echo "FAILED: $script checked nothing"
  fi
done
check_panics || failed=1
exit "$failed"
