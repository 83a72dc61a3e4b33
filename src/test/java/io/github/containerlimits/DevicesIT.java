package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rates of disks that are named in other ways than by what lies on them, or that there are none of. */
@Tag("fast")
class DevicesIT {
    private static final String POLICY = """
            limits:
              volumes: [ "%s:/data" ]
              blkio_config: { device_read_bps: [ { path: "%s", rate: 1m } ] }
            """;

    @Test
    void aDeviceThatHoldsAVolumeIsTriedThere() throws Exception {
        Verdict verdict = verdict(RealEngine.property("diskVolume"), RealEngine.property("disk"));

        assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
    }

    @Test
    void aDeviceThatHoldsNothingOfTheContainerProvesNothing() throws Exception {
        Verdict verdict = verdict("/dev/shm", RealEngine.property("disk"));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.evidence())
                .isEqualTo(RealEngine.property("disk") + " holds neither the root file system nor a volume");
    }

    @Test
    void memoryHasNoDevice() throws Exception {
        Verdict verdict = verdict("/dev/shm", "volume:/data");

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(verdict.evidence()).isEqualTo("tmpfs at /data has no block device");
    }

    @Test
    void ofTwoNamesOfOneDiskTheLastIsInForce() throws Exception {
        String disk = RealEngine.property("disk");
        Map<Integer, Verdict> byLine =
                RealEngine.verify(RealEngine.host(), """
                        limits:
                          volumes: [ "%s:/data" ]
                          blkio_config:
                            device_read_bps:
                              - { path: "volume:/data", rate: 2m }
                              - { path: "%s", rate: 1m }
                        """.formatted(RealEngine.property("diskVolume"), disk))
                        .verdicts()
                        .stream()
                        .collect(Collectors.toMap(verdict -> verdict.place().line(), verdict -> verdict));

        assertThat(byLine).containsOnlyKeys(5, 6);
        Verdict last = byLine.getOrDefault(6, byLine.values().iterator().next());
        assertThat(last.outcome()).as(last.evidence()).isEqualTo(Outcome.HELD);
        assertThat(byLine.getOrDefault(5, last).outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(byLine.getOrDefault(5, last).evidence())
                .isEqualTo("volume:/data and " + disk + " are one disk, " + disk
                        + ", and of its rates an engine takes the last, 1 MiB/s on " + disk + " at " + last.place());
    }

    @Test
    void aWeightThatNothingWeighsIsDiscarded() throws Exception {
        assertThat(RealEngine.verify(
                                RealEngine.host(),
                                "limits: { blkio_config: { weight: 300, weight_device: [ { path: rootfs, weight: 200 } ] } }")
                        .verdicts())
                .hasSize(2)
                .allSatisfy(verdict -> {
                    assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.DISCARDED);
                    assertThat(verdict.evidence()).contains("the control group ", "/queue/scheduler shows ");
                });
    }

    private static Verdict verdict(String volume, String path) throws Exception {
        Results results = RealEngine.verify(RealEngine.host(), POLICY.formatted(volume, path));
        return results.verdicts().get(0);
    }
}
