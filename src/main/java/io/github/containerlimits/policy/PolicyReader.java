package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.way.Way;
import io.github.containerlimits.way.Ways;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads a policy from YAML, and finds all that is wrong with it at once. */
public final class PolicyReader {
    private static final int MOST_BYTES = 64 << 10;
    private static final int DEEPEST = 32;
    private static final int MOST_ALIASES = 50;
    private static final Set<String> KEYS =
            Set.of("limits", "trials", "derive", "smaller", "on_unsupported", "on_unproven", "ways_round");
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MAP, Tag.SEQ, Tag.MERGE);

    private final String file;
    private final Findings findings;
    private final Nodes nodes;

    private PolicyReader(String file) {
        this.file = file;
        this.findings = new Findings(file);
        this.nodes = new Nodes(findings);
    }

    /**
     * Reads a policy file of at most 64 KiB.
     *
     * @throws IOException where it can't be read
     * @throws InvalidPolicyException with all findings
     */
    public static Policy read(Path file) throws IOException, InvalidPolicyException {
        String name = String.valueOf(file.getFileName());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        try {
            return parse(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new InvalidPolicyException(List.of(new Finding(new Place(name, 1, 1), "the file is not in UTF-8")));
        }
    }

    /**
     * Reads a policy.
     *
     * @param file for places in messages
     * @throws InvalidPolicyException with all findings
     */
    public static Policy parse(String file, String yaml) throws InvalidPolicyException {
        if (yaml.length() > MOST_BYTES) {
            throw tooLarge(file);
        }
        PolicyReader reader = new PolicyReader(file);
        Policy policy = reader.policy(reader.root(yaml));
        if (!reader.findings.isEmpty()) {
            throw new InvalidPolicyException(reader.findings.sorted());
        }
        return policy;
    }

    private static InvalidPolicyException tooLarge(String file) {
        return new InvalidPolicyException(
                List.of(new Finding(new Place(file, 1, 1), "the file is larger than " + (MOST_BYTES >> 10) + " KiB")));
    }

    private @Nullable Node root(String yaml) throws InvalidPolicyException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(MOST_BYTES);
        try {
            @Nullable Node root = new Yaml(options).compose(new StringReader(yaml));
            if (root != null) {
                new Tree().visit(root);
            }
            return root;
        } catch (MarkedYAMLException e) {
            Place place = e.getProblemMark() == null ? new Place(file, 1, 1) : findings.place(e.getProblemMark());
            throw unreadable(place, String.valueOf(e.getProblem()));
        } catch (ReaderException e) {
            String before = yaml.substring(0, Math.min(yaml.length(), Math.max(0, e.getPosition())));
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = before.length() - before.lastIndexOf('\n');
            throw unreadable(
                    new Place(file, line, Math.max(1, column)),
                    String.format("the character U+%04X is not allowed", e.getCodePoint()));
        } catch (YAMLException e) {
            throw unreadable(new Place(file, 1, 1), String.valueOf(e.getMessage()));
        }
    }

    private static InvalidPolicyException unreadable(Place place, String problem) {
        String text = Findings.quoted(problem);
        return new InvalidPolicyException(List.of(
                new Finding(place, "this is not YAML: " + text.substring(1, text.length() - 1))));
    }

    private Policy policy(@Nullable Node root) {
        if (root == null || Nodes.isNull(root)) {
            findings.add(new Place(file, 1, 1), "the policy is empty: it needs limits or trials");
            return nothing();
        }
        if (!findings.isEmpty()) {
            return nothing(); // types or cycles that can't be walked
        }
        Map<String, Node> entries = nodes.entries(root, "the policy", KEYS);
        LimitsReader limitsReader = new LimitsReader(findings);
        Limits limits = present(entries, "limits")
                .map(node -> limitsReader.read(node, "limits").limits())
                .orElse(Limits.NONE);
        limitsReader.contradictions(limits, findings.place(root));
        List<DeclaredTrial> trials = present(entries, "trials")
                .map(node -> new TrialReader(findings, limitsReader, limits).read(node))
                .orElse(List.of());
        boolean derive = present(entries, "derive")
                .flatMap(node -> nodes.bool(node, "derive"))
                .orElse(true);
        if (findings.isEmpty() && trials.isEmpty() && (limits.limits().isEmpty() || !derive)) {
            findings.add(
                    root,
                    derive
                            ? "the policy is empty: it needs limits or trials"
                            : "with derive: false the policy needs trials");
        }
        return new Policy(
                file,
                limits,
                derive,
                trials,
                present(entries, "smaller").flatMap(node -> nodes.bool(node, "smaller")),
                consequences(entries, "on_unsupported", LimitKinds.keys()),
                consequences(
                        entries,
                        "on_unproven",
                        Stream.concat(LimitKinds.keys().stream(), MetricKinds.keys().stream())
                                .toList()),
                present(entries, "ways_round")
                        .map(node -> waysRound(node, limits))
                        .orElseGet(Ways::usual));
    }

    private Policy nothing() {
        return new Policy(file, Limits.NONE, true, List.of(), Optional.empty(), Map.of(), Map.of(), Ways.usual());
    }

    private static Optional<Node> present(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** One consequence for all keys, or for each its own. */
    private Map<String, Consequence> consequences(Map<String, Node> policy, String name, List<String> keys) {
        Map<String, Consequence> map = new HashMap<>();
        present(policy, name).ifPresent(node -> {
            if (node instanceof ScalarNode) {
                nodes.value(node, name, PolicyReader::consequence)
                        .ifPresent(consequence -> keys.forEach(key -> map.put(key, consequence)));
            } else {
                nodes.entries(node, name, keys)
                        .forEach((key, value) -> nodes.value(value, name + "." + key, PolicyReader::consequence)
                                .ifPresent(consequence -> map.put(key, consequence)));
            }
        });
        return map;
    }

    private Map<Way, Consequence> waysRound(Node node, Limits limits) {
        if (node instanceof ScalarNode) {
            return nodes.value(node, "ways_round", PolicyReader::consequence)
                    .map(Ways::all)
                    .orElseGet(Ways::usual);
        }
        Map<Way, Consequence> map = new LinkedHashMap<>(Ways.usual());
        Map<String, Node> entries = nodes.entries(node, "ways_round", Ways.keys());
        for (Way way : Ways.ALL) {
            present(entries, way.key())
                    .flatMap(value -> nodes.value(value, "ways_round." + way.key(), PolicyReader::consequence))
                    .ifPresent(consequence -> map.put(way, consequence));
        }
        for (Way way : Ways.ALL) {
            // What is named beyond the usual is wanted: that there is nothing to try must not pass in silence.
            present(entries, way.key())
                    .filter(named -> way.isOptIn()
                            && map.get(way) != Consequence.SKIP
                            && limits.limits().stream().noneMatch(way::leadsRound))
                    .ifPresent(named -> findings.add(
                            named,
                            "ways_round." + way.key() + " leads round no limit of the policy: it needs "
                                    + way.ledRound()));
        }
        return map;
    }

    private static Consequence consequence(String text) {
        return switch (text) {
            case "fail", "warn", "skip" -> Consequence.valueOf(text.toUpperCase(Locale.ROOT));
            default -> throw new IllegalArgumentException("'" + text + "' is none of fail, warn and skip");
        };
    }

    /** Looks at each node once: refuses types of a language's own, and cycles. */
    private final class Tree {
        private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

        void visit(Node node) {
            @Nullable Boolean state = open.get(node);
            if (state != null) {
                if (state) {
                    findings.add(node, "an alias refers to what it stands in");
                }
                return;
            }
            open.put(node, true);
            if (!TAGS.contains(node.getTag())) {
                findings.add(node, "the type " + Findings.quoted(node.getTag().getValue()) + " is not allowed");
            }
            if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(tuple -> {
                    visit(tuple.getKeyNode());
                    visit(tuple.getValueNode());
                });
            } else if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> visit(item));
            }
            open.put(node, false);
        }
    }
}
