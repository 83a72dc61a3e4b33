package io.github.containerlimits.way;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Empty files take no blocks that a limit of the size would count. */
public final class InodesWay implements Way {
    public static final InodesWay WAY = new InodesWay();

    /** Far above what any application's image makes by chance, and nothing that a host would notice. */
    private static final int FILES = 5_000;

    private static final Pattern MADE = Pattern.compile("^made (\\d{1,9}) of (\\d{1,9})$", Pattern.MULTILINE);
    private static final Figure BOUND = Figure.of("less than were tried");

    private InodesWay() {}

    @Override
    public String key() {
        return "inodes";
    }

    @Override
    public boolean leadsRound(Limit limit) {
        return limit instanceof StorageSize;
    }

    @Override
    public String ledRound() {
        return "storage_opt";
    }

    @Override
    public List<Attempt> attempts(Limits all, Places places) {
        String directory = places.scratch("/");
        return all.readOnly()
                ? List.of()
                : all.find(StorageSize.class).stream()
                        .map(size -> new Attempt(
                                size,
                                Press.With.of(Workload.of(files(directory))
                                        .shownAs(FILES + " empty files")
                                        .withNeeds(Needs.files(FILES, "/"))
                                        .in(Optional.of(directory)))))
                        .toList();
    }

    /** Makes them, and says how many it made. */
    private static Command files(String directory) {
        return Scripts.script(
                "i=0; while [ $i -lt \"$2\" ] && true >\"$1/$i\"; do i=$((i+1)); done; echo \"made $i of $2\"",
                directory,
                String.valueOf(FILES));
    }

    @Override
    public Optional<Conclusion> conclude(Limit limit, Evidence evidence) {
        Measurement measurement = evidence.observed().measurement();
        if (measurement.exit().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven(Figure.NONE, BOUND, "the load did not end"))
                    : Optional.empty();
        }
        Matcher made = MADE.matcher(measurement.exit().get().stdout());
        if (!made.find()) {
            return Optional.of(Conclusion.unproven(Figure.NONE, BOUND, "the load did not say how many files it made"));
        }
        Conclusion conclusion = Conclusion.of("number of empty files", Figure.of(made.group(1)), BOUND);
        return Optional.of(
                made.group(1).equals(made.group(2))
                        ? conclusion.as(Outcome.ESCAPED, "none was refused: nothing limits inodes")
                        : conclusion.as(Outcome.HELD, "the rest of " + made.group(2) + " was refused"));
    }

    @Override
    public String remedy() {
        return "Only read_only: true closes it; a tmpfs has a limit of inodes.";
    }
}
