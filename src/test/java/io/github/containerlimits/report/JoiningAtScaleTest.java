package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.JoinedShards;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.verdict.Outcome;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes to join the reports of more nodes than there are here; figures are printed, and how they grow is held. */
class JoiningAtScaleTest {
    private static final int NODES = 2000;
    private static final int VERDICTS = 5;

    @TempDir
    private Path directory;

    /** What joining that many reports, of five verdicts each, allocates per report; and what came of it. */
    private long allocatedPerReport(int nodes) throws Exception {
        Path folder = Files.createDirectories(directory.resolve(String.valueOf(nodes)));
        long size = 0;
        for (int number = 1; number <= nodes; number++) {
            int shard = number;
            Results results = Sample.of(IntStream.range(0, VERDICTS)
                    .mapToObj(
                            i -> Sample.verdict(2, Outcome.HELD, "metric " + shard + " " + i, "0.5", "<= 0.5", "seen"))
                    .toList());
            Path file = folder.resolve(number + ".json");
            new JsonReport(file)
                    .tell(results.of(new Origin(
                            "0a1b",
                            "smaller=true",
                            "1.0",
                            Sample.origin(number + "/" + nodes).portion())));
            size += Files.size(file);
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        List<CollectedReport> reports = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            reports.add(CollectedReport.read("node" + number, folder.resolve(number + ".json")));
        }
        Aggregate whole = new Aggregate(JoinedShards.of(reports), List.of());
        AggregateFiles files = new AggregateFiles(folder.resolve("joined"));
        files.write(whole);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        System.out.printf(
                "%d reports of %d verdicts, %d KB each: joined with %d MB allocated, the page has %d KB%n",
                nodes, VERDICTS, size / nodes / 1024, allocated / (1 << 20), Files.size(files.page()) / 1024);

        assertThat(whole.reports()).singleElement().satisfies(report -> {
            assertThat(report.lines()).hasSize(nodes * VERDICTS);
            assertThat(report.shards()).hasSize(nodes);
            assertThat(report.piece()).isEqualTo(Optional.empty());
        });
        return allocated / nodes;
    }

    @Test
    void joiningGrowsWithTheReportsAndNotWithTheirSquare() throws Exception {
        allocatedPerReport(NODES / 10); // what is loaded for the first time

        assertThat(allocatedPerReport(NODES)).isLessThan(2 * allocatedPerReport(NODES / 10 + 1));
    }
}
