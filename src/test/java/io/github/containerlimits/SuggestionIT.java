package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.suggest.Suggested;
import io.github.containerlimits.suggest.SuggestedText;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that are suggested on the real engine: an application lives in them, and not in much less. */
class SuggestionIT {
    /** A machine without KVM takes its time. */
    private static final Duration TIME = Duration.ofMinutes(20);

    /** Once it is up it has this much memory, and some for the shell that took it. */
    private static final long TAKEN = 30_000_000;

    private static final String APP = RealEngine.paced("""
            app:
              command: [ busybox, sh, -c, "x=$(busybox head -c %d /dev/zero | busybox tr '\\\\0' x); echo up; exec busybox sleep 100" ]
              ready: { log: "^up$", within: 30s }
              for: 500ms
            """.formatted(TAKEN));

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatNeedsItsMemoryLivesInWhatIsSuggestedAndNotInMuchLess() throws Exception {
        Suggested suggested = suggest(APP, 2);

        assertThat(suggested.proven()).isEqualTo(2);
        assertThat(suggested.need().memory()).isGreaterThan(TAKEN);
        assertThat(suggested.need().tooLittle())
                .isBetween(
                        (long) (suggested.need().memory() * 0.9),
                        suggested.need().memory());
        assertThat(suggested.sizes().memory())
                .isGreaterThanOrEqualTo(suggested.need().memory() * 5 / 4);
        String limits = new SuggestedText(suggested).policy();
        assertThat(limits).contains("# It lived in ", "# It had ");
        assertThat(outcomes(limits + "derive: false\n" + APP)).containsOnly(Outcome.HELD);
        assertThat(outcomes("limits: { mem_limit: %1$d, memswap_limit: %1$d }%nderive: false%n".formatted(TAKEN) + APP))
                .contains(Outcome.ESCAPED);
    }

    @Test
    void oneThatNeverLivesHasNoLimitsThatCouldBeSuggested() {
        assertThatThrownBy(
                        () -> suggest("app: { command: [ busybox, sh, -c, \"echo no configuration; exit 3\" ] }\n", 1))
                .isInstanceOf(Suggestion.NoneException.class)
                .hasMessageContaining("does not live even in ")
                .hasMessageContaining("no configuration");
    }

    private static List<Outcome> outcomes(String policy) throws Exception {
        return RealEngine.verify(RealEngine.host(), policy, new Times(TIME, Duration.ofMinutes(2), true))
                .verdicts()
                .stream()
                .map(verdict -> verdict.outcome())
                .toList();
    }

    private static Suggested suggest(String text, int starts) throws Exception {
        Policy policy =
                PolicyReader.parse("limits.yaml", "limits: { mem_limit: 16m, pids_limit: 3 }\nderive: false\n" + text);
        try (DockerEngine engine = RealEngine.connect(RealEngine.host(), TIME)) {
            return Suggestion.suggest(
                    policy, policy.apps().get(0), "it/busybox", engine, starts, TIME, System.out::println);
        }
    }
}
