package io.github.containerlimits.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that was started with the engine's exec. */
final class DockerExecution implements Execution {
    private static final int MOST_STDOUT = 4 << 20;
    private static final int MOST_STDERR = 1 << 20;
    private static final Duration TO_SIGNAL = Duration.ofSeconds(20);
    private static final Duration TO_SETTLE = Duration.ofSeconds(5);
    private static final int SIGNAL_EXIT = 126;

    /** What a command says first: the id of its session in the container, by which its processes are found. */
    private static final Pattern SESSION = Pattern.compile("\\Asession (\\d{1,10})\n");

    /** Signals every process of a session, with what the shell has built in: where memory or processes are short, nothing more can start. */
    private static final String SIGNAL = "session=$1; signal=$2; for process in /proc/[0-9]*; do"
            + " { read -r line <\"$process/stat\"; } 2>/dev/null || continue; set -- ${line##*) };"
            + " [ \"$4\" = \"$session\" ] && kill -\"$signal\" \"${process#/proc/}\" 2>/dev/null; done; :";

    private final DockerClient client;
    private final Calls calls;
    private final String container;
    private final String exec;
    private final Output stdout = new Output(MOST_STDOUT);
    private final Output stderr = new Output(MOST_STDERR);
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<Exit> exit = Optional.empty();

    private DockerExecution(DockerClient client, Calls calls, String container, String exec) {
        this.client = client;
        this.calls = calls;
        this.container = container;
        this.exec = exec;
    }

    static DockerExecution start(DockerClient client, Calls calls, String container, String[] command, String user) {
        String exec = calls.call(
                "prepare a command in a container",
                () -> client.execCreateCmd(container)
                        .withCmd(command)
                        .withUser(user)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
        DockerExecution execution = new DockerExecution(client, calls, container, exec);
        calls.call(
                "start a command in a container",
                () -> client.execStartCmd(exec).exec(execution.new Listener()).awaitStarted());
        return execution;
    }

    /** The command line that says its session first and then becomes the command; the arguments never pass through a shell's text. */
    static String[] announced(java.util.List<String> command) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                Container.BUSYBOX, "sh", "-c", "echo \"session $$\" >&2; exec \"$@\"", "sh"),
                        command.stream())
                .toArray(String[]::new);
    }

    @Override
    public Optional<Exit> await(Duration atMost) {
        if (exit.isPresent()) {
            return exit;
        }
        try {
            if (!ended.await(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a command ran in a container.", e);
        }
        exit = Optional.of(
                new Exit(code(), stdout.text(), SESSION.matcher(stderr.text()).replaceFirst("")));
        return exit;
    }

    /** The exit code, which the engine may know a moment after the end of the output. */
    private int code() {
        long end = System.nanoTime() + TO_SETTLE.toNanos();
        while (true) {
            InspectExecResponse state = calls.call(
                    "inspect a command", () -> client.inspectExecCmd(exec).exec());
            Long code = state.getExitCodeLong();
            if (code != null && !Boolean.TRUE.equals(state.isRunning())) {
                return code.intValue();
            }
            if (System.nanoTime() > end) {
                return SIGNAL_EXIT;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException("Interrupted while a command ended.", e);
            }
        }
    }

    @Override
    public void interrupt() {
        signal("INT");
    }

    @Override
    public void kill() {
        signal("KILL");
    }

    /** Where the signal can't be sent, as where no process can be started any more, the command goes on until its container is removed. */
    private void signal(String signal) {
        Matcher session = SESSION.matcher(stderr.text());
        if (!session.find()) {
            return; // it has not begun, or could not
        }
        try {
            calls.call("signal a command", TO_SIGNAL, () -> {
                String id = client.execCreateCmd(container)
                        .withCmd(Container.BUSYBOX, "sh", "-c", SIGNAL, "sh", session.group(1), signal)
                        .withUser("0")
                        .exec()
                        .getId();
                return client.execStartCmd(id)
                        .withDetach(true)
                        .exec(new ResultCallback.Adapter<Frame>())
                        .awaitCompletion();
            });
        } catch (DockerException | EngineException e) {
            stderr.add(("\nthe engine could not signal it: " + e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private final class Listener extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).add(frame.getPayload());
        }

        @Override
        public void onError(Throwable throwable) {
            stderr.add(("\nthe connection to the engine broke: " + throwable.getMessage() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            super.onError(throwable);
            ended.countDown();
        }

        @Override
        public void onComplete() {
            super.onComplete();
            ended.countDown();
        }
    }

    /** The beginning of what a command prints. */
    private static final class Output {
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(int most) {
            this.most = most;
        }

        synchronized void add(byte[] more) {
            bytes.write(more, 0, Math.min(more.length, most - bytes.size()));
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
