# Prints the counters of a control group: counters.sh BUSYBOX ID ROOT FILE...
# A FILE with a + at its end counts in a group in the container's as well.
# With ID, those of that container as the host's cgroup tree at ROOT has them, over and over until they are gone; without, once those of the
# container that this runs in. Class Frames says what the frames look like. In the loop the shell starts only two programs a round.
busybox=$1 id=$2 root=$3
shift 3
IFS='
'
folders=
if [ -n "$id" ]; then
  # Of the hierarchies of v1, that of systemd and the empty one of v2 have no counters; Podman's monitor of a container is not in it.
  folders=$("$busybox" find "$root" -path "$root/unified" -prune -o -path "$root/systemd" -prune -o -name '*conmon*' -prune \
    -o -type d -name "*$id*" -print -prune)
elif [ -e "$root/cgroup.type" ]; then
  folders=$root # v2, and not the host's own root, which has no type
elif [ ! -e "$root/cgroup.controllers" ]; then
  for folder in "$root"/*; do
    case ${folder##*/} in unified | systemd) ;; *) folders="$folders$IFS$folder" ;; esac
  done
fi
# A runtime may put the processes into a group of its own in there, which has limits as well.
inner=
for folder in $folders; do
  for child in "$folder"/*/; do
    [ -z "$id" ] || [ ! -e "${child}cgroup.procs" ] || inner=${child%/}
  done
done
set -f
files=
for name in "$@"; do
  both= # the group in the container's has it as well
  case $name in *+) both=1 name=${name%+} ;; esac
  for folder in $folders; do
    if [ -e "$folder/$name" ]; then
      files="$files$folder/$name$IFS"
      group=$folder
      break
    fi
  done
  [ -z "$both" ] || [ ! -e "$inner/$name" ] || files="$files$inner/$name$IFS"
done
if [ -z "$files" ]; then
  echo '@@ none'
  exit 0
fi
while [ -d "$group" ]; do
  stat=
  while read -r line; do
    case $line in cpu*) stat=$stat$IFS$line ;; *) break ;; esac
  done </proc/stat
  IFS=' ' read -r uptime rest </proc/uptime
  echo "@@ $uptime${EPOCHREALTIME:+ $EPOCHREALTIME}"
  if [ -z "$id" ]; then
    # In the container this must be one process that makes no other: at the limit of pids none could start, and the kernel would count the refusal.
    echo '==> /proc/stat <=='
    echo "${stat#"$IFS"}"
    exec "$busybox" head -n 2000 $files /proc/diskstats /proc/uptime - 2>/dev/null <<'END'
@@ end
END
  fi
  "$busybox" head -n 2000 $files /proc/diskstats 2>/dev/null
  echo
  echo '==> /proc/stat <=='
  echo "${stat#"$IFS"}"
  [ -d "$group" ] || break
  IFS=' ' read -r now rest </proc/uptime
  echo "@@ end $now${EPOCHREALTIME:+ $EPOCHREALTIME}"
  # On a slow machine a round costs what the load should have: this takes a fifth of a CPU at most.
  pause=$(((${now%.*} - ${uptime%.*}) * 4000000 + (1${now#*.} - 1${uptime#*.}) * 40000))
  "$busybox" usleep $((pause > 100000 ? pause : 100000))
done
echo '@@ gone'
