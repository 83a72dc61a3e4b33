package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each key of a Compose service that concerns resources, on three engines. The verdicts must be those of the table in src/site/markdown/compose.md, which a run with
 * -Dengines.write writes, column by column.
 */
@Tag("engines")
class ComposeKeysIT {
    private static final Path FILE =
            Path.of("src", "test", "resources", "keys", "compose.yaml").toAbsolutePath();
    private static final Path STATES = Path.of("target", "compose-keys");
    private static final Duration TIME = Duration.ofMinutes(20);

    static Stream<EnginesIT.Subject> engines() {
        return EnginesIT.all().filter(subject -> ComposeKeys.ENGINES.contains(subject.name()));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void eachKeyComesToItsVerdict(EnginesIT.Subject engine) throws Exception {
        Path state = STATES.resolve(engine.slug());
        if (!engine.script().isEmpty()) {
            Files.createDirectories(state);
            EnginesIT.engine(engine, "up", state);
        }
        try {
            Path file = engine.script().isEmpty() ? RealEngine.state() : state;
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file.resolve("engine.properties"))) {
                properties.load(reader);
            }
            Map<String, String> outcomes = outcomes(properties.getProperty(engine.property()));
            System.out.println(engine + ": " + outcomes);
            if (System.getProperty("engines.write") == null) {
                assertThat(outcomes).containsAllEntriesOf(ComposeKeys.filled(engine.name()));
            } else {
                ComposeKeys.write(engine.name(), outcomes);
            }
        } finally {
            if (!engine.script().isEmpty()) {
                EnginesIT.engine(engine, "down", state);
            }
        }
    }

    /** What becomes of each key of the table, in its order. */
    static Map<String, String> outcomes(String host) throws Exception {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (ComposeKeys.Key key : ComposeKeys.ALL) {
            found.put(key.name(), new ArrayList<>());
        }
        for (String service : ComposeKeys.services()) {
            Policy policy = policy(service);
            List<Verdict> verdicts = verdicts(host, policy);
            for (ComposeKeys.Key key : ComposeKeys.ALL) {
                if (key.service().equals(service)) {
                    List<String> of = found.computeIfAbsent(key.name(), name -> new ArrayList<>());
                    verdicts.stream()
                            .filter(verdict -> key.isOf(verdict.subject()))
                            .map(verdict ->
                                    verdict.outcome() + verdict.subject().replaceFirst("^[^ ]+", ""))
                            .forEach(of::add);
                    policy.remarks().stream()
                            .map(Finding::message)
                            .filter(key::isNotLookedAt)
                            .forEach(message -> of.add(ComposeKeys.NOT_LOOKED_AT));
                }
            }
        }
        Map<String, String> outcomes = new LinkedHashMap<>();
        found.forEach((key, all) -> outcomes.put(key, together(all)));
        return outcomes;
    }

    /** "held, escaped (buffered)": a way beside the straight one is named where what came of it is something else. */
    private static String together(List<String> outcomes) {
        return String.join(
                ", ",
                outcomes.stream()
                        .distinct()
                        .filter(outcome ->
                                !outcome.contains(" (") || !outcomes.contains(outcome.replaceFirst(" .*", "")))
                        .sorted(Comparator.comparing((String outcome) -> outcome.contains(" (")))
                        .toList());
    }

    private static Policy policy(String service) throws Exception {
        return PolicyReader.read(
                FILE,
                new Project(
                        Optional.ofNullable(FILE.getParent()),
                        Optional.of("it/busybox"),
                        Optional.of(service),
                        Map.of(),
                        Map.of()));
    }

    private static List<Verdict> verdicts(String host, Policy policy) throws IOException {
        try (DockerEngine engine =
                DockerEngine.connect(host, "", UUID.randomUUID().toString(), line -> System.out.println("  " + line))) {
            List<Verdict> verdicts = Verification.verify(
                            policy,
                            "it/busybox",
                            engine,
                            Otherwise.FAIL,
                            new Times(TIME, Duration.ZERO, true),
                            line -> System.out.println("  " + line))
                    .verdicts();
            verdicts.forEach(verdict ->
                    System.out.println("  " + verdict.subject() + " " + verdict.inShort() + ": " + verdict.evidence()));
            return verdicts;
        }
    }
}
