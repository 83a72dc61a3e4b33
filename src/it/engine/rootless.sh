#!/usr/bin/env bash
# Rootless engines on this host's own kernel: Docker, and Podman's service, each as a user who is nobody's, in a user namespace of its own.
#   rootless.sh up STATE [OWNER]   installs docker.io, podman, runc and rootlesskit from Debian where they are missing, and starts both; they end with the process OWNER
#   rootless.sh down STATE         ends them
# What tests need to know stands in STATE/engine.properties, as engine.sh says it, and it.podmanHost. Nothing gives these users a control group.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
START_SECONDS=60
USER_ID=61234

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

install_packages() {
  local missing=()
  lacks dockerd && missing+=(docker.io)
  lacks podman && missing+=(podman)
  lacks runc && missing+=(runc)
  # Docker, where it is told of one, does not start without its proxy, though there is no network that would need it.
  lacks rootlesskit-docker-proxy && missing+=(rootlesskit)
  install_debian ${missing[@]+"${missing[@]}"}
}

# as_user NAME COMMAND: in a user namespace where the user is root, and has more users; its process id goes to RUN/NAME.started
as_user() {
  local folder=$RUN/$1 pid
  mkdir -p "$folder/home"; mkfifo "$folder/mapped"
  printf '0 %s 1\n1 %s 65536\n' $USER_ID $((USER_ID + 100000)) >"$folder/map"
  chown -R $USER_ID:$USER_ID "$folder"
  # shellcheck disable=SC2016 # For the shell in the namespace.
  HOME=$folder/home XDG_RUNTIME_DIR=$folder setsid setpriv --reuid $USER_ID --regid $USER_ID --clear-groups unshare -U bash -c '
    read -r go <"$1/mapped"
    exec setpriv --reuid 0 --regid 0 --clear-groups unshare -m bash -c "mount -t tmpfs tmpfs /run && $2"' bash "$folder" "$2" \
    >"$STATE/$1.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$RUN/$1.started"
  # At once, or the kernel takes no more.
  until [ "$(readlink "/proc/$pid/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.1; done
  dd if="$folder/map" of="/proc/$pid/uid_map" bs=4k status=none
  dd if="$folder/map" of="/proc/$pid/gid_map" bs=4k status=none
  echo go >"$folder/mapped"
}

up() {
  local begin=$SECONDS files
  [ "$(id -u)" = 0 ] || fail "only root can give a user others"
  install_packages
  RUN=$(mktemp -d /tmp/container-limits-XXXXXX)
  echo "$RUN" >"$STATE/run-folder"
  down_with "$OWNER" "$STATE/run-folder"
  chmod 755 "$RUN"
  echo '{}' >"$RUN/dockerd.json"
  files=$(ulimit -Hn)
  printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=65536:65536"]\n[engine]\nevents_logger="file"\n' "$files" "$files" >"$RUN/containers.conf"
  # What RootlessKit, and podman itself, would say of the namespace.
  as_user docker "ROOTLESSKIT_STATE_DIR=$RUN/docker exec dockerd --rootless --config-file $RUN/dockerd.json --group 0 --storage-driver vfs \
    --bridge=none --iptables=false --ip6tables=false -H unix://$RUN/docker/docker.sock --data-root $RUN/docker/data --exec-root $RUN/docker/exec --pidfile $RUN/docker/pid"
  as_user podman "_CONTAINERS_USERNS_CONFIGURED=done _CONTAINERS_ROOTLESS_UID=$USER_ID _CONTAINERS_ROOTLESS_GID=$USER_ID CONTAINERS_CONF=$RUN/containers.conf \
    exec podman --root $RUN/podman/root --runroot $RUN/podman/run --tmpdir $RUN/podman/tmp --cgroup-manager cgroupfs --runtime runc --events-backend file \
    --storage-driver vfs system service --time 0 unix://$RUN/podman/podman.sock"
  for engine in docker podman; do
    await_engine "unix://$RUN/$engine/$engine.sock" "$(cat "$RUN/$engine.started")" "$STATE/$engine.log"
    make_images "unix://$RUN/$engine/$engine.sock"
  done
  {
    echo "it.dockerHost=unix://$RUN/docker/docker.sock"
    echo "it.podmanHost=unix://$RUN/podman/podman.sock"
    echo "it.cgroup=$(docker_at "unix://$RUN/docker/docker.sock" info -f '{{.CgroupVersion}}')"
  } >"$STATE/engine.properties"
  say "up after $((SECONDS - begin)) s: unix://$RUN/docker/docker.sock, unix://$RUN/podman/podman.sock"
}

down() {
  local engine
  RUN=$(cat "$STATE/run-folder" 2>/dev/null || true)
  [ -n "$RUN" ] || return 0
  for engine in docker podman; do
    remove_containers "unix://$RUN/$engine/$engine.sock"
    end_process "$(cat "$RUN/$engine.started" 2>/dev/null || true)" "$RUN/$engine"
  done
  end_all "$RUN"
  rm -rf --one-file-system "$RUN" "$STATE"/{rootfs,run-folder,engine.properties}
}

case ${1:-} in
up)
  mkdir -p "${2:?}"; STATE=$(cd "$2" && pwd)
  OWNER=${3:-}
  trap '[ $? = 0 ] || down' EXIT
  up
  ;;
down) STATE=$(cd "${2:?}" 2>/dev/null && pwd) || exit 0; down ;;
*) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
