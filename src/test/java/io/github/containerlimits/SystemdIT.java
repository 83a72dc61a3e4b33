package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.EnginesIT.Subject;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Limits that systemd keeps: in steps of its own, and without what a runtime wrote past it. As soon as it writes a container's limits anew, which it
 * does where anybody changes a property of its unit, or in some versions where it is told to read its files again, those are what it knows of.
 */
@Tag("engines")
class SystemdIT {
    private static final Subject MACHINE = new Subject("systemd", List.of("vm.sh", "trixie"), "it.dockerHost");
    private static final Path STATE = Path.of("target", "engines", "systemd");
    private static final int TRIES = 3;
    private static final Properties PROPERTIES = new Properties();

    /** What an administrator does meanwhile: systemd writes each container's limits anew, again and again. */
    private static final String ADMINISTRATOR = "while [ ! -e /run/administrator-gone ]; do systemctl daemon-reload;"
            + " for unit in $(systemctl list-units --plain --no-legend \"docker-*.scope\" | cut -d \" \" -f 1); do"
            + " systemctl set-property --runtime $unit MemoryHigh=infinity; done; sleep 0.2; done";

    @BeforeAll
    static void up() throws Exception {
        Files.createDirectories(STATE);
        EnginesIT.engine(MACHINE, "up", STATE);
        try (Reader reader = Files.newBufferedReader(STATE.resolve("engine.properties"))) {
            PROPERTIES.load(reader);
        }
    }

    @AfterAll
    static void down() throws Exception {
        EnginesIT.engine(MACHINE, "down", STATE);
    }

    @Test
    void whatSystemdForgetsIsNotHeld() throws Exception {
        String policy = "{ limits: { cpus: 0.125, mem_limit: 64m, memswap_limit: 64m }, ways_round: skip }";
        assertThat(verdicts(policy).values()).extracting(Verdict::outcome).containsOnly(Outcome.HELD);

        inMachine("(" + ADMINISTRATOR + ") >/dev/null 2>&1 & true");
        try {
            Map<String, Verdict> verdicts = verdicts(policy);
            Verdict swap = of(verdicts, "memswap_limit");
            Verdict memory = of(verdicts, "mem_limit");
            Verdict rounded = of(verdicts, "cpus");
            Verdict far = of(verdicts("{ limits: { cpus: 0.015 }, ways_round: skip }"), "cpus");

            assertThat(swap.outcome()).as(swap.evidence()).isIn(Outcome.ESCAPED, Outcome.DISCARDED);
            assertThat(swap.evidence()).contains("the control group show", "no such limit");
            assertThat(memory.outcome()).as(memory.evidence()).isEqualTo(Outcome.HELD);
            assertThat(rounded.outcome()).as(rounded.evidence()).isEqualTo(Outcome.HELD);
            assertThat(rounded.evidence()).contains("0.13 CPUs");
            assertThat(far.outcome()).as(far.evidence()).isIn(Outcome.ESCAPED, Outcome.DISCARDED);
            assertThat(far.evidence()).contains("0.02 CPUs");
        } finally {
            inMachine("touch /run/administrator-gone");
        }
    }

    @Test
    void whatTheSliceOfTheContainersLimitsIsUnproven() throws Exception {
        String policy =
                "{ limits: { cpus: 1.5, mem_limit: 300m, memswap_limit: 300m, pids_limit: 500 }, ways_round: skip }";
        inMachine(
                "systemctl set-property --runtime system.slice MemoryMax=500M MemorySwapMax=0 CPUQuota=100% TasksMax=400");
        Map<String, Verdict> limited = verdicts(policy);
        inMachine(
                "systemctl set-property --runtime system.slice MemoryMax=infinity MemorySwapMax=infinity CPUQuota= TasksMax=infinity; grep . /sys/fs/cgroup/system.slice/memory.events");

        assertThat(limited).hasSize(4).allSatisfy((subject, verdict) -> {
            assertThat(verdict.outcome()).as(subject).isEqualTo(Outcome.UNPROVEN);
            assertThat(verdict.evidence()).contains("the control group /system.slice, in which");
        });
        assertThat(Files.readString(STATE.resolve("run.out"))).contains("oom_kill 0");
        assertThat(verdicts(policy).values()).extracting(Verdict::outcome).containsOnly(Outcome.HELD);
    }

    /** By their subjects. A machine this slow can keep a load from pressing its limit: tried again, unless it is the machine's limits that do. */
    private static Map<String, Verdict> verdicts(String policy) throws Exception {
        Map<String, Verdict> verdicts = Map.of();
        for (int i = 0; i < TRIES; i++) {
            verdicts = RealEngine.verify(PROPERTIES.getProperty("it.dockerHost"), policy).verdicts().stream()
                    .collect(Collectors.toMap(Verdict::subject, Function.identity()));
            verdicts.values()
                    .forEach(verdict -> System.out.println(verdict.subject() + " " + verdict.outcome() + ": "
                            + verdict.measured() + " of " + verdict.bound() + ", " + verdict.evidence()));
            if (verdicts.values().stream()
                    .noneMatch(verdict -> verdict.outcome() == Outcome.UNPROVEN
                            && !verdict.evidence().contains("system.slice"))) {
                return verdicts;
            }
        }
        return verdicts;
    }

    private static Verdict of(Map<String, Verdict> verdicts, String subject) {
        return Optional.ofNullable(verdicts.get(subject)).orElseThrow();
    }

    private static void inMachine(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "src/it/engine/vm.sh", "run", STATE.toString(), command)
                .redirectErrorStream(true)
                .redirectOutput(STATE.resolve("run.out").toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
