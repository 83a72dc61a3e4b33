package io.github.containerlimits.load;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A load of fio that presses one rate.
 *
 * @param rate bytes or operations a second
 * @param block bytes of one operation, a power of two
 */
public record FioLoad(Direction direction, RateUnit unit, long rate, long block) {
    private static final long SMALLEST = 4 << 10;
    private static final long LARGEST = 1 << 20;
    private static final long LARGEST_FILE = 64L << 20;
    private static final long MOST = 1L << 40;
    private static final int DEPTH = 8;

    /** Of several processes some always have a request in the scheduler's queue, as one that waits for its own often has not. */
    private static final int CONTENDING_JOBS = 4;

    private static final long CONTENDED_BLOCK = 256 << 10;
    private static final long CONTENDED_FILE = 16L << 20;
    private static final Pattern SIZE = Pattern.compile("\\d{1,12}[kKmMgG]?[bB]?");

    /** Seconds' worth of writing that a buffered load does: enough for its rate to be told from a cap's first burst. */
    private static final int BUFFERED_SECONDS = 3;

    /** The load that presses such a rate. */
    public static FioLoad pressing(Direction direction, RateUnit unit, long rate) {
        long block =
                unit == RateUnit.IOPS ? SMALLEST : Math.min(LARGEST, Math.max(SMALLEST, Long.highestOneBit(rate / 16)));
        return new FioLoad(direction, unit, rate, block);
    }

    /** Direct I/O for as long as the trial takes. */
    Command direct(String directory) {
        List<String> arguments = new ArrayList<>(List.of(
                "--name=trial",
                "--ioengine=libaio",
                "--direct=1",
                "--rw=" + (direction == Direction.READ ? "randread" : "randwrite"),
                "--bs=" + block,
                "--size=" + file(),
                "--iodepth=" + DEPTH));
        return Command.of(Tool.FIO, complete(arguments, directory, 60));
    }

    /** Writes through the page cache, of a size that takes a few seconds under the cap, and their flush. */
    Command buffered(String directory) {
        long bytes = Math.min(1L << 30, seconds(BUFFERED_SECONDS));
        long blocks = Math.max(16, bytes / block);
        List<String> arguments = new ArrayList<>(List.of(
                "--name=trial",
                "--ioengine=psync",
                // Scattered, so that what are many operations for the cap are not merged into few.
                "--rw=" + (unit == RateUnit.IOPS ? "randwrite" : "write"),
                "--bs=" + block,
                "--size=" + blocks * block * (unit == RateUnit.IOPS ? 16 : 1),
                "--io_size=" + blocks * block));
        return flushed(withReport(arguments, directory), directory);
    }

    /**
     * Lays out the files that a load would lay out itself, by dd, and has the kernel's flusher write them. What fio lays out it writes in the
     * name of the container, held up by the very caps that are to be tried; on cgroup v1 the flusher is not.
     *
     * @return absent where it does not follow from the arguments which files there are
     */
    public static Optional<Command> layout(List<String> arguments, String directory) {
        Optional<Bytes> size = single(arguments, "--size").map(Bytes::parse);
        Optional<String> name = single(arguments, "--name");
        boolean otherFiles =
                arguments.stream().anyMatch(argument -> argument.matches("--(nrfiles|filesize|filename_format)=.*"));
        if (size.isEmpty() || name.isEmpty() || otherFiles) {
            return Optional.empty();
        }
        long block = size.get().value() % LARGEST == 0 ? LARGEST : SMALLEST;
        return Optional.of(Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt \"$2\" ]; do \"$0\" dd if=/dev/zero of=\"$1.$i.0\" bs=\"$3\" count=\"$4\" 2>/dev/null || exit; i=$((i+1));"
                                + " done; \"$0\" sync -f \"$1.0.0\"",
                        Container.BUSYBOX,
                        directory + "/" + name.get(),
                        single(arguments, "--numjobs").orElse("1"),
                        String.valueOf(block),
                        String.valueOf((size.get().value() + block - 1) / block))));
    }

    /** Bytes of the files that a load makes, also where it is wrapped in a script; 0 where it does not follow from the arguments. */
    public static long size(List<String> arguments) {
        long each = single(arguments, "--size")
                .filter(text -> SIZE.matcher(text).matches())
                .map(text -> Bytes.parse(text).value())
                .orElse(0L);
        return each * count(arguments, "--numjobs");
    }

    /** The value of an option that is given exactly once. */
    private static Optional<String> single(List<String> arguments, String option) {
        List<String> values = arguments.stream()
                .filter(argument -> argument.startsWith(option + "="))
                .map(argument -> argument.substring(option.length() + 1))
                .toList();
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /**
     * fio and then a flush of the file system. Nobody has to wait for what fio wrote into the page cache, so that its own rate says nothing; and
     * an fsync of its own would be charged to the container even where the kernel's flusher is not. Podman mounts the root file system of a
     * container that removes itself as volatile, which flushes nothing: the toolbox lies on the same file system of the engine, and is flushed too.
     */
    public static Command flushed(List<String> arguments, String directory) {
        String places =
                directory.startsWith(Container.SCRATCH) ? "\"$directory\" " + Container.TOOLBOX : "\"$directory\"";
        List<String> script = new ArrayList<>(List.of(
                "sh",
                "-c",
                "busybox=$1; directory=$2; shift 2; \"$@\"; code=$?; read -r from rest </proc/uptime;"
                        + " for place in " + places + "; do \"$busybox\" sync -f \"$place\"; done;"
                        + " read -r to rest </proc/uptime; echo; echo \"flushed from $from to $to\"; exit $code",
                "sh",
                Container.BUSYBOX,
                directory));
        script.addAll(Tool.FIO.prefix());
        script.addAll(arguments);
        return Command.of(Tool.BUSYBOX, script);
    }

    /** Bytes that the rate lets through in so many seconds, in operations of this load; at most 1 TiB. */
    public long seconds(int count) {
        long each = (unit == RateUnit.BPS ? 1 : block) * count;
        return Math.min(rate, MOST / each) * each;
    }

    /** Direct I/O with its files laid out before, in that directory under that mount point. */
    public Workload directly(String directory, String mountPoint) {
        Command command = direct(directory);
        return Workload.of(command)
                .shownAs(shown(command.arguments()))
                .withNeeds(Needs.disk(size(command.arguments()), mountPoint))
                .in(Optional.of(directory))
                .preparedBy(layout(command.arguments(), directory))
                .askingForAll();
    }

    /**
     * Direct reads by several processes that ask for more than a disk has, beside others that do the same, in that directory under that mount point.
     *
     * @param contenders how many containers do so at a time
     */
    public static Workload contending(String directory, String mountPoint, int contenders) {
        List<String> arguments = complete(
                List.of(
                        "--name=trial",
                        "--ioengine=libaio",
                        "--direct=1",
                        "--rw=randread",
                        "--bs=" + CONTENDED_BLOCK,
                        "--size=" + CONTENDED_FILE,
                        "--iodepth=" + DEPTH,
                        "--numjobs=" + CONTENDING_JOBS),
                directory,
                60);
        return Workload.of(Command.of(Tool.FIO, arguments))
                .shownAs(shown(arguments))
                .withNeeds(Needs.disk(size(arguments) * contenders, mountPoint))
                .in(Optional.of(directory))
                .preparedBy(layout(arguments, directory))
                .askingForAll();
    }

    /** Bytes that a load asks its disk for at a time at most; 0 where that does not follow from the arguments. */
    public static long atATime(List<String> arguments) {
        long block = single(arguments, "--bs")
                .filter(text -> SIZE.matcher(text).matches())
                .map(text -> Bytes.parse(text).value())
                .orElse(0L);
        return block * count(arguments, "--iodepth") * count(arguments, "--numjobs");
    }

    private static long count(List<String> arguments, String option) {
        return single(arguments, option)
                .filter(text -> text.matches("\\d{1,4}"))
                .map(Long::parseLong)
                .orElse(1L);
    }

    /** Writes through the page cache and their flush, in that directory under that mount point. */
    public Workload throughPageCache(String directory, String mountPoint) {
        Command command = buffered(directory);
        return Workload.of(command)
                .shownAs("fio through the page cache, and sync")
                .withNeeds(Needs.disk(size(command.arguments()), mountPoint))
                .in(Optional.of(directory));
    }

    /** Small, because a file for reads is laid out under a cap on writes; direct I/O goes to the device however small it is. */
    private long file() {
        return Math.min(LARGEST_FILE, Math.max(DEPTH * block, seconds(1) / block * block));
    }

    /** The user's arguments with what a trial needs: a name, the directory, JSON, and where they have none, an end. */
    public static List<String> complete(List<String> arguments, String directory, long seconds) {
        List<String> complete = new ArrayList<>(arguments);
        if (complete.stream().noneMatch(argument -> argument.startsWith("--name"))) {
            complete.add("--name=trial");
        }
        if (complete.stream().noneMatch(argument -> argument.startsWith("--runtime"))) {
            complete.add("--runtime=" + seconds);
            // What goes through the page cache would fill the host's memory if it went on for as long as it can.
            if (isDirect(arguments)) {
                complete.add("--time_based");
            }
        }
        return withReport(complete, directory);
    }

    /** Whether fio is told to go round the page cache. */
    public static boolean isDirect(List<String> arguments) {
        return arguments.stream().anyMatch(argument -> argument.equals("--direct=1") || argument.equals("--direct"));
    }

    /** The arguments as a report shows them, without what every trial adds. */
    private static String shown(List<String> arguments) {
        return "fio "
                + String.join(
                        " ",
                        arguments.stream()
                                .filter(
                                        argument -> !argument.matches(
                                                "--(name=trial|create_fsync=0|directory=.*|output-format=.*|time_based|runtime=60)"))
                                .toList());
    }

    private static List<String> withReport(List<String> arguments, String directory) {
        List<String> complete = new ArrayList<>(arguments);
        complete.add("--create_fsync=0");
        complete.add("--directory=" + directory);
        complete.add("--output-format=json");
        return List.copyOf(complete);
    }
}
