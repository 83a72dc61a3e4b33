package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Origin;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardOfPolicyTest {
    @Test
    void aShardRunsItsPartAndNamesWhatTheOthersRun() throws InvalidPolicyException {
        Policy whole = PolicyReader.parse("limits.yaml", "limits: { pids_limit: 100, shm_size: 16m, cpus: 0.5 }");

        ShardOfPolicy part = ShardOfPolicy.of(whole, Optional.of(new Shard(2, 2)));

        assertThat(part.portion().map(Origin.Portion::remark)).contains("Only a part was run, shard 2/2: pids_limit");
        assertThat(part.leftOut()).containsExactly("cpus", "shm_size");
        assertThat(part.policy().limits()).as("of the containers").isEqualTo(whole.limits());
    }

    @Test
    void withoutAShardAllIsRun() throws InvalidPolicyException {
        Policy whole = PolicyReader.parse("limits.yaml", "limits: { pids_limit: 100 }");

        assertThat(ShardOfPolicy.of(whole, Optional.empty()))
                .isEqualTo(new ShardOfPolicy(whole, Optional.empty(), List.of()));
    }

    @Test
    void moreShardsThanPartsAreSaidToBeEmpty() throws InvalidPolicyException {
        Policy whole = PolicyReader.parse("limits.yaml", "limits: { pids_limit: 100 }");

        assertThat(ShardOfPolicy.of(whole, Optional.of(new Shard(3, 3)))
                        .portion()
                        .map(Origin.Portion::remark))
                .contains(
                        "Only a part was run, shard 3/3, which has nothing to verify: there are more shards than parts of the policy");
    }

    @Test
    void aShardIsNamedOrNot() throws MojoExecutionException {
        assertThat(ShardOfPolicy.named(null, null)).isEmpty();
        assertThat(ShardOfPolicy.named(" ", List.of("cpus"))).isEmpty();
        assertThat(ShardOfPolicy.named("2/5", List.of(" "))).contains(new Shard(2, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/5", "6/5", "a/b"})
    void whatIsNoShardBreaksTheBuildByItsName(String text) {
        assertThatThrownBy(() -> ShardOfPolicy.named(text, null))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageStartingWith("shard (container-limits.shard): '" + text + "' is no shard");
    }

    @Test
    void trialsBesideAShardBreakTheBuild() {
        assertThatThrownBy(() -> ShardOfPolicy.named("2/5", List.of("cpus")))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessage(
                        "trial (container-limits.trial) and shard (container-limits.shard) both say which trials are"
                                + " run: leave out one of them");
    }
}
