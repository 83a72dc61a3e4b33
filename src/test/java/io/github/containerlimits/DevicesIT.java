package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
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

    private static Verdict verdict(String volume, String path) throws Exception {
        Results results = RealEngine.verify(RealEngine.host(), POLICY.formatted(volume, path));
        return results.verdicts().get(0);
    }
}
