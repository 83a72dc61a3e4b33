package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.jvm.CollectorUsed;
import io.github.containerlimits.jvm.JvmFindings;
import io.github.containerlimits.limit.Entry;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.policy.yaml.YamlFile;
import io.github.containerlimits.way.Ways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema that editors take knows what the reader knows, key by key. */
class PolicySchemaTest {
    /** Policies that are wrong on purpose. */
    private static final List<String> INVALID = List.of(
            "src/it/validate-breaks-on-an-invalid-policy/limits.yaml",
            "src/it/verify-fails-policy-invalid/limits.yaml");

    @Test
    void knowsEachKeyOfAPolicy() {
        assertKeys(PolicySchema.TREE, "a policy", PolicyReader.KEYS);
    }

    @Test
    void knowsEachKeyOfLimits() {
        assertKeys(definition("differences"), "the limits of a trial or a rival", LimitsReader.KEYS);
        assertKeys(definition("limits"), "limits", union(LimitsReader.KEYS, SourceReader.keys()));
    }

    @Test
    void knowsEachKeyBelowALimitsOwn() {
        Map<String, List<LimitKind>> byKey = LimitKinds.ALL.stream()
                .filter(kind -> kind.path().size() == 2)
                .collect(Collectors.groupingBy(kind -> kind.path().get(0), LinkedHashMap::new, Collectors.toList()));
        byKey.forEach((key, kinds) -> {
            if (!key.equals("tmpfs")) {
                assertKeys(
                        definition(key),
                        key,
                        kinds.stream().map(kind -> kind.path().get(1)).collect(Collectors.toSet()));
            }
        });
        for (LimitKind kind : LimitKinds.ALL) {
            JsonNode part = definition(kind.path().get(0));
            if (kind.path().size() == 2 && !kind.path().get(0).equals("tmpfs")) {
                part = mapping(part).get("properties").get(kind.path().get(1));
            }
            new Asking(part, kind.key()).by(kind.reader());
        }
        JsonNode volume = definition("volume_mount");
        new Asking(volume, "a volume").by(MountForms::read);
    }

    @Test
    void knowsEachKeyOfATrial() {
        Set<String> metrics = MetricKinds.ALL.stream()
                .filter(metric -> !metric.isOfApplication())
                .map(MetricKind::key)
                .collect(Collectors.toSet());
        Set<String> ofLimits = MetricKinds.ALL.stream()
                .filter(metric -> !metric.isOfLoad())
                .map(MetricKind::key)
                .collect(Collectors.toSet());

        assertKeys(definition("trial"), "a trial", TrialReader.KEYS);
        assertKeys(definition("expect"), "expect", union(ofLimits, LimitKinds.keys()));
        assertKeys(definition("fits"), "fits", union(metrics, Set.of("output")));
    }

    @Test
    void knowsEachKeyOfAnApp() {
        Set<String> metrics = MetricKinds.ALL.stream()
                .filter(metric -> !metric.needsRivals() && !metric.isOfLog())
                .map(MetricKind::key)
                .collect(Collectors.toSet());

        assertKeys(definition("app"), "app", AppReader.KEYS);
        assertKeys(definition("ready"), "ready", ServiceReader.READY);
        assertKeys(definition("dependency"), "needs", DependencyReader.KEYS);
        assertKeys(definition("beside"), "beside", BesideReader.KEYS);
        assertKeys(definition("load"), "load", HttpLoadReader.KEYS);
        assertKeys(definition("app_fits"), "fits of an app", metrics);
        assertKeys(definition("jvm"), "jvm", JvmFindings.keys());
        assertThat(definition("jvm_collector").get("enum"))
                .extracting(name -> name.asText())
                .containsExactlyInAnyOrderElementsOf(union(CollectorUsed.NAMES, Set.of("check", "skip")));
    }

    @Test
    void knowsWhatTheBuildCanMakeOf() {
        assertKeys(top("on_unsupported"), "on_unsupported", LimitKinds.keys());
        assertKeys(top("on_unproven"), "on_unproven", union(LimitKinds.keys(), MetricKinds.keys()));
        assertKeys(top("ways_round"), "ways_round", Ways.keys());
        assertKeys(top("swarm"), "swarm", EnginesReader.SWARM_KEYS);
    }

    /** The counter-test: it tells what is missing, and what is too much. */
    @Test
    void tellsWhichKeysDiffer() {
        assertThat(difference(PolicySchema.TREE, "a policy", union(PolicyReader.KEYS, Set.of("novel"))))
                .contains("the reader knows 'novel' in a policy, and " + PolicySchema.FILE + " does not");
        assertThat(difference(PolicySchema.TREE, "a policy", Set.of("limits")))
                .contains("knows 'trials' in a policy, and the reader does not");
    }

    @Test
    void describesEachKeyAndTakesNoOther() {
        List<String> missing = new ArrayList<>();
        describe(PolicySchema.TREE, "", missing);

        assertThat(missing).isEmpty();
    }

    @Test
    void usesEachOfItsDefinitions() {
        String text = PolicySchema.TREE.toString();

        assertThat(PolicySchema.TREE.get("definitions").properties())
                .extracting(Map.Entry::getKey)
                .allSatisfy(name -> assertThat(text).contains("\"#/definitions/" + name + "\""));
    }

    static Stream<Path> policies() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String root : List.of("src/it", "src/benchmark/policies")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                        .filter(PolicySchemaTest::isPolicy)
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found.stream();
    }

    /** Files of Compose and Kubernetes are not written in a policy's words. */
    private static boolean isPolicy(Path file) {
        try {
            return SourceReader.SOURCES
                    .of(YamlFile.read(file, "file").foreignDocuments(new Findings()))
                    .isEmpty();
        } catch (IOException | InvalidPolicyException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void takesThePoliciesOfTheIntegrationTestsAsTheReaderDoes(Path file) throws IOException {
        boolean isValid = true;
        String reason = "";
        try {
            PolicyReader.read(file, asItsBuild(file));
        } catch (InvalidPolicyException e) {
            isValid = false;
            reason = e.getMessage();
        }

        assertThat(isValid).as(reason).isEqualTo(!INVALID.contains(file.toString()));
        List<String> findings = PolicySchema.findings(Files.readString(file));
        assertThat(findings.isEmpty()).as(findings.toString()).isEqualTo(isValid);
    }

    /** What the builds of those projects say beside their policies. */
    private static Project asItsBuild(Path file) {
        return new Project(
                Optional.ofNullable(file.getParent()),
                Optional.empty(),
                Optional.of("report/job").filter(job -> file.toString().contains("verify-holds-from-kubernetes/")),
                Map.of(),
                Map.of("SHOP_MEMORY", "64m"));
    }

    @Test
    void findsThePolicies() throws IOException {
        assertThat(policies()).hasSizeGreaterThan(30);
    }

    private static JsonNode definition(String name) {
        JsonNode found = PolicySchema.TREE.at("/definitions/" + name);
        assertThat(found.isObject())
                .as("the reader knows '%s', and %s has no definition of that name", name, PolicySchema.FILE)
                .isTrue();
        return found;
    }

    private static JsonNode top(String key) {
        return PolicySchema.TREE.get("properties").get(key);
    }

    private static void assertKeys(JsonNode part, String where, Collection<String> known) {
        assertThat(difference(mapping(part), where, known)).isEmpty();
    }

    private static String difference(JsonNode mapping, String where, Collection<String> known) {
        Set<String> described = new TreeSet<>();
        mapping.path("properties").fieldNames().forEachRemaining(described::add);
        String how = ": describe it there with its values, and give PolicySchemaFuzzTest a policy that has it";
        return Stream.concat(
                        known.stream()
                                .filter(key -> !described.contains(key))
                                .map(key -> "the reader knows '" + key + "' in " + where + ", and " + PolicySchema.FILE
                                        + " does not" + how),
                        described.stream()
                                .filter(key -> !known.contains(key))
                                .map(key -> PolicySchema.FILE + " knows '" + key + "' in " + where
                                        + ", and the reader does not"))
                .collect(Collectors.joining("\n"));
    }

    /** The part itself, or the one of its alternatives, that describes the entries of a mapping; all of them together where there are several. */
    private static JsonNode mapping(JsonNode part) {
        JsonNode whole = PolicySchema.resolved(part);
        if (whole.has("properties") || !(whole.has("anyOf") || whole.has("allOf"))) {
            return whole;
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String alternatives : List.of("anyOf", "allOf")) {
            for (JsonNode alternative : whole.path(alternatives)) {
                mapping(alternative)
                        .path("properties")
                        .properties()
                        .forEach(entry -> all.withObject("/properties").set(entry.getKey(), entry.getValue()));
            }
        }
        return all;
    }

    private static void describe(JsonNode part, String path, List<String> missing) {
        if (part.has("properties") && !path.contains("/allOf")) {
            if (!part.path("additionalProperties").isBoolean()) {
                missing.add(path + " takes any other key");
            }
            part.get("properties").properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                if (value.path("description").asText().isBlank()
                        && PolicySchema.resolved(value)
                                .path("description")
                                .asText()
                                .isBlank()) {
                    missing.add(path + "." + entry.getKey() + " has no description");
                }
            });
        }
        if (part.isContainerNode()) {
            part.properties().forEach(entry -> describe(entry.getValue(), path + "/" + entry.getKey(), missing));
            if (part.isArray()) {
                part.forEach(item -> describe(item, path + "/", missing));
            }
        }
    }

    private static Set<String> union(Collection<String> one, Collection<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    /** A value of which a reader asks what it wants to know, so that the keys that it takes come to light, at every depth. */
    private record Asking(JsonNode part, String where) implements Entry {
        void by(Function<Entry, ?> reader) {
            assertThat(reader.apply(this)).as(where).isNotNull();
        }

        @Override
        public Place place() {
            return new Place("limits.yaml", 1, 1);
        }

        @Override
        public boolean isMapping() {
            return mapping(part).has("properties");
        }

        @Override
        public void add(String message) {}

        @Override
        public <T> Optional<T> value(Function<String, T> reader) {
            return Stream.of("json-file", "10m", "1", "/data", "volume", "rootfs")
                    .flatMap(text -> {
                        try {
                            return Stream.of(reader.apply(text));
                        } catch (IllegalArgumentException e) {
                            return Stream.empty();
                        }
                    })
                    .findFirst();
        }

        @Override
        public Optional<Long> number(long least, long most) {
            return Optional.of(least);
        }

        @Override
        public Optional<Boolean> bool() {
            return Optional.of(false);
        }

        @Override
        public Map<String, Entry> entries(Collection<String> known) {
            assertKeys(where.equals("a volume") || where.startsWith("tmpfs.") ? volume(known) : part, where, known);
            Map<String, Entry> entries = new LinkedHashMap<>();
            known.forEach(key -> {
                JsonNode value = where.equals("logging") && key.equals("options")
                        ? definition("logging_options")
                        : mapping(part).get("properties").get(key);
                entries.put(key, new Asking(value, where + "." + key));
            });
            return entries;
        }

        /** Each form of a volume has keys of its own. */
        private JsonNode volume(Collection<String> known) {
            for (JsonNode form : part.get("anyOf")) {
                if (form.path("properties").has(known.contains("tmpfs") ? "tmpfs" : "source")) {
                    return form;
                }
            }
            throw new AssertionError("no form of " + where + " has the keys " + known);
        }

        @Override
        public List<Entry> items() {
            for (JsonNode alternative : part.path("anyOf")) {
                if (alternative.has("items")) {
                    return List.of(new Asking(PolicySchema.resolved(alternative.get("items")), where));
                }
            }
            throw new AssertionError("the reader takes a list at " + where + ", and " + PolicySchema.FILE + " none");
        }
    }
}
