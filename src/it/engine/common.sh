#!/usr/bin/env bash
# What the scripts beside engine.sh have in common. They set STATE, a folder for logs, before they call anything here.

PATH=$PATH:/usr/sbin:/sbin

# shellcheck source-path=SCRIPTDIR source=packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

say() { echo "$(basename "$0" .sh): $*"; }
fail() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }
# docker_at HOST ARGUMENT...
docker_at() { env -u DOCKER_CONTEXT -u DOCKER_TLS -u DOCKER_TLS_VERIFY timeout --foreground "${DOCKER_SECONDS:-300}" docker -H "$@"; }

# install_debian PACKAGE...: from Debian; nothing to do without a package
install_debian() {
  [ $# -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || lacks apt-get; then fail "these Debian packages are missing: $*"; fi
  say "installing $*"
  { apt_get update && apt_install "$@"; } || { tail -n 20 "$STATE/apt.log" >&2; fail "the packages could not be installed"; }
}

# await_engine HOST PID LOG: until the engine answers, which its process has not after its end
await_engine() {
  local end=$((SECONDS + START_SECONDS))
  until DOCKER_SECONDS=20 docker_at "$1" version >/dev/null 2>&1; do
    if [ ! -e "/proc/$2" ] || [ $SECONDS -ge $end ]; then tail -n 20 "$3" >&2; fail "no engine answers at $1"; fi
    sleep 0.2
  done
}

# remove_containers HOST
remove_containers() {
  { docker_at "$1" ps -aq 2>/dev/null || true; } | while read -r container; do docker_at "$1" rm -f "$container" >/dev/null 2>&1 || true; done
}

# end_process PID WORD: the process, if it still is the one with that word among its arguments
end_process() {
  [ -n "$1" ] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF "$2" || return 0
  kill "$1"
  local end=$((SECONDS + 20))
  while [ -e "/proc/$1" ]; do
    [ $SECONDS -lt $end ] || kill -KILL "$1" 2>/dev/null || true
    sleep 0.1
  done
}

# end_all WORD: every process that has it among its arguments, such as those that look after a container's end minutes later
end_all() {
  local file pid
  { grep -lsF -- "$1" /proc/[0-9]*/cmdline || true; } | while read -r file; do
    pid=${file#/proc/}
    kill -KILL "${pid%/cmdline}" 2>/dev/null || true
  done
}

# down_with OWNER FILE: takes all down when the process OWNER is gone, unless the file, which goes with it, is gone before
down_with() {
  [ -n "$1" ] || return 0
  # shellcheck disable=SC2016 # For the shell that waits.
  setsid bash -c 'while [ -e "/proc/$1" ] && [ -e "$2" ]; do sleep 1; done; [ -e "/proc/$1" ] || exec bash "$3" down "$4"' bash "$1" "$2" "$HERE/$(basename "$0")" "$STATE" \
    >/dev/null 2>&1 </dev/null 9>&- &
}
