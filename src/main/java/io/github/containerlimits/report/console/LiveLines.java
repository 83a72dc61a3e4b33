package io.github.containerlimits.report.console;

import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.console.Ansi.Paint;
import io.github.containerlimits.report.console.RunningTrials.Running;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.verdict.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far a verification is, for a terminal: below all that stays, a line for each running trial. They are taken away before anything else is written, so that
 * neither they nor that are torn.
 */
public final class LiveLines implements Display {
    private static final int BAR = 16;

    /** Characters of a name; a longer one is cut. */
    private static final int NAME = 22;

    private final Screen screen;
    private final Ansi ansi;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private final RunningTrials running;
    private int drawn;
    private boolean isClosed;

    /**
     * Shows nothing yet.
     *
     * @param log takes lines that stay, and writes them to the same terminal before it returns
     * @param nanoTime as {@link System#nanoTime}
     */
    public LiveLines(Screen screen, Ansi ansi, Consumer<String> log, LongSupplier nanoTime) {
        this.screen = screen;
        this.ansi = ansi;
        this.log = log;
        this.nanoTime = nanoTime;
        this.running = new RunningTrials(nanoTime);
    }

    @Override
    public void say(String line) {
        aside(() -> log.accept(line));
    }

    @Override
    public void step(Trial trial, Step step) {
        running.step(trial, step);
        tick();
    }

    @Override
    public void read(Trial trial, Supplier<Optional<Figures>> newest) {
        running.read(trial, newest);
    }

    @Override
    public void ended(Trial trial, TrialResult result, boolean isTriedAgain) {
        running.ended(trial);
        say(Sentences.ended(trial, result, isTriedAgain));
    }

    @Override
    public synchronized void tick() {
        if (isClosed) {
            return;
        }
        List<Running> trials = running.all();
        StringBuilder lines = new StringBuilder();
        if (drawn > 0) {
            lines.append(Ansi.up(drawn)).append(Ansi.CLEAR_BELOW);
        }
        long now = nanoTime.getAsLong();
        // The last column is left free: some terminals go on in the next line when it is written.
        int width = screen.columns() - 1;
        trials.forEach(trial -> lines.append(line(trial, now, width)).append('\n'));
        drawn = trials.size();
        if (lines.length() > 0) {
            screen.write(lines.toString());
        }
    }

    @Override
    public synchronized void aside(Runnable other) {
        erase();
        other.run();
        tick();
    }

    @Override
    public synchronized void close() {
        erase();
        isClosed = true;
    }

    private void erase() {
        if (drawn > 0) {
            screen.write(Ansi.up(drawn) + Ansi.CLEAR_BELOW);
            drawn = 0;
        }
    }

    private String line(Running trial, long now, int width) {
        Duration took = trial.tookStep(now);
        String name = PlainText.oneLine(trial.trial().name(), NAME);
        String head = "  " + name + " ".repeat(NAME - length(name) + 2);
        String what = switch (trial.step()) {
            case CONTAINERS -> Durations.print(took) + "  making its containers";
            case CONTRAST -> Durations.print(took) + "  the same load without the cap";
            case LOAD ->
                bar(took, trial.trial().atMost()) + "  " + Durations.seconds(took) + " of "
                        + Durations.print(trial.trial().atMost())
                        + trial.newest()
                                .get()
                                .map(figures -> "  " + figures.measured() + ", bound " + figures.bound())
                                .orElse("");
        };
        String line = PlainText.oneLine(head + what, Math.max(1, width));
        int from = Math.min(head.length(), line.length());
        return ansi.painted(Paint.HEADING, line.substring(0, from)) + line.substring(from);
    }

    private String bar(Duration took, Duration most) {
        double part = Math.min(1, took.toNanos() / (double) Math.max(1, most.toNanos()));
        int full = (int) Math.floor(part * BAR);
        return screen.isUnicode()
                ? "█".repeat(full) + "░".repeat(BAR - full)
                : "#".repeat(full) + "-".repeat(BAR - full);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
