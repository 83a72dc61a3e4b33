package io.github.containerlimits.report.console;

/** A terminal on which lines can be taken back. What is written to it comes into no file and no log. */
public interface Screen {
    /** Writes text as it is, control sequences among it, at once. */
    void write(String text);

    /** Whether it shows more than letters and digits. */
    boolean isUnicode();

    /** Characters in a line. */
    int columns();
}
