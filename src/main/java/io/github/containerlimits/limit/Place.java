package io.github.containerlimits.limit;

/**
 * Where something stands in a policy file.
 *
 * @param file the file's name as the user knows it
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {
    public Place {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
        }
    }

    /** {@code limits.yaml:14:12}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
