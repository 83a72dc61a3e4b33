package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import java.util.Optional;

/**
 * The word on one check.
 *
 * @param quantity what was measured, in words
 * @param bound with its tolerance
 * @param evidence what the kernel said, or the reason: a sentence without a full stop
 * @param remedy what to do; empty where there is nothing to do
 * @param cause whose it is that nothing is proven; absent where something is
 */
public record Conclusion(
        Outcome outcome,
        String quantity,
        Figure measured,
        Figure bound,
        String evidence,
        String remedy,
        Optional<Cause> cause) {
    /** One that is still to be given its outcome and its evidence. */
    public static Conclusion of(String quantity, Figure measured, Figure bound) {
        return new Conclusion(Outcome.UNPROVEN, quantity, measured, bound, "", "", Optional.of(Cause.LOAD));
    }

    /** The same of figures that stand beside each other. */
    static Conclusion of(String quantity, Figures figures) {
        return of(quantity, figures.measured(), figures.bound());
    }

    public static Conclusion unsupported(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.UNSUPPORTED, evidence);
    }

    public static Conclusion discarded(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.DISCARDED, evidence);
    }

    /** Unproven by what the load did, or did not do. */
    public static Conclusion unproven(String bound, String evidence) {
        return unproven(Figure.NONE, Figure.of(bound), evidence);
    }

    public static Conclusion unproven(Figure measured, Figure bound, String evidence) {
        return of("", measured, bound).as(Outcome.UNPROVEN, evidence);
    }

    public static Conclusion unproven(String bound, Excuse excuse) {
        return of("", Figure.NONE, Figure.of(bound)).excused(excuse);
    }

    public Conclusion as(Outcome other, String because) {
        Optional<Cause> by = other == Outcome.UNPROVEN ? Optional.of(Cause.LOAD) : Optional.empty();
        return new Conclusion(other, quantity, measured, bound, because, remedy, by);
    }

    /** Unproven, and whose that is. */
    public Conclusion excused(Excuse excuse) {
        return new Conclusion(
                Outcome.UNPROVEN, quantity, measured, bound, excuse.reason(), remedy, Optional.of(excuse.cause()));
    }

    /** Whether it is unproven for others on the host, who may be gone a moment later. */
    public boolean isByNeighbours() {
        return cause.equals(Optional.of(Cause.NEIGHBOURS));
    }

    /** The same outcome for another reason, or with more of it. */
    public Conclusion withEvidence(String because) {
        return new Conclusion(outcome, quantity, measured, bound, because, remedy, cause);
    }

    public Conclusion withRemedy(String text) {
        return new Conclusion(outcome, quantity, measured, bound, evidence, text, cause);
    }
}
