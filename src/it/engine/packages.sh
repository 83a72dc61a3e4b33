#!/usr/bin/env bash
# Debian packages, as engine.sh and the scripts beside it install them. They set STATE, a folder for logs, before they call anything here.

lacks() { ! type "$1" >/dev/null 2>&1; }
static_busybox() { [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; }

# apt_install PACKAGE...: of the lists that "apt_get update" brought; the services that come with them do not start. Where it fails, the log says why.
apt_install() {
  local status=0
  forbid_services
  apt_get install -y --no-install-recommends "$@" || status=$?
  permit_services
  return $status
}
apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root "$@" >>"$STATE/apt.log" 2>&1; }

# The packages' own services must not start: the tests have engines, and an sshd, of their own.
SERVICES_MARK='# io.github.containerlimits tests'
forbid_services() {
  [ ! -e /usr/sbin/policy-rc.d ] || return 0
  printf '#!/bin/sh\n%s\nexit 101\n' "$SERVICES_MARK" >/usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
}
permit_services() { ! grep -qsxF "$SERVICES_MARK" /usr/sbin/policy-rc.d || rm -f /usr/sbin/policy-rc.d; }
