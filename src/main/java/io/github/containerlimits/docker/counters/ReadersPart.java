package io.github.containerlimits.docker.counters;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a control group's counters are not the load's but those of readers in the group, and is taken off: the reader itself, as one process, and
 * what readers that failed may have been counted with. The memory that a reader takes, some 100 KiB, and its CPU time are not taken off.
 */
final class ReadersPart {
    /**
     * A count of events.
     *
     * @param most as which one reader that fails can be counted
     */
    private record Event(String file, String field, long most) {
        Matcher in(String text) {
            return Pattern.compile("^" + field + " (\\d{1,18})$", Pattern.MULTILINE)
                    .matcher(text);
        }
    }

    /** Its runtime tries to make each of its threads 20 times (Go's _cgo_try_pthread_create), and nobody knows how many threads it tries to make. */
    private static final long ANY = Long.MAX_VALUE / (1L << 32);

    private static final List<Event> EVENTS = List.of(
            new Event(CgroupFile.PIDS_EVENTS.fileName(), "max", ANY),
            new Event(CgroupReading.INNER + CgroupFile.PIDS_EVENTS.fileName(), "max", ANY),
            new Event(CgroupFile.MEMORY_OOM_CONTROL.fileName(), "oom_kill", 1),
            new Event(CgroupFile.MEMORY_EVENTS.fileName(), "oom_kill", 1));

    private final Map<Event, Long> newest = new HashMap<>();
    private final Map<Event, Long> parts = new HashMap<>();
    private int failed;

    /** A reader could not start, or did not come to its end. */
    void addFailed() {
        failed++;
    }

    /** The reading without the readers' part. The peak of processes, which can't be told from that of the readers and their runtime, is left out. */
    CgroupReading takenOff(CgroupReading reading) {
        Map<String, String> files = new HashMap<>(reading.files());
        files.remove(CgroupFile.PIDS_PEAK.fileName());
        files.computeIfPresent(CgroupFile.PIDS_CURRENT.fileName(), (name, text) -> {
            String number = text.strip();
            return number.matches("[1-9]\\d{0,17}") ? Long.parseLong(number) - 1 + "\n" : text;
        });
        for (Event event : EVENTS) {
            files.computeIfPresent(event.file(), (name, text) -> takenOff(event, text));
        }
        failed = 0;
        return new CgroupReading(reading.nanos(), reading.until(), files);
    }

    private String takenOff(Event event, String text) {
        Matcher field = event.in(text);
        if (!field.find()) {
            return text;
        }
        long count = Long.parseLong(field.group(1));
        long growth = count - newest.getOrDefault(event, 0L);
        newest.put(event, count);
        long part = parts.merge(event, Math.min(growth, failed * event.most()), Long::sum);
        return text.substring(0, field.start(1)) + (count - part) + text.substring(field.end(1));
    }
}
