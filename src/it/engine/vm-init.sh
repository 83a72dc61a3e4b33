#!/bin/sh
# The first process of a machine that vm.sh makes: cgroup v2, the disks, both engines, and a shell on the console.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
exec </dev/console >/dev/console 2>&1
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
hostname vm
ip link set lo up
for module in overlay xfs virtio_net; do modprobe $module 2>/dev/null; done
n=0; while ! ip link show eth0 >/dev/null 2>&1 && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2
mkdir -p /var/lib/docker /vol
blkid /dev/vdb >/dev/null 2>&1 || mkfs.xfs -q /dev/vdb
mount -o pquota,noatime /dev/vdb /var/lib/docker
blkid /dev/vdc >/dev/null 2>&1 || mkfs.ext4 -q -E lazy_itable_init=1 /dev/vdc
mount /dev/vdc /vol
mkdir -p /vol/volume
# Switched on when a snapshot is resumed.
mkswap /dev/vdd >/dev/null
dockerd --bridge=none --iptables=false --ip6tables=false --tls=false -H tcp://0.0.0.0:2375 -H unix:///run/docker.sock >/var/log/dockerd.log 2>&1 &
mkdir -p /var/lib/docker/podman /var/lib/containers
mount --bind /var/lib/docker/podman /var/lib/containers
podman --cgroup-manager cgroupfs --events-backend file --runtime crun system service --time 0 tcp:0.0.0.0:2376 >/var/log/podman.log 2>&1 &
while :; do setsid -c sh -i </dev/console >/dev/console 2>&1; sleep 1; done
