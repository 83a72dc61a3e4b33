package io.github.containerlimits.docker.counters;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stream that counters.sh prints. A frame is {@code @@ UPTIME TIME-OF-DAY} (in seconds; a shell that does not know the second leaves it out),
 * then each file as {@code ==> PATH <==} and its text, then {@code @@ end UPTIME TIME-OF-DAY}; where it can't say that, /proc/uptime
 * is the last of the files. {@code @@ gone} follows the last frame, and {@code @@ none} stands alone
 * where there is no such control group. A frame that is not whole is dropped.
 */
final class Frames {
    private static final String TIMES = "(\\d{1,10})\\.(\\d\\d)(?: (\\d{1,10})\\.(\\d{6}))?";
    private static final Pattern BEGIN = Pattern.compile("@@ " + TIMES);
    private static final Pattern END = Pattern.compile("@@ end(?: " + TIMES + ")?");
    private static final Pattern UPTIME = Pattern.compile(TIMES + " .*\\s*");

    /** The name of /proc/uptime among the files. */
    private static final String UPTIME_FILE = "host:uptime";

    /** The uptime counts in steps of so many nanoseconds. */
    private static final long STEP = 10_000_000;

    private static final Pattern FILE = Pattern.compile("==> (.+) <==");
    /** What head calls the file from which it has the frame's end. */
    private static final String NO_FILE = "standard input";

    private static final int LONGEST_LINE = 65_536;

    private final String id;
    private final long roundTrip;
    private final LongSupplier clock;
    private final EngineClock engineClock = new EngineClock();
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private Map<String, String> files = new HashMap<>();
    private @Nullable String file;
    private boolean inFrame;
    private long began;

    /** By how much the engine's clock seems to be behind ours, as the frame tells that came fastest. */
    private long lag = Long.MAX_VALUE;

    private Optional<CgroupReading> newest = Optional.empty();
    private boolean none;
    private boolean gone;
    private @Nullable String broken;

    /**
     * @param id in the name of the folder that the container's control group is; empty where paths do not tell
     * @param roundTrip an upper bound of how long a message from the engine is under way when nothing delays it
     * @param clock nanoseconds of a monotonic clock
     */
    Frames(String id, Duration roundTrip, LongSupplier clock) {
        this.id = id;
        this.roundTrip = roundTrip.toNanos();
        this.clock = clock;
    }

    /** Takes what the stream brought next, in pieces of any size. */
    synchronized void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char character = piece.charAt(i);
            if (character == '\n') {
                take(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST_LINE) {
                line.append(character);
            }
        }
    }

    /** The stream is over. */
    synchronized void end(String why) {
        if (!gone && !none) {
            broken = why;
        }
        notifyAll();
    }

    private void take(String whole) {
        Matcher begin = BEGIN.matcher(whole);
        Matcher end = END.matcher(whole);
        Matcher header = FILE.matcher(whole);
        if (begin.matches()) {
            begin(begin);
        } else if (end.matches()) {
            end(end);
        } else if (whole.equals("@@ gone") || whole.equals("@@ none")) {
            gone = whole.equals("@@ gone");
            none = !gone;
            notifyAll();
        } else if (inFrame && header.matches()) {
            endFile();
            file = header.group(1).equals(NO_FILE) ? null : name(header.group(1));
        } else if (file != null) {
            text.append(whole).append('\n');
        }
    }

    private void begin(Matcher header) {
        began = nanos(header);
        lag = Math.min(lag, clock.getAsLong() - began);
        files = new HashMap<>();
        file = null;
        text.setLength(0);
        inFrame = true;
    }

    private static long coarse(Matcher times) {
        return Long.parseLong(times.group(1)) * 1_000_000_000 + Long.parseLong(times.group(2)) * STEP;
    }

    private long nanos(Matcher times) {
        long uptime = coarse(times);
        String seconds = times.group(3);
        return seconds == null
                ? uptime
                : engineClock.nanos(
                        uptime, Long.parseLong(seconds) * 1_000_000_000 + Long.parseLong(times.group(4)) * 1_000);
    }

    private void end(Matcher marker) {
        endFile();
        @Nullable String uptime = files.remove(UPTIME_FILE);
        Matcher times = marker.group(1) == null ? UPTIME.matcher(uptime == null ? "" : uptime) : marker;
        if (inFrame && times.matches()) {
            // Of a coarse clock the moment after is a step later. And one that was set back meanwhile tells nothing.
            boolean isFine = marker.group(3) != null;
            long until = isFine ? nanos(times) : coarse(times) + STEP;
            newest = Optional.of(new CgroupReading(began, Math.max(began, until), files));
            notifyAll();
        }
        inFrame = false;
    }

    private void endFile() {
        if (file != null) {
            files.put(file, text.toString().strip() + "\n");
        }
        file = null;
        text.setLength(0);
    }

    /** The host's own files, and those of a group in the container's, have names that no control group's have. */
    private String name(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/proc/")) {
            return "host:" + last;
        }
        int group = id.isEmpty() ? -1 : path.indexOf(id);
        boolean isInner = group >= 0 && path.indexOf('/', group) < path.lastIndexOf('/');
        return isInner ? CgroupReading.INNER + last : last;
    }

    /** Waits for the first frame, or for word that there is no such control group. */
    synchronized boolean isFound(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (newest.isEmpty() && !gone && !none && broken == null && millisUntil(end) > 0) {
            wait(millisUntil(end) + 1);
        }
        return newest.isPresent() || gone;
    }

    /** The newest whole frame. */
    synchronized Optional<CgroupReading> newest() {
        return newest;
    }

    /**
     * The newest whole frame that the engine's host began after this call.
     *
     * @return absent where the control group is gone
     * @throws EngineException where none comes in that time, or the stream broke
     */
    synchronized Optional<CgroupReading> next(Duration atMost) throws InterruptedException {
        // A frame may have been under way for that long, and be no news.
        long since = clock.getAsLong() + roundTrip;
        long end = System.nanoTime() + atMost.toNanos();
        while (!gone && !none) {
            Optional<CgroupReading> fresh = newest.filter(frame -> frame.nanos() + lag >= since);
            if (fresh.isPresent()) {
                return fresh;
            }
            if (broken != null) {
                throw new EngineException("The container's counters can no longer be read: " + broken);
            }
            if (millisUntil(end) == 0) {
                throw new EngineException("The container's counters can't be read: the probe said nothing new for "
                        + atMost.toSeconds() + " s.");
            }
            wait(millisUntil(end) + 1);
        }
        return Optional.empty();
    }

    /** 0 once the time is over. */
    private static long millisUntil(long end) {
        long left = end - System.nanoTime();
        return left <= 0 ? 0 : left / 1_000_000 + 1;
    }
}
