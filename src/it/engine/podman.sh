#!/usr/bin/env bash
# Podman's service on this host's own kernel, with data and a socket of its own.
#   podman.sh up STATE [OWNER]   installs podman, runc and jq from Debian where they are missing, and starts it; it ends with the process OWNER
#   podman.sh down STATE         ends it
# What tests need to know stands in STATE/engine.properties, as engine.sh says it. There is no disk and no swap of its own.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
START_SECONDS=60

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"

install_packages() {
  local missing=()
  lacks podman && missing+=(podman)
  lacks runc && missing+=(runc)
  lacks jq && missing+=(jq)
  lacks docker && missing+=(docker.io)
  install_debian ${missing[@]+"${missing[@]}"}
}

# Podman asks for more files and processes than a root without CAP_SYS_RESOURCE may give; runc then refuses to start anything.
write_runtime() {
  cat >"$STATE/runc" <<'X'
#!/usr/bin/env bash
clamp() {
  local file=$1 key=$2
  jq --argjson files "$(ulimit -Hn | sed s/unlimited/1048576/)" --argjson processes "$(ulimit -Hu | sed s/unlimited/4194304/)" "
    def most: if .type == \"RLIMIT_NOFILE\" then \$files elif .type == \"RLIMIT_NPROC\" then \$processes else .hard end;
    $key |= (if .rlimits then .rlimits |= map(.hard = ([.hard, most] | min) | .soft = ([.soft, .hard] | min)) else . end)" "$file" >"$file.clamped" &&
    cat "$file.clamped" >"$file" && rm "$file.clamped"
}
arguments=("$@")
for i in "${!arguments[@]}"; do
  case ${arguments[i]} in
  --bundle | -b) clamp "${arguments[i + 1]}/config.json" .process ;;
  --process | -p) [[ " $* " != *" exec "* ]] || clamp "${arguments[i + 1]}" . ;;
  esac
done
exec runc "$@"
X
  chmod +x "$STATE/runc"
}

up() {
  local begin=$SECONDS run
  [ "$(id -u)" = 0 ] || fail "only root can start an engine here"
  install_packages
  write_runtime
  run=$(mktemp -d /tmp/container-limits-XXXXXX)
  echo "$run" >"$STATE/run-folder"
  down_with "$OWNER" "$STATE/run-folder"
  printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=65536:65536"]\n[engine]\ncgroup_manager="cgroupfs"\nevents_logger="file"\n' \
    "$(ulimit -Hn)" "$(ulimit -Hn)" >"$STATE/containers.conf"
  # Its monitor of containers writes a file "oom" to where it stands when the kernel kills one.
  CONTAINERS_CONF=$STATE/containers.conf setsid env --chdir="$run" podman --root "$STATE/root" --runroot "$run/run" --tmpdir "$run/tmp" --cgroup-manager cgroupfs \
    --runtime "$STATE/runc" --events-backend file --storage-driver overlay system service --time 0 "unix://$run/podman.sock" \
    >"$STATE/podman.log" 2>&1 </dev/null &
  echo $! >"$STATE/podman.pid"
  await_engine "unix://$run/podman.sock" "$(cat "$STATE/podman.pid")" "$STATE/podman.log"
  make_images "unix://$run/podman.sock"
  {
    echo "it.dockerHost=unix://$run/podman.sock"
    echo "it.cgroup=$([ -e /sys/fs/cgroup/cgroup.controllers ] && echo 2 || echo 1)"
  } >"$STATE/engine.properties"
  say "up after $((SECONDS - begin)) s: unix://$run/podman.sock"
}

down() {
  local run
  run=$(cat "$STATE/run-folder" 2>/dev/null || true)
  [ -n "$run" ] || return 0
  remove_containers "unix://$run/podman.sock"
  end_process "$(cat "$STATE/podman.pid" 2>/dev/null || true)" "$run/podman.sock"
  end_all "$run"
  grep -oE " $STATE/root[^ ]*" /proc/mounts | sort -r | while read -r point; do umount -l "$point" || true; done || true
  grep -oE " ${run}[^ ]*" /proc/mounts | sort -r | while read -r point; do umount -l "$point" || true; done || true
  rm -rf --one-file-system "$run" "$STATE"/{root,rootfs,run-folder,podman.pid,engine.properties}
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
