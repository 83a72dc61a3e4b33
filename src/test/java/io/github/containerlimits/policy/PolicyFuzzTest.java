package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Policies that nobody would write: mutated, nested, oversized, in every class of Unicode. Seeded, so that a failure can be had again. */
class PolicyFuzzTest {
    private static final int POLICIES = 10_000;
    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What no message may have: lines, what a terminal obeys, a trace. */
    private static final Pattern UNFIT = Pattern.compile("[\\n\\r\\u001b]|Exception|\\tat ");

    private static final Pattern PLACED = Pattern.compile("^limits\\.yaml:[1-9]\\d*:[1-9]\\d*: ");
    private static final List<String> PIECES = List.of(
            "limits",
            "trials",
            "derive",
            "cpus",
            "cpuset",
            "mem_limit",
            "memswap_limit",
            "pids_limit",
            "blkio_config",
            "device_read_bps",
            "path",
            "rate",
            "rootfs",
            "volume:/x",
            "volumes",
            "fio",
            "stress",
            "stress-ng",
            "run",
            "expect",
            "cpu.usage",
            "<= 1",
            "50% ± 10%",
            "held",
            "~",
            "null",
            "true",
            "on",
            "010",
            "12:30:45",
            "-1",
            "0",
            "9223372036854775807",
            "9223372036854775808",
            "1e400",
            ".nan",
            "512m",
            "8388608t",
            "&a",
            "*a",
            "!!java.lang.Runtime",
            "!x",
            "<<",
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            ">",
            "#",
            "---",
            "...",
            "%YAML 9.9",
            "\t",
            "\u0000",
            "\ufeff",
            "\u2028",
            "\ud800",
            "\udfff",
            "\ud83d\ude00",
            "\u202e",
            "é",
            "\u00a0",
            "\u001b[2J",
            "</script>",
            "]]>");

    private static final String SEED = """
            limits:
              cpus: 0.5
              mem_limit: 512m
              volumes: [ "data:/data" ]
              blkio_config: { device_read_bps: [ { path: rootfs, rate: 1m } ] }
            trials:
              - fio: --rw=randrw --bs=4k --size=32M
                in: /data
                for: 10s
                limits: { cpus: ~ }
                expect: { disk.write.iops: "<= 100" }
            """;

    @Test
    void neverAnythingButFindings() {
        Random random = new Random(20261123);
        for (int i = 0; i < POLICIES; i++) {
            assertReadable(i % 2 == 0 ? mutated(random) : assembled(random));
        }
    }

    @Test
    void notEvenWhereItIsHuge() {
        for (String unit : List.of("[", "{a: ", "- ", "a: &a [*a]\n", "limits: {}\n", "x")) {
            assertReadable(unit.repeat((10 << 20) / unit.length()));
            assertReadable(unit.repeat((60 << 10) / unit.length()));
        }
    }

    private static String mutated(Random random) {
        StringBuilder policy = new StringBuilder(SEED);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(policy.length());
            switch (random.nextInt(3)) {
                case 0 -> policy.insert(at, piece(random));
                case 1 -> policy.delete(at, Math.min(policy.length() - 1, at + random.nextInt(8)));
                default -> policy.replace(at, Math.min(policy.length(), at + 3), piece(random));
            }
        }
        return policy.toString();
    }

    private static String assembled(Random random) {
        StringBuilder policy = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            policy.append(piece(random));
        }
        return policy.toString();
    }

    private static String piece(Random random) {
        return random.nextInt(10) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : PIECES.get(random.nextInt(PIECES.size()));
    }

    /** A policy is read within 1 s of CPU time, which other work on the machine leaves as it is, and 64 MB, whatever is in it. */
    private static void assertReadable(String yaml) {
        long allocated = THREAD.getCurrentThreadAllocatedBytes();
        long cpuNanos = THREAD.getCurrentThreadCpuTime();
        read(yaml);
        assertThat(THREAD.getCurrentThreadCpuTime() - cpuNanos)
                .as("CPU time for %s", beginning(yaml))
                .isLessThan(1_000_000_000L);
        assertThat(THREAD.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes allocated for %s", beginning(yaml))
                .isLessThan(64L << 20);
    }

    private static String beginning(String yaml) {
        return yaml.length() + " characters: " + yaml.substring(0, Math.min(yaml.length(), 500));
    }

    private static void read(String yaml) {
        try {
            PolicyReader.parse("limits.yaml", yaml);
        } catch (InvalidPolicyException e) {
            for (Finding finding : e.findings()) {
                String message = finding.message();
                if (message.isBlank()
                        || message.length() >= 2000
                        || UNFIT.matcher(message).find()
                        || !PLACED.matcher(finding.toString()).find()) {
                    throw new AssertionError(finding + "\nin " + beginning(yaml), e);
                }
            }
            assertThat(e.findings()).isNotEmpty();
        }
    }
}
