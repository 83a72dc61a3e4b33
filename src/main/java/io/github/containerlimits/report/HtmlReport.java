package io.github.containerlimits.report;

import io.github.containerlimits.report.html.Page;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * All that a verification found, as one file for a browser: it loads nothing else and runs nothing.
 *
 * @param file its directories are made
 * @param isUnchanged whether it is for runs that are not repeated, because nothing changed since this one
 */
public record HtmlReport(Path file, boolean isUnchanged) implements Report {
    @Override
    public void tell(Results results) throws IOException {
        WholeFile.write(file, new Page(results, isUnchanged).source().getBytes(StandardCharsets.UTF_8));
    }
}
