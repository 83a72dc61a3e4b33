package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that somebody raises while their load runs, and puts back before it ends; beside each the same without that. */
class ChangedLimitsIT {
    /** For so long a limit is another: several readings see it. */
    private static final long RAISED_MILLIS = 500;

    private static final int TRIES = 3;

    @ParameterizedTest
    @CsvSource({
        "cpus, '{ cpus: 0.5 }', 'stress: --cpu 2', --cpus=2, --cpus=0.5, 2 CPUs, HELD",
        "cpuset, '{ cpuset: \"1\" }', 'stress: --cpu 2', --cpuset-cpus=0-1, --cpuset-cpus=1, 'CPU 0,1', HELD",
        "mem_limit, '{ mem_limit: 64m, memswap_limit: 256m }', 'run: sleep 3', --memory=96m, --memory=64m, 96 MiB, UNPROVEN",
        "pids_limit, '{ pids_limit: 90 }', 'run: sleep 3', --pids-limit=200, --pids-limit=90, 200, UNPROVEN"
    })
    void aLimitThatWasRaisedAndPutBackIsNotHeld(
            String key, String limits, String load, String raise, String putBack, String shown, Outcome otherwise)
            throws Exception {
        String policy = "{ limits: " + limits + ", derive: false, trials: [ { " + load + ", for: 4s, expect: { " + key
                + ": held }, fits: { seconds: '>= 0s' } } ] }";

        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Integer> raised =
                CompletableFuture.supplyAsync(() -> raiseAndPutBack(raise, putBack, isOver));
        Verdict verdict = verdict(policy, key);
        isOver.set(true);

        assertThat(raised.get()).isPositive();
        assertThat(verdict.outcome()).as(verdict.evidence()).isIn(Outcome.DISCARDED, Outcome.ESCAPED);
        assertThat(verdict.evidence()).contains("the control group showed ", shown);
        assertThat(untouched(policy, key, otherwise)).isEqualTo(otherwise);
    }

    /** Says for how many containers it did. */
    private static int raiseAndPutBack(String raise, String putBack, AtomicBoolean isOver) {
        Set<String> seen = new HashSet<>();
        int raised = 0;
        try {
            while (!isOver.get()) {
                List<String> running = RealEngine.docker("ps", "-q", "--filter", "label=io.github.containerlimits.run");
                for (String container : running) {
                    if (seen.add(container) && isLimited(container)) {
                        Thread.sleep(RAISED_MILLIS); // until its load has begun
                        RealEngine.docker("update", raise, container);
                        Thread.sleep(RAISED_MILLIS);
                        RealEngine.docker("update", putBack, container);
                        raised++;
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return raised;
    }

    /** Not where it is gone already, as one that only looked at the host. */
    private static boolean isLimited(String container) throws Exception {
        String all =
                "{{.HostConfig.NanoCpus}}{{.HostConfig.CpusetCpus}}{{.HostConfig.Memory}}{{.HostConfig.PidsLimit}}";
        try {
            return !RealEngine.docker("inspect", "-f", all, container).get(0).matches("00(<no value>|<nil>|0)");
        } catch (AssertionError e) {
            if (String.valueOf(e.getMessage()).contains("No such object")) {
                return false;
            }
            throw e;
        }
    }

    /** A busy machine can keep a load from pressing its limit: tried again. */
    private static Outcome untouched(String policy, String key, Outcome expected) throws Exception {
        Outcome outcome = verdict(policy, key).outcome();
        for (int i = 1; i < TRIES && outcome != expected && outcome == Outcome.UNPROVEN; i++) {
            outcome = verdict(policy, key).outcome();
        }
        return outcome;
    }

    private static Verdict verdict(String policy, String key) throws Exception {
        return RealEngine.verify(RealEngine.host(), policy).verdicts().stream()
                .filter(verdict -> verdict.subject().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
