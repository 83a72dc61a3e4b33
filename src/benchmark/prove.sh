#!/usr/bin/env bash
# What one writes who has no plugin: proves limits with docker, stress, fio and the files of control groups.
#   prove.sh PROOF...    proves one after the other, each in containers of its own; ends with 1 where one fails
# The environment says DOCKER_HOST; IMAGE, the image under proof; TOOLS, a folder for the loads' programs, filled where it is empty; SECONDS_OF_LOAD, how long
# loads last that do not end by themselves; for single proofs QUOTA_HOST, an engine that limits the size of disks, VOLUME and VOLUME_DISK, a volume and the disk
# that it lies on; and with WITHOUT=1 each limit is left out, so that its proof must fail.
# shellcheck disable=SC2317 # The proofs are called by name.
set -euo pipefail
IMAGE=${IMAGE:-it/busybox}
SECONDS_OF_LOAD=${SECONDS_OF_LOAD:-10}
MIB=1048576
KILLED_WITHIN=60
[ -z "${WITHOUT:-}" ] || KILLED_WITHIN=10 # What no limit kills goes on for so long.
FILES=(memory/memory.max_usage_in_bytes memory/memory.memsw.max_usage_in_bytes memory/memory.failcnt memory/memory.oom_control memory/memory.swappiness
  cpu/cpu.stat cpuacct/cpuacct.usage pids/pids.events pids/pids.max blkio/blkio.throttle.io_service_bytes blkio/blkio.throttle.io_serviced
  memory.peak memory.swap.peak memory.events cpu.stat pids.events pids.max io.stat)
CONTAINERS=()

# --- Containers

fail() { echo "FAILED $PROOF: $*" >&2; exit 1; }
# start OPTION...: a container that waits for loads; its id is in CONTAINER
start() {
  CONTAINER=$(docker run -d --network none -v "$TOOLS:/tools:ro" "$@" "$IMAGE" sleep 600)
  CONTAINERS+=("$CONTAINER")
}
remove() { [ ${#CONTAINERS[@]} = 0 ] || docker rm -fv "${CONTAINERS[@]}" >/dev/null; CONTAINERS=(); }
# load COMMAND...: to its end, which may be a failure
load() { docker exec "$CONTAINER" "$@" >/dev/null 2>&1 || true; }
# limit OPTION...: the option in LIMIT, unless limits are left out
limit() { LIMIT=("$@"); [ -z "${WITHOUT:-}" ] || LIMIT=(); }
# Reads all files of the container's control groups at once. On the host: a container whose processes wait for memory can start none that reads.
read_counters() {
  local file path
  COUNTERS=$(for file in "${FILES[@]}"; do
    case $file in */*) path=/sys/fs/cgroup/${file%/*}/*/$CONTAINER/${file#*/} ;; *) path=/sys/fs/cgroup/*/*$CONTAINER*/$file ;; esac
    for path in $path; do [ ! -e "$path" ] || sed "s|^|$file:|" "$path"; done
  done)
}
# one FILE...: the only number of the first of the files that there is; 0 for none
one() { local f; for f in "$@"; do awk -F: -v f="$f" '$1 == f { print $2; found = 1 } END { exit !found }' <<<"$COUNTERS" && return; done; echo 0; }
# key KEY FILE...: the number beside the key
key() { local k=$1 f; shift; for f in "$@"; do awk -F'[: ]' -v f="$f" -v k="$k" '$1 == f && $2 == k { print $3; found = 1 } END { exit !found }' <<<"$COUNTERS" && return; done; echo 0; }
# io Read|Write bytes|operations: of all disks; of a disk and one below it, which count the same, only the larger
io() {
  local file=blkio/blkio.throttle.io_service_bytes name=bytes
  [ "$2" = bytes ] || { file=blkio/blkio.throttle.io_serviced; name=ios; }
  awk -v v1="^$file:" -v op="$1" -v v2="$(tr RW rw <<<"${1:0:1}")$name=" '
    $0 ~ v1 && $2 == op { n = $3 } /^io.stat:/ { for (i = 2; i <= NF; i++) if (index($i, v2) == 1) n = substr($i, length(v2) + 1) }
    n > most { most = n } END { printf "%.0f\n", most }' <<<"$COUNTERS"
}
cpu_microseconds() { if grep -q '^cpuacct/' <<<"$COUNTERS"; then echo $(($(one cpuacct/cpuacct.usage) / 1000)); else key usage_usec cpu.stat; fi; }
peak() { one memory/memory.max_usage_in_bytes memory.peak; }
peak_with_swap() { if grep -q '^memory.peak' <<<"$COUNTERS"; then echo $(($(one memory.peak) + $(one memory.swap.peak))); else one memory/memory.memsw.max_usage_in_bytes; fi; }
oom_kills() { key oom_kill memory/memory.oom_control memory.events; }
# at_most NAME VALUE BOUND PERCENT, at_least NAME VALUE BOUND
at_most() { [ "$2" -le $(($3 + $3 * $4 / 100)) ] || fail "$1 is $2, but at most $3 was expected"; }
at_least() { [ "$2" -ge "$3" ] || fail "$1 is $2, but at least $3 was expected"; }
# The whole disk that the engine's files lie on.
root_disk() {
  local device parent
  device=$(findmnt -n -v -o SOURCE -T "$(docker info -f '{{.DockerRootDir}}')")
  parent=$(lsblk -n -o PKNAME "$device" | head -n 1)
  echo "${parent:+/dev/}${parent:-$device}"
}

# --- CPUs

# used WORKERS: runs so many workers, leaves the milli-CPUs they used in USED
used() {
  local before
  read_counters; before=$(cpu_microseconds)
  load /tools/stress --cpu "$1" --timeout "$SECONDS_OF_LOAD"
  read_counters; USED=$((($(cpu_microseconds) - before) / SECONDS_OF_LOAD / 1000))
}
cpus() {
  limit --cpus 0.5; start "${LIMIT[@]}"; used 2
  at_most "milli-CPUs used" $USED 500 10
  at_least "periods throttled" "$(key nr_throttled cpu/cpu.stat cpu.stat)" 1
}
cpuset() {
  limit --cpuset-cpus 1; start "${LIMIT[@]}"; used 4
  at_most "milli-CPUs used" $USED 1000 10
  at_least "milli-CPUs used" $USED 800
  [ "$(docker exec "$CONTAINER" busybox awk '/^Cpus_allowed_list/ { print $2 }' /proc/self/status)" = 1 ] || fail "other CPUs are allowed, too"
}
# share OF WORKERS SHARES...: loads containers with these shares at once; the first must have OF per cent of what all use
share() {
  local of=$1 workers=$2 all=() before=() sum=0 first i shares; shift 2
  for shares in "$@"; do limit --cpu-shares "$shares"; start "${LIMIT[@]}"; all+=("$CONTAINER"); done
  for i in "${!all[@]}"; do CONTAINER=${all[$i]}; read_counters; before+=("$(cpu_microseconds)"); done
  for CONTAINER in "${all[@]}"; do load /tools/stress --cpu "$workers" --timeout "$SECONDS_OF_LOAD" & done; wait
  for i in "${!all[@]}"; do
    CONTAINER=${all[$i]}; read_counters
    USED=$(($(cpu_microseconds) - before[i])); sum=$((sum + USED)); [ "$i" != 0 ] || first=$USED
  done
  at_most "per cent of the CPU time" $((first * 100 / sum)) "$of" 20
  at_least "per cent of the CPU time" $((first * 100 / sum)) $((of * 80 / 100))
}
cpu_shares() { share 33 4 512 1024; }
seed_cpu_shares() { share 50 4 512 256 256; }
seed_cpuset() { cpuset; }
seed_cpu_unlimited() { limit; [ -z "${WITHOUT:-}" ] || LIMIT=(--cpus 1); start "${LIMIT[@]}"; used 4; at_least "milli-CPUs used" $USED 1900; }

# --- Memory

# vm WORKERS BYTES [SECONDS]: by default until the kernel kills it
vm() { load /tools/stress --vm "$1" --vm-bytes "$2" --vm-keep --timeout "${3:-$KILLED_WITHIN}"; read_counters; }
mem_limit() {
  limit --memory 256m; start "${LIMIT[@]}"; vm 1 384M 2
  at_most "peak of memory" "$(peak)" $((256 * MIB)) 1
  at_least "charges that met the limit" "$(($(one memory/memory.failcnt) + $(key max memory.events)))" 1
}
memswap_limit() {
  limit --memory-swap 384m; start --memory 256m "${LIMIT[@]}"; vm 1 640M
  at_most "peak of memory and swap" "$(peak_with_swap)" $((384 * MIB)) 1
  at_least "kills for want of memory" "$(oom_kills)" 1
}
mem_swappiness() {
  limit --memory-swappiness 10; start --memory 256m "${LIMIT[@]}"; vm 1 384M 2
  at_most swappiness "$(one memory/memory.swappiness)" 10 0
  at_least "peak of memory and swap" "$(peak_with_swap)" $((257 * MIB))
}
seed_mem_limit() {
  limit --memory 512m --memory-swap 512m; start "${LIMIT[@]}"; vm 4 256M
  at_most "peak of memory" "$(peak)" $((512 * MIB)) 1
  at_least "kills for want of memory" "$(oom_kills)" 1
}
seed_memswap_default() {
  local options=(--memory 512m)
  [ -z "${WITHOUT:-}" ] || options+=(--memory-swap 2g)
  start "${options[@]}"; vm 3 256M 5
  at_most "peak of memory" "$(peak)" $((512 * MIB)) 1
  at_least "peak of memory and swap" "$(peak_with_swap)" $((612 * MIB))
  at_most "kills for want of memory" "$(oom_kills)" 0 0
  start "${options[@]}"; vm 5 256M
  at_most "peak of memory and swap" "$(peak_with_swap)" $((1024 * MIB)) 1
  at_least "kills for want of memory" "$(oom_kills)" 1
}
seed_oom_kill_disable() {
  limit --oom-kill-disable; start --memory 512m --memory-swap 1g --memory-swappiness 50 "${LIMIT[@]}"
  docker exec -d "$CONTAINER" /tools/stress --vm 5 --vm-bytes 256M --vm-keep
  local end=$((SECONDS + 60))
  until read_counters; [ "$(key under_oom memory/memory.oom_control)" = 1 ] || [ $SECONDS -ge $end ] || [ "$(oom_kills)" != 0 ]; do sleep 0.2; done
  sleep 1; read_counters # None is killed a little later.
  at_least "processes that wait for memory" "$(key under_oom memory/memory.oom_control)" 1
  at_most "kills for want of memory" "$(oom_kills)" 0 0
  at_most "peak of memory" "$(peak)" $((512 * MIB)) 1
  at_most "peak of memory and swap" "$(peak_with_swap)" $((1024 * MIB)) 1
  at_most swappiness "$(one memory/memory.swappiness)" 50 0
}

# --- Counts and sizes

pids_limit() {
  limit --pids-limit 100; start "${LIMIT[@]}"
  load /tools/stress --cpu 150 --timeout 1
  read_counters
  [ "$(one pids/pids.max pids.max)" = 100 ] || fail "the limit shown is $(one pids/pids.max pids.max)"
  at_least "forks refused" "$(key max pids/pids.events pids.events)" 1
}
# fills SIZE-IN-MIB FILE BLOCKS-OF-64K: must fail, and leave no more than the size
fills() {
  ! docker exec "$CONTAINER" dd if=/dev/zero "of=$2" bs=64k "count=$3" >/dev/null 2>&1 || fail "all was written"
  at_most "size of the file" "$(docker exec "$CONTAINER" stat -c %s "$2")" $(($1 * MIB)) 2
}
shm_size() { limit --shm-size 16m; start "${LIMIT[@]}"; fills 16 /dev/shm/full 512; }
seed_disk_size() { local -x DOCKER_HOST=$QUOTA_HOST; limit --storage-opt size=200m; start "${LIMIT[@]}"; fills 200 /test 4000; remove; }
nofile() {
  limit --ulimit nofile=256; start "${LIMIT[@]}"
  local opened
  opened=$(docker exec "$CONTAINER" sh -c 'trap "echo \$i" EXIT; i=3; while [ $i -lt 300 ]; do eval "exec $i</dev/null"; i=$((i+1)); done' 2>/dev/null || true)
  at_most "files open" "$opened" 256 0
  at_least "files open" "$opened" 200
}
logging() {
  limit --log-opt max-size=1m
  CONTAINER=$(docker run -d --network none "${LIMIT[@]}" "$IMAGE" sh -c 'busybox yes 0123456789012345678901234567890123456789012345678901234567890123456789 | busybox head -c 3145728')
  CONTAINERS+=("$CONTAINER")
  docker wait "$CONTAINER" >/dev/null
  local kept; kept=$(docker logs "$CONTAINER" | wc -c)
  at_most "bytes of the log" "$kept" $MIB 2
  at_least "bytes of the log" "$kept" 1
}

# --- Disks

# fio FOLDER SECONDS JOBS ARGUMENT...: leaves what it read and wrote of the disk in READ, WRITTEN, READS and WRITES, a second. The files are laid out before
# and by the kernel's flusher, which no cap holds up.
fio() {
  local folder=$1 seconds=$2 jobs=$3 bytes_read written reads writes began milliseconds; shift 3
  load sh -c 'rm -f "$1"/load.*; i=0; while [ $i -lt "$2" ]; do dd if=/dev/zero of="$1/load.$i.0" bs=1M count=32; i=$((i+1)); done; sync -f "$1/load.0.0"' sh "${folder%/}" "$jobs"
  read_counters; began=${EPOCHREALTIME/./}
  bytes_read=$(io Read bytes) written=$(io Write bytes) reads=$(io Read operations) writes=$(io Write operations)
  load /tools/fio --name=load --directory="$folder" --direct=1 --size=32M --numjobs="$jobs" --time_based --runtime="$seconds" "$@"
  read_counters; milliseconds=$(((${EPOCHREALTIME/./} - began) / 1000))
  [ "$folder" = / ] || load sh -c 'rm -f "$1"/load.*' sh "$folder" # The container's own go with it.
  READ=$((($(io Read bytes) - bytes_read) * 1000 / milliseconds)) WRITTEN=$((($(io Write bytes) - written) * 1000 / milliseconds))
  READS=$((($(io Read operations) - reads) * 1000 / milliseconds)) WRITES=$((($(io Write operations) - writes) * 1000 / milliseconds))
}
# capped FIGURE RATE FIO-ARGUMENT...: keeps below its rate, and comes near it; without the cap the same load does more
capped() {
  local figure=$1 rate=$2; shift 2
  start "${LIMIT[@]}"; fio / "$SECONDS_OF_LOAD" 1 "$@"
  at_most "$figure a second" "${!figure}" "$rate" 10
  at_least "$figure a second" "${!figure}" $((rate / 2))
  start; fio / 2 1 "$@"
  at_least "$figure a second without the cap" "${!figure}" $((rate * 2))
}
device_read_bps() { limit --device-read-bps "$(root_disk):1m"; capped READ $MIB --rw=randread --bs=64k; }
device_write_bps() { limit --device-write-bps "$(root_disk):1m"; capped WRITTEN $MIB --rw=randwrite --bs=64k; }
device_read_iops() { limit --device-read-iops "$(root_disk):100"; capped READS 100 --rw=randread --bs=4k; }
device_write_iops() { limit --device-write-iops "$(root_disk):100"; capped WRITES 100 --rw=randwrite --bs=4k; }

SEED=(--ioengine=libaio --rw=randrw --iodepth=16 --group_reporting)
bps_of() { limit --device-read-bps "$1:1m" --device-write-bps "$1:1m"; }
iops_of() { limit --device-read-iops "$1:100" --device-write-iops "$1:100"; }
# both READ-FIGURE WRITE-FIGURE RATE
both() {
  at_most "$1 a second" "${!1}" "$3" 10
  at_most "$2 a second" "${!2}" "$3" 10
  at_least "$1 and $2 a second" $((${!1} + ${!2})) "$3"
}
seed_bps() { bps_of "$(root_disk)"; start "${LIMIT[@]}"; fio / "$SECONDS_OF_LOAD" 4 "${SEED[@]}" --bs=4k; both READ WRITTEN $MIB; }
seed_bps_volume() { bps_of "$VOLUME_DISK"; start -v "$VOLUME:/fio_dir" "${LIMIT[@]}"; fio /fio_dir "$SECONDS_OF_LOAD" 4 "${SEED[@]}" --bs=4k; both READ WRITTEN $MIB; }
# The cap of another disk leaves the volume free; with one of its own it would not be.
seed_bps_volume_escapes() {
  bps_of "$(root_disk)"; [ -z "${WITHOUT:-}" ] || LIMIT=(--device-read-bps "$VOLUME_DISK:1m" --device-write-bps "$VOLUME_DISK:1m")
  start -v "$VOLUME:/fio_dir" "${LIMIT[@]}"; fio /fio_dir "$SECONDS_OF_LOAD" 4 "${SEED[@]}" --bs=4k
  at_least "bytes read a second" "$READ" $((2 * MIB))
  at_least "bytes written a second" "$WRITTEN" $((2 * MIB))
}
seed_iops_4k() { iops_of "$(root_disk)"; start "${LIMIT[@]}"; fio / "$SECONDS_OF_LOAD" 4 "${SEED[@]}" --bs=4k; both READS WRITES 100; }
seed_iops_32k() {
  iops_of "$(root_disk)"; start "${LIMIT[@]}"; fio / "$SECONDS_OF_LOAD" 4 "${SEED[@]}" --bs=32k; both READS WRITES 100
  at_least "bytes written a second" "$WRITTEN" $((2 * MIB))
}

# --- The loads' programs, with the libraries that the image may lack

fill_tools() {
  local program
  [ ! -e "$TOOLS/fio" ] || return 0
  mkdir -p "$TOOLS/lib"
  for program in stress fio; do
    cp -L "$(type -P "$program")" "$TOOLS/lib/$program"
    ldd "$TOOLS/lib/$program" | grep -oE '/[^ ]+' | xargs -I LIBRARY cp -L LIBRARY "$TOOLS/lib/"
    printf '#!/bin/sh\nexec /tools/lib/%s --library-path /tools/lib /tools/lib/%s "$@"\n' "$(basename "$(ldd "$(type -P "$program")" | grep -oE '/[^ ]*ld-linux[^ ]*')")" "$program" >"$TOOLS/$program"
    chmod +x "$TOOLS/$program"
  done
}

main() {
  fill_tools
  trap remove EXIT
  for PROOF in "$@"; do
    "$PROOF"
    remove
    echo "held $PROOF"
  done
}
main "$@"; exit
