#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, on a free port of 127.0.0.1, with nothing kept safe (fsync off) because nothing is kept.
#
#   scripts/postgres.sh start DIR    makes a cluster in DIR (new or empty) and prints its URL
#   scripts/postgres.sh stop DIR     stops it and removes DIR
#
# TLS is on when openssl is there: DIR/ca.crt is then the authority that signed the server's certificate.
# PostgreSQL refuses to run as root; root lends the work to the user `postgres`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

readonly command=${1:-}
[ -n "${2:-}" ] || stop "usage: scripts/postgres.sh start|stop DIR"
case $2 in
/*) readonly directory=$2 ;;
*) readonly directory=$PWD/$2 ;;
esac

# Only a directory that `start` marked is ever removed.
readonly MARK=made-by-fullmakt-tests

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && "$@")
  fi
}

certificate() {
  command -v openssl >/dev/null || return 1
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Fullmakt test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -keyout "$directory/ca.key" -out "$directory/ca.crt" 2>/dev/null &&
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$directory/server.key" -out "$directory/server.csr" 2>/dev/null &&
    openssl x509 -req -in "$directory/server.csr" -CA "$directory/ca.crt" -CAkey "$directory/ca.key" -CAcreateserial -days 30 \
      -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n') -out "$directory/server.crt" 2>/dev/null &&
    chmod 600 "$directory/server.key" &&
    { [ "$(id -u)" != 0 ] || chown postgres "$directory/server.key"; }
}

start() {
  need_postgres
  [ "$(id -u)" != 0 ] || id postgres >/dev/null 2>&1 || stop "PostgreSQL does not run as root and the user postgres is missing: install Debian's package postgresql."
  mkdir -p "$directory"
  [ -z "$(ls -A "$directory")" ] || stop "$directory is not empty: give a new directory."
  chmod 755 "$directory"
  mkdir "$directory/cluster" "$directory/socket"
  touch "$directory/$MARK"
  [ "$(id -u)" != 0 ] || chown postgres "$directory/cluster" "$directory/socket"
  as_postgres "$PG_BIN/initdb" -D "$directory/cluster" -U postgres --locale=C -E UTF8 -N -A trust >"$directory/initdb.log" 2>&1 ||
    { cat "$directory/initdb.log" >&2; stop "initdb failed"; }
  local tls=off port
  if certificate; then tls=on; fi
  # The port is free when it is chosen; somebody else may be quicker, hence three tries.
  for _ in 1 2 3; do
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
    as_postgres tee "$directory/cluster/postgresql.auto.conf" >/dev/null <<EOF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$directory/socket'
max_connections = 200
shared_buffers = '128MB'
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = '10s'
max_locks_per_transaction = 256
ssl = $tls
$([ $tls = off ] || printf "ssl_cert_file = '%s/server.crt'\nssl_key_file = '%s/server.key'\n" "$directory" "$directory")
EOF
    if as_postgres "$PG_BIN/pg_ctl" -D "$directory/cluster" -l "$directory/cluster/server.log" -w -t 60 start >/dev/null 2>&1; then
      "$PG_BIN/createdb" -h 127.0.0.1 -p "$port" -U postgres fullmakt
      echo "postgres://postgres@127.0.0.1:$port/fullmakt"
      return
    fi
  done
  cat "$directory/cluster/server.log" >&2
  stop "PostgreSQL did not start"
}

halt() {
  if [ ! -f "$directory/$MARK" ]; then
    # Never started: an empty directory may go, anything else is not ours.
    rmdir "$directory" 2>/dev/null || true
    return
  fi
  if find_postgres && [ -f "$directory/cluster/postmaster.pid" ]; then
    as_postgres "$PG_BIN/pg_ctl" -D "$directory/cluster" -m immediate -w -t 60 stop >/dev/null 2>&1 || true
  fi
  rm -rf "$directory"
}

case $command in
start)
  need_node
  start
  ;;
stop) halt ;;
*) stop "usage: scripts/postgres.sh start|stop DIR" ;;
esac
