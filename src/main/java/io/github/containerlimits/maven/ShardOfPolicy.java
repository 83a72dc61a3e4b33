package io.github.containerlimits.maven;

import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.plan.Shards;
import io.github.containerlimits.plan.Shards.Share;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.result.Origin;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A policy, or that part of it which a shard is to run.
 *
 * @param policy what is run
 * @param portion the part that a report is of; absent where it is of all
 * @param leftOut what the other shards run
 */
record ShardOfPolicy(Policy policy, Optional<Origin.Portion> portion, List<String> leftOut) {
    /** All of a policy, or a shard of it. */
    static ShardOfPolicy of(Policy whole, Optional<Shard> shard) {
        if (shard.isEmpty()) {
            return new ShardOfPolicy(whole, Optional.empty(), List.of());
        }
        List<Share> all = Shards.of(whole, shard.get().of());
        Share own = all.get(shard.get().number() - 1);
        return new ShardOfPolicy(
                whole.only(own.part()),
                Optional.of(new Origin.Portion(shard.get(), own.names())),
                all.stream()
                        .filter(share -> !share.equals(own))
                        .flatMap(share -> share.names().stream())
                        .toList());
    }

    /**
     * The shard that a parameter names.
     *
     * @param text {@code 2/5}; empty where there is none
     * @param trials those that are named beside it, of which there must be none
     * @throws MojoExecutionException where it is no shard, or trials are named as well
     */
    static Optional<Shard> named(@Nullable String text, @Nullable List<String> trials) throws MojoExecutionException {
        String named = Settings.orEmpty(text);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        if (trials != null && trials.stream().anyMatch(glob -> !glob.isBlank())) {
            throw new MojoExecutionException(
                    "trial (container-limits.trial) and shard (container-limits.shard) both say"
                            + " which trials are run: leave out one of them");
        }
        try {
            return Optional.of(Shard.parse(named));
        } catch (IllegalArgumentException e) {
            throw new MojoExecutionException("shard (container-limits.shard): " + e.getMessage(), e);
        }
    }
}
