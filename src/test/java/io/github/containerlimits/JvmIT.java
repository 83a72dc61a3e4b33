package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real service on a JVM, in its limits: each way in which one can fail, beside its counter-test, and what is found out of its JVM. */
class JvmIT {
    private static final String LIMITS =
            "limits: { cpus: 1, mem_limit: 96m, memswap_limit: 96m, pids_limit: 60 }\nderive: false\n";
    private static final String READY = "ready: { http: \":8080/\", within: 60s }, for: 2s";

    private static String image;

    @BeforeAll
    static void makeTheImage() throws Exception {
        image = JvmImage.make();
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatFitsSeesItsLimitsAndHasRoom() throws Exception {
        List<Verdict> verdicts = verdicts(app("-Xmx32m -XX:NativeMemoryTracking=summary", "serve", READY));

        assertThat(words(verdicts))
                .containsExactly(
                        "app ready held",
                        "app stays held",
                        "app memory.oom_kills held",
                        "app pids.refused held",
                        "app jvm.memory_limit held",
                        "app jvm.cpus held",
                        "app jvm.heap held",
                        "app jvm.gc held",
                        "app jvm.threads held");
        assertThat(of(verdicts, "jvm.memory_limit").measured()).hasToString("96.0 MiB");
        assertThat(of(verdicts, "jvm.cpus").measured()).hasToString("1");
        assertThat(of(verdicts, "jvm.gc").measured()).hasToString("Serial");
        assertThat(of(verdicts, "jvm.gc").evidence()).contains("fewer than 2 CPUs and less memory than 1.75 GiB");
        assertThat(of(verdicts, "jvm.heap").evidence())
                .contains("32.0 MiB of heap", " classes", " of code cache", " threads", "(NMT)");
    }

    /** Nothing of what asks counts in its limits: it is asked when the last reading was taken. */
    @Test
    void whatAsksItCountsInNoneOfItsFigures() throws Exception {
        Results results = RealEngine.verifyImage(
                image,
                LIMITS + "app:\n"
                        + """
                  - { name: asked, command: [ %1$s, -Xmx32m, %2$s, serve ], %3$s, jvm: check, fits: { pids.peak: "<= 59" } }
                  - { name: alone, command: [ %1$s, -Xmx32m, %2$s, serve ], %3$s, jvm: skip, fits: { pids.peak: "<= 59" } }
                """.formatted("-XX:+UseSerialGC", "-cp, /app, " + JvmService.class.getName(), READY));

        assertThat(words(results.verdicts()))
                .contains("asked jvm.threads held")
                .noneMatch(word -> word.startsWith("alone jvm."));
        List<Integer> peaks = results.verdicts().stream()
                .filter(verdict -> verdict.subject().endsWith(" pids.peak"))
                .map(verdict -> Integer.valueOf(verdict.measured().toString()))
                .toList();
        // A JVM has some threads more or less each time; a jcmd would have a dozen of its own.
        assertThat(peaks).hasSize(2);
        assertThat(Math.abs(peaks.get(0) - peaks.get(1))).isLessThan(6);
    }

    /** The heap is larger than the limit: the kernel kills it, and no OutOfMemoryError is thrown. */
    @Test
    void oneWhoseHeapDoesNotFitIsKilled() throws Exception {
        List<Verdict> verdicts = verdicts(app("-Xmx1g", "fill", "ready: { http: \":8080/\" }, for: 60s"));

        assertThat(words(verdicts)).contains("app ready held", "app stays escaped", "app jvm.heap escaped");
        assertThat(of(verdicts, "stays").evidence()).contains("with code 137 (signal 9)", "want of memory");
        assertThat(of(verdicts, "jvm.heap").measured()).hasToString("1.00 GiB");
    }

    /** It fits now, but would be killed once its heap has grown. */
    @Test
    void oneWhoseHeapFitsOnlyWhileItIsSmallEscapes() throws Exception {
        List<Verdict> verdicts = verdicts(app("-Xmx90m", "serve", READY));

        assertThat(words(verdicts)).contains("app stays held", "app memory.oom_kills held", "app jvm.heap escaped");
        assertThat(of(verdicts, "jvm.heap").conclusion().remedy()).contains("-Xmx", "mem_limit of ");
    }

    @Test
    void oneThatThrowsOutOfMemoryErrorExitsOrHangs() throws Exception {
        String ready = "ready: { http: \":8080/\" }, for: 60s";
        List<Verdict> exits = verdicts(app("-Xmx24m -XX:+ExitOnOutOfMemoryError", "fill", ready));
        List<Verdict> hangs = verdicts(app("-Xmx24m", "fill", ready));

        assertThat(of(exits, "stays").outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(of(exits, "stays").evidence())
                .contains("with code 3", "OutOfMemoryError")
                .doesNotContain("want of memory");
        assertThat(escapesUnlessTheHostIsBusy(of(hangs, "stays"))).isTrue();
        assertThat(of(hangs, "stays").evidence()).doesNotContain("it ended");
        assertThat(words(hangs)).doesNotContain("app jvm.heap escaped", "app memory.oom_kills escaped");
    }

    @Test
    void oneThatLeaksThreadsMeetsThePidsLimit() throws Exception {
        List<Verdict> verdicts = verdicts(app("-Xmx24m", "threads", "ready: { http: \":8080/\" }, for: 8s"));

        assertThat(words(verdicts)).contains("app pids.refused escaped", "app jvm.threads escaped");
        assertThat(of(verdicts, "jvm.threads").bound()).hasToString("≤ 54");
    }

    @Test
    void directMemoryWithoutABoundIsKilledAndWithOneIsNot() throws Exception {
        List<Verdict> unbounded =
                verdicts(app("-Xmx24m -XX:MaxDirectMemorySize=1g", "direct", "ready: { http: \":8080/\" }, for: 60s"));
        List<Verdict> bounded =
                verdicts(app("-Xmx24m -XX:MaxDirectMemorySize=8m", "direct", "ready: { http: \":8080/\" }, for: 6s"));

        assertThat(of(unbounded, "stays").evidence()).contains("with code 137");
        assertThat(of(unbounded, "jvm.heap").outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(words(bounded)).contains("app stays held", "app memory.oom_kills held", "app jvm.heap held");
    }

    /** Three seconds of CPU time take fifteen of a fifth of a CPU. */
    @Test
    void oneThatStartsTooSlowlyIsNotReadyAndWithMoreCpuItIs() throws Exception {
        String app = app("-Xmx24m", "slow, \"3000\"", "ready: { http: \":8080/\", within: %s }, for: 1s, jvm: skip");
        List<Verdict> slow = verdictsOf(LIMITS.replace("cpus: 1", "cpus: 0.2") + app.formatted("8s"));
        List<Verdict> quick = verdictsOf(LIMITS + app.formatted("120s"));

        assertThat(words(slow)).contains("app ready escaped");
        assertThat(words(quick)).contains("app ready held");
    }

    @Test
    void oneThatIsNeverReadyOneThatDiesAndAJob() throws Exception {
        String java = "[ -Xmx24m, -cp, /app, " + JvmService.class.getName() + ", %s ]";
        List<Verdict> verdicts = verdicts("app:\n"
                + "  - { name: never, command: " + java.formatted("never")
                + ", ready: { http: \":8080/\", within: 8s } }\n"
                + "  - { name: dies, command: " + java.formatted("dies") + " }\n"
                + "  - { name: job, command: " + java.formatted("job") + ", ready: { exit: true } }\n"
                + "  - { name: bad, command: " + java.formatted("dies") + ", ready: { exit: true } }\n");

        assertThat(words(verdicts))
                .contains(
                        "never jvm.memory_limit held",
                        "dies ready escaped",
                        "dies jvm.memory_limit held",
                        "job ends held",
                        "job exit held",
                        "job jvm.heap held",
                        "bad exit escaped");
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.subject().equals("never ready"))
                .hasSize(1)
                .allMatch(JvmIT::escapesUnlessTheHostIsBusy);
        assertThat(verdicts.stream()
                        .filter(verdict -> verdict.subject().equals("dies ready"))
                        .map(Verdict::evidence))
                .allMatch(evidence -> evidence.contains("with code 7") && evidence.contains("no configuration"));
    }

    /** What the JVM is told not to see escapes; what the policy claims of its collector does, too; and one can skip each by its name. */
    @Test
    void whatIsWrongWithTheJvmEscapes() throws Exception {
        List<Verdict> verdicts = verdicts(app(
                "-Xmx32m -XX:-UseContainerSupport", "serve", READY + ", jvm: { gc: G1, threads: skip, heap: check }"));

        assertThat(words(verdicts))
                .contains("app jvm.memory_limit escaped", "app jvm.heap held")
                .doesNotContain("app jvm.threads held");
        assertThat(of(verdicts, "jvm.memory_limit").evidence()).contains("-XX:-UseContainerSupport");
        List<Verdict> serial = verdicts(app("-Xmx32m", "serve", READY + ", jvm: { gc: G1 }"));
        assertThat(of(serial, "jvm.gc").outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(of(serial, "jvm.gc").bound()).hasToString("G1");
    }

    @Test
    void onAReadOnlyRootItsFoldersMustBeWritable() throws Exception {
        String app = app("-Xmx32m", "serve", READY);
        String readOnly = LIMITS.replace("limits: {", "limits: { read_only: true,");

        assertThat(words(verdictsOf(readOnly + app))).contains("app stays held", "app jvm.tmpdir escaped");
        assertThat(words(verdictsOf(readOnly.replace("true,", "true, tmpfs: [ /tmp ],") + app)))
                .contains("app jvm.tmpdir held");
    }

    /** Where there is no JVM, nothing is said of one, unless the policy asks for it by name. */
    @Test
    void whereThereIsNoneOnlyANamedOneIsUnproven() throws Exception {
        String app = "app: { command: busybox sleep 100, for: 1s%s }\n";

        assertThat(words(RealEngine.verify(RealEngine.host(), LIMITS + app.formatted(""))
                        .verdicts()))
                .noneMatch(word -> word.contains("jvm."));
        assertThat(words(RealEngine.verify(RealEngine.host(), LIMITS + app.formatted(", jvm: { heap: check }"))
                        .verdicts()))
                .contains("app jvm.heap unproven");
    }

    /** A program that is called as a JVM is, and answers none of the questions: that is told, and fails no build. */
    @Test
    void oneThatDoesNotAnswerFailsNoBuild() throws Exception {
        String script =
                "echo '#!/bin/sh' >/tmp/java; echo 'while :; do sleep 1; done' >>/tmp/java; chmod +x /tmp/java; exec /tmp/java";
        String app = "app: { command: [ sh, -c, \"" + script + "\" ], for: 1s%s }\n";
        Results silent = RealEngine.verify(RealEngine.host(), LIMITS + app.formatted(""));

        assertThat(silent.verdicts()).allMatch(Verdict::passes);
        assertThat(words(silent.verdicts()))
                .contains("app jvm.threads held")
                .doesNotContain("app jvm.memory_limit unproven");
        assertThat(silent.trials().get(0).measurement().orElseThrow().troubles())
                .anyMatch(
                        trouble -> trouble.startsWith(
                                "nothing is said of app jvm.memory_limit, app jvm.cpus, app jvm.heap, app jvm.gc: started to be asked"));
        Results named = RealEngine.verify(RealEngine.host(), LIMITS + app.formatted(", jvm: { heap: check }"));
        assertThat(named.verdicts()).anyMatch(verdict -> !verdict.passes());
        assertThat(words(named.verdicts())).contains("app jvm.heap unproven");
    }

    private static String app(String options, String mode, String rest) {
        return "app: { command: [ " + options.replace(" ", ", ") + ", -cp, /app, " + JvmService.class.getName() + ", "
                + mode + " ], " + rest + " }\n";
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

    private static Verdict of(List<Verdict> verdicts, String line) {
        return verdicts.stream()
                .filter(verdict -> verdict.subject().equals("app " + line))
                .findFirst()
                .orElseThrow();
    }

    private static List<Verdict> verdicts(String app) throws InvalidPolicyException {
        return verdictsOf(LIMITS + app);
    }

    private static List<Verdict> verdictsOf(String policy) throws InvalidPolicyException {
        return RealEngine.verifyImage(image, policy).verdicts();
    }
}
