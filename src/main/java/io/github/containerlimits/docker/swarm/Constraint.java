package io.github.containerlimits.docker.swarm;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which nodes are meant, in the words of a service's constraint: {@code node.labels.limits==true} or {@code node.role!=manager}.
 *
 * @param attribute of a node
 * @param equal whether it must have the value, or must not
 * @param value case does not matter, as it does not to Swarm
 */
public record Constraint(String attribute, boolean equal, String value) {
    private static final Pattern FORM =
            Pattern.compile("\\s*((?:node|engine)\\.[A-Za-z0-9_.-]+)\\s*(==|!=)\\s*(\\S+)\\s*");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Constraint parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no constraint such as node.labels.limits==true");
        }
        return new Constraint(matcher.group(1), matcher.group(2).equals("=="), matcher.group(3));
    }

    /** Whether a node is meant. One that lacks the attribute has an empty one. */
    public boolean takes(Node node) {
        String own = node.attributes().getOrDefault(attribute, "").toLowerCase(Locale.ROOT);
        return own.equals(value.toLowerCase(Locale.ROOT)) == equal;
    }
}
