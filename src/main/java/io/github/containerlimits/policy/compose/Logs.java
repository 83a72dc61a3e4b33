package io.github.containerlimits.policy.compose;

import io.github.containerlimits.limit.Logging;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.quantity.Bytes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What a service says under {@code logging}. One that bounds nothing, but for what its lines have in them, is the engine's own. */
record Logs(Origins origins) {
    private static final String OPTIONS = "options";
    private static final String WHERE = "logging." + OPTIONS;
    private static final String DRIVER = "driver";
    private static final String USUAL_DRIVER = "json-file";
    private static final String SIZE = "max-size";
    private static final Pattern HUMAN =
            Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?([kmgtp])(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String PREFIXES = "kmgtp";
    private static final Set<String> BOUNDS = Set.of("max-file", "compress");

    /** Those of the usual driver, which takes no others (Moby: {@code daemon/logger/jsonfilelog}). */
    private static final List<String> KNOWN = List.of(
            SIZE,
            "max-file",
            "compress",
            "env",
            "env-regex",
            "labels",
            "labels-regex",
            "max-buffer-size",
            "mode",
            "tag");

    /** The limit that it is, in the words of a policy; absent where it is none. */
    Optional<NodeTuple> limit(NodeTuple tuple) {
        if (!(tuple.getValueNode() instanceof MappingNode logging)) {
            return Optional.of(tuple);
        }
        Optional<MappingNode> options = options(logging);
        MappingNode known = Unfolding.mapping(
                logging, logging.getValue().stream().filter(this::isKnown).toList());
        boolean isUsual = Keys.value(known, DRIVER)
                .flatMap(Compose::text)
                .orElse(USUAL_DRIVER)
                .equals(USUAL_DRIVER);
        Optional<Node> size = options.flatMap(given -> Keys.value(given, SIZE));
        if (size.filter(Logs::isSmall).isPresent()) {
            origins.remark(
                    size.get(),
                    WHERE + "." + SIZE + " of " + Compose.text(size.get()).orElse("") + " is not looked at: below "
                            + Logging.LEAST + " a size is not told from its last line");
            return Optional.empty();
        }
        if (!isUsual || size.isPresent()) {
            return Optional.of(new NodeTuple(tuple.getKeyNode(), inBytes(known)));
        }
        unbounded(tuple.getKeyNode(), options);
        return Optional.empty();
    }

    /** A log with its size in bytes: an engine reads it in powers of 1000 (Moby: {@code units.FromHumanSize}), and a policy in those of 1024. */
    private static MappingNode inBytes(MappingNode logging) {
        return replaced(
                logging,
                OPTIONS,
                options -> options instanceof MappingNode mapping
                        ? replaced(mapping, SIZE, size -> Unfolding.scalar(size, bytes(size)))
                        : options);
    }

    private static MappingNode replaced(MappingNode mapping, String key, UnaryOperator<Node> replacement) {
        return Unfolding.mapping(
                mapping,
                mapping.getValue().stream()
                        .map(tuple -> Keys.of(tuple).equals(key) && !Nodes.isNull(tuple.getValueNode())
                                ? new NodeTuple(tuple.getKeyNode(), replacement.apply(tuple.getValueNode()))
                                : tuple)
                        .toList());
    }

    /** The number of bytes; the text itself where it is no size, which whoever reads it says. */
    private static String bytes(Node size) {
        String text = Compose.text(size).orElse("");
        Matcher matcher = HUMAN.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        int power = 3 * (PREFIXES.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1);
        return new BigDecimal(matcher.group(1))
                .scaleByPowerOfTen(power)
                .setScale(0, RoundingMode.DOWN)
                .toPlainString();
    }

    /** Whether it is a size that an engine takes, and too small for a trial. */
    private static boolean isSmall(Node size) {
        try {
            Bytes bytes = Bytes.parse(bytes(size));
            return bytes.value() > 0 && bytes.compareTo(Logging.LEAST) < 0;
        } catch (IllegalArgumentException e) {
            return false; // it is no size, which whoever reads it says
        }
    }

    /** Whether a key says anything; one that Compose does not take is a finding. */
    private boolean isKnown(NodeTuple tuple) {
        String key = Keys.of(tuple);
        Node value = tuple.getValueNode();
        if (key.equals(DRIVER)) {
            return Nodes.isNull(value) || !Compose.text(value).equals(Optional.of(""));
        }
        if (!key.equals(OPTIONS) && !key.startsWith("x-")) {
            String hint = KNOWN.contains(key)
                    ? "; did you mean 'options." + key + "'?"
                    : Findings.nearest(key, List.of(DRIVER, OPTIONS));
            origins.findings().add(tuple.getKeyNode(), "unknown key " + Findings.quoted(key) + " in logging" + hint);
        }
        return key.equals(OPTIONS) && !Nodes.isNull(value);
    }

    /** Compose takes texts and numbers, and refuses {@code compress: true}. */
    private Optional<MappingNode> options(MappingNode logging) {
        Optional<Node> value = Keys.value(logging, OPTIONS);
        if (value.filter(Nodes::isNull).isPresent()) {
            origins.findings().add(value.get(), WHERE + " is empty, and must be a mapping");
        }
        Optional<MappingNode> options =
                value.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
        for (NodeTuple tuple : options.map(MappingNode::getValue).orElse(List.of())) {
            if (tuple.getValueNode() instanceof ScalarNode option
                    && option.isPlain()
                    && option.getValue().matches("(?i)true|false")) {
                origins.findings()
                        .add(
                                option,
                                WHERE + "." + Keys.of(tuple) + " must be a string or number: write \""
                                        + option.getValue() + "\", with quotes");
            }
        }
        return options;
    }

    private void unbounded(Node where, Optional<MappingNode> options) {
        boolean isBoundedOtherwise = false;
        for (NodeTuple tuple : options.map(MappingNode::getValue).orElse(List.of())) {
            String key = Keys.of(tuple);
            isBoundedOtherwise |= BOUNDS.contains(key);
            if (!KNOWN.contains(key)) {
                origins.findings()
                        .add(
                                tuple.getKeyNode(),
                                "unknown key " + Findings.quoted(key) + " in " + WHERE + Findings.nearest(key, KNOWN));
            }
        }
        if (isBoundedOtherwise) {
            origins.remark(where, "logging has no max-size: nothing bounds a file of the log");
        }
    }
}
