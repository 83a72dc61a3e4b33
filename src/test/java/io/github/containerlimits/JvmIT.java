package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real service on a JVM, in its limits: each way in which one can fail, beside its counter-test, and what is found out of its JVM. */
class JvmIT {
    private static final String LIMITS =
            "limits: { cpus: 1, mem_limit: 96m, memswap_limit: 96m, pids_limit: 60 }\nderive: false\n";
    private static final String READY = "ready: { http: \":8080/\", within: 60s }";

    /** Once it serves; after that it must run, and no more, until it is asked and does what it does: how soon it answers meanwhile is the machine's affair. */
    private static final String SERVING =
            "ready: { log: \"^serving$\", within: 60s }, load: { http: \":8080/\", rate: 1/s }";

    /** All that need the same limits: in three verifications, of which each has time enough on a slow machine. */
    private static final List<String> APPS = List.of(
            app("fits", "-Xmx32m -XX:NativeMemoryTracking=summary", "serve", READY + ", for: 1s")
                    + app("larger", "-Xmx1g", "fill", SERVING + ", for: 60s")
                    + app("tight", "-Xmx90m", "serve", READY + ", for: 1s")
                    + app("exits", "-Xmx24m -XX:+ExitOnOutOfMemoryError", "fill", SERVING + ", for: 60s")
                    + app("hangs", "-Xmx24m", "fill", READY + ", for: 60s"),
            app("leaks", "-Xmx24m", "threads", READY + ", for: 6s")
                    + app("unbounded", "-Xmx24m -XX:MaxDirectMemorySize=1g", "direct", SERVING + ", for: 60s")
                    + app("bounded", "-Xmx24m -XX:MaxDirectMemorySize=8m", "direct", READY + ", for: 4s")
                    + app("never", "-Xmx24m", "never", "ready: { http: \":8080/\", within: 5s }")
                    + app("dies", "-Xmx24m", "dies", READY + ", jvm: skip"),
            app("job", "-Xmx24m", "job", "ready: { exit: true }")
                    + app("bad", "-Xmx24m", "dies", "ready: { exit: true }, jvm: skip")
                    + app(
                            "blind",
                            "-Xmx32m -XX:-UseContainerSupport",
                            "serve",
                            READY + ", for: 1s, jvm: { threads: skip }")
                    + app(
                            "serial",
                            "-Xmx32m -XX:+UseSerialGC",
                            "serve",
                            READY + ", for: 1s, jvm: { gc: G1, heap: skip }, fits: { pids.peak: \"<= 59\" }")
                    + app(
                            "alone",
                            "-Xmx32m -XX:+UseSerialGC",
                            "serve",
                            READY + ", for: 1s, jvm: skip, fits: { pids.peak: \"<= 59\" }"));

    private static String image;
    private static final List<Verdict> verdicts = new ArrayList<>();

    @BeforeAll
    static void runThem() throws Exception {
        image = JvmImage.SERVICE.make();
        for (String apps : APPS) {
            verdicts.addAll(verdicts(LIMITS + "app:\n" + apps));
        }
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatFitsSeesItsLimitsAndHasRoom() {
        assertThat(words(verdicts).stream().filter(word -> word.startsWith("fits ")))
                .containsExactly(
                        "fits ready held",
                        "fits stays held",
                        "fits memory.oom_kills held",
                        "fits pids.refused held",
                        "fits limits held",
                        "fits jvm.memory_limit held",
                        "fits jvm.cpus held",
                        "fits jvm.heap held",
                        "fits jvm.gc held",
                        "fits jvm.threads held");
        assertThat(of("fits jvm.memory_limit").measured()).hasToString("96.0 MiB");
        assertThat(of("fits jvm.cpus").measured()).hasToString("1");
        assertThat(of("fits jvm.gc").measured()).hasToString("Serial");
        assertThat(of("fits jvm.gc").evidence()).contains("fewer than 2 CPUs and less memory than 1.75 GiB");
        assertThat(of("fits jvm.heap").evidence())
                .contains("32.0 MiB of heap", " classes", " of code cache", " threads", "(NMT)");
    }

    /** Nothing of what asks counts in its limits: it is asked when the last reading was taken. A jcmd would have a dozen threads of its own. */
    @Test
    void whatAsksItCountsInNoneOfItsFigures() {
        int asked = Integer.parseInt(of("serial pids.peak").measured().toString());
        int alone = Integer.parseInt(of("alone pids.peak").measured().toString());

        assertThat(words(verdicts))
                .contains("serial jvm.threads held")
                .noneMatch(word -> word.startsWith("alone jvm."));
        assertThat(Math.abs(asked - alone)).isLessThan(6);
    }

    /** The heap is larger than the limit: the kernel kills it, and no OutOfMemoryError is thrown. */
    @Test
    void oneWhoseHeapDoesNotFitIsKilled() {
        assertThat(words(verdicts)).contains("larger ready held", "larger stays escaped", "larger jvm.heap escaped");
        assertThat(of("larger stays").evidence()).contains("with code 137 (signal 9)", "want of memory");
        assertThat(of("larger jvm.heap").measured()).hasToString("1.00 GiB");
    }

    /** It fits now, but would be killed once its heap has grown. */
    @Test
    void oneWhoseHeapFitsOnlyWhileItIsSmallEscapes() {
        assertThat(words(verdicts))
                .contains("tight stays held", "tight memory.oom_kills held", "tight jvm.heap escaped");
        assertThat(of("tight jvm.heap").conclusion().remedy()).contains("-Xmx", "mem_limit of ");
    }

    @Test
    void oneThatThrowsOutOfMemoryErrorExitsOrHangs() {
        assertThat(of("exits stays").outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(of("exits stays").evidence())
                .contains("with code 3", "OutOfMemoryError")
                .doesNotContain("want of memory");
        assertThat(escapesUnlessTheHostIsBusy(of("hangs stays"))).isTrue();
        assertThat(of("hangs stays").evidence()).doesNotContain("it ended");
        assertThat(words(verdicts)).doesNotContain("hangs jvm.heap escaped", "hangs memory.oom_kills escaped");
    }

    @Test
    void oneThatLeaksThreadsMeetsThePidsLimit() {
        assertThat(words(verdicts)).contains("leaks pids.refused escaped", "leaks jvm.threads escaped");
        assertThat(of("leaks jvm.threads").bound()).hasToString("≤ 54");
    }

    @Test
    void directMemoryWithoutABoundIsKilledAndWithOneIsNot() {
        assertThat(of("unbounded stays").evidence()).contains("with code 137");
        assertThat(words(verdicts))
                .contains(
                        "unbounded jvm.heap escaped",
                        "bounded stays held",
                        "bounded memory.oom_kills held",
                        "bounded jvm.heap held");
    }

    @Test
    void oneThatIsNeverReadyOneThatDiesAndAJob() {
        assertThat(escapesUnlessTheHostIsBusy(of("never ready"))).isTrue();
        assertThat(words(verdicts))
                .contains(
                        "never jvm.memory_limit held",
                        "dies ready escaped",
                        "job ends held",
                        "job exit held",
                        "job jvm.heap held",
                        "bad exit escaped");
        assertThat(of("dies ready").evidence()).contains("with code 7", "no configuration");
    }

    /** What the JVM is told not to see escapes, and another collector than the policy claims; what is skipped has no line. */
    @Test
    void whatIsWrongWithTheJvmEscapes() {
        assertThat(words(verdicts))
                .contains("blind jvm.memory_limit escaped", "blind jvm.heap held", "serial jvm.gc escaped")
                .noneMatch(word -> word.startsWith("blind jvm.threads") || word.startsWith("serial jvm.heap"));
        assertThat(of("blind jvm.memory_limit").evidence()).contains("-XX:-UseContainerSupport");
        assertThat(of("serial jvm.gc").bound()).hasToString("G1");
    }

    /** Three seconds of CPU time take fifteen of a fifth of a CPU. */
    @Test
    void oneThatStartsTooSlowlyIsNotReadyAndWithMoreCpuItIs() throws Exception {
        String app = "app:\n"
                + app(
                        "slow",
                        "-Xmx24m",
                        "slow, \"3000\"",
                        "ready: { http: \":8080/\", within: %s }, for: 1s, jvm: skip");

        assertThat(words(verdicts(LIMITS.replace("cpus: 1", "cpus: 0.2") + app.formatted("6s"))))
                .contains("slow ready escaped");
        assertThat(words(verdicts(LIMITS + app.formatted("120s")))).contains("slow ready held");
    }

    @Test
    void onAReadOnlyRootItsFoldersMustBeWritable() throws Exception {
        String app = "app:\n" + app("app", "-Xmx32m", "serve", READY + ", for: 1s");
        String readOnly = LIMITS.replace("limits: {", "limits: { read_only: true,");

        assertThat(words(verdicts(readOnly + app))).contains("app stays held", "app jvm.tmpdir escaped");
        assertThat(words(verdicts(readOnly.replace("true,", "true, tmpfs: [ /tmp ],") + app)))
                .contains("app jvm.tmpdir held");
    }

    /**
     * Where there is no JVM, nothing is said of one, unless the policy asks for it by name. Of a program that is called as a JVM is, and answers none of the
     * questions, that is told, and fails no build.
     */
    @Test
    void whereThereIsNoneOrItDoesNotAnswerOnlyWhatIsNamedIsUnproven() throws Exception {
        String shell = "busybox sleep 100";
        String called = "[ sh, -c, \"echo '#!/bin/sh' >/tmp/java; echo 'while :; do sleep 1; done' >>/tmp/java;"
                + " chmod +x /tmp/java; exec /tmp/java\" ]";
        String app = "  - { name: %s, command: %s, ready: { exec: [ busybox, \"true\" ] }, for: 1s%s }\n";
        Results results = RealEngine.verify(
                RealEngine.host(),
                LIMITS + "app:\n" + app.formatted("none", shell, "")
                        + app.formatted("named", shell, ", jvm: { heap: check }")
                        + app.formatted("silent", called, "")
                        + app.formatted("asked", called, ", jvm: { heap: check }"));

        assertThat(words(results.verdicts()).stream().filter(word -> word.contains("jvm.")))
                .containsExactlyInAnyOrder(
                        "named jvm.heap unproven",
                        "silent jvm.threads held",
                        "asked jvm.heap unproven",
                        "asked jvm.threads held");
        assertThat(results.failures())
                .extracting(Verdict::subject)
                .containsExactlyInAnyOrder("named jvm.heap", "asked jvm.heap");
        assertThat(results.trials())
                .filteredOn(trial -> trial.trial().name().equals("silent"))
                .flatExtracting(trial -> trial.measurement().orElseThrow().troubles())
                .singleElement()
                .asString()
                .startsWith(
                        "nothing is said of silent jvm.memory_limit, silent jvm.cpus, silent jvm.heap, silent jvm.gc:"
                                + " started to be asked");
    }

    /** A container at its limit has no room for whoever looks for a JVM. */
    @Test
    void whereNothingMoreCanBeStartedNothingIsSaidOfOne() throws Exception {
        assertThat(words(RealEngine.verify(
                                RealEngine.host(),
                                LIMITS.replace("pids_limit: 60", "pids_limit: 2")
                                        + "app: { command: [ sh, -c, \"echo up; sleep 100 & wait\" ], ready: { log: ^up$ }, for: 500ms }\n")
                        .verdicts()))
                .contains("app stays held")
                .noneMatch(word -> word.startsWith("app jvm."));
    }

    private static String app(String name, String options, String mode, String rest) {
        return "  - { name: " + name + ", command: [ " + options.replace(" ", ", ") + ", -cp, /app, "
                + JvmService.class.getName() + ", " + mode + " ], " + rest + " }\n";
    }

    /** Others may have the CPUs that it might have answered with: then it is undecided, and would be tried again. */
    private static boolean escapesUnlessTheHostIsBusy(Verdict verdict) {
        return verdict.outcome() == Outcome.ESCAPED || verdict.conclusion().isByNeighbours();
    }

    private static List<String> words(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> verdict.subject() + " " + verdict.outcome())
                .toList();
    }

    private static Verdict of(String subject) {
        return verdicts.stream()
                .filter(verdict -> verdict.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        return RealEngine.verifyImage(image, RealEngine.paced(policy)).verdicts();
    }
}
