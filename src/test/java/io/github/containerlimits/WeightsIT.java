package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of a disk whose scheduler weighs, on an engine that gives its containers those of single disks: Docker discards them on cgroup v1. */
@Tag("engines")
@TestMethodOrder(OrderAnnotation.class)
class WeightsIT {
    private static final Path STATE = Path.of("target", "weights").toAbsolutePath();
    private static final List<String> SCRIPTS = List.of("weighing.sh", "podman.sh");
    private static final int TRIES = 3;

    @BeforeAll
    static void up() throws Exception {
        Files.createDirectories(STATE);
        for (String script : SCRIPTS) {
            EngineScript.run(
                    STATE,
                    script,
                    "up",
                    STATE.toString(),
                    String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @AfterAll
    static void down() throws Exception {
        EngineScript.run(STATE, "podman.sh", "down", STATE.toString());
        EngineScript.run(STATE, "weighing.sh", "down", STATE.toString());
    }

    private static String property(String file, String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(STATE.resolve(file))) {
            properties.load(reader);
        }
        return properties.getProperty(name);
    }

    private static String engine() throws IOException {
        return property("engine.properties", "it.dockerHost");
    }

    /** What a busy machine leaves open is tried again. */
    private static Verdict verdict(String address, String limits) throws Exception {
        String policy = "{ limits: { volumes: [ \"" + property("disk.properties", "volume") + ":/data\" ], " + limits
                + " }, ways_round: skip }";
        Verdict verdict = only(address, policy);
        for (int i = 1; i < TRIES && verdict.outcome() == Outcome.UNPROVEN; i++) {
            verdict = only(address, policy);
        }
        System.out.println(limits + ": " + verdict.outcome() + ", " + verdict.measured() + " of " + verdict.bound()
                + ": " + verdict.evidence());
        return verdict;
    }

    private static Verdict only(String address, String policy) throws Exception {
        List<Verdict> verdicts = RealEngine.verify(address, policy).verdicts();
        assertThat(verdicts).hasSize(1);
        return verdicts.get(0);
    }

    private static String ofVolume(int weight) {
        return "blkio_config: { weight_device: [ { path: \"volume:/data\", weight: " + weight + " } ] }";
    }

    /** Of the smaller of two weights, and of the larger. */
    @ParameterizedTest
    @ValueSource(ints = {200, 800})
    void aWeightIsHeldBesideARival(int weight) throws Exception {
        Verdict verdict = verdict(engine(), ofVolume(weight));

        assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
        assertThat(verdict.evidence()).startsWith("requests for ");
    }

    static Stream<Consumer<ObjectNode>> lies() {
        return Stream.of(
                config -> config.remove("BlkioWeightDevice"),
                config -> config.path("BlkioWeightDevice").forEach(device -> weigh((ObjectNode) device, 2.0)),
                config -> config.path("BlkioWeightDevice").forEach(device -> weigh((ObjectNode) device, 0.5)));
    }

    private static void weigh(ObjectNode device, double factor) {
        device.put("Weight", Math.round(device.path("Weight").asInt() * factor));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aWeightThatIsDroppedDoubledOrHalvedIsDiscarded(Consumer<ObjectNode> lie) throws Exception {
        try (LyingProxy proxy = new LyingProxy(engine(), lie)) {
            Verdict verdict = verdict(proxy.address(), ofVolume(200));

            assertThat(proxy.lies()).isPositive();
            assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.DISCARDED);
            assertThat(verdict.evidence()).startsWith("the control group shows blkio.bfq.weight");
        }
    }

    @Test
    void theWeightOfAllDisksIsSeenToBeDiscarded() throws Exception {
        Verdict verdict = verdict(engine(), "blkio_config: { weight: 200 }");

        assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.DISCARDED);
        assertThat(verdict.evidence()).contains("blkio.bfq.weight 100");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void withoutSuchASchedulerNothingIsWeighed() throws Exception {
        EngineScript.run(STATE, "weighing.sh", "scheduler", STATE.toString(), "none");
        try {
            Verdict ofDisk = verdict(engine(), ofVolume(200));
            assertThat(ofDisk.outcome()).as(ofDisk.evidence()).isEqualTo(Outcome.UNSUPPORTED);
            assertThat(ofDisk.evidence()).contains("bfq.weight_device: operation not supported");
            Verdict ofAll = verdict(engine(), "blkio_config: { weight: 200 }");
            assertThat(ofAll.outcome()).as(ofAll.evidence()).isEqualTo(Outcome.DISCARDED);
            assertThat(ofAll.evidence()).contains("/queue/scheduler shows ");
        } finally {
            EngineScript.run(STATE, "weighing.sh", "scheduler", STATE.toString(), "bfq");
        }
    }
}
