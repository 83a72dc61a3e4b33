package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The seed's policies, true ones and false ones, and the quickstart's, beside neighbours; only in the profile "noise". Each word is compared with that of a
 * quiet host. No word may be another; undecided may stay only what needs more than half of all CPUs, beside who takes all of them all the time.
 */
class VerdictsBesideNoise {
    private static final Duration TIME = Duration.ofMinutes(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int QUIET_TRIES = 3;
    private static final Path FILE = Path.of("target", "noise.json");
    /** Words that need more CPUs than such a neighbour leaves: that all are used, and that more than one of two is, since half of each goes to the neighbour. */
    private static final List<String> NEED_MORE_THAN_HALF_OF_THE_CPUS =
            List.of("seed-cpu-unlimited/limits.yaml cpu.usage", "seed-cpuset/counter.yaml cpu.usage");

    /** Words on one policy, by what they are of; the same check in a later trial has a number. */
    private record Words(Map<String, Outcome> outcomes, int triedAgain) {}

    /** What came of one kind of noise. */
    private static final class Tally {
        private final List<String> wrong = new ArrayList<>();
        private final Map<String, Integer> undecided = new TreeMap<>();
        private int runs;
        private int verdicts;
        private int triedAgain;
        private double seconds;
    }

    @Test
    void noWordIsAnotherThanOnAQuietHost() throws Exception {
        Map<Path, Words> quiet = new LinkedHashMap<>();
        List<Path> policies = policies();
        assertThat(policies).as("policies").isNotEmpty();
        for (Path policy : policies) {
            quiet.put(policy, quiet(policy));
        }
        Map<Noise, Tally> tallies = new LinkedHashMap<>();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Integer.getInteger("noise.minutes", 6_000));
        List<Noise> noises = Noise.only(System.getProperty("noise.only", ""));
        for (int run = 1; run <= Integer.getInteger("noise.runs", 40); run++) {
            // All in turn, so that each has as many runs as the others where there is no time for all.
            for (Noise noise : noises) {
                if (System.nanoTime() < end) {
                    run(noise, quiet, tallies.computeIfAbsent(noise, key -> new Tally()));
                    System.out.println("noise: " + row(noise, tallies.get(noise)));
                    write(tallies);
                }
            }
        }
        tallies.forEach((noise, tally) -> {
            assertThat(tally.wrong).as("wrong words beside %s", noise).isEmpty();
            assertThat(tally.undecided.keySet())
                    .as("undecided beside %s", noise)
                    .allMatch(check -> noise == Noise.ALL_CPUS
                            && NEED_MORE_THAN_HALF_OF_THE_CPUS.stream().anyMatch(check::startsWith));
        });
    }

    private static void run(Noise noise, Map<Path, Words> quiet, Tally tally) throws Exception {
        long start = System.nanoTime();
        try (Noise.Source source = noise.begin()) {
            for (Map.Entry<Path, Words> policy : quiet.entrySet()) {
                compare(policy.getKey(), policy.getValue(), words(policy.getKey(), PATIENCE), tally);
                source.check();
            }
        }
        tally.runs++;
        tally.seconds += (System.nanoTime() - start) / 1e9;
    }

    private static List<Path> policies() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src", "it"))) {
            return Stream.concat(
                            folders.filter(folder ->
                                            folder.getFileName().toString().startsWith("seed-"))
                                    .sorted()
                                    .flatMap(folder -> Stream.of("limits.yaml", "counter.yaml")
                                            .map(folder::resolve)
                                            .filter(Files::exists)),
                            Stream.of(Path.of("src", "it", "quickstart", "limits.yaml")))
                    .filter(policy -> policy.toString().contains(System.getProperty("noise.policies", "")))
                    .toList();
        }
    }

    /** As it comes out where nobody else is there; a true policy must hold and a false one must not. */
    private static Words quiet(Path policy) throws Exception {
        Words words = words(policy, Duration.ZERO);
        for (int i = 1; i < QUIET_TRIES && words.outcomes().containsValue(Outcome.UNPROVEN); i++) {
            words = words(policy, Duration.ZERO);
        }
        assertThat(words.outcomes().values()).as("%s on a quiet host", policy).doesNotContain(Outcome.UNPROVEN);
        if (policy.endsWith("counter.yaml")) {
            assertThat(words.outcomes().values()).as("%s", policy).contains(Outcome.ESCAPED);
        }
        return words;
    }

    private static Words words(Path file, Duration patience) throws Exception {
        String host = RealEngine.property(file.toString().contains("disk-size") ? "quotaDockerHost" : "dockerHost");
        Policy policy = PolicyReader.read(file);
        try (DockerEngine engine = RealEngine.connect(host, TIME)) {
            Results results = Verification.verify(
                    policy, "it/busybox", engine, Otherwise.FAIL, new Times(TIME, patience, true), line -> {});
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            for (Verdict verdict : results.verdicts()) {
                String check = verdict.subject() + " at " + verdict.place().line() + ":"
                        + verdict.place().column();
                String unique = check;
                for (int i = 2; outcomes.containsKey(unique); i++) {
                    unique = check + " #" + i;
                }
                outcomes.put(unique, verdict.outcome());
            }
            return new Words(
                    outcomes,
                    results.trials().stream()
                            .mapToInt(trial -> trial.waitedFor().size())
                            .sum());
        }
    }

    private static void compare(Path policy, Words quiet, Words now, Tally tally) {
        String name = policy.subpath(policy.getNameCount() - 2, policy.getNameCount()) + " ";
        tally.triedAgain += now.triedAgain();
        quiet.outcomes().forEach((check, expected) -> {
            tally.verdicts++;
            Outcome outcome = now.outcomes().get(check);
            if (outcome == Outcome.UNPROVEN) {
                tally.undecided.merge(name + check, 1, Integer::sum);
            } else if (outcome != expected) {
                tally.wrong.add(name + check + ": " + outcome + " and not " + expected);
            }
        });
    }

    private static String row(Noise noise, Tally tally) {
        return String.format(
                Locale.ROOT,
                "%s: %d runs of %.0f s, %d verdicts, %d wrong %s, %d undecided %s, %d trials repeated",
                noise,
                tally.runs,
                tally.seconds / tally.runs,
                tally.verdicts,
                tally.wrong.size(),
                tally.wrong,
                tally.undecided.values().stream().mapToInt(count -> count).sum(),
                tally.undecided,
                tally.triedAgain);
    }

    private static void write(Map<Noise, Tally> tallies) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        tallies.forEach((noise, tally) -> json.put(
                noise.toString(),
                Map.of(
                        "runs", tally.runs,
                        "verdicts", tally.verdicts,
                        "wrong", tally.wrong,
                        "undecided", tally.undecided,
                        "triedAgain", tally.triedAgain,
                        "seconds", tally.seconds)));
        Files.createDirectories(FILE.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(FILE.toFile(), json);
    }
}
