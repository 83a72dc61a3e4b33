package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastLineTest {
    @Test
    void isTheLastThatIsNotBlank() {
        assertThat(LastLine.of("starting\n  no configuration \n\n   \n")).isEqualTo("no configuration");
        assertThat(LastLine.of("")).isEmpty();
        assertThat(LastLine.of(" \n\t\n")).isEmpty();
    }

    @Test
    void ofAStackTraceIsWhatWentWrongAndNotWhere() {
        assertThat(LastLine.of("""
                        starting
                        Exception in thread "main" java.lang.IllegalStateException: cannot start
                        \tat shop.Main.main(Main.java:10)
                        Caused by: java.net.UnknownHostException: db
                        \tat java.base/java.net.InetAddress.getLocalHost(Unknown Source)
                        \t... 4 more
                        """)).isEqualTo("Caused by: java.net.UnknownHostException: db");
        assertThat(LastLine.of(
                        "Caused by: java.io.IOException: gone\n\tat a.B.c(B.java:1)\n\t... 12 common frames omitted\n"))
                .isEqualTo("Caused by: java.io.IOException: gone");
        assertThat(
                        LastLine.of(
                                "TypeError: x is not a function\n    at Object.<anonymous> (/app/index.js:3:1)\n\nNode.js v18.20.4\n"))
                .isEqualTo("TypeError: x is not a function");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at last: no disk", "waiting ... 3 more", "... more", "look at this"})
    void isNoFrameWhereItOnlyLooksLikeOne(String line) {
        assertThat(LastLine.of("before\n" + line + "\n")).isEqualTo(line);
    }

    @Test
    void isAFrameWhereThereIsNothingElse() {
        assertThat(LastLine.of("\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n")).isEqualTo("at a.B.d(B.java:2)");
    }

    @Test
    void isNoLongerThanALineOfAReport() {
        assertThat(LastLine.of("x".repeat(1000))).hasSize(161).endsWith("x…");
    }
}
