package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Observed;
import java.util.Optional;

/** What is known of a limit that an engine was to have enforced, beyond what was measured. */
public interface Enforcement {
    /**
     * How the limit that the kernel shows is looser than the policy's, or another, or was at any time of the load; absent where it always was as asked or
     * tighter, or is not shown.
     */
    Optional<String> mismatch(Observed observed);

    /** A remark where the limit in force is tighter than the policy's, rounded, or changed, as the tail of a sentence; empty where it is as asked. */
    String remark(Observed observed);

    /** What says that the load pressed against the limit, a sentence without a full stop; absent where nothing does. */
    Optional<String> pressure(Observed observed);
}
