package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.report.AggregateFiles;
import io.github.containerlimits.report.AggregateText;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * One policy on several engines, one after the other. What one of them is not reached for, or breaks with, leaves the others' results as they are.
 *
 * @param addresses of the engines, each once; empty where only the usual one is meant
 * @param directory in which each engine has a folder for its reports
 */
record EngineByEngine(List<String> addresses, Path directory, Log log) {
    private static final int LONGEST = 1000;

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

    /**
     * Verifies on each, and tells what they came to side by side.
     *
     * @param any whether one on which all is held is enough
     * @param failOnEscape whether the build fails otherwise
     */
    void verify(Run run, Nodes nodes, boolean any, boolean failOnEscape)
            throws MojoExecutionException, MojoFailureException {
        Map<String, String> known = new HashMap<>();
        Map<String, String> broken = new LinkedHashMap<>();
        List<CollectedReport> reports = new ArrayList<>();
        int all = 0;
        for (String address : addresses) {
            if (SwarmVerification.isMeant(address)) {
                all += verify(nodes, address, broken, reports);
                continue;
            }
            all++;
            Site site = new Site(address, directory.resolve(folder("engine", address)), known);
            log.info(text("Engine " + address));
            try {
                Optional<Results> results = run.on(site);
                if (results.isPresent()) {
                    new Telling(results.get(), false, new Letters(Terminal.charset()), log).tell();
                }
            } catch (InvalidPolicy e) {
                throw e;
            } catch (MojoExecutionException e) {
                broken.put(address, String.valueOf(e.getMessage()));
                log.error(text("Engine " + address + ": " + e.getMessage()));
                continue;
            }
            read(site).ifPresent(reports::add);
        }
        tell(reports);
        List<String> failed = reports.stream()
                .filter(report -> !report.passes())
                .map(CollectedReport::name)
                .toList();
        judge(all, broken, failed, any && failed.size() < reports.size(), failOnEscape);
    }

    /** On the nodes of a Swarm, each of which counts as an engine; that there are none to be had counts as one that broke. */
    private int verify(Nodes nodes, String address, Map<String, String> broken, List<CollectedReport> reports)
            throws InvalidPolicy {
        try {
            List<NodeReport> answers = nodes.on(address);
            for (NodeReport answer : answers) {
                answer.report().ifPresent(reports::add);
                if (answer.report().isEmpty()) {
                    broken.put(answer.name(), answer.breakage());
                    log.error(text(answer.title() + ": " + answer.breakage()));
                }
            }
            return answers.size();
        } catch (InvalidPolicy e) {
            throw e;
        } catch (MojoExecutionException e) {
            broken.put(address, String.valueOf(e.getMessage()));
            log.error(text("Engine " + address + ": " + e.getMessage()));
            return 1;
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
