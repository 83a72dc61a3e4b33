package io.github.containerlimits.policy.source;

import io.github.containerlimits.limit.Place;
import java.util.List;
import java.util.Optional;

/**
 * Which container's limits are wanted of which files.
 *
 * @param files at least one, in the order in which they are named; later ones override where the tool knows that
 * @param name of the service or the container; absent where the file is to say it, by having just one, or just one with the project's image
 * @param resolved whether the tool itself is to say how it reads the files
 * @param place where the name is said, or else the file is named: for findings about the choice
 */
public record Wanted(List<SourceFile> files, Optional<String> name, boolean resolved, Place place) {
    public Wanted {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no file is wanted");
        }
    }
}
