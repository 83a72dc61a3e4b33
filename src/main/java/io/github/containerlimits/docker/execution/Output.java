package io.github.containerlimits.docker.execution;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a command prints. Bytes that are no UTF-8 become replacement characters. */
public final class Output {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int afterFirstLine;

    /**
     * Nothing yet.
     *
     * @param most bytes that are kept
     */
    public Output(int most) {
        this.most = most;
    }

    public synchronized void add(byte[] more) {
        int kept = Math.min(more.length, most - bytes.size());
        if (afterFirstLine == 0) {
            for (int i = 0; i < kept; i++) {
                if (more[i] == '\n') {
                    afterFirstLine = bytes.size() + i + 1;
                    break;
                }
            }
        }
        bytes.write(more, 0, kept);
    }

    public synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The first line without its end; empty while it is not complete. */
    synchronized String firstLine() {
        return new String(bytes.toByteArray(), 0, Math.max(0, afterFirstLine - 1), StandardCharsets.UTF_8);
    }

    /** All but the first line. */
    synchronized String rest() {
        byte[] all = bytes.toByteArray();
        return new String(all, afterFirstLine, all.length - afterFirstLine, StandardCharsets.UTF_8);
    }
}
