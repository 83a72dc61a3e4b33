package io.github.containerlimits.result;

import io.github.containerlimits.plan.Shard;
import java.util.List;
import java.util.Optional;

/**
 * What results are of, by which those of shards are known to belong together. With the image's id it says which trials of what were run.
 *
 * @param policy the SHA-256 of all that the policy was read from, in hexadecimal digits; empty where that is not known
 * @param parameters those of the goal that can turn a verdict, with their values
 * @param plugin its version
 * @param portion which part of it was run, where it was divided into shards
 */
public record Origin(String policy, String parameters, String plugin, Optional<Portion> portion) {
    /** Of what is not known. */
    public static final Origin UNKNOWN = new Origin("", "", "", Optional.empty());

    /**
     * A shard's part of a policy.
     *
     * @param names what is in it: keys of limits and of ways round them, names of trials; empty where there are more shards than that
     */
    public record Portion(Shard shard, List<String> names) {
        public Portion {
            names = List.copyOf(names);
        }

        /** What a report says of it. */
        public String remark() {
            return "Only a part was run, shard " + shard
                    + (names.isEmpty()
                            ? ", which has nothing to verify: there are more shards than parts of the policy"
                            : ": " + String.join(", ", names));
        }
    }
}
