package io.github.containerlimits.limit;

/**
 * What one reading of a control group shows of a limit.
 *
 * @param text as a report prints it: {@code 512 MiB}
 * @param isOther whether it is looser than what was asked for, or another
 */
public record Shown(String text, boolean isOther) {
    static Shown of(Applied applied) {
        return new Shown(applied.value().isEmpty() ? "no such limit" : applied.text(), applied.isLooser());
    }
}
