package io.github.containerlimits.engine;

import java.util.List;

/**
 * What an engine says of itself.
 *
 * @param name Docker, Podman …, as its version answer names it
 * @param version the engine's version
 * @param apiVersion the version of the API in use
 * @param address where it was reached: unix:///var/run/docker.sock
 * @param kernel the host's kernel release
 * @param cgroupVersion 1 or 2
 * @param cgroupDriver cgroupfs, systemd or none
 * @param storageDriver overlay2, btrfs …
 * @param dataRoot the folder on its host where it keeps layers, logs and volumes
 * @param cpus CPUs of the host, 1 or more
 * @param memoryBytes memory of the host
 * @param architecture as uname -m says: x86_64, aarch64
 * @param warnings what the engine says that it cannot do
 */
public record EngineFacts(
        String name,
        String version,
        String apiVersion,
        String address,
        String kernel,
        int cgroupVersion,
        String cgroupDriver,
        String storageDriver,
        String dataRoot,
        int cpus,
        long memoryBytes,
        String architecture,
        List<String> warnings) {
    public EngineFacts {
        warnings = List.copyOf(warnings);
    }
}
