#!/usr/bin/env bash
# A Docker Swarm of several engines on this host's own kernel, each in a network namespace and with a host name of its own.
#   swarm.sh up STATE [OWNER [NODES [MANAGERS]]]   starts it, with two nodes of which the first is the manager, where no numbers are given; it ends with the process OWNER
#   swarm.sh kill STATE NUMBER                     kills the engine of a node, as a crash would: its containers run on
#   swarm.sh start STATE NUMBER                    starts it again
#   swarm.sh down STATE                            ends it
# What tests need to know stands in STATE/engine.properties: it.dockerHost (the first manager), it.nodes (their host names) and it.socket.NAME (the socket of each).
# The namespaces see each other and nothing else: the host's network and iptables are left alone. The nodes have the images of the other engines, each the very same.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
START_SECONDS=120
PORT=2377

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

install_packages() {
  local missing=()
  lacks dockerd && missing+=(docker.io)
  lacks docker && missing+=(docker-cli)
  lacks ip && missing+=(iproute2)
  static_busybox || missing+=(busybox-static)
  install_debian ${missing[@]+"${missing[@]}"}
}

# Names of network namespaces and control groups are the host's: each Swarm has some of its own.
name() { echo "cl$(basename "$1" | tr -dc 'A-Za-z0-9' | tail -c 6)$2"; }

connect_namespaces() {
  local i
  ip netns add "$(name "$1" b)"
  ip netns exec "$(name "$1" b)" sh -c 'ip link set lo up && ip link add br0 type bridge && ip link set br0 up'
  for i in $(seq "$NODES"); do
    ip netns add "$(name "$1" "$i")"
    ip netns exec "$(name "$1" b)" ip link add "v$i" type veth peer name eth0 netns "$(name "$1" "$i")"
    ip netns exec "$(name "$1" b)" ip link set "v$i" master br0 up
    # The engine refuses to join a Swarm without a default route.
    ip netns exec "$(name "$1" "$i")" sh -c "ip link set lo up && ip addr add 10.66.0.$i/24 dev eth0 && ip link set eth0 up && ip route add default via 10.66.0.254"
  done
}

# start_node RUN NUMBER
start_node() {
  local run=$1 i=$2
  mkdir -p "$STATE/data$i" "$run/node$i"
  echo '{}' >"$run/node$i.json"
  # Without the variable each task waits for a registry first, though its image is there.
  # shellcheck disable=SC2016 # For the shell in the namespace.
  DOCKER_SERVICE_PREFER_OFFLINE_IMAGE=1 setsid nsenter --net="/run/netns/$(name "$run" "$i")" unshare --uts bash -c 'hostname "$1"; shift; exec dockerd "$@"' bash "node$i" \
    --config-file "$run/node$i.json" --bridge=none --iptables=false --ip6tables=false --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$(name "$run" "$i")" \
    -H "unix://$run/node$i.sock" --data-root "$STATE/data$i" --exec-root "$run/node$i" --pidfile "$run/node$i.pid" \
    >"$STATE/node$i.log" 2>&1 </dev/null &
  echo $! >"$run/node$i.started"
}

up() {
  local begin=$SECONDS run i token role images
  [ "$(id -u)" = 0 ] || fail "only root can start engines here"
  install_packages
  run=$(mktemp -d /tmp/container-limits-XXXXXX)
  echo "$run" >"$STATE/run-folder"
  echo "$NODES" >"$run/nodes"
  down_with "$OWNER" "$STATE/run-folder"
  connect_namespaces "$run"
  for i in $(seq "$NODES"); do start_node "$run" "$i"; done
  for i in $(seq "$NODES"); do
    await_engine "unix://$run/node$i.sock" "$(cat "$run/node$i.started")" "$STATE/node$i.log"
  done
  make_images "unix://$run/node1.sock"
  mapfile -t images < <(docker_at "unix://$run/node1.sock" image ls --format '{{.Repository}}' --filter 'reference=it/*')
  for i in $(seq 2 "$NODES"); do
    [ ${#images[@]} = 0 ] || docker_at "unix://$run/node1.sock" save "${images[@]}" | docker_at "unix://$run/node$i.sock" load -q >/dev/null
  done
  docker_at "unix://$run/node1.sock" swarm init --advertise-addr 10.66.0.1 --listen-addr "10.66.0.1:$PORT" >/dev/null
  for i in $(seq 2 "$NODES"); do
    [ "$i" -le "$MANAGERS" ] && role=manager || role=worker
    token=$(docker_at "unix://$run/node1.sock" swarm join-token -q "$role")
    docker_at "unix://$run/node$i.sock" swarm join --token "$token" --advertise-addr "10.66.0.$i" --listen-addr "10.66.0.$i:$PORT" "10.66.0.1:$PORT" >/dev/null
  done
  {
    echo "it.dockerHost=unix://$run/node1.sock"
    echo "it.nodes=$(seq -s ' ' -f 'node%g' "$NODES")"
    for i in $(seq "$NODES"); do echo "it.socket.node$i=$run/node$i.sock"; done
    echo "it.cgroup=$([ -e /sys/fs/cgroup/cgroup.controllers ] && echo 2 || echo 1)"
  } >"$STATE/engine.properties"
  say "up after $((SECONDS - begin)) s: $NODES nodes, the manager is unix://$run/node1.sock"
}

# kill_node NUMBER: an engine that is no more does not tell its Swarm that it goes
kill_node() {
  local run pid
  run=$(cat "$STATE/run-folder")
  pid=$(cat "$run/node$1.pid")
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$run/node$1.sock" || fail "process $pid is not the engine of node$1"
  kill -KILL "$pid"
  while [ -e "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status"; do sleep 0.1; done
}

start_again() {
  local run
  run=$(cat "$STATE/run-folder")
  start_node "$run" "$1"
  await_engine "unix://$run/node$1.sock" "$(cat "$run/node$1.started")" "$STATE/node$1.log"
}

down() {
  local run nodes i group
  run=$(cat "$STATE/run-folder" 2>/dev/null || true)
  [ -n "$run" ] || return 0
  nodes=$(cat "$run/nodes" 2>/dev/null || echo 9)
  # The Swarm would start again what is removed while its manager is there.
  for i in $(seq "$nodes"); do DOCKER_SECONDS=20 docker_at "unix://$run/node$i.sock" swarm leave --force >/dev/null 2>&1 || true; done
  for i in $(seq "$nodes"); do
    remove_containers "unix://$run/node$i.sock"
    end_process "$(cat "$run/node$i.pid" 2>/dev/null || true)" "$run/node$i.sock"
  done
  end_all "$run"
  { grep -oE " ($STATE/data|$run)[^ ]*" /proc/mounts || true; } | sort -r | while read -r point; do umount -l "$point" || true; done
  for i in b $(seq "$nodes"); do
    ip netns del "$(name "$run" "$i")" 2>/dev/null || true
    for group in /sys/fs/cgroup/*/"$(name "$run" "$i")" /sys/fs/cgroup/"$(name "$run" "$i")"; do
      [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null || true
    done
  done
  rm -rf --one-file-system "$run" "$STATE"/{data*,rootfs,run-folder,engine.properties}
}

case ${1:-} in
up)
  mkdir -p "${2:?}"; STATE=$(cd "$2" && pwd)
  OWNER=${3:-}
  NODES=${4:-2}
  MANAGERS=${5:-1}
  trap '[ $? = 0 ] || down' EXIT
  up
  ;;
kill) STATE=$(cd "${2:?}" && pwd); kill_node "${3:?}" ;;
start) STATE=$(cd "${2:?}" && pwd); start_again "${3:?}" ;;
down) STATE=$(cd "${2:?}" 2>/dev/null && pwd) || exit 0; down ;;
*) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
