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
     * A place as the pipeline knows it: {@code services/shop/limits.yaml:3:5}; the beginning of the policy file where it is in no file of the workspace, as of an output
     * of Compose. Absent where that is in none either.
     *
     * @throws IOException where there is such a file, and its directory can't be looked at
     */
    Optional<Place> place(Place place, String policyFile) throws IOException {
        Optional<String> file = file(place.file());
        return file.isPresent()
                ? Optional.of(new Place(file.get(), place.line(), place.column()))
                : file(policyFile).map(name -> new Place(name, 1, 1));
    }

    private Optional<String> file(String name) throws IOException {
        Path file = module.resolve(name).toAbsolutePath().normalize();
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
