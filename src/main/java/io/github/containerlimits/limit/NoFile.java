package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.OpenFiles;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that one process may have open.
 *
 * @param soft what it begins with, 16 or more
 * @param hard what it may raise that to
 */
public record NoFile(Place place, long soft, long hard) implements Limit {
    /** Below, no runtime starts a process. */
    private static final long LEAST = 16;

    /** The largest fs.nr_open that the kernel takes; systemd raises it to half of that, otherwise it is 1048576. */
    private static final long MOST = 2_147_483_584L;

    public static final LimitKind KIND = LimitKind.at(
            List.of("ulimits", "nofile"), "ulimits.nofile", NoFile::read, "ulimit|rlimit|nofile", "ulimit|nofile");

    /** Files that are opened beyond the limit where nothing refuses them. */
    private static final int EXTRA = 16;

    /** Above, what they take of the host is no longer little: some 256 bytes of the kernel's memory each. */
    private static final long MOST_TRIED = 100_000;

    private static final Pattern SHOWN = Pattern.compile("soft (\\d{1,10}) hard (\\d{1,10})\\s*");

    private static final Pattern AT_FIRST = Pattern.compile("^at first (\\d{1,10})$", Pattern.MULTILINE);

    private static final Pattern BEGAN = Pattern.compile("^began with (\\d{1,10})$", Pattern.MULTILINE);

    /**
     * Finds the soft and the hard limit of the container's first process, which has those that the image's own would have: what an engine starts beside it may
     * begin with the hard one for both (opencontainers/runc#4195).
     */
    private static final String OF_FIRST =
            "while read -r a b c soft hard _; do [ \"$a $b $c\" = \"Max open files\" ] && break; done </proc/1/limits; ";

    private static Optional<NoFile> read(Entry entry) {
        return SoftAndHard.read(entry, "ulimits.nofile", LEAST, MOST, "{ soft: 1024, hard: 4096 }")
                .map(files -> new NoFile(entry.place(), files.soft(), files.hard()));
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return soft == hard ? String.valueOf(hard) : soft + ", at most " + hard;
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("Ulimits", List.of(Map.of("Name", "nofile", "Soft", soft, "Hard", hard)));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--ulimit", "nofile=" + soft + ":" + hard));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        String shown = "a process that opens " + (hard + EXTRA) + " files";
        return List.of(
                hard > MOST_TRIED
                        ? Press.None.unproven(shown, Excuse.host("so many open files could hurt the engine's host"))
                        : Press.With.of(Workload.of(opening(hard + EXTRA)).shownAs(shown)));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return Halves.below(
                Math.min(hard, MOST_TRIED),
                LEAST,
                places,
                size -> all.with(new NoFile(place, Math.min(soft, size), size)),
                size -> Needs.NONE);
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.script(OF_FIRST + "echo \"soft $soft hard $hard\""));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return observed.measurement().exit().stream()
                .map(exit -> SHOWN.matcher(exit.stdout()))
                .filter(Matcher::matches)
                .map(shown -> Long.parseLong(shown.group(1)) == soft && Long.parseLong(shown.group(2)) == hard
                        ? Conclusion.of("", Figure.NONE, Figure.of(value()))
                                .as(Outcome.HELD, "as declared, a process begins with " + value())
                        : Conclusion.discarded(
                                value(),
                                "a process begins with " + shown.group(1) + ", at most " + shown.group(2)
                                        + " in the container as declared"))
                .findFirst()
                .orElseGet(() ->
                        Conclusion.unproven(value(), Excuse.engine("nothing shows it in the container as declared")));
    }

    /**
     * Opens files from the soft limit of the first process until one is refused, then raises its limit as far as it may and goes on; says how many it came to
     * each time, and what soft limit it had been given itself.
     */
    private static Command opening(long files) {
        String open = "i=3; while [ $i -lt \"$1\" ]; do eval \"exec $i</dev/null\"; i=$((i+1)); done";
        return Scripts.script(
                OF_FIRST
                        + "echo \"began with $(ulimit -S -n)\"; [ -z \"$soft\" ] || ulimit -S -n \"$soft\"; \"$0\" sh -c 'trap \"echo at first \\$i\" EXIT; "
                        + open + "' sh \"$1\";"
                        + " ulimit -S -n \"$(ulimit -H -n)\"; trap 'echo \"opened $i files\"' EXIT; " + open,
                String.valueOf(files));
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (soft > hard) {
            findings.accept("ulimits.nofile has a soft limit of " + soft + " above the hard one of " + hard);
        }
    }

    @Override
    public MetricKind metric() {
        return OpenFiles.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) hard);
    }

    /** The soft limit by what a process could open at first, the hard one by what it came to. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Optional<Conclusion> ofHard = Limit.super.conclude(evidence);
        OptionalLong first = evidence.observed().measurement().exit().stream()
                .map(exit -> AT_FIRST.matcher(exit.stdout()))
                .filter(Matcher::find)
                .mapToLong(atFirst -> Long.parseLong(atFirst.group(1)))
                .findFirst();
        if (ofHard.isEmpty() || first.isEmpty() || ofHard.get().outcome() != Outcome.HELD) {
            return ofHard;
        }
        if (first.getAsLong() > soft) {
            return Optional.of(Conclusion.of(
                            "number of open files at first",
                            Figure.of(metric().dimension(), (double) first.getAsLong()),
                            Figure.of(metric().dimension(), (double) soft))
                    .as(Outcome.ESCAPED, "it raised nothing before"));
        }
        return ofHard.map(held -> held.as(
                Outcome.HELD,
                held.evidence() + ", at first after " + first.getAsLong()
                        + (first.getAsLong() < soft
                                        || held.measured()
                                                        .amount()
                                                        .orElseThrow()
                                                        .value()
                                                < hard
                                ? TIGHTER + first.getAsLong() + ", at most " + held.measured()
                                : "")
                        + ofExec(evidence.observed())));
    }

    /** What an engine gave the process of the load, where that is more than the first process has. */
    private String ofExec(Observed observed) {
        return observed.measurement().exit().stream()
                .map(exit -> BEGAN.matcher(exit.stdout()))
                .filter(Matcher::find)
                .mapToLong(began -> Long.parseLong(began.group(1)))
                .filter(began -> began > soft)
                .mapToObj(began ->
                        "; so much for the container's first process: one that the engine started beside it began with "
                                + began + " (a race in runc, opencontainers/runc#4195)")
                .findFirst()
                .orElse("");
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
