package io.github.containerlimits.report;

import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.Line;
import java.util.ArrayList;
import java.util.List;

/** Reports side by side as lines: a row for each limit, and a column for each report, where there are no more than fit. */
public record AggregateText(Aggregate aggregate) {
    /** Columns that fit on a line. */
    private static final int MOST = 4;

    private static final int LONGEST = 1000;

    /** The table; empty where there are more reports than columns fit. */
    public List<String> lines() {
        List<CollectedReport> reports = aggregate.reports();
        if (reports.size() > MOST) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("LIMIT"));
        reports.forEach(report -> head.add(report.name()));
        rows.add(head);
        for (String subject : aggregate.subjects()) {
            List<String> row = new ArrayList<>(List.of(subject));
            reports.forEach(report -> row.add(cell(report, subject)));
            rows.add(row);
        }
        return TextTable.lines(rows).stream()
                .map(line -> PlainText.oneLine(line, LONGEST))
                .toList();
    }

    /** The gravest of its verdicts on that. */
    private static String cell(CollectedReport report, String subject) {
        List<Integer> places = Aggregate.of(report, subject);
        if (places.isEmpty()) {
            return "–";
        }
        Line gravest = report.lines().get(places.get(0));
        return gravest.outcome()
                + (gravest.measured().equals("-") ? "" : ", " + gravest.measured())
                + (places.size() == 1 ? "" : " (of " + places.size() + ")");
    }
}
