package io.github.containerlimits.result;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Sizes;
import java.time.Duration;
import java.util.Optional;

/**
 * What follows for one check.
 *
 * @param subject the limit's key or the metric: {@code mem_limit}
 * @param place where the limit or the expectation is declared
 * @param load the command that pressed it, as a reader knows it
 * @param sizes where a smaller limit stood for the declared one; absent where none did
 * @param took the time of the trial
 * @param wayRound whether it is of a way round the limit, which another setting has to close
 * @param consequence what becomes of the build where the outcome is {@link Outcome#UNSUPPORTED}, {@link Outcome#DISCARDED} or
 *     {@link Outcome#UNPROVEN}; of a way round the limit, where it is any but {@link Outcome#HELD}
 */
public record Verdict(
        String subject,
        Place place,
        String load,
        Optional<Sizes> sizes,
        Conclusion conclusion,
        Duration took,
        boolean wayRound,
        Consequence consequence) {
    public Outcome outcome() {
        return conclusion.outcome();
    }

    /** What was measured. */
    public Figure measured() {
        return conclusion.measured();
    }

    /** With its tolerance, where it has one. */
    public Figure bound() {
        return conclusion.bound();
    }

    /** What the kernel said, or the reason: a sentence without a full stop. */
    public String evidence() {
        return conclusion.evidence();
    }

    /** Whether the build may go on. */
    public boolean passes() {
        return switch (outcome()) {
            case HELD -> true;
            case UNSUPPORTED, DISCARDED, UNPROVEN -> consequence != Consequence.FAIL;
            case ESCAPED -> wayRound && consequence != Consequence.FAIL;
        };
    }

    /** Whether the build goes on, but its reader is to be told. */
    public boolean isToWarnOf() {
        return outcome() != Outcome.HELD && passes() && consequence == Consequence.WARN;
    }

    /** {@code held, 0.504 CPUs where the bound is ≤ 0.5 CPUs (±10%)}; the outcome alone where no number decided it. */
    public String inShort() {
        return switch (outcome()) {
            case HELD, ESCAPED -> outcome() + ", " + measured() + " where the bound is " + bound();
            case DISCARDED, UNSUPPORTED, UNPROVEN -> outcome().toString();
        };
    }

    /**
     * The whole finding in one line: {@code limits.yaml:14:12: mem_limit of shop:1.4 under 'stress --vm 2': peak is 301.0 MiB, but the limit is
     * 256 MiB: … remedy}.
     */
    public String sentence(String image) {
        String about = place + ": " + subject + " of " + image + " under '" + load + "': ";
        String because = ": " + evidence() + ".";
        String what = switch (outcome()) {
            case HELD -> conclusion.quantity() + " is " + measured() + ", within " + bound() + because;
            case ESCAPED -> conclusion.quantity() + " is " + measured() + ", but the bound is " + bound() + because;
            case DISCARDED -> "the limit of " + bound() + " was discarded" + because;
            case UNSUPPORTED -> "the limit of " + bound() + " is not supported" + because;
            case UNPROVEN ->
                "the bound of " + bound() + " is not proven ("
                        + conclusion.cause().orElseThrow() + ")" + because;
        };
        return about + what + (conclusion.remedy().isEmpty() ? "" : " " + conclusion.remedy());
    }
}
