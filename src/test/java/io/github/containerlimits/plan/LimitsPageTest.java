package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about how limits are pressed has each limit, with the load that is planned for it. */
class LimitsPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/limits.md");
    private static final Pattern POLICY = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*) \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The loads of the page's rows, by the keys of limits. */
    private static Map<String, Set<String>> shown(String page) {
        Map<String, Set<String>> shown = new TreeMap<>();
        ROW.matcher(page)
                .results()
                .forEach(row -> codes(row.group(1)).forEach(key -> shown.put(key, codes(row.group(2)))));
        return shown;
    }

    private static Set<String> codes(String cell) {
        Set<String> codes = new TreeSet<>();
        CODE.matcher(cell).results().forEach(code -> codes.add(code.group(1)));
        return codes;
    }

    /** The loads that are planned for the page's policies. */
    private static Map<String, Set<String>> planned(String page) throws InvalidPolicyException {
        Map<String, Set<String>> planned = new TreeMap<>();
        List<String> policies =
                POLICY.matcher(page).results().map(policy -> policy.group(1)).toList();
        for (String policy : policies) {
            Plan plan = Planner.plan(PolicyReader.parse("limits.md", policy), host(), "scratch", false);
            for (Trial trial : plan.trials()) {
                for (Check check : trial.checks()) {
                    add(planned, check, trial.workload().shown());
                }
            }
            plan.untried().forEach(untried -> add(planned, untried.check(), untried.load()));
        }
        return planned;
    }

    private static void add(Map<String, Set<String>> planned, Check check, String load) {
        check.limit()
                .ifPresent(limit -> planned.computeIfAbsent(limit.kind().key(), key -> new TreeSet<>())
                        .add(load));
    }

    private static Host host() {
        long gibibyte = 1L << 30;
        return Host.of(new HostSurvey(
                """
                100 90 0:50 / / rw - overlay overlay rw
                102 100 254:0 /x /.container-limits ro - ext4 /dev/vda rw
                """,
                "MemAvailable: 16777216 kB\nSwapTotal: 4194304 kB\nSwapFree: 4194304 kB\n",
                "",
                "0-3",
                Map.of("254:0", "../../devices/x/block/vda"),
                Map.of(),
                Map.of(),
                Map.of("/", new Space(50 * gibibyte, OptionalLong.empty())),
                "32768",
                "32768",
                "",
                "core",
                List.of()));
    }

    private static List<String> wrong(String page) throws InvalidPolicyException {
        Map<String, Set<String>> shown = shown(page);
        List<String> wrong = new ArrayList<>();
        planned(page).forEach((key, loads) -> {
            if (!shown.getOrDefault(key, Set.of()).containsAll(loads)) {
                wrong.add(key + ": " + String.join("; ", loads));
            }
        });
        return wrong;
    }

    @Test
    void thePageHasTheLoadOfEachLimitThatItsPoliciesDeclare() throws Exception {
        String page = Files.readString(PAGE);

        assertThat(planned(page).keySet()).containsExactlyInAnyOrderElementsOf(LimitKinds.keys());
        assertThat(wrong(page)).isEmpty();
    }

    @Test
    void aLoadThatIsNotPlannedIsFound() throws InvalidPolicyException {
        String page = """
                ```yaml
                limits: { cpus: 1.5, pids_limit: 100 }
                ```
                | limit | load |
                | --- | --- |
                | `cpus` | `stress --cpu 2 --timeout 60` |
                | `pids_limit` | `117 processes` |
                """;

        assertThat(wrong(page)).containsExactly("pids_limit: 116 processes");
    }
}
