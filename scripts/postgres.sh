#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, on a free port of 127.0.0.1, with nothing kept safe (fsync off) because nothing is kept.
#
#   scripts/postgres.sh start DIR    makes a cluster in DIR (new or empty) and prints its URL
#   DURABLE=on scripts/postgres.sh start DIR    the same, with everything kept safe: for measuring
#   scripts/postgres.sh stop DIR     stops it and removes DIR
#
# TLS is on when openssl is there: DIR/ca.crt is then the authority that signed the server's certificate.
# PostgreSQL refuses to run as root; root lends the work to the user `postgres`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/service.sh

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && "$@")
  fi
}

start() {
  need_postgres
  [ "$(id -u)" != 0 ] || id postgres >/dev/null 2>&1 || stop "PostgreSQL does not run as root and the user postgres is missing: install Debian's package postgresql."
  make_directory cluster socket
  [ "$(id -u)" != 0 ] || chown postgres "$directory/cluster" "$directory/socket"
  as_postgres "$PG_BIN/initdb" -D "$directory/cluster" -U postgres --locale=C -E UTF8 -N -A trust >"$directory/initdb.log" 2>&1 ||
    { cat "$directory/initdb.log" >&2; stop "initdb failed"; }
  local tls=off port
  if certificate; then
    tls=on
    [ "$(id -u)" != 0 ] || chown postgres "$directory/server.key"
  fi
  for _ in 1 2 3; do
    port=$(free_port)
    as_postgres tee "$directory/cluster/postgresql.auto.conf" >/dev/null <<EOF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$directory/socket'
max_connections = 200
shared_buffers = '128MB'
fsync = ${DURABLE:-off}
synchronous_commit = ${DURABLE:-off}
full_page_writes = ${DURABLE:-off}
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

halt_service() {
  if find_postgres && [ -f "$directory/cluster/postmaster.pid" ]; then
    as_postgres "$PG_BIN/pg_ctl" -D "$directory/cluster" -m immediate -w -t 60 stop >/dev/null 2>&1 || true
  fi
}

serve_command "$@"
