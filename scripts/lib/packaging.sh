# Checks what the package brings along. To be sourced after packages.sh.
# shellcheck shell=bash

# check_units FOLDER GNOMON: the units in FOLDER are sound, with GNOMON as the binary, and confine it alike. No running
# systemd is needed.
check_units() (
  copies=$(mktemp -d)
  trap 'rm -rf "$copies"' EXIT
  for unit in gnomon.service gnomon@.service; do
    # systemd-analyze wants the binary and the manual at their place.
    sed -e "s#/opt/gnomon/bin/gnomon#$2#" -e '/^Documentation=/d' "$1/$unit" >"$copies/$unit"
    systemd-analyze verify --recursive-errors=no "$copies/${unit/@./@collector.}" >&2 || die "$unit is not sound"
    sed -n '/^# What it cannot reach/,$p' "$copies/$unit" >"$copies/${unit/service/confinement}"
  done
  diff "$copies"/*.confinement >&2 || die "gnomon.service and gnomon@.service do not confine alike"
)

# check_example FILE SETTINGS: the example settings in FILE name each key of the page SETTINGS that has a default.
check_example() {
  python3 - "$1" "$2" <<'END' || die "$1 and $2 name different settings"
import json, re, sys

def keys(value, path=()):
    if not isinstance(value, dict):
        return {".".join(path)}
    return {key for name, inner in value.items() for key in keys(inner, path + (name,))}

row = re.compile(r"^(?:\| `--[a-z-]+` )?(?:\| – )?\| `GNOMON_[A-Z_]+` \| `([a-z_.]+)`")
page = {match[1] for match in map(row.match, open(sys.argv[2])) if match}
# Without a default, and an empty one would be an origin.
difference = keys(json.load(open(sys.argv[1]))) ^ (page - {"extension.origin"})
sys.exit("\n".join(sorted(difference)) or not page)
END
}
