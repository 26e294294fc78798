# Read by the other scripts: what the machine must have, one sentence and a way on when it is missing.
# Not meant to be run by itself.

export LC_ALL=C.UTF-8

stop() {
  echo "$*" >&2
  exit 1
}

# at_least HAVE WANT: whether version HAVE is WANT or later.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || stop "Node and npm are missing: install Node 20 or later (https://nodejs.org)."
  at_least "$(node --version | tr -d v)" 20 || stop "Node $(node --version) is too old: install Node 20 or later (https://nodejs.org)."
}

need_rust() {
  command -v cargo >/dev/null || stop "Rust is missing: install Rust 1.95 or later (https://rustup.rs)."
  at_least "$(rustc --version | cut -d ' ' -f 2)" 1.95.0 || stop "$(rustc --version) is too old: Fullmakt needs 1.95 or later (rustup update stable)."
}

# need_package WHAT PACKAGE...: installs Debian packages when we may, otherwise says which ones to install.
# Every variable of a function here is local: these functions run inside scripts that have names of their own.
need_package() {
  local what=$1
  shift
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "${FULLMAKT_INSTALL:-yes}" = yes ]; then
    echo "$what is missing: installing $* from Debian's packages"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
      { apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; } ||
      stop "$what could not be installed. Install it yourself (Debian: apt-get install $*) and run this again."
  else
    stop "$what is missing. Install it (Debian: sudo apt-get install $*) and run this again."
  fi
}

# SQLite and the cryptography are compiled from C when Fullmakt is built.
need_compiler() {
  command -v cc >/dev/null || need_package "A C compiler" gcc libc6-dev make
}

need_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then
      CHROMIUM=$(command -v "$name")
      export CHROMIUM
      return
    fi
  done
  need_package "Chromium" chromium fonts-dejavu-core
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}

# Where Debian keeps initdb and pg_ctl, which are not on the path.
find_postgres() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/x)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
      PG_BIN=$folder
      return
    fi
  done
  return 1
}

need_postgres() {
  find_postgres || { need_package "PostgreSQL" postgresql && find_postgres; } || stop "PostgreSQL's initdb was not found. Install PostgreSQL 15 or later."
}

# Its settings are written for the line 2.3, which Debian 12 has.
find_dovecot() {
  DOVECOT=$(command -v dovecot || echo /usr/sbin/dovecot)
  [ -x "$DOVECOT" ]
}

need_dovecot() {
  find_dovecot || { need_package "Dovecot" dovecot-imapd && find_dovecot; } || stop "Dovecot was not found. Install Dovecot 2.3."
  case $("$DOVECOT" --version) in
  2.3.*) ;;
  *) stop "Dovecot $("$DOVECOT" --version) is there, and the tests need the line 2.3." ;;
  esac
}

# need_npm_packages FOLDER: npm ci, unless what is installed already fits the lock file.
need_npm_packages() {
  local stamp="$1/node_modules/.installed-from"
  if ! cmp -s "$1/package-lock.json" "$stamp"; then
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error || return 1
    cp "$1/package-lock.json" "$stamp"
  fi
}

# need_python_packages FOLDER REQUIREMENTS MINOR [OPTION...]: a virtual environment in FOLDER with exactly these packages,
# unless it is there already, of Python 3.MINOR or later; OPTIONs are pip's. When it cannot be had, $why says why not.
need_python_packages() {
  local folder=$1 wanted=$2 minor=$3
  shift 3
  cmp -s "$wanted" "$folder/.installed-from" && return
  command -v python3 >/dev/null || { why="Python 3 is missing"; return 1; }
  python3 -c "import sys; sys.exit(sys.version_info < (3, $minor))" || { why="Python is older than 3.$minor"; return 1; }
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  # Debian's Python may come without ensurepip; then there is no environment to install into.
  python3 -m venv "$folder" >/dev/null 2>&1 || { why="Python cannot make a virtual environment (python3-venv)"; return 1; }
  timeout 300 "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps "$@" -r "$wanted" ||
    { why="the packages of $wanted could not be installed (is the registry reachable?)"; return 1; }
  cp "$wanted" "$folder/.installed-from"
}
