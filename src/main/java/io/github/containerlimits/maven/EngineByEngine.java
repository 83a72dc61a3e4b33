package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.report.AggregateFiles;
import io.github.containerlimits.report.AggregateText;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * One policy on several engines at the same time; the nodes of a Swarm come after them. What one of them is not reached for, or breaks with, leaves the others' results as they are.
 *
 * @param addresses of the engines, each once; empty where only the usual one is meant
 * @param directory in which each engine has a folder for its reports
 */
record EngineByEngine(List<String> addresses, Path directory, Log log) {
    private static final int LONGEST = 1000;

    /** Each has a connection and some threads of its own. */
    private static final int MOST_AT_A_TIME = 32;

    /** Verifies on one. */
    interface Run {
        Optional<Results> on(Site site) throws MojoExecutionException;
    }

    /** Verifies on the nodes of a Swarm. */
    interface Nodes {
        List<NodeReport> on(String address) throws MojoExecutionException;
    }

    static EngineByEngine of(@Nullable List<String> named, Path directory, Log log) {
        List<String> addresses = named == null
                ? List.of()
                : named.stream()
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .distinct()
                        .toList();
        return new EngineByEngine(addresses, directory, log);
    }

    /** What came of an address. */
    private record Outcome(int engines, Map<String, String> broken, List<CollectedReport> reports) {
        static Outcome broken(String address, String reason) {
            return new Outcome(1, Map.of(address, reason), List.of());
        }
    }

    /**
     * Verifies on each, and tells what they came to side by side, in their order.
     *
     * @param any whether one on which all is held is enough
     * @param failOnEscape whether the build fails otherwise
     */
    void verify(Run run, Nodes nodes, boolean any, boolean failOnEscape)
            throws MojoExecutionException, MojoFailureException {
        Map<String, Outcome> outcomes = onEngines(run);
        int all = 0;
        Map<String, String> broken = new LinkedHashMap<>();
        List<CollectedReport> reports = new ArrayList<>();
        for (String address : addresses) {
            Outcome outcome = outcomes.containsKey(address) ? outcomes.get(address) : onNodes(nodes, address);
            all += outcome.engines();
            broken.putAll(outcome.broken());
            reports.addAll(outcome.reports());
        }
        tell(reports);
        List<String> failed = reports.stream()
                .filter(report -> !report.passes())
                .map(CollectedReport::name)
                .toList();
        judge(all, broken, failed, any && failed.size() < reports.size(), failOnEscape);
    }

    private Map<String, Outcome> onEngines(Run run) throws InvalidPolicy, MojoFailureException {
        List<String> engines = addresses.stream()
                .filter(address -> !SwarmVerification.isMeant(address))
                .toList();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        if (engines.isEmpty()) {
            return outcomes;
        }
        log.info(text((engines.size() == 1 ? "Engine " : "Engines at the same time: ") + String.join(", ", engines)));
        Map<String, String> known = new ConcurrentHashMap<>();
        Map<Site, Future<Optional<Results>>> running = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST_AT_A_TIME, engines.size()));
        try {
            for (String address : engines) {
                Path reports = directory.resolve(folder("engine", address));
                Site site = new Site(address, reports, known, engines.size() == 1);
                running.put(site, threads.submit(() -> verify(run, site)));
            }
            for (Map.Entry<Site, Future<Optional<Results>>> one : running.entrySet()) {
                outcomes.put(one.getKey().dockerHost(), outcome(one.getKey(), one.getValue()));
            }
        } finally {
            threads.shutdownNow();
        }
        return outcomes;
    }

    /** What it breaks with is said at once. */
    private Optional<Results> verify(Run run, Site site) throws MojoExecutionException {
        try {
            return run.on(site);
        } catch (InvalidPolicy e) {
            throw e;
        } catch (MojoExecutionException e) {
            tellBroken(site.dockerHost(), e);
            throw e;
        }
    }

    private void tellBroken(String address, MojoExecutionException e) {
        log.error(text("Engine " + address + ": " + e.getMessage()));
    }

    private Outcome outcome(Site site, Future<Optional<Results>> running) throws InvalidPolicy, MojoFailureException {
        try {
            Optional<Results> results = await(running);
            if (results.isPresent()) {
                tell(site, results.get());
            }
            return new Outcome(1, Map.of(), read(site).stream().toList());
        } catch (InvalidPolicy e) {
            throw e;
        } catch (MojoExecutionException e) {
            return Outcome.broken(site.dockerHost(), String.valueOf(e.getMessage()));
        }
    }

    private void tell(Site site, Results results) throws MojoExecutionException, MojoFailureException {
        boolean isSilent =
                results.failures().isEmpty() && results.verdicts().stream().noneMatch(Verdict::isToWarnOf);
        if (!site.isAlone() && !isSilent) {
            log.info(text("Engine " + site.dockerHost() + ":"));
        }
        new Telling(results, false, new Letters(Terminal.charset()), log).tell();
    }

    /** Waits until it has, and throws what it threw. */
    private static Optional<Results> await(Future<Optional<Results>> running) throws MojoExecutionException {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("The build was interrupted while engines were waited for", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MojoExecutionException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** On the nodes of a Swarm, each of which counts as an engine; that there are none to be had counts as one that broke. */
    private Outcome onNodes(Nodes nodes, String address) throws InvalidPolicy {
        try {
            List<NodeReport> answers = nodes.on(address);
            Map<String, String> broken = new LinkedHashMap<>();
            for (NodeReport answer : answers) {
                if (answer.report().isEmpty()) {
                    broken.put(answer.name(), answer.breakage());
                    log.error(text(answer.title() + ": " + answer.breakage()));
                }
            }
            return new Outcome(
                    answers.size(),
                    broken,
                    answers.stream().flatMap(answer -> answer.report().stream()).toList());
        } catch (InvalidPolicy e) {
            throw e;
        } catch (MojoExecutionException e) {
            tellBroken(address, e);
            return Outcome.broken(address, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<CollectedReport> read(Site site) throws MojoExecutionException {
        try {
            return Files.isRegularFile(site.report())
                    ? Optional.of(CollectedReport.read(site.dockerHost(), site.report()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new MojoExecutionException("The report " + site.report() + " cannot be read: " + e, e);
        }
    }

    private void tell(List<CollectedReport> reports) throws MojoExecutionException {
        if (reports.isEmpty()) {
            return;
        }
        Aggregate aggregate = new Aggregate(reports, List.of());
        AggregateFiles written = new AggregateFiles(directory);
        try {
            written.write(aggregate);
        } catch (IOException e) {
            throw new MojoExecutionException("A report in " + directory + " cannot be written: " + e, e);
        }
        Letters letters = new Letters(Terminal.charset());
        new AggregateText(aggregate).lines().stream().map(letters::shown).forEach(log::info);
        log.info(text(
                reports.size() + (reports.size() == 1 ? " engine: " : " engines side by side: ") + written.page()));
    }

    private void judge(int all, Map<String, String> broken, List<String> failed, boolean isEnough, boolean failOnEscape)
            throws MojoExecutionException, MojoFailureException {
        String breakages = broken.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .collect(joining("; "));
        String failures =
                "Limits are not proven on " + failed.size() + " of " + all + " engines: " + String.join(", ", failed);
        if (isEnough) {
            log.info("The limits are held on one of the engines, which is enough with requireAny");
        } else if (!broken.isEmpty()) {
            throw new MojoExecutionException(text("Limits could not be verified on " + broken.size() + " of " + all
                    + " engines: " + breakages + (failed.isEmpty() ? "" : ". " + failures)));
        } else if (!failed.isEmpty() && failOnEscape) {
            throw new MojoFailureException(text(failures));
        } else if (!failed.isEmpty()) {
            log.warn(text(failures));
        }
    }

    /** A name for a folder that only this address has. */
    static String folder(String kind, String address) {
        return kind + "-" + address.replaceAll("[^A-Za-z0-9.]+", "-") + "-" + Integer.toHexString(address.hashCode());
    }

    private static String text(String words) {
        return PlainText.oneLine(words, LONGEST);
    }
}
