package io.github.containerlimits.maven;

import io.github.containerlimits.docker.swarm.Job;
import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.docker.swarm.Task;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.node.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job on a node, from its start until its answer is there, or can't come any more. What the node says is not trusted: it is bounded, and read as anything from outside is. A manager that does not
 * answer, such as while another takes over, is asked again for a while.
 *
 * @param <T> what its answer is
 */
final class NodeJob<T> {
    /** Logs come from the node by way of the manager, and may be late. */
    private static final int READS = 10;

    /** Longer than a Swarm takes to choose another leader, or an engine to start again. */
    private static final Duration MANAGER_SILENT = Duration.ofSeconds(60);

    private final Swarm swarm;
    private final Node node;
    private final ImageSupply supply;
    private final Answer.Kind kind;
    private final Reading<T> reading;
    private int reads;
    private long answered = System.nanoTime();
    private long ready = System.nanoTime();
    private @Nullable Job job;
    private @Nullable String service;
    private @Nullable Job fetching;
    private boolean isGivenTheImage;
    private @Nullable T result;
    private @Nullable String breakage;

    /** Reads what a node answered. */
    interface Reading<T> {
        /**
         * Reads it.
         *
         * @throws IOException where it is none
         */
        T of(String text) throws IOException;
    }

    /**
     * Of which nothing runs yet.
     *
     * @param supply of the job's image
     * @param kind of the answer that is expected
     */
    NodeJob(Swarm swarm, Node node, ImageSupply supply, Answer.Kind kind, Reading<T> reading) {
        this.swarm = swarm;
        this.node = node;
        this.supply = supply;
        this.kind = kind;
        this.reading = reading;
    }

    void start(Job own) {
        job = own;
        if (!node.isReady()) {
            breakOff("it is " + node.state());
            return;
        }
        run(own);
    }

    private void run(Job next) {
        try {
            service = swarm.start(next, node);
        } catch (EngineException e) {
            breakOff(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it has ended. */
    boolean look() throws IOException {
        if (hasEnded()) {
            return true;
        }
        try {
            lookAtNode();
            answered = System.nanoTime();
        } catch (EngineException e) {
            if (System.nanoTime() - answered > MANAGER_SILENT.toNanos()) {
                breakOff("the manager has not answered for " + MANAGER_SILENT.toSeconds() + " s: " + e.getMessage());
            }
        }
        return hasEnded();
    }

    private boolean hasEnded() {
        return result != null || breakage != null;
    }

    /** What it answered; absent where it broke. */
    Optional<T> result() {
        return Optional.ofNullable(result);
    }

    /** Why there is no answer; empty where there is one. */
    String breakage() {
        return breakage == null ? "" : breakage;
    }

    /** Ends it without an answer. */
    void breakOff(String reason) {
        if (!hasEnded()) {
            breakage = reason;
            removeJob();
        }
    }

    private void removeJob() {
        if (service != null) {
            try {
                swarm.remove(service);
            } catch (EngineException e) {
                // It is tried again when the Swarm is closed, which says so.
            }
            service = null;
        }
    }

    private void lookAtNode() throws IOException {
        Optional<Node> now = swarm.node(node.id());
        if (now.isEmpty()) {
            breakOff("it has left the Swarm");
        } else if (isGone(now.get())) {
            breakOff("it went " + now.get().state() + " before it reported");
        } else if (now.get().availability().equals("drain")) {
            breakOff("it was drained before it reported");
        } else if (service == null) {
            fetchImage();
        } else {
            lookAt(service, swarm.task(service));
        }
    }

    private void lookAt(String running, Task task) throws IOException {
        if (task.lacksImage() && !isGivenTheImage) {
            removeJob();
            isGivenTheImage = true;
            fetchImage();
        } else if (task.isLost()) {
            String end = task.state() + " " + task.error() + last(running);
            if (isFetching()) {
                lackImage("what would bring it there ended: " + end);
            } else if (task.lacksImage()) {
                lackImage(task.error());
            } else {
                breakOff("its job ended without a report: " + end);
            }
        } else if (isFetching() && task.isComplete()) {
            removeJob();
            fetching = null;
            run(Objects.requireNonNull(job));
        } else if (!isFetching() && (task.isRunning() || task.isComplete())) {
            ask(running, task.isComplete());
        }
    }

    private boolean isFetching() {
        return fetching != null;
    }

    private void fetchImage() throws IOException {
        try {
            supply.fetch(node).ifPresent(fetch -> {
                fetching = fetch;
                run(fetch);
            });
        } catch (ImageSupply.UnavailableException e) {
            lackImage(String.valueOf(e.getMessage()));
        }
    }

    private void lackImage(String reason) {
        breakOff("it does not have the image " + supply.image() + (reason.isEmpty() ? "" : " (" + reason + ")")
                + ": write that to a file with container-limits:swarm-image, and load it there with docker load -i, or push"
                + " it to a registry that all nodes reach and name it with container-limits.swarmImage");
    }

    /** A leader that was just chosen knows of no node yet whether it is there. */
    private boolean isGone(Node now) {
        if (now.isReady()) {
            ready = System.nanoTime();
        }
        return now.isDown() || System.nanoTime() - ready > MANAGER_SILENT.toNanos();
    }

    /** It waits to be stopped once it has answered. */
    private void ask(String running, boolean isComplete) throws IOException {
        try {
            take(Answer.in(swarm.log(running, Answer.MOST_LOG_BYTES).out()));
        } catch (Answer.NoAnswerException e) {
            if (isComplete && ++reads > READS) {
                breakOff(String.valueOf(e.getMessage()));
            }
        }
    }

    private String last(String running) {
        List<String> lines = swarm.log(running, 1 << 16).err();
        return lines.isEmpty() ? "" : ", after it said: " + lines.get(lines.size() - 1);
    }

    private void take(Answer answer) {
        if (answer.kind() == Answer.Kind.BREAKAGE) {
            breakOff(answer.text());
        } else if (answer.kind() != kind) {
            breakOff("its report begins with no line that is known");
        } else {
            try {
                result = reading.of(answer.text());
                if (kind != Answer.Kind.PORT) { // at which it goes on to serve
                    removeJob();
                }
            } catch (IOException e) {
                breakOff(String.valueOf(e.getMessage()));
            }
        }
    }
}
