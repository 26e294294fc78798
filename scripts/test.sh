#!/usr/bin/env bash
# What CI runs: every check in turn, stopping at the first that fails. Each stage is announced, timed and counted; its
# whole output is in target/test-logs. The last line is the sum: N passed, N failed, N skipped.
# A stage that is one check (format, lints) counts as one; a test runner's stage counts its tests.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

need_rust
need_node
need_compiler

logs=target/test-logs
mkdir -p "$logs"
rm -f "$logs"/*
passed=0 failed=0 skipped=0
report=()
began=$SECONDS
deny_build=
postgres_directory=
dovecot_directory=

finish() {
  if [ -n "$deny_build" ]; then kill "$deny_build" 2>/dev/null; fi
  if [ -n "$dovecot_directory" ]; then scripts/dovecot.sh stop "$dovecot_directory"; fi
  if [ -n "$postgres_directory" ]; then scripts/postgres.sh stop "$postgres_directory"; fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What the tests see must not depend on the machine's own settings.
unset TEST_DATABASE_URL TEST_DATABASE_CA TEST_IMAP_URL TEST_IMAP_CA TEST_IMAPS_PORT
unset TEST_SOAK_ORDERS TEST_SOAK_KILLS TEST_SOAK_WITHDRAWALS TEST_SOAK_PROGRAM TEST_FUZZ_SEEDS
for name in $(compgen -e | grep '^FULLMAKT_' | grep -v '^FULLMAKT_INSTALL$'); do unset "$name"; done
export INSTA_UPDATE=no INSTA_FORCE_PASS=0

# counts STAGE LOG: "passed failed skipped", read from what the stage printed.
counts() {
  case $1 in
  sqlite | postgres)
    awk '
      # nextest: Summary [ 1.2s] 10 tests run: 9 passed (1 slow), 1 failed, 2 skipped
      /^ *Summary \[/ { sub(/.*tests? run:/, ""); n = split($0, part, ","); for (i = 1; i <= n; i++) { split(part[i], word, " ");
        if (part[i] ~ /passed/) p += word[1]; else if (part[i] ~ /failed|timed out|exec/) f += word[1]; else if (part[i] ~ /skipped/) s += word[1] } }
      # cargo test: test result: ok. 5 passed; 0 failed; 1 ignored; ...
      /^test result:/ { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) p += $i; if ($(i + 1) ~ /^failed/) f += $i; if ($(i + 1) ~ /^ignored/) s += $i } }
      # A test that finds its runtime missing says so on a line of its own.
      /^ *SKIPPED:/ { s++ }
      END { print p + 0, f + 0, s + 0 }' "$2"
    ;;
  browser)
    awk '/^# pass /{p=$3} /^# fail /{f=$3} /^# cancelled /{f+=$3} /^# skipped /{s=$3} /^# todo /{s+=$3} END { print p + 0, f + 0, s + 0 }' "$2"
    ;;
  *) awk -v ok="$3" '/^SKIPPED:/{s++} /^PASSED:/{p++} /^FAILED:/{f++} END { if (!p && !f && !s) { if (ok) p = 1; else f = 1 } print p + 0, f + 0, s + 0 }' "$2" ;;
  esac
}

# stage NAME WHAT COMMAND...
stage() {
  local name=$1 what=$2 ok=1 start=$SECONDS p f s line
  shift 2
  printf '== %-9s %s\n' "$name" "$what"
  "$@" >"$logs/$name.log" 2>&1 || ok=0
  read -r p f s <<<"$(counts "$name" "$logs/$name.log" "$ok")"
  # A stage that failed without a failed test (it did not compile, say) has failed once.
  if [ "$ok" = 0 ] && [ "$f" = 0 ]; then f=1; fi
  # A runner that succeeds without running anything has proved nothing.
  if [ "$ok" = 1 ] && [ $((p + s)) = 0 ]; then
    ok=0 f=1
    echo "no test was run" >>"$logs/$name.log"
  fi
  if [ "$ok" = 1 ] && [ "$f" != 0 ]; then ok=0; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  line=$(printf '%-9s %6d passed %4d failed %4d skipped %5d s' "$name" "$p" "$f" "$s" $((SECONDS - start)))
  report+=("$line")
  grep '^ *SKIPPED:' "$logs/$name.log" | sed 's/^ */   /'
  if [ "$ok" = 0 ]; then
    tail -n 150 "$logs/$name.log"
    echo "== $name failed; its whole output is in $logs/$name.log"
    summary
    exit 1
  fi
  echo "   ok, $((SECONDS - start)) s"
}

summary() {
  echo
  for line in "${report[@]}"; do echo "$line"; done
  printf 'in all %d min %02d s\n' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60))
  echo "$passed passed, $failed failed, $skipped skipped"
}

# files: a checksum of all that is under version control, to see at the end that no test wrote into it.
files() { git ls-files -z 2>/dev/null | xargs -0 sha256sum 2>/dev/null | sha256sum; }

rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --no-fail-fast --hide-progress-bar "$@" || return 1
  else
    cargo test --locked --no-fail-fast "$@" || return 1
  fi
}

# A Dovecot for the tests that fetch a mailbox, in both integration stages; where none can be had they are skipped aloud.
with_dovecot() {
  if [ -z "$dovecot_directory" ]; then
    dovecot_directory=$(mktemp -d /tmp/fullmakt-dovecot.XXXXXX)
    if TEST_IMAP_URL=$(scripts/dovecot.sh start "$dovecot_directory" | tail -n 1) && [ -n "$TEST_IMAP_URL" ]; then
      export TEST_IMAP_URL
      if [ -f "$dovecot_directory/ca.crt" ]; then
        TEST_IMAPS_PORT=$(cat "$dovecot_directory/imaps-port")
        export TEST_IMAPS_PORT TEST_IMAP_CA="$dovecot_directory/ca.crt"
      fi
    else
      TEST_IMAP_URL=
    fi
  fi
  [ -n "$TEST_IMAP_URL" ] || echo "SKIPPED: no mailbox was fetched, since Dovecot could not be started; the reason stands above"
}

sqlite() {
  with_dovecot
  rust_tests || return 1
  # nextest does not run the examples in comments; cargo test does.
  if cargo nextest --version >/dev/null 2>&1; then cargo test --locked --doc || return 1; fi
}

on_postgres() (
  need_postgres
  with_dovecot
  TEST_DATABASE_URL=$(scripts/postgres.sh start "$postgres_directory") || return 1
  export TEST_DATABASE_URL
  if [ -f "$postgres_directory/ca.crt" ]; then export TEST_DATABASE_CA="$postgres_directory/ca.crt"; fi
  # The tests that read the sources and those of the reader of mails have run already; they know no database.
  if cargo nextest --version >/dev/null 2>&1; then
    rust_tests --test it -E 'not test(/^(house|orders::reading)::/)'
  else
    rust_tests --test it -- --skip house:: --skip orders::reading::
  fi
)

demo() {
  cargo build --locked && node scripts/check-demo.mjs target/debug/fullmakt
}

browser() {
  need_chromium
  need_npm_packages tests/browser || return 1
  # Two journeys at a time: each has a program and a browser of its own.
  (cd tests/browser && node --test --test-reporter=tap --test-concurrency=2)
}

# Building cargo-deny takes minutes on one core, where the crate's own build leaves one idle: it begins with the first stage.
# Unoptimised it is built in a third of the time, and has little to do.
PATH=$PWD/target/tools/bin:$PATH
deny_log=$logs/deny-install.log
if ! command -v cargo-deny >/dev/null; then
  CARGO_TARGET_DIR=target/tools/build nice timeout 1800 \
    cargo install --debug --locked --quiet --root target/tools cargo-deny@0.20.2 >"$deny_log" 2>&1 &
  deny_build=$!
fi

deny() {
  if [ -n "$deny_build" ]; then
    wait "$deny_build"
    deny_build=
    echo "cargo-deny was not installed; it is built into target/tools"
    cat "$deny_log"
    rm -rf target/tools/build
  fi
  command -v cargo-deny >/dev/null ||
    { echo "SKIPPED: licences and duplicates were not checked, since cargo-deny could not be installed"; return 0; }
  for what in licenses bans sources; do
    if cargo deny --locked check "$what"; then echo "PASSED: $what"; else echo "FAILED: $what"; fi
  done
  if timeout 60 cargo deny --locked fetch db; then
    if cargo deny --locked check --disable-fetch advisories; then echo "PASSED: advisories"; else echo "FAILED: advisories"; fi
  else
    echo "SKIPPED: known vulnerabilities were not checked, since the advisory database could not be reached"
  fi
}

generated() {
  local before=$1 after
  after=$(files)
  if [ "$before" = "$after" ]; then echo "PASSED: no test changed a file under version control"; else
    git status --short
    echo "FAILED: the tests changed files under version control"
  fi
  if grep -l '"resolved"' ui/package-lock.json tests/*/package-lock.json bench/*/*/package-lock.json examples/*/package-lock.json 2>/dev/null; then
    echo "FAILED: a package-lock.json names where packages were fetched from; the .npmrc beside it should prevent that"
  else
    echo "PASSED: the lock files name versions and checksums only"
  fi
  if node bench/tokens/render.mjs --check; then echo "PASSED: the figures of tokens are those of their file"; else
    echo "FAILED: docs/performance.md and its picture are not of bench/tokens/figures.json; run node bench/tokens/render.mjs"
  fi
}

before=$(files)
postgres_directory=$(mktemp -d /tmp/fullmakt-postgres.XXXXXX)

stage ui "styles, fonts and script of the pages" scripts/ui.sh
stage fmt "cargo fmt --check" cargo fmt --check
stage clippy "lints, warnings refused" cargo clippy --locked --all-targets -- -D warnings
stage doc "the documentation builds" env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --document-private-items
stage sqlite "unit and integration tests on SQLite" sqlite
stage postgres "integration tests on PostgreSQL" on_postgres
stage demo "both journeys over real HTTP and SMTP" demo
stage browser "journeys in Chromium, with axe" browser
stage openapi "our APIs held against their documents" scripts/schemathesis.sh
stage compat "public clients of Maskinporten, unmodified" scripts/compat.sh
stage copies "local copies of the register, killed while it changes" scripts/copies.sh
stage deny "licences, bans and sources of dependencies" deny
stage generated "what is generated is current" generated "$before"
summary
