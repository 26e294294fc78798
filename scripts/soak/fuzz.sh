#!/usr/bin/env bash
# Fuzzing of the token server's readers and of whole token requests, on nightly Rust (SECONDS_EACH=540, TARGETS="…", KEEP=yes).
#
# What is made up lies in target/fuzz/work, the findings in fuzz/artifacts, the sums in fuzz/record.csv and docs/soak.md.
# KEEP=yes replaces the corpora by the smallest ones that reach as much.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_rust
need_node
need_compiler
command -v c++ >/dev/null || need_package "A C++ compiler" g++
rustup run nightly rustc --version >/dev/null 2>&1 ||
  stop "Nightly Rust is missing: install it (rustup toolchain install nightly --profile minimal) and run this again."
PATH=$PWD/target/tools/bin:$PATH
if ! command -v cargo-fuzz >/dev/null; then
  echo "cargo-fuzz is not installed; installing it into target/tools"
  CARGO_TARGET_DIR=target/tools/build cargo install --locked --quiet --root target/tools cargo-fuzz@0.13.2
  rm -rf target/tools/build
fi
seconds=${SECONDS_EACH:-540}
all=$(cargo fuzz list)
targets=${TARGETS:-$all}
for target in $targets; do
  grep -qx "$target" <<<"$all" || stop "TARGETS knows $(xargs <<<"$all"), not $target"
done
scripts/ui.sh >/dev/null
unset TEST_DATABASE_URL TEST_DATABASE_CA
for name in $(compgen -e | grep '^FULLMAKT_' | grep -v '^FULLMAKT_INSTALL$'); do unset "$name"; done

# Each input of a token request is written down; a disk that is waited for would only make them fewer.
scratch=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)" fullmakt-fuzz.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
work=target/fuzz/work
logs=target/fuzz/logs
mkdir -p "$work" "$logs"

echo "Seeds of the table of refused requests"
TEST_FUZZ_SEEDS=$scratch/seeds cargo test --locked --quiet --test it -- --exact \
  fuzz_corpora::the_table_of_refused_requests_keeps_the_properties_of_the_fuzz_targets >"$logs/seeds.log" 2>&1 ||
  { cat "$logs/seeds.log"; stop "The seeds could not be made."; }
echo "Building the targets (the first time this takes a while)"
fuzz() { cargo +nightly fuzz "$1" -s none --target-dir target/fuzz "${@:2}"; }
fuzz build >"$logs/build.log" 2>&1 || { tail -n 50 "$logs/build.log"; stop "The targets could not be built."; }

# Of a long output, now and then a line of how far it has come.
every_minute() {
  local line last=$SECONDS
  while IFS= read -r line; do
    if [[ $line == *"cov: "* ]] && [ $((SECONDS - last)) -ge 60 ]; then
      echo "  $line"
      last=$SECONDS
    fi
  done
}

# The corpus has certificates of the authority that its target believes in; those of the seeds are another's each time.
rm -rf "$scratch/seeds/x5c"
mkdir "$scratch/seeds/x5c"

commit=$(git rev-parse --short=12 HEAD)
found=0
for target in $targets; do
  mkdir -p "$work/$target" "fuzz/artifacts/$target" "fuzz/corpus/$target"
  log=$logs/$target.log
  echo "$target: $seconds s"
  findings=0
  : >"$scratch/spent"
  # What is added up is the fuzzer's own CPU time: on a machine that does other things too, a wall clock would flatter.
  TIMEFORMAT='%U %S'
  { time { fuzz run "$target" "$work/$target" "fuzz/corpus/$target" "$scratch/seeds/$target" -- \
    -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 2>&1 |
    tee "$log" | every_minute || findings=1; }; } 2>"$scratch/spent"
  spent=$(awk '{ s = int($1 + $2) } END { print s + 0 }' "$scratch/spent")
  inputs=$(awk '/^stat::number_of_executed_units:/ { n = $2 } END { print n + 0 }' "$log")
  echo "$(date -u +%F),$commit,$target,$spent,$inputs,$findings" >>fuzz/record.csv
  if [ "$findings" != 0 ]; then
    found=1
    grep -n 'panicked at' -A 4 "$log" | head -n 20
    echo "  a finding: its input is in fuzz/artifacts/$target, the whole output in $log"
  else
    echo "  $inputs inputs in $spent s, nothing found"
  fi
done

# The sums, where docs/soak.md has its table.
awk -F, '
  NR == 1 { next }
  { if (!($3 in time)) order[++n] = $3; time[$3] += $4; inputs[$3] += $5; bad[$3] += $6; from = from == "" ? $1 : from; to = $1; last = $2 }
  END {
    print "| target | time | inputs | findings |"
    print "|---|---|---|---|"
    for (i = 1; i <= n; i++) { t = order[i]; printf "| `%s` | %d min %02d s | %d | %d |\n", t, time[t] / 60, time[t] % 60, inputs[t], bad[t] }
    printf "\nFrom %s to %s, last at commit `%s`.\n", from, to, last
  }' fuzz/record.csv >"$scratch/sums"
awk -v sums="$scratch/sums" '
  /^<!-- fuzz: sums -->$/ { print; while ((getline line < sums) > 0) print line; inside = 1; next }
  /^<!-- fuzz: end -->$/ { inside = 0 }
  !inside { print }' docs/soak.md >"$scratch/soak.md"
cat "$scratch/soak.md" >docs/soak.md

if [ "${KEEP:-no}" = yes ] && [ "$found" = 0 ]; then
  for target in $targets; do
    least=$scratch/least/$target
    all=$scratch/all/$target
    mkdir -p "$least" "$all"
    find "$work/$target" "fuzz/corpus/$target" "$scratch/seeds/$target" -type f -size -2k ! -name 'was-*' -exec cp -n {} "$all" \;
    fuzz run "$target" "$least" "$all" -- -set_cover_merge=1 -use_counters=0 >"$logs/$target.merge.log" 2>&1
    find "fuzz/corpus/$target" -type f ! -name 'was-*' ! -name 'seed-*' -delete
    cp "$least"/* "fuzz/corpus/$target/"
    echo "$target: $(find "fuzz/corpus/$target" -type f | wc -l) files kept, $(du -sb "fuzz/corpus/$target" | cut -f 1) bytes"
  done
fi
exit "$found"
