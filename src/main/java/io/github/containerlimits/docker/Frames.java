package io.github.containerlimits.docker;

import io.github.containerlimits.engine.CgroupReading;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of a probe: frames of {@code @@ UPTIME}, then each file as {@code ==> PATH <==} and its text (as {@code head} prints several
 * files), then {@code @@ end}. What is no whole frame is dropped.
 */
final class Frames {
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private Map<String, String> files = new HashMap<>();
    private @Nullable String uptime;
    private @Nullable String file;
    private long begun;
    private long complete;
    private Optional<CgroupReading> newest = Optional.empty();

    /** Takes what the stream brought next, in pieces of any size. */
    synchronized void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char character = piece.charAt(i);
            if (character == '\n') {
                take(line.toString());
                line.setLength(0);
            } else if (line.length() < 4096) {
                line.append(character);
            }
        }
    }

    private void take(String whole) {
        if (whole.equals("@@ end")) {
            endFile();
            if (uptime != null && !files.isEmpty()) {
                newest = Optional.of(new CgroupReading(Math.round(Double.parseDouble(uptime) * 1e9), files));
                complete = begun;
                notifyAll();
            }
            uptime = null;
        } else if (whole.matches("@@ \\d{1,12}(\\.\\d{1,9})?")) {
            files = new HashMap<>();
            file = null;
            uptime = whole.substring(3);
            begun++;
        } else if (whole.startsWith("==> ") && whole.endsWith(" <==")) {
            endFile();
            String path = whole.substring(4, whole.length() - 4);
            file = path.equals("/proc/stat") ? "host:stat" : path.substring(path.lastIndexOf('/') + 1);
        } else {
            text.append(whole).append('\n');
        }
    }

    private void endFile() {
        if (file != null) {
            files.put(file, text.toString().strip() + "\n");
        }
        file = null;
        text.setLength(0);
    }

    /** How many frames have begun, whole or not. */
    synchronized long begun() {
        return begun;
    }

    /**
     * The newest whole frame that began after so many others.
     *
     * @return absent where none comes in that time
     */
    synchronized Optional<CgroupReading> after(long frames, long atMostMillis) throws InterruptedException {
        long end = System.nanoTime() + atMostMillis * 1_000_000;
        while (complete <= frames) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return newest;
    }
}
