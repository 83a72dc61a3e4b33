package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlkioWeightTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final Disk DISK = new Disk("/dev/vda", "254:0");
    private static final long MIB = 1 << 20;
    private static final BlkioWeight OF_ALL = new BlkioWeight(PLACE, Optional.empty(), 300);
    private static final BlkioWeight OF_ROOT = new BlkioWeight(PLACE, Optional.of(new Target.Device("/dev/vda")), 200);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none [mq-deadline] bfq | blkio.bfq.weight | 100 | DISCARDED | the control group shows blkio.bfq.weight 100, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows none [mq-deadline] bfq
            none [mq-deadline] bfq | blkio.bfq.weight | 300 | DISCARDED | the control group shows blkio.bfq.weight 300, but no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows none [mq-deadline] bfq
            [none]                 | memory.max       | max | DISCARDED | the control group shows no weight of a disk, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows [none]
            none [bfq]             | blkio.bfq.weight | 100 | DISCARDED | the control group shows blkio.bfq.weight 100
            none [bfq]             | blkio.bfq.weight | 600 | DISCARDED | the control group shows blkio.bfq.weight 600
            none [bfq]             | io.bfq.weight    | default 150 | DISCARDED | the control group shows io.bfq.weight default 150
            [none]                 | io.weight        | default 2930 | UNPROVEN | the control group shows io.weight default 2930, but no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows [none]; whether the kernel's io.cost does can't be seen from a container
            ''                     | io.weight        | default 100 | DISCARDED | the control group shows io.weight default 100, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows nothing
            """)
    void isDiscardedAtOnceWhereItIsNotShownOrNothingWeighs(
            String schedulers, String file, String text, Outcome outcome, String evidence) {
        Conclusion conclusion =
                conclude(OF_ALL, schedulers, file, text, 0, 0, false).orElseThrow();

        assertThat(conclusion.outcome()).isEqualTo(outcome);
        assertThat(conclusion.evidence()).isEqualTo(evidence);
    }

    @Test
    void isHeldByThePartThatItGives() {
        Conclusion conclusion = conclude(OF_ALL, "[bfq]", "blkio.bfq.weight", "300", 100, 200, false)
                .orElseThrow();

        assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
        assertThat(conclusion.evidence())
                .isEqualTo(
                        "requests for 12.0 MiB waited at a time, where 1 of the 2 contenders ask for no more than 8.00 MiB");
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "300, 100", "100, 500"})
    void anotherPartIsNotHeld(long own, long rival) {
        assertThat(conclude(OF_ALL, "[bfq]", "blkio.bfq.weight", "300", own, rival, false))
                .as("while more measuring could turn it")
                .isEmpty();
        Conclusion conclusion = conclude(OF_ALL, "[bfq]", "blkio.bfq.weight", "300", own, rival, true)
                .orElseThrow();
        assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion.evidence()).startsWith("a scheduler weighs only the requests that wait in it");
    }

    @Test
    void withoutRequestsThatWaitNothingIsProven() {
        Conclusion conclusion = conclude(OF_ALL, "[bfq]", "blkio.bfq.weight", "300", 100, 200, true, 6 * MIB)
                .orElseThrow();

        assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion.evidence()).startsWith("the load did not press it");
    }

    @Test
    void ofOneDiskItsOwnLineCounts() {
        assertThat(conclude(OF_ROOT, "[bfq]", "blkio.bfq.weight", "200", 0, 0, false))
                .map(Conclusion::outcome)
                .contains(Outcome.DISCARDED);
        assertThat(conclude(OF_ROOT, "[bfq]", "io.bfq.weight", "default 100\n254:0 200\n", 100, 200, false))
                .map(Conclusion::outcome)
                .contains(Outcome.HELD);
        assertThat(conclude(OF_ROOT, "[bfq]", "io.bfq.weight", "default 100\n254:16 200\n", 100, 200, false))
                .map(Conclusion::outcome)
                .contains(Outcome.DISCARDED);
    }

    @Test
    void aRivalIsRunOnlyWhereTheDiskIsWeighed() {
        assertThat(press("none [bfq]").rivals())
                .singleElement()
                .satisfies(rival -> assertThat(rival).containsExactly(new BlkioWeight(PLACE, Optional.empty(), 600)));
        assertThat(press("[none] bfq").rivals()).isEmpty();
    }

    @Test
    void isReadInBothForms() throws InvalidPolicyException {
        assertThat(PolicyReader.parse(
                                "limits.yaml",
                                "limits: { blkio_config: { weight: 300, weight_device: [ { path: /dev/vda, weight: 200 } ] } }")
                        .limits()
                        .limits())
                .map(limit -> limit.key() + " " + limit.value())
                .containsExactly("blkio_config.weight 300", "blkio_config.weight_device 200 on /dev/vda");
    }

    private static Press.With press(String schedulers) {
        return (Press.With) OF_ALL.presses(Limits.NONE.with(OF_ALL), new Places(host(schedulers), "scratch"))
                .get(0);
    }

    private static Optional<Conclusion> conclude(
            BlkioWeight weight, String schedulers, String file, String text, long own, long rival, boolean ended) {
        return conclude(weight, schedulers, file, text, own, rival, ended, 12 * MIB);
    }

    /** Of containers that move so many MiB a second each for five seconds, while so many bytes wait at a time. */
    private static Optional<Conclusion> conclude(
            BlkioWeight weight,
            String schedulers,
            String file,
            String text,
            long own,
            long rival,
            boolean ended,
            long waiting) {
        Measurement measurement = new Measurement(
                series(file, text, own, own + rival, waiting),
                List.of(series(file, text, rival, own + rival, waiting)),
                Optional.empty(),
                Optional.empty(),
                ended,
                List.of());
        return weight.conclude(new Evidence(
                new Observed(
                        measurement,
                        host(schedulers),
                        FioLoad.contending("/scratch", "/", 2),
                        Optional.of(DISK),
                        false),
                List.of(Limits.NONE.with(new BlkioWeight(PLACE, weight.on(), weight.weight() * 2))),
                OptionalDouble.empty()));
    }

    private static Series series(String file, String text, long rate, long all, long waiting) {
        List<Counters> readings = IntStream.rangeClosed(0, 50)
                .mapToObj(tenth ->
                        reading(file, text, tenth / 10.0, rate * MIB * tenth / 10, all * MIB * tenth / 10, waiting))
                .toList();
        return new Series(readings.get(0), readings.subList(1, readings.size()), Optional.empty());
    }

    /** In requests of 1 MiB. */
    private static Counters reading(String file, String text, double at, long own, long all, long waiting) {
        return Readings.version(file.startsWith("io") ? 2 : 1)
                .io(DISK.number(), own, 0, own / MIB, 0)
                .with(file, text)
                .with(
                        "host:diskstats",
                        " 254 0 vda " + all / MIB + " 0 " + all / 512 + " 0 0 0 0 0 0 0 "
                                + Math.round(at * 1000 * waiting / MIB) + " 0 0 0 0 0 0\n")
                .at(at);
    }

    private static Host host(String schedulers) {
        return Host.of(new HostSurvey(
                "1 0 254:0 / / rw - ext4 /dev/vda rw\n",
                "MemAvailable: 16777216 kB\n",
                "",
                "0-1",
                Map.of("254:0", "../../devices/x/block/vda"),
                Map.of("254:0", schedulers),
                Map.of(),
                Map.of(),
                "",
                "",
                "",
                "",
                List.of()));
    }
}
