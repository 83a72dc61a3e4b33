package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.CpuSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that the control groups above the containers would be met before; beside each the same in groups without limits. */
class AncestorsPlanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus: 2 | cpu.max | 100000 100000 | a quota of 1 CPUs, too few to go above the limit",
                "cpus: 1 | cpu.cfs_quota_us | 100000 | a quota of 1 CPUs, too few to go above the limit",
                "cpus: 1.5 | cpuset.cpus.effective | 0 | only CPU 0, too few to go above the limit",
                "cpuset: '0' | cpuset.cpus.effective | 0 | only CPU 0, so there is no other to keep the container from",
                "cpuset: '1' | cpuset.effective_cpus | 0 | only CPU 0, so there is no other to keep the container from",
                "mem_limit: 2g | memory.max | 1073741824 | a limit of 1 GiB of memory, too little to go above mem_limit",
                "pids_limit: 600 | pids.max | 512 | a limit of 512 processes, too few to go above the limit"
            })
    void namesTheGroupThatLeavesALimitOutOfReach(String limit, String file, String text, String reason)
            throws Exception {
        Plan plan = plan(limit, new Ancestor("/runner", Map.of(file, text + "\n")));

        assertThat(plan.trials()).isEmpty();
        assertThat(plan.untried()).singleElement().satisfies(untried -> {
            assertThat(untried.supported()).isTrue();
            assertThat(untried.reason().reason())
                    .isEqualTo("the control group /runner, in which the engine's containers are, has " + reason);
        });
        assertThat(plan(
                                limit,
                                new Ancestor(
                                        "/runner", Map.of(file, file.startsWith("cpuset") ? "0-3\n" : "max 100000\n")))
                        .untried())
                .as("without its limit")
                .isEmpty();
    }

    @Test
    void fightsForACpuThatTheContainersCanHave() throws Exception {
        Plan plan = plan("cpu_shares: 512", new Ancestor("/runner", Map.of("cpuset.cpus.effective", "1-2\n")));

        assertThat(plan.trials())
                .singleElement()
                .satisfies(trial -> assertThat(trial.limits().limits().toString())
                        .contains(CpuSet.parse("2").toString()));
    }

    private static Plan plan(String limit, Ancestor ancestor) throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", "limits: { " + limit + " }\nways_round: skip\n");
        Host host = new Host(
                CpuSet.parse("0-3"),
                8L << 30,
                0,
                0,
                30_000,
                new HostSurvey(
                        "", "", "", "", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of(ancestor)));
        return Planner.plan(policy, host, ".scratch", true);
    }
}
