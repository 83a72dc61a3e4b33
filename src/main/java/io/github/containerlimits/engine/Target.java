package io.github.containerlimits.engine;

/** What a rate is capped on: a device by its name, or the whole disk behind the container's root file system or one of its volumes. */
public sealed interface Target {
    /** A block device by its path on the engine's host, as in Compose: {@code /dev/sda}. */
    record Device(String path) implements Target {
        @Override
        public String toString() {
            return path;
        }
    }

    /** The disk behind the container's root file system. */
    record Rootfs() implements Target {
        @Override
        public String toString() {
            return "rootfs";
        }
    }

    /** The disk behind the volume that is mounted there: {@code volume:/data}. */
    record Volume(String mountPoint) implements Target {
        @Override
        public String toString() {
            return "volume:" + mountPoint;
        }
    }
}
