#!/usr/bin/env bash
# A real engine for the integration tests and the quickstart.
#   engine.sh up STATE [OWNER]   brings it up; it goes down by itself when the process OWNER is gone
#   engine.sh down STATE         takes down what "up" made, however far that came
# STATE is a folder of its own. What the tests need to know stands in STATE/engine.properties:
#   it.dockerHost       the engine: that of DOCKER_HOST or /var/run/docker.sock where it answers, otherwise a private one
#   it.otherDockerHost  another private one beside a private one, with the same images and volume, for tests that run at the same time
#   it.quotaDockerHost  one more, which can limit the size of a container's disk (btrfs)
#   it.disk             a block device of its own, mounted at it.diskMount; the engine's volume it.diskVolume lies on it
#   it.swap             whether the host has swap
#   it.cgroup           the engine's cgroup version, 1 or 2
#   it.slower           how many times slower the engine's machine is than this one; left out where it is this one
# What can't be had on this machine is left out, with a line that says so. Network and iptables are left alone.
# shellcheck disable=SC2317 # Functions are called by name, too.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
VOLUME=it-disk
LABEL=io.github.containerlimits.it
START_SECONDS=180
STOP_SECONDS=30

say() { echo "engine: $*"; }
fail() { echo "engine: $*" >&2; exit 1; }
fail_with_log() { tail -n 20 "$2" >&2; fail "$1; see $2"; }
property() { echo "it.$1=$2" >>"$STATE/engine.properties"; }
root() { [ "$(id -u)" = 0 ]; }
# within SECONDS COMMAND...: runs the command until it succeeds
within() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.1; done
}

# docker_at HOST ARGUMENT...: without what the environment says of TLS where the engine is a private one
docker_at() {
  local without=(-u DOCKER_CONTEXT)
  [[ $1 != unix://$RUN/* ]] || without+=(-u DOCKER_TLS -u DOCKER_TLS_VERIFY)
  env "${without[@]}" timeout --foreground "${DOCKER_SECONDS:-300}" docker -H "$@"
}
answers() { DOCKER_SECONDS=10 docker_at "$1" version >/dev/null 2>&1; }

# shellcheck source-path=SCRIPTDIR source=packages.sh
. "$HERE/packages.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

# --- Packages

missing_packages() {
  lacks docker && echo docker-cli
  lacks stress && echo stress
  lacks stress-ng && echo stress-ng
  lacks fio && echo fio
  lacks h2load && echo nghttp2-client
  static_busybox || echo busybox-static
  root || return 0
  lacks dockerd && echo docker.io
  lacks mkfs.btrfs && echo btrfs-progs
  lacks mke2fs && echo e2fsprogs
  lacks losetup && echo mount
  return 0
}

install_packages() {
  local missing i
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! root; then
    [ -n "$(given_engine)" ] || fail "these packages are missing, and only root can install them: ${missing[*]}"
    say "not on this machine, and only root can install them: ${missing[*]}"
    return 0
  fi
  lacks apt-get && fail "these Debian packages are missing, and there is no apt-get: ${missing[*]}"
  say "installing ${missing[*]}"
  apt_get update || fail_with_log "the lists of packages could not be had" "$STATE/apt.log"
  # Where docker-cli is no package, docker.io has the command.
  for i in "${!missing[@]}"; do
    [ "${missing[i]}" != docker-cli ] || apt-cache show docker-cli >/dev/null 2>&1 || missing[i]=docker.io
  done
  apt_install "${missing[@]}" || fail_with_log "the packages could not be installed" "$STATE/apt.log"
}

# --- Engines

# Prints the host of an engine that is there already.
given_engine() {
  local host
  for host in "${DOCKER_HOST:-}" unix:///var/run/docker.sock; do
    if [ -n "$host" ] && answers "$host"; then echo "$host"; return; fi
  done
}
# An engine on this host can use this host's disks.
is_local() { [[ $1 == unix://* ]] && [ "$(docker_at "$1" info -f '{{.KernelVersion}}')" = "$(uname -r)" ]; }

# start_dockerd NAME DATA-ROOT ARGUMENT...: everything of it bears the name of our run folder, even its processes' arguments
start_dockerd() {
  local name=$1 data=$2; shift 2
  say "starting a private dockerd ($name), log in $STATE/$name.log"
  mkdir -p "$data" "$RUN/$name"
  echo '{}' >"$RUN/$name.json"
  setsid dockerd --config-file "$RUN/$name.json" --bridge=none --iptables=false --ip6tables=false \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$GROUP" \
    --containerd-namespace "$GROUP" --containerd-plugins-namespace "$GROUP-plugins" \
    -H "unix://$RUN/$name.sock" --data-root "$data" --exec-root "$RUN/$name" --pidfile "$RUN/$name.pid" "$@" \
    >"$STATE/$name.log" 2>&1 </dev/null &
  echo $! >"$RUN/$name.started"
}
await_dockerd() {
  if within $START_SECONDS answers_or_ended "$1" && answers "unix://$RUN/$1.sock"; then return; fi
  tail -n 20 "$STATE/$1.log" >&2
  return 1
}
answers_or_ended() { answers "unix://$RUN/$1.sock" || [ ! -e "/proc/$(cat "$RUN/$1.started")" ]; }

start_quota_engine() {
  local device
  mkdir -p "$STATE/btrfs"
  if device=$(loop_device "$STATE/btrfs.img" 4G) && mkfs.btrfs -q -f "$device" >/dev/null 2>&1 \
    && mount -t btrfs -o noatime "$device" "$STATE/btrfs" 2>/dev/null && btrfs quota enable "$STATE/btrfs" >/dev/null; then
    start_dockerd quota "$STATE/btrfs/docker" --storage-driver btrfs
  else
    say "no btrfs here: nothing can limit the size of a container's disk, and the tests of it will fail"
  fi
}
finish_quota_engine() {
  [ -e "$RUN/quota.started" ] || return 0
  if await_dockerd quota; then
    make_images "unix://$RUN/quota.sock"
    property quotaDockerHost "unix://$RUN/quota.sock"
  else
    say "the private dockerd on btrfs does not answer: the tests of the size of a container's disk will fail"
  fi
}

# --- Disk and swap

# loop_device IMAGE-FILE SIZE: makes the file and a device of it, prints the device
loop_device() { truncate -s "$2" "$1" && losetup -f --show "$1" 2>/dev/null; }

# start_disk HOST...: with a volume on it for each of these engines
start_disk() {
  local device host
  mkdir -p "$STATE/disk"
  if ! { device=$(loop_device "$STATE/disk.img" 512M) && mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 "$device" \
    && mount -o noatime "$device" "$STATE/disk"; }; then
    say "no loop devices here: the tests of a volume with a disk of its own will fail"
    return 0
  fi
  # A folder of the disk, without lost+found; bound, so that many containers can have it at the same time.
  mkdir -p "$STATE/disk/volume"
  for host; do
    if has_volume "$host"; then
      volume_is_ours "$host" || fail "the engine has a volume $VOLUME, which is not ours"
      docker_at "$host" volume rm $VOLUME >/dev/null
    fi
    docker_at "$host" volume create --label $LABEL -d local -o type=none -o o=bind -o "device=$STATE/disk/volume" $VOLUME >/dev/null
  done
  say "the volume $VOLUME lies on $device"
  property disk "$device"
  property diskMount "$STATE/disk"
  property diskVolume $VOLUME
}
has_volume() { docker_at "$1" volume inspect $VOLUME >/dev/null 2>&1; }
volume_is_ours() { docker_at "$1" volume ls -q -f "label=$LABEL" | grep -qx $VOLUME; }

start_swap() {
  # Of our own even where the host has some: that may be taken away under the tests.
  if swap_on_zram; then
    say "swap of 2 GiB on /dev/zram$(cat "$RUN/zram")"
  elif [ "$(wc -l </proc/swaps)" -gt 1 ]; then
    say "the host has swap"
  elif swap_in_file; then
    say "swap of 2 GiB in $STATE/swap"
  else
    say "no swap can be had here: the tests of it will fail"
    property swap false
    return 0
  fi
  property swap true
}
swap_on_zram() {
  [ -e /sys/class/zram-control/hot_add ] || modprobe zram num_devices=0 2>/dev/null || return 1
  cat /sys/class/zram-control/hot_add >"$RUN/zram" || return 1
  local number; number=$(cat "$RUN/zram")
  { echo 2G >"/sys/block/zram$number/disksize" && mkswap "/dev/zram$number" && swapon "/dev/zram$number"; } >/dev/null 2>&1 || { stop_swap; return 1; }
}
swap_in_file() {
  [ "$(df --output=avail -B 1G "$STATE" | tail -n 1)" -ge 8 ] || return 1
  { dd if=/dev/zero of="$STATE/swap" bs=1M count=2048 && chmod 600 "$STATE/swap" && mkswap "$STATE/swap" && swapon "$STATE/swap"; } >/dev/null 2>&1 || { stop_swap; return 1; }
}
stop_swap() {
  if [ -s "$RUN/zram" ]; then
    local number; number=$(cat "$RUN/zram")
    swapoff "/dev/zram$number" || true
    echo 1 >"/sys/block/zram$number/reset" || true
    echo "$number" >/sys/class/zram-control/hot_remove || true
  fi 2>/dev/null
  rm -f "$RUN/zram"
  if [ -e "$STATE/swap" ]; then swapoff "$STATE/swap" 2>/dev/null || true; rm -f "$STATE/swap"; fi
}

# --- Up

up() {
  [ -z "$RUN" ] || down
  local begin=$SECONDS
  mkdir -p "$STATE"
  rm -f "$STATE"/*.log "$STATE/engine.properties"
  # The path of a socket may have 107 characters at most, which a build's folder can exceed.
  use_run_folder "$(mktemp -d /tmp/container-limits-XXXXXX)"
  echo "$RUN" >"$STATE/run-folder"
  trap failed EXIT
  trap 'exit 130' INT TERM HUP
  [ -z "$OWNER" ] || start_watch
  install_packages

  local host others=()
  host=$(given_engine)
  if [ -n "$host" ]; then
    say "using the engine at $host"
  else
    [ -z "${DOCKER_HOST:-}" ] || say "DOCKER_HOST, $DOCKER_HOST, does not answer"
    root || fail "only root can start an engine; or set DOCKER_HOST to one that answers"
    host=unix://$RUN/docker.sock
    start_dockerd docker "$STATE/docker"
    start_dockerd other "$STATE/other"
    others=("unix://$RUN/other.sock")
  fi
  ! root || start_quota_engine
  ! is_private "$host" || await_dockerd docker || fail "the private dockerd does not answer"
  echo "$host" >"$RUN/host"
  property dockerHost "$host"
  if [ ${#others[@]} -gt 0 ]; then
    await_dockerd other || fail "the other private dockerd does not answer"
    make_images "${others[0]}"
    property otherDockerHost "${others[0]}"
  fi
  property cgroup "$(docker_at "$host" info -f '{{.CgroupVersion}}')"
  make_images "$host"
  if ! root; then
    say "not root: no disk, no swap and no quota, and the tests of them will fail"
  elif ! is_local "$host"; then
    say "the engine is not on this host: no disk and no swap, and the tests of them will fail"
  else
    start_disk "$host" ${others[@]+"${others[@]}"}
    start_swap
  fi
  finish_quota_engine
  trap - EXIT
  say "up after $((SECONDS - begin)) s: $host, cgroup v$(sed -n 's/^it.cgroup=//p' "$STATE/engine.properties")"
}
is_private() { [[ $1 == unix://$RUN/* ]]; }

failed() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  say "it did not come up: taking down what is there"
  permit_services
  down
  exit "$status"
}

# Takes everything down when the owner is gone, even if the owner's next build has deleted the state by then.
start_watch() {
  setsid bash "${BASH_SOURCE[0]}" watch "$STATE" "$OWNER" "$RUN" >"$STATE/watch.log" 2>&1 </dev/null &
  echo $! >"$RUN/watch.pid"
}
watch() {
  local since; since=$(start_time "$OWNER")
  while [ -n "$since" ] && [ "$(start_time "$OWNER")" = "$since" ]; do sleep 1; done
  # Another engine may have the folder by now.
  [ "$(cat "$STATE/run-folder" 2>/dev/null || echo "$RUN")" = "$RUN" ] || STATE=$RUN/none
  down
}
# Tells a process from a later one with its number.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# --- Down

down() {
  [ -d "$RUN" ] || { remove_state; say "nothing is up in $STATE"; return 0; }
  # The watch may be taking down just what we are told to.
  local begin=$SECONDS
  exec 9>"$RUN/lock"
  flock 9
  [ -e "$RUN/lock" ] || return 0
  [ "$COMMAND" = watch ] || stop_watch
  remove_volume
  stop_engines
  stop_swap
  mounts | while read -r point; do umount "$point" 2>/dev/null || umount -l "$point" || true; done
  within $STOP_SECONDS no_loops || true
  within 5 no_control_groups || true
  local left; left=$(mounts; loops; control_groups; ours dockerd containerd containerd-shim runc)
  remove_state
  rm -rf --one-file-system "$RUN"
  exec 9>&-
  [ -z "$left" ] || fail "left behind: ${left//$'\n'/, }"
  say "down after $((SECONDS - begin)) s"
}

# All but the logs.
remove_state() { rm -rf --one-file-system "$STATE"/{docker,other,btrfs,disk,rootfs,disk.img,btrfs.img,engine.properties,run-folder}; }

stop_watch() {
  local watch; watch=$(cat "$RUN/watch.pid" 2>/dev/null || true)
  ours bash | grep -x "$watch" | end TERM || true
}

# A private engine goes away with its volumes; from another one, ours is removed.
remove_volume() {
  local host; host=$(cat "$RUN/host" 2>/dev/null || true)
  [ -n "$host" ] && ! is_private "$host" && volume_is_ours "$host" || return 0
  docker_at "$host" volume rm $VOLUME >/dev/null || say "the volume $VOLUME could not be removed from $host"
}

stop_engines() {
  local name
  for name in docker other quota; do remove_containers "unix://$RUN/$name.sock" || true; done
  ours dockerd | end TERM
  within $STOP_SECONDS none_of_ours dockerd containerd || { say "dockerd does not end, killing it"; ours dockerd containerd | end KILL; }
  # What a killed dockerd leaves.
  contained | end KILL
  ours containerd-shim runc | end KILL
  within 5 none_of_ours containerd-shim runc || true
}
remove_containers() {
  [ -S "${1#unix://}" ] && answers "$1" || return 0
  local containers
  mapfile -t containers < <(docker_at "$1" ps -aq)
  [ ${#containers[@]} = 0 ] || docker_at "$1" rm -fv "${containers[@]}" >/dev/null 2>&1
}

# ours COMMAND...: prints the processes of those commands that have our run folder's name among their arguments
ours() {
  local pid command
  { grep -lsF -- "$GROUP" /proc/[0-9]*/cmdline || true; } | while IFS=/ read -r _ _ pid _; do
    for command in "$@"; do [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != "$command" ] || echo "$pid"; done
  done
}
none_of_ours() { [ -z "$(ours "$@")" ]; }
# Prints the processes in the engines' containers.
contained() { control_groups | while read -r group; do cat "$group/cgroup.procs" 2>/dev/null || true; done | sort -un; }
# end SIGNAL: to the processes read, which may be gone by then
end() { while read -r pid; do kill "-$1" "$pid" 2>/dev/null || true; done; }

# Prints the engines' control groups, the innermost first.
control_groups() { find /sys/fs/cgroup -maxdepth 2 -type d -name "$GROUP" -exec find {} -depth -type d \; 2>/dev/null || true; }
no_control_groups() { control_groups | while read -r group; do rmdir "$group" 2>/dev/null || true; done; [ -z "$(control_groups)" ]; }

# Prints what is mounted in our folders, the last first.
mounts() {
  awk '{ print $2 }' /proc/mounts | tac | while read -r point; do
    point=$(printf '%b' "$point")
    case $point in "$STATE"/* | "$RUN"/*) echo "$point" ;; esac
  done
}
# Prints the loop devices on files of ours.
loops() {
  lacks losetup || losetup -l -n -O NAME,BACK-FILE | while read -r device file; do case $file in "$STATE"/*) echo "$device" ;; esac; done
}
# A device is free only when the mount namespaces that were copied meanwhile are gone, those of other engines' containers too.
no_loops() { loops | while read -r device; do losetup -d "$device" 2>/dev/null || true; done; [ -z "$(loops)" ]; }

# ---

use_run_folder() { RUN=$1; GROUP=$(basename "$1"); }

main() {
  [ $# -ge 2 ] || fail "engine.sh up STATE [OWNER], or engine.sh down STATE"
  COMMAND=$1
  STATE=$(realpath -m "$2")
  OWNER=${3:-}
  RUN=
  [ ! -s "$STATE/run-folder" ] || use_run_folder "$(cat "$STATE/run-folder")"
  case $COMMAND in
    up) up ;;
    down) down ;;
    watch) use_run_folder "$4"; watch ;;
    *) fail "up or down, not $COMMAND" ;;
  esac
}

# Read to its end before it runs, so that the file may change meanwhile.
main "$@"; exit
