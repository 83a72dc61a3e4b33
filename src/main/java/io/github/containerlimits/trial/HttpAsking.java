package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.load.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an application over HTTP, from a container of its own that shares its network, so that nothing of it counts in the application's limits. */
final class HttpAsking implements Asking {
    /** Asks once, and tells the first line of the answer. What it writes goes to the application, and what it reads comes from there. */
    private static final String ASK = """
            printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' "$1"
            read -r -t 2 line || line='no answer within 2 s'
            echo "$line" >&2
            """;

    /**
     * Asks again and again until so many answers in a row were as wanted, or so often. Prints when it began and when the last answer was asked for that
     * was not as wanted, in seconds of the host's clock, and as errors each new answer that is none of readiness.
     */
    private static final String SCRIPT = """
            busybox=$0; ask=$1; port=$2; path=$3; wanted=$4; row=$5; pause=$6; tries=$7; count=0; told=
            read -r first rest </proc/uptime; other=$first
            while [ "$tries" -gt 0 ]; do
              read -r before rest </proc/uptime
              said=$("$busybox" nc -w 2 127.0.0.1 "$port" -e "$busybox" sh -c "$ask" sh "$path" 2>&1)
              case $said in HTTP/*' '[23]??*) got=ok;; *) got=failure;; esac
              [ "$got" = ok ] || [ "$said" = "$told" ] || { echo "$said" >&2; told=$said; }
              if [ "$got" = "$wanted" ]; then
                count=$((count + 1))
                [ "$count" -ge "$row" ] && { echo "$first $other"; exit 0; }
              else
                count=0; other=$before
              fi
              tries=$((tries - 1)); "$busybox" usleep "$pause"
            done
            exit 1
            """;

    private static final Pattern TIMES = Pattern.compile("(\\d+\\.\\d+) (\\d+\\.\\d+)\\s*");
    private static final Duration TO_END = Duration.ofSeconds(5);

    /** The host's clock has steps of so many seconds. */
    private static final double STEP = 0.02;

    private static final int FAILURES = 3;
    private static final int TRIES = 20;

    private final Readiness.Http http;
    private final Beside beside;
    private boolean wantsFailures;
    private Optional<Execution> round = Optional.empty();
    private long roundBegan;
    private String reason;
    private Optional<Long> lastOther = Optional.empty();

    /**
     * Asks nothing yet.
     *
     * @param beside the container to ask from, which is made meanwhile
     */
    HttpAsking(Readiness.Http http, Beside beside) {
        this.http = http;
        this.beside = beside;
        this.reason = http + " was not asked yet";
    }

    @Override
    public boolean isReady() {
        return isAnswered();
    }

    @Override
    public Optional<Long> notBefore() {
        return lastOther;
    }

    @Override
    public boolean isLost() {
        if (!wantsFailures) {
            wantsFailures = true;
            round = Optional.empty();
            reason = "";
        }
        return isAnswered();
    }

    /** Whether the answers are as wanted; begins another round where the last one is over. */
    private boolean isAnswered() {
        if (!beside.isThere()) {
            return false;
        }
        if (round.isEmpty()) {
            roundBegan = System.nanoTime();
            round = Optional.of(beside.container().start(command()));
        }
        Optional<Exit> exit = round.get().await(Duration.ZERO);
        exit.ifPresent(this::take);
        return exit.filter(ended -> ended.code() == 0).isPresent();
    }

    private Command command() {
        return Command.asRoot(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        SCRIPT,
                        Container.BUSYBOX,
                        ASK,
                        String.valueOf(http.port()),
                        http.path(),
                        wantsFailures ? "failure" : "ok",
                        String.valueOf(wantsFailures ? FAILURES : 1),
                        wantsFailures ? "250000" : "50000",
                        String.valueOf(TRIES)));
    }

    private void take(Exit exit) {
        round = Optional.empty();
        exit.stderr()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((earlier, later) -> later)
                .ifPresent(said -> reason = http + ": " + said.replaceFirst("^nc: ", ""));
        Matcher times = TIMES.matcher(exit.stdout());
        if (times.matches()) {
            double after = Double.parseDouble(times.group(2)) - Double.parseDouble(times.group(1)) - STEP;
            lastOther = Optional.of(roundBegan + Math.round(Math.max(0, after) * 1e9));
        }
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public void close() {
        round.ifPresent(running -> {
            running.kill();
            running.await(TO_END).ifPresent(this::take);
        });
    }
}
