package io.github.containerlimits.policy;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Policies that nobody would write: mutated, nested, oversized, in every class of Unicode. Seeded, so that a failure can be had again. */
class PolicyFuzzTest {
    private static final int POLICIES = 10_000;
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

    private static final Fuzz FUZZ = new Fuzz(PIECES, Pattern.compile("^limits\\.yaml:[1-9]\\d*:[1-9]\\d*: "));

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
            assertReadable(i % 2 == 0 ? FUZZ.mutated(SEED, 6, random) : FUZZ.assembled("", random));
        }
    }

    @Test
    void notEvenWhereItIsHuge() {
        for (String unit : List.of("[", "{a: ", "- ", "a: &a [*a]\n", "limits: {}\n", "x")) {
            assertReadable(unit.repeat((10 << 20) / unit.length()));
            assertReadable(unit.repeat((60 << 10) / unit.length()));
        }
    }

    private static void assertReadable(String yaml) {
        FUZZ.assertReadable(yaml, () -> PolicyReader.parse("limits.yaml", yaml).remarks());
    }
}
