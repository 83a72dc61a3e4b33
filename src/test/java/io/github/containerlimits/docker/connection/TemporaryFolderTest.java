package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    /** No process has it: those of Linux end at 4,194,304. */
    private static final long GONE = 99_999_999;

    @Test
    void thoseOfGoneProcessesAreRemovedWhateverTheyWereForAndNoOthers() throws IOException {
        Path own = TemporaryFolder.create("ssh");
        Path socket = left("container-limits-ssh-" + GONE + "-1");
        Path tools = left("container-limits-toolbox-" + GONE + "-2");
        Path other = left("container-limits-" + GONE);
        try {
            assertThat(TemporaryFolder.removeLeft()).contains("folder " + socket, "folder " + tools);

            assertThat(socket).doesNotExist();
            assertThat(tools).doesNotExist();
            assertThat(own).isDirectory();
            assertThat(other.resolve("file")).exists();
        } finally {
            TemporaryFolder.remove(own);
            TemporaryFolder.remove(other);
        }
        assertThat(own).doesNotExist();
    }

    private static Path left(String name) throws IOException {
        Path folder = Files.createDirectories(own().resolve(name));
        Files.writeString(folder.resolve("file"), "");
        return folder;
    }

    private static Path own() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
