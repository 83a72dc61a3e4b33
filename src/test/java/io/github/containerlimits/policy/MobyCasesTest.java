package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values in Moby's integration tests of resource limits, under the names of those tests. What the engine takes is a valid policy; what it refuses
 * is found in the policy, with the same meaning, before anything runs.
 */
class MobyCasesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            TestRunWithNanoCPUs                             | cpus: 0.5                                     | cpus 0.5 CPUs
            TestRunWithCPUQuota                             | cpu_quota: 8000                               | cpu_quota 0.08 CPUs (8 ms in each 100 ms)
            TestRunWithCpuPeriod                            | cpu_period: 50000                             | cpu_period 50 ms
            TestRunWithCPUShares                            | cpu_shares: 1000                              | cpu_shares 1000
            TestRunEchoStdoutWithCPUSharesAndMemoryLimit    | { cpu_shares: 1000, mem_limit: 32m }          | cpu_shares 1000, mem_limit 32 MiB
            TestRunWithCpusetCpus                           | cpuset: "0"                                   | cpuset 0
            TestRunWithMemoryLimit                          | mem_limit: 32M                                | mem_limit 32 MiB
            TestRunWithoutMemoryswapLimit                   | { mem_limit: 32M, memswap_limit: -1 }         | mem_limit 32 MiB, memswap_limit no limit
            TestUpdateMemory                                | { mem_limit: 300M, memswap_limit: 500M }      | mem_limit 300 MiB, memswap_limit 500 MiB
            TestRunWithMemoryReservation                    | mem_reservation: 200M                         | mem_reservation 200 MiB
            TestRunWithSwappiness                           | { mem_limit: 32m, mem_swappiness: 0 }         | mem_limit 32 MiB, mem_swappiness 0
            TestEventsOOMDisableFalse                       | { mem_limit: 10MB, oom_kill_disable: false }  | mem_limit 10 MiB, oom_kill_disable false
            TestEventsOOMDisableTrue                        | { mem_limit: 10MB, oom_kill_disable: true }   | mem_limit 10 MiB, oom_kill_disable true
            TestRunPIDsLimit                                | pids_limit: 4                                 | pids_limit 4
            TestRunWithShmSize                              | shm_size: 1G                                  | shm_size 1 GiB
            TestPostContainersCreateWithShmSize             | shm_size: 1073741824                          | shm_size 1 GiB
            """)
    void takesWhatTheEngineTakes(String test, String limits, String taken) throws InvalidPolicyException {
        assertThat(PolicyReader.parse("limits.yaml", policy(limits)).limits().limits())
                .extracting(limit -> limit.key() + " " + limit.value())
                .containsExactly(taken.split(", "));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            TestCreateWithTooLowMemoryLimit                 | mem_limit: 524287                            | mem_limit: '524287' is below 6 MiB, the least that an engine takes
            TestRunSwapLessThanMemoryLimit                  | { mem_limit: 16m, memswap_limit: 15m }       | memswap_limit of 15 MiB is below the mem_limit of 16 MiB: it is memory and swap together
            TestRunWithMemoryReservationInvalid             | { mem_limit: 500M, mem_reservation: 800M }   | mem_reservation of 800 MiB is above the mem_limit of 500 MiB: an engine refuses it, "Minimum memory limit can not be less than memory reservation limit"
            TestRunWithMemoryReservationInvalid             | mem_reservation: 1k                          | mem_reservation: '1k' is below 6 MiB, the least that an engine takes
            TestRunWithSwappinessInvalid                    | { mem_limit: 32m, mem_swappiness: 101 }      | mem_swappiness: 101 is not within 0 to 100
            TestRunWithSwappinessInvalid                    | { mem_limit: 32m, mem_swappiness: -10 }      | mem_swappiness: -10 is not within 0 to 100
            TestRunInvalidCPUShares                         | cpu_shares: 1                                | cpu_shares: 1 is not within 2 to 262144
            TestRunInvalidCPUShares                         | cpu_shares: -1                               | cpu_shares: -1 is not within 2 to 262144
            TestRunInvalidCPUShares                         | cpu_shares: 99999999                         | cpu_shares: 99999999 is not within 2 to 262144
            TestRunInvalidCpusetCpusFlagValue               | cpuset: "1-10,11--"                          | cpuset
            TestPostContainersCreateShmSizeNegative         | shm_size: -1                                 | shm_size
            TestRunWithInvalidPathforBlkioDeviceReadBps     | blkio_config: { device_read_bps: [ { path: sdX, rate: 500 } ] }   | device_read_bps.path
            TestRunWithInvalidPathforBlkioDeviceWriteBps    | blkio_config: { device_write_bps: [ { path: sdX, rate: 500 } ] }  | device_write_bps.path
            TestRunWithInvalidPathforBlkioDeviceReadIOps    | blkio_config: { device_read_iops: [ { path: sdX, rate: 500 } ] }  | device_read_iops.path
            TestRunWithInvalidPathforBlkioDeviceWriteIOps   | blkio_config: { device_write_iops: [ { path: sdX, rate: 500 } ] } | device_write_iops.path
            TestCreateWithMultipleCPUOptions                | { cpus: 0.5, cpu_quota: 50000 }              | cpu_quota beside cpus: an engine refuses both, "Conflicting options: Nano CPUs and CPU Quota cannot both be set"
            TestCreateWithMultipleCPUOptions                | { cpus: 0.5, cpu_period: 50000 }             | cpu_period beside cpus: an engine refuses both, "Conflicting options: Nano CPUs and CPU Period cannot both be set"
            TestRunWithInvalidBlkioWeight                   | blkio_config: { weight: 5 }                  | blkio_config.weight: 5 is not within 10 to 1000
            TestRunWithInvalidCpuPeriod                     | cpu_period: 900                              | cpu_period: 900 is not within 1000 to 1000000, the microseconds that an engine takes
            """)
    void findsWhatTheEngineRefuses(String test, String limits, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(
                InvalidPolicyException.class, () -> PolicyReader.parse("limits.yaml", policy(limits)));

        List<Finding> findings = invalid.findings();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).message()).startsWith(finding);
    }

    private static String policy(String limits) {
        return limits.startsWith("{") ? "limits: " + limits : "limits:\n  " + limits;
    }
}
