#!/bin/sh
# The first process of a machine that vm.sh makes, or the only service of the systemd that is its first process: cgroup v2, the disks, both engines,
# and a shell on the console.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
# Podman brings systemd in some Debians, without the bus that its runtime would talk to systemd over.
if [ $$ = 1 ] && [ -x /lib/systemd/systemd ] && [ -x /usr/bin/dbus-daemon ]; then
  cat >/etc/systemd/system/vm.service <<'X'
[Service]
ExecStart=/sbin/vm-init
Delegate=yes
KillMode=process
X
  mkdir -p /etc/systemd/system/multi-user.target.wants
  ln -sf ../vm.service /etc/systemd/system/multi-user.target.wants/vm.service
  for unit in getty@tty1.service serial-getty@ttyS0.service console-getty.service getty-static.service docker.service docker.socket containerd.service; do
    ln -sf /dev/null /etc/systemd/system/$unit
  done
  exec /lib/systemd/systemd --unit=multi-user.target
fi
exec </dev/console >/dev/console 2>&1
if [ $$ = 1 ]; then
  # A kernel with TOMOYO looks for what is run by its descriptor there.
  ln -s /proc/self/fd /dev/fd
  mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
  mkdir -p /dev/shm /dev/mqueue && mount -t tmpfs tmpfs /dev/shm
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /tmp
  mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup
  # Docker looks for memory.swap.max in its own group, which the root does not have.
  mkdir /sys/fs/cgroup/system
  echo $$ >/sys/fs/cgroup/system/cgroup.procs
  tr ' ' '\n' </sys/fs/cgroup/cgroup.controllers | while read -r controller; do
    echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
  done 2>/dev/null
  manager=cgroupfs
else
  manager=systemd
fi
hostname vm
ip link set lo up
for module in overlay xfs dm_mod virtio_net; do modprobe $module 2>/dev/null; done
n=0; while ! ip link show eth0 >/dev/null 2>&1 && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2
mkdir -p /var/lib/docker /vol /mapped
blkid /dev/vdb >/dev/null 2>&1 || mkfs.xfs -q /dev/vdb
mount -o pquota,noatime /dev/vdb /var/lib/docker
[ -b /dev/vdc1 ] || printf '%s\n' 'label: dos' ',512M' ',' | sfdisk -q /dev/vdc
n=0; while [ ! -b /dev/vdc2 ] && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
# Without udev, which would make the files of /dev.
logical_volume() { lvm "$@" --config 'activation { udev_sync = 0 udev_rules = 0 }'; }
logical_volume pvcreate -q /dev/vdc2
logical_volume vgcreate -q it /dev/vdc2
logical_volume lvcreate -q -y -W n -Z n -l 100%FREE -n mapped it
for place in /dev/vdc1:/vol /dev/mapper/it-mapped:/mapped; do
  [ -n "$(blkid -s TYPE -o value "${place%:*}")" ] || mkfs.ext4 -q -E lazy_itable_init=1 "${place%:*}"
  mount "${place%:*}" "${place#*:}"
  mkdir -p "${place#*:}/volume"
done
# Switched on when a snapshot is resumed.
mkswap /dev/vdd >/dev/null
namespace=
! grep -q forky /etc/os-release || namespace=--default-cgroupns-mode=host
dockerd --bridge=none --iptables=false --ip6tables=false --tls=false -H tcp://0.0.0.0:2375 -H unix:///run/docker.sock $namespace \
  --exec-opt native.cgroupdriver=$manager >/var/log/dockerd.log 2>&1 &
mkdir -p /var/lib/docker/podman /var/lib/containers
mount --bind /var/lib/docker/podman /var/lib/containers
podman --cgroup-manager $manager --events-backend file --runtime crun system service --time 0 tcp:0.0.0.0:2376 >/var/log/podman.log 2>&1 &
# rootless NAME ID DELEGATED DISK COMMAND...: in the systemd of a user of its own, with these controllers, or those that systemd gives by itself; with a
# folder for volumes on the disk
rootless() {
  home=/home/$1
  useradd -M -d "$home" -u "$2" "$1"
  mkdir -p "$home" "$4/$1"; chown "$2:$2" "$home" "$4/$1"
  echo "$1:$(($2 * 100000)):65536" | tee -a /etc/subuid >>/etc/subgid
  if [ -n "$3" ]; then
    mkdir -p "/etc/systemd/system/user@$2.service.d"
    printf '[Service]\nDelegate=%s\n' "$3" >"/etc/systemd/system/user@$2.service.d/delegate.conf"
    systemctl daemon-reload
  fi
  systemctl start "user@$2.service"
  id=$2; shift 4
  HOME=$home XDG_RUNTIME_DIR=/run/user/$id DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$id/bus setpriv --reuid "$id" --regid "$id" --clear-groups \
    systemd-run --user -q -p Delegate=yes "$@"
}
if [ $manager = systemd ] && [ -x /usr/bin/rootlesskit ]; then
  mkdir -p /var/lib/docker/home
  mount --bind /var/lib/docker/home /home
  # As the script that comes with Docker does it, but that Docker can't ask RootlessKit, whose answer it panics at where the network is the host's.
  rootless docker-user 1001 '' /vol rootlesskit --net=host --copy-up=/etc --copy-up=/run --propagation=rslave sh -c 'rm -f /run/docker /run/containerd /run/xtables.lock
    ROOTLESSKIT_STATE_DIR=/nowhere exec dockerd --rootless --bridge=none --iptables=false --ip6tables=false --ip-forward=false --tls=false -H tcp://0.0.0.0:2377 -H unix:///run/user/1001/docker.sock'
  rootless podman-user 1002 'cpu cpuset io memory pids' /mapped podman --events-backend file --runtime crun system service --time 0 tcp:0.0.0.0:2378
fi
while :; do setsid -c sh -i </dev/console >/dev/console 2>&1; sleep 1; done
