package io.github.containerlimits.report;

import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.html.AggregatePage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Several reports side by side, as a page for a browser and as JSON.
 *
 * @param directory in which {@code aggregate.html} and {@code aggregate.json} are written; it is made
 */
public record AggregateFiles(Path directory) {
    /** Writes both; a reader sees each of them whole, or what was there before. */
    public void write(Aggregate aggregate) throws IOException {
        WholeFile.write(page(), new AggregatePage(aggregate).source().getBytes(StandardCharsets.UTF_8));
        JsonReport.write(directory.resolve("aggregate.json"), aggregate.json());
    }

    /** The page. */
    public Path page() {
        return directory.resolve("aggregate.html");
    }
}
