package io.github.containerlimits.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.report.Sample;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static final Verdict HELD =
            Sample.verdict(2, Outcome.HELD, "cpus", "0.500 CPUs", "≤ 0.5 CPUs (±10%)", "12 periods throttled");
    private static final Verdict ESCAPED =
            Sample.verdict(3, Outcome.ESCAPED, "mem_limit", "301 MiB", "≤ 256 MiB", "nothing kept the load within it");
    private static final Verdict WAY = Sample.wayRound(
            Sample.verdict(2, Outcome.ESCAPED, "storage_opt.size (log)", "8.00 MiB", "let go", "the engine keeps all"),
            Consequence.WARN);

    private static List<String> lines(int width, Verdict... verdicts) {
        return lines(new Ansi(false), width, List.of(verdicts));
    }

    private static List<String> lines(Ansi ansi, int width, List<Verdict> verdicts) {
        List<String> lines = new ArrayList<>();
        new Table(lines::add, ansi, new Letters(StandardCharsets.UTF_8), width).tell(Sample.of(verdicts));
        return lines;
    }

    @Test
    void failuresComeFirstThenWhatHeldThenWaysRoundThenWhatToDo() {
        assertThat(String.join("\n", lines(93, HELD, ESCAPED, WAY))).isEqualTo("""
                        VERDICT  LIMIT                   MEASURED    BOUND              SECONDS
                        escaped  mem_limit               301 MiB     ≤ 256 MiB              1.2
                                 limits.yaml:3:3 under 'stress --cpu 2': nothing kept the load within it
                        held     cpus                    0.500 CPUs  ≤ 0.5 CPUs (±10%)      1.2
                                 12 periods throttled

                        WAYS ROUND LIMITS
                        escaped  storage_opt.size (log)  8.00 MiB    let go                 1.2
                                 limits.yaml:2:3 under 'stress --cpu 2': the engine keeps all

                        WHAT TO DO
                        limits.yaml:3:3 mem_limit: Do something about it.

                        1 held, 1 escaped, 1 warning in 23.4 s on Docker 20.10.24 (cgroup v1)""");
    }

    @Test
    void itsColumnsStandInAsciiToo() {
        List<String> lines = new ArrayList<>();
        new Table(lines::add, new Ansi(false), new Letters(StandardCharsets.US_ASCII), 93)
                .tell(Sample.of(List.of(HELD, ESCAPED)));

        assertThat(lines.subList(0, 4))
                .containsExactly(
                        "VERDICT  LIMIT      MEASURED    BOUND                SECONDS",
                        "escaped  mem_limit  301 MiB     <= 256 MiB               1.2",
                        "         limits.yaml:3:3 under 'stress --cpu 2': nothing kept the load within it",
                        "held     cpus       0.500 CPUs  <= 0.5 CPUs (+-10%)      1.2");
    }

    /** That of an application is a long command, and the same for all its claims. */
    @Test
    void aLoadIsToldOnceOfRowsThatFollowEachOther() {
        Verdict unproven = Sample.verdict(4, Outcome.UNPROVEN, "pids_limit", "-", "100", "there is no data");

        assertThat(lines(93, ESCAPED, HELD, unproven).subList(1, 7))
                .containsExactly(
                        "escaped   mem_limit   301 MiB     ≤ 256 MiB              1.2",
                        "          limits.yaml:3:3 under 'stress --cpu 2': nothing kept the load within it",
                        "unproven  pids_limit  -           100                    1.2",
                        "          limits.yaml:4:3 under the same (load): there is no data",
                        "held      cpus        0.500 CPUs  ≤ 0.5 CPUs (±10%)      1.2",
                        "          12 periods throttled");
    }

    @Test
    void whatIsUnprovenSaysWhoseThatIs() {
        Verdict unproven = Sample.verdict(4, Outcome.UNPROVEN, "pids_limit", "-", "100", "there is no data");

        assertThat(lines(93, HELD, unproven).subList(1, 3))
                .containsExactly(
                        "unproven  pids_limit  -           100                    1.2",
                        "          limits.yaml:4:3 under 'stress --cpu 2' (load): there is no data");
    }

    @Test
    void withinARankTheOrderIsThePolicys() {
        Verdict later = Sample.verdict(9, Outcome.ESCAPED, "shm_size", "1", "1", "e");

        assertThat(lines(93, later, HELD, ESCAPED))
                .filteredOn(line -> line.startsWith("escaped") || line.startsWith("held"))
                .extracting(line -> line.split(" +")[1])
                .containsExactly("mem_limit", "shm_size", "cpus");
    }

    @Test
    void limitsOfOneKeyAreToldApartByTheirPlace() {
        Verdict at7 = Sample.verdict(7, Outcome.HELD, "device_write_bps", "1", "1", "e");
        Verdict at8 = Sample.verdict(8, Outcome.HELD, "device_write_bps", "1", "1", "e");

        assertThat(lines(93, at7, at8))
                .filteredOn(line -> line.startsWith("held"))
                .extracting(line -> line.substring(9, 33).strip())
                .containsExactly("device_write_bps at 7:3", "device_write_bps at 8:3");
    }

    @Test
    void onlyVerdictsAndHeadingsAreColoured() {
        List<String> painted = lines(new Ansi(true), 93, List.of(HELD, ESCAPED, WAY));

        assertThat(painted).anyMatch(line -> line.startsWith("\u001b[1;31mescaped\u001b[m  mem_limit"));
        assertThat(painted).anyMatch(line -> line.startsWith("\u001b[32mheld\u001b[m     cpus"));
        assertThat(painted).anyMatch(line -> line.startsWith("\u001b[33mescaped\u001b[m  storage_opt"));
        assertThat(painted.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .as("the same text")
                .containsExactlyElementsOf(lines(93, HELD, ESCAPED, WAY));
    }

    @Test
    void whatALoadPrintsCannotReachTheTerminal() {
        Verdict hostile = Sample.verdict(
                2,
                Outcome.UNPROVEN,
                "run",
                "-",
                "1",
                "it ended with code 1: \u001b[2J\r[INFO] BUILD SUCCESS\n" + "x".repeat(5000));

        List<String> lines = lines(93, hostile);

        assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        assertThat(lines).anyMatch(line -> line.contains("\\u001b[2J\\r[INFO] BUILD"));
        assertThat(lines).hasSizeLessThan(15);
    }

    /** Seeded, so that a failure comes again. */
    @ParameterizedTest
    @ValueSource(ints = {73, 93})
    void noLineIsLongerWhateverTheResults(int width) {
        Random random = new Random(width);
        List<Outcome> outcomes = List.of(Outcome.values());
        for (int i = 0; i < 300; i++) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int j = random.nextInt(6); j >= 0; j--) {
                Verdict verdict = Sample.verdict(
                        1 + random.nextInt(2000),
                        outcomes.get(random.nextInt(outcomes.size())),
                        text(random, 60),
                        text(random, 90),
                        text(random, 90),
                        text(random, 900));
                verdicts.add(random.nextInt(4) == 0 ? Sample.wayRound(verdict, Consequence.WARN) : verdict);
            }
            Results results = Sample.of(verdicts);

            assertThat(new Table(line -> {}, new Ansi(false), new Letters(StandardCharsets.UTF_8), width)
                            .lines(results))
                    .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                            .as(line)
                            .isLessThanOrEqualTo(width));
        }
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(most);
        while (text.length() < length) {
            text.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> ' ';
                        case 1 -> 0x1F600 + random.nextInt(40);
                        case 2 -> random.nextInt(32);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
