package io.github.containerlimits.docker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final Output output = new Output(16);

    @Test
    void theFirstLineIsThereOnceItIsComplete() {
        add("sess");
        assertThat(output.firstLine()).isEmpty();
        add("ion 12\nfi");
        add("o\n");

        assertThat(output.firstLine()).isEqualTo("session 12");
        assertThat(output.rest()).isEqualTo("fio\n");
        assertThat(output.text()).isEqualTo("session 12\nfio\n");
    }

    @Test
    void onlyTheBeginningIsKept() {
        add("0123456789");
        add("0123456789\n");
        add("more");

        assertThat(output.text()).isEqualTo("0123456789012345");
        assertThat(output.firstLine()).isEmpty();
        assertThat(output.rest()).isEqualTo(output.text());
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        output.add(new byte[] {'a', (byte) 0xff, 'b', '\n'});

        assertThat(output.text()).isEqualTo("a\ufffdb\n");
    }

    private void add(String text) {
        output.add(text.getBytes(StandardCharsets.UTF_8));
    }
}
