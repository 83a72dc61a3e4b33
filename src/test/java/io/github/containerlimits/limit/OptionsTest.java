package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code docker run} is told of a limit. */
class OptionsTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final Disk DISK = new Disk("/dev/vda", "254:0");

    private static List<String> options(Limit limit) {
        return limit.options(Optional.of(DISK)).orElseThrow();
    }

    @Test
    void eachIsSaidInItsOwnWords() {
        assertThat(options(new CpuQuota(PLACE, Cpus.parse("0.5")))).containsExactly("--cpus=0.5");
        assertThat(options(new CpuShares(PLACE, 512))).containsExactly("--cpu-shares=512");
        assertThat(options(new CpuPinning(PLACE, CpuSet.parse("0,2")))).containsExactly("--cpuset-cpus=0,2");
        assertThat(options(new Memory(PLACE, Bytes.parse("64m")))).containsExactly("--memory=67108864");
        assertThat(options(new Pids(PLACE, 40))).containsExactly("--pids-limit=40");
        assertThat(options(new NoFile(PLACE, 100, 200))).containsExactly("--ulimit", "nofile=100:200");
        assertThat(options(new StorageSize(PLACE, Bytes.parse("1k")))).containsExactly("--storage-opt", "size=1024");
        assertThat(options(new OomKillDisable(PLACE, false))).isEmpty();
        assertThat(options(new OomKillDisable(PLACE, true))).containsExactly("--oom-kill-disable");
    }

    @Test
    void aRateIsOfADiskThatMustBeKnown() {
        Limit rate = new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1024);

        assertThat(options(rate)).containsExactly("--device-write-bps=/dev/vda:1024");
        assertThat(rate.options(Optional.empty())).isEmpty();
    }
}
