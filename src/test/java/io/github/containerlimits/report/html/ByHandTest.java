package io.github.containerlimits.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.plan.AppTrials;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.report.Sample;
import io.github.containerlimits.result.Results.TrialResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ByHandTest {
    private static String commands(String app) throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", "{ limits: { mem_limit: 64m }, app: " + app + " }");
        Trial trial = AppTrials.of(policy.apps().get(0), policy.limits(), Set.of());
        TrialResult result = new TrialResult(trial, Optional.empty(), List.of(), Duration.ofSeconds(1), List.of());
        return String.join("\n", ByHand.of(result, Sample.of(List.of())).lines());
    }

    /** As the plugin does; in a network it is the engine that makes it known. */
    @Test
    void anApplicationWithoutANetworkIsToldItsOwnName() throws Exception {
        assertThat(commands("{}")).contains("--hostname=container-limits --add-host=container-limits:127.0.0.1");
        assertThat(commands("{ network: shop }")).contains("docker run ").doesNotContain("container-limits:127");
    }
}
