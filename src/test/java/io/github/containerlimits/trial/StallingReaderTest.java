package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reader that stalls: between the moment that it stamps and the counters that it reads, between one file and the next, and before it says that it is done.
 * A load that keeps exactly to its limit never comes out escaped for that, and one that is half above it never held.
 */
class StallingReaderTest {
    private static final int TRIALS = 1_000;

    /** Seconds after which a trial is over. */
    private static final double AT_MOST = 12;

    private static final double BETWEEN_READS = 0.1;
    private static final double LONGEST_STALL = 2;

    /** A limit, and what counts of a load that has so many times as much as that. */
    private abstract static class Limited {
        private final String name;
        private final Limit limit;
        private final Bench bench;
        private final int mostlyHeld;

        /** @param mostlyHeld in so many of a hundred trials at least */
        Limited(String name, Limit limit, Bench bench, int mostlyHeld) {
            this.name = name;
            this.limit = limit;
            this.bench = bench;
            this.mostlyHeld = mostlyHeld;
        }

        abstract Readings own(int version, double factor, Phase phase, double second);

        List<Readings> rivals(int version, double factor, Phase phase, double second) {
            return List.of();
        }

        Optional<Outcome> outcome(Measurement measurement) {
            return bench.outcome(limit, measurement);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Limited QUOTA =
            new Limited("quota", new CpuQuota(Bench.PLACE, Cpus.parse("0.5")), Bench.USUAL, 75) {
                @Override
                Readings own(int version, double factor, Phase phase, double second) {
                    return Readings.version(version)
                            .quota(0.5)
                            .cpu(phase.bursts(0.5 * factor, second), Math.round(10 * second));
                }
            };

    private static final Limited SHARES =
            new Limited(
                    "shares",
                    new CpuShares(Bench.PLACE, 512),
                    Bench.USUAL.beside(Limits.NONE.with(new CpuShares(Bench.PLACE, 1024))),
                    75) {
                @Override
                Readings own(int version, double factor, Phase phase, double second) {
                    return part(version, factor / 3, phase, second)
                            .with(version == 2 ? "cpu.weight" : "cpu.shares", version == 2 ? "20\n" : "512\n");
                }

                @Override
                List<Readings> rivals(int version, double factor, Phase phase, double second) {
                    return List.of(part(version, 1 - factor / 3, phase, second));
                }

                private Readings part(int version, double cpus, Phase phase, double second) {
                    return Readings.version(version).cpuset("1").cpu(phase.ticks(cpus, second), 0);
                }
            };

    /** What came about in a stall could have come all at once, which leaves most of such trials unproven. */
    private static final Limited DISK =
            new Limited(
                    "rate of a disk",
                    new Throttle(Bench.PLACE, Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 100),
                    Bench.USUAL,
                    5) {
                @Override
                Readings own(int version, double factor, Phase phase, double second) {
                    long operations = Math.round(phase.slices(100 * factor, second));
                    return Readings.version(version)
                            .io("254:0", 0, operations << 12, 0, operations)
                            .cap("254:0", "wiops", 100);
                }
            };

    static Stream<Limited> limited() {
        return Stream.of(QUOTA, SHARES, DISK);
    }

    /** @param seconds at which the kernel's first period of 0.1 s ends */
    private record Phase(double seconds) {
        private static final double PERIOD = 0.1;
        private static final double TICK = 0.01;

        /** Of a quota: all that there is for a period at its beginning, as counted at the scheduler's ticks. */
        double bursts(double cpus, double second) {
            if (second <= 0) {
                return 0;
            }
            double periods = Math.floor((second + seconds) / PERIOD);
            double into = second + seconds - periods * PERIOD;
            double used = periods * PERIOD * cpus + Math.min(into, PERIOD * cpus);
            double before = Math.min(seconds, PERIOD * cpus);
            return Math.floor((used - before) / TICK) * TICK;
        }

        /** Of a share: evenly, as counted at the scheduler's ticks. */
        double ticks(double cpus, double second) {
            return Math.max(0, Math.floor(cpus * second / TICK) * TICK);
        }

        /** Of a throttle: what a slice lets through, at its beginning. */
        double slices(double rate, double second) {
            return second <= 0 ? 0 : Math.floor((second + seconds) / PERIOD) * PERIOD * rate;
        }
    }

    /** A trial as it is run: read, judged, read … until there is a word, or the time is over. */
    private static final class Simulated {
        private final Limited limited;
        private final double factor;
        private final int version;
        private final Random random;
        private final Phase phase;
        private final double stalls;
        private final List<List<Counters>> running = new ArrayList<>();
        private final List<Counters> first = new ArrayList<>();
        private double now;
        private double began = Double.MAX_VALUE;

        Simulated(Limited limited, double factor, int version, long seed) {
            this.limited = limited;
            this.factor = factor;
            this.version = version;
            this.random = new Random(seed);
            this.phase = new Phase(random.nextDouble() * Phase.PERIOD);
            this.stalls = random.nextDouble();
        }

        Outcome run() {
            readAll(first);
            first.forEach(counters -> running.add(new ArrayList<>()));
            began = now;
            Optional<Outcome> outcome = Optional.empty();
            while (outcome.isEmpty() && now - began < AT_MOST) {
                now += BETWEEN_READS;
                List<Counters> read = new ArrayList<>();
                readAll(read);
                for (int i = 0; i < read.size(); i++) {
                    running.get(i).add(read.get(i));
                }
                outcome = limited.outcome(measurement(false));
            }
            return outcome.orElseGet(() -> limited.outcome(measurement(true)).orElseThrow());
        }

        private void readAll(List<Counters> into) {
            int containers = 1 + limited.rivals(version, factor, phase, 0).size();
            for (int i = 0; i < containers; i++) {
                into.add(read(i));
            }
        }

        /** The files one after the other: whichever counts, there may be stalls before it and after it. */
        private Counters read(int container) {
            double from = now;
            stall();
            stall();
            double loaded = now - began;
            Readings readings = container == 0
                    ? limited.own(version, factor, phase, loaded)
                    : limited.rivals(version, factor, phase, loaded).get(container - 1);
            stall();
            stall();
            return readings.at(from, now);
        }

        private void stall() {
            now += 0.002 + (random.nextDouble() < stalls / 4 ? random.nextDouble() * LONGEST_STALL : 0);
        }

        private Measurement measurement(boolean ended) {
            List<Series> series = new ArrayList<>();
            for (int i = 0; i < first.size(); i++) {
                series.add(new Series(first.get(i), running.get(i), Optional.empty()));
            }
            Series free = Bench.series(
                    second -> Readings.version(version)
                            .io("254:0", 0, Math.round(4e7 * second), 0, Math.round(1e4 * second)),
                    2);
            return new Measurement(
                    series.get(0),
                    series.subList(1, series.size()),
                    Optional.of(new Contrast(free, Optional.empty(), Optional.empty())),
                    Optional.empty(),
                    ended,
                    List.of());
        }
    }

    private static Map<Outcome, Integer> simulate(Limited limited, double factor) {
        return IntStream.range(0, TRIALS)
                .parallel()
                .mapToObj(seed -> new Simulated(limited, factor, 1 + seed % 2, seed).run())
                .collect(Collectors.toMap(outcome -> outcome, outcome -> 1, Integer::sum));
    }

    @ParameterizedTest
    @MethodSource("limited")
    void aLoadAtItsLimitNeverComesOutEscaped(Limited limited) {
        Map<Outcome, Integer> outcomes = simulate(limited, 1);

        assertThat(outcomes).doesNotContainKeys(Outcome.ESCAPED, Outcome.DISCARDED, Outcome.UNSUPPORTED);
        assertThat(outcomes.getOrDefault(Outcome.HELD, 0)).as("held").isGreaterThan(TRIALS * limited.mostlyHeld / 100);
    }

    @ParameterizedTest
    @MethodSource("limited")
    void aLoadHalfAboveItsLimitNeverComesOutHeld(Limited limited) {
        Map<Outcome, Integer> outcomes = simulate(limited, 1.5);

        assertThat(outcomes).doesNotContainKeys(Outcome.HELD, Outcome.DISCARDED, Outcome.UNSUPPORTED);
        assertThat(outcomes.getOrDefault(Outcome.ESCAPED, 0)).as("escaped").isGreaterThan(TRIALS / 3);
    }
}
