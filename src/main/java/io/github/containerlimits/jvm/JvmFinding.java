package io.github.containerlimits.jvm;

import io.github.containerlimits.verdict.Conclusion;
import java.util.Optional;

/** One thing that is found out of a JVM and its container's limits. Each is one file, and {@link JvmFindings} lists them. */
public interface JvmFinding {
    /** As a policy names it: {@code heap}. */
    String key();

    /** What it must keep to, as a plan tells it: a few words. */
    String bound();

    /**
     * What follows.
     *
     * @param wanted what the policy claims of it; absent where it claims nothing
     * @return absent where nothing limits what it is of; unproven where the JVM did not tell it
     */
    Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted);

    /** Unproven, as the JVM did not tell it. */
    static Optional<Conclusion> untold(String bound, Jvm jvm) {
        return Optional.of(Conclusion.unproven(bound, jvm.failure()));
    }
}
