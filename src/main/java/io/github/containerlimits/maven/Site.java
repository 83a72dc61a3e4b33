package io.github.containerlimits.maven;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a policy is verified, and where the reports go.
 *
 * @param dockerHost the engine's address; empty for the usual one
 * @param reports their folder
 * @param known the addresses of the engines that it was verified on before, by what these call themselves
 */
record Site(String dockerHost, Path reports, Map<String, String> known) {
    /** The only one. */
    static Site of(String dockerHost, Path reports) {
        return new Site(dockerHost, reports, new HashMap<>());
    }

    Path report() {
        return reports.resolve("report.json");
    }
}
