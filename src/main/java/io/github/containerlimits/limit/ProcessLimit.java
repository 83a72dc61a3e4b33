package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.ExitCode;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What one process may have, as setrlimit(2) limits it: of each resource but for open files, which {@link NoFile} is. */
public record ProcessLimit(Place place, Rlimit of, SoftAndHard amount) implements Limit {
    public static final List<LimitKind> KINDS =
            Arrays.stream(Rlimit.values()).map(ProcessLimit::kindOf).toList();

    /** Bytes of memory that a process takes which only waits. */
    private static final long OF_PROCESS = 128 << 10;

    private static final int USERS = 40_000;
    private static final int FIRST_USER = 20_000;

    private static LimitKind kindOf(Rlimit of) {
        String key = keyOf(of);
        return LimitKind.at(
                List.of("ulimits", of.key()),
                key,
                entry -> SoftAndHard.read(entry, key, -1, Long.MAX_VALUE / 16, "{ soft: -1, hard: -1 }")
                        .map(amount -> new ProcessLimit(entry.place(), of, amount)),
                "ulimit|rlimit",
                "ulimit|" + of.key());
    }

    private static String keyOf(Rlimit of) {
        return "ulimits." + of.key();
    }

    @Override
    public LimitKind kind() {
        String key = keyOf(of);
        return KINDS.stream().filter(kind -> kind.key().equals(key)).findFirst().orElseThrow();
    }

    @Override
    public String value() {
        return print(amount);
    }

    private String print(SoftAndHard limits) {
        return limits.soft() == limits.hard()
                ? of.print(limits.hard())
                : of.print(limits.soft()) + ", at most " + of.print(limits.hard());
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of(
                "Ulimits", List.of(Map.of("Name", of.key(), "Soft", told(amount.soft()), "Hard", told(amount.hard()))));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--ulimit", of.key() + "=" + told(amount.soft()) + ":" + told(amount.hard())));
    }

    private static long told(long limit) {
        return limit == SoftAndHard.UNLIMITED ? -1 : limit;
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (amount.soft() > amount.hard()) {
            findings.accept(key() + " has a soft limit of " + of.print(amount.soft()) + " above the hard one of "
                    + of.print(amount.hard()));
        }
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        List<Long> pressed = pressed();
        long largest = pressed.stream().mapToLong(limit -> limit).max().orElse(0);
        if (pressed.isEmpty() || of.unpressed(amount.soft(), places.host()).isPresent()) {
            return amount.soft() == SoftAndHard.UNLIMITED
                            || of.runInto()
                                    .filter(runInto -> amount.soft() > runInto.most())
                                    .isEmpty()
                    ? List.of(Press.With.of(
                            Workload.of(Scripts.script(ProcessText.SHOW)).shownAs("cat /proc/self/limits")))
                    : List.of(Press.None.unproven(
                            "a process beyond " + of.print(amount.soft()),
                            Excuse.host("so much could hurt the engine's host")));
        }
        Workload workload = Workload.of(load(places))
                .shownAs("a process beyond " + of.print(largest))
                .withNeeds(needs(largest));
        return List.of(Press.With.of(workload).claiming(of == Rlimit.CPU ? Claims.cpus(1) : Claims.NONE));
    }

    private Needs needs(long size) {
        return switch (of) {
            case MEMLOCK -> Needs.memory(size);
            case NPROC -> Needs.processes(size).orMore(Needs.memory(size * OF_PROCESS));
            default -> Needs.NONE;
        };
    }

    /** The limits that are run into: the soft one, and the hard one to which it is raised. */
    private List<Long> pressed() {
        List<Long> pressed = new ArrayList<>();
        long most = of.runInto().map(RunInto::most).orElse(-1L);
        if (amount.soft() <= most) {
            pressed.add(amount.soft());
            if (amount.hard() <= most && of.raised(amount.hard()) > amount.soft()) {
                pressed.add(of.raised(amount.hard()));
            }
        }
        return pressed;
    }

    /** How many processes there are is counted by user, and for root not at all: it is one that nobody else is. */
    private Command load(Places places) {
        List<Long> pressed = pressed();
        StringBuilder text = new StringBuilder(ProcessText.BEGIN);
        for (int i = 0; i < pressed.size(); i++) {
            String name = i == 0 ? ProcessText.SOFT : ProcessText.HARD;
            if (i > 0) {
                text.append("ulimit -S -")
                        .append(of.option())
                        .append(" \"$(ulimit -H -")
                        .append(of.option())
                        .append(")\"\n");
            }
            of.within(pressed.get(i))
                    .ifPresent(within -> text.append(ProcessText.tried(name + ProcessText.WITHIN, within)));
            text.append(ProcessText.tried(name + ProcessText.BEYOND, of.beyond(pressed.get(i))));
        }
        Command command =
                Scripts.script(text.toString(), of.runInto().orElseThrow().script());
        return of == Rlimit.NPROC
                ? command.as(
                        String.valueOf(FIRST_USER + Math.floorMod((places.scratchName() + place).hashCode(), USERS)))
                : command;
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return of.runInto()
                .filter(runInto -> amount.soft() != SoftAndHard.UNLIMITED && amount.soft() > runInto.most())
                .flatMap(runInto -> Halves.below(
                        runInto.most(),
                        Math.max(1, runInto.least()),
                        places,
                        size -> all.with(new ProcessLimit(place, of, new SoftAndHard(size, size))),
                        this::needs));
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.script(ProcessText.SHOW));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return observed.measurement()
                .exit()
                .flatMap(exit -> ProcessText.shown(of, exit.stdout()))
                .map(shown -> shown.equals(amount)
                        ? Conclusion.of("", Figure.NONE, Figure.of(value()))
                                .as(Outcome.HELD, "as declared, a process begins with " + value())
                        : Conclusion.discarded(
                                value(), "a process begins with " + print(shown) + " in the container as declared"))
                .orElseGet(() ->
                        Conclusion.unproven(value(), Excuse.engine("nothing shows it in the container as declared")));
    }

    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        return of.breaks(amount.soft()) && !(other instanceof ProcessLimit && of == Rlimit.FSIZE);
    }

    /** Whose exit is looked at for what the load said. */
    @Override
    public MetricKind metric() {
        return ExitCode.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) amount.hard());
    }

    /** By what the kernel shows of a process, and what became of those that took as much as they may, and more. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        if (!observed.measurement().ended()) {
            return Optional.empty();
        }
        String said = observed.measurement().exit().map(exit -> exit.stdout()).orElse("");
        return Optional.of(ProcessText.shown(of, said)
                .map(shown -> concluded(shown, said, observed))
                .orElseGet(() -> Conclusion.unproven(
                        value(), "the load did not say what the kernel shows" + observed.failure())));
    }

    private Conclusion concluded(SoftAndHard shown, String said, Observed observed) {
        Conclusion conclusion = Conclusion.of(of.line(), Figure.of(print(shown)), Figure.of(value()));
        String begins = "a process begins with " + print(shown);
        boolean isLooser = shown.soft() > amount.soft() || shown.hard() > amount.hard();
        boolean isTighter = shown.soft() < amount.soft() || shown.hard() < amount.hard();
        List<String> refusals = new ArrayList<>();
        String open = "";
        int phase = 0;
        for (long limit : pressed()) {
            String name = phase++ == 0 ? ProcessText.SOFT : ProcessText.HARD;
            RunInto runInto = of.runInto().orElseThrow();
            Optional<ProcessText.Try> beyond = ProcessText.find(said, name + ProcessText.BEYOND);
            Optional<ProcessText.Try> within = ProcessText.find(said, name + ProcessText.WITHIN);
            if (beyond.filter(tried -> tried.hasGot(runInto)).isPresent()) {
                return conclusion.as(
                        Outcome.ESCAPED,
                        "a process got more than " + of.print(limit) + (isLooser ? "; " + begins : ""));
            }
            if (beyond.filter(tried -> tried.isRefused(runInto)).isPresent()
                    && (isTighter
                            || of.within(limit).isEmpty()
                            || within.filter(tried -> tried.hasGot(runInto)).isPresent())) {
                refusals.add("beyond " + of.print(limit) + " a process was refused (" + runInto.how() + ")");
            } else if (of.unpressed(amount.soft(), observed.host()).isPresent()) {
                open = "";
            } else {
                open = "what a process took to come to " + of.print(limit) + " told nothing"
                        + beyond.map(tried -> ": " + tried.output()).orElse("")
                        + within.map(tried -> ", below it: " + tried.output()).orElse("");
            }
        }
        if (isLooser) {
            return conclusion.as(Outcome.DISCARDED, begins);
        }
        String tighter = isTighter ? TIGHTER + print(shown) : "";
        if (amount.soft() == SoftAndHard.UNLIMITED) {
            return conclusion.as(Outcome.HELD, "-1 asks for no limit, and " + begins);
        }
        Optional<Excuse> unpressed = of.unpressed(amount.soft(), observed.host());
        if (unpressed.isPresent()) {
            return conclusion.excused(new Excuse(
                    "a process begins with it" + tighter + ", but it is not pressed: "
                            + unpressed.get().reason(),
                    unpressed.get().cause()));
        }
        if (!open.isEmpty() || refusals.isEmpty()) {
            return conclusion.as(Outcome.UNPROVEN, open + observed.failure());
        }
        boolean isHardShown = amount.hard() > amount.soft() && refusals.size() < 2;
        return conclusion.as(
                Outcome.HELD,
                String.join(", and ", refusals)
                        + (isHardShown ? "; that it may be raised to " + of.print(shown.hard()) + " is shown" : "")
                        + tighter);
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
