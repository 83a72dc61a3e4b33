package io.github.containerlimits.maven;

import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a node's reports stand: that of a whole policy in the folder itself, each of a shard in one below it.
 *
 * @param name the node's
 */
record NodeFolder(Path folder, String name) {
    private static final String REPORT = "report.json";
    private static final String SHARD = "shard-";

    /** That of a node, by the name that no other has. */
    static NodeFolder of(Path reports, String name) {
        return new NodeFolder(reports.resolve(EngineByEngine.folder("node", name)), name);
    }

    /** Removes those of earlier runs, which must not be taken for this one's. */
    void clear() throws IOException {
        List<Path> earlier = new ArrayList<>(List.of(folder.resolve(REPORT)));
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, SHARD + "*")) {
                for (Path shard : shards) {
                    earlier.add(shard.resolve(REPORT));
                }
            }
        }
        for (Path report : earlier) {
            Files.deleteIfExists(report);
        }
    }

    /**
     * Keeps what a node sent, if it is a report.
     *
     * @throws IOException where it is none, or cannot be written
     */
    CollectedReport keep(String text, Optional<Shard> shard) throws IOException {
        Path own = shard.map(part -> folder.resolve(SHARD + part.number() + "-of-" + part.of()))
                .orElse(folder);
        Path file = own.resolve(REPORT);
        Files.createDirectories(own);
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        try {
            CollectedReport read = CollectedReport.read(name, file);
            if (!read.piece().map(piece -> piece.shard()).equals(shard)) {
                throw new IOException("its report is of another part than was asked for");
            }
            if (shard.isEmpty() && read.lines().isEmpty()) {
                throw new IOException("its report has no verdicts");
            }
            return read;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
