package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Limits;
import java.util.ArrayList;
import java.util.List;
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

    /** Writes through the page cache that are flushed as they go, of a size that takes a few seconds under the cap. */
    Command buffered(String directory) {
        long bytes = Math.min(
                1L << 30, (throttle.unit() == Unit.BPS ? throttle.rate() : throttle.rate() * block) * BUFFERED_SECONDS);
        long blocks = Math.max(16, bytes / block / 8 * 8);
        return Command.of(
                Tool.FIO,
                List.of(
                        "--name=trial",
                        "--ioengine=psync",
                        // One operation of the page cache is one of the device only where neighbours are not merged.
                        "--rw=" + (throttle.unit() == Unit.IOPS ? "randwrite" : "write"),
                        "--bs=" + block,
                        "--size=" + blocks * block * (throttle.unit() == Unit.IOPS ? 16 : 1),
                        "--io_size=" + blocks * block,
                        "--fsync=" + (throttle.unit() == Unit.IOPS ? 1 : 8),
                        "--directory=" + directory,
                        "--output-format=json"));
    }

    /** Small, because a file for reads is laid out under a cap on writes; direct I/O goes to the device however small it is. */
    private long file() {
        long second = throttle.unit() == Unit.BPS ? throttle.rate() : throttle.rate() * block;
        return Math.min(LARGEST_FILE, Math.max(DEPTH * block, second / block * block));
    }

    /** The user's arguments with what a trial needs: a name, the directory, JSON, and an end. */
    static List<String> complete(List<String> arguments, String directory, long seconds) {
        List<String> complete = new ArrayList<>(arguments);
        if (complete.stream().noneMatch(argument -> argument.startsWith("--name"))) {
            complete.add("--name=trial");
        }
        if (complete.stream().noneMatch(argument -> argument.startsWith("--runtime"))) {
            complete.add("--time_based");
            complete.add("--runtime=" + seconds);
        }
        complete.add("--directory=" + directory);
        complete.add("--output-format=json");
        return List.copyOf(complete);
    }
}
