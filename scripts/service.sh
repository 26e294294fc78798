# Read by scripts/postgres.sh and scripts/dovecot.sh: the frame of a throw-away service in a directory of its own.
# Not meant to be run by itself. Who reads it defines `start` and `halt_service`, and calls `serve_command "$@"` last.

. scripts/need.sh

# Only a directory that `start` marked is ever removed.
readonly MARK=made-by-fullmakt-tests

# A certificate for localhost, by an authority of its own; false without openssl.
certificate() {
  command -v openssl >/dev/null || return 1
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Fullmakt test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -keyout "$directory/ca.key" -out "$directory/ca.crt" 2>/dev/null &&
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$directory/server.key" -out "$directory/server.csr" 2>/dev/null &&
    openssl x509 -req -in "$directory/server.csr" -CA "$directory/ca.crt" -CAkey "$directory/ca.key" -CAcreateserial -days 30 \
      -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n') -out "$directory/server.crt" 2>/dev/null &&
    chmod 600 "$directory/server.key"
}

# It is free when it is chosen; somebody else may be quicker, so that whoever asks tries three times.
free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

# Makes and marks the directory, with folders in it.
make_directory() {
  local folder
  mkdir -p "$directory"
  [ -z "$(ls -A "$directory")" ] || stop "$directory is not empty: give a new directory."
  chmod 755 "$directory"
  for folder in "$@"; do mkdir "$directory/$folder"; done
  touch "$directory/$MARK"
}

halt() {
  if [ ! -f "$directory/$MARK" ]; then
    # Never started: an empty directory may go, anything else is not ours.
    rmdir "$directory" 2>/dev/null || true
    return
  fi
  halt_service
  rm -rf "$directory"
}

serve_command() {
  local usage="usage: $0 start|stop DIR"
  [ -n "${2:-}" ] || stop "$usage"
  case $2 in
  /*) readonly directory=$2 ;;
  *) readonly directory=$PWD/$2 ;;
  esac
  case $1 in
  start)
    need_node
    start
    ;;
  stop) halt ;;
  *) stop "$usage" ;;
  esac
}
