package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.yaml.Nodes;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What Compose makes of a value by its kind alone: what it refuses, and what it takes for nothing without a word (schema/compose-spec.json). */
final class Types {
    private static final String NUMBER_OR_TEXT = "a number or string";
    private static final String WHOLE_OR_TEXT = "an integer or string";
    private static final String TRUTH_OR_TEXT = "a boolean or string";
    private static final String TEXT = "a string";
    private static final String MAPPING = "a mapping";
    private static final String LIST = "a list";

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("blkio_config", MAPPING),
            Map.entry("cpu_period", NUMBER_OR_TEXT),
            Map.entry("cpu_quota", NUMBER_OR_TEXT),
            Map.entry("cpu_shares", NUMBER_OR_TEXT),
            Map.entry("cpus", NUMBER_OR_TEXT),
            Map.entry("cpuset", TEXT),
            Map.entry("logging", MAPPING),
            Map.entry("mem_limit", NUMBER_OR_TEXT),
            Map.entry("mem_reservation", WHOLE_OR_TEXT),
            Map.entry("mem_swappiness", WHOLE_OR_TEXT),
            Map.entry("memswap_limit", NUMBER_OR_TEXT),
            Map.entry("oom_kill_disable", TRUTH_OR_TEXT),
            Map.entry("oom_score_adj", WHOLE_OR_TEXT),
            Map.entry("pids_limit", NUMBER_OR_TEXT),
            Map.entry("read_only", TRUTH_OR_TEXT),
            Map.entry("shm_size", NUMBER_OR_TEXT),
            Map.entry("storage_opt", MAPPING),
            Map.entry("tmpfs", TEXT),
            Map.entry("ulimits", MAPPING),
            Map.entry("volumes", LIST));

    private static final Set<String> SIZES = Set.of("mem_limit", "mem_reservation", "memswap_limit", "shm_size");

    /** Keys of whole numbers: of others with a point Compose takes what is before it. */
    private static final Set<String> WHOLE =
            Set.of("cpu_period", "cpu_quota", "cpu_shares", "oom_score_adj", "pids_limit");

    private Types() {}

    /** Why Compose refuses a value, or takes it for none at all; absent where it does neither, for this reason. */
    static Optional<String> wrong(String key, Node value) {
        Optional<String> kind = Optional.ofNullable(KINDS.get(key));
        String text = Compose.text(value).orElse("");
        if (Nodes.isNull(value)) {
            if (value instanceof ScalarNode scalar && !scalar.isPlain()) {
                return Optional.empty(); // what should stand there could not be had, which is said
            }
            return kind.map(known -> key + " is empty, and must be " + known);
        }
        if (key.equals("cpuset") && (PlainScalars.isWhole(value) || PlainScalars.isWithPoint(value))) {
            return Optional.of("cpuset must be a string: write \"" + text + "\", with quotes");
        }
        if (SIZES.contains(key) && isNoSize(value)) {
            return Optional.of(noSize(key, value));
        }
        return Optional.empty();
    }

    /** A size that is a number with a point or an exponent: Compose takes it for none, without a word. */
    static boolean isNoSize(Node value) {
        return PlainScalars.isWithPoint(value) && PlainScalars.number(value).signum() != 0;
    }

    static String noSize(String what, Node value) {
        String whole = PlainScalars.number(value).setScale(0, RoundingMode.DOWN).toPlainString();
        return what + ": of " + Compose.text(value).orElse("")
                + " Compose makes no limit, since it is no whole number: write " + whole;
    }

    /** The value that Compose makes of a number with a point or an exponent. */
    static NodeTuple whole(String key, NodeTuple tuple) {
        Node value = tuple.getValueNode();
        if (!WHOLE.contains(key) || !PlainScalars.isWithPoint(value)) {
            return tuple;
        }
        String whole = PlainScalars.number(value).setScale(0, RoundingMode.DOWN).toPlainString();
        return new NodeTuple(tuple.getKeyNode(), Unfolding.scalar(value, whole));
    }
}
