package io.github.containerlimits.report.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.containerlimits.plan.Shard;
import java.util.Optional;

/**
 * Which shard of what a report is of.
 *
 * @param policyFile as its build knew it
 * @param image its id
 * @param policy the hash of all that it was read from
 * @param parameters of the goal that can turn a verdict
 * @param plugin its version
 */
public record Piece(Shard shard, String policyFile, String image, String policy, String parameters, String plugin) {
    /**
     * That of a report; absent where it is of a whole policy.
     *
     * @throws IllegalArgumentException where it is said to be of a shard that there can't be, or not of what
     */
    static Optional<Piece> of(JsonNode report) {
        JsonNode shard = report.path("shard");
        if (shard.isMissingNode()) {
            return Optional.empty();
        }
        JsonNode origin = report.path("origin");
        return Optional.of(new Piece(
                new Shard(shard.path("number").asInt(), shard.path("of").asInt()),
                CollectedReport.text(report, "policyFile"),
                CollectedReport.text(report.path("image"), "id"),
                CollectedReport.text(origin, "policy"),
                CollectedReport.text(origin, "parameters"),
                CollectedReport.text(origin, "plugin")));
    }
}
