package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service on a JVM with a database that is another: under a load that the database answers, without it, and with one that fails. */
class DatabaseIT {
    private static final String SHOP = """
            limits: { cpus: 1, mem_limit: 96m, memswap_limit: 96m, pids_limit: 60 }
            derive: false
            app:
              env: { JAVA_TOOL_OPTIONS: "-Xmx24m", %s: "jdbc:h2:tcp://db:9092/mem:shop" }
              ready: { http: ":8080/ready", within: 60s }
              for: 4s
            """.formatted(JvmShop.DATABASE);

    private static final String LOAD = """
              load: { http: ":8080/%s", rate: 20/s }
              fits: { http.errors: "<= 5%%", http.rate: ">= 15", memory.peak: "<= 90%%", pids.refused: "<= 0" }
            """;

    /** Its heap alone is larger than what the service may have. */
    private static final String NEEDS = """
              needs:
                name: db
                image: it/shop
                command: [ -Xms128m, -XX:+AlwaysPreTouch, -cp, "/app/*", org.h2.tools.Server, -tcp, -tcpAllowOthers, -ifNotExists ]
                ready: { log: "^TCP server running", within: 60s }
            """;

    @BeforeAll
    static void makeImage() throws Exception {
        JvmImage.SHOP.make();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatTakesOrdersFitsAndItsDatabaseCountsInNoneOfItsLimits() throws Exception {
        assertThat(words(SHOP + LOAD.formatted("order") + NEEDS))
                .contains("app stays held", "app http.errors held", "app http.rate held", "app memory.peak held")
                .allMatch(word -> word.endsWith(" held"));
    }

    @Test
    void oneWhoseDatabaseFailsAnswersWithFailures() throws Exception {
        assertThat(words(SHOP + LOAD.formatted("lose") + NEEDS))
                .contains("app ready held", "app stays held", "app http.errors escaped");
    }

    @Test
    void oneWithoutItsDatabaseIsNeverReady() throws Exception {
        List<Verdict> verdicts = verdicts(SHOP);

        assertThat(verdicts.get(0).subject()).isEqualTo("app ready");
        assertThat(verdicts.get(0).outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(verdicts.get(0).evidence()).contains("with code 7", "no database: ");
    }

    private static Stream<String> words(String policy) throws Exception {
        return verdicts(policy).stream().map(verdict -> verdict.subject() + " " + verdict.outcome());
    }

    private static List<Verdict> verdicts(String policy) throws Exception {
        return RealEngine.verifyImage("it/shop", RealEngine.paced(policy)).verdicts();
    }
}
