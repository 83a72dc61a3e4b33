#!/usr/bin/env bash
# A private sshd on 127.0.0.1, behind which the engine of this machine is reached as if it were on another. Its keys, its configuration and those of its client are in STATE;
# nothing of this machine's own ssh is touched.
#   sshd.sh up STATE OWNER    begins it, and ends it with the process OWNER
#   sshd.sh down STATE
# STATE/ssh is the client: the system's ssh with this configuration. STATE/port is sshd's.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
COMMAND=${1:-} STATE=${2:-}
[ -n "$STATE" ] || { echo "usage: sshd.sh up|down STATE [OWNER]" >&2; exit 2; }
# shellcheck source=src/it/engine/common.sh
. "$HERE/common.sh"

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "no port is free"
}

up() {
  mkdir -p "$STATE"
  STATE=$(cd "$STATE" && pwd)
  if lacks sshd; then
    install_debian openssh-server
    # Nor is it to start with the machine.
    lacks systemctl || systemctl disable ssh.service ssh.socket >>"$STATE/apt.log" 2>&1 || true
  fi
  mkdir -p /run/sshd
  rm -f "$STATE"/host "$STATE"/host.pub "$STATE"/key "$STATE"/key.pub
  ssh-keygen -q -t ed25519 -N '' -f "$STATE/host"
  ssh-keygen -q -t ed25519 -N '' -f "$STATE/key"
  cp "$STATE/key.pub" "$STATE/authorized_keys"
  local port
  port=$(free_port)
  cat >"$STATE/sshd_config" <<CONFIG
ListenAddress 127.0.0.1
Port $port
HostKey $STATE/host
AuthorizedKeysFile $STATE/authorized_keys
PidFile $STATE/pid
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
CONFIG
  cat >"$STATE/config" <<CONFIG
Host *
  IdentityFile $STATE/key
  IdentitiesOnly yes
  UserKnownHostsFile $STATE/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking ask
CONFIG
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$STATE/host.pub")" >"$STATE/known_hosts"
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s/config "$@"\n' "$STATE" >"$STATE/ssh"
  chmod +x "$STATE/ssh"
  "$(command -v sshd)" -f "$STATE/sshd_config" -E "$STATE/log"
  local end=$((SECONDS + 20))
  until [ -s "$STATE/pid" ]; do
    [ $SECONDS -lt $end ] || { tail -n 20 "$STATE/log" >&2; fail "sshd did not start"; }
    sleep 0.1
  done
  echo "$port" >"$STATE/port"
  down_with "${1:-}" "$STATE/pid"
  say "up at 127.0.0.1:$port"
}

down() {
  [ ! -s "$STATE/pid" ] || end_process "$(cat "$STATE/pid")" "$STATE/sshd_config"
  rm -f "$STATE/pid" "$STATE/port"
}

case $COMMAND in
  up) up "${3:-}" ;;
  down) down ;;
  *) fail "unknown command '$COMMAND'" ;;
esac
