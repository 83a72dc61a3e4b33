package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.load.HttpLoad;
import io.github.containerlimits.load.HttpLoad.Pace;
import io.github.containerlimits.measure.Served;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sends an application requests at a constant rate, from a container of its own that shares its network. Each has a connection of its own: that is how
 * h2load begins requests whether or not earlier ones were answered. By its other ways it sends none while it waits for answers ({@code --rps}), and all at
 * once to an application that closes its connections.
 */
final class HttpLoading {
    /** Becomes the loader, with the body of the requests in a file where there is one. */
    private static final String SCRIPT = """
            body=$1; shift
            [ -z "$body" ] || { printf %s "$body" >/dev/shm/body; set -- "$@" -d /dev/shm/body; }
            exec "$@"
            """;

    private static final Duration TO_END = Duration.ofSeconds(5);

    /** What an answer may take after the last request was to begin. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(5);

    private final Pace pace;
    private final int requests;
    private final Execution execution;
    private final long begun = System.nanoTime();
    private final long enough;

    /**
     * Begins.
     *
     * @param lasts for how long requests begin
     */
    HttpLoading(HttpLoad load, Duration lasts, Container from) {
        this.pace = load.pace();
        this.requests = (int) Math.max(pace.atOnce(), Math.floor(pace.rate() * lasts.toNanos() / 1e9));
        this.execution = from.start(command(load));
        this.enough = lasts.plus(TO_ANSWER).toNanos();
    }

    private Command command(HttpLoad load) {
        String count = String.valueOf(requests);
        Stream<String> loader = Stream.of(
                "--h1",
                "-n" + count,
                "-c" + count,
                "-m1",
                "-t1",
                "-r" + pace.atOnce(),
                "--rate-period=" + pace.milliseconds() + "ms",
                "--log-file=/dev/stdout",
                "-H:method: " + load.method());
        Stream<String> headers =
                load.headers().entrySet().stream().map(header -> "-H" + header.getKey() + ": " + header.getValue());
        return Command.asRoot(
                Tool.BUSYBOX,
                Stream.of(
                                Stream.of("sh", "-c", SCRIPT, "sh", load.body()),
                                Tool.H2LOAD.prefix().stream(),
                                loader,
                                headers,
                                Stream.of("http://127.0.0.1:" + load.port() + load.path()))
                        .flatMap(words -> words)
                        .toList());
    }

    /** Whether all was answered, or nothing more is waited for. */
    boolean isOver() {
        return execution.await(Duration.ZERO).isPresent() || System.nanoTime() - begun > enough;
    }

    /**
     * Ends it, and tells what came of it.
     *
     * @throws EngineException where the loader itself failed
     */
    Served end() {
        Optional<Exit> whole = execution.await(Duration.ZERO);
        long after = System.nanoTime() - begun;
        if (whole.isEmpty()) {
            execution.kill();
        }
        Exit exit = whole.or(() -> execution.await(TO_END))
                .orElseThrow(() -> new EngineException("The loader h2load did not end when it was killed."));
        if (whole.isPresent() && exit.code() != 0) {
            throw new EngineException("The loader h2load failed with code " + exit.code() + ": "
                    + (exit.stderr() + exit.stdout()).strip());
        }
        return Served.of(
                exit.stdout(),
                pace.atOnce(),
                pace.milliseconds() * 1000,
                requests,
                whole.isPresent() ? Optional.empty() : Optional.of(after / 1000));
    }
}
