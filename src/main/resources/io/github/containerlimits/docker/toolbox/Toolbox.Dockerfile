FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends busybox-static fio nghttp2-client stress stress-ng \
 && rm -rf /var/lib/apt/lists/*
