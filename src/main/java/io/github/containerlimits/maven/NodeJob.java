package io.github.containerlimits.maven;

import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.docker.swarm.Task;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.maven.SwarmVerification.NodeReport;
import io.github.containerlimits.node.Answer;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job of one node, from its start until its report is there, or can't come any more. What the node says is not trusted: it is bounded, and read as any report is. */
final class NodeJob {
    /** Logs come from the node by way of the manager, and may be late. */
    private static final int READS = 10;

    private final Swarm swarm;
    private final Node node;
    private final String name;
    private final String image;
    private final Path file;
    private int reads;
    private @Nullable String service;
    private @Nullable NodeReport report;

    /** @param reports the folder in which the node has one */
    NodeJob(Swarm swarm, Node node, String name, String image, Path reports) {
        this.swarm = swarm;
        this.node = node;
        this.name = name;
        this.image = image;
        this.file = reports.resolve(EngineByEngine.folder("node", name)).resolve("report.json");
    }

    void start(Swarm.Job job) throws IOException {
        Files.deleteIfExists(file); // an older one must not be taken for this run's
        if (!node.isReady()) {
            breakOff("it is " + node.state());
            return;
        }
        service = swarm.start(job, node);
    }

    /** Whether it has ended. */
    boolean look() throws IOException {
        if (report != null) {
            return true;
        }
        try {
            lookAt(String.valueOf(service));
        } catch (EngineException e) {
            breakOff(String.valueOf(e.getMessage()));
        }
        return report != null;
    }

    /** What came of it, where it has ended. */
    NodeReport report() {
        if (report == null) {
            throw new IllegalStateException("the job of " + name + " has not ended");
        }
        return report;
    }

    /** Ends it without a report. */
    void breakOff(String reason) {
        if (report == null) {
            report = new NodeReport(name, Optional.empty(), reason);
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
        }
    }

    private void lookAt(String job) throws IOException {
        Task task = swarm.task(job);
        Optional<Node> now = swarm.node(node.id());
        if (now.isEmpty()) {
            breakOff("it has left the Swarm");
        } else if (!now.get().isReady()) {
            breakOff("it went " + now.get().state() + " before it reported");
        } else if (now.get().availability().equals("drain")) {
            breakOff("it was drained before it reported");
        } else if (task.lacksImage()) {
            breakOff("it does not have the image " + image + ": write that to a file with container-limits:swarm-image,"
                    + " and load it there with docker load -i, or push it to a registry that all nodes reach and name it"
                    + " with container-limits.swarmImage");
        } else if (task.isLost()) {
            breakOff("its job ended without a report: " + task.state() + " " + task.error() + last(job));
        } else if (task.isRunning() || task.isComplete()) {
            ask(job, task.isComplete());
        }
    }

    /** It waits to be stopped once it has answered. */
    private void ask(String job, boolean isComplete) throws IOException {
        try {
            take(Answer.in(swarm.log(job, Answer.MOST_LOG_BYTES).out()));
        } catch (Answer.NoAnswerException e) {
            if (isComplete && ++reads > READS) {
                breakOff(String.valueOf(e.getMessage()));
            }
        }
    }

    private String last(String job) {
        List<String> lines = swarm.log(job, 1 << 16).err();
        return lines.isEmpty() ? "" : ", after it said: " + lines.get(lines.size() - 1);
    }

    private void take(Answer answer) throws IOException {
        if (answer.kind() == Answer.Kind.BREAKAGE) {
            breakOff(answer.text());
            return;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, answer.text().getBytes(StandardCharsets.UTF_8));
        try {
            CollectedReport read = CollectedReport.read(name, file);
            if (read.lines().isEmpty()) {
                throw new IOException("its report has no verdicts");
            }
            report = new NodeReport(name, Optional.of(read), "");
            removeJob();
        } catch (IOException e) {
            Files.deleteIfExists(file);
            breakOff(String.valueOf(e.getMessage()));
        }
    }
}
