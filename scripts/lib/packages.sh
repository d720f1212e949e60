# Installs what a build or a test needs and checks the toolchain. To be sourced, from the repository's root.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# as_root COMMAND…: runs it with the right to install packages.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

# is_installed PACKAGE
is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# need_packages PACKAGE=WHY…: installs the Debian packages that are missing, saying what and why.
need_packages() {
  local entry
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "this is no Debian or Ubuntu; the following must be there, under your system's names:"
    for entry in "$@"; do say "  ${entry%%=*}: ${entry#*=}"; done
    return 0
  fi

  local -a missing=()
  for entry in "$@"; do
    is_installed "${entry%%=*}" && continue
    say "missing ${entry%%=*}: ${entry#*=}"
    missing+=("${entry%%=*}")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0

  local install="apt-get install --no-install-recommends ${missing[*]}"
  if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
    die "no right to install packages: you are not root and there is no sudo. Ask an administrator to run: $install"
  fi
  say "installing ${missing[*]} with apt-get"
  as_root apt-get update -qq >&2 \
    || die "apt-get update failed. With the right to install, run: $install"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 \
    || die "apt-get could not install the packages. With the right to install, run: $install"
}

# need_build_packages: what `swift build` needs beside the toolchain.
need_build_packages() {
  local -a packages=(
    "libsqlite3-dev=the store is an SQLite database"
    "libpq-dev=the store can be a PostgreSQL database"
    "libdeflate-dev=reports arrive as gzip"
    "zlib1g-dev=tells what is wrong with a gzip body, and compresses"
    "libssl-dev=hashes, signatures and random numbers come from the system's libcrypto"
    "libsimdjson-dev=reports are parsed with simdjson"
    "libcurl4-openssl-dev=calls of apps go out through libcurl 7.87 or later"
  )
  command -v git >/dev/null || packages+=("git=fetches the Swift packages")
  # Any version of the C++ standard library will do; g++ brings the one of this system.
  compgen -G '/usr/include/c++/*/string' >/dev/null || packages+=("g++=C++ headers for the JSON shim")
  need_packages "${packages[@]}"
}

# need_swift: a toolchain of version 6.2 or later.
need_swift() {
  local advice='Install Swift 6.2 or later from https://www.swift.org/install and put it on the PATH.'
  command -v swift >/dev/null || die "no Swift toolchain found. $advice"
  local text version major minor
  text=$(swift --version 2>&1) || die "the Swift toolchain does not start: $text"
  version=$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$text" | head -n 1)
  [[ -n $version ]] || die "cannot read the version of $(command -v swift). $advice"
  major=${version%%.*}
  minor=${version#*.}
  if ((major < 6 || (major == 6 && minor < 2))); then
    die "Swift $version at $(command -v swift) is too old. $advice"
  fi
}

# need_postgres: a PostgreSQL server's programs, without a server of the system's own being made or started.
need_postgres() {
  local settings=/etc/postgresql-common/createcluster.d
  if command -v dpkg-query >/dev/null && ! is_installed postgresql; then
    as_root mkdir -p "$settings"
    echo "create_main_cluster = false" | as_root tee "$settings/gnomon-tests.conf" >/dev/null
  fi
  need_packages "postgresql=tests start a server of their own in a temporary folder"
}
