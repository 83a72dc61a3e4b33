package io.github.containerlimits.verdict;

/**
 * Where a limit was pressed at a smaller size than its declared one, which no load on the engine's host could press.
 *
 * @param tried as a report prints it: {@code 1 GiB}
 * @param declared the same
 */
public record Sizes(String tried, String declared) {
    @Override
    public String toString() {
        return tried + " of " + declared;
    }
}
