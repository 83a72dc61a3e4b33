package io.github.containerlimits;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.docker.belongings.Owner;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The engine that src/it/engine/engine.sh brought up for this build. Without one, a test fails. */
public final class RealEngine {
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final String FIRST_FORK = "fork-1";
    private static final Properties PROPERTIES = read();
    private static final Pattern TIME_OF_APPLICATION =
            Pattern.compile("(\\bwithin: |\\bsleep |\\bready\\.seconds: \"<= )(\\d+)");

    private RealEngine() {}

    private static Properties read() {
        Path file = state().resolve("engine.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("no engine was brought up: " + file, e);
        }
        return properties;
    }

    /** One of the properties that engine.sh documents, without its "it.". */
    public static String property(String name) {
        String value = PROPERTIES.getProperty("it." + name);
        if (value == null) {
            throw new AssertionError("the engine that was brought up has no it." + name);
        }
        return value;
    }

    /**
     * A policy for this engine's pace: the times within which applications must be ready, for which their scripts sleep, and that they claim are as many
     * times longer as its machine is slower.
     */
    static String paced(String policy) {
        int slower = Integer.parseInt(PROPERTIES.getProperty("it.slower", "1"));
        return TIME_OF_APPLICATION
                .matcher(policy)
                .replaceAll(time -> time.group(1) + Integer.parseInt(time.group(2)) * slower);
    }

    /** The engine of this JVM: of the forks of a build that test at the same time the even ones have the other, where there is one. */
    public static String host() {
        boolean isOther = System.getProperty("it.fork", FIRST_FORK).matches("fork-\\d*[02468]");
        return isOther ? PROPERTIES.getProperty("it.otherDockerHost", property("dockerHost")) : property("dockerHost");
    }

    /** Verifies a policy for the image it/busybox, as the goal does. */
    static Results verify(String host, String policy) throws InvalidPolicyException {
        return verify(host, policy, TIME);
    }

    static Results verify(String host, String policy, Duration time) throws InvalidPolicyException {
        return verify(host, policy, new Times(time, Duration.ZERO, true));
    }

    static Results verify(String host, String policy, Times times) throws InvalidPolicyException {
        try (DockerEngine engine = connect(host, times.most())) {
            return Verification.verify(
                    PolicyReader.parse("limits.yaml", policy), "it/busybox", engine, Otherwise.FAIL, times, new Told());
        }
    }

    /** The same for another image than it/busybox. */
    static Results verifyImage(String image, String policy) throws InvalidPolicyException {
        try (DockerEngine engine = connect(host(), TIME)) {
            return Verification.verify(
                    PolicyReader.parse("limits.yaml", policy),
                    image,
                    engine,
                    Otherwise.FAIL,
                    new Times(TIME, Duration.ZERO, true),
                    new Told());
        }
    }

    static DockerEngine connect(String host, Duration time) {
        return DockerEngine.connect(host, "", UUID.randomUUID().toString(), Patience.within(time), line -> {});
    }

    /** A JVM of its own that runs the main method of a test; what it prints goes to the file. */
    static Process java(Path output, Class<?> main, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dit.engine=" + System.getProperty("it.engine"),
                "-Dit.fork=" + System.getProperty("it.fork", FIRST_FORK),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** The folder in which engine.sh keeps the engines' state. */
    static Path state() {
        return Path.of(System.getProperty("it.engine", "target/engine"));
    }

    /** What the docker command prints, line by line. */
    public static List<String> docker(String... arguments) throws IOException, InterruptedException {
        return dockerAt(host(), arguments);
    }

    public static List<String> dockerAt(String host, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("docker", "-H", host));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(command + ": " + output);
        }
        return output.lines().toList();
    }

    private static boolean exists(String host, String container) throws IOException, InterruptedException {
        return new ProcessBuilder("docker", "-H", host, "container", "inspect", container)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /**
     * Containers of verifications on the engine that it really has, whatever their state, by their ids, and volumes but for toolboxes. Those of a build's other fork, which is at
     * work, are not.
     */
    public static List<String> leftovers() throws IOException, InterruptedException {
        return leftovers(host());
    }

    static List<String> leftovers(String host) throws IOException, InterruptedException {
        List<String> left = new java.util.ArrayList<>();
        for (String container : ofNoOtherFork(host, "ps", "-a")) {
            // An engine that was killed may go on to list what it no longer has.
            if (exists(host, container)) {
                left.add(container);
            }
        }
        left.addAll(ofNoOtherFork(host, "volume", "ls"));
        return left;
    }

    private static List<String> ofNoOtherFork(String host, String... list) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(list));
        String name = list[0].equals("ps") ? "{{.ID}}" : "{{.Name}}";
        command.addAll(List.of(
                "--filter",
                "label=io.github.containerlimits.run",
                "--format",
                name + " {{.Label \"io.github.containerlimits.owner\"}}"));
        return dockerAt(host, command.toArray(String[]::new)).stream()
                .map(line -> line.split(" ", 2))
                .filter(line -> !isOfAnotherFork(line[1]))
                .map(line -> line[0])
                .toList();
    }

    /**
     * Whether it is of a living process of this machine that is neither this one nor of its making.
     *
     * @param owner the label's HOST/PID/…
     */
    private static boolean isOfAnotherFork(String owner) {
        String[] parts = owner.split("/", -1);
        ProcessHandle self = ProcessHandle.current();
        return owner.startsWith(Owner.current().host() + "/")
                && ProcessHandle.of(Long.parseLong(parts[1])).stream()
                        .anyMatch(process -> Stream.iterate(
                                        Optional.of(process),
                                        Optional::isPresent,
                                        one -> one.flatMap(ProcessHandle::parent))
                                .noneMatch(one -> one.get().equals(self)));
    }

    /** Prints what is said, and what each trial came to. */
    private static final class Told implements Progress {
        @Override
        public void say(String line) {
            System.out.println("[" + Thread.currentThread().getName() + "] " + line);
        }

        @Override
        public void ended(Trial trial, TrialResult result, boolean isTriedAgain) {
            result.verdicts()
                    .forEach(verdict ->
                            say(verdict.subject() + " under '" + verdict.load() + "': " + verdict.inShort()));
        }
    }
}
