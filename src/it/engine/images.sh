#!/usr/bin/env bash
# The images of the tests, made of what this machine has, since there may be no registry. Read by engine.sh.
#   it/busybox   a static busybox and its names in /bin
#   it/scratch   one static binary, and nothing else
#   it/odd       busybox with a user, a folder, an environment, a volume, and an entry point that does not exist
#   it/glibc     dash and coreutils with glibc, as on this machine
#   it/musl      busybox, with the loader of musl and none of glibc

CACHE=${CONTAINER_LIMITS_CACHE:-${HOME:-/root}/.cache/container-limits}

# make_images HOST: those that the engine does not have
make_images() {
  if ! static_busybox; then
    say "no images of busybox without a static /bin/busybox: the tests of them will fail"
    return 0
  fi
  make_image "$1" it/busybox busybox_root
  make_image "$1" it/scratch scratch_root 'ENTRYPOINT ["/sleep", "86400"]'
  make_image "$1" it/odd busybox_root 'USER 1000:1000' 'WORKDIR /srv' 'ENV A=b' 'VOLUME /data' 'ENTRYPOINT ["/does/not/exist"]'
  make_image "$1" it/glibc glibc_root
  make_image "$1" it/musl musl_root
}

# make_image HOST NAME ROOT INSTRUCTION...: ROOT is a function that fills a folder
make_image() {
  local host=$1 name=$2 root=$3 folder=$STATE/rootfs/$3 changes=() made; shift 3
  ! docker_at "$host" image inspect "$name" >/dev/null 2>&1 || return 0
  if [ ! -e "$folder" ]; then
    rm -rf "$folder.part"
    mkdir -p "$folder.part"
    "$root" "$folder.part" || { say "the image $name could not be made, and the tests of it will fail"; return 0; }
    mv "$folder.part" "$folder"
  fi
  while [ $# -gt 0 ]; do changes+=(--change "$1"); shift; done
  made=$(tar -C "$folder" --owner=0 --group=0 -c . | docker_at "$host" import "${changes[@]}" - "$name")
  # Podman 3 forgets the name.
  docker_at "$host" image inspect "$name" >/dev/null 2>&1 || docker_at "$host" tag "${made##*[: ]}" "$name"
}

busybox_root() {
  local applet
  mkdir "$1"/{bin,tmp,etc} && chmod 1777 "$1/tmp" && cp /bin/busybox "$1/bin/busybox" || return 1
  echo 'root:x:0:0:root:/:/bin/sh' >"$1/etc/passwd"
  for applet in sh cat chmod cp dd df echo env false id kill ln ls mkdir mount mv ps rm seq sleep stat sync tail tee test timeout touch true wc; do
    ln -s busybox "$1/bin/$applet"
  done
}

scratch_root() { cp /bin/busybox "$1/sleep"; }

glibc_root() {
  local program file
  mkdir "$1"/{bin,tmp,etc} && chmod 1777 "$1/tmp" || return 1
  cp /etc/passwd /etc/group /etc/os-release "$1/etc/"
  for program in sh cat dd df env id ls mkdir rm sleep stat sync true; do
    cp -L "$(type -P "$program")" "$1/bin/$program" || return 1
    ldd "$(type -P "$program")" | grep -oE '/[^ ]+' | while read -r file; do
      [ -e "$1$file" ] || { mkdir -p "$1$(dirname "$file")" && cp -L "$file" "$1$file"; }
    done
  done
}

musl_root() {
  local package
  busybox_root "$1" || return 1
  package=$(musl_package) && dpkg-deb -x "$package" "$1"
}
# Prints the file of Debian's musl, which is not installed but only kept.
musl_package() {
  local file folder
  file=$(find "$CACHE" -name "musl_*_$(dpkg --print-architecture).deb" 2>/dev/null | sort | tail -n 1)
  if [ -z "$file" ]; then
    lacks apt-get && return 1
    folder=$(mktemp -d) && mkdir -p "$CACHE" || return 1
    (cd "$folder" && { apt_get download musl || { apt_get update && apt_get download musl; }; }) && mv "$folder"/musl_*.deb "$CACHE/" || return 1
    rm -rf "$folder"
    file=$(find "$CACHE" -name "musl_*_$(dpkg --print-architecture).deb" | tail -n 1)
  fi
  echo "$file"
}
