package io.github.containerlimits.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JvmFindingsTest {
    private static final long MIB = 1 << 20;

    @Test
    void theLimitOnMemoryIsSeen() {
        Conclusion held = conclusion("memory_limit", given(256), settings("256.00M", 1), "");

        assertThat(held.outcome()).isEqualTo(Outcome.HELD);
        assertThat(held.measured() + " " + held.bound()).isEqualTo("256 MiB ≤ 256 MiB");
        assertThat(held.evidence()).isEqualTo("openjdk 17.0.15 sees it by cgroupv1");
    }

    /** Two digits are printed: 255.9977 MiB is 256.00M. */
    @Test
    void whatIsOnlyRoundedIsSeen() {
        Given given = given(OptionalLong.of(256 * MIB - 2_000), OptionalDouble.empty(), 50, 20, true);

        assertThat(conclusion("memory_limit", given, settings("256.00M", 1), "").outcome())
                .isEqualTo(Outcome.HELD);
    }

    @Test
    void aLimitThatIsNotSeenEscapes() {
        Conclusion none = conclusion(
                "memory_limit",
                given(256),
                "Operating System Metrics:\n    No metrics available for this platform\n",
                "");

        assertThat(none.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(none.evidence()).isEqualTo("openjdk 17.0.15 sees no control groups");
        assertThat(none.remedy()).contains("6.12", "21.0.9", "8u372");
        assertThat(conclusion("memory_limit", given(256), settings("Unlimited", 1), "")
                        .evidence())
                .isEqualTo("openjdk 17.0.15 reads cgroupv1 and finds no limit there");
        assertThat(conclusion("memory_limit", given(256), settings("512.00M", 1), "")
                        .outcome())
                .isEqualTo(Outcome.ESCAPED);
        assertThat(conclusion(
                                "memory_limit",
                                given(256),
                                "Operating System Metrics:\n    No metrics available for this platform\n",
                                flag("UseContainerSupport", "false", "command line"))
                        .remedy())
                .isEqualTo("Leave out -XX:-UseContainerSupport.");
    }

    @Test
    void whatOneBeforeItsTimeDoesNotTellIsUnproven() {
        assertThat(conclusion("memory_limit", given(256), "", "").outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion("heap", given(256), "", "").outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion("gc", given(256), "", "").outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion("cpus", given(256), "", "").outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void nothingIsSaidOfWhatNothingLimits() {
        Given free = new Given(
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                2,
                OptionalLong.empty(),
                OptionalLong.of(50 * MIB),
                OptionalLong.of(20),
                true,
                false);

        assertThat(JvmFindings.ALL.stream()
                        .filter(finding -> finding.conclude(
                                        jvm(settings("Unlimited", 2), heap(64)), free, Optional.empty())
                                .isPresent())
                        .map(JvmFinding::key))
                .containsExactly("gc");
    }

    @Test
    void theQuotaIsRoundedUpAndTheSetBoundsIt() {
        assertThat(cpus(1.5, Optional.empty()).wholeCpus()).hasValue(2);
        assertThat(cpus(0.2, Optional.empty()).wholeCpus()).hasValue(1);
        assertThat(cpus(3, Optional.of(CpuSet.parse("1"))).wholeCpus()).hasValue(1);
        assertThat(cpus(9, Optional.empty()).wholeCpus())
                .as("of 4 CPUs of the host")
                .hasValue(4);
    }

    @Test
    void asManyCpusAsThatAreSeen() {
        Given given = cpus(1.5, Optional.empty());

        assertThat(conclusion("cpus", given, settings("Unlimited", 2), "").outcome())
                .isEqualTo(Outcome.HELD);
        assertThat(conclusion("cpus", given, settings("Unlimited", 4), "").outcome())
                .isEqualTo(Outcome.ESCAPED);
        assertThat(conclusion(
                                "cpus",
                                given,
                                settings("Unlimited", 4),
                                flag("ActiveProcessorCount", "4", "command line"))
                        .evidence())
                .isEqualTo("as -XX:ActiveProcessorCount says");
        assertThat(conclusion("cpus", given, settings("Unlimited", 1), "").evidence())
                .contains("cpu_shares");
    }

    /** 64 + 13.35 + 10 + 20 × 1 MiB, and no more than is known of the code cache. */
    @Test
    void theHeapAndWhatIsBesideItFit() {
        Conclusion held = conclusion("heap", given(256), settings("256.00M", 1), heap(64));

        assertThat(held.outcome()).isEqualTo(Outcome.HELD);
        assertThat(held.measured()).hasToString("107 MiB");
        assertThat(held.evidence())
                .isEqualTo(
                        "64.0 MiB of heap, 13.4 MiB of metaspace, 10.0 MiB of direct memory, 20.0 MiB of stacks for 20 threads;"
                                + " with all of the 240 MiB set aside for its code cache 347 MiB; measured is a peak of 50.0 MiB");
    }

    @Test
    void oneThatFitsOnlyWhileItsHeapIsSmallEscapes() {
        Conclusion escaped = conclusion("heap", given(100), settings("100.00M", 1), heap(64));

        assertThat(escaped.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(escaped.remedy()).isEqualTo("At most -Xmx56m fits, or it takes a mem_limit of at least 108m.");
        assertThat(conclusion("heap", given(100), settings("100.00M", 1), heap(128))
                        .measured())
                .as("the heap alone")
                .hasToString("128 MiB");
    }

    /** What somebody set counts in full. */
    @Test
    void whatIsSetCountsInFull() {
        String set = flag("ReservedCodeCacheSize", String.valueOf(32 * MIB), "command line")
                + heap(64)
                + flag("MaxMetaspaceSize", String.valueOf(40 * MIB), "environment")
                + flag("MaxDirectMemorySize", String.valueOf(20 * MIB), "command line");

        assertThat(conclusion("heap", given(256), settings("256.00M", 1), set).evidence())
                .isEqualTo("64.0 MiB of heap, 40.0 MiB of metaspace, 32.0 MiB of code cache, 20.0 MiB of direct memory,"
                        + " 20.0 MiB of stacks for 20 threads; measured is a peak of 50.0 MiB");
    }

    @Test
    void whatIsMeasuredStandsBesideTheForecast() {
        Diagnostics asked = new Diagnostics(
                OptionalLong.of(12 * MIB), OptionalLong.of(3 * MIB), OptionalLong.of(7), OptionalLong.of(44 * MIB));
        PerfData counted =
                new PerfData(Map.of("java.cls.loadedClasses", 900L, "java.cls.sharedLoadedClasses", 100L), Map.of());
        JvmProcess process = new JvmProcess(1, "0:0", 17, Optional.empty(), List.of(), Optional.of(counted), 0);
        Started started = new Started(0, settings("256.00M", 1) + heap(64));
        Conclusion held = find("heap")
                .conclude(Jvm.read(Optional.of(process), asked, started), given(256), Optional.empty())
                .orElseThrow();

        assertThat(held.evidence())
                .contains("18.9 MiB of metaspace for 1000 classes", "3.00 MiB of code cache", "for 17 threads")
                .endsWith(
                        "measured is a peak of 50.0 MiB, where the JVM took 44.0 MiB by its own account (NMT), and 6.00 MiB are not in that");
    }

    @Test
    void moreThanHalfOfTheLimitLeftIsARemark() {
        assertThat(conclusion("heap", given(1024), settings("1.00G", 1), heap(64)))
                .satisfies(held -> assertThat(held.outcome()).isEqualTo(Outcome.HELD))
                .satisfies(held -> assertThat(held.evidence()).contains("more than half of the limit is left"));
        assertThat(conclusion("heap", given(256), settings("256.00M", 1), heap(64))
                        .evidence())
                .doesNotContain("more than half");
    }

    /** Of one that ended, only what is wrong already is known. */
    @Test
    void oneThatWasCutShortProvesNoRoom() {
        Given cut = given(OptionalLong.of(256 * MIB), OptionalDouble.empty(), 50, 20, false);

        assertThat(conclusion("heap", cut, settings("256.00M", 1), heap(64)).outcome())
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion("heap", cut, settings("256.00M", 1), heap(300)).outcome())
                .isEqualTo(Outcome.ESCAPED);
        assertThat(conclusion("threads", cut, "", "").outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(conclusion("memory_limit", cut, settings("256.00M", 1), "").outcome())
                .isEqualTo(Outcome.HELD);
    }

    @Test
    void theCollectorIsToldAndWhoChoseIt() {
        String serial = flag("UseSerialGC", "true", "ergonomic") + flag("UseG1GC", "false", "default");

        assertThat(conclusion("gc", given(256), settings("256.00M", 1), serial).evidence())
                .isEqualTo(
                        "openjdk 17.0.15 chose it by itself, as with fewer than 2 CPUs and less memory than 1.75 GiB");
        assertThat(conclusion("gc", given(256), settings("256.00M", 2), serial).evidence())
                .isEqualTo("openjdk 17.0.15 chose it by itself, as with less memory than 1.75 GiB");
        assertThat(conclusion("gc", given(256), settings("256.00M", 2), flag("UseG1GC", "true", "command line"))
                        .evidence())
                .isEqualTo("openjdk 17.0.15 was told to use it");
    }

    @Test
    void anotherCollectorThanIsClaimedEscapes() {
        Jvm jvm = jvm(settings("256.00M", 1), flag("UseSerialGC", "true", "ergonomic"));
        Conclusion other =
                find("gc").conclude(jvm, given(256), Optional.of("G1")).orElseThrow();

        assertThat(other.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(other.measured() + " " + other.bound()).isEqualTo("Serial G1");
        assertThat(other.remedy()).startsWith("Tell the JVM -XX:+UseG1GC");
        assertThat(find("gc").conclude(jvm, given(256), Optional.of("Serial")).map(Conclusion::outcome))
                .contains(Outcome.HELD);
    }

    @Test
    void threadsLeaveATenthOfThePids() {
        assertThat(conclusion("threads", given(256), "", "").outcome())
                .as("20 of 60")
                .isEqualTo(Outcome.HELD);
        assertThat(threads(54).outcome()).isEqualTo(Outcome.HELD);
        assertThat(threads(55).outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(threads(55).bound()).hasToString("≤ 54");
    }

    @Test
    void foldersAreLookedAtWhereTheRootIsReadOnly() {
        Given readOnly = new Given(
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                2,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                true,
                true);

        assertThat(conclusion("tmpdir", readOnly, "", "").outcome()).isEqualTo(Outcome.HELD);
        Conclusion escaped = conclusion("tmpdir", readOnly, "unwritable /tmp\n", "");
        assertThat(escaped.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(escaped.measured()).hasToString("read-only: /tmp");
    }

    private static Conclusion threads(long processes) {
        return conclusion(
                "threads", given(OptionalLong.of(256 * MIB), OptionalDouble.empty(), 50, processes, true), "", "");
    }

    private static Given given(long mebibytes) {
        return given(OptionalLong.of(mebibytes * MIB), OptionalDouble.of(1), 50, 20, true);
    }

    private static Given cpus(double quota, Optional<CpuSet> set) {
        return new Given(
                OptionalLong.empty(),
                OptionalDouble.of(quota),
                set,
                4,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                true,
                false);
    }

    private static Given given(OptionalLong memory, OptionalDouble cpus, long peak, long processes, boolean isWhole) {
        return new Given(
                memory,
                cpus,
                Optional.empty(),
                4,
                OptionalLong.of(60),
                OptionalLong.of(peak * MIB),
                OptionalLong.of(processes),
                isWhole,
                false);
    }

    private static String settings(String memory, int cpus) {
        return """
                Operating System Metrics:
                    Provider: cgroupv1
                    Effective CPU Count: %d
                    Memory Limit: %s
                """.formatted(cpus, memory);
    }

    private static String heap(long mebibytes) {
        return flag("MaxHeapSize", String.valueOf(mebibytes * MIB), "command line")
                + flag("ReservedCodeCacheSize", String.valueOf(240 * MIB), "ergonomic")
                + flag("ThreadStackSize", "1024", "default");
    }

    private static String flag(String name, String value, String origin) {
        return "   size_t " + name + "    = " + value + "   {product} {" + origin + "}\n";
    }

    private static JvmFinding find(String key) {
        return JvmFindings.find(key).orElseThrow();
    }

    private static Jvm jvm(String settings, String flags) {
        return Jvm.read(
                Optional.empty(),
                Diagnostics.NONE,
                new Started(0, settings + flags + "openjdk version \"17.0.15\" 2025-04-15\n"));
    }

    private static Conclusion conclusion(String key, Given given, String settings, String flags) {
        return find(key).conclude(jvm(settings, flags), given, Optional.empty()).orElseThrow();
    }
}
