package io.github.containerlimits.engine;

/**
 * A volume of the container, as in Compose's short form {@code [source:]target[:ro]}.
 *
 * @param source a volume's name, an absolute path on the engine's host (a bind mount), or empty for a volume that the engine makes for the container
 * @param target an absolute path in the container
 */
public record Mount(String source, String target, boolean readOnly) {
    public boolean isBind() {
        return source.startsWith("/");
    }

    /** Whether it is a volume with a name, which other containers have as well. */
    public boolean isNamed() {
        return !source.isEmpty() && !isBind();
    }

    @Override
    public String toString() {
        return (source.isEmpty() ? "" : source + ":") + target + (readOnly ? ":ro" : "");
    }
}
