# Read by scripts/schemathesis.sh and scripts/compat.sh: the program with a throw-away world of its own, for checks that are
# no part of it. Not meant to be run by itself.

program=${FULLMAKT_BIN:-target/debug/fullmakt}
work=
server=
url=

finish() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server"
  [ -n "$work" ] && rm -rf "$work"
}
trap finish EXIT

# start_program [NAME=VALUE...]: starts it with these settings; its world is $work/world and its address $url.
start_program() {
  work=$(mktemp -d)
  mkdir "$work/world"
  env RUST_LOG=warn "$@" "$program" serve --data "$work/world" --listen 127.0.0.1:0 --smtp-listen off --json \
    >"$work/out" 2>"$work/log" &
  server=$!
  for _ in $(seq 100); do
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/out")
    [ -n "$url" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/log"
  echo "FAILED: the program did not start"
  exit 1
}

# Whatever was asked of it, it must not have panicked.
check_panics() {
  grep -q panicked "$work/log" || return 0
  cat "$work/log"
  echo "FAILED: the program panicked"
  return 1
}
