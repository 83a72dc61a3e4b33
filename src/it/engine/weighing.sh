#!/usr/bin/env bash
# A disk whose scheduler gives each control group its part by weight: a loop device on a file, with a file system. The file is read round the page cache,
# as a device that is too fast for its scheduler leaves that nothing to weigh.
#   weighing.sh up STATE [OWNER]        makes it; it goes, and its device has the scheduler that it had before, when the process OWNER is gone
#   weighing.sh scheduler STATE NAME    gives it that scheduler
#   weighing.sh down STATE              unmounts it, and gives the device back as it was
# What tests need to know stands in STATE/disk.properties: disk, its device, and volume, a folder on it.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STOP_SECONDS=30

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"

queue() { echo "/sys/block/$(basename "$(cat "$STATE/device")")/queue/scheduler"; }

up() {
  [ "$(id -u)" = 0 ] || fail "only root can make a disk here"
  local device
  truncate -s 768M "$STATE/weighing.img"
  device=$(losetup -f --show --direct-io=on "$STATE/weighing.img")
  echo "$device" >"$STATE/device"
  sed 's/.*\[\(.*\)].*/\1/' "$(queue)" >"$STATE/before"
  down_with "$OWNER" "$STATE/device"
  modprobe bfq 2>/dev/null || true
  echo bfq >"$(queue)" || fail "this kernel has no scheduler bfq: $(cat "$(queue)")"
  mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 "$device"
  mkdir -p "$STATE/weighing"
  mount -o noatime "$device" "$STATE/weighing"
  mkdir -p "$STATE/weighing/volume"
  printf 'disk=%s\nvolume=%s\n' "$device" "$STATE/weighing/volume" >"$STATE/disk.properties"
  say "$device is up: $(cat "$(queue)")"
}

# A container that is still there keeps it in use for a while.
down() {
  [ -e "$STATE/device" ] || return 0
  local device end=$((SECONDS + STOP_SECONDS))
  device=$(cat "$STATE/device")
  cat "$STATE/before" >"$(queue)" || true
  while grep -q "^$device " /proc/mounts && [ $SECONDS -lt $end ]; do umount "$STATE/weighing" 2>/dev/null || sleep 0.2; done
  umount -l "$STATE/weighing" 2>/dev/null || true
  losetup -d "$device" || true
  rm -rf --one-file-system "$STATE"/{weighing,weighing.img,device,before,disk.properties}
}

case ${1:-} in
up)
  mkdir -p "${2:?}"; STATE=$(cd "$2" && pwd)
  OWNER=${3:-}
  trap '[ $? = 0 ] || down' EXIT
  up
  ;;
scheduler) STATE=$(cd "${2:?}" && pwd); echo "${3:?}" >"$(queue)" ;;
down) STATE=$(cd "${2:?}" 2>/dev/null && pwd) || exit 0; down ;;
*) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
