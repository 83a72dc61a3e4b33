package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.Workload;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlkioWeightTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final Disk DISK = new Disk("/dev/vda", "254:0");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scheduler none [mq-deadline] bfq | blkio.bfq.weight 100 | DISCARDED | the control group shows blkio.bfq.weight 100, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows none [mq-deadline] bfq
            scheduler none [mq-deadline] bfq | blkio.bfq.weight 300 | DISCARDED | the control group shows blkio.bfq.weight 300, but no scheduler of /dev/vda weighs, /sys/block/vda/queue/scheduler shows none [mq-deadline] bfq
            scheduler [none]                 | ''                   | DISCARDED | the control group has no file of a weight, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows [none]
            scheduler none [bfq]             | blkio.bfq.weight 100 | DISCARDED | the control group shows blkio.bfq.weight 100
            scheduler none [bfq]             | blkio.bfq.weight 300 | UNPROVEN  | the control group shows blkio.bfq.weight 300 and the scheduler weighs, but no rival was run that shows what it does
            scheduler none [bfq]             | io.bfq.weight default 300 | UNPROVEN | the control group shows io.bfq.weight default 300 and the scheduler weighs, but no rival was run that shows what it does
            scheduler [none]                 | io.weight default 2930 | UNPROVEN  | the control group shows io.weight default 2930, but no scheduler of /dev/vda weighs, /sys/block/vda/queue/scheduler shows [none]; whether the kernel's io.cost does can't be seen from a container
            scheduler                        | io.weight default 100 | DISCARDED | the control group shows io.weight default 100, and no scheduler of /dev/vda weighs: /sys/block/vda/queue/scheduler shows nothing
            """)
    void isNeverHeld(String scheduler, String shown, Outcome outcome, String evidence) {
        Conclusion conclusion = concluded(new BlkioWeight(PLACE, Optional.empty(), 300), scheduler + "\n" + shown);

        assertThat(conclusion.outcome()).isEqualTo(outcome);
        assertThat(conclusion.evidence()).isEqualTo(evidence);
    }

    @Test
    void ofOneDiskItsOwnLineCounts() {
        BlkioWeight weight = new BlkioWeight(PLACE, Optional.of(new Target.Rootfs()), 200);

        assertThat(concluded(weight, "scheduler [bfq]\nblkio.bfq.weight 200\n").outcome())
                .isEqualTo(Outcome.DISCARDED);
        assertThat(concluded(weight, "scheduler [bfq]\nio.bfq.weight default 100\nio.bfq.weight 254:0 200\n")
                        .outcome())
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(concluded(weight, "scheduler [bfq]\nio.bfq.weight default 100\nio.bfq.weight 254:16 200\n")
                        .outcome())
                .isEqualTo(Outcome.DISCARDED);
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

    private static Conclusion concluded(Limit limit, String stdout) {
        Series series = new Series(
                Readings.version(1).at(0),
                List.of(),
                Optional.of(Readings.version(1).at(1)));
        Measurement measurement = new Measurement(
                series, List.of(), Optional.empty(), Optional.of(new Exit(0, stdout, "")), true, List.of());
        Host host = Host.of(new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));
        return limit.conclude(new Evidence(
                        new Observed(measurement, host, Workload.cpus(1), Optional.of(DISK), false),
                        List.of(),
                        OptionalDouble.empty()))
                .orElseThrow();
    }
}
