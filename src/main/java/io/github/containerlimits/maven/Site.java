package io.github.containerlimits.maven;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a policy is verified, and where the reports go.
 *
 * @param dockerHost the engine's address; empty for the usual one
 * @param reports their folder
 * @param known the addresses of the engines that it is verified on, by what these call themselves
 * @param isAlone whether no other is verified at the same time
 */
record Site(String dockerHost, Path reports, Map<String, String> known, boolean isAlone) {
    /** The only one. */
    static Site of(String dockerHost, Path reports) {
        return new Site(dockerHost, reports, new HashMap<>(), true);
    }

    /** What lines are told apart by from those of others; absent where there are none. */
    Optional<String> name() {
        return Optional.of(dockerHost).filter(address -> !isAlone);
    }

    Path report() {
        return reports.resolve("report.json");
    }
}
