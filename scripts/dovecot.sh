#!/usr/bin/env bash
# A throw-away Dovecot for tests, on free ports of 127.0.0.1: every user name exists with an empty mailbox of its own.
#
#   scripts/dovecot.sh start DIR    makes a server in DIR (new or empty) and prints its address, which every user shares:
#                                   imap://NAME:hemmelig@localhost:PORT/INBOX
#   scripts/dovecot.sh stop DIR     stops it and removes DIR
#
# TLS is on when openssl is there: DIR/ca.crt is then the authority that signed the server's certificate, STARTTLS works on
# the port that is printed, and DIR/imaps-port holds the port that speaks TLS from the first byte.
# Started by root, its processes run as the user `dovecot` of Debian's package, else as `nobody`; nobody needs to be made.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

readonly command=${1:-}
[ -n "${2:-}" ] || stop "usage: scripts/dovecot.sh start|stop DIR"
case $2 in
/*) readonly directory=$2 ;;
*) readonly directory=$PWD/$2 ;;
esac

# Only a directory that `start` marked is ever removed.
readonly MARK=made-by-fullmakt-tests

certificate() {
  command -v openssl >/dev/null || return 1
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Fullmakt test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -keyout "$directory/ca.key" -out "$directory/ca.crt" 2>/dev/null &&
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$directory/server.key" -out "$directory/server.csr" 2>/dev/null &&
    openssl x509 -req -in "$directory/server.csr" -CA "$directory/ca.crt" -CAkey "$directory/ca.key" -CAcreateserial -days 30 \
      -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n') -out "$directory/server.crt" 2>/dev/null &&
    chmod 600 "$directory/server.key"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start() {
  need_dovecot
  mkdir -p "$directory"
  [ -z "$(ls -A "$directory")" ] || stop "$directory is not empty: give a new directory."
  chmod 755 "$directory"
  mkdir "$directory/mail"
  touch "$directory/$MARK"
  local user login group tls=no port imaps_port
  user=$(id -un) login=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    user=nobody login=nobody
    if id dovecot >/dev/null 2>&1; then user=dovecot login=dovecot; fi
    if id dovenull >/dev/null 2>&1; then login=dovenull; fi
    chown "$user" "$directory/mail"
  fi
  group=$(id -gn "$user")
  if certificate; then tls=yes; fi
  # The ports are free when they are chosen; somebody else may be quicker, hence three tries.
  for _ in 1 2 3; do
    port=$(free_port) imaps_port=$(free_port)
    cat >"$directory/dovecot.conf" <<CONF
base_dir = $directory/run
state_dir = $directory/state
log_path = $directory/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = $user
default_internal_group = $group
default_login_user = $login
first_valid_uid = 1
first_valid_gid = 1
ssl = $tls
$([ $tls = no ] || printf 'ssl_cert = <%s/server.crt\nssl_key = <%s/server.key\n' "$directory" "$directory")
disable_plaintext_auth = no
mail_fsync = never
mail_max_userip_connections = 100
mail_location = maildir:$directory/mail/%u
passdb {
  driver = static
  args = password=hemmelig
}
userdb {
  driver = static
  args = uid=$(id -u "$user") gid=$(id -g "$user") home=$directory/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $([ $tls = yes ] && echo "$imaps_port" || echo 0)
    ssl = $tls
  }
}
service anvil {
  chroot =
}
CONF
    # The server goes to the background by itself when it has its ports.
    if "$DOVECOT" -c "$directory/dovecot.conf" >"$directory/start.log" 2>&1; then
      if [ $tls = yes ]; then echo "$imaps_port" >"$directory/imaps-port"; fi
      echo "imap://NAME:hemmelig@localhost:$port/INBOX"
      return
    fi
  done
  cat "$directory/start.log" "$directory/dovecot.log" >&2 2>/dev/null || true
  stop "Dovecot did not start"
}

halt() {
  if [ ! -f "$directory/$MARK" ]; then
    # Never started: an empty directory may go, anything else is not ours.
    rmdir "$directory" 2>/dev/null || true
    return
  fi
  local pid
  if [ -f "$directory/run/master.pid" ]; then
    pid=$(cat "$directory/run/master.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  fi
  rm -rf "$directory"
}

case $command in
start)
  need_node
  start
  ;;
stop) halt ;;
*) stop "usage: scripts/dovecot.sh start|stop DIR" ;;
esac
