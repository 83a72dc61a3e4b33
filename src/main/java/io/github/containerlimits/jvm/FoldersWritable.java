package io.github.containerlimits.jvm;

import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folders that a JVM writes to can be written to where the root file system is read-only. */
final class FoldersWritable implements JvmFinding {
    /** HotSpot keeps its counters and its socket there whatever java.io.tmpdir says, and that is the same by default. */
    private static final String TEMPORARY = "/tmp";

    private static final Pattern FOLDER = Pattern.compile("/[\\w./-]{0,200}");

    @Override
    public String key() {
        return "tmpdir";
    }

    @Override
    public String bound() {
        return "writable";
    }

    /** Those that one with these options writes to. */
    static List<String> of(List<String> words) {
        List<String> folders = new ArrayList<>(List.of(TEMPORARY));
        for (String word : words) {
            for (String option : List.of("-Djava.io.tmpdir=", "-XX:HeapDumpPath=")) {
                if (word.startsWith(option)
                        && FOLDER.matcher(word.substring(option.length())).matches()) {
                    folders.add(folder(word.substring(option.length())));
                }
            }
        }
        return folders.stream().distinct().toList();
    }

    /** Of a dump's file, where that is what is named, the one that it is in. */
    private static String folder(String path) {
        return path.endsWith(".hprof") ? path.replaceFirst("(.)/[^/]*$", "$1") : path;
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        if (!given.isReadOnly()) {
            return Optional.empty();
        }
        if (jvm.version().isEmpty()) {
            return JvmFinding.untold(bound(), jvm);
        }
        Conclusion conclusion = Conclusion.of(
                "folders of the JVM",
                Figure.of(jvm.unwritable().isEmpty() ? bound() : "read-only: " + String.join(", ", jvm.unwritable())),
                Figure.of(bound()));
        return Optional.of(
                jvm.unwritable().isEmpty()
                        ? conclusion.as(Outcome.HELD, "a file was made and removed in each")
                        : conclusion
                                .as(
                                        Outcome.ESCAPED,
                                        "no file can be made there: temporary files, heap dumps and what jcmd needs have no place")
                                .withRemedy("Mount a tmpfs there, which counts in mem_limit, or a volume."));
    }
}
