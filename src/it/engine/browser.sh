#!/usr/bin/env bash
# A browser for the tests of the pages that the plugin writes.
#   browser.sh up STATE   installs Debian's chromium where there is none; its path is the last line that is printed
# Nothing is started: a test starts and ends its own. What was installed stays, as with the tools of the engines.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$HERE/common.sh"

[ "${1:-}" = up ] && [ $# = 2 ] || fail "usage: browser.sh up STATE"
STATE=$2
mkdir -p "$STATE"
if lacks chromium; then install_debian chromium; fi
type -P chromium
