package io.github.containerlimits.way;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code sync(2)} has the kernel write is in nobody's name. */
public final class SyncWay implements Way {
    public static final SyncWay WAY = new SyncWay();

    /** Flushes of the whole host. */
    private static final int SYNCS = 12;

    private static final int SYNCS_A_SECOND = 4;

    /** Bytes of one write. */
    private static final long SMALLEST = 4 << 10;

    private static final long LARGEST = 1 << 20;

    /** What is charged to a container by this part is its own. */
    private static final double CHARGED = 0.9;

    private static final Pattern FLUSHED = Pattern.compile("^flushed (\\d{1,18}) bytes$", Pattern.MULTILINE);
    private static final Figure BOUND = Figure.of("what was flushed is charged to the container");

    private SyncWay() {}

    @Override
    public String key() {
        return "sync";
    }

    @Override
    public boolean isOptIn() {
        return true;
    }

    @Override
    public boolean leadsRound(Limit limit) {
        return VolumeWay.WAY.leadsRound(limit);
    }

    @Override
    public String ledRound() {
        return VolumeWay.WAY.ledRound();
    }

    /** Writes a little through the page cache, has the kernel flush all that it has of anybody, and so on. */
    @Override
    public List<Attempt> attempts(Limits all, Places places) {
        Optional<Throttle> first = Throttle.ofWrites(all).findFirst();
        Optional<Disk> disk = first.flatMap(throttle -> places.find(throttle.on()));
        Optional<String> mountPoint =
                disk.flatMap(known -> places.mountOn(all, first.get().on(), known));
        if (mountPoint.isEmpty() || mountPoint.get().equals("/") && all.readOnly()) {
            return List.of(); // the limit's own trial says why
        }
        Throttle throttle = first.get();
        String directory = places.scratch(mountPoint.get());
        long inASecond = FioLoad.pressing(throttle.direction(), throttle.unit(), throttle.rate())
                .seconds(1);
        long each = Math.min(LARGEST, Math.max(SMALLEST, inASecond / SYNCS_A_SECOND));
        Workload workload = Workload.of(syncs(directory, each))
                .shownAs(SYNCS + " times sync after a write of " + Bytes.of(each))
                .withNeeds(Needs.disk(SYNCS * each, mountPoint.get()))
                .in(Optional.of(directory));
        return List.of(
                new Attempt(throttle, Press.With.of(workload).on(disk.get()).claiming(Claims.HOST)));
    }

    /** Says how many bytes it wrote. */
    private static Command syncs(String directory, long piece) {
        return Scripts.script(
                "i=0; while [ $i -lt \"$2\" ] && \"$0\" dd if=/dev/zero of=\"$1/$i\" bs=\"$3\" count=1 2>/dev/null; do"
                        + " \"$0\" sync; i=$((i+1)); done; echo \"flushed $((i*$3)) bytes\"",
                directory,
                String.valueOf(SYNCS),
                String.valueOf(piece));
    }

    @Override
    public Optional<Conclusion> conclude(Limit limit, Evidence evidence) {
        Measurement measurement = evidence.observed().measurement();
        if (!measurement.ended()) {
            return Optional.empty();
        }
        Matcher flushed =
                FLUSHED.matcher(measurement.exit().map(exit -> exit.stdout()).orElse(""));
        if (!flushed.find()) {
            return Optional.of(Conclusion.unproven(Figure.NONE, BOUND, "the load did not end"));
        }
        Disk disk = evidence.observed().disk().orElseThrow();
        double wrote = Double.parseDouble(flushed.group(1));
        long charged = measurement
                .own()
                .growth(counters -> written(counters.io(disk.number())))
                .orElse(0);
        long host = measurement
                .own()
                .growth(counters -> written(counters.host().io(disk.number())))
                .orElse(0);
        Conclusion conclusion = Conclusion.of("what was charged", Figure.of(Dimension.BYTES, (double) charged), BOUND);
        if (wrote == 0 || host < wrote * CHARGED) {
            return Optional.of(
                    conclusion.as(Outcome.UNPROVEN, "what was written did not reach the disk when it was flushed"));
        }
        return Optional.of(conclusion.as(
                charged < wrote * CHARGED ? Outcome.ESCAPED : Outcome.HELD,
                Dimension.BYTES.print(wrote) + " were written and flushed by sync(2), the disk took "
                        + Dimension.BYTES.print((double) host) + " of anybody's"));
    }

    private static OptionalLong written(Optional<DeviceIo> io) {
        return io.isPresent() ? OptionalLong.of(io.get().writtenBytes()) : OptionalLong.empty();
    }

    @Override
    public String remedy() {
        return "Run on a host with cgroup v2, or refuse sync(2) by a seccomp profile.";
    }
}
