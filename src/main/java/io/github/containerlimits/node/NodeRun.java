package io.github.containerlimits.node;

import io.github.containerlimits.Choice;
import io.github.containerlimits.Verification;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.docker.swarm.LayerServer;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.plan.Shards;
import io.github.containerlimits.plan.Shards.Share;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Sourced;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Verifies a policy on the engine of the node that it runs on, in a container that has the engine's socket, and prints its {@link Answer}. What it makes on the engine it removes again, also where it
 * is stopped.
 *
 * @param engine the engine's address
 */
public record NodeRun(String engine, PrintStream out, PrintStream log) {
    /** The file that has the {@link Assignment}. */
    public static final String ASSIGNMENT = "/run/secrets/container-limits";

    /** The engine's socket in the container. */
    public static final String SOCKET = "/var/run/docker.sock";

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** After that it ends by itself, since nobody seems to be there who would stop it. */
    private static final Duration TO_BE_STOPPED = Duration.ofMinutes(5);

    /** Runs by itself: the program of the image. With its answer it waits to be stopped. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        NodeRun run = new NodeRun("unix://" + SOCKET, System.out, System.err);
        run.print(run.answerAnyhow(() -> run.answer(Errand.parse(List.of(arguments)))));
        // A Swarm keeps the container of a job that has ended by itself, and removes one that it stops.
        Thread.sleep(toBeStopped(arguments).toMillis());
        System.exit(0); // whatever threads a client of an engine leaves
    }

    private static Duration toBeStopped(String[] arguments) {
        try {
            return Errand.parse(List.of(arguments)) instanceof Errand.Serve serve ? serve.most() : TO_BE_STOPPED;
        } catch (IllegalArgumentException e) { // which the answer tells
            return TO_BE_STOPPED;
        }
    }

    private Answer answer(Errand errand) throws IOException {
        if (errand instanceof Errand.Verify verify) {
            return answer(Assignment.parse(Files.readString(Path.of(ASSIGNMENT))), verify);
        }
        return errand instanceof Errand.Serve serve ? port(serve) : kind();
    }

    /** Serves for as long as this process is there. */
    private Answer port(Errand.Serve serve) throws IOException {
        try {
            return new Answer(
                    Answer.Kind.PORT,
                    String.valueOf(LayerServer.start(engine, serve.image(), Patience.USUAL.answer(), log::println)
                            .port()));
        } catch (EngineException e) {
            return new Answer(Answer.Kind.BREAKAGE, String.valueOf(e.getMessage()));
        }
    }

    private void print(Answer answer) {
        answer.lines().forEach(out::println);
        out.flush();
    }

    /** What is done for an answer. */
    private interface Work {
        Answer answer() throws IOException;
    }

    /** A fault of the core itself is told, too, since nobody else would see it. */
    private Answer answerAnyhow(Work work) throws IOException {
        try {
            return work.answer();
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace(log);
            return new Answer(Answer.Kind.BREAKAGE, "the core failed: " + e);
        }
    }

    /** Says what kind of machine it is. */
    private Answer kind() throws IOException {
        try (DockerEngine own =
                DockerEngine.connect(engine, "", UUID.randomUUID().toString(), Patience.USUAL, log::println)) {
            return new Answer(
                    Answer.Kind.KIND,
                    NodeKind.of(own.facts(), Files.readString(CPUINFO)).text());
        } catch (EngineException e) {
            return new Answer(Answer.Kind.BREAKAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Verifies. */
    private Answer answer(Assignment told, Errand.Verify errand) throws IOException {
        Assignment assignment = told.within(errand.most());
        Policy whole;
        try {
            write(assignment.sourced());
            whole = PolicyReader.read(assignment.sourced().files(), assignment.project());
        } catch (InvalidPolicyException e) {
            return new Answer(Answer.Kind.BREAKAGE, "the policy is another there: " + e.getMessage());
        }
        try (DockerEngine own = DockerEngine.connect(
                engine,
                assignment.toolbox(),
                UUID.randomUUID().toString(),
                Patience.within(assignment.times().most()),
                log::println)) {
            Thread onShutdown = new Thread(own::close, "container-limits-shutdown");
            Runtime.getRuntime().addShutdownHook(onShutdown);
            own.sweep().forEach(gone -> log.println("Removed what a killed run left: " + gone));
            Results results = Verification.verify(
                    errand.shard()
                            .map(shard -> whole.only(share(whole, shard).part()))
                            .orElse(whole),
                    assignment.image(),
                    own,
                    assignment.otherwise(),
                    assignment.times(),
                    log::println,
                    new Choice.Named(assignment.trials()));
            Path report = Files.createTempFile("container-limits-", ".json");
            new JsonReport(report).tell(results.of(origin(assignment.origin(), whole, errand.shard())));
            return new Answer(Answer.Kind.REPORT, Files.readString(report));
        } catch (EngineException | Choice.UnknownTrialException e) {
            return new Answer(Answer.Kind.BREAKAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Share share(Policy whole, Shard shard) {
        return Shards.of(whole, shard.of()).get(shard.number() - 1);
    }

    private static Origin origin(Origin known, Policy whole, Optional<Shard> shard) {
        return new Origin(
                known.policy(),
                known.parameters(),
                known.plugin(),
                shard.map(part -> new Origin.Portion(part, share(whole, part).names())));
    }

    /** Writes the policy's files where they stand on the machine of the build; nothing that is there is overwritten. */
    static void write(Sourced sourced) throws IOException {
        for (Map.Entry<Path, String> text : sourced.texts().entrySet()) {
            Path file = text.getKey();
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, text.getValue(), StandardOpenOption.CREATE_NEW);
        }
    }
}
