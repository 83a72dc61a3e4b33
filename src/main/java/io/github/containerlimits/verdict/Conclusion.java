package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Excuse;

/**
 * The word on one check.
 *
 * @param quantity what was measured, in words
 * @param bound with its tolerance
 * @param evidence what the kernel said, or the reason: a sentence without a full stop
 * @param remedy what to do; empty where there is nothing to do
 * @param isByNeighbours whether it is unproven because of others on the host, who may be gone a moment later
 */
public record Conclusion(
        Outcome outcome,
        String quantity,
        Figure measured,
        Figure bound,
        String evidence,
        String remedy,
        boolean isByNeighbours) {
    /** One that is still to be given its outcome and its evidence. */
    public static Conclusion of(String quantity, Figure measured, Figure bound) {
        return new Conclusion(Outcome.UNPROVEN, quantity, measured, bound, "", "", false);
    }

    public static Conclusion unsupported(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.UNSUPPORTED, evidence);
    }

    public static Conclusion discarded(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.DISCARDED, evidence);
    }

    public static Conclusion unproven(String bound, String evidence) {
        return unproven(Figure.NONE, Figure.of(bound), evidence);
    }

    public static Conclusion unproven(Figure measured, Figure bound, String evidence) {
        return of("", measured, bound).as(Outcome.UNPROVEN, evidence);
    }

    public Conclusion as(Outcome other, String because) {
        return new Conclusion(other, quantity, measured, bound, because, remedy, false);
    }

    /** Unproven, and not for the load. */
    public Conclusion excused(Excuse excuse) {
        return new Conclusion(
                Outcome.UNPROVEN, quantity, measured, bound, excuse.reason(), remedy, excuse.isByNeighbours());
    }

    /** The same outcome for another reason, or with more of it. */
    public Conclusion withEvidence(String because) {
        return new Conclusion(outcome, quantity, measured, bound, because, remedy, isByNeighbours);
    }

    public Conclusion withRemedy(String text) {
        return new Conclusion(outcome, quantity, measured, bound, evidence, text, isByNeighbours);
    }
}
