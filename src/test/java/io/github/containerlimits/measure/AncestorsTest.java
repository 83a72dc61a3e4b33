package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.quantity.CpuSet;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AncestorsTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    /** As the host's own root shows them: cgroup v1 has the files there too. */
    private static final Ancestor ROOT_OF_VERSION_1 = new Ancestor(
            "/",
            Map.of(
                    "memory.limit_in_bytes",
                    "9223372036854771712\n",
                    "memory.usage_in_bytes",
                    "500000000\n",
                    "memory.use_hierarchy",
                    "1\n",
                    "cpu.cfs_quota_us",
                    "-1\n",
                    "cpu.cfs_period_us",
                    "100000\n",
                    "cpuset.effective_cpus",
                    "0-3\n"));

    private static final Ancestor VERSION_2 = new Ancestor(
            "/system.slice",
            Map.of(
                    "memory.max",
                    GIB + "\n",
                    "memory.current",
                    400 * MIB + "\n",
                    "memory.stat",
                    "anon 7\ninactive_file " + 100 * MIB + "\nactive_file 9\n",
                    "cpu.max",
                    "100000 100000\n",
                    "cpuset.cpus.effective",
                    "0-1\n",
                    "pids.max",
                    "512\n",
                    "pids.current",
                    "112\n"));

    private static final Ancestor VERSION_1 = new Ancestor(
            "/docker/runner",
            Map.of(
                    "memory.limit_in_bytes",
                    GIB + "\n",
                    "memory.usage_in_bytes",
                    400 * MIB + "\n",
                    "memory.stat",
                    "inactive_file 5\ntotal_inactive_file " + 100 * MIB + "\n",
                    "memory.use_hierarchy",
                    "1\n",
                    "cpu.cfs_quota_us",
                    "100000\n",
                    "cpu.cfs_period_us",
                    "100000\n",
                    "cpuset.effective_cpus",
                    "0-1\n",
                    "pids.max",
                    "512\n",
                    "pids.current",
                    "112\n"));

    @Test
    void theTightestOfThemCounts() {
        for (Ancestor tight : new Ancestor[] {VERSION_1, VERSION_2}) {
            Ancestors ancestors = ancestors(0, new Ancestor("/inner", Map.of("pids.max", "max\n")), tight);
            String group = "the control group " + tight.path() + ", in which the engine's containers are, has ";

            assertThat(ancestors.keepWithin(1)).contains(group + "a quota of 1 CPUs");
            assertThat(ancestors.keepWithin(0.9)).isEmpty();
            assertThat(ancestors.cpus()).isEqualTo(CpuSet.parse("0-1"));
            assertThat(ancestors.pinned()).contains(group + "only CPU 0,1");
            assertThat(ancestors.keepMemoryWithin(2 * GIB)).contains(group + "a limit of 1 GiB of memory");
            assertThat(ancestors.keepMemoryWithin(GIB - 1)).isEmpty();
            assertThat(ancestors.keepProcessesWithin(512)).contains(group + "a limit of 512 processes");
            assertThat(ancestors.keepProcessesWithin(511)).isEmpty();
        }
    }

    @Test
    void whatIsTakenOfThemIsLackingButForWhatCanBeTakenBack() {
        for (Ancestor tight : new Ancestor[] {VERSION_1, VERSION_2}) {
            Ancestors ancestors = ancestors(0, tight);
            String group = "the control group " + tight.path() + ", in which the engine's containers are, has ";

            // 1024 MiB but 400, of which 100 can be had back, and 256 that are to stay free.
            assertThat(ancestors.lack(Needs.memory(468 * MIB))).isEmpty();
            assertThat(ancestors.lack(Needs.memory(468 * MIB + 1)))
                    .contains(group + "724 MiB of memory and swap free, too little for the load if the limit does not"
                            + " hold");
            assertThat(ancestors.lack(Needs.processes(300))).isEmpty();
            assertThat(ancestors.lack(Needs.processes(301)))
                    .contains(group + "room for 400 processes, too little for the load if the limit does not hold");
            assertThat(ancestors.lack(Needs.disk(GIB, "/"))).isEmpty();
        }
    }

    @Test
    void swapIsRoomAsFarAsTheyMayHaveIt() {
        Needs needs = Needs.memory(GIB);

        assertThat(ancestors(GIB, VERSION_2).lack(needs)).isEmpty();
        assertThat(ancestors(GIB, with(VERSION_2, "memory.swap.max", "0", "memory.swap.current", "0"))
                        .lack(needs))
                .isPresent();
        assertThat(ancestors(GIB, VERSION_1).lack(needs)).isEmpty();
        assertThat(ancestors(
                                GIB,
                                with(
                                        VERSION_1,
                                        "memory.memsw.limit_in_bytes",
                                        String.valueOf(GIB),
                                        "memory.memsw.usage_in_bytes",
                                        String.valueOf(400 * MIB)))
                        .lack(needs))
                .isPresent();
    }

    @Test
    void thoseThatLimitNothingAreNoneToSpeakOf() {
        Ancestors unlimited = ancestors(
                0,
                ROOT_OF_VERSION_1,
                new Ancestor("/x", Map.of("memory.max", "max\n", "cpu.max", "max 100000\n", "memory.current", "5\n")),
                with(
                        new Ancestor("/loose", Map.of("memory.limit_in_bytes", "1048576\n")),
                        "memory.use_hierarchy",
                        "0",
                        "memory.usage_in_bytes",
                        "0"));

        for (Ancestors ancestors : new Ancestors[] {unlimited, ancestors(0)}) {
            assertThat(ancestors.keepWithin(3.9)).isEmpty();
            assertThat(ancestors.keepMemoryWithin(8 * GIB)).isEmpty();
            assertThat(ancestors.keepProcessesWithin(30_000)).isEmpty();
            assertThat(ancestors.lack(Needs.memory(8 * GIB).orMore(Needs.processes(30_000))))
                    .isEmpty();
            assertThat(ancestors.pinned()).isEmpty();
            assertThat(ancestors.cpus()).isEqualTo(CpuSet.parse("0-3"));
        }
    }

    private static Ancestor with(Ancestor group, String... files) {
        Map<String, String> all = new java.util.HashMap<>(group.files());
        for (int i = 0; i < files.length; i += 2) {
            all.put(files[i], files[i + 1] + "\n");
        }
        return new Ancestor(group.path(), all);
    }

    /** On a host of four CPUs with so much swap free. */
    private static Ancestors ancestors(long swap, Ancestor... groups) {
        return Ancestors.of(new Host(
                CpuSet.parse("0-3"),
                8 * GIB,
                swap,
                swap,
                30_000,
                new HostSurvey(
                        "",
                        "",
                        "",
                        "",
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        "",
                        "",
                        "",
                        "",
                        Arrays.asList(groups))));
    }
}
