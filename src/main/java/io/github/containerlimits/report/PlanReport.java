package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.plan.Planned;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would be run, for people, for a picture and for programs. */
public record PlanReport(Planned planned) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** As lines of plain text. */
    public String text() {
        List<List<Trial>> groups = planned.groups();
        List<String> lines = new ArrayList<>();
        lines.add("Only planned, for " + planned.image().reference() + " on "
                + planned.engine().name() + " "
                + planned.engine().version() + " at " + planned.engine().address()
                + ": one container without limits looked at its host, and no load was run");
        lines.add("");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TURN", "TRIAL", "AT MOST", "LOAD"));
        for (int i = 0; i < groups.size(); i++) {
            for (Trial trial : groups.get(i)) {
                rows.add(List.of(
                        String.valueOf(i + 1),
                        trial.name(),
                        seconds(trial.atMost()),
                        trial.workload().shown()));
                remarks(trial).forEach(remark -> rows.add(List.of("", "", "", "→ " + remark)));
            }
        }
        lines.addAll(TextTable.lines(rows));
        if (!planned.plan().untried().isEmpty()) {
            lines.add("");
            lines.add("Not tried on this host:");
            lines.addAll(TextTable.lines(planned.plan().untried().stream()
                    .map(untried -> List.of("  " + untried.check().subject(), word(untried), reason(untried)))
                    .toList()));
        }
        lines.add("");
        lines.add(summary(groups));
        return lines.stream().map(line -> PlainText.oneLine(line, 1000)).collect(joining("\n")) + "\n";
    }

    private String summary(List<List<Trial>> groups) {
        Duration most = groups.stream().map(Planned::atMost).reduce(Duration.ZERO, Duration::plus);
        int trials = planned.plan().trials().size();
        return trials + (trials == 1 ? " trial" : " trials") + " in " + groups.size()
                + (groups.size() == 1 ? " turn" : " turns")
                + ", those of one turn side by side; their loads take " + seconds(most)
                + " at most, and end as soon as all is decided"
                + (planned.leftOut().isEmpty() ? "" : ". Left out: " + String.join(", ", planned.leftOut()));
    }

    private static String bound(Check check) {
        return check.subject() + " " + check.bound()
                + check.sizes().map(sizes -> " of " + sizes.declared()).orElse("");
    }

    /**
     * The bounds of its checks.
     *
     * @param isOfWhatMayNotBe of which checks
     */
    private static String bounds(Trial trial, boolean isOfWhatMayNotBe) {
        return trial.checks().stream()
                .filter(check -> check.isOfWhatMayNotBe() == isOfWhatMayNotBe)
                .map(PlanReport::bound)
                .collect(joining(", "));
    }

    /** What else is to be known of a trial, sentences without full stops. */
    private static List<String> remarks(Trial trial) {
        List<String> remarks = new ArrayList<>();
        remarks.add("decides " + bounds(trial, false));
        String ofJvm = bounds(trial, true);
        if (!ofJvm.isEmpty()) {
            remarks.add("where it is a JVM, which only shows once it runs, decides " + ofJvm);
        }
        if (!disks(trial).isEmpty()) {
            remarks.add("looks at " + String.join(", ", disks(trial)));
        }
        if (!trial.lifted().isEmpty()) {
            remarks.add("without " + named(trial.lifted()) + ", which would be met first");
        }
        if (trial.declared().isPresent()) {
            remarks.add(
                    "at a smaller size, since this host could not bear a load at the declared one; a container as declared is looked at");
        }
        trial.contrast()
                .ifPresent(without -> remarks.add("runs first without "
                        + named(trial.limits().limits().stream()
                                .filter(limit -> !without.limits().contains(limit))
                                .toList())
                        + ", to see what it does then"));
        if (!trial.rivals().isEmpty()) {
            remarks.add("beside " + trial.rivals().size() + (trial.rivals().size() == 1 ? " rival" : " rivals")
                    + " with the same load");
        }
        claims(trial.claims()).ifPresent(remarks::add);
        return remarks;
    }

    private static Optional<String> claims(Claims claims) {
        if (claims.host()) {
            return Optional.of("needs the host for itself");
        }
        return claims.things().isEmpty()
                ? Optional.empty()
                : Optional.of("not beside others that need "
                        + claims.things().stream().sorted().collect(joining(", ")));
    }

    private static List<String> disks(Trial trial) {
        return trial.checks().stream()
                .flatMap(check -> check.disk().stream())
                .map(Disk::path)
                .distinct()
                .toList();
    }

    private static String named(List<Limit> limits) {
        return limits.stream()
                .map(limit -> limit.key() + " of " + limit.value())
                .collect(joining(" and "));
    }

    private static String word(Untried untried) {
        return untried.supported() ? "unproven (" + untried.reason().cause() + ")" : "unsupported";
    }

    private static String reason(Untried untried) {
        return untried.reason().reason();
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** As a Gantt chart of Mermaid, in which each trial takes the longest time that it may. */
    public String mermaid() {
        StringBuilder chart = new StringBuilder("gantt\n  title Trials of "
                + word(planned.image().reference()) + ", each at its longest\n  dateFormat X\n  axisFormat %M:%S\n");
        long begin = 0;
        int turn = 0;
        for (List<Trial> group : planned.groups()) {
            chart.append("  section Turn ").append(++turn).append('\n');
            for (Trial trial : group) {
                chart.append("  ")
                        .append(word(trial.name()))
                        .append(" :")
                        .append(begin)
                        .append(", ")
                        .append(begin + Math.max(1, trial.atMost().toSeconds()))
                        .append('\n');
            }
            begin += Math.max(1, Planned.atMost(group).toSeconds());
        }
        return chart.toString();
    }

    /** Without what Mermaid takes for its own. */
    private static String word(String text) {
        return PlainText.oneLine(text, 60).replaceAll("[:;#,%]", " ").strip();
    }

    /** As JSON, with a line's end. */
    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("schemaVersion", 1);
        report.put("policyFile", planned.policyFile());
        report.set("image", JsonReport.image(planned.image()));
        report.set("engine", JsonReport.engine(planned.engine()));
        ArrayNode trials = report.putArray("trials");
        int turn = 0;
        for (List<Trial> group : planned.groups()) {
            turn++;
            for (Trial trial : group) {
                add(trials.addObject().put("turn", turn), trial);
            }
        }
        ArrayNode untried = report.putArray("untried");
        planned.plan()
                .untried()
                .forEach(left -> check(untried.addObject(), left.check())
                        .put("supported", left.supported())
                        .put("load", left.load())
                        .put("cause", left.reason().cause().toString())
                        .put("reason", reason(left)));
        planned.leftOut().forEach(report.putArray("leftOut")::add);
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is no JSON", e);
        }
    }

    private static void add(ObjectNode node, Trial trial) {
        node.put("name", trial.name());
        node.put("load", trial.workload().shown());
        node.put("atMostSeconds", trial.atMost().toMillis() / 1e3);
        trial.workload().directory().ifPresent(directory -> node.put("directory", directory));
        disks(trial).forEach(node.putArray("disks")::add);
        limits(node.putArray("limits"), trial.limits().limits());
        limits(node.putArray("lifted"), trial.lifted());
        node.put("rivals", trial.rivals().size());
        node.put("contrast", trial.contrast().isPresent());
        ObjectNode claims = node.putObject("claims");
        claims.put("host", trial.claims().host());
        trial.claims().things().stream().sorted().forEach(claims.putArray("things")::add);
        claims.put("cpus", trial.claims().cpus());
        ArrayNode checks = node.putArray("checks");
        trial.checks().forEach(check -> check(checks.addObject(), check));
    }

    private static ObjectNode check(ObjectNode node, Check check) {
        node.put("subject", check.subject());
        node.put("place", check.place().toString());
        node.put("bound", check.bound());
        check.sizes().ifPresent(sizes -> node.put("declared", sizes.declared()));
        if (check.isOfWhatMayNotBe()) {
            node.put("onlyWhere", "JVM");
        }
        return node;
    }

    private static void limits(ArrayNode array, List<Limit> limits) {
        limits.forEach(limit -> array.addObject().put("key", limit.key()).put("value", limit.value()));
    }
}
