#!/usr/bin/env bash
# The example clients that keep a local copy of the register (examples/local-copy), run as they stand: each fetches the whole
# register, is killed while ten thousand changes are made (CHANGES=), goes on, and must hold in the end what the register holds.
# Prints a line PASSED, FAILED or SKIPPED for each; scripts/test.sh counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/program.sh

changes=${CHANGES:-10000}
companies=${COMPANIES:-3000}
here=examples/local-copy
tools=target/tools/copies
vendor=314208641

cargo build --locked --bins --example local_copy || { echo "FAILED: the client in Rust does not build"; exit 1; }
clients=(rust)
if need_python_packages "$tools" "$here/requirements.txt" 11; then clients+=(python); else echo "SKIPPED: the client in Python, since $why"; fi
if need_npm_packages "$here"; then clients+=(javascript); else echo "SKIPPED: the client in JavaScript, since its packages could not be installed"; fi

start_program
world=(--data "$work/world")

prepare() {
  local made
  "$program" population make --size "$companies" "${world[@]}" || return 1
  cat >"$work/world.toml" <<END
[[organisation]]
number = "$vendor"
name = "Rolig Måke AS"
[[grant]]
scope = "brreg:reelle/offentlig"
organisation = "$vendor"
END
  "$program" world load "$work/world.toml" "${world[@]}" || return 1
  made=$("$program" client new --org $vendor --name Kopi --scope brreg:reelle/offentlig --make-key "$work/key.pem" --json "${world[@]}") || return 1
  id=$(sed 's/.*"client_id":"\([^"]*\)".*/\1/' <<<"$made")
  kid=$(sed 's/.*"kid":"\([^"]*\)".*/\1/' <<<"$made")
  arguments=(--base "$url" --key "$work/key.pem" --client "$id" --kid "$kid")
}
prepare >"$work/prepared" 2>&1 || { cat "$work/prepared" "$work/log"; echo "FAILED: the world for the copies could not be made"; exit 1; }

# client NAME: brings its copy in step, once.
client() {
  case $1 in
  rust) exec target/debug/examples/local_copy "${arguments[@]}" "$work/rust" ;;
  python) exec "$tools/bin/python" "$here/local_copy.py" "${arguments[@]}" "$work/python" ;;
  javascript) exec node "$here/local_copy.mjs" "${arguments[@]}" "$work/javascript" ;;
  esac
}

for name in "${clients[@]}"; do
  (client "$name") >"$work/$name.out" 2>&1 || { cat "$work/$name.out"; echo "FAILED: $name: the whole register could not be fetched"; }
done

"$program" population change --count "$changes" --json "${world[@]}" >"$work/changed" &
changing=$!
# Each is killed within a second or two, again and again, as long as something changes.
runs=()
for name in "${clients[@]}"; do
  (while kill -0 $changing 2>/dev/null; do
    timeout --signal KILL "1.$((RANDOM % 10))" bash -c "$(declare -p arguments work tools here); $(declare -f client); client $name"
  done) >"$work/$name.killed" 2>&1 &
  runs+=($!)
done
wait $changing || { echo "FAILED: the changes could not be made"; exit 1; }
wait "${runs[@]}"

failed=0
for name in "${clients[@]}"; do
  (client "$name") >"$work/$name.out" 2>&1 || { cat "$work/$name.out"; echo "FAILED: $name ended with an error"; failed=1; }
done

# What the register itself says it holds.
"$program" register snapshot "${world[@]}" >/dev/null || { echo "FAILED: no file of the whole register could be made"; exit 1; }
token=$("$program" token --issuer "$url/" --key "$work/key.pem" --client-id "$id" --kid "$kid" --scope brreg:reelle/offentlig) || { echo "FAILED: no token"; exit 1; }
curl --silent --show-error --fail --header "Authorization: Bearer $token" \
  --output "$work/whole.zip" "$url/api/oppslag/v1/virksomheter/totalbestand?format=json" || { echo "FAILED: the whole register could not be fetched"; exit 1; }
python3 tests/copies/compare.py "$work/whole.zip" "$changes" "${clients[@]/#/$work/}" || failed=1
check_panics || failed=1
exit "$failed"
