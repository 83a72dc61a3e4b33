package io.github.containerlimits.docker.execution;

import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command in a container. Its processes are found by their session, which an engine's exec begins and which also those stay in that make process
 * groups of their own. One that begins a session of its own is only ended with its container.
 */
public final class DockerExecution implements Execution {
    private static final int MOST_STDOUT = 4 << 20;
    private static final int MOST_STDERR = 1 << 20;
    private static final Duration TO_SIGNAL = Duration.ofSeconds(20);
    private static final Duration TO_BEGIN = Duration.ofSeconds(5);

    /** What a command says first: the id of its session in the container. */
    private static final Pattern SESSION = Pattern.compile("session (\\d{1,10})");

    /**
     * Says its session, finds the program as the image's own shell would (the toolbox's would take its own applets first), and becomes the command. The
     * arguments never pass through a shell's text. An older crun starts it in a session of the host's: then it begins one of its own, as the same
     * process.
     */
    private static final String BEGIN =
            "echo \"session $$\" >&2; read -r stat </proc/$$/stat; stat=${stat##*) }; stat=${stat#* * * };"
                    + " leader=; [ \"${stat%% *}\" = $$ ] || leader=\"" + Container.BUSYBOX
                    + " setsid\"; program=$1; shift;"
                    + " case $program in */*) ;; *) IFS=:; for folder in $PATH; do if [ -f \"${folder:-.}/$program\" ] && [ -x \"${folder:-.}/$program\" ];"
                    + " then program=${folder:-.}/$program; break; fi; done; unset IFS;; esac;"
                    + " case $program in */*) exec $leader \"$program\" \"$@\";; esac; echo \"$program: not found\" >&2; exit 127";

    /**
     * The image's own libraries are none that the toolbox's programs could be loaded with. And where memory runs out and nobody is killed for it, the
     * kernel ends a process with SIGSEGV whose restartable sequences (rseq(2), which glibc registers) it cannot write, as the page is in swap: such a
     * load would not wait.
     */
    private static final String FOREIGN =
            "unset LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT; export GLIBC_TUNABLES=glibc.pthread.rseq=0; ";

    /**
     * Signals every process of a session, with what the shell has built in: where memory or processes are short, nothing more can start. To kill goes
     * on until none is left, since they may make others meanwhile.
     */
    private static final String SIGNAL = "session=$1; signal=$2; for pass in 1 2 3 4 5 6 7 8 9 10 11 12; do found=;"
            + " for process in /proc/[0-9]*; do { read -r line <\"$process/stat\"; } 2>/dev/null || continue; set -- ${line##*) };"
            + " [ \"$4\" = \"$session\" ] && [ \"$1\" != Z ] && kill -\"$signal\" \"${process#/proc/}\" 2>/dev/null && found=1; done;"
            + " [ \"$signal$found\" = KILL1 ] || break; done; :";

    private final Connection connection;
    private final String container;
    private final Exec exec;
    private final Output stdout;
    private final Output stderr;
    private Optional<Exit> exit = Optional.empty();

    private DockerExecution(Connection connection, String container, Exec exec, Output stdout, Output stderr) {
        this.connection = connection;
        this.container = container;
        this.exec = exec;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    public static DockerExecution start(Connection connection, String container, String user, Command command) {
        Output stdout = new Output(MOST_STDOUT);
        Output stderr = new Output(MOST_STDERR);
        Exec exec = Exec.start(connection, container, user, line(command), stdout::add, stderr::add, failure -> {});
        return new DockerExecution(connection, container, exec, stdout, stderr);
    }

    private static List<String> line(Command command) {
        String script = command.tool() == Tool.IMAGE ? BEGIN : FOREIGN + BEGIN;
        return Stream.of(
                        List.of(Container.BUSYBOX, "sh", "-c", script, "sh"),
                        command.tool().prefix(),
                        command.arguments())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Optional<Exit> await(Duration atMost) {
        if (exit.isEmpty() && exec.awaitEnd(atMost)) {
            int code = exec.code();
            Matcher session = SESSION.matcher(stderr.firstLine());
            exit = Optional.of(new Exit(code, stdout.text(), session.matches() ? stderr.rest() : stderr.text()));
        }
        return exit;
    }

    @Override
    public OptionalLong process() {
        return exec.process();
    }

    @Override
    public void interrupt() {
        signal("INT");
    }

    @Override
    public void kill() {
        signal("KILL");
    }

    /**
     * Where the signal can't be sent, as where no process can be started any more or the engine hangs, the command goes on until its container is
     * removed.
     */
    private void signal(String signal) {
        long end = System.nanoTime() + TO_BEGIN.toNanos();
        // It may just have been started, and not have said its session yet.
        while (stderr.firstLine().isEmpty() && System.nanoTime() < end && !exec.awaitEnd(Duration.ofMillis(20))) {}
        Matcher session = SESSION.matcher(stderr.firstLine());
        if (exit.isPresent() || exec.awaitEnd(Duration.ZERO) || !session.matches()) {
            return;
        }
        try {
            Exec.detached(
                    connection,
                    TO_SIGNAL,
                    container,
                    "0",
                    List.of(Container.BUSYBOX, "sh", "-c", SIGNAL, "sh", session.group(1), signal));
        } catch (EngineException e) {
            stderr.add(("\nSIG" + signal + " could not be sent: " + e.getMessage() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }
}
