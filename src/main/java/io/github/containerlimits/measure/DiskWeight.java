package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * A weight of disks that a control group shows.
 *
 * @param file in which it stands
 * @param of "major:minor" of the disk that it is of; empty, or {@code default}, where it is of all others
 * @param weight as the kernel has it: 1 to 10000 in {@code io.weight}, 1 to 1000 elsewhere
 */
public record DiskWeight(CgroupFile file, String of, long weight) {
    private static final List<CgroupFile> FILES = List.of(
            CgroupFile.BLKIO_BFQ_WEIGHT,
            CgroupFile.BLKIO_BFQ_WEIGHT_DEVICE,
            CgroupFile.BLKIO_WEIGHT,
            CgroupFile.BLKIO_WEIGHT_DEVICE,
            CgroupFile.IO_BFQ_WEIGHT,
            CgroupFile.IO_WEIGHT);

    /** Each that the files show, in the order of {@link CgroupFile}. */
    static List<DiskWeight> all(CgroupText text) {
        return FILES.stream()
                .flatMap(file -> text.text(file).stream()
                        .flatMap(content -> content.lines())
                        .flatMap(line -> parse(file, line.strip())))
                .toList();
    }

    private static Stream<DiskWeight> parse(CgroupFile file, String line) {
        int blank = line.indexOf(' ');
        String of = blank < 0 ? "" : line.substring(0, blank);
        return CgroupText.parse(line.substring(blank + 1)).stream()
                .mapToObj(weight -> new DiskWeight(file, of, weight));
    }

    /** Whether it is of all disks that have none of their own. */
    public boolean isOfAll() {
        return of.isEmpty() || of.equals("default");
    }

    @Override
    public String toString() {
        return file.fileName() + (of.isEmpty() ? " " : " " + of + " ") + weight;
    }
}
