package io.github.containerlimits.jvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The counters that HotSpot keeps in {@code /tmp/hsperfdata_USER/PID} while it runs, where every JVM of its kind has them, with or without a jcmd. The
 * format is that of {@code sun.jvmstat.perfdata.monitor.v2_0}: a prologue of 32 bytes, then entries that each tell their own length.
 *
 * @param numbers by their names
 * @param texts by their names
 */
public record PerfData(Map<String, Long> numbers, Map<String, String> texts) {
    private static final int MAGIC = 0xcafec0c0;
    private static final int PROLOGUE = 32;
    private static final int ENTRY = 20;
    private static final int MOST_ENTRIES = 4_096;
    private static final int LONGEST_NAME = 128;
    private static final int VERSION = 2;

    public PerfData {
        numbers = Map.copyOf(numbers);
        texts = Map.copyOf(texts);
    }

    /** Reads such a file; absent where it is none. Entries that make no sense end it. */
    public static Optional<PerfData> parse(byte[] file) {
        if (file.length < PROLOGUE || ByteBuffer.wrap(file).getInt(0) != MAGIC || file[5] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer data = ByteBuffer.wrap(file).order(file[4] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        Map<String, Long> numbers = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        long at = data.getInt(24);
        int entries = Math.min(data.getInt(28), MOST_ENTRIES);
        for (int i = 0; i < entries && at >= PROLOGUE && at + ENTRY <= file.length; i++) {
            int start = (int) at;
            int length = data.getInt(start);
            if (length < ENTRY || at + length > file.length) {
                break;
            }
            entry(data.slice(start, length).order(data.order()), numbers, texts);
            at += length;
        }
        return Optional.of(new PerfData(numbers, texts));
    }

    private static void entry(ByteBuffer entry, Map<String, Long> numbers, Map<String, String> texts) {
        int vector = entry.getInt(8);
        int value = entry.getInt(16);
        String name = text(entry, entry.getInt(4), LONGEST_NAME);
        boolean isInside = value >= ENTRY && value < entry.limit();
        if (name.isEmpty() || !isInside) {
            return;
        }
        char type = (char) entry.get(12);
        if (type == 'J' && vector == 0 && value + Long.BYTES <= entry.limit()) {
            numbers.put(name, entry.getLong(value));
        } else if (type == 'B' && vector > 0) {
            texts.put(name, text(entry, value, vector));
        }
    }

    /** The bytes from there to the first zero, at most so many; empty where they are not inside. */
    private static String text(ByteBuffer entry, int from, int most) {
        if (from < ENTRY || from >= entry.limit()) {
            return "";
        }
        int end = from;
        while (end < entry.limit() && end - from < most && entry.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        entry.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Classes that are loaded now. */
    OptionalLong loadedClasses() {
        if (!numbers.containsKey("java.cls.loadedClasses")) {
            return OptionalLong.empty();
        }
        long loaded = number("java.cls.loadedClasses") + number("java.cls.sharedLoadedClasses");
        long gone = number("java.cls.unloadedClasses") + number("java.cls.sharedUnloadedClasses");
        return OptionalLong.of(Math.max(0, loaded - gone));
    }

    /** The options that the JVM was started with, wherever they came from, each behind a space. */
    String arguments() {
        return texts.getOrDefault("java.rt.vmArgs", "");
    }

    private long number(String name) {
        return Math.max(0, Math.min(numbers.getOrDefault(name, 0L), Integer.MAX_VALUE));
    }
}
