#!/usr/bin/env bash
# The Docker of another Debian on this host's own kernel: the tree of files that vm.sh made for its machine, in a mount namespace of its own.
#   tree.sh up SUITE STATE [OWNER]   starts it, with a socket, data and process ids of its own in STATE; it ends with the process OWNER
#   tree.sh down STATE               ends it
# SUITE:snapshotter keeps images in containerd's own store, as new installations of Docker 29 do.
# What tests need to know stands in STATE/engine.properties, as engine.sh says it. There is no disk and no swap of its own.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
START_SECONDS=60

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

up() {
  local suite=${SUITE%:snapshotter} begin=$SECONDS features={} tree run
  tree=$CACHE/vm/$suite/tree
  [ "$(id -u)" = 0 ] || fail "only root can start an engine"
  bash "$HERE/vm.sh" build "$suite"
  run=$(mktemp -d /tmp/container-limits-XXXXXX)
  echo "$run" >"$STATE/run-folder"
  down_with "$OWNER" "$STATE/run-folder"
  [ "$suite" = "$SUITE" ] || features='{"features":{"containerd-snapshotter":true}}'
  echo "$features" >"$STATE/dockerd.json"
  # shellcheck disable=SC2016 # For the shell in the namespace.
  setsid unshare -m --propagation private bash -c '
    tree=$1; shift
    mount --bind "$tree" "$tree"
    for folder in proc sys dev tmp; do mkdir -p "$tree/$folder"; mount --rbind "/$folder" "$tree/$folder"; done
    mkdir -p "$tree/state"; mount --bind "$1" "$tree/state"; shift
    mount -t tmpfs tmpfs "$tree/run"
    mkdir -p "$tree/.old"; cd "$tree"; pivot_root . .old; umount -l /.old
    exec /usr/sbin/dockerd "$@"' bash "$tree" "$STATE" \
    --config-file /state/dockerd.json --bridge=none --iptables=false --ip6tables=false --exec-opt native.cgroupdriver=cgroupfs \
    --cgroup-parent "/${run##*/}" -H "unix://$run/docker.sock" --data-root /state/data --exec-root "$run/exec" --pidfile "$run/pid" \
    >"$STATE/docker.log" 2>&1 </dev/null &
  echo $! >"$STATE/started"
  await_engine "unix://$run/docker.sock" "$(cat "$STATE/started")" "$STATE/docker.log"
  make_images "unix://$run/docker.sock"
  {
    echo "it.dockerHost=unix://$run/docker.sock"
    echo "it.cgroup=$(docker_at "unix://$run/docker.sock" info -f '{{.CgroupVersion}}')"
  } >"$STATE/engine.properties"
  say "$SUITE is up after $((SECONDS - begin)) s: unix://$run/docker.sock"
}

down() {
  local run
  run=$(cat "$STATE/run-folder" 2>/dev/null || true)
  [ -n "$run" ] || return 0
  remove_containers "unix://$run/docker.sock"
  end_process "$(cat "$run/pid" 2>/dev/null || true)" "$run/docker.sock"
  find /sys/fs/cgroup -depth -type d -path "*/${run##*/}*" -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$run" "$STATE"/{data,rootfs,run-folder,started,engine.properties}
}

case ${1:-} in
up)
  SUITE=${2:?}; mkdir -p "${3:?}"; STATE=$(cd "$3" && pwd)
  OWNER=${4:-}
  trap '[ $? = 0 ] || down' EXIT
  up
  ;;
down) STATE=$(cd "${2:?}" 2>/dev/null && pwd) || exit 0; down ;;
*) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
