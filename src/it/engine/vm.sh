#!/usr/bin/env bash
# Engines on cgroup v2, in a machine of their own (QEMU without KVM): Docker and Podman as Debian has them, reached over tcp.
#   vm.sh build SUITE            makes the machine and a snapshot of it running, unless both are there; minutes
#   vm.sh up SUITE STATE [OWNER] resumes the snapshot; it goes down by itself when the process OWNER is gone; seconds. SUITE:noswap is without swap
#   vm.sh run STATE COMMAND      runs a command in it as root, and prints what that printed
#   vm.sh down STATE             ends it, and throws away what was written
# SUITE is bullseye (Docker 20.10, Podman 3.0, kernel 5.10), bookworm (20.10, 4.3, 6.1), trixie (26.1, 5.4, 6.12) or forky (28.5, 5.8, 7.x). Its tree of
# files can also run on the host's own kernel: see tree.sh. STATE is a folder of its own. What tests need to know stands in STATE/engine.properties, as engine.sh says it, and:
#   it.podmanHost  the machine's Podman
#   it.podmanVolume  a folder of it for volumes, as it.diskVolume is for Docker
#   it.rootlessDockerHost, it.rootlessDockerVolume, it.rootlessPodmanHost, it.rootlessPodmanVolume  the same of those without root, in trixie
# The machine has 2 CPUs, 2 GiB of memory, Docker's data on xfs with project quotas, swap, and a disk for volumes: a partition for Docker's, and a
# logical volume for Podman's. Only loopback sees the machine, and it sees nothing. In trixie systemd keeps the control groups, and both engines also
# run rootless: Docker as a user to whom systemd delegates what it does by itself (cpu, memory, pids), Podman as one who has all controllers; in forky
# Docker's containers are in the host's cgroup namespace. Machines are kept in ~/.cache/container-limits/vm, each with a mark of
# what made it.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
START_SECONDS=600
RESUME_SECONDS=90
RESUMES=3
SLOWER=10

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$HERE/images.sh"
MACHINES=$CACHE/vm

# --- Packages

packages() {
  local missing=()
  lacks qemu-system-x86_64 && missing+=(qemu-system-x86)
  lacks qemu-img && missing+=(qemu-utils)
  lacks mmdebstrap && missing+=(mmdebstrap)
  lacks cpio && missing+=(cpio)
  lacks zstd && missing+=(zstd)
  lacks socat && missing+=(socat)
  lacks docker && missing+=(docker.io)
  lacks mke2fs && missing+=(e2fsprogs)
  static_busybox || missing+=(busybox-static)
  [ -e "$KEYS" ] || missing+=(debian-archive-keyring)
  install_debian ${missing[@]+"${missing[@]}"}
}
KEYS=/usr/share/keyrings/debian-archive-keyring.gpg
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true
}

# --- Building

build() {
  local mark begin=$SECONDS
  mark=$({ declare -f make_tree make_kernel make_initrd make_disks snapshot drive engines start; cat "$HERE/vm-init.sh" "$HERE/images.sh"; } | sha256sum | cut -c 1-16)
  mkdir -p "$MACHINE"
  exec 9>"$MACHINE.lock"
  flock 9
  if [ "$(cat "$MACHINE/mark" 2>/dev/null || true)" = "$mark" ]; then return; fi
  [ "$(id -u)" = 0 ] || fail "only root can build the machine"
  STATE=$MACHINE
  packages
  say "building the machine $SUITE, log in $MACHINE/build.log"
  rm -f "$MACHINE"/{mark,ready.zst,*.qcow2}
  { has_tree || make_tree; make_kernel; make_initrd; make_disks; } >"$MACHINE/build.log" 2>&1 || {
    tail -n 20 "$MACHINE/build.log" >&2
    fail "the machine $SUITE could not be built"
  }
  say "booting it for a snapshot"
  trap '[ $? = 0 ] || end_process "$(cat "$STATE/qemu.pid" 2>/dev/null || true)" "$STATE/monitor.sock"' EXIT
  snapshot
  echo "$mark" >"$MACHINE/mark"
  say "built $SUITE in $((SECONDS - begin)) s"
}

# Made by another edition of make_tree, it is made again.
has_tree() { [ "$(cat "$MACHINE/tree.mark" 2>/dev/null || true)" = "$(tree_mark)" ]; }
tree_mark() { declare -f make_tree | sha256sum; }

make_tree() {
  local more
  case $SUITE in
  bullseye) more=containernetworking-plugins ;;
  bookworm) more=netavark,aardvark-dns ;;
  trixie) more=netavark,aardvark-dns,docker-cli,systemd,dbus,libpam-systemd,dbus-user-session,uidmap,rootlesskit ;;
  *) more=netavark,aardvark-dns,docker-cli ;;
  esac
  rm -rf "$MACHINE/tree"
  mmdebstrap --mode=root --variant=minbase --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
    --include="docker.io,$more,busybox-static,fdisk,lvm2,xfsprogs,e2fsprogs,iproute2,kmod,procps,ca-certificates,iptables,podman,crun,conmon,catatonit" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --keyring="$KEYS" "$SUITE" "$MACHINE/tree" "$(mirror)"
  tree_mark >"$MACHINE/tree.mark"
}

# Only unpacked: its scripts would want an initramfs, and a boot loader.
make_kernel() {
  local tree=$MACHINE/tree unpacked=$MACHINE/kernel package more=() part modules
  if [ -e "$MACHINE/vmlinuz" ] && [ -d "$tree/lib/modules" ]; then return; fi
  rm -rf "$unpacked"; mkdir -p "$unpacked"
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  chroot "$tree" apt-get -q update
  package=$(chroot "$tree" apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/{print $2; exit}')
  for part in binary modules; do
    if chroot "$tree" apt-cache show "${package/linux-image/linux-$part}" >/dev/null 2>&1; then more+=("${package/linux-image/linux-$part}"); fi
  done
  chroot "$tree" sh -c 'cd /tmp && apt-get -q -o APT::Sandbox::User=root download "$@"' sh "$package" ${more[@]+"${more[@]}"}
  for part in "$tree"/tmp/linux-*.deb; do dpkg -x "$part" "$unpacked"; rm -f "$part"; done
  modules=$(find "$unpacked" -maxdepth 5 -path '*lib/modules/*' -name '[0-9]*' -type d | head -n 1)
  mkdir -p "$tree/lib/modules"
  rm -rf "$tree"/lib/modules/*
  cp -a "$modules" "$tree/lib/modules/"
  chroot "$tree" /sbin/depmod "$(basename "$modules")"
  cp "$(find "$unpacked" -name 'vmlinuz*' -type f | head -n 1)" "$MACHINE/vmlinuz"
  rm -rf "$unpacked"
}

make_initrd() {
  local tree=$MACHINE/tree initrd=$MACHINE/initrd version name file
  version=$(basename "$tree"/lib/modules/*)
  rm -rf "$initrd"; mkdir -p "$initrd"/{bin,dev,proc,sys,new,modules}
  cp "$tree/bin/busybox" "$initrd/bin/busybox"
  for name in virtio_pci virtio_blk ext4 crc32c_generic virtio_net; do
    chroot "$tree" /sbin/modprobe -S "$version" --show-depends $name 2>/dev/null | awk -v tree="$tree" '$1 == "insmod" { print tree $2 }' || true
  done | awk '!seen[$0]++' | while read -r file; do
    name=$(basename "$file"); cp "$file" "$initrd/modules/$name"
    case $name in
    *.xz) xz -d "$initrd/modules/$name"; name=${name%.xz} ;;
    *.zst) zstd -qd --rm "$initrd/modules/$name"; name=${name%.zst} ;;
    esac
    echo "$name" >>"$initrd/modules/order"
  done
  cat >"$initrd/init" <<'X'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sysfs /sys; $b mount -t devtmpfs dev /dev
while read -r module; do $b insmod "/modules/$module" 2>/dev/null; done </modules/order
n=0; while [ ! -b /dev/vda ] && [ $n -lt 100 ]; do $b sleep 0.1; n=$((n+1)); done
$b mount -t ext4 -o rw,noatime /dev/vda /new || exec $b sh
for folder in dev sys proc; do $b mount --move /$folder /new/$folder; done
exec $b switch_root /new /sbin/vm-init
X
  chmod +x "$initrd/init"
  (cd "$initrd" && find . | cpio -o -H newc --quiet | gzip -1) >"$MACHINE/initrd.gz"
  rm -rf "$initrd"
}

make_disks() {
  local tree=$MACHINE/tree
  install -m 755 "$HERE/vm-init.sh" "$tree/sbin/vm-init"
  echo '127.0.0.1 localhost vm' >"$tree/etc/hosts"
  echo 'nameserver 127.0.0.1' >"$tree/etc/resolv.conf"
  rm -rf "$tree"/var/cache/apt/*.bin "$tree"/var/lib/apt/lists/*
  truncate -s 2G "$MACHINE/root.raw"
  mke2fs -q -t ext4 -O ^has_journal -d "$tree" "$MACHINE/root.raw"
  qemu-img convert -f raw -O qcow2 "$MACHINE/root.raw" "$MACHINE/root.qcow2"
  rm -f "$MACHINE/root.raw"
  qemu-img create -q -f qcow2 "$MACHINE/docker.qcow2" 4G
  qemu-img create -q -f qcow2 "$MACHINE/vol.qcow2" 1G
  qemu-img create -q -f qcow2 "$MACHINE/swap.qcow2" 1G
}

# A machine that is running and has the images: what is written is kept, this once.
snapshot() {
  local engine
  STATE=$MACHINE/snapshot
  rm -rf "$STATE"; mkdir -p "$STATE"
  use_ports
  start "$MACHINE"
  for engine in $(engines); do
    await_engine "$(host "$engine")" "$(cat "$STATE/qemu.pid")" "$STATE/qemu.log"
    make_images "$(host "$engine")"
  done
  docker_at "$(host 0)" run --rm --network none it/busybox true
  serial 'sync; echo 3 >/proc/sys/vm/drop_caches' >/dev/null
  # It must stand still: without the help of a CPU, what it writes meanwhile is not always seen, and it would never wake up.
  printf 'stop\nmigrate "exec:zstd -q -1 -T2 -f -o %s"\nquit\n' "$MACHINE/ready.zst" | socat -t 300 - "UNIX-CONNECT:$STATE/monitor.sock" >"$STATE/monitor.log"
  [ -s "$MACHINE/ready.zst" ] || fail "the snapshot was not written; see $STATE/monitor.log"
  rm -rf "$STATE"
}

# --- Running

use_ports() {
  local port
  for port in $(seq 23750 10 24740); do
    if ! is_used "$port" $((port + 1)) $((port + 2)) $((port + 3)); then PORT=$port; echo "$PORT" >"$STATE/port"; return; fi
  done
  fail "no port is free"
}
# is_used PORT...: /proc tells it without a program for it
is_used() { printf ':%04X 00000000:0000 0A\n' "$@" | grep -qsiFf - /proc/net/tcp; }
# Docker, Podman, and both of them rootless
engines() { if [ "$SUITE" = trixie ]; then echo 0 1 2 3; else echo 0 1; fi; }
host() { echo "tcp://127.0.0.1:$((PORT + $1))"; }

drive() { echo "-drive if=none,id=$2,file=$1/$2.qcow2,format=qcow2,cache=unsafe,aio=threads,discard=unmap -device virtio-blk-pci,drive=$2"; }

# start DISKS ARGUMENT...
start() {
  local disks=$1 engine forwards=; shift
  for engine in $(engines); do forwards+=",hostfwd=tcp:127.0.0.1:$((PORT + engine))-:$((2375 + engine))"; done
  # shellcheck disable=SC2046 # Each drive is several arguments.
  setsid qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -nodefaults -display none -no-reboot \
    -kernel "$MACHINE/vmlinuz" -initrd "$MACHINE/initrd.gz" \
    -append 'console=ttyS0 quiet mitigations=off apparmor=0 cgroup_no_v1=all random.trust_cpu=on ipv6.disable=1 psi=1' \
    $(drive "$disks" root) $(drive "$disks" docker) $(drive "$disks" vol) $(drive "$disks" swap) -device virtio-rng-pci \
    -nic "user,model=virtio-net-pci,restrict=on$forwards" \
    -serial "unix:$STATE/serial.sock,server=on,wait=off,logfile=$STATE/serial.log" \
    -chardev "socket,id=monitor,path=$STATE/monitor.sock,server=on,wait=off" -mon chardev=monitor,mode=readline \
    "$@" >"$STATE/qemu.log" 2>&1 </dev/null 9>&- &
  echo $! >"$STATE/qemu.pid"
}

# serial COMMAND: in the machine's own shell
serial() {
  local line
  coproc CONSOLE { socat - "UNIX-CONNECT:$STATE/serial.sock"; }
  # shellcheck disable=SC2153 # Bash sets it.
  local out=${CONSOLE[0]} in=${CONSOLE[1]} pid=$CONSOLE_PID
  printf '%s; echo E""ND-$?\n' "$1" >&"$in"
  while IFS= read -r -t 120 line <&"$out"; do
    line=${line%$'\r'}
    [[ $line != END-* ]] || break
    echo "$line"
  done
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

up() {
  local begin=$SECONDS resumes=0 engine
  bash "${BASH_SOURCE[0]}" build "$SUITE"
  rm -f "$STATE"/*.log "$STATE/engine.properties"
  use_ports
  until resume; do
    end_process "$(cat "$STATE/qemu.pid")" "$STATE/monitor.sock"
    resumes=$((resumes + 1))
    [ $resumes -lt $RESUMES ] || fail "$SUITE did not wake up $RESUMES times; see $STATE/qemu.log"
    say "$SUITE did not wake up within $RESUME_SECONDS s, resuming it again"
  done
  down_with "$OWNER" "$STATE/qemu.pid"
  # Its clock stood still.
  serial "date -u -s @$(date +%s)" >"$STATE/resume.log"
  [ "$SWAP" = false ] || serial "swapon /dev/vdd" >>"$STATE/resume.log"
  for engine in $(engines); do await_engine "$(host "$engine")" "$(cat "$STATE/qemu.pid")" "$STATE/qemu.log"; done
  {
    echo "it.dockerHost=$(host 0)"
    echo "it.podmanHost=$(host 1)"
    if [ "$SUITE" = trixie ]; then
      echo "it.rootlessDockerHost=$(host 2)"
      echo "it.rootlessDockerVolume=/vol/docker-user"
      echo "it.rootlessPodmanHost=$(host 3)"
      echo "it.rootlessPodmanVolume=/mapped/podman-user"
    fi
    echo "it.quotaDockerHost=$(host 0)"
    echo "it.cgroup=2"
    echo "it.slower=$SLOWER"
    echo "it.disk=/dev/vdc"
    echo "it.diskMount=/vol"
    echo "it.diskVolume=/vol/volume"
    echo "it.podmanVolume=/mapped/volume"
    echo "it.swap=$SWAP"
  } >"$STATE/engine.properties"
  say "$SUITE is up after $((SECONDS - begin)) s: Docker at $(host 0), Podman at $(host 1)"
}

# On disks that begin with those of the snapshot; says whether the machine's Docker answers.
resume() {
  local disk end
  for disk in root docker vol swap; do
    qemu-img create -q -f qcow2 -F qcow2 -b "$MACHINE/$disk.qcow2" "$STATE/$disk.qcow2"
  done
  start "$STATE" -incoming "exec:zstd -qdc '$MACHINE/ready.zst'"
  end=$((SECONDS + RESUME_SECONDS))
  until is_awake && DOCKER_SECONDS=20 docker_at "$(host 0)" version >/dev/null 2>&1; do
    [ -e "/proc/$(cat "$STATE/qemu.pid")" ] && [ $SECONDS -lt $end ] || return 1
    sleep 0.2
  done
}

# Wakes it up once it is read.
is_awake() {
  printf 'cont\ninfo status\n' | timeout 10 socat -t 5 - "UNIX-CONNECT:$STATE/monitor.sock" 2>/dev/null | grep -q 'status: running'
}

down() {
  end_process "$(cat "$STATE/qemu.pid" 2>/dev/null || true)" "$STATE/monitor.sock"
  rm -f "$STATE"/{*.qcow2,*.sock,qemu.pid,port,engine.properties}
}

COMMAND=${1:-}
case $COMMAND in
build) SUITE=${2:?}; MACHINE=$MACHINES/$SUITE; build ;;
up)
  SUITE=${2%:noswap}; SWAP=true; [ "$SUITE" = "${2:?}" ] || SWAP=false
  MACHINE=$MACHINES/$SUITE; mkdir -p "${3:?}"; STATE=$(cd "$3" && pwd); OWNER=${4:-}
  trap '[ $? = 0 ] || down' EXIT
  up
  ;;
run) STATE=$(cd "${2:?}" && pwd); serial "${3:?}" ;;
down) STATE=$(cd "${2:?}" 2>/dev/null && pwd) || exit 0; down ;;
*) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
