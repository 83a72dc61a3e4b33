package io.github.containerlimits.policy.compose;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Whole numbers and truth values without quotes, in all the forms that Compose's YAML knows (go-yaml: resolve.go), in those that a policy knows. */
final class PlainScalars {
    private static final Pattern PREFIXED = Pattern.compile("0(x|o|b|(?=[0-7]))([0-9a-f]{1,16})");
    private static final Map<String, Integer> RADIX = Map.of("x", 16, "o", 8, "b", 2, "", 8);
    private static final Pattern WITH_POINT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final int LONGEST = 32;
    private static final Pattern TRUE = Pattern.compile("y|yes|on|true", Pattern.CASE_INSENSITIVE);
    private static final Pattern FALSE = Pattern.compile("n|no|off|false", Pattern.CASE_INSENSITIVE);

    private PlainScalars() {}

    /** The node with each whole number in it in decimals: {@code 0x10}, {@code 0o20}, {@code 020} and {@code 1_6} are 16. */
    static Node numbers(Node node) {
        if (node instanceof MappingNode mapping) {
            return Unfolding.mapping(
                    mapping,
                    mapping.getValue().stream()
                            .map(tuple -> new NodeTuple(tuple.getKeyNode(), numbers(tuple.getValueNode())))
                            .toList());
        }
        if (node instanceof SequenceNode sequence) {
            return Unfolding.sequence(
                    sequence,
                    sequence.getValue().stream().map(PlainScalars::numbers).toList());
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = scalar.getValue();
        if (!scalar.isPlain() || text.length() > LONGEST || !text.matches("[0-9][0-9A-Za-z_]+")) {
            return node;
        }
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        Matcher prefixed = PREFIXED.matcher(digits);
        if (!prefixed.matches()) {
            return digits.matches("[1-9]\\d*") ? Unfolding.scalar(node, digits) : node;
        }
        try {
            int radix = RADIX.getOrDefault(prefixed.group(1), 8);
            return Unfolding.scalar(node, new BigInteger(prefixed.group(2), radix).toString());
        } catch (NumberFormatException e) {
            return node; // as 09, which is no number in either form
        }
    }

    /** Whether it is a number without quotes that has a point or an exponent: {@code 9.0}, {@code 1e8}. */
    static boolean isWithPoint(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().length() <= LONGEST
                && WITH_POINT.matcher(scalar.getValue()).matches()
                && !WHOLE.matcher(scalar.getValue()).matches();
    }

    /** Whether it is a whole number without quotes, in whatever form. */
    static boolean isWhole(Node node) {
        return numbers(node) instanceof ScalarNode scalar
                && (scalar.isPlain() && WHOLE.matcher(scalar.getValue()).matches());
    }

    /** The number that such a node is. */
    static BigDecimal number(Node node) {
        return new BigDecimal(((ScalarNode) node).getValue());
    }

    /** The node as {@code true} or {@code false}, where it is one of both, also in quotes (compose-go: loader/interpolate.go). */
    static Node truth(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return node;
        }
        return TRUE.matcher(scalar.getValue()).matches()
                ? Unfolding.scalar(node, "true")
                : FALSE.matcher(scalar.getValue()).matches() ? Unfolding.scalar(node, "false") : node;
    }
}
