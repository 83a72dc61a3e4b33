package io.github.containerlimits.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What JVMs answer, and what anybody may answer in their place. */
class AnswersTest {
    @Test
    void theJavaOfThisMachineAnswers() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx77m",
                        "-XX:+UseParallelGC",
                        "-XshowSettings:system",
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Started started = new Started(process.waitFor(), printed);
        Flags flags = Flags.parse(printed);

        assertThat(started.version())
                .hasValueSatisfying(version -> assertThat(version).endsWith(" " + System.getProperty("java.version")));
        assertThat(started.failure()).isEmpty();
        assertThat(flags.set("MaxHeapSize")).hasValue(78L << 20);
        assertThat(flags.isOn("UseParallelGC")).isTrue();
        assertThat(flags.number("ThreadStackSize").orElse(0)).isPositive();
        assertThat(flags.set("ReservedCodeCacheSize")).isEmpty();
        assertThat(flags.byName()).hasSizeGreaterThan(400);
        assertThat(SystemSettings.parse(printed)).isPresent();
    }

    @Test
    void theSystemIsReadAsPrinted() {
        assertThat(SystemSettings.parse("""
                Operating System Metrics:
                    Provider: cgroupv2
                    Effective CPU Count: 2
                    CPU Period: 100000us
                    CPU Quota: 150000us
                    CPU Shares: 1024
                    List of Processors: N/A
                    Memory Limit: 512.00M
                    Memory Soft Limit: 0.00K
                    Memory & Swap Limit: 1.00G
                """))
                .contains(new SystemSettings(Optional.of("cgroupv2"), OptionalInt.of(2), OptionalLong.of(512L << 20)));
        assertThat(SystemSettings.parse("""
                Operating System Metrics:
                    Provider: cgroupv1
                    Effective CPU Count: 8
                    Memory Limit: Unlimited
                    Memory Soft Limit: 12.00M
                """))
                .contains(new SystemSettings(Optional.of("cgroupv1"), OptionalInt.of(8), OptionalLong.empty()));
        assertThat(SystemSettings.parse("""
                Operating System Metrics:
                    No metrics available for this platform
                """))
                .contains(new SystemSettings(Optional.empty(), OptionalInt.empty(), OptionalLong.empty()));
        assertThat(SystemSettings.parse("VM settings:\n    Max. Heap Size (Estimated): 1.00G\n"))
                .isEmpty();
    }

    /** Before Java 9 the origin is not printed, and := stands for any change. */
    @Test
    void optionsAreReadWithWhoChoseThem() {
        Flags flags = Flags.parse("""
                [Global flags]
                     intx ActiveProcessorCount                     = -1                                        {product} {default}
                    ccstr HeapDumpPath                             =                                        {manageable} {default}
                   size_t MaxHeapSize                              = 268435456                                 {product} {command line, ergonomic}
                    uintx ReservedCodeCacheSize                    = 251658240                              {pd product} {ergonomic}
                     bool UseSerialGC                              = true                                      {product} {ergonomic}
                    uintx MaxDirectMemorySize                     := 1048576                             {product}
                rubbish
                """);

        assertThat(flags.byName()).hasSize(6);
        assertThat(flags.set("MaxHeapSize")).hasValue(268435456);
        assertThat(flags.number("ReservedCodeCacheSize")).hasValue(251658240);
        assertThat(flags.set("ReservedCodeCacheSize")).isEmpty();
        assertThat(flags.number("ActiveProcessorCount")).isEmpty();
        assertThat(flags.set("MaxDirectMemorySize")).as("of unknown origin").isEmpty();
        assertThat(flags.isOn("UseSerialGC")).isTrue();
    }

    @Test
    void jcmdsAnswersAreAddedUp() {
        assertThat(Diagnostics.parse("""
                1:
                 def new generation   total 9792K, used 3021K [0x00000000fe000000, 0x00000000feaa0000, 0x00000000feaa0000)
                  eden space 8704K,  34% used [0x00000000fe000000, 0x00000000fe2f1418, 0x00000000fe880000)
                 tenured generation   total 21888K, used 0K [0x00000000feaa0000, 0x0000000100000000, 0x0000000100000000)
                 Metaspace       used 2510K, committed 2688K, reserved 1114112K
                CodeHeap 'non-profiled nmethods': size=120032Kb used=53Kb max_used=60Kb free=119978Kb
                CodeHeap 'profiled nmethods': size=120028Kb used=307Kb max_used=340Kb free=119720Kb
                CodeHeap 'non-nmethods': size=5700Kb used=1130Kb max_used=1139Kb free=4569Kb
                 total_blobs=507 nmethods=198 adapters=239

                ClassLoader         Parent              CLD*               Classes   ChunkSz   BlockSz  Type
                0x0000000000000000  0x0000000000000000  0x00007f5ce014c7a0     452   2400256   2364896  <boot class loader>
                0x00000000fec02d80  0x00000000fec01e28  0x00007f5ce01c1b40       1      8192      1120  jdk.internal.loader.ClassLoaders$AppClassLoader
                Total = 2                                                   453   2408448   2366016

                Native Memory Tracking:

                Total: reserved=1434077KB, committed=51365KB
                -                 Java Heap (reserved=32768KB, committed=32768KB)
                """))
                .isEqualTo(new Diagnostics(
                        OptionalLong.of(3021 << 10),
                        OptionalLong.of(1539 << 10),
                        OptionalLong.of(453),
                        OptionalLong.of(51365L << 10)));
        assertThat(Diagnostics.parse("""
                 garbage-first heap   total 260096K, used 3072K [0x0000000704e00000, 0x0000000800000000)
                Native memory tracking is not enabled
                """))
                .isEqualTo(new Diagnostics(
                        OptionalLong.of(3072 << 10), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void theFirstJvmIsTheOneThatIsAsked() {
        String words = base64("/opt/java/bin/java\0-Xmx64m\0-jar\0a b.jar\0");
        JvmProcess process = JvmProcess.parse("jvm 7 1000 1001 23\nprogram /opt/java/bin/java\nwords " + words
                        + "\ncounted !\njvm 9 0 0 12\n")
                .orElseThrow();

        assertThat(process.pid()).isEqualTo(7);
        assertThat(process.user()).isEqualTo("1000:1001");
        assertThat(process.threads()).isEqualTo(23);
        assertThat(process.program()).contains("/opt/java/bin/java");
        assertThat(process.arguments()).containsExactly("/opt/java/bin/java", "-Xmx64m", "-jar", "a b.jar");
        assertThat(process.counted()).isEmpty();
        assertThat(process.others()).isEqualTo(1);
        assertThat(JvmProcess.parse("")).isEmpty();
    }

    /** Whatever would write, connect or run something else than the JVM itself is not handed on. */
    @Test
    void onlyOptionsOnSizesAndTheLikeAreHandedOn() {
        assertThat(JvmProcess.options(List.of(
                        "-Xmx64m",
                        "-Xss512k",
                        "-XX:+UseG1GC",
                        "-XX:MaxRAMPercentage=75.0",
                        "-XX:OnOutOfMemoryError=kill -9 %p",
                        "-XX:HeapDumpPath=/data/a",
                        "-Xlog:gc:file=/data/gc.log",
                        "-Xshare:dump",
                        "-javaagent:/a.jar",
                        "-agentlib:jdwp=transport=dt_socket",
                        "@/app/options",
                        "-jar",
                        "a.jar")))
                .containsExactly("-Xmx64m", "-Xss512k", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=75.0");
    }

    @Test
    void theFoldersAreThoseThatItsOptionsName() {
        assertThat(Questions.start(
                                Optional.empty(),
                                List.of("-Djava.io.tmpdir=/work/tmp", "-XX:HeapDumpPath=/dumps/heap.hprof"),
                                Map.of("JAVA_TOOL_OPTIONS", "-Xmx1m  -XX:HeapDumpPath=/other", "A", "b c"))
                        .arguments())
                .contains("A=b c", "/tmp /work/tmp /dumps /other");
        assertThat(FoldersWritable.of(List.of("-Djava.io.tmpdir=/a b", "-Djava.io.tmpdir=$(x)", "-Djava.io.tmpdir=a")))
                .containsExactly("/tmp");
    }

    @Test
    void howItFailedIsTold() {
        assertThat(new Started(1, "Error: Could not create the Java Virtual Machine.\n").failure())
                .contains(
                        "started to be asked, it ended with code 1: Error: Could not create the Java Virtual Machine.");
        assertThat(new Started(0, "openjdk version \"17.0.15\" 2025-04-15\n").version())
                .contains("openjdk 17.0.15");
        assertThat(new Started(0, "unwritable /tmp\nunwritable /tmp\nunwritable x\n").unwritable())
                .containsExactly("/tmp");
    }

    /** Where nothing else says that an application has one. */
    @Test
    void onlyWhatAJvmPrintsIsTakenForOnes() {
        assertThat(new Started(0, "openjdk version \"17.0.15\" 2025-04-15\n").isOfJvm())
                .isTrue();
        assertThat(new Started(1, "Error occurred during initialization of VM\nCould not reserve enough space\n")
                        .isOfJvm())
                .isTrue();
        assertThat(new Started(1, "# There is insufficient memory for the Java Runtime Environment to continue.\n")
                        .isOfJvm())
                .isTrue();
        assertThat(new Started(127, "").isOfJvm()).isFalse();
        assertThat(new Started(2, "sh: can't fork: Resource temporarily unavailable\n").isOfJvm())
                .isFalse();
        assertThat(new Started(126, "OCI runtime exec failed: exec failed: unable to start container process\n")
                        .isOfJvm())
                .isFalse();
    }

    /** A program may print four megabytes of anything, made to keep a reader busy. */
    @Test
    void noOutputKeepsAReaderBusy() {
        List<String> pieces = List.of(
                " ",
                "\n",
                "a",
                "1",
                "{",
                " = ",
                "bool UseSerialGC = ",
                "    Memory Limit: 1",
                "CodeHeap '",
                "jvm 1 ",
                "counted A",
                "def new generation   total 1",
                "unwritable /",
                "  \t",
                "\0");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String piece : pieces) {
                String text = piece.repeat((4 << 20) / piece.length());
                assertThatCode(() -> {
                            Jvm.read(JvmProcess.parse(text), Diagnostics.parse(text), new Started(1, text));
                            JvmProcess.parse("jvm 1 0 0 1\n" + text);
                        })
                        .as("'%s'", piece)
                        .doesNotThrowAnyException();
            }
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
