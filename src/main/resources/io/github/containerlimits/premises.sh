# Looks at what limits depend on, from within a container. Class Premises says what the parts look like.
busybox=$0
echo '@@ uid_map'
"$busybox" cat /proc/self/uid_map
echo '@@ controllers'
"$busybox" cat /sys/fs/cgroup/cgroup.controllers
echo '@@ cgroups'
"$busybox" cat /proc/cgroups
echo '@@ disks'
for block in /sys/block/*; do
  read -r number <"$block/dev" && read -r size <"$block/size" && [ "$size" -gt 0 ] \
    && echo "${block##*/} $number $("$busybox" cat "$block/queue/scheduler")"
done
echo '@@ end'
