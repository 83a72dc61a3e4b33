package io.github.containerlimits.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestedTextTest {
    private static final long MIB = 1 << 20;
    private static final Need NEED =
            new Need(96 * MIB, 92 * MIB, "the kernel killed it", 110 * MIB, 0.412, 0.3, 31, OptionalDouble.of(2.3));

    @Test
    void limitsHaveTheirFiguresAndReasonsBesideThem() throws Exception {
        assertThat(text(NEED).policy()).isEqualTo("""
                # Measured and suggested by container-limits:suggest for shop:1.4; 3 cold starts in these limits came to no other end.
                limits:
                  # It lived in 96 MiB, and not in 92 MiB: the kernel killed it.
                  # Where it had more it used 110 MiB at most, with the files that the kernel kept for it.
                  # A quarter more than it needs, in steps of 16 MiB.
                  mem_limit: 128m
                  memswap_limit: 128m
                  # It took no more than 0.412 CPUs in 95 of 100 windows of 100 ms; 15 % more, in steps of 0.05.
                  cpus: 0.50
                  # It had 31 processes and threads at most; half as many more, and 16.
                  pids_limit: 63
                """);
    }

    /** What is suggested is a policy's limits, a Compose service's, and what a manifest says. */
    @Test
    void eachFormSaysTheSame() throws Exception {
        Limits limits = PolicyReader.parse("limits.yaml", text(NEED).policy()).limits();

        assertThat(limits.limits()).hasSize(4);
        assertThat(text(NEED).compose())
                .contains("\n    mem_limit: 128m\n", "\n    cpus: 0.50\n", "\n    pids_limit: 63\n");
        assertThat(text(NEED).kubernetes())
                .contains("resources:\n  limits:\n", "\n    memory: 128Mi\n", "\n    cpu: 500m\n")
                .doesNotContain("pids");
    }

    @ParameterizedTest
    @CsvSource({
        "96, 0.412, 31, 128, 0.5, 63",
        "6, 0, 1, 16, 0.05, 18",
        "100, 0.9, 10, 128, 1.05, 31",
        "103, 0.087, 10, 144, 0.15, 31"
    })
    void headroomIsAddedInSteps(long memory, double cpus, long pids, long most, double quota, long processes) {
        assertThat(Sizes.of(new Need(memory * MIB, 0, "", memory * MIB, cpus, cpus, pids, OptionalDouble.empty())))
                .isEqualTo(new Sizes(most * MIB, quota, processes));
    }

    @Test
    void othersWouldRequestByTheirOwnFormulas() throws Exception {
        assertThat(text(NEED).others())
                .containsExactly(
                        "By the same figures the vertical pod autoscaler would request 250 MiB and 0.345 CPUs",
                        "and krr 126.5 MiB and 0.412 CPUs");
    }

    @Test
    void todaysLimitsAreTightOrWastefulByIt() throws Exception {
        assertThat(lines("limits: { mem_limit: 64m, cpus: 2, pids_limit: 100 }"))
                .containsExactly(
                        "mem_limit of 64 MiB today, 128 MiB suggested: too tight, it needs 96.0 MiB",
                        "cpus of 2 CPUs today, 0.5 CPUs suggested: wasteful",
                        "pids_limit of 100 today, 63 suggested: fits");
        assertThat(lines("limits: { mem_limit: 100m }"))
                .containsExactly(
                        "mem_limit of 100 MiB today, 128 MiB suggested: tight",
                        "no limit today, 0.5 CPUs suggested: unlimited (cpu.usage)",
                        "no limit today, 63 suggested: unlimited (pids.peak)");
    }

    private static List<String> lines(String policy) throws InvalidPolicyException {
        return new Comparison(PolicyReader.parse("limits.yaml", policy).limits(), suggested(NEED)).lines();
    }

    private static SuggestedText text(Need need) throws InvalidPolicyException {
        return new SuggestedText(suggested(need));
    }

    /** What an application prints last comes from a stranger: it stays a comment. */
    @Test
    void whyItHasMoreStaysAComment() throws Exception {
        Suggested suggested =
                suggested(NEED, List.of("In 32 MiB: it printed last: a.", "In 0.5 CPUs: b\nmem_limit: 1"));

        assertThat(new SuggestedText(suggested).policy().lines())
                .containsSequence(
                        "# With headroom alone it failed, so that it has more:",
                        "# - In 32 MiB: it printed last: a.",
                        "# - In 0.5 CPUs: b mem_limit: 1.",
                        "limits:");
    }

    private static Suggested suggested(Need need) throws InvalidPolicyException {
        return suggested(need, List.of());
    }

    private static Suggested suggested(Need need, List<String> raised) throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", "limits: { cpus: 1 }\napp: {}\n");
        DeclaredApp app = policy.apps().get(0);
        return new Suggested(app, "shop:1.4", need, Sizes.of(need), 3, raised, false);
    }
}
