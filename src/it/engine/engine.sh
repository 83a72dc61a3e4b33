#!/usr/bin/env bash
# A real engine for the integration tests and the quickstart.
#   engine.sh up STATE [OWNER]   brings it up; it goes down by itself when the process OWNER is gone
#   engine.sh down STATE         takes down what "up" made, however far that came
# STATE is a folder of its own. What the tests need to know stands in STATE/engine.properties.
set -euo pipefail

COMMAND=${1:?up or down}
STATE=$(realpath -m "${2:?the folder of the state}")
OWNER=${3:-}
PROPERTIES=$STATE/engine.properties

say() { echo "engine: $*"; }
fail() { echo "engine: $*" >&2; exit 1; }
property() { echo "$1=$2" >>"$PROPERTIES"; }
# Sockets and the like: a path of a socket may have 107 characters at most, which a build's folder can exceed.
run_folder() { cat "$STATE/run-folder"; }
# The group that our containers live in, so that it can be taken away without touching another engine's.
group() { basename "$(run_folder)"; }
answers() { docker -H "$1" version >/dev/null 2>&1; }

install_packages() {
  local missing=() package
  for package in docker.io stress stress-ng fio busybox-static btrfs-progs e2fsprogs; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" = 0 ] || fail "these packages are missing and only root can install them: ${missing[*]}"
  type apt-get >/dev/null 2>&1 || fail "these Debian packages are missing and there is no apt-get: ${missing[*]}"
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # The package's own service must not start: the tests have an engine of their own.
  local policy=/usr/sbin/policy-rc.d made=
  [ -e $policy ] || { made=1; printf '#!/bin/sh\nexit 101\n' >$policy; chmod +x $policy; }
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >"$STATE/apt.log" 2>&1 \
    || { [ -z "$made" ] || rm -f $policy; tail -n 20 "$STATE/apt.log" >&2; fail "the packages could not be installed"; }
  [ -z "$made" ] || rm -f $policy
}

# start_dockerd NAME DATA-ROOT ARGUMENT...
start_dockerd() {
  local name=$1 data=$2 run; shift 2
  run=$(run_folder)
  say "starting a private dockerd ($name), log in $STATE/$name.log"
  mkdir -p "$data" "$run/$name"
  setsid dockerd --bridge=none --iptables=false --ip6tables=false --cgroup-parent "/$(group)" \
    -H "unix://$run/$name.sock" --data-root "$data" --exec-root "$run/$name" --pidfile "$run/$name.pid" "$@" \
    >"$STATE/$name.log" 2>&1 </dev/null &
  local i
  for i in $(seq 300); do
    answers "unix://$run/$name.sock" && return
    [ "$i" -lt 20 ] || [ -e "$run/$name.pid" ] || break
    sleep 0.1
  done
  tail -n 20 "$STATE/$name.log" >&2
  fail "the private dockerd ($name) does not answer"
}

stop_dockerd() {
  local name=$1 run pid; run=$(run_folder)
  [ -e "$run/$name.pid" ] || return 0
  pid=$(cat "$run/$name.pid")
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  docker -H "unix://$run/$name.sock" ps -aq 2>/dev/null | xargs -r timeout 60 docker -H "unix://$run/$name.sock" rm -fv >/dev/null 2>&1 || true
  kill "$pid" 2>/dev/null || true
  local i
  for i in $(seq 200); do [ -e "/proc/$pid" ] || return 0; sleep 0.1; done
  say "dockerd ($name) does not end, killing it"
  kill -9 "$pid" 2>/dev/null || true
}

# loop_device IMAGE-FILE SIZE: makes the file and a device of it, prints the device
loop_device() { truncate -s "$2" "$1"; losetup -f --show "$1"; }

start_quota_engine() {
  local data=$STATE/btrfs device
  mkdir -p "$data"
  device=$(loop_device "$STATE/btrfs.img" 4G)
  mkfs.btrfs -q -f "$device" >/dev/null 2>&1 && mount -o noatime "$device" "$data" && btrfs quota enable "$data" >/dev/null \
    || { say "no btrfs on this kernel: nothing here can limit the size of a container's disk"; return 0; }
  start_dockerd quota "$data/docker" --storage-driver btrfs
  images "unix://$(run_folder)/quota.sock"
  property it.quotaDockerHost "unix://$(run_folder)/quota.sock"
}

start_disk() {
  local device
  mkdir -p "$STATE/disk"
  device=$(loop_device "$STATE/disk.img" 512M)
  mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 "$device"
  mount -o noatime "$device" "$STATE/disk"
  # A folder of the disk, without lost+found.
  mkdir -p "$STATE/disk/volume"
  docker -H "$1" volume create -d local -o type=none -o o=bind -o "device=$STATE/disk/volume" it-disk >/dev/null
  say "the volume it-disk lies on $device"
  property it.disk "$device"
  property it.diskVolume it-disk
}

start_swap() {
  # Of our own even where the host has some: that may be taken away under the tests.
  if [ -e /sys/class/zram-control/hot_add ]; then
    local number; number=$(cat /sys/class/zram-control/hot_add)
    echo "$number" >"$STATE/zram"
    echo 2G >"/sys/block/zram$number/disksize"
    mkswap "/dev/zram$number" >/dev/null
    swapon "/dev/zram$number"
    say "swap of 2 GiB on /dev/zram$number"
  else
    dd if=/dev/zero of="$STATE/swap" bs=1M count=2048 status=none
    chmod 600 "$STATE/swap"
    mkswap "$STATE/swap" >/dev/null
    swapon "$STATE/swap"
    say "swap of 2 GiB in $STATE/swap"
  fi
  property it.swap true
}

stop_swap() {
  if [ -e "$STATE/zram" ]; then
    local number; number=$(cat "$STATE/zram")
    swapoff "/dev/zram$number" 2>/dev/null || true
    echo 1 >"/sys/block/zram$number/reset" 2>/dev/null || true
    echo "$number" >/sys/class/zram-control/hot_remove 2>/dev/null || true
    rm -f "$STATE/zram"
  fi
  if [ -e "$STATE/swap" ]; then swapoff "$STATE/swap" 2>/dev/null || true; rm -f "$STATE/swap"; fi
}

# images HOST: the images of the tests, made here because there may be no registry
images() {
  local host=$1 root=$STATE/rootfs applet
  if [ ! -d "$root" ]; then
    mkdir -p "$root"/busybox/{bin,tmp,etc} "$root/odd" "$root"/glibc/{bin,tmp} "$root/scratch"
    cp /bin/busybox "$root/busybox/bin/"
    for applet in sh ls cat dd sleep mkdir id env true; do ln -s busybox "$root/busybox/bin/$applet"; done
    chmod 1777 "$root"/*/tmp
    printf 'FROM it/busybox\nENV A=b\nWORKDIR /srv\nVOLUME /data\nENTRYPOINT ["/does/not/exist"]\nUSER 1000:1000\n' >"$root/odd/Dockerfile"
    cp /bin/busybox "$root/scratch/only"
    printf 'FROM scratch\nCOPY only /only\nENTRYPOINT ["/only", "true"]\n' >"$root/scratch/Dockerfile"
    local program library
    for program in sh dd sleep ls; do
      cp -L "$(command -v $program)" "$root/glibc/bin/$program"
      ldd "$(command -v $program)" | grep -oE '/[^ ]+' | while read -r library; do
        mkdir -p "$root/glibc$(dirname "$library")"; cp -L "$library" "$root/glibc$library"
      done
    done
  fi
  tar -C "$root/busybox" -c . | docker -H "$host" import - it/busybox >/dev/null
  tar -C "$root/glibc" -c . | docker -H "$host" import - it/glibc >/dev/null
  docker -H "$host" build -q -t it/odd "$root/odd" >/dev/null 2>&1
  docker -H "$host" build -q -t it/scratch "$root/scratch" >/dev/null 2>&1
}

up() {
  [ ! -e "$STATE/run-folder" ] || down
  mkdir -p "$STATE"
  rm -f "$PROPERTIES"
  mktemp -d /tmp/container-limits-XXXXXX >"$STATE/run-folder"
  install_packages
  [ "$(id -u)" = 0 ] || fail "an engine of its own, disks and swap need root"
  if [ -n "$OWNER" ]; then
    setsid bash "${BASH_SOURCE[0]}" watch "$STATE" "$OWNER" >/dev/null 2>&1 </dev/null &
    echo $! >"$STATE/watch.pid"
  fi
  local host
  if [ -n "${DOCKER_HOST:-}" ] && answers "$DOCKER_HOST"; then
    host=$DOCKER_HOST
    say "using the engine of DOCKER_HOST, $host"
  else
    start_dockerd docker "$STATE/docker"
    host=unix://$(run_folder)/docker.sock
  fi
  echo "$host" >"$STATE/host"
  property it.dockerHost "$host"
  images "$host"
  start_disk "$host"
  start_swap
  start_quota_engine
  say "up: $host"
}

down() {
  [ -e "$STATE/run-folder" ] || { say "nothing is up in $STATE"; return 0; }
  local run; run=$(run_folder)
  if [ -e "$STATE/watch.pid" ] && [ "$COMMAND" != watch ]; then
    kill "$(cat "$STATE/watch.pid")" 2>/dev/null || true
  fi
  rm -f "$STATE/watch.pid"
  if [ -e "$STATE/host" ]; then docker -H "$(cat "$STATE/host")" volume rm -f it-disk >/dev/null 2>&1 || true; fi
  stop_dockerd docker
  stop_dockerd quota
  stop_swap
  # The engines' mounts, the last made first.
  awk '{ print $2 }' /proc/mounts | grep -E "^($STATE|$run)/" | tac | while read -r point; do umount "$point" || umount -l "$point"; done || true
  local image device
  for image in "$STATE"/*.img; do
    [ -e "$image" ] || continue
    for device in $(losetup -j "$image" | cut -d: -f1); do losetup -d "$device"; done
  done
  for image in /sys/fs/cgroup/*/"$(group)" /sys/fs/cgroup/"$(group)"; do [ ! -d "$image" ] || rmdir "$image" 2>/dev/null || true; done
  rm -rf "$STATE/docker" "$STATE/btrfs" "$STATE/disk" "$STATE/rootfs" "$STATE"/*.img "$STATE/host" "$run"
  rm -f "$STATE/run-folder"
  say "down"
}

case $COMMAND in
  up) up ;;
  down) down ;;
  watch)
    while [ -e "/proc/$OWNER" ]; do sleep 1; done
    down ;;
  *) fail "up or down, not $COMMAND" ;;
esac
