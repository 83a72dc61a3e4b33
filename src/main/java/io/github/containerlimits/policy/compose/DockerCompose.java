package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.source.Wanted;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.policy.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Compose itself, {@code docker compose} of version 2 or later, which can say how it reads its files. It needs no engine for that. */
final class DockerCompose {
    private static final Duration MOST_TIME = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 160 << 10;
    private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";

    /** Files of others, from repositories and registries, are not fetched. */
    private static final Map<String, String> LOCAL =
            Map.of("COMPOSE_EXPERIMENTAL_GIT_REMOTE", "false", "COMPOSE_EXPERIMENTAL_OCI_REMOTE", "false");

    private final Origins origins;
    private final Findings findings;

    DockerCompose(Origins origins) {
        this.origins = origins;
        this.findings = origins.findings();
    }

    /** What Compose makes of the wanted files, with all their variables and files resolved; absent where there is a finding. */
    Optional<SourceFile> config(Wanted wanted) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        for (SourceFile file : wanted.files()) {
            file.path().ifPresent(path -> command.addAll(List.of("--file", path.toString())));
        }
        // A service that is named is taken whatever its profiles are.
        command.addAll(List.of("--profile", "*", "config", "--no-path-resolution"));
        String names = wanted.files().stream().map(SourceFile::name).collect(Collectors.joining(", "));
        try {
            Answer answer = run(command, wanted.files().get(0).directory());
            if (answer.code() != 0) {
                findings.add(
                        wanted.place(),
                        "docker compose cannot read " + names + ": "
                                + Findings.escaped(answer.error().strip()));
                return Optional.empty();
            }
            return parsed(wanted, answer.output(), "docker compose config of " + names);
        } catch (IOException e) {
            findings.add(
                    wanted.place(),
                    "resolve: docker-compose needs docker with its plugin compose, version 2 or later: "
                            + Findings.escaped(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Optional<SourceFile> parsed(Wanted wanted, String output, String name) {
        origins.remember(output);
        Findings own = new Findings();
        try {
            SourceFile file = new SourceFile(
                    wanted.files().get(0).path(), name, new YamlFile(name, output).foreignDocuments(own));
            own.sorted().forEach(finding -> findings.add(finding.place(), finding.message()));
            return own.isEmpty() ? Optional.of(file) : Optional.empty();
        } catch (InvalidPolicyException e) {
            e.findings().forEach(finding -> findings.add(finding.place(), finding.message()));
            return Optional.empty();
        }
    }

    /**
     * How a process ended.
     *
     * @param code 0 where it says that all is well
     */
    private record Answer(int code, String output, String error) {}

    private Answer run(List<String> command, Optional<Path> directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        directory.ifPresent(path -> builder.directory(path.toFile()));
        Project project = origins.project();
        Map<String, String> environment = builder.environment();
        environment.clear();
        project.properties().forEach((key, value) -> {
            if (key.matches(VARIABLE)) {
                environment.put(key, value);
            }
        });
        environment.putAll(project.environment());
        environment.putAll(LOCAL);
        Process process = builder.start();
        CompletableFuture<Process> watch = process.onExit()
                .orTimeout(MOST_TIME.toSeconds(), TimeUnit.SECONDS)
                .exceptionallyCompose(late -> {
                    process.destroyForcibly();
                    return CompletableFuture.failedFuture(late);
                });
        try {
            CompletableFuture<String> error = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String output = text(process.getInputStream());
            if (output.length() >= MOST_BYTES) {
                return new Answer(-1, "", "more than " + (MOST_BYTES >> 10) + " KiB");
            }
            int code = process.waitFor();
            return watch.isCompletedExceptionally()
                    ? new Answer(-1, "", String.format(Locale.ROOT, "no answer in %d s", MOST_TIME.toSeconds()))
                    : new Answer(code, output, error.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
