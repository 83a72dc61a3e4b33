#!/bin/sh
# Builds the image $1: a Java runtime of just the modules that the shop needs, the C library, and the shop.
set -eu
root=target/image
rm -rf "$root"
mkdir -p "$root/app"
java=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}
"$java/bin/jlink" --add-modules java.base,jdk.httpserver --strip-java-debug-attributes --no-man-pages --no-header-files --output "$root/java"
for binary in "$root/java/bin/java" "$root"/java/lib/*.so "$root"/java/lib/server/*.so; do
  LD_LIBRARY_PATH="$root/java/lib:$root/java/lib/server" ldd "$binary" | grep -oE '[[:space:]]/(usr/)?lib[^ ]+' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -Ln "$library" "$root$library"
  done
done
cp target/shop-*.jar "$root/app/shop.jar"
cat >"$root/Dockerfile" <<'D'
FROM scratch
COPY . /
USER 1000:1000
WORKDIR /app
ENTRYPOINT ["/java/bin/java", "-XX:MaxRAMPercentage=50", "-cp", "/app/shop.jar", "shop.Shop"]
D
docker build -q -t "$1" "$root"
