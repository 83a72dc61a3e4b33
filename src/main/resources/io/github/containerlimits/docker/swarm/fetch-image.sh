# Gives an engine an image of a single layer that is served over HTTP: fetch-image ENGINE REFERENCE URL LAYER CHANGE…
# The engine itself gets it; with a layer of another hash than LAYER it is thrown away. CHANGE is a line of a Dockerfile.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH DOCKER_CONFIG=/nonexistent DOCKER_HOST="$1"
unset DOCKER_CONTEXT
reference=$2
url=$3
layer=$4
shift 4
command -v docker >/dev/null || { echo 'the node has no docker among its programs' >&2; exit 127; }
! docker image inspect "$reference" >/dev/null 2>&1 || exit 0
count=$#
while [ "$count" -gt 0 ]; do
  change=$1
  shift
  set -- "$@" --change "$change"
  count=$((count - 1))
done
said=$(docker import "$@" "$url")
id=${said##*sha256:}
got=$(docker image inspect --format '{{range .RootFS.Layers}}{{.}} {{end}}' "$id")
if [ "$got" != "$layer " ]; then
  docker image rm "$id" >/dev/null
  echo "what came over the network is another image: $got" >&2
  exit 1
fi
docker tag "$id" "$reference"
