package io.github.containerlimits.engine;

import java.util.List;

/**
 * An image that the engine has.
 *
 * @param reference as the user wrote it
 * @param id its content's id, sha256:…
 * @param user the user that its commands run as, empty for root
 * @param workingDirectory the directory that its commands start in, empty for /
 * @param volumes the mount points that it declares
 */
public record Image(String reference, String id, String user, String workingDirectory, List<String> volumes) {
    public Image {
        volumes = List.copyOf(volumes);
    }
}
