package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MadeFiles;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many files and directories a tmpfs may have, its own directory with them.
 *
 * @param tmpfs with a number of inodes
 */
public record TmpfsInodes(Place place, Tmpfs tmpfs) implements Limit {
    /** Read from one tmpfs, in the short form. */
    public static final LimitKind KIND = new LimitKind(
            "tmpfs.nr_inodes",
            List.of("tmpfs"),
            entry -> TmpfsForms.read(entry)
                    .filter(tmpfs -> tmpfs.inodes().isPresent())
                    .map(tmpfs -> List.of(new TmpfsInodes(entry.place(), tmpfs)))
                    .orElse(List.of()),
            Pattern.compile("tmpfs"),
            Pattern.compile("tmpfs"));

    /** Files that are made beyond the limit where nothing refuses them. */
    private static final long EXTRA = 64;

    /** Above, they take long to make. */
    private static final long MOST_TRIED = 100_000;

    private static final long LEAST_TRIED = 16;

    /** What the kernel takes for a file's inode and its name, at most. */
    private static final long BYTES_EACH = 2048;

    private static final Pattern HAS = Pattern.compile("^has (\\d{1,18}) inodes$", Pattern.MULTILINE);

    public TmpfsInodes {
        TmpfsForms.count(tmpfs.inodes());
    }

    private long inodes() {
        return TmpfsForms.count(tmpfs.inodes());
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return inodes() + " on " + tmpfs.target();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("Tmpfs", Map.of(tmpfs.target(), tmpfs.words()));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--tmpfs=" + tmpfs));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        long files = inodes() + EXTRA;
        String shown = files + " empty files on " + tmpfs.target();
        if (tmpfs.isReadOnly()) {
            return List.of(
                    Press.None.unproven(shown, Excuse.load("it is mounted read-only, nothing can be made on it")));
        }
        return List.of(
                inodes() > MOST_TRIED
                        ? Press.None.unproven(
                                shown, Excuse.host("more than " + MOST_TRIED + " files would have to be made"))
                        : Press.With.of(Workload.of(Scripts.onMount(tmpfs.target(), making(tmpfs.target(), files)))
                                .shownAs(shown)
                                .withNeeds(Needs.memory(files * BYTES_EACH))));
    }

    /** Makes them in a directory of its own until one is refused, and says how many there are with that and the file system's own. */
    private static Command making(String directory, long files) {
        return Scripts.script(
                "d=\"$1/.container-limits-files\"; \"$0\" mkdir \"$d\" || exit 1; i=0;"
                        + " while [ $i -lt \"$2\" ] && true >\"$d/$i\"; do i=$((i+1)); done;"
                        + " echo \"made $((i+2)) files\"; \"$0\" rm -rf \"$d\"",
                directory,
                String.valueOf(files));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return Halves.below(
                Math.min(inodes(), MOST_TRIED),
                LEAST_TRIED,
                places,
                count -> TmpfsForms.with(all, tmpfs.withInodes(count)),
                count -> Needs.memory((count + EXTRA) * BYTES_EACH));
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.script("\"$0\" stat -f -c 'has %c inodes' \"$1\"", tmpfs.target()));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return observed.measurement().exit().stream()
                .map(exit -> HAS.matcher(exit.stdout()))
                .filter(Matcher::find)
                .map(has -> Long.parseLong(has.group(1)) == inodes()
                        ? Conclusion.of("", Figure.NONE, Figure.of(value()))
                                .as(Outcome.HELD, "as declared, the file system has " + has.group(1))
                        : Conclusion.discarded(
                                value(), "the file system has " + has.group(1) + " in the container as declared"))
                .findFirst()
                .orElseGet(() ->
                        Conclusion.unproven(value(), Excuse.engine("nothing shows it in the container as declared")));
    }

    @Override
    public MetricKind metric() {
        return MadeFiles.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) inodes());
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        return TmpfsOptions.notFilled(this, tmpfs, evidence)
                .or(() -> Limit.super.conclude(evidence).map(word -> TmpfsOptions.seen(tmpfs, word, evidence)));
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }

    @Override
    public String remark(Observed observed) {
        return metric().read(observed)
                .filter(made -> made.value() < inodes())
                .map(made -> TIGHTER + metric().dimension().print(made.value()))
                .orElse("");
    }
}
