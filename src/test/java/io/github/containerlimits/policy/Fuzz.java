package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Texts that nobody would write, and what must become of them: never more than findings, each with its place.
 *
 * @param pieces of which texts are made, beside any character of Unicode
 * @param places what each finding begins with
 */
public record Fuzz(List<String> pieces, Pattern places) {
    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What no message may have: lines, what a terminal obeys, a trace. */
    private static final Pattern UNFIT = Pattern.compile("[\\n\\r\\u001b]|Exception|\\tat ");

    /** Reads a text. */
    public interface Reading {
        /** What is said of a text that is taken. */
        List<Finding> remarks() throws IOException, InvalidPolicyException;
    }

    /** A text with up to so many places changed. */
    public String mutated(String seed, int most, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(most); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, piece(random));
                case 1 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(8)));
                default -> text.replace(at, Math.min(text.length(), at + 3), piece(random));
            }
        }
        return text.toString();
    }

    /** Pieces after a beginning. */
    public String assembled(String head, Random random) {
        StringBuilder text = new StringBuilder(head);
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append(piece(random));
        }
        return text.toString();
    }

    private String piece(Random random) {
        return random.nextInt(10) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : pieces.get(random.nextInt(pieces.size()));
    }

    /**
     * Asserts that a text is read within 1 s of CPU time, which other work on the machine leaves as it is, and 64 MB, whatever is in it.
     *
     * @return whether it is taken
     */
    public boolean assertReadable(String text, Reading reading) {
        String what = text.length() + " characters: " + text.substring(0, Math.min(text.length(), 2000));
        long allocated = THREAD.getCurrentThreadAllocatedBytes();
        long cpuNanos = THREAD.getCurrentThreadCpuTime();
        boolean taken = read(what, reading);
        assertThat(THREAD.getCurrentThreadCpuTime() - cpuNanos)
                .as("CPU time for %s", what)
                .isLessThan(1_000_000_000L);
        assertThat(THREAD.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes allocated for %s", what)
                .isLessThan(64L << 20);
        return taken;
    }

    private boolean read(String what, Reading reading) {
        try {
            reading.remarks().forEach(remark -> assertFit(remark, what));
            return true;
        } catch (InvalidPolicyException e) {
            assertThat(e.findings()).as(what).isNotEmpty();
            e.findings().forEach(finding -> assertFit(finding, what));
            return false;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new AssertionError("in " + what, e);
        }
    }

    private void assertFit(Finding finding, String what) {
        String message = finding.message();
        if (message.isBlank()
                || message.length() >= 2000
                || UNFIT.matcher(message).find()
                || !places.matcher(finding.toString()).find()) {
            throw new AssertionError(finding + "\nin " + what);
        }
    }
}
