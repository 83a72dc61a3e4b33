package io.github.containerlimits.report;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Results for tests. */
public final class Sample {
    private static final Disk DISK = new Disk("/dev/vda", "254:0");
    /** What fio prints, as far as a report takes it. */
    public static final String FIO = """
            {
              "jobs": [
                { "error": 0, "read": { "io_bytes": 0, "bw_bytes": 0, "iops": 0.0 },
                  "write": { "io_bytes": 4096000, "bw_bytes": 409600, "iops": 100.0 } }
              ]
            }
            """;

    private Sample() {}

    public static Verdict verdict(
            int line, Outcome outcome, String subject, String measured, String bound, String evidence) {
        return new Verdict(
                subject,
                new Place("limits.yaml", line, 3),
                "stress --cpu 2",
                Optional.empty(),
                Conclusion.of("CPU use", Figure.of(measured), Figure.of(bound))
                        .as(outcome, evidence)
                        .withRemedy(outcome == Outcome.HELD ? "" : "Do something about it."),
                Duration.ofMillis(1234),
                false,
                Consequence.FAIL);
    }

    /** The same of a limit for which a smaller one stood. */
    public static Verdict smaller(Verdict verdict) {
        return new Verdict(
                verdict.subject(),
                verdict.place(),
                verdict.load(),
                Optional.of(new Sizes("0.5 CPUs", "4 CPUs")),
                verdict.conclusion(),
                verdict.took(),
                verdict.wayRound(),
                verdict.consequence());
    }

    /** The same of a way round the limit. */
    public static Verdict wayRound(Verdict verdict, Consequence consequence) {
        return new Verdict(
                verdict.subject(),
                verdict.place(),
                verdict.load(),
                verdict.sizes(),
                verdict.conclusion(),
                verdict.took(),
                true,
                consequence);
    }

    /** The same trial with so many readings of its load, which get on by turns faster and slower. */
    public static TrialResult longer(TrialResult result, int readings) {
        Measurement measurement = result.measurement().orElseThrow();
        Readings counters = Readings.version(2);
        List<Counters> running = IntStream.rangeClosed(1, readings)
                .mapToObj(i -> {
                    int step = i - i % 3;
                    return counters.cpu(0.0123 * step, i)
                            .io("254:0", 0, 4096L * step, 0, step)
                            .at(100 + 0.0371 * i);
                })
                .toList();
        Series series = new Series(measurement.own().first(), running, Optional.empty());
        return new TrialResult(
                result.trial(),
                Optional.of(new Measurement(
                        series, measurement.rivals(), measurement.contrast(), measurement.exit(), true, List.of())),
                result.verdicts(),
                result.took(),
                result.waitedFor());
    }

    public static Results of(List<Verdict> verdicts) {
        return new Results(
                "limits.yaml", List.of(), image(), engine(), began(), Duration.ofMillis(23_400), List.of(), verdicts);
    }

    /** Results in which nothing that can be there is left out; the load printed that. */
    public static Results full(String stdout) {
        Limit quota = new CpuQuota(new Place("limits.yaml", 2, 9), Cpus.parse("0.5"));
        Limit throttle =
                new Throttle(new Place("limits.yaml", 4, 9), Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 100);
        Limits limits = new Limits(
                List.of(quota, throttle), List.of(new Mount("data", "/data", true)), true, List.of(Tmpfs.at("/tmp")));
        Trial trial = Trial.of(
                        "four workers stay within half a CPU",
                        limits,
                        Workload.cpus(4).shownAs("stress --vm 1").in(Optional.of("/data/scratch")),
                        List.of(Check.Holds.of(quota), Check.Holds.of(throttle, Optional.of(DISK), Route.STRAIGHT)))
                .beside(List.of(limits))
                .contrastedWith(Optional.of(limits))
                .within(Trial.AT_MOST, OptionalDouble.of(0.05));
        Readings readings =
                Readings.version(2).with("memory.swap.current", "0\n").with("memory.swap.peak", "0\n");
        readings.with("memory.swap.events", "high 0\nmax 0\nfail 0\n");
        readings.with("host:stat", "cpu 100 0 50 0 0 0 0\n");
        readings.with("host:diskstats", "254 0 vda 10 0 80 0 20 0 160 0 0 0 0\n");
        Series series = new Series(
                readings.at(100),
                List.of(readings.cpu(0.25, 5)
                        .io("254:0", 0, 204_800, 0, 50)
                        .pids(6, 1)
                        .at(100.5)),
                Optional.of(
                        readings.cpu(0.5, 10).io("254:0", 0, 409_600, 0, 100).at(101)));
        Measurement measurement = new Measurement(
                series,
                List.of(series),
                Optional.of(new Contrast(series, Optional.of(new Exit(0, FIO, "")), Optional.of("device_write_bps"))),
                Optional.of(new Exit(137, stdout, "killed")),
                Optional.empty(),
                new Uncharged(OptionalLong.of(120_000_000), OptionalLong.of(10_000_000), OptionalLong.of(8 << 20)),
                false,
                Measurement.Ending.OWN,
                List.of("a rival's load ended early"),
                Optional.of(new Life(
                        Optional.of(new Life.Span(0.2, 0.25)),
                        "GET :8080/: Connection refused",
                        Optional.of(3.5),
                        Optional.of(new Life.End(137, true, 4, 0.02)),
                        false,
                        3,
                        "up\n",
                        Optional.of(0.5),
                        Optional.of(new Served(50, 4, 1, 1, 0, 0, true, List.of(900L, 1_100L, 250_000L))),
                        Optional.of(stressed(series)))));
        TrialResult result = new TrialResult(
                trial,
                Optional.of(measurement),
                List.of(
                        withNumbers(smaller(
                                verdict(2, Outcome.HELD, "cpus", "0.500 CPUs", "≤ 0.5 CPUs", "the quota ran out"))),
                        verdict(4, Outcome.UNPROVEN, "device_write_iops", "-", "100", "the disk does no more")),
                Duration.ofMillis(1234),
                List.of("others moved 5 MiB from and to the disk at that time"));
        return new Results(
                "limits.yaml",
                List.of("compose.yaml:14:7: cpu_rt_runtime is not looked at"),
                image(),
                engine(),
                began(),
                Duration.ofMillis(23_400),
                List.of(result),
                List.of(withNumbers(
                        smaller(verdict(4, Outcome.UNPROVEN, "cpuset", "-", "CPU 0", "the host has only that CPU")))),
                origin("2/5"));
    }

    /** The same with the numbers of half a CPU, which are in its report beside its words. */
    private static Verdict withNumbers(Verdict verdict) {
        Conclusion words = verdict.conclusion();
        Figure measured = new Figure(
                words.measured().text(), Optional.of(new Figure.Amount(0.5003, Dimension.CPUS)), Optional.empty());
        Figure bound = new Figure(
                words.bound().text(),
                Optional.of(new Figure.Amount(0.5, Dimension.CPUS)),
                Optional.of(new Figure.Range(0.45, 0.55)));
        return new Verdict(
                verdict.subject(),
                verdict.place(),
                verdict.load(),
                verdict.sizes(),
                new Conclusion(
                        words.outcome(),
                        words.quantity(),
                        measured,
                        bound,
                        words.evidence(),
                        words.remedy(),
                        words.cause()),
                verdict.took(),
                verdict.wayRound(),
                verdict.consequence());
    }

    /** With all that can be there. */
    private static Stressed stressed(Series own) {
        return new Stressed(
                List.of(new Stressed.Ran(
                        "stress --vm 1 in its container", true, OptionalLong.of(4712), 2, Optional.of("it ended"))),
                Optional.of("the host has no memory"),
                2.5,
                false,
                Optional.of("GET :8080/: timed out"),
                Optional.of(new Life.End(137, true, 7, 0)),
                Optional.of(new Served(50, 4, 1, 1, 0, 0, true, List.of(1_900L, 2_100L, 750_000L))),
                own,
                List.of(own),
                OptionalLong.of(2),
                List.of(new RunningProcess(4711, 4711, "httpd -f")),
                Optional.of("both were gone"));
    }

    /** That of a shard. */
    static Origin origin(String shard) {
        return new Origin(
                "12ab34cd",
                "smaller=true",
                "1.0",
                Optional.of(new Origin.Portion(Shard.parse(shard), List.of("cpus"))));
    }

    private static Image image() {
        return new Image("shop:1.4", "sha256:0123", "app", "/srv", List.of("/var/lib/shop"));
    }

    private static EngineFacts engine() {
        return new EngineFacts(
                "Docker",
                "20.10.24",
                "1.41",
                "unix:///var/run/docker.sock",
                "6.1.0",
                1,
                "cgroupfs",
                "overlay2",
                "/var/lib/docker",
                2,
                8L << 30,
                "x86_64",
                List.of("No blkio weight support"));
    }

    private static Instant began() {
        return Instant.parse("2026-11-23T18:00:00Z");
    }
}
