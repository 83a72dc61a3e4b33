package io.github.containerlimits.report;

import io.github.containerlimits.limit.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a pipeline has checked out what it builds.
 *
 * @param root names of files in what a pipeline reads begin there
 * @param module names of files in places begin there
 */
record Workspace(Path root, Path module) {
    /**
     * The file of a place as the pipeline knows it: {@code services/shop/limits.yaml}; absent where it is no file of the workspace, as of an output of
     * Compose.
     *
     * @throws IOException where there is such a file, and its directory can't be looked at
     */
    Optional<String> file(Place place) throws IOException {
        Path file = module.resolve(place.file()).toAbsolutePath().normalize();
        Path directory = file.getParent();
        if (directory == null || !Files.isRegularFile(file) || !Files.isDirectory(root)) {
            return Optional.empty();
        }
        Path real = directory.toRealPath().resolve(file.getFileName());
        Path from = root.toRealPath();
        return real.startsWith(from)
                ? Optional.of(from.relativize(real).toString().replace('\\', '/'))
                : Optional.empty();
    }
}
