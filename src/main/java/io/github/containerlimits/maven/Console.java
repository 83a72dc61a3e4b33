package io.github.containerlimits.maven;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.Report;
import io.github.containerlimits.report.console.Ansi;
import io.github.containerlimits.report.console.Display;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.report.console.LiveLines;
import io.github.containerlimits.report.console.PlainLines;
import io.github.containerlimits.report.console.Table;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/**
 * The only way out for text that an engine, an image or a policy may have made: Maven's log, and the lines of a terminal that come into no log.
 */
final class Console implements AutoCloseable {
    private static final int LONGEST = 1000;

    private static final int MOST_COLUMNS = 100;

    private static final int LEAST_COLUMNS = 80;

    /** Of the level that Maven's log begins a line with. */
    private static final int PREFIX = "[INFO] ".length();

    private static final int MILLIS_BETWEEN_TICKS = 250;

    private final Log log;
    private final Optional<String> name;
    private final Ansi ansi;
    private final Letters letters;
    private final Display display;
    private final ScheduledExecutorService clock;
    private final List<String> table = new ArrayList<>();

    private Console(Log log, Optional<String> name, Ansi ansi, Letters letters, Display display) {
        this.log = log;
        this.name = name;
        this.ansi = ansi;
        this.letters = letters;
        this.display = display;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "container-limits-console");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.scheduleWithFixedDelay(
                display::tick, MILLIS_BETWEEN_TICKS, MILLIS_BETWEEN_TICKS, TimeUnit.MILLISECONDS);
    }

    /**
     * That of a build.
     *
     * @param name what its lines are told apart by from those that are printed at the same time; absent where there are none
     */
    static Console of(Output.Build build, Optional<String> name, Log log) {
        Output output = Output.of(build, Terminal.isThere(), System.getenv());
        Ansi ansi = new Ansi(output.isColoured());
        Letters letters = new Letters(Terminal.charset());
        String prefix = name.map(of -> of + ": ").orElse("");
        Consumer<String> info = line -> {
            synchronized (log) { // so that a table stays together
                log.info(letters.shown(PlainText.oneLine(prefix + line, LONGEST)));
            }
        };
        return new Console(
                log,
                name,
                ansi,
                letters,
                output.isLive()
                        ? new LiveLines(new Terminal(), ansi, info, System::nanoTime)
                        : new PlainLines(info, System::nanoTime));
    }

    /** Where a verification says how far it is. */
    Display display() {
        return display;
    }

    void say(String line) {
        display.say(line);
    }

    /** The table of results, as wide as people can read it. Beside others it is printed in the end, in one piece. */
    Report table() {
        int columns = Terminal.columns(System.getenv()).orElse(MOST_COLUMNS);
        return new Table(
                name.isPresent() ? table::add : log::info,
                ansi,
                letters,
                Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns)) - PREFIX);
    }

    /** Those that can be printed. */
    Letters letters() {
        return letters;
    }

    /** Takes away what does not stay. */
    @Override
    public void close() {
        clock.shutdownNow();
        display.close();
        if (!table.isEmpty()) {
            synchronized (log) {
                log.info(letters.shown(PlainText.oneLine(name.orElse(""), LONGEST)));
                table.forEach(log::info);
            }
        }
    }

    /**
     * Prints lines that whoever reads the output of the process takes for commands, where these begin the line. Neither the log stands in their way, nor what takes
     * System.out elsewhere: Maven's own -l, or Maven 4. An empty line comes first, since Maven leaves an unfinished one with no more than a change of colour.
     */
    static void commands(String lines) {
        raw("\n" + lines + "\n");
    }

    /** Prints text as it is, past the log. */
    static void raw(String text) {
        System.out.flush();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.print(text);
        out.flush();
    }

    /** An engine's failure as a breakage of the build. Its causes go to the debug log only: Maven would print their raw messages once more. */
    MojoExecutionException breakage(EngineException e) {
        log.debug(e);
        String message = String.valueOf(e.getMessage())
                .lines()
                .map(line -> PlainText.oneLine(line, LONGEST))
                .collect(Collectors.joining(System.lineSeparator()));
        return new MojoExecutionException(letters.shown(message)
                + KnownRefusal.in(message)
                        .map(known -> System.lineSeparator() + known.advice())
                        .orElse(""));
    }
}
