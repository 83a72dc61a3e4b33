package io.github.containerlimits.policy;

import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import io.github.containerlimits.quantity.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the trials of the user's own. */
final class TrialReader {
    /** All keys of a trial. */
    static final Set<String> KEYS = Stream.concat(
                    LoadReader.TOOLS.stream(),
                    Stream.of("name", "in", "for", "limits", "rivals", "tolerance", "expect", "fits"))
            .collect(Collectors.toUnmodifiableSet());

    private static final String FITS = "fits";
    private static final String OUTPUT = "output";
    private static final Duration DEFAULT = Duration.ofSeconds(10);

    /** A load of which something is claimed comes to its own end. */
    private static final Duration DEFAULT_TO_END = Duration.ofMinutes(1);

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofHours(1);
    private static final int MOST_RIVALS = 16;

    private final Findings findings;
    private final Nodes nodes;
    private final LimitsReader limitsReader;
    private final Limits policyLimits;

    TrialReader(Findings findings, LimitsReader limitsReader, Limits policyLimits) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
        this.limitsReader = limitsReader;
        this.policyLimits = policyLimits;
    }

    List<DeclaredTrial> read(Node node) {
        List<DeclaredTrial> trials = new ArrayList<>();
        for (Node item : nodes.items(node, "trials")) {
            trial(item).ifPresent(trials::add);
        }
        return trials;
    }

    private Optional<DeclaredTrial> trial(Node node) {
        Map<String, Node> entries = nodes.entries(
                node, "a trial", KEYS, key -> Spellings.hintInTrial(key, KEYS, LimitsReader.KEYS, MetricKinds.keys()));
        Optional<Load> load = new LoadReader(findings).read(node, entries, "a trial");
        LimitOverrides overrides = entries.containsKey("limits")
                ? limitsReader.read(required(entries, "limits"), "limits")
                : LimitOverrides.NONE;
        Limits limits = overrides.appliedTo(policyLimits);
        limitsReader.contradictions(limits, findings.place(node));
        List<LimitOverrides> rivals = rivals(entries);
        Optional<String> directory =
                entries.containsKey("in") ? nodes.value(required(entries, "in"), "in", Limits::path) : Optional.empty();
        Duration atMost = entries.containsKey("for")
                ? nodes.value(required(entries, "for"), "for", TrialReader::duration)
                        .orElse(DEFAULT)
                : entries.containsKey(FITS) ? DEFAULT_TO_END : DEFAULT;
        OptionalDouble tolerance = entries.containsKey("tolerance")
                ? nodes.value(required(entries, "tolerance"), "tolerance", Dimension::percent)
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty())
                : OptionalDouble.empty();
        List<Expectation> expectations = expectations(node, entries, limits, !rivals.isEmpty());
        if (load.isEmpty() || expectations.isEmpty()) {
            return Optional.empty();
        }
        String name = entries.containsKey("name")
                ? nodes.text(required(entries, "name"), "name").orElse("")
                : load.get().tool().key() + " " + String.join(" ", load.get().arguments());
        return Optional.of(new DeclaredTrial(
                findings.place(node),
                name,
                load.get(),
                directory,
                atMost,
                entries.containsKey("for"),
                overrides,
                rivals,
                tolerance,
                expectations));
    }

    private static Node required(Map<String, Node> entries, String key) {
        @Nullable Node node = entries.get(key);
        if (node == null) {
            throw new IllegalStateException("no entry " + key);
        }
        return node;
    }

    private List<LimitOverrides> rivals(Map<String, Node> entries) {
        List<LimitOverrides> rivals = new ArrayList<>();
        if (entries.containsKey("rivals")) {
            Node node = required(entries, "rivals");
            List<Node> items = nodes.items(node, "rivals");
            if (items.size() > MOST_RIVALS) {
                findings.add(node, "a trial has at most " + MOST_RIVALS + " rivals");
            }
            items.stream().limit(MOST_RIVALS).forEach(item -> rivals.add(limitsReader.read(item, "a rival")));
        }
        return rivals;
    }

    private List<Expectation> expectations(Node trial, Map<String, Node> entries, Limits limits, boolean hasRivals) {
        List<Expectation> expectations = new ArrayList<>();
        if (entries.containsKey(FITS)) {
            expectations.addAll(fits(required(entries, FITS), limits, hasRivals));
        }
        if (!entries.containsKey("expect") && entries.containsKey(FITS)) {
            return expectations;
        }
        if (!entries.containsKey("expect")) {
            findings.add(
                    trial, "a trial needs an expectation: expect: { cpu.usage: \"<= 0.5\" } or { mem_limit: held }");
            return expectations;
        }
        List<String> known = Stream.concat(MetricKinds.keys().stream(), LimitKinds.keys().stream())
                .toList();
        Node expect = required(entries, "expect");
        Map<String, Node> expected = nodes.entries(expect, "expect", known);
        if (expect instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
            findings.add(expect, "expect is empty: nothing would be proven");
        }
        expected.forEach((key, value) -> {
            Place place = findings.place(value);
            Optional<MetricKind> metric = MetricKinds.find(key);
            if (metric.isEmpty()) {
                held(key, value, limits).ifPresent(text -> expectations.add(new Expectation.LimitHeld(place, key)));
                return;
            }
            requireRivals(metric.get(), value, hasRivals);
            if (metric.get().isOfLoad()) {
                findings.add(value, key + " says nothing of a limit: claim it under fits");
            }
            nodes.value(
                            value,
                            key,
                            text -> new Expectation.Measured(place, metric.get(), Bounds.of(metric.get(), text), text))
                    .ifPresent(expectations::add);
        });
        return expectations;
    }

    /** Claims about a load: metrics with bounds, and what it printed. */
    private List<Expectation> fits(Node node, Limits limits, boolean hasRivals) {
        List<Expectation> claims = new ArrayList<>();
        List<String> known =
                Stream.concat(MetricKinds.keys().stream(), Stream.of(OUTPUT)).toList();
        Map<String, Node> claimed = nodes.entries(node, FITS, known);
        if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
            findings.add(node, "fits is empty: nothing would be proven");
        }
        claimed.forEach((key, value) -> {
            Place place = findings.place(value);
            if (key.equals(OUTPUT)) {
                nodes.value(value, key, TrialReader::pattern)
                        .ifPresent(pattern -> claims.add(new Expectation.Prints(place, pattern)));
                return;
            }
            MetricKind metric = MetricKinds.find(key).orElseThrow();
            requireRivals(metric, value, hasRivals);
            if (metric.isOfApplication()) {
                findings.add(value, key + " is measured of an app alone");
            }
            nodes.value(value, key, text -> Bounds.claimed(place, metric, text, limits))
                    .ifPresent(claims::add);
        });
        return claims;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    private void requireRivals(MetricKind metric, Node value, boolean hasRivals) {
        if (metric.needsRivals() && !hasRivals) {
            findings.add(value, metric.key() + " needs rivals: without one, shares bind nothing");
        }
    }

    private Optional<String> held(String key, Node value, Limits limits) {
        Optional<String> text = nodes.value(value, key, word -> {
            if (!word.equals("held")) {
                throw new IllegalArgumentException("'" + word + "' is not 'held', all that can be expected of a limit");
            }
            return word;
        });
        if (text.isPresent()
                && limits.limits().stream().noneMatch(limit -> limit.key().equals(key))) {
            findings.add(value, "the trial's limits have no " + key);
            return Optional.empty();
        }
        return text;
    }

    private static Duration duration(String text) {
        Duration duration = Durations.parse(text);
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is not within 500ms to 1h");
        }
        return duration;
    }
}
