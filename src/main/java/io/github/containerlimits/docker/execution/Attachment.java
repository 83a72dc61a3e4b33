package io.github.containerlimits.docker.execution;

import com.github.dockerjava.api.model.Frame;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.Application.Printed;
import io.github.containerlimits.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Listens to what a container's own command prints, whatever becomes of its log. */
public final class Attachment implements AutoCloseable {
    private static final int TAIL = 16 << 10;

    /** Of a longer line only the beginning is looked at. */
    private static final int LINE = 8 << 10;

    private static final Duration TO_END = Duration.ofSeconds(2);

    private final Listener<Frame> listener = new Listener<>(frame -> add(frame.getPayload()));
    private final Optional<Pattern> awaited;
    private final StringBuilder tail = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private long bytes;
    private boolean hasAwaited;

    private Attachment(Optional<Pattern> awaited) {
        this.awaited = awaited;
    }

    /**
     * Listens from before the container's start.
     *
     * @param awaited what a line is looked for
     */
    public static Attachment to(Connection connection, String container, Optional<Pattern> awaited) {
        Attachment attachment = new Attachment(awaited);
        boolean begun = false;
        try {
            connection.call("listen to a container", () -> {
                connection
                        .client()
                        .attachContainerCmd(container)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withFollowStream(true)
                        .exec(attachment.listener);
                attachment.listener.awaitStart();
                return true;
            });
            attachment.listener.failure().ifPresent(failure -> {
                throw new EngineException("The engine does not let a container be listened to: " + failure, failure);
            });
            begun = true;
            return attachment;
        } finally {
            if (!begun) {
                attachment.close();
            }
        }
    }

    /** Takes a message in the place of what a command that could not be started might have printed. */
    public void tell(String message) {
        add((message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void add(byte[] payload) {
        bytes += payload.length;
        String text = new String(payload, StandardCharsets.UTF_8);
        tail.append(text, Math.max(0, text.length() - TAIL), text.length());
        tail.delete(0, Math.max(0, tail.length() - TAIL));
        awaited.filter(pattern -> !hasAwaited).ifPresent(pattern -> look(pattern, text));
    }

    /** A line counts once its end was printed. */
    private void look(Pattern pattern, String text) {
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            addToLine(text, from, end);
            hasAwaited |= pattern.matcher(line).find();
            line.setLength(0);
            from = end + 1;
        }
        addToLine(text, from, text.length());
    }

    private void addToLine(String text, int from, int to) {
        line.append(text, from, Math.min(to, from + LINE - Math.min(LINE, line.length())));
    }

    /** What was printed so far. */
    public synchronized Printed printed() {
        return new Printed(bytes, tail.toString(), hasAwaited);
    }

    /** Waits a moment for the rest of what a command printed that ended. */
    public void awaitEnd() {
        try {
            listener.awaitEnd(TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a container's output was read.", e);
        }
    }

    /** Stops listening. */
    @Override
    public void close() {
        listener.close();
    }
}
