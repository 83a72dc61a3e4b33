# Looks at the engine's host: survey.sh BUSYBOX ID ROOT FILES MOUNT-POINT...
# ROOT is the host's cgroup tree, ID that of the container that this runs in, and FILES those of the groups above it, in one word. Class Probe says what
# the parts look like.
busybox=$1 id=$2 root=$3 names=$4
shift 4
for file in /proc/self/mountinfo /proc/meminfo /proc/swaps /sys/devices/system/cpu/online /proc/sys/kernel/pid_max /proc/sys/kernel/threads-max \
  /proc/loadavg /proc/sys/kernel/core_pattern /proc/sys/kernel/random/boot_id; do
  echo "@@ $file"
  "$busybox" cat "$file"
done
echo '@@ devices'
for block in /sys/class/block/*; do
  # Podman hides /sys/dev/block, which has the same links by number.
  name=
  read -r name <"$block/dm/name"
  read -r number <"$block/dev" && echo "$number -> $("$busybox" readlink "$block") $name"
done 2>/dev/null
echo '@@ schedulers'
for block in /sys/class/block/*; do
  read -r number <"$block/dev" && read -r schedulers <"$block/queue/scheduler" && echo "$number $schedulers"
done 2>/dev/null
echo '@@ space'
for point in "$@"; do "$busybox" stat -f -c 'free %a %S %d %c %n' "$point"; done
echo '@@ ancestors'
# Of the hierarchies of v1, that of systemd and the empty one of v2 limit nothing; Podman's monitor of a container is not in it.
"$busybox" find "$root" -path "$root/unified" -prune -o -path "$root/systemd" -prune -o -name '*conmon*' -prune \
  -o -type d -name "*$id*" -print -prune 2>/dev/null | while read -r group; do
  while [ "$group" != "$root" ]; do
    group=${group%/*}
    files=
    for name in $names; do [ ! -e "$group/$name" ] || files="$files $group/$name"; done
    # Of a single file, head would not say the name.
    # shellcheck disable=SC2086
    [ -z "$files" ] || "$busybox" head -n 200 $files /dev/null 2>/dev/null
  done
done
echo '@@ end'
