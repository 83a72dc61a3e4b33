package io.github.containerlimits.engine;

/**
 * A volume of the container, as in Compose's short form {@code source:target[:ro]}.
 *
 * @param source a volume's name, or an absolute path on the engine's host (a bind mount)
 * @param target an absolute path in the container
 */
public record Mount(String source, String target, boolean readOnly) {
    public boolean isBind() {
        return source.startsWith("/");
    }

    @Override
    public String toString() {
        return source + ":" + target + (readOnly ? ":ro" : "");
    }
}
