package io.github.containerlimits.node;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a node answers: its report, what it is, or why there is neither. On its way through a log it is a frame of lines that nothing else prints, so that a log which is cut, or has other lines between them, is
 * noticed: a first line with the kind, the number of bytes and their SHA-256, the bytes, packed by gzip, in numbered lines of Base64, and a last line.
 *
 * @param kind what it is
 * @param text {@code report.json}, or a sentence
 */
public record Answer(Kind kind, String text) {
    /** Of the text, as it is told the log and as it is read from there: a report of 200 trials has a tenth of it. */
    public static final int MOST_BYTES = 64 << 20;

    /** Of all lines of a log together, more than a frame of the most bytes that do not become shorter. */
    public static final int MOST_LOG_BYTES = 96 << 20;

    private static final String FIRST = "container-limits-answer";
    private static final String PART = "container-limits-part";
    private static final String LAST = "container-limits-end";

    /** Characters of a line: engines divide longer ones than 16 KiB. */
    private static final int LINE = 4096;

    /** What an answer can be. */
    public enum Kind {
        /** A report as JSON, be its limits held or not. */
        REPORT,
        /** What kind of machine it is, as {@link NodeKind} writes it. */
        KIND,
        /** The port at which it serves an image. */
        PORT,
        /** Why nothing could be verified. */
        BREAKAGE
    }

    /** There is no whole answer in a log; the message says what is missing. */
    public static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message);
        }
    }

    /**
     * As lines of a log.
     *
     * @throws IllegalArgumentException where it is longer than {@link #MOST_BYTES}
     */
    public List<String> lines() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("an answer of " + bytes.length + " bytes");
        }
        String packed = Base64.getEncoder().encodeToString(packed(bytes));
        List<String> lines = new ArrayList<>();
        lines.add(FIRST + " " + kind + " " + bytes.length + " " + hash(bytes));
        for (int from = 0; from < packed.length(); from += LINE) {
            lines.add(PART + " " + from / LINE + " " + packed.substring(from, Math.min(packed.length(), from + LINE)));
        }
        lines.add(LAST + " " + (packed.length() + LINE - 1) / LINE);
        return lines;
    }

    /**
     * Finds the first one in the lines of a log, whoever wrote it.
     *
     * @throws NoAnswerException where there is none, or it is not whole
     */
    public static Answer in(List<String> log) throws NoAnswerException {
        int first = 0;
        while (first < log.size() && !log.get(first).startsWith(FIRST + " ")) {
            first++;
        }
        if (first == log.size()) {
            throw new NoAnswerException("its log has no report");
        }
        String[] head = log.get(first).split(" ", -1);
        if (head.length != 4 || !head[2].matches("\\d{1,8}") || Integer.parseInt(head[2]) > MOST_BYTES) {
            throw new NoAnswerException("its report begins with no line that is known");
        }
        StringBuilder packed = new StringBuilder();
        int parts = 0;
        for (String line : log.subList(first + 1, log.size())) {
            if (line.startsWith(PART + " " + parts + " ")) {
                packed.append(line, (PART + " " + parts + " ").length(), line.length());
                parts++;
            } else if (line.equals(LAST + " " + parts)) {
                return answer(head, packed.toString());
            } else if (line.startsWith(PART) || line.startsWith(LAST)) {
                throw new NoAnswerException("part " + parts + " of its report is missing in its log");
            }
        }
        throw new NoAnswerException("its log ends before its report does, after " + parts + " parts");
    }

    private static Answer answer(String[] head, String packed) throws NoAnswerException {
        byte[] bytes;
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            bytes = in.readNBytes(Integer.parseInt(head[2]) + 1);
        } catch (IOException | IllegalArgumentException e) {
            throw new NoAnswerException("its report cannot be unpacked: " + e.getMessage());
        }
        if (bytes.length != Integer.parseInt(head[2]) || !hash(bytes).equals(head[3])) {
            throw new NoAnswerException("its report is another than its hash says");
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(head[1])) {
                return new Answer(kind, new String(bytes, StandardCharsets.UTF_8));
            }
        }
        throw new NoAnswerException("its report begins with no line that is known");
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
