package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsTheSameOffBothVersions(int version) {
        Counters counters = Readings.version(version)
                .cpu(1.5, 7)
                .quota(0.5)
                .memory(300 << 20, 4)
                .memoryLimit(512 << 20)
                .oomKills(2)
                .pids(20, 3)
                .io("7:0", 1, 2, 3, 4)
                .at(9);

        assertThat(counters.cpuNanos()).hasValue(1_500_000_000);
        assertThat(counters.throttledPeriods()).hasValue(7);
        assertThat(counters.inForce().cpus()).hasValue(0.5);
        assertThat(counters.memoryPeak()).hasValue(300 << 20);
        assertThat(counters.memoryLimitHits()).hasValue(4);
        assertThat(counters.inForce().memory()).hasValue(512 << 20);
        assertThat(counters.oomKills()).hasValue(2);
        assertThat(counters.pidsPeak()).hasValue(20);
        assertThat(counters.pidsLimitHits()).hasValue(3);
        assertThat(counters.io("7:0")).contains(new DeviceIo(1, 2, 3, 4));
        assertThat(counters.io("9:9")).contains(DeviceIo.NONE);
        assertThat(counters.io()).contains(new DeviceIo(1, 2, 3, 4));
    }

    /** As crun has it under systemd: some limits are the scope's, some those of a group in it, some both's. */
    @Test
    void takesTheTightestOfTheLimitsOfTheGroupAndOfThatInIt() {
        Counters counters = Readings.version(2)
                .cpu(1, 7)
                .memoryLimit(64 << 20)
                .with("memory.swap.max", (96 << 20) + "\n")
                .with("cpu.max", "50000 100000\n")
                .with("io.max", "\n")
                .with("pids.max", "60\n")
                .with("inner:memory.max", "max\n")
                .with("inner:memory.swap.max", (32 << 20) + "\n")
                .with("inner:cpu.max", "max 100000\n")
                .with("inner:cpu.stat", "nr_throttled 2\n")
                .with("inner:io.max", "254:16 rbps=1048576 wbps=max riops=max wiops=max\n")
                .at(0);

        assertThat(counters.inForce().memory()).hasValue(64 << 20);
        assertThat(counters.inForce().memorySwap()).hasValue(96 << 20);
        assertThat(counters.inForce().cpus()).hasValue(0.5);
        assertThat(counters.inForce().pids()).hasValue(60);
        assertThat(counters.inForce().throttle("254:16", Direction.READ, RateUnit.BPS))
                .hasValue(1 << 20);
        assertThat(counters.inForce().throttle("254:16", Direction.WRITE, RateUnit.BPS))
                .isEmpty();
        assertThat(counters.throttledPeriods()).hasValue(9);
    }

    @Test
    void takesNoLimitForNone() {
        Counters version1 = Readings.version(1)
                .memoryLimit(9223372036854771712L)
                .with("cpu.cfs_quota_us", "-1\n")
                .with("pids.max", "max\n")
                .at(0);
        Counters version2 = Readings.version(2)
                .with("memory.max", "max\n")
                .with("cpu.max", "max 100000\n")
                .with("pids.max", "max\n")
                .at(0);

        for (Counters counters : new Counters[] {version1, version2}) {
            assertThat(counters.inForce().memory()).isEmpty();
            assertThat(counters.inForce().cpus()).isEmpty();
            assertThat(counters.inForce().pids()).isEmpty();
        }
    }

    @Test
    void leavesOutWhatTheKernelDoesNotCount() {
        Counters counters = Readings.version(2)
                .without("memory.peak")
                .without("memory.current")
                .without("io.stat")
                .at(0);

        assertThat(counters.memoryPeak()).isEmpty();
        assertThat(counters.swapNow()).isEmpty();
        assertThat(counters.io("7:0")).isEmpty();
        assertThat(counters.inForce().swappiness()).isEmpty();
        assertThat(counters.cpuNanosPerCpu()).isEmpty();
        assertThat(counters.host().busyNanos()).isEmpty();
    }

    @Test
    void survivesNumbersAboveALong() {
        assertThat(Readings.version(1)
                        .with("memory.failcnt", "18446744073709551615\n")
                        .at(0)
                        .memoryLimitHits())
                .hasValue(Long.MAX_VALUE);
    }

    @Test
    void readsThrottlesByDevice() {
        Counters version1 = Readings.version(1)
                .with("blkio.throttle.write_bps_device", "254:0 1048576\n7:0 5\n")
                .at(0);
        Counters version2 = Readings.version(2)
                .with("io.max", "254:0 rbps=max wbps=1048576 riops=max wiops=max\n")
                .at(0);

        assertThat(version1.inForce().throttle("254:0", Direction.WRITE, RateUnit.BPS))
                .hasValue(1048576);
        assertThat(version2.inForce().throttle("254:0", Direction.WRITE, RateUnit.BPS))
                .hasValue(1048576);
        assertThat(version2.inForce().throttle("254:0", Direction.READ, RateUnit.BPS))
                .isEmpty();
        assertThat(version2.inForce().throttle("7:0", Direction.WRITE, RateUnit.BPS))
                .isEmpty();
    }

    @Test
    void countsBusyTimeOfTheHostWithoutIdleAndWaiting() {
        assertThat(Readings.version(1)
                        .with("host:stat", "cpu  100 1 20 9999 500 3 4 5 0 0\ncpu0 1 1 1\n")
                        .at(0)
                        .host()
                        .busyNanos())
                .hasValue(133L * 10_000_000);
    }

    @Test
    void readsTheCpusInForce() {
        assertThat(Readings.version(1)
                        .with("cpuset.effective_cpus", "0-1\n")
                        .at(0)
                        .inForce()
                        .cpuset())
                .contains(CpuSet.parse("0,1"));
        assertThat(Readings.version(2)
                        .with("cpuset.cpus.effective", "1\n")
                        .at(0)
                        .inForce()
                        .cpuset())
                .contains(CpuSet.parse("1"));
    }

    @Test
    void addsTheTwoPeaksOfVersion2() {
        assertThat(Readings.version(2)
                        .memory(100, 0)
                        .with("memory.swap.peak", "28\n")
                        .at(0)
                        .memswPeak())
                .hasValue(128);
        assertThat(Readings.version(1)
                        .with("memory.memsw.max_usage_in_bytes", "77\n")
                        .at(0)
                        .memswPeak())
                .hasValue(77);
    }

    @Test
    void readsWhatTheHostsDisksDid() {
        Counters counters = Readings.version(2)
                .with(
                        "host:diskstats",
                        " 254       0 vda 10 1 80 5 20 2 160 7 0 0 0\n 254       1 vda1 1 1 1 1 1 1 1 1 0 0 0\n")
                .at(1);

        assertThat(counters.host().io("254:0")).contains(new DeviceIo(80 * 512, 160 * 512, 10, 20));
        assertThat(counters.host().io("254:9")).isEmpty();
    }
}
