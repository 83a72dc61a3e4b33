package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Counts the verdicts of a test that a busy machine left undecided where another was expected, so that what is put up with, or tried again, is not hidden.
 */
final class Undecided {
    /**
     * The most of all verdicts that may be left undecided. A share of one in twenty leaves one verdict of 8,000 undecided three times in a row, so that a
     * suite of 62 fails by chance once in 130 runs; above it the machine is not fit to test on, or the rule that says what pressed a limit is not.
     */
    private static final double MOST = 1.0 / 20;

    private final String test;
    private final List<String> undecided = new ArrayList<>();
    private int verdicts;

    Undecided(Class<?> test) {
        this.test = test.getSimpleName();
    }

    /**
     * Adds verdicts, those of each try by themselves.
     *
     * @param verdicts how many there were, decided or not
     * @param undecided what those are of that were not
     */
    synchronized void add(int verdicts, Collection<String> undecided) {
        this.verdicts += verdicts;
        this.undecided.addAll(undecided);
    }

    /** Prints the count, and fails where it is above the share. One is never too many: of a dozen it says nothing yet. */
    synchronized void check() {
        System.out.printf("%s: %d of %d verdicts were undecided %s%n", test, undecided.size(), verdicts, undecided);
        assertThat(undecided)
                .as("undecided of the %d verdicts of %s", verdicts, test)
                .hasSizeLessThanOrEqualTo((int) Math.max(1, verdicts * MOST));
    }
}
