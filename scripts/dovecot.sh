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
. scripts/service.sh

start() {
  need_dovecot
  make_directory mail
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

halt_service() {
  local pid
  [ -f "$directory/run/master.pid" ] || return 0
  pid=$(cat "$directory/run/master.pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
}

serve_command "$@"
