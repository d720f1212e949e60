# Starts a Gnomon, waits until it is ready, stops it. To be sourced after packages.sh.
# shellcheck shell=bash

readonly ready_seconds=60
# The daemon gives up by itself after 20 s.
readonly stop_seconds=30

daemon_pid=
daemon_log=

# start_daemon LOG GNOMON ARGUMENT…: runs `GNOMON serve ARGUMENT…`, its log in LOG. Ready: GNOMON_SERVER is exported.
start_daemon() {
  daemon_log=$1
  "$2" serve "${@:3}" 2>"$daemon_log" &
  daemon_pid=$!

  local server='' deadline=$((SECONDS + ready_seconds))
  while [[ -z $server ]]; do
    # The ready line names the address; 0.0.0.0 and [::] are reached over loopback.
    server=$(sed -n 's/.*\(http:\/\/[][A-Za-z0-9.:-]*[]0-9A-Za-z]\).*/\1/p' "$daemon_log" | head -n 1 \
      | sed 's/0\.0\.0\.0/127.0.0.1/; s/\[::\]/[::1]/')
    [[ -z $server ]] || break
    is_running || fail "gnomon serve ended before it was ready"
    ((SECONDS < deadline)) || fail "gnomon serve was not ready within $ready_seconds s"
    sleep 0.1
  done
  export GNOMON_SERVER=$server
}

is_running() { [[ -n $daemon_pid ]] && kill -0 "$daemon_pid" 2>/dev/null; }

# Waits for the daemon to end by itself; returns its status.
wait_for_daemon() {
  local status=0
  wait "$daemon_pid" 2>/dev/null || status=$?
  daemon_pid=
  return "$status"
}

# Asks the daemon to stop and waits for it; returns its status, 0 when there is none.
stop_daemon() {
  trap '' INT TERM
  [[ -n $daemon_pid ]] || return 0
  if is_running; then
    say "stopping"
    kill -TERM "$daemon_pid" 2>/dev/null || true
    local deadline=$((SECONDS + stop_seconds))
    while is_running && ((SECONDS < deadline)); do sleep 0.1; done
    if is_running; then
      say "gnomon did not stop within $stop_seconds s; killing it (nothing that was accepted is lost)"
      kill -KILL "$daemon_pid" 2>/dev/null || true
    fi
  fi
  wait_for_daemon
}

# fail TEXT: shows the end of the daemon's log as well.
fail() {
  say "$*"
  if [[ -s $daemon_log ]]; then
    say "the end of $daemon_log:"
    tail -n 20 "$daemon_log" >&2
  fi
  exit 1
}
