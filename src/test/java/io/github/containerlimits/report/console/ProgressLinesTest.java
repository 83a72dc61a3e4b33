package io.github.containerlimits.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.report.Sample;
import io.github.containerlimits.result.Progress.Step;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** How far a verification is, by a clock that stands still, on a terminal of which all is kept. */
class ProgressLinesTest {
    private static final Trial TRIAL = Sample.full("").trials().get(0).trial();
    private static final Trial CPUS = named("cpus", 20);
    private static final Trial MEMORY = named("mem_limit", 8);

    private final List<String> log = new ArrayList<>();
    private final FakeTerminal terminal = new FakeTerminal();
    private long nanos;

    private static Trial named(String name, int seconds) {
        return Trial.of(name, TRIAL.limits(), TRIAL.workload(), TRIAL.checks())
                .within(Duration.ofSeconds(seconds), OptionalDouble.empty());
    }

    private static Optional<Figures> figures() {
        return Optional.of(Figures.of(Dimension.CPUS, 0.5034, new Bound.AtMost(0.5), 0.1));
    }

    private static TrialResult ended(Trial trial, Verdict... verdicts) {
        return new TrialResult(trial, Optional.empty(), List.of(verdicts), Duration.ofMillis(1900), List.of());
    }

    private static Verdict held(String subject) {
        return Sample.verdict(2, Outcome.HELD, subject, "0.503 CPUs", "≤ 0.5 CPUs (±10%)", "e");
    }

    private void pass(double seconds) {
        nanos += Math.round(seconds * 1e9);
    }

    private PlainLines plain() {
        return new PlainLines(log::add, () -> nanos);
    }

    private LiveLines live(boolean isColoured) {
        return new LiveLines(terminal, new Ansi(isColoured), terminal::log, () -> nanos);
    }

    @Test
    void aLogHasALineAtTheBeginningAndAtTheEndOfEachTrial() {
        PlainLines lines = plain();
        lines.step(CPUS, Step.CONTAINERS);
        lines.step(CPUS, Step.CONTRAST);
        lines.step(CPUS, Step.LOAD);
        lines.read(CPUS, () -> {
            throw new AssertionError("nobody asks for what is not shown");
        });
        lines.tick();
        lines.ended(CPUS, ended(CPUS, held("cpus")), false);

        assertThat(log)
                .containsExactly(
                        "cpus under 'stress --vm 1' begins, at most 20.0 s",
                        "cpus under 'stress --vm 1': held, 0.503 CPUs where the bound is ≤ 0.5 CPUs (±10%) (1.9 s)");
    }

    @Test
    void aTrialOfSeveralChecksEndsWithOneLine() {
        Verdict unproven = Sample.verdict(3, Outcome.UNPROVEN, "cpuset", "-", "CPU 1", "e");
        plain().ended(CPUS, ended(CPUS, held("cpus"), unproven), true);

        assertThat(log)
                .containsExactly(
                        "cpus under 'stress --vm 1': cpus held, 0.503 CPUs where the bound is ≤ 0.5 CPUs (±10%);"
                                + " cpuset unproven (1.9 s), and may be tried again");
    }

    @Test
    void aHeartbeatComesEveryTenSecondsWhereNothingElseDoes() {
        PlainLines lines = plain();
        lines.step(CPUS, Step.LOAD);
        lines.read(CPUS, ProgressLinesTest::figures);
        log.clear();

        pass(9.9);
        lines.tick();
        assertThat(log).isEmpty();

        pass(0.1);
        lines.tick();
        lines.tick();
        assertThat(log)
                .containsExactly("Still running: cpus for 10.0 s (0.503 CPUs where the bound is ≤ 0.5 CPUs (±10%))");

        pass(6);
        lines.step(MEMORY, Step.CONTAINERS);
        pass(9);
        lines.tick();
        assertThat(log).as("9 s after the last line").hasSize(2);

        pass(1);
        lines.tick();
        assertThat(log.get(2)).startsWith("Still running: cpus for 26.0 s (").endsWith("), mem_limit for 10.0 s");
    }

    @Test
    void withoutATrialThereIsNoHeartbeat() {
        PlainLines lines = plain();
        lines.step(CPUS, Step.LOAD);
        lines.ended(CPUS, ended(CPUS, held("cpus")), false);
        log.clear();

        pass(60);
        lines.tick();

        assertThat(log).isEmpty();
    }

    @Test
    void aTerminalHasALineForEachRunningTrial() {
        LiveLines lines = live(false);
        lines.step(CPUS, Step.LOAD);
        lines.step(MEMORY, Step.CONTRAST);
        lines.read(CPUS, ProgressLinesTest::figures);
        pass(5);
        lines.tick();

        assertThat(terminal.shown())
                .containsExactly(
                        "  cpus                    ████░░░░░░░░░░░░  5.0 of 20.0 s  0.503 CPUs, bound ≤ 0.5 CPUs (±10%)",
                        "  mem_limit               5.0 s  the same load without the cap");

        lines.step(MEMORY, Step.LOAD);
        pass(60);
        lines.tick();
        assertThat(terminal.shown().get(1)).isEqualTo("  mem_limit               ████████████████  60.0 of 8.0 s");
    }

    @Test
    void whatStaysIsWrittenAboveAndNothingOfTheLinesIsLeft() {
        LiveLines lines = live(true);
        lines.step(CPUS, Step.LOAD);
        lines.say("one");
        pass(1);
        lines.tick();
        lines.aside(() -> terminal.log("two"));
        lines.step(MEMORY, Step.LOAD);
        lines.ended(CPUS, ended(CPUS, held("cpus")), false);
        assertThat(terminal.shown()).hasSize(4).last().asString().contains("mem_limit");

        lines.ended(MEMORY, ended(MEMORY, held("mem_limit")), false);
        lines.close();
        lines.tick();

        assertThat(terminal.shown())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("one"),
                        line -> assertThat(line).isEqualTo("two"),
                        line -> assertThat(line).startsWith("cpus under 'stress --vm 1': held"),
                        line -> assertThat(line).startsWith("mem_limit under 'stress --vm 1': held"));
        assertThat(terminal.logged).as("what goes to a log as well").noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void aTrialThatBreaksLeavesNothingEither() {
        LiveLines lines = live(false);
        lines.step(CPUS, Step.LOAD);
        lines.close();

        assertThat(terminal.shown()).isEmpty();
    }

    @Test
    void aLineIsCutWhereTheTerminalEnds() {
        terminal.columns = 40;
        LiveLines lines = live(false);
        lines.step(named("x".repeat(80), 20), Step.LOAD);
        lines.read(CPUS, ProgressLinesTest::figures);
        lines.tick();

        assertThat(terminal.shown()).singleElement().asString().hasSize(39).endsWith("…");
    }

    @Test
    void aTerminalOfOtherLettersHasABarAsWell() {
        terminal.isUnicode = false;
        LiveLines lines = live(false);
        lines.step(CPUS, Step.LOAD);
        pass(5);
        lines.tick();

        assertThat(terminal.shown()).singleElement().asString().contains("####------------  5.0 of 20.0 s");
    }

    /** As far as the lines need one. */
    private static final class FakeTerminal implements Screen {
        private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
        private final List<String> logged = new ArrayList<>();
        private int columns = 100;
        private boolean isUnicode = true;
        private int row;

        void log(String line) {
            logged.add(line);
            write(line + "\n");
        }

        @Override
        public void write(String text) {
            int at = 0;
            while (at < text.length()) {
                char character = text.charAt(at);
                if (character == '\n') {
                    row++;
                    if (row == rows.size()) {
                        rows.add(new StringBuilder());
                    }
                } else if (character == '\u001b') {
                    int end = at + 2;
                    while (!Character.isLetter(text.charAt(end))) {
                        end++;
                    }
                    obey(text.substring(at + 2, end), text.charAt(end));
                    at = end;
                } else if (character != '\r') {
                    rows.get(row).append(character);
                    assertThat(rows.get(row).length()).isLessThan(columns);
                }
                at++;
            }
        }

        private void obey(String number, char command) {
            switch (command) {
                case 'A' -> row -= Integer.parseInt(number);
                case 'J' -> {
                    rows.subList(row + 1, rows.size()).clear();
                    rows.get(row).setLength(0);
                }
                case 'm' -> assertThat(number).matches("[0-9;]*");
                default -> throw new AssertionError("unknown: " + command);
            }
        }

        @Override
        public boolean isUnicode() {
            return isUnicode;
        }

        @Override
        public int columns() {
            return columns;
        }

        /** All but the row in which the cursor is left. */
        List<String> shown() {
            assertThat(row).isEqualTo(rows.size() - 1);
            return rows.subList(0, row).stream().map(StringBuilder::toString).toList();
        }
    }
}
