# Collects the tools found on PATH, with their loader and libraries, into a folder: sh toolbox.sh FOLDER
# bin/{busybox,stress,stress-ng,fio} and h2load where it is there, lib/* flat by name, lib/ld.so, and last of all the file "complete".
set -eu
box=$1
mkdir -p "$box/bin" "$box/lib"
for tool in stress stress-ng fio h2load; do
  path=$(command -v "$tool") || { [ "$tool" != h2load ] || continue; echo "$tool is not installed" >&2; exit 3; }
  cp -L "$path" "$box/bin/$tool"
  ldd "$path" | while read -r line; do
    case $line in *'not found'*) echo "$tool: $line" >&2; exit 3 ;; esac
    for word in $line; do
      case $word in
        /*) [ -e "$box/lib/${word##*/}" ] || cp -L "$word" "$box/lib/${word##*/}" ;;
      esac
    done
  done
done
for loader in "$box"/lib/ld-* "$box"/lib/ld64*; do
  [ ! -e "$loader" ] || cp "$loader" "$box/lib/ld.so"
done
[ -e "$box/lib/ld.so" ] || { echo "the loader of the tools was not found" >&2; exit 3; }
busybox=$(command -v busybox) || { echo "busybox is not installed" >&2; exit 3; }
# A shell that is busybox itself has it built in.
case $busybox in */*) ;; *) busybox=$(which busybox) ;; esac
if ldd "$busybox" >/dev/null 2>&1; then
  echo "$busybox is not static: install busybox-static" >&2
  exit 3
fi
cp -L "$busybox" "$box/bin/busybox"
chmod -R a+rX "$box"
chmod a+x "$box"/bin/* "$box/lib/ld.so"
echo 1 >"$box/complete"
