#!/usr/bin/env bash
# Docker Compose, as Debian 13 has it: the program that says how Compose itself reads a file.
#   compose.sh STATE     brings it, unless it is there; the last line that it prints is its path. Logs go to the folder STATE.
# It is kept in ~/.cache/container-limits/compose, and needs no engine to read files.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SUITE=trixie
KEYS=/usr/share/keyrings/debian-archive-keyring.gpg

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

mkdir -p "${1:?}"
STATE=$(cd "$1" && pwd)
FOLDER=$CACHE/compose/$SUITE
PROGRAM=$FOLDER/docker-compose

bring() {
  local work=$FOLDER/work mirror
  [ -e "$KEYS" ] || install_debian debian-archive-keyring
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
  rm -rf "$work"
  mkdir -p "$work"/{lists/partial,cache/archives/partial}
  echo "deb [signed-by=$KEYS] ${mirror:-http://deb.debian.org/debian} $SUITE main" >"$work/sources.list"
  local options=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache")
  (cd "$work" && apt_get "${options[@]}" update && apt_get "${options[@]}" download docker-compose && dpkg -x docker-compose_*.deb tree) || {
    tail -n 20 "$STATE/apt.log" >&2
    fail "Docker Compose could not be had from Debian $SUITE"
  }
  mv "$work/tree/usr/libexec/docker/cli-plugins/docker-compose" "$PROGRAM.new"
  rm -rf "$work"
  mv "$PROGRAM.new" "$PROGRAM"
}

mkdir -p "$FOLDER"
exec 9>"$FOLDER.lock"
flock 9
[ -x "$PROGRAM" ] || bring
say "$("$PROGRAM" version)"
echo "$PROGRAM"
