package io.github.containerlimits.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The JVM that runs the tests keeps such a file, too. */
class PerfDataTest {
    private static byte[] own() throws IOException {
        return Files.readAllBytes(Path.of(
                "/tmp/hsperfdata_" + System.getProperty("user.name"),
                String.valueOf(ProcessHandle.current().pid())));
    }

    @Test
    void readsWhatThisJvmCounts() throws Exception {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        long before = classes.getLoadedClassCount();
        PerfData data = PerfData.parse(own()).orElseThrow();
        long after = classes.getLoadedClassCount();

        assertThat(data.loadedClasses().orElseThrow()).isBetween(before, Math.max(before, after));
        assertThat(data.texts()).containsEntry("java.property.java.version", System.getProperty("java.version"));
        assertThat(data.arguments().split(" "))
                .containsAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> !argument.contains(" "))
                        .toList());
    }

    /** Whoever wrote it may have written anything. */
    @Test
    void takesAnyBytes() throws Exception {
        byte[] file = own();
        Random random = new Random(20261126);
        for (int i = 0; i < 2_000; i++) {
            byte[] other = Arrays.copyOf(file, random.nextInt(file.length));
            for (int change = random.nextInt(8); change > 0 && other.length > 0; change--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(other.length, 200) : other.length);
                other[at] = (byte) random.nextInt();
            }
            PerfData.parse(other)
                    .ifPresent(data -> data.loadedClasses()
                            .ifPresent(count -> assertThat(count).isNotNegative()));
        }
    }

    @Test
    void whatIsNoSuchFileIsNone() {
        assertThat(PerfData.parse(new byte[0])).isEmpty();
        assertThat(PerfData.parse(new byte[1 << 10])).isEmpty();
        assertThat(PerfData.parse(ByteBuffer.allocate(32)
                        .putInt(0xcafec0c0)
                        .put((byte) 1)
                        .put((byte) 1)
                        .array()))
                .as("version 1")
                .isEmpty();
    }

    @Test
    void entriesThatClaimToBeLargerThanTheFileEndIt() {
        ByteBuffer file = ByteBuffer.allocate(80);
        file.putInt(0, 0xcafec0c0)
                .put(4, (byte) 0)
                .put(5, (byte) 2)
                .putInt(24, 32)
                .putInt(28, Integer.MAX_VALUE);
        file.putInt(32, Integer.MAX_VALUE);

        assertThat(PerfData.parse(file.array()))
                .hasValueSatisfying(data -> assertThat(data.numbers()).isEmpty());
    }
}
