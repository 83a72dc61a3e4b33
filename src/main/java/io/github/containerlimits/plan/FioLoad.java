package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.quantity.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A load of fio that presses one rate.
 *
 * @param throttle the rate
 * @param block bytes of one operation, a power of two
 * @param masks other rates that would be met before this one
 */
record FioLoad(Throttle throttle, long block, Set<Limit> masks) {
    private static final long SMALLEST = 4 << 10;
    private static final long LARGEST = 1 << 20;
    private static final long LARGEST_FILE = 64L << 20;
    private static final long MOST = 1L << 40;
    private static final int DEPTH = 8;

    /** Seconds' worth of writing that a buffered load does: enough for its rate to be told from a cap's first burst. */
    private static final int BUFFERED_SECONDS = 3;

    /** The load that presses the rate in a container with these limits. */
    static FioLoad pressing(Throttle throttle, Limits limits) {
        long block = throttle.unit() == Unit.IOPS
                ? SMALLEST
                : Math.min(LARGEST, Math.max(SMALLEST, Long.highestOneBit(throttle.rate() / 16)));
        Set<Limit> masks = limits.all(Throttle.class).stream()
                .filter(other -> other.direction() == throttle.direction() && other.unit() != throttle.unit())
                .filter(other -> throttle.unit() == Unit.IOPS
                        ? other.rate() < 2 * throttle.rate() * block
                        : other.rate() < 2 * throttle.rate() / block)
                .collect(Collectors.toUnmodifiableSet());
        return new FioLoad(throttle, block, masks);
    }

    /** Direct I/O for as long as the trial takes. */
    Command direct(String directory) {
        List<String> arguments = new ArrayList<>(List.of(
                "--name=trial",
                "--ioengine=libaio",
                "--direct=1",
                "--rw=" + (throttle.direction() == Direction.READ ? "randread" : "randwrite"),
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
                "--rw=" + (throttle.unit() == Unit.IOPS ? "randwrite" : "write"),
                "--bs=" + block,
                "--size=" + blocks * block * (throttle.unit() == Unit.IOPS ? 16 : 1),
                "--io_size=" + blocks * block));
        return flushed(withReport(arguments, directory), directory);
    }

    /**
     * Lays out the files that a load would lay out itself, by dd, and has the kernel's flusher write them. What fio lays out it writes in the
     * name of the container, held up by the very caps that are to be tried; on cgroup v1 the flusher is not.
     *
     * @return absent where it does not follow from the arguments which files there are
     */
    static Optional<Command> layout(List<String> arguments, String directory) {
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
    static long size(List<String> arguments) {
        long each = single(arguments, "--size")
                .filter(text -> text.matches("\\d{1,12}[kKmMgG]?[bB]?"))
                .map(text -> Bytes.parse(text).value())
                .orElse(0L);
        return each
                * single(arguments, "--numjobs")
                        .filter(text -> text.matches("\\d{1,4}"))
                        .map(Long::parseLong)
                        .orElse(1L);
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
    static Command flushed(List<String> arguments, String directory) {
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
    long seconds(int count) {
        long each = (throttle.unit() == Unit.BPS ? 1 : block) * count;
        return Math.min(throttle.rate(), MOST / each) * each;
    }

    /** Small, because a file for reads is laid out under a cap on writes; direct I/O goes to the device however small it is. */
    private long file() {
        return Math.min(LARGEST_FILE, Math.max(DEPTH * block, seconds(1) / block * block));
    }

    /** The user's arguments with what a trial needs: a name, the directory, JSON, and where they have none, an end. */
    static List<String> complete(List<String> arguments, String directory, long seconds) {
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
    static boolean isDirect(List<String> arguments) {
        return arguments.stream().anyMatch(argument -> argument.equals("--direct=1") || argument.equals("--direct"));
    }

    /** The arguments as a report shows them, without what every trial adds. */
    static String shown(List<String> arguments) {
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
