# Collects what a node's image is made of, but for the classes: sh node-image.sh ROOT JAVA_HOME MODULES
# A Java runtime of these modules, the C library, and those of the load's tools that are installed, at the paths where they are here.
set -eu
root=$1
copy() { [ -e "$root$1" ] || { mkdir -p "$root$(dirname "$1")"; cp -L "$1" "$root$1"; }; }
# libraries PROGRAM: with the loader
libraries() {
  ldd "$1" 2>/dev/null | while read -r line; do
    case $line in *'not found'*) echo "$1: $line" >&2; exit 3 ;; esac
    for word in $line; do case $word in "$root"/*) ;; /*) copy "$word" ;; esac; done
  done
}
"$2/bin/jlink" --add-modules "$3" --strip-java-debug-attributes --no-man-pages --no-header-files --compress=2 --output "$root/java" >&2
export LD_LIBRARY_PATH="$root/java/lib:$root/java/lib/server"
for binary in "$root/java/bin/java" "$root"/java/lib/*.so "$root"/java/lib/server/*.so; do libraries "$binary"; done
unset LD_LIBRARY_PATH
mkdir -p "$root/bin" "$root/usr/bin" "$root/tmp" "$root/run" "$root/var/run"
busybox=$(command -v busybox) && ! ldd "$busybox" >/dev/null 2>&1 || exit 0
cp -L "$busybox" "$root/usr/bin/busybox"
for applet in sh cat cp mkdir chmod dirname rm which; do ln -s /usr/bin/busybox "$root/bin/$applet"; done
for tool in stress stress-ng fio h2load; do
  path=$(command -v "$tool") || continue
  cp -L "$path" "$root/usr/bin/$tool"
  libraries "$path"
done
# All that collects the tools asks of it.
for loader in "$root"/lib64/ld-* "$root"/lib/ld-*; do
  [ ! -e "$loader" ] || printf '#!/bin/sh\nexec %s --list "$1"\n' "${loader#"$root"}" >"$root/usr/bin/ldd"
done
chmod 755 "$root/usr/bin/ldd"
