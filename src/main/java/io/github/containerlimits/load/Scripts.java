package io.github.containerlimits.load;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Loads that are scripts of busybox. */
public final class Scripts {
    private static final long MEBIBYTE = 1L << 20;

    /** Bytes of a printed line with its end: far above what an engine adds to one, and below the 16 KiB at which it cuts them. */
    private static final int LINE = 1024;

    private static final Pattern SIZE = Pattern.compile("^has (\\d{1,13}) blocks of (\\d{1,6})$", Pattern.MULTILINE);

    private static final Pattern PRINTED = Pattern.compile("^printed (\\d{1,18})$", Pattern.MULTILINE);

    private Scripts() {}

    /** So many processes at once, each for {@link #lasting} that; at the first that is refused it makes no more, and those that there are stay. */
    public static Command processes(long count) {
        return script(
                "i=0; while [ $i -lt \"$1\" ]; do \"$0\" sleep \"$2\" & i=$((i+1)); done; wait",
                String.valueOf(count),
                String.valueOf(lasting(count).toSeconds()));
    }

    /** How long each of so many processes is there: the first until a slow host has started the last. */
    public static Duration lasting(long processes) {
        return Duration.ofSeconds(20).plus(SlowHost.starts(processes));
    }

    /**
     * Writes until the file system is full or the load is written: half of it to a file, and the rest to one that is open but has no name any more.
     * Says what blocks they hold, and removes them.
     */
    public static Command fill(String directory, long bytes) {
        long blocks = bytes / MEBIBYTE + 2;
        return script(
                "\"$0\" dd if=/dev/zero of=\"$1/fill\" bs=1M count=\"$2\"; code=$?;"
                        + " if [ $code = 0 ]; then exec 3>\"$1/unlinked\"; \"$0\" rm \"$1/unlinked\"; \"$0\" dd if=/dev/zero bs=1M count=\"$2\" >&3; code=$?;"
                        + " \"$0\" stat -L -c 'held %b blocks of %B' /proc/self/fd/3; fi;"
                        + " \"$0\" stat -c 'held %b blocks of %B' \"$1/fill\"; \"$0\" rm -f \"$1/fill\"; exit $code",
                directory, String.valueOf(blocks / 2));
    }

    /** Says as root what options the file system at that path is mounted with, such as {@code mounted rw,noexec,size=1024k}, and goes on with that script. */
    public static Command onMount(String path, Command script) {
        String shown = path.replace("\\", "\\134").replace(" ", "\\040");
        return Command.asRoot(
                Tool.BUSYBOX,
                Stream.concat(
                                script(
                                        "while read -r _ at _ options _; do [ \"$at\" = \"$1\" ] && mounted=$options; done </proc/mounts;"
                                                + " echo \"mounted $mounted\"; shift; exec \"$0\" \"$@\"",
                                        shown)
                                        .arguments()
                                        .stream(),
                                script.arguments().stream())
                        .toList());
    }

    /** Says what size the file system at that path has: see {@link #sizeIn}. */
    public static Command sizeOf(String path) {
        return script("\"$0\" stat -f -c 'has %b blocks of %S' \"$1\"", path);
    }

    /** The bytes that {@link #sizeOf} said; absent where it said none. */
    public static Optional<Long> sizeIn(String stdout) {
        return SIZE.matcher(stdout)
                .results()
                .map(size -> Long.parseLong(size.group(1)) * Long.parseLong(size.group(2)))
                .findFirst();
    }

    /**
     * Writes lines to the output of the container's first process, from which the engine takes its log, and says how many bytes. The last line is
     * {@link #endOf}: who finds it in the log knows that the engine has come to the end.
     */
    public static Command print(long bytes) {
        String script = "{ \"$0\" yes \"$2\" | \"$0\" head -c $(($1-${#3}-2)) && echo && echo \"$3\"; } >/proc/1/fd/1"
                + " && echo \"printed $1\"";
        return Command.asRoot(
                Tool.BUSYBOX,
                script(script, String.valueOf(bytes), "x".repeat(LINE - 1), endOf(bytes))
                        .arguments());
    }

    /** The bytes that {@link #print} said; 0 where it said none. */
    public static long printedIn(String stdout) {
        return PRINTED.matcher(stdout)
                .results()
                .mapToLong(printed -> Long.parseLong(printed.group(1)))
                .findFirst()
                .orElse(0);
    }

    /** The last line of so many printed bytes. */
    public static String endOf(long bytes) {
        return "end of " + bytes + " bytes";
    }

    /** A script of busybox, which is its own {@code $0}. */
    public static Command script(String text, String... arguments) {
        return Command.of(
                Tool.BUSYBOX,
                Stream.concat(Stream.of("sh", "-c", text, Container.BUSYBOX), Stream.of(arguments))
                        .toList());
    }
}
