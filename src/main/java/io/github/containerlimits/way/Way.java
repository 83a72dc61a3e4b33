package io.github.containerlimits.way;

import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.verdict.Conclusion;
import java.util.List;
import java.util.Optional;

/** What leads round a limit that holds by itself, and that only another setting can close. {@link Ways} lists all. */
public interface Way {
    /** The key in a policy. */
    String key();

    /** Whether it is tried only where a policy names it: trying it goes beyond the container. */
    default boolean isOptIn() {
        return false;
    }

    /** What tells a load that goes this way from the limit's own, with a blank before it: {@code (core dumps)}. */
    default String suffix() {
        return " (" + key().replace('_', ' ') + ")";
    }

    /** The limits that it leads round in one container, each with the load that tries it; empty where there are none. */
    List<Attempt> attempts(Limits all, Places places);

    /** The limits of which a policy needs one for this way to lead round anything, as a finding names them. */
    String ledRound();

    /** Whether it leads round that limit. */
    boolean leadsRound(Limit limit);

    /** Whether the way is open; absent while more measuring could turn it. */
    Optional<Conclusion> conclude(Limit limit, Evidence evidence);

    /** What the policy bounds, for a check that is decided without a measurement. */
    default String bound(Limit limit) {
        return limit.value();
    }

    /** What a user can do where it is open, a sentence with a full stop. */
    String remedy();

    /** Whether it is read off what the engine keeps of the container's output. */
    default boolean isOfLog() {
        return false;
    }

    /** A load that goes this way round a limit. */
    record Attempt(Limit limit, Press.With press) {}
}
