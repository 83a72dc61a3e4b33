package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.quantity.Bytes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes that a file system took before it was full. */
public final class FilledSize implements MetricKind {
    /** Of the file system that the load writes to. */
    public static final FilledSize OF_DISK = new FilledSize("disk.size");

    /** Of /dev/shm. */
    public static final FilledSize OF_SHM = new FilledSize("shm.size");

    /** Of a tmpfs. */
    public static final FilledSize OF_TMPFS = new FilledSize("tmpfs.bytes");

    private static final Pattern DD_BYTES = Pattern.compile("^(\\d{1,18}) bytes", Pattern.MULTILINE);
    private static final Pattern DD_RECORDS =
            Pattern.compile("^(\\d{1,15})\\+\\d{1,15} records out", Pattern.MULTILINE);
    private static final long DD_DEFAULT_BLOCK = 512;
    private static final Pattern HELD_BLOCKS =
            Pattern.compile("^held (\\d{1,15}) blocks of (\\d{1,6})$", Pattern.MULTILINE);

    /** The error codes ENOSPC and EDQUOT. */
    private static final int NO_SPACE = 28;

    private static final int OVER_QUOTA = 122;

    private final String key;

    private FilledSize(String key) {
        this.key = key;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public String noun() {
        return "what was written before it was full";
    }

    /** 2 %: a file system's own blocks. */
    @Override
    public double tolerance() {
        return 0.02;
    }

    @Override
    public boolean isRoomOnDisk() {
        return this == OF_DISK;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return observed.measurement()
                .exit()
                .flatMap(exit -> filled(exit, observed.workload().command()));
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return fullDisk(observed.measurement()).map(error -> "the write that went over it failed with " + error);
    }

    /** Bytes that a load wrote before the file system was full, by its own count and by the blocks that the file holds. */
    private static Optional<Value> filled(Exit exit, Command command) {
        long bytes = 0;
        Matcher written = DD_BYTES.matcher(exit.stderr());
        while (written.find()) {
            bytes = Math.max(bytes, Long.parseLong(written.group(1)));
        }
        // busybox leaves the line on bytes out where it ends with an error.
        Matcher records = DD_RECORDS.matcher(exit.stderr());
        if (bytes == 0 && records.find()) {
            bytes = Long.parseLong(records.group(1)) * ddBlock(command);
        }
        bytes = Math.max(bytes, held(exit));
        long byFio =
                FioResult.parse(exit.stdout()).map(fio -> fio.written().bytes()).orElse(0L);
        bytes = Math.max(bytes, byFio);
        return bytes == 0 ? Optional.empty() : Optional.of(Value.exact((double) bytes));
    }

    /** Bytes of the blocks that files hold, as stat counted them. */
    private static long held(Exit exit) {
        return HELD_BLOCKS
                .matcher(exit.stdout())
                .results()
                .mapToLong(held -> Long.parseLong(held.group(1)) * Long.parseLong(held.group(2)))
                .sum();
    }

    /** The block size that dd is told; its default where it is told none. */
    private static long ddBlock(Command command) {
        return command.arguments().stream()
                .filter(argument -> argument.matches("o?bs=\\d{1,9}[kKmMgG]?"))
                .map(argument -> Bytes.parse(argument.substring(argument.indexOf('=') + 1))
                        .value())
                .findFirst()
                .orElse(DD_DEFAULT_BLOCK);
    }

    /** Whether the kernel told the load that a file system was full. */
    private static Optional<String> fullDisk(Measurement measurement) {
        return measurement.exit().flatMap(exit -> {
            int error = FioResult.parse(exit.stdout()).map(FioResult::error).orElse(0);
            String said = exit.stderr() + exit.stdout();
            if (error == NO_SPACE || said.contains("No space left on device")) {
                return Optional.of("ENOSPC");
            }
            return error == OVER_QUOTA || said.contains("Disk quota exceeded") || said.contains("Quota exceeded")
                    ? Optional.of("EDQUOT")
                    : Optional.empty();
        });
    }
}
