package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.KnownRefusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever looks for a message finds it on the page about them. */
class TroubleshootingTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PAGE = Path.of("src/site/markdown/troubleshooting.md");

    private static List<Messages.Message> messages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(file -> Messages.of(read(file)).stream())
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePageShowsEachMessage() throws IOException {
        assertThat(messages()).hasSizeGreaterThan(150);
        assertThat(Messages.missing(messages(), read(PAGE)))
                .as("messages that %s does not show, to be added there with what to do", PAGE)
                .isEmpty();
    }

    @Test
    void thePageShowsWhatIsToldOfRefusals() {
        assertThat(Arrays.stream(KnownRefusal.values()).map(KnownRefusal::advice))
                .allSatisfy(advice -> assertThat(read(PAGE)).contains(advice));
    }

    @Test
    void aMessageIsReadAsItIsPutTogether() {
        String source = """
                throw new EngineException(
                        "No engine answers at " + address(uri, "tcp") + ", or it is "
                                + "asleep: \\"wake\\" it. " + REMEDY, e);
                item.add(value, "is no list");
                log.info("Nobody asks for this one");
                """;

        assertThat(Messages.of(source))
                .hasToString("[No engine answers at…tcp…, or it is asleep: \"wake\" it., is no list]");
    }

    @Test
    void oneThatThePageDoesNotShowIsFound() {
        List<Messages.Message> messages =
                Messages.of("throw new MojoExecutionException(\"The report \" + file + \" has gone for a walk.\");");

        assertThat(Messages.missing(messages, read(PAGE))).isEqualTo("The report…has gone for a walk.");
        assertThat(Messages.missing(messages, "`The report … has gone for a walk.`"))
                .isEmpty();
        assertThat(Messages.missing(messages, "`The report … cannot be read`")).isNotEmpty();
    }

    @Test
    void oneThatBeginsAsThePageSaysIsShown() {
        List<Messages.Message> messages = Messages.of("new EngineException(\"Interrupted while trials ran.\", e)");

        assertThat(Messages.missing(messages, "`Interrupted while …`")).isEmpty();
        assertThat(Messages.missing(messages, "`… while trials …`")).isNotEmpty();
    }
}
